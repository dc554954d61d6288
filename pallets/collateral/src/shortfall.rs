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
	Config, CreditOf, Event, HoldReason, Ledger, Ledgers, NextSweep, Pallet, Shortfalls, TopUp,
	WeightInfo, LOG_TARGET,
};

/// What a node must have, and what counts for it, in base units.
struct Due {
	required: Balance,
	cover: Balance,
}

impl<T: Config> Slashable for Pallet<T> {
	fn slash(node: NodeId, era: EraIndex, amount: Balance) -> Result<Balance, DispatchError> {
		let mut ledger = Self::existing(node)?;
		let cover = Self::cover_on_duty(node, &ledger)?;
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
		Self::look_for_loss(node, &mut ledger, cover);
		Ledgers::<T>::insert(node, ledger);
		Ok(taken)
	}
}

impl<T: Config> Cover for Pallet<T> {
	fn earning(node: NodeId) -> (Balance, Balance) {
		let need = Self::need_of(node);
		let counted = Self::counted(node, need);
		let own = Self::locked(node).saturating_add(T::Rewards::vesting(node));
		(own.min(need.saturating_sub(counted)), counted)
	}

	fn room(node: NodeId) -> Balance {
		Self::countable(Balance::MAX, Self::need_of(node))
	}

	fn joined(node: NodeId) -> DispatchResult {
		match Self::not_leaving(node) {
			Some(info) => Self::look_for_cover(node, &info, Self::existing(node)?),
			None => Ok(()),
		}
	}

	fn left(node: NodeId, tokens: Balance) -> DispatchResult {
		let Some(required) = Self::required_on_duty(node)? else { return Ok(()) };
		let mut ledger = Self::existing(node)?;
		let backed = T::Backers::backed(node);
		let before = Self::countable(backed.saturating_add(tokens), required);
		let lost = before.saturating_sub(Self::countable(backed, required));
		let cover = Self::cover(node, &ledger, required).saturating_add(lost);
		Self::look_for_loss(node, &mut ledger, Some(Due { required, cover }));
		Ledgers::<T>::insert(node, ledger);
		Ok(())
	}
}

impl<T: Config> Pallet<T> {
	/// Base units that count for the node where the class asks for `required`.
	pub(crate) fn cover(node: NodeId, ledger: &Ledger<T>, required: Balance) -> Balance {
		Self::cover_beside(node, ledger, required, T::Rewards::vesting(node))
	}

	/// The same where `vesting` of the node's rewards vests.
	pub(crate) fn cover_beside(
		node: NodeId,
		ledger: &Ledger<T>,
		required: Balance,
		vesting: Balance,
	) -> Balance {
		let own = ledger.locked.saturating_add(vesting);
		own.saturating_add(Self::counted(node, required))
	}

	/// What others have behind the node, as far as it counts where the class asks for `required`.
	pub(crate) fn counted(node: NodeId, required: Balance) -> Balance {
		Self::countable(T::Backers::backed(node), required)
	}

	/// As much of `backed` as counts where the class asks for `required`.
	fn countable(backed: Balance, required: Balance) -> Balance {
		backed.min(T::BackedPart::get() * required)
	}

	/// What the node's class asks for, whatever its status; nothing of one that is not there.
	fn need_of(node: NodeId) -> Balance {
		let required = T::Registry::get(node).and_then(|info| Self::required_of(&info).ok());
		required.unwrap_or(0)
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

	/// What the node must have, unless it is suspended or leaving, and what it has.
	fn cover_on_duty(node: NodeId, ledger: &Ledger<T>) -> Result<Option<Due>, DispatchError> {
		let required = Self::required_on_duty(node)?;
		Ok(required.map(|required| Due { required, cover: Self::cover(node, ledger, required) }))
	}

	/// Gives the owner some eras to bring back what was lost since `due`, as far as it must be there. What was missing before is not asked for,
	/// and a deadline that runs is not moved.
	fn look_for_loss(node: NodeId, ledger: &mut Ledger<T>, due: Option<Due>) {
		let Some(Due { required, cover }) = due else { return };
		let needed = cover.min(required);
		let missing = needed.saturating_sub(Self::cover(node, ledger, required));
		if missing.is_zero() {
			return;
		}
		if let Some(top_up) = ledger.top_up.as_mut() {
			top_up.to = top_up.to.max(needed);
			return;
		}
		let until = T::Eras::current().saturating_add(T::TopUpEras::get());
		ledger.top_up = Some(TopUp { by: until, to: needed });
		Shortfalls::<T>::insert(until, node, ());
		Self::deposit_event(Event::TopUpDue { node, missing, until });
	}

	/// Stores a ledger to which something was added. If there is enough now, a deadline ends, or a suspension.
	pub(crate) fn look_for_cover(
		node: NodeId,
		info: &NodeInfo<T::AccountId>,
		mut ledger: Ledger<T>,
	) -> DispatchResult {
		let required = Self::required_of(info)?;
		let cover = Self::cover(node, &ledger, required);
		Self::end_deadline_if_met(node, &mut ledger, cover, required);
		Ledgers::<T>::insert(node, ledger);
		if cover >= required && info.status == Status::Suspended {
			T::LifeCycle::reinstate(node)?;
		}
		Ok(())
	}

	/// Ends the deadline if `cover` is enough again where the class asks for `required`. Tells whether there was one.
	pub(crate) fn end_deadline_if_met(
		node: NodeId,
		ledger: &mut Ledger<T>,
		cover: Balance,
		required: Balance,
	) -> bool {
		let ends = ledger.top_up.is_some_and(|top_up| top_up.is_met(cover, required));
		if ends {
			Self::forget_shortfall(node, ledger);
			Self::deposit_event(Event::ToppedUp { node });
		}
		ends
	}

	/// Drops the deadline, if there is one.
	pub(crate) fn forget_shortfall(node: NodeId, ledger: &mut Ledger<T>) {
		if let Some(TopUp { by, .. }) = ledger.top_up.take() {
			Shortfalls::<T>::remove(by, node);
		}
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
			Self::expire_shortfall(era, node);
		}
		false
	}

	/// The time to top up is over: suspends the node if it is still short.
	pub(crate) fn expire_shortfall(era: EraIndex, node: NodeId) {
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
		let Some(top_up) = ledger.top_up.take() else { return Ok(()) };
		let due = Self::cover_on_duty(node, &ledger)?;
		let covered = due.map(|Due { required, cover }| top_up.is_met(cover, required));
		Ledgers::<T>::insert(node, ledger);
		match covered {
			Some(false) => return with_storage_layer(|| T::LifeCycle::suspend(node)),
			Some(true) => Self::deposit_event(Event::ToppedUp { node }),
			None => (),
		}
		Ok(())
	}
}
