use super::prelude::*;

/// The class asks for 1,050, and the node has 1,000.
fn ask_for_more() {
	Era::put(1);
	Collateral::earned(CLASS, 1_000);
	assert_eq!(Collateral::required(CLASS, UNITS), Some(1_050));
	events();
}

#[test]
fn retain_should_keep_what_is_missing() {
	build_and_execute(|| {
		ask_for_more();
		assert_eq!(Collateral::lacks(NODE, 0), 50);
		assert_eq!(Collateral::retain(NODE, 0, 1_000), Ok(50));
		assert_eq!(Collateral::retain(NODE, 30, 1_000), Ok(20));
		assert_eq!(Collateral::retain(NODE, 50, 1_000), Ok(0));
		assert!(events().is_empty());
	});
}

#[test]
fn retain_should_hurry_nobody_and_end_the_hurry_of_who_has_enough() {
	build_and_execute(|| {
		ask_for_more();
		// The class asks for more than the rewards bring: nobody's fault.
		assert_eq!(Collateral::retain(NODE, 10, 15), Ok(15));
		assert_eq!(Collateral::shortfall(NODE), Some((50, None)));
		// A slash is.
		assert_ok!(Collateral::slash(NODE, 0, 40));
		events();
		assert_eq!(Collateral::retain(NODE, 25, 5), Ok(5));
		assert_eq!(Collateral::shortfall(NODE), Some((90, Some(3))));
		assert!(events().is_empty());
		// It has to bring back as much as there was.
		assert_eq!(Collateral::retain(NODE, 30, 10), Ok(10));
		assert_eq!(events(), [Event::ToppedUp { node: NODE }]);
	});
}

#[test]
fn retain_should_count_what_others_have_behind_the_node() {
	build_and_execute(|| {
		ask_for_more();
		Backed::insert(NODE, 40);
		assert_eq!(Collateral::lacks(NODE, 0), 10);
		assert_eq!(Collateral::retain(NODE, 0, 1_000), Ok(10));
	});
}

#[test]
fn retain_should_keep_but_not_hurry_what_is_suspended() {
	build_and_execute(|| {
		ask_for_more();
		set_status(NODE, Status::Suspended);
		assert_eq!(Collateral::retain(NODE, 0, 20), Ok(20));
		assert!(events().is_empty());
	});
}

#[test]
fn retain_should_keep_nothing_of_a_node_that_leaves_and_owes_nothing() {
	build_and_execute(|| {
		ask_for_more();
		assert_ok!(retire(NODE));
		assert_eq!(Collateral::lacks(NODE, 0), 0);
		assert_eq!(Collateral::retain(NODE, 0, 1_000), Ok(0));
		assert_eq!(Collateral::lacks(404, 0), 0);
		assert_noop!(Collateral::retain(404, 0, 1_000), Error::<Test>::NodeNotFound);
	});
}

#[test]
fn retain_should_keep_what_is_to_be_slashed_even_of_a_node_that_leaves() {
	build_and_execute(|| {
		Deferred::insert(NODE, REQUIRED + 300);
		assert_eq!(Collateral::lacks(NODE, 100), 200);
		assert_ok!(retire(NODE));
		assert_eq!(Collateral::lacks(NODE, 100), 200);
		assert_eq!(Collateral::retain(NODE, 100, 150), Ok(150));
		assert_eq!(Collateral::retain(NODE, 300, 150), Ok(0));
		Deferred::remove(NODE);
	});
}

#[test]
fn a_slash_should_take_what_vests_first() {
	build_and_execute(|| {
		Vesting::insert(NODE, 300);
		Backed::insert(NODE, 500);
		assert_eq!(Collateral::slash(NODE, 0, 200), Ok(200));
		assert_eq!((Vesting::get(NODE), Backed::get(NODE)), (Some(100), Some(500)));
		assert_eq!(Collateral::locked(NODE), REQUIRED);
		// 100 of what vests; half of the rest is the others'.
		assert_eq!(Collateral::slash(NODE, 0, 200), Ok(200));
		assert_eq!((Vesting::get(NODE), Backed::get(NODE)), (Some(0), Some(450)));
		assert_eq!(Collateral::locked(NODE), REQUIRED - 50);
	});
}

#[test]
fn what_vests_should_count_for_what_is_asked_for() {
	build_and_execute(|| {
		Vesting::insert(NODE, 300);
		assert_eq!(Collateral::slash(NODE, 0, 300), Ok(300));
		assert!(Ledgers::<Test>::get(NODE).is_some_and(|ledger| ledger.top_up.is_none()));
		Vesting::insert(NODE, 300);
		assert_ok!(Collateral::deposit(by(ALICE), NODE, 100));
		assert!(Collateral::covers(NODE, REQUIRED + 400));
		assert!(!Collateral::covers(NODE, REQUIRED + 401));
	});
}

#[test]
fn the_sweep_should_count_what_was_earned_before_it_suspends() {
	build_and_execute(|| {
		assert_ok!(Collateral::slash(NODE, 0, 100));
		Earned::insert(NODE, 100);
		enter_era(3);
		assert_eq!(status(NODE), Status::Active);
		assert_eq!(last_event(), Event::ToppedUp { node: NODE });
		assert_eq!(Vesting::get(NODE), Some(100));
	});
}

#[test]
fn the_sweep_should_suspend_where_what_was_earned_is_not_enough() {
	build_and_execute(|| {
		assert_ok!(Collateral::slash(NODE, 0, 100));
		Earned::insert(NODE, 99);
		enter_era(3);
		assert_eq!(status(NODE), Status::Suspended);
	});
}
