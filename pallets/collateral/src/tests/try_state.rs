//! Corrupts the storage and asserts that it is noticed.

use super::prelude::*;

/// Asserts that the checks fail with that message after `corrupt`.
fn noticed(corrupt: impl FnOnce(), message: &'static str) {
	new_test_ext().execute_with(|| {
		register(NODE, ALICE, REQUIRED);
		register(8, BOB, REQUIRED + 100);
		assert_ok!(Collateral::slash(NODE, 0, 10));
		assert_ok!(Collateral::request_withdrawal(by(BOB), 8, 50));
		Era::put(1);
		assert_ok!(Collateral::request_withdrawal(by(BOB), 8, 50));
		assert_ok!(Collateral::do_try_state());
		corrupt();
		assert_eq!(Collateral::do_try_state(), Err(message.into()));
	});
}

fn change(node: NodeId, change: impl FnOnce(&mut crate::Ledger<Test>)) {
	Ledgers::<Test>::mutate(node, |ledger| change(ledger.as_mut().expect("registered")));
}

#[test]
fn a_ledger_that_is_not_on_hold_should_be_noticed() {
	let message = "an owner's hold is not the sum of the ledgers (invariant 4)";
	noticed(|| change(NODE, |ledger| ledger.locked += 1), message);
	noticed(|| change(8, |ledger| ledger.unbonding[0].amount -= 1), message);
}

#[test]
fn a_sum_that_overflows_should_be_noticed() {
	noticed(
		|| change(8, |ledger| ledger.locked = Balance::MAX),
		"a ledger's sum overflows (invariant 4)",
	);
	noticed(
		|| {
			change(NODE, |ledger| ledger.locked = Balance::MAX);
			transfer_unchecked(8, ALICE);
		},
		"an owner's sum overflows (invariant 4)",
	);
}

fn transfer_unchecked(node: NodeId, to: AccountId) {
	change(node, |ledger| ledger.owner = to);
}

#[test]
fn a_ledger_without_a_node_should_be_noticed() {
	noticed(|| Nodes::remove(NODE), "a ledger has no node (invariant 11)");
}

#[test]
fn a_ledger_of_another_owner_should_be_noticed() {
	noticed(
		|| Nodes::mutate(8, |info| info.as_mut().expect("registered").owner = ALICE),
		"a ledger is not the node's owner's (invariant 4)",
	);
}

#[test]
fn locked_collateral_of_a_retiring_node_should_be_noticed() {
	noticed(
		|| set_status(NODE, Status::Retiring),
		"a retiring node has collateral that does not unbond (invariant 7)",
	);
}

#[test]
fn an_empty_chunk_should_be_noticed() {
	noticed(
		|| {
			change(8, |ledger| {
				ledger.locked += ledger.unbonding[0].amount;
				ledger.unbonding[0].amount = 0;
			})
		},
		"an empty chunk takes up room (invariant 11)",
	);
}

#[test]
fn chunks_out_of_order_should_be_noticed() {
	let message = "chunks are not by rising era (invariant 7)";
	noticed(|| change(8, |ledger| ledger.unbonding[0].unlocks = 15), message);
	noticed(|| change(8, |ledger| ledger.unbonding[1].unlocks = 3), message);
}

#[test]
fn a_chunk_that_unlocks_too_late_should_be_noticed() {
	noticed(
		|| change(8, |ledger| ledger.unbonding[1].unlocks = 16),
		"a chunk unlocks later than it can have been asked for (invariant 7)",
	);
}

#[test]
fn a_shortfall_that_is_not_its_ledgers_should_be_noticed() {
	let message = "a shortfall is not its ledger's (invariant 11)";
	noticed(|| Shortfalls::<Test>::insert(2, 8, ()), message);
	noticed(|| Shortfalls::<Test>::insert(5, 404, ()), message);
	noticed(|| change(NODE, |ledger| ledger.top_up = None), message);
}

#[test]
fn a_deadline_for_nothing_should_be_noticed() {
	noticed(
		|| change(NODE, |ledger| ledger.top_up = ledger.top_up.map(|due| TopUp { to: 0, ..due })),
		"a deadline asks for nothing (invariant 11)",
	);
}

#[test]
fn a_shortfall_that_was_passed_over_should_be_noticed() {
	noticed(|| NextSweep::<Test>::put(3), "the sweep has passed over a shortfall (invariant 12)");
}

#[test]
fn a_deadline_that_is_not_on_the_agenda_should_be_noticed() {
	noticed(
		|| Shortfalls::<Test>::remove(2, NODE),
		"a deadline is not on the agenda (invariant 11)",
	);
}

#[test]
fn what_no_class_asks_for_should_be_noticed() {
	let asked = Asked { per_unit: 1, era: 1 };
	noticed(
		|| Requirements::<Test>::insert(CLASS + 1, asked),
		"no class asks for that (invariant 11)",
	);
	let message = "a class asks for nothing, or of a time to come (invariant 11)";
	noticed(|| Requirements::<Test>::insert(CLASS, Asked { era: 2, ..asked }), message);
	noticed(|| Requirements::<Test>::insert(CLASS, Asked { per_unit: 0, ..asked }), message);
}
