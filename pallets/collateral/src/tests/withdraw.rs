use super::prelude::*;

/// 400 more than required, of which 400 are asked for in era 10: they unlock in era 10 + 14 = 24.
fn request_in_era_10() {
	assert_ok!(Collateral::deposit(by(ALICE), NODE, 400));
	enter_era(10);
	assert_ok!(Collateral::request_withdrawal(by(ALICE), NODE, 400));
}

#[test]
fn withdraw_should_find_nothing_one_block_before_the_end_of_unbonding() {
	build_and_execute(|| {
		request_in_era_10();
		enter_era(23);
		assert_noop!(Collateral::withdraw(by(ALICE), NODE), Error::<Test>::NothingUnlocked);
	});
}

#[test]
fn withdraw_should_pay_in_the_first_block_after_unbonding() {
	build_and_execute(|| {
		request_in_era_10();
		enter_era(24);
		let free = Balances::free_balance(ALICE);
		assert_ok!(Collateral::withdraw(by(ALICE), NODE));
		let event = Event::Withdrawn { node: NODE, owner: ALICE, amount: 400, held_back: 0 };
		assert_eq!(last_event(), event);
		assert_eq!(Balances::free_balance(ALICE), free + 400);
		assert_eq!(held(ALICE), REQUIRED);
		assert_eq!(chunks(NODE), []);
	});
}

#[test]
fn withdraw_should_pay_once() {
	build_and_execute(|| {
		request_in_era_10();
		enter_era(30);
		assert_ok!(Collateral::withdraw(by(ALICE), NODE));
		assert_noop!(Collateral::withdraw(by(ALICE), NODE), Error::<Test>::NothingUnlocked);
	});
}

#[test]
fn withdraw_should_leave_what_still_unbonds() {
	build_and_execute(|| {
		assert_ok!(Collateral::deposit(by(ALICE), NODE, 400));
		enter_era(10);
		assert_ok!(Collateral::request_withdrawal(by(ALICE), NODE, 300));
		enter_era(11);
		assert_ok!(Collateral::request_withdrawal(by(ALICE), NODE, 100));
		enter_era(24);
		assert_ok!(Collateral::withdraw(by(ALICE), NODE));
		assert_eq!(chunks(NODE), [(100, 25)]);
	});
}

#[test]
fn withdraw_should_apply_what_is_due_before_it_pays() {
	build_and_execute(|| {
		assert_ok!(retire(NODE));
		enter_era(14);
		Due::insert(NODE, 150);
		assert_ok!(Collateral::withdraw(by(ALICE), NODE));
		assert_eq!(Balances::free_balance(ALICE), ENDOWMENT - 150);
		assert_eq!(Balances::free_balance(TREASURY), EXISTENTIAL_DEPOSIT + 75);
	});
}

#[test]
fn withdraw_should_hold_back_what_a_pending_slash_may_take_then_pay_the_rest() {
	build_and_execute(|| {
		assert_ok!(retire(NODE));
		enter_era(14);
		Deferred::insert(NODE, 150);
		assert_ok!(Collateral::withdraw(by(ALICE), NODE));
		let event = Event::Withdrawn { node: NODE, owner: ALICE, amount: 850, held_back: 150 };
		assert_eq!(last_event(), event);
		assert_noop!(Collateral::withdraw(by(ALICE), NODE), Error::<Test>::HeldBack);

		// The slash turns out smaller than the most that it could have been.
		Deferred::remove(NODE);
		Due::insert(NODE, 60);
		assert_ok!(Collateral::withdraw(by(ALICE), NODE));
		assert_eq!(held(ALICE), 0);
		assert_eq!(Balances::free_balance(ALICE), ENDOWMENT - 60);
	});
}

#[test]
fn withdraw_should_hold_back_nothing_that_locked_collateral_covers() {
	build_and_execute(|| {
		request_in_era_10();
		Deferred::insert(NODE, REQUIRED);
		enter_era(24);
		assert_ok!(Collateral::withdraw(by(ALICE), NODE));
		assert_eq!(held(ALICE), REQUIRED);
	});
}

#[test]
fn withdraw_should_pay_nothing_while_more_may_be_taken_than_is_held() {
	build_and_execute(|| {
		assert_ok!(retire(NODE));
		enter_era(14);
		Deferred::insert(NODE, Balance::MAX);
		assert_noop!(Collateral::withdraw(by(ALICE), NODE), Error::<Test>::HeldBack);
	});
}

#[test]
fn withdraw_in_the_block_of_the_miss_should_not_escape_the_slash() {
	build_and_execute(|| {
		// The owner retires before the miss is settled and priced, and asks again in every era.
		assert_ok!(retire(NODE));
		enter_era(1);
		Deferred::insert(NODE, 50);
		for era in 1..9 {
			enter_era(era);
			assert_noop!(Collateral::withdraw(by(ALICE), NODE), Error::<Test>::NothingUnlocked);
		}
		// Due in era 1 + 7 + 1 = 9, and free in era 14.
		Deferred::remove(NODE);
		Due::insert(NODE, 50);
		enter_era(14);
		assert_ok!(Collateral::withdraw(by(ALICE), NODE));
		assert_eq!(Balances::free_balance(ALICE), ENDOWMENT - 50);
	});
}

#[test]
fn withdraw_should_be_the_owners_alone() {
	build_and_execute(|| {
		request_in_era_10();
		enter_era(24);
		assert_noop!(Collateral::withdraw(by(BOB), NODE), Error::<Test>::NotOwner);
		assert_noop!(Collateral::withdraw(by(ALICE), 404), Error::<Test>::NodeNotFound);
		assert_noop!(Collateral::withdraw(RuntimeOrigin::none(), NODE), DispatchError::BadOrigin);
	});
}
