//! Chance that comes out the same again, on every machine and with every version of anything: from a seed, or from bytes.

/// What decides where anything may happen.
#[derive(Clone, Debug)]
pub enum Dice {
	/// The generator "splitmix64".
	Generated(u64),
	/// Throws that somebody else has made, of which these are left.
	Thrown(std::vec::IntoIter<u8>),
}

impl Dice {
	pub fn new(seed: u64) -> Self {
		Self::Generated(seed)
	}

	/// Dice that show what these bytes say, and then zeros.
	pub fn showing(bytes: &[u8]) -> Self {
		Self::Thrown(Vec::from(bytes).into_iter())
	}

	/// Whether they have shown all that they were to show.
	pub fn are_used_up(&self) -> bool {
		matches!(self, Self::Thrown(left) if left.as_slice().is_empty())
	}

	pub fn next(&mut self) -> u64 {
		self.throw(8)
	}

	/// A number of at least so many bytes.
	fn throw(&mut self, bytes: u32) -> u64 {
		match self {
			Self::Generated(state) => {
				*state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
				let mut word = *state;
				word = (word ^ (word >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
				word = (word ^ (word >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
				word ^ (word >> 31)
			}
			Self::Thrown(left) => {
				(0..bytes).fold(0, |word, _| (word << 8) | u64::from(left.next().unwrap_or(0)))
			}
		}
	}

	/// A number below `end`; 0 if there is none.
	pub fn below(&mut self, end: u64) -> u64 {
		// No more bytes than tell the numbers apart: most throws take one.
		let bits = u64::BITS - end.saturating_sub(1).leading_zeros();
		self.throw(bits.div_ceil(8)).checked_rem(end).unwrap_or(0)
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

#[test]
fn dice_should_show_bytes_and_then_zeros() {
	let mut dice = Dice::showing(&[3, 102, 1, 2]);
	assert_eq!(dice.below(256), 3);
	assert_eq!(dice.below(100), 2);
	assert_eq!([dice.below(0), dice.below(1)], [0, 0], "nothing to decide takes no byte");
	assert!(!dice.are_used_up());
	assert_eq!(dice.below(1_000), 258);
	assert!(dice.are_used_up());
	assert_eq!(dice.next(), 0);
}
