//! What `DepinApi` and the view functions of `Depin` answer: each question put together from what the pallets know.

use alloc::vec::Vec;
use pallet_emission::{subsidy_share_of, Clock};
use pallet_services::{Standing, State};
use sp_runtime::{Perbill, Permill};
use substation_math::{demand, service, supply};
use substation_primitives::{
	api::{
		AgreementReport, AgreementStatus, BackingReport, ClassEra, ClassEraReport, ClassReport,
		IncomeReport, NetworkReport, NodeReport, PositionReport, Reason,
	},
	AgreementId, Balance, BlockNumber, Class, ClassId, DeviceKey, Duty, NodeId, NodeInfo, Roster,
	Status, Units,
};

use crate::{
	constants::DAYS, economy, AccountId, Attestation, Backing, Balances, Collateral, Emission,
	Nodes, Rewards, Runtime, Services, Slashing,
};

pub use pallet::*;

/// The questions of `DepinApi` as view functions, for clients that have those.
#[frame_support::pallet]
pub mod pallet {
	use crate::AccountId;
	use alloc::vec::Vec;
	use substation_primitives::{
		api::{
			AgreementReport, BackingReport, ClassEraReport, ClassReport, IncomeReport,
			NetworkReport, NodeReport, PositionReport,
		},
		AgreementId, Balance, ClassId, DeviceKey, Duty, NodeId, Units,
	};

	#[pallet::pallet]
	pub struct Pallet<T>(_);

	/// It needs nothing: the runtime's other pallets know the answers.
	#[pallet::config]
	pub trait Config: frame_system::Config {}

	#[pallet::view_functions]
	impl<T: Config> Pallet<T> {
		/// All there is to know of a node.
		pub fn node(node: NodeId) -> Option<NodeReport<AccountId>> {
			super::node(node)
		}

		/// What an active node has to do now.
		pub fn duty(node: NodeId) -> Option<Duty> {
			super::duty(node)
		}

		/// The node that a device key belongs to.
		pub fn node_of(key: DeviceKey) -> Option<NodeId> {
			super::node_of(key)
		}

		/// Base units that the node's payee would get now.
		pub fn claimable(node: NodeId) -> Option<Balance> {
			super::claimable(node)
		}

		/// A class and its totals.
		pub fn class(class: ClassId) -> Option<ClassReport> {
			super::class(class)
		}

		/// Base units of collateral for a node of that capacity.
		pub fn required_collateral(class: ClassId, units: Units) -> Option<Balance> {
			super::required_collateral(class, units)
		}

		/// The network and its totals.
		pub fn network() -> NetworkReport {
			super::network()
		}

		/// What the node can expect at present, and how much of it is subsidy.
		pub fn income(node: NodeId) -> Option<IncomeReport> {
			super::income(node)
		}

		/// What a class got in its last 30 eras, oldest first. The last one is running.
		pub fn history(class: ClassId) -> Vec<ClassEraReport> {
			super::history(class)
		}

		/// An agreement that is not closed.
		pub fn agreement(agreement: AgreementId) -> Option<AgreementReport<AccountId>> {
			super::agreement(agreement)
		}

		/// Units that can be bought of a node now.
		pub fn for_sale(node: NodeId) -> Units {
			super::for_sale(node)
		}

		/// What others have put behind a node, if it was opened to them.
		pub fn backing(node: NodeId) -> Option<BackingReport> {
			super::backing(node)
		}

		/// What `who` has behind a node.
		pub fn position(node: NodeId, who: AccountId) -> Option<PositionReport> {
			super::position(node, who)
		}
	}
}

impl Config for Runtime {}

/// All there is to know of a node.
pub fn node(node: NodeId) -> Option<NodeReport<AccountId>> {
	let record = Nodes::node(node)?;
	let class = Nodes::class(record.class)?;
	let duty = Attestation::duty(node);
	let collateral = Collateral::ledger(node).map_or(0, |ledger| ledger.locked);
	let required = required_collateral(record.class, record.units)?;
	let shortfall = Collateral::shortfall(node);
	let income = income(node)?;
	Some(NodeReport {
		reason: reason(node, record.status, duty.as_ref(), &class),
		duty,
		claimable: claimable(node).unwrap_or(0),
		vesting: Rewards::vesting_of(node).unwrap_or_default(),
		counters: <Attestation as Roster>::counters(node),
		collateral,
		required,
		missing: shortfall.map_or(0, |(missing, _)| missing),
		top_up_by: shortfall.and_then(|(_, era)| era),
		pending_slashes: Slashing::pending_slashes(node),
		unbonding: Collateral::unbonding(node),
		daily_income: total(&income),
		subsidy_share: income.subsidy_share,
		break_even: class.break_even,
		device_key: record.device_key.0.clone(),
		info: record.info(),
	})
}

fn reason(node: NodeId, status: Status, duty: Option<&Duty>, class: &Class) -> Reason {
	match status {
		Status::Active => match Collateral::shortfall(node) {
			Some((_, Some(era))) => Reason::TopUpDue(era),
			_ if duty.is_some_and(|duty| duty.attested) => Reason::Attested,
			_ => Reason::AttestationDue,
		},
		Status::Jailed => Reason::JailedUntil(jailed_until(node, class)),
		Status::Suspended => {
			let missing = Collateral::shortfall(node).map_or(0, |(missing, _)| missing);
			// A deposit brings it back, and if only of a base unit where less is asked for by now.
			Reason::CollateralShort(missing.max(1))
		}
		Status::Retiring => Reason::Unbonding,
	}
}

/// The first block in which a jailed node may be unjailed.
fn jailed_until(node: NodeId, class: &Class) -> BlockNumber {
	let jail = pallet_attestation::Records::<Runtime>::get(node).jail;
	jail.map_or(0, |jail| jail.since.saturating_add(class.cool_down))
}

/// What an active node has to do now.
pub fn duty(node: NodeId) -> Option<Duty> {
	Attestation::duty(node)
}

/// The node that a device key belongs to.
pub fn node_of(key: DeviceKey) -> Option<NodeId> {
	Nodes::node_of(key)
}

/// Base units that the node's payee would get now.
pub fn claimable(node: NodeId) -> Option<Balance> {
	Rewards::payable(node)
}

/// Base units a day at the present rate and weight.
fn daily_income(class: ClassId, units: Units) -> Balance {
	let weight = Rewards::pool(class).map_or(0, |pool| pool.weight);
	supply::per_day(Rewards::rate(class), units, weight, DAYS).unwrap_or(0)
}

/// What the node can expect at present, and how much of it is subsidy.
pub fn income(node: NodeId) -> Option<IncomeReport> {
	let NodeInfo { class, units, .. } = Nodes::node(node)?.info();
	let streams = daily_income(class, units);
	let era = Emission::history(class).last().copied().unwrap_or_default();
	let minted = era.availability.saturating_add(era.service);
	let service = Permill::from_rational(era.service, minted.max(1)).mul_floor(streams);
	let availability = streams.saturating_sub(service);
	let customers = daily_payments(node, Nodes::class(class)?.period);
	let others = service.saturating_add(customers);
	let subsidy_share = demand::subsidy_share(availability, others);
	Some(IncomeReport { availability, service, customers, subsidy_share })
}

fn total(income: &IncomeReport) -> Balance {
	income.availability.saturating_add(income.service).saturating_add(income.customers)
}

/// What the node's customers pay it a day, if it serves in every window.
fn daily_payments(node: NodeId, period: BlockNumber) -> Balance {
	let a_day = Services::commitment(node).rate.saturating_mul(DAYS.into());
	let paid = a_day.checked_div(period.into()).unwrap_or(0);
	let payment = service::divide_payment(
		paid,
		economy::SERVICE_BURN,
		economy::SERVICE_TREASURY,
		Perbill::zero(),
	);
	payment.earned
}

/// What a class got in its last eras.
pub fn history(class: ClassId) -> Vec<ClassEraReport> {
	let report =
		|totals: ClassEra| ClassEraReport { totals, subsidy_share: subsidy_share_of(&totals) };
	Emission::history(class).into_iter().map(report).collect()
}

/// An agreement that is not closed.
pub fn agreement(id: AgreementId) -> Option<AgreementReport<AccountId>> {
	let agreement = Services::agreement(id)?;
	let Standing { payable, funded, served, down, kept } = Services::standing_of(agreement.clone());
	let status = match agreement.state {
		State::Running(_) => AgreementStatus::Running,
		State::Suspended { closes } => AgreementStatus::Suspended(closes),
		State::Disputed { deadline, .. } => AgreementStatus::Disputed(deadline),
	};
	Some(AgreementReport {
		customer: agreement.customer,
		node: agreement.node,
		units: agreement.units,
		rate: agreement.rate,
		status,
		payable,
		funded,
		served,
		down,
		kept,
		earned: agreement.earned,
		at_stake: agreement.at_stake,
	})
}

/// Units that can be bought of a node now.
pub fn for_sale(node: NodeId) -> Units {
	Services::for_sale(node)
}

/// What others have put behind a node.
pub fn backing(node: NodeId) -> Option<BackingReport> {
	Backing::backing(node)
}

/// What `who` has behind a node.
pub fn position(node: NodeId, who: AccountId) -> Option<PositionReport> {
	Backing::position(node, who)
}

/// A class and its totals.
pub fn class(id: ClassId) -> Option<ClassReport> {
	let class = Nodes::class(id)?;
	let (active, weight) = Rewards::pool(id).map_or((0, 0), |pool| (pool.nodes, pool.weight));
	Some(ClassReport {
		id,
		class,
		collateral_per_unit: Collateral::required_per_unit(id)?,
		active,
		weight,
		rate: Rewards::rate(id),
		daily_income_per_unit: daily_income(id, 1),
	})
}

/// Base units of collateral for a node of that capacity.
pub fn required_collateral(class: ClassId, units: Units) -> Option<Balance> {
	Nodes::required_collateral(class, units)
}

/// The network and its totals.
pub fn network() -> NetworkReport {
	let mut classes: Vec<_> =
		pallet_nodes::Classes::<Runtime>::iter_keys().filter_map(class).collect();
	classes.sort_by_key(|class| class.id);
	let clock = Emission::clock().unwrap_or(Clock { index: 0, starts: 0, ends: 0 });
	NetworkReport {
		era: clock.index,
		next_era: clock.ends,
		issuance: Balances::total_issuance(),
		cap: economy::CAP,
		minted: Emission::minted(),
		emission: Emission::emission().minted(),
		classes,
		settlement_lag: Attestation::lag(),
	}
}
