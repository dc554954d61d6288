//! What a class's people have come to when it is over.

use serde_json::{json, Value};
use substation_runtime::economy;

use crate::{
	assumptions::{in_volt, YEAR},
	backers::Habit,
	life::Town,
	people::{Operator, Role, Sample, ALWAYS},
};

/// The time in which something is measured.
#[derive(Clone, Copy)]
pub enum Part {
	All,
	/// The first months, …
	Early,
	/// … and what comes after.
	Late,
}

impl Part {
	fn of(self, who: &Operator) -> Sample {
		match self {
			Self::All => who.sample(),
			Self::Early => who.early,
			Self::Late => who.sample().since(who.early),
		}
	}
}

/// The uptime at which nodes of a class neither gain nor lose, from all probes of a `role`; and what they gained, in parts of what
/// one gains that never misses. All small nodes have as many units.
pub fn break_even(town: &Town, role: Role, part: Part) -> (f64, Vec<(f64, f64)>) {
	let of = |role: Role| town.operators.iter().filter(move |who| who.role == role);
	let samples = |role| of(role).map(move |who| part.of(who));
	let all: f64 = samples(Role::Reference).map(|never| never.gain as f64).sum();
	let probes: Vec<_> =
		samples(role).map(|probe| (probe.uptime(), probe.gain as f64 / all)).collect();
	let count = probes.len() as f64;
	let (x, y) = probes.iter().fold((0.0, 0.0), |(x, y), probe| (x + probe.0, y + probe.1));
	let (x, y) = (x / count, y / count);
	let (covariance, variance) = probes.iter().fold((0.0, 0.0), |(c, v), probe| {
		(c + (probe.0 - x) * (probe.1 - y), v + (probe.0 - x).powi(2))
	});
	(x - y / (covariance / variance), probes)
}

/// What each attack brought, in VOLT a unit and day, beside the same hardware honestly run.
pub fn attacks(town: &Town, days: u32) -> Vec<Value> {
	let of = |role: Role| town.operators.iter().filter(move |who| who.role == role);
	let Some(twin) = of(Role::Twin).map(|who| who.profit(days)).next() else { return vec![] };
	let mut all = vec![];
	for role in [
		Role::Lazy,
		Role::Nightly,
		Role::Weekender,
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
		all.push(json!({
			"name": format!("{role:?}"),
			"profit": profit + stream,
			"honest": twin,
			"difference": profit + stream - twin,
			"ruined": of(role).filter_map(|who| who.ruined).min(),
		}));
	}
	let a_year = |habit: Habit| -> f64 {
		let of_all =
			town.behind(habit).map(|(backer, node)| backer.gain(node) / in_volt(backer.amount));
		of_all.sum::<f64>() / f64::from(days) * f64::from(YEAR)
	};
	let [leaves, stays] = [Habit::Leaves, Habit::Stays].map(a_year);
	all.push(json!({
		"name": "Backer",
		"profit": leaves,
		"honest": stays,
		"difference": leaves - stays,
		"ruined": null,
	}));
	all
}

/// What honest operators had to do besides waiting.
#[derive(Debug, Default)]
pub struct Troubles {
	pub nodes: u32,
	/// Mornings on which a deadline to top up ran, of all of them together, …
	pub warned: u32,
	/// … and on which one was suspended.
	pub suspended: u32,
}

impl Troubles {
	pub fn json(&self) -> Value {
		json!({ "nodes": self.nodes, "warned": self.warned, "suspended": self.suspended })
	}
}

/// Those who never miss, if `steady`, or else all other honest ones.
pub fn troubles(town: &Town, steady: bool) -> Troubles {
	let is_honest = |who: &&Operator| matches!(who.role, Role::Honest | Role::Reference);
	let of = town.operators.iter().filter(is_honest).filter(|who| (who.uptime == ALWAYS) == steady);
	of.fold(Troubles::default(), |sum, who| Troubles {
		nodes: sum.nodes + 1,
		warned: sum.warned + who.warned,
		suspended: sum.suspended + who.suspended,
	})
}

/// The part of what honest operators could have been paid that stayed behind their nodes.
pub fn kept(town: &Town, part: Part) -> f64 {
	let honest = town.operators.iter().filter(|who| who.role == Role::Honest);
	let (kept, due) = honest.fold((0, 0), |(kept, due), who| {
		let sample = part.of(who);
		(kept + sample.kept, due + sample.due)
	});
	kept as f64 / due as f64
}

/// What a token of backers of honest nodes has earned in a year, and one of their owners, before and after what the hardware cost.
/// Nothing where there are none.
pub fn tokens(town: &Town) -> Option<Value> {
	let (mut backers, mut owners, mut costs) = (0.0, 0.0, 0.0);
	let mut stood = [0.0; 2];
	for (backer, node) in town.behind(Habit::Fills) {
		backers += backer.gain(node);
		owners += town.operators[backer.operator].gain() as f64 / 1e12;
		costs += backer.costs;
		stood[0] += backer.stood[0];
		stood[1] += backer.stood[1];
	}
	let [theirs, own] = stood.map(|days| days / f64::from(YEAR));
	(theirs > 0.0).then(|| {
		json!({
			"backers": backers / theirs, "owners": owners / own, "afterCosts": (owners - costs) / own,
			"backed": theirs / (theirs + own),
		})
	})
}
