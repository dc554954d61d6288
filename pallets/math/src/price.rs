//! Slashing: what a miss costs, and what becomes of a slash.

use crate::Balance;
use sp_arithmetic::{
	helpers_128bit::multiply_by_rational_with_rounding as mul_div, traits::Saturating,
	FixedPointNumber, FixedU128, PerThing, Perbill, Rounding,
};

const ONE: u32 = Perbill::ACCURACY;

/// The penalty for a miss that forfeited `forfeited` base units, from the class's break-even uptime
/// `b`: `⌈forfeited × b / (1 − b)⌉`.
///
/// At uptime `u` it leaves a node `(u − b) / (1 − b)` of what it would earn if always up: see the
/// crate's documentation. `None` when `b` is 100 %, which no penalty can enforce, or when the
/// penalty does not fit.
pub fn penalty(forfeited: Balance, break_even: Perbill) -> Option<Balance> {
	let part = break_even.deconstruct();
	let rest = ONE.checked_sub(part)?;
	mul_div(forfeited, part.into(), rest.into(), Rounding::Up)
}

/// The price of a miss in base units: its [`penalty`], and never less than `⌈floor × collateral⌉`.
///
/// `None` when the penalty has no value.
pub fn miss_price(
	forfeited: Balance,
	break_even: Perbill,
	collateral: Balance,
	floor: Perbill,
) -> Option<Balance> {
	Some(penalty(forfeited, break_even)?.max(floor.mul_ceil(collateral)))
}

/// By how much the price of a miss is multiplied when `missed` of a class's `total` weight missed
/// together.
///
/// One up to the `threshold`; beyond it `1 + slope × (share − threshold) / (1 − threshold)`,
/// rounded up, so that it is `1 + slope` when all of the class fails. The share counts as one when
/// `missed` is more than `total` (weight that has left since), and an empty class has the factor
/// one. A factor beyond `FixedU128`'s range stays at its top.
pub fn correlation(missed: u64, total: u64, threshold: Perbill, slope: FixedU128) -> FixedU128 {
	let (missed, total) = (u128::from(missed.min(total)), u128::from(total));
	let (one, part) = (u128::from(ONE), u128::from(threshold.deconstruct()));
	// (share − threshold) / (1 − threshold) as one fraction. Every product is below 2⁹⁴.
	let range = total * (one - part);
	match (missed * one).checked_sub(total * part) {
		None | Some(0) => FixedU128::from_u32(1),
		Some(excess) => {
			// The fraction is at most one, so that the product always fits.
			let raise = mul_div(slope.into_inner(), excess, range, Rounding::Up)
				.unwrap_or(slope.into_inner());
			FixedU128::from_u32(1).saturating_add(FixedU128::from_inner(raise))
		}
	}
}

/// What a slash takes: `⌈base × factor⌉` base units, at most `cap`.
pub fn slash_amount(base: Balance, factor: FixedU128, cap: Balance) -> Balance {
	// What does not fit a balance is above every cap.
	mul_div(base, factor.into_inner(), FixedU128::DIV, Rounding::Up)
		.map_or(cap, |amount| amount.min(cap))
}

/// Splits `amount` into `⌊part × amount⌋` and all the rest.
pub fn split(amount: Balance, part: Perbill) -> (Balance, Balance) {
	let first = part.mul_floor(amount);
	(first, amount - first)
}
