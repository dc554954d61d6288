//! The life of a node after its registration.

use frame_support::{
	ensure,
	pallet_prelude::*,
	storage::with_storage_layer,
	traits::{fungible::MutateHold, tokens::Precision::Exact},
};
use substation_primitives::{
	Collateral, Commitments, Liabilities, LifeCycle, NodeId, Requirement, Roster, Status, Streams,
};

use crate::{
	types::{Node, NodeOf},
	Config, Error, Event, HoldReason, Keys, Nodes, Pallet,
};

impl<T: Config> Pallet<T> {
	/// Off its page, and all of its collateral starts to unbond.
	pub(crate) fn do_retire(id: NodeId) -> DispatchResult {
		let node = Self::record(id)?;
		ensure!(node.status != Status::Retiring, Error::<T>::AlreadyRetiring);
		T::Liabilities::apply_due(id)?;
		if node.status == Status::Active {
			T::Roster::leave(id)?;
		}
		Self::alter(id, |node| node.status = Status::Retiring)?;
		T::Collateral::unlock_all(id)?;
		Self::deposit_event(Event::Retired { node: id });
		Ok(())
	}

	/// Settles what is left and drops every trace of the node, so that its key is free again.
	pub(crate) fn do_reap(id: NodeId) -> DispatchResult {
		let node = Self::record(id)?;
		ensure!(node.status == Status::Retiring, Error::<T>::NotRetiring);
		// The expiry is the proof's nonce: it must not count a second time.
		ensure!(Self::now() > node.proof_expires, Error::<T>::ProofStillValid);
		ensure!(!T::Commitments::is_bound(id), Error::<T>::AgreementsOpen);
		T::Liabilities::apply_due(id)?;
		ensure!(T::Liabilities::outstanding(id) == 0, Error::<T>::SlashesPending);
		T::Collateral::close(id)?;
		T::Streams::pay_all(id)?;
		T::Streams::forget(id);
		T::Roster::forget(id);

		let Node { owner, device_key, deposit, .. } = node;
		T::Currency::release(&HoldReason::Registration.into(), &owner, deposit, Exact)?;
		Keys::<T>::remove(&device_key);
		Nodes::<T>::remove(id);
		Self::deposit_event(Event::Reaped { node: id, owner, device_key: device_key.0 });
		Ok(())
	}

	fn do_suspend(id: NodeId) -> DispatchResult {
		if Self::record(id)?.status != Status::Active {
			return Ok(());
		}
		T::Roster::leave(id)?;
		Self::alter(id, |node| node.status = Status::Suspended)?;
		Self::deposit_event(Event::Suspended { node: id });
		Ok(())
	}

	fn do_reinstate(id: NodeId) -> DispatchResult {
		let node = Self::record(id)?;
		match node.status {
			Status::Active => Err(Error::<T>::AlreadyActive)?,
			Status::Retiring => Err(Error::<T>::AlreadyRetiring)?,
			Status::Jailed | Status::Suspended => Self::check_covered(id, &node)?,
		}
		let address = T::Roster::join(id, node.class, node.units, &node.device_key.0)?;
		Self::alter(id, |node| node.status = Status::Active)?;
		Self::deposit_event(Event::Reinstated { node: id, address });
		Ok(())
	}

	fn check_covered(id: NodeId, node: &NodeOf<T>) -> DispatchResult {
		let required = T::Collateral::required(node.class, node.units);
		let covered = required.is_some_and(|required| T::Collateral::covers(id, required));
		ensure!(covered, Error::<T>::CollateralTooSmall);
		Ok(())
	}
}

/// Each is done as a whole or not at all: hooks call them too.
impl<T: Config> LifeCycle for Pallet<T> {
	fn jailed(id: NodeId) -> DispatchResult {
		ensure!(Self::record(id)?.status == Status::Active, Error::<T>::NotActive);
		Self::alter(id, |node| node.status = Status::Jailed)
	}

	fn suspend(id: NodeId) -> DispatchResult {
		with_storage_layer(|| Self::do_suspend(id))
	}

	fn reinstate(id: NodeId) -> DispatchResult {
		with_storage_layer(|| Self::do_reinstate(id))
	}

	fn evict(id: NodeId) -> DispatchResult {
		ensure!(Self::record(id)?.status == Status::Jailed, Error::<T>::NotJailed);
		with_storage_layer(|| Self::do_retire(id))
	}
}
