//! What nodes have earned, and how it is paid.

use crate::{types::Position, Config, Error, Event, Pallet, Positions, WeightInfo};
use frame_support::{
	ensure,
	traits::{fungible::Mutate, tokens::Preservation},
	weights::Weight,
};
use sp_runtime::{ArithmeticError, DispatchError, TokenError};
use substation_math::stream::share;
use substation_primitives::{NodeId, Payouts, Registry, Roster};

/// What became of a claim.
pub(crate) struct Claim<AccountId> {
	/// Who was paid.
	pub payee: AccountId,
	/// Whether others were as well.
	pub shared: bool,
}

impl<T: Config> Pallet<T> {
	/// The node's position when all that its settled windows brought has accrued.
	pub(crate) fn settled(node: NodeId) -> Option<Position> {
		let mut position = Positions::<T>::get(node)?;
		if let Some(member) = T::Roster::membership(node) {
			let earned = share(member.units, position.entry, member.settled)?;
			position.accrued = position.accrued.checked_add(earned)?;
			position.entry = position.entry.max(member.settled);
		}
		Some(position)
	}

	/// What `claim_many` weighs for so many nodes.
	pub(crate) fn weight_of_many(nodes: u32) -> Weight {
		let shares = T::Payouts::weight().saturating_mul(nodes.into());
		T::WeightInfo::claim_many(nodes).saturating_add(shares)
	}

	/// Pays the payee, and others who have a part in it, all that the node can claim. The pool is not touched: it counts what was streamed
	/// to the node as one sum, claimed or not, until the node is gone.
	pub(crate) fn do_claim(node: NodeId) -> Result<Claim<T::AccountId>, DispatchError> {
		let mut position = Self::settled(node).ok_or(Error::<T>::NodeNotFound)?;
		let payee = T::Registry::get(node).ok_or(Error::<T>::NodeNotFound)?.payee;
		let amount = core::mem::take(&mut position.accrued);
		ensure!(amount > 0, Error::<T>::NothingToClaim);
		position.claimed = position.claimed.checked_add(amount).ok_or(ArithmeticError::Overflow)?;

		let pot = Self::pot();
		let shared = T::Payouts::share(node, &pot, amount)?;
		let own = amount.checked_sub(shared).ok_or(ArithmeticError::Underflow)?;
		if own > 0 {
			T::Currency::transfer(&pot, &payee, own, Preservation::Preserve)
				.map_err(Self::explain)?;
		}
		Positions::<T>::insert(node, position);
		Self::deposit_event(Event::Claimed { node, payee: payee.clone(), amount: own });
		Ok(Claim { payee, shared: shared > 0 })
	}

	/// Says of a payment too small for a new account what can be done about it.
	fn explain(error: DispatchError) -> DispatchError {
		match error {
			DispatchError::Token(TokenError::BelowMinimum) => Error::<T>::AmountTooSmall.into(),
			other => other,
		}
	}
}
