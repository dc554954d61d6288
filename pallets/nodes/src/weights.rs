//! What `pallet_nodes` weighs: measured with 16 steps and 6 repeats on `AMD EPYC`.
//!
//! Written by `scripts/bench.sh`; what backers add is estimated by hand until it runs again.

#![allow(missing_docs, unused_parens, unused_variables)]

use core::marker::PhantomData;
use frame_support::{
	traits::Get,
	weights::{constants::ParityDbWeight, Weight},
};

pub trait WeightInfo {
	fn create_class() -> Weight;
	fn update_class() -> Weight;
	fn register() -> Weight;
	fn update() -> Weight;
	fn rotate_device_key() -> Weight;
	fn set_operator() -> Weight;
	fn set_payee() -> Weight;
	fn transfer() -> Weight;
	fn retire() -> Weight;
	fn reap() -> Weight;
}

/// With the database costs of the runtime.
pub struct SubstrateWeight<T>(PhantomData<T>);

impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	fn create_class() -> Weight {
		Weight::from_parts(9_464_000, 0)
			.saturating_add(T::DbWeight::get().reads(1))
			.saturating_add(T::DbWeight::get().writes(2))
	}
	fn update_class() -> Weight {
		Weight::from_parts(11_847_000, 0)
			.saturating_add(T::DbWeight::get().reads(1))
			.saturating_add(T::DbWeight::get().writes(1))
	}
	fn register() -> Weight {
		Weight::from_parts(207_447_000, 0)
			.saturating_add(T::DbWeight::get().reads(14))
			.saturating_add(T::DbWeight::get().writes(12))
	}
	fn update() -> Weight {
		Weight::from_parts(121_062_000, 0)
			.saturating_add(T::DbWeight::get().reads(12))
			.saturating_add(T::DbWeight::get().writes(7))
	}
	fn rotate_device_key() -> Weight {
		Weight::from_parts(122_722_000, 0)
			.saturating_add(T::DbWeight::get().reads(8))
			.saturating_add(T::DbWeight::get().writes(5))
	}
	fn set_operator() -> Weight {
		Weight::from_parts(16_825_000, 0)
			.saturating_add(T::DbWeight::get().reads(1))
			.saturating_add(T::DbWeight::get().writes(1))
	}
	fn set_payee() -> Weight {
		Weight::from_parts(129_034_000, 0)
			.saturating_add(T::DbWeight::get().reads(9))
			.saturating_add(T::DbWeight::get().writes(6))
	}
	fn transfer() -> Weight {
		Weight::from_parts(228_943_000, 0)
			.saturating_add(T::DbWeight::get().reads(13))
			.saturating_add(T::DbWeight::get().writes(10))
	}
	fn retire() -> Weight {
		Weight::from_parts(997_531_000, 0)
			.saturating_add(T::DbWeight::get().reads(40))
			.saturating_add(T::DbWeight::get().writes(17))
	}
	fn reap() -> Weight {
		Weight::from_parts(276_513_000, 0)
			.saturating_add(T::DbWeight::get().reads(17))
			.saturating_add(T::DbWeight::get().writes(13))
	}
}

/// For tests.
impl WeightInfo for () {
	fn create_class() -> Weight {
		Weight::from_parts(9_464_000, 0)
			.saturating_add(ParityDbWeight::get().reads(1))
			.saturating_add(ParityDbWeight::get().writes(2))
	}
	fn update_class() -> Weight {
		Weight::from_parts(11_847_000, 0)
			.saturating_add(ParityDbWeight::get().reads(1))
			.saturating_add(ParityDbWeight::get().writes(1))
	}
	fn register() -> Weight {
		Weight::from_parts(207_447_000, 0)
			.saturating_add(ParityDbWeight::get().reads(14))
			.saturating_add(ParityDbWeight::get().writes(12))
	}
	fn update() -> Weight {
		Weight::from_parts(121_062_000, 0)
			.saturating_add(ParityDbWeight::get().reads(12))
			.saturating_add(ParityDbWeight::get().writes(7))
	}
	fn rotate_device_key() -> Weight {
		Weight::from_parts(122_722_000, 0)
			.saturating_add(ParityDbWeight::get().reads(8))
			.saturating_add(ParityDbWeight::get().writes(5))
	}
	fn set_operator() -> Weight {
		Weight::from_parts(16_825_000, 0)
			.saturating_add(ParityDbWeight::get().reads(1))
			.saturating_add(ParityDbWeight::get().writes(1))
	}
	fn set_payee() -> Weight {
		Weight::from_parts(129_034_000, 0)
			.saturating_add(ParityDbWeight::get().reads(9))
			.saturating_add(ParityDbWeight::get().writes(6))
	}
	fn transfer() -> Weight {
		Weight::from_parts(228_943_000, 0)
			.saturating_add(ParityDbWeight::get().reads(13))
			.saturating_add(ParityDbWeight::get().writes(10))
	}
	fn retire() -> Weight {
		Weight::from_parts(997_531_000, 0)
			.saturating_add(ParityDbWeight::get().reads(40))
			.saturating_add(ParityDbWeight::get().writes(17))
	}
	fn reap() -> Weight {
		Weight::from_parts(276_513_000, 0)
			.saturating_add(ParityDbWeight::get().reads(17))
			.saturating_add(ParityDbWeight::get().writes(13))
	}
}
