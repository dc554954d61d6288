//! The pot, the books of the era, and what nodes have sold.

use alloc::vec::Vec;

use frame_support::{
	dispatch::DispatchResult,
	traits::{
		fungible::{Balanced, Mutate},
		tokens::{Fortitude, Precision, Preservation},
		Defensive, Get, Imbalance, OnUnbalanced,
	},
};
use sp_runtime::{
	traits::{AccountIdConversion, SaturatedConversion},
	ArithmeticError, DispatchError,
};
use substation_primitives::{Balance, BlockNumber, ClassId, Demand, NodeId, Takings, Units};

use crate::{Book, Books, Commitment, Commitments, Config, Pallet};

impl<T: Config> Pallet<T> {
	/// The account that holds what is in escrow, at stake, not collected, kept as deposits, or to be burned. It must hold
	/// the existential deposit besides.
	pub fn pot() -> T::AccountId {
		T::PalletId::get().into_account_truncating()
	}

	pub(crate) fn now() -> BlockNumber {
		frame_system::Pallet::<T>::block_number().saturated_into()
	}

	pub(crate) fn take_in(from: &T::AccountId, amount: Balance) -> DispatchResult {
		let pot = Self::pot();
		T::Currency::transfer(from, &pot, amount, Preservation::Preserve).map(drop)
	}

	pub(crate) fn pay(to: &T::AccountId, amount: Balance) -> DispatchResult {
		if amount == 0 {
			return Ok(());
		}
		T::Currency::transfer(&Self::pot(), to, amount, Preservation::Preserve).map(drop)
	}

	/// Pays a payee for the last time. What is too little for an account that does not exist goes to the treasury: it must
	/// not keep the customer from leaving. Returns what was paid.
	pub(crate) fn pay_or_give_up(
		class: ClassId,
		payee: &T::AccountId,
		amount: Balance,
	) -> Result<Balance, DispatchError> {
		if Self::pay(payee, amount).is_ok() {
			Ok(amount)
		} else {
			Self::book(class, Book { treasury: amount, ..Default::default() })?;
			Ok(0)
		}
	}

	/// Adds to what the class has taken in since the era began.
	pub(crate) fn book(class: ClassId, book: Book) -> DispatchResult {
		if book == Book::default() {
			return Ok(());
		}
		Books::<T>::try_mutate(class, |sum| sum.add(book).ok_or(ArithmeticError::Overflow.into()))
	}

	/// Changes what a node owes. Where `change` gives nothing, nothing changes.
	pub(crate) fn commit(
		node: NodeId,
		change: impl FnOnce(&mut Commitment) -> Option<()>,
	) -> DispatchResult {
		Commitments::<T>::try_mutate_exists(node, |stored| {
			let mut commitment = stored.take().unwrap_or_default();
			change(&mut commitment).ok_or(ArithmeticError::Overflow)?;
			*stored = Some(commitment).filter(|commitment| commitment.agreements > 0);
			Ok(())
		})
	}

	/// Burns what is to be burned, and gives the treasury its part.
	fn clear(burned: Balance, treasury: Balance) -> DispatchResult {
		let due = burned.checked_add(treasury).ok_or(ArithmeticError::Overflow)?;
		if due == 0 {
			return Ok(());
		}
		let credit = T::Currency::withdraw(
			&Self::pot(),
			due,
			Precision::Exact,
			Preservation::Preserve,
			Fortitude::Polite,
		)?;
		let (burn, treasury) = credit.split(burned);
		drop(burn);
		T::Treasury::on_unbalanced(treasury);
		Ok(())
	}
}

impl<T: Config> Demand for Pallet<T> {
	/// One read and one write for each class in which somebody paid.
	fn close_books() -> Vec<(ClassId, Takings)> {
		let books: Vec<(ClassId, Book)> = Books::<T>::iter().collect();
		let sum = |part: fn(&Book) -> Balance| {
			books.iter().map(|(_, book)| part(book)).try_fold(0, Balance::checked_add)
		};
		let (Some(burned), Some(treasury)) = (sum(|book| book.burned), sum(|book| book.treasury))
		else {
			return Vec::new();
		};
		// Nothing is reported that is not burned.
		if Self::clear(burned, treasury).defensive().is_err() {
			return Vec::new();
		}
		let takings = |(class, Book { burned, income, .. })| {
			Books::<T>::remove(class);
			(class, Takings { burned, income })
		};
		books.into_iter().map(takings).collect()
	}
}

impl<T: Config> substation_primitives::Commitments for Pallet<T> {
	fn sold(node: NodeId) -> Units {
		Commitments::<T>::get(node).units
	}

	fn is_bound(node: NodeId) -> bool {
		Commitments::<T>::contains_key(node)
	}
}
