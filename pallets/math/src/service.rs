//! Services: what of a stretch of time a customer pays for, and where the payment goes.

use crate::Balance;
use sp_arithmetic::{PerThing, Perbill};

/// What a stretch of an agreement comes to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Reckoning {
	/// Windows that are to be paid now.
	pub pay: u32,
	/// Windows of the stretch that count as down.
	pub down: u32,
	/// Whether the escrow buys no further window: the stretch is over.
	pub exhausted: bool,
}

/// Windows of a stretch of `elapsed` windows in which there was no service: those that the record says
/// were `missed`, or all in which the node did not serve, where that is more. A node that is in jail or
/// suspended has no record of the time.
pub fn down(elapsed: u32, served: u32, missed: u32) -> u32 {
	missed.max(elapsed.saturating_sub(served))
}

/// Reckons a stretch in which `served` windows were served since its beginning, of which `paid` are paid
/// already, and `down` were not served, where the escrow buys `funded` more.
///
/// Where more was served than the escrow buys, the stretch ends with the last window that it buys. Which of
/// the windows that were down came before that is not known: their part is, rounded up.
pub fn reckon(served: u32, down: u32, paid: u32, funded: u32) -> Reckoning {
	let owed = served.saturating_sub(paid);
	if owed < funded {
		return Reckoning { pay: owed, down, exhausted: false };
	}
	// At most `served`: nothing is added that is not owed.
	let covered = u64::from(paid.saturating_add(funded));
	let product = u64::from(down).saturating_mul(covered);
	let part = match served {
		0 => down,
		served => {
			u32::try_from(product.div_ceil(served.into())).map_or(down, |part| part.min(down))
		}
	};
	Reckoning { pay: funded, down: part, exhausted: true }
}

/// Whether a node that served `served` windows, and was down in `down`, was up for at least the part
/// `least` of both. Before any window it was.
pub fn is_up(served: u32, down: u32, least: Perbill) -> bool {
	let (served, all) = (u128::from(served), u128::from(served) + u128::from(down));
	served * u128::from(Perbill::ACCURACY) >= all * u128::from(least.deconstruct())
}

/// How many windows of `rate` base units an `escrow` buys; none at a rate of zero.
pub fn funded(escrow: Balance, rate: Balance) -> u32 {
	let windows = escrow.checked_div(rate).unwrap_or(0);
	u32::try_from(windows).unwrap_or(u32::MAX)
}

/// Where a payment goes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Payment {
	/// Base units that are burned.
	pub burned: Balance,
	/// Base units for the treasury.
	pub treasury: Balance,
	/// Base units that are the operator's once the agreement has ended well.
	pub at_stake: Balance,
	/// Base units that are the operator's.
	pub earned: Balance,
}

/// Divides a payment: `⌈due × burned⌉` is burned, `⌊due × treasury⌋` is the treasury's, and of the rest
/// `⌈rest × guarantee⌉` stays at stake. Nothing is lost or added.
///
/// Where both parts together are more than the whole, the treasury's yields.
pub fn divide_payment(
	due: Balance,
	burned: Perbill,
	treasury: Perbill,
	guarantee: Perbill,
) -> Payment {
	let burned = burned.mul_ceil(due);
	let treasury = treasury.mul_floor(due).min(due - burned);
	let rest = due - burned - treasury;
	let at_stake = guarantee.mul_ceil(rest);
	Payment { burned, treasury, at_stake, earned: rest - at_stake }
}
