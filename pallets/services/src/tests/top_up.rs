use super::prelude::*;

#[test]
fn top_up_should_pay_for_more_windows() {
	build_and_execute(|| {
		let id = open(2, 10);
		serve(4);
		events();
		assert_ok!(Services::top_up(by(ALICE), id, 5));
		assert_eq!(
			events(),
			[
				Event::Settled { agreement: id, windows: 4, amount: 800, burned: 160 },
				Event::ToppedUp { agreement: id, amount: 1_000, escrow: 2_200 },
			]
		);
		assert_eq!(agreement(id).funded(), 11);
		assert_eq!(free(ALICE), ENDOWMENT - 3_000 - AGREEMENT_DEPOSIT);
	});
}

#[test]
fn top_up_should_let_a_suspended_agreement_go_on_from_the_open_window() {
	build_and_execute(|| {
		let id = open(2, 10);
		serve(14);
		assert_ok!(Services::settle(by(BOB), id));
		miss(NODE, 3);
		assert_ok!(Services::top_up(by(ALICE), id, 5));
		let commitment = Commitment { units: 2, rate: 200, agreements: 1 };
		assert_eq!(Services::commitment(NODE), commitment);
		let stretch = Stretch { since: 170, windows: 17, missed: 3, paid: 0 };
		assert_eq!(agreement(id).state, State::Running(stretch));
		serve(2);
		assert_ok!(Services::settle(by(BOB), id));
		let standing = Services::standing(id).unwrap();
		assert_eq!((standing.served, standing.down, standing.funded), (12, 0, 3));
	});
}

#[test]
fn top_up_should_refuse_where_the_units_are_sold_to_somebody_else() {
	build_and_execute(|| {
		let id = open(6, 10);
		serve(10);
		assert_ok!(Services::settle(by(BOB), id));
		assert_ok!(Services::open(by(BOB), Target::Node(NODE), 5, 10, terms()));
		assert_noop!(Services::top_up(by(ALICE), id, 1), E::NotEnoughUnits);
		assert_ok!(Services::close(by(BOB), 1));
		assert_ok!(Services::top_up(by(ALICE), id, 1));
	});
}

#[test]
fn top_up_should_not_pay_for_windows_that_nothing_was_left_for() {
	build_and_execute(|| {
		let id = open(1, 10);
		serve(30);
		// Nobody has noticed yet that it is used up.
		assert_ok!(Services::top_up(by(ALICE), id, 10));
		assert_eq!(agreement(id).escrow, 1_000);
		assert_eq!(Services::standing(id).unwrap().payable, 0);
	});
}

#[test]
fn top_up_should_need_an_offer_that_still_stands() {
	build_and_execute(|| {
		let id = open(1, 10);
		let top_up = || Services::top_up(by(ALICE), id, 1);
		let offer = |terms| Services::offer(by(OWNER), NODE, UNITS, terms);
		assert_ok!(offer(Terms { price: PRICE + 1, ..terms() }));
		assert_noop!(top_up(), E::PriceTooHigh);
		assert_ok!(offer(Terms { sla: sla(89, 20), ..terms() }));
		assert_noop!(top_up(), E::TermsNotOffered);
		assert_ok!(offer(Terms { price: PRICE - 1, ..terms() }));
		assert_ok!(top_up());
		assert_eq!(agreement(id).rate, PRICE, "what was agreed stays");
		assert_ok!(Services::withdraw_offer(by(OWNER), NODE));
		assert_noop!(top_up(), E::OfferNotFound);
	});
}

#[test]
fn top_up_should_refuse_while_the_node_does_not_serve_only_where_it_would_have_to_begin() {
	build_and_execute(|| {
		let (running, suspended) = (open(1, 20), open(1, 5));
		serve(5);
		assert_ok!(Services::settle(by(BOB), suspended));
		set_status(NODE, Status::Jailed);
		assert_noop!(Services::top_up(by(ALICE), suspended, 1), E::NodeNotActive);
		assert_ok!(Services::top_up(by(ALICE), running, 1));
		set_status(NODE, Status::Retiring);
		assert_noop!(Services::top_up(by(ALICE), running, 1), E::NodeRetiring);
	});
}

#[test]
fn top_up_should_refuse_too_much_nothing_and_strangers() {
	build_and_execute(|| {
		let id = open(1, 50);
		assert_noop!(Services::top_up(by(ALICE), id, 51), E::TooFarAhead);
		assert_noop!(Services::top_up(by(ALICE), id, 0), E::NothingToBuy);
		assert_noop!(Services::top_up(by(BOB), id, 1), E::NotCustomer);
		assert_noop!(Services::top_up(by(ALICE), 404, 1), E::AgreementNotFound);
		assert_noop!(Services::top_up(RuntimeOrigin::root(), id, 1), DispatchError::BadOrigin);
		assert_ok!(Services::top_up(by(ALICE), id, 50));
		assert_ok!(Balances::transfer_all(by(ALICE), BOB, true));
		serve(1);
		assert_noop!(Services::top_up(by(ALICE), id, 1), TokenError::FundsUnavailable);
	});
}

#[test]
fn top_up_should_refuse_what_is_under_dispute() {
	build_and_execute(|| {
		let id = open(1, 50);
		serve(1);
		assert_ok!(Services::dispute(by(ALICE), id));
		assert_noop!(Services::top_up(by(ALICE), id, 1), E::UnderDispute);
	});
}
