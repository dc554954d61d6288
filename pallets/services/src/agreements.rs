//! Agreements: how they begin, go on, and end.

use alloc::{vec, vec::Vec};

use frame_support::{dispatch::DispatchResult, ensure, traits::Get};
use sp_runtime::{ArithmeticError, DispatchError};
use substation_primitives::{
	AgreementId, Attendance, Balance, BlockNumber, ClassId, Classes, NodeId, NodeInfo, Status,
	Units,
};

use crate::{
	settlement::{Ended, EndedBy},
	Agreement, AgreementOf, Agreements, Book, Config, Error, Event, NextAgreement, NodesOf, Offer,
	Offers, Pallet, State, Stretch, Target, Terms,
};

/// What a node has to sell.
struct Lot<AccountId> {
	node: NodeId,
	class: ClassId,
	units: Units,
	terms: Terms<AccountId>,
	stretch: Stretch,
}

impl<T: Config> Pallet<T> {
	pub(crate) fn do_open(
		customer: T::AccountId,
		target: Target<NodesOf<T>>,
		units: Units,
		windows: u32,
		wants: Terms<T::AccountId>,
	) -> DispatchResult {
		ensure!(units > 0 && windows > 0, Error::<T>::NothingToBuy);
		let lots = match target {
			Target::Node(node) => Self::take(vec![Self::lot(node, &wants)?], units)?,
			Target::Class { class, nodes } => {
				Self::take(Self::willing(class, &nodes, &wants), units)?
			}
		};
		let mut total: Balance = 0;
		for lot in lots {
			let paid = Self::begin(&customer, lot, windows)?;
			total = total.checked_add(paid).ok_or(ArithmeticError::Overflow)?;
		}
		Self::take_in(&customer, total)
	}

	/// What the nodes of the class have to sell, each once. The ones that are not willing are passed over.
	fn willing(
		class: ClassId,
		nodes: &[NodeId],
		wants: &Terms<T::AccountId>,
	) -> Vec<Lot<T::AccountId>> {
		let mut lots = Vec::<Lot<T::AccountId>>::new();
		for node in nodes.iter().copied() {
			if lots.iter().any(|lot| lot.node == node) {
				continue;
			}
			lots.extend(Self::lot(node, wants).ok().filter(|lot| lot.class == class));
		}
		lots
	}

	/// Takes `units` of what is there, in its order; all or nothing.
	fn take(
		lots: Vec<Lot<T::AccountId>>,
		units: Units,
	) -> Result<Vec<Lot<T::AccountId>>, Error<T>> {
		let mut missing = units;
		let mut taken = Vec::new();
		for lot in lots {
			let units = lot.units.min(missing);
			missing = missing.saturating_sub(units);
			if units > 0 {
				taken.push(Lot { units, ..lot });
			}
		}
		ensure!(missing == 0, Error::<T>::NotEnoughUnits);
		Ok(taken)
	}

	/// All that a node has to sell on terms that suit.
	fn lot(node: NodeId, wants: &Terms<T::AccountId>) -> Result<Lot<T::AccountId>, Error<T>> {
		let info = Self::info(node)?;
		let offer = Self::suitable(node, &info, wants)?;
		let units = Self::free(node, &info, offer.units);
		let stretch = Self::stretch(node, &info)?;
		Ok(Lot { node, class: info.class, units, terms: offer.terms, stretch })
	}

	pub(crate) fn units_for_sale(node: NodeId) -> Option<Units> {
		let info = Self::info(node).ok()?;
		let Offer { maker, units, .. } = Offers::<T>::get(node)?;
		let stands = info.is_managed_by(&maker) && info.status == Status::Active;
		stands.then(|| Self::free(node, &info, units))
	}

	/// Service that begins now.
	fn stretch(node: NodeId, info: &NodeInfo<T::AccountId>) -> Result<Stretch, Error<T>> {
		ensure!(info.status == Status::Active, Error::<T>::NodeNotActive);
		let attended = T::Attendance::attended(node);
		let open = attended.until.saturating_add(Self::period(info.class)?);
		ensure!(Self::now() < open, Error::<T>::SettlementBehind);
		Ok(Stretch::new(&attended))
	}

	/// Makes the agreement. Returns what it takes in.
	fn begin(
		customer: &T::AccountId,
		lot: Lot<T::AccountId>,
		windows: u32,
	) -> Result<Balance, DispatchError> {
		let Lot { node, class, units, terms, stretch } = lot;
		let period = Self::period(class)?;
		Self::ensure_within_reach(windows, period)?;
		let overflow = ArithmeticError::Overflow;
		let rate = terms.price.checked_mul(units.into()).ok_or(overflow)?;
		let escrow = rate.checked_mul(windows.into()).ok_or(overflow)?;
		let deposit = T::AgreementDeposit::get();
		let id = NextAgreement::<T>::get();
		NextAgreement::<T>::put(id.checked_add(1).ok_or(Error::<T>::AgreementIdsExhausted)?);
		let agreement = Agreement {
			customer: customer.clone(),
			node,
			class,
			period,
			units,
			rate,
			sla: terms.sla,
			arbiter: terms.arbiter,
			deposit,
			escrow,
			earned: 0,
			at_stake: 0,
			served: 0,
			down: 0,
			broken: false,
			state: State::Running(stretch),
		};
		Self::commit(node, |commitment| {
			commitment.agreements = commitment.agreements.checked_add(1)?;
			commitment.add(&agreement)
		})?;
		Agreements::<T>::insert(id, agreement);
		let customer = customer.clone();
		Self::deposit_event(Event::Opened { agreement: id, customer, node, units, rate, escrow });
		Ok(escrow.checked_add(deposit).ok_or(overflow)?)
	}

	pub(crate) fn do_top_up(who: T::AccountId, id: AgreementId, windows: u32) -> DispatchResult {
		let mut agreement = Self::existing(id)?;
		ensure!(agreement.customer == who, Error::<T>::NotCustomer);
		ensure!(agreement.is_open(), Error::<T>::UnderDispute);
		ensure!(windows > 0, Error::<T>::NothingToBuy);
		Self::bring_up_to_date(id, &mut agreement, EndedBy::Nobody)?;
		let info = Self::info(agreement.node)?;
		let wants = Terms {
			price: agreement.rate.checked_div(agreement.units.into()).unwrap_or(0),
			sla: agreement.sla,
			arbiter: agreement.arbiter.clone(),
		};
		let offer = Self::suitable(agreement.node, &info, &wants)?;

		let overflow = ArithmeticError::Overflow;
		let amount = agreement.rate.checked_mul(windows.into()).ok_or(overflow)?;
		agreement.escrow = agreement.escrow.checked_add(amount).ok_or(overflow)?;
		Self::ensure_within_reach(agreement.funded(), agreement.period)?;
		if let State::Suspended { .. } = agreement.state {
			let free = Self::free(agreement.node, &info, offer.units);
			ensure!(free >= agreement.units, Error::<T>::NotEnoughUnits);
			agreement.state = State::Running(Self::stretch(agreement.node, &info)?);
			Self::commit(agreement.node, |commitment| commitment.add(&agreement))?;
		}
		let escrow = agreement.escrow;
		Agreements::<T>::insert(id, agreement);
		Self::take_in(&who, amount)?;
		Self::deposit_event(Event::ToppedUp { agreement: id, amount, escrow });
		Ok(())
	}

	/// Ends an agreement: for the customer by the record; for the owner of the node, who breaks what is still
	/// funded, at the price of what is at stake.
	pub(crate) fn do_close(who: T::AccountId, id: AgreementId) -> DispatchResult {
		let mut agreement = Self::existing(id)?;
		ensure!(agreement.is_open(), Error::<T>::UnderDispute);
		if agreement.customer == who {
			Self::bring_up_to_date(id, &mut agreement, EndedBy::Customer)?;
		} else {
			ensure!(Self::info(agreement.node)?.owner == who, Error::<T>::NotAuthorized);
			let ended = Self::bring_up_to_date(id, &mut agreement, EndedBy::Owner)?;
			ensure!(ended == Ended::Funded, Error::<T>::GraceNotOver);
			agreement.broken = true;
		}
		Self::finish(id, agreement)
	}

	/// Ends an agreement whose service is over, as its record says.
	pub(crate) fn finish(id: AgreementId, agreement: AgreementOf<T>) -> DispatchResult {
		let payee = Self::info(agreement.node)?.payee;
		Self::release(&agreement)?;
		Self::pay_by_record(id, agreement, payee, 0)
	}

	/// Pays all that an agreement holds, and `more`: to the customer what is not earned, to the payee what is.
	pub(crate) fn pay_by_record(
		id: AgreementId,
		agreement: AgreementOf<T>,
		payee: T::AccountId,
		more: Balance,
	) -> DispatchResult {
		let kept = agreement.is_kept();
		let (to_payee, to_customer) =
			if kept { (agreement.at_stake, 0) } else { (0, agreement.at_stake) };
		let to_payee = agreement.earned.checked_add(to_payee).ok_or(ArithmeticError::Overflow)?;
		let to_customer = to_customer.checked_add(more).ok_or(ArithmeticError::Overflow)?;
		Self::pay_all(id, agreement, payee, to_payee, to_customer)
	}

	/// Pays what an agreement still holds, and drops it.
	pub(crate) fn pay_all(
		id: AgreementId,
		agreement: AgreementOf<T>,
		payee: T::AccountId,
		to_payee: Balance,
		to_customer: Balance,
	) -> DispatchResult {
		let refunded = [agreement.escrow, agreement.deposit]
			.into_iter()
			.try_fold(to_customer, Balance::checked_add)
			.ok_or(ArithmeticError::Overflow)?;
		Self::pay(&agreement.customer, refunded)?;
		// What was earned has been counted.
		let income = to_payee.saturating_sub(agreement.earned);
		Self::book(agreement.class, Book { income, ..Default::default() })?;
		let paid = Self::pay_or_give_up(agreement.class, &payee, to_payee)?;
		Agreements::<T>::remove(id);
		let kept = agreement.is_kept();
		Self::deposit_event(Event::Closed { agreement: id, refunded, payee, paid, kept });
		Ok(())
	}

	/// The node is not bound by the agreement any more.
	pub(crate) fn release(agreement: &AgreementOf<T>) -> DispatchResult {
		Self::commit(agreement.node, |commitment| {
			commitment.agreements = commitment.agreements.checked_sub(1)?;
			Some(())
		})
	}

	pub(crate) fn existing(id: AgreementId) -> Result<AgreementOf<T>, Error<T>> {
		Agreements::<T>::get(id).ok_or(Error::<T>::AgreementNotFound)
	}

	fn period(class: ClassId) -> Result<BlockNumber, Error<T>> {
		T::Classes::get(class).map(|class| class.period).ok_or(Error::<T>::NodeNotFound)
	}

	/// Whether so many windows can be paid ahead.
	fn ensure_within_reach(windows: u32, period: BlockNumber) -> DispatchResult {
		let blocks = windows.checked_mul(period);
		ensure!(blocks.is_some_and(|blocks| blocks <= T::MaxAhead::get()), Error::<T>::TooFarAhead);
		Ok(())
	}
}
