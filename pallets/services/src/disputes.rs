//! Disputes: the customer says that a node attested and did not serve, and the arbiter decides.

use frame_support::{
	dispatch::DispatchResult,
	ensure,
	traits::{EnsureOrigin, Get},
};
use frame_system::{ensure_signed, pallet_prelude::OriginFor};
use sp_runtime::{ArithmeticError, DispatchError, Perbill};
use substation_primitives::{AgreementId, Balance};

use crate::{
	settlement::EndedBy, AgreementOf, Agreements, Arbiter, Book, Config, Error, Event, Pallet,
	State,
};

impl<T: Config> Pallet<T> {
	pub(crate) fn do_dispute(who: T::AccountId, id: AgreementId) -> DispatchResult {
		let mut agreement = Self::existing(id)?;
		ensure!(agreement.customer == who, Error::<T>::NotCustomer);
		ensure!(agreement.is_open(), Error::<T>::UnderDispute);
		ensure!(agreement.arbiter != Arbiter::Nobody, Error::<T>::NoArbiter);
		Self::bring_up_to_date(id, &mut agreement, EndedBy::Customer)?;
		let contested = Self::contested(&agreement)?;
		ensure!(contested > 0, Error::<T>::NothingToDispute);
		Self::release(&agreement)?;

		// What comes back may be what the deposit is paid from.
		Self::pay(&who, core::mem::take(&mut agreement.escrow))?;
		let deposit = T::DisputeDeposit::get();
		Self::take_in(&who, deposit)?;
		let deadline = Self::now().saturating_add(T::DisputePeriod::get());
		let payee = Self::info(agreement.node)?.payee;
		agreement.state = State::Disputed { deadline, deposit, payee };
		Agreements::<T>::insert(id, agreement);
		Self::deposit_event(Event::Disputed { agreement: id, contested, deadline });
		Ok(())
	}

	/// Gives the part `refund` of what is contested to the customer and the rest to the payee. Where the record says that the
	/// promise was broken, the customer gets what is at stake at least. One who gets nothing loses the deposit to the treasury.
	pub(crate) fn do_resolve(
		origin: OriginFor<T>,
		id: AgreementId,
		refund: Perbill,
	) -> DispatchResult {
		let agreement = Self::existing(id)?;
		Self::ensure_arbiter(origin, &agreement)?;
		let State::Disputed { deadline, deposit, payee } = agreement.state.clone() else {
			return Err(Error::<T>::NotUnderDispute.into());
		};
		ensure!(Self::now() <= deadline, Error::<T>::DeadlineOver);
		let contested = Self::contested(&agreement)?;
		let least = if agreement.is_kept() { 0 } else { agreement.at_stake };
		let refunded = refund.mul_ceil(contested).max(least);
		let to_payee = contested.checked_sub(refunded).ok_or(ArithmeticError::Underflow)?;
		let to_customer = if refunded > 0 {
			refunded.checked_add(deposit).ok_or(ArithmeticError::Overflow)?
		} else {
			Self::book(agreement.class, Book { treasury: deposit, ..Default::default() })?;
			0
		};
		Self::deposit_event(Event::DisputeResolved { agreement: id, refunded });
		Self::pay_all(id, agreement, payee, to_payee, to_customer)
	}

	/// Whether the arbiter that was agreed on has signed.
	fn ensure_arbiter(origin: OriginFor<T>, agreement: &AgreementOf<T>) -> DispatchResult {
		match &agreement.arbiter {
			Arbiter::Committee => T::CommitteeOrigin::ensure_origin(origin).map(drop)?,
			Arbiter::Account(arbiter) => {
				ensure!(ensure_signed(origin)? == *arbiter, Error::<T>::NotArbiter)
			}
			Arbiter::Nobody => return Err(Error::<T>::NoArbiter.into()),
		}
		Ok(())
	}

	/// What an arbiter can decide over: what is at stake, and what is earned and not collected.
	fn contested(agreement: &AgreementOf<T>) -> Result<Balance, DispatchError> {
		let contested = agreement.earned.checked_add(agreement.at_stake);
		Ok(contested.ok_or(ArithmeticError::Overflow)?)
	}
}
