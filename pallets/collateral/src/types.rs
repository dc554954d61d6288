//! What is held for a node, and how it is added to and taken from. No storage here.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use core::marker::PhantomData;
use frame_support::{
	traits::Get, BoundedVec, CloneNoBound, DebugNoBound, EqNoBound, PartialEqNoBound,
};
use scale_info::TypeInfo;
use sp_runtime::{traits::Zero, ArithmeticError, DispatchError};
use substation_primitives::{api::Unbonding, Balance, EraIndex};

use crate::{Config, Error};

/// Chunks of one ledger: one for each era that can be unbonding, and one for all that has unbonded.
pub struct MaxChunks<T>(PhantomData<T>);

impl<T: Config> Get<u32> for MaxChunks<T> {
	fn get() -> u32 {
		T::UnbondingEras::get().saturating_add(1)
	}
}

/// Collateral that is unbonding, or has unbonded and was not withdrawn.
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
	/// Base units.
	pub amount: Balance,
	/// First era in which they can be withdrawn.
	pub unlocks: EraIndex,
}

impl From<Chunk> for Unbonding {
	fn from(Chunk { amount, unlocks }: Chunk) -> Self {
		Self { amount, unlocks }
	}
}

/// What a class asks for, if more than its least.
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
pub struct Asked {
	/// Base units for each unit of capacity.
	pub per_unit: Balance,
	/// Since when: the class's stream was funded for that era.
	pub era: EraIndex,
}

/// What an owner has time to bring back.
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
pub struct TopUp {
	/// The last era in which that is in time.
	pub by: EraIndex,
	/// Base units that must count for the node again, or what its class asks for if that is less.
	pub to: Balance,
}

impl TopUp {
	/// Whether `cover` is enough where the class asks for `required`.
	pub(crate) fn is_met(&self, cover: Balance, required: Balance) -> bool {
		cover >= self.to.min(required)
	}
}

/// What is held for one node.
#[derive(
	CloneNoBound, DebugNoBound, Decode, Encode, EqNoBound, MaxEncodedLen, PartialEqNoBound, TypeInfo,
)]
#[scale_info(skip_type_params(T))]
#[codec(mel_bound())]
pub struct Ledger<T: Config> {
	/// On whose account it is held.
	pub owner: T::AccountId,
	/// Base units that back the node.
	pub locked: Balance,
	/// What is on its way out, by rising era. Can be slashed like the rest.
	pub unbonding: BoundedVec<Chunk, MaxChunks<T>>,
	/// What has to come back, if a slash or somebody who left took what must be there.
	pub top_up: Option<TopUp>,
}

impl<T: Config> Ledger<T> {
	/// A node's first collateral.
	pub(crate) fn new(owner: T::AccountId, locked: Balance) -> Self {
		Self { owner, locked, unbonding: Default::default(), top_up: None }
	}

	/// Base units held in all.
	pub(crate) fn held(&self) -> Result<Balance, DispatchError> {
		total(&self.unbonding)?.checked_add(self.locked).ok_or(ArithmeticError::Overflow.into())
	}

	/// Base units that have unbonded by `now`.
	pub(crate) fn unlocked(&self, now: EraIndex) -> Result<Balance, DispatchError> {
		total(self.unbonding.iter().filter(|chunk| chunk.unlocks <= now))
	}

	/// Base units that can be paid at `now` so that at least `keep` stays, or all that is left of it.
	pub(crate) fn payable(&self, now: EraIndex, keep: Balance) -> Result<Balance, DispatchError> {
		let unlocked = self.unlocked(now)?;
		Ok(self.held()?.checked_sub(keep).map_or(0, |spare| unlocked.min(spare)))
	}

	/// Lets `amount` of what is locked unbond until `unlocks`.
	pub(crate) fn unbond(
		&mut self,
		amount: Balance,
		now: EraIndex,
		unlocks: EraIndex,
	) -> Result<(), DispatchError> {
		self.locked = self.locked.checked_sub(amount).ok_or(Error::<T>::NotEnoughLocked)?;
		self.merge_unlocked(now)?;
		if let Some(chunk) = self.unbonding.iter_mut().find(|chunk| chunk.unlocks == unlocks) {
			chunk.amount = chunk.amount.checked_add(amount).ok_or(ArithmeticError::Overflow)?;
			return Ok(());
		}
		let chunk = Chunk { amount, unlocks };
		self.unbonding.try_push(chunk).map_err(|_| Error::<T>::TooManyChunks.into())
	}

	/// Makes one chunk of all that have unbonded, so that no neglect ever fills the ledger.
	fn merge_unlocked(&mut self, now: EraIndex) -> Result<(), DispatchError> {
		let amount = self.unlocked(now)?;
		let oldest = self.unbonding.first().map(|chunk| chunk.unlocks);
		let Some(unlocks) = oldest.filter(|unlocks| *unlocks <= now) else { return Ok(()) };
		self.unbonding.retain(|chunk| chunk.unlocks > now);
		let chunk = Chunk { amount, unlocks };
		self.unbonding.try_insert(0, chunk).map_err(|_| Error::<T>::TooManyChunks.into())
	}

	/// Takes `amount` from what is unbonding, the oldest first.
	pub(crate) fn take_oldest(&mut self, amount: Balance) -> Result<(), DispatchError> {
		let left = take(amount, self.unbonding.iter_mut().map(|chunk| &mut chunk.amount));
		self.unbonding.retain(|chunk| !chunk.amount.is_zero());
		nothing_left(left)
	}

	/// Takes `amount` from what is locked first, then from what is unbonding, the newest first.
	pub(crate) fn take_for_slash(&mut self, amount: Balance) -> Result<(), DispatchError> {
		let newest_first = self.unbonding.iter_mut().rev().map(|chunk| &mut chunk.amount);
		let left = take(amount, core::iter::once(&mut self.locked).chain(newest_first));
		self.unbonding.retain(|chunk| !chunk.amount.is_zero());
		nothing_left(left)
	}
}

/// The sum of the chunks' amounts.
fn total<'a>(chunks: impl IntoIterator<Item = &'a Chunk>) -> Result<Balance, DispatchError> {
	let mut amounts = chunks.into_iter().map(|chunk| chunk.amount);
	let sum = amounts.try_fold(Balance::zero(), |sum, amount| sum.checked_add(amount));
	sum.ok_or(ArithmeticError::Overflow.into())
}

/// Takes `amount` from the `sources` in their order. Returns what they did not have.
fn take<'a>(amount: Balance, sources: impl Iterator<Item = &'a mut Balance>) -> Balance {
	sources.fold(amount, |left, source| {
		let part = left.min(*source);
		*source -= part;
		left - part
	})
}

fn nothing_left(left: Balance) -> Result<(), DispatchError> {
	if left.is_zero() {
		Ok(())
	} else {
		Err(ArithmeticError::Underflow.into())
	}
}
