use super::prelude::*;

/// Ten served windows of which 750 are contested.
fn disputed(arbiter: Arbiter<AccountId>) -> u32 {
	let terms = Terms { arbiter, ..terms() };
	assert_ok!(Services::offer(by(OWNER), NODE, UNITS, terms.clone()));
	let id = crate::NextAgreement::<Test>::get();
	assert_ok!(Services::open(by(ALICE), Target::Node(NODE), 1, 20, terms));
	serve(10);
	assert_ok!(Services::dispute(by(ALICE), id));
	events();
	id
}

fn resolve(origin: RuntimeOrigin, id: u32, percent: u32) -> sp_runtime::DispatchResult {
	Services::resolve_dispute(origin, id, Perbill::from_percent(percent))
}

#[test]
fn the_arbiter_should_divide_what_is_contested() {
	build_and_execute(|| {
		let id = disputed(Arbiter::Account(ARBITER));
		assert_ok!(resolve(by(ARBITER), id, 40));
		let refunded = 300 + AGREEMENT_DEPOSIT + DISPUTE_DEPOSIT;
		assert_eq!(
			events(),
			[
				Event::DisputeResolved { agreement: id, refunded: 300 },
				Event::Closed { agreement: id, refunded, payee: PAYEE, paid: 450, kept: true },
			]
		);
		assert_eq!(free(ALICE), ENDOWMENT - 1_000 + 300);
		assert_eq!(free(PAYEE), ENDOWMENT + 450);
		assert_eq!(
			Services::book_of(CLASS).income,
			600,
			"what was earned counted when it was paid"
		);
		assert_eq!(Services::agreement(id), None);
	});
}

#[test]
fn the_arbiter_should_not_give_away_what_the_record_says_is_the_customers() {
	build_and_execute(|| {
		let terms = Terms { arbiter: Arbiter::Account(ARBITER), ..terms() };
		assert_ok!(Services::offer(by(OWNER), NODE, UNITS, terms.clone()));
		assert_ok!(Services::open(by(ALICE), Target::Node(NODE), 1, 20, terms));
		serve(8);
		miss(NODE, 2);
		assert_ok!(Services::dispute(by(ALICE), 0));
		assert_ok!(resolve(by(ARBITER), 0, 0));
		// Of 800 paid, 600 are contested, of which 120 were at stake.
		assert_eq!((free(ALICE), free(PAYEE)), (ENDOWMENT - 680, ENDOWMENT + 480));
	});
}

#[test]
fn the_committee_should_decide_where_it_was_agreed_on() {
	build_and_execute(|| {
		let id = disputed(Arbiter::Committee);
		assert_noop!(resolve(by(ARBITER), id, 100), DispatchError::BadOrigin);
		assert_ok!(resolve(RuntimeOrigin::root(), id, 100));
		assert_eq!((free(ALICE), free(PAYEE)), (ENDOWMENT - 250, ENDOWMENT));
	});
}

#[test]
fn a_customer_who_gets_nothing_should_lose_the_deposit() {
	build_and_execute(|| {
		let id = disputed(Arbiter::Account(ARBITER));
		assert_ok!(resolve(by(ARBITER), id, 0));
		assert_eq!(free(ALICE), ENDOWMENT - 1_000 - DISPUTE_DEPOSIT);
		assert_eq!(free(PAYEE), ENDOWMENT + 750);
		assert_eq!(Services::book_of(CLASS).treasury, 50 + DISPUTE_DEPOSIT);
	});
}

#[test]
fn resolve_should_be_for_the_arbiter_that_was_agreed_on() {
	build_and_execute(|| {
		let id = disputed(Arbiter::Account(ARBITER));
		for who in [ALICE, OWNER, PAYEE] {
			assert_noop!(resolve(by(who), id, 50), E::NotArbiter);
		}
		assert_noop!(resolve(RuntimeOrigin::root(), id, 50), DispatchError::BadOrigin);
		assert_noop!(resolve(by(ARBITER), 404, 50), E::AgreementNotFound);
	});
}

#[test]
fn resolve_should_refuse_where_there_is_no_dispute_or_no_arbiter() {
	build_and_execute(|| {
		let id = open(1, 10);
		assert_noop!(resolve(RuntimeOrigin::root(), id, 50), E::NotUnderDispute);
		let nobody = Terms { arbiter: Arbiter::Nobody, ..terms() };
		assert_ok!(Services::offer(by(OWNER), NODE, UNITS, nobody.clone()));
		assert_ok!(Services::open(by(ALICE), Target::Node(NODE), 1, 10, nobody));
		assert_noop!(resolve(RuntimeOrigin::root(), 1, 50), E::NoArbiter);
	});
}

#[test]
fn resolve_should_be_possible_until_the_deadline() {
	build_and_execute(|| {
		let (one, other) = (disputed(Arbiter::Committee), disputed(Arbiter::Committee));
		let State::Disputed { deadline, .. } = agreement(one).state else { panic!("disputed") };
		System::set_block_number(deadline);
		assert_ok!(resolve(RuntimeOrigin::root(), one, 50));
		let State::Disputed { deadline, .. } = agreement(other).state else { panic!("disputed") };
		System::set_block_number(deadline + 1);
		assert_noop!(resolve(RuntimeOrigin::root(), other, 50), E::DeadlineOver);
	});
}
