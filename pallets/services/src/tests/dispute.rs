use super::prelude::*;

#[test]
fn dispute_should_end_the_agreement_and_keep_what_was_not_collected() {
	build_and_execute(|| {
		let id = open(2, 10);
		serve(5);
		assert_ok!(Services::collect(by(BOB), id));
		serve(2);
		events();
		assert_ok!(Services::dispute(by(ALICE), id));
		let deadline = 70 + DISPUTE_PERIOD;
		// 20 % of 1,050, and 80 % of the 300 that came since.
		let contested = 210 + 240;
		assert_eq!(
			events(),
			[
				Event::Settled { agreement: id, windows: 2, amount: 400, burned: 80 },
				Event::Disputed { agreement: id, contested, deadline },
			]
		);
		let deposit = DISPUTE_DEPOSIT;
		assert_eq!(agreement(id).state, State::Disputed { deadline, deposit, payee: PAYEE });
		assert_eq!(free(ALICE), ENDOWMENT - 1_400 - AGREEMENT_DEPOSIT - deposit);
		assert_eq!(Services::commitment(NODE), Commitment::default(), "it can be sold again");
	});
}

#[test]
fn dispute_should_be_possible_in_the_grace_of_a_suspended_agreement() {
	build_and_execute(|| {
		let id = open(1, 10);
		serve(10);
		assert_ok!(Services::settle(by(OWNER), id));
		wait(GRACE);
		assert_ok!(Services::dispute(by(ALICE), id));
	});
}

#[test]
fn dispute_should_refuse_without_an_arbiter_or_anything_to_decide() {
	build_and_execute(|| {
		let id = open(1, 10);
		assert_noop!(Services::dispute(by(ALICE), id), E::NothingToDispute);
		let nobody = Terms { arbiter: Arbiter::Nobody, ..terms() };
		assert_ok!(Services::offer(by(OWNER), NODE, UNITS, nobody.clone()));
		assert_ok!(Services::open(by(ALICE), Target::Node(NODE), 1, 10, nobody));
		serve(1);
		assert_noop!(Services::dispute(by(ALICE), 1), E::NoArbiter);
		let bare = Terms { sla: sla(90, 0), ..terms() };
		assert_ok!(Services::offer(by(OWNER), NODE, UNITS, bare.clone()));
		assert_ok!(Services::open(by(ALICE), Target::Node(NODE), 1, 10, bare));
		serve(1);
		assert_ok!(Services::collect(by(BOB), 2));
		assert_noop!(Services::dispute(by(ALICE), 2), E::NothingToDispute);
	});
}

#[test]
fn dispute_should_be_the_customers_alone_and_only_once() {
	build_and_execute(|| {
		let id = open(1, 10);
		serve(1);
		assert_noop!(Services::dispute(by(OWNER), id), E::NotCustomer);
		assert_noop!(Services::dispute(by(ALICE), 404), E::AgreementNotFound);
		assert_noop!(Services::dispute(RuntimeOrigin::root(), id), DispatchError::BadOrigin);
		assert_ok!(Services::dispute(by(ALICE), id));
		assert_noop!(Services::dispute(by(ALICE), id), E::UnderDispute);
	});
}

#[test]
fn dispute_should_refuse_without_a_deposit() {
	build_and_execute(|| {
		let id = open(1, 1);
		serve(1);
		let leave = DISPUTE_DEPOSIT + EXISTENTIAL_DEPOSIT - 1;
		let surplus = free(ALICE) - leave;
		assert_ok!(Balances::transfer_keep_alive(by(ALICE), BOB, surplus));
		assert_noop!(Services::dispute(by(ALICE), id), TokenError::NotExpendable);
	});
}

#[test]
fn the_deposit_may_come_from_what_is_left_of_the_escrow() {
	build_and_execute(|| {
		let id = open(1, 10);
		serve(1);
		let surplus = free(ALICE) - EXISTENTIAL_DEPOSIT;
		assert_ok!(Balances::transfer_keep_alive(by(ALICE), BOB, surplus));
		assert_ok!(Services::dispute(by(ALICE), id));
		assert_eq!(free(ALICE), EXISTENTIAL_DEPOSIT + 900 - DISPUTE_DEPOSIT);
	});
}

#[test]
fn a_dispute_that_nobody_decides_should_end_by_the_record() {
	let outcome = |misses: u32| {
		let mut outcome = (0, 0);
		build_and_execute(|| {
			let id = open(1, 20);
			serve(10);
			miss(NODE, misses);
			assert_ok!(Services::dispute(by(ALICE), id));
			wait(DISPUTE_PERIOD);
			assert_noop!(Services::settle(by(BOB), id), E::UnderDispute);
			wait(1);
			events();
			assert_ok!(Services::settle(by(BOB), id));
			assert_eq!(events()[0], Event::DisputeLapsed { agreement: id });
			outcome = (ENDOWMENT - free(ALICE), free(PAYEE) - ENDOWMENT);
		});
		outcome
	};
	assert_eq!(outcome(1), (1_000, 750), "kept; the deposits are back");
	assert_eq!(outcome(2), (850, 600), "not kept: the guarantee is the customer's");
}

#[test]
fn a_dispute_should_outlive_its_node_and_pay_who_was_the_payee() {
	build_and_execute(|| {
		let id = open(1, 20);
		serve(10);
		assert_ok!(Services::dispute(by(ALICE), id));
		change(NODE, |node| node.payee = BOB);
		assert_ok!(Services::withdraw_offer(by(OWNER), NODE));
		Nodes::remove(NODE);
		wait(DISPUTE_PERIOD + 1);
		assert_ok!(Services::settle(by(BOB), id));
		assert_eq!((free(PAYEE), free(BOB)), (ENDOWMENT + 750, ENDOWMENT));
	});
}
