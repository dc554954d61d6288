//! Random lives of the whole economy: anybody sends anything at any time, devices come and go, blocks are full or late,
//! governance changes its mind. After every block all that must be true is checked.
//!
//! A run follows from its dice alone. The test throws them from seeds: `FUZZ_SEED=N` runs one again. `scripts/fuzz.sh` lets
//! libFuzzer throw them.

mod calls;
mod markets;
mod watch;

use std::{collections::BTreeMap, time::Instant};

use codec::Encode;
use frame_support::{
	dispatch::{DispatchClass, GetDispatchInfo},
	storage::{with_transaction, TransactionOutcome},
	weights::Weight,
};
use pallet_nodes::Event as NodesEvent;
use sp_core::{sr25519, Pair};
use sp_keyring::Sr25519Keyring;
use sp_runtime::{ApplyExtrinsicResult, DispatchError, Perbill};
use substation_primitives::NodeId;
use substation_runtime::{
	configs::RuntimeBlockWeights, AccountId, Attestation, RuntimeEvent, System, UncheckedExtrinsic,
};

use crate::{
	chain::{apply, events, signed_with, Chain, Device},
	dice::Dice,
};
use watch::{Block, Watch};

/// Blocks of a run, in which every deadline of the `dev` chain but that of forgiveness passes.
const BLOCKS: u32 = 900;
/// The runs of every test.
const SEEDS: std::ops::Range<u64> = 0..8;
/// What they do together, at least.
const OPERATIONS: u64 = 10_000;
/// With `FUZZ_SEED` before it, this runs one of them.
const AGAIN: &str = "cargo test --release --locked --workspace --test economy -- fuzz";

/// Someone with a key.
#[derive(Clone)]
struct Person {
	key: sr25519::Pair,
	account: AccountId,
}

impl Person {
	fn new(key: sr25519::Pair) -> Self {
		Self { account: key.public().into(), key }
	}
}

/// How often something worked, and how often it was refused.
#[derive(Default)]
pub struct Tally(BTreeMap<String, (u64, u64)>);

impl Tally {
	fn note(&mut self, what: String, worked: bool) {
		let (good, bad) = self.0.entry(what).or_default();
		*if worked { good } else { bad } += 1;
	}

	fn add(&mut self, other: Self) {
		for (what, (good, bad)) in other.0 {
			let entry = self.0.entry(what).or_default();
			*entry = (entry.0 + good, entry.1 + bad);
		}
	}

	fn total(&self) -> u64 {
		self.0.values().map(|(good, bad)| good + bad).sum()
	}
}

/// Those who act in a run.
struct World {
	dice: Dice,
	/// The first is the validator, and sudo.
	people: Vec<Person>,
	/// The device of each node that there ever was.
	devices: BTreeMap<NodeId, Device>,
	/// How many devices were made.
	made: u32,
	/// Their numbers, by their keys.
	keys: BTreeMap<Vec<u8>, u32>,
	tally: Tally,
	watch: Watch,
}

impl World {
	fn new(dice: Dice) -> Self {
		use Sr25519Keyring::{Alice, Bob, Charlie, Dave, Eve, Ferdie};
		let rich = [Alice, Bob, Charlie, Dave, Eve, Ferdie].map(|who| who.pair());
		let poor = (1..=4).map(|number| sr25519::Pair::from_seed(&[number; 32]));
		Self {
			dice,
			people: rich.into_iter().chain(poor).map(Person::new).collect(),
			devices: BTreeMap::new(),
			made: 0,
			keys: BTreeMap::new(),
			tally: Tally::default(),
			watch: Watch::default(),
		}
	}

	/// What happens in a block.
	fn act(&mut self, block: &mut Block) {
		if self.dice.percent(3) {
			self.fill();
		}
		self.attest_all(block);
		for _ in 0..self.dice.below(6) {
			let (who, call) = self.any_call();
			let _ = self.enter(block, signed_with(&who.key, call));
		}
	}

	/// Most of the block is used by others.
	fn fill(&mut self) {
		let part = Perbill::from_percent(90 + self.dice.below(10) as u32);
		let weight = part * RuntimeBlockWeights::get().max_block;
		System::register_extra_weight_unchecked(weight, DispatchClass::Operational);
	}

	/// The devices that are up attest, a few of them wrongly.
	fn attest_all(&mut self, block: &mut Block) {
		let devices: Vec<_> =
			self.devices.iter().map(|(node, device)| (*node, device.clone())).collect();
		for (node, device) in devices {
			let Some(duty) = Attestation::duty(node) else { continue };
			let is_up = !duty.attested && is_up(node, duty.window);
			if !is_up || self.dice.percent(50) {
				continue;
			}
			if self.dice.percent(3) {
				let garbled = self.garbled_attestation(node, &device, &duty);
				let outcome = self.enter(block, garbled);
				assert!(outcome.is_err(), "a wrong attestation got in");
				continue;
			}
			let _ = self.enter(block, device.attest(&duty));
		}
	}

	/// Puts a transaction into the block, if it may be there.
	fn enter(
		&mut self,
		block: &mut Block,
		transaction: UncheckedExtrinsic,
	) -> ApplyExtrinsicResult {
		let name = calls::name(&transaction.function);
		let info = transaction.get_dispatch_info();
		let base = RuntimeBlockWeights::get().get(info.class).base_extrinsic;
		let declared = info.total_weight().saturating_add(base);
		let start = Instant::now();
		// What is refused leaves nothing behind, as where blocks are built.
		let outcome = with_transaction(|| match apply(transaction) {
			Ok(done) => TransactionOutcome::Commit(Ok::<_, DispatchError>(Ok(done))),
			Err(refusal) => TransactionOutcome::Rollback(Ok(Err(refusal))),
		})
		.unwrap();
		if let Ok(done) = outcome {
			block.used(&name, declared, start.elapsed());
			self.tally.note(name, done.is_ok());
		} else {
			self.tally.note(name, false);
		}
		outcome
	}

	/// Takes note of what has come of the block.
	fn look_back(&mut self, events: &[RuntimeEvent]) {
		for event in events {
			if let RuntimeEvent::Nodes(
				NodesEvent::Registered { node, device_key, .. }
				| NodesEvent::DeviceKeyRotated { node, device_key, .. },
			) = event
			{
				let number = self.keys[&device_key.encode()];
				self.devices.insert(*node, calls::device(number));
			}
		}
		for node in self.devices.keys() {
			if let Some(duty) = Attestation::duty(*node).filter(|duty| duty.attested) {
				self.watch.attested(*node, duty.window);
			}
		}
	}
}

/// Whether a node's device is up in a window: some always are, others now and then.
fn is_up(node: NodeId, window: u32) -> bool {
	let chance = [100, 95, 60, 10][node as usize % 4];
	let seed = (u64::from(node) << 32) | u64::from(window);
	Dice::new(seed).percent(chance)
}

/// One run, and what it has shown.
struct Run {
	chain: Chain,
	world: World,
	genesis: watch::Supply,
}

impl Run {
	fn new(dice: Dice) -> Self {
		let mut chain = Chain::dev();
		let genesis = chain.at(watch::Supply::now);
		Self { chain, world: World::new(dice), genesis }
	}

	fn block(&mut self) {
		let Self { chain, world, genesis } = self;
		if world.dice.percent(1) {
			// Some halts are long enough to excuse windows.
			chain.halt(world.dice.below(200));
		}
		let max = RuntimeBlockWeights::get().max_block;
		match world.dice.below(20) {
			// Settlement and sweeps starve, or have to do with little, for a while.
			0 => chain.ballast = max,
			1 => chain.ballast = Perbill::from_parts(999_000_000) * max,
			2 | 3 => chain.ballast = Weight::zero(),
			_ => (),
		}
		let mut block = Block::default();
		chain.block_unchecked(|| world.act(&mut block));
		let (settlement, ballast) = (chain.settlement, chain.ballast);
		let mandatory = chain.weight(DispatchClass::Mandatory);
		watch::check_hooks(settlement, mandatory, ballast);
		let number = chain.number();
		chain.at(|| {
			let events = events();
			world.look_back(&events);
			world.watch.check_block(number, &events, genesis);
		});
		world.watch.absorb(block);
	}

	fn go(mut self) -> (Tally, Watch) {
		for _ in 0..BLOCKS {
			if self.world.dice.are_used_up() {
				break;
			}
			self.block();
		}
		(self.world.tally, self.world.watch)
	}
}

/// Runs what the dice decide, until they are used up.
pub fn live(dice: Dice) -> (Tally, Watch) {
	watch::listen();
	Run::new(dice).go()
}

/// Says how to run it again, if it fails.
struct Seed(u64);

impl Drop for Seed {
	fn drop(&mut self) {
		if std::thread::panicking() {
			eprintln!("To run it again: FUZZ_SEED={} {AGAIN}", self.0);
		}
	}
}

fn run(seed: u64) -> (Tally, Watch) {
	let name = Seed(seed);
	let result = live(Dice::new(seed));
	drop(name);
	result
}

#[test]
fn random_lives_should_break_no_invariant() {
	if let Ok(seed) = std::env::var("FUZZ_SEED") {
		run(seed.parse().unwrap());
		return;
	}
	let mut tally = Tally::default();
	let mut watch = Watch::default();
	for seed in SEEDS {
		let (of_run, seen) = run(seed);
		tally.add(of_run);
		watch.add(seen);
	}
	for (what, (good, bad)) in &tally.0 {
		println!("{good:6} {bad:6} {what}");
	}
	assert!(tally.total() >= OPERATIONS, "only {} operations", tally.total());
	calls::check_reach(&tally);
	watch.check_reach();
	watch.check_times();
}
