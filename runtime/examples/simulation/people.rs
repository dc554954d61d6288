//! Who takes part, and how they behave.

use sp_core::sr25519;
use sp_runtime::DispatchResult;
use substation_primitives::{
	Address, Balance, BlockNumber, NodeId, Payload, Report, Status, Units, WindowIndex,
	PAYLOAD_VERSION,
};
use substation_runtime::{economy, AccountId, Attestation, Collateral, Nodes, Runtime, Slashing};

use crate::{
	assumptions::{volt, Kind, Scenario, MONTH, OUTAGE, REGIONS},
	world::{self, submit},
};

/// Honest operators of a class, …
pub const HONEST: u32 = 60;
/// … and where there is little hardware at first.
pub const FEW_HONEST: u32 = 30;
/// Uptimes, in parts of a thousand, at which it is measured what a node gains or loses; two nodes at each.
pub const PROBES: [u32; 9] = [860, 870, 880, 890, 900, 910, 920, 930, 940];
/// The same for nodes that are off for whole days.
pub const DAILY_PROBES: [u32; 5] = [500, 600, 700, 800, 900];
/// Uptimes of honest operators, in parts of a thousand, by turns, …
const HONEST_UPTIMES: [u32; 4] = [970, 980, 990, 995];
/// … and in a network that begins with few: a third never misses.
const FEW_UPTIMES: [u32; 6] = [970, 980, 990, 995, ALWAYS, ALWAYS];
/// The uptime of who never misses.
pub const ALWAYS: u32 = 1_000;
/// The uptime of attackers when they work, and of whom they are compared to: the same hardware honestly run.
const USUAL: u32 = 985;
/// The same random numbers make all of these fail in the same windows.
const SAME_LUCK: u32 = 1_000_000;
/// The part of the class, in thousandths, that who pays themselves has, and each member of a ring.
pub const SELF_DEALER: u32 = 5;
pub const RING: u32 = 2;
/// The members of a ring.
pub const RING_SIZE: u32 = 3;

/// How an operator behaves.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Role {
	/// Sells to customers, has as much hardware as pays, and is in a region.
	Honest,
	/// Never misses.
	Reference,
	/// Misses as often as its uptime says, each window by chance.
	Probe,
	/// Is off for whole days, as many as its uptime says, but for what keeps it out of jail.
	DailyProbe,
	/// What each attacker is compared to: the same hardware, in the same luck, honestly run.
	Twin,
	/// Attests just often enough to stay out of jail, and is off otherwise.
	Lazy,
	/// Is off for eight hours a day.
	Nightly,
	/// Is off for two days in seven, but for what keeps it out of jail.
	Weekender,
	/// Is off whenever a region fails: what misses then is not noticed, it thinks.
	Shutdown,
	/// Registers for the last hours of an era, once a month, and leaves in the next.
	Sniper,
	/// Registers, earns, switches off for something better, and leaves before the slashes are due.
	Quitter,
	/// Buys its own service.
	SelfDealer,
	/// Buys the next one's service, round and round.
	Ring,
	/// Has a bad day once a month, and backers.
	Shaky,
}

impl Role {
	/// Whether others than who is compared to it fail in other windows. The large ones would make a common failure of it.
	fn has_its_own_luck(self) -> bool {
		use Role::*;
		matches!(self, Honest | Probe | DailyProbe | SelfDealer | Ring)
	}
}

/// When a window opens.
#[derive(Clone, Copy)]
pub struct When {
	pub block: BlockNumber,
	pub window: WindowIndex,
	/// The region that fails this month, and when.
	pub region: u32,
	pub outage: BlockNumber,
}

impl When {
	pub fn day(&self) -> u32 {
		self.block / economy::ERA
	}

	fn is_outage(&self) -> bool {
		(self.outage..self.outage + OUTAGE).contains(&self.block)
	}
}

pub struct Operator {
	pub role: Role,
	pub kind: &'static Kind,
	pub who: AccountId,
	/// The account that it pays itself from.
	pub customer: AccountId,
	key: sr25519::Pair,
	luck: u32,
	pub uptime: u32,
	region: u32,
	/// Whether others may stand behind its node.
	pub is_open: bool,
	pub units: Units,
	pub node: Option<NodeId>,
	pub address: Option<Address>,
	pub endowment: Balance,
	/// What it has sold.
	pub sold: Balance,
	/// Windows in which its hardware was switched on.
	pub on: u64,
	/// The agreement by which a customer buys from it.
	pub agreement: Option<u32>,
	/// What it has burned by paying itself.
	pub burned: Balance,
	/// The day on which it could pay no more.
	pub ruined: Option<u32>,
	due: Balance,
	kept: Balance,
	/// What it had come to when the first months were over.
	pub early: Sample,
	/// Mornings on which it had to top up, and on which its node was suspended.
	pub warned: u32,
	pub suspended: u32,
}

/// What an operator has come to.
#[derive(Clone, Copy, Default)]
pub struct Sample {
	/// Base units.
	pub gain: i128,
	pub missed: u32,
	pub windows: u32,
	/// What it could have been paid when it claimed, and what of that stayed behind its node.
	pub due: Balance,
	pub kept: Balance,
}

impl Sample {
	/// What came after another one.
	pub fn since(self, before: Self) -> Self {
		Self {
			gain: self.gain - before.gain,
			missed: self.missed - before.missed,
			windows: self.windows - before.windows,
			due: self.due - before.due,
			kept: self.kept - before.kept,
		}
	}

	/// The part of its windows in which it has attested, as the chain has recorded it.
	pub fn uptime(&self) -> f64 {
		1.0 - f64::from(self.missed) / f64::from(self.windows.max(1))
	}
}

/// Everybody of a class. Their accounts begin with what they need.
pub fn all(kind: &'static Kind, scenario: Scenario) -> Vec<Operator> {
	let mut all = vec![];
	let mut add = |role: Role, units: Units, uptime: u32, wealth: f64| {
		let index = u32::from(kind.id) * 1_000 + all.len() as u32;
		let per_unit = collateral(kind);
		let endowment = volt(50.0) + volt(wealth * f64::from(units) * per_unit);
		// The large ones would make a common failure of it.
		let luck = if role.has_its_own_luck() { index } else { SAME_LUCK };
		let is_cut_off = role == Role::Honest && uptime < ALWAYS;
		let is_open = match role {
			Role::Honest => scenario.is_bootstrap() && index.is_multiple_of(2),
			role => role == Role::Shaky,
		};
		all.push(Operator {
			role,
			kind,
			who: world::account("operator", index),
			customer: world::account("customer", index),
			key: world::pair("device", index),
			luck,
			uptime,
			region: if is_cut_off { index % REGIONS } else { REGIONS },
			is_open,
			units,
			node: None,
			address: None,
			endowment,
			sold: 0,
			on: 0,
			agreement: None,
			burned: 0,
			ruined: None,
			due: 0,
			kept: 0,
			early: Sample::default(),
			warned: 0,
			suspended: 0,
		});
	};
	let (honest, uptimes) = match scenario.is_bootstrap() {
		true => (FEW_HONEST, FEW_UPTIMES.as_slice()),
		false => (HONEST, HONEST_UPTIMES.as_slice()),
	};
	for (_, uptime) in (0..honest).zip(uptimes.iter().cycle()) {
		add(Role::Honest, kind.units / scenario.scale() / honest, *uptime, 1.4);
	}
	let small = (kind.small / scenario.scale()).max(1);
	add(Role::Reference, small, ALWAYS, 15.0);
	for uptime in PROBES {
		add(Role::Probe, small, uptime, 60.0);
		add(Role::Probe, small, uptime, 60.0);
	}
	for uptime in DAILY_PROBES {
		add(Role::DailyProbe, small, uptime, 120.0);
		add(Role::DailyProbe, small, uptime, 120.0);
	}
	if scenario.is_bootstrap() {
		return all;
	}
	for role in [Role::Twin, Role::Nightly, Role::Shutdown, Role::Sniper, Role::Quitter] {
		add(role, small, USUAL, 15.0);
	}
	for role in [Role::Lazy, Role::Weekender, Role::Shaky] {
		add(role, small, USUAL, 15.0);
	}
	add(Role::SelfDealer, kind.units * SELF_DEALER / 1_000, USUAL, 2.0);
	for _ in 0..RING_SIZE {
		add(Role::Ring, kind.units * RING / 1_000, USUAL, 2.0);
	}
	all
}

/// VOLT of collateral for a unit, by the class's terms.
pub fn collateral(kind: &Kind) -> f64 {
	let (class, _) = economy::classes().swap_remove(kind.id.into());
	crate::assumptions::in_volt(class.collateral_per_unit)
}

/// A random number below a thousand that depends on nothing but these.
fn draw(luck: u32, window: WindowIndex) -> u32 {
	let mut bits = (u64::from(luck) << 32 | u64::from(window)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
	bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
	bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
	((bits ^ (bits >> 31)) % 1_000) as u32
}

impl Operator {
	/// Windows of its class in a day.
	pub fn windows_a_day(&self) -> u32 {
		economy::ERA / world::class(self.kind.id).period
	}

	/// Whether its hardware is switched on.
	fn is_on(&self, when: &When) -> bool {
		match self.role {
			Role::Lazy => self.stays_out_of_jail(when),
			Role::Weekender => when.day() % 7 < 5 || self.stays_out_of_jail(when),
			Role::DailyProbe => {
				draw(self.luck, when.day()) < self.uptime || self.stays_out_of_jail(when)
			}
			Role::Nightly => when.block % economy::ERA < economy::ERA / 3 * 2,
			Role::Shutdown => !when.is_outage(),
			Role::Quitter => when.day() % MONTH < 6,
			_ => true,
		}
	}

	/// Whether it is one of the few windows that it takes to be never jailed.
	fn stays_out_of_jail(&self, when: &When) -> bool {
		when.window.is_multiple_of(world::class(self.kind.id).jail_after - 1)
	}

	/// Whether something breaks.
	fn fails(&self, when: &When) -> bool {
		let uptime = match self.role {
			Role::Shaky if when.day() % MONTH == 15 => 700,
			Role::DailyProbe => ALWAYS,
			_ => self.uptime,
		};
		let cut_off = self.region == when.region && when.is_outage();
		cut_off || draw(self.luck, when.window) >= uptime
	}

	/// Attests in the window that is open, if it is there; with a signature that is checked, if `signed`.
	pub fn work(&mut self, when: &When, signed: bool) {
		let Some(address) = self.address else { return };
		if !self.is_on(when) {
			return;
		}
		self.on += 1;
		if self.fails(when) {
			return;
		}
		let duty = signed.then(|| Attestation::duty(self.node?)).flatten();
		let payload = Payload {
			version: PAYLOAD_VERSION,
			genesis: world::genesis_hash(),
			address,
			window: when.window,
			challenge: duty.map(|duty| duty.challenge).unwrap_or_default(),
			report: Report { firmware: 1, uptime: 60, available: self.units },
		};
		let key = signed.then_some(&self.key);
		if let Err(error) = world::attest(payload, key) {
			self.find();
			assert!(self.address.is_none(), "{:?} is refused: {error:?}", self.role);
		}
	}

	/// Registers its hardware, unless it can't pay for it any more.
	pub fn come(&mut self, day: u32) {
		if self.register().is_err() {
			self.ruined.get_or_insert(day);
		}
	}

	/// Registers its hardware.
	pub fn register(&mut self) -> DispatchResult {
		let call = pallet_nodes::Call::register {
			class: self.kind.id,
			units: self.units,
			device_key: world::device_key(&self.key),
			possession: world::consent(&self.key, &self.who),
			collateral: Nodes::required_collateral(self.kind.id, self.units).unwrap_or(0),
			operator: None,
			payee: None,
			location: None,
			metadata: Default::default(),
		};
		submit(&self.who, call)?;
		self.node = Nodes::node_of(world::device_key(&self.key));
		self.find();
		Ok(())
	}

	/// Looks where its node is.
	fn find(&mut self) {
		let place = self.node.and_then(Attestation::node_membership);
		self.address = place.map(|place| place.address);
	}

	/// Leaves for good.
	pub fn retire(&mut self) {
		let Some(node) = self.node else { return };
		let retired = submit(&self.who, pallet_nodes::Call::retire { node });
		assert!(retired.is_ok(), "{:?} can't retire: {retired:?}", self.role);
		self.address = None;
	}

	/// Has back what is free, once it is.
	pub fn reap(&mut self) {
		let Some(node) = self.node else { return };
		if submit(&self.who, pallet_nodes::Call::reap { node }).is_ok() {
			self.node = None;
		}
	}

	/// What a good owner does every day: sees that the node is active and stays so.
	pub fn look_after(&mut self, day: u32) {
		let Some(node) = self.node else { return };
		let status = Nodes::node(node).map(|node| node.status);
		self.suspended += u32::from(status == Some(Status::Suspended));
		if let Some((amount, deadline)) = Collateral::shortfall(node) {
			self.warned += u32::from(deadline.is_some());
			// Rewards fill what is missing since the class asks for more.
			if deadline.is_some() || status != Some(Status::Active) {
				self.top_up(amount, day);
			}
		}
		if status == Some(Status::Jailed) {
			// Not before its cool-down is over, nor with too little collateral.
			let _ = submit(&self.who, pallet_attestation::Call::unjail { node });
		}
		self.find();
	}

	fn top_up(&mut self, amount: Balance, day: u32) {
		let Some(node) = self.node else { return };
		if world::free(&self.who) < amount {
			self.claim();
		}
		if submit(&self.who, pallet_collateral::Call::deposit { node, amount }).is_err() {
			self.ruined.get_or_insert(day);
		}
	}

	pub fn claim(&mut self) {
		let Some((node, (due, paid))) =
			self.node.and_then(|node| Some((node, world::payable(node)?)))
		else {
			return;
		};
		// Nothing to claim, in the first hour.
		if submit(&self.who, pallet_rewards::Call::claim { node }).is_ok() {
			self.due += due;
			self.kept += due - paid;
		}
	}

	/// Base units that it has, and will have when what is pending is done: less what it began with.
	pub fn gain(&self) -> i128 {
		let mut has = world::wealth(&self.who) + self.sold;
		if self.customer_counts() {
			has += world::wealth(&self.customer);
		}
		let mut owes = self.endowment;
		if let Some(node) = self.node {
			has += world::unpaid(node);
			let pending = Slashing::pending_slashes(node);
			owes += pending.into_iter().map(|slash| slash.amount).sum::<Balance>();
		}
		has as i128 - owes as i128
	}

	fn customer_counts(&self) -> bool {
		matches!(self.role, Role::SelfDealer | Role::Ring)
	}

	/// What it has gained after the cost of its hardware over so many days, in VOLT a unit and day.
	pub fn profit(&self, days: u32) -> f64 {
		let unit_days = f64::from(self.units) * f64::from(days);
		let on = self.on as f64 / f64::from(self.windows_a_day());
		let electricity = self.kind.electricity() * on / f64::from(days);
		self.gain() as f64 / 1e12 / unit_days - self.kind.hardware() - electricity
	}

	/// What it has come to, of who has had one node all the time.
	pub fn sample(&self) -> Sample {
		let counters = self.node.map(Attestation::node_counters).unwrap_or_default();
		let (due, kept) = (self.due, self.kept);
		let gain = self.gain();
		Sample { gain, missed: counters.missed, windows: counters.windows, due, kept }
	}

	/// Changes how much hardware it has. Tells whether it could.
	pub fn resize(&mut self, units: Units) -> bool {
		let Some(node) = self.node else { return false };
		let backed = world::backed(node);
		let own = |units| {
			let required = Nodes::required_collateral(self.kind.id, units).unwrap_or(0);
			required - (economy::BACKED_PART * required).min(backed)
		};
		let locked = || Collateral::ledger(node).map_or(0, |ledger| ledger.locked);
		let grows = units > self.units;
		if let Some(amount) = own(units).checked_sub(locked()).filter(|more| grows && *more > 0) {
			let deposit = pallet_collateral::Call::deposit { node, amount };
			if world::free(&self.who) < amount || submit(&self.who, deposit).is_err() {
				return false;
			}
		}
		let update = pallet_nodes::Call::<Runtime>::update {
			node,
			units: Some(units),
			metadata: None,
			location: None,
		};
		let resized = submit(&self.who, update).is_ok();
		if resized {
			self.units = units;
		}
		if let Some(amount) = locked().checked_sub(own(self.units)).filter(|more| *more > 0) {
			// Held back as long as slashes are pending that it may be needed for.
			let _ = submit(&self.who, pallet_collateral::Call::request_withdrawal { node, amount });
		}
		let _ = submit(&self.who, pallet_collateral::Call::withdraw { node });
		resized
	}
}
