//! Random histories, compared with exact rational arithmetic.

use crate::{mock::*, Position, Positions};
use alloc::collections::BTreeMap;
use frame_support::assert_ok;
use num_bigint::BigInt;
use num_rational::BigRational as Ratio;
use num_traits::{Signed, Zero};
use proptest::prelude::*;
use substation_math::stream::share;
use substation_primitives::{Balance, BlockNumber, ClassId, NodeId, Units};

const CLASSES: ClassId = 2;
const NODES: NodeId = 6;

/// Each node has its class for life.
fn class_of(node: NodeId) -> ClassId {
	node as ClassId % CLASSES
}

#[derive(Clone, Debug)]
enum Op {
	Run(BlockNumber),
	Fund {
		class: ClassId,
		amount: Balance,
		blocks: BlockNumber,
	},
	/// Bit `n` set: node `n` missed.
	Settle {
		class: ClassId,
		missed: u8,
	},
	Enter {
		node: NodeId,
		units: Units,
	},
	Leave {
		node: NodeId,
		earned: bool,
	},
	Resize {
		node: NodeId,
		to: Units,
		earned: bool,
	},
	Claim {
		node: NodeId,
	},
	PayAll {
		node: NodeId,
	},
	Reap {
		node: NodeId,
	},
}

fn op() -> impl Strategy<Value = Op> {
	let class = 0..CLASSES;
	let node = 0..NODES;
	let units = prop_oneof![1..10u32, 1..1_000_000u32];
	prop_oneof![
		4 => (0..40u32).prop_map(Op::Run),
		2 => (class.clone(), prop_oneof![0..100u128, 0..10u128.pow(16)], 1..100u32)
			.prop_map(|(class, amount, blocks)| Op::Fund { class, amount, blocks }),
		4 => (class, any::<u8>()).prop_map(|(class, missed)| Op::Settle { class, missed }),
		3 => (node.clone(), units.clone()).prop_map(|(node, units)| Op::Enter { node, units }),
		1 => (node.clone(), any::<bool>()).prop_map(|(node, earned)| Op::Leave { node, earned }),
		2 => (node.clone(), units, any::<bool>())
			.prop_map(|(node, to, earned)| Op::Resize { node, to, earned }),
		3 => node.clone().prop_map(|node| Op::Claim { node }),
		1 => node.clone().prop_map(|node| Op::PayAll { node }),
		1 => node.prop_map(|node| Op::Reap { node }),
	]
}

fn ratio(amount: impl Into<BigInt>) -> Ratio {
	Ratio::from_integer(amount.into())
}

/// A class without rounding: each member's open window and what it has earned are kept apart, block by block.
#[derive(Default)]
struct Exact {
	reserve: Ratio,
	rate: Ratio,
	ends: BlockNumber,
	/// Of each member: units, and what the open window has brought.
	members: BTreeMap<NodeId, (Units, Ratio)>,
}

#[derive(Default)]
struct Model {
	classes: BTreeMap<ClassId, Exact>,
	/// What each node has earned for good in its life, claimed or not.
	earned: BTreeMap<NodeId, Ratio>,
	/// What nodes that are gone had been paid, or had given up.
	claimed: BTreeMap<NodeId, Balance>,
	/// How often something may have been rounded, in base units.
	rounded: u128,
	fundings: u128,
}

impl Model {
	fn run(&mut self, from: BlockNumber, blocks: BlockNumber) {
		for class in self.classes.values_mut() {
			let weight: u64 = class.members.values().map(|(units, _)| u64::from(*units)).sum();
			let blocks = class.ends.min(from + blocks).saturating_sub(from);
			if weight > 0 && blocks > 0 {
				let amount = &class.rate * ratio(blocks);
				class.reserve -= &amount;
				for (units, window) in class.members.values_mut() {
					*window += &amount * ratio(*units) / ratio(weight);
				}
			}
		}
	}

	fn fund(&mut self, class: ClassId, amount: Balance, now: BlockNumber, blocks: BlockNumber) {
		let class = self.classes.entry(class).or_default();
		class.reserve += ratio(amount);
		class.rate = &class.reserve / ratio(blocks);
		class.ends = now + blocks;
	}

	fn settle(&mut self, class: ClassId, missed: &[NodeId]) {
		let class = self.classes.entry(class).or_default();
		for (node, (_, window)) in &mut class.members {
			let window = core::mem::take(window);
			if missed.contains(node) {
				class.reserve += window;
			} else {
				*self.earned.entry(*node).or_default() += window;
			}
		}
	}

	fn leave(&mut self, node: NodeId, earned: bool) {
		let class = self.classes.entry(class_of(node)).or_default();
		let (_, window) = class.members.remove(&node).unwrap();
		if earned {
			*self.earned.entry(node).or_default() += window;
		} else {
			class.reserve += window;
		}
	}

	fn enter(&mut self, node: NodeId, units: Units) {
		let class = self.classes.entry(class_of(node)).or_default();
		class.members.insert(node, (units, Ratio::zero()));
	}

	/// What cannot be paid for being too little goes back.
	fn give_up(&mut self, node: NodeId, amount: Balance) {
		*self.earned.entry(node).or_default() -= ratio(amount);
		self.classes.entry(class_of(node)).or_default().reserve += ratio(amount);
	}
}

fn active(node: NodeId) -> bool {
	Members::get().contains_key(&node)
}

/// Does `op` to the chain and to the model.
fn apply(op: Op, model: &mut Model) {
	let now = System::block_number();
	let paid = |node| Balances::free_balance(payee(node));
	match op {
		Op::Run(blocks) => {
			run(blocks);
			model.run(now, blocks);
			model.rounded += u128::from(blocks);
		}
		Op::Fund { class, amount, blocks } => {
			fund(class, amount, blocks);
			model.fund(class, amount, now, blocks);
			model.fundings += 1;
		}
		Op::Settle { class, missed } => {
			let missed: Vec<_> = (0..NODES)
				.filter(|node| class_of(*node) == class && active(*node) && missed >> node & 1 == 1)
				.collect();
			settle(class, &missed);
			model.settle(class, &missed);
		}
		Op::Enter { node, units } if !active(node) => {
			enter(node, class_of(node), units);
			model.enter(node, units);
		}
		Op::Leave { node, earned } if active(node) => {
			leave(node, earned);
			model.leave(node, earned);
		}
		Op::Resize { node, to, earned } if active(node) => {
			resize(node, to, earned);
			model.leave(node, earned);
			model.enter(node, to);
		}
		Op::Claim { node } => {
			let (claimable, before) = (Rewards::claimable(node).unwrap_or(0), paid(node));
			let result = Rewards::claim(RuntimeOrigin::signed(7), node);
			assert_eq!(result.is_ok(), claimable > 0 && before + claimable >= EXISTENTIAL_DEPOSIT);
			*model.claimed.entry(node).or_default() += paid(node) - before;
		}
		Op::PayAll { node } => pay_all(node, model),
		Op::Reap { node } if !active(node) => {
			pay_all(node, model);
			reap(node);
		}
		_ => return,
	}
	model.rounded += 2 * u128::from(NODES);
}

fn pay_all(node: NodeId, model: &mut Model) {
	let (claimable, before) =
		(Rewards::claimable(node).unwrap_or(0), Balances::free_balance(payee(node)));
	assert_ok!(<Rewards as substation_primitives::Streams>::pay_all(node));
	let amount = Balances::free_balance(payee(node)) - before;
	*model.claimed.entry(node).or_default() += amount;
	model.give_up(node, claimable - amount);
}

/// What was streamed to the class's nodes and none of them can ever claim.
fn dust(class: ClassId) -> Balance {
	let Some(pool) = Rewards::pool(class) else { return 0 };
	let entitled = |(node, position): (NodeId, Position)| {
		let units = Members::get().get(&node).map_or(0, |member| member.units);
		let running = share(units, position.entry, pool.acc).unwrap();
		position.claimed + position.accrued + running
	};
	let of_class = Positions::<Test>::iter().filter(|(_, position)| position.class == class);
	pool.streamed - of_class.map(entitled).sum::<Balance>()
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(200))]

	/// After any history every node has got, or can claim, what exact arithmetic says, but for dust: at most
	/// a base unit for each block and each time that something was divided, carried on by each funding.
	#[test]
	fn every_node_should_get_its_exact_share(ops in prop::collection::vec(op(), 1..120)) {
		externalities().execute_with(|| {
			let mut model = Model::default();
			for op in ops {
				apply(op.clone(), &mut model);
				if let Err(broken) = Rewards::do_try_state() {
					panic!("{broken:?} after {op:?}");
				}
			}
			let bound = ratio(model.rounded * (model.fundings + 1));
			for node in 0..NODES {
				let got = model.claimed.get(&node).unwrap_or(&0) + Rewards::claimable(node).unwrap_or(0);
				let exact = model.earned.get(&node).cloned().unwrap_or_default();
				assert!(
					(ratio(got) - &exact).abs() <= bound,
					"node {node} got {got} instead of {exact}, {bound} allowed"
				);
			}
			for class in 0..CLASSES {
				let dust = dust(class);
				assert!(dust <= model.rounded, "{dust} of class {class} are nobody's");
			}
			let funded: Balance = (0..CLASSES).filter_map(Rewards::pool).map(|pool| pool.funded).sum();
			let claimed: Balance = model.claimed.values().sum();
			assert!(claimed <= funded, "{claimed} claimed of {funded}");
			assert_eq!(
				Balances::free_balance(Rewards::pot()),
				EXISTENTIAL_DEPOSIT + funded - claimed,
				"the pot is what came in less what went out"
			);
		});
	}
}
