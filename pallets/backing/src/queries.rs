//! What dApps ask.

use alloc::vec::Vec;
use frame_support::traits::Get;
use substation_math::backing::Pool;
use substation_primitives::{
	api::{BackingReport, PositionReport, Unbonding},
	Balance, Cover, EraIndex, NodeId, Registry,
};

use crate::{
	standing::Times, types::sum, Config, Conversions, Departed, Lot, Pallet, Positions, Support,
	Supports,
};

impl<T: Config> Pallet<T> {
	pub(crate) fn report(node: NodeId) -> Option<BackingReport> {
		let support = Supports::<T>::get(node)?;
		let backed = support.backed()?;
		let leaving = support.leaving.iter();
		let unbonding =
			leaving.map(|tranche| Self::unbonding(tranche.era, tranche.pool.tokens)).collect();
		Some(BackingReport {
			open: support.open,
			commission: support.commission,
			backed,
			room: T::Cover::room(node).saturating_sub(backed),
			unbonding,
		})
	}

	pub(crate) fn report_position(node: NodeId, who: T::AccountId) -> Option<PositionReport> {
		let position = Positions::<T>::get(node, who)?;
		let mut support = Supports::<T>::get(node);
		let claimable = support
			.as_ref()
			.map_or(Some(position.accrued), |support| Self::accrued(node, support, &position))?;
		let is_gone = T::Registry::get(node).is_none();
		let times = match is_gone {
			true => Times { now: EraIndex::MAX, pending: None },
			false => Times::of::<T>(node),
		};
		let main = support.as_ref().map_or_else(Pool::default, |support| support.main);
		let mut standing = main.worth(position.shares)?;
		let mut young = 0;
		if let (Some(lot), Some(support)) = (position.young, support.as_mut()) {
			let tokens = Self::worth_of(node, support, lot)?;
			let is_old = times.is_past(lot.era);
			let place = if is_old { &mut standing } else { &mut young };
			*place = place.checked_add(tokens)?;
		}
		let worth = |era, shares| Self::leaving_pool(node, support.as_ref(), era)?.worth(shares);
		let chunks: Vec<_> = position
			.leaving
			.iter()
			.map(|chunk| Some((chunk.era, worth(chunk.era, chunk.shares)?)))
			.collect::<Option<_>>()?;
		let free = chunks.iter().filter(|(era, _)| times.is_free::<T>(*era));
		let mut withdrawable = sum(free.map(|(_, tokens)| *tokens))?;
		if is_gone {
			withdrawable = withdrawable.checked_add(standing)?.checked_add(young)?;
		}
		let unbonding =
			chunks.into_iter().map(|(era, tokens)| Self::unbonding(era, tokens)).collect();
		Some(PositionReport { standing, young, claimable, unbonding, withdrawable })
	}

	fn unbonding(era: EraIndex, amount: Balance) -> Unbonding {
		Unbonding { amount, unlocks: era.saturating_add(T::UnbondingEras::get()) }
	}

	/// What a lot is worth, in its tranche or in the main pool.
	pub(crate) fn worth_of(node: NodeId, support: &Support<T>, lot: Lot) -> Option<Balance> {
		match (support.young(lot.era), Conversions::<T>::get(node, lot.era)) {
			(Some(tranche), _) => tranche.pool.worth(lot.shares),
			(None, Some(terms)) => support.main.worth(terms.worth(lot.shares)?),
			(None, None) => support.main.worth(lot.shares),
		}
	}

	/// The tranche that left in `era`.
	pub(crate) fn leaving_pool(
		node: NodeId,
		support: Option<&Support<T>>,
		era: EraIndex,
	) -> Option<Pool> {
		let waiting =
			support.and_then(|support| support.leaving.iter().find(|tranche| tranche.era == era));
		match waiting {
			Some(tranche) => Some(tranche.pool),
			None => Departed::<T>::get(node, era),
		}
	}
}
