use super::*;
use crate::{demand::*, service::divide_payment};
use sp_arithmetic::Permill;

proptest! {
	#[test]
	fn taper_is_exact(base in any_u128(), income in any_u128(), floor in any_perbill()) {
		let lost = (exact(1) - of_perbill(floor)) * exact(income.min(base));
		let expected = ceil(&lost).map(|lost| base - lost);
		prop_assert_eq!(Some(taper(base, income, floor)), expected);
	}

	#[test]
	fn the_subsidy_never_rises_with_income_and_never_falls_below_its_floor(
		base in any_u128(),
		income in any_u128(),
		more in any_u128(),
		part in any_perbill(),
	) {
		let left = taper(base, income, part);
		prop_assert!(taper(base, income.saturating_add(more), part) <= left);
		prop_assert!(left <= base);
		prop_assert_eq!(Some(taper(base, u128::MAX, part)), floor(&(exact(base) * of_perbill(part))));
	}

	#[test]
	fn service_stream_is_exact(burned in any_u128(), part in any_perbill()) {
		let expected = floor(&(exact(burned) * of_perbill(part)));
		prop_assert_eq!(Some(service_stream(burned, part)), expected);
		prop_assert!(service_stream(burned, part) <= burned);
	}

	#[test]
	fn mean_is_exact(total in any_u128(), eras in any_u32()) {
		let expected = match eras {
			0 => Some(0),
			eras => floor(&ratio(total, eras)),
		};
		prop_assert_eq!(Some(mean(total, eras)), expected);
	}

	#[test]
	fn subsidy_share_is_right_to_half_a_millionth(subsidy in any_u128(), other in any_u128()) {
		let parts = exact(subsidy_share(subsidy, other).deconstruct());
		match exact(subsidy) + exact(other) {
			total if total == exact(0) => prop_assert_eq!(parts, exact(1_000_000)),
			total => {
				let error = parts - exact(1_000_000) * exact(subsidy) / total;
				let most = ratio(1, 2) + ratio(1, 1_000_000);
				prop_assert!(error <= most.clone() && error >= -most);
			}
		}
	}
}

/// Eras that income counts for, as on chain.
const ERAS: usize = 30;

/// Terms of a class and what happens in its eras.
#[derive(Clone, Debug)]
struct World {
	/// Parts of a payment that are burned and the treasury's; what of the burned streams back; the subsidy's floor.
	burned: Perbill,
	treasury: Perbill,
	part: Perbill,
	floor: Perbill,
	eras: Vec<Era>,
}

#[derive(Clone, Debug)]
struct Era {
	/// The class's subsidy before it is tapered.
	base: u128,
	/// The weight of each owner.
	weights: Vec<u32>,
	/// Payments: from which customer to which owner, by their numbers, and how much.
	payments: Vec<(usize, usize, u128)>,
}

const PEOPLE: usize = 5;

fn any_era() -> impl Strategy<Value = Era> {
	let payment = (0..PEOPLE, 0..PEOPLE, prop_oneof![0..10u128, any_amount()]);
	(
		prop_oneof![0..1_000u128, any_amount()],
		prop::collection::vec(prop_oneof![Just(0), 1..1_000u32], PEOPLE),
		prop::collection::vec(payment, 0..8),
	)
		.prop_map(|(base, weights, payments)| Era { base, weights, payments })
}

fn any_world() -> impl Strategy<Value = World> {
	let part = || (0..500_000_000u32).prop_map(Perbill::from_parts);
	// All of what is burned never streams back.
	let returned = (0..1_000_000_000u32).prop_map(Perbill::from_parts);
	(part(), part(), returned, any_perbill(), prop::collection::vec(any_era(), 1..50)).prop_map(
		|(burned, treasury, part, floor, eras)| World { burned, treasury, part, floor, eras },
	)
}

/// What a world makes of a ring's tokens.
struct Outcome {
	/// What the members have more at the end than at the beginning.
	gain: BigRational,
	/// What was burned of the payments from members to members.
	burned: u128,
}

impl World {
	/// Runs all eras, with or without the payments that stay within the ring.
	fn run(&self, ring: &[bool; PEOPLE], deals: bool) -> Outcome {
		let (mut gain, mut burned_by_ring) = (exact(0), 0);
		let (mut incomes, mut burned) = (Vec::new(), 0);
		for era in &self.eras {
			let recent: u128 = incomes.iter().rev().take(ERAS).sum();
			let minted = taper(era.base, mean(recent, ERAS as u32), self.floor)
				+ service_stream(burned, self.part);
			let total: u64 = era.weights.iter().copied().map(u64::from).sum();
			let of_ring = era.weights.iter().zip(ring).filter(|(_, member)| **member);
			let weight: u64 = of_ring.map(|(weight, _)| u64::from(*weight)).sum();
			if total > 0 {
				gain += exact(minted) * ratio(weight, total);
			}
			let mut income = 0;
			burned = 0;
			for (from, to, amount) in era.payments.iter().copied() {
				let inside = ring[from] && ring[to];
				if inside && !deals {
					continue;
				}
				let payment = divide_payment(amount, self.burned, self.treasury, Perbill::zero());
				if ring[from] {
					gain -= exact(amount);
				}
				if ring[to] {
					gain += exact(payment.earned);
				}
				if inside {
					burned_by_ring += payment.burned;
				}
				income += payment.earned;
				burned += payment.burned;
			}
			incomes.push(income);
		}
		// What the last era's payments bring comes in the era after it, to a ring that may have all of the weight.
		if ring.contains(&true) {
			gain += exact(service_stream(burned, self.part));
		}
		Outcome { gain, burned: burned_by_ring }
	}
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(512))]

	/// The theorem of the README: whoever pays themselves, directly or in a ring, with whatever weight, at any volume
	/// and over any number of eras, ends with less than without, by what is burned and not streamed back.
	#[test]
	fn self_dealing_never_profits(world in any_world(), ring in any::<[bool; PEOPLE]>()) {
		let (with, without) = (world.run(&ring, true), world.run(&ring, false));
		let eras = exact(world.eras.len() as u64 + 1);
		let lost = exact(with.burned) * (exact(1) - of_perbill(world.part));
		prop_assert!(with.gain <= without.gain, "the ring gained {}", &with.gain - &without.gain);
		// A stream may round up by less than one base unit an era for what others burned.
		prop_assert!(with.gain <= without.gain - lost + eras);
	}

	/// Income counts the same whether it comes evenly or at once: settling late saves no subsidy.
	#[test]
	fn bunching_income_saves_no_subsidy(
		income in 0..1_000_000u128,
		eras in 1..=ERAS,
		floor in any_perbill(),
	) {
		let base = 10u128.pow(9);
		let withheld = |incomes: &[u128]| -> u128 {
			(0..incomes.len() + ERAS)
				.map(|era| {
					let recent = (era.saturating_sub(ERAS)..era).filter_map(|past| incomes.get(past));
					base - taper(base, mean(recent.sum(), ERAS as u32), floor)
				})
				.sum()
		};
		let even = vec![income; eras];
		let mut once = vec![0; eras];
		once[eras - 1] = income * eras as u128;
		// Each era rounds the mean down by less than one base unit, and what is withheld up.
		let rounding = 2 * (eras + ERAS) as u128;
		prop_assert!(withheld(&even).abs_diff(withheld(&once)) <= rounding);
	}
}

#[test]
fn a_subsidy_fades_in_a_straight_line() {
	let floor = Perbill::from_percent(20);
	let left = [0, 250, 500, 1_000, 5_000].map(|income| taper(1_000, income, floor));
	assert_eq!(left, [1_000, 800, 600, 200, 200]);
	assert_eq!(taper(0, 500, floor), 0);
	assert_eq!(taper(1, 1, floor), 0, "rounded down");
}

#[test]
fn income_is_all_subsidy_until_somebody_pays() {
	assert_eq!(subsidy_share(0, 0), Permill::one());
	assert_eq!(subsidy_share(10, 0), Permill::one());
	assert_eq!(subsidy_share(0, 10), Permill::zero());
	assert_eq!(subsidy_share(25, 75), Permill::from_percent(25));
	assert_eq!(subsidy_share(u128::MAX, u128::MAX), Permill::from_percent(50));
}
