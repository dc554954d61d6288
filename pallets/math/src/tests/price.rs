use super::*;
use crate::price::*;
use sp_arithmetic::{traits::One, FixedPointNumber, FixedU128};

fn of_fixed(value: FixedU128) -> BigRational {
	ratio(value.into_inner(), FixedU128::DIV)
}

fn percent(part: u32) -> Perbill {
	Perbill::from_percent(part)
}

fn any_fixed() -> impl Strategy<Value = FixedU128> {
	any_u128().prop_map(FixedU128::from_inner)
}

proptest! {
	#[test]
	fn penalty_is_exact(forfeited in any_u128(), break_even in any_perbill()) {
		let b = of_perbill(break_even);
		let expected = match break_even.is_one() {
			true => None,
			false => ceil(&(exact(forfeited) * &b / (exact(1) - &b))),
		};
		prop_assert_eq!(penalty(forfeited, break_even), expected);
	}

	#[test]
	fn miss_price_is_the_penalty_or_the_floor(
		forfeited in any_u128(),
		break_even in any_perbill(),
		collateral in any_u128(),
		floor in any_perbill(),
	) {
		let least = ceil(&(exact(collateral) * of_perbill(floor))).expect("at most the collateral");
		let expected = penalty(forfeited, break_even).map(|penalty| penalty.max(least));
		prop_assert_eq!(miss_price(forfeited, break_even, collateral, floor), expected);
	}

	/// The break-even theorem, for a node that is up in `up` of `windows` and earns `share` in
	/// each: its net income is `windows × share × (u − b) / (1 − b)`, less at most one base unit a
	/// miss.
	#[test]
	fn a_node_below_break_even_loses_and_one_above_gains(
		share in 1..10u128.pow(18),
		up in 0..=1_000u32,
		down in 0..=1_000u32,
		break_even in (0..1_000_000_000u32).prop_map(Perbill::from_parts),
	) {
		prop_assume!(up + down > 0);
		let price = penalty(share, break_even).expect("fits");
		let net = exact(share) * exact(up) - exact(price) * exact(down);
		let (u, b) = (ratio(up, up + down), of_perbill(break_even));
		let theory = exact(share) * exact(up + down) * (&u - &b) / (exact(1) - &b);
		prop_assert!(net <= theory);
		prop_assert!(net >= &theory - exact(down));
		if u < b {
			prop_assert!(net < exact(0));
		}
		if theory > exact(down) {
			prop_assert!(net > exact(0));
		}
	}

	/// Each part's forfeit is rounded down before it is priced: that is all that a split can save.
	#[test]
	fn splitting_a_node_saves_less_than_the_penalty_of_one_base_unit_a_part(
		parts in prop::collection::vec(0..=u32::MAX / 16, 1..16),
		moved in any_amount(),
		break_even in (0..1_000_000_000u32).prop_map(Perbill::from_parts),
	) {
		let price = |units| {
			let forfeited = crate::stream::share(units, 0, moved).expect("fits");
			exact(penalty(forfeited, break_even).expect("fits"))
		};
		let whole = price(parts.iter().sum());
		let split = parts.iter().fold(exact(0), |sum, part| sum + price(*part));
		let b = of_perbill(break_even);
		let of_one = &b / (exact(1) - &b);
		prop_assert!(split > whole - exact(1) - of_one * exact(parts.len() - 1));
	}

	#[test]
	fn correlation_is_exact(
		missed in any_u64(),
		total in any_u64(),
		threshold in any_perbill(),
		slope in any_fixed(),
	) {
		let share = match total {
			0 => exact(0),
			total => ratio(missed, total).min(exact(1)),
		};
		let t = of_perbill(threshold);
		let expected = match share > t {
			false => FixedU128::one(),
			true => {
				let factor = exact(1) + of_fixed(slope) * (share - &t) / (exact(1) - &t);
				FixedU128::from_inner(ceil(&(factor * exact(FixedU128::DIV))).unwrap_or(u128::MAX))
			},
		};
		prop_assert_eq!(correlation(missed, total, threshold, slope), expected);
	}

	#[test]
	fn correlation_never_falls_when_more_nodes_miss(
		missed in any_u64(),
		more in any_u64(),
		total in any_u64(),
		threshold in any_perbill(),
		slope in any_fixed(),
	) {
		let factor = |missed| correlation(missed, total, threshold, slope);
		prop_assert!(factor(missed) <= factor(missed.saturating_add(more)));
	}

	#[test]
	fn slash_amount_is_exact(base in any_u128(), factor in any_fixed(), cap in any_u128()) {
		let uncapped = ceil(&(exact(base) * of_fixed(factor)));
		let expected = uncapped.map_or(cap, |amount| amount.min(cap));
		prop_assert_eq!(slash_amount(base, factor, cap), expected);
	}

	#[test]
	fn split_loses_nothing(amount in any_u128(), part in any_perbill()) {
		let first = floor(&(exact(amount) * of_perbill(part))).expect("at most the amount");
		prop_assert_eq!(split(amount, part), (first, amount - first));
	}
}

#[test]
fn the_penalty_at_90_percent_is_nine_forfeits() {
	assert_eq!(penalty(1_000, percent(90)), Some(9_000));
	assert_eq!(penalty(1, percent(90)), Some(9));
	assert_eq!(penalty(1, percent(10)), Some(1));
	assert_eq!(penalty(0, percent(90)), Some(0));
	assert_eq!(penalty(1_000, Perbill::zero()), Some(0));
}

#[test]
fn nothing_enforces_an_uptime_of_100_percent() {
	assert_eq!(penalty(1_000, Perbill::one()), None);
	assert_eq!(penalty(0, Perbill::one()), None);
	assert_eq!(miss_price(1_000, Perbill::one(), 1_000, percent(1)), None);
}

#[test]
fn a_penalty_that_does_not_fit_is_refused() {
	assert_eq!(penalty(u128::MAX, percent(50)), Some(u128::MAX));
	assert_eq!(penalty(u128::MAX, percent(51)), None);
}

#[test]
fn a_miss_costs_the_floor_when_little_was_forfeited() {
	assert_eq!(miss_price(10, percent(90), 100_001, percent(1)), Some(1_001));
	assert_eq!(miss_price(1_000, percent(90), 100_001, percent(1)), Some(9_000));
}

#[test]
fn correlation_rises_from_one_at_the_threshold_to_one_and_the_slope_at_all() {
	let factor = |missed, total| correlation(missed, total, percent(10), FixedU128::from_u32(9));
	assert_eq!(factor(0, 1_000), FixedU128::one());
	assert_eq!(factor(100, 1_000), FixedU128::one());
	assert_eq!(factor(200, 1_000), FixedU128::from_u32(2));
	assert_eq!(factor(1_000, 1_000), FixedU128::from_u32(10));
	assert_eq!(factor(2_000, 1_000), FixedU128::from_u32(10));
	assert_eq!(factor(5, 0), FixedU128::one());
	assert_eq!(correlation(5, 5, Perbill::one(), FixedU128::from_u32(9)), FixedU128::one());
}

#[test]
fn a_factor_beyond_its_type_stays_at_the_top() {
	let top = FixedU128::from_inner(u128::MAX);
	assert_eq!(correlation(10, 10, percent(10), top), top);
}

#[test]
fn a_slash_stops_at_its_cap() {
	let factor = FixedU128::from_rational(3, 2);
	assert_eq!(slash_amount(101, factor, 1_000), 152);
	assert_eq!(slash_amount(101, factor, 151), 151);
	assert_eq!(slash_amount(u128::MAX, factor, 7), 7);
}

#[test]
fn a_split_of_one_base_unit_leaves_it_whole() {
	assert_eq!(split(1, percent(50)), (0, 1));
	assert_eq!(split(u128::MAX, Perbill::one()), (u128::MAX, 0));
}
