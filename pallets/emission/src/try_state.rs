//! The invariants that the supply must keep, numbered as in the design.

use crate::{Config, Era, Histories, History, Last, Minted, Pallet, Parts, Service, Shares, Terms};
use frame_support::{
	ensure,
	traits::{fungible::Inspect, Get},
};
use sp_runtime::TryRuntimeError;
use substation_primitives::{Balance, Classes};

impl<T: Config> Pallet<T> {
	/// Checks the invariants 6, 10, 11 and 12, as far as they are this pallet's.
	pub fn do_try_state() -> Result<(), TryRuntimeError> {
		Self::check_supply()?;
		Self::check_service()?;
		Self::check_terms()?;
		Self::check_clock()
	}

	fn check_supply() -> Result<(), TryRuntimeError> {
		ensure!(
			T::Currency::total_issuance() <= Self::issued(),
			"invariant 6: there are more tokens than were issued at genesis and minted since"
		);
		ensure!(
			T::Currency::total_issuance() <= T::Cap::get(),
			"invariant 6: there are more tokens than the cap allows"
		);
		let left = T::Cap::get()
			.checked_sub(Self::allotted())
			.ok_or("invariant 6: more was issued than the cap allows")?;
		let last = Last::<T>::get();
		let disposed =
			last.minted().checked_add(last.withheld).ok_or("invariant 6: a sum overflows")?;
		ensure!(
			disposed <= last.scheduled && last.minted() <= Minted::<T>::get(),
			"invariant 6: an era minted more than its schedule"
		);
		ensure!(
			left.checked_add(disposed).is_some_and(|before| last.scheduled <= before),
			"invariant 6: an era's schedule went over the cap"
		);
		Ok(())
	}

	fn check_service() -> Result<(), TryRuntimeError> {
		ensure!(
			Terms::<T>::get().is_valid(),
			"invariant 10: all that customers burn would stream back"
		);
		let totals = Service::<T>::get();
		ensure!(
			totals.minted <= totals.burned,
			"invariant 10: more streamed back than customers burned"
		);
		let mut service: Balance = 0;
		let running = Era::<T>::get().map(|clock| clock.index);
		for history in Histories::<T>::iter_values() {
			Self::check_history(&history)?;
			if let Some(last) = history.0.last().filter(|last| Some(last.era) == running) {
				service =
					service.checked_add(last.service).ok_or("invariant 10: a sum overflows")?;
			}
		}
		ensure!(
			service == Last::<T>::get().service,
			"invariant 10: what streams back to the classes is not what was minted for it"
		);
		Ok(())
	}

	fn check_history(history: &History) -> Result<(), TryRuntimeError> {
		let eras = &history.0;
		for (before, era) in eras.iter().zip(eras.iter().skip(1)) {
			ensure!(before.era < era.era, "invariant 11: a class's eras are out of order");
			let burned = if era.era == before.era.saturating_add(1) { before.burned } else { 0 };
			ensure!(
				era.service <= burned,
				"invariant 10: an era's service stream is more than was burned before it"
			);
		}
		// What was burned before the oldest era is forgotten once there are as many as are kept.
		let first = eras.first().map_or(0, |era| era.service);
		ensure!(
			first == 0 || eras.is_full(),
			"invariant 10: a class's first era has a service stream of nothing that was burned"
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
