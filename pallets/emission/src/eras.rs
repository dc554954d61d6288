//! The clock, and what it mints when an era begins.

use crate::{
	Clock, Config, Decay, Era, EraBlocks, EraEmission, Event, GenesisIssuance, Histories, Last,
	Minted, Pallet, Parts, Service, Shares, Terms, WeightInfo, Withheld, YearEmission,
};
use alloc::{collections::BTreeMap, vec::Vec};
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
use substation_math::{
	demand::{service_stream, taper},
	supply::{divide, era_emission},
};
use substation_primitives::{
	api::ClassEra, Balance, BlockNumber, ClassId, Demand, EraIndex, Eras, Pools, Takings,
};

impl<T: Config> Pallet<T> {
	pub(crate) fn now() -> BlockNumber {
		frame_system::Pallet::<T>::block_number().saturated_into()
	}

	/// Base units that ever came into being, those that were minted again after customers burned them counted again.
	pub fn issued() -> Balance {
		GenesisIssuance::<T>::get()
			.checked_add(Minted::<T>::get())
			.and_then(|issued| issued.checked_add(Service::<T>::get().minted))
			.defensive_unwrap_or(Balance::MAX)
	}

	/// Base units under the cap that the schedule has disposed of: minted, or withheld for good.
	pub fn allotted() -> Balance {
		GenesisIssuance::<T>::get()
			.checked_add(Minted::<T>::get())
			.and_then(|minted| minted.checked_add(Withheld::<T>::get()))
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
		let takings: BTreeMap<_, _> = T::Demand::close_books().into_iter().collect();
		let scheduled = era_emission(T::Cap::get(), Self::allotted(), Decay::<T>::get());
		let (to_classes, to_validators, to_treasury) = Parts::<T>::get().divide(scheduled);
		let plan = Self::plan(to_classes, &takings);
		let visited = plan.len();

		let mut emission = EraEmission { scheduled, ..Default::default() };
		for (class, base) in plan {
			let taken = takings.get(&class).copied().unwrap_or_default();
			Self::fund_class(&clock, class, base, taken, &mut emission);
		}
		emission.validators =
			Self::minted_by(|| T::Validators::on_unbalanced(T::Currency::issue(to_validators)));
		emission.treasury =
			Self::minted_by(|| T::Treasury::on_unbalanced(T::Currency::issue(to_treasury)));
		Self::count(emission, &takings);
		Self::announce(&clock, emission);
		T::WeightInfo::start_era(u32::try_from(visited).unwrap_or(u32::MAX))
	}

	/// Each class that has a share or was paid for, and its part of `amount`.
	fn plan(amount: Balance, takings: &BTreeMap<ClassId, Takings>) -> BTreeMap<ClassId, Balance> {
		let shares = Shares::<T>::get();
		let weights: Vec<u32> = shares.values().copied().collect();
		let paid_for = takings.keys().map(|class| (*class, 0));
		let parts = shares.keys().copied().zip(divide(amount, &weights));
		paid_for.chain(parts).collect()
	}

	/// Funds a class's stream until the era ends: with what demand has left of its subsidy, and with a part of what its
	/// customers burned. One that gets nothing streams what it has.
	fn fund_class(
		clock: &Clock,
		class: ClassId,
		base: Balance,
		taken: Takings,
		emission: &mut EraEmission,
	) {
		let terms = Terms::<T>::get();
		let mut history = Histories::<T>::get(class);
		history.close(clock.index.saturating_sub(1), taken);
		let subsidy = taper(base, history.income(clock.index), terms.floor);
		let rebate = service_stream(taken.burned, terms.service);
		// Both are at most what exists.
		let amount = subsidy.saturating_add(rebate);
		let placed = Self::minted_by(|| {
			// A credit that is given back ceases to exist here.
			drop(T::Pools::fund(class, T::Currency::issue(amount), clock.ends));
		});
		let availability = placed.min(subsidy);
		let service = placed.saturating_sub(availability);
		if placed == amount {
			let withheld = base.saturating_sub(subsidy);
			emission.withheld = emission.withheld.saturating_add(withheld);
		}
		emission.classes = emission.classes.saturating_add(availability);
		emission.service = emission.service.saturating_add(service);
		let era = clock.index;
		history.push(ClassEra { era, availability, service, ..Default::default() });
		Histories::<T>::insert(class, history);
	}

	/// Counts what an era minted, what it withheld, and what customers burned before it.
	fn count(emission: EraEmission, takings: &BTreeMap<ClassId, Takings>) {
		let add = |sum: &mut Balance, part: Balance| {
			*sum = sum.checked_add(part).defensive_unwrap_or(Balance::MAX);
		};
		Minted::<T>::mutate(|minted| add(minted, emission.minted()));
		Withheld::<T>::mutate(|withheld| add(withheld, emission.withheld));
		Service::<T>::mutate(|totals| {
			takings.values().for_each(|taken| add(&mut totals.burned, taken.burned));
			add(&mut totals.minted, emission.service);
		});
		Last::<T>::put(emission);
	}

	fn announce(clock: &Clock, emission: EraEmission) {
		let Clock { index: era, ends, .. } = *clock;
		let EraEmission { classes, validators, treasury, withheld, service, .. } = emission;
		let event =
			Event::EraStarted { era, ends, classes, validators, treasury, withheld, service };
		Self::deposit_event(event);
	}

	/// What came into being by `mint`: a credit that found no place does not count.
	fn minted_by(mint: impl FnOnce()) -> Balance {
		let before = T::Currency::total_issuance();
		mint();
		T::Currency::total_issuance().checked_sub(before).defensive_unwrap_or_default()
	}

	pub(crate) fn project(years: u32) -> Vec<YearEmission> {
		let cap = T::Cap::get();
		let left = cap.checked_sub(Self::allotted()).defensive_unwrap_or_default();
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
