//! Random lives of many nodes, held against models that loop over every node in every block.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use sp_runtime::Perbill;
use substation_math::ACC_SCALE;
use substation_primitives::{
	Class, ClassId, Classes, NodeId, PageIndex, Roster, Status, Units, WindowIndex,
};

use crate::{mock::*, Error, Event, Lag, Members, Pages};

#[derive(Clone, Debug)]
enum Op {
	Attest { node: usize, old_firmware: bool },
	Join { class: ClassId, units: Units },
	Leave { node: usize },
	Resize { node: usize, units: Units },
	Unjail { node: usize },
	Blocks { count: u32 },
	Halt,
	Budget { nodes: u64 },
}

fn op() -> impl Strategy<Value = Op> {
	let node = 0..24usize;
	prop_oneof![
		30 => (node.clone(), prop::bool::weighted(0.1))
			.prop_map(|(node, old_firmware)| Op::Attest { node, old_firmware }),
		4 => (0..2u16, 1..50u32).prop_map(|(class, units)| Op::Join { class, units }),
		1 => node.clone().prop_map(|node| Op::Leave { node }),
		2 => (node.clone(), 1..50u32).prop_map(|(node, units)| Op::Resize { node, units }),
		2 => node.prop_map(|node| Op::Unjail { node }),
		12 => (1..6u32).prop_map(|count| Op::Blocks { count }),
		1 => Just(Op::Halt),
		3 => (0..6u64).prop_map(|nodes| Op::Budget { nodes }),
	]
}

fn attest_as(node: NodeId, old_firmware: bool) -> bool {
	let mut payload = payload(node);
	payload.report.firmware = if old_firmware { 9 } else { 10 };
	let result = Attestation::do_attest(&payload);
	assert!(result.is_ok() || result == Err(Error::<Test>::AttestationRefused.into()));
	result.is_ok()
}

fn nodes() -> NodeId {
	crate::Records::<Test>::iter_keys()
		.chain(Members::<Test>::iter_keys())
		.max()
		.map_or(0, |last| last + 1)
}

/// One node of the first model. Rewards are in base units times `ACC_SCALE`.
#[derive(Clone, Default)]
struct Twin {
	class: ClassId,
	page: PageIndex,
	units: Units,
	active: bool,
	fresh: bool,
	seen: bool,
	stale: bool,
	running: u128,
	kept: u128,
	missed: Vec<WindowIndex>,
	streak: u32,
}

/// What should happen when settlement is never late.
#[derive(Default)]
struct Model {
	twins: BTreeMap<NodeId, Twin>,
	charged: Vec<(NodeId, WindowIndex, bool)>,
	halted: Option<u32>,
}

impl Model {
	const RATES: [u128; 2] = [1_000_000, 2_000_000];

	fn active(&self) -> Vec<NodeId> {
		self.twins.iter().filter(|(_, twin)| twin.active).map(|(node, _)| *node).collect()
	}

	/// The block before pays; then windows close.
	fn next_block(&mut self, halt: bool) {
		let now = System::block_number();
		if halt {
			self.halted = Some(now);
		}
		for class in [WIRELESS, GPU] {
			let members = || self.twins.values().filter(|t| t.active && t.class == class);
			let weight: u128 = members().map(|twin| u128::from(twin.units)).sum();
			for twin in self.twins.values_mut().filter(|t| t.active && t.class == class) {
				let rate = Self::RATES[usize::from(class)];
				twin.running += rate * ACC_SCALE / weight * u128::from(twin.units);
			}
		}
		// As settlement does: class by class from the block's turn on, each page's slots in order.
		for class in self.order(now) {
			let terms = Nodes::get_class(class);
			if !now.is_multiple_of(terms.period) {
				continue;
			}
			for node in self.by_slot(class) {
				self.close(node, &terms, now);
			}
		}
	}

	fn order(&self, now: u32) -> Vec<ClassId> {
		let classes: Vec<_> = crate::Schedules::<Test>::get().keys().copied().collect();
		let turn = if classes.is_empty() { 0 } else { now as usize % classes.len() };
		let len = classes.len();
		classes.into_iter().cycle().skip(turn).take(len).collect()
	}

	/// The members before this block's settlement.
	fn by_slot(&self, class: ClassId) -> Vec<NodeId> {
		let mut nodes: Vec<_> = self.active();
		nodes.retain(|node| self.twins[node].class == class);
		nodes.sort_by_key(|node| self.twins[node].page);
		nodes
	}

	fn excused(&self, opens: u32) -> bool {
		self.halted.is_some_and(|block| block >= opens)
	}

	fn close(&mut self, node: NodeId, terms: &Class, now: u32) {
		let window = now / terms.period;
		let excused = self.excused(now - terms.period);
		let twin = self.twins.get_mut(&node).unwrap();
		let innocent = excused || twin.fresh;
		if twin.seen && !twin.stale {
			twin.kept += twin.running;
		}
		twin.running = 0;
		if !twin.seen && !innocent {
			Self::charge(&mut self.charged, node, twin, window);
			twin.active = twin.streak < terms.jail_after;
		}
		(twin.fresh, twin.seen, twin.stale) = (false, false, false);
	}

	fn charge(
		charged: &mut Vec<(NodeId, WindowIndex, bool)>,
		node: NodeId,
		twin: &mut Twin,
		window: WindowIndex,
	) {
		if twin.missed.contains(&window) {
			charged.push((node, window, true));
			return;
		}
		let clean = !twin.missed.iter().any(|other| window - other <= 64);
		let row = window > 0 && twin.missed.contains(&(window - 1));
		twin.streak = if row { twin.streak + 1 } else { 1 };
		twin.missed.push(window);
		charged.push((node, window, clean));
	}

	fn leave(&mut self, node: NodeId) {
		let terms = Nodes::get_class(self.twins[&node].class);
		let now = System::block_number();
		let window = now / terms.period + 1;
		let excused = self.excused(now / terms.period * terms.period);
		let twin = self.twins.get_mut(&node).unwrap();
		if twin.seen && !twin.stale {
			twin.kept += twin.running;
		}
		twin.running = 0;
		if !twin.seen && !twin.fresh && !excused {
			Self::charge(&mut self.charged, node, twin, window);
		}
		twin.active = false;
	}

	fn resize(&mut self, node: NodeId, units: Units) {
		let twin = self.twins.get_mut(&node).unwrap();
		if twin.seen && !twin.stale {
			twin.kept += twin.running;
		}
		twin.running = 0;
		twin.units = units;
	}

	fn join(&mut self, node: NodeId) {
		let info = info(node);
		let twin = self.twins.entry(node).or_default();
		twin.class = info.class;
		twin.page = address(node).page;
		twin.units = info.units;
		(twin.active, twin.fresh, twin.seen, twin.stale) = (true, true, false, false);
		twin.running = 0;
	}

	fn compare(&self) {
		let mut charged: Vec<_> =
			self.charged.iter().map(|(node, _, free)| (*node, *free)).collect();
		let mut misses: Vec<_> = Misses::get().iter().map(|miss| (miss.node, miss.free)).collect();
		charged.sort_unstable();
		misses.sort_unstable();
		assert_eq!(misses, charged);
		for (node, twin) in &self.twins {
			assert_eq!(status(*node) == Status::Active, twin.active, "node {node}");
			assert_eq!(Attestation::counters(*node).missed as usize, twin.missed.len());
			let (claimable, model) = (Pool::claimable(*node), twin.kept / ACC_SCALE);
			assert!(claimable.abs_diff(model) < 100, "node {node}: {claimable}, not {model}");
			if twin.active {
				assert_eq!(Attestation::duty_of(*node).unwrap().attested, twin.seen);
			}
		}
	}
}

impl Nodes {
	fn get_class(class: ClassId) -> Class {
		<Self as Classes>::get(class).unwrap()
	}
}

fn punctual(ops: Vec<Op>) {
	build_and_execute(|| {
		let mut model = Model::default();
		for op in ops {
			match op {
				Op::Join { class, units } => {
					let node = register_mute(class, units);
					model.join(node);
				}
				Op::Attest { node, old_firmware } => {
					let Some(node) = pick(&model.active(), node) else { continue };
					let counted = attest_as(node, old_firmware);
					let twin = model.twins.get_mut(&node).unwrap();
					assert_eq!(counted, !twin.seen);
					if counted {
						(twin.seen, twin.stale) = (true, old_firmware);
					}
				}
				Op::Leave { node } => {
					let Some(node) = pick(&model.active(), node) else { continue };
					retire(node);
					model.leave(node);
				}
				Op::Resize { node, units } => {
					let Some(node) = pick(&model.active(), node) else { continue };
					let twin = &model.twins[&node];
					let free = twin.seen || twin.fresh;
					assert_eq!(resize(node, units).is_ok(), free);
					if free {
						model.resize(node, units);
					}
				}
				Op::Unjail { node } => {
					let all: Vec<_> = model.twins.keys().copied().collect();
					let Some(node) = pick(&all, node) else { continue };
					let origin = RuntimeOrigin::signed(owner(node));
					if Attestation::unjail(origin, node).is_ok() {
						model.twins.get_mut(&node).unwrap().streak = 0;
						model.join(node);
					}
				}
				Op::Blocks { count } => (0..count).for_each(|_| {
					next_block();
					model.next_block(false);
				}),
				Op::Halt => {
					next_block_after(100_000);
					model.next_block(true);
				}
				Op::Budget { .. } => (),
			}
			model.compare();
		}
	});
}

fn pick(nodes: &[NodeId], choice: usize) -> Option<NodeId> {
	nodes.get(choice % nodes.len().max(1)).copied()
}

/// What the second model knows: which windows each node had to attest in, and did not.
#[derive(Default)]
struct Duties {
	owed: BTreeSet<(NodeId, WindowIndex)>,
	charged: Vec<(NodeId, WindowIndex)>,
	seen: BTreeSet<(NodeId, WindowIndex)>,
	/// Those that make up for several, and cost nothing.
	merged: BTreeSet<(NodeId, WindowIndex)>,
}

impl Duties {
	fn next_block(&mut self) {
		let members: Vec<_> = Members::<Test>::iter().collect();
		let before: BTreeMap<_, _> =
			Pages::<Test>::iter().map(|(class, index, page)| ((class, index), page)).collect();
		next_block();
		let now = System::block_number();
		for (node, member) in &members {
			let page = &before[&(member.address.class, member.address.page)];
			let window = now / page.period;
			let closes_now = now % page.period == member.address.page % page.period;
			if closes_now && window > member.since && !self.seen.contains(&(*node, window)) {
				self.owed.insert((*node, window));
			}
		}
		for event in events() {
			match event {
				Event::Missed { node, window, .. } => self.charged.push((node, window)),
				Event::Jailed { node, .. } => {
					let last = self.charged.iter().rfind(|(other, _)| *other == node).unwrap().1;
					self.owed.retain(|(other, window)| *other != node || *window <= last);
				}
				_ => (),
			}
		}
		for (node, member) in members {
			let place = (member.address.class, member.address.page);
			let page = Pages::<Test>::get(place.0, place.1).unwrap();
			// Windows that were merged into one: whoever was there in any, or joined in any, has done enough.
			if page.merged > 0 && page.closes != before[&place].closes {
				let (first, last) = (before[&place].window() + 1, page.window());
				let of_all = (node, first)..=(node, last);
				self.owed.retain(|miss| !of_all.contains(miss));
				if self.seen.range(of_all).next().is_some() || member.since >= first {
					self.seen.insert((node, last));
				}
				self.merged.insert((node, last));
			}
		}
	}

	fn leave(&mut self, node: NodeId) {
		let member = Members::<Test>::get(node).unwrap();
		let page = page(member.address.class, member.address.page);
		let now = System::block_number();
		let running = page.running_window(now);
		match page.lag(now) {
			Lag::More => self.owed.retain(|(other, w)| *other != node || *w <= page.window()),
			_ if page.merged > 0 && page.lag(now) == Lag::None => (),
			_ if running > member.since && !self.seen.contains(&(node, running)) => {
				self.owed.insert((node, running));
			}
			_ => (),
		}
		System::reset_events();
		retire(node);
		for event in events() {
			if let Event::Missed { node, window, .. } = event {
				self.charged.push((node, window));
			}
		}
		System::reset_events();
	}
}

fn belated(ops: Vec<Op>) {
	build_and_execute(|| {
		let mut duties = Duties::default();
		for op in ops {
			let active: Vec<_> = {
				let mut nodes: Vec<_> = Members::<Test>::iter_keys().collect();
				nodes.sort_unstable();
				nodes
			};
			match op {
				Op::Join { class, units } => {
					register_mute(class, units);
				}
				Op::Attest { node, old_firmware } => {
					let Some(node) = pick(&active, node) else { continue };
					let window = payload(node).window;
					if attest_as(node, old_firmware) {
						duties.seen.insert((node, window));
					}
				}
				Op::Leave { node } => {
					let Some(node) = pick(&active, node) else { continue };
					duties.leave(node);
				}
				Op::Resize { node, units } => {
					let Some(node) = pick(&active, node) else { continue };
					let (_, address, page) = Attestation::place(node).unwrap();
					let punctual = page.lag(System::block_number()) == Lag::None;
					let free = page.open.seen.union(&page.open.fresh).contains(address.slot);
					assert_eq!(resize(node, units).is_ok(), punctual && free);
				}
				Op::Blocks { count } => (0..count * 2).for_each(|_| duties.next_block()),
				Op::Budget { nodes: 0 } => Budget::set(Perbill::from_percent(20)),
				Op::Budget { nodes: 1 } => starve(),
				Op::Budget { nodes } => afford(nodes - 1),
				Op::Unjail { .. } | Op::Halt => (),
			}
			Attestation::do_try_state().unwrap();
			check_streams();
		}
		Budget::set(Perbill::from_percent(20));
		duties.next_block();
		duties.next_block();
		assert_eq!(Attestation::lag(), 0);
		let charged: BTreeSet<_> = duties.charged.iter().copied().collect();
		assert_eq!(charged.len(), duties.charged.len(), "a miss was charged twice");
		assert_eq!(charged, duties.owed);
		let priced = charged.difference(&duties.merged).count();
		assert_eq!(Misses::get().len(), priced, "each is priced, but for the merged");
		for node in 0..nodes() {
			let counters = Attestation::counters(node);
			assert!(counters.missed <= counters.windows, "node {node}: {counters:?}");
		}
	});
}

proptest! {
	#![proptest_config(ProptestConfig { cases: 32, ..Default::default() })]

	#[test]
	fn punctual_settlement_should_do_what_a_loop_over_all_nodes_does(
		ops in prop::collection::vec(op(), 1..250),
	) {
		punctual(ops);
	}

	#[test]
	fn belated_settlement_should_charge_every_miss_exactly_once(
		ops in prop::collection::vec(op(), 1..250),
	) {
		belated(ops);
	}
}
