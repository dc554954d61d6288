//! Every function against exact rational arithmetic or a naive model, and the theorems of the
//! README.

use num_bigint::BigInt;
use num_rational::BigRational;
use proptest::prelude::*;
use sp_arithmetic::{Perbill, Perquintill};

mod backing;
mod collateral;
mod demand;
mod miss;
mod pool;
mod price;
mod schedule;
mod service;
mod stream;
mod supply;

/// `numerator / denominator`, exactly.
fn ratio(numerator: impl Into<BigInt>, denominator: impl Into<BigInt>) -> BigRational {
	BigRational::new(numerator.into(), denominator.into())
}

/// The whole number, exactly.
fn exact(value: impl Into<BigInt>) -> BigRational {
	BigRational::from_integer(value.into())
}

/// The value rounded down, if it is a `u128`.
fn floor(value: &BigRational) -> Option<u128> {
	u128::try_from(value.floor().to_integer()).ok()
}

/// The value rounded up, if it is a `u128`.
fn ceil(value: &BigRational) -> Option<u128> {
	u128::try_from(value.ceil().to_integer()).ok()
}

fn of_perbill(part: Perbill) -> BigRational {
	ratio(part.deconstruct(), 1_000_000_000)
}

fn of_perquintill(part: Perquintill) -> BigRational {
	ratio(part.deconstruct(), 1_000_000_000_000_000_000u64)
}

/// Numbers of every magnitude, not just huge ones.
fn any_u128() -> impl Strategy<Value = u128> {
	(any::<u128>(), 0..=128u32).prop_map(|(value, shift)| value.checked_shr(shift).unwrap_or(0))
}

fn any_u64() -> impl Strategy<Value = u64> {
	(any::<u64>(), 0..=64u32).prop_map(|(value, shift)| value.checked_shr(shift).unwrap_or(0))
}

fn any_u32() -> impl Strategy<Value = u32> {
	(any::<u32>(), 0..=32u32).prop_map(|(value, shift)| value.checked_shr(shift).unwrap_or(0))
}

/// Amounts that a capped supply can reach: up to 10²¹ base units.
fn any_amount() -> impl Strategy<Value = u128> {
	any_u128().prop_map(|value| value % 10u128.pow(21))
}

fn any_perbill() -> impl Strategy<Value = Perbill> {
	prop_oneof![
		1 => Just(Perbill::zero()),
		1 => Just(Perbill::one()),
		8 => (0..=1_000_000_000u32).prop_map(Perbill::from_parts),
	]
}

fn any_perquintill() -> impl Strategy<Value = Perquintill> {
	prop_oneof![
		1 => Just(Perquintill::one()),
		8 => any_u64().prop_map(|parts| Perquintill::from_parts(parts % 1_000_000_000_000_000_001)),
	]
}
