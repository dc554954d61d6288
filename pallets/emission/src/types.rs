use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};
use sp_runtime::{PerThing, Perbill};
use substation_primitives::{Balance, BlockNumber, EraIndex};

/// An era's place in time.
#[derive(
	Clone,
	Copy,
	Debug,
	Decode,
	DecodeWithMemTracking,
	Encode,
	Eq,
	MaxEncodedLen,
	PartialEq,
	TypeInfo,
)]
pub struct Clock {
	/// Its number, counted from 0.
	pub index: EraIndex,
	/// Its first block.
	pub starts: BlockNumber,
	/// The first block after it.
	pub ends: BlockNumber,
}

/// Parts of an era's emission; the rest is the classes'.
#[derive(
	Clone,
	Copy,
	Debug,
	Decode,
	DecodeWithMemTracking,
	Default,
	Deserialize,
	Encode,
	Eq,
	MaxEncodedLen,
	PartialEq,
	Serialize,
	TypeInfo,
)]
#[serde(rename_all = "camelCase")]
pub struct Split {
	/// The validators' part.
	pub validators: Perbill,
	/// The treasury's part.
	pub treasury: Perbill,
}

impl Split {
	/// Whether both parts together are at most the whole.
	pub fn is_valid(&self) -> bool {
		self.validators <= self.treasury.left_from_one()
	}

	/// What of `amount` is the classes', the validators' and the treasury's. The two parts are rounded down.
	pub(crate) fn divide(&self, amount: Balance) -> (Balance, Balance, Balance) {
		let validators = self.validators.mul_floor(amount);
		let treasury = self.treasury.mul_floor(amount);
		let rest = amount.checked_sub(validators).and_then(|rest| rest.checked_sub(treasury));
		(rest.unwrap_or_default(), validators, treasury)
	}
}

/// What an era minted, in base units.
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
pub struct EraEmission {
	/// What the schedule allowed.
	pub scheduled: Balance,
	/// What went to the classes' pools.
	pub classes: Balance,
	/// What went to the validators.
	pub validators: Balance,
	/// What went to the treasury.
	pub treasury: Balance,
}

impl EraEmission {
	/// What was minted in all.
	pub fn minted(&self) -> Balance {
		// Less than the cap, which is far below the end of the type.
		self.classes.saturating_add(self.validators).saturating_add(self.treasury)
	}
}

/// What a year is going to mint.
#[derive(
	Clone,
	Copy,
	Debug,
	Decode,
	DecodeWithMemTracking,
	Encode,
	Eq,
	MaxEncodedLen,
	PartialEq,
	TypeInfo,
)]
pub struct YearEmission {
	/// Which, counted from 1: the year that begins now.
	pub year: u32,
	/// Base units minted in it.
	pub minted: Balance,
	/// Base units issued by its end, those burned included.
	pub issued: Balance,
}
