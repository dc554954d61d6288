//! What misses cost, and taking it when it is due.

use alloc::vec::Vec;
use frame_support::traits::{fungible::MutateHold, tokens::Precision, Get};
use sp_runtime::{traits::Zero, ArithmeticError, DispatchError, DispatchResult, FixedU128};
use substation_math::price::{correlation, miss_price, slash_amount};
use substation_primitives::{
	api::PendingSlash, Balance, ClassId, Classes, EraIndex, Eras, Liabilities, Miss, NodeId,
	OnMiss, Requirement, Slashable,
};

use crate::{
	Appeal, ClassEras, Config, Docket, Entry, Error, Event, Failure, HoldReason, Pallet, Slashes,
	Standing,
};

impl<T: Config> OnMiss for Pallet<T> {
	/// One read and one write of the node's docket, and of its class's record, which all misses of a page share. What is
	/// due is left to the sweep, unless the docket is full: then one slash makes room, as one of a full docket always is due.
	fn missed(miss: Miss) -> Result<bool, DispatchError> {
		let now = T::Eras::current();
		let mut record = ClassEras::<T>::get(now, miss.class).unwrap_or_default();
		record.count(&miss);
		ClassEras::<T>::insert(now, miss.class, record);
		if miss.free || record.cancelled {
			return Ok(false);
		}
		let (price, cap) = Self::price(&miss)?;
		if price.min(cap).is_zero() {
			return Ok(false);
		}
		let mut docket = Slashes::<T>::get(miss.node)
			.unwrap_or_else(|| Docket { class: miss.class, entries: Default::default() });
		let applied = !docket.has_room(now) && Self::apply_next(miss.node, &mut docket)?;
		docket.charge(now, price, cap)?;
		Slashes::<T>::insert(miss.node, docket);
		Ok(applied)
	}
}

impl<T: Config> Liabilities for Pallet<T> {
	fn apply_due(node: NodeId) -> DispatchResult {
		Self::settle(node).map(drop)
	}

	fn outstanding(node: NodeId) -> Balance {
		let Some(docket) = Slashes::<T>::get(node) else { return 0 };
		let mut most = docket.entries.iter().map(|entry| Self::most(docket.class, entry));
		// What does not fit is more than anybody holds.
		most.try_fold(0, Balance::checked_add).unwrap_or(Balance::MAX)
	}

	fn oldest(node: NodeId) -> Option<EraIndex> {
		Slashes::<T>::get(node)?.entries.iter().map(|entry| entry.era).min()
	}

	fn forgive(node: NodeId, since: EraIndex) -> DispatchResult {
		Self::settle(node)?;
		let Some(mut docket) = Slashes::<T>::get(node) else { return Ok(()) };
		let mut forgiven = false;
		while let Some(entry) = docket.take(|entry| entry.era >= since) {
			forgiven = true;
			Self::return_deposit(&entry)?;
		}
		if forgiven {
			Self::store(node, docket);
			Self::deposit_event(Event::Forgiven { node, since });
		}
		Ok(())
	}
}

impl<T: Config> Pallet<T> {
	/// What a miss costs, and what all of the node's in one era cost at most.
	fn price(miss: &Miss) -> Result<(Balance, Balance), DispatchError> {
		let class = T::Classes::get(miss.class).ok_or(Error::<T>::ClassNotFound)?;
		let required = T::Slashable::required(miss.class, miss.units);
		let required = required.ok_or(ArithmeticError::Overflow)?;
		let cap = class.penalty_cap.mul_ceil(required);
		let price = miss_price(miss.forfeited, class.break_even, required, class.penalty_floor);
		// A price without a value is above every cap.
		Ok((price.unwrap_or(cap), cap))
	}

	/// Applies all that is due for a node. Returns how many slashes that were.
	pub(crate) fn settle(node: NodeId) -> Result<u32, DispatchError> {
		let Some(mut docket) = Slashes::<T>::get(node) else { return Ok(0) };
		let mut applied = 0u32;
		while Self::apply_next(node, &mut docket)? {
			applied = applied.saturating_add(1);
		}
		if applied > 0 {
			Self::store(node, docket);
		}
		Ok(applied)
	}

	/// Applies the oldest slash that is due. Tells whether there was one.
	fn apply_next(node: NodeId, docket: &mut Docket<T>) -> Result<bool, DispatchError> {
		let (now, deferral) = (T::Eras::current(), T::SlashDeferral::get());
		let Some(entry) = docket.take(|entry| entry.applies(deferral) <= now) else {
			return Ok(false);
		};
		let era = entry.era;
		if let Standing::Open(_) = entry.appeal {
			Self::return_deposit(&entry)?;
			Self::deposit_event(Event::AppealLapsed { node, era });
		}
		match Self::amount(docket.class, &entry) {
			0 => Self::deposit_event(Event::SlashCancelled { node, era }),
			due => {
				let amount = T::Slashable::slash(node, era, due)?;
				Self::deposit_event(Event::SlashApplied { node, era, amount });
			}
		}
		Ok(true)
	}

	/// Gives back the deposit of an appeal, if one is open.
	pub(crate) fn return_deposit(entry: &Entry<T::AccountId>) -> DispatchResult {
		let Standing::Open(Appeal { who, deposit, .. }) = &entry.appeal else { return Ok(()) };
		T::Currency::release(&HoldReason::Appeal.into(), who, *deposit, Precision::Exact).map(drop)
	}

	/// Stores a docket, or removes it if nothing is left in it.
	pub(crate) fn store(node: NodeId, docket: Docket<T>) {
		if docket.entries.is_empty() {
			Slashes::<T>::remove(node);
		} else {
			Slashes::<T>::insert(node, docket);
		}
	}

	/// What a slash takes as things stand: final when its era is over, unless it is cancelled.
	fn amount(class: ClassId, entry: &Entry<T::AccountId>) -> Balance {
		let record = ClassEras::<T>::get(entry.era, class).unwrap_or_default();
		if record.cancelled {
			return 0;
		}
		slash_amount(entry.base, Self::factor(&record.worst), entry.cap)
	}

	/// The most that a slash can still take: while its era runs, all of the class may yet miss.
	fn most(class: ClassId, entry: &Entry<T::AccountId>) -> Balance {
		let record = ClassEras::<T>::get(entry.era, class).unwrap_or_default();
		if entry.era < T::Eras::current() || record.cancelled {
			return Self::amount(class, entry);
		}
		let all = Failure { missed: 1, total: 1, ..Default::default() };
		slash_amount(entry.base, Self::factor(&all), entry.cap)
	}

	/// By how much the price of a miss is multiplied where the worst window of an era was that.
	pub(crate) fn factor(worst: &Failure) -> FixedU128 {
		let (threshold, slope) = (T::CorrelationThreshold::get(), T::CorrelationSlope::get());
		correlation(worst.missed, worst.total, threshold, slope)
	}

	pub(crate) fn pending(node: NodeId) -> Vec<PendingSlash> {
		let Some(docket) = Slashes::<T>::get(node) else { return Vec::new() };
		let show = |entry: &Entry<T::AccountId>| PendingSlash {
			era: entry.era,
			amount: Self::amount(docket.class, entry),
			applies: entry.applies(T::SlashDeferral::get()),
			appealed: matches!(entry.appeal, Standing::Open(_)),
		};
		docket.entries.iter().map(show).collect()
	}
}
