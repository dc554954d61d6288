//! What `pallet_emission` weighs: measured with 16 steps and 6 repeats on `AMD EPYC`.
//!
//! Written by `scripts/bench.sh`. Do not edit.

#![allow(missing_docs, unused_parens, unused_variables)]

use core::marker::PhantomData;
use frame_support::{
	traits::Get,
	weights::{constants::ParityDbWeight, Weight},
};

pub trait WeightInfo {
	fn on_initialize() -> Weight;
	fn start_era(c: u32) -> Weight;
	fn set_shares(c: u32) -> Weight;
	fn set_split() -> Weight;
	fn set_decay() -> Weight;
	fn set_demand() -> Weight;
}

/// With the database costs of the runtime.
pub struct SubstrateWeight<T>(PhantomData<T>);

impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	fn on_initialize() -> Weight {
		Weight::from_parts(1_743_000, 0).saturating_add(T::DbWeight::get().reads(1))
	}
	/// `c` is from 1 to 16.
	fn start_era(c: u32) -> Weight {
		Weight::from_parts(93_091_168, 0)
			.saturating_add(Weight::from_parts(34_053_763, 0).saturating_mul(c.into()))
			.saturating_add(T::DbWeight::get().reads(15))
			.saturating_add(T::DbWeight::get().reads(5).saturating_mul(c.into()))
			.saturating_add(T::DbWeight::get().writes(9))
			.saturating_add(T::DbWeight::get().writes(4).saturating_mul(c.into()))
	}
	/// `c` is from 1 to 16.
	fn set_shares(c: u32) -> Weight {
		Weight::from_parts(5_538_157, 0)
			.saturating_add(Weight::from_parts(1_982_314, 0).saturating_mul(c.into()))
			.saturating_add(T::DbWeight::get().reads(1).saturating_mul(c.into()))
			.saturating_add(T::DbWeight::get().writes(1))
	}
	fn set_split() -> Weight {
		Weight::from_parts(3_325_000, 0).saturating_add(T::DbWeight::get().writes(1))
	}
	fn set_decay() -> Weight {
		Weight::from_parts(3_254_000, 0).saturating_add(T::DbWeight::get().writes(1))
	}
	fn set_demand() -> Weight {
		Weight::from_parts(3_315_000, 0).saturating_add(T::DbWeight::get().writes(1))
	}
}

/// For tests.
impl WeightInfo for () {
	fn on_initialize() -> Weight {
		Weight::from_parts(1_743_000, 0).saturating_add(ParityDbWeight::get().reads(1))
	}
	fn start_era(c: u32) -> Weight {
		Weight::from_parts(93_091_168, 0)
			.saturating_add(Weight::from_parts(34_053_763, 0).saturating_mul(c.into()))
			.saturating_add(ParityDbWeight::get().reads(15))
			.saturating_add(ParityDbWeight::get().reads(5).saturating_mul(c.into()))
			.saturating_add(ParityDbWeight::get().writes(9))
			.saturating_add(ParityDbWeight::get().writes(4).saturating_mul(c.into()))
	}
	fn set_shares(c: u32) -> Weight {
		Weight::from_parts(5_538_157, 0)
			.saturating_add(Weight::from_parts(1_982_314, 0).saturating_mul(c.into()))
			.saturating_add(ParityDbWeight::get().reads(1).saturating_mul(c.into()))
			.saturating_add(ParityDbWeight::get().writes(1))
	}
	fn set_split() -> Weight {
		Weight::from_parts(3_325_000, 0).saturating_add(ParityDbWeight::get().writes(1))
	}
	fn set_decay() -> Weight {
		Weight::from_parts(3_254_000, 0).saturating_add(ParityDbWeight::get().writes(1))
	}
	fn set_demand() -> Weight {
		Weight::from_parts(3_315_000, 0).saturating_add(ParityDbWeight::get().writes(1))
	}
}
