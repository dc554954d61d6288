//! Weights of the calls and the hook, estimated by hand with database costs; `scripts/bench.sh` replaces
//! this file by what it measures.

use core::marker::PhantomData;
use frame_support::{
	traits::Get,
	weights::{constants::ParityDbWeight, Weight},
};

/// What the calls and the hook weigh.
pub trait WeightInfo {
	/// A block in which no era starts.
	fn on_initialize() -> Weight;
	/// The start of an era with `c` classes whose customers paid.
	fn start_era(c: u32) -> Weight;
	/// `set_shares` of `c` classes.
	fn set_shares(c: u32) -> Weight;
	/// `set_split`.
	fn set_split() -> Weight;
	/// `set_decay`.
	fn set_decay() -> Weight;
	/// `set_demand`.
	fn set_demand() -> Weight;
}

/// The weights with the runtime's database costs.
pub struct SubstrateWeight<T>(PhantomData<T>);

impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	fn on_initialize() -> Weight {
		Weight::from_parts(2_000_000, 0).saturating_add(T::DbWeight::get().reads(1))
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

	fn set_shares(c: u32) -> Weight {
		let c = u64::from(c);
		Weight::from_parts(10_000_000, 0)
			.saturating_add(Weight::from_parts(3_000_000, 0).saturating_mul(c))
			.saturating_add(T::DbWeight::get().writes(1))
			.saturating_add(T::DbWeight::get().reads(1).saturating_mul(c))
	}

	fn set_split() -> Weight {
		Weight::from_parts(8_000_000, 0).saturating_add(T::DbWeight::get().writes(1))
	}

	fn set_decay() -> Weight {
		Weight::from_parts(8_000_000, 0).saturating_add(T::DbWeight::get().writes(1))
	}

	fn set_demand() -> Weight {
		Weight::from_parts(8_000_000, 0).saturating_add(T::DbWeight::get().writes(1))
	}
}

impl WeightInfo for () {
	fn on_initialize() -> Weight {
		Weight::from_parts(2_000_000, 0).saturating_add(ParityDbWeight::get().reads(1))
	}

	fn start_era(c: u32) -> Weight {
		let c = u64::from(c);
		Weight::from_parts(80_000_000, 0)
			.saturating_add(Weight::from_parts(50_000_000, 0).saturating_mul(c))
			.saturating_add(ParityDbWeight::get().reads_writes(17, 10))
			.saturating_add(ParityDbWeight::get().reads_writes(3, 3).saturating_mul(c))
	}

	fn set_shares(c: u32) -> Weight {
		let c = u64::from(c);
		Weight::from_parts(10_000_000, 0)
			.saturating_add(Weight::from_parts(3_000_000, 0).saturating_mul(c))
			.saturating_add(ParityDbWeight::get().writes(1))
			.saturating_add(ParityDbWeight::get().reads(1).saturating_mul(c))
	}

	fn set_split() -> Weight {
		Weight::from_parts(8_000_000, 0).saturating_add(ParityDbWeight::get().writes(1))
	}

	fn set_decay() -> Weight {
		Weight::from_parts(8_000_000, 0).saturating_add(ParityDbWeight::get().writes(1))
	}

	fn set_demand() -> Weight {
		Weight::from_parts(8_000_000, 0).saturating_add(ParityDbWeight::get().writes(1))
	}
}
