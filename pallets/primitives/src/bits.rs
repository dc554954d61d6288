use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

use crate::Slot;

/// Slots in a page.
pub const PAGE_SIZE: Slot = 512;

const WORDS: usize = PAGE_SIZE as usize / 64;

/// One bit for each slot of a page.
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
pub struct Bits([u64; WORDS]);

impl Bits {
	/// Whether the slot's bit is set; a slot outside the page never is.
	pub fn contains(&self, slot: Slot) -> bool {
		self.0.get(usize::from(slot / 64)).is_some_and(|word| word & mask(slot) != 0)
	}

	/// Sets the slot's bit. Tells whether that changed it.
	pub fn insert(&mut self, slot: Slot) -> bool {
		let Some(word) = self.0.get_mut(usize::from(slot / 64)) else { return false };
		let changed = *word & mask(slot) == 0;
		*word |= mask(slot);
		changed
	}

	/// Clears the slot's bit. Tells whether that changed it.
	pub fn remove(&mut self, slot: Slot) -> bool {
		let Some(word) = self.0.get_mut(usize::from(slot / 64)) else { return false };
		let changed = *word & mask(slot) != 0;
		*word &= !mask(slot);
		changed
	}

	/// How many bits are set.
	pub fn count(&self) -> u32 {
		self.0.iter().map(|word| word.count_ones()).sum()
	}

	/// Whether no bit is set.
	pub fn is_empty(&self) -> bool {
		self.0.iter().all(|word| *word == 0)
	}

	/// The set slots from `from` on, in rising order.
	pub fn iter_from(self, from: Slot) -> impl Iterator<Item = Slot> {
		(from..PAGE_SIZE).filter(move |slot| self.contains(*slot))
	}

	/// The lowest slot whose bit is clear.
	pub fn first_clear(&self) -> Option<Slot> {
		self.0.iter().zip(0..).find(|(word, _)| **word != u64::MAX).map(
			|(word, index): (_, Slot)| {
				let bit = word.trailing_ones();
				index * 64 + Slot::try_from(bit).unwrap_or(0)
			},
		)
	}

	/// The bits that are set here and not in `other`.
	pub fn without(&self, other: &Self) -> Self {
		let mut words = self.0;
		words.iter_mut().zip(other.0).for_each(|(word, other)| *word &= !other);
		Self(words)
	}

	/// The bits that are set here or in `other`.
	pub fn union(&self, other: &Self) -> Self {
		let mut words = self.0;
		words.iter_mut().zip(other.0).for_each(|(word, other)| *word |= other);
		Self(words)
	}

	/// The bits that are set here and in `other`.
	pub fn intersection(&self, other: &Self) -> Self {
		let mut words = self.0;
		words.iter_mut().zip(other.0).for_each(|(word, other)| *word &= other);
		Self(words)
	}
}

fn mask(slot: Slot) -> u64 {
	1 << (slot % 64)
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn a_bit_should_change_only_itself() {
		let mut bits = Bits::default();
		assert!(bits.insert(0) && bits.insert(63) && bits.insert(64) && bits.insert(511));
		assert!(!bits.insert(64), "already set");
		assert!(!bits.insert(512), "outside the page");
		assert_eq!(bits.iter_from(1).collect::<Vec<_>>(), [63, 64, 511]);
		assert!(bits.remove(63) && !bits.remove(63));
		assert_eq!(bits.count(), 3);
	}

	#[test]
	fn first_clear_should_skip_full_words() {
		let mut bits = Bits::default();
		for slot in 0..PAGE_SIZE {
			assert_eq!(bits.first_clear(), Some(slot));
			bits.insert(slot);
		}
		assert_eq!(bits.first_clear(), None);
	}

	#[test]
	fn set_operations_should_agree_with_slots() {
		let (mut a, mut b) = (Bits::default(), Bits::default());
		for slot in [1, 70, 300] {
			a.insert(slot);
		}
		for slot in [70, 500] {
			b.insert(slot);
		}
		assert_eq!(a.without(&b).iter_from(0).collect::<Vec<_>>(), [1, 300]);
		assert_eq!(a.union(&b).iter_from(0).collect::<Vec<_>>(), [1, 70, 300, 500]);
		assert_eq!(a.intersection(&b).iter_from(0).collect::<Vec<_>>(), [70]);
		assert!(a.without(&a).is_empty());
	}
}
