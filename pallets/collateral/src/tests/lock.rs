use super::prelude::*;

#[test]
fn lock_should_hold_the_owners_tokens() {
	build_and_execute(|| {
		assert_eq!(held(ALICE), REQUIRED);
		assert_eq!(Collateral::locked(NODE), REQUIRED);
		assert_eq!(Balances::free_balance(ALICE), ENDOWMENT - REQUIRED);
	});
}

#[test]
fn lock_should_add_up_over_the_nodes_of_one_owner() {
	build_and_execute(|| {
		register(8, ALICE, 1_500);
		assert_eq!(held(ALICE), REQUIRED + 1_500);
		assert_eq!(Collateral::locked(8), 1_500);
	});
}

#[test]
fn lock_should_refuse_a_node_that_has_collateral() {
	build_and_execute(|| {
		assert_noop!(Collateral::lock(NODE, &ALICE, 1), Error::<Test>::AlreadyLocked);
	});
}

#[test]
fn lock_should_refuse_nothing_at_all() {
	build_and_execute(|| {
		assert_noop!(Collateral::lock(8, &ALICE, 0), Error::<Test>::ZeroAmount);
	});
}

#[test]
fn lock_should_refuse_what_the_owner_does_not_have() {
	build_and_execute(|| {
		assert_noop!(Collateral::lock(8, &BOB, ENDOWMENT), TokenError::FundsUnavailable);
		assert_ok!(Collateral::lock(8, &BOB, ENDOWMENT - EXISTENTIAL_DEPOSIT));
		// The registry would have stored the node first.
		let info =
			Nodes::get(NODE).map(|info| substation_primitives::NodeInfo { owner: BOB, ..info });
		Nodes::set(8, info);
	});
}

#[test]
fn locked_should_be_nothing_for_an_unknown_node() {
	build_and_execute(|| assert_eq!(Collateral::locked(404), 0));
}
