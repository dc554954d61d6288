//! What the calls of `pallet_collateral` and its sweep weigh.
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
	/// A suspended node with a due slash becomes active again.
	fn deposit() -> Weight;
	/// With a due slash.
	fn request_withdrawal() -> Weight;
	/// With a due slash.
	fn withdraw() -> Weight;
	/// The sweep, when there is nothing to do.
	fn sweep_base() -> Weight;
	/// A node whose time to top up is over is suspended.
	fn sweep_shortfall() -> Weight;
}

const ACCESS: u64 = 10_000_000;

fn cpu(accesses: u64) -> Weight {
	Weight::from_parts(ACCESS.saturating_mul(accesses), 0)
}

/// The weights of this file, with the database costs of the runtime.
pub struct SubstrateWeight<T>(PhantomData<T>);

impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	fn deposit() -> Weight {
		cpu(28).saturating_add(T::DbWeight::get().reads_writes(16, 12))
	}
	fn request_withdrawal() -> Weight {
		cpu(14).saturating_add(T::DbWeight::get().reads_writes(8, 6))
	}
	fn withdraw() -> Weight {
		cpu(14).saturating_add(T::DbWeight::get().reads_writes(8, 6))
	}
	fn sweep_base() -> Weight {
		cpu(2).saturating_add(T::DbWeight::get().reads(2))
	}
	fn sweep_shortfall() -> Weight {
		cpu(28).saturating_add(T::DbWeight::get().reads_writes(16, 12))
	}
}

impl WeightInfo for () {
	fn deposit() -> Weight {
		cpu(28).saturating_add(ParityDbWeight::get().reads_writes(16, 12))
	}
	fn request_withdrawal() -> Weight {
		cpu(14).saturating_add(ParityDbWeight::get().reads_writes(8, 6))
	}
	fn withdraw() -> Weight {
		cpu(14).saturating_add(ParityDbWeight::get().reads_writes(8, 6))
	}
	fn sweep_base() -> Weight {
		cpu(2).saturating_add(ParityDbWeight::get().reads(2))
	}
	fn sweep_shortfall() -> Weight {
		cpu(28).saturating_add(ParityDbWeight::get().reads_writes(16, 12))
	}
}
