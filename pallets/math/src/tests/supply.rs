use super::*;
use crate::supply::*;
use num_traits::{One, Pow};

const QUINTILLION: u64 = 1_000_000_000_000_000_000;
const CAP: u128 = 10u128.pow(21);

/// Bounds of `left × (1 − decay)ⁿ` that are 2⁻⁴⁰⁰ apart, without the recurrence that is tested: by
/// squaring.
fn closed_form(left: u128, decay: Perquintill, eras: u32) -> (BigRational, BigRational) {
	const BITS: u32 = 512;
	let kept = BigInt::from(QUINTILLION - decay.deconstruct()) << BITS;
	let mut base = (&kept / QUINTILLION, &kept / QUINTILLION + 1u8);
	let mut power = (BigInt::one() << BITS, BigInt::one() << BITS);
	let times = |a: &(BigInt, BigInt), b: &(BigInt, BigInt)| {
		((&a.0 * &b.0) >> BITS, ((&a.1 * &b.1) >> BITS) + 1u8)
	};
	let mut exponent = eras;
	while exponent > 0 {
		if exponent % 2 == 1 {
			power = times(&power, &base);
		}
		base = times(&base, &base);
		exponent /= 2;
	}
	let scale = BigInt::from(2u8).pow(BITS);
	(ratio(power.0 * left, scale.clone()), ratio(power.1 * left, scale))
}

/// Walks the schedule and checks it against the closed form at `marks`: what is left is never less,
/// and less than `1 / decay` base units more.
fn check_schedule(genesis: u128, decay: Perquintill, marks: &[u32]) -> u128 {
	let (mut issued, mut era) = (genesis, 0);
	let error = exact(1) / of_perquintill(decay);
	for mark in marks.iter().copied() {
		while era < mark {
			issued += era_emission(CAP, issued, decay);
			assert!(issued <= CAP);
			era += 1;
		}
		let (least, most) = closed_form(CAP - genesis, decay, era);
		let left = exact(CAP - issued);
		assert!(left >= least, "era {era}: emitted too much");
		assert!(left < most + &error, "era {era}: emitted too little");
	}
	issued
}

proptest! {
	#[test]
	fn era_emission_is_exact(cap in any_u128(), issued in any_u128(), decay in any_perquintill()) {
		let left = cap.saturating_sub(issued);
		let expected = floor(&(exact(left) * of_perquintill(decay)));
		prop_assert_eq!(Some(era_emission(cap, issued, decay)), expected);
	}

	/// The step of the proof: what one era leaves is `(1 − decay)` of what there was, and less than
	/// one base unit more.
	#[test]
	fn an_era_leaves_its_part_rounded_up(genesis in 0..=CAP, decay in any_perquintill()) {
		let left = exact(CAP - genesis - era_emission(CAP, genesis, decay));
		let kept = exact(CAP - genesis) * (exact(1) - of_perquintill(decay));
		prop_assert!(left >= kept && left < kept + exact(1));
	}

	#[test]
	fn emission_never_passes_the_cap_whatever_governance_does_to_the_decay(
		genesis in 0..=CAP,
		decays in prop::collection::vec(any_perquintill(), 1..200),
	) {
		let mut issued = genesis;
		for decay in decays {
			issued += era_emission(CAP, issued, decay);
			prop_assert!(issued <= CAP);
		}
	}

	#[test]
	fn emission_falls_from_era_to_era(genesis in 0..=CAP, decay in any_perquintill()) {
		let first = era_emission(CAP, genesis, decay);
		prop_assert!(era_emission(CAP, genesis + first, decay) <= first);
	}

	#[test]
	fn divide_is_exact(amount in any_u128(), weights in prop::collection::vec(any_u32(), 0..20)) {
		let total: u64 = weights.iter().copied().map(u64::from).sum();
		let parts = divide(amount, &weights);
		prop_assert_eq!(parts.len(), weights.len());
		for (part, weight) in parts.iter().zip(&weights) {
			let expected = match total {
				0 => Some(0),
				total => floor(&(exact(amount) * ratio(*weight, total))),
			};
			prop_assert_eq!(Some(*part), expected);
		}
		let add = |sum: u128, part: &u128| sum.checked_add(*part);
		let sum = parts.iter().try_fold(0, add).expect("at most the amount");
		prop_assert!(sum <= amount);
		prop_assert!(total == 0 || amount - sum < weights.len() as u128);
	}

	#[test]
	fn per_day_is_exact(
		rate in any_u128(),
		units in any_u32(),
		total in any_u64(),
		blocks in any_u32(),
	) {
		let expected = match total {
			0 => Some(0),
			total => floor(&(exact(rate) * exact(blocks) * ratio(units, total))),
		};
		prop_assert_eq!(per_day(rate, units, total, blocks), expected);
	}
}

#[test]
fn emission_follows_the_closed_form_over_100_000_eras() {
	let marks = [1, 10, 100, 1_000, 10_000, 100_000];
	// A half-life of four years of daily eras, one of 200 years, and one of a single era.
	check_schedule(CAP / 4, Perquintill::from_parts(474_320_862_749_585), &marks);
	check_schedule(0, Perquintill::from_parts(9_488_622_752_206), &marks);
	let issued = check_schedule(0, Perquintill::from_percent(50), &marks);
	assert_eq!(issued, CAP - 1, "the last base unit is never minted");
}

#[test]
fn half_of_the_supply_is_left_after_a_half_life() {
	let (four_years, decay) = (1_461, Perquintill::from_parts(474_320_862_749_585));
	let left = CAP - check_schedule(0, decay, &[four_years]);
	assert!(left.abs_diff(CAP / 2) < CAP / 1_000_000_000);
}

#[test]
fn nothing_is_minted_at_or_over_the_cap_or_without_decay() {
	assert_eq!(era_emission(1_000, 1_000, Perquintill::one()), 0);
	assert_eq!(era_emission(1_000, 1_001, Perquintill::one()), 0);
	assert_eq!(era_emission(1_000, 0, Perquintill::zero()), 0);
	assert_eq!(era_emission(1_000, 400, Perquintill::one()), 600);
}

#[test]
fn without_weights_all_stays_with_the_caller() {
	assert_eq!(divide(1_000, &[]), Vec::<u128>::new());
	assert_eq!(divide(1_000, &[0, 0]), vec![0, 0]);
	assert_eq!(divide(1_000, &[1, 0, 2]), vec![333, 0, 666]);
}

#[test]
fn a_pool_without_weight_promises_nothing() {
	assert_eq!(per_day(1_000, 5, 0, 14_400), Some(0));
	assert_eq!(per_day(1_000, 5, 10, 14_400), Some(7_200_000));
	assert_eq!(per_day(u128::MAX, 5, 1, 14_400), None);
}

proptest! {
	#[test]
	fn what_is_not_yet_due_is_exact(amount in any_u128(), left in any_u32(), blocks in 1..=u32::MAX) {
		let left = left.min(blocks);
		let expected = ceil(&ratio(BigInt::from(amount) * left, blocks));
		prop_assert_eq!(Some(not_yet_due(amount, left, blocks)), expected);
	}
}

#[test]
fn all_of_it_is_due_when_no_block_is_left_and_nothing_before_the_first() {
	assert_eq!(not_yet_due(1_000, 0, 3), 0);
	assert_eq!(not_yet_due(1_000, 1, 3), 334);
	assert_eq!(not_yet_due(1_000, 3, 3), 1_000);
	assert_eq!(not_yet_due(1_000, 4, 3), 1_000);
	assert_eq!(not_yet_due(1_000, 0, 0), 0);
}
