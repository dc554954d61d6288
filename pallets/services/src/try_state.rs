//! The invariants that agreements must keep, numbered as in the design.

use alloc::collections::BTreeMap;

use frame_support::{ensure, traits::fungible::Inspect};
use sp_runtime::TryRuntimeError;
use substation_primitives::{Balance, Classes, NodeId, Registry};

use crate::{
	AgreementOf, Agreements, Arbiter, Books, Commitment, Commitments, Config, NextAgreement,
	Offers, Pallet, State,
};

impl<T: Config> Pallet<T> {
	/// Checks the invariants 8 and 11, that no node has sold more than it has, and that nothing is served on debt.
	pub fn do_try_state() -> Result<(), TryRuntimeError> {
		Self::check_commitments()?;
		for (id, agreement) in Agreements::<T>::iter() {
			ensure!(
				id < NextAgreement::<T>::get(),
				"invariant 11: an agreement has a number to come"
			);
			Self::check_agreement(&agreement)?;
		}
		for offer in Offers::<T>::iter_values() {
			ensure!(offer.deposit > 0, "invariant 11: an offer has no deposit");
			ensure!(
				offer.terms.price > 0 && offer.units > 0,
				"invariant 8: an offer gives something away"
			);
		}
		ensure!(
			Books::<T>::iter_keys().all(|class| T::Classes::get(class).is_some()),
			"invariant 11: a class that does not exist has a book"
		);
		Self::check_pot()
	}

	/// What nodes have sold is what their agreements say, and no more than they have.
	fn check_commitments() -> Result<(), TryRuntimeError> {
		let mut sold = BTreeMap::<NodeId, Commitment>::new();
		for agreement in Agreements::<T>::iter_values().filter(|agreement| agreement.is_open()) {
			let sum = sold.entry(agreement.node).or_default();
			sum.agreements = sum.agreements.saturating_add(1);
			if let State::Running(_) = agreement.state {
				sum.add(&agreement).ok_or("capacity: a sum overflows")?;
			}
		}
		for (node, sum) in &sold {
			let units = T::Registry::get(*node)
				.ok_or("capacity: a node is gone that has agreements")?
				.units;
			ensure!(sum.units <= units, "capacity: a node has sold more than it has");
			ensure!(
				Commitments::<T>::get(node) == *sum,
				"capacity: what a node has sold is not the sum of its agreements"
			);
		}
		ensure!(
			Commitments::<T>::iter_keys().all(|node| sold.contains_key(&node)),
			"invariant 11: a node without agreements is bound by some"
		);
		Ok(())
	}

	fn check_agreement(agreement: &AgreementOf<T>) -> Result<(), TryRuntimeError> {
		ensure!(agreement.deposit > 0, "invariant 11: an agreement has no deposit");
		ensure!(
			agreement.rate > 0 && agreement.units > 0,
			"invariant 8: an agreement is about nothing"
		);
		match agreement.state {
			State::Running(_) => ensure!(
				agreement.funded() > 0 && !agreement.broken,
				"invariant 8: an agreement runs without escrow, or is broken"
			),
			State::Suspended { .. } => (),
			State::Disputed { deposit, .. } => {
				ensure!(deposit > 0, "invariant 11: a dispute has no deposit");
				ensure!(
					agreement.escrow == 0 && agreement.arbiter != Arbiter::Nobody,
					"invariant 8: a dispute is about more than what an arbiter can decide"
				);
			}
		}
		Ok(())
	}

	/// Invariant 8: the pot holds all that is in escrow, earned, at stake, kept as deposits, or to be burned.
	fn check_pot() -> Result<(), TryRuntimeError> {
		let of_agreement = |agreement: AgreementOf<T>| {
			let deposit = match agreement.state {
				State::Disputed { deposit, .. } => deposit,
				_ => 0,
			};
			[agreement.deposit, agreement.escrow, agreement.earned, agreement.at_stake, deposit]
				.into_iter()
				.try_fold(0, Balance::checked_add)
		};
		let agreements = Agreements::<T>::iter_values().map(of_agreement);
		let offers = Offers::<T>::iter_values().map(|offer| Some(offer.deposit));
		let books = Books::<T>::iter_values().map(|book| book.due());
		let owed = agreements
			.chain(offers)
			.chain(books)
			.try_fold(T::Currency::minimum_balance(), |sum, part| sum.checked_add(part?))
			.ok_or("invariant 8: a sum overflows")?;
		ensure!(
			T::Currency::balance(&Self::pot()) >= owed,
			"invariant 8: the pot holds less than agreements, offers and books"
		);
		Ok(())
	}
}
