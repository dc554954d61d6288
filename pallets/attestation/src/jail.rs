//! In and out of jail, and out for good.

use frame_support::{
	defensive, dispatch::DispatchResult, ensure, storage::with_storage_layer, traits::Get,
	weights::WeightMeter,
};
use sp_runtime::DispatchError;
use substation_primitives::{Class, Classes, EraIndex, Eras, LifeCycle, NodeId, Registry, Status};

use crate::{
	Config, Error, Event, Evictions, Jail, NextEviction, Pallet, Records, WeightInfo, LOG,
};

impl<T: Config> Pallet<T> {
	/// Jails a node that is off its page already.
	pub(crate) fn do_jail(node: NodeId, class: &Class) -> DispatchResult {
		let since = Self::now();
		let evicted = T::Eras::current().saturating_add(T::EvictionEras::get());
		Records::<T>::mutate(node, |record| record.jail = Some(Jail { since, evicted }));
		Evictions::<T>::insert(evicted, node, ());
		T::LifeCycle::jailed(node)?;
		let until = since.saturating_add(class.cool_down);
		Self::deposit_event(Event::Jailed { node, until, evicted });
		Ok(())
	}

	pub(crate) fn do_unjail(who: &T::AccountId, node: NodeId) -> DispatchResult {
		let info = T::Registry::get(node).ok_or(Error::<T>::NodeNotFound)?;
		ensure!(info.is_managed_by(who), Error::<T>::NotAuthorized);
		ensure!(info.status == Status::Jailed, Error::<T>::NotJailed);
		let mut record = Records::<T>::get(node);
		let jail = record.jail.take().ok_or(Error::<T>::NotJailed)?;
		let class = T::Classes::get(info.class).ok_or(Error::<T>::ClassNotFound)?;
		let until = jail.since.saturating_add(class.cool_down);
		ensure!(Self::now() >= until, Error::<T>::CoolDownNotOver);

		// What it has served its time for doesn't count towards the next time.
		record.history.streak = 0;
		Records::<T>::insert(node, record);
		Evictions::<T>::remove(jail.evicted, node);
		T::LifeCycle::reinstate(node)?;
		Self::deposit_event(Event::Unjailed { node });
		Ok(())
	}

	/// Evicts those who are due, as far as the budget goes.
	pub(crate) fn evict_due(budget: &mut WeightMeter) {
		let current = T::Eras::current();
		let first = NextEviction::<T>::get();
		let mut era = first;
		while era <= current && Self::evict_era(era, budget) {
			era = era.saturating_add(1);
		}
		if era != first {
			NextEviction::<T>::put(era);
		}
	}

	/// Tells whether the budget was enough for all evictions of the era. One walk over their keys does for all: each
	/// walk passes over what was removed since the block began.
	fn evict_era(era: EraIndex, budget: &mut WeightMeter) -> bool {
		let mut nodes = Evictions::<T>::iter_key_prefix(era);
		while budget.try_consume(T::WeightInfo::evict()).is_ok() {
			let Some(node) = nodes.next() else { return true };
			Self::evict(era, node);
		}
		false
	}

	/// Retires a node that is still in jail.
	pub(crate) fn evict(era: EraIndex, node: NodeId) {
		Evictions::<T>::remove(era, node);
		Records::<T>::mutate(node, |record| record.jail = None);
		if T::Registry::get(node).is_none_or(|info| info.status != Status::Jailed) {
			return;
		}
		match with_storage_layer::<_, DispatchError, _>(|| T::LifeCycle::evict(node)) {
			Ok(()) => Self::deposit_event(Event::Evicted { node }),
			Err(error) => {
				log::error!(target: LOG, "node {node} can't be evicted: {error:?}");
				defensive!("a node can't be evicted");
			}
		}
	}
}
