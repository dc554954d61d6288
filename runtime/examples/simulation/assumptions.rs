//! What the simulation assumes of the world outside the chain.

use substation_primitives::{Balance, ClassId};
use substation_runtime::constants::UNIT;

/// What one VOLT costs, in dollars, all the time.
pub const PRICE: f64 = 0.20;
/// What a kilowatt-hour costs, in dollars.
const KILOWATT_HOUR: f64 = 0.15;
/// Days in a year, in a month, and in all.
pub const YEAR: u32 = 365;
pub const MONTH: u32 = 30;
/// Owners add hardware when a unit earns more than this many times what it costs, and take some away below.
pub const MARGIN: f64 = 1.15;
/// What customers pay for a unit, in parts of what it costs.
pub const MARKUP: f64 = 1.5;
/// The part of a node's capacity that is for sale.
pub const FOR_SALE: f64 = 0.9;
/// Regions that honest operators are in, alike. One fails a month, in all classes …
pub const REGIONS: u32 = 5;
/// … for that many blocks: eight hours.
pub const OUTAGE: u32 = 4_800;
/// A network that begins with few nodes has a so-manyth of the usual hardware …
const FEW: u32 = 40;
/// … and is followed for that many years: until it is as large as usual, and has been for a while.
const BOOTSTRAP: u32 = 2;
/// Days after which all classes of such a network ask for as many eras' reward as they should.
pub const EARLY: u32 = 90;

/// A class, and what a unit of it costs.
pub struct Kind {
	pub id: ClassId,
	pub name: &'static str,
	/// Dollars for the hardware of one unit, and the years that it lasts.
	pub hardware: f64,
	pub life: f64,
	pub watts: f64,
	/// Units of the small nodes: probes, attackers and whom they are compared to.
	pub small: u32,
	/// Units that there are at the start, of honest operators, unless there are few.
	pub units: u32,
}

pub const KINDS: [Kind; 4] = [
	Kind {
		id: 0,
		name: "wireless",
		hardware: 500.0,
		life: 5.0,
		watts: 12.0,
		small: 20,
		units: 33_000,
	},
	Kind { id: 1, name: "gpu", hardware: 2_000.0, life: 4.0, watts: 400.0, small: 2, units: 4_900 },
	Kind {
		id: 2,
		name: "storage",
		hardware: 18.0,
		life: 5.0,
		watts: 0.8,
		small: 400,
		units: 560_000,
	},
	Kind {
		id: 3,
		name: "sensor",
		hardware: 40.0,
		life: 6.0,
		watts: 1.0,
		small: 80,
		units: 160_000,
	},
];

impl Kind {
	/// VOLT a day for the hardware of one unit, whether it runs or not.
	pub fn hardware(&self) -> f64 {
		self.hardware / self.life / f64::from(YEAR) / PRICE
	}

	/// VOLT a day for the electricity of one unit that runs.
	pub fn electricity(&self) -> f64 {
		self.watts / 1_000.0 * 24.0 * KILOWATT_HOUR / PRICE
	}

	/// VOLT a day for one unit that runs.
	pub fn cost(&self) -> f64 {
		self.hardware() + self.electricity()
	}
}

/// How the network begins, and how demand goes.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Scenario {
	Growth,
	Stall,
	Collapse,
	/// As growth, but with little hardware at first, and backers behind honest operators.
	Bootstrap,
}

impl Scenario {
	pub const ALL: [Self; 4] = [Self::Growth, Self::Stall, Self::Collapse, Self::Bootstrap];

	pub fn is_bootstrap(self) -> bool {
		self == Self::Bootstrap
	}

	/// Years of it, if others take that many.
	pub fn years(self, others: u32) -> u32 {
		if self.is_bootstrap() {
			others.min(BOOTSTRAP)
		} else {
			others
		}
	}

	/// The first day's hardware is a so-manyth of what is usual.
	pub fn scale(self) -> u32 {
		if self.is_bootstrap() {
			FEW
		} else {
			1
		}
	}

	pub fn name(self) -> &'static str {
		match self {
			Self::Growth => "growth",
			Self::Stall => "stall",
			Self::Collapse => "collapse",
			Self::Bootstrap => "bootstrap",
		}
	}

	/// What a class's customers want to pay a day, in parts of the class's subsidy on the first day.
	pub fn demand(self, day: u32) -> f64 {
		let year = f64::from(day) / f64::from(YEAR);
		// From a fiftieth to one and a half in ten years.
		let growth = 0.02 * 75_f64.powf(year / 10.0);
		match self {
			Self::Growth | Self::Bootstrap => growth,
			Self::Stall => growth.min(0.02 * 75_f64.powf(0.3)),
			Self::Collapse if year < 5.0 => growth,
			// Down to a tenth within half a year, and no more.
			Self::Collapse => 0.02 * 75_f64.powf(0.5) * 0.1_f64.powf(((year - 5.0) * 2.0).min(1.0)),
		}
	}
}

pub fn volt(amount: f64) -> Balance {
	(amount * UNIT as f64) as Balance
}

pub fn in_volt(amount: Balance) -> f64 {
	amount as f64 / UNIT as f64
}
