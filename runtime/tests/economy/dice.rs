//! Chance that comes out the same for the same seed, on every machine and with every version of anything.

/// The generator "splitmix64".
#[derive(Clone, Debug)]
pub struct Dice(u64);

impl Dice {
	pub fn new(seed: u64) -> Self {
		Self(seed)
	}

	pub fn next(&mut self) -> u64 {
		self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
		let mut word = self.0;
		word = (word ^ (word >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
		word = (word ^ (word >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
		word ^ (word >> 31)
	}

	/// A number below `end`; 0 if there is none.
	pub fn below(&mut self, end: u64) -> u64 {
		self.next().checked_rem(end).unwrap_or(0)
	}

	/// Whether something happens that does so in `percent` of all cases.
	pub fn percent(&mut self, percent: u64) -> bool {
		self.below(100) < percent
	}

	/// One of them.
	pub fn pick<T: Clone>(&mut self, all: &[T]) -> T {
		all[self.below(all.len() as u64) as usize].clone()
	}
}
