use super::prelude::*;
use frame_support::dispatch::GetDispatchInfo;
use sp_runtime::ArithmeticError;

fn open_with(wants: Terms<AccountId>) -> frame_support::dispatch::DispatchResult {
	Services::open(by(ALICE), Target::Node(NODE), 1, 1, wants)
}

#[test]
fn open_should_put_the_price_of_all_windows_into_escrow() {
	build_and_execute(|| {
		wait(4);
		assert_ok!(Services::open(by(ALICE), Target::Node(NODE), 2, 10, terms()));
		let event = Event::Opened {
			agreement: 0,
			customer: ALICE,
			node: NODE,
			units: 2,
			rate: 200,
			escrow: 2_000,
		};
		assert_eq!(events(), [event]);
		assert_eq!(free(ALICE), ENDOWMENT - 2_000 - AGREEMENT_DEPOSIT);
		assert_eq!(pot(), 2_000 + AGREEMENT_DEPOSIT + OFFER_DEPOSIT);
		let agreement = agreement(0);
		let stretch = Stretch { since: 0, windows: 0, missed: 0, paid: 0 };
		assert_eq!(agreement.state, State::Running(stretch));
		assert_eq!((agreement.escrow, agreement.funded()), (2_000, 10));
		let commitment = Commitment { units: 2, rate: 200, agreements: 1 };
		assert_eq!(Services::commitment(NODE), commitment);
		assert_eq!(open(1, 1), 1, "no number is used twice");
	});
}

#[test]
fn open_should_pay_the_price_that_is_asked_even_if_the_customer_would_pay_more() {
	build_and_execute(|| {
		assert_ok!(open_with(Terms { price: 5 * PRICE, ..terms() }));
		assert_eq!(agreement(0).rate, PRICE);
	});
}

#[test]
fn open_should_take_the_nodes_terms_where_they_promise_more() {
	build_and_execute(|| {
		assert_ok!(open_with(Terms { sla: sla(50, 0), ..terms() }));
		assert_eq!(agreement(0).sla, sla(90, 20));
	});
}

#[test]
fn open_should_refuse_terms_that_are_not_offered() {
	build_and_execute(|| {
		assert_noop!(open_with(Terms { price: PRICE - 1, ..terms() }), E::PriceTooHigh);
		for wants in [
			Terms { sla: sla(91, 20), ..terms() },
			Terms { sla: sla(90, 21), ..terms() },
			Terms { arbiter: Arbiter::Nobody, ..terms() },
			Terms { arbiter: Arbiter::Account(ALICE), ..terms() },
		] {
			assert_noop!(open_with(wants), E::TermsNotOffered);
		}
	});
}

#[test]
fn open_should_never_sell_more_than_is_offered_or_than_there_is() {
	build_and_execute(|| {
		let buy = |units| Services::open(by(BOB), Target::Node(NODE), units, 1, terms());
		assert_noop!(buy(UNITS + 1), E::NotEnoughUnits);
		open(6, 1);
		assert_noop!(buy(5), E::NotEnoughUnits);
		assert_ok!(Services::offer(by(OWNER), NODE, 7, terms()));
		assert_noop!(buy(2), E::NotEnoughUnits);
		assert_ok!(buy(1));
		assert_eq!(Services::for_sale(NODE), 0);
		assert_noop!(buy(1), E::NotEnoughUnits);
		// A node that has become smaller than its offer.
		assert_ok!(Services::offer(by(OWNER), NODE, UNITS, terms()));
		change(NODE, |node| node.units = 7);
		assert_noop!(buy(1), E::NotEnoughUnits);
	});
}

#[test]
fn open_should_refuse_to_buy_nothing() {
	build_and_execute(|| {
		let open =
			|units, windows| Services::open(by(ALICE), Target::Node(NODE), units, windows, terms());
		assert_noop!(open(0, 1), E::NothingToBuy);
		assert_noop!(open(1, 0), E::NothingToBuy);
		assert_noop!(open(1, AHEAD / PERIOD + 1), E::TooFarAhead);
		assert_noop!(open(1, u32::MAX), E::TooFarAhead);
		assert_ok!(open(1, AHEAD / PERIOD));
	});
}

#[test]
fn open_should_refuse_nodes_that_do_not_serve() {
	build_and_execute(|| {
		for status in [Status::Jailed, Status::Suspended] {
			set_status(NODE, status);
			assert_noop!(open_with(terms()), E::NodeNotActive);
			assert_eq!(Services::for_sale(NODE), 0);
		}
		set_status(NODE, Status::Retiring);
		assert_noop!(open_with(terms()), E::NodeRetiring);
		let buy = |node| Services::open(by(ALICE), Target::Node(node), 1, 1, terms());
		assert_noop!(buy(1), E::OfferNotFound);
		assert_noop!(buy(404), E::NodeNotFound);
	});
}

#[test]
fn open_should_refuse_an_offer_of_somebody_who_does_not_manage_the_node_any_more() {
	build_and_execute(|| {
		assert_ok!(Services::offer(by(OPERATOR), NODE, 1, terms()));
		change(NODE, |node| node.operator = Some(BOB));
		assert_noop!(open_with(terms()), E::OfferNotFound);
	});
}

#[test]
fn open_should_wait_until_the_closed_window_is_settled() {
	build_and_execute(|| {
		wait(25);
		Lag::put(1);
		assert_noop!(open_with(terms()), E::SettlementBehind);
		Lag::put(0);
		assert_ok!(open_with(terms()));
	});
}

#[test]
fn open_should_refuse_a_customer_who_cannot_pay() {
	build_and_execute(|| {
		let leave = PRICE + AGREEMENT_DEPOSIT + EXISTENTIAL_DEPOSIT - 1;
		assert_ok!(Balances::transfer_keep_alive(by(ALICE), BOB, ENDOWMENT - leave));
		assert_noop!(open_with(terms()), TokenError::NotExpendable);
		assert_ok!(Balances::transfer_keep_alive(by(BOB), ALICE, 1));
		assert_ok!(open_with(terms()));
		let origin = RuntimeOrigin::root();
		let call = Services::open(origin, Target::Node(NODE), 1, 1, terms());
		assert_noop!(call, DispatchError::BadOrigin);
	});
}

#[test]
fn open_should_refuse_a_price_that_does_not_fit() {
	build_and_execute(|| {
		let dear = Terms { price: Balance::MAX, ..terms() };
		assert_ok!(Services::offer(by(OWNER), NODE, 2, dear.clone()));
		let buy = |units, windows| {
			Services::open(by(ALICE), Target::Node(NODE), units, windows, dear.clone())
		};
		assert_noop!(buy(2, 1), ArithmeticError::Overflow);
		assert_noop!(buy(1, 2), ArithmeticError::Overflow);
	});
}

#[test]
fn open_should_refuse_when_all_numbers_are_used() {
	build_and_execute(|| {
		crate::NextAgreement::<Test>::put(u32::MAX);
		assert_noop!(open_with(terms()), E::AgreementIdsExhausted);
	});
}

#[test]
fn open_should_fill_units_of_a_class_from_the_nodes_in_their_order() {
	build_and_execute(|| {
		register(3, CLASS, BOB);
		let cheaper = Terms { price: PRICE / 2, ..terms() };
		assert_ok!(Services::offer(by(BOB), 3, 4, cheaper));
		assert_ok!(Services::offer(by(BOB), 1, UNITS, terms()));
		let target = from_class(CLASS, &[3, NODE, 1]);
		assert_ok!(Services::open(by(ALICE), target, 16, 2, terms()));
		let sold = [3, NODE, 1].map(|node| Services::commitment(node).units);
		assert_eq!(sold, [4, 10, 2]);
		assert_eq!(agreement(0).rate, 4 * PRICE / 2);
		let escrow = 2 * (4 * PRICE / 2 + 12 * PRICE);
		assert_eq!(free(ALICE), ENDOWMENT - escrow - 3 * AGREEMENT_DEPOSIT);
	});
}

#[test]
fn open_should_pass_over_nodes_that_are_not_willing() {
	build_and_execute(|| {
		// Too dear, of another class, jailed, without an offer, unknown, named twice.
		for node in 3..6 {
			register(node, CLASS, BOB);
		}
		assert_ok!(Services::offer(by(BOB), 3, UNITS, Terms { price: PRICE + 1, ..terms() }));
		assert_ok!(Services::offer(by(OWNER), 2, UNITS, terms()));
		assert_ok!(Services::offer(by(BOB), 4, UNITS, terms()));
		set_status(4, Status::Jailed);
		let target = from_class(CLASS, &[3, 2, 4, 5, 404, NODE, NODE]);
		assert_ok!(Services::open(by(ALICE), target.clone(), UNITS, 1, terms()));
		assert_eq!(Services::commitment(NODE).units, UNITS);
		assert_noop!(Services::open(by(ALICE), target, 1, 1, terms()), E::NotEnoughUnits);
		let none = from_class(CLASS, &[]);
		assert_noop!(Services::open(by(ALICE), none, 1, 1, terms()), E::NotEnoughUnits);
	});
}

#[test]
fn open_should_be_all_or_nothing() {
	build_and_execute(|| {
		let target = from_class(CLASS, &[NODE]);
		assert_noop!(Services::open(by(ALICE), target, UNITS + 1, 1, terms()), E::NotEnoughUnits);
		assert_eq!(Services::commitment(NODE), Commitment::default());
	});
}

#[test]
fn open_should_weigh_by_the_nodes_that_are_named() {
	let weight = |target| {
		let call = crate::Call::open { target, units: 1, windows: 1, wants: terms() };
		RuntimeCall::Services(call).get_dispatch_info().call_weight
	};
	assert_eq!(weight(Target::Node(NODE)), <() as WeightInfo>::open(1));
	assert_eq!(weight(from_class(CLASS, &[1, 2, 3])), <() as WeightInfo>::open(3));
}
