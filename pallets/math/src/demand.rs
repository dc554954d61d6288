//! Demand: how the subsidy fades as customers pay, and what of their burned payments streams back.

use crate::Balance;
use sp_arithmetic::{PerThing, Perbill, Permill, Rounding};

/// What is left of a class's subsidy `base` when its operators' income from customers is `income` an era:
/// `base − ⌈(1 − floor) × min(income, base)⌉`.
///
/// It falls in a straight line from all of `base` without customers to `floor × base` when they pay as
/// much as the subsidy, and stays there.
pub fn taper(base: Balance, income: Balance, floor: Perbill) -> Balance {
	base - floor.left_from_one().mul_ceil(income.min(base))
}

/// What streams to a class of which customers burned `burned` base units in the era before:
/// `⌊part × burned⌋`. Below `part < 1`, less than was burned.
pub fn service_stream(burned: Balance, part: Perbill) -> Balance {
	part.mul_floor(burned)
}

/// The income of an era on average over `eras`, rounded down; nothing over no eras.
pub fn mean(total: Balance, eras: u32) -> Balance {
	total.checked_div(eras.into()).unwrap_or(0)
}

/// The part of `subsidy` in `subsidy + other`, rounded to the nearest. All of nothing: as long as nobody pays,
/// income is what the chain mints.
pub fn subsidy_share(subsidy: Balance, other: Balance) -> Permill {
	match subsidy.checked_add(other) {
		Some(0) => Permill::one(),
		Some(total) => {
			Permill::from_rational_with_rounding(subsidy, total, Rounding::NearestPrefDown)
				.unwrap_or(Permill::one())
		}
		// Half of each still fits, and loses nothing that could be seen.
		None => subsidy_share(subsidy / 2, other / 2),
	}
}
