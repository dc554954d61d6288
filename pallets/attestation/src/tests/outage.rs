//! All of 10,000 nodes go silent.

use std::collections::BTreeMap;

use substation_primitives::{Class, Roster, Status, Streams};

use crate::{mock::*, WeightInfo};

const NODES: u32 = 10_000;
const PERIOD: u32 = 100;

#[test]
fn a_mass_outage_should_be_settled_within_the_budget_and_to_the_last_miss() {
	build_and_execute(|| {
		set_class(WIRELESS, Class { period: PERIOD, ..class(PERIOD) });
		repeat(NODES, || register_mute(WIRELESS, 1));
		// A fifth of what settlement may take: the backlog is that much longer.
		Budget::set(sp_runtime::Perbill::from_percent(4));
		let mut behind = 0;
		while (0..NODES).any(|node| status(node) == Status::Active) {
			next_block();
			behind = behind.max(Attestation::lag());
			assert!(System::block_number() < 8 * PERIOD, "the backlog does not come to an end");
		}
		assert!(behind > 2, "there was a backlog");
		assert_eq!(Attestation::lag(), 0);

		// Each node has missed three windows in a row, once each, and all were priced alike.
		let mut misses = BTreeMap::<u32, Vec<u128>>::new();
		for miss in Misses::get() {
			misses.entry(miss.node).or_default().push(miss.forfeited);
		}
		assert_eq!(misses.len(), NODES as usize);
		assert!(misses.values().all(|forfeited| forfeited.len() == 3));
		for node in 0..NODES {
			let counters = Attestation::counters(node);
			assert_eq!((counters.windows, counters.missed, counters.history), (3, 3, 0b111));
			assert_eq!(Pool::claimable(node), 0, "node {node} was paid for nothing");
		}
		assert!(Pool::acc(WIRELESS) > 0);
		assert!(Heaviest::get().all_lte(Attestation::budget()));
	});
}

#[test]
fn a_healthy_network_should_cost_the_same_whatever_its_nodes_are() {
	build_and_execute(|| {
		set_class(WIRELESS, class(50));
		repeat(2_048, || register_mute(WIRELESS, 1));
		run_to(4);
		for closes in [50, 100, 150] {
			(0..2_048).for_each(|node| attest_unsigned(node).unwrap());
			Heaviest::set(Default::default());
			run_to(closes + 5);
			let one_page = <() as WeightInfo>::on_poll() + <() as WeightInfo>::settle_page();
			assert!(Heaviest::get().all_lte(one_page));
			assert_eq!(page(WIRELESS, 3).closes, closes + 53);
		}
		assert!(missed().is_empty());
	});
}
