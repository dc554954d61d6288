use super::prelude::*;

#[test]
fn close_should_release_the_deposit_where_nobody_is() {
	build_and_execute(|| {
		assert_ok!(Backing::close_to_backers(by(OWNER), NODE));
		assert_eq!(events(), [Event::Closed { node: NODE }]);
		assert_eq!(held(HoldReason::Opening, OWNER), 0);
		assert!(Supports::<Test>::get(NODE).is_none());
	});
}

#[test]
fn close_should_keep_those_who_are_there_until_the_last_has_left() {
	build_and_execute(|| {
		back(ALICE, 1_000);
		assert_ok!(Backing::close_to_backers(by(OWNER), NODE));
		refused!(Backing::back(by(BOB), NODE, 1_000, COMMISSION), Error::<Test>::NotOpen);
		refused!(Backing::close_to_backers(by(OWNER), NODE), Error::<Test>::NotOpen);
		pay(NODE, 1_100);
		assert_eq!(position(ALICE).claimable, 89);
		enter_era(1);
		unback(ALICE, None);
		assert_eq!(held(HoldReason::Opening, OWNER), OPENING_DEPOSIT);
		enter_era(15);
		assert_ok!(Backing::withdraw(by(ALICE), NODE));
		assert_eq!(held(HoldReason::Opening, OWNER), 0);
		assert!(Supports::<Test>::get(NODE).is_none());
	});
}

#[test]
fn close_should_refuse_strangers_unless_the_node_is_gone() {
	build_and_execute(|| {
		refused!(Backing::close_to_backers(by(ALICE), NODE), Error::<Test>::NotOwner);
		refused!(Backing::close_to_backers(by(ALICE), 404), Error::<Test>::NotOpen);
		Nodes::remove(NODE);
		assert_ok!(Backing::close_to_backers(by(ALICE), NODE));
		assert_eq!(held(HoldReason::Opening, OWNER), 0);
	});
}

#[test]
fn the_deposit_should_go_back_to_who_opened_the_node() {
	build_and_execute(|| {
		Nodes::mutate(NODE, |info| info.as_mut().unwrap().owner = BOB);
		refused!(Backing::close_to_backers(by(OWNER), NODE), Error::<Test>::NotOwner);
		assert_ok!(Backing::close_to_backers(by(BOB), NODE));
		assert_eq!(held(HoldReason::Opening, OWNER), 0);
	});
}
