//! Ten years of the economy on the real runtime, for scripts/simulate.sh: prints what was measured as JSON, and fails where a
//! bar of docs/simulation.md is broken.
//!
//! `simulation [YEARS] [SCENARIO]`: ten, and all of them, unless given.

mod assumptions;
mod backers;
mod life;
mod market;
mod measure;
mod people;
mod results;
mod world;

use std::{env, error::Error, thread, time::Instant};

use serde_json::{json, Value};

use assumptions::{Scenario, KINDS, PRICE};

fn main() -> Result<(), Box<dyn Error>> {
	let years = env::args().nth(1).map_or(Ok(10), |years| years.parse())?;
	let run = |scenario: Scenario| {
		thread::Builder::new().name(scenario.name().into()).spawn(move || {
			life::run(scenario, scenario.years(years)).map_err(|error| error.to_string())
		})
	};
	let start = Instant::now();
	let only = env::args().nth(2);
	let is_asked = |scenario: &Scenario| only.as_deref().is_none_or(|name| name == scenario.name());
	let runs: Vec<_> =
		Scenario::ALL.into_iter().filter(is_asked).map(run).collect::<Result<_, _>>()?;
	let mut scenarios = vec![];
	for run in runs {
		scenarios.push(run.join().map_err(|_| "a scenario has failed")??);
	}
	let complaints: Vec<_> = scenarios.iter().flat_map(|run| run.complaints.clone()).collect();
	let scenarios: Vec<Value> = scenarios.into_iter().map(|run| run.report).collect();
	let classes: Vec<_> = KINDS
		.iter()
		.map(|kind| {
			json!({
				"name": kind.name, "hardware": kind.hardware, "life": kind.life, "watts": kind.watts,
				"cost": kind.cost(), "units": kind.units, "small": kind.small,
			})
		})
		.collect();
	let report = json!({
		"years": years, "price": PRICE, "classes": classes, "scenarios": scenarios,
		"seconds": start.elapsed().as_secs(),
	});
	println!("{report}");
	for complaint in &complaints {
		eprintln!("{complaint}");
	}
	if complaints.is_empty() {
		Ok(())
	} else {
		Err("a bar is broken".into())
	}
}
