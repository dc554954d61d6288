//! What `pallet_slashing` weighs: measured with 16 steps and 6 repeats on `AMD EPYC`.
//!
//! Written by `scripts/bench.sh`. Do not edit.

#![allow(missing_docs, unused_parens, unused_variables)]

use core::marker::PhantomData;
use frame_support::{
	traits::Get,
	weights::{constants::ParityDbWeight, Weight},
};

pub trait WeightInfo {
	fn appeal() -> Weight;
	fn resolve_appeal() -> Weight;
	fn cancel() -> Weight;
	fn sweep_base() -> Weight;
	fn sweep_docket(n: u32) -> Weight;
	fn sweep_record() -> Weight;
}

/// With the database costs of the runtime.
pub struct SubstrateWeight<T>(PhantomData<T>);

impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	fn appeal() -> Weight {
		Weight::from_parts(62_444_000, 0)
			.saturating_add(T::DbWeight::get().reads(5))
			.saturating_add(T::DbWeight::get().writes(3))
	}
	fn resolve_appeal() -> Weight {
		Weight::from_parts(1_479_908_000, 0)
			.saturating_add(T::DbWeight::get().reads(56))
			.saturating_add(T::DbWeight::get().writes(37))
	}
	fn cancel() -> Weight {
		Weight::from_parts(49_294_000, 0)
			.saturating_add(T::DbWeight::get().reads(4))
			.saturating_add(T::DbWeight::get().writes(3))
	}
	fn sweep_base() -> Weight {
		Weight::from_parts(1_041_000, 0).saturating_add(T::DbWeight::get().reads(2))
	}
	/// `n` is from 0 to 15.
	fn sweep_docket(n: u32) -> Weight {
		Weight::from_parts(28_765_955, 0)
			.saturating_add(Weight::from_parts(94_045_874, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(10))
			.saturating_add(T::DbWeight::get().reads(3).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().writes(6))
			.saturating_add(T::DbWeight::get().writes(2).saturating_mul(n.into()))
	}
	fn sweep_record() -> Weight {
		Weight::from_parts(4_377_000, 0)
			.saturating_add(T::DbWeight::get().reads(1))
			.saturating_add(T::DbWeight::get().writes(2))
	}
}

/// For tests.
impl WeightInfo for () {
	fn appeal() -> Weight {
		Weight::from_parts(62_444_000, 0)
			.saturating_add(ParityDbWeight::get().reads(5))
			.saturating_add(ParityDbWeight::get().writes(3))
	}
	fn resolve_appeal() -> Weight {
		Weight::from_parts(1_479_908_000, 0)
			.saturating_add(ParityDbWeight::get().reads(56))
			.saturating_add(ParityDbWeight::get().writes(37))
	}
	fn cancel() -> Weight {
		Weight::from_parts(49_294_000, 0)
			.saturating_add(ParityDbWeight::get().reads(4))
			.saturating_add(ParityDbWeight::get().writes(3))
	}
	fn sweep_base() -> Weight {
		Weight::from_parts(1_041_000, 0).saturating_add(ParityDbWeight::get().reads(2))
	}
	fn sweep_docket(n: u32) -> Weight {
		Weight::from_parts(28_765_955, 0)
			.saturating_add(Weight::from_parts(94_045_874, 0).saturating_mul(n.into()))
			.saturating_add(ParityDbWeight::get().reads(10))
			.saturating_add(ParityDbWeight::get().reads(3).saturating_mul(n.into()))
			.saturating_add(ParityDbWeight::get().writes(6))
			.saturating_add(ParityDbWeight::get().writes(2).saturating_mul(n.into()))
	}
	fn sweep_record() -> Weight {
		Weight::from_parts(4_377_000, 0)
			.saturating_add(ParityDbWeight::get().reads(1))
			.saturating_add(ParityDbWeight::get().writes(2))
	}
}
