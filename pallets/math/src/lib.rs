#![doc = include_str!("../README.md")]
#![cfg_attr(not(feature = "std"), no_std)]

extern crate alloc;

pub mod backing;
pub mod collateral;
pub mod demand;
pub mod miss;
pub mod price;
pub mod schedule;
pub mod service;
pub mod stream;
pub mod supply;

#[cfg(test)]
mod tests;

/// An amount of tokens in base units (10⁻¹² VOLT).
pub type Balance = u128;

/// A point of a pool's accumulator: base units per unit of weight, times [`ACC_SCALE`].
pub type Acc = u128;

/// What an [`Acc`] is scaled by. It leaves 80 bits for the whole of what one unit of weight can
/// ever earn.
pub const ACC_SCALE: Acc = 1 << 48;
