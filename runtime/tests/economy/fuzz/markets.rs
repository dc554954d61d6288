//! What customers, operators and backers send each other's nodes.

use pallet_services::{Arbiter, Offer, Sla, State, Target, Terms};
use sp_runtime::Perbill;
use substation_primitives::{AgreementId, Balance, NodeId};
use substation_runtime::{
	constants::{MILLI, UNIT},
	economy, AccountId, Backing, Nodes, Runtime,
};

use super::{calls::Sent, Person, World};

type Agreement = pallet_services::Agreement<AccountId>;

impl World {
	/// Who has that account; mostly.
	fn holder(&mut self, account: &AccountId) -> Person {
		let found = self.people.iter().find(|person| person.account == *account);
		match found.cloned().filter(|_| self.dice.percent(90)) {
			Some(person) => person,
			None => self.person(),
		}
	}

	/// One of all, if there is any; mostly.
	fn some<T: Clone>(&mut self, all: &[T]) -> Option<T> {
		match all.is_empty() || self.dice.percent(5) {
			true => None,
			false => Some(self.dice.pick(all)),
		}
	}

	fn percent(&mut self, most: u64) -> Perbill {
		Perbill::from_percent(self.dice.below(most) as u32)
	}

	// --- Services ---

	pub fn service(&mut self) -> Sent {
		match self.dice.below(20) {
			0..4 => self.offer(),
			4..10 => self.open(),
			10 => self.withdraw_offer(),
			_ => self.about_agreement(),
		}
	}

	fn terms_of_service(&mut self) -> Terms<AccountId> {
		let prices = [0, 1, 7, MILLI, UNIT / 7, 3 * UNIT];
		let arbiter = match self.dice.below(8) {
			0 => Arbiter::Nobody,
			1 => Arbiter::Committee,
			_ => Arbiter::Account(self.person().account),
		};
		let sla = Sla { uptime: self.percent(101), guarantee: self.percent(101) };
		Terms { price: self.dice.pick(&prices), sla, arbiter }
	}

	fn offer(&mut self) -> Sent {
		let (who, node) = self.owned();
		let (units, terms) = (self.dice.below(5) as u32, self.terms_of_service());
		(who, pallet_services::Call::offer { node, units, terms }.into())
	}

	/// A node that has an offer, if there is any.
	fn offered(&mut self) -> (NodeId, Option<Offer<AccountId>>) {
		let offers: Vec<_> = pallet_services::Offers::<Runtime>::iter().collect();
		match self.some(&offers) {
			Some((node, offer)) => (node, Some(offer)),
			None => (self.node(), None),
		}
	}

	fn withdraw_offer(&mut self) -> Sent {
		let (node, offer) = self.offered();
		let who = match offer {
			Some(offer) => self.holder(&offer.maker),
			None => self.person(),
		};
		(who, pallet_services::Call::withdraw_offer { node }.into())
	}

	fn open(&mut self) -> Sent {
		let (node, offer) = self.offered();
		let wants = match offer {
			Some(offer) if self.dice.percent(90) => offer.terms,
			_ => self.terms_of_service(),
		};
		let target = match Nodes::node(node).filter(|_| self.dice.percent(30)) {
			Some(record) => {
				let others = (0..self.dice.below(4)).map(|_| self.offered().0);
				let nodes: Vec<_> = others.collect();
				let nodes = [vec![node], nodes].concat().try_into().unwrap();
				Target::Class { class: record.class, nodes }
			}
			None => Target::Node(node),
		};
		let units = self.dice.pick(&[0, 1, 1, 1, 1, 2, 4]);
		let windows = self.dice.pick(&[0, 1, 2, 5, 10, 30, u32::MAX]);
		(self.person(), pallet_services::Call::open { target, units, windows, wants }.into())
	}

	/// An agreement that there is, if there is any.
	fn agreement(&mut self) -> (AgreementId, Option<Agreement>) {
		let all: Vec<_> = pallet_services::Agreements::<Runtime>::iter().collect();
		match self.some(&all) {
			Some((agreement, record)) => (agreement, Some(record)),
			None => (self.dice.below(1_000) as AgreementId, None),
		}
	}

	fn about_agreement(&mut self) -> Sent {
		use pallet_services::Call;
		let (agreement, record) = self.agreement();
		let Some(record) = record else {
			return (self.person(), Call::settle { agreement }.into());
		};
		let customer = self.holder(&record.customer);
		if matches!(record.state, State::Disputed { .. }) && self.dice.percent(40) {
			let who = match &record.arbiter {
				Arbiter::Account(arbiter) => self.holder(&arbiter.clone()),
				_ => self.person(),
			};
			let refund = self.percent(101);
			return (who, Call::resolve_dispute { agreement, refund }.into());
		}
		let call = match self.dice.below(12) {
			0..3 => Call::top_up { agreement, windows: self.dice.below(12) as u32 },
			3..6 => return (self.person(), Call::settle { agreement }.into()),
			6..8 => return (self.person(), Call::collect { agreement }.into()),
			8 | 9 => Call::dispute { agreement },
			10 => {
				let owner = Nodes::node(record.node).map(|node| node.owner);
				let who = owner.map_or(customer, |owner| self.holder(&owner));
				return (who, Call::close { agreement }.into());
			}
			_ => Call::close { agreement },
		};
		(customer, call.into())
	}

	// --- Backers ---

	pub fn backing(&mut self) -> Sent {
		match self.dice.below(20) {
			0..4 => self.terms_for_backers(),
			4..11 => self.back(),
			11..15 => self.unback(),
			15..18 => {
				let (who, node) = self.position();
				(who, pallet_backing::Call::withdraw { node }.into())
			}
			_ => {
				let (who, node) = self.position();
				(who, pallet_backing::Call::claim { node }.into())
			}
		}
	}

	fn terms_for_backers(&mut self) -> Sent {
		use pallet_backing::Call;
		let (who, node) = self.owned();
		let call = match self.dice.below(8) {
			0 => Call::close_to_backers { node },
			1..4 => {
				let now = Backing::backing(node).map_or(Perbill::zero(), |terms| terms.commission);
				let raised = now + self.percent(4);
				let commission = if self.dice.percent(30) { self.percent(60) } else { raised };
				Call::set_commission { node, commission }
			}
			_ => Call::open_to_backers { node, commission: self.percent(60) },
		};
		(who, call.into())
	}

	/// A node that takes backers, if there is any.
	fn opened(&mut self) -> NodeId {
		let all: Vec<_> = pallet_backing::Supports::<Runtime>::iter_keys().collect();
		self.some(&all).unwrap_or_else(|| self.node())
	}

	fn back(&mut self) -> Sent {
		let node = self.opened();
		let room = Backing::backing(node).map_or(0, |report| report.room);
		let least = economy::MIN_BACKING;
		let amounts = [room, room / 2, room / 3, room + 1, least, least, least + 1, least - 1];
		let amount = self.dice.pick(&amounts);
		let at_most = if self.dice.percent(80) { Perbill::one() } else { self.percent(30) };
		(self.person(), pallet_backing::Call::back { node, amount, at_most }.into())
	}

	/// Somebody who has something behind a node, if there is any, and the node.
	fn position(&mut self) -> (Person, NodeId) {
		let all: Vec<_> = pallet_backing::Positions::<Runtime>::iter_keys().collect();
		match self.some(&all) {
			Some((node, who)) => (self.holder(&who), node),
			None => (self.person(), self.node()),
		}
	}

	fn unback(&mut self) -> Sent {
		let (who, node) = self.position();
		let report = Backing::position(node, who.account.clone());
		let has: Balance = report.map_or(UNIT, |report| report.standing + report.young);
		let amounts = [has, has / 2, has / 3, has + 1, has.saturating_sub(1), 1, 0];
		let amount = self.dice.percent(60).then(|| self.dice.pick(&amounts));
		(who, pallet_backing::Call::unback { node, amount }.into())
	}
}
