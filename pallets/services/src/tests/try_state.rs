//! Each check must fail where its invariant is broken.

use super::prelude::*;
use crate::{AgreementOf, NextAgreement};

/// Breaks a chain with a running, a suspended and a disputed agreement, and expects the check to say `message`.
fn broken(message: &'static str, corrupt: impl FnOnce()) {
	new_test_ext().execute_with(|| {
		offer(NODE);
		let (_, suspended, disputed) = (open(1, 20), open(2, 5), open(3, 20));
		serve(5);
		assert_ok!(Services::settle(by(BOB), suspended));
		assert_ok!(Services::dispute(by(ALICE), disputed));
		assert_eq!(Services::do_try_state(), Ok(()));
		corrupt();
		assert_eq!(Services::do_try_state(), Err(message.into()));
	});
}

const RUNNING: u32 = 0;
const SUSPENDED: u32 = 1;
const DISPUTED: u32 = 2;

fn change_agreement(id: u32, change: impl FnOnce(&mut AgreementOf<Test>)) {
	Agreements::<Test>::mutate(id, |agreement| change(agreement.as_mut().unwrap()));
}

#[test]
fn try_state_should_notice_a_pot_that_holds_too_little() {
	let message = "invariant 8: the pot holds less than agreements, offers and books";
	let take = |amount| {
		let balance = free(Services::pot());
		Balances::force_set_balance(RuntimeOrigin::root(), Services::pot(), balance - amount)
			.unwrap();
	};
	broken(message, || take(1));
	broken(message, || change_agreement(RUNNING, |agreement| agreement.escrow += 1));
	broken(message, || change_agreement(RUNNING, |agreement| agreement.earned += 1));
	broken(message, || change_agreement(SUSPENDED, |agreement| agreement.at_stake += 1));
	broken(message, || change_agreement(SUSPENDED, |agreement| agreement.deposit += 1));
	broken(message, || Books::<Test>::mutate(CLASS, |book| book.burned += 1));
	broken(message, || Books::<Test>::mutate(CLASS, |book| book.treasury += 1));
	broken(message, || Offers::<Test>::mutate(NODE, |offer| offer.as_mut().unwrap().deposit += 1));
	broken(message, || {
		change_agreement(DISPUTED, |agreement| match &mut agreement.state {
			State::Disputed { deposit, .. } => *deposit += 1,
			other => panic!("it is {other:?}"),
		})
	});
}

#[test]
fn try_state_should_notice_sums_that_overflow() {
	let message = "invariant 8: a sum overflows";
	broken(message, || change_agreement(SUSPENDED, |agreement| agreement.escrow = u128::MAX));
	broken(message, || Books::<Test>::mutate(CLASS, |book| book.burned = u128::MAX));
	let message = "capacity: a sum overflows";
	broken(message, || {
		change_agreement(RUNNING, |agreement| agreement.units = u32::MAX);
		Agreements::<Test>::insert(SUSPENDED, agreement(RUNNING));
	});
}

#[test]
fn try_state_should_notice_service_on_debt() {
	let message = "invariant 8: an agreement runs without escrow, or is broken";
	broken(message, || change_agreement(RUNNING, |agreement| agreement.escrow = 99));
	broken(message, || change_agreement(RUNNING, |agreement| agreement.broken = true));
}

#[test]
fn try_state_should_notice_an_agreement_about_nothing() {
	broken("invariant 8: an agreement is about nothing", || {
		change_agreement(SUSPENDED, |agreement| agreement.rate = 0)
	});
	broken("invariant 8: an offer gives something away", || {
		Offers::<Test>::mutate(NODE, |offer| offer.as_mut().unwrap().terms.price = 0)
	});
}

#[test]
fn try_state_should_notice_a_dispute_about_too_much() {
	let message = "invariant 8: a dispute is about more than what an arbiter can decide";
	broken(message, || change_agreement(DISPUTED, |agreement| agreement.escrow = 1));
	broken(message, || change_agreement(DISPUTED, |agreement| agreement.arbiter = Arbiter::Nobody));
}

#[test]
fn try_state_should_notice_a_node_that_sold_too_much() {
	broken("capacity: a node has sold more than it has", || change(NODE, |node| node.units = 0));
}

#[test]
fn try_state_should_notice_commitments_that_are_not_the_agreements() {
	let message = "capacity: what a node has sold is not the sum of its agreements";
	broken(message, || Commitments::<Test>::mutate(NODE, |commitment| commitment.units -= 1));
	broken(message, || Commitments::<Test>::mutate(NODE, |commitment| commitment.rate += 1));
	broken(message, || Commitments::<Test>::mutate(NODE, |commitment| commitment.agreements += 1));
	broken("invariant 11: a node without agreements is bound by some", || {
		Commitments::<Test>::insert(1, Commitment { agreements: 1, ..Default::default() })
	});
}

#[test]
fn try_state_should_notice_a_node_that_is_gone() {
	broken("capacity: a node is gone that has agreements", || Nodes::remove(NODE));
}

#[test]
fn try_state_should_notice_records_without_a_deposit() {
	broken("invariant 11: an agreement has no deposit", || {
		change_agreement(RUNNING, |agreement| agreement.deposit = 0)
	});
	broken("invariant 11: an offer has no deposit", || {
		Offers::<Test>::mutate(NODE, |offer| offer.as_mut().unwrap().deposit = 0)
	});
	broken("invariant 11: a dispute has no deposit", || {
		change_agreement(DISPUTED, |agreement| match &mut agreement.state {
			State::Disputed { deposit, .. } => *deposit = 0,
			other => panic!("it is {other:?}"),
		})
	});
}

#[test]
fn try_state_should_notice_numbers_to_come_and_books_of_nobody() {
	broken("invariant 11: an agreement has a number to come", || NextAgreement::<Test>::put(2));
	broken("invariant 11: a class that does not exist has a book", || {
		Books::<Test>::insert(7, Book::default())
	});
}
