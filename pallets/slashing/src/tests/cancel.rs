use super::prelude::*;

const THIS: CancelTarget = CancelTarget::Node { node: NODE, era: 0 };
const ALL: CancelTarget = CancelTarget::Class { class: CLASS, era: 0 };

/// Slashes of two nodes for era 0, seen from era 1.
fn with_slashes(test: impl FnOnce()) {
	build_and_execute(|| {
		register(8, BOB, REQUIRED);
		miss(NODE, 20);
		miss(8, 20);
		enter_era(1);
		System::reset_events();
		test();
	});
}

#[test]
fn cancelling_one_should_drop_it_and_no_other() {
	with_slashes(|| {
		assert_ok!(Slashing::cancel(judge(), THIS));
		assert_eq!(events(), [Event::SlashCancelled { node: NODE, era: 0 }]);
		enter_era(8);
		assert_eq!(held(ALICE), REQUIRED);
		assert!(held(BOB) < REQUIRED);
	});
}

#[test]
fn cancelling_one_should_give_the_deposit_of_an_appeal_back() {
	with_slashes(|| {
		assert_ok!(Slashing::appeal(by(ALICE), NODE, 0));
		enter_era(8);
		assert_ok!(Slashing::cancel(judge(), THIS));
		assert_eq!(Balances::free_balance(ALICE), ENDOWMENT - REQUIRED);
		assert_eq!(deposits(ALICE), 0);
	});
}

#[test]
fn cancelling_one_of_the_present_era_should_not_excuse_later_misses() {
	with_slashes(|| {
		miss(NODE, 30);
		assert_ok!(Slashing::cancel(judge(), CancelTarget::Node { node: NODE, era: 1 }));
		assert_eq!(pending(NODE).len(), 1);
		miss(NODE, 20);
		assert_eq!(worst(1).map(|(_, missed, _)| missed), Some(10));
		assert_eq!(pending(NODE)[1], (1, 180, 9));
	});
}

#[test]
fn cancelling_all_should_drop_those_of_that_class_and_era() {
	with_slashes(|| {
		miss(NODE, 20);
		assert_ok!(Slashing::cancel(judge(), ALL));
		assert_eq!(events(), [Event::EraCancelled { class: CLASS, era: 0 }]);
		assert_eq!(pending(NODE)[0], (0, 0, 8));
		enter_era(8);
		assert_eq!((held(ALICE), held(BOB)), (REQUIRED, REQUIRED));
		let cancelled = events();
		assert!(cancelled.contains(&Event::SlashCancelled { node: NODE, era: 0 }));
		assert!(cancelled.contains(&Event::SlashCancelled { node: 8, era: 0 }));
		enter_era(9);
		assert_eq!((held(ALICE), held(BOB)), (REQUIRED - 180, REQUIRED), "era 1 was not");
	});
}

#[test]
fn cancelling_all_should_leave_other_classes_alone() {
	with_slashes(|| {
		register(9, BOB, REQUIRED);
		assert_ok!(Slashing::missed(Miss { class: 1, ..miss_of(9, 20) }));
		miss(NODE, 20);
		assert_ok!(Slashing::cancel(judge(), CancelTarget::Class { class: 1, era: 1 }));
		assert_eq!(Slashing::outstanding(9), 0);
		assert!(Slashing::outstanding(NODE) > 0);
	});
}

#[test]
fn cancelling_all_of_the_present_era_should_excuse_later_misses() {
	with_slashes(|| {
		miss(NODE, 20);
		assert_ok!(Slashing::cancel(judge(), CancelTarget::Class { class: CLASS, era: 1 }));
		miss(8, 20);
		assert_eq!(pending(8).len(), 1, "not even noted");
		assert_eq!(worst(1).map(|(_, missed, _)| missed), Some(20));
		enter_era(9);
		assert_eq!(Slashing::outstanding(NODE), 0);
	});
}

#[test]
fn cancelling_all_should_give_the_deposits_of_appeals_back_when_they_lapse() {
	with_slashes(|| {
		assert_ok!(Slashing::appeal(by(ALICE), NODE, 0));
		assert_ok!(Slashing::cancel(judge(), ALL));
		enter_era(9);
		assert_eq!(deposits(ALICE), 0);
		assert_eq!(held(ALICE), REQUIRED);
		assert!(!Slashes::<Test>::contains_key(NODE));
	});
}

#[test]
fn what_was_cancelled_should_hold_nothing_back() {
	with_slashes(|| {
		assert_ok!(retire(NODE));
		assert_ok!(Slashing::cancel(judge(), ALL));
		assert_eq!(Slashing::outstanding(NODE), 0);
		Era::put(15);
		assert_ok!(Collateral::withdraw(by(ALICE), NODE));
		assert_eq!(held(ALICE), 0);
	});
}

#[test]
fn a_node_that_has_gone_with_a_cancelled_slash_should_trouble_nobody() {
	with_slashes(|| {
		// Its unbonding is over before an appeal of the last day has lapsed: that takes appeals longer than ours.
		assert_ok!(retire(NODE));
		AppealEras::set(20);
		assert_ok!(Slashing::appeal(by(ALICE), NODE, 0));
		assert_ok!(Slashing::cancel(judge(), ALL));
		enter_era(15);
		assert_ok!(reap(NODE));
		assert_eq!(deposits(ALICE), 500);
		enter_era(22);
		assert_eq!(Balances::free_balance(ALICE), ENDOWMENT);
		assert!(!Slashes::<Test>::contains_key(NODE));
	});
}

#[test]
fn cancelling_should_be_possible_until_the_last_era_of_the_deferral() {
	with_slashes(|| {
		enter_era(7);
		assert_ok!(Slashing::cancel(judge(), THIS));
		assert_ok!(Slashing::cancel(judge(), ALL));
		enter_era(8);
		assert_eq!((held(ALICE), held(BOB)), (REQUIRED, REQUIRED));
	});
}

#[test]
fn cancelling_should_be_refused_when_slashes_are_due() {
	with_slashes(|| {
		Era::put(8);
		assert_noop!(Slashing::cancel(judge(), THIS), Error::<Test>::AlreadyDue);
		assert_noop!(Slashing::cancel(judge(), ALL), Error::<Test>::AlreadyDue);
		poll();
		assert_noop!(Slashing::cancel(judge(), THIS), Error::<Test>::SlashNotFound);
	});
}

#[test]
fn cancelling_should_be_refused_twice() {
	with_slashes(|| {
		assert_ok!(Slashing::cancel(judge(), ALL));
		assert_noop!(Slashing::cancel(judge(), ALL), Error::<Test>::AlreadyCancelled);
		assert_ok!(Slashing::cancel(judge(), THIS));
		assert_noop!(Slashing::cancel(judge(), THIS), Error::<Test>::SlashNotFound);
	});
}

#[test]
fn cancelling_should_be_refused_where_there_is_nothing() {
	with_slashes(|| {
		for target in [
			CancelTarget::Node { node: NODE, era: 1 },
			CancelTarget::Node { node: 404, era: 0 },
			CancelTarget::Class { class: CLASS, era: 1 },
			CancelTarget::Class { class: 9, era: 0 },
		] {
			assert_noop!(Slashing::cancel(judge(), target), Error::<Test>::SlashNotFound);
		}
	});
}

#[test]
fn cancelling_should_be_the_judges_alone() {
	with_slashes(|| {
		assert_noop!(Slashing::cancel(by(ALICE), THIS), DispatchError::BadOrigin);
		assert_noop!(Slashing::cancel(by(ALICE), ALL), DispatchError::BadOrigin);
	});
}
