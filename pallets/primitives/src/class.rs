use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{traits::ConstU32, BoundedVec};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};
use sp_runtime::Perbill;

use crate::{Balance, BlockNumber, Units};

/// A class's name, UTF-8, at most 32 bytes.
pub type ClassName = BoundedVec<u8, ConstU32<32>>;

/// A kind of resource and the terms on which its nodes serve.
#[derive(
	Clone,
	Debug,
	Decode,
	DecodeWithMemTracking,
	Deserialize,
	Encode,
	Eq,
	MaxEncodedLen,
	PartialEq,
	Serialize,
	TypeInfo,
)]
#[serde(rename_all = "camelCase")]
pub struct Class {
	/// What people call it.
	pub name: ClassName,
	/// Blocks in a window. Fixed for the life of the class: its pages' schedules hang on it.
	pub period: BlockNumber,
	/// The least capacity of one node.
	pub min_units: Units,
	/// The most capacity of one node.
	pub max_units: Units,
	/// Base units that a node must have locked for each unit of capacity, at least.
	pub collateral_per_unit: Balance,
	/// Base units for each unit up to which that rises with what nodes earn. The same as `collateral_per_unit` keeps
	/// it from rising.
	pub max_collateral_per_unit: Balance,
	/// A node that reports an older firmware is present, but earns nothing for that window.
	pub min_firmware: u32,
	/// The uptime at which a node neither gains nor loses. Below 100 %.
	pub break_even: Perbill,
	/// Part of the required collateral that a penalised miss costs at least.
	pub penalty_floor: Perbill,
	/// Part of the required collateral that one era's misses cost at most.
	pub penalty_cap: Perbill,
	/// Consecutive misses that jail a node. At least 1.
	pub jail_after: u32,
	/// Blocks that a jailed node waits before it may be unjailed.
	pub cool_down: BlockNumber,
}

impl Class {
	/// Base units that a node of `units` must have at least; nothing where that overflows.
	pub fn least(&self, units: Units) -> Option<Balance> {
		self.collateral_per_unit.checked_mul(units.into())
	}
}
