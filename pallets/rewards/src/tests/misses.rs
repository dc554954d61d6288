//! Forfeiting a window.

use crate::{mock::*, Error};
use frame_support::assert_noop;
use substation_math::ACC_SCALE;
use substation_primitives::{Acc, Streams};

/// As many base units for each unit of weight.
fn acc(units: u128) -> Acc {
	units * ACC_SCALE
}

/// Nodes 1 and 2 of 10 units each, in a stream of 20 a block for a long time.
fn with_stream(test: impl FnOnce()) {
	build_and_execute(|| {
		enter(1, CLASS, 10);
		enter(2, CLASS, 10);
		fund(CLASS, 20_000, 1_000);
		test();
	});
}

#[test]
fn a_miss_should_forfeit_exactly_its_window() {
	with_stream(|| {
		run(10);
		settle(CLASS, &[]);
		run(10);
		assert_eq!(settle(CLASS, &[1]), [100]);
		run(10);
		settle(CLASS, &[]);
		assert_eq!(Rewards::claimable(1), Some(200));
		assert_eq!(Rewards::claimable(2), Some(300));
	});
}

#[test]
fn a_miss_should_go_back_to_the_pool() {
	with_stream(|| {
		run(10);
		settle(CLASS, &[1]);
		let pool = Rewards::pool(CLASS).unwrap();
		assert_eq!((pool.reserve, pool.streamed), (19_800 + 100, 100));
		assert_eq!(pool.rate, 20, "it is streamed again after the next funding");
	});
}

#[test]
fn a_miss_of_the_first_window_should_forfeit_only_what_came_since_the_node_entered() {
	with_stream(|| {
		run(10);
		enter(3, CLASS, 20);
		run(10);
		assert_eq!(settle(CLASS, &[3]), [100]);
		assert_eq!(Rewards::claimable(3), Some(0));
		run(10);
		settle(CLASS, &[]);
		assert_eq!(Rewards::claimable(3), Some(100));
	});
}

#[test]
fn missing_every_window_should_earn_nothing() {
	with_stream(|| {
		for _ in 0..20 {
			run(7);
			settle(CLASS, &[1]);
		}
		assert_eq!(Rewards::claimable(1), Some(0));
		assert_eq!(Rewards::claimable(2), Some(20 * 70));
	});
}

#[test]
fn misses_should_not_round() {
	build_and_execute(|| {
		enter(1, CLASS, 1);
		enter(2, CLASS, 2);
		fund(CLASS, 1_000, 1_000);
		// 1/3 base unit a window: 300 windows kept are 100, whatever lies between them.
		for window in 0..600 {
			run(1);
			settle(CLASS, if window % 2 == 0 { &[1] } else { &[] });
		}
		assert_eq!(Rewards::claimable(1), Some(99), "100 less what no division can give");
	});
}

#[test]
fn a_claim_between_a_miss_and_the_end_of_its_settlement_should_pay_the_same() {
	with_stream(|| {
		run(100);
		settle(CLASS, &[]);
		run(100);
		let until = Rewards::acc(CLASS);
		let member = member(1);
		Rewards::forfeit(1, CLASS, member.units, member.settled, until).unwrap();
		assert!(Rewards::claim(RuntimeOrigin::signed(7), 1).is_err(), "nothing to claim but dust");
		settle(CLASS, &[]);
		assert_eq!(Rewards::claimable(1), Some(1_000));
	});
}

#[test]
fn forfeit_should_stop_at_the_streams_position() {
	with_stream(|| {
		run(10);
		assert_eq!(Rewards::acc(CLASS), acc(10));
		assert_eq!(Rewards::forfeit(1, CLASS, 10, 0, acc(11)), Ok(100));
		settle(CLASS, &[]);
		assert_eq!(Rewards::claimable(1), Some(0));
	});
}

#[test]
fn forfeit_of_no_time_should_take_nothing() {
	with_stream(|| {
		run(10);
		settle(CLASS, &[]);
		assert_eq!(Rewards::forfeit(1, CLASS, 10, acc(10), acc(10)), Ok(0));
		assert_eq!(Rewards::forfeit(1, CLASS, 10, acc(10), acc(5)), Ok(0));
		assert_eq!(Rewards::claimable(1), Some(100));
	});
}

#[test]
fn forfeit_should_refuse_an_unknown_node_and_a_wrong_class() {
	with_stream(|| {
		run(10);
		assert_noop!(Rewards::forfeit(9, CLASS, 10, 0, acc(10)), Error::<Test>::NodeNotFound);
		assert_noop!(Rewards::forfeit(1, 2, 10, 0, acc(10)), Error::<Test>::NodeNotFound);
	});
}
