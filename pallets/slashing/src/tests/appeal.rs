use super::prelude::*;

/// A slash for era 0, seen from era 1.
fn with_a_slash(test: impl FnOnce()) {
	build_and_execute(|| {
		miss(NODE, 20);
		enter_era(1);
		System::reset_events();
		test();
	});
}

#[test]
fn appeal_should_hold_a_deposit_and_make_the_slash_wait() {
	with_a_slash(|| {
		assert_ok!(Slashing::appeal(by(ALICE), NODE, 0));
		assert_eq!(events(), [Event::Appealed { node: NODE, era: 0, who: ALICE, deadline: 8 }]);
		assert_eq!(deposits(ALICE), 500);
		assert_eq!(pending(NODE), [(0, 180, 9)]);
		assert!(Slashing::pending_slashes(NODE)[0].appealed);
		enter_era(8);
		assert_eq!(held(ALICE), REQUIRED);
	});
}

#[test]
fn appeal_should_be_the_owners_alone() {
	with_a_slash(|| {
		assert_noop!(Slashing::appeal(by(BOB), NODE, 0), Error::<Test>::NotOwner);
		assert_noop!(Slashing::appeal(by(ALICE), 404, 0), Error::<Test>::NodeNotFound);
		assert_noop!(Slashing::appeal(judge(), NODE, 0), DispatchError::BadOrigin);
	});
}

#[test]
fn appeal_should_refuse_without_a_slash() {
	with_a_slash(|| {
		assert_noop!(Slashing::appeal(by(ALICE), NODE, 1), Error::<Test>::SlashNotFound);
		register(8, ALICE, REQUIRED);
		assert_noop!(Slashing::appeal(by(ALICE), 8, 0), Error::<Test>::SlashNotFound);
	});
}

#[test]
fn appeal_should_refuse_without_a_deposit() {
	with_a_slash(|| {
		let free = Balances::free_balance(ALICE);
		assert_ok!(Balances::transfer_keep_alive(by(ALICE), BOB, free - 509));
		assert_noop!(Slashing::appeal(by(ALICE), NODE, 0), TokenError::FundsUnavailable);
		assert_ok!(Balances::transfer_keep_alive(by(BOB), ALICE, 1));
		assert_ok!(Slashing::appeal(by(ALICE), NODE, 0));
	});
}

#[test]
fn appeal_should_refuse_a_second_one() {
	with_a_slash(|| {
		assert_ok!(Slashing::appeal(by(ALICE), NODE, 0));
		assert_noop!(Slashing::appeal(by(ALICE), NODE, 0), Error::<Test>::AlreadyAppealed);
		assert_ok!(Slashing::resolve_appeal(judge(), NODE, 0, false));
		assert_noop!(Slashing::appeal(by(ALICE), NODE, 0), Error::<Test>::AlreadyAppealed);
	});
}

#[test]
fn appeal_should_refuse_an_era_that_is_not_over() {
	with_a_slash(|| {
		miss(NODE, 20);
		assert_noop!(Slashing::appeal(by(ALICE), NODE, 1), Error::<Test>::EraNotOver);
	});
}

#[test]
fn appeal_should_be_possible_until_the_last_era_of_the_deferral() {
	with_a_slash(|| {
		enter_era(7);
		assert_ok!(Slashing::appeal(by(ALICE), NODE, 0));
	});
}

#[test]
fn appeal_should_refuse_after_the_deferral() {
	with_a_slash(|| {
		// The sweep has not been there yet.
		Era::put(8);
		assert_noop!(Slashing::appeal(by(ALICE), NODE, 0), Error::<Test>::AppealTooLate);
		poll();
		assert_noop!(Slashing::appeal(by(ALICE), NODE, 0), Error::<Test>::SlashNotFound);
	});
}

#[test]
fn appeals_of_one_owner_should_add_up() {
	with_a_slash(|| {
		miss(NODE, 20);
		enter_era(2);
		assert_ok!(Slashing::appeal(by(ALICE), NODE, 0));
		assert_ok!(Slashing::appeal(by(ALICE), NODE, 1));
		assert_eq!(deposits(ALICE), 1_000);
	});
}

#[test]
fn appeals_should_never_fill_a_docket() {
	build_and_execute(|| {
		// One in every era, each appealed on its last day, none ever answered.
		for era in 0..60 {
			Era::put(era);
			miss(NODE, 0);
			if let Some(appealed) = era.checked_sub(7) {
				assert_ok!(Slashing::appeal(by(ALICE), NODE, appealed));
			}
		}
		assert_eq!(Slashes::<Test>::get(NODE).expect("missed").entries.len(), 15);
		assert_eq!(deposits(ALICE), 8 * 500);
	});
}
