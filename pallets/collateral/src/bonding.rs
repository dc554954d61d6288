//! Locking, unbonding and paying out.

use alloc::vec::Vec;
use frame_support::{
	ensure,
	traits::{
		fungible::MutateHold,
		tokens::{Fortitude, Precision, Restriction},
		Get,
	},
};
use sp_runtime::{traits::Zero, ArithmeticError, DispatchError, DispatchResult};
use substation_primitives::{
	api::Unbonding, Backers, Balance, Collateral, EraIndex, Eras, Liabilities, NodeId, NodeInfo,
	Registry, Status,
};

use crate::{Config, Error, Event, HoldReason, Ledger, Ledgers, Pallet};

impl<T: Config> Pallet<T> {
	pub(crate) fn do_deposit(who: T::AccountId, node: NodeId, amount: Balance) -> DispatchResult {
		let info = Self::ensure_owner(&who, node)?;
		ensure!(!amount.is_zero(), Error::<T>::ZeroAmount);
		ensure!(info.status != Status::Retiring, Error::<T>::NodeRetiring);
		T::Liabilities::apply_due(node)?;
		T::Backers::settle(node)?;
		T::Currency::hold(&HoldReason::Collateral.into(), &who, amount)?;
		let mut ledger = Self::existing(node)?;
		ledger.locked = ledger.locked.checked_add(amount).ok_or(ArithmeticError::Overflow)?;
		Self::deposit_event(Event::Deposited { node, owner: who, amount });
		Self::look_for_cover(node, &info, ledger)
	}

	pub(crate) fn do_request_withdrawal(
		who: T::AccountId,
		node: NodeId,
		amount: Balance,
	) -> DispatchResult {
		let info = Self::ensure_owner(&who, node)?;
		ensure!(!amount.is_zero(), Error::<T>::ZeroAmount);
		T::Liabilities::apply_due(node)?;
		T::Backers::settle(node)?;
		let ledger = Self::existing(node)?;
		let left = ledger.locked.checked_sub(amount).ok_or(Error::<T>::NotEnoughLocked)?;
		let required = Self::required_of(&info)?;
		// What others have is not theirs to take out, and not for slashes that came before them.
		let keep = required
			.checked_sub(Self::counted(node, required))
			.and_then(|own| own.checked_add(T::Liabilities::outstanding(node)))
			.ok_or(Error::<T>::CollateralRequired)?;
		ensure!(left >= keep, Error::<T>::CollateralRequired);
		Self::unbond(node, ledger, amount)
	}

	pub(crate) fn do_withdraw(who: T::AccountId, node: NodeId) -> DispatchResult {
		ensure!(Self::existing(node)?.owner == who, Error::<T>::NotOwner);
		T::Liabilities::apply_due(node)?;
		let mut ledger = Self::existing(node)?;
		let unlocked = ledger.unlocked(T::Eras::current())?;
		ensure!(!unlocked.is_zero(), Error::<T>::NothingUnlocked);
		let paid = Self::pay_unlocked(node, &mut ledger)?;
		ensure!(!paid.is_zero(), Error::<T>::HeldBack);
		Ledgers::<T>::insert(node, ledger);
		Ok(())
	}

	/// Pays what has unbonded and is not held back. Returns how much that was.
	fn pay_unlocked(node: NodeId, ledger: &mut Ledger<T>) -> Result<Balance, DispatchError> {
		let now = T::Eras::current();
		let unlocked = ledger.unlocked(now)?;
		let amount = ledger.payable(now, T::Liabilities::outstanding(node))?;
		if amount.is_zero() {
			return Ok(amount);
		}
		ledger.take_oldest(amount)?;
		let reason = HoldReason::Collateral.into();
		T::Currency::release(&reason, &ledger.owner, amount, Precision::Exact)?;
		let held_back = unlocked.checked_sub(amount).ok_or(ArithmeticError::Underflow)?;
		let owner = ledger.owner.clone();
		Self::deposit_event(Event::Withdrawn { node, owner, amount, held_back });
		Ok(amount)
	}

	/// Lets `amount` unbond and stores the ledger.
	fn unbond(node: NodeId, mut ledger: Ledger<T>, amount: Balance) -> DispatchResult {
		let now = T::Eras::current();
		let unlocks = now.checked_add(T::UnbondingEras::get()).ok_or(ArithmeticError::Overflow)?;
		ledger.unbond(amount, now, unlocks)?;
		Ledgers::<T>::insert(node, ledger);
		Self::deposit_event(Event::UnbondingStarted { node, amount, unlocks });
		Ok(())
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

	/// The node's ledger.
	pub(crate) fn existing(node: NodeId) -> Result<Ledger<T>, Error<T>> {
		Ledgers::<T>::get(node).ok_or(Error::<T>::NodeNotFound)
	}

	/// What the node's class asks for.
	pub(crate) fn required_of(info: &NodeInfo<T::AccountId>) -> Result<Balance, DispatchError> {
		let per_unit = Self::asked_per_unit(info.class).ok_or(Error::<T>::ClassNotFound)?;
		per_unit.checked_mul(info.units.into()).ok_or(ArithmeticError::Overflow.into())
	}

	pub(crate) fn chunks(node: NodeId) -> Vec<Unbonding> {
		let ledger = Ledgers::<T>::get(node);
		ledger
			.map_or_else(Vec::new, |ledger| ledger.unbonding.into_iter().map(Into::into).collect())
	}

	pub(crate) fn payable_now(node: NodeId) -> Balance {
		Ledgers::<T>::get(node)
			.and_then(|ledger| {
				ledger.payable(T::Eras::current(), T::Liabilities::outstanding(node)).ok()
			})
			.unwrap_or_default()
	}

	pub(crate) fn missing(node: NodeId) -> Option<(Balance, Option<EraIndex>)> {
		let info = Self::not_leaving(node)?;
		let ledger = Ledgers::<T>::get(node)?;
		let required = Self::required_of(&info).ok()?;
		let missing = required.saturating_sub(Self::cover(node, &ledger, required));
		(!missing.is_zero()).then_some((missing, ledger.top_up.map(|top_up| top_up.by)))
	}
}

impl<T: Config> Collateral<T::AccountId> for Pallet<T> {
	fn lock(node: NodeId, owner: &T::AccountId, amount: Balance) -> DispatchResult {
		ensure!(!amount.is_zero(), Error::<T>::ZeroAmount);
		ensure!(!Ledgers::<T>::contains_key(node), Error::<T>::AlreadyLocked);
		T::Currency::hold(&HoldReason::Collateral.into(), owner, amount)?;
		Ledgers::<T>::insert(node, Ledger::new(owner.clone(), amount));
		Ok(())
	}

	fn locked(node: NodeId) -> Balance {
		Ledgers::<T>::get(node).map_or(0, |ledger| ledger.locked)
	}

	fn covers(node: NodeId, required: Balance) -> bool {
		Self::existing(node).is_ok_and(|ledger| Self::cover(node, &ledger, required) >= required)
	}

	fn holds(node: NodeId, required: Balance) -> bool {
		Self::locked(node).saturating_add(Self::counted(node, required)) >= required
	}

	fn settle(node: NodeId) -> DispatchResult {
		T::Backers::settle(node)
	}

	fn unlock_all(node: NodeId) -> DispatchResult {
		ensure!(Ledgers::<T>::contains_key(node), Error::<T>::NodeNotFound);
		T::Backers::settle(node)?;
		let mut ledger = Self::existing(node)?;
		Self::forget_shortfall(node, &mut ledger);
		let amount = ledger.locked;
		if amount.is_zero() {
			Ledgers::<T>::insert(node, ledger);
			return Ok(());
		}
		Self::unbond(node, ledger, amount)
	}

	fn hand_over(node: NodeId, to: &T::AccountId) -> DispatchResult {
		let mut ledger = Self::existing(node)?;
		let amount = ledger.held()?;
		if !amount.is_zero() && ledger.owner != *to {
			T::Currency::transfer_on_hold(
				&HoldReason::Collateral.into(),
				&ledger.owner,
				to,
				amount,
				Precision::Exact,
				Restriction::OnHold,
				Fortitude::Polite,
			)?;
		}
		ledger.owner = to.clone();
		Ledgers::<T>::insert(node, ledger);
		Ok(())
	}

	fn close(node: NodeId) -> DispatchResult {
		let mut ledger = Self::existing(node)?;
		let free = ledger.payable(T::Eras::current(), T::Liabilities::outstanding(node))?;
		ensure!(free == ledger.held()?, Error::<T>::StillUnbonding);
		Self::pay_unlocked(node, &mut ledger)?;
		Self::forget_shortfall(node, &mut ledger);
		Ledgers::<T>::remove(node);
		Ok(())
	}
}
