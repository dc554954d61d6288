//! Who stands behind a node.

use frame_support::{
	ensure,
	pallet_prelude::*,
	traits::{
		fungible::MutateHold,
		tokens::{Fortitude::Polite, Precision::Exact, Restriction::OnHold},
	},
};
use substation_primitives::{Collateral, NodeId, Status, Streams};

use crate::{types::NodeOf, Config, Error, Event, HoldReason, Nodes, Pallet};

impl<T: Config> Pallet<T> {
	pub(crate) fn do_set_operator(
		who: T::AccountId,
		id: NodeId,
		operator: Option<T::AccountId>,
	) -> DispatchResult {
		Self::owned_by(&who, id)?;
		Self::alter(id, |node| node.operator = operator.clone())?;
		Self::deposit_event(Event::OperatorSet { node: id, operator });
		Ok(())
	}

	pub(crate) fn do_set_payee(
		who: T::AccountId,
		id: NodeId,
		payee: T::AccountId,
	) -> DispatchResult {
		Self::owned_by(&who, id)?;
		T::Streams::pay_out(id)?;
		Self::alter(id, |node| node.payee = payee.clone())?;
		Self::deposit_event(Event::PayeeSet { node: id, payee });
		Ok(())
	}

	pub(crate) fn do_transfer(from: T::AccountId, id: NodeId, to: T::AccountId) -> DispatchResult {
		let node = Self::owned_by(&from, id)?;
		ensure!(node.status != Status::Retiring, Error::<T>::AlreadyRetiring);
		ensure!(to != from, Error::<T>::AlreadyOwner);

		T::Streams::pay_out(id)?;
		T::Collateral::hand_over(id, &to)?;
		let reason = HoldReason::Registration.into();
		T::Currency::transfer_on_hold(&reason, &from, &to, node.deposit, Exact, OnHold, Polite)?;
		Self::alter(id, |node| {
			node.owner = to.clone();
			node.operator = None;
			node.payee = to.clone();
		})?;
		Self::deposit_event(Event::Transferred { node: id, from, to });
		Ok(())
	}

	/// The node, if it is `who`'s own.
	pub(crate) fn owned_by(who: &T::AccountId, id: NodeId) -> Result<NodeOf<T>, DispatchError> {
		let node = Self::record(id)?;
		ensure!(node.owner == *who, Error::<T>::NotOwner);
		Ok(node)
	}

	/// The node, if `who` may manage it from day to day.
	pub(crate) fn managed_by(who: &T::AccountId, id: NodeId) -> Result<NodeOf<T>, DispatchError> {
		let node = Self::record(id)?;
		ensure!(node.info().is_managed_by(who), Error::<T>::NotAuthorized);
		Ok(node)
	}

	pub(crate) fn record(id: NodeId) -> Result<NodeOf<T>, DispatchError> {
		Ok(Nodes::<T>::get(id).ok_or(Error::<T>::NodeNotFound)?)
	}

	/// Changes a record as it is now: what was read before calling another pallet may be out of date.
	pub(crate) fn alter(id: NodeId, change: impl FnOnce(&mut NodeOf<T>)) -> DispatchResult {
		Nodes::<T>::try_mutate(id, |node| {
			change(node.as_mut().ok_or(Error::<T>::NodeNotFound)?);
			Ok(())
		})
	}
}
