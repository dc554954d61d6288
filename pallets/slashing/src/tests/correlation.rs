use super::prelude::*;
use proptest::prelude::*;
use std::collections::BTreeMap;

/// `weight` of 1,000 misses one window, the node's own ten included. Returns what the node pays for 20 forfeited.
fn paid_when(weight: u64) -> Balance {
	miss_together(weight);
	enter_era(8);
	REQUIRED - held(ALICE)
}

fn miss_together(weight: u64) {
	assert_ok!(Slashing::missed(Miss { total: 1_000, ..miss_of(NODE, 20) }));
	ClassEras::<Test>::mutate(0, CLASS, |record| {
		record.as_mut().expect("just missed").worst.missed = weight;
	});
}

/// Ten units of `total` miss `window`, for free.
fn miss_window(window: WindowIndex, total: u64) {
	let miss = Miss { window, total, free: true, ..miss_of(NODE, 20) };
	assert_ok!(Slashing::missed(miss));
}

#[test]
fn a_failure_up_to_the_threshold_should_cost_the_plain_price() {
	build_and_execute(|| assert_eq!(paid_when(10), 180));
	build_and_execute(|| assert_eq!(paid_when(100), 180));
}

#[test]
fn a_failure_beyond_the_threshold_should_cost_more_with_its_share() {
	// 1 + 2 × (0.55 − 0.1) / 0.9 = 2
	build_and_execute(|| assert_eq!(paid_when(550), 360));
	// 1 + 2 × (0.101 − 0.1) / 0.9 = 1.00222…, and 180.4 is rounded up.
	build_and_execute(|| assert_eq!(paid_when(101), 181));
}

#[test]
fn a_failure_of_the_whole_class_should_cost_the_most() {
	build_and_execute(|| assert_eq!(paid_when(1_000), 540));
	// More than there is in all: some left during the era.
	build_and_execute(|| assert_eq!(paid_when(2_000), 540));
}

#[test]
fn correlation_should_not_break_the_cap() {
	build_and_execute(|| {
		miss_together(1_000);
		miss(NODE, 200);
		enter_era(8);
		assert_eq!(REQUIRED - held(ALICE), CAP);
	});
}

#[test]
fn misses_of_one_node_should_not_add_up() {
	build_and_execute(|| {
		for _ in 0..9 {
			miss(NODE, 12);
		}
		assert_eq!(worst(0), Some((0, 10, 100)));
		enter_era(8);
		assert_eq!(REQUIRED - held(ALICE), 9 * 108, "10 of 100 units missed, nine times");
	});
}

#[test]
fn misses_of_different_windows_should_not_add_up() {
	build_and_execute(|| {
		for window in 0..10 {
			miss_window(window, TOTAL);
		}
		assert_eq!(worst(0), Some((0, 10, 100)));
		assert_eq!(Slashing::price_factor(CLASS, 0), FixedU128::from_u32(1));
	});
}

#[test]
fn the_worst_window_of_the_era_should_count() {
	build_and_execute(|| {
		for window in [3, 4, 4, 4, 5, 6, 7, 7, 8] {
			miss_window(window, TOTAL);
		}
		assert_eq!(worst(0), Some((4, 30, 100)));
		Era::put(1);
		miss_window(9, TOTAL);
		assert_eq!(worst(0), Some((4, 30, 100)));
		assert_eq!(worst(1), Some((9, 10, 100)));
	});
}

#[test]
fn the_worst_window_should_be_that_of_the_largest_part_and_not_of_the_largest_weight() {
	build_and_execute(|| {
		for _ in 0..3 {
			miss_window(1, 300);
		}
		miss_window(2, 50);
		assert_eq!(worst(0), Some((2, 10, 50)));
	});
}

#[test]
fn the_classs_weight_should_be_its_highest_in_the_window() {
	build_and_execute(|| {
		for total in [100, 90, 80] {
			miss_window(1, total);
		}
		assert_eq!(
			worst(0),
			Some((1, 30, 100)),
			"those who were jailed for it belong to the class"
		);
		miss_window(2, 20);
		assert_eq!(worst(0), Some((2, 10, 20)), "what it was before is of no matter");
	});
}

#[test]
fn a_leaver_should_not_keep_windows_that_are_settled_late_from_being_counted() {
	build_and_execute(|| {
		// Settlement is at window 6, a window behind, while nodes leave pages where 7 and 8 are open.
		for window in [8, 6, 7, 6, 8, 6, 7, 6] {
			miss_window(window, TOTAL);
		}
		assert_eq!(worst(0), Some((6, 40, 100)));
	});
}

#[test]
fn a_miss_that_comes_after_all_others_of_its_window_were_dropped_should_add_nothing() {
	build_and_execute(|| {
		for window in [6, 7, 8, 9, 6] {
			miss_window(window, TOTAL);
		}
		assert_eq!(worst(0), Some((6, 10, 100)));
		let record = Slashing::class_era(CLASS, 0).expect("something was missed");
		assert_eq!(record.recent.map(|failure| failure.window), [9, 7, 8]);
	});
}

#[test]
fn the_share_should_be_that_of_weight_whether_one_node_missed_or_many() {
	let factor_of = |nodes: u32| {
		let mut factor = FixedU128::default();
		build_and_execute(|| {
			for node in 0..nodes {
				let miss = Miss { units: 50 / nodes, ..miss_of(100 + node, 20) };
				assert_ok!(Slashing::missed(miss));
			}
			factor = Slashing::price_factor(CLASS, 0);
		});
		factor
	};
	assert_eq!(factor_of(1), factor_of(50));
	assert!(factor_of(1) > FixedU128::from_u32(1));
}

proptest! {
	/// Misses come in order, but for up to two windows by which settlement's lag lets them be late: what is kept is the
	/// worst that sums which forget nothing ever were.
	#[test]
	fn the_worst_window_should_be_found_in_any_order_that_settlement_has(
		misses in prop::collection::vec((0..2u32, 0..3u32, 1..50u32, 50..200u64), 1..200),
	) {
		build_and_execute(|| {
			let (mut newest, mut most) = (2, 0.0);
			let mut sums = BTreeMap::<WindowIndex, (u64, u64)>::new();
			for (step, behind, units, total) in misses {
				newest += step;
				let window = newest - behind;
				let miss = Miss { window, units, total, free: true, ..miss_of(NODE, 20) };
				assert_ok!(Slashing::missed(miss));
				let sum = sums.entry(window).or_default();
				*sum = (sum.0 + u64::from(units), sum.1.max(total));
				most = f64::max(most, sum.0 as f64 / sum.1 as f64);
				let (_, missed, total) = worst(0).expect("just missed");
				assert_eq!(missed as f64 / total as f64, most);
				assert_ok!(Slashing::do_try_state());
			}
		});
	}
}
