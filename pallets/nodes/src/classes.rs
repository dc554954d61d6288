//! Classes: the terms on which nodes serve.

use core::str;

use frame_support::{ensure, pallet_prelude::*};
use sp_runtime::Perbill;
use substation_primitives::{Class, ClassId, Units};

use crate::{Classes, Config, Error, Event, NextClass, Pallet};

impl<T: Config> Pallet<T> {
	pub(crate) fn do_create_class(class: Class) -> DispatchResult {
		Self::check_class(&class)?;
		let id = NextClass::<T>::get();
		ensure!(u32::from(id) < T::MaxClasses::get(), Error::<T>::TooManyClasses);
		NextClass::<T>::put(id.checked_add(1).ok_or(Error::<T>::TooManyClasses)?);
		Classes::<T>::insert(id, &class);
		Self::deposit_event(Event::ClassCreated { class: id, terms: class });
		Ok(())
	}

	pub(crate) fn do_update_class(id: ClassId, class: Class) -> DispatchResult {
		let old = Classes::<T>::get(id).ok_or(Error::<T>::ClassNotFound)?;
		ensure!(class.period == old.period, Error::<T>::PeriodFixed);
		Self::check_class(&class)?;
		Classes::<T>::insert(id, &class);
		Self::deposit_event(Event::ClassUpdated { class: id, terms: class });
		Ok(())
	}

	/// Whether nodes can serve on these terms.
	pub(crate) fn check_class(class: &Class) -> DispatchResult {
		let periods = T::MinPeriod::get()..=T::MaxPeriod::get();
		ensure!(!class.name.is_empty(), Error::<T>::NameInvalid);
		ensure!(str::from_utf8(&class.name).is_ok(), Error::<T>::NameInvalid);
		ensure!(periods.contains(&class.period), Error::<T>::PeriodOutOfRange);
		ensure!(class.min_units > 0, Error::<T>::UnitRangeInvalid);
		ensure!(class.min_units <= class.max_units, Error::<T>::UnitRangeInvalid);
		ensure!(class.collateral_per_unit > 0, Error::<T>::UnitCollateralZero);
		let most = class.max_collateral_per_unit;
		ensure!(class.collateral_per_unit <= most, Error::<T>::UnitCollateralRangeInvalid);
		// Not just for `max_units`: nodes that registered under a higher one stay.
		let fits = most.checked_mul(Units::MAX.into()).is_some();
		ensure!(fits, Error::<T>::UnitCollateralTooLarge);
		ensure!(class.break_even < Perbill::one(), Error::<T>::BreakEvenTooLarge);
		ensure!(class.penalty_floor <= class.penalty_cap, Error::<T>::PenaltyFloorTooLarge);
		ensure!(class.jail_after > 0, Error::<T>::JailAfterZero);
		Ok(())
	}
}
