use super::prelude::*;

#[test]
fn collect_should_settle_and_pay_the_payee_what_is_not_at_stake() {
	build_and_execute(|| {
		let id = open(1, 10);
		serve(4);
		events();
		assert_ok!(Services::collect(by(BOB), id));
		assert_eq!(
			events(),
			[
				Event::Settled { agreement: id, windows: 4, amount: 400, burned: 80 },
				Event::Collected { agreement: id, payee: PAYEE, amount: 240 },
			]
		);
		assert_eq!(free(PAYEE), ENDOWMENT + 240);
		assert_eq!((agreement(id).earned, agreement(id).at_stake), (0, 60));
		assert_eq!(Services::book_of(CLASS), Book { burned: 80, treasury: 20, income: 240 });
	});
}

#[test]
fn collect_should_pay_who_is_the_payee_now() {
	build_and_execute(|| {
		let id = open(1, 10);
		serve(4);
		assert_ok!(Services::settle(by(BOB), id));
		change(NODE, |node| (node.owner, node.payee) = (BOB, ARBITER));
		assert_ok!(Services::collect(by(BOB), id));
		assert_eq!(free(ARBITER), ENDOWMENT + 240);
	});
}

#[test]
fn collect_should_pay_what_a_suspended_agreement_has_earned() {
	build_and_execute(|| {
		let id = open(1, 10);
		serve(10);
		assert_ok!(Services::settle(by(BOB), id));
		assert_ok!(Services::collect(by(BOB), id));
		assert_eq!(free(PAYEE), ENDOWMENT + 600);
	});
}

#[test]
fn collect_should_refuse_twice_and_where_nothing_was_earned() {
	build_and_execute(|| {
		let id = open(1, 10);
		assert_noop!(Services::collect(by(BOB), id), E::NothingToCollect);
		serve(1);
		assert_ok!(Services::collect(by(BOB), id));
		assert_noop!(Services::collect(by(BOB), id), E::NothingToCollect);
		assert_noop!(Services::collect(by(BOB), 404), E::AgreementNotFound);
		let origin = RuntimeOrigin::root();
		assert_noop!(Services::collect(origin, id), DispatchError::BadOrigin);
	});
}

#[test]
fn collect_should_refuse_what_the_payee_cannot_take_and_settle_should_not() {
	build_and_execute(|| {
		let id = open_for_dust();
		serve(1);
		assert_noop!(Services::collect(by(BOB), id), E::AmountTooSmall);
		assert_ok!(Services::settle(by(BOB), id));
		assert_noop!(Services::collect(by(BOB), id), E::AmountTooSmall);
		serve(1);
		assert_ok!(Services::collect(by(BOB), id));
		assert_eq!(free(NOBODY), 12, "of 16 in all, 4 are at stake");
	});
}

#[test]
fn collect_should_wait_for_the_arbiter() {
	build_and_execute(|| {
		let id = open(1, 10);
		serve(1);
		assert_ok!(Services::dispute(by(ALICE), id));
		assert_noop!(Services::collect(by(BOB), id), E::UnderDispute);
	});
}
