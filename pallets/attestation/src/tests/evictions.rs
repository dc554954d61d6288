use std::time::{Duration, Instant};

use frame_support::{assert_ok, weights::WeightMeter};
use substation_primitives::{Roster, Status};

use crate::{mock::*, Event, Evictions, NextEviction, Records};

fn jail(nodes: u32) {
	repeat(nodes, || register(WIRELESS, 5));
	run_to(40);
	assert!((0..nodes).all(|node| status(node) == Status::Jailed));
}

#[test]
fn a_node_that_stays_in_jail_should_be_evicted() {
	build_and_execute(|| {
		Era::set(5);
		jail(2);
		assert_eq!(Evictions::<Test>::iter_keys().count(), 2);
		Era::set(7);
		next_block();
		assert_eq!(status(0), Status::Jailed);
		Era::set(8);
		next_block();
		assert_eq!((status(0), status(1)), (Status::Retiring, Status::Retiring));
		assert_eq!(Evictions::<Test>::iter_keys().count(), 0);
		assert_eq!(NextEviction::<Test>::get(), 9);
		assert!(events().contains(&Event::Evicted { node: 0 }));
		assert_eq!(Records::<Test>::get(0).jail, None);
	});
}

#[test]
fn evictions_should_keep_to_the_budget_and_lose_nobody() {
	build_and_execute(|| {
		jail(30);
		Era::set(30);
		afford(3);
		let mut blocks = 0;
		while Evictions::<Test>::iter_keys().count() > 0 {
			let before = Evictions::<Test>::iter_keys().count();
			next_block();
			assert!(before - Evictions::<Test>::iter_keys().count() <= 10);
			blocks += 1;
			assert!(blocks < 60, "evictions don't come to an end");
		}
		assert!(blocks > 3);
		assert!((0..30).all(|node| status(node) == Status::Retiring));
	});
}

#[test]
fn a_node_that_left_jail_in_time_should_not_be_evicted() {
	build_and_execute(|| {
		jail(2);
		run_to(55);
		assert_ok!(Attestation::unjail(RuntimeOrigin::signed(owner(0)), 0));
		// The other one retires, and is gone before its time.
		set_status(1, Status::Retiring);
		Attestation::forget(1);
		Era::set(3);
		next_block();
		assert_eq!(status(0), Status::Active);
		assert_eq!(events(), []);
	});
}

#[test]
fn a_retiring_node_should_lose_its_eviction_in_silence() {
	build_and_execute(|| {
		jail(1);
		set_status(0, Status::Retiring);
		Era::set(3);
		next_block();
		assert_eq!(events(), []);
		assert_eq!(Evictions::<Test>::iter_keys().count(), 0);
	});
}

/// How long a block takes that evicts so many, whose evictions were noted in blocks before.
fn time_to_evict(nodes: u32) -> Duration {
	let mut ext = new_test_ext();
	ext.execute_with(|| (0..nodes).for_each(|node| Evictions::<Test>::insert(1, node, ())));
	ext.commit_all().unwrap();
	ext.execute_with(|| {
		Era::set(1);
		let start = Instant::now();
		Attestation::evict_due(&mut WeightMeter::new());
		assert_eq!(Evictions::<Test>::iter_keys().count(), 0);
		start.elapsed()
	})
}

#[test]
fn evicting_many_in_a_block_should_take_time_in_proportion() {
	let fastest = |nodes| (0..9).map(|_| time_to_evict(nodes)).min().unwrap();
	let (some, many) = (fastest(500), fastest(4_000));
	assert!(many < 24 * some, "eight times as many took {some:?} and {many:?}");
}
