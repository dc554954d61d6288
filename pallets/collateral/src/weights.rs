//! What `pallet_collateral` weighs: measured with 16 steps and 6 repeats on `AMD EPYC`.
//!
//! Written by `scripts/bench.sh`; what backers add is estimated by hand until it runs again.

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
		Weight::from_parts(441_702_000, 0)
			.saturating_add(T::DbWeight::get().reads(42))
			.saturating_add(T::DbWeight::get().writes(17))
	}
	fn request_withdrawal() -> Weight {
		Weight::from_parts(865_250_000, 0)
			.saturating_add(T::DbWeight::get().reads(33))
			.saturating_add(T::DbWeight::get().writes(10))
	}
	fn withdraw() -> Weight {
		Weight::from_parts(805_404_000, 0)
			.saturating_add(T::DbWeight::get().reads(25))
			.saturating_add(T::DbWeight::get().writes(7))
	}
	fn sweep_base() -> Weight {
		Weight::from_parts(2_013_000, 0).saturating_add(T::DbWeight::get().reads(2))
	}
	fn sweep_shortfall() -> Weight {
		Weight::from_parts(91_518_000, 0)
			.saturating_add(T::DbWeight::get().reads(12))
			.saturating_add(T::DbWeight::get().writes(10))
	}
}

/// For tests.
impl WeightInfo for () {
	fn deposit() -> Weight {
		Weight::from_parts(441_702_000, 0)
			.saturating_add(ParityDbWeight::get().reads(42))
			.saturating_add(ParityDbWeight::get().writes(17))
	}
	fn request_withdrawal() -> Weight {
		Weight::from_parts(865_250_000, 0)
			.saturating_add(ParityDbWeight::get().reads(33))
			.saturating_add(ParityDbWeight::get().writes(10))
	}
	fn withdraw() -> Weight {
		Weight::from_parts(805_404_000, 0)
			.saturating_add(ParityDbWeight::get().reads(25))
			.saturating_add(ParityDbWeight::get().writes(7))
	}
	fn sweep_base() -> Weight {
		Weight::from_parts(2_013_000, 0).saturating_add(ParityDbWeight::get().reads(2))
	}
	fn sweep_shortfall() -> Weight {
		Weight::from_parts(91_518_000, 0)
			.saturating_add(ParityDbWeight::get().reads(12))
			.saturating_add(ParityDbWeight::get().writes(10))
	}
}
