use super::prelude::*;

#[test]
fn deposit_should_lock_more_behind_the_node() {
	build_and_execute(|| {
		assert_ok!(Collateral::deposit(by(ALICE), NODE, 250));
		assert_eq!(last_event(), Event::Deposited { node: NODE, owner: ALICE, amount: 250 });
		assert_eq!(Collateral::locked(NODE), REQUIRED + 250);
		assert_eq!(held(ALICE), REQUIRED + 250);
	});
}

#[test]
fn deposit_should_be_the_owners_alone() {
	build_and_execute(|| {
		assert_noop!(Collateral::deposit(by(BOB), NODE, 250), Error::<Test>::NotOwner);
		assert_noop!(
			Collateral::deposit(RuntimeOrigin::root(), NODE, 250),
			DispatchError::BadOrigin
		);
	});
}

#[test]
fn deposit_should_refuse_an_unknown_node() {
	build_and_execute(|| {
		assert_noop!(Collateral::deposit(by(ALICE), 404, 250), Error::<Test>::NodeNotFound);
	});
}

#[test]
fn deposit_should_refuse_nothing_at_all() {
	build_and_execute(|| {
		assert_noop!(Collateral::deposit(by(ALICE), NODE, 0), Error::<Test>::ZeroAmount);
	});
}

#[test]
fn deposit_should_refuse_more_than_is_free() {
	build_and_execute(|| {
		let free = ENDOWMENT - REQUIRED - EXISTENTIAL_DEPOSIT;
		assert_noop!(Collateral::deposit(by(ALICE), NODE, free + 1), TokenError::FundsUnavailable);
		assert_ok!(Collateral::deposit(by(ALICE), NODE, free));
	});
}

#[test]
fn deposit_should_refuse_a_retiring_node() {
	build_and_execute(|| {
		assert_ok!(retire(NODE));
		assert_noop!(Collateral::deposit(by(ALICE), NODE, 250), Error::<Test>::NodeRetiring);
	});
}

#[test]
fn deposit_should_apply_what_is_due_first() {
	build_and_execute(|| {
		Due::insert(NODE, 100);
		assert_ok!(Collateral::deposit(by(ALICE), NODE, 40));
		assert_eq!(Collateral::locked(NODE), REQUIRED - 100 + 40);
		assert_eq!(Collateral::shortfall(NODE), Some((60, Some(2))), "it opens a shortfall");
	});
}

#[test]
fn deposit_should_end_a_shortfall_only_when_it_covers_it() {
	build_and_execute(|| {
		assert_ok!(Collateral::slash(NODE, 0, 100));
		assert_ok!(Collateral::deposit(by(ALICE), NODE, 99));
		assert!(Shortfalls::<Test>::contains_key(2, NODE));
		assert_ok!(Collateral::deposit(by(ALICE), NODE, 1));
		assert_eq!(last_event(), Event::ToppedUp { node: NODE });
		assert_eq!(Shortfalls::<Test>::iter().count(), 0);
		assert_eq!(Collateral::shortfall(NODE), None);
	});
}

#[test]
fn deposit_should_reinstate_a_suspended_node_only_when_it_covers_it() {
	build_and_execute(|| {
		assert_ok!(Collateral::slash(NODE, 0, 100));
		enter_era(3);
		assert_eq!(status(NODE), Status::Suspended);
		assert_ok!(Collateral::deposit(by(ALICE), NODE, 99));
		assert_eq!(status(NODE), Status::Suspended);
		assert_ok!(Collateral::deposit(by(ALICE), NODE, 1));
		assert_eq!(status(NODE), Status::Active);
	});
}

#[test]
fn deposit_should_not_unjail() {
	build_and_execute(|| {
		set_status(NODE, Status::Jailed);
		assert_ok!(Collateral::deposit(by(ALICE), NODE, 250));
		assert_eq!(status(NODE), Status::Jailed);
	});
}
