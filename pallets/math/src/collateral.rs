//! Collateral that follows what a node earns: what a class asks for, and what of rewards stays behind.

use crate::Balance;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use sp_arithmetic::{
	helpers_128bit::multiply_by_rational_with_rounding as mul_div, Perbill, Rounding,
};

/// What a class that asks for `present` a unit asks for next, where a unit earned `reward` in the last era: on the way to
/// `eras × reward`, by at most `⌊step × present⌋` (one base unit at least), and within `least..=most`. All in base units.
pub fn follow(
	present: Balance,
	reward: Balance,
	eras: u32,
	step: Perbill,
	(least, most): (Balance, Balance),
) -> Balance {
	let most = most.max(least);
	let present = present.clamp(least, most);
	// What does not fit is above every bound.
	let target = reward.saturating_mul(eras.into()).clamp(least, most);
	let step = step.mul_floor(present).max(1);
	// Neither end leaves the range from `present` to `target`.
	target.clamp(present.saturating_sub(step), present.saturating_add(step))
}

/// The fewest eras' reward that a class must ask for, if a node that is up for less than `break_even` of an era is to gain
/// nothing in it, although the era's misses cost at most `cap` of what is asked for: `⌈break_even / cap⌉`. `None` if the
/// cap is zero.
pub fn eras_to_ask_for(break_even: Perbill, cap: Perbill) -> Option<u32> {
	match cap.deconstruct() {
		0 => None,
		cap => Some(break_even.deconstruct().div_ceil(cap)),
	}
}

/// What of a node's rewards is on its way to the payee, in rounds of a fixed length. What comes during a round waits for the
/// next one; what a round began with is released evenly until its end. Who claims, and how often, changes nothing of that.
#[derive(
	Clone,
	Copy,
	Debug,
	Decode,
	DecodeWithMemTracking,
	Default,
	Encode,
	Eq,
	MaxEncodedLen,
	PartialEq,
	TypeInfo,
)]
pub struct Vesting {
	/// Base units of the running round that were not released.
	pub running: Balance,
	/// Block up to which it was released.
	pub since: u32,
	/// Block in which it ends.
	pub until: u32,
	/// Base units that wait for the next round.
	pub waiting: Balance,
}

impl Vesting {
	/// Base units that were not released. `None` if they don't fit.
	pub fn total(&self) -> Option<Balance> {
		self.running.checked_add(self.waiting)
	}

	/// Takes out what is released by block `now`, where a round has `period` blocks. `None` if it doesn't fit.
	pub fn release(&mut self, now: u32, period: u32) -> Option<Balance> {
		let released = self.release_round(now)?;
		if now < self.until || self.waiting == 0 {
			return Some(released);
		}
		// The next round began when this one ended, whoever looks and when.
		self.running = core::mem::take(&mut self.waiting);
		self.since = self.until;
		self.until = self.since.saturating_add(period);
		released.checked_add(self.release_round(now)?)
	}

	/// `⌊running × (now − since) / (until − since)⌋`, all at the end.
	fn release_round(&mut self, now: u32) -> Option<Balance> {
		let (blocks, left) =
			(now.saturating_sub(self.since), self.until.saturating_sub(self.since));
		let released = match blocks >= left {
			true => self.running,
			false => mul_div(self.running, blocks.into(), left.into(), Rounding::Down)?,
		};
		self.running = self.running.checked_sub(released)?;
		self.since = self.since.max(now.min(self.until));
		Some(released)
	}

	/// Adds `amount`, after all that is released by `now` was taken out. `None` if the sum doesn't fit.
	pub fn add(&mut self, amount: Balance, now: u32, period: u32) -> Option<()> {
		self.total()?.checked_add(amount)?;
		if self.running == 0 && self.waiting == 0 {
			*self =
				Self { running: amount, since: now, until: now.saturating_add(period), waiting: 0 };
		} else {
			self.waiting = self.waiting.checked_add(amount)?;
		}
		Some(())
	}

	/// Takes `amount` away, from what came last first. `None` if that is more than there is.
	pub fn take(&mut self, amount: Balance) -> Option<()> {
		let of_waiting = amount.min(self.waiting);
		self.running = self.running.checked_sub(amount.checked_sub(of_waiting)?)?;
		self.waiting = self.waiting.checked_sub(of_waiting)?;
		Some(())
	}
}
