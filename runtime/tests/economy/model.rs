//! The economy once more, in plain integers and from the documentation, to hold the chain against.
//!
//! It loops over nodes where the chain does not, and knows of no transactions, pages or cursors: one
//! class of the `dev` chain with one page, which closes its windows at the multiples of the period.

use std::collections::BTreeMap;

/// Base units of one VOLT.
pub const VOLT: u128 = 1_000_000_000_000;

const BILLION: u128 = 1_000_000_000;
const QUINTILLION: u128 = BILLION * BILLION;
const SCALE: u128 = 1 << 48;

const CAP: u128 = 1_000_000_000 * VOLT;
const DECAY: u128 = 474_320_862_749_585;
const VALIDATORS: u128 = 25;
const TREASURY: u128 = 15;
const ERA: u32 = 20;
const UNBONDING: u32 = 14;
const TOP_UP: u32 = 2;
/// A quarter of what a payee earns vests, in rounds of 14 eras.
const VESTING_PART: u128 = 4;
const ROUND: u32 = 14 * ERA;
const DEFERRAL: u32 = 7;
/// Of a class's weight, in per cent.
const THRESHOLD: u128 = 10;
const SLOPE: u128 = 2;
const CLEAN_SPELL: u32 = 64;
const NODE_DEPOSIT: u128 = VOLT;
const BYTE_DEPOSIT: u128 = VOLT / 100;

/// The terms of `wireless` on the `dev` chain.
pub const PERIOD: u32 = 10;
pub const COLLATERAL: u128 = 100 * VOLT;
const JAIL_AFTER: u32 = 3;

/// An account of the model.
pub type Who = &'static str;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
	Active,
	Jailed,
	Suspended,
	Retiring,
}

#[derive(Clone, Debug)]
pub struct Node {
	pub owner: Who,
	pub payee: Who,
	pub units: u128,
	pub status: Status,
	pub locked: u128,
	pub unbonding: Vec<(u128, u32)>,
	pub missed: Vec<u32>,
	/// What misses of an era cost: the sum of their prices, and the most.
	pub slashes: BTreeMap<u32, (u128, u128)>,
	deposit: u128,
	accrued: u128,
	/// What vests, by the block in which its round begins.
	vesting: BTreeMap<u32, Round>,
	entry: u128,
	streak: u32,
	top_up_by: Option<u32>,
	fresh: bool,
	seen: bool,
}

/// What is released evenly over the blocks of a round, and what of that was.
#[derive(Clone, Debug)]
struct Round {
	left: u128,
	since: u32,
}

impl Node {
	fn vesting(&self) -> u128 {
		self.vesting.values().map(|round| round.left).sum()
	}

	/// The round that `block` is in, if anything vests.
	fn round(&self, block: u32) -> Option<u32> {
		self.vesting.keys().copied().find(|start| block < start + ROUND)
	}

	/// What comes during a round is for the next.
	fn vest(&mut self, block: u32, amount: u128) {
		if amount == 0 {
			return;
		}
		let start = self.round(block).map_or(block, |start| start + ROUND);
		self.vesting.entry(start).or_insert(Round { left: 0, since: start }).left += amount;
	}

	fn release(&mut self, block: u32) -> u128 {
		let mut released = 0;
		for (start, round) in &mut self.vesting {
			let end = start + ROUND;
			let now = block.clamp(round.since, end);
			let amount =
				mul_div(round.left, (now - round.since).into(), (end - round.since).into());
			released += amount;
			*round = Round { left: round.left - amount, since: now.min(end - 1) };
		}
		self.vesting.retain(|start, round| block < start + ROUND && round.left > 0);
		released
	}

	/// Takes what is to come last first. Returns what of `amount` was not there.
	fn take_vesting(&mut self, amount: u128) -> u128 {
		let mut left = amount;
		for round in self.vesting.values_mut().rev() {
			let part = left.min(round.left);
			round.left -= part;
			left -= part;
		}
		left
	}

	fn missing(&self) -> u128 {
		self.required().saturating_sub(self.locked + self.vesting())
	}

	fn required(&self) -> u128 {
		COLLATERAL * self.units
	}

	pub fn held(&self) -> u128 {
		self.locked + self.deposit + self.unbonding.iter().map(|(amount, _)| amount).sum::<u128>()
	}

	fn is_on_page(&self) -> bool {
		self.status == Status::Active
	}
}

/// What of a class missed one window.
#[derive(Default)]
struct Failure {
	missed: u128,
	total: u128,
}

/// The pool of the class, which streams to all units alike.
#[derive(Default)]
struct Stream {
	position: u128,
	weight: u128,
	rate: u128,
	reserve: u128,
	from: u32,
	ends: u32,
}

impl Stream {
	/// Without weight nothing leaves the reserve.
	fn flow(&mut self, block: u32) {
		let blocks = block.min(self.ends).saturating_sub(self.from);
		self.from = block;
		if self.weight > 0 {
			let amount = (self.rate * u128::from(blocks)).min(self.reserve);
			// Both factors as small as they go: a product of the whole would not fit.
			let step = mul_div(amount, SCALE, self.weight);
			self.position += step;
			self.reserve -= (step * self.weight).div_ceil(SCALE);
		}
	}

	fn fund(&mut self, amount: u128, block: u32, ends: u32) {
		self.flow(block);
		self.reserve += amount;
		self.rate = self.reserve / u128::from(ends - block);
		self.ends = ends;
	}
}

fn mul_div(a: u128, b: u128, c: u128) -> u128 {
	(a / c) * b + (a % c) * b / c
}

/// What `units` earn between two positions.
fn share(units: u128, from: u128, to: u128) -> u128 {
	units * to.saturating_sub(from) / SCALE
}

/// What a priced miss costs. Break-even at 90 % is nine times what was forfeited; the floor is 0.01 %.
pub fn price(forfeited: u128, required: u128) -> u128 {
	(9 * forfeited).max(required.div_ceil(10_000))
}

/// What all misses of an era cost a node at most: 5 %.
pub fn cap(required: u128) -> u128 {
	required.div_ceil(20)
}

/// What is taken for prices of `base` in all, when `missed` of a class's `total` weight missed the era's worst window.
pub fn slash(base: u128, cap: u128, missed: u128, total: u128) -> u128 {
	// 1 + slope × (share − threshold) / (1 − threshold), in quintillionths.
	let excess = (100 * missed).saturating_sub(THRESHOLD * total);
	let raise = (SLOPE * QUINTILLION * excess).div_ceil((100 - THRESHOLD) * total);
	(base * (QUINTILLION + raise)).div_ceil(QUINTILLION).min(cap)
}

/// The whole of it.
pub struct Model {
	pub block: u32,
	pub era: u32,
	era_ends: u32,
	genesis: u128,
	pub minted: u128,
	pub burned: u128,
	pub validators: u128,
	pub treasury: u128,
	/// What is in the pot of all pools.
	pub pot: u128,
	/// What was added to, and taken from, each account.
	accounts: BTreeMap<Who, (u128, u128)>,
	pub nodes: BTreeMap<u32, Node>,
	stream: Stream,
	settled: u128,
	failures: BTreeMap<(u32, u32), Failure>,
	/// The classes' weights in the emission; the class that is modelled is the first.
	pub shares: [u128; 4],
}

impl Model {
	pub fn new(genesis: u128) -> Self {
		Self {
			block: 0,
			era: 0,
			era_ends: 0,
			genesis,
			minted: 0,
			burned: 0,
			validators: 0,
			treasury: 0,
			pot: 0,
			accounts: BTreeMap::new(),
			nodes: BTreeMap::new(),
			stream: Stream::default(),
			settled: 0,
			failures: BTreeMap::new(),
			shares: [30, 40, 20, 10],
		}
	}

	pub fn issuance(&self) -> u128 {
		self.genesis + self.minted - self.burned
	}

	/// What an account has after it began with `start`.
	pub fn balance(&self, who: Who, start: u128) -> u128 {
		let (gained, lost) = self.accounts.get(who).copied().unwrap_or_default();
		start + gained - lost
	}

	pub fn gain(&mut self, who: Who, amount: u128) {
		self.accounts.entry(who).or_default().0 += amount;
	}

	pub fn lose(&mut self, who: Who, amount: u128) {
		self.accounts.entry(who).or_default().1 += amount;
	}

	/// What is held on an account for its nodes.
	pub fn held(&self, who: Who) -> u128 {
		self.nodes.values().filter(|node| node.owner == who).map(Node::held).sum()
	}

	/// What happens by itself in the next block.
	pub fn next_block(&mut self) {
		self.block += 1;
		if self.block == 1 || self.block == self.era_ends {
			self.start_era();
		}
		self.end_top_ups();
		if self.block.is_multiple_of(PERIOD) {
			self.settle();
		}
		self.apply_slashes();
	}

	fn start_era(&mut self) {
		self.era += u32::from(self.block > 1);
		self.era_ends = self.block + ERA;
		let left = CAP - self.genesis - self.minted;
		let total = mul_div(left, DECAY, QUINTILLION);
		let validators = total * VALIDATORS / 100;
		let treasury = total * TREASURY / 100;
		let classes = total - validators - treasury;
		self.validators += validators;
		self.treasury += treasury;
		self.minted += validators + treasury;
		let all: u128 = self.shares.iter().sum();
		for (class, weight) in self.shares.into_iter().enumerate() {
			let amount = classes * weight / all;
			self.minted += amount;
			self.pot += amount;
			if class == 0 {
				self.stream.fund(amount, self.block, self.era_ends);
			}
		}
	}

	/// Closes the window that ended with the last block.
	fn settle(&mut self) {
		self.stream.flow(self.block);
		let (until, window) = (self.stream.position, self.block / PERIOD);
		let on_page: Vec<u32> = self.on_page();
		for id in on_page.iter().copied() {
			if self.nodes[&id].seen {
				continue;
			}
			let forfeited = self.forfeit(id, until);
			if self.nodes[&id].fresh {
				continue;
			}
			self.miss(id, window, forfeited);
			if self.nodes[&id].streak >= JAIL_AFTER {
				self.leave(id, until);
				self.node(id).status = Status::Jailed;
			}
		}
		self.settled = until;
		for id in on_page {
			let node = self.node(id);
			(node.fresh, node.seen) = (false, false);
		}
	}

	fn on_page(&self) -> Vec<u32> {
		self.nodes.iter().filter(|(_, node)| node.is_on_page()).map(|(id, _)| *id).collect()
	}

	pub fn node(&mut self, id: u32) -> &mut Node {
		self.nodes.get_mut(&id).unwrap()
	}

	fn forfeit(&mut self, id: u32, until: u128) -> u128 {
		let settled = self.settled;
		let node = self.node(id);
		let from = settled.max(node.entry);
		let amount = share(node.units, from, until);
		node.entry += until - from;
		self.stream.reserve += amount;
		amount
	}

	fn miss(&mut self, id: u32, window: u32, forfeited: u128) {
		let (era, weight) = (self.era, self.stream.weight);
		let node = self.node(id);
		let free = !node.missed.iter().any(|other| window - other <= CLEAN_SPELL);
		let in_a_row = node.missed.last() == Some(&(window - 1));
		node.streak = if in_a_row { node.streak + 1 } else { 1 };
		node.missed.push(window);
		let (units, required) = (node.units, node.required());
		if !free {
			let slash = node.slashes.entry(era).or_default();
			*slash = (slash.0 + price(forfeited, required), slash.1.max(cap(required)));
		}
		let failure = self.failures.entry((era, window)).or_default();
		failure.total = failure.total.max(weight);
		failure.missed += units;
	}

	/// What is taken for the misses of an era, when it is over.
	pub fn slash_of(&self, id: u32, era: u32) -> u128 {
		let (base, cap) = self.nodes[&id].slashes[&era];
		let windows = self.failures.range((era, 0)..=(era, u32::MAX));
		let slashes = windows.map(|(_, failure)| slash(base, cap, failure.missed, failure.total));
		slashes.max().expect("it is of a miss")
	}

	fn apply_slashes(&mut self) {
		let due = |era: &u32| self.era > era + DEFERRAL;
		let due: Vec<(u32, u32)> = self
			.nodes
			.iter()
			.flat_map(|(id, node)| {
				node.slashes.keys().filter(|era| due(era)).map(|era| (*id, *era))
			})
			.collect();
		for (id, era) in due {
			let amount = self.slash_of(id, era);
			self.node(id).slashes.remove(&era);
			self.slash(id, amount);
		}
	}

	fn slash(&mut self, id: u32, amount: u128) {
		let era = self.era;
		let node = self.node(id);
		let rest = node.take_vesting(amount);
		let vested = amount - rest;
		let taken = rest.min(node.held() - node.deposit);
		let from_locked = taken.min(node.locked);
		node.locked -= from_locked;
		let mut left = taken - from_locked;
		for (part, _) in node.unbonding.iter_mut().rev() {
			let from_part = left.min(*part);
			*part -= from_part;
			left -= from_part;
		}
		let on_duty = matches!(node.status, Status::Active | Status::Jailed);
		if on_duty && node.missing() > 0 {
			node.top_up_by.get_or_insert(era + TOP_UP);
		}
		let owner = node.owner;
		self.lose(owner, taken);
		self.pot -= vested;
		let taken = vested + taken;
		self.burned += taken / 2;
		self.treasury += taken - taken / 2;
	}

	fn end_top_ups(&mut self) {
		let over = |node: &Node| node.top_up_by.is_some_and(|era| self.era > era);
		let over: Vec<u32> =
			self.nodes.iter().filter(|(_, node)| over(node)).map(|(id, _)| *id).collect();
		for id in over {
			// What it has earned stays, as far as it is missing.
			if self.claimable(id) > 0 {
				self.divide(id, true);
			}
			let node = self.node(id);
			node.top_up_by = None;
			if node.status == Status::Active && node.missing() > 0 {
				self.depart(id);
				self.node(id).status = Status::Suspended;
			}
		}
	}

	/// Registers a node; all that is its owner's is held.
	pub fn register(
		&mut self,
		id: u32,
		owner: Who,
		payee: Who,
		units: u128,
		locked: u128,
		metadata: u128,
	) {
		let node = Node {
			owner,
			payee,
			units,
			status: Status::Active,
			locked,
			unbonding: vec![],
			missed: vec![],
			slashes: BTreeMap::new(),
			deposit: NODE_DEPOSIT + metadata * BYTE_DEPOSIT,
			accrued: 0,
			vesting: BTreeMap::new(),
			entry: 0,
			streak: 0,
			top_up_by: None,
			fresh: true,
			seen: false,
		};
		self.nodes.insert(id, node);
		self.join(id);
	}

	fn join(&mut self, id: u32) {
		self.stream.flow(self.block);
		let position = self.stream.position;
		let node = self.node(id);
		(node.status, node.entry, node.fresh, node.seen) = (Status::Active, position, true, false);
		self.stream.weight += self.nodes[&id].units;
	}

	/// Off the page with what came up to `until`; the rest goes back.
	fn leave(&mut self, id: u32, until: u128) {
		self.stream.flow(self.block);
		let position = self.stream.position;
		let node = self.node(id);
		node.accrued += share(node.units, node.entry, until);
		let back = share(node.units, node.entry.max(until), position);
		let units = node.units;
		self.stream.reserve += back;
		self.stream.weight -= units;
	}

	/// Leaves in an open window, which is a miss unless the node was there or had just come.
	fn depart(&mut self, id: u32) {
		self.stream.flow(self.block);
		let (position, settled) = (self.stream.position, self.settled);
		let node = &self.nodes[&id];
		if node.seen {
			return self.leave(id, position);
		}
		let kept = node.entry.max(settled);
		let forfeited = share(node.units, kept, position);
		if !node.fresh {
			self.miss(id, self.block / PERIOD + 1, forfeited);
		}
		self.leave(id, kept);
	}

	pub fn attest(&mut self, id: u32) {
		self.node(id).seen = true;
	}

	pub fn claimable(&self, id: u32) -> u128 {
		let node = &self.nodes[&id];
		let running =
			if node.is_on_page() { share(node.units, node.entry, self.settled) } else { 0 };
		node.accrued + running
	}

	pub fn claim(&mut self, id: u32) {
		self.divide(id, false);
	}

	/// Pays what the node has earned and what has vested, but for what begins to vest, and, if it is `short`, what is missing.
	fn divide(&mut self, id: u32, short: bool) {
		let (amount, settled, block) = (self.claimable(id), self.settled, self.block);
		let node = self.node(id);
		if node.is_on_page() {
			node.entry = node.entry.max(settled);
		}
		node.accrued = 0;
		let released = node.release(block);
		let part = amount.div_ceil(VESTING_PART);
		node.vest(block, part);
		let free = amount - part + released;
		let kept = if short { node.missing().min(free) } else { 0 };
		node.vest(block, kept);
		let payee = node.payee;
		self.pot -= free - kept;
		self.gain(payee, free - kept);
	}

	pub fn unjail(&mut self, id: u32) {
		self.node(id).streak = 0;
		self.join(id);
	}

	pub fn deposit(&mut self, id: u32, amount: u128) {
		let node = self.node(id);
		node.locked += amount;
		if node.missing() == 0 {
			node.top_up_by = None;
			if node.status == Status::Suspended {
				self.join(id);
			}
		}
	}

	pub fn request_withdrawal(&mut self, id: u32, amount: u128) {
		let unlocks = self.era + UNBONDING;
		let node = self.node(id);
		node.locked -= amount;
		node.unbonding.push((amount, unlocks));
	}

	/// Pays what has unbonded. Nothing is held back here: no slash is pending when it is called.
	pub fn withdraw(&mut self, id: u32) {
		let era = self.era;
		self.node(id).unbonding.retain(|(_, unlocks)| *unlocks > era);
	}

	pub fn retire(&mut self, id: u32) {
		if self.nodes[&id].is_on_page() {
			self.depart(id);
		}
		let locked = self.nodes[&id].locked;
		self.request_withdrawal(id, locked);
		let node = self.node(id);
		(node.status, node.top_up_by) = (Status::Retiring, None);
	}

	/// No slash can come any more: all that vests is paid.
	pub fn reap(&mut self, id: u32) {
		self.claim(id);
		let node = self.node(id);
		let (rest, payee) = (node.vesting(), node.payee);
		self.pot -= rest;
		self.gain(payee, rest);
		self.nodes.remove(&id);
	}
}
