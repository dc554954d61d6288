//! Bringing an agreement up to date: what was served since, what that costs, and whether it goes on.

use frame_support::{dispatch::DispatchResult, ensure, traits::Get};
use sp_runtime::{ArithmeticError, DispatchError, TokenError};
use substation_math::service::{divide_payment, reckon, Payment, Reckoning};
use substation_primitives::{AgreementId, Attendance, Attended, Registry, Status};

use crate::{
	AgreementOf, Agreements, Book, Config, Error, Event, Pallet, Standing, State, Stretch,
};

/// Whether the service of an agreement is over, and how that came.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Ended {
	/// It goes on.
	No,
	/// The escrow buys no further window.
	Exhausted,
	/// It would have gone on.
	Funded,
	/// It was over before.
	Before,
}

/// Who ends an agreement, if anybody does.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum EndedBy {
	/// Nobody: it is brought up to date.
	Nobody,
	/// The customer, who has used the open window if the node has attested in it.
	Customer,
	/// The owner of the node, who keeps nothing of a window that the customer does not get whole.
	Owner,
}

/// What a settlement did.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Settled {
	/// What was served is booked.
	Booked,
	/// The agreement is suspended.
	Suspended,
	/// It is closed.
	Closed,
}

impl<T: Config> Pallet<T> {
	pub(crate) fn do_settle(id: AgreementId) -> Result<Settled, DispatchError> {
		let mut agreement = Self::existing(id)?;
		match agreement.state.clone() {
			State::Running(before) => {
				let ended = Self::bring_up_to_date(id, &mut agreement, EndedBy::Nobody)?;
				let changed = agreement.state != State::Running(before);
				ensure!(changed, Error::<T>::NothingToSettle);
				Agreements::<T>::insert(id, agreement);
				Ok(if ended == Ended::No { Settled::Booked } else { Settled::Suspended })
			}
			State::Suspended { closes } => {
				ensure!(Self::now() >= closes, Error::<T>::GraceNotOver);
				Self::finish(id, agreement)?;
				Ok(Settled::Closed)
			}
			State::Disputed { deadline, deposit, payee } => {
				ensure!(Self::now() > deadline, Error::<T>::UnderDispute);
				Self::deposit_event(Event::DisputeLapsed { agreement: id });
				Self::pay_by_record(id, agreement, payee, deposit)?;
				Ok(Settled::Closed)
			}
		}
	}

	pub(crate) fn do_collect(id: AgreementId) -> DispatchResult {
		let mut agreement = Self::existing(id)?;
		ensure!(agreement.is_open(), Error::<T>::UnderDispute);
		Self::bring_up_to_date(id, &mut agreement, EndedBy::Nobody)?;
		let amount = core::mem::take(&mut agreement.earned);
		ensure!(amount > 0, Error::<T>::NothingToCollect);
		let payee = Self::info(agreement.node)?.payee;
		Self::pay(&payee, amount).map_err(Self::explain)?;
		Agreements::<T>::insert(id, agreement);
		Self::deposit_event(Event::Collected { agreement: id, payee, amount });
		Ok(())
	}

	/// Books what was served since the last time, and suspends the agreement if its escrow is used up, its node is leaving, or
	/// somebody ends it. The caller stores it.
	pub(crate) fn bring_up_to_date(
		id: AgreementId,
		agreement: &mut AgreementOf<T>,
		by: EndedBy,
	) -> Result<Ended, DispatchError> {
		let State::Running(stretch) = agreement.state else { return Ok(Ended::Before) };
		let reckoning = Self::reckoning(agreement, &stretch, by);
		let ending = by != EndedBy::Nobody;
		Self::charge(id, agreement, reckoning.pay)?;
		let paid = stretch.paid.saturating_add(reckoning.pay);
		let leaving = Self::is_leaving(agreement);
		if !(reckoning.exhausted || leaving || ending) {
			agreement.state = State::Running(Stretch { paid, ..stretch });
			return Ok(Ended::No);
		}
		agreement.served = agreement.served.saturating_add(paid);
		agreement.down = agreement.down.saturating_add(reckoning.down);
		agreement.broken = leaving && !reckoning.exhausted;
		Self::suspend(id, agreement, ending)?;
		Ok(if reckoning.exhausted { Ended::Exhausted } else { Ended::Funded })
	}

	/// What the stretch comes to as the node's record stands.
	fn reckoning(agreement: &AgreementOf<T>, stretch: &Stretch, by: EndedBy) -> Reckoning {
		let attended = T::Attendance::attended(agreement.node);
		let reckon_until = |until| {
			let attended = Attended { until, ..attended };
			let used = by == EndedBy::Customer;
			let (served, down) = stretch.measure(&attended, agreement.period, used);
			reckon(served, down, stretch.paid, agreement.funded())
		};
		let reckoning = reckon_until(attended.until);
		match attended.left {
			// All that was bought was served by then.
			Some(left) if reckoning.exhausted => reckon_until(left),
			_ => reckoning,
		}
	}

	/// What settling an agreement would find now.
	pub fn standing_of(mut agreement: AgreementOf<T>) -> Standing {
		let State::Running(stretch) = agreement.state else {
			return Standing {
				payable: 0,
				funded: 0,
				served: agreement.served,
				down: agreement.down,
				kept: agreement.is_kept(),
			};
		};
		let Reckoning { pay, down, exhausted } =
			Self::reckoning(&agreement, &stretch, EndedBy::Nobody);
		agreement.broken = !exhausted && Self::is_leaving(&agreement);
		agreement.served = agreement.served.saturating_add(stretch.paid).saturating_add(pay);
		agreement.down = agreement.down.saturating_add(down);
		Standing {
			payable: pay,
			funded: agreement.funded().saturating_sub(pay),
			served: agreement.served,
			down: agreement.down,
			kept: agreement.is_kept(),
		}
	}

	/// Takes what so many windows cost out of the escrow.
	fn charge(id: AgreementId, agreement: &mut AgreementOf<T>, windows: u32) -> DispatchResult {
		if windows == 0 {
			return Ok(());
		}
		let overflow = ArithmeticError::Overflow;
		let amount = agreement.rate.checked_mul(windows.into()).ok_or(overflow)?;
		let (burned, treasury) = (T::BurnedPart::get(), T::TreasuryPart::get());
		let payment = divide_payment(amount, burned, treasury, agreement.sla.guarantee);
		let Payment { burned, treasury, at_stake, earned } = payment;
		agreement.escrow =
			agreement.escrow.checked_sub(amount).ok_or(ArithmeticError::Underflow)?;
		agreement.earned = agreement.earned.checked_add(earned).ok_or(overflow)?;
		agreement.at_stake = agreement.at_stake.checked_add(at_stake).ok_or(overflow)?;
		// Counted now, when anybody can see to it, and not when the operator chooses to collect. What is at stake counts
		// when it is the operator's.
		Self::book(agreement.class, Book { burned, treasury, income: earned })?;
		Self::deposit_event(Event::Settled { agreement: id, windows, amount, burned });
		Ok(())
	}

	/// Nothing more is served or paid, and the node may sell the units again.
	fn suspend(id: AgreementId, agreement: &mut AgreementOf<T>, quietly: bool) -> DispatchResult {
		let closes = Self::now().saturating_add(T::Grace::get());
		agreement.state = State::Suspended { closes };
		Self::commit(agreement.node, |commitment| commitment.remove(agreement))?;
		if !quietly {
			let broken = agreement.broken;
			Self::deposit_event(Event::Suspended { agreement: id, closes, broken });
		}
		Ok(())
	}

	/// Whether the node is going for good.
	fn is_leaving(agreement: &AgreementOf<T>) -> bool {
		T::Registry::get(agreement.node).is_none_or(|info| info.status == Status::Retiring)
	}

	/// Says of a payment too small for a new account what can be done about it.
	fn explain(error: DispatchError) -> DispatchError {
		match error {
			DispatchError::Token(TokenError::BelowMinimum) => Error::<T>::AmountTooSmall.into(),
			other => other,
		}
	}
}
