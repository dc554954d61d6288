//! The chain's own fault is never the nodes'.

use frame_support::assert_ok;
use sp_keyring::Sr25519Keyring::Bob;
use substation_runtime::{
	constants::{HOURS, UNIT},
	Attestation, Nodes, Runtime, RuntimeEvent, RuntimeOrigin, Slashing,
};

use crate::chain::{attest, events, Chain, Device};

const NODES: u32 = 20;

fn with_nodes() -> (Chain, Vec<Device>) {
	let devices: Vec<_> = (0..NODES).map(Device::sr25519).collect();
	let mut chain = Chain::dev();
	chain.block(|| {
		let owner = Bob.to_account_id();
		for device in &devices {
			assert_ok!(Nodes::register(
				RuntimeOrigin::signed(owner.clone()),
				0,
				1,
				device.key(),
				device.consent(&owner, 100),
				100 * UNIT,
				None,
				None,
				None,
				Default::default(),
			));
		}
	});
	(chain, devices)
}

fn misses(chain: &mut Chain) -> usize {
	let is_miss = |event: &RuntimeEvent| {
		matches!(event, RuntimeEvent::Attestation(pallet_attestation::Event::Missed { .. }))
	};
	chain.at(events).iter().filter(|event| is_miss(event)).count()
}

#[test]
fn a_chain_that_was_halted_for_hours_should_slash_nobody() {
	let (mut chain, devices) = with_nodes();
	// A full window of duty, so that a miss would count.
	for _ in 0..12 {
		chain.block(|| (0..).zip(&devices).for_each(|(node, device)| attest(node, device)));
	}
	chain.run_to(25);
	chain.halt(u64::from(5 * HOURS));
	// The devices find out only after the window in which the chain came back, and the next, have begun.
	let mut missed = 0;
	while chain.number() < 33 {
		chain.block(|| ());
		missed += misses(&mut chain);
	}
	while chain.number() < 300 {
		chain.block(|| (0..).zip(&devices).for_each(|(node, device)| attest(node, device)));
		missed += misses(&mut chain);
	}
	assert_eq!(missed, 0);
	chain.at(|| {
		for node in 0..NODES {
			assert!(Slashing::pending_slashes(node).is_empty());
			assert_eq!(Attestation::node_counters(node).missed, 0);
			assert!(Attestation::duty(node).is_some());
		}
	});
}

#[test]
fn nodes_that_stay_away_after_a_short_gap_should_be_charged() {
	let (mut chain, _) = with_nodes();
	chain.run_to(12);
	// Nine minutes without a block are not a halt.
	chain.halt(90);
	chain.run_to(19);
	assert_eq!(misses(&mut chain), 0);
	chain.block(|| ());
	assert_eq!(misses(&mut chain), NODES as usize);
}

#[test]
fn a_migration_over_many_blocks_should_slash_nobody() {
	use pallet_migrations::{Cursor, MigrationCursor};
	let (mut chain, devices) = with_nodes();
	let attest_all = |chain: &mut Chain| {
		chain.block(|| (0..).zip(&devices).for_each(|(node, device)| attest(node, device)));
	};
	let mut missed = 0;
	while chain.number() < 25 {
		attest_all(&mut chain);
	}
	chain.at(|| Cursor::<Runtime>::put(MigrationCursor::Stuck));
	// Nothing but inherents gets in.
	while chain.number() < 58 {
		chain.block(|| ());
		missed += misses(&mut chain);
	}
	chain.at(Cursor::<Runtime>::kill);
	while chain.number() < 100 {
		attest_all(&mut chain);
		missed += misses(&mut chain);
	}
	assert_eq!(missed, 0);
	chain.at(|| assert!((0..NODES).all(|node| Slashing::pending_slashes(node).is_empty())));
}
