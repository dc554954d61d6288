//! Customers: what they want, and what they buy of whom.

use pallet_services::{Arbiter, Event, Sla, Target, Terms};
use sp_runtime::{DispatchResult, Perbill};
use substation_primitives::{api::ClassEra, AgreementId, Balance, Units};
use substation_runtime::{economy, AccountId, Emission, RuntimeEvent};

use crate::{
	assumptions::{in_volt, volt, Kind, Scenario, FOR_SALE, MARGIN, MARKUP, MONTH},
	people::{Operator, Role},
	world::{self, submit},
};

/// Days for which customers pay ahead: a month, but for the window that is open when they do.
const AHEAD: u32 = MONTH - 1;

/// Ends an agreement, by its customer. What was burned for it, in base units.
pub fn close(customer: &AccountId, agreement: AgreementId) -> Balance {
	let closed = submit(customer, pallet_services::Call::close { agreement });
	assert!(closed.is_ok(), "an agreement can't be closed: {closed:?}");
	let of_it = |event| match event {
		RuntimeEvent::Services(Event::Settled { agreement: id, burned, .. }) if id == agreement => {
			Some(burned)
		}
		_ => None,
	};
	// What was settled before in this block has another number.
	world::events().into_iter().filter_map(of_it).sum()
}

/// Offers `units` of a node at `price` for a unit and day, and has `customer` buy them for a month.
pub fn sell(
	seller: &mut Operator,
	customer: &AccountId,
	units: Units,
	price: f64,
) -> DispatchResult {
	let Some(node) = seller.node.filter(|_| units > 0) else { return Ok(()) };
	let price = volt(price / f64::from(seller.windows_a_day())).max(1);
	let sla = Sla { uptime: Perbill::from_percent(90), guarantee: Perbill::from_percent(10) };
	let terms = Terms { price, sla, arbiter: Arbiter::Nobody };
	let offer = pallet_services::Call::offer { node, units, terms: terms.clone() };
	submit(&seller.who, offer)?;
	let windows = AHEAD * seller.windows_a_day();
	let target = Target::Node(node);
	let open = pallet_services::Call::open { target, units, windows, wants: terms };
	submit(customer, open)?;
	let opened = world::events().into_iter().rev().find_map(|event| match event {
		RuntimeEvent::Services(Event::Opened { agreement, .. }) => Some(agreement),
		_ => None,
	});
	seller.agreement = opened;
	Ok(())
}

/// What a class got a day, in VOLT: its subsidy, its service stream, and what its customers paid. The last is booked once a
/// month, and is there on the day after.
pub fn totals(kind: &Kind) -> [f64; 3] {
	let eras = Emission::history(kind.id);
	// The last one is running.
	let over: Vec<_> = eras.iter().rev().skip(1).collect();
	let mean = |part: fn(&ClassEra) -> Balance, days: f64| {
		in_volt(over.iter().map(|era| part(era)).sum()) / days
	};
	let days = over.len().max(1) as f64;
	let streams = [mean(|era| era.availability, days), mean(|era| era.service, days)];
	[streams[0], streams[1], mean(|era| era.income, MONTH.into())]
}

/// VOLT that a unit of the class earns a day from all of these.
pub fn income(kind: &Kind) -> f64 {
	totals(kind).iter().sum::<f64>() / weight(kind)
}

pub fn weight(kind: &Kind) -> f64 {
	substation_runtime::Rewards::pool(kind.id).map_or(1, |pool| pool.weight.max(1)) as f64
}

/// The customers of a class.
pub struct Customers {
	pub kind: &'static Kind,
	pub who: AccountId,
	/// VOLT a day that are the class's subsidy at the start.
	pub subsidy: f64,
	/// VOLT that a unit of the class earned a day, the month before last.
	pub income: f64,
	/// The part of what they wanted last month that they could not buy.
	pub unmet: f64,
}

impl Customers {
	pub fn new(kind: &'static Kind) -> Self {
		let shares: u32 = economy::classes().into_iter().map(|(_, share)| share).sum();
		let (_, share) = economy::classes().swap_remove(kind.id.into());
		let left = in_volt(economy::CAP - world::ISSUANCE);
		let era = left * economy::DECAY.deconstruct() as f64 / 1e18;
		let subsidy = era * 0.6 * f64::from(share) / f64::from(shares);
		let who = world::account("customers", kind.id.into());
		Self { kind, who, subsidy, income: MARGIN * kind.cost(), unmet: 0.0 }
	}

	/// Once a month: agreements end, operators are paid, sell, and have more or less hardware; customers buy anew.
	pub fn monthly(&mut self, scenario: Scenario, day: u32, operators: &mut [Operator]) {
		let honest = |operator: &&mut Operator| operator.role == Role::Honest;
		for operator in operators.iter_mut().filter(honest) {
			if let Some(agreement) = operator.agreement.take() {
				close(&self.who, agreement);
			}
			operator.claim();
		}
		if day > 0 {
			let ratio = self.income / (MARGIN * self.kind.cost());
			let factor = ratio.sqrt().clamp(0.8, 1.25);
			for operator in operators.iter_mut().filter(honest) {
				let units = (f64::from(operator.units) * factor).round().max(1.0);
				operator.resize(units as Units);
				sell_tokens(operator);
			}
		}
		self.buy(scenario, day, operators);
	}

	fn buy(&mut self, scenario: Scenario, day: u32, operators: &mut [Operator]) {
		let price = MARKUP * self.kind.cost();
		let wanted = scenario.demand(day) * self.subsidy / price;
		let units = |operator: &Operator| f64::from(operator.units) * FOR_SALE;
		let sellers = || operators.iter().filter(|operator| operator.role == Role::Honest);
		let capacity: f64 = sellers().map(units).sum();
		let part = (wanted / capacity).min(1.0);
		let mut sold = 0.0;
		for operator in operators.iter_mut().filter(|operator| operator.role == Role::Honest) {
			let units = (f64::from(operator.units) * FOR_SALE * part).round() as Units;
			let need = volt(f64::from(units) * price * f64::from(AHEAD) + 10.0);
			let missing = need.saturating_sub(world::free(&self.who));
			let _ = world::pay(&world::market(), &self.who, missing);
			let who = self.who.clone();
			if sell(operator, &who, units, price).is_ok() {
				sold += f64::from(units);
			}
		}
		self.unmet = (1.0 - sold / wanted).max(0.0);
	}
}

/// Operators sell what they have earned, but for a fifth of their collateral.
fn sell_tokens(operator: &mut Operator) {
	let Some(node) = operator.node else { return };
	let locked = pallet_collateral::Ledgers::<substation_runtime::Runtime>::get(node)
		.map_or(0, |ledger| ledger.locked);
	let amount = world::free(&operator.who).saturating_sub(locked / 5);
	if world::pay(&operator.who, &world::market(), amount).is_ok() {
		operator.sold += amount;
	}
}
