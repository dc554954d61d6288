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
		Weight::from_parts(895_447_000, 0)
			.saturating_add(T::DbWeight::get().reads(37))
			.saturating_add(T::DbWeight::get().writes(15))
	}
	fn request_withdrawal() -> Weight {
		Weight::from_parts(1_140_842_000, 0)
			.saturating_add(T::DbWeight::get().reads(31))
			.saturating_add(T::DbWeight::get().writes(10))
	}
	fn withdraw() -> Weight {
		Weight::from_parts(1_011_659_000, 0)
			.saturating_add(T::DbWeight::get().reads(27))
			.saturating_add(T::DbWeight::get().writes(7))
	}
	fn sweep_base() -> Weight {
		Weight::from_parts(1_602_000, 0).saturating_add(T::DbWeight::get().reads(2))
	}
	fn sweep_shortfall() -> Weight {
		Weight::from_parts(166_879_000, 0)
			.saturating_add(T::DbWeight::get().reads(18))
			.saturating_add(T::DbWeight::get().writes(13))
	}
	fn retain() -> Weight {
		Weight::from_parts(27_290_000, 0)
			.saturating_add(T::DbWeight::get().reads(8))
			.saturating_add(T::DbWeight::get().writes(2))
	}
}

/// For tests.
impl WeightInfo for () {
	fn deposit() -> Weight {
		Weight::from_parts(895_447_000, 0)
			.saturating_add(ParityDbWeight::get().reads(37))
			.saturating_add(ParityDbWeight::get().writes(15))
	}
	fn request_withdrawal() -> Weight {
		Weight::from_parts(1_140_842_000, 0)
			.saturating_add(ParityDbWeight::get().reads(31))
			.saturating_add(ParityDbWeight::get().writes(10))
	}
	fn withdraw() -> Weight {
		Weight::from_parts(1_011_659_000, 0)
			.saturating_add(ParityDbWeight::get().reads(27))
			.saturating_add(ParityDbWeight::get().writes(7))
	}
	fn sweep_base() -> Weight {
		Weight::from_parts(1_602_000, 0).saturating_add(ParityDbWeight::get().reads(2))
	}
	fn sweep_shortfall() -> Weight {
		Weight::from_parts(166_879_000, 0)
			.saturating_add(ParityDbWeight::get().reads(18))
			.saturating_add(ParityDbWeight::get().writes(13))
	}
	fn retain() -> Weight {
		Weight::from_parts(27_290_000, 0)
			.saturating_add(ParityDbWeight::get().reads(8))
			.saturating_add(ParityDbWeight::get().writes(2))
	}
}
