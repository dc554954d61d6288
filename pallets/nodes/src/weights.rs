//! What `pallet_nodes` weighs: measured with 16 steps and 6 repeats on `AMD EPYC`.
//!
//! Written by `scripts/bench.sh`. Do not edit.

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
		Weight::from_parts(9_624_000, 0)
			.saturating_add(T::DbWeight::get().reads(1))
			.saturating_add(T::DbWeight::get().writes(2))
	}
	fn update_class() -> Weight {
		Weight::from_parts(12_078_000, 0)
			.saturating_add(T::DbWeight::get().reads(1))
			.saturating_add(T::DbWeight::get().writes(1))
	}
	fn register() -> Weight {
		Weight::from_parts(213_989_000, 0)
			.saturating_add(T::DbWeight::get().reads(16))
			.saturating_add(T::DbWeight::get().writes(12))
	}
	fn update() -> Weight {
		Weight::from_parts(304_312_000, 0)
			.saturating_add(T::DbWeight::get().reads(20))
			.saturating_add(T::DbWeight::get().writes(13))
	}
	fn rotate_device_key() -> Weight {
		Weight::from_parts(1_381_748_000, 0)
			.saturating_add(T::DbWeight::get().reads(33))
			.saturating_add(T::DbWeight::get().writes(13))
	}
	fn set_operator() -> Weight {
		Weight::from_parts(16_855_000, 0)
			.saturating_add(T::DbWeight::get().reads(1))
			.saturating_add(T::DbWeight::get().writes(1))
	}
	fn set_payee() -> Weight {
		Weight::from_parts(215_871_000, 0)
			.saturating_add(T::DbWeight::get().reads(16))
			.saturating_add(T::DbWeight::get().writes(8))
	}
	fn transfer() -> Weight {
		Weight::from_parts(313_206_000, 0)
			.saturating_add(T::DbWeight::get().reads(19))
			.saturating_add(T::DbWeight::get().writes(12))
	}
	fn retire() -> Weight {
		Weight::from_parts(1_607_549_000, 0)
			.saturating_add(T::DbWeight::get().reads(40))
			.saturating_add(T::DbWeight::get().writes(19))
	}
	fn reap() -> Weight {
		Weight::from_parts(275_259_000, 0)
			.saturating_add(T::DbWeight::get().reads(19))
			.saturating_add(T::DbWeight::get().writes(14))
	}
}

/// For tests.
impl WeightInfo for () {
	fn create_class() -> Weight {
		Weight::from_parts(9_624_000, 0)
			.saturating_add(ParityDbWeight::get().reads(1))
			.saturating_add(ParityDbWeight::get().writes(2))
	}
	fn update_class() -> Weight {
		Weight::from_parts(12_078_000, 0)
			.saturating_add(ParityDbWeight::get().reads(1))
			.saturating_add(ParityDbWeight::get().writes(1))
	}
	fn register() -> Weight {
		Weight::from_parts(213_989_000, 0)
			.saturating_add(ParityDbWeight::get().reads(16))
			.saturating_add(ParityDbWeight::get().writes(12))
	}
	fn update() -> Weight {
		Weight::from_parts(304_312_000, 0)
			.saturating_add(ParityDbWeight::get().reads(20))
			.saturating_add(ParityDbWeight::get().writes(13))
	}
	fn rotate_device_key() -> Weight {
		Weight::from_parts(1_381_748_000, 0)
			.saturating_add(ParityDbWeight::get().reads(33))
			.saturating_add(ParityDbWeight::get().writes(13))
	}
	fn set_operator() -> Weight {
		Weight::from_parts(16_855_000, 0)
			.saturating_add(ParityDbWeight::get().reads(1))
			.saturating_add(ParityDbWeight::get().writes(1))
	}
	fn set_payee() -> Weight {
		Weight::from_parts(215_871_000, 0)
			.saturating_add(ParityDbWeight::get().reads(16))
			.saturating_add(ParityDbWeight::get().writes(8))
	}
	fn transfer() -> Weight {
		Weight::from_parts(313_206_000, 0)
			.saturating_add(ParityDbWeight::get().reads(19))
			.saturating_add(ParityDbWeight::get().writes(12))
	}
	fn retire() -> Weight {
		Weight::from_parts(1_607_549_000, 0)
			.saturating_add(ParityDbWeight::get().reads(40))
			.saturating_add(ParityDbWeight::get().writes(19))
	}
	fn reap() -> Weight {
		Weight::from_parts(275_259_000, 0)
			.saturating_add(ParityDbWeight::get().reads(19))
			.saturating_add(ParityDbWeight::get().writes(14))
	}
}
