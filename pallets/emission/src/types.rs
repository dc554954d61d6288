use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{traits::ConstU32, BoundedVec};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};
use sp_runtime::{PerThing, Perbill, Permill};
use substation_math::demand;
use substation_primitives::{api::ClassEra, Balance, BlockNumber, EraIndex, Takings};

/// Eras of a class that are kept, and over which its operators' income is averaged.
pub const HISTORY: u32 = 30;

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

/// How the classes' part follows demand.
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
pub struct DemandTerms {
	/// The part of what customers burned in an era that streams to their class in the next. Below 100 %.
	pub service: Perbill,
	/// The part of its subsidy that a class keeps however much its customers pay.
	pub floor: Perbill,
}

impl DemandTerms {
	/// Whether less streams back than was burned.
	pub fn is_valid(&self) -> bool {
		!self.service.is_one()
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
	/// What of that went to the classes' pools.
	pub classes: Balance,
	/// What went to the validators.
	pub validators: Balance,
	/// What went to the treasury.
	pub treasury: Balance,
	/// What of the schedule is never minted, because customers paid.
	pub withheld: Balance,
	/// What went to the classes' pools besides the schedule: the part of what customers burned in the era before.
	pub service: Balance,
}

impl EraEmission {
	/// What was minted of the schedule.
	pub fn minted(&self) -> Balance {
		// Less than the cap, which is far below the end of the type.
		self.classes.saturating_add(self.validators).saturating_add(self.treasury)
	}
}

/// What customers burned since genesis, and what of it was minted again, in base units.
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
pub struct ServiceTotals {
	/// What customers burned.
	pub burned: Balance,
	/// What the service streams minted.
	pub minted: Balance,
}

/// The last eras of a class, oldest first: the running one is the last.
#[derive(Clone, Debug, Decode, Default, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub struct History(pub BoundedVec<ClassEra, ConstU32<HISTORY>>);

impl History {
	/// The era is over: notes what customers paid in it.
	pub(crate) fn close(&mut self, era: EraIndex, takings: Takings) {
		if self.0.last().is_none_or(|last| last.era != era) && takings != Takings::default() {
			self.push(ClassEra { era, ..Default::default() });
		}
		if let Some(last) = self.0.last_mut().filter(|last| last.era == era) {
			(last.burned, last.income) = (takings.burned, takings.income);
		}
	}

	/// Adds an era, and forgets the oldest one if there is no room.
	pub(crate) fn push(&mut self, era: ClassEra) {
		if self.0.is_full() {
			self.0.remove(0);
		}
		// There is room now.
		let _ = self.0.try_push(era);
	}

	/// Operators' income from customers an era, on average over the last eras before `era`. A class that is younger
	/// had none before.
	pub(crate) fn income(&self, era: EraIndex) -> Balance {
		let recent = era.saturating_sub(HISTORY)..era;
		let incomes = self.0.iter().filter(|past| recent.contains(&past.era));
		// No sum of incomes is more than all tokens that ever were, each paid once an era.
		let total = incomes.fold(0, |sum: Balance, past| sum.saturating_add(past.income));
		demand::mean(total, HISTORY)
	}

	/// The part of the subsidy in the operators' income, in the last era that is over and that the class got anything in.
	/// All, before there is one.
	pub(crate) fn subsidy_share(&self) -> Permill {
		let over = self.0.len().checked_sub(2).and_then(|index| self.0.get(index));
		over.map_or(Permill::one(), subsidy_share_of)
	}
}

/// The part of the subsidy in what operators got in an era. All, where they got nothing.
pub fn subsidy_share_of(era: &ClassEra) -> Permill {
	demand::subsidy_share(era.availability, era.service.saturating_add(era.income))
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
