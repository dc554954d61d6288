//! Opening a node to backers, on which terms, and closing it.

use frame_support::{
	ensure,
	traits::{fungible::MutateHold, tokens::Precision, Get},
};
use sp_runtime::{traits::CheckedSub, DispatchError, DispatchResult, Perbill};
use substation_primitives::{Backers, Eras, NodeId, NodeInfo, Registry, Status};

use crate::{Config, Error, Event, HoldReason, Pallet, Support, Supports};

impl<T: Config> Pallet<T> {
	pub(crate) fn do_open(who: T::AccountId, node: NodeId, commission: Perbill) -> DispatchResult {
		let info = Self::ensure_owner(&who, node)?;
		ensure!(info.status != Status::Retiring, Error::<T>::NodeRetiring);
		let support = match Supports::<T>::get(node) {
			Some(support) => {
				ensure!(!support.open, Error::<T>::AlreadyOpen);
				let mut support = Self::with_commission(node, support, commission)?;
				support.open = true;
				support
			}
			None => {
				ensure!(commission <= T::MaxCommission::get(), Error::<T>::CommissionTooHigh);
				let deposit = T::OpeningDeposit::get();
				T::Currency::hold(&HoldReason::Opening.into(), &who, deposit)?;
				Support::new(who.clone(), deposit, commission)
			}
		};
		Supports::<T>::insert(node, support);
		Self::deposit_event(Event::Opened { node, owner: who, commission });
		Ok(())
	}

	pub(crate) fn do_set_commission(
		who: T::AccountId,
		node: NodeId,
		commission: Perbill,
	) -> DispatchResult {
		Self::ensure_owner(&who, node)?;
		let support = Self::support(node)?;
		let support = Self::with_commission(node, support, commission)?;
		Supports::<T>::insert(node, support);
		Self::deposit_event(Event::CommissionSet { node, commission });
		Ok(())
	}

	/// The node's support with that commission, if it may be changed to it. Divides what was earned before.
	fn with_commission(
		node: NodeId,
		support: Support<T>,
		commission: Perbill,
	) -> Result<Support<T>, DispatchError> {
		if commission == support.commission {
			return Ok(support);
		}
		ensure!(commission <= T::MaxCommission::get(), Error::<T>::CommissionTooHigh);
		<Self as Backers<crate::CreditOf<T>>>::settle(node)?;
		// Dividing it has changed what is stored.
		let mut support = Self::support(node)?;
		if let Some(raise) = commission.checked_sub(&support.commission) {
			let now = T::Eras::current();
			let again = support.raised.map(|era| era.saturating_add(T::CommissionPeriod::get()));
			let in_time = again.is_none_or(|again| now >= again);
			ensure!(in_time && raise <= T::CommissionStep::get(), Error::<T>::CommissionTooFast);
			support.raised = Some(now);
		}
		support.commission = commission;
		Ok(support)
	}

	pub(crate) fn do_close(who: T::AccountId, node: NodeId) -> DispatchResult {
		let info = T::Registry::get(node);
		ensure!(info.is_none_or(|info| info.owner == who), Error::<T>::NotOwner);
		let mut support = Self::support(node)?;
		ensure!(support.open, Error::<T>::NotOpen);
		support.open = false;
		Self::put_support(node, support)?;
		Self::deposit_event(Event::Closed { node });
		Ok(())
	}

	/// Stores what is behind a node; or drops it and releases its deposit, if nobody is there and nobody can come.
	pub(crate) fn put_support(node: NodeId, support: Support<T>) -> DispatchResult {
		if support.open || !support.is_empty() {
			Supports::<T>::insert(node, support);
			return Ok(());
		}
		let Support { depositor, deposit, .. } = support;
		Supports::<T>::remove(node);
		T::Currency::release(&HoldReason::Opening.into(), &depositor, deposit, Precision::Exact)
			.map(drop)
	}

	/// What is behind a node.
	pub(crate) fn support(node: NodeId) -> Result<Support<T>, Error<T>> {
		Supports::<T>::get(node).ok_or(Error::<T>::NotOpen)
	}

	/// The node, if it is `who`'s.
	fn ensure_owner(
		who: &T::AccountId,
		node: NodeId,
	) -> Result<NodeInfo<T::AccountId>, DispatchError> {
		let info = T::Registry::get(node).ok_or(Error::<T>::NodeNotFound)?;
		ensure!(info.owner == *who, Error::<T>::NotOwner);
		Ok(info)
	}
}
