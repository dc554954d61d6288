use super::prelude::*;

#[test]
fn withdraw_offer_should_give_the_deposit_back_and_leave_what_is_sold() {
	build_and_execute(|| {
		let id = open(2, 10);
		events();
		assert_ok!(Services::withdraw_offer(by(OWNER), NODE));
		assert_eq!(events(), [Event::OfferWithdrawn { node: NODE }]);
		assert_eq!((free(OWNER), Services::offer_of(NODE)), (ENDOWMENT, None));
		assert_eq!(Services::for_sale(NODE), 0);
		serve(1);
		assert_ok!(Services::collect(by(BOB), id));
	});
}

#[test]
fn the_owner_may_withdraw_the_operators_offer_and_the_deposit_is_the_operators() {
	build_and_execute(|| {
		assert_ok!(Services::offer(by(OPERATOR), NODE, 1, terms()));
		assert_ok!(Services::withdraw_offer(by(OWNER), NODE));
		assert_eq!((free(OWNER), free(OPERATOR)), (ENDOWMENT, ENDOWMENT));
	});
}

#[test]
fn who_made_an_offer_may_withdraw_it_when_the_node_is_another_s_or_gone() {
	build_and_execute(|| {
		change(NODE, |node| (node.owner, node.operator) = (BOB, None));
		assert_eq!(Services::for_sale(NODE), 0, "it does not count");
		assert_ok!(Services::withdraw_offer(by(OWNER), NODE));
		offer(NODE);
		Nodes::remove(NODE);
		assert_ok!(Services::withdraw_offer(by(BOB), NODE));
		assert_eq!((free(OWNER), free(BOB)), (ENDOWMENT, ENDOWMENT));
	});
}

#[test]
fn withdraw_offer_should_refuse_strangers_and_what_is_not_there() {
	build_and_execute(|| {
		assert_noop!(Services::withdraw_offer(by(ALICE), NODE), E::NotAuthorized);
		assert_noop!(Services::withdraw_offer(by(BOB), 1), E::OfferNotFound);
		let origin = RuntimeOrigin::root();
		assert_noop!(Services::withdraw_offer(origin, NODE), DispatchError::BadOrigin);
	});
}
