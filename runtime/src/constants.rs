//! Units: time in blocks, money in base units.

use substation_primitives::{Balance, BlockNumber};

/// A block is meant to be authored every so many milliseconds; also BABE's slot.
pub const MILLISECS_PER_BLOCK: u64 = 6_000;
/// One minute, in blocks.
pub const MINUTES: BlockNumber = (60_000 / MILLISECS_PER_BLOCK) as BlockNumber;
/// One hour, in blocks.
pub const HOURS: BlockNumber = MINUTES * 60;
/// One day, in blocks.
pub const DAYS: BlockNumber = HOURS * 24;

/// One VOLT: 12 decimals.
pub const UNIT: Balance = 1_000_000_000_000;
/// A thousandth of a VOLT.
pub const MILLI: Balance = UNIT / 1_000;
/// A millionth of a VOLT.
pub const MICRO: Balance = UNIT / 1_000_000;

/// What keeping data in the state costs, held until it is removed.
pub const fn deposit(items: u32, bytes: u32) -> Balance {
	items as Balance * 100 * MILLI + bytes as Balance * MILLI
}
