//! What is measured, and the bars that must hold.

use pallet_rewards::Positions;
use serde_json::{json, Value};
use sp_runtime::FixedU128;
use substation_primitives::Balance;
use substation_runtime::{economy, Balances, Emission, Rewards, Runtime, Slashing};

use crate::{
	assumptions::{in_volt, Kind, Scenario, MONTH, YEAR},
	life::Town,
	market,
	people::{Operator, Role},
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
	/// The most that rounding has kept in each class's pool, in base units.
	dust: [Balance; 4],
	/// Of each class: eras whose price was raised, with an outage and without, and the raised prices' sum.
	raised: [[(u32, f64); 2]; 4],
	eras: [u32; 2],
	complaints: Vec<String>,
}

impl Measures {
	pub fn new(scenario: Scenario, years: u32) -> Self {
		Self {
			scenario,
			years,
			months: vec![],
			dust: [0; 4],
			raised: Default::default(),
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
	pub fn evening(&mut self, day: u32, towns: &[Town]) {
		let is_outage = day % MONTH == day / MONTH * 11 % MONTH;
		self.eras[usize::from(is_outage)] += 1;
		for (index, town) in towns.iter().enumerate() {
			let factor = Slashing::price_factor(town.kind.id, day);
			if factor > FixedU128::from_u32(1) {
				let raised = &mut self.raised[index][usize::from(is_outage)];
				raised.0 += 1;
				raised.1 += factor.to_float();
			}
		}
		if (day + 1).is_multiple_of(MONTH) {
			for (index, town) in towns.iter().enumerate() {
				self.dust[index] = self.dust[index].max(dust(town.kind));
			}
		}
	}

	fn complain(&mut self, complaint: String) {
		self.complaints.push(format!("{}: {complaint}", self.scenario.name()));
	}

	/// When it is over.
	pub fn finish(mut self, towns: &[Town]) -> Outcome {
		let days = self.years * YEAR;
		let mut classes = vec![];
		for (index, town) in towns.iter().enumerate() {
			let (measured, probes) = break_even(town, days);
			let declared = crate::world::class(town.kind.id).break_even;
			let declared = f64::from(declared.deconstruct()) / 1e9;
			if (measured - declared).abs() > BREAK_EVEN {
				self.complain(format!("{} breaks even at {measured:.4}", town.kind.name));
			}
			let attacks = attacks(town, days);
			for attack in &attacks {
				if attack["difference"].as_f64().is_none_or(|difference| difference >= 0.0) {
					self.complain(format!("{}: an attack pays: {attack}", town.kind.name));
				}
			}
			let mean =
				|(count, sum): (u32, f64)| if count > 0 { sum / f64::from(count) } else { 1.0 };
			let [calm, outage] = self.raised[index];
			classes.push(json!({
				"name": town.kind.name,
				"declared": declared,
				"breakEven": measured,
				"probes": probes,
				"attacks": attacks,
				"dust": self.dust[index].to_string(),
				"raised": { "calm": calm.0, "outage": outage.0, "factor": mean(outage) },
			}));
		}
		let report = json!({
			"name": self.scenario.name(),
			"months": self.months,
			"classes": classes,
			"eras": { "calm": self.eras[0], "outage": self.eras[1] },
		});
		Outcome { report, complaints: self.complaints }
	}
}

/// What a class has come to, as the chain says.
fn of_class(town: &Town) -> Value {
	let kind = town.kind;
	let [availability, service, income] = market::totals(kind);
	let all = availability + service + income;
	json!({
		"weight": market::weight(kind),
		"availability": availability,
		"service": service,
		"income": income,
		"subsidyShare": if all > 0.0 { availability / all } else { 1.0 },
		"unit": market::income(kind),
		"unmet": town.customers.unmet,
	})
}

/// What was streamed to the nodes of a class and is nobody's, by rounding.
fn dust(kind: &Kind) -> Balance {
	let Some(pool) = Rewards::pool(kind.id) else { return 0 };
	let of_class = Positions::<Runtime>::iter().filter(|(_, position)| position.class == kind.id);
	let theirs: Balance =
		of_class.map(|(node, position)| position.claimed + world::unpaid(node)).sum();
	pool.streamed - theirs
}

/// The uptime at which nodes of a class neither gain nor lose, from all that were up for so long; and what they gained, in
/// parts of what one gains that never misses.
fn break_even(town: &Town, days: u32) -> (f64, Vec<(f64, f64)>) {
	let of = |role: Role| town.operators.iter().filter(move |who| who.role == role);
	let gain = |who: &Operator| who.gain() as f64 / f64::from(who.units) / f64::from(days);
	let all: f64 = of(Role::Reference).map(gain).sum();
	let probes: Vec<_> =
		of(Role::Probe).map(|who| (who.measured_uptime(), gain(who) / all)).collect();
	let count = probes.len() as f64;
	let (x, y) = probes.iter().fold((0.0, 0.0), |(x, y), probe| (x + probe.0, y + probe.1));
	let (x, y) = (x / count, y / count);
	let (covariance, variance) = probes.iter().fold((0.0, 0.0), |(c, v), probe| {
		(c + (probe.0 - x) * (probe.1 - y), v + (probe.0 - x).powi(2))
	});
	(x - y / (covariance / variance), probes)
}

/// What each attack brought, in VOLT a unit and day, beside the same hardware honestly run.
fn attacks(town: &Town, days: u32) -> Vec<Value> {
	let of = |role: Role| town.operators.iter().filter(move |who| who.role == role);
	let twin: f64 = of(Role::Twin).map(|who| who.profit(days)).sum();
	let mut all = vec![];
	for role in [
		Role::Lazy,
		Role::Nightly,
		Role::Shutdown,
		Role::Sniper,
		Role::Quitter,
		Role::SelfDealer,
		Role::Ring,
	] {
		let units: f64 = of(role).map(|who| f64::from(who.units)).sum();
		let profit: f64 =
			of(role).map(|who| who.profit(days) * f64::from(who.units)).sum::<f64>() / units;
		// At most all of the service stream that was minted for what they burned came to them.
		let burned: f64 = of(role).map(|who| in_volt(who.burned)).sum();
		let part = f64::from(economy::SERVICE_STREAM.deconstruct()) / 1e9;
		let stream = burned * part / units / f64::from(days);
		let ruined = of(role).filter_map(|who| who.ruined).min();
		all.push(json!({
			"name": format!("{role:?}"),
			"profit": profit,
			"honest": twin,
			"stream": stream,
			"difference": profit - twin + stream,
			"ruined": ruined,
		}));
	}
	if let Some(node) = town.shaky() {
		let [stays, leaves] = [0, 1].map(|index| town.backers[index].gain(node, days));
		all.push(json!({
			"name": "Backer",
			"profit": leaves,
			"honest": stays,
			"stream": 0.0,
			"difference": leaves - stays,
			"ruined": null,
		}));
	}
	all
}
