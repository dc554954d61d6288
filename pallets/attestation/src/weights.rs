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
	fn attest_batch(n: u32, p: u32) -> Weight;
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
		Weight::from_parts(44_567_000, 0).saturating_add(T::DbWeight::get().reads(3))
	}
	fn attest() -> Weight {
		Weight::from_parts(6_530_000, 0)
	}
	/// `p` is from 1 to 16.
	/// `n` is from 16 to 512.
	fn attest_batch(n: u32, p: u32) -> Weight {
		Weight::from_parts(28_043_929, 0)
			.saturating_add(Weight::from_parts(36_189_492, 0).saturating_mul(n.into()))
			.saturating_add(Weight::from_parts(7_335_931, 0).saturating_mul(p.into()))
			.saturating_add(T::DbWeight::get().reads(1))
			.saturating_add(T::DbWeight::get().reads(2).saturating_mul(p.into()))
			.saturating_add(T::DbWeight::get().writes(1).saturating_mul(p.into()))
	}
	fn unjail() -> Weight {
		Weight::from_parts(64_547_000, 0)
			.saturating_add(T::DbWeight::get().reads(14))
			.saturating_add(T::DbWeight::get().writes(10))
	}
	fn on_poll() -> Weight {
		Weight::from_parts(17_607_000, 0)
			.saturating_add(T::DbWeight::get().reads(5))
			.saturating_add(T::DbWeight::get().writes(1))
	}
	fn on_finalize() -> Weight {
		Weight::from_parts(1_402_000, 0)
			.saturating_add(T::DbWeight::get().reads(1))
			.saturating_add(T::DbWeight::get().writes(1))
	}
	fn settle_page() -> Weight {
		Weight::from_parts(19_148_000, 0)
			.saturating_add(T::DbWeight::get().reads(5))
			.saturating_add(T::DbWeight::get().writes(1))
	}
	/// `n` is from 1 to 127.
	fn settle_missed(n: u32) -> Weight {
		Weight::from_parts(24_020_926, 0)
			.saturating_add(Weight::from_parts(24_846_258, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(9))
			.saturating_add(T::DbWeight::get().reads(3).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().writes(3))
			.saturating_add(T::DbWeight::get().writes(3).saturating_mul(n.into()))
	}
	/// `n` is from 1 to 127.
	fn settle_jailed(n: u32) -> Weight {
		Weight::from_parts(17_705_270, 0)
			.saturating_add(Weight::from_parts(122_418_346, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(12))
			.saturating_add(T::DbWeight::get().reads(9).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().writes(6))
			.saturating_add(T::DbWeight::get().writes(10).saturating_mul(n.into()))
	}
	fn evict() -> Weight {
		Weight::from_parts(170_645_000, 0)
			.saturating_add(T::DbWeight::get().reads(15))
			.saturating_add(T::DbWeight::get().writes(10))
	}
}

/// For tests.
impl WeightInfo for () {
	fn authorize_attest() -> Weight {
		Weight::from_parts(44_567_000, 0).saturating_add(ParityDbWeight::get().reads(3))
	}
	fn attest() -> Weight {
		Weight::from_parts(6_530_000, 0)
	}
	fn attest_batch(n: u32, p: u32) -> Weight {
		Weight::from_parts(28_043_929, 0)
			.saturating_add(Weight::from_parts(36_189_492, 0).saturating_mul(n.into()))
			.saturating_add(Weight::from_parts(7_335_931, 0).saturating_mul(p.into()))
			.saturating_add(ParityDbWeight::get().reads(1))
			.saturating_add(ParityDbWeight::get().reads(2).saturating_mul(p.into()))
			.saturating_add(ParityDbWeight::get().writes(1).saturating_mul(p.into()))
	}
	fn unjail() -> Weight {
		Weight::from_parts(64_547_000, 0)
			.saturating_add(ParityDbWeight::get().reads(14))
			.saturating_add(ParityDbWeight::get().writes(10))
	}
	fn on_poll() -> Weight {
		Weight::from_parts(17_607_000, 0)
			.saturating_add(ParityDbWeight::get().reads(5))
			.saturating_add(ParityDbWeight::get().writes(1))
	}
	fn on_finalize() -> Weight {
		Weight::from_parts(1_402_000, 0)
			.saturating_add(ParityDbWeight::get().reads(1))
			.saturating_add(ParityDbWeight::get().writes(1))
	}
	fn settle_page() -> Weight {
		Weight::from_parts(19_148_000, 0)
			.saturating_add(ParityDbWeight::get().reads(5))
			.saturating_add(ParityDbWeight::get().writes(1))
	}
	fn settle_missed(n: u32) -> Weight {
		Weight::from_parts(24_020_926, 0)
			.saturating_add(Weight::from_parts(24_846_258, 0).saturating_mul(n.into()))
			.saturating_add(ParityDbWeight::get().reads(9))
			.saturating_add(ParityDbWeight::get().reads(3).saturating_mul(n.into()))
			.saturating_add(ParityDbWeight::get().writes(3))
			.saturating_add(ParityDbWeight::get().writes(3).saturating_mul(n.into()))
	}
	fn settle_jailed(n: u32) -> Weight {
		Weight::from_parts(17_705_270, 0)
			.saturating_add(Weight::from_parts(122_418_346, 0).saturating_mul(n.into()))
			.saturating_add(ParityDbWeight::get().reads(12))
			.saturating_add(ParityDbWeight::get().reads(9).saturating_mul(n.into()))
			.saturating_add(ParityDbWeight::get().writes(6))
			.saturating_add(ParityDbWeight::get().writes(10).saturating_mul(n.into()))
	}
	fn evict() -> Weight {
		Weight::from_parts(170_645_000, 0)
			.saturating_add(ParityDbWeight::get().reads(15))
			.saturating_add(ParityDbWeight::get().writes(10))
	}
}
