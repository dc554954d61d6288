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
}

/// With the database costs of the runtime.
pub struct SubstrateWeight<T>(PhantomData<T>);

impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	fn deposit() -> Weight {
		Weight::from_parts(322_067_000, 0)
			.saturating_add(T::DbWeight::get().reads(32))
			.saturating_add(T::DbWeight::get().writes(12))
	}
	fn request_withdrawal() -> Weight {
		Weight::from_parts(734_629_000, 0)
			.saturating_add(T::DbWeight::get().reads(23))
			.saturating_add(T::DbWeight::get().writes(5))
	}
	fn withdraw() -> Weight {
		Weight::from_parts(766_186_000, 0)
			.saturating_add(T::DbWeight::get().reads(23))
			.saturating_add(T::DbWeight::get().writes(5))
	}
	fn sweep_base() -> Weight {
		Weight::from_parts(1_903_000, 0).saturating_add(T::DbWeight::get().reads(2))
	}
	fn sweep_shortfall() -> Weight {
		Weight::from_parts(86_088_000, 0)
			.saturating_add(T::DbWeight::get().reads(11))
			.saturating_add(T::DbWeight::get().writes(10))
	}
}

/// For tests.
impl WeightInfo for () {
	fn deposit() -> Weight {
		Weight::from_parts(322_067_000, 0)
			.saturating_add(ParityDbWeight::get().reads(32))
			.saturating_add(ParityDbWeight::get().writes(12))
	}
	fn request_withdrawal() -> Weight {
		Weight::from_parts(734_629_000, 0)
			.saturating_add(ParityDbWeight::get().reads(23))
			.saturating_add(ParityDbWeight::get().writes(5))
	}
	fn withdraw() -> Weight {
		Weight::from_parts(766_186_000, 0)
			.saturating_add(ParityDbWeight::get().reads(23))
			.saturating_add(ParityDbWeight::get().writes(5))
	}
	fn sweep_base() -> Weight {
		Weight::from_parts(1_903_000, 0).saturating_add(ParityDbWeight::get().reads(2))
	}
	fn sweep_shortfall() -> Weight {
		Weight::from_parts(86_088_000, 0)
			.saturating_add(ParityDbWeight::get().reads(11))
			.saturating_add(ParityDbWeight::get().writes(10))
	}
}
