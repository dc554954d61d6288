//! A whole pool over random lives, as the rewards and attestation pallets use these functions: what
//! was funded is what was paid, is owed, or is in reserve, but for a stated dust.

use super::*;
use crate::{stream::*, Acc, Balance, ACC_SCALE};

/// What can happen to a pool. Nodes are picked by index modulo their number.
#[derive(Clone, Debug)]
enum Op {
	/// Streams the reserve and `amount` more over `blocks`.
	Fund { amount: Balance, blocks: u32 },
	/// Time passes.
	Wait { blocks: u32 },
	/// A node enters.
	Join { units: u32 },
	/// A node goes, with or without having attested in the open window, and takes what it is owed.
	Leave { node: usize, attested: bool },
	/// A node's capacity changes; it takes what it is owed as if it left.
	Resize { node: usize, units: u32, attested: bool },
	/// The open window closes; a set bit is a node that missed it.
	Close { missed: u16 },
	/// A node takes what it is owed up to the last settlement.
	Claim { node: usize },
}

fn any_op() -> impl Strategy<Value = Op> {
	prop_oneof![
		2 => (any_amount(), 0..10_000u32).prop_map(|(amount, blocks)| Op::Fund { amount, blocks }),
		4 => (1..5_000u32).prop_map(|blocks| Op::Wait { blocks }),
		4 => (1..=u32::MAX).prop_map(|units| Op::Join { units }),
		1 => (any::<usize>(), any::<bool>())
			.prop_map(|(node, attested)| Op::Leave { node, attested }),
		1 => (any::<usize>(), 1..=u32::MAX, any::<bool>())
			.prop_map(|(node, units, attested)| Op::Resize { node, units, attested }),
		4 => any::<u16>().prop_map(|missed| Op::Close { missed }),
		2 => any::<usize>().prop_map(|node| Op::Claim { node }),
	]
}

#[derive(Clone, Debug)]
struct Node {
	units: u32,
	entry: Acc,
	forfeited: Balance,
	/// What has been streamed to it in windows that it attested, and in the open window: exact.
	kept: BigRational,
	open: BigRational,
	paid: Balance,
	/// How often one of its amounts was rounded.
	roundings: u128,
}

impl Node {
	fn claimable(&self, settled: Acc) -> Balance {
		share(self.units, self.entry, settled).expect("fits") - self.forfeited
	}

	fn claim(&mut self, settled: Acc) -> Balance {
		let amount = self.claimable(settled);
		self.entry = self.entry.max(settled);
		self.forfeited = 0;
		self.paid += amount;
		self.roundings += 1;
		amount
	}

	fn forfeit(&mut self, settled: Acc, now: Acc) -> Balance {
		let amount = share(self.units, settled.max(self.entry), now).expect("fits");
		self.forfeited += amount;
		self.open = exact(0);
		self.roundings += 1;
		amount
	}

	/// A node that was paid off starts anew.
	fn resized_to(&mut self, units: u32) {
		(self.units, self.paid, self.kept, self.roundings) = (units, 0, exact(0), 0);
	}

	/// What it got and has coming is what it is due, but for the roundings.
	fn is_paid_fairly(&self, settled: Acc, streams: u128) -> bool {
		let got = exact(self.paid + self.claimable(settled));
		let roundings = exact(self.roundings + 1);
		let truncated = ratio(streams, ACC_SCALE) * exact(self.units);
		got < &self.kept + &roundings && got > &self.kept - roundings - truncated
	}
}

#[derive(Default)]
struct Pool {
	now: u32,
	updated: u32,
	ends: u32,
	rate: Balance,
	reserve: Balance,
	acc: Acc,
	settled: Acc,
	nodes: Vec<Node>,
	funded: Balance,
	paid: Balance,
	streams: u128,
	/// One base unit for each amount that was rounded.
	dust: u128,
}

impl Pool {
	fn weight(&self) -> u64 {
		self.nodes.iter().map(|node| u64::from(node.units)).sum()
	}

	fn accrue(&mut self) {
		let weight = self.weight();
		let owed = due(self.rate, self.updated, self.now, self.ends, self.reserve).expect("fits");
		let Streamed { acc, cost } = stream(owed, weight).expect("fits");
		for node in &mut self.nodes {
			node.open += ratio(owed, weight) * exact(node.units);
		}
		self.reserve -= cost;
		self.acc += acc;
		self.updated = self.now;
		self.streams += 1;
		self.dust += 1;
	}

	fn apply(&mut self, op: Op) {
		let count = self.nodes.len().max(1);
		match op {
			Op::Wait { blocks } => self.now += blocks,
			Op::Fund { amount, blocks } => {
				self.accrue();
				self.funded += amount;
				self.reserve += amount;
				self.rate = rate(self.reserve, blocks);
				self.ends = self.now + blocks;
			}
			Op::Join { units } => {
				self.accrue();
				self.nodes.push(Node {
					units,
					entry: self.acc,
					forfeited: 0,
					kept: exact(0),
					open: exact(0),
					paid: 0,
					roundings: 0,
				});
			}
			Op::Close { missed } => {
				self.accrue();
				for (index, node) in self.nodes.iter_mut().enumerate() {
					if missed.checked_shr(index as u32).unwrap_or(0) & 1 == 1 {
						self.reserve += node.forfeit(self.settled, self.acc);
					}
					node.kept += std::mem::replace(&mut node.open, exact(0));
				}
				self.settled = self.acc;
			}
			Op::Claim { node } => {
				let settled = self.settled;
				if let Some(node) = self.nodes.get_mut(node % count) {
					self.paid += node.claim(settled);
					self.dust += 1;
				}
			}
			Op::Resize { node, units, attested } => {
				self.accrue();
				if !self.nodes.is_empty() {
					self.pay_off(node % count, attested);
					self.nodes[node % count].resized_to(units);
				}
			}
			Op::Leave { node, attested } => {
				self.accrue();
				if !self.nodes.is_empty() {
					self.pay_off(node % count, attested);
					self.nodes.swap_remove(node % count);
				}
			}
		}
	}

	/// Pays a node all that it has earned up to now.
	fn pay_off(&mut self, node: usize, attested: bool) {
		let node = &mut self.nodes[node];
		if !attested {
			self.reserve += node.forfeit(self.settled, self.acc);
		}
		node.kept += std::mem::replace(&mut node.open, exact(0));
		self.paid += node.claim(self.acc);
		self.dust += 1;
		assert!(node.is_paid_fairly(self.acc, self.streams));
	}

	fn check(&self) {
		let claimable: Balance = self.nodes.iter().map(|node| node.claimable(self.settled)).sum();
		let accounted =
			exact(self.paid + self.reserve + claimable) + self.streamed_in_open_window();
		let funded = exact(self.funded);
		assert!(accounted <= funded, "paid out of nothing");
		// What is claimable is rounded too, once for each node.
		let dust = exact(self.dust + self.nodes.len() as u128);
		assert!(funded - accounted <= dust, "lost");
		assert!(self.nodes.iter().all(|node| node.is_paid_fairly(self.settled, self.streams)));
	}

	/// What no node can claim yet.
	fn streamed_in_open_window(&self) -> BigRational {
		let since = |node: &Node| self.acc - self.settled.max(node.entry);
		let shares =
			self.nodes.iter().map(|node| ratio(since(node), ACC_SCALE) * exact(node.units));
		shares.fold(exact(0), |sum, share| sum + share)
	}
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(128))]

	#[test]
	fn a_pool_pays_all_that_it_was_funded_with_and_no_more(
		ops in prop::collection::vec(any_op(), 1..50),
	) {
		let mut pool = Pool::default();
		for op in ops {
			pool.apply(op);
			pool.check();
		}
	}
}

#[test]
fn a_missed_window_is_streamed_again_to_those_who_are_up() {
	let mut pool = Pool::default();
	for op in [
		Op::Join { units: 1 },
		Op::Join { units: 1 },
		Op::Fund { amount: 1_000, blocks: 10 },
		Op::Wait { blocks: 10 },
		Op::Close { missed: 0b10 },
		Op::Claim { node: 0 },
		Op::Claim { node: 1 },
	] {
		pool.apply(op);
		pool.check();
	}
	assert_eq!((pool.paid, pool.reserve), (500, 500));
	for op in [
		Op::Fund { amount: 0, blocks: 5 },
		Op::Wait { blocks: 5 },
		Op::Close { missed: 0b10 },
		Op::Claim { node: 0 },
	] {
		pool.apply(op);
		pool.check();
	}
	assert_eq!((pool.paid, pool.reserve), (750, 250));
}
