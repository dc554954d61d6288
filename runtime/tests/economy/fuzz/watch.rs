//! What must be true after every block.

use std::{
	cell::Cell,
	collections::{BTreeMap, BTreeSet},
	sync::Once,
	time::Duration,
};

use frame_support::weights::Weight;
use pallet_attestation::Event as AttestationEvent;
use sp_runtime::Perbill;
use substation_primitives::{NodeId, WindowIndex};
use substation_runtime::{
	configs::RuntimeBlockWeights, economy, Balance, Balances, BlockNumber, Emission, Runtime,
	RuntimeEvent,
};

use crate::chain::check_state;

thread_local! {
	static COMPLAINTS: Cell<u32> = const { Cell::new(0) };
}

/// Hears what the runtime complains about: what "cannot happen" is logged as an error, and work goes on.
struct Ear;

impl log::Log for Ear {
	fn enabled(&self, metadata: &log::Metadata) -> bool {
		metadata.level() == log::Level::Error
	}

	fn log(&self, record: &log::Record) {
		if self.enabled(record.metadata()) {
			eprintln!("{}: {}", record.target(), record.args());
			COMPLAINTS.with(|count| count.set(count.get() + 1));
		}
	}

	fn flush(&self) {}
}

/// Begins to listen to this thread's runtime.
pub fn listen() {
	static ONCE: Once = Once::new();
	ONCE.call_once(|| {
		let _ = log::set_logger(&Ear);
		log::set_max_level(log::LevelFilter::Error);
	});
	COMPLAINTS.with(|count| count.set(0));
}

/// How much money there is, and has been made.
#[derive(Clone, Copy, Debug, Default)]
pub struct Supply {
	issuance: Balance,
	/// By the schedule, and besides for what customers burned.
	minted: Balance,
}

impl Supply {
	pub fn now() -> Self {
		let minted = Emission::minted() + Emission::service().minted;
		Self { issuance: Balances::total_issuance(), minted }
	}
}

/// What the transactions of a block have used.
#[derive(Default)]
pub struct Block {
	times: Vec<(String, Weight, Duration)>,
}

impl Block {
	pub fn used(&mut self, what: &str, declared: Weight, time: Duration) {
		self.times.push((what.into(), declared, time));
	}
}

/// What was seen so far.
#[derive(Default)]
pub struct Watch {
	attested: BTreeSet<(NodeId, WindowIndex)>,
	missed: BTreeSet<(NodeId, WindowIndex)>,
	burned: Balance,
	/// What customers have paid for the fire, which burns when an era ends.
	paid_to_burn: Balance,
	events: BTreeMap<String, u64>,
	times: BTreeMap<String, Vec<(Weight, Duration)>>,
}

impl Watch {
	/// A node's attestation is in.
	pub fn attested(&mut self, node: NodeId, window: WindowIndex) {
		// Twice, if it was off its page in between.
		self.attested.insert((node, window));
	}

	/// Checks the state after block `number`, in which these events were.
	pub fn check_block(&mut self, number: BlockNumber, events: &[RuntimeEvent], genesis: &Supply) {
		for event in events {
			self.note(number, event);
		}
		check_state();
		self.check_supply(genesis);
		let complaints = COMPLAINTS.with(Cell::get);
		assert_eq!(complaints, 0, "the runtime complained in block {number}");
	}

	fn note(&mut self, number: BlockNumber, event: &RuntimeEvent) {
		use pallet_balances::Event as BalancesEvent;
		use pallet_collateral::Event as CollateralEvent;
		use pallet_services::Event as ServicesEvent;
		*self.events.entry(name(event)).or_default() += 1;
		match event {
			RuntimeEvent::Attestation(AttestationEvent::Missed { node, window, .. }) => {
				let miss = (*node, *window);
				assert!(!self.attested.contains(&miss), "{number}: {miss:?} was attested");
				assert!(self.missed.insert(miss), "{number}: {miss:?} was charged twice");
			}
			RuntimeEvent::Collateral(CollateralEvent::Slashed { amount, burned, .. }) => {
				assert!(burned <= amount);
				self.burned += burned;
			}
			RuntimeEvent::Services(ServicesEvent::Settled { burned, .. }) => {
				self.paid_to_burn += burned;
			}
			RuntimeEvent::Balances(BalancesEvent::DustLost { amount, .. })
			| RuntimeEvent::Balances(BalancesEvent::Burned { amount, .. }) => self.burned += amount,
			_ => (),
		}
	}

	/// What there is was there at genesis or minted since, and not burned; and somebody has it.
	fn check_supply(&self, genesis: &Supply) {
		let now = Supply::now();
		let books = pallet_services::Books::<Runtime>::iter_values();
		let to_burn: Balance = books.map(|book| book.burned).sum();
		let burned = self.burned + self.paid_to_burn - to_burn;
		assert_eq!(
			now.issuance,
			genesis.issuance + (now.minted - genesis.minted) - burned,
			"6: tokens came from nowhere, or are gone"
		);
		let accounts = frame_system::Account::<Runtime>::iter_values();
		let all: Balance = accounts.map(|account| account.data.free + account.data.reserved).sum();
		assert_eq!(all, now.issuance, "6: nobody has some of the tokens");
	}

	pub fn absorb(&mut self, block: Block) {
		for (what, declared, time) in block.times {
			self.times.entry(what).or_default().push((declared, time));
		}
	}

	pub fn add(&mut self, other: Self) {
		for (name, count) in other.events {
			*self.events.entry(name).or_default() += count;
		}
		for (what, times) in other.times {
			self.times.entry(what).or_default().extend(times);
		}
	}

	/// Everything that can happen to a node has happened.
	pub fn check_reach(&self) {
		const EXPECTED: [&str; 46] = [
			"Attestation::BatchAttested",
			"Attestation::Evicted",
			"Attestation::Jailed",
			"Attestation::Missed",
			"Attestation::Unjailed",
			"Attestation::WindowExcused",
			"Backing::Backed",
			"Backing::Claimed",
			"Backing::Closed",
			"Backing::CommissionSet",
			"Backing::Opened",
			"Backing::Shared",
			"Backing::Slashed",
			"Backing::Unbacked",
			"Backing::Withdrawn",
			"Collateral::RequirementMoved",
			"Collateral::Slashed",
			"Collateral::TopUpDue",
			"Collateral::ToppedUp",
			"Collateral::Withdrawn",
			"Nodes::DeviceKeyRotated",
			"Nodes::Reaped",
			"Nodes::Reinstated",
			"Nodes::Retired",
			"Nodes::Suspended",
			"Nodes::Transferred",
			"Rewards::Claimed",
			"Rewards::ClaimFailed",
			"Rewards::VestingSlashed",
			"Services::Closed",
			"Services::Collected",
			"Services::DisputeLapsed",
			"Services::DisputeResolved",
			"Services::Disputed",
			"Services::OfferWithdrawn",
			"Services::Offered",
			"Services::Opened",
			"Services::Settled",
			"Services::Suspended",
			"Services::ToppedUp",
			"Slashing::AppealLapsed",
			"Slashing::AppealResolved",
			"Slashing::EraCancelled",
			"Slashing::Forgiven",
			"Slashing::SlashApplied",
			"Slashing::SlashCancelled",
		];
		let never: Vec<_> =
			EXPECTED.iter().filter(|name| !self.events.contains_key(**name)).collect();
		assert!(never.is_empty(), "never happened: {never:?}");
	}

	/// What calls take on this machine, without a database, is less than what they declare: in the middle, as a
	/// machine that is busy with other things too has slow moments. Where there are few, one such moment is the middle.
	pub fn check_times(self) {
		for (what, times) in self.times.into_iter().filter(|(_, times)| times.len() >= 9) {
			let percent = |(declared, time): &(Weight, Duration)| {
				time.as_nanos() * 100_000 / u128::from(declared.ref_time().max(1))
			};
			let mut percents: Vec<_> = times.iter().map(percent).collect();
			percents.sort_unstable();
			let median = percents[percents.len() / 2];
			println!("{median:4} % of what {what} declares");
			assert!(median <= 100, "{what} takes {median} % of what it declares");
		}
	}
}

/// The pallet and the variant of an event.
fn name(event: &RuntimeEvent) -> String {
	let text = format!("{event:?}");
	let words = text.split(|letter: char| !letter.is_alphanumeric());
	let mut names = words.filter(|word| !["", "RuntimeEvent", "Event"].contains(word));
	let [pallet, variant] = [names.next(), names.next()].map(Option::unwrap_or_default);
	format!("{pallet}::{variant}")
}

/// Hooks keep to their budgets.
pub fn check_hooks(settlement: Weight, mandatory: Weight, ballast: Weight) {
	let max = RuntimeBlockWeights::get().max_block;
	let budget = economy::SETTLEMENT_BUDGET * max;
	assert!(settlement.all_lte(budget), "settlement weighs {settlement:?}");
	let most = ballast.saturating_add(Perbill::from_percent(35) * max);
	assert!(mandatory.all_lte(most), "hooks weigh {mandatory:?}");
}
