//! What is stored of backers. No storage here.

use core::{iter, marker::PhantomData};

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{
	traits::Get, BoundedVec, CloneNoBound, DebugNoBound, EqNoBound, PartialEqNoBound,
};
use scale_info::TypeInfo;
use sp_runtime::Perbill;
use substation_math::{
	backing::{portion, Pool},
	Acc,
};
use substation_primitives::{Balance, EraIndex};

use crate::Config;

/// Tranches of a node that can be young at a time: one for each era of which, or of an era before it, a slash can
/// still be pending.
pub struct MaxYoung<T>(PhantomData<T>);

impl<T: Config> Get<u32> for MaxYoung<T> {
	fn get() -> u32 {
		T::SlashDeferral::get().saturating_add(T::AppealEras::get()).saturating_add(1)
	}
}

/// Tranches of a node, or of a position, that can be leaving at a time: one for each era that is unbonding, or of which a slash
/// can still be pending.
pub struct MaxLeaving<T>(PhantomData<T>);

impl<T: Config> Get<u32> for MaxLeaving<T> {
	fn get() -> u32 {
		T::UnbondingEras::get().max(MaxYoung::<T>::get())
	}
}

/// Tokens that came, or left, in the same era.
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
pub struct Tranche {
	/// When.
	pub era: EraIndex,
	/// The tokens.
	pub pool: Pool,
}

/// What others than the owner have put behind a node.
#[derive(
	CloneNoBound, DebugNoBound, Decode, Encode, EqNoBound, MaxEncodedLen, PartialEqNoBound, TypeInfo,
)]
#[scale_info(skip_type_params(T))]
#[codec(mel_bound())]
pub struct Support<T: Config> {
	/// Who opened the node to backers, and gets the deposit back.
	pub depositor: T::AccountId,
	/// Base units that are held from them for this value.
	pub deposit: Balance,
	/// Whether more backers can come.
	pub open: bool,
	/// The payee's part of a reward before it is divided.
	pub commission: Perbill,
	/// The era in which the commission was raised last.
	pub raised: Option<EraIndex>,
	/// Tokens that answer for every slash that is pending or still comes.
	pub main: Pool,
	/// Tokens that answer for slashes of the eras after the one in which they came, by rising era.
	pub young: BoundedVec<Tranche, MaxYoung<T>>,
	/// Tokens that answer for slashes of the eras up to the one in which they left, by rising era.
	pub leaving: BoundedVec<Tranche, MaxLeaving<T>>,
}

impl<T: Config> Support<T> {
	/// Opened by `depositor`, with nobody there.
	pub(crate) fn new(depositor: T::AccountId, deposit: Balance, commission: Perbill) -> Self {
		Self {
			depositor,
			deposit,
			open: true,
			commission,
			raised: None,
			main: Pool::default(),
			young: Default::default(),
			leaving: Default::default(),
		}
	}

	/// The pools whose tokens stand behind the node, and earn.
	fn standing(&self) -> impl Iterator<Item = &Pool> {
		iter::once(&self.main).chain(self.young.iter().map(|tranche| &tranche.pool))
	}

	/// Base units that stand behind the node, and earn.
	pub(crate) fn backed(&self) -> Option<Balance> {
		sum(self.standing().map(|pool| pool.tokens))
	}

	/// The pools that answer for misses of `era`.
	fn answering(&mut self, era: EraIndex) -> impl Iterator<Item = &mut Pool> {
		let young = self.young.iter_mut().filter(move |tranche| tranche.era < era);
		let leaving = self.leaving.iter_mut().filter(move |tranche| tranche.era >= era);
		iter::once(&mut self.main).chain(young.chain(leaving).map(|tranche| &mut tranche.pool))
	}

	/// Base units that answer for misses of `era`.
	pub(crate) fn answerable(&mut self, era: EraIndex) -> Option<Balance> {
		sum(self.answering(era).map(|pool| pool.tokens))
	}

	/// Takes `amount` for misses of `era`, by tokens. Returns what it took: less where too little is at stake.
	pub(crate) fn slash(&mut self, era: EraIndex, amount: Balance) -> Option<Balance> {
		let all = self.answerable(era)?;
		let (mut before, mut taken) = (0, 0);
		for pool in self.answering(era).filter(|pool| pool.tokens > 0) {
			let due = portion(amount, before, pool.tokens, all)?.min(pool.at_stake());
			before = pool.tokens.checked_add(before)?;
			pool.slash(due)?;
			taken = due.checked_add(taken)?;
		}
		Some(taken)
	}

	/// Each token that stands behind the node has earned `step`.
	pub(crate) fn earn(&mut self, step: Acc) -> Option<()> {
		self.main.earn(step)?;
		self.young.iter_mut().try_for_each(|tranche| tranche.pool.earn(step))
	}

	/// The young tranche of that era.
	pub(crate) fn young(&self, era: EraIndex) -> Option<&Tranche> {
		self.young.iter().find(|tranche| tranche.era == era)
	}

	/// Whether nobody has anything in it.
	pub(crate) fn is_empty(&self) -> bool {
		self.main.shares == 0 && self.young.is_empty() && self.leaving.is_empty()
	}
}

/// Shares in a young tranche, or that were in one.
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
pub struct Lot {
	/// Of which era.
	pub era: EraIndex,
	/// How many.
	pub shares: Balance,
	/// What a share had earned when their earnings were counted last: in the tranche, or in the main pool once `counted_in_main`.
	pub entry: Acc,
	/// Whether earnings were counted since the tranche became part of the main pool.
	pub counted_in_main: bool,
}

/// Shares in a tranche that is leaving.
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
pub struct Chunk {
	/// Of which era.
	pub era: EraIndex,
	/// How many.
	pub shares: Balance,
}

/// What somebody has behind a node.
#[derive(
	CloneNoBound, DebugNoBound, Decode, Encode, EqNoBound, MaxEncodedLen, PartialEqNoBound, TypeInfo,
)]
#[scale_info(skip_type_params(T))]
#[codec(mel_bound())]
pub struct Position<T: Config> {
	/// Shares in the main pool.
	pub shares: Balance,
	/// What a share of it had earned when their earnings were counted last.
	pub entry: Acc,
	/// What came last.
	pub young: Option<Lot>,
	/// What is on its way out, by rising era.
	pub leaving: BoundedVec<Chunk, MaxLeaving<T>>,
	/// Base units earned and not claimed, besides what shares have earned since `entry`.
	pub accrued: Balance,
	/// Base units that are held for this value.
	pub deposit: Balance,
}

impl<T: Config> Position<T> {
	/// Nothing yet.
	pub(crate) fn new(deposit: Balance) -> Self {
		Self { shares: 0, entry: 0, young: None, leaving: Default::default(), accrued: 0, deposit }
	}

	/// Whether nothing of it is left but earnings.
	pub(crate) fn is_over(&self) -> bool {
		self.shares == 0 && self.young.is_none() && self.leaving.is_empty()
	}
}

/// The amounts' sum, if it fits.
pub(crate) fn sum(mut amounts: impl Iterator<Item = Balance>) -> Option<Balance> {
	amounts.try_fold(0, Balance::checked_add)
}
