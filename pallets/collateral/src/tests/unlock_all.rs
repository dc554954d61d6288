use super::prelude::*;

#[test]
fn unlock_all_should_let_everything_unbond() {
	build_and_execute(|| {
		enter_era(3);
		assert_ok!(retire(NODE));
		assert_eq!(Collateral::locked(NODE), 0);
		assert_eq!(chunks(NODE), [(REQUIRED, 17)]);
		let unlocks = 17;
		assert_eq!(last_event(), Event::UnbondingStarted { node: NODE, amount: REQUIRED, unlocks });
	});
}

#[test]
fn unlock_all_should_join_what_was_asked_for_in_the_same_era() {
	build_and_execute(|| {
		assert_ok!(Collateral::deposit(by(ALICE), NODE, 5));
		assert_ok!(Collateral::request_withdrawal(by(ALICE), NODE, 5));
		assert_ok!(retire(NODE));
		assert_eq!(chunks(NODE), [(REQUIRED + 5, 14)]);
	});
}

#[test]
fn unlock_all_should_find_room_in_a_full_ledger() {
	build_and_execute(|| {
		assert_ok!(Collateral::deposit(by(ALICE), NODE, 500));
		for era in 0..20 {
			enter_era(era);
			assert_ok!(Collateral::request_withdrawal(by(ALICE), NODE, 1));
		}
		assert_eq!(chunks(NODE).len(), 15, "as many as there can be");
		enter_era(20);
		assert_ok!(retire(NODE));
		assert_eq!(chunks(NODE).last(), Some(&(REQUIRED + 480, 34)));
	});
}

#[test]
fn unlock_all_should_end_a_shortfall() {
	build_and_execute(|| {
		assert_ok!(Collateral::slash(NODE, 0, 100));
		assert_ok!(retire(NODE));
		assert_eq!(Shortfalls::<Test>::iter().count(), 0);
		enter_era(3);
		assert_eq!(status(NODE), Status::Retiring);
	});
}

#[test]
fn unlock_all_should_do_with_nothing_left() {
	build_and_execute(|| {
		assert_ok!(Collateral::slash(NODE, 0, REQUIRED));
		assert_ok!(retire(NODE));
		assert_eq!(chunks(NODE), []);
		assert_eq!(Shortfalls::<Test>::iter().count(), 0);
	});
}

#[test]
fn unlock_all_should_refuse_an_unknown_node() {
	build_and_execute(|| {
		assert_noop!(Collateral::unlock_all(404), Error::<Test>::NodeNotFound);
	});
}
