//! Slashing, and what follows when it leaves too little behind a node.

use frame_support::{
	storage::with_storage_layer,
	traits::{fungible::BalancedHold, tokens::imbalance::Imbalance, Get, OnUnbalanced},
	weights::WeightMeter,
};
use sp_runtime::{traits::Zero, ArithmeticError, DispatchError, DispatchResult};
use substation_math::price::split;
use substation_primitives::{
	Backers, Balance, Collateral, Cover, EraIndex, Eras, LifeCycle, NodeId, NodeInfo, Registry,
	Slashable, Status, Vests,
};

use crate::{
	Config, CreditOf, Event, HoldReason, Ledger, Ledgers, NextSweep, Pallet, Shortfalls,
	WeightInfo, LOG_TARGET,
};

impl<T: Config> Slashable for Pallet<T> {
	fn slash(node: NodeId, era: EraIndex, amount: Balance) -> Result<Balance, DispatchError> {
		let mut ledger = Self::existing(node)?;
		let required = Self::required_on_duty(node)?;
		let held = ledger.held()?;
		let mut credit = T::Rewards::slash(node, amount)?;
		let rest = amount.checked_sub(credit.peek()).ok_or(ArithmeticError::Underflow)?;
		let theirs = T::Backers::slash(node, era, rest, held)?;
		let own = rest.checked_sub(theirs.peek()).ok_or(ArithmeticError::Underflow)?.min(held);
		credit.subsume(theirs);
		if !own.is_zero() {
			let reason = HoldReason::Collateral.into();
			let (owners, _) = T::Currency::slash(&reason, &ledger.owner, own);
			// The ledger follows what was really taken.
			ledger.take_for_slash(owners.peek())?;
			credit.subsume(owners);
		}
		let taken = credit.peek();
		if taken.is_zero() {
			return Ok(taken);
		}
		let burned = Self::burn_part(credit);
		let owner = ledger.owner.clone();
		Self::deposit_event(Event::Slashed { node, owner, amount: taken, burned });
		Self::look_for_shortfall(node, &mut ledger, required);
		Ledgers::<T>::insert(node, ledger);
		Ok(taken)
	}
}

impl<T: Config> Cover for Pallet<T> {
	fn earning(node: NodeId) -> (Balance, Balance) {
		let required = T::Registry::get(node).and_then(|info| Self::required_of(&info).ok());
		let need = required.unwrap_or(0);
		let counted = Self::counted(node, need);
		let own = Self::locked(node).saturating_add(T::Rewards::vesting(node));
		(own.min(need.saturating_sub(counted)), counted)
	}

	fn room(node: NodeId) -> Balance {
		let required = T::Registry::get(node).map(|info| Self::required_of(&info));
		required.and_then(Result::ok).map_or(0, |required| T::BackedPart::get() * required)
	}

	fn joined(node: NodeId) -> DispatchResult {
		match Self::not_leaving(node) {
			Some(info) => Self::look_for_cover(node, &info, Self::existing(node)?),
			None => Ok(()),
		}
	}

	fn left(node: NodeId) -> DispatchResult {
		let Some(required) = Self::required_on_duty(node)? else { return Ok(()) };
		let mut ledger = Self::existing(node)?;
		Self::look_for_shortfall(node, &mut ledger, Some(required));
		Ledgers::<T>::insert(node, ledger);
		Ok(())
	}
}

impl<T: Config> Pallet<T> {
	/// Base units that are missing where the class asks for `required`.
	pub(crate) fn shortage(node: NodeId, ledger: &Ledger<T>, required: Balance) -> Balance {
		match ledger.locked >= required {
			true => 0,
			false => Self::shortage_beside(node, ledger, required, T::Rewards::vesting(node)),
		}
	}

	/// What others have behind the node, as far as it counts where the class asks for `required`.
	pub(crate) fn counted(node: NodeId, required: Balance) -> Balance {
		(T::BackedPart::get() * required).min(T::Backers::backed(node))
	}

	/// Whether as much is there as the class asks for.
	pub(crate) fn is_covered(node: NodeId, ledger: &Ledger<T>, required: Balance) -> bool {
		Self::shortage(node, ledger, required).is_zero()
	}

	/// Burns its part of what was taken and gives the rest to the treasury. Returns what was burned.
	fn burn_part(credit: CreditOf<T>) -> Balance {
		let (burned, _) = split(credit.peek(), T::BurnedPart::get());
		let (burn, rest) = credit.split(burned);
		drop(burn);
		T::Treasury::on_unbalanced(rest);
		burned
	}

	/// What the node must keep locked, unless it is suspended or leaving.
	fn required_on_duty(node: NodeId) -> Result<Option<Balance>, DispatchError> {
		match T::Registry::get(node) {
			Some(info) if Self::is_on_duty(&info) => Self::required_of(&info).map(Some),
			_ => Ok(None),
		}
	}

	/// Gives the owner some eras to top up, if there is too little where the class asks for `required`. A deadline that runs is
	/// not moved.
	fn look_for_shortfall(node: NodeId, ledger: &mut Ledger<T>, required: Option<Balance>) {
		let missing = required.map(|required| Self::shortage(node, ledger, required));
		let missing = missing.filter(|missing| !missing.is_zero());
		let (Some(missing), None) = (missing, ledger.top_up_by) else { return };
		let until = T::Eras::current().saturating_add(T::TopUpEras::get());
		ledger.top_up_by = Some(until);
		Shortfalls::<T>::insert(until, node, ());
		Self::deposit_event(Event::TopUpDue { node, missing, until });
	}

	/// Stores a ledger to which something was added. If there is enough now, a deadline ends, or a suspension.
	pub(crate) fn look_for_cover(
		node: NodeId,
		info: &NodeInfo<T::AccountId>,
		mut ledger: Ledger<T>,
	) -> DispatchResult {
		let covered = Self::is_covered(node, &ledger, Self::required_of(info)?);
		if covered {
			Self::clear_shortfall(node, &mut ledger);
		}
		Ledgers::<T>::insert(node, ledger);
		if covered && info.status == Status::Suspended {
			T::LifeCycle::reinstate(node)?;
		}
		Ok(())
	}

	/// Enough is locked: the deadline, if there is one, no longer counts.
	pub(crate) fn clear_shortfall(node: NodeId, ledger: &mut Ledger<T>) {
		if Self::forget_shortfall(node, ledger) {
			Self::deposit_event(Event::ToppedUp { node });
		}
	}

	/// Drops the deadline. Tells whether there was one.
	pub(crate) fn forget_shortfall(node: NodeId, ledger: &mut Ledger<T>) -> bool {
		let Some(era) = ledger.top_up_by.take() else { return false };
		Shortfalls::<T>::remove(era, node);
		true
	}

	/// Deals with the nodes whose time to top up is over, as far as the budget goes.
	pub(crate) fn sweep(budget: &mut WeightMeter) {
		if budget.try_consume(T::WeightInfo::sweep_base()).is_err() {
			return;
		}
		let now = T::Eras::current();
		let first = NextSweep::<T>::get();
		let mut era = first;
		while era < now && Self::sweep_era(era, budget) {
			era = era.saturating_add(1);
		}
		if era != first {
			NextSweep::<T>::put(era);
		}
	}

	/// Tells whether the budget was enough for all shortfalls of the era.
	fn sweep_era(era: EraIndex, budget: &mut WeightMeter) -> bool {
		let mut nodes = Shortfalls::<T>::iter_key_prefix(era);
		while budget.can_consume(T::WeightInfo::sweep_shortfall()) {
			budget.consume(T::WeightInfo::sweep_shortfall());
			let Some(node) = nodes.next() else { return true };
			Self::end_shortfall(era, node);
		}
		false
	}

	/// The time to top up is over: suspends the node if it is still short.
	pub(crate) fn end_shortfall(era: EraIndex, node: NodeId) {
		Shortfalls::<T>::remove(era, node);
		if let Err(error) = Self::suspend_if_short(node) {
			log::error!(target: LOG_TARGET, "node {node} could not be suspended: {error:?}");
		}
	}

	/// What the node has earned counts first, whether somebody claimed it or not.
	fn suspend_if_short(node: NodeId) -> DispatchResult {
		if let Err(error) = with_storage_layer(|| T::Rewards::keep(node)) {
			log::warn!(target: LOG_TARGET, "node {node} keeps nothing of its rewards: {error:?}");
		}
		let mut ledger = Self::existing(node)?;
		if ledger.top_up_by.is_none() {
			return Ok(());
		}
		let required = Self::required_on_duty(node)?;
		let covered = required.map(|required| Self::is_covered(node, &ledger, required));
		ledger.top_up_by = None;
		Ledgers::<T>::insert(node, ledger);
		match covered {
			Some(false) => return with_storage_layer(|| T::LifeCycle::suspend(node)),
			Some(true) => Self::deposit_event(Event::ToppedUp { node }),
			None => (),
		}
		Ok(())
	}
}
