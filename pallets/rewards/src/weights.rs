//! Weights of the calls, estimated by hand with database costs; `scripts/bench.sh` replaces this file
//! by what it measures.

use core::marker::PhantomData;
use frame_support::{
	traits::Get,
	weights::{constants::ParityDbWeight, Weight},
};

/// What the calls weigh.
pub trait WeightInfo {
	/// `claim` by anyone.
	fn claim() -> Weight;
	/// `claim` by the payee.
	fn claim_own() -> Weight;
	/// `claim_many` for `n` nodes of as many payees.
	fn claim_many(n: u32) -> Weight;
}

/// The weights with the runtime's database costs.
pub struct SubstrateWeight<T>(PhantomData<T>);

impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	// Reads: position, page and slot, node, pot, payee. Writes: position, pot, payee.
	fn claim() -> Weight {
		Weight::from_parts(60_000_000, 0).saturating_add(T::DbWeight::get().reads_writes(6, 3))
	}

	fn claim_own() -> Weight {
		Weight::from_parts(60_000_000, 0).saturating_add(T::DbWeight::get().reads_writes(5, 2))
	}

	fn claim_many(n: u32) -> Weight {
		let n = u64::from(n);
		Weight::from_parts(10_000_000, 0)
			.saturating_add(Weight::from_parts(50_000_000, 0).saturating_mul(n))
			.saturating_add(T::DbWeight::get().reads_writes(1, 1))
			.saturating_add(T::DbWeight::get().reads_writes(5, 2).saturating_mul(n))
	}
}

impl WeightInfo for () {
	fn claim() -> Weight {
		Weight::from_parts(60_000_000, 0).saturating_add(ParityDbWeight::get().reads_writes(6, 3))
	}

	fn claim_own() -> Weight {
		Weight::from_parts(60_000_000, 0).saturating_add(ParityDbWeight::get().reads_writes(5, 2))
	}

	fn claim_many(n: u32) -> Weight {
		let n = u64::from(n);
		Weight::from_parts(10_000_000, 0)
			.saturating_add(Weight::from_parts(50_000_000, 0).saturating_mul(n))
			.saturating_add(ParityDbWeight::get().reads_writes(1, 1))
			.saturating_add(ParityDbWeight::get().reads_writes(5, 2).saturating_mul(n))
	}
}
