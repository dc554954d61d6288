//! What `pallet_backing` weighs: measured with 16 steps and 6 repeats on `AMD EPYC`.
//!
//! Written by `scripts/bench.sh`. Do not edit.

#![allow(missing_docs, unused_parens, unused_variables)]

use core::marker::PhantomData;
use frame_support::{
	traits::Get,
	weights::{constants::ParityDbWeight, Weight},
};

pub trait WeightInfo {
	fn open_to_backers() -> Weight;
	fn set_commission() -> Weight;
	fn close_to_backers() -> Weight;
	fn back(m: u32) -> Weight;
	fn unback(m: u32) -> Weight;
	fn withdraw(n: u32) -> Weight;
	fn claim() -> Weight;
	fn share() -> Weight;
}

/// With the database costs of the runtime.
pub struct SubstrateWeight<T>(PhantomData<T>);

impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	fn open_to_backers() -> Weight {
		Weight::from_parts(46_740_000, 0)
			.saturating_add(T::DbWeight::get().reads(4))
			.saturating_add(T::DbWeight::get().writes(3))
	}
	fn set_commission() -> Weight {
		Weight::from_parts(152_858_000, 0)
			.saturating_add(T::DbWeight::get().reads(14))
			.saturating_add(T::DbWeight::get().writes(7))
	}
	fn close_to_backers() -> Weight {
		Weight::from_parts(42_363_000, 0)
			.saturating_add(T::DbWeight::get().reads(4))
			.saturating_add(T::DbWeight::get().writes(3))
	}
	/// `m` is from 0 to 14.
	fn back(m: u32) -> Weight {
		Weight::from_parts(1_563_490_215, 0)
			.saturating_add(Weight::from_parts(3_028_041, 0).saturating_mul(m.into()))
			.saturating_add(T::DbWeight::get().reads(68))
			.saturating_add(T::DbWeight::get().writes(46))
			.saturating_add(T::DbWeight::get().writes(1).saturating_mul(m.into()))
	}
	/// `m` is from 0 to 14.
	fn unback(m: u32) -> Weight {
		Weight::from_parts(1_576_091_568, 0)
			.saturating_add(Weight::from_parts(3_491_554, 0).saturating_mul(m.into()))
			.saturating_add(T::DbWeight::get().reads(61))
			.saturating_add(T::DbWeight::get().writes(41))
			.saturating_add(T::DbWeight::get().writes(1).saturating_mul(m.into()))
	}
	/// `n` is from 1 to 15.
	fn withdraw(n: u32) -> Weight {
		Weight::from_parts(1_254_403_813, 0)
			.saturating_add(Weight::from_parts(3_464_926, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(58))
			.saturating_add(T::DbWeight::get().reads(1).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().writes(38))
			.saturating_add(T::DbWeight::get().writes(1).saturating_mul(n.into()))
	}
	fn claim() -> Weight {
		Weight::from_parts(49_303_000, 0)
			.saturating_add(T::DbWeight::get().reads(4))
			.saturating_add(T::DbWeight::get().writes(2))
	}
	fn share() -> Weight {
		Weight::from_parts(56_925_000, 0)
			.saturating_add(T::DbWeight::get().reads(8))
			.saturating_add(T::DbWeight::get().writes(3))
	}
}

/// For tests.
impl WeightInfo for () {
	fn open_to_backers() -> Weight {
		Weight::from_parts(46_740_000, 0)
			.saturating_add(ParityDbWeight::get().reads(4))
			.saturating_add(ParityDbWeight::get().writes(3))
	}
	fn set_commission() -> Weight {
		Weight::from_parts(152_858_000, 0)
			.saturating_add(ParityDbWeight::get().reads(14))
			.saturating_add(ParityDbWeight::get().writes(7))
	}
	fn close_to_backers() -> Weight {
		Weight::from_parts(42_363_000, 0)
			.saturating_add(ParityDbWeight::get().reads(4))
			.saturating_add(ParityDbWeight::get().writes(3))
	}
	fn back(m: u32) -> Weight {
		Weight::from_parts(1_563_490_215, 0)
			.saturating_add(Weight::from_parts(3_028_041, 0).saturating_mul(m.into()))
			.saturating_add(ParityDbWeight::get().reads(68))
			.saturating_add(ParityDbWeight::get().writes(46))
			.saturating_add(ParityDbWeight::get().writes(1).saturating_mul(m.into()))
	}
	fn unback(m: u32) -> Weight {
		Weight::from_parts(1_576_091_568, 0)
			.saturating_add(Weight::from_parts(3_491_554, 0).saturating_mul(m.into()))
			.saturating_add(ParityDbWeight::get().reads(61))
			.saturating_add(ParityDbWeight::get().writes(41))
			.saturating_add(ParityDbWeight::get().writes(1).saturating_mul(m.into()))
	}
	fn withdraw(n: u32) -> Weight {
		Weight::from_parts(1_254_403_813, 0)
			.saturating_add(Weight::from_parts(3_464_926, 0).saturating_mul(n.into()))
			.saturating_add(ParityDbWeight::get().reads(58))
			.saturating_add(ParityDbWeight::get().reads(1).saturating_mul(n.into()))
			.saturating_add(ParityDbWeight::get().writes(38))
			.saturating_add(ParityDbWeight::get().writes(1).saturating_mul(n.into()))
	}
	fn claim() -> Weight {
		Weight::from_parts(49_303_000, 0)
			.saturating_add(ParityDbWeight::get().reads(4))
			.saturating_add(ParityDbWeight::get().writes(2))
	}
	fn share() -> Weight {
		Weight::from_parts(56_925_000, 0)
			.saturating_add(ParityDbWeight::get().reads(8))
			.saturating_add(ParityDbWeight::get().writes(3))
	}
}
