//! VOLT as people write it, and base units as the chain counts them.

use std::{fmt, str::FromStr};

use serde::{Serialize, Serializer};

/// Base units in one VOLT.
const VOLT: u128 = 1_000_000_000_000;
const DECIMALS: usize = 12;

/// An amount in base units.
#[derive(Clone, Copy, Debug, Default, Eq, Ord, PartialEq, PartialOrd)]
pub struct Amount(pub u128);

impl fmt::Display for Amount {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		write!(f, "{}", self.0 / VOLT)?;
		match self.0 % VOLT {
			0 => {}
			rest => {
				let digits = format!("{rest:0width$}", width = DECIMALS);
				write!(f, ".{}", digits.trim_end_matches('0'))?;
			}
		}
		write!(f, " VOLT")
	}
}

impl FromStr for Amount {
	type Err = String;

	fn from_str(text: &str) -> Result<Self, String> {
		let (whole, part) = text.split_once('.').unwrap_or((text, ""));
		let is_number = |text: &str| text.chars().all(|c| c.is_ascii_digit());
		if whole.is_empty() || !is_number(whole) || !is_number(part) || part.len() > DECIMALS {
			return Err("write an amount of VOLT with at most 12 decimals, like 12.5".into());
		}
		let part = format!("{part:0<width$}", width = DECIMALS);
		whole
			.parse::<u128>()
			.ok()
			.and_then(|whole| whole.checked_mul(VOLT))
			.and_then(|units| units.checked_add(part.parse().ok()?))
			.map(Self)
			.ok_or_else(|| "more VOLT than there can be".into())
	}
}

/// As a string of base units: JSON's numbers are too small.
impl Serialize for Amount {
	fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
		serializer.collect_str(&self.0)
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn amounts_should_be_read_to_the_last_unit() {
		assert_eq!("12.5".parse(), Ok(Amount(12 * VOLT + VOLT / 2)));
		assert_eq!("0.000000000001".parse(), Ok(Amount(1)));
		assert_eq!("1000".parse(), Ok(Amount(1_000 * VOLT)));
	}

	#[test]
	fn what_is_no_amount_should_be_refused() {
		for text in ["", ".5", "-1", "1,5", "1e3", "0.0000000000001", "1.2.3", "VOLT"] {
			assert!(text.parse::<Amount>().is_err(), "{text}");
		}
		assert!("999999999999999999999999999999999999999".parse::<Amount>().is_err());
	}

	#[test]
	fn amounts_should_be_written_as_they_are_read() {
		for text in ["0", "1", "12.5", "0.000000000001", "100.000000000002"] {
			let amount: Amount = text.parse().expect("an amount");
			assert_eq!(amount.to_string(), format!("{text} VOLT"));
		}
	}
}
