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
	/// The start of an era with `c` classes whose customers paid.
	fn start_era(c: u32) -> Weight;
	fn set_shares(c: u32) -> Weight;
	fn set_split() -> Weight;
	fn set_decay() -> Weight;
	/// `set_demand`.
	fn set_demand() -> Weight;
}

/// With the database costs of the runtime.
pub struct SubstrateWeight<T>(PhantomData<T>);

impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	fn on_initialize() -> Weight {
		Weight::from_parts(2_094_000, 0).saturating_add(T::DbWeight::get().reads(1))
	}

	// Reads: clock, length, genesis issuance, minted, withheld, service, decay, parts, shares, terms, last, issuance, four
	// accounts; a pool, a book and a history for each class. Writes: clock, minted, withheld, service, last, issuance, four
	// accounts; a pool, a book and a history for each class.
	fn start_era(c: u32) -> Weight {
		let c = u64::from(c);
		Weight::from_parts(80_000_000, 0)
			.saturating_add(Weight::from_parts(50_000_000, 0).saturating_mul(c))
			.saturating_add(T::DbWeight::get().reads_writes(17, 10))
			.saturating_add(T::DbWeight::get().reads_writes(3, 3).saturating_mul(c))
	}
	/// `c` is from 1 to 16.
	fn set_shares(c: u32) -> Weight {
		Weight::from_parts(7_755_000, 0)
			.saturating_add(Weight::from_parts(2_791_346, 0).saturating_mul(c.into()))
			.saturating_add(T::DbWeight::get().reads(1).saturating_mul(c.into()))
			.saturating_add(T::DbWeight::get().writes(1))
	}
	fn set_split() -> Weight {
		Weight::from_parts(4_687_000, 0).saturating_add(T::DbWeight::get().writes(1))
	}
	fn set_decay() -> Weight {
		Weight::from_parts(4_536_000, 0).saturating_add(T::DbWeight::get().writes(1))
	}

	fn set_demand() -> Weight {
		Weight::from_parts(8_000_000, 0).saturating_add(T::DbWeight::get().writes(1))
	}
}

/// For tests.
impl WeightInfo for () {
	fn on_initialize() -> Weight {
		Weight::from_parts(2_094_000, 0).saturating_add(ParityDbWeight::get().reads(1))
	}
	fn start_era(c: u32) -> Weight {
		let c = u64::from(c);
		Weight::from_parts(80_000_000, 0)
			.saturating_add(Weight::from_parts(50_000_000, 0).saturating_mul(c))
			.saturating_add(ParityDbWeight::get().reads_writes(17, 10))
			.saturating_add(ParityDbWeight::get().reads_writes(3, 3).saturating_mul(c))
	}
	fn set_shares(c: u32) -> Weight {
		Weight::from_parts(7_755_000, 0)
			.saturating_add(Weight::from_parts(2_791_346, 0).saturating_mul(c.into()))
			.saturating_add(ParityDbWeight::get().reads(1).saturating_mul(c.into()))
			.saturating_add(ParityDbWeight::get().writes(1))
	}
	fn set_split() -> Weight {
		Weight::from_parts(4_687_000, 0).saturating_add(ParityDbWeight::get().writes(1))
	}
	fn set_decay() -> Weight {
		Weight::from_parts(4_536_000, 0).saturating_add(ParityDbWeight::get().writes(1))
	}

	fn set_demand() -> Weight {
		Weight::from_parts(8_000_000, 0).saturating_add(ParityDbWeight::get().writes(1))
	}
}
