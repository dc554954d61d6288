//! What is measured, and the bars that must hold.

use pallet_rewards::Positions;
use serde_json::{json, Value};
use sp_runtime::FixedU128;
use substation_primitives::Balance;
use substation_runtime::{
	economy, Backing, Balances, Collateral, Emission, Rewards, Runtime, Slashing,
};

use crate::{
	assumptions::{in_volt, Kind, Scenario, EARLY, MONTH, YEAR},
	life::Town,
	market,
	people::Role,
	results::{self, Part},
	world,
};

/// By how much the measured break-even uptime may differ from the declared one.
const BREAK_EVEN: f64 = 0.01;

/// What a scenario has come to.
pub struct Outcome {
	pub report: Value,
	/// Each bar that was broken.
	pub complaints: Vec<String>,
}

pub struct Measures {
	scenario: Scenario,
	years: u32,
	months: Vec<Value>,
	classes: [Tally; 4],
	/// The most that rounding has kept in the backers' pot, in base units.
	dust: Balance,
	/// Eras without an outage, and with one.
	eras: [u32; 2],
	complaints: Vec<String>,
}

/// What is counted of a class.
#[derive(Default)]
struct Tally {
	/// The most that rounding has kept in its pool, in base units.
	dust: Balance,
	/// Eras whose price was raised, without an outage and with one, and the raised prices' sum.
	raised: [(u32, f64); 2],
	/// Eras in which it asked for more than its least, and how many times that at most.
	above: u32,
	most: f64,
}

impl Measures {
	pub fn new(scenario: Scenario, years: u32) -> Self {
		Self {
			scenario,
			years,
			months: vec![],
			classes: Default::default(),
			dust: 0,
			eras: [0; 2],
			complaints: vec![],
		}
	}

	/// After the first block of an era.
	pub fn morning(&mut self, day: u32, towns: &[Town]) {
		if Balances::total_issuance() > economy::CAP {
			self.complain(format!("day {day}: more than the cap exists"));
		}
		if day % MONTH == 1 {
			let classes: Vec<_> = towns.iter().map(of_class).collect();
			self.months.push(json!({
				"day": day,
				"issuance": in_volt(Balances::total_issuance()),
				"minted": in_volt(Emission::minted()),
				"burned": in_volt(Emission::burned()),
				"rebated": in_volt(Emission::service().minted),
				"classes": classes,
			}));
		}
	}

	/// In the last block of an era, when all windows are settled.
	pub fn evening(&mut self, day: u32, towns: &mut [Town]) {
		if day + 1 == EARLY {
			for operator in towns.iter_mut().flat_map(|town| &mut town.operators) {
				operator.early = operator.sample();
			}
		}
		let is_outage = usize::from(day % MONTH == day / MONTH * 11 % MONTH);
		self.eras[is_outage] += 1;
		for (tally, town) in self.classes.iter_mut().zip(towns.iter_mut()) {
			tally.count(day, is_outage, town.kind);
			town.backers.iter_mut().for_each(|backer| backer.look(&town.operators));
		}
		self.dust = self.dust.max(backers_dust(towns));
	}

	fn complain(&mut self, complaint: String) {
		self.complaints.push(format!("{}: {complaint}", self.scenario.name()));
	}

	/// When it is over.
	pub fn finish(mut self, towns: &[Town]) -> Outcome {
		let days = self.years * YEAR;
		let tallies = core::mem::take(&mut self.classes);
		let classes = towns.iter().zip(tallies).map(|(town, tally)| self.of(town, tally, days));
		let classes: Vec<_> = classes.collect();
		let report = json!({
			"name": self.scenario.name(),
			"years": self.years,
			"months": self.months,
			"classes": classes,
			"eras": { "calm": self.eras[0], "outage": self.eras[1] },
			"backersDust": self.dust.to_string(),
		});
		Outcome { report, complaints: self.complaints }
	}

	/// What a class has come to, and which bars it has broken.
	fn of(&mut self, town: &Town, tally: Tally, days: u32) -> Value {
		let name = town.kind.name;
		let at = |role, part| results::break_even(town, role, part).0;
		let both = |part| [at(Role::Probe, part), at(Role::DailyProbe, part)];
		let (measured, probes) = results::break_even(town, Role::Probe, Part::All);
		let declared = f64::from(world::class(town.kind.id).break_even.deconstruct()) / 1e9;
		// Where a class begins with few nodes, its collateral follows some weeks behind.
		if (measured - declared).abs() > BREAK_EVEN && !self.scenario.is_bootstrap() {
			self.complain(format!("{name} breaks even at {measured:.4}"));
		}
		let attacks = results::attacks(town, days);
		for attack in &attacks {
			if attack["difference"].as_f64().is_none_or(|difference| difference >= 0.0) {
				self.complain(format!("{name}: an attack pays: {attack}"));
			}
		}
		let steady = results::troubles(town, true);
		if steady.warned + steady.suspended > 0 {
			self.complain(format!("{name}: who never misses has to top up: {steady:?}"));
		}
		let kept = [Part::Early, Part::Late].map(|part| results::kept(town, part));
		let [calm, outage] = tally.raised;
		let factor = if outage.0 > 0 { outage.1 / f64::from(outage.0) } else { 1.0 };
		json!({
			"name": name,
			"declared": declared,
			"breakEven": measured,
			"dailyBreakEven": at(Role::DailyProbe, Part::All),
			"early": both(Part::Early),
			"late": both(Part::Late),
			"probes": probes,
			"attacks": attacks,
			"dust": tally.dust.to_string(),
			"raised": { "calm": calm.0, "outage": outage.0, "factor": factor },
			"asked": { "eras": tally.above, "most": tally.most },
			"kept": kept,
			"steady": steady.json(),
			"others": results::troubles(town, false).json(),
			"tokens": results::tokens(town),
		})
	}
}

impl Tally {
	fn count(&mut self, day: u32, is_outage: usize, kind: &Kind) {
		let factor = Slashing::price_factor(kind.id, day);
		if factor > FixedU128::from_u32(1) {
			let (eras, sum) = &mut self.raised[is_outage];
			*eras += 1;
			*sum += factor.to_float();
		}
		let asked = asked(kind);
		self.above += u32::from(asked > 1.0);
		self.most = self.most.max(asked);
		self.dust = self.dust.max(dust(kind));
	}
}

/// What a class has come to, as the chain says.
fn of_class(town: &Town) -> Value {
	let kind = town.kind;
	let [availability, service, income] = market::totals(kind);
	let all = availability + service + income;
	json!({
		"asked": asked(kind),
		"weight": market::weight(kind),
		"availability": availability,
		"service": service,
		"income": income,
		"subsidyShare": if all > 0.0 { availability / all } else { 1.0 },
		"unit": market::income(kind),
		"unmet": town.customers.unmet,
	})
}

/// What a class asks for, in times of its least.
fn asked(kind: &Kind) -> f64 {
	let least = world::class(kind.id).collateral_per_unit;
	Collateral::required_per_unit(kind.id).unwrap_or(least) as f64 / least as f64
}

/// What was streamed to the nodes of a class and is nobody's, by rounding.
fn dust(kind: &Kind) -> Balance {
	let Some(pool) = Rewards::pool(kind.id) else { return 0 };
	let of_class = Positions::<Runtime>::iter().filter(|(_, position)| position.class == kind.id);
	let theirs: Balance =
		of_class.map(|(node, position)| position.claimed + world::unpaid(node)).sum();
	pool.streamed - theirs
}

/// What the backers' pot has that is nobody's, by rounding.
fn backers_dust(towns: &[Town]) -> Balance {
	let of_town = |town: &Town| -> Balance {
		let nodes =
			town.backers.iter().map(|backer| (backer, town.operators[backer.operator].node));
		nodes.filter_map(|(backer, node)| Some(backer.has(node?))).sum()
	};
	let theirs: Balance = towns.iter().map(of_town).sum();
	world::free(&Backing::pot()) - theirs
}
