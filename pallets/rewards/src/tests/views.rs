use crate::mock::*;

#[test]
fn claimable_should_be_what_a_claim_pays() {
	build_and_execute(|| {
		assert_eq!(Rewards::claimable(1), None, "has never been active");
		enter(1, CLASS, 10);
		assert_eq!(Rewards::claimable(1), Some(0));
		fund(CLASS, 50_000, 10);
		run(7);
		settle(CLASS, &[]);
		assert_eq!(Rewards::claimable(1), Some(35_000));
		Rewards::claim(RuntimeOrigin::signed(7), 1).unwrap();
		assert_eq!(Balances::free_balance(payee(1)), 35_000);
		assert_eq!(Rewards::claimable(1), Some(0));
	});
}

#[test]
fn pool_should_stand_as_in_this_block() {
	build_and_execute(|| {
		assert_eq!(Rewards::pool(CLASS), None);
		enter(1, CLASS, 10);
		fund(CLASS, 50_000, 10);
		run(4);
		let pool = Rewards::pool(CLASS).unwrap();
		assert_eq!((pool.reserve, pool.streamed, pool.funded), (30_000, 20_000, 50_000));
		assert_eq!((pool.weight, pool.updated, pool.ends), (10, 5, 11));
	});
}

#[test]
fn rate_should_end_with_the_stream() {
	build_and_execute(|| {
		assert_eq!(Rewards::rate(CLASS), 0);
		enter(1, CLASS, 10);
		fund(CLASS, 50_000, 10);
		run(9);
		assert_eq!(Rewards::rate(CLASS), 5_000);
		run(1);
		assert_eq!(Rewards::rate(CLASS), 0);
	});
}
