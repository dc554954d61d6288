//! What the calls of `pallet_slashing` and its sweep weigh.
//!
//! Estimated by hand: the database accesses of the worst case, and 10 µs for each of them besides.
//! `scripts/bench.sh` replaces this file by what it measures.

#![allow(missing_docs)]

use core::marker::PhantomData;
use frame_support::{
	traits::Get,
	weights::{constants::ParityDbWeight, Weight},
};

pub trait WeightInfo {
	fn appeal() -> Weight;
	/// An appeal is refused, and the slash is due.
	fn resolve_appeal() -> Weight;
	/// One slash, with an open appeal.
	fn cancel() -> Weight;
	/// The sweep, when there is nothing to do.
	fn sweep_base() -> Weight;
	/// A docket of which `n` slashes are due.
	fn sweep_docket(n: u32) -> Weight;
	/// An era's record of a class.
	fn sweep_record() -> Weight;
}

const ACCESS: u64 = 10_000_000;

fn cpu(accesses: u64) -> Weight {
	Weight::from_parts(ACCESS.saturating_mul(accesses), 0)
}

/// The weights of this file, with the database costs of the runtime.
pub struct SubstrateWeight<T>(PhantomData<T>);

impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	fn appeal() -> Weight {
		cpu(8).saturating_add(T::DbWeight::get().reads_writes(5, 3))
	}
	fn resolve_appeal() -> Weight {
		cpu(18).saturating_add(T::DbWeight::get().reads_writes(10, 8))
	}
	fn cancel() -> Weight {
		cpu(7).saturating_add(T::DbWeight::get().reads_writes(4, 3))
	}
	fn sweep_base() -> Weight {
		cpu(2).saturating_add(T::DbWeight::get().reads(2))
	}
	fn sweep_docket(n: u32) -> Weight {
		cpu(4)
			.saturating_add(T::DbWeight::get().reads_writes(2, 2))
			.saturating_add(cpu(14).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads_writes(8, 6).saturating_mul(n.into()))
	}
	fn sweep_record() -> Weight {
		cpu(3).saturating_add(T::DbWeight::get().reads_writes(1, 2))
	}
}

impl WeightInfo for () {
	fn appeal() -> Weight {
		cpu(8).saturating_add(ParityDbWeight::get().reads_writes(5, 3))
	}
	fn resolve_appeal() -> Weight {
		cpu(18).saturating_add(ParityDbWeight::get().reads_writes(10, 8))
	}
	fn cancel() -> Weight {
		cpu(7).saturating_add(ParityDbWeight::get().reads_writes(4, 3))
	}
	fn sweep_base() -> Weight {
		cpu(2).saturating_add(ParityDbWeight::get().reads(2))
	}
	fn sweep_docket(n: u32) -> Weight {
		cpu(4)
			.saturating_add(ParityDbWeight::get().reads_writes(2, 2))
			.saturating_add(cpu(14).saturating_mul(n.into()))
			.saturating_add(ParityDbWeight::get().reads_writes(8, 6).saturating_mul(n.into()))
	}
	fn sweep_record() -> Weight {
		cpu(3).saturating_add(ParityDbWeight::get().reads_writes(1, 2))
	}
}
