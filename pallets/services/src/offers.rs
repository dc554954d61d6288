//! What nodes have for sale.

use frame_support::{
	dispatch::DispatchResult,
	ensure,
	traits::{fungible::Mutate, tokens::Preservation, Get},
};
use sp_runtime::DispatchError;
use substation_primitives::{Balance, NodeId, NodeInfo, Registry, Status, Units};

use crate::{Commitments, Config, Error, Event, Offer, Offers, Pallet, Terms};

impl<T: Config> Pallet<T> {
	pub(crate) fn do_offer(
		maker: T::AccountId,
		node: NodeId,
		units: Units,
		terms: Terms<T::AccountId>,
	) -> DispatchResult {
		let info = Self::managed_by(&maker, node)?;
		ensure!(info.status != Status::Retiring, Error::<T>::NodeRetiring);
		ensure!((1..=info.units).contains(&units), Error::<T>::UnitsOutOfRange);
		ensure!(terms.price > 0, Error::<T>::PriceZero);
		let deposit = match Offers::<T>::get(node) {
			Some(offer) if offer.maker == maker => offer.deposit,
			Some(offer) => {
				Self::return_deposit(&offer)?;
				Self::take_deposit(&maker)?
			}
			None => Self::take_deposit(&maker)?,
		};
		let offer = Offer { maker, deposit, units, terms };
		Offers::<T>::insert(node, &offer);
		Self::deposit_event(Event::Offered { node, offer });
		Ok(())
	}

	pub(crate) fn do_withdraw_offer(who: T::AccountId, node: NodeId) -> DispatchResult {
		let offer = Offers::<T>::get(node).ok_or(Error::<T>::OfferNotFound)?;
		ensure!(offer.maker == who || Self::manages(&who, node), Error::<T>::NotAuthorized);
		Self::return_deposit(&offer)?;
		Offers::<T>::remove(node);
		Self::deposit_event(Event::OfferWithdrawn { node });
		Ok(())
	}

	/// What the node offers, if it is what the customer `wants` or better. An offer counts as long as who made it may
	/// manage the node.
	pub(crate) fn suitable(
		node: NodeId,
		info: &NodeInfo<T::AccountId>,
		wants: &Terms<T::AccountId>,
	) -> Result<Offer<T::AccountId>, Error<T>> {
		let offer = Offers::<T>::get(node).ok_or(Error::<T>::OfferNotFound)?;
		ensure!(info.is_managed_by(&offer.maker), Error::<T>::OfferNotFound);
		ensure!(info.status != Status::Retiring, Error::<T>::NodeRetiring);
		ensure!(offer.terms.price <= wants.price, Error::<T>::PriceTooHigh);
		let suits = offer.terms.sla.covers(&wants.sla) && offer.terms.arbiter == wants.arbiter;
		ensure!(suits, Error::<T>::TermsNotOffered);
		Ok(offer)
	}

	/// Units that can be bought of a node on its offer.
	pub(crate) fn free(node: NodeId, info: &NodeInfo<T::AccountId>, offered: Units) -> Units {
		offered.min(info.units).saturating_sub(Commitments::<T>::get(node).units)
	}

	pub(crate) fn info(node: NodeId) -> Result<NodeInfo<T::AccountId>, Error<T>> {
		T::Registry::get(node).ok_or(Error::<T>::NodeNotFound)
	}

	/// The node, if `who` may manage it from day to day.
	fn managed_by(
		who: &T::AccountId,
		node: NodeId,
	) -> Result<NodeInfo<T::AccountId>, DispatchError> {
		let info = Self::info(node)?;
		ensure!(info.is_managed_by(who), Error::<T>::NotAuthorized);
		Ok(info)
	}

	fn manages(who: &T::AccountId, node: NodeId) -> bool {
		T::Registry::get(node).is_some_and(|info| info.is_managed_by(who))
	}

	fn take_deposit(maker: &T::AccountId) -> Result<Balance, DispatchError> {
		let deposit = T::OfferDeposit::get();
		T::Currency::transfer(maker, &Self::pot(), deposit, Preservation::Preserve)
	}

	fn return_deposit(offer: &Offer<T::AccountId>) -> DispatchResult {
		Self::pay(&offer.maker, offer.deposit)
	}
}
