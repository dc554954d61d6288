//! The reward streams, with the arithmetic of the real ones.

use std::{cell::RefCell, collections::BTreeMap};

use frame_support::dispatch::DispatchResult;
use sp_runtime::DispatchError;
use substation_math::stream::{share, stream};
use substation_primitives::{Acc, Balance, BlockNumber, ClassId, NodeId, Roster, Streams, Units};

use super::{Attestation, System};

thread_local! {
	static POOLS: RefCell<BTreeMap<ClassId, Stream>> = RefCell::default();
	static POSITIONS: RefCell<BTreeMap<NodeId, Position>> = RefCell::default();
}

pub(super) fn reset() {
	POOLS.take();
	POSITIONS.take();
}

pub fn set_rate(id: ClassId, rate: Balance) {
	Pool::advance(id);
	Pool::change(id, |pool| pool.rate = rate);
}

pub fn set_weight(id: ClassId, weight: u64) {
	Pool::change(id, |pool| pool.weight = weight);
}

/// The stream of a class.
#[derive(Clone, Copy, Default)]
pub struct Stream {
	pub acc: Acc,
	pub updated: BlockNumber,
	pub rate: Balance,
	pub weight: u64,
	/// What it has paid into accounts of nodes, and what it has got back.
	pub owed: Balance,
	pub returned: Balance,
}

#[derive(Clone, Copy, Default)]
pub struct Position {
	pub class: ClassId,
	pub units: Units,
	pub entry: Acc,
	pub accrued: Balance,
	pub active: bool,
}

/// The reward streams, with the arithmetic of the real ones.
pub struct Pool;

impl Pool {
	fn advance(class: ClassId) -> Stream {
		POOLS.with_borrow_mut(|pools| {
			let pool = pools.entry(class).or_default();
			let now = System::block_number();
			let amount = pool.rate * Balance::from(now - pool.updated);
			let step = stream(amount, pool.weight).unwrap();
			pool.acc += step.acc;
			pool.owed += step.cost;
			pool.updated = now;
			*pool
		})
	}

	fn change(class: ClassId, change: impl FnOnce(&mut Stream)) {
		POOLS.with_borrow_mut(|pools| change(pools.entry(class).or_default()));
	}

	pub fn position(node: NodeId) -> Position {
		POSITIONS.with_borrow(|positions| positions.get(&node).copied().unwrap_or_default())
	}

	fn put(node: NodeId, position: Position) {
		POSITIONS.with_borrow_mut(|positions| positions.insert(node, position));
	}

	/// What the node has earned in settled windows.
	pub fn claimable(node: NodeId) -> Balance {
		let Position { units, entry, accrued, active, .. } = Self::position(node);
		let settled = Attestation::membership(node).filter(|_| active).map_or(0, |m| m.settled);
		accrued + share(units, entry, settled).unwrap()
	}

	/// Ends a share; returns what goes back.
	fn end(node: NodeId, settled: Acc, earned: bool) -> Balance {
		let mut position = Self::position(node);
		assert!(position.active, "node {node} has no share");
		let pool = Self::advance(position.class);
		let kept = if earned { pool.acc } else { settled };
		position.accrued += share(position.units, position.entry, kept).unwrap();
		let back = share(position.units, position.entry.max(kept), pool.acc).unwrap();
		position.entry = pool.acc;
		position.active = false;
		Self::put(node, position);
		let units = u64::from(position.units);
		Self::change(position.class, |pool| {
			pool.returned += back;
			pool.weight -= units;
		});
		back
	}
}

impl Streams for Pool {
	fn acc(class: ClassId) -> Acc {
		Self::advance(class).acc
	}
	fn weight(class: ClassId) -> u64 {
		POOLS.with_borrow(|pools| pools.get(&class).map_or(0, |pool| pool.weight))
	}
	fn enter(node: NodeId, class: ClassId, units: Units) -> DispatchResult {
		let entry = Self::advance(class).acc;
		let position = Self::position(node);
		assert!(!position.active, "node {node} has a share");
		Self::put(node, Position { class, units, entry, active: true, ..position });
		Self::change(class, |pool| pool.weight += u64::from(units));
		Ok(())
	}
	fn leave(
		node: NodeId,
		_: ClassId,
		units: Units,
		settled: Acc,
		earned: bool,
	) -> Result<Balance, DispatchError> {
		assert_eq!(units, Self::position(node).units);
		Ok(Self::end(node, settled, earned))
	}
	fn resize(
		node: NodeId,
		class: ClassId,
		units: Units,
		to: Units,
		settled: Acc,
		earned: bool,
	) -> DispatchResult {
		assert_eq!(units, Self::position(node).units);
		Self::end(node, settled, earned);
		Self::enter(node, class, to)
	}
	fn forfeit(
		node: NodeId,
		class: ClassId,
		units: Units,
		settled: Acc,
		until: Acc,
	) -> Result<Balance, DispatchError> {
		let mut position = Self::position(node);
		assert!(position.active && position.units == units, "node {node} has no such share");
		let from = position.entry.max(settled);
		let back = share(units, from, until).unwrap();
		position.entry += until.saturating_sub(from);
		Self::put(node, position);
		Self::change(class, |pool| pool.returned += back);
		Ok(back)
	}
	fn pay_all(_: NodeId) -> DispatchResult {
		Ok(())
	}
	fn pay_out(_: NodeId) -> DispatchResult {
		Ok(())
	}
	fn forget(node: NodeId) {
		POSITIONS.with_borrow_mut(|positions| positions.remove(&node));
	}
}

/// Checks that the streams have paid and got back no more than they streamed.
pub fn check_streams() {
	let totals = POOLS.with_borrow(|pools| pools.clone());
	for (class, before) in totals {
		let pool = Pool::advance(class);
		let nodes = POSITIONS.with_borrow(|positions| positions.clone());
		let nodes = nodes.into_iter().filter(|(_, position)| position.class == class);
		let owed: Balance = nodes
			.map(|(_, p)| {
				let running = if p.active { share(p.units, p.entry, pool.acc).unwrap() } else { 0 };
				p.accrued + running
			})
			.sum();
		assert!(owed + pool.returned <= pool.owed, "class {class} owes more than it streamed");
		POOLS.with_borrow_mut(|pools| pools.insert(class, before));
	}
}
