use super::prelude::*;

#[test]
fn hand_over_should_move_the_hold_with_all_that_unbonds() {
	build_and_execute(|| {
		assert_ok!(Collateral::deposit(by(ALICE), NODE, 400));
		assert_ok!(Collateral::request_withdrawal(by(ALICE), NODE, 400));
		assert_ok!(transfer(NODE, BOB));
		assert_eq!(held(ALICE), 0);
		assert_eq!(held(BOB), REQUIRED + 400);
		assert_eq!(Balances::free_balance(BOB), ENDOWMENT);

		enter_era(14);
		assert_noop!(Collateral::withdraw(by(ALICE), NODE), Error::<Test>::NotOwner);
		assert_ok!(Collateral::withdraw(by(BOB), NODE));
		assert_eq!(Balances::free_balance(BOB), ENDOWMENT + 400);
	});
}

#[test]
fn hand_over_should_keep_the_other_nodes_of_both() {
	build_and_execute(|| {
		register(8, ALICE, 1_200);
		register(9, BOB, 1_300);
		assert_ok!(transfer(NODE, BOB));
		assert_eq!((held(ALICE), held(BOB)), (1_200, REQUIRED + 1_300));
	});
}

#[test]
fn hand_over_should_keep_a_shortfalls_deadline() {
	build_and_execute(|| {
		assert_ok!(Collateral::slash(NODE, 0, 100));
		enter_era(2);
		assert_ok!(transfer(NODE, BOB));
		enter_era(3);
		assert_eq!(status(NODE), Status::Suspended);
	});
}

#[test]
fn hand_over_should_change_nothing_for_the_same_owner() {
	build_and_execute(|| {
		assert_ok!(transfer(NODE, ALICE));
		assert_eq!(held(ALICE), REQUIRED);
	});
}

#[test]
fn hand_over_should_do_with_nothing_left() {
	build_and_execute(|| {
		assert_ok!(Collateral::slash(NODE, 0, REQUIRED));
		assert_ok!(transfer(NODE, BOB));
		assert_eq!(Ledgers::<Test>::get(NODE).map(|ledger| ledger.owner), Some(BOB));
	});
}

#[test]
fn hand_over_should_refuse_an_account_that_does_not_exist() {
	build_and_execute(|| {
		assert_noop!(Collateral::hand_over(NODE, &12_345), TokenError::CannotCreateHold);
		assert_noop!(Collateral::hand_over(404, &BOB), Error::<Test>::NodeNotFound);
	});
}
