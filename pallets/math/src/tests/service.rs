use super::*;
use crate::service::*;

/// Windows that were served and not paid, paid, and bought; of every relation to each other.
fn any_windows() -> impl Strategy<Value = u32> {
	prop_oneof![0..20u32, any_u32()]
}

proptest! {
	#[test]
	fn reckon_pays_what_is_owed_and_never_more_than_the_escrow_buys(
		served in any_windows(),
		down in any_windows(),
		paid in any_windows(),
		funded in any_windows(),
	) {
		let Reckoning { pay, down: counted, exhausted } = reckon(served, down, paid, funded);
		let owed = served.saturating_sub(paid);
		prop_assert_eq!(pay, owed.min(funded));
		prop_assert_eq!(exhausted, owed >= funded);
		prop_assert!(counted <= down);
		if owed <= funded {
			prop_assert_eq!(counted, down, "the stretch is whole");
		}
	}

	/// The part of the down windows that counts is the part of the served ones that was bought, rounded up: at
	/// the end of a stretch its uptime is that of the whole time, or less by less than a window.
	#[test]
	fn an_overrun_counts_its_part_of_the_windows_that_were_down(
		served in 1..=u32::MAX,
		down in any_windows(),
		paid in any_windows(),
		funded in any_windows(),
	) {
		let paid = paid.min(served);
		prop_assume!(funded <= served - paid);
		let counted = reckon(served, down, paid, funded).down;
		let part = exact(down) * ratio(paid + funded, served);
		prop_assert_eq!(Some(u128::from(counted)), ceil(&part));
	}

	/// However a stretch is cut into settlements, the same windows are paid, and none twice.
	#[test]
	fn settling_often_pays_what_settling_once_pays(
		steps in prop::collection::vec(0..50u32, 1..20),
		funded in 1..200u32,
	) {
		let (mut served, mut paid, mut left) = (0, 0, funded);
		for step in &steps {
			served += step;
			let reckoning = reckon(served, 0, paid, left);
			paid += reckoning.pay;
			left -= reckoning.pay;
			if reckoning.exhausted {
				break;
			}
		}
		prop_assert_eq!(paid, steps.iter().sum::<u32>().min(funded));
	}

	#[test]
	fn down_is_what_was_missed_or_not_served(
		elapsed in any_windows(),
		served in any_windows(),
		missed in any_windows(),
	) {
		let absent = u32::try_from(i64::from(elapsed) - i64::from(served)).unwrap_or(0);
		prop_assert_eq!(down(elapsed, served, missed), absent.max(missed));
	}

	#[test]
	fn is_up_is_exact(served in any_windows(), down in any_windows(), least in any_perbill()) {
		let all = u64::from(served) + u64::from(down);
		let expected = all == 0 || ratio(served, all) >= of_perbill(least);
		prop_assert_eq!(is_up(served, down, least), expected);
	}

	#[test]
	fn funded_is_exact(escrow in any_u128(), rate in any_u128()) {
		let expected = match rate {
			0 => 0,
			rate => floor(&ratio(escrow, rate)).unwrap_or(u128::MAX).min(u32::MAX.into()),
		};
		prop_assert_eq!(u128::from(funded(escrow, rate)), expected);
	}

	#[test]
	fn a_payment_is_divided_to_the_last_base_unit(
		due in any_u128(),
		burned in any_perbill(),
		treasury in any_perbill(),
		guarantee in any_perbill(),
	) {
		let payment = divide_payment(due, burned, treasury, guarantee);
		let Payment { burned: burn, treasury: tax, at_stake, earned } = payment;
		prop_assert_eq!(Some(burn), ceil(&(exact(due) * of_perbill(burned))));
		let share = exact(due) * of_perbill(treasury);
		prop_assert_eq!(Some(tax), floor(&share).map(|share| share.min(due - burn)));
		let rest = due - burn - tax;
		prop_assert_eq!(Some(at_stake), ceil(&(exact(rest) * of_perbill(guarantee))));
		prop_assert_eq!(earned, rest - at_stake);
		if of_perbill(burned) + of_perbill(treasury) <= exact(1) {
			prop_assert_eq!(Some(tax), floor(&share), "both find room");
		}
	}

	/// A payment in parts burns no less than one payment: rounding favours the chain.
	#[test]
	fn paying_in_parts_saves_nothing(
		parts in prop::collection::vec(any_amount(), 1..10),
		burned in any_perbill(),
	) {
		let burn = |due| divide_payment(due, burned, Perbill::zero(), Perbill::zero()).burned;
		let whole = burn(parts.iter().sum());
		let split: u128 = parts.iter().map(|part| burn(*part)).sum();
		prop_assert!(split >= whole && split < whole + parts.len() as u128);
	}
}

#[test]
fn a_stretch_ends_with_the_last_window_that_the_escrow_buys() {
	// 10 of 95 served windows were bought, 5 were missed somewhere: one of them counts.
	let reckoning = reckon(95, 5, 0, 10);
	assert_eq!(reckoning, Reckoning { pay: 10, down: 1, exhausted: true });
	assert_eq!(reckon(10, 5, 0, 10), Reckoning { pay: 10, down: 5, exhausted: true });
	assert_eq!(reckon(9, 5, 0, 10), Reckoning { pay: 9, down: 5, exhausted: false });
	assert_eq!(reckon(0, 5, 0, 0), Reckoning { pay: 0, down: 5, exhausted: true });
}

#[test]
fn uptime_is_met_at_its_bound_and_before_any_window() {
	let percent = Perbill::from_percent;
	assert!(is_up(99, 1, percent(99)) && !is_up(98, 2, percent(99)));
	assert!(is_up(0, 0, percent(100)) && !is_up(0, 1, Perbill::from_parts(1)));
	assert!(is_up(0, 7, Perbill::zero()));
}

#[test]
fn a_payment_of_100_is_divided_as_the_readme_says() {
	let percent = Perbill::from_percent;
	let payment = divide_payment(100, percent(20), percent(5), percent(20));
	assert_eq!(payment, Payment { burned: 20, treasury: 5, at_stake: 15, earned: 60 });
	let payment = divide_payment(1, percent(20), percent(5), percent(20));
	assert_eq!(payment, Payment { burned: 1, treasury: 0, at_stake: 0, earned: 0 });
}
