//! Appeals and cancellations.

use frame_support::{
	ensure,
	traits::{
		fungible::{BalancedHold, MutateHold},
		Get, OnUnbalanced,
	},
};
use sp_runtime::DispatchResult;
use substation_primitives::{ClassId, EraIndex, Eras, NodeId, Registry};

use crate::{
	Appeal, ClassEras, Config, Docket, Error, Event, HoldReason, Pallet, Slashes, Standing,
};

impl<T: Config> Pallet<T> {
	pub(crate) fn do_appeal(who: T::AccountId, node: NodeId, era: EraIndex) -> DispatchResult {
		let info = T::Registry::get(node).ok_or(Error::<T>::NodeNotFound)?;
		ensure!(info.owner == who, Error::<T>::NotOwner);
		let mut docket = Self::docket(node)?;
		let entry = docket.entry(era)?;
		ensure!(entry.appeal == Standing::None, Error::<T>::AlreadyAppealed);
		let now = T::Eras::current();
		ensure!(era < now, Error::<T>::EraNotOver);
		ensure!(entry.applies(T::SlashDeferral::get()) > now, Error::<T>::AppealTooLate);
		let deposit = T::AppealDeposit::get();
		T::Currency::hold(&HoldReason::Appeal.into(), &who, deposit)?;
		let deadline = now.saturating_add(T::AppealEras::get());
		entry.appeal = Standing::Open(Appeal { who: who.clone(), deposit, deadline });
		Slashes::<T>::insert(node, docket);
		Self::deposit_event(Event::Appealed { node, era, who, deadline });
		Ok(())
	}

	pub(crate) fn do_resolve_appeal(node: NodeId, era: EraIndex, upheld: bool) -> DispatchResult {
		let mut docket = Slashes::<T>::get(node).ok_or(Error::<T>::AppealNotFound)?;
		let entry = docket.entry(era).map_err(|_| Error::<T>::AppealNotFound)?;
		let Standing::Open(appeal) = entry.appeal.clone() else {
			return Err(Error::<T>::AppealNotFound.into());
		};
		ensure!(appeal.deadline >= T::Eras::current(), Error::<T>::AppealLapsed);
		if upheld {
			Self::return_deposit(entry)?;
			docket.take(|entry| entry.era == era);
		} else {
			entry.appeal = Standing::Refused;
			let reason = HoldReason::Appeal.into();
			let (credit, _) = T::Currency::slash(&reason, &appeal.who, appeal.deposit);
			T::Treasury::on_unbalanced(credit);
		}
		Self::store(node, docket);
		Self::deposit_event(Event::AppealResolved { node, era, upheld });
		Self::settle(node).map(drop)
	}

	pub(crate) fn cancel_slash(node: NodeId, era: EraIndex) -> DispatchResult {
		let mut docket = Self::docket(node)?;
		let now = T::Eras::current();
		ensure!(docket.entry(era)?.applies(T::SlashDeferral::get()) > now, Error::<T>::AlreadyDue);
		if let Some(entry) = docket.take(|entry| entry.era == era) {
			Self::return_deposit(&entry)?;
		}
		Self::store(node, docket);
		Self::deposit_event(Event::SlashCancelled { node, era });
		Ok(())
	}

	pub(crate) fn cancel_era(class: ClassId, era: EraIndex) -> DispatchResult {
		let mut record = ClassEras::<T>::get(era, class).ok_or(Error::<T>::SlashNotFound)?;
		ensure!(!record.cancelled, Error::<T>::AlreadyCancelled);
		let last = era.saturating_add(T::SlashDeferral::get());
		ensure!(T::Eras::current() <= last, Error::<T>::AlreadyDue);
		record.cancelled = true;
		ClassEras::<T>::insert(era, class, record);
		Self::deposit_event(Event::EraCancelled { class, era });
		Ok(())
	}

	/// The node's docket.
	fn docket(node: NodeId) -> Result<Docket<T>, Error<T>> {
		Slashes::<T>::get(node).ok_or(Error::<T>::SlashNotFound)
	}
}
