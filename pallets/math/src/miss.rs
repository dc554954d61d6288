//! The record of a node's misses: fixed in size, touched only by a miss.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

/// Which windows a node has missed.
///
/// Windows are recorded as they are settled, in rising order. Windows of which nothing was recorded
/// were attested, excused, or not the node's: the record does not tell them apart.
#[derive(
	Clone,
	Debug,
	Default,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub struct History {
	/// Bit `i` is set if window `last − i` was missed. Bit 0 is set as soon as there is any miss.
	pub bits: u64,
	/// The last window that was missed; meaningless while `total` is zero.
	pub last: u32,
	/// How many windows in a row were missed, up to `last`.
	pub streak: u32,
	/// How many windows were ever missed.
	pub total: u32,
}

impl History {
	/// Records that `window` was missed. Returns whether it is free: the first miss after a clean
	/// spell, that is with none in the 64 windows before it.
	///
	/// It makes up for `merged` windows before it as well: the one that counts for misses in a row is
	/// the one before them.
	///
	/// A window that is recorded already changes nothing and is free: no window is charged twice. A
	/// window before the last one does not occur in settlement; it takes the record back to that
	/// window, where the later misses are not known yet (`total` keeps them).
	pub fn miss(&mut self, window: u32, merged: u32) -> bool {
		let known = self.at(window);
		if known & 1 == 1 {
			return true;
		}
		let free = window.checked_sub(1).is_none_or(|before| self.at(before) == 0);
		let before = merged.checked_add(1).and_then(|back| known.checked_shr(back)).unwrap_or(0);
		let in_a_row = before & 1 == 1;
		// Windows are numbered in 32 bits and count once each: neither sum can pass that.
		self.streak = if in_a_row { self.streak.saturating_add(1) } else { 1 };
		self.total = self.total.saturating_add(1);
		self.bits = known | 1;
		self.last = window;
		free
	}

	/// Whether `window` is recorded as missed.
	pub fn has_missed(&self, window: u32) -> bool {
		self.at(window) & 1 == 1
	}

	/// The misses as seen from `window`: bit `i` is set if window `window − i` was missed.
	///
	/// From a window before the last miss, the later ones are not seen, and windows further back
	/// than 63 before the last miss are no longer known: they show as not missed.
	pub fn at(&self, window: u32) -> u64 {
		match window.checked_sub(self.last) {
			Some(gap) => self.bits.checked_shl(gap),
			None => self.bits.checked_shr(self.last - window),
		}
		.unwrap_or(0)
	}
}
