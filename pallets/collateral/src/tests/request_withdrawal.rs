use super::prelude::*;

#[test]
fn request_withdrawal_should_start_unbonding() {
	build_and_execute(|| {
		assert_ok!(Collateral::deposit(by(ALICE), NODE, 500));
		enter_era(10);
		assert_ok!(Collateral::request_withdrawal(by(ALICE), NODE, 300));
		let unlocks = 10 + 14;
		assert_eq!(last_event(), Event::UnbondingStarted { node: NODE, amount: 300, unlocks });
		assert_eq!(chunks(NODE), [(300, unlocks)]);
		assert_eq!(Collateral::locked(NODE), REQUIRED + 200);
		assert_eq!(held(ALICE), REQUIRED + 500, "it stays on hold");
	});
}

#[test]
fn request_withdrawal_should_merge_what_is_asked_for_in_one_era() {
	build_and_execute(|| {
		assert_ok!(Collateral::deposit(by(ALICE), NODE, 500));
		assert_ok!(Collateral::request_withdrawal(by(ALICE), NODE, 100));
		assert_ok!(Collateral::request_withdrawal(by(ALICE), NODE, 150));
		enter_era(1);
		assert_ok!(Collateral::request_withdrawal(by(ALICE), NODE, 50));
		assert_eq!(chunks(NODE), [(250, 14), (50, 15)]);
	});
}

#[test]
fn request_withdrawal_should_never_run_out_of_room() {
	build_and_execute(|| {
		assert_ok!(Collateral::deposit(by(ALICE), NODE, 500));
		for era in 0..100 {
			enter_era(era);
			assert_ok!(Collateral::request_withdrawal(by(ALICE), NODE, 1));
		}
		// Eras 86 to 99 are unbonding; all before have unbonded, and are one.
		assert_eq!(chunks(NODE).len(), 15);
		assert_eq!(chunks(NODE)[0], (86, 14));
		assert_ok!(Collateral::withdraw(by(ALICE), NODE));
		assert_eq!(held(ALICE), REQUIRED + 500 - 86);
	});
}

#[test]
fn request_withdrawal_should_leave_what_the_class_asks_for() {
	build_and_execute(|| {
		assert_ok!(Collateral::deposit(by(ALICE), NODE, 500));
		for status in [Status::Active, Status::Jailed, Status::Suspended] {
			set_status(NODE, status);
			assert_noop!(
				Collateral::request_withdrawal(by(ALICE), NODE, 501),
				Error::<Test>::CollateralRequired
			);
		}
		assert_ok!(Collateral::request_withdrawal(by(ALICE), NODE, 500));
	});
}

#[test]
fn request_withdrawal_should_leave_what_pending_slashes_may_take() {
	build_and_execute(|| {
		assert_ok!(Collateral::deposit(by(ALICE), NODE, 500));
		Deferred::insert(NODE, 200);
		assert_noop!(
			Collateral::request_withdrawal(by(ALICE), NODE, 301),
			Error::<Test>::CollateralRequired
		);
		assert_ok!(Collateral::request_withdrawal(by(ALICE), NODE, 300));
	});
}

#[test]
fn request_withdrawal_should_not_overflow_on_a_liability_without_end() {
	build_and_execute(|| {
		Deferred::insert(NODE, Balance::MAX);
		assert_noop!(
			Collateral::request_withdrawal(by(ALICE), NODE, 1),
			Error::<Test>::CollateralRequired
		);
	});
}

#[test]
fn request_withdrawal_should_apply_what_is_due_first() {
	build_and_execute(|| {
		assert_ok!(Collateral::deposit(by(ALICE), NODE, 500));
		Due::insert(NODE, 200);
		assert_noop!(
			Collateral::request_withdrawal(by(ALICE), NODE, 301),
			Error::<Test>::CollateralRequired
		);
		assert_ok!(Collateral::request_withdrawal(by(ALICE), NODE, 300));
		assert_eq!(held(ALICE), REQUIRED + 300);
		assert_eq!(Collateral::locked(NODE), REQUIRED);
	});
}

#[test]
fn request_withdrawal_should_refuse_more_than_is_locked() {
	build_and_execute(|| {
		assert_noop!(
			Collateral::request_withdrawal(by(ALICE), NODE, REQUIRED + 1),
			Error::<Test>::NotEnoughLocked
		);
	});
}

#[test]
fn request_withdrawal_should_refuse_a_retiring_node_as_all_unbonds_already() {
	build_and_execute(|| {
		assert_ok!(retire(NODE));
		assert_noop!(
			Collateral::request_withdrawal(by(ALICE), NODE, 1),
			Error::<Test>::NotEnoughLocked
		);
	});
}

#[test]
fn request_withdrawal_should_refuse_nothing_at_all() {
	build_and_execute(|| {
		assert_noop!(Collateral::request_withdrawal(by(ALICE), NODE, 0), Error::<Test>::ZeroAmount);
	});
}

#[test]
fn request_withdrawal_should_be_the_owners_alone() {
	build_and_execute(|| {
		assert_noop!(Collateral::request_withdrawal(by(BOB), NODE, 1), Error::<Test>::NotOwner);
		assert_noop!(
			Collateral::request_withdrawal(by(ALICE), 404, 1),
			Error::<Test>::NodeNotFound
		);
		assert_noop!(
			Collateral::request_withdrawal(RuntimeOrigin::none(), NODE, 1),
			DispatchError::BadOrigin
		);
	});
}
