use super::*;
use crate::{stream::*, ACC_SCALE};

proptest! {
	#[test]
	fn stream_is_exact(amount in any_u128(), weight in any_u64()) {
		prop_assume!(weight > 0);
		let acc = floor(&(ratio(amount, weight) * exact(ACC_SCALE)));
		let expected = acc.map(|acc| Streamed {
			acc,
			cost: ceil(&(ratio(acc, ACC_SCALE) * exact(weight))).expect("at most the amount"),
		});
		prop_assert_eq!(stream(amount, weight), expected);
	}

	#[test]
	fn stream_costs_at_most_its_amount_and_all_of_it_below_2_to_the_48_of_weight(
		amount in any_amount(),
		weight in any_u64(),
	) {
		prop_assume!(weight > 0);
		let cost = stream(amount, weight).expect("fits under the cap").cost;
		prop_assert!(cost <= amount);
		prop_assert!(exact(amount) - exact(cost) < ratio(weight, ACC_SCALE).max(exact(1)));
		if u128::from(weight) <= ACC_SCALE {
			prop_assert_eq!(cost, amount);
		}
	}

	#[test]
	fn share_is_exact(units in any_u32(), from in any_u128(), to in any_u128()) {
		let due = match to > from {
			true => floor(&(ratio(to - from, ACC_SCALE) * exact(units))),
			false => Some(0),
		};
		prop_assert_eq!(share(units, from, to), due);
	}

	#[test]
	fn shares_of_a_stream_sum_to_at_most_its_cost(
		amount in any_amount(),
		units in prop::collection::vec(1..=u32::MAX, 1..20),
	) {
		let weight = units.iter().copied().map(u64::from).sum();
		let Streamed { acc, cost } = stream(amount, weight).expect("fits under the cap");
		let shares: u128 = units.iter().filter_map(|units| share(*units, 0, acc)).sum();
		prop_assert!(shares <= cost);
		prop_assert!(cost - shares <= units.len() as u128);
	}

	#[test]
	fn claiming_in_steps_gains_nothing_and_loses_less_than_a_base_unit_a_step(
		units in any_u32(),
		mut points in prop::collection::vec(0..1u128 << 90, 2..12),
	) {
		points.sort();
		let whole = share(units, points[0], points[points.len() - 1]).expect("fits");
		let steps: u128 = points.windows(2).filter_map(|step| share(units, step[0], step[1])).sum();
		prop_assert!(steps <= whole);
		prop_assert!(whole - steps < points.len() as u128);
	}

	#[test]
	fn splitting_a_node_gains_nothing(
		parts in prop::collection::vec(0..=u32::MAX / 16, 1..16),
		from in any_amount(),
		moved in any_amount(),
	) {
		let whole = share(parts.iter().sum(), from, from + moved).expect("fits");
		let split: u128 = parts.iter().filter_map(|part| share(*part, from, from + moved)).sum();
		prop_assert!(split <= whole);
		prop_assert!(whole - split < parts.len() as u128);
	}

	/// What is claimable at the end is `share` of the whole less the `share`s forfeited on the way,
	/// whichever they are: the difference is never negative.
	#[test]
	fn forfeits_never_exceed_what_was_earned(
		units in any_u32(),
		steps in prop::collection::vec((0..1u128 << 60, any::<bool>()), 1..20),
	) {
		let (mut acc, mut forfeited, mut kept) = (0, 0, exact(0));
		for (step, missed) in steps.iter().copied() {
			match missed {
				true => forfeited += share(units, acc, acc + step).expect("fits"),
				false => kept += ratio(step, ACC_SCALE) * exact(units),
			}
			acc += step;
		}
		let earned = share(units, 0, acc).expect("fits");
		prop_assert!(forfeited <= earned);
		// Rounding keeps less than one base unit a miss for the node, out of its own share.
		prop_assert!(exact(earned - forfeited) < kept + exact(steps.len()));
	}

	#[test]
	fn due_is_exact(
		rate in any_u128(),
		from in any_u32(),
		now in any_u32(),
		ends in any_u32(),
		reserve in any_u128(),
	) {
		let blocks = (i64::from(now.min(ends)) - i64::from(from)).max(0);
		let expected = floor(&(exact(rate) * exact(blocks))).map(|owed| owed.min(reserve));
		prop_assert_eq!(due(rate, from, now, ends, reserve), expected);
	}

	#[test]
	fn a_rate_never_owes_more_than_its_reserve_however_often_it_is_asked(
		reserve in any_u128(),
		start in 0..1_000_000u32,
		blocks in 1..1_000_000u32,
		mut asked in prop::collection::vec(0..3_000_000u32, 0..10),
	) {
		let (rate, ends) = (rate(reserve, blocks), start + blocks);
		asked.extend([start, ends]);
		asked.sort();
		let mut left = reserve;
		for times in asked.windows(2).filter(|times| times[0] >= start) {
			let owed = due(rate, times[0], times[1], ends, left).expect("within its blocks");
			left -= owed;
		}
		prop_assert_eq!(left, reserve - rate * u128::from(blocks));
		prop_assert!(left < blocks.into());
	}
}

#[test]
fn without_weight_nothing_moves() {
	assert_eq!(stream(u128::MAX, 0), Some(Streamed { acc: 0, cost: 0 }));
}

#[test]
fn stream_refuses_2_to_the_80_per_unit_of_weight_and_takes_one_less() {
	assert_eq!(stream(1 << 80, 1), None);
	let most = (1 << 80) - 1;
	assert_eq!(stream(most, 1), Some(Streamed { acc: most << 48, cost: most }));
}

#[test]
fn a_hundred_thousand_dust_nodes_get_no_more_than_is_streamed() {
	let (nodes, rate, blocks) = (100_000u32, 999_999_999_989, 1_000);
	let flow = stream(rate, nodes.into()).expect("fits");
	let (acc, cost) = (flow.acc * blocks, flow.cost * blocks);
	let dust = share(1, 0, acc).expect("fits") * u128::from(nodes);
	assert!(dust <= cost && cost <= rate * blocks);
	assert!(
		cost - dust < u128::from(nodes) + blocks,
		"less than a base unit for each, and each block"
	);
	assert!(
		dust <= share(nodes, 0, acc).expect("fits"),
		"one node of the same weight gets no less"
	);
}

#[test]
fn a_node_that_entered_later_has_no_share() {
	assert_eq!(share(7, 10 * ACC_SCALE, 9 * ACC_SCALE), Some(0));
	assert_eq!(share(7, 10 * ACC_SCALE, 10 * ACC_SCALE), Some(0));
	assert_eq!(share(7, 10 * ACC_SCALE, 11 * ACC_SCALE), Some(7));
}

#[test]
fn no_blocks_have_no_rate() {
	assert_eq!(rate(1_000, 0), 0);
	assert_eq!(rate(1_000, 3), 333);
}

#[test]
fn a_stream_that_is_over_owes_nothing() {
	assert_eq!(due(5, 100, 99, 200, 1_000), Some(0));
	assert_eq!(due(5, 201, 300, 200, 1_000), Some(0));
	assert_eq!(due(5, 190, 300, 200, 1_000), Some(50));
	assert_eq!(due(5, 190, 300, 200, 49), Some(49));
}
