//! Coming, leaving, and being paid back.

use alloc::vec::Vec;
use frame_support::{
	ensure,
	traits::{
		fungible::{Mutate, MutateHold},
		tokens::{Precision, Preservation},
		Get,
	},
};
use sp_runtime::{
	traits::AccountIdConversion, ArithmeticError, DispatchError, DispatchResult, Perbill,
};
use substation_math::backing::Pool;
use substation_primitives::{
	Balance, Cover, EraIndex, Eras, Liabilities, NodeId, Registry, Status, Streams,
};

use crate::{
	types::sum, Chunk, Config, Conversions, Departed, Error, Event, HoldReason, Lot, Pallet,
	Position, Positions, Support, Supports, Tranche,
};

/// What decides on whether tranches are young still, and free already.
#[derive(Clone, Copy)]
pub(crate) struct Times {
	/// The era.
	pub now: EraIndex,
	/// The oldest era of which a slash is pending.
	pub pending: Option<EraIndex>,
}

impl Times {
	/// Of a node, when no slash of it is due.
	pub(crate) fn of<T: Config>(node: NodeId) -> Self {
		Self { now: T::Eras::current(), pending: T::Liabilities::oldest(node) }
	}

	/// Whether every slash that is pending or still comes is for a time after `era`.
	pub(crate) fn is_past(&self, era: EraIndex) -> bool {
		era < self.now && self.pending.is_none_or(|pending| pending > era)
	}

	/// Whether what left in `era` has unbonded and no slash can touch it any more.
	pub(crate) fn is_free<T: Config>(&self, era: EraIndex) -> bool {
		let unlocks = era.saturating_add(T::UnbondingEras::get());
		unlocks <= self.now && self.is_past(era)
	}
}

impl<T: Config> Pallet<T> {
	/// The account that holds backers' tokens, and what they have earned and not claimed. It must hold the existential
	/// deposit besides.
	pub fn pot() -> T::AccountId {
		T::PalletId::get().into_account_truncating()
	}

	/// Returns how many tranches became old.
	pub(crate) fn do_back(
		who: T::AccountId,
		node: NodeId,
		amount: Balance,
		at_most: Perbill,
	) -> Result<u32, DispatchError> {
		let info = T::Registry::get(node).ok_or(Error::<T>::NodeNotFound)?;
		ensure!(info.status != Status::Retiring, Error::<T>::NodeRetiring);
		ensure!(amount > 0, Error::<T>::AmountTooSmall);
		let Support { open, commission, .. } = Self::support(node)?;
		ensure!(open, Error::<T>::NotOpen);
		ensure!(commission <= at_most, Error::<T>::CommissionAboveLimit);
		T::Liabilities::apply_due(node)?;
		T::Streams::pay_out(node)?;

		let times = Times::of::<T>(node);
		let mut support = Self::support(node)?;
		let merged = Self::merge(node, &mut support, times)?;
		ensure!(!support.main.is_ruined(), Error::<T>::Ruined);
		let backed = support.backed().ok_or(ArithmeticError::Overflow)?;
		let left = T::Cover::room(node).saturating_sub(backed);
		ensure!(amount <= left, Error::<T>::NoRoom);
		// The last of the room may be less.
		ensure!(amount >= T::MinBacking::get().min(left), Error::<T>::AmountTooSmall);

		let mut position = Self::position_for(&who, node)?;
		Self::accrue(node, &support, &mut position)?;
		Self::convert(node, &support, &mut position)?;
		T::Currency::transfer(&who, &Self::pot(), amount, Preservation::Preserve)?;
		Self::join_young(&mut support, &mut position, times.now, amount)?;
		Positions::<T>::insert(node, &who, position);
		Supports::<T>::insert(node, support);
		Self::deposit_event(Event::Backed { node, who, amount });
		T::Cover::joined(node)?;
		Ok(merged)
	}

	/// The position, with a deposit if it is new.
	fn position_for(who: &T::AccountId, node: NodeId) -> Result<Position<T>, DispatchError> {
		if let Some(position) = Positions::<T>::get(node, who) {
			return Ok(position);
		}
		let deposit = T::PositionDeposit::get();
		T::Currency::hold(&HoldReason::Position.into(), who, deposit)?;
		Ok(Position::new(deposit))
	}

	/// Puts `amount` into the tranche of `era`.
	fn join_young(
		support: &mut Support<T>,
		position: &mut Position<T>,
		era: EraIndex,
		amount: Balance,
	) -> DispatchResult {
		let acc = support.main.acc;
		let tranche = tranche_of(&mut support.young, era, Pool::starting_at(acc))
			.ok_or(Error::<T>::TooManyTranches)?;
		let entry = tranche.pool.acc;
		let shares = tranche.pool.join(amount).ok_or(Error::<T>::Ruined)?;
		let known = match position.young {
			Some(lot) if lot.era == era => lot.shares,
			Some(_) => return Err(Error::<T>::StillYoung.into()),
			None => 0,
		};
		let shares = known.checked_add(shares).ok_or(ArithmeticError::Overflow)?;
		position.young = Some(Lot { era, shares, entry, counted_in_main: false });
		Ok(())
	}

	/// Returns how many tranches became old.
	pub(crate) fn do_unback(
		who: T::AccountId,
		node: NodeId,
		amount: Option<Balance>,
	) -> Result<u32, DispatchError> {
		ensure!(T::Registry::get(node).is_some(), Error::<T>::NodeNotFound);
		ensure!(Positions::<T>::contains_key(node, &who), Error::<T>::NotBacking);
		ensure!(amount != Some(0), Error::<T>::AmountTooSmall);
		T::Liabilities::apply_due(node)?;
		T::Streams::pay_out(node)?;

		let times = Times::of::<T>(node);
		let mut support = Self::support(node)?;
		let merged = Self::merge(node, &mut support, times)?;
		let mut position = Positions::<T>::get(node, &who).ok_or(Error::<T>::NotBacking)?;
		Self::accrue(node, &support, &mut position)?;
		let young = position.young;
		Self::convert(node, &support, &mut position)?;
		let tokens = if position.shares > 0 {
			Self::take(&mut support.main, &mut position.shares, amount)?
		} else if young.is_some() && position.young.is_none() {
			// It has become old, and is worth less than a share.
			0
		} else {
			Self::take_young(&mut support, &mut position, times, amount)?
		};
		Self::join_leaving(node, &mut support, &mut position, times, tokens)?;
		Self::put_position(node, &who, position)?;
		Self::put_support(node, support)?;
		let unlocks = times.now.saturating_add(T::UnbondingEras::get());
		Self::deposit_event(Event::Unbacked { node, who, amount: tokens, unlocks });
		T::Cover::left(node, tokens)?;
		Ok(merged)
	}

	/// Takes `amount`, or all, out of what is `held` in the pool. Returns what that was worth.
	fn take(
		pool: &mut Pool,
		held: &mut Balance,
		amount: Option<Balance>,
	) -> Result<Balance, DispatchError> {
		let shares = match amount {
			Some(amount) => pool.shares_worth(amount).ok_or(Error::<T>::NotEnough)?,
			None => *held,
		};
		*held = held.checked_sub(shares).ok_or(Error::<T>::NotEnough)?;
		let tokens = pool.leave(shares).ok_or(ArithmeticError::Underflow)?;
		let left = pool.worth(*held).ok_or(ArithmeticError::Underflow)?;
		ensure!(*held == 0 || left >= T::MinBacking::get(), Error::<T>::TooLittleLeft);
		Ok(tokens)
	}

	/// As `take`, from a tranche that is young no more, but was not merged because the main pool is ruined.
	fn take_young(
		support: &mut Support<T>,
		position: &mut Position<T>,
		times: Times,
		amount: Option<Balance>,
	) -> Result<Balance, DispatchError> {
		let lot = position.young.as_mut().ok_or(Error::<T>::NotBacking)?;
		ensure!(times.is_past(lot.era), Error::<T>::StillYoung);
		let era = lot.era;
		let tranche = support.young.iter_mut().find(|tranche| tranche.era == era);
		let pool = &mut tranche.ok_or(Error::<T>::NotBacking)?.pool;
		let tokens = Self::take(pool, &mut lot.shares, amount)?;
		if lot.shares == 0 {
			position.young = None;
		}
		support.young.retain(|tranche| tranche.pool.shares > 0);
		Ok(tokens)
	}

	/// Puts `tokens` into the tranche that leaves in this era. One that is free makes room for it.
	fn join_leaving(
		node: NodeId,
		support: &mut Support<T>,
		position: &mut Position<T>,
		times: Times,
		tokens: Balance,
	) -> DispatchResult {
		if tokens == 0 {
			return Ok(());
		}
		let is_new = support.leaving.iter().all(|tranche| tranche.era != times.now);
		let oldest = support.leaving.first().filter(|oldest| times.is_free::<T>(oldest.era));
		if let (true, true, Some(oldest)) = (is_new, support.leaving.is_full(), oldest.copied()) {
			Departed::<T>::insert(node, oldest.era, oldest.pool);
			support.leaving.retain(|tranche| tranche.era != oldest.era);
		}
		let tranche = tranche_of(&mut support.leaving, times.now, Pool::default())
			.ok_or(Error::<T>::TooManyTranches)?;
		let shares = tranche.pool.join(tokens).ok_or(Error::<T>::Ruined)?;
		if shares == 0 {
			return Ok(());
		}
		if let Some(chunk) = position.leaving.iter_mut().find(|chunk| chunk.era == times.now) {
			chunk.shares = chunk.shares.checked_add(shares).ok_or(ArithmeticError::Overflow)?;
			return Ok(());
		}
		let chunk = Chunk { era: times.now, shares };
		position.leaving.try_push(chunk).map_err(|_| Error::<T>::WithdrawFirst.into())
	}

	/// Returns how many tranches were paid, or became old.
	pub(crate) fn do_withdraw(who: T::AccountId, node: NodeId) -> Result<u32, DispatchError> {
		let is_gone = T::Registry::get(node).is_none();
		ensure!(Positions::<T>::contains_key(node, &who), Error::<T>::NotBacking);
		if !is_gone {
			T::Liabilities::apply_due(node)?;
		}
		let times = match is_gone {
			true => Times { now: EraIndex::MAX, pending: None },
			false => Times::of::<T>(node),
		};
		let mut support = Supports::<T>::get(node);
		let mut position = Positions::<T>::get(node, &who).ok_or(Error::<T>::NotBacking)?;
		let mut payments = Vec::new();
		let mut tranches = 0u32;
		if let Some(support) = support.as_mut().filter(|_| is_gone) {
			tranches = Self::merge(node, support, times)?;
			payments.push(Self::leave_gone(node, support, &mut position, times)?);
		}
		let (free, bound): (Vec<_>, Vec<_>) =
			position.leaving.iter().copied().partition(|chunk| times.is_free::<T>(chunk.era));
		for chunk in free {
			payments.push(Self::pay_chunk(node, support.as_mut(), chunk)?);
			tranches = tranches.saturating_add(1);
		}
		ensure!(!payments.is_empty(), Error::<T>::NothingUnlocked);
		position.leaving = bound.try_into().map_err(|_| Error::<T>::TooManyTranches)?;

		let amount = sum(payments.into_iter()).ok_or(ArithmeticError::Overflow)?;
		if amount > 0 {
			T::Currency::transfer(&Self::pot(), &who, amount, Preservation::Preserve)?;
		}
		Self::deposit_event(Event::Withdrawn { node, who: who.clone(), amount });
		Self::put_position(node, &who, position)?;
		if let Some(mut support) = support {
			support.open &= !is_gone;
			Self::put_support(node, support)?;
		}
		Ok(tranches)
	}

	/// All that stands behind a node that is gone is free, and merged. Returns what of it is the position's.
	fn leave_gone(
		node: NodeId,
		support: &mut Support<T>,
		position: &mut Position<T>,
		times: Times,
	) -> Result<Balance, DispatchError> {
		Self::accrue(node, support, position)?;
		Self::convert(node, support, position)?;
		let shares = core::mem::take(&mut position.shares);
		let mut tokens = support.main.leave(shares).ok_or(ArithmeticError::Underflow)?;
		if position.young.is_some() {
			let young = Self::take_young(support, position, times, None)?;
			tokens = tokens.checked_add(young).ok_or(ArithmeticError::Overflow)?;
		}
		Ok(tokens)
	}

	/// What a chunk is worth, taken out of the tranche that it is in.
	fn pay_chunk(
		node: NodeId,
		support: Option<&mut Support<T>>,
		chunk: Chunk,
	) -> Result<Balance, DispatchError> {
		let leave = |pool: &mut Pool| pool.leave(chunk.shares).ok_or(ArithmeticError::Underflow);
		if let Some(support) = support {
			if let Some(tranche) = support.leaving.iter_mut().find(|one| one.era == chunk.era) {
				let tokens = leave(&mut tranche.pool)?;
				support.leaving.retain(|tranche| tranche.pool.shares > 0);
				return Ok(tokens);
			}
		}
		Departed::<T>::try_mutate_exists(node, chunk.era, |departed| {
			let pool = departed.as_mut().ok_or(Error::<T>::NotBacking)?;
			let tokens = leave(pool)?;
			if pool.shares == 0 {
				*departed = None;
			}
			Ok(tokens)
		})
	}

	/// Makes tranches that are young no more part of the main pool. Returns how many.
	pub(crate) fn merge(
		node: NodeId,
		support: &mut Support<T>,
		times: Times,
	) -> Result<u32, DispatchError> {
		let mut merged = 0u32;
		while let Some(tranche) = support.young.first().copied() {
			if !times.is_past(tranche.era) || support.main.is_ruined() {
				break;
			}
			let conversion = support.main.absorb(tranche.pool).ok_or(ArithmeticError::Overflow)?;
			if let Some(conversion) = conversion {
				Conversions::<T>::insert(node, tranche.era, conversion);
			}
			support.young.retain(|young| young.era != tranche.era);
			merged = merged.saturating_add(1);
		}
		Ok(merged)
	}

	/// Makes what is young no more of a position, all of whose earnings have accrued, part of what it has in the main pool.
	fn convert(node: NodeId, support: &Support<T>, position: &mut Position<T>) -> DispatchResult {
		let Some(lot) = position.young.filter(|lot| support.young(lot.era).is_none()) else {
			return Ok(());
		};
		let shares = Conversions::<T>::try_mutate_exists(node, lot.era, |conversion| {
			let Some(terms) = conversion else { return Ok(lot.shares) };
			let shares = terms.take(lot.shares).ok_or(ArithmeticError::Underflow)?;
			if terms.shares == 0 {
				*conversion = None;
			}
			Ok::<_, DispatchError>(shares)
		})?;
		position.shares = position.shares.checked_add(shares).ok_or(ArithmeticError::Overflow)?;
		position.young = None;
		Ok(())
	}

	/// Stores a position; or, if nothing is left of it, pays what it has earned, and its deposit back.
	pub(crate) fn put_position(
		node: NodeId,
		who: &T::AccountId,
		mut position: Position<T>,
	) -> DispatchResult {
		if !position.is_over() {
			Positions::<T>::insert(node, who, position);
			return Ok(());
		}
		Positions::<T>::remove(node, who);
		let reason = HoldReason::Position.into();
		T::Currency::release(&reason, who, position.deposit, Precision::Exact)?;
		Self::pay_accrued(node, who, &mut position)
	}
}

/// The tranche of that era, the newest. `None` if there is no room for it.
fn tranche_of<S: Get<u32>>(
	tranches: &mut frame_support::BoundedVec<Tranche, S>,
	era: EraIndex,
	new: Pool,
) -> Option<&mut Tranche> {
	if tranches.iter().all(|tranche| tranche.era != era) {
		tranches.try_push(Tranche { era, pool: new }).ok()?;
	}
	tranches.iter_mut().find(|tranche| tranche.era == era)
}
