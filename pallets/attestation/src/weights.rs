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
		Weight::from_parts(44_657_000, 0).saturating_add(T::DbWeight::get().reads(3))
	}
	fn attest() -> Weight {
		Weight::from_parts(6_830_000, 0)
	}
	/// `n` is from 1 to 512.
	fn attest_batch(n: u32) -> Weight {
		Weight::from_parts(111_364_571, 0)
			.saturating_add(Weight::from_parts(35_343_159, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(3))
			.saturating_add(T::DbWeight::get().writes(1))
	}
	/// `p` is from 1 to 512.
	fn attest_pages(p: u32) -> Weight {
		Weight::from_parts(52_619_000, 0)
			.saturating_add(Weight::from_parts(42_665_511, 0).saturating_mul(p.into()))
			.saturating_add(T::DbWeight::get().reads(1))
			.saturating_add(T::DbWeight::get().reads(2).saturating_mul(p.into()))
			.saturating_add(T::DbWeight::get().writes(1).saturating_mul(p.into()))
	}
	fn unjail() -> Weight {
		Weight::from_parts(64_627_000, 0)
			.saturating_add(T::DbWeight::get().reads(14))
			.saturating_add(T::DbWeight::get().writes(11))
	}
	fn on_poll() -> Weight {
		Weight::from_parts(17_496_000, 0)
			.saturating_add(T::DbWeight::get().reads(5))
			.saturating_add(T::DbWeight::get().writes(1))
	}
	fn on_finalize() -> Weight {
		Weight::from_parts(1_612_000, 0)
			.saturating_add(T::DbWeight::get().reads(2))
			.saturating_add(T::DbWeight::get().writes(1))
	}
	fn settle_page() -> Weight {
		Weight::from_parts(21_291_000, 0)
			.saturating_add(T::DbWeight::get().reads(5))
			.saturating_add(T::DbWeight::get().writes(1))
	}
	/// `n` is from 1 to 127.
	fn settle_missed(n: u32) -> Weight {
		Weight::from_parts(37_646_629, 0)
			.saturating_add(Weight::from_parts(26_566_775, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(9))
			.saturating_add(T::DbWeight::get().reads(3).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().writes(3))
			.saturating_add(T::DbWeight::get().writes(3).saturating_mul(n.into()))
	}
	/// `n` is from 1 to 127.
	fn settle_jailed(n: u32) -> Weight {
		Weight::from_parts(233_028_000, 0)
			.saturating_add(Weight::from_parts(170_632_221, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(14))
			.saturating_add(T::DbWeight::get().reads(11).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().writes(9))
			.saturating_add(T::DbWeight::get().writes(12).saturating_mul(n.into()))
	}
	fn evict() -> Weight {
		Weight::from_parts(165_948_000, 0)
			.saturating_add(T::DbWeight::get().reads(15))
			.saturating_add(T::DbWeight::get().writes(10))
	}
}

/// For tests.
impl WeightInfo for () {
	fn authorize_attest() -> Weight {
		Weight::from_parts(44_657_000, 0).saturating_add(ParityDbWeight::get().reads(3))
	}
	fn attest() -> Weight {
		Weight::from_parts(6_830_000, 0)
	}
	fn attest_batch(n: u32) -> Weight {
		Weight::from_parts(111_364_571, 0)
			.saturating_add(Weight::from_parts(35_343_159, 0).saturating_mul(n.into()))
			.saturating_add(ParityDbWeight::get().reads(3))
			.saturating_add(ParityDbWeight::get().writes(1))
	}
	fn attest_pages(p: u32) -> Weight {
		Weight::from_parts(52_619_000, 0)
			.saturating_add(Weight::from_parts(42_665_511, 0).saturating_mul(p.into()))
			.saturating_add(ParityDbWeight::get().reads(1))
			.saturating_add(ParityDbWeight::get().reads(2).saturating_mul(p.into()))
			.saturating_add(ParityDbWeight::get().writes(1).saturating_mul(p.into()))
	}
	fn unjail() -> Weight {
		Weight::from_parts(64_627_000, 0)
			.saturating_add(ParityDbWeight::get().reads(14))
			.saturating_add(ParityDbWeight::get().writes(11))
	}
	fn on_poll() -> Weight {
		Weight::from_parts(17_496_000, 0)
			.saturating_add(ParityDbWeight::get().reads(5))
			.saturating_add(ParityDbWeight::get().writes(1))
	}
	fn on_finalize() -> Weight {
		Weight::from_parts(1_612_000, 0)
			.saturating_add(ParityDbWeight::get().reads(2))
			.saturating_add(ParityDbWeight::get().writes(1))
	}
	fn settle_page() -> Weight {
		Weight::from_parts(21_291_000, 0)
			.saturating_add(ParityDbWeight::get().reads(5))
			.saturating_add(ParityDbWeight::get().writes(1))
	}
	fn settle_missed(n: u32) -> Weight {
		Weight::from_parts(37_646_629, 0)
			.saturating_add(Weight::from_parts(26_566_775, 0).saturating_mul(n.into()))
			.saturating_add(ParityDbWeight::get().reads(9))
			.saturating_add(ParityDbWeight::get().reads(3).saturating_mul(n.into()))
			.saturating_add(ParityDbWeight::get().writes(3))
			.saturating_add(ParityDbWeight::get().writes(3).saturating_mul(n.into()))
	}
	fn settle_jailed(n: u32) -> Weight {
		Weight::from_parts(233_028_000, 0)
			.saturating_add(Weight::from_parts(170_632_221, 0).saturating_mul(n.into()))
			.saturating_add(ParityDbWeight::get().reads(14))
			.saturating_add(ParityDbWeight::get().reads(11).saturating_mul(n.into()))
			.saturating_add(ParityDbWeight::get().writes(9))
			.saturating_add(ParityDbWeight::get().writes(12).saturating_mul(n.into()))
	}
	fn evict() -> Weight {
		Weight::from_parts(165_948_000, 0)
			.saturating_add(ParityDbWeight::get().reads(15))
			.saturating_add(ParityDbWeight::get().writes(10))
	}
}
