//! What backers earn, and how it is paid.

use frame_support::{
	ensure,
	traits::{fungible::Mutate, tokens::Preservation},
	weights::Weight,
};
use sp_runtime::{ArithmeticError, DispatchError, DispatchResult};
use substation_math::{
	backing::{divide_reward, earned, step},
	Acc,
};
use substation_primitives::{Balance, Cover, NodeId, Payouts};

use crate::{
	Config, Conversions, Error, Event, Lot, Pallet, Position, Positions, Support, Supports,
	WeightInfo,
};

impl<T: Config> Pallet<T> {
	pub(crate) fn do_claim(who: T::AccountId, node: NodeId) -> DispatchResult {
		let mut position = Positions::<T>::get(node, &who).ok_or(Error::<T>::NotBacking)?;
		if let Some(support) = Supports::<T>::get(node) {
			Self::accrue(node, &support, &mut position)?;
		}
		ensure!(position.accrued > 0, Error::<T>::NothingToClaim);
		Self::pay_accrued(node, &who, &mut position)?;
		Positions::<T>::insert(node, who, position);
		Ok(())
	}

	/// Pays what has accrued.
	pub(crate) fn pay_accrued(
		node: NodeId,
		who: &T::AccountId,
		position: &mut Position<T>,
	) -> DispatchResult {
		let amount = core::mem::take(&mut position.accrued);
		if amount == 0 {
			return Ok(());
		}
		T::Currency::transfer(&Self::pot(), who, amount, Preservation::Preserve)?;
		Self::deposit_event(Event::Claimed { node, who: who.clone(), amount });
		Ok(())
	}

	/// Counts all that the position's shares have earned.
	pub(crate) fn accrue(
		node: NodeId,
		support: &Support<T>,
		position: &mut Position<T>,
	) -> DispatchResult {
		let accrued = Self::accrued(node, support, position).ok_or(ArithmeticError::Overflow)?;
		position.accrued = accrued;
		position.entry = support.main.acc;
		if let Some(lot) = position.young.as_mut() {
			let young = support.young(lot.era);
			lot.entry = young.map_or(support.main.acc, |tranche| tranche.pool.acc);
			lot.counted_in_main = young.is_none();
		}
		Ok(())
	}

	/// What the position has to claim. Without storage writes: a claim leaves it to others to convert what is young no more.
	pub(crate) fn accrued(
		node: NodeId,
		support: &Support<T>,
		position: &Position<T>,
	) -> Option<Balance> {
		let acc = support.main.acc;
		let old = earned(position.shares, position.entry, acc)?;
		let young = match position.young {
			None => 0,
			Some(lot) => match support.young(lot.era) {
				Some(tranche) => earned(lot.shares, lot.entry, tranche.pool.acc)?,
				None => Self::earned_as_old(node, lot, acc)?,
			},
		};
		position.accrued.checked_add(old)?.checked_add(young)
	}

	/// What a lot has earned whose tranche is young no more, where the main pool stands at `acc`.
	fn earned_as_old(node: NodeId, lot: Lot, acc: Acc) -> Option<Balance> {
		match Conversions::<T>::get(node, lot.era) {
			None => earned(lot.shares, lot.entry, acc),
			Some(terms) if lot.counted_in_main => earned(terms.worth(lot.shares)?, lot.entry, acc),
			Some(terms) => terms.earned(lot.shares, lot.entry, acc),
		}
	}

	/// What of a reward is the backers', and by what each of their tokens earns it. What does not fit is the payee's.
	fn divide(node: NodeId, support: &Support<T>, reward: Balance) -> Option<(Balance, Acc)> {
		let backed = support.backed().filter(|backed| *backed > 0)?;
		let (own, counted) = T::Cover::earning(node);
		let part = divide_reward(reward, support.commission, own, counted)?;
		Some((part, step(part, backed)?))
	}
}

impl<T: Config> Payouts<T::AccountId> for Pallet<T> {
	fn part(node: NodeId, reward: Balance) -> Balance {
		let divided =
			Supports::<T>::get(node).and_then(|support| Self::divide(node, &support, reward));
		divided.map_or(0, |(part, _)| part)
	}

	fn share(
		node: NodeId,
		from: &T::AccountId,
		reward: Balance,
	) -> Result<Option<Balance>, DispatchError> {
		let Some(mut support) = Supports::<T>::get(node) else { return Ok(None) };
		let divided = Self::divide(node, &support, reward).filter(|(amount, _)| *amount > 0);
		let Some((amount, step)) = divided else { return Ok(Some(0)) };
		support.earn(step).ok_or(ArithmeticError::Overflow)?;
		T::Currency::transfer(from, &Self::pot(), amount, Preservation::Preserve)?;
		Supports::<T>::insert(node, support);
		Self::deposit_event(Event::Shared { node, amount });
		Ok(Some(amount))
	}

	fn weight() -> Weight {
		T::WeightInfo::share()
	}
}
