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
		Weight::from_parts(7_000_000, 0)
			.saturating_add(T::DbWeight::get().reads(1))
			.saturating_add(T::DbWeight::get().writes(2))
	}
	fn update_class() -> Weight {
		Weight::from_parts(8_893_000, 0)
			.saturating_add(T::DbWeight::get().reads(1))
			.saturating_add(T::DbWeight::get().writes(1))
	}
	fn register() -> Weight {
		Weight::from_parts(152_998_000, 0)
			.saturating_add(T::DbWeight::get().reads(15))
			.saturating_add(T::DbWeight::get().writes(13))
	}
	fn update() -> Weight {
		Weight::from_parts(225_827_000, 0)
			.saturating_add(T::DbWeight::get().reads(18))
			.saturating_add(T::DbWeight::get().writes(12))
	}
	fn rotate_device_key() -> Weight {
		Weight::from_parts(1_433_139_000, 0)
			.saturating_add(T::DbWeight::get().reads(57))
			.saturating_add(T::DbWeight::get().writes(37))
	}
	fn set_operator() -> Weight {
		Weight::from_parts(10_295_000, 0)
			.saturating_add(T::DbWeight::get().reads(1))
			.saturating_add(T::DbWeight::get().writes(1))
	}
	fn set_payee() -> Weight {
		Weight::from_parts(156_363_000, 0)
			.saturating_add(T::DbWeight::get().reads(14))
			.saturating_add(T::DbWeight::get().writes(8))
	}
	fn transfer() -> Weight {
		Weight::from_parts(230_354_000, 0)
			.saturating_add(T::DbWeight::get().reads(17))
			.saturating_add(T::DbWeight::get().writes(11))
	}
	fn retire() -> Weight {
		Weight::from_parts(1_617_694_000, 0)
			.saturating_add(T::DbWeight::get().reads(64))
			.saturating_add(T::DbWeight::get().writes(46))
	}
	fn reap() -> Weight {
		Weight::from_parts(203_784_000, 0)
			.saturating_add(T::DbWeight::get().reads(17))
			.saturating_add(T::DbWeight::get().writes(11))
	}
}

/// For tests.
impl WeightInfo for () {
	fn create_class() -> Weight {
		Weight::from_parts(7_000_000, 0)
			.saturating_add(ParityDbWeight::get().reads(1))
			.saturating_add(ParityDbWeight::get().writes(2))
	}
	fn update_class() -> Weight {
		Weight::from_parts(8_893_000, 0)
			.saturating_add(ParityDbWeight::get().reads(1))
			.saturating_add(ParityDbWeight::get().writes(1))
	}
	fn register() -> Weight {
		Weight::from_parts(152_998_000, 0)
			.saturating_add(ParityDbWeight::get().reads(15))
			.saturating_add(ParityDbWeight::get().writes(13))
	}
	fn update() -> Weight {
		Weight::from_parts(225_827_000, 0)
			.saturating_add(ParityDbWeight::get().reads(18))
			.saturating_add(ParityDbWeight::get().writes(12))
	}
	fn rotate_device_key() -> Weight {
		Weight::from_parts(1_433_139_000, 0)
			.saturating_add(ParityDbWeight::get().reads(57))
			.saturating_add(ParityDbWeight::get().writes(37))
	}
	fn set_operator() -> Weight {
		Weight::from_parts(10_295_000, 0)
			.saturating_add(ParityDbWeight::get().reads(1))
			.saturating_add(ParityDbWeight::get().writes(1))
	}
	fn set_payee() -> Weight {
		Weight::from_parts(156_363_000, 0)
			.saturating_add(ParityDbWeight::get().reads(14))
			.saturating_add(ParityDbWeight::get().writes(8))
	}
	fn transfer() -> Weight {
		Weight::from_parts(230_354_000, 0)
			.saturating_add(ParityDbWeight::get().reads(17))
			.saturating_add(ParityDbWeight::get().writes(11))
	}
	fn retire() -> Weight {
		Weight::from_parts(1_617_694_000, 0)
			.saturating_add(ParityDbWeight::get().reads(64))
			.saturating_add(ParityDbWeight::get().writes(46))
	}
	fn reap() -> Weight {
		Weight::from_parts(203_784_000, 0)
			.saturating_add(ParityDbWeight::get().reads(17))
			.saturating_add(ParityDbWeight::get().writes(11))
	}
}
