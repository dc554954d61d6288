use super::prelude::*;

#[test]
fn unback_should_let_tokens_unbond() {
	build_and_execute(|| {
		back(ALICE, 1_000);
		enter_era(3);
		events();
		assert_ok!(Backing::unback(by(ALICE), NODE, Some(400)));
		assert_eq!(
			events(),
			[Event::Unbacked { node: NODE, who: ALICE, amount: 400, unlocks: 17 }]
		);
		assert_eq!((behind(ALICE), unbonding(ALICE)), (600, vec![(400, 17)]));
		assert_eq!(support().backed(), Some(600));
		assert_eq!(Changes::take(NODE), Some(vec![true, false]));
		unback(ALICE, None);
		assert_eq!((behind(ALICE), unbonding(ALICE)), (0, vec![(1_000, 17)]));
		assert_eq!(Changes::take(NODE), Some(vec![false]));
	});
}

#[test]
fn unback_should_refuse_in_the_era_of_coming() {
	build_and_execute(|| {
		back(ALICE, 1_000);
		let call = || Backing::unback(by(ALICE), NODE, None);
		refused!(call(), Error::<Test>::StillYoung);
		enter_era(1);
		assert_ok!(call());
	});
}

#[test]
fn unback_should_wait_for_slashes_from_before_the_coming() {
	build_and_execute(|| {
		miss(NODE, 100);
		enter_era(1);
		back(ALICE, 1_000);
		enter_era(7);
		refused!(Backing::unback(by(ALICE), NODE, None), Error::<Test>::StillYoung);
		enter_era(8);
		unback(ALICE, None);
		assert_eq!(unbonding(ALICE), [(1_000, 22)]);
	});
}

#[test]
fn unback_should_refuse_what_is_not_there_and_dust() {
	build_and_execute(|| {
		back(ALICE, 1_000);
		back(BOB, 1_000);
		enter_era(1);
		let unback = |who, amount| Backing::unback(by(who), NODE, amount);
		refused!(unback(CAROL, None), Error::<Test>::NotBacking);
		refused!(unback(ALICE, Some(0)), Error::<Test>::AmountTooSmall);
		refused!(unback(ALICE, Some(1_001)), Error::<Test>::NotEnough);
		refused!(unback(ALICE, Some(2_001)), Error::<Test>::NotEnough);
		refused!(unback(ALICE, Some(901)), Error::<Test>::TooLittleLeft);
		assert_ok!(unback(ALICE, Some(900)));
		assert_ok!(unback(ALICE, Some(100)));
		refused!(unback(ALICE, None), Error::<Test>::NotBacking);
		refused!(Backing::unback(by(ALICE), 404, None), Error::<Test>::NodeNotFound);
	});
}

#[test]
fn unback_should_earn_no_more_but_keep_what_was_earned() {
	build_and_execute(|| {
		back(ALICE, 10_000);
		enter_era(1);
		earn(NODE, 1_000);
		unback(ALICE, None);
		assert_eq!(position(ALICE).claimable, 449);
		pay(NODE, 1_000);
		assert_eq!(position(ALICE).claimable, 449);
	});
}

#[test]
fn unback_should_leave_younger_tokens_where_they_are() {
	build_and_execute(|| {
		back(ALICE, 1_000);
		enter_era(1);
		back(ALICE, 500);
		unback(ALICE, None);
		assert_eq!((position(ALICE).standing, position(ALICE).young), (0, 500));
		refused!(Backing::unback(by(ALICE), NODE, None), Error::<Test>::StillYoung);
		enter_era(2);
		unback(ALICE, None);
		assert_eq!(unbonding(ALICE), [(1_000, 15), (500, 16)]);
	});
}

#[test]
fn unback_should_go_out_of_a_tranche_that_a_ruined_pool_cannot_take_in() {
	build_and_execute(|| {
		Room::put(ENDOWMENT);
		back(ALICE, 1 << 40);
		enter_era(1);
		back(BOB, 1_000);
		assert_ok!(slash(NODE, 1, 1 << 41));
		enter_era(2);
		unback(BOB, 400);
		assert_eq!((position(BOB).standing, support().young.len()), (600, 1));
		unback(BOB, None);
		assert_eq!((unbonding(BOB), support().young.len()), (vec![(1_000, 16)], 0));
	});
}

#[test]
fn unback_should_find_room_in_every_era() {
	build_and_execute(|| {
		Room::put(ENDOWMENT);
		back(ALICE, 100_000);
		back(BOB, 100_000);
		for era in 1..60 {
			enter_era(era);
			// Each slash can wait for as long as an appeal can make it wait.
			miss(NODE, 2);
			appeal(NODE, era);
			if era > 15 {
				assert_ok!(Backing::withdraw(by(BOB), NODE));
			}
			unback(BOB, 100);
			assert_ok!(Backing::do_try_state());
		}
		assert_eq!(support().leaving.len() as u32, 15);
	});
}

#[test]
fn unback_should_ask_who_never_withdraws_to_do_so() {
	build_and_execute(|| {
		back(ALICE, 5_000);
		for era in 1..=15 {
			enter_era(era);
			unback(ALICE, 100);
		}
		enter_era(16);
		refused!(Backing::unback(by(ALICE), NODE, Some(100)), Error::<Test>::WithdrawFirst);
		assert_ok!(Backing::withdraw(by(ALICE), NODE));
		unback(ALICE, 100);
	});
}

#[test]
fn unback_should_weigh_by_the_tranches_that_became_old() {
	build_and_execute(|| {
		use crate::WeightInfo as _;
		back(ALICE, 1_000);
		enter_era(1);
		let info = Backing::unback(by(ALICE), NODE, None).unwrap();
		assert_eq!(info.actual_weight, Some(<()>::unback(1)));
	});
}

/// As only a slash of nearly all can bring about.
#[test]
fn unback_should_end_a_position_that_is_worth_less_than_a_share() {
	use substation_math::backing::{Conversion, Pool};
	build_and_execute(|| {
		back(ALICE, 1_000);
		back(BOB, 1_000);
		enter_era(1);
		Supports::<Test>::mutate(NODE, |support| {
			let support = support.as_mut().unwrap();
			support.young = Default::default();
			support.main = Pool { tokens: 1, shares: 1, acc: 0 };
		});
		let terms = Conversion { shares: 2_000, into: 1, left_at: 0, joined_at: 0 };
		Conversions::<Test>::insert(NODE, 0, terms);
		unback(ALICE, None);
		assert_eq!(held(HoldReason::Position, ALICE), 0);
		assert_eq!(Backing::position(NODE, ALICE), None);
		assert_eq!(behind(BOB), 1);
		unback(BOB, None);
		enter_era(15);
		assert_ok!(Backing::withdraw(by(BOB), NODE));
		assert_eq!(free(BOB), ENDOWMENT - 999);
	});
}
