//! People without hardware, behind nodes of others.

use sp_runtime::Perbill;
use substation_primitives::{Balance, NodeId};
use substation_runtime::{economy, AccountId, Backing, Depin, Emission, Slashing};

use crate::{
	assumptions::{in_volt, volt, Kind},
	people::{self, Operator, Role},
	world::{self, submit},
};

/// The commission of every node that is open to backers.
pub const COMMISSION: Perbill = Perbill::from_percent(10);
/// Days after which who fills what room there is looks for more.
const WEEK: u32 = 7;

/// How a backer behaves.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Habit {
	/// Has a fixed sum behind a shaky node, and makes up for what slashes took.
	Stays,
	/// Leaves a shaky node whenever it begins to fail, and comes back.
	Leaves,
	/// Has behind an honest node as much as counts there.
	Fills,
}

pub struct Backer {
	pub habit: Habit,
	pub who: AccountId,
	/// Which of the class's operators it stands behind.
	pub operator: usize,
	pub amount: Balance,
	pub endowment: Balance,
	standing: bool,
	/// VOLT that stood behind the node, its own and the owner's, times days; and what the owner's hardware cost in these.
	pub stood: [f64; 2],
	pub costs: f64,
}

/// All who stand behind a class's operators.
pub fn all(kind: &Kind, operators: &[Operator]) -> Vec<Backer> {
	let mut all: Vec<Backer> = vec![];
	let open = operators.iter().enumerate().filter(|(_, operator)| operator.is_open);
	for (operator, Operator { role, .. }) in open {
		let habits: &[_] = match role {
			Role::Shaky => &[Habit::Stays, Habit::Leaves],
			_ => &[Habit::Fills],
		};
		for habit in habits {
			let index = u32::from(kind.id) * 1_000 + all.len() as u32;
			all.push(Backer::new(*habit, operator, kind, index));
		}
	}
	all
}

impl Backer {
	fn new(habit: Habit, operator: usize, kind: &Kind, index: u32) -> Self {
		let units = match habit {
			// As much as there is room for when the node has grown to the usual size, and as much again.
			Habit::Fills => f64::from(kind.units / people::FEW_HONEST),
			_ => f64::from(kind.small) / 10.0,
		};
		let amount = volt(people::collateral(kind) * units);
		let endowment = amount + volt(10.0);
		let who = world::account("backer", index);
		let (stood, costs) = Default::default();
		Self { habit, who, operator, amount, endowment, standing: false, stood, costs }
	}

	/// Once a day.
	pub fn daily(&mut self, day: u32, operators: &mut [Operator]) {
		let operator = &mut operators[self.operator];
		let Some(node) = operator.node else { return };
		match self.habit {
			Habit::Fills if day.is_multiple_of(WEEK) => {
				operator.claim();
				self.back(node, Backing::backing(node).map_or(0, |backing| backing.room));
			}
			Habit::Fills => return,
			_ if !self.standing => self.come_back(node),
			_ => (),
		}
		if self.habit == Habit::Stays {
			// As soon as it is worth it.
			self.back(node, self.amount.saturating_sub(self.tokens(node)));
		}
		let _ = submit(&self.who, pallet_backing::Call::claim { node });
	}

	/// Tells whether it could.
	fn back(&self, node: NodeId, amount: Balance) -> bool {
		let amount = amount.min(world::free(&self.who));
		let at_most = economy::MAX_COMMISSION;
		submit(&self.who, pallet_backing::Call::back { node, amount, at_most }).is_ok()
	}

	/// Not while the node is failing.
	fn come_back(&mut self, node: NodeId) {
		let _ = submit(&self.who, pallet_backing::Call::withdraw { node });
		let era = Emission::clock().map_or(0, |clock| clock.index);
		let pending = Slashing::pending_slashes(node);
		let calm = pending.iter().all(|slash| slash.era + 1 < era);
		let has_all_back = Depin::position(node, self.who.clone()).is_none();
		self.standing = calm && has_all_back && self.back(node, self.amount);
	}

	/// Its node begins to fail.
	pub fn alarm(&mut self, node: NodeId) {
		if self.habit == Habit::Leaves && self.standing {
			let unback = pallet_backing::Call::unback { node, amount: None };
			self.standing = submit(&self.who, unback).is_err();
		}
	}

	/// Base units that it has behind the node.
	fn tokens(&self, node: NodeId) -> Balance {
		let position = Depin::position(node, self.who.clone());
		position.map_or(0, |position| position.standing + position.young)
	}

	/// Base units that it has behind the node, that are leaving, and that it can claim.
	pub fn has(&self, node: NodeId) -> Balance {
		let Some(position) = Depin::position(node, self.who.clone()) else { return 0 };
		let leaving: Balance = position.unbonding.iter().map(|chunk| chunk.amount).sum();
		position.standing + position.young + position.claimable + leaving
	}

	/// VOLT that it has gained.
	pub fn gain(&self, node: NodeId) -> f64 {
		(world::wealth(&self.who) + self.has(node)) as f64 / 1e12 - in_volt(self.endowment)
	}

	/// Looks what stands behind the node.
	pub fn look(&mut self, operators: &[Operator]) {
		let operator = &operators[self.operator];
		let Some(node) = operator.node else { return };
		self.stood[0] += in_volt(self.tokens(node));
		self.stood[1] += in_volt(world::own(node));
		self.costs += f64::from(operator.units) * operator.kind.cost();
	}
}
