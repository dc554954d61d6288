//! What `pallet_collateral` weighs: measured with 16 steps and 6 repeats on `AMD EPYC`.
//!
//! Written by `scripts/bench.sh`. Do not edit.

#![allow(missing_docs, unused_parens, unused_variables)]

use core::marker::PhantomData;
use frame_support::{
	traits::Get,
	weights::{constants::ParityDbWeight, Weight},
};

pub trait WeightInfo {
	fn deposit() -> Weight;
	fn request_withdrawal() -> Weight;
	fn withdraw() -> Weight;
	fn sweep_base() -> Weight;
	fn sweep_shortfall() -> Weight;
	fn retain() -> Weight;
}

/// With the database costs of the runtime.
pub struct SubstrateWeight<T>(PhantomData<T>);

impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	fn deposit() -> Weight {
		Weight::from_parts(1_336_324_000, 0)
			.saturating_add(T::DbWeight::get().reads(65))
			.saturating_add(T::DbWeight::get().writes(43))
	}
	fn request_withdrawal() -> Weight {
		Weight::from_parts(1_590_072_000, 0)
			.saturating_add(T::DbWeight::get().reads(59))
			.saturating_add(T::DbWeight::get().writes(38))
	}
	fn withdraw() -> Weight {
		Weight::from_parts(1_447_090_000, 0)
			.saturating_add(T::DbWeight::get().reads(55))
			.saturating_add(T::DbWeight::get().writes(35))
	}
	fn sweep_base() -> Weight {
		Weight::from_parts(1_653_000, 0).saturating_add(T::DbWeight::get().reads(2))
	}
	fn sweep_shortfall() -> Weight {
		Weight::from_parts(175_021_000, 0)
			.saturating_add(T::DbWeight::get().reads(19))
			.saturating_add(T::DbWeight::get().writes(15))
	}
	fn retain() -> Weight {
		Weight::from_parts(26_078_000, 0)
			.saturating_add(T::DbWeight::get().reads(8))
			.saturating_add(T::DbWeight::get().writes(2))
	}
}

/// For tests.
impl WeightInfo for () {
	fn deposit() -> Weight {
		Weight::from_parts(1_336_324_000, 0)
			.saturating_add(ParityDbWeight::get().reads(65))
			.saturating_add(ParityDbWeight::get().writes(43))
	}
	fn request_withdrawal() -> Weight {
		Weight::from_parts(1_590_072_000, 0)
			.saturating_add(ParityDbWeight::get().reads(59))
			.saturating_add(ParityDbWeight::get().writes(38))
	}
	fn withdraw() -> Weight {
		Weight::from_parts(1_447_090_000, 0)
			.saturating_add(ParityDbWeight::get().reads(55))
			.saturating_add(ParityDbWeight::get().writes(35))
	}
	fn sweep_base() -> Weight {
		Weight::from_parts(1_653_000, 0).saturating_add(ParityDbWeight::get().reads(2))
	}
	fn sweep_shortfall() -> Weight {
		Weight::from_parts(175_021_000, 0)
			.saturating_add(ParityDbWeight::get().reads(19))
			.saturating_add(ParityDbWeight::get().writes(15))
	}
	fn retain() -> Weight {
		Weight::from_parts(26_078_000, 0)
			.saturating_add(ParityDbWeight::get().reads(8))
			.saturating_add(ParityDbWeight::get().writes(2))
	}
}
