//! The invariants of DESIGN.md section 9, as far as this pallet keeps them.

use alloc::collections::BTreeMap;
use frame_support::{
	ensure,
	traits::{fungible::InspectHold, Get},
};
use sp_runtime::{traits::Zero, TryRuntimeError};
use substation_primitives::{Balance, Eras};

use crate::{
	ClassEras, Config, Docket, Failure, HoldReason, Pallet, Slashes, Stage, Standing, Sweep,
};

impl<T: Config> Pallet<T> {
	/// Checks all of the storage. Not for use on chain: it visits every node that has missed.
	pub fn do_try_state() -> Result<(), TryRuntimeError> {
		Self::check_deposits()?;
		for docket in Slashes::<T>::iter_values() {
			Self::check_entries(&docket)?;
			Self::check_records(&docket)?;
			Self::check_sweep(&docket)?;
		}
		Self::check_class_eras()
	}

	/// Invariant 11: every open appeal has its deposit on hold.
	fn check_deposits() -> Result<(), TryRuntimeError> {
		let mut sums = BTreeMap::<T::AccountId, Balance>::new();
		for entry in Slashes::<T>::iter_values().flat_map(|docket| docket.entries) {
			let Standing::Open(appeal) = entry.appeal else { continue };
			let sum = sums.entry(appeal.who).or_default();
			*sum = sum.checked_add(appeal.deposit).ok_or("deposits overflow (invariant 11)")?;
			let longest = T::SlashDeferral::get().saturating_add(T::AppealEras::get());
			ensure!(
				appeal.deadline <= entry.era.saturating_add(longest),
				"an appeal can be answered for too long (invariant 11)"
			);
		}
		ensure!(
			sums.iter().all(|(who, sum)| {
				T::Currency::balance_on_hold(&HoldReason::Appeal.into(), who) == *sum
			}),
			"a hold is not the sum of the open appeals' deposits (invariant 11)"
		);
		Ok(())
	}

	/// Invariant 11: a docket has entries, one for each era with a price, by rising era, and none of the future.
	fn check_entries(docket: &Docket<T>) -> Result<(), TryRuntimeError> {
		let entries = &docket.entries;
		ensure!(!entries.is_empty(), "a docket is of no use (invariant 11)");
		ensure!(
			entries.iter().zip(entries.iter().skip(1)).all(|(a, b)| a.era < b.era),
			"slashes are not by rising era (invariant 11)"
		);
		ensure!(
			entries.iter().all(|entry| !entry.base.is_zero() && !entry.cap.is_zero()),
			"a slash without a price takes up room (invariant 11)"
		);
		ensure!(
			entries.iter().all(|entry| entry.era <= T::Eras::current()),
			"a slash is of a time that has not come (invariant 11)"
		);
		Ok(())
	}

	/// Invariant 7: what an entry will take is known until it is taken.
	fn check_records(docket: &Docket<T>) -> Result<(), TryRuntimeError> {
		ensure!(
			docket
				.entries
				.iter()
				.all(|entry| ClassEras::<T>::contains_key(entry.era, docket.class)),
			"the record that a slash needs is gone (invariant 7)"
		);
		Ok(())
	}

	/// Invariant 7: a pass that is done has left nothing that was due.
	fn check_sweep(docket: &Docket<T>) -> Result<(), TryRuntimeError> {
		let pass = Sweep::<T>::get();
		if pass.stage != Stage::Done {
			return Ok(());
		}
		let deferral = T::SlashDeferral::get();
		ensure!(
			docket.entries.iter().all(|entry| entry.applies(deferral) > pass.era),
			"the sweep has passed over a slash that was due (invariant 7)"
		);
		Ok(())
	}

	/// Invariant 11: what is kept of the classes' eras is bounded by time, and is of misses that were.
	fn check_class_eras() -> Result<(), TryRuntimeError> {
		let (kept, now) = (Sweep::<T>::get().kept, T::Eras::current());
		for (era, _, record) in ClassEras::<T>::iter() {
			ensure!(
				(kept..=now).contains(&era),
				"a record is of an era that is not kept (invariant 11)"
			);
			let Failure { missed, total, .. } = record.worst;
			ensure!(missed > 0 && total > 0, "a record is of no miss (invariant 11)");
			ensure!(
				record.recent.iter().all(|failure| !failure.exceeds(&record.worst)),
				"a window was worse than the worst (invariant 11)"
			);
			let counted = || record.recent.iter().filter(|failure| failure.missed > 0);
			ensure!(
				counted()
					.all(|one| counted().filter(|other| other.window == one.window).count() == 1),
				"a window is counted twice (invariant 11)"
			);
		}
		Ok(())
	}
}
