use super::*;
use crate::{collateral::*, price::miss_price, price::slash_amount};
use sp_arithmetic::FixedU128;

/// A step, and eras of which it allows no more than one a unit earns: `step × eras ≤ 1`.
fn any_pace() -> impl Strategy<Value = (u32, Perbill)> {
	(1..=1_000u32, any_perbill())
		.prop_map(|(eras, part)| (eras, Perbill::from_parts(part.deconstruct() / eras)))
}

fn any_bounds() -> impl Strategy<Value = (u128, u128)> {
	(any_amount(), any_amount()).prop_map(|(a, b)| (a.min(b), a.max(b)))
}

proptest! {
	#[test]
	fn what_is_asked_for_moves_to_the_reward_of_some_eras(
		present in any_amount(),
		reward in any_u128(),
		eras in any_u32(),
		step in any_perbill(),
		(least, most) in any_bounds(),
	) {
		let next = follow(present, reward, eras, step, (least, most));
		let present = present.clamp(least, most);
		let target = (exact(reward) * exact(eras)).clamp(exact(least), exact(most));
		let reach = floor(&(exact(present) * of_perbill(step))).expect("fits").max(1);
		prop_assert!((least..=most).contains(&next));
		prop_assert!(next.abs_diff(present) <= reach);
		// It gets there, or as far as one step goes, in the right direction.
		let is_there = exact(next) == target;
		let as_far = next.abs_diff(present) == reach;
		prop_assert!(is_there || as_far);
		prop_assert!((exact(next) <= target) == (exact(present) <= target) || is_there);
	}

	/// With `step × eras ≤ 1`, what is asked for rises in an era by no more than what was earned in it: a node that was
	/// covered, and all of whose reward stays behind it, is covered.
	#[test]
	fn rewards_keep_up_with_what_is_asked_for(
		present in any_amount(),
		reward in any_amount(),
		(eras, step) in any_pace(),
		(least, most) in any_bounds(),
	) {
		let present = present.clamp(least, most);
		let next = follow(present, reward, eras, step, (least, most));
		prop_assert!(next.saturating_sub(present) <= reward);
	}

	/// Who is up for less than the break-even of an era gains nothing in it, whatever the cap, if the class asks for
	/// as many eras' reward as `eras_to_ask_for` says.
	#[test]
	fn a_cap_does_not_undercut_the_break_even(
		share in 1..10u128.pow(15),
		up in 0..=500u32,
		down in 1..=500u32,
		break_even in (0..1_000_000_000u32).prop_map(Perbill::from_parts),
		cap in (1_000_000..=1_000_000_000u32).prop_map(Perbill::from_parts),
	) {
		prop_assume!(ratio(up, up + down) <= of_perbill(break_even));
		let eras = eras_to_ask_for(break_even, cap).expect("there is a cap");
		let required = share * u128::from(up + down) * u128::from(eras);
		let price = miss_price(share, break_even, required, Perbill::zero()).expect("fits");
		let most = cap.mul_ceil(required);
		let taken = slash_amount(price * u128::from(down), FixedU128::from_u32(1), most);
		prop_assert!(share * u128::from(up) <= taken);
	}

	/// With one era's reward less there is a node that gains: the bound is the least one.
	#[test]
	fn fewer_eras_would_undercut_it(percent in 1..100u32, cap in 1..=100u32) {
		let (b, cap) = (Perbill::from_percent(percent), Perbill::from_percent(cap));
		let eras = eras_to_ask_for(b, cap).expect("there is a cap");
		// A hundred windows of one each, up for exactly the break-even of them.
		let required = (u128::from(eras) - 1) * 100;
		let up = u128::from(percent);
		let penalties = miss_price(1, b, 0, Perbill::zero()).expect("fits") * (100 - up);
		prop_assert!(penalties.min(cap.mul_floor(required)) < up);
	}

	/// Nothing is released before it would be alone, all of it is after two rounds, and it is the same whoever looks how often.
	#[test]
	fn vesting_releases_nothing_early_and_all_of_it_in_two_rounds(
		start in 0..1_000u32,
		period in 1..100u32,
		steps in prop::collection::vec((0..150u32, any_amount()), 1..20),
		looks in 0..5u32,
	) {
		let (mut vesting, mut looked_at) = (Vesting::default(), Vesting::default());
		let (mut released, mut seen, mut touches) = (0u128, 0u128, 0u128);
		let mut came: Vec<(u32, u128)> = Vec::new();
		let mut now = start;
		for (wait, amount) in steps {
			for look in 1..=looks {
				let then = now + wait * look / (looks + 1);
				seen += looked_at.release(then, period).expect("fits");
				touches += 1;
			}
			now += wait;
			released += vesting.release(now, period).expect("fits");
			seen += looked_at.release(now, period).expect("fits");
			let of_each = |(at, amount): &(u32, u128)| {
				exact(*amount) * ratio((now - at).min(period), period)
			};
			let alone: BigRational = came.iter().map(of_each).sum();
			prop_assert!(exact(released) <= alone);
			let old = came.iter().filter(|(at, _)| now - at >= 2 * period);
			prop_assert!(released >= old.map(|(_, amount)| amount).sum::<u128>());
			prop_assert!(seen <= released && released <= seen + touches);
			vesting.add(amount, now, period).expect("fits");
			looked_at.add(amount, now, period).expect("fits");
			came.push((now, amount));
			let all: u128 = came.iter().map(|(_, amount)| amount).sum();
			prop_assert_eq!(vesting.total().map(|left| left + released), Some(all));
			prop_assert_eq!(looked_at.total().map(|left| left + seen), Some(all));
		}
		let all: u128 = came.iter().map(|(_, amount)| amount).sum();
		prop_assert_eq!(released + vesting.release(now + 2 * period, period).expect("fits"), all);
		prop_assert_eq!(vesting.total(), Some(0));
	}

	#[test]
	fn what_is_taken_came_last(
		running in any_amount(),
		waiting in any_amount(),
		taken in any_amount(),
	) {
		let before = Vesting { running, since: 0, until: 100, waiting };
		let mut vesting = before;
		match vesting.take(taken) {
			None => prop_assert!(taken > running + waiting),
			Some(()) => {
				prop_assert_eq!(vesting.total(), Some(running + waiting - taken));
				prop_assert!(vesting.waiting == 0 || vesting.running == running);
			},
		}
	}
}

#[test]
fn the_examples_of_the_docs() {
	let percent = Perbill::from_percent;
	// 90 % and a cap of 5 % an era.
	assert_eq!(eras_to_ask_for(percent(90), percent(5)), Some(18));
	assert_eq!(eras_to_ask_for(percent(90), percent(0)), None);
	// A class that asks for 100, at most 1,000, where a unit earns 10 an era.
	let next = |present, reward| follow(present, reward, 20, percent(5), (100, 1_000));
	assert_eq!(next(100, 10), 105);
	assert_eq!(next(199, 10), 200);
	assert_eq!(next(1_000, u128::MAX), 1_000);
	assert_eq!(next(200, 0), 190);
	assert_eq!(next(0, 0), 100);
	// Rounds of 14: 140 from block 0 on, 70 that come in block 7.
	let mut vesting = Vesting::default();
	assert_eq!(vesting.add(140, 0, 14), Some(()));
	assert_eq!(vesting.release(7, 14), Some(70));
	assert_eq!(vesting.add(70, 7, 14), Some(()));
	assert_eq!(vesting.release(14, 14), Some(70));
	assert_eq!(vesting.release(21, 14), Some(35));
	assert_eq!(vesting.release(28, 14), Some(35));
	assert_eq!(vesting.total(), Some(0));
}

#[test]
fn what_comes_in_the_block_in_which_a_round_begins_should_wait_for_the_next() {
	let mut vesting = Vesting::default();
	assert_eq!(vesting.add(140, 0, 14), Some(()));
	assert_eq!(vesting.add(70, 7, 14), Some(()));
	assert_eq!(vesting.release(14, 14), Some(140));
	assert_eq!(vesting.add(1_000, 14, 14), Some(()));
	assert_eq!(vesting.release(21, 14), Some(35));
	assert_eq!((vesting.running, vesting.waiting), (35, 1_000));
}
