use super::*;
use crate::backing::*;

/// A pool in which about `lost` of 2³² was slashed.
fn any_pool() -> impl Strategy<Value = Pool> {
	(1..10u128.pow(21), any::<u32>(), 0..1u128 << 90).prop_map(|(shares, lost, acc)| {
		let mut pool = Pool { tokens: shares, shares, acc };
		let amount = (pool.at_stake() >> 32) * u128::from(lost);
		pool.slash(amount).expect("less than is at stake");
		pool
	})
}

fn worth(pool: &Pool, shares: u128) -> BigRational {
	ratio(shares, pool.shares) * exact(pool.tokens)
}

proptest! {
	#[test]
	fn joining_should_be_exact_but_for_less_than_a_share(pool in any_pool(), amount in any_amount()) {
		prop_assume!(!pool.is_ruined());
		let mut after = pool;
		let shares = after.join(amount).expect("fits");
		prop_assert_eq!(Some(shares), floor(&(ratio(amount, pool.tokens) * exact(pool.shares))));
		prop_assert_eq!(after.tokens, pool.tokens + amount);
		// Who was there loses nothing by it.
		prop_assert!(worth(&after, pool.shares) >= exact(pool.tokens));
		prop_assert!(worth(&after, shares) <= exact(amount));
	}

	#[test]
	fn leaving_should_pay_what_shares_are_worth_and_the_last_all(
		pool in any_pool(),
		part in 0..=1u128 << 32,
	) {
		let shares = (pool.shares >> 32) * part;
		let mut after = pool;
		let paid = after.leave(shares).expect("there are as many");
		prop_assert_eq!(Some(paid), floor(&worth(&pool, shares)));
		prop_assert!(after.shares == 0 || worth(&after, after.shares) >= worth(&pool, after.shares));
		let rest = after.leave(after.shares).expect("all");
		prop_assert_eq!(paid + rest, pool.tokens);
		prop_assert_eq!(after, Pool::starting_at(pool.acc));
	}

	#[test]
	fn shares_worth_should_be_enough_and_one_less_should_not(pool in any_pool(), amount in any_u128()) {
		let amount = amount % (pool.tokens + 1);
		let shares = pool.shares_worth(amount).expect("that many tokens are there");
		prop_assert!(pool.worth(shares).expect("that many shares") >= amount);
		if let Some(fewer) = shares.checked_sub(1) {
			prop_assert!(worth(&pool, fewer) < exact(amount));
		}
	}

	#[test]
	fn a_slash_should_leave_each_share_something(pool in any_pool()) {
		let mut after = pool;
		after.slash(pool.at_stake()).expect("that much is at stake");
		prop_assert!(after.tokens > 0);
		prop_assert_eq!(after.slash(1), None);
		prop_assert!(ratio(after.shares, after.tokens) <= exact(1u128 << 40));
	}

	/// Whoever joins can be slashed: of a pool that takes tokens in, less than a millionth is kept.
	#[test]
	fn who_could_join_can_be_slashed(pool in any_pool(), amount in 1..10u128.pow(21)) {
		let mut after = pool;
		if after.join(amount).is_some() {
			let kept = after.tokens - after.at_stake();
			prop_assert!(kept <= 1 + (after.tokens >> 20));
		}
	}

	#[test]
	fn earnings_should_be_exact_but_for_their_scale_and_never_more(
		pools in prop::collection::vec(any_pool(), 1..8),
		amount in any_amount(),
	) {
		let tokens = pools.iter().map(|pool| pool.tokens).sum::<u128>();
		let Some(step) = step(amount, tokens) else { return Ok(()) };
		let mut all = 0;
		for pool in pools {
			let mut after = pool;
			prop_assume!(after.earn(step).is_some());
			let got = earned(pool.shares, pool.acc, after.acc).expect("fits");
			let exactly = ratio(pool.tokens, tokens) * exact(amount);
			prop_assert!(exact(got) <= exactly);
			// Two roundings of 2⁻⁶⁴ for a token and a share, and one of a base unit.
			let off = ratio(pool.tokens + pool.shares, SHARE_SCALE) + exact(1);
			prop_assert!(exactly - exact(got) < off);
			all += got;
		}
		prop_assert!(all <= amount);
	}

	#[test]
	fn taking_in_another_pool_should_take_nothing_from_either(
		main in any_pool(),
		other in any_pool(),
		cuts in prop::collection::vec(1..100u128, 1..10),
	) {
		let mut after = main;
		let Some(conversion) = after.absorb(other) else {
			prop_assert!(main.is_ruined());
			return Ok(());
		};
		prop_assert_eq!(after.tokens, main.tokens + other.tokens);
		let share = ratio(main.tokens, main.shares);
		prop_assert!(worth(&after, main.shares) >= exact(main.tokens) - share);
		let Some(mut conversion) = conversion else {
			prop_assert_eq!(after.shares, main.shares + other.shares);
			return Ok(());
		};
		let into = conversion.into;
		prop_assert_eq!(main.shares + into, after.shares);
		// However it is cut up, all of it is converted, and each part but for less than a share exactly.
		let whole = cuts.iter().sum::<u128>();
		let mut converted = 0;
		for (index, cut) in cuts.iter().enumerate() {
			let shares = match index + 1 == cuts.len() {
				true => conversion.shares,
				false => other.shares / whole * cut,
			};
			let exactly = ratio(shares, other.shares) * exact(into);
			let got = conversion.take(shares).expect("as many are left");
			prop_assert!(exact(got) > exactly.clone() - exact(1));
			prop_assert!(exact(got) < exactly + exact(cuts.len()));
			converted += got;
		}
		prop_assert_eq!(converted, into);
		prop_assert_eq!((conversion.shares, conversion.into), (0, 0));
	}

	/// Earnings that are asked for before and after others have converted sum to no more than the new pool's.
	#[test]
	fn a_conversion_should_never_earn_more_than_its_shares(
		main in any_pool(),
		other in any_pool(),
		cuts in prop::collection::vec((1..1_000u128, any::<bool>()), 1..10),
		moved in 0..1u128 << 80,
	) {
		let mut after = main;
		let Some(Some(mut conversion)) = after.absorb(other) else { return Ok(()) };
		let (into, to) = (conversion.into, after.acc + moved);
		let mut all = 0;
		for (cut, converts) in cuts {
			let shares = other.shares / 10_000 * cut;
			all += conversion.earned(shares, other.acc, to).expect("fits");
			if converts {
				conversion.take(shares).expect("as many are left");
			}
		}
		prop_assert!(all <= earned(into, after.acc, to).expect("fits"));
	}

	#[test]
	fn the_backers_part_of_a_reward_is_exact(
		reward in any_amount(),
		commission in any_perbill(),
		own in any_amount(),
		backed in any_amount(),
	) {
		let part = divide_reward(reward, commission, own, backed).expect("fits");
		if own + backed == 0 {
			prop_assert_eq!(part, 0);
			return Ok(());
		}
		let fee = ceil(&(of_perbill(commission) * exact(reward))).expect("at most the reward");
		let share = ratio(backed, own + backed) * exact(reward - fee);
		prop_assert_eq!(Some(part), floor(&share));
	}

	#[test]
	fn the_backers_part_of_a_slash_is_exact(
		amount in any_amount(),
		first in any_perbill(),
		own in any_amount(),
		backed in any_amount(),
	) {
		let part = divide_slash(amount, first, own, backed).expect("fits");
		let owner_first = ceil(&(of_perbill(first) * exact(amount))).expect("fits").min(own);
		let (rest, left) = (amount - owner_first, own - owner_first + backed);
		if left == 0 {
			prop_assert_eq!(part, 0);
			return Ok(());
		}
		let share = ratio(backed, left) * exact(rest.min(left));
		prop_assert_eq!(Some(part), floor(&share));
		prop_assert!(part <= backed);
		// What is not the backers' the owner has.
		prop_assert!(amount - part <= own || amount > own + backed);
	}

	#[test]
	fn portions_should_sum_to_the_whole_and_be_less_than_a_base_unit_off(
		amount in any_amount(),
		tokens in prop::collection::vec(any_amount(), 1..32),
	) {
		let all = tokens.iter().sum::<u128>();
		prop_assume!(all > 0);
		let mut before = 0;
		let mut sum = 0;
		for tokens in tokens {
			let part = portion(amount, before, tokens, all).expect("fits");
			let exactly = ratio(tokens, all) * exact(amount);
			prop_assert!(exact(part) < exactly.clone() + exact(1));
			prop_assert!(exact(part) > exactly - exact(1));
			prop_assert!(amount > all || part <= tokens);
			before += tokens;
			sum += part;
		}
		prop_assert_eq!(sum, amount);
	}
}

#[test]
fn without_a_slash_shares_are_base_units_and_pools_become_one_without_a_conversion() {
	let mut main = Pool::default();
	assert_eq!(main.join(1_000), Some(1_000));
	main.earn(SHARE_SCALE).expect("fits");
	let mut young = Pool::starting_at(main.acc);
	assert_eq!(young.join(500), Some(500));
	for pool in [&mut main, &mut young] {
		pool.earn(7 * SHARE_SCALE + 3).expect("fits");
	}
	assert_eq!(main.absorb(young), Some(None));
	assert_eq!((main.tokens, main.shares), (1_500, 1_500));
}

#[test]
fn an_empty_pool_should_become_the_one_that_it_takes_in() {
	let mut young = Pool { tokens: 300, shares: 400, acc: 5 };
	young.earn(SHARE_SCALE).expect("fits");
	let mut main = Pool::starting_at(9);
	assert_eq!(main.absorb(young), Some(None));
	assert_eq!(main, young);
}

#[test]
fn a_pool_that_is_worth_less_than_a_share_should_become_one() {
	let mut main = Pool { tokens: 300, shares: 200, acc: 0 };
	let terms = main.absorb(Pool { tokens: 1, shares: 500, acc: 0 });
	let terms = terms.expect("fits").expect("it was slashed");
	assert_eq!((terms.shares, terms.into, main.shares), (500, 1, 201));
}

#[test]
fn a_ruined_pool_should_take_nobody_in_but_let_all_leave() {
	let mut pool = Pool::default();
	pool.join(1 << 50).expect("fits");
	pool.slash(pool.at_stake()).expect("all that is at stake");
	assert_eq!(pool.tokens, 1 << 10);
	assert!(pool.is_ruined());
	assert_eq!(
		(pool.join(1_000), pool.absorb(Pool { tokens: 1, shares: 1, acc: 0 })),
		(None, None)
	);
	assert_eq!(pool.leave(1 << 50), Some(1 << 10));
	assert_eq!(pool.join(1_000), Some(1_000));
}

#[test]
fn all_of_a_pool_should_be_worth_all_its_shares() {
	let pool = Pool { tokens: 300, shares: 400, acc: 0 };
	assert_eq!((pool.shares_worth(300), pool.shares_worth(301)), (Some(400), None));
	assert_eq!(Pool::default().shares_worth(0), Some(0));
}

#[test]
fn only_pools_of_which_nothing_was_slashed_should_become_one_without_a_conversion() {
	let whole = Pool { tokens: 400, shares: 400, acc: 7 };
	let slashed = Pool { tokens: 300, ..whole };
	let earned = Pool { acc: 8, ..whole };
	let converts = |mut main: Pool, other| main.absorb(other).expect("fits").is_some();
	assert!(!converts(whole, whole));
	assert!(converts(slashed, whole) && converts(whole, slashed));
	assert!(converts(whole, earned) && converts(earned, whole));
}

#[test]
fn what_was_earned_in_both_pools_should_be_counted_once() {
	let mut main = Pool { tokens: 100, shares: 100, acc: 50 * SHARE_SCALE };
	let young = Pool { tokens: 50, shares: 100, acc: 3 * SHARE_SCALE };
	let terms = main.absorb(young).expect("fits").expect("it was slashed");
	main.earn(step(300, main.tokens).expect("fits")).expect("fits");
	// Of shares that were paid up to 1: 2 for each in the old pool, and 2 for each of half as many in the new one.
	assert_eq!(terms.earned(10, SHARE_SCALE, main.acc), Some(20 + 10));
	assert_eq!(terms.earned(101, SHARE_SCALE, main.acc), None);
}

#[test]
fn what_is_not_there_should_be_refused() {
	let mut pool = Pool { tokens: 10, shares: 10, acc: 0 };
	assert_eq!((pool.worth(11), pool.leave(11), pool.shares_worth(11)), (None, None, None));
	assert_eq!(pool.slash(10), None);
	let mut conversion = Conversion { shares: 10, into: 5, left_at: 0, joined_at: 0 };
	assert_eq!((conversion.worth(11), conversion.take(11)), (None, None));
	assert_eq!(step(1, 0), None);
	assert_eq!(portion(1, 0, 0, 0), None);
}

#[test]
fn the_owner_should_pay_first_as_far_as_it_goes() {
	let half = Perbill::from_percent(50);
	// 50 by the owner, the other 50 by 450 and 500 tokens.
	assert_eq!(divide_slash(100, half, 500, 500), Some(26));
	assert_eq!(divide_slash(100, Perbill::one(), 500, 500), Some(0));
	assert_eq!(divide_slash(100, Perbill::zero(), 500, 500), Some(50));
	assert_eq!(divide_slash(100, half, 0, 500), Some(100));
	assert_eq!(divide_slash(1_000_000, half, 500, 500), Some(500));
	assert_eq!(divide_slash(100, half, 30, 0), Some(0));
}
