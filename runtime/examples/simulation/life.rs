//! The course of a scenario, block by block.

use std::error::Error;

use frame_support::assert_ok;
use sp_io::TestExternalities;
use substation_primitives::{Balance, BlockNumber, Class, NodeId, Units};
use substation_runtime::{economy, AccountId};

use crate::{
	assumptions::{volt, Kind, Scenario, FOR_SALE, KINDS, MARKUP, MONTH, REGIONS, YEAR},
	backers::{self, Backer, Habit},
	market::{self, Customers},
	measure::{Measures, Outcome},
	people::{self, Operator, Role, When},
	world,
};

/// Everybody in a class.
pub struct Town {
	pub kind: &'static Kind,
	pub period: BlockNumber,
	pub operators: Vec<Operator>,
	pub customers: Customers,
	pub backers: Vec<Backer>,
}

/// Runs a scenario for so many years.
pub fn run(scenario: Scenario, years: u32) -> Result<Outcome, Box<dyn Error>> {
	let mut towns: Vec<Town> = KINDS.iter().map(|kind| Town::new(kind, scenario)).collect();
	let people = towns.iter().flat_map(Town::accounts).collect();
	let genesis = world::genesis(people)?;
	let mut ext = TestExternalities::default();
	ext.execute_with(|| {
		// All of the state is in the overlay, where it is fast.
		genesis.top.iter().for_each(|(key, value)| sp_io::storage::set(key, value));
		let mut measures = Measures::new(scenario, years);
		for day in 0..years * YEAR {
			live_a_day(scenario, day, &mut towns, &mut measures)?;
			if (day + 1).is_multiple_of(YEAR) {
				world::check_state().map_err(|error| format!("day {day}: {error:?}"))?;
				eprintln!("{}: year {} is over", scenario.name(), (day + 1) / YEAR);
			}
		}
		towns.iter_mut().for_each(Town::end_rounds);
		Ok(measures.finish(&towns))
	})
}

/// An era: it begins with the block after the one in which the windows of the last one close.
fn live_a_day(
	scenario: Scenario,
	day: u32,
	towns: &mut [Town],
	measures: &mut Measures,
) -> Result<(), String> {
	let dawn = day * economy::ERA + 1;
	// Not twice in a row the same region or hour.
	let month = day / MONTH;
	let region = month * 7 % REGIONS;
	let outage = (month * MONTH + month * 11 % MONTH) * economy::ERA + month * 3 % 5 * 2_400;
	world::enter(dawn);
	for town in towns.iter_mut() {
		if day == 0 {
			town.settle_down();
		}
		town.morning(scenario, day);
		if day == 0 {
			town.work(dawn, region, outage, false);
		}
	}
	world::leave(dawn);
	measures.morning(day, towns);

	let blocks = (dawn + world::STEP - 1..=dawn - 1 + economy::ERA).step_by(world::STEP as usize);
	for block in blocks {
		world::enter(block);
		if block == dawn - 1 + economy::ERA {
			measures.evening(day, towns);
		}
		for town in towns.iter_mut() {
			town.pass(block, day);
			if block.is_multiple_of(town.period) {
				// Once a month each signs, and the signature is checked.
				let signed = day % MONTH == 1 && block % economy::ERA == 0;
				town.work(block, region, outage, signed);
			}
		}
		world::leave(block);
	}
	Ok(())
}

impl Town {
	fn new(kind: &'static Kind, scenario: Scenario) -> Self {
		let (Class { period, .. }, _) = economy::classes().swap_remove(kind.id.into());
		let operators = people::all(kind, scenario);
		let backers = backers::all(kind, &operators);
		Self { kind, period, operators, customers: Customers::new(kind), backers }
	}

	/// Everybody's account, and what is on it when the chain begins.
	fn accounts(&self) -> Vec<(AccountId, Balance)> {
		let operators = self.operators.iter().map(|who| (who.who.clone(), who.endowment));
		let backers = self.backers.iter().map(|who| (who.who.clone(), who.endowment));
		let own = (self.customers.who.clone(), volt(100.0));
		operators.chain(backers).chain([own]).collect()
	}

	/// The first day: as a simulated node stands for many real ones, it may be larger.
	fn settle_down(&mut self) {
		let terms = Class { max_units: 1_000_000, ..world::class(self.kind.id) };
		let call = pallet_nodes::Call::update_class { class_id: self.kind.id, class: terms };
		assert_ok!(world::decide(call));
		for operator in &mut self.operators {
			if !matches!(operator.role, Role::Sniper | Role::Quitter) {
				assert_ok!(operator.register());
			}
			if let Some(node) = operator.node.filter(|_| operator.is_open) {
				let commission = backers::COMMISSION;
				let open = pallet_backing::Call::open_to_backers { node, commission };
				assert_ok!(world::submit(&operator.who, open));
			}
		}
	}

	/// What happens when an era begins.
	fn morning(&mut self, scenario: Scenario, day: u32) {
		for operator in &mut self.operators {
			operator.look_after(day);
		}
		if day.is_multiple_of(MONTH) {
			self.customers.monthly(scenario, day, &mut self.operators);
			self.pay_themselves();
			self.operators.iter_mut().for_each(Operator::claim);
		}
		if day % MONTH == 1 {
			self.customers.income = market::income(self.kind);
		}
		self.come_and_go(day);
		self.backers.iter_mut().for_each(|backer| backer.daily(day, &mut self.operators));
	}

	/// The backers of a habit, and the nodes that they are behind.
	pub fn behind(&self, habit: Habit) -> impl Iterator<Item = (&Backer, NodeId)> {
		let backers = self.backers.iter().filter(move |backer| backer.habit == habit);
		backers.filter_map(|backer| Some((backer, self.operators[backer.operator].node?)))
	}

	/// Those who register and leave.
	fn come_and_go(&mut self, day: u32) {
		for operator in &mut self.operators {
			match (operator.role, day % MONTH) {
				(Role::Quitter, 0) if operator.node.is_none() => operator.come(day),
				(Role::Quitter, 7) | (Role::Sniper, 11) => operator.retire(),
				(Role::Quitter, 21..) | (Role::Sniper, 25..) => operator.reap(),
				_ => (),
			}
		}
	}

	/// What happens at certain times of day, before nodes attest.
	fn pass(&mut self, block: BlockNumber, day: u32) {
		match (day % MONTH, block % economy::ERA) {
			(10, 11_900) => {
				let snipers = self.operators.iter_mut().filter(|who| who.role == Role::Sniper);
				for sniper in snipers.filter(|who| who.node.is_none()) {
					assert_ok!(sniper.register());
				}
			}
			// The backed node has failed often enough by then.
			(15, 7_100) => {
				for backer in &mut self.backers {
					if let Some(node) = self.operators[backer.operator].node {
						backer.alarm(node);
					}
				}
			}
			_ => (),
		}
	}

	/// All attest in the window that is open in `block`, or fail to.
	fn work(&mut self, block: BlockNumber, region: u32, outage: BlockNumber, signed: bool) {
		let window = block / self.period + 1;
		let when = When { block, window, region, outage };
		self.operators.iter_mut().for_each(|operator| operator.work(&when, signed));
	}

	/// A self-dealer and the members of a ring sell all that they have to themselves, and to each other, at the market's price.
	fn pay_themselves(&mut self) {
		self.end_rounds();
		for (seller, buyer) in self.rings() {
			self.pay_round(seller, buyer);
		}
	}

	/// What they sold last month is over, and they are paid for it.
	fn end_rounds(&mut self) {
		for (seller, buyer) in self.rings() {
			self.end_round(seller, buyer);
		}
	}

	/// Who sells, and to whom.
	fn rings(&self) -> Vec<(usize, usize)> {
		let ring = |role: Role| {
			let all = self.operators.iter().enumerate().filter(move |(_, who)| who.role == role);
			let ring: Vec<usize> = all.map(|(index, _)| index).collect();
			let buyers = ring.clone().into_iter().cycle().skip(1);
			ring.into_iter().zip(buyers)
		};
		ring(Role::SelfDealer).chain(ring(Role::Ring)).collect()
	}

	fn end_round(&mut self, seller: usize, buyer: usize) {
		let customer = self.operators[buyer].customer.clone();
		let seller = &mut self.operators[seller];
		if let Some(agreement) = seller.agreement.take() {
			seller.burned += market::close(&customer, agreement);
		}
		seller.claim();
	}

	/// One of them pays another for a month, with what it has earned.
	fn pay_round(&mut self, seller: usize, buyer: usize) {
		let price = MARKUP * self.kind.cost();
		let Operator { who: payer, customer, .. } = &self.operators[buyer];
		let (payer, customer) = (payer.clone(), customer.clone());
		let seller = &mut self.operators[seller];
		let units = (f64::from(seller.units) * FOR_SALE) as Units;
		let need = volt(f64::from(units) * price * f64::from(MONTH) + 10.0);
		let missing = need.saturating_sub(world::free(&customer)).min(world::free(&payer));
		let _ = world::pay(&payer, &customer, missing);
		assert_ok!(market::sell(seller, &customer, units, price));
	}
}
