use super::prelude::*;

#[test]
fn backing_should_tell_terms_room_and_what_is_leaving() {
	build_and_execute(|| {
		assert_eq!(Backing::backing(8), None);
		back(ALICE, 1_000);
		enter_era(1);
		back(BOB, 500);
		unback(ALICE, 300);
		let report = BackingReport {
			open: true,
			commission: COMMISSION,
			backed: 1_200,
			room: ROOM - 1_200,
			unbonding: vec![Unbonding { amount: 300, unlocks: 15 }],
		};
		assert_eq!(Backing::backing(NODE), Some(report));
	});
}

#[test]
fn position_should_tell_what_stands_is_young_is_earned_and_leaves() {
	build_and_execute(|| {
		assert_eq!(Backing::position(NODE, ALICE), None);
		back(ALICE, 6_000);
		enter_era(1);
		unback(ALICE, 1_000);
		back(ALICE, 5_000);
		pay(NODE, 2_000);
		let mut report = PositionReport {
			standing: 5_000,
			young: 5_000,
			claimable: 898,
			unbonding: vec![Unbonding { amount: 1_000, unlocks: 15 }],
			withdrawable: 0,
		};
		assert_eq!(position(ALICE), report);
		// The tranche is old although nobody has touched it.
		enter_era(15);
		(report.standing, report.young, report.withdrawable) = (10_000, 0, 1_000);
		assert_eq!(position(ALICE), report);
	});
}
