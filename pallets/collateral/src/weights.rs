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
		Weight::from_parts(1_313_292_000, 0)
			.saturating_add(T::DbWeight::get().reads(41))
			.saturating_add(T::DbWeight::get().writes(17))
	}
	fn request_withdrawal() -> Weight {
		Weight::from_parts(1_584_995_000, 0)
			.saturating_add(T::DbWeight::get().reads(36))
			.saturating_add(T::DbWeight::get().writes(12))
	}
	fn withdraw() -> Weight {
		Weight::from_parts(1_404_937_000, 0)
			.saturating_add(T::DbWeight::get().reads(29))
			.saturating_add(T::DbWeight::get().writes(9))
	}
	fn sweep_base() -> Weight {
		Weight::from_parts(1_973_000, 0).saturating_add(T::DbWeight::get().reads(2))
	}
	fn sweep_shortfall() -> Weight {
		Weight::from_parts(350_000_000, 0)
			.saturating_add(T::DbWeight::get().reads(24))
			.saturating_add(T::DbWeight::get().writes(16))
	}
	fn retain() -> Weight {
		Weight::from_parts(45_000_000, 0)
			.saturating_add(T::DbWeight::get().reads(6))
			.saturating_add(T::DbWeight::get().writes(3))
	}
}

/// For tests.
impl WeightInfo for () {
	fn deposit() -> Weight {
		Weight::from_parts(1_313_292_000, 0)
			.saturating_add(ParityDbWeight::get().reads(41))
			.saturating_add(ParityDbWeight::get().writes(17))
	}
	fn request_withdrawal() -> Weight {
		Weight::from_parts(1_584_995_000, 0)
			.saturating_add(ParityDbWeight::get().reads(36))
			.saturating_add(ParityDbWeight::get().writes(12))
	}
	fn withdraw() -> Weight {
		Weight::from_parts(1_404_937_000, 0)
			.saturating_add(ParityDbWeight::get().reads(29))
			.saturating_add(ParityDbWeight::get().writes(9))
	}
	fn sweep_base() -> Weight {
		Weight::from_parts(1_973_000, 0).saturating_add(ParityDbWeight::get().reads(2))
	}
	fn sweep_shortfall() -> Weight {
		Weight::from_parts(350_000_000, 0)
			.saturating_add(ParityDbWeight::get().reads(24))
			.saturating_add(ParityDbWeight::get().writes(16))
	}
	fn retain() -> Weight {
		Weight::from_parts(45_000_000, 0)
			.saturating_add(ParityDbWeight::get().reads(6))
			.saturating_add(ParityDbWeight::get().writes(3))
	}
}
