use super::prelude::*;

#[test]
fn close_should_pay_out_and_leave_nothing() {
	build_and_execute(|| {
		assert_ok!(retire(NODE));
		enter_era(14);
		assert_ok!(reap(NODE));
		assert_eq!(held(ALICE), 0);
		assert_eq!(Balances::free_balance(ALICE), ENDOWMENT);
		assert!(!Ledgers::<Test>::contains_key(NODE));
	});
}

#[test]
fn close_should_refuse_one_block_too_early() {
	build_and_execute(|| {
		assert_ok!(retire(NODE));
		enter_era(13);
		assert_noop!(Collateral::close(NODE), Error::<Test>::StillUnbonding);
	});
}

#[test]
fn close_should_refuse_while_anything_is_locked() {
	build_and_execute(|| {
		enter_era(100);
		assert_noop!(Collateral::close(NODE), Error::<Test>::StillUnbonding);
	});
}

#[test]
fn close_should_refuse_while_a_slash_may_come() {
	build_and_execute(|| {
		assert_ok!(retire(NODE));
		enter_era(14);
		Deferred::insert(NODE, 1);
		assert_noop!(Collateral::close(NODE), Error::<Test>::StillUnbonding);
	});
}

#[test]
fn close_should_do_with_nothing_left_to_pay() {
	build_and_execute(|| {
		assert_ok!(Collateral::slash(NODE, 0, REQUIRED));
		assert_ok!(reap(NODE));
		assert_eq!(Ledgers::<Test>::iter().count(), 0);
		assert_eq!(Shortfalls::<Test>::iter().count(), 0);
	});
}

#[test]
fn close_should_refuse_an_unknown_node() {
	build_and_execute(|| {
		assert_noop!(Collateral::close(404), Error::<Test>::NodeNotFound);
	});
}

#[test]
fn a_number_should_start_clean_after_close() {
	build_and_execute(|| {
		assert_ok!(retire(NODE));
		enter_era(14);
		assert_ok!(reap(NODE));
		register(NODE, BOB, REQUIRED);
		assert_eq!(chunks(NODE), []);
		assert_eq!((held(ALICE), held(BOB)), (0, REQUIRED));
	});
}
