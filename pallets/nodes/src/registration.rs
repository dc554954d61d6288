//! Registering a node, and changing what its record says of the hardware.

use frame_support::{
	ensure,
	pallet_prelude::*,
	traits::{fungible::MutateHold, tokens::Precision::Exact},
};
use frame_system::pallet_prelude::BlockNumberFor;
use sp_runtime::{traits::Zero, ArithmeticError};
use substation_primitives::{
	is_device_key, Address, Balance, ClassId, Collateral, Commitments, DeviceKey, EraIndex, Eras,
	Liabilities, NodeId, Possession, Requirement, Roster, Status, Units,
};

use crate::{
	h3, types::*, Classes, Config, Error, Event, HoldReason, Keys, NextNode, Nodes, Pallet,
};

impl<T: Config> Pallet<T> {
	pub(crate) fn do_register(
		owner: T::AccountId,
		registration: Registration<T::AccountId, MetadataOf<T>>,
		possession: Possession,
	) -> DispatchResult {
		Self::check_registration(&registration)?;
		Self::check_possession(&registration.device_key, &owner, &possession)?;
		let (class, device_key) = (registration.class, registration.device_key.clone());
		let (node, address) = Self::enrol(owner.clone(), registration)?;
		Self::deposit_event(Event::Registered { node, class, owner, device_key, address });
		Ok(())
	}

	/// Whether a node may be registered like that, but for the proof of possession.
	pub(crate) fn check_registration(
		registration: &Registration<T::AccountId, MetadataOf<T>>,
	) -> DispatchResult {
		let required = Self::required_within_bounds(registration.class, registration.units)?;
		ensure!(registration.collateral >= required, Error::<T>::CollateralTooSmall);
		Self::check_location(registration.location)?;
		Self::check_key(&registration.device_key)
	}

	/// Makes the node and puts it on a page.
	pub(crate) fn enrol(
		owner: T::AccountId,
		registration: Registration<T::AccountId, MetadataOf<T>>,
	) -> Result<(NodeId, Address), DispatchError> {
		let Registration { class, units, device_key, collateral, metadata, .. } = registration;
		let id = NextNode::<T>::get();
		NextNode::<T>::put(id.checked_add(1).ok_or(Error::<T>::NodeIdsExhausted)?);
		let deposit = Self::deposit_for(&metadata)?;
		T::Currency::hold(&HoldReason::Registration.into(), &owner, deposit)?;

		Keys::<T>::insert(&device_key, id);
		let node = Node {
			class,
			units,
			owner: owner.clone(),
			operator: registration.operator,
			payee: registration.payee.unwrap_or_else(|| owner.clone()),
			device_key: StoredKey(device_key.clone()),
			proof_expires: registration.proof_expires,
			status: Status::Active,
			location: registration.location,
			metadata,
			deposit,
			registered: Self::now(),
			forgiven: None,
		};
		Nodes::<T>::insert(id, node);

		T::Collateral::lock(id, &owner, collateral)?;
		let address = T::Roster::join(id, class, units, &device_key)?;
		Ok((id, address))
	}

	pub(crate) fn do_update(
		who: T::AccountId,
		id: NodeId,
		update: Update<MetadataOf<T>>,
	) -> DispatchResult {
		let node = Self::managed_by(&who, id)?;
		ensure!(node.status != Status::Retiring, Error::<T>::AlreadyRetiring);
		let Update { units, metadata, location } = update;
		let changes = units.is_some() || metadata.is_some() || location.is_some();
		ensure!(changes, Error::<T>::NothingToUpdate);

		Self::check_location(location.flatten())?;
		if let Some(units) = units {
			ensure!(node.owner == who, Error::<T>::NotOwner);
			Self::resize(id, &node, units)?;
		}
		let deposit = match &metadata {
			Some(metadata) => Self::deposit_for(metadata)?,
			None => node.deposit,
		};
		Self::adjust_deposit(&node.owner, node.deposit, deposit)?;

		let units = units.unwrap_or(node.units);
		let location = location.unwrap_or(node.location);
		Self::alter(id, |node| {
			node.units = units;
			node.location = location;
			node.deposit = deposit;
			if let Some(metadata) = metadata {
				node.metadata = metadata;
			}
		})?;
		Self::deposit_event(Event::Updated { node: id, units, location, deposit });
		Ok(())
	}

	pub(crate) fn do_rotate_device_key(
		who: T::AccountId,
		id: NodeId,
		device_key: DeviceKey,
		possession: Possession,
	) -> DispatchResult {
		let node = Self::managed_by(&who, id)?;
		ensure!(node.status != Status::Retiring, Error::<T>::AlreadyRetiring);
		Self::check_key(&device_key)?;
		Self::check_possession(&device_key, &node.owner, &possession)?;

		Keys::<T>::remove(&node.device_key);
		Keys::<T>::insert(&device_key, id);
		if node.status == Status::Active {
			T::Roster::rekey(id, &device_key)?;
		}
		let forgiven = Self::forgive(id, node.forgiven)?;
		Self::alter(id, |node| {
			node.device_key = StoredKey(device_key.clone());
			node.proof_expires = possession.expires;
			node.forgiven = forgiven;
		})?;
		let forgiven = forgiven != node.forgiven;
		Self::deposit_event(Event::DeviceKeyRotated { node: id, device_key, forgiven });
		Ok(())
	}

	/// Drops the slashes of the last few eras, unless that was done not long ago. Tells when it was done last; a
	/// rotation with nothing to forgive leaves the right to the next one.
	fn forgive(id: NodeId, last: Option<EraIndex>) -> Result<Option<EraIndex>, DispatchError> {
		let era = T::Eras::current();
		let again = last.map(|last| last.saturating_add(T::ForgivenessPeriod::get()));
		// What is due by now is too late to be forgiven, and must not look as if it had been.
		T::Liabilities::apply_due(id)?;
		let outstanding = T::Liabilities::outstanding(id);
		if outstanding == 0 || again.is_some_and(|again| era < again) {
			return Ok(last);
		}
		T::Liabilities::forgive(id, era.saturating_sub(T::GraceEras::get()))?;
		Ok(if T::Liabilities::outstanding(id) < outstanding { Some(era) } else { last })
	}

	/// Changes the weight of a node that is on a page; another one's counts from its return.
	fn resize(id: NodeId, node: &NodeOf<T>, units: Units) -> DispatchResult {
		let required = Self::required_within_bounds(node.class, units)?;
		// What vests is paid out again. Who gets smaller needs no more than before.
		let is_held = units <= node.units || T::Collateral::holds(id, required);
		ensure!(is_held, Error::<T>::CollateralTooSmall);
		ensure!(units >= T::Commitments::sold(id), Error::<T>::CapacitySold);
		if node.status == Status::Active {
			T::Roster::resize(id, units)?;
		}
		T::Collateral::settle(id)
	}

	/// The collateral for `units`, if the class has nodes of that capacity.
	fn required_within_bounds(class: ClassId, units: Units) -> Result<Balance, DispatchError> {
		let terms = Classes::<T>::get(class).ok_or(Error::<T>::ClassNotFound)?;
		let bounds = terms.min_units..=terms.max_units;
		ensure!(bounds.contains(&units), Error::<T>::UnitsOutOfRange);
		Ok(T::Collateral::required(class, units).ok_or(ArithmeticError::Overflow)?)
	}

	fn check_location(location: Option<u64>) -> DispatchResult {
		ensure!(location.is_none_or(h3::is_cell), Error::<T>::LocationInvalid);
		Ok(())
	}

	fn check_key(key: &DeviceKey) -> DispatchResult {
		ensure!(is_device_key(key), Error::<T>::DeviceKeyUnsupported);
		ensure!(!Keys::<T>::contains_key(key), Error::<T>::DeviceKeyTaken);
		Ok(())
	}

	/// Whether the key consents, now, to being the owner's.
	fn check_possession(
		key: &DeviceKey,
		owner: &T::AccountId,
		possession: &Possession,
	) -> DispatchResult {
		let life = possession.expires.checked_sub(Self::now()).ok_or(Error::<T>::ProofExpired)?;
		ensure!(life <= T::MaxProofLife::get(), Error::<T>::ProofTooLong);
		let genesis = frame_system::Pallet::<T>::block_hash(BlockNumberFor::<T>::zero());
		ensure!(possession.is_signed_by(key, genesis, owner), Error::<T>::ProofInvalid);
		Ok(())
	}

	/// What is held for a record with such metadata.
	pub(crate) fn deposit_for(metadata: &MetadataOf<T>) -> Result<Balance, DispatchError> {
		let bytes = u32::try_from(metadata.len()).map_err(|_| ArithmeticError::Overflow)?;
		let variable = T::ByteDeposit::get().checked_mul(bytes.into());
		let deposit = variable.and_then(|variable| variable.checked_add(T::NodeDeposit::get()));
		Ok(deposit.ok_or(ArithmeticError::Overflow)?)
	}

	fn adjust_deposit(owner: &T::AccountId, from: Balance, to: Balance) -> DispatchResult {
		let reason = HoldReason::Registration.into();
		if let Some(more) = to.checked_sub(from) {
			T::Currency::hold(&reason, owner, more)
		} else if let Some(less) = from.checked_sub(to) {
			T::Currency::release(&reason, owner, less, Exact).map(drop)
		} else {
			Ok(())
		}
	}
}
