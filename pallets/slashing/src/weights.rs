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
		Weight::from_parts(60_129_000, 0)
			.saturating_add(T::DbWeight::get().reads(5))
			.saturating_add(T::DbWeight::get().writes(3))
	}
	fn resolve_appeal() -> Weight {
		Weight::from_parts(126_689_000, 0)
			.saturating_add(T::DbWeight::get().reads(12))
			.saturating_add(T::DbWeight::get().writes(5))
	}
	fn cancel() -> Weight {
		Weight::from_parts(51_987_000, 0)
			.saturating_add(T::DbWeight::get().reads(4))
			.saturating_add(T::DbWeight::get().writes(3))
	}
	fn sweep_base() -> Weight {
		Weight::from_parts(1_052_000, 0).saturating_add(T::DbWeight::get().reads(2))
	}
	/// `n` is from 0 to 15.
	fn sweep_docket(n: u32) -> Weight {
		Weight::from_parts(37_863_472, 0)
			.saturating_add(Weight::from_parts(46_478_766, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(10))
			.saturating_add(T::DbWeight::get().reads(1).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().writes(5))
	}
	fn sweep_record() -> Weight {
		Weight::from_parts(4_537_000, 0)
			.saturating_add(T::DbWeight::get().reads(1))
			.saturating_add(T::DbWeight::get().writes(2))
	}
}

/// For tests.
impl WeightInfo for () {
	fn appeal() -> Weight {
		Weight::from_parts(60_129_000, 0)
			.saturating_add(ParityDbWeight::get().reads(5))
			.saturating_add(ParityDbWeight::get().writes(3))
	}
	fn resolve_appeal() -> Weight {
		Weight::from_parts(126_689_000, 0)
			.saturating_add(ParityDbWeight::get().reads(12))
			.saturating_add(ParityDbWeight::get().writes(5))
	}
	fn cancel() -> Weight {
		Weight::from_parts(51_987_000, 0)
			.saturating_add(ParityDbWeight::get().reads(4))
			.saturating_add(ParityDbWeight::get().writes(3))
	}
	fn sweep_base() -> Weight {
		Weight::from_parts(1_052_000, 0).saturating_add(ParityDbWeight::get().reads(2))
	}
	fn sweep_docket(n: u32) -> Weight {
		Weight::from_parts(37_863_472, 0)
			.saturating_add(Weight::from_parts(46_478_766, 0).saturating_mul(n.into()))
			.saturating_add(ParityDbWeight::get().reads(10))
			.saturating_add(ParityDbWeight::get().reads(1).saturating_mul(n.into()))
			.saturating_add(ParityDbWeight::get().writes(5))
	}
	fn sweep_record() -> Weight {
		Weight::from_parts(4_537_000, 0)
			.saturating_add(ParityDbWeight::get().reads(1))
			.saturating_add(ParityDbWeight::get().writes(2))
	}
}
