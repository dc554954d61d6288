//! What dApps ask the chain: `DepinApi`. The view functions of `Depin` answer the same questions.

use alloc::vec::Vec;

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use sp_runtime::{Perbill, Permill};

use crate::{
	AgreementId, Balance, BlockNumber, Class, ClassId, Counters, DeviceKey, Duty, EraIndex, NodeId,
	NodeInfo, Units,
};

/// Why a node is where it is, and what happens next.
#[derive(Clone, Debug, Decode, Encode, Eq, PartialEq, TypeInfo)]
pub enum Reason {
	/// Active, and this window's attestation is in.
	Attested,
	/// Active, and this window's attestation is still to come.
	AttestationDue,
	/// Active with too little collateral: top up before the given era ends, or it is suspended.
	TopUpDue(EraIndex),
	/// Jailed; may be unjailed from this block on.
	JailedUntil(BlockNumber),
	/// Suspended; this many base units of collateral are missing.
	CollateralShort(Balance),
	/// Retiring; can be reaped once its collateral is free.
	Unbonding,
}

/// A slash that has not been applied yet.
#[derive(Clone, Debug, Decode, Encode, Eq, PartialEq, TypeInfo)]
pub struct PendingSlash {
	/// Era of the misses.
	pub era: EraIndex,
	/// What it would take as things stand, in base units.
	pub amount: Balance,
	/// First era in which it is applied.
	pub applies: EraIndex,
	/// Whether an appeal is open.
	pub appealed: bool,
}

/// Collateral on its way out.
#[derive(Clone, Debug, Decode, Encode, Eq, PartialEq, TypeInfo)]
pub struct Unbonding {
	/// Base units.
	pub amount: Balance,
	/// First era in which it can be withdrawn.
	pub unlocks: EraIndex,
}

/// What of a node's rewards is on its way to its payee: released evenly in rounds, and behind the node until it is claimed.
#[derive(Clone, Copy, Debug, Decode, Default, Encode, Eq, PartialEq, TypeInfo)]
pub struct VestingReport {
	/// Base units in all. A slash takes them first.
	pub total: Balance,
	/// Base units of that which are released. `rewards.claim` pays them, as far as nothing is missing behind the node.
	pub released: Balance,
	/// Base units that are released until the running round ends.
	pub running: Balance,
	/// Block in which it ends.
	pub until: BlockNumber,
	/// Base units that are released in the round after that.
	pub waiting: Balance,
}

/// What others have put behind a node.
#[derive(Clone, Debug, Decode, Encode, Eq, PartialEq, TypeInfo)]
pub struct BackingReport {
	/// Whether more can come.
	pub open: bool,
	/// The payee's part of a reward before it is divided.
	pub commission: Perbill,
	/// Base units that stand behind the node and earn.
	pub backed: Balance,
	/// Base units that can still come.
	pub room: Balance,
	/// What is on its way out, and when.
	pub unbonding: Vec<Unbonding>,
}

/// What somebody has behind a node.
#[derive(Clone, Debug, Decode, Encode, Eq, PartialEq, TypeInfo)]
pub struct PositionReport {
	/// Base units that stand behind the node and can leave.
	pub standing: Balance,
	/// Base units that came last, and cannot leave before no slash from before their coming is pending.
	pub young: Balance,
	/// Base units that `backing.claim` would pay now.
	pub claimable: Balance,
	/// What is on its way out, and when.
	pub unbonding: Vec<Unbonding>,
	/// Base units that `backing.withdraw` would pay now, if no slash is due.
	pub withdrawable: Balance,
}

/// All there is to know of a node.
#[derive(Clone, Debug, Decode, Encode, Eq, PartialEq, TypeInfo)]
pub struct NodeReport<AccountId> {
	/// Who stands behind it.
	pub info: NodeInfo<AccountId>,
	/// The key that attests.
	pub device_key: DeviceKey,
	/// Why its status is what it is.
	pub reason: Reason,
	/// What it has to do now, if active.
	pub duty: Option<Duty>,
	/// Base units that the payee would get now.
	pub claimable: Balance,
	/// What of its rewards is still to be released.
	pub vesting: VestingReport,
	/// Its record.
	pub counters: Counters,
	/// Base units locked and not unbonding.
	pub collateral: Balance,
	/// Base units that its class asks for now.
	pub required: Balance,
	/// Base units that are missing, those that vest and those of others counted.
	pub missing: Balance,
	/// The last era in which a top-up is in time, if something is missing.
	pub top_up_by: Option<EraIndex>,
	/// What may be slashed, and when.
	pub pending_slashes: Vec<PendingSlash>,
	/// What is on its way out, and when.
	pub unbonding: Vec<Unbonding>,
	/// Base units a day at the present rate and weight, for a node that misses nothing.
	pub daily_income: Balance,
	/// How much of that is subsidy.
	pub subsidy_share: Permill,
	/// The uptime at which it neither gains nor loses.
	pub break_even: Perbill,
}

/// What a node that misses nothing can expect at present, in base units a day.
#[derive(Clone, Copy, Debug, Decode, Default, Encode, Eq, PartialEq, TypeInfo)]
pub struct IncomeReport {
	/// Its part of the class's availability stream: the subsidy.
	pub availability: Balance,
	/// Its part of the class's service stream: from what customers of the class burned.
	pub service: Balance,
	/// What its own customers pay it, after what is burned and the treasury's part.
	pub customers: Balance,
	/// The subsidy's part of all that.
	pub subsidy_share: Permill,
}

/// Where an agreement stands.
#[derive(Clone, Copy, Debug, Decode, Encode, Eq, PartialEq, TypeInfo)]
pub enum AgreementStatus {
	/// The node serves, and is paid for the windows that it attests in.
	Running,
	/// The escrow is used up, or the node is leaving. From this block on anybody may close it.
	Suspended(BlockNumber),
	/// The arbiter can decide up to this block.
	Disputed(BlockNumber),
}

/// An agreement, and what settling it would find.
#[derive(Clone, Debug, Decode, Encode, Eq, PartialEq, TypeInfo)]
pub struct AgreementReport<AccountId> {
	/// Who pays.
	pub customer: AccountId,
	/// Who serves.
	pub node: NodeId,
	/// Units of its capacity.
	pub units: Units,
	/// Base units for all of them in one window.
	pub rate: Balance,
	/// Where it stands.
	pub status: AgreementStatus,
	/// Windows that were served and are not paid.
	pub payable: u32,
	/// Windows that the escrow buys after that.
	pub funded: u32,
	/// Windows that were served and paid in all, those that are payable included.
	pub served: u32,
	/// Windows that were not served.
	pub down: u32,
	/// Whether the node's uptime is what was promised.
	pub kept: bool,
	/// Base units that are the operator's to collect.
	pub earned: Balance,
	/// Base units that are the operator's if the agreement ends well.
	pub at_stake: Balance,
}

/// A class and its totals.
#[derive(Clone, Debug, Decode, Encode, Eq, PartialEq, TypeInfo)]
pub struct ClassReport {
	/// Its number.
	pub id: ClassId,
	/// Its terms.
	pub class: Class,
	/// Base units of collateral that it asks for a unit now.
	pub collateral_per_unit: Balance,
	/// Active nodes.
	pub active: u32,
	/// Their units.
	pub weight: u64,
	/// Base units streamed a block.
	pub rate: Balance,
	/// Base units a day for one unit at the present rate and weight.
	pub daily_income_per_unit: Balance,
}

/// What a class got in an era, in base units.
#[derive(
	Clone,
	Copy,
	Debug,
	Decode,
	DecodeWithMemTracking,
	Default,
	Encode,
	Eq,
	MaxEncodedLen,
	PartialEq,
	TypeInfo,
)]
pub struct ClassEra {
	/// Which era.
	pub era: EraIndex,
	/// Subsidy that was minted for it: its availability stream.
	pub availability: Balance,
	/// Part of what its customers burned in the era before that was minted for it: its service stream.
	pub service: Balance,
	/// What its operators earned from customers. Known when the era is over.
	pub income: Balance,
	/// What its customers burned. Known when the era is over.
	pub burned: Balance,
}

/// What a class got in an era, and how much of it was subsidy.
#[derive(Clone, Copy, Debug, Decode, Encode, Eq, PartialEq, TypeInfo)]
pub struct ClassEraReport {
	/// What it got.
	pub totals: ClassEra,
	/// The subsidy's part of it. All, where it got nothing.
	pub subsidy_share: Permill,
}

/// The network and its totals.
#[derive(Clone, Debug, Decode, Encode, Eq, PartialEq, TypeInfo)]
pub struct NetworkReport {
	/// The current era.
	pub era: EraIndex,
	/// First block of the next era.
	pub next_era: BlockNumber,
	/// Base units in existence.
	pub issuance: Balance,
	/// Base units that there can ever be.
	pub cap: Balance,
	/// Base units minted since genesis.
	pub minted: Balance,
	/// Base units that this era's emission was.
	pub emission: Balance,
	/// The classes.
	pub classes: Vec<ClassReport>,
	/// Windows that are closed and not yet settled.
	pub settlement_lag: u32,
}

sp_api::decl_runtime_apis! {
	/// What dApps, agents and explorers ask the chain.
	pub trait DepinApi<AccountId>
	where
		AccountId: codec::Codec,
	{
		/// All there is to know of a node.
		fn node(node: NodeId) -> Option<NodeReport<AccountId>>;
		/// What an active node has to do now. Cheap: agents ask once a window.
		fn duty(node: NodeId) -> Option<Duty>;
		/// The node that a device key belongs to.
		fn node_of(key: DeviceKey) -> Option<NodeId>;
		/// Base units that the node's payee would get now.
		fn claimable(node: NodeId) -> Option<Balance>;
		/// A class and its totals.
		fn class(class: ClassId) -> Option<ClassReport>;
		/// Base units of collateral for a node of that capacity.
		fn required_collateral(class: ClassId, units: Units) -> Option<Balance>;
		/// The network and its totals.
		fn network() -> NetworkReport;
		/// What the node can expect at present, and how much of it is subsidy.
		fn income(node: NodeId) -> Option<IncomeReport>;
		/// What a class got in its last 30 eras, oldest first. The last one is running.
		fn history(class: ClassId) -> Vec<ClassEraReport>;
		/// An agreement that is not closed.
		fn agreement(agreement: AgreementId) -> Option<AgreementReport<AccountId>>;
		/// Units that can be bought of a node now.
		fn for_sale(node: NodeId) -> Units;
		/// What others have put behind a node, if it was opened to them.
		fn backing(node: NodeId) -> Option<BackingReport>;
		/// What `who` has behind a node.
		fn position(node: NodeId, who: AccountId) -> Option<PositionReport>;
	}
}
