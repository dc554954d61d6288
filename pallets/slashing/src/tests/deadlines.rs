//! The worked examples of the README: `SlashDeferral` = 7, `AppealEras` = 7, `UnbondingEras` = 14.

use super::prelude::*;

#[test]
fn a_slash_should_wait_until_the_last_block_of_its_deferral() {
	build_and_execute(|| {
		enter_era(11);
		miss(NODE, 20);
		for era in 12..=18 {
			enter_era(era);
			assert_ok!(Slashing::apply_due(NODE));
			assert_eq!(held(ALICE), REQUIRED);
		}
		// 11 + 7 + 1
		enter_era(19);
		assert_eq!(held(ALICE), REQUIRED - 180);
		assert_eq!(events(), [Event::SlashApplied { node: NODE, era: 11, amount: 180 }]);
	});
}

#[test]
fn a_slash_should_be_applied_by_the_nodes_next_touch_too() {
	build_and_execute(|| {
		miss(NODE, 20);
		Era::put(8);
		assert_ok!(Collateral::deposit(by(ALICE), NODE, 1));
		assert_eq!(held(ALICE), REQUIRED - 180 + 1);
	});
}

#[test]
fn a_slash_should_be_applied_once() {
	build_and_execute(|| {
		miss(NODE, 20);
		enter_era(8);
		for _ in 0..3 {
			assert_ok!(Slashing::apply_due(NODE));
			poll();
		}
		assert_eq!(held(ALICE), REQUIRED - 180);
		assert!(!Slashes::<Test>::contains_key(NODE));
	});
}

#[test]
fn an_appeal_that_is_never_answered_should_lapse() {
	build_and_execute(|| {
		enter_era(11);
		miss(NODE, 20);
		// The last era to appeal in: 11 + 7.
		enter_era(18);
		assert_ok!(Slashing::appeal(by(ALICE), NODE, 11));
		assert_eq!(pending(NODE), [(11, 180, 26)]);
		// The last era to answer in: 18 + 7.
		enter_era(25);
		assert_eq!((held(ALICE), deposits(ALICE)), (REQUIRED, 500));
		events();
		enter_era(26);
		assert_eq!((held(ALICE), deposits(ALICE)), (REQUIRED - 180, 0));
		assert_eq!(
			events(),
			[
				Event::AppealLapsed { node: NODE, era: 11 },
				Event::SlashApplied { node: NODE, era: 11, amount: 180 },
			]
		);
		assert_eq!(Balances::free_balance(ALICE), ENDOWMENT - REQUIRED);
	});
}

#[test]
fn an_early_appeal_should_not_shorten_the_deferral() {
	build_and_execute(|| {
		AppealEras::set(2);
		enter_era(11);
		miss(NODE, 20);
		enter_era(12);
		assert_ok!(Slashing::appeal(by(ALICE), NODE, 11));
		// It lapses in era 12 + 2 + 1 = 15; the slash is deferred until era 18 all the same.
		assert_eq!(pending(NODE), [(11, 180, 19)]);
		enter_era(18);
		assert_eq!(held(ALICE), REQUIRED);
		enter_era(19);
		assert_eq!(held(ALICE), REQUIRED - 180);
	});
}

#[test]
fn a_withdrawal_should_not_escape_the_slash_for_the_window_that_was_open() {
	build_and_execute(|| {
		enter_era(10);
		assert_ok!(retire(NODE));
		// The window closes, and is settled, in the next era.
		enter_era(11);
		miss(NODE, 20);
		enter_era(23);
		assert_noop!(
			Collateral::withdraw(by(ALICE), NODE),
			pallet_collateral::Error::<Test>::NothingUnlocked
		);
		enter_era(24);
		assert_ok!(Collateral::withdraw(by(ALICE), NODE));
		assert_eq!(Balances::free_balance(ALICE), ENDOWMENT - 180);
		assert_ok!(reap(NODE));
	});
}

#[test]
fn a_withdrawal_should_apply_a_due_slash_that_the_sweep_has_not_reached() {
	build_and_execute(|| {
		enter_era(10);
		assert_ok!(retire(NODE));
		Era::put(11);
		miss(NODE, 20);
		Era::put(24);
		assert_ok!(Collateral::withdraw(by(ALICE), NODE));
		assert_eq!(Balances::free_balance(ALICE), ENDOWMENT - 180);
	});
}

#[test]
fn a_withdrawal_should_hold_back_what_an_open_appeal_keeps_waiting_then_pay_the_rest() {
	build_and_execute(|| {
		enter_era(10);
		assert_ok!(retire(NODE));
		enter_era(11);
		miss(NODE, 20);
		enter_era(18);
		assert_ok!(Slashing::appeal(by(ALICE), NODE, 11));
		enter_era(24);
		assert_ok!(Collateral::withdraw(by(ALICE), NODE));
		assert_eq!(held(ALICE), 180);
		assert_noop!(
			Collateral::withdraw(by(ALICE), NODE),
			pallet_collateral::Error::<Test>::HeldBack
		);
		assert_noop!(reap(NODE), DispatchError::Other("a slash may come"));

		frame_support::hypothetically!({
			// Nobody answers until the end of era 25: it lapses, and the slash takes what was held back.
			enter_era(26);
			assert_eq!(held(ALICE), 0);
			assert_ok!(reap(NODE));
			assert_eq!(Balances::free_balance(ALICE), ENDOWMENT - 180);
		});

		enter_era(25);
		assert_ok!(Slashing::resolve_appeal(judge(), NODE, 11, true));
		assert_ok!(Collateral::withdraw(by(ALICE), NODE));
		assert_eq!(Balances::free_balance(ALICE), ENDOWMENT);
		assert_ok!(reap(NODE));
	});
}

#[test]
fn a_node_slashed_below_its_minimum_should_have_its_time_to_top_up() {
	build_and_execute(|| {
		enter_era(11);
		miss(NODE, 20);
		enter_era(19);
		assert_eq!(Collateral::shortfall(NODE), Some((180, Some(21))));
		frame_support::hypothetically!({
			enter_era(21);
			assert_ok!(Collateral::deposit(by(ALICE), NODE, 180));
			enter_era(22);
			assert_eq!(status(NODE), Status::Active);
		});
		enter_era(22);
		assert_eq!(status(NODE), Status::Suspended);
	});
}

#[test]
fn slashes_should_stay_with_a_node_that_changes_hands() {
	build_and_execute(|| {
		miss(NODE, 20);
		enter_era(1);
		assert_ok!(Slashing::appeal(by(ALICE), NODE, 0));
		assert_ok!(transfer(NODE, BOB));
		// The deposit stays its appellant's.
		assert_eq!((deposits(ALICE), deposits(BOB)), (500, 0));
		enter_era(9);
		assert_eq!(held(BOB), REQUIRED - 180);
		assert_eq!(Balances::free_balance(ALICE), ENDOWMENT - REQUIRED, "it went with the node");
	});
}
