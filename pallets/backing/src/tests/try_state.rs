//! Corrupts the storage and asserts that it is noticed.

use super::prelude::*;
use crate::{Lot, Position, Support};

/// Asserts that the checks fail with that message after `corrupt`.
fn noticed(corrupt: impl FnOnce(), message: &'static str) {
	new_test_ext().execute_with(|| {
		open(NODE);
		back(ALICE, 2_000);
		enter_era(1);
		miss(NODE, 0);
		back(BOB, 2_000);
		assert_ok!(slash(NODE, 1, 4_000));
		unback(ALICE, 500);
		cancel(NODE, 1);
		enter_era(2);
		// Bob's tranche is old now, at other terms than Alice's.
		back(CAROL, 2_000);
		pay(NODE, 10_000);
		assert_eq!(Conversions::<Test>::iter().count(), 1);
		assert_ok!(Backing::do_try_state());
		corrupt();
		assert_eq!(Backing::do_try_state(), Err(message.into()));
	});
}

fn support(change: impl FnOnce(&mut Support<Test>)) {
	Supports::<Test>::mutate(NODE, |support| change(support.as_mut().unwrap()));
}

fn position(who: AccountId, change: impl FnOnce(&mut Position<Test>)) {
	Positions::<Test>::mutate(NODE, who, |position| change(position.as_mut().unwrap()));
}

#[test]
fn an_empty_position_should_be_noticed() {
	noticed(
		|| position(CAROL, |position| position.young = None),
		"a position has nothing behind its node (invariant 11)",
	);
}

#[test]
fn parts_without_shares_should_be_noticed() {
	let message = "something without shares takes up room (invariant 11)";
	noticed(|| position(ALICE, |position| position.leaving[0].shares = 0), message);
	noticed(|| position(CAROL, |position| position.young.as_mut().unwrap().shares = 0), message);
	noticed(|| support(|support| support.young[0].pool.shares = 0), message);
}

#[test]
fn eras_out_of_order_should_be_noticed() {
	let chunk = Chunk { era: 1, shares: 5 };
	noticed(
		|| position(ALICE, |position| position.leaving.try_push(chunk).unwrap()),
		"eras are not rising (invariant 7)",
	);
}

#[test]
fn an_era_that_is_to_come_should_be_noticed() {
	let message = "somebody came or left later than now (invariant 7)";
	noticed(|| position(ALICE, |position| position.leaving[0].era = 3), message);
	noticed(|| support(|support| support.leaving[0].era = 3), message);
	let lot = Lot { era: 3, shares: 5, entry: 0, counted_in_main: false };
	noticed(|| position(CAROL, |position| position.young = Some(lot)), message);
}

#[test]
fn shares_that_are_not_the_positions_should_be_noticed() {
	noticed(
		|| support(|support| support.main.shares += 1),
		"a main pool's shares are not its positions' (invariant 4)",
	);
	noticed(
		|| support(|support| support.young[0].pool.shares += 1),
		"a young tranche's shares are not its positions' (invariant 4)",
	);
	noticed(
		|| support(|support| support.leaving[0].pool.shares += 1),
		"a leaving tranche's shares are not its positions' (invariant 4)",
	);
	noticed(
		|| position(ALICE, |position| position.shares += 1),
		"a main pool's shares are not its positions' (invariant 4)",
	);
}

#[test]
fn shares_that_are_worth_nothing_should_be_noticed() {
	noticed(
		|| support(|support| support.leaving[0].pool.tokens = 0),
		"a pool has shares that are worth nothing, or nobody's tokens (invariant 4)",
	);
}

#[test]
fn a_closed_and_empty_node_should_be_noticed() {
	noticed(
		|| {
			let support = Support { open: false, ..Support::new(OWNER, 0, COMMISSION) };
			Supports::<Test>::insert(8, support);
		},
		"a closed node without backers is kept (invariant 11)",
	);
}

#[test]
fn records_that_are_nobodys_should_be_noticed() {
	noticed(
		|| {
			Conversions::<Test>::mutate(NODE, 1, |terms| terms.as_mut().unwrap().shares += 1);
		},
		"a conversion is not for its positions' shares (invariant 11)",
	);
	noticed(
		|| Departed::<Test>::insert(NODE, 0, substation_math::backing::Pool::default()),
		"a departed tranche's shares are not its positions' (invariant 11)",
	);
}

#[test]
fn a_position_in_nothing_should_be_noticed() {
	let message = "a position has shares in nothing (invariant 4)";
	noticed(|| Supports::<Test>::remove(NODE), message);
	let chunk = Chunk { era: 2, shares: 5 };
	noticed(|| position(ALICE, |position| position.leaving.try_push(chunk).unwrap()), message);
}

#[test]
fn a_deposit_that_is_not_on_hold_should_be_noticed() {
	let message = "a deposit is not on hold (invariant 11)";
	noticed(|| position(ALICE, |position| position.deposit += 1), message);
	noticed(|| support(|support| support.deposit -= 1), message);
}

#[test]
fn a_pot_that_is_short_should_be_noticed() {
	let message = "the pot has less than what is backers' (invariants 4, 5)";
	noticed(|| rob(10), message);
	noticed(|| position(ALICE, |position| position.accrued += 10), message);
}

#[test]
fn sums_that_overflow_should_be_noticed() {
	noticed(
		|| position(ALICE, |position| position.accrued = Balance::MAX),
		"what is claimable overflows (invariant 5)",
	);
	noticed(
		|| support(|support| support.main.tokens = Balance::MAX),
		"a pool's sum overflows (invariant 4)",
	);
}
