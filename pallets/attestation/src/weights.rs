//! Weights of the pallet.
//!
//! Estimated by hand, with the database's costs, from the storage that each item touches and the time of one
//! signature check. `scripts/bench.sh` replaces this file by what it measures.

use core::marker::PhantomData;

use frame_support::{
	traits::Get,
	weights::{constants::ParityDbWeight, RuntimeDbWeight, Weight},
};

/// What the pallet's calls and hooks weigh.
pub trait WeightInfo {
	/// Letting an attestation in: two values read, one signature.
	fn authorize_attest() -> Weight;
	/// Noting it. The page has been read for `authorize_attest`, which goes before it.
	fn attest() -> Weight;
	/// A batch of `n` items of `p` pages.
	fn attest_batch(n: u32, p: u32) -> Weight;
	/// `unjail`.
	fn unjail() -> Weight;
	/// A block in which nothing is to be settled.
	fn on_poll() -> Weight;
	/// Looking whether the block was congested.
	fn on_finalize() -> Weight;
	/// A healthy page.
	fn settle_page() -> Weight;
	/// A page of which `n` members miss.
	fn settle_missed(n: u32) -> Weight;
	/// A page of which `n` members miss for the last time before jail.
	fn settle_jailed(n: u32) -> Weight;
	/// One eviction.
	fn evict() -> Weight;
}

/// Weights with the runtime's database costs.
pub struct SubstrateWeight<T>(PhantomData<T>);

impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	fn authorize_attest() -> Weight {
		cost(60, T::DbWeight::get(), 3, 0)
	}
	fn attest() -> Weight {
		cost(5, T::DbWeight::get(), 0, 0)
	}
	fn attest_batch(n: u32, p: u32) -> Weight {
		let pages = cost(30, T::DbWeight::get(), 3, 1).saturating_mul(p.into());
		let items = cost(55, T::DbWeight::get(), 0, 0).saturating_mul(n.into());
		cost(15, T::DbWeight::get(), 0, 0).saturating_add(pages).saturating_add(items)
	}
	fn unjail() -> Weight {
		cost(90, T::DbWeight::get(), 14, 12)
	}
	fn on_poll() -> Weight {
		cost(15, T::DbWeight::get(), 5, 1)
	}
	fn on_finalize() -> Weight {
		cost(5, T::DbWeight::get(), 2, 1)
	}
	fn settle_page() -> Weight {
		cost(25, T::DbWeight::get(), 5, 2)
	}
	fn settle_missed(n: u32) -> Weight {
		let each = cost(40, T::DbWeight::get(), 5, 4).saturating_mul(n.into());
		cost(45, T::DbWeight::get(), 8, 4).saturating_add(each)
	}
	fn settle_jailed(n: u32) -> Weight {
		let each = cost(60, T::DbWeight::get(), 8, 8).saturating_mul(n.into());
		cost(50, T::DbWeight::get(), 10, 7).saturating_add(each)
	}
	fn evict() -> Weight {
		cost(60, T::DbWeight::get(), 10, 8)
	}
}

/// Weights for tests.
impl WeightInfo for () {
	fn authorize_attest() -> Weight {
		cost(60, ParityDbWeight::get(), 3, 0)
	}
	fn attest() -> Weight {
		cost(5, ParityDbWeight::get(), 0, 0)
	}
	fn attest_batch(n: u32, p: u32) -> Weight {
		let pages = cost(30, ParityDbWeight::get(), 3, 1).saturating_mul(p.into());
		let items = cost(55, ParityDbWeight::get(), 0, 0).saturating_mul(n.into());
		cost(15, ParityDbWeight::get(), 0, 0).saturating_add(pages).saturating_add(items)
	}
	fn unjail() -> Weight {
		cost(90, ParityDbWeight::get(), 14, 12)
	}
	fn on_poll() -> Weight {
		cost(15, ParityDbWeight::get(), 5, 1)
	}
	fn on_finalize() -> Weight {
		cost(5, ParityDbWeight::get(), 2, 1)
	}
	fn settle_page() -> Weight {
		cost(25, ParityDbWeight::get(), 5, 2)
	}
	fn settle_missed(n: u32) -> Weight {
		let each = cost(40, ParityDbWeight::get(), 5, 4).saturating_mul(n.into());
		cost(45, ParityDbWeight::get(), 8, 4).saturating_add(each)
	}
	fn settle_jailed(n: u32) -> Weight {
		let each = cost(60, ParityDbWeight::get(), 8, 8).saturating_mul(n.into());
		cost(50, ParityDbWeight::get(), 10, 7).saturating_add(each)
	}
	fn evict() -> Weight {
		cost(60, ParityDbWeight::get(), 10, 8)
	}
}

fn cost(micros: u64, db: RuntimeDbWeight, reads: u64, writes: u64) -> Weight {
	Weight::from_parts(micros.saturating_mul(1_000_000), 0)
		.saturating_add(db.reads_writes(reads, writes))
}
