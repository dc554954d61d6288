//! The invariants that the supply must keep, numbered as in the design.

use crate::{Config, Era, Last, Minted, Pallet, Parts, Shares};
use frame_support::{
	ensure,
	traits::{fungible::Inspect, Get},
};
use sp_runtime::TryRuntimeError;
use substation_primitives::Classes;

impl<T: Config> Pallet<T> {
	/// Checks the invariants 6, 11 and 12, as far as they are this pallet's.
	pub fn do_try_state() -> Result<(), TryRuntimeError> {
		Self::check_supply()?;
		Self::check_terms()?;
		Self::check_clock()
	}

	fn check_supply() -> Result<(), TryRuntimeError> {
		ensure!(
			T::Currency::total_issuance() <= Self::issued(),
			"invariant 6: there are more tokens than were issued at genesis and minted since"
		);
		let left = T::Cap::get()
			.checked_sub(Self::issued())
			.ok_or("invariant 6: more was issued than the cap allows")?;
		let last = Last::<T>::get();
		ensure!(
			last.minted() <= last.scheduled && last.minted() <= Minted::<T>::get(),
			"invariant 6: an era minted more than its schedule"
		);
		ensure!(
			left.checked_add(last.minted()).is_some_and(|before| last.scheduled <= before),
			"invariant 6: an era's schedule went over the cap"
		);
		Ok(())
	}

	fn check_terms() -> Result<(), TryRuntimeError> {
		ensure!(
			Parts::<T>::get().is_valid(),
			"invariant 6: validators and treasury together get more than all"
		);
		ensure!(
			Shares::<T>::get().keys().all(|class| T::Classes::get(*class).is_some()),
			"invariant 11: a class that does not exist has a share"
		);
		Ok(())
	}

	fn check_clock() -> Result<(), TryRuntimeError> {
		let in_time = |clock: crate::Clock| clock.starts <= Self::now() && Self::now() < clock.ends;
		ensure!(
			Era::<T>::get().is_none_or(in_time),
			"invariant 12: an era was not started when the one before it ended"
		);
		Ok(())
	}
}
