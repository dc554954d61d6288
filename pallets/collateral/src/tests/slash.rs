use super::prelude::*;

#[test]
fn slash_should_burn_one_part_and_give_the_rest_to_the_treasury() {
	build_and_execute(|| {
		let issuance = Balances::total_issuance();
		assert_eq!(Collateral::slash(NODE, 0, 101), Ok(101));
		assert!(events().contains(&Event::Slashed {
			node: NODE,
			owner: ALICE,
			amount: 101,
			burned: 50
		}));
		assert_eq!(Balances::total_issuance(), issuance - 50);
		assert_eq!(Balances::free_balance(TREASURY), EXISTENTIAL_DEPOSIT + 51);
		assert_eq!(held(ALICE), REQUIRED - 101);
	});
}

#[test]
fn slash_should_burn_all_or_nothing_at_the_ends_of_the_range() {
	build_and_execute(|| {
		BurnedPart::set(Perbill::zero());
		let issuance = Balances::total_issuance();
		assert_ok!(Collateral::slash(NODE, 0, 100));
		assert_eq!(Balances::total_issuance(), issuance);
		BurnedPart::set(Perbill::one());
		assert_ok!(Collateral::slash(NODE, 0, 100));
		assert_eq!(Balances::total_issuance(), issuance - 100);
		assert_eq!(Balances::free_balance(TREASURY), EXISTENTIAL_DEPOSIT + 100);
	});
}

#[test]
fn slash_should_take_what_is_locked_first_then_the_newest_chunks() {
	build_and_execute(|| {
		assert_ok!(Collateral::deposit(by(ALICE), NODE, 600));
		for era in 0..3 {
			enter_era(era);
			assert_ok!(Collateral::request_withdrawal(by(ALICE), NODE, 200));
		}
		assert_ok!(Collateral::slash(NODE, 0, REQUIRED - 1));
		assert_eq!(Collateral::locked(NODE), 1);
		assert_eq!(chunks(NODE).len(), 3);
		assert_ok!(Collateral::slash(NODE, 0, 251));
		assert_eq!(Collateral::locked(NODE), 0);
		assert_eq!(chunks(NODE), [(200, 14), (150, 15)]);
	});
}

#[test]
fn slash_should_take_what_has_unbonded_too() {
	build_and_execute(|| {
		assert_ok!(retire(NODE));
		enter_era(50);
		assert_eq!(Collateral::slash(NODE, 0, 100), Ok(100));
		assert_ok!(Collateral::withdraw(by(ALICE), NODE));
		assert_eq!(Balances::free_balance(ALICE), ENDOWMENT - 100);
	});
}

#[test]
fn slash_should_never_take_more_than_is_held() {
	build_and_execute(|| {
		register(8, ALICE, 1_200);
		assert_eq!(Collateral::slash(NODE, 0, Balance::MAX), Ok(REQUIRED));
		assert_eq!(held(ALICE), 1_200, "what backs another node is not touched");
		assert_eq!(Collateral::slash(NODE, 0, 1), Ok(0));
	});
}

#[test]
fn slash_should_do_nothing_for_nothing() {
	build_and_execute(|| {
		System::reset_events();
		assert_eq!(Collateral::slash(NODE, 0, 0), Ok(0));
		assert_eq!(events(), []);
	});
}

#[test]
fn slash_should_refuse_an_unknown_node() {
	build_and_execute(|| {
		assert_noop!(Collateral::slash(404, 0, 1), Error::<Test>::NodeNotFound);
	});
}

#[test]
fn slash_should_open_a_shortfall_for_an_active_or_jailed_node() {
	build_and_execute(|| {
		for (node, status) in [(8, Status::Active), (9, Status::Jailed)] {
			register(node, BOB, REQUIRED);
			set_status(node, status);
			enter_era(19);
			assert_ok!(Collateral::slash(node, 0, 30));
			assert_eq!(last_event(), Event::TopUpDue { node, missing: 30, until: 19 + 2 });
			assert!(Shortfalls::<Test>::contains_key(21, node));
			assert_eq!(Collateral::shortfall(node), Some((30, Some(21))));
		}
	});
}

#[test]
fn slash_should_open_no_shortfall_where_none_counts() {
	build_and_execute(|| {
		set_status(NODE, Status::Suspended);
		assert_ok!(Collateral::slash(NODE, 0, 30));
		register(8, BOB, REQUIRED);
		assert_ok!(retire(8));
		assert_ok!(Collateral::slash(8, 0, 30));
		register(9, BOB, REQUIRED + 30);
		assert_ok!(Collateral::slash(9, 0, 30));
		assert_eq!(Shortfalls::<Test>::iter().count(), 0);
	});
}

#[test]
fn slash_should_not_move_a_deadline_that_runs() {
	build_and_execute(|| {
		assert_ok!(Collateral::slash(NODE, 0, 30));
		enter_era(1);
		assert_ok!(Collateral::slash(NODE, 0, 30));
		assert_eq!(Collateral::shortfall(NODE), Some((60, Some(2))));
		assert_eq!(Shortfalls::<Test>::iter().count(), 1);
	});
}
