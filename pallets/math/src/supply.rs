//! Emission: how much is minted in an era, and how it is divided.

use crate::Balance;
use alloc::vec::Vec;
use sp_arithmetic::{
	helpers_128bit::multiply_by_rational_with_rounding as mul_div, Perquintill, Rounding,
};

/// What an era mints: `⌊(cap − issued) × decay⌋` base units, where `issued` is the genesis issuance
/// and all that was minted since (what was burned counts as issued). Nothing at or over the cap.
///
/// Each era mints the same part of what is left, so that `n` eras leave `R₀ × (1 − decay)ⁿ`:
/// exponential decay, and a cap that cannot be passed whatever is written into `decay`. Rounding
/// leaves less than `1 / decay` base units more than that. The half-life is `ln 2 / −ln(1 − decay)
/// ≈ ln 2 / decay` eras.
pub fn era_emission(cap: Balance, issued: Balance, decay: Perquintill) -> Balance {
	cap.checked_sub(issued).map_or(0, |left| decay.mul_floor(left))
}

/// Divides `amount` in proportion to `weights`, each part rounded down. The remainder, less than
/// one base unit per weight (all of `amount` when there is no weight), stays with the caller.
pub fn divide(amount: Balance, weights: &[u32]) -> Vec<Balance> {
	let total = weights.iter().map(|weight| u128::from(*weight)).sum();
	// No weight is more than the total: a part that has no value is one of an empty total.
	let part = |weight: &u32| mul_div(amount, (*weight).into(), total, Rounding::Down).unwrap_or(0);
	weights.iter().map(part).collect()
}

/// What of an `amount` that is streamed evenly over `blocks` is not due yet when `left` of them are to come:
/// `⌈amount × left / blocks⌉` base units. Nothing where there are no blocks.
pub fn not_yet_due(amount: Balance, left: u32, blocks: u32) -> Balance {
	if left >= blocks {
		return if blocks == 0 { 0 } else { amount };
	}
	mul_div(amount, left.into(), blocks.into(), Rounding::Up).unwrap_or(amount)
}

/// What a node of `units` can expect in a day from a pool that streams `rate` base units per block
/// to a `total` weight: `⌊rate × blocks_per_day × units / total⌋`. Nothing from a pool without
/// weight; `None` if it does not fit.
pub fn per_day(rate: Balance, units: u32, total: u64, blocks_per_day: u32) -> Option<Balance> {
	if total == 0 {
		return Some(0);
	}
	// Both factors are below 2³²: their product fits.
	let unit_blocks = u128::from(units) * u128::from(blocks_per_day);
	mul_div(rate, unit_blocks, total.into(), Rounding::Down)
}
