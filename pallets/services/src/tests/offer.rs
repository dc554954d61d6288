use super::prelude::*;

#[test]
fn offer_should_put_capacity_up_for_sale_for_a_deposit() {
	new_test_ext().execute_with(|| {
		assert_ok!(Services::offer(by(OWNER), NODE, 7, terms()));
		let offer = Offer { maker: OWNER, deposit: OFFER_DEPOSIT, units: 7, terms: terms() };
		assert_eq!(Services::offer_of(NODE), Some(offer.clone()));
		assert_eq!(events(), [Event::Offered { node: NODE, offer }]);
		assert_eq!((free(OWNER), pot()), (ENDOWMENT - OFFER_DEPOSIT, OFFER_DEPOSIT));
		assert_eq!(Services::for_sale(NODE), 7);
	});
}

#[test]
fn offer_should_replace_the_one_that_there_is_and_leave_what_is_sold() {
	build_and_execute(|| {
		let id = open(2, 10);
		let dearer = Terms { price: 2 * PRICE, ..terms() };
		assert_ok!(Services::offer(by(OWNER), NODE, 5, dearer.clone()));
		assert_eq!(free(OWNER), ENDOWMENT - OFFER_DEPOSIT, "one deposit for one offer");
		assert_eq!(Services::offer_of(NODE).unwrap().terms, dearer);
		assert_eq!(agreement(id).rate, 2 * PRICE);
		assert_eq!(Services::for_sale(NODE), 3);
	});
}

#[test]
fn the_operator_may_offer_and_the_owner_may_take_it_over() {
	build_and_execute(|| {
		assert_ok!(Services::offer(by(OPERATOR), NODE, 1, terms()));
		assert_eq!((free(OWNER), free(OPERATOR)), (ENDOWMENT, ENDOWMENT - OFFER_DEPOSIT));
		assert_ok!(Services::offer(by(OWNER), NODE, 1, terms()));
		assert_eq!((free(OWNER), free(OPERATOR)), (ENDOWMENT - OFFER_DEPOSIT, ENDOWMENT));
	});
}

#[test]
fn offer_should_be_for_who_manages_the_node() {
	build_and_execute(|| {
		assert_noop!(Services::offer(by(ALICE), NODE, 1, terms()), E::NotAuthorized);
		assert_noop!(Services::offer(by(OWNER), 404, 1, terms()), E::NodeNotFound);
		let origin = RuntimeOrigin::root();
		assert_noop!(Services::offer(origin, NODE, 1, terms()), DispatchError::BadOrigin);
	});
}

#[test]
fn offer_should_refuse_what_nobody_could_take() {
	build_and_execute(|| {
		assert_noop!(Services::offer(by(OWNER), NODE, 0, terms()), E::UnitsOutOfRange);
		assert_noop!(Services::offer(by(OWNER), NODE, UNITS + 1, terms()), E::UnitsOutOfRange);
		let free_of_charge = Terms { price: 0, ..terms() };
		assert_noop!(Services::offer(by(OWNER), NODE, 1, free_of_charge), E::PriceZero);
		set_status(NODE, Status::Retiring);
		assert_noop!(Services::offer(by(OWNER), NODE, 1, terms()), E::NodeRetiring);
	});
}

#[test]
fn offer_should_refuse_without_a_deposit() {
	build_and_execute(|| {
		assert_ok!(Balances::transfer_allow_death(by(BOB), ALICE, ENDOWMENT - OFFER_DEPOSIT));
		assert_noop!(Services::offer(by(BOB), 1, 1, terms()), TokenError::NotExpendable);
	});
}
