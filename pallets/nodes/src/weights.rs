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
		Weight::from_parts(7_301_000, 0)
			.saturating_add(T::DbWeight::get().reads(1))
			.saturating_add(T::DbWeight::get().writes(2))
	}
	fn update_class() -> Weight {
		Weight::from_parts(9_204_000, 0)
			.saturating_add(T::DbWeight::get().reads(1))
			.saturating_add(T::DbWeight::get().writes(1))
	}
	fn register() -> Weight {
		Weight::from_parts(159_398_000, 0)
			.saturating_add(T::DbWeight::get().reads(15))
			.saturating_add(T::DbWeight::get().writes(12))
	}
	fn update() -> Weight {
		Weight::from_parts(195_091_000, 0)
			.saturating_add(T::DbWeight::get().reads(18))
			.saturating_add(T::DbWeight::get().writes(10))
	}
	fn rotate_device_key() -> Weight {
		Weight::from_parts(935_106_000, 0)
			.saturating_add(T::DbWeight::get().reads(31))
			.saturating_add(T::DbWeight::get().writes(11))
	}
	fn set_operator() -> Weight {
		Weight::from_parts(10_696_000, 0)
			.saturating_add(T::DbWeight::get().reads(1))
			.saturating_add(T::DbWeight::get().writes(1))
	}
	fn set_payee() -> Weight {
		Weight::from_parts(135_112_000, 0)
			.saturating_add(T::DbWeight::get().reads(12))
			.saturating_add(T::DbWeight::get().writes(6))
	}
	fn transfer() -> Weight {
		Weight::from_parts(210_234_000, 0)
			.saturating_add(T::DbWeight::get().reads(15))
			.saturating_add(T::DbWeight::get().writes(10))
	}
	fn retire() -> Weight {
		Weight::from_parts(1_068_324_000, 0)
			.saturating_add(T::DbWeight::get().reads(35))
			.saturating_add(T::DbWeight::get().writes(15))
	}
	fn reap() -> Weight {
		Weight::from_parts(183_584_000, 0)
			.saturating_add(T::DbWeight::get().reads(16))
			.saturating_add(T::DbWeight::get().writes(13))
	}
}

/// For tests.
impl WeightInfo for () {
	fn create_class() -> Weight {
		Weight::from_parts(7_301_000, 0)
			.saturating_add(ParityDbWeight::get().reads(1))
			.saturating_add(ParityDbWeight::get().writes(2))
	}
	fn update_class() -> Weight {
		Weight::from_parts(9_204_000, 0)
			.saturating_add(ParityDbWeight::get().reads(1))
			.saturating_add(ParityDbWeight::get().writes(1))
	}
	fn register() -> Weight {
		Weight::from_parts(159_398_000, 0)
			.saturating_add(ParityDbWeight::get().reads(15))
			.saturating_add(ParityDbWeight::get().writes(12))
	}
	fn update() -> Weight {
		Weight::from_parts(195_091_000, 0)
			.saturating_add(ParityDbWeight::get().reads(18))
			.saturating_add(ParityDbWeight::get().writes(10))
	}
	fn rotate_device_key() -> Weight {
		Weight::from_parts(935_106_000, 0)
			.saturating_add(ParityDbWeight::get().reads(31))
			.saturating_add(ParityDbWeight::get().writes(11))
	}
	fn set_operator() -> Weight {
		Weight::from_parts(10_696_000, 0)
			.saturating_add(ParityDbWeight::get().reads(1))
			.saturating_add(ParityDbWeight::get().writes(1))
	}
	fn set_payee() -> Weight {
		Weight::from_parts(135_112_000, 0)
			.saturating_add(ParityDbWeight::get().reads(12))
			.saturating_add(ParityDbWeight::get().writes(6))
	}
	fn transfer() -> Weight {
		Weight::from_parts(210_234_000, 0)
			.saturating_add(ParityDbWeight::get().reads(15))
			.saturating_add(ParityDbWeight::get().writes(10))
	}
	fn retire() -> Weight {
		Weight::from_parts(1_068_324_000, 0)
			.saturating_add(ParityDbWeight::get().reads(35))
			.saturating_add(ParityDbWeight::get().writes(15))
	}
	fn reap() -> Weight {
		Weight::from_parts(183_584_000, 0)
			.saturating_add(ParityDbWeight::get().reads(16))
			.saturating_add(ParityDbWeight::get().writes(13))
	}
}
