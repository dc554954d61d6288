use super::prelude::*;

#[test]
fn close_should_refund_what_was_not_served_and_pay_what_was() {
	build_and_execute(|| {
		let id = open(2, 10);
		serve(9);
		miss(NODE, 1);
		events();
		assert_ok!(Services::close(by(ALICE), id));
		let refunded = 200 + AGREEMENT_DEPOSIT;
		assert_eq!(
			events(),
			[
				Event::Settled { agreement: id, windows: 9, amount: 1_800, burned: 360 },
				Event::Closed { agreement: id, refunded, payee: PAYEE, paid: 1_350, kept: true },
			]
		);
		assert_eq!(free(ALICE), ENDOWMENT - 1_800);
		assert_eq!(free(PAYEE), ENDOWMENT + 1_350);
		assert_eq!(pot(), OFFER_DEPOSIT + 360 + 90);
		assert_eq!(Services::commitment(NODE), Commitment::default());
		assert_eq!(Services::agreement(id), None);
	});
}

#[test]
fn close_should_refund_the_guarantee_if_the_promise_was_not_kept() {
	build_and_execute(|| {
		let id = open(2, 10);
		serve(8);
		miss(NODE, 2);
		assert_ok!(Services::close(by(ALICE), id));
		// 8 × 200, of which 75 % are the operator's, of which 20 % were at stake.
		let guarantee = 1_600 * 75 / 100 * 20 / 100;
		assert_eq!(free(ALICE), ENDOWMENT - 1_600 + guarantee);
		assert_eq!(free(PAYEE), ENDOWMENT + 1_600 * 75 / 100 - guarantee);
		let income = Services::book_of(CLASS).income;
		assert_eq!(income, 1_600 * 75 / 100 - guarantee, "what went back is no income");
	});
}

#[test]
fn close_should_pay_for_the_open_window_if_the_node_has_attested_in_it() {
	let paid = |attests: bool| {
		let mut paid = 0;
		build_and_execute(|| {
			let id = open(1, 10);
			if attests {
				attest(NODE);
			}
			assert_ok!(Services::close(by(ALICE), id));
			paid = ENDOWMENT - free(ALICE);
		});
		paid
	};
	assert_eq!(paid(true), PRICE, "used, if only for a moment");
	assert_eq!(paid(false), 0);
}

#[test]
fn close_should_be_possible_for_a_suspended_agreement() {
	build_and_execute(|| {
		let id = open(1, 10);
		serve(12);
		assert_ok!(Services::settle(by(BOB), id));
		assert_ok!(Services::close(by(ALICE), id));
		assert_eq!(free(ALICE), ENDOWMENT - 1_000);
	});
}

#[test]
fn the_owner_may_close_at_the_price_of_the_guarantee() {
	build_and_execute(|| {
		let id = open(1, 10);
		serve(5);
		assert_ok!(Services::close(by(OWNER), id));
		assert_eq!(free(PAYEE), ENDOWMENT + 300);
		assert_eq!(free(ALICE), ENDOWMENT - 500 + 75, "a perfect record does not help");
	});
}

#[test]
fn the_owner_should_keep_nothing_of_a_window_that_the_customer_does_not_get() {
	build_and_execute(|| {
		for _ in 0..3 {
			let id = open(1, 10);
			attest(NODE);
			assert_ok!(Services::close(by(OWNER), id));
		}
		assert_eq!(free(ALICE), ENDOWMENT);
		assert_eq!(free(PAYEE), ENDOWMENT);
		assert_eq!(Services::book_of(CLASS), Book::default());
	});
}

#[test]
fn the_owner_should_leave_the_customer_the_time_to_dispute_what_is_used_up() {
	build_and_execute(|| {
		let id = open(1, 10);
		serve(10);
		assert_noop!(Services::close(by(OWNER), id), E::GraceNotOver);
		assert_ok!(Services::settle(by(OWNER), id));
		assert_noop!(Services::close(by(OWNER), id), E::GraceNotOver);
	});
}

#[test]
fn close_should_refuse_others() {
	build_and_execute(|| {
		let id = open(1, 10);
		for who in [BOB, OPERATOR, PAYEE] {
			assert_noop!(Services::close(by(who), id), E::NotAuthorized);
		}
		assert_noop!(Services::close(by(ALICE), 404), E::AgreementNotFound);
		assert_noop!(Services::close(RuntimeOrigin::root(), id), DispatchError::BadOrigin);
		serve(1);
		assert_ok!(Services::dispute(by(ALICE), id));
		assert_noop!(Services::close(by(ALICE), id), E::UnderDispute);
	});
}

#[test]
fn a_payee_who_cannot_be_paid_should_not_keep_the_customer() {
	build_and_execute(|| {
		let id = open_for_dust();
		serve(1);
		events();
		assert_ok!(Services::close(by(ALICE), id));
		assert_eq!(free(NOBODY), 0);
		let book = Services::book_of(CLASS);
		assert_eq!(book, Book { burned: 2, treasury: 8, income: 8 }, "the treasury has it");
		assert!(matches!(events().last(), Some(Event::Closed { paid: 0, .. })));
	});
}

#[test]
fn a_customer_without_an_account_should_get_it_all_back() {
	build_and_execute(|| {
		let id = open(1, 10);
		assert_ok!(Balances::transfer_all(by(ALICE), BOB, false));
		assert_eq!(free(ALICE), 0);
		assert_ok!(Services::close(by(ALICE), id));
		assert_eq!(free(ALICE), 1_000 + AGREEMENT_DEPOSIT);
	});
}
