//! Rewards: how a pool streams its reserve, and what of it falls to a node.

use crate::{Acc, Balance, ACC_SCALE};
use sp_arithmetic::{helpers_128bit::multiply_by_rational_with_rounding as mul_div, Rounding};

/// What streaming an amount does to a pool.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Streamed {
	/// How far the pool's accumulator moves.
	pub acc: Acc,
	/// What the pool owes to its nodes for that move, at most: what to take from the reserve.
	pub cost: Balance,
}

/// Streams `amount` base units to a pool of total `weight`.
///
/// `acc = ⌊amount × SCALE / weight⌋` and `cost = ⌈acc × weight / SCALE⌉ ≤ amount`; what is left of
/// `amount` stays in the reserve. Without weight nothing moves and nothing is owed. `None` if the
/// move does not fit an [`Acc`], that is from 2⁸⁰ base units per unit of weight.
pub fn stream(amount: Balance, weight: u64) -> Option<Streamed> {
	if weight == 0 {
		return Some(Streamed::default());
	}
	let weight = weight.into();
	let acc = mul_div(amount, ACC_SCALE, weight, Rounding::Down)?;
	let cost = mul_div(acc, weight, ACC_SCALE, Rounding::Up)?;
	Some(Streamed { acc, cost })
}

/// What `units` earn in base units while the accumulator moves from `from` to `to`:
/// `⌊units × (to − from) / SCALE⌋`.
///
/// Nothing when `to` is not past `from`: such a node has entered after `to`. No share is as much as
/// 2¹¹² base units, so that it always fits.
pub fn share(units: u32, from: Acc, to: Acc) -> Option<Balance> {
	match to.checked_sub(from) {
		Some(moved) => mul_div(moved, units.into(), ACC_SCALE, Rounding::Down),
		None => Some(0),
	}
}

/// The base units per block at which `reserve` lasts for `blocks`: `⌊reserve / blocks⌋`, nothing
/// for no blocks.
pub fn rate(reserve: Balance, blocks: u32) -> Balance {
	reserve.checked_div(blocks.into()).unwrap_or(0)
}

/// What a stream of `rate` owes since block `from`: `rate × (min(now, ends) − from)`, at most
/// `reserve`.
///
/// Nothing when `from` is not before both `now` and `ends`. `None` if the product does not fit a
/// [`Balance`]; a rate that [`rate`] gave never does that within its blocks.
pub fn due(rate: Balance, from: u32, now: u32, ends: u32, reserve: Balance) -> Option<Balance> {
	let blocks = now.min(ends).saturating_sub(from);
	Some(rate.checked_mul(blocks.into())?.min(reserve))
}
