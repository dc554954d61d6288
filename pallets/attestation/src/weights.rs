//! What `pallet_attestation` weighs: measured with 16 steps and 6 repeats on `AMD EPYC`.
//!
//! Written by `scripts/bench.sh`. Do not edit.

#![allow(missing_docs, unused_parens, unused_variables)]

use core::marker::PhantomData;
use frame_support::{
	traits::Get,
	weights::{constants::ParityDbWeight, Weight},
};

pub trait WeightInfo {
	fn authorize_attest() -> Weight;
	fn attest() -> Weight;
	fn attest_batch(n: u32) -> Weight;
	fn attest_pages(p: u32) -> Weight;
	fn unjail() -> Weight;
	fn on_poll() -> Weight;
	fn on_finalize() -> Weight;
	fn settle_page() -> Weight;
	fn settle_missed(n: u32) -> Weight;
	fn settle_jailed(n: u32) -> Weight;
	fn evict() -> Weight;
}

/// With the database costs of the runtime.
pub struct SubstrateWeight<T>(PhantomData<T>);

impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	fn authorize_attest() -> Weight {
		Weight::from_parts(42_393_000, 0).saturating_add(T::DbWeight::get().reads(3))
	}
	fn attest() -> Weight {
		Weight::from_parts(6_319_000, 0)
	}
	/// `n` is from 1 to 512.
	fn attest_batch(n: u32) -> Weight {
		Weight::from_parts(48_412_000, 0)
			.saturating_add(Weight::from_parts(34_808_202, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(3))
			.saturating_add(T::DbWeight::get().writes(1))
	}
	/// `p` is from 1 to 512.
	fn attest_pages(p: u32) -> Weight {
		Weight::from_parts(49_363_000, 0)
			.saturating_add(Weight::from_parts(41_405_953, 0).saturating_mul(p.into()))
			.saturating_add(T::DbWeight::get().reads(1))
			.saturating_add(T::DbWeight::get().reads(2).saturating_mul(p.into()))
			.saturating_add(T::DbWeight::get().writes(1).saturating_mul(p.into()))
	}
	fn unjail() -> Weight {
		Weight::from_parts(64_156_000, 0)
			.saturating_add(T::DbWeight::get().reads(14))
			.saturating_add(T::DbWeight::get().writes(11))
	}
	fn on_poll() -> Weight {
		Weight::from_parts(17_546_000, 0)
			.saturating_add(T::DbWeight::get().reads(5))
			.saturating_add(T::DbWeight::get().writes(1))
	}
	fn on_finalize() -> Weight {
		Weight::from_parts(1_592_000, 0)
			.saturating_add(T::DbWeight::get().reads(2))
			.saturating_add(T::DbWeight::get().writes(1))
	}
	fn settle_page() -> Weight {
		Weight::from_parts(20_892_000, 0)
			.saturating_add(T::DbWeight::get().reads(5))
			.saturating_add(T::DbWeight::get().writes(1))
	}
	/// `n` is from 1 to 127.
	fn settle_missed(n: u32) -> Weight {
		Weight::from_parts(48_052_268, 0)
			.saturating_add(Weight::from_parts(24_313_296, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(9))
			.saturating_add(T::DbWeight::get().reads(3).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().writes(3))
			.saturating_add(T::DbWeight::get().writes(3).saturating_mul(n.into()))
	}
	/// `n` is from 1 to 127.
	fn settle_jailed(n: u32) -> Weight {
		Weight::from_parts(225_566_000, 0)
			.saturating_add(Weight::from_parts(161_123_390, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(16))
			.saturating_add(T::DbWeight::get().reads(9).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().writes(11))
			.saturating_add(T::DbWeight::get().writes(10).saturating_mul(n.into()))
	}
	fn evict() -> Weight {
		Weight::from_parts(165_507_000, 0)
			.saturating_add(T::DbWeight::get().reads(15))
			.saturating_add(T::DbWeight::get().writes(10))
	}
}

/// For tests.
impl WeightInfo for () {
	fn authorize_attest() -> Weight {
		Weight::from_parts(42_393_000, 0).saturating_add(ParityDbWeight::get().reads(3))
	}
	fn attest() -> Weight {
		Weight::from_parts(6_319_000, 0)
	}
	fn attest_batch(n: u32) -> Weight {
		Weight::from_parts(48_412_000, 0)
			.saturating_add(Weight::from_parts(34_808_202, 0).saturating_mul(n.into()))
			.saturating_add(ParityDbWeight::get().reads(3))
			.saturating_add(ParityDbWeight::get().writes(1))
	}
	fn attest_pages(p: u32) -> Weight {
		Weight::from_parts(49_363_000, 0)
			.saturating_add(Weight::from_parts(41_405_953, 0).saturating_mul(p.into()))
			.saturating_add(ParityDbWeight::get().reads(1))
			.saturating_add(ParityDbWeight::get().reads(2).saturating_mul(p.into()))
			.saturating_add(ParityDbWeight::get().writes(1).saturating_mul(p.into()))
	}
	fn unjail() -> Weight {
		Weight::from_parts(64_156_000, 0)
			.saturating_add(ParityDbWeight::get().reads(14))
			.saturating_add(ParityDbWeight::get().writes(11))
	}
	fn on_poll() -> Weight {
		Weight::from_parts(17_546_000, 0)
			.saturating_add(ParityDbWeight::get().reads(5))
			.saturating_add(ParityDbWeight::get().writes(1))
	}
	fn on_finalize() -> Weight {
		Weight::from_parts(1_592_000, 0)
			.saturating_add(ParityDbWeight::get().reads(2))
			.saturating_add(ParityDbWeight::get().writes(1))
	}
	fn settle_page() -> Weight {
		Weight::from_parts(20_892_000, 0)
			.saturating_add(ParityDbWeight::get().reads(5))
			.saturating_add(ParityDbWeight::get().writes(1))
	}
	fn settle_missed(n: u32) -> Weight {
		Weight::from_parts(48_052_268, 0)
			.saturating_add(Weight::from_parts(24_313_296, 0).saturating_mul(n.into()))
			.saturating_add(ParityDbWeight::get().reads(9))
			.saturating_add(ParityDbWeight::get().reads(3).saturating_mul(n.into()))
			.saturating_add(ParityDbWeight::get().writes(3))
			.saturating_add(ParityDbWeight::get().writes(3).saturating_mul(n.into()))
	}
	fn settle_jailed(n: u32) -> Weight {
		Weight::from_parts(225_566_000, 0)
			.saturating_add(Weight::from_parts(161_123_390, 0).saturating_mul(n.into()))
			.saturating_add(ParityDbWeight::get().reads(16))
			.saturating_add(ParityDbWeight::get().reads(9).saturating_mul(n.into()))
			.saturating_add(ParityDbWeight::get().writes(11))
			.saturating_add(ParityDbWeight::get().writes(10).saturating_mul(n.into()))
	}
	fn evict() -> Weight {
		Weight::from_parts(165_507_000, 0)
			.saturating_add(ParityDbWeight::get().reads(15))
			.saturating_add(ParityDbWeight::get().writes(10))
	}
}
