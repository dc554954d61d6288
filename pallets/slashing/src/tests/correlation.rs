use super::prelude::*;

/// `weight` of 1,000 misses in era 0, the node's own ten included. Returns what the node pays for 20 forfeited.
fn paid_when(weight: u64) -> Balance {
	miss_together(weight);
	enter_era(8);
	REQUIRED - held(ALICE)
}

fn miss_together(weight: u64) {
	assert_ok!(Slashing::missed(Miss { total: 1_000, ..miss_of(NODE, 20) }));
	ClassEras::<Test>::mutate(0, CLASS, |record| {
		record.as_mut().expect("just missed").missed = weight;
	});
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
fn correlation_should_count_nodes_and_not_their_misses() {
	build_and_execute(|| {
		for _ in 0..9 {
			miss(NODE, 12);
		}
		enter_era(8);
		assert_eq!(REQUIRED - held(ALICE), 9 * 108, "10 of 100 units missed, nine times");
	});
}

#[test]
fn splitting_a_node_over_many_owners_should_not_change_the_share() {
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
