//! Random lives of a few nodes, with real collateral. After every step: all invariants of both pallets, every token accounted for,
//! and every slash as a model of the economy says.

use super::prelude::*;
use frame_support::{
	storage::with_storage_layer,
	traits::{fungible::Inspect, Get, Hooks},
	weights::WeightMeter,
};
use proptest::prelude::*;
use sp_runtime::{DispatchResult, FixedPointNumber};
use std::collections::{BTreeMap, BTreeSet};

const OWNERS: [AccountId; 3] = [ALICE, BOB, 3];

#[derive(Clone, Debug)]
enum Op {
	Register(usize, Balance),
	/// Of a window up to two behind the newest.
	Miss(NodeId, Balance, bool, WindowIndex),
	Deposit(NodeId, Balance),
	Request(NodeId, Balance),
	Withdraw(NodeId),
	Appeal(NodeId, EraIndex),
	Resolve(NodeId, EraIndex, bool),
	CancelNode(NodeId, EraIndex),
	CancelClass(EraIndex),
	Forgive(NodeId, EraIndex),
	Transfer(NodeId, usize),
	Retire(NodeId),
	Reap(NodeId),
	Poll(u64),
	NextEra(bool),
}

/// Eras are given as so many before the present one.
fn op() -> impl Strategy<Value = Op> {
	let node = || 0..5u32;
	let ago = || 0..10u32;
	prop_oneof![
		2 => (0..3usize, REQUIRED..3 * REQUIRED).prop_map(|(o, a)| Op::Register(o, a)),
		8 => (node(), 0..500u128, prop::bool::weighted(0.2), 0..3u32)
			.prop_map(|(n, f, b, w)| Op::Miss(n, f, b, w)),
		1 => (node(), 1..5_000u128).prop_map(|(n, a)| Op::Deposit(n, a)),
		2 => (node(), 1..5_000u128).prop_map(|(n, a)| Op::Request(n, a)),
		2 => node().prop_map(Op::Withdraw),
		3 => (node(), ago()).prop_map(|(n, e)| Op::Appeal(n, e)),
		2 => (node(), ago(), any::<bool>()).prop_map(|(n, e, u)| Op::Resolve(n, e, u)),
		1 => (node(), ago()).prop_map(|(n, e)| Op::CancelNode(n, e)),
		1 => ago().prop_map(Op::CancelClass),
		1 => (node(), 0..3u32).prop_map(|(n, e)| Op::Forgive(n, e)),
		1 => (node(), 0..3usize).prop_map(|(n, o)| Op::Transfer(n, o)),
		1 => node().prop_map(Op::Retire),
		2 => node().prop_map(Op::Reap),
		3 => (0..8u64).prop_map(Op::Poll),
		9 => any::<bool>().prop_map(Op::NextEra),
	]
}

/// What should come of the misses, kept apart from the chain.
#[derive(Default)]
struct Model {
	/// The prices of each node and era, not applied yet.
	prices: BTreeMap<(NodeId, EraIndex), Balance>,
	/// The window that is open.
	window: WindowIndex,
	/// Who missed each window, by the era in which it was settled.
	missed: BTreeMap<EraIndex, BTreeMap<WindowIndex, BTreeSet<NodeId>>>,
	cancelled: BTreeSet<EraIndex>,
	burned: Balance,
}

impl Model {
	/// Whether the node has missed that window already.
	fn has_missed(&self, node: NodeId, window: WindowIndex) -> bool {
		let mut windows = self.missed.values().filter_map(|windows| windows.get(&window));
		windows.any(|who| who.contains(&node))
	}

	fn miss(&mut self, node: NodeId, forfeited: Balance, free: bool, window: WindowIndex) {
		let era = now();
		self.missed.entry(era).or_default().entry(window).or_default().insert(node);
		if !free && !self.cancelled.contains(&era) {
			*self.prices.entry((node, era)).or_default() += (9 * forfeited).max(FLOOR);
		}
	}

	/// What a slash takes in the end: the price, times one up to 10 % of the class, and by its share up to three beyond.
	fn due(&self, node: NodeId, era: EraIndex) -> Balance {
		let Some(base) = self.prices.get(&(node, era)) else { return 0 };
		let worst = self.missed[&era].values().map(BTreeSet::len).max().unwrap_or_default();
		let missed = 10 * worst as u128;
		let nine_hundredths = missed.saturating_sub(10).min(90);
		// ⌈base × (1 + 2 × nine_hundredths / 90)⌉; the chain rounds the factor up to 18 digits first.
		let factor = FixedU128::from_u32(1)
			+ FixedU128::from_inner((2 * nine_hundredths * FixedU128::DIV).div_ceil(90));
		(base * factor.into_inner()).div_ceil(FixedU128::DIV).min(CAP)
	}

	/// Follows what happened, and asserts that it could.
	fn follow(&mut self, event: RuntimeEvent) {
		match event {
			RuntimeEvent::Slashing(Event::SlashApplied { node, era, amount }) => {
				let due = self.due(node, era);
				assert!(now() > era + 7, "era {era} was applied in {}", now());
				assert!(!self.cancelled.contains(&era), "era {era} was cancelled");
				assert!(amount <= due, "{amount} taken instead of {due}");
				assert!(
					self.prices.remove(&(node, era)).is_some(),
					"node {node} paid for era {era} without a miss, or twice"
				);
			}
			RuntimeEvent::Slashing(Event::SlashCancelled { node, era }) => {
				assert!(self.prices.remove(&(node, era)).is_some(), "nothing to cancel");
			}
			RuntimeEvent::Slashing(Event::AppealResolved { node, era, upheld: true }) => {
				assert!(self.prices.remove(&(node, era)).is_some(), "nothing to drop");
			}
			RuntimeEvent::Slashing(Event::Forgiven { node, since }) => {
				self.prices.retain(|(who, era), _| *who != node || *era < since);
			}
			RuntimeEvent::Slashing(Event::EraCancelled { era, .. }) => {
				self.cancelled.insert(era);
			}
			RuntimeEvent::Collateral(pallet_collateral::Event::Slashed { burned, .. }) => {
				self.burned += burned;
			}
			_ => (),
		}
	}
}

fn now() -> EraIndex {
	Era::get().unwrap_or_default()
}

/// Does it as the chain would: what fails changes nothing.
fn run(op: &Op, model: &mut Model) {
	let next = 5.min(Nodes::iter_keys().max().map_or(0, |node| node + 1));
	if let Op::Miss(node, forfeited, free, behind) = *op {
		let window = model.window.saturating_sub(behind);
		let is_on_duty = Nodes::get(node).is_some_and(|info| info.status != Status::Retiring);
		if is_on_duty && !model.has_missed(node, window) {
			// A docket from before applies first, so that the model sees it in that order.
			assert_ok!(Slashing::missed(Miss { free, window, ..miss_of(node, forfeited) }));
			follow_events(model);
			model.miss(node, forfeited, free, window);
		}
		return;
	}
	if let Op::Poll(_) | Op::NextEra(_) = op {
		model.window += 1;
	}
	let _ = with_storage_layer(|| dispatch(op, next));
	follow_events(model);
}

fn dispatch(op: &Op, next: NodeId) -> DispatchResult {
	let owner = |node| by(Nodes::get(node).map_or(ALICE, |info| info.owner));
	let before = |ago: EraIndex| now().saturating_sub(ago);
	let lives = |node: NodeId| Nodes::contains_key(node);
	match *op {
		Op::Register(index, amount) if next < 5 => register(next, OWNERS[index], amount),
		Op::Deposit(node, amount) => Collateral::deposit(owner(node), node, amount)?,
		Op::Request(node, amount) => Collateral::request_withdrawal(owner(node), node, amount)?,
		Op::Withdraw(node) => withdraw(node)?,
		Op::Appeal(node, ago) => Slashing::appeal(owner(node), node, before(ago))?,
		Op::Resolve(node, ago, upheld) => {
			Slashing::resolve_appeal(judge(), node, before(ago), upheld)?
		}
		Op::CancelNode(node, ago) => {
			Slashing::cancel(judge(), CancelTarget::Node { node, era: before(ago) })?
		}
		Op::CancelClass(ago) => {
			Slashing::cancel(judge(), CancelTarget::Class { class: CLASS, era: before(ago) })?
		}
		Op::Forgive(node, ago) => Slashing::forgive(node, before(ago))?,
		Op::Transfer(node, index) if lives(node) => transfer(node, OWNERS[index])?,
		Op::Retire(node) if lives(node) => retire(node)?,
		Op::Reap(node) if lives(node) => reap(node)?,
		Op::Poll(steps) => {
			// Not always enough to get on.
			let mut meter = WeightMeter::with_limit(Slashing::largest_step() / 4 * steps);
			Slashing::on_poll(1, &mut meter);
			Collateral::on_poll(1, &mut meter);
		}
		Op::NextEra(sweeps) => {
			Era::put(now() + 1);
			if sweeps {
				poll();
			}
		}
		_ => (),
	}
	Ok(())
}

/// Withdraws, and asserts invariant 7: what is left covers the most that may be taken.
fn withdraw(node: NodeId) -> DispatchResult {
	let owner = Nodes::get(node).map_or(ALICE, |info| info.owner);
	Collateral::withdraw(by(owner), node)?;
	let ledger = Collateral::ledger(node).expect("just paid");
	let unbonding: Balance = ledger.unbonding.iter().map(|chunk| chunk.amount).sum();
	assert!(ledger.locked + unbonding >= Slashing::outstanding(node));
	Ok(())
}

fn follow_events(model: &mut Model) {
	let events = System::events();
	System::reset_events();
	events.into_iter().for_each(|record| model.follow(record.event));
}

fn check(model: &Model, genesis: Balance) {
	assert_eq!(Slashing::do_try_state(), Ok(()));
	assert_eq!(Collateral::do_try_state(), Ok(()));
	assert_eq!(Balances::total_issuance() + model.burned, genesis);
	let accounts = OWNERS.iter().chain([&TREASURY]);
	let total: Balance = accounts.map(<Balances as Inspect<_>>::total_balance).sum();
	assert_eq!(total, Balances::total_issuance());
	for node in 0..5 {
		let shown = Slashing::pending_slashes(node);
		for slash in &shown {
			let due = model.due(node, slash.era);
			let expected = if model.cancelled.contains(&slash.era) { 0 } else { due };
			assert_eq!(slash.amount, expected, "of node {node}");
		}
		let known = model.prices.keys().filter(|(who, _)| *who == node).count();
		assert_eq!(shown.len(), known, "slashes of node {node}");
	}
}

/// Once all times are over nothing is left: no slash, no deposit, and no record but of misses that are young.
fn check_the_end(model: &mut Model) {
	for _ in 0..=crate::MaxEntries::<Test>::get() {
		Era::put(now() + 1);
		poll();
	}
	follow_events(model);
	assert!(model.prices.is_empty(), "never applied: {:?}", model.prices);
	assert_eq!(Slashes::<Test>::iter().count(), 0);
	assert_eq!(ClassEras::<Test>::iter().count(), 0);
	assert!(OWNERS.iter().all(|owner| deposits(*owner) == 0));
}

proptest! {
	#![proptest_config(ProptestConfig { cases: 128, ..Default::default() })]

	#[test]
	fn no_sequence_of_calls_should_break_an_invariant(ops in prop::collection::vec(op(), 1..120)) {
		new_test_ext().execute_with(|| {
			let genesis = Balances::total_issuance();
			let mut model = Model::default();
			for node in 0..3 {
				register(node, OWNERS[node as usize], REQUIRED);
			}
			for op in ops {
				run(&op, &mut model);
				check(&model, genesis);
			}
			check_the_end(&mut model);
			check(&model, genesis);
		});
	}
}
