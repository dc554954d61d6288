//! The clock, and what it mints when an era begins.

use crate::{
	Clock, Config, Decay, Era, EraBlocks, EraEmission, Event, GenesisIssuance, Last, Minted,
	Pallet, Parts, Shares, SharesOf, WeightInfo, YearEmission,
};
use alloc::vec::Vec;
use frame_support::{
	traits::{
		fungible::{Balanced, Inspect},
		Defensive, Get, OnUnbalanced,
	},
	weights::Weight,
};
use sp_runtime::{
	traits::{SaturatedConversion, Saturating},
	PerThing,
};
use substation_math::supply::{divide, era_emission};
use substation_primitives::{Balance, BlockNumber, EraIndex, Eras, Pools};

impl<T: Config> Pallet<T> {
	pub(crate) fn now() -> BlockNumber {
		frame_system::Pallet::<T>::block_number().saturated_into()
	}

	/// Base units that ever came into being.
	pub fn issued() -> Balance {
		GenesisIssuance::<T>::get()
			.checked_add(Minted::<T>::get())
			.defensive_unwrap_or(Balance::MAX)
	}

	/// Starts the next era if the running one is over, the first one in the first block.
	pub(crate) fn tick() -> Weight {
		let (now, clock) = (Self::now(), Era::<T>::get());
		if clock.is_some_and(|clock| now < clock.ends) {
			return T::WeightInfo::on_initialize();
		}
		let blocks = EraBlocks::<T>::get();
		if blocks == 0 {
			return T::WeightInfo::on_initialize();
		}
		let index = clock.map_or(0, |clock| clock.index.saturating_add(1));
		Self::start(Clock { index, starts: now, ends: now.saturating_add(blocks) })
	}

	/// Starts an era: mints its emission. What nobody takes is not minted.
	fn start(clock: Clock) -> Weight {
		Era::<T>::put(clock);
		let Clock { index: era, ends, .. } = clock;
		let scheduled = era_emission(T::Cap::get(), Self::issued(), Decay::<T>::get());
		let (to_classes, to_validators, to_treasury) = Parts::<T>::get().divide(scheduled);
		let shares = Shares::<T>::get();

		let classes = Self::minted_by(|| Self::fund_classes(&shares, to_classes, ends));
		let validators =
			Self::minted_by(|| T::Validators::on_unbalanced(T::Currency::issue(to_validators)));
		let treasury =
			Self::minted_by(|| T::Treasury::on_unbalanced(T::Currency::issue(to_treasury)));

		let emission = EraEmission { scheduled, classes, validators, treasury };
		Minted::<T>::mutate(|minted| {
			let total = minted.checked_add(emission.minted());
			*minted = total.defensive_unwrap_or(Balance::MAX);
		});
		Last::<T>::put(emission);
		Self::deposit_event(Event::EraStarted { era, ends, classes, validators, treasury });
		T::WeightInfo::start_era(shares.len() as u32)
	}

	/// Funds each class's stream until the era ends. One with a weight of 0 streams what it has.
	fn fund_classes(shares: &SharesOf<T>, amount: Balance, until: BlockNumber) {
		let weights: Vec<u32> = shares.values().copied().collect();
		for (class, amount) in shares.keys().zip(divide(amount, &weights)) {
			// A credit that is given back ceases to exist here.
			drop(T::Pools::fund(*class, T::Currency::issue(amount), until));
		}
	}

	/// What came into being by `mint`: a credit that found no place does not count.
	fn minted_by(mint: impl FnOnce()) -> Balance {
		let before = T::Currency::total_issuance();
		mint();
		T::Currency::total_issuance().checked_sub(before).defensive_unwrap_or_default()
	}

	pub(crate) fn project(years: u32) -> Vec<YearEmission> {
		let cap = T::Cap::get();
		let left = cap.checked_sub(Self::issued()).defensive_unwrap_or_default();
		let eras = T::YearBlocks::get().checked_div(EraBlocks::<T>::get()).unwrap_or(0);
		let kept = Decay::<T>::get().left_from_one().saturating_pow(eras as usize);
		let issued_after = |years: u32| {
			let left = kept.saturating_pow(years as usize).mul_floor(left);
			cap.checked_sub(left).defensive_unwrap_or_default()
		};
		let year = |year: u32| {
			let issued = issued_after(year);
			let before = issued_after(year.saturating_sub(1));
			YearEmission {
				year,
				minted: issued.checked_sub(before).defensive_unwrap_or_default(),
				issued,
			}
		};
		(1..=years).map(year).collect()
	}
}

impl<T: Config> Eras for Pallet<T> {
	fn current() -> EraIndex {
		Era::<T>::get().map_or(0, |clock| clock.index)
	}
}
