//! What slashes take, and what else changes from outside.

use frame_support::traits::{
	fungible::Balanced,
	tokens::{Fortitude, Precision, Preservation},
	Get, Imbalance,
};
use sp_runtime::{ArithmeticError, DispatchError, DispatchResult};
use substation_math::backing::divide_slash;
use substation_primitives::{Backers, Balance, EraIndex, NodeId, Streams};

use crate::{Config, CreditOf, Event, Pallet, Supports};

impl<T: Config> Backers<CreditOf<T>> for Pallet<T> {
	fn backed(node: NodeId) -> Balance {
		Supports::<T>::get(node).and_then(|support| support.backed()).unwrap_or(0)
	}

	fn settle(node: NodeId) -> DispatchResult {
		match <Self as Backers<CreditOf<T>>>::backed(node) {
			0 => Ok(()),
			_ => T::Streams::pay_out(node),
		}
	}

	fn slash(
		node: NodeId,
		era: EraIndex,
		amount: Balance,
		own: Balance,
	) -> Result<CreditOf<T>, DispatchError> {
		let Some(mut support) = Supports::<T>::get(node) else { return Ok(CreditOf::<T>::zero()) };
		let stood = support.answerable(era).ok_or(ArithmeticError::Overflow)?;
		let theirs = divide_slash(amount, T::OwnerFirst::get(), own, stood)
			.ok_or(ArithmeticError::Overflow)?;
		if theirs == 0 {
			return Ok(CreditOf::<T>::zero());
		}
		let taken = support.slash(era, theirs).ok_or(ArithmeticError::Overflow)?;
		let credit = T::Currency::withdraw(
			&Self::pot(),
			taken,
			Precision::Exact,
			Preservation::Preserve,
			Fortitude::Polite,
		)?;
		Supports::<T>::insert(node, support);
		Self::deposit_event(Event::Slashed { node, era, amount: credit.peek() });
		Ok(credit)
	}
}
