//! What classes ask for, which follows what their nodes earn, and what of rewards stays behind a node that has less.

use frame_support::{traits::Get, weights::Weight};
use sp_runtime::DispatchError;
use substation_math::collateral::follow;
use substation_primitives::{
	Balance, Class, ClassId, Classes, Eras, Liabilities, NodeId, NodeInfo, Registry, Requirement,
	Retention, Status, Units,
};

use crate::{Asked, Config, Event, Ledger, Ledgers, Pallet, Requirements, WeightInfo};

impl<T: Config> Requirement for Pallet<T> {
	fn required(class: ClassId, units: Units) -> Option<Balance> {
		Self::asked_per_unit(class)?.checked_mul(units.into())
	}
}

impl<T: Config> Retention for Pallet<T> {
	fn earned(id: ClassId, reward: Balance) {
		let Some(class) = T::Classes::get(id) else { return };
		let present = Self::asked_by(id, &class);
		let least = class.collateral_per_unit;
		let bounds = (least, class.max_collateral_per_unit);
		let (eras, step) = (T::RewardEras::get(), T::RequirementStep::get());
		let per_unit = follow(present, reward, eras, step, bounds);
		match per_unit == least {
			true => Requirements::<T>::remove(id),
			false => Requirements::<T>::insert(id, Asked { per_unit, era: T::Eras::current() }),
		}
		if per_unit != present {
			Self::deposit_event(Event::RequirementMoved { class: id, per_unit });
		}
	}

	fn applies(class: ClassId) -> bool {
		Requirements::<T>::contains_key(class)
	}

	fn retain(node: NodeId, vesting: Balance, free: Balance) -> Result<Balance, DispatchError> {
		let mut ledger = Self::existing(node)?;
		let required = Self::asked_of(node)?;
		let (cover, lacks) = Self::lacks_beside(node, &ledger, required, vesting)?;
		let kept = lacks.min(free);
		let cover = cover.saturating_add(kept);
		if Self::end_deadline_if_met(node, &mut ledger, cover, required) {
			Ledgers::<T>::insert(node, ledger);
		}
		Ok(kept)
	}

	fn lacks(node: NodeId, vesting: Balance) -> Balance {
		let lacks = || {
			let required = Self::asked_of(node).ok()?;
			Self::lacks_beside(node, &Ledgers::<T>::get(node)?, required, vesting).ok()
		};
		lacks().map_or(0, |(_, lacks)| lacks)
	}

	fn weight() -> Weight {
		T::WeightInfo::retain()
	}
}

impl<T: Config> Pallet<T> {
	/// Base units that a class asks for a unit now.
	pub(crate) fn asked_per_unit(id: ClassId) -> Option<Balance> {
		Some(Self::asked_by(id, &T::Classes::get(id)?))
	}

	/// A class whose stream is not funded any more asks for its least again.
	fn asked_by(id: ClassId, class: &Class) -> Balance {
		let is_known = |asked: &Asked| asked.era.saturating_add(1) >= T::Eras::current();
		let raised = Requirements::<T>::get(id).filter(is_known).map_or(0, |asked| asked.per_unit);
		raised.min(class.max_collateral_per_unit).max(class.collateral_per_unit)
	}

	/// The node, unless it is going for good: then nothing is asked for.
	pub(crate) fn not_leaving(node: NodeId) -> Option<NodeInfo<T::AccountId>> {
		T::Registry::get(node).filter(|info| info.status != Status::Retiring)
	}

	/// What the node must have; nothing if it is leaving.
	fn asked_of(node: NodeId) -> Result<Balance, DispatchError> {
		Self::not_leaving(node).map_or(Ok(0), |info| Self::required_of(&info))
	}

	/// Base units that count where `vesting` of the node's rewards vests, and that are missing: of the `required`, or of what is to be
	/// slashed, which others may not answer for.
	fn lacks_beside(
		node: NodeId,
		ledger: &Ledger<T>,
		required: Balance,
		vesting: Balance,
	) -> Result<(Balance, Balance), DispatchError> {
		let cover = Self::cover_beside(node, ledger, required, vesting);
		let there = ledger.held()?.saturating_add(vesting);
		let owed = T::Liabilities::outstanding(node).saturating_sub(there);
		Ok((cover, required.saturating_sub(cover).max(owed)))
	}

	/// Whether a node that has too little gets time to top up.
	pub(crate) fn is_on_duty(info: &NodeInfo<T::AccountId>) -> bool {
		matches!(info.status, Status::Active | Status::Jailed)
	}
}
