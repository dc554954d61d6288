//! Benchmarks of the calls and the hook.

use super::*;
use alloc::{collections::BTreeMap, vec::Vec};
use frame_benchmarking::v2::*;
use frame_support::traits::EnsureOrigin;
use frame_system::pallet_prelude::BlockNumberFor;
use sp_runtime::{traits::SaturatedConversion, Perbill, Perquintill};
use substation_primitives::{api::ClassEra, BenchmarkHelper, ClassId};

/// Classes that the benchmarks make. The genesis may have some of its own, so that not all that may be can be made.
const CLASSES: u32 = 16;

fn split() -> Split {
	Split { validators: Perbill::from_percent(25), treasury: Perbill::from_percent(15) }
}

/// As many eras as are kept.
fn full_history() -> History {
	let mut history = History::default();
	(0..HISTORY).for_each(|era| history.push(ClassEra { era, income: 1, ..Default::default() }));
	history
}

fn shares<T: Config>(classes: impl Iterator<Item = ClassId>) -> SharesOf<T> {
	let shares: BTreeMap<_, _> = classes.map(|class| (class, 1)).collect();
	shares.try_into().expect("MaxClasses is at least as many")
}

#[benchmarks]
mod benchmarks {
	use super::*;

	#[benchmark]
	fn on_initialize() {
		let ends = Pallet::<T>::now().saturating_add(14_400);
		Era::<T>::put(Clock { index: 0, starts: 0, ends });

		#[block]
		{
			Pallet::<T>::tick();
		}

		assert!(Era::<T>::get().is_some_and(|clock| clock.ends == ends));
	}

	#[benchmark]
	fn start_era(c: Linear<1, CLASSES>) {
		let classes: Vec<_> = (0..c).map(|_| T::BenchmarkHelper::class()).collect();
		// Whose nodes earn enough for more to be asked of them.
		classes.iter().for_each(|class| drop(T::BenchmarkHelper::node(*class)));
		let now = Pallet::<T>::now().saturating_add(100);
		frame_system::Pallet::<T>::set_block_number(now.saturated_into::<BlockNumberFor<T>>());
		Era::<T>::put(Clock { index: 0, starts: 0, ends: now });
		EraBlocks::<T>::put(14_400);
		Decay::<T>::put(Perquintill::from_perthousand(1));
		Parts::<T>::put(split());
		Shares::<T>::put(shares::<T>(classes.iter().copied()));
		for class in classes {
			T::BenchmarkHelper::pay(class);
			Histories::<T>::insert(class, full_history());
		}

		#[block]
		{
			Pallet::<T>::tick();
		}

		assert!(Era::<T>::get().is_some_and(|clock| clock.index == 1));
		assert!(Last::<T>::get().classes > 0);
	}

	#[benchmark]
	fn set_shares(c: Linear<1, CLASSES>) -> Result<(), BenchmarkError> {
		let origin =
			T::GovernanceOrigin::try_successful_origin().map_err(|_| BenchmarkError::Weightless)?;
		let shares = shares::<T>((0..c).map(|_| T::BenchmarkHelper::class()));
		assert_eq!(shares.len(), c as usize, "each class is another");

		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, shares.clone());

		assert_eq!(Shares::<T>::get(), shares);
		Ok(())
	}

	#[benchmark]
	fn set_split() -> Result<(), BenchmarkError> {
		let origin =
			T::GovernanceOrigin::try_successful_origin().map_err(|_| BenchmarkError::Weightless)?;

		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, split());

		assert_eq!(Parts::<T>::get(), split());
		Ok(())
	}

	#[benchmark]
	fn set_decay() -> Result<(), BenchmarkError> {
		let origin =
			T::GovernanceOrigin::try_successful_origin().map_err(|_| BenchmarkError::Weightless)?;
		let decay = Perquintill::from_perthousand(1);

		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, decay);

		assert_eq!(Decay::<T>::get(), decay);
		Ok(())
	}

	#[benchmark]
	fn set_demand() -> Result<(), BenchmarkError> {
		let origin =
			T::GovernanceOrigin::try_successful_origin().map_err(|_| BenchmarkError::Weightless)?;
		let terms =
			DemandTerms { service: Perbill::from_percent(50), floor: Perbill::from_percent(20) };

		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, terms);

		assert_eq!(Terms::<T>::get(), terms);
		Ok(())
	}

	impl_benchmark_test_suite!(
		Pallet,
		crate::mock::externalities(crate::mock::genesis()),
		crate::mock::Test
	);
}
