use super::prelude::*;
use crate::WeightInfo;
use frame_support::weights::Weight;

#[test]
fn a_node_topped_up_in_the_last_era_should_live_on() {
	build_and_execute(|| {
		enter_era(19);
		assert_ok!(Collateral::slash(NODE, 0, 100));
		// deadline = 19 + 2 = 21: the whole of era 21 is in time.
		enter_era(21);
		assert_eq!(status(NODE), Status::Active);
		assert_ok!(Collateral::deposit(by(ALICE), NODE, 100));
		enter_era(22);
		assert_eq!(status(NODE), Status::Active);
	});
}

#[test]
fn a_node_not_topped_up_should_be_suspended_in_the_first_block_after() {
	build_and_execute(|| {
		enter_era(19);
		assert_ok!(Collateral::slash(NODE, 0, 100));
		enter_era(21);
		assert_eq!(status(NODE), Status::Active);
		enter_era(22);
		assert_eq!(status(NODE), Status::Suspended);
		assert_eq!(Collateral::shortfall(NODE), Some((100, None)));

		assert_ok!(Collateral::deposit(by(ALICE), NODE, 100));
		assert_eq!(status(NODE), Status::Active, "topped up late");
	});
}

#[test]
fn a_node_topped_up_by_half_should_be_suspended() {
	build_and_execute(|| {
		assert_ok!(Collateral::slash(NODE, 0, 100));
		assert_ok!(Collateral::deposit(by(ALICE), NODE, 99));
		enter_era(3);
		assert_eq!(status(NODE), Status::Suspended);
	});
}

#[test]
fn a_jailed_node_should_be_suspended_as_well() {
	build_and_execute(|| {
		set_status(NODE, Status::Jailed);
		assert_ok!(Collateral::slash(NODE, 0, 100));
		enter_era(3);
		assert_eq!(status(NODE), Status::Suspended);
	});
}

#[test]
fn a_node_that_needs_less_by_then_should_live_on() {
	build_and_execute(|| {
		assert_ok!(Collateral::slash(NODE, 0, 100));
		Nodes::mutate(NODE, |info| info.as_mut().expect("registered").units = 9);
		System::reset_events();
		enter_era(3);
		assert_eq!(status(NODE), Status::Active);
		assert_eq!(events(), [Event::ToppedUp { node: NODE }]);
		assert_eq!(Shortfalls::<Test>::iter().count(), 0);
	});
}

#[test]
fn a_node_that_was_suspended_before_should_be_left_alone() {
	build_and_execute(|| {
		assert_ok!(Collateral::slash(NODE, 0, 100));
		set_status(NODE, Status::Suspended);
		System::reset_events();
		enter_era(3);
		assert_eq!(events(), []);
		assert_eq!(Shortfalls::<Test>::iter().count(), 0);
	});
}

#[test]
fn raising_what_a_class_asks_for_should_suspend_nobody() {
	build_and_execute(|| {
		PerUnit::put(2 * PER_UNIT);
		enter_era(30);
		assert_eq!(status(NODE), Status::Active);
		// It counts from the next slash on.
		assert_ok!(Collateral::slash(NODE, 0, 1));
		assert_eq!(Collateral::shortfall(NODE), Some((REQUIRED + 1, Some(32))));
	});
}

#[test]
fn the_sweep_should_weigh_the_same_however_many_healthy_nodes_there_are() {
	build_and_execute(|| {
		enter_era(1);
		let idle = poll();
		for node in 100..150 {
			register(node, BOB, REQUIRED);
		}
		assert_eq!(poll(), idle);
		assert_eq!(idle, <() as WeightInfo>::sweep_base());
	});
}

#[test]
fn the_sweep_should_do_nothing_where_nothing_is_due() {
	build_and_execute(|| {
		assert_ok!(Collateral::slash(NODE, 0, 100));
		System::reset_events();
		enter_era(2);
		assert_eq!(events(), []);
	});
}

#[test]
fn the_sweep_should_keep_to_its_budget_and_still_reach_everybody() {
	build_and_execute(|| {
		for node in 100..120 {
			register(node, BOB, REQUIRED);
			assert_ok!(Collateral::slash(node, 0, 1));
		}
		// Room for three nodes in each block. Eras 0, 1 and 2 take three steps besides to be found empty.
		let step = <() as WeightInfo>::sweep_shortfall();
		SweepWeight::set(<() as WeightInfo>::sweep_base() + step * 3);
		Era::put(3);
		let mut blocks = 0;
		while NextSweep::<Test>::get() < 3 {
			assert!(poll().all_lte(SweepWeight::get()), "over budget");
			blocks += 1;
		}
		assert_eq!(blocks, 8, "23 steps");
		assert!((100..120).all(|node| status(node) == Status::Suspended));
		assert_eq!(status(NODE), Status::Active);
		assert_eq!(Shortfalls::<Test>::iter().count(), 0);
	});
}

#[test]
fn the_sweep_should_take_no_more_than_the_block_has_left() {
	build_and_execute(|| {
		assert_ok!(Collateral::slash(NODE, 0, 100));
		Era::put(3);
		let mut meter = frame_support::weights::WeightMeter::with_limit(Weight::from_parts(1, 0));
		<Collateral as frame_support::traits::Hooks<_>>::on_poll(1, &mut meter);
		assert_eq!(meter.consumed(), Weight::zero());
		assert_eq!(status(NODE), Status::Active);
		poll();
		assert_eq!(status(NODE), Status::Suspended, "it is made up for");
	});
}

#[test]
fn the_sweep_should_get_past_a_node_that_cannot_be_suspended() {
	build_and_execute(|| {
		register(8, BOB, REQUIRED);
		assert_ok!(Collateral::slash(NODE, 0, 100));
		enter_era(1);
		assert_ok!(Collateral::slash(8, 0, 100));
		Stubborn::put(true);
		enter_era(3);
		assert_eq!(status(NODE), Status::Active);
		assert_eq!(NextSweep::<Test>::get(), 3);
		Stubborn::put(false);
		enter_era(4);
		assert_eq!(status(8), Status::Suspended);
		// The next slash tries again.
		assert_ok!(Collateral::slash(NODE, 0, 1));
		enter_era(7);
		assert_eq!(status(NODE), Status::Suspended);
	});
}
