//! Corrupts the storage and asserts that it is noticed.

use super::prelude::*;
use crate::{Docket, Entry};

/// Asserts that the checks fail with that message after `corrupt`.
fn noticed(corrupt: impl FnOnce(), message: &'static str) {
	new_test_ext().execute_with(|| {
		register(NODE, ALICE, REQUIRED);
		for era in 3..6 {
			enter_era(era);
			miss(NODE, 20);
		}
		assert_ok!(Slashing::appeal(by(ALICE), NODE, 3));
		assert_ok!(Slashing::do_try_state());
		corrupt();
		assert_eq!(Slashing::do_try_state(), Err(message.into()));
	});
}

fn change(change: impl FnOnce(&mut Docket<Test>)) {
	Slashes::<Test>::mutate(NODE, |docket| change(docket.as_mut().expect("missed")));
}

fn change_entry(index: usize, by: impl FnOnce(&mut Entry<AccountId>)) {
	change(|docket| by(&mut docket.entries[index]));
}

fn change_record(change: impl FnOnce(&mut ClassEra)) {
	ClassEras::<Test>::mutate(5, CLASS, |record| change(record.as_mut().expect("missed")));
}

fn change_appeal(by: impl FnOnce(&mut Appeal<AccountId>)) {
	change_entry(0, |entry| match &mut entry.appeal {
		Standing::Open(appeal) => by(appeal),
		other => panic!("appealed just now, and it is {other:?}"),
	});
}

#[test]
fn a_deposit_that_is_not_on_hold_should_be_noticed() {
	let message = "a hold is not the sum of the open appeals' deposits (invariant 11)";
	noticed(|| change_appeal(|appeal| appeal.deposit += 1), message);
	noticed(|| change_appeal(|appeal| appeal.who = BOB), message);
}

#[test]
fn deposits_that_overflow_should_be_noticed() {
	noticed(
		|| {
			change_appeal(|appeal| appeal.deposit = Balance::MAX);
			change(|docket| docket.entries[1].appeal = docket.entries[0].appeal.clone());
		},
		"deposits overflow (invariant 11)",
	);
}

#[test]
fn an_appeal_without_end_should_be_noticed() {
	noticed(
		|| change_appeal(|appeal| appeal.deadline = 3 + 7 + 7 + 1),
		"an appeal can be answered for too long (invariant 11)",
	);
}

#[test]
fn slashes_out_of_order_should_be_noticed() {
	let message = "slashes are not by rising era (invariant 11)";
	noticed(|| change_entry(1, |entry| entry.era = 5), message);
	noticed(|| change_entry(2, |entry| entry.era = 1), message);
}

#[test]
fn a_slash_without_a_price_should_be_noticed() {
	let message = "a slash without a price takes up room (invariant 11)";
	noticed(|| change_entry(1, |entry| entry.base = 0), message);
	noticed(|| change_entry(1, |entry| entry.cap = 0), message);
}

#[test]
fn a_slash_of_the_future_should_be_noticed() {
	noticed(
		|| change_entry(2, |entry| entry.era = 6),
		"a slash is of a time that has not come (invariant 11)",
	);
}

#[test]
fn a_record_that_is_gone_should_be_noticed() {
	noticed(
		|| ClassEras::<Test>::remove(4, CLASS),
		"the record that a slash needs is gone (invariant 7)",
	);
	noticed(
		|| change(|docket| docket.class = 1),
		"the record that a slash needs is gone (invariant 7)",
	);
}

#[test]
fn a_slash_that_was_passed_over_should_be_noticed() {
	noticed(
		|| {
			Era::put(12);
			Sweep::<Test>::mutate(|pass| pass.era = 12);
		},
		"the sweep has passed over a slash that was due (invariant 7)",
	);
}

#[test]
fn a_docket_of_no_use_should_be_noticed() {
	noticed(
		|| Slashes::<Test>::insert(8, Docket { class: CLASS, entries: Default::default() }),
		"a docket is of no use (invariant 11)",
	);
}

#[test]
fn a_record_that_should_not_be_kept_should_be_noticed() {
	let message = "a record is of an era that is not kept (invariant 11)";
	noticed(|| Sweep::<Test>::mutate(|pass| pass.kept = 4), message);
	noticed(|| ClassEras::<Test>::insert(6, CLASS, ClassEra::default()), message);
}

#[test]
fn a_record_of_no_miss_should_be_noticed() {
	let message = "a record is of no miss (invariant 11)";
	noticed(|| change_record(|record| record.worst.missed = 0), message);
	noticed(|| change_record(|record| record.worst.total = 0), message);
}

#[test]
fn a_worst_window_that_is_not_should_be_noticed() {
	let message = "a window was worse than the worst (invariant 11)";
	noticed(|| change_record(|record| record.worst.missed -= 1), message);
	noticed(|| change_record(|record| record.worst.total += 1), message);
}

#[test]
fn a_window_that_is_counted_twice_should_be_noticed() {
	noticed(
		|| change_record(|record| record.recent = [record.worst; 3]),
		"a window is counted twice (invariant 11)",
	);
}
