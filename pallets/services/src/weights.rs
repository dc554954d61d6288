//! What `pallet_services` weighs: measured with 16 steps and 6 repeats on `AMD EPYC`.
//!
//! Written by `scripts/bench.sh`. Do not edit.

#![allow(missing_docs, unused_parens, unused_variables)]

use core::marker::PhantomData;
use frame_support::{
	traits::Get,
	weights::{constants::ParityDbWeight, Weight},
};

pub trait WeightInfo {
	fn offer() -> Weight;
	fn withdraw_offer() -> Weight;
	fn open(n: u32) -> Weight;
	fn top_up() -> Weight;
	fn close() -> Weight;
	fn settle() -> Weight;
	fn settle_suspend() -> Weight;
	fn settle_close() -> Weight;
	fn collect() -> Weight;
	fn dispute() -> Weight;
	fn resolve_dispute() -> Weight;
}

/// With the database costs of the runtime.
pub struct SubstrateWeight<T>(PhantomData<T>);

impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	fn offer() -> Weight {
		Weight::from_parts(73_319_000, 0)
			.saturating_add(T::DbWeight::get().reads(5))
			.saturating_add(T::DbWeight::get().writes(4))
	}
	fn withdraw_offer() -> Weight {
		Weight::from_parts(43_234_000, 0)
			.saturating_add(T::DbWeight::get().reads(4))
			.saturating_add(T::DbWeight::get().writes(3))
	}
	/// `n` is from 1 to 32.
	fn open(n: u32) -> Weight {
		Weight::from_parts(36_653_092, 0)
			.saturating_add(Weight::from_parts(21_057_147, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(4))
			.saturating_add(T::DbWeight::get().reads(6).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().writes(3))
			.saturating_add(T::DbWeight::get().writes(2).saturating_mul(n.into()))
	}
	fn top_up() -> Weight {
		Weight::from_parts(77_866_000, 0)
			.saturating_add(T::DbWeight::get().reads(12))
			.saturating_add(T::DbWeight::get().writes(5))
	}
	fn close() -> Weight {
		Weight::from_parts(98_037_000, 0)
			.saturating_add(T::DbWeight::get().reads(11))
			.saturating_add(T::DbWeight::get().writes(6))
	}
	fn settle() -> Weight {
		Weight::from_parts(24_247_000, 0)
			.saturating_add(T::DbWeight::get().reads(6))
			.saturating_add(T::DbWeight::get().writes(2))
	}
	fn settle_suspend() -> Weight {
		Weight::from_parts(31_006_000, 0)
			.saturating_add(T::DbWeight::get().reads(8))
			.saturating_add(T::DbWeight::get().writes(3))
	}
	fn settle_close() -> Weight {
		Weight::from_parts(81_071_000, 0)
			.saturating_add(T::DbWeight::get().reads(7))
			.saturating_add(T::DbWeight::get().writes(6))
	}
	fn collect() -> Weight {
		Weight::from_parts(67_431_000, 0)
			.saturating_add(T::DbWeight::get().reads(10))
			.saturating_add(T::DbWeight::get().writes(5))
	}
	fn dispute() -> Weight {
		Weight::from_parts(93_169_000, 0)
			.saturating_add(T::DbWeight::get().reads(10))
			.saturating_add(T::DbWeight::get().writes(5))
	}
	fn resolve_dispute() -> Weight {
		Weight::from_parts(75_212_000, 0)
			.saturating_add(T::DbWeight::get().reads(4))
			.saturating_add(T::DbWeight::get().writes(4))
	}
}

/// For tests.
impl WeightInfo for () {
	fn offer() -> Weight {
		Weight::from_parts(73_319_000, 0)
			.saturating_add(ParityDbWeight::get().reads(5))
			.saturating_add(ParityDbWeight::get().writes(4))
	}
	fn withdraw_offer() -> Weight {
		Weight::from_parts(43_234_000, 0)
			.saturating_add(ParityDbWeight::get().reads(4))
			.saturating_add(ParityDbWeight::get().writes(3))
	}
	fn open(n: u32) -> Weight {
		Weight::from_parts(36_653_092, 0)
			.saturating_add(Weight::from_parts(21_057_147, 0).saturating_mul(n.into()))
			.saturating_add(ParityDbWeight::get().reads(4))
			.saturating_add(ParityDbWeight::get().reads(6).saturating_mul(n.into()))
			.saturating_add(ParityDbWeight::get().writes(3))
			.saturating_add(ParityDbWeight::get().writes(2).saturating_mul(n.into()))
	}
	fn top_up() -> Weight {
		Weight::from_parts(77_866_000, 0)
			.saturating_add(ParityDbWeight::get().reads(12))
			.saturating_add(ParityDbWeight::get().writes(5))
	}
	fn close() -> Weight {
		Weight::from_parts(98_037_000, 0)
			.saturating_add(ParityDbWeight::get().reads(11))
			.saturating_add(ParityDbWeight::get().writes(6))
	}
	fn settle() -> Weight {
		Weight::from_parts(24_247_000, 0)
			.saturating_add(ParityDbWeight::get().reads(6))
			.saturating_add(ParityDbWeight::get().writes(2))
	}
	fn settle_suspend() -> Weight {
		Weight::from_parts(31_006_000, 0)
			.saturating_add(ParityDbWeight::get().reads(8))
			.saturating_add(ParityDbWeight::get().writes(3))
	}
	fn settle_close() -> Weight {
		Weight::from_parts(81_071_000, 0)
			.saturating_add(ParityDbWeight::get().reads(7))
			.saturating_add(ParityDbWeight::get().writes(6))
	}
	fn collect() -> Weight {
		Weight::from_parts(67_431_000, 0)
			.saturating_add(ParityDbWeight::get().reads(10))
			.saturating_add(ParityDbWeight::get().writes(5))
	}
	fn dispute() -> Weight {
		Weight::from_parts(93_169_000, 0)
			.saturating_add(ParityDbWeight::get().reads(10))
			.saturating_add(ParityDbWeight::get().writes(5))
	}
	fn resolve_dispute() -> Weight {
		Weight::from_parts(75_212_000, 0)
			.saturating_add(ParityDbWeight::get().reads(4))
			.saturating_add(ParityDbWeight::get().writes(4))
	}
}
