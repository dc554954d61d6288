//! Money into the streams, and nodes in and out of them.

use crate::{claims::Stay, types::Position, Config, Error, Event, Pallet, Pool, Pools, Positions};
use frame_support::{
	dispatch::DispatchResult,
	ensure,
	traits::{
		fungible::{Balanced, Credit, Inspect},
		tokens::{DepositConsequence, Provenance},
		Defensive, Get, Imbalance,
	},
};
use sp_runtime::{
	traits::{AccountIdConversion, SaturatedConversion},
	ArithmeticError, DispatchError,
};
use substation_math::stream::share;
use substation_primitives::{
	Acc, Balance, BlockNumber, ClassId, NodeId, Payouts, Pools as FundPools, Registry, Retention,
	Streams, Units, Vests,
};

impl<T: Config> Pallet<T> {
	/// The account that holds what is in the pools and what nodes have not claimed. It must hold the
	/// existential deposit besides.
	pub fn pot() -> T::AccountId {
		T::PalletId::get().into_account_truncating()
	}

	pub(crate) fn now() -> BlockNumber {
		frame_system::Pallet::<T>::block_number().saturated_into()
	}

	/// Changes the pool as it stands now. Where `change` gives nothing, nothing changes.
	fn with_pool<R>(
		class: ClassId,
		change: impl FnOnce(&mut Pool) -> Option<R>,
	) -> Result<R, DispatchError> {
		let mut pool = Pools::<T>::get(class).at(Self::now()).ok_or(ArithmeticError::Overflow)?;
		let result = change(&mut pool).ok_or(ArithmeticError::Overflow)?;
		Pools::<T>::insert(class, pool);
		Ok(result)
	}

	/// The share of a node that is or was in the class's stream.
	fn position(node: NodeId, class: ClassId) -> Result<Position, DispatchError> {
		let position = Positions::<T>::get(node).ok_or(Error::<T>::NodeNotFound)?;
		ensure!(position.class == class, Error::<T>::NodeNotFound);
		Ok(position)
	}

	/// Moves the node's weight from `units` to `to`. The node keeps what came up to `settled`, or all if
	/// it has `earned` it; returns the rest, which the pool takes back.
	fn reweigh(
		node: NodeId,
		mut position: Position,
		(units, to): (Units, Units),
		settled: Acc,
		earned: bool,
	) -> Result<Balance, DispatchError> {
		let returned = Self::with_pool(position.class, |pool| {
			let until = if earned { pool.acc } else { settled.min(pool.acc) };
			let kept = share(units, position.entry, until)?;
			let returned = share(units, position.entry.max(until), pool.acc)?;
			pool.take_back(returned)?;
			pool.weight = pool.weight.checked_sub(units.into())?.checked_add(to.into())?;
			// Who had no weight joins; who has none left leaves.
			pool.nodes = pool.nodes.checked_add((units == 0).into())?;
			pool.nodes = pool.nodes.checked_sub((to == 0).into())?;
			position.accrued = position.accrued.checked_add(kept)?;
			position.entry = pool.acc;
			Some(returned)
		})?;
		Positions::<T>::insert(node, position);
		Ok(returned)
	}

	/// Pays all that the node can claim. Where the payee can't be paid its part vests, or is the pool's if nothing is to stay.
	pub(crate) fn pay(node: NodeId, stay: Stay) -> DispatchResult {
		let payee = T::Registry::get(node).ok_or(Error::<T>::NodeNotFound)?.payee;
		let own = Self::payable_now(node, stay).ok_or(ArithmeticError::Overflow)?;
		match T::Currency::can_deposit(&payee, own, Provenance::Extant) {
			DepositConsequence::Success => Self::do_claim(node, stay).map(|_| ()),
			_ if stay == Stay::Nothing => Self::give_up(node),
			_ => Self::do_claim(node, Stay::All).map(|_| ()),
		}
	}

	/// Others get their part of what the node can claim. The pool takes back the payee's, who can't be paid.
	fn give_up(node: NodeId) -> DispatchResult {
		let mut position = Self::settled(node).ok_or(Error::<T>::NodeNotFound)?;
		let all = core::mem::take(&mut position.accrued);
		let shared = T::Payouts::share(node, &Self::pot(), all)?.unwrap_or(0);
		position.claimed = position.claimed.checked_add(shared).ok_or(ArithmeticError::Overflow)?;
		let amount = all.checked_sub(shared).ok_or(ArithmeticError::Underflow)?;
		Self::with_pool(position.class, |pool| pool.take_back(amount))?;
		Positions::<T>::insert(node, position);
		Self::deposit_event(Event::GivenUp { node, amount });
		Ok(())
	}
}

impl<T: Config> Streams for Pallet<T> {
	fn acc(class: ClassId) -> Acc {
		let pool = Pools::<T>::get(class);
		pool.at(Self::now()).defensive_unwrap_or(pool).acc
	}

	fn weight(class: ClassId) -> u64 {
		Pools::<T>::get(class).weight
	}

	fn enter(node: NodeId, class: ClassId, units: Units) -> DispatchResult {
		let position = Positions::<T>::get(node).unwrap_or(Position::new(class));
		ensure!(position.class == class, Error::<T>::NodeNotFound);
		Self::reweigh(node, position, (0, units), 0, false).map(|_| ())
	}

	fn leave(
		node: NodeId,
		class: ClassId,
		units: Units,
		settled: Acc,
		earned: bool,
	) -> Result<Balance, DispatchError> {
		Self::reweigh(node, Self::position(node, class)?, (units, 0), settled, earned)
	}

	fn resize(
		node: NodeId,
		class: ClassId,
		units: Units,
		to: Units,
		settled: Acc,
		earned: bool,
	) -> DispatchResult {
		let position = Self::position(node, class)?;
		Self::reweigh(node, position, (units, to), settled, earned).map(|_| ())
	}

	fn forfeit(
		node: NodeId,
		class: ClassId,
		units: Units,
		settled: Acc,
		until: Acc,
	) -> Result<Balance, DispatchError> {
		let mut position = Self::position(node, class)?;
		let amount = Self::with_pool(class, |pool| {
			let from = settled.max(position.entry);
			let until = until.min(pool.acc).max(from);
			let amount = share(units, from, until)?;
			pool.take_back(amount)?;
			position.entry = position.entry.checked_add(until.checked_sub(from)?)?;
			Some(amount)
		})?;
		Positions::<T>::insert(node, position);
		Ok(amount)
	}

	fn pay_out(node: NodeId) -> DispatchResult {
		let has_vested = || Self::vesting_now(node).is_some_and(|vesting| vesting.released > 0);
		match Self::claimable(node) {
			None => Ok(()),
			Some(0) if !has_vested() => Ok(()),
			Some(_) => Self::pay(node, Stay::Asked),
		}
	}

	fn pay_all(node: NodeId) -> DispatchResult {
		match Self::claimable(node) {
			None => Ok(()),
			Some(0) if <Self as Vests<_>>::vesting(node) == 0 => Ok(()),
			Some(_) => Self::pay(node, Stay::Nothing),
		}
	}

	fn forget(node: NodeId) {
		let Some(position) = Positions::<T>::get(node) else { return };
		let closed = Self::with_pool(position.class, |pool| {
			pool.take_back(position.accrued.checked_add(position.vesting.total()?)?)?;
			pool.close(position.claimed)
		});
		if closed.defensive().is_ok() {
			Positions::<T>::remove(node);
		}
	}
}

impl<T: Config> FundPools<Credit<T::AccountId, T::Currency>> for Pallet<T> {
	fn fund(
		class: ClassId,
		credit: Credit<T::AccountId, T::Currency>,
		until: BlockNumber,
	) -> Result<(), Credit<T::AccountId, T::Currency>> {
		let amount = credit.peek();
		let funded = Pools::<T>::get(class).at(Self::now()).and_then(|mut pool| {
			let earned = pool.take_mark()?;
			pool.fund(amount, until)?;
			Some((pool, earned))
		});
		let Some((pool, earned)) = funded else { return Err(credit) };
		T::Currency::resolve(&Self::pot(), credit)?;
		Pools::<T>::insert(class, pool);
		T::Retention::earned(class, earned);
		Self::deposit_event(Event::Funded { class, amount, rate: pool.rate, until });
		Ok(())
	}
}
