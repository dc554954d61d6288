//! What is stored of misses and their slashes. No storage here.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use core::marker::PhantomData;
use frame_support::{
	traits::Get, BoundedVec, CloneNoBound, DebugNoBound, EqNoBound, PartialEqNoBound,
};
use scale_info::TypeInfo;
use sp_runtime::{ArithmeticError, DispatchError};
use substation_primitives::{Balance, ClassId, EraIndex, Miss, NodeId, WindowIndex};

use crate::{Config, Error};

/// Slashes of one node that can be waiting at a time, one for each era: those of the present era, those that are
/// deferred, and those that an appeal keeps waiting. In a full docket, a slash that is due makes room for a new one.
pub struct MaxEntries<T>(PhantomData<T>);

impl<T: Config> Get<u32> for MaxEntries<T> {
	fn get() -> u32 {
		T::SlashDeferral::get().saturating_add(T::AppealEras::get()).saturating_add(1)
	}
}

/// All that a node's misses may still cost it.
#[derive(
	CloneNoBound, DebugNoBound, Decode, Encode, EqNoBound, MaxEncodedLen, PartialEqNoBound, TypeInfo,
)]
#[scale_info(skip_type_params(T))]
#[codec(mel_bound())]
pub struct Docket<T: Config> {
	/// The node's class.
	pub class: ClassId,
	/// What is not applied yet, by rising era.
	pub entries: BoundedVec<Entry<T::AccountId>, MaxEntries<T>>,
}

impl<T: Config> Docket<T> {
	/// Adds the price of a miss to what `era` costs.
	pub(crate) fn charge(
		&mut self,
		era: EraIndex,
		price: Balance,
		cap: Balance,
	) -> Result<(), DispatchError> {
		if let Some(entry) = self.entries.iter_mut().find(|entry| entry.era == era) {
			entry.base = entry.base.checked_add(price).ok_or(ArithmeticError::Overflow)?;
			entry.cap = entry.cap.max(cap);
			return Ok(());
		}
		let entry = Entry { era, base: price, cap, appeal: Standing::None };
		self.entries.try_push(entry).map_err(|_| Error::<T>::TooManyEntries.into())
	}

	/// Whether the price of a miss in `era` finds a place.
	pub(crate) fn has_room(&self, era: EraIndex) -> bool {
		!self.entries.is_full() || self.entries.iter().any(|entry| entry.era == era)
	}

	/// The slash of that era.
	pub(crate) fn entry(&mut self, era: EraIndex) -> Result<&mut Entry<T::AccountId>, Error<T>> {
		let entry = self.entries.iter_mut().find(|entry| entry.era == era);
		entry.ok_or(Error::<T>::SlashNotFound)
	}

	/// Takes out the first slash that `chosen` says.
	pub(crate) fn take(
		&mut self,
		chosen: impl FnMut(&Entry<T::AccountId>) -> bool,
	) -> Option<Entry<T::AccountId>> {
		let index = self.entries.iter().position(chosen)?;
		Some(self.entries.remove(index))
	}
}

/// What the misses of one era cost, before it is known how many others missed as well.
#[derive(
	Clone, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo,
)]
pub struct Entry<AccountId> {
	/// When the misses were.
	pub era: EraIndex,
	/// The sum of their prices, in base units.
	pub base: Balance,
	/// The most that they cost together, in base units.
	pub cap: Balance,
	/// Whether the owner has appealed.
	pub appeal: Standing<AccountId>,
}

impl<AccountId> Entry<AccountId> {
	/// The first era in which the slash is applied.
	pub(crate) fn applies(&self, deferral: EraIndex) -> EraIndex {
		let waits_for = match &self.appeal {
			Standing::Open(appeal) => appeal.deadline,
			Standing::None | Standing::Refused => 0,
		};
		self.era.saturating_add(deferral).max(waits_for).saturating_add(1)
	}
}

/// Where an appeal against a slash stands.
#[derive(
	Clone, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo,
)]
pub enum Standing<AccountId> {
	/// There was none.
	None,
	/// It is to be answered.
	Open(Appeal<AccountId>),
	/// It was refused, and there is no other.
	Refused,
}

/// An appeal that is to be answered.
#[derive(
	Clone, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo,
)]
pub struct Appeal<AccountId> {
	/// Who appealed, and gets the deposit back.
	pub who: AccountId,
	/// What is held for it, in base units.
	pub deposit: Balance,
	/// The last era in which it can be answered.
	pub deadline: EraIndex,
}

/// How much of a class failed together: of the nodes' weight, what missed one window.
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
pub struct Failure {
	/// Which window.
	pub window: WindowIndex,
	/// Weight of the nodes that missed it.
	pub missed: u64,
	/// The class's whole weight, at its highest when one of them was settled.
	pub total: u64,
}

impl Failure {
	/// Whether it is a larger part of the class than `other`.
	pub(crate) fn exceeds(&self, other: &Self) -> bool {
		let product = |missed: u64, total: u64| u128::from(missed) * u128::from(total.max(1));
		product(self.missed, other.total) > product(other.missed, self.total)
	}
}

/// The misses of a class in one era, all nodes together.
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
	/// The window that the largest part of the class missed.
	pub worst: Failure,
	/// The newest windows with misses. Those of which misses can still come are among them: while settlement is a
	/// window behind, a node that leaves misses one that its neighbours are yet to be asked about.
	pub recent: [Failure; 3],
	/// Whether these misses cost nothing.
	pub cancelled: bool,
}

impl ClassEra {
	/// Counts a miss with the others of its window. One that is older than all that are kept adds nothing.
	pub(crate) fn count(&mut self, miss: &Miss) {
		let window = miss.window;
		let rank = |failure: &&mut Failure| {
			let is_its_own = failure.window == window && failure.missed > 0;
			// Else an empty one, or the oldest.
			(!is_its_own, failure.window, failure.missed)
		};
		let Some(failure) = self.recent.iter_mut().min_by_key(rank) else { return };
		if failure.window < window {
			*failure = Failure { window, ..Default::default() };
		}
		if failure.window == window {
			failure.missed = failure.missed.saturating_add(miss.units.into());
			failure.total = failure.total.max(miss.total);
			if failure.exceeds(&self.worst) {
				self.worst = *failure;
			}
		}
	}
}

/// What governance cancels.
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
pub enum CancelTarget {
	/// One node's slash.
	Node {
		/// Which.
		node: NodeId,
		/// When its misses were.
		era: EraIndex,
	},
	/// All slashes of a class.
	Class {
		/// Which.
		class: ClassId,
		/// When the misses were.
		era: EraIndex,
	},
}

/// How far the sweep has come. It passes over all dockets once an era.
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
pub struct Pass {
	/// The era in which the present pass began, or the last one if it is done.
	pub era: EraIndex,
	/// What it is at.
	pub stage: Stage,
	/// The first era of which something is still kept.
	pub kept: EraIndex,
}

/// What a pass is at.
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
pub enum Stage {
	/// The dockets after this node's, in the order of the storage.
	Dockets(Option<NodeId>),
	/// What is known of old eras.
	Records,
	/// Nothing, until the next era.
	#[default]
	Done,
}
