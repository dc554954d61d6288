//! What `DepinApi` and the view functions of `Depin` answer: each question put together from what the pallets know.

use alloc::vec::Vec;
use pallet_emission::Clock;
use sp_runtime::Permill;
use substation_math::supply;
use substation_primitives::{
	api::{ClassReport, NetworkReport, NodeReport, Reason},
	Balance, BlockNumber, Class, ClassId, DeviceKey, Duty, NodeId, Roster, Status, Units,
};

use crate::{
	constants::DAYS, economy, AccountId, Attestation, Balances, Collateral, Emission, Nodes,
	Rewards, Runtime, Slashing,
};

/// Until customers pay, all income is subsidy.
const SUBSIDY_SHARE: Permill = Permill::one();

pub use pallet::*;

/// The questions of `DepinApi` as view functions, for clients that have those.
#[frame_support::pallet]
pub mod pallet {
	use crate::AccountId;
	use substation_primitives::{
		api::{ClassReport, NetworkReport, NodeReport},
		Balance, ClassId, DeviceKey, Duty, NodeId, Units,
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
	}
}

impl Config for Runtime {}

/// All there is to know of a node.
pub fn node(node: NodeId) -> Option<NodeReport<AccountId>> {
	let record = Nodes::node(node)?;
	let class = Nodes::class(record.class)?;
	let duty = Attestation::duty(node);
	let collateral = Collateral::ledger(node).map_or(0, |ledger| ledger.locked);
	let required = class.required(record.units)?;
	Some(NodeReport {
		reason: reason(
			node,
			record.status,
			duty.as_ref(),
			&class,
			required.saturating_sub(collateral),
		),
		duty,
		claimable: claimable(node).unwrap_or(0),
		counters: <Attestation as Roster>::counters(node),
		collateral,
		required,
		pending_slashes: Slashing::pending_slashes(node),
		unbonding: Collateral::unbonding(node),
		daily_income: daily_income(record.class, record.units),
		subsidy_share: SUBSIDY_SHARE,
		break_even: class.break_even,
		device_key: record.device_key.0.clone(),
		info: record.info(),
	})
}

fn reason(
	node: NodeId,
	status: Status,
	duty: Option<&Duty>,
	class: &Class,
	missing: Balance,
) -> Reason {
	match status {
		Status::Active => match Collateral::shortfall(node) {
			Some((_, Some(era))) => Reason::TopUpDue(era),
			_ if duty.is_some_and(|duty| duty.attested) => Reason::Attested,
			_ => Reason::AttestationDue,
		},
		Status::Jailed => Reason::JailedUntil(jailed_until(node, class)),
		Status::Suspended => Reason::CollateralShort(missing),
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
	Rewards::claimable(node)
}

/// Base units a day at the present rate and weight.
fn daily_income(class: ClassId, units: Units) -> Balance {
	let weight = Rewards::pool(class).map_or(0, |pool| pool.weight);
	supply::per_day(Rewards::rate(class), units, weight, DAYS).unwrap_or(0)
}

/// Active nodes of a class.
fn active(class: ClassId) -> u32 {
	pallet_attestation::Pages::<Runtime>::iter_prefix_values(class)
		.map(|page| page.members.count())
		.sum()
}

/// A class and its totals.
pub fn class(id: ClassId) -> Option<ClassReport> {
	let class = Nodes::class(id)?;
	Some(ClassReport {
		id,
		class,
		active: active(id),
		weight: Rewards::pool(id).map_or(0, |pool| pool.weight),
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
