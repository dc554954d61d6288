use super::prelude::*;

#[test]
fn withdraw_should_pay_in_the_first_era_after_unbonding_and_not_before() {
	build_and_execute(|| {
		let before = free(ALICE);
		back(ALICE, 1_000);
		enter_era(2);
		unback(ALICE, 400);
		enter_era(15);
		refused!(Backing::withdraw(by(ALICE), NODE), Error::<Test>::NothingUnlocked);
		enter_era(16);
		assert_eq!(position(ALICE).withdrawable, 400);
		events();
		assert_ok!(Backing::withdraw(by(ALICE), NODE));
		assert_eq!(events(), [Event::Withdrawn { node: NODE, who: ALICE, amount: 400 }]);
		assert_eq!(free(ALICE), before - 600 - POSITION_DEPOSIT);
	});
}

#[test]
fn withdraw_of_the_last_tokens_should_end_the_position() {
	build_and_execute(|| {
		back(ALICE, 10_000);
		pay(NODE, 1_000);
		enter_era(1);
		unback(ALICE, None);
		enter_era(15);
		events();
		assert_ok!(Backing::withdraw(by(ALICE), NODE));
		assert_eq!(
			events(),
			[
				Event::Withdrawn { node: NODE, who: ALICE, amount: 10_000 },
				Event::Claimed { node: NODE, who: ALICE, amount: 449 },
			]
		);
		assert_eq!((free(ALICE), pot()), (ENDOWMENT + 449, 1));
		assert_eq!(held(HoldReason::Position, ALICE), 0);
		refused!(Backing::withdraw(by(ALICE), NODE), Error::<Test>::NotBacking);
	});
}

#[test]
fn withdraw_should_wait_for_a_slash_of_the_time_in_which_the_tokens_stood() {
	build_and_execute(|| {
		back(ALICE, 1_000);
		enter_era(2);
		miss(NODE, 110);
		appeal(NODE, 2);
		unback(ALICE, None);
		enter_era(16);
		refused!(Backing::withdraw(by(ALICE), NODE), Error::<Test>::NothingUnlocked);
		assert_eq!(position(ALICE).withdrawable, 0);
		// Due in era 2 + 7 + 7 + 1: it is taken, and the rest is paid.
		enter_era(17);
		events();
		assert_ok!(Backing::withdraw(by(ALICE), NODE));
		let taken = 5;
		assert_eq!(
			events(),
			[
				Event::Slashed { node: NODE, era: 2, amount: taken },
				Event::Withdrawn { node: NODE, who: ALICE, amount: 1_000 - taken },
			]
		);
	});
}

#[test]
fn withdraw_should_not_wait_for_a_slash_of_a_later_time() {
	build_and_execute(|| {
		back(ALICE, 1_000);
		enter_era(2);
		unback(ALICE, None);
		enter_era(16);
		miss(NODE, 100);
		assert_ok!(Backing::withdraw(by(ALICE), NODE));
		assert_eq!(free(ALICE), ENDOWMENT);
	});
}

#[test]
fn withdraw_should_pay_from_a_tranche_that_has_made_room_for_others() {
	build_and_execute(|| {
		back(ALICE, 1_000);
		back(BOB, 5_000);
		enter_era(1);
		unback(ALICE, None);
		for era in 2..=17 {
			enter_era(era);
			if era == 16 {
				assert_ok!(Backing::withdraw(by(BOB), NODE));
			}
			unback(BOB, 100);
		}
		assert_eq!(Departed::<Test>::iter().count(), 1);
		assert_eq!(position(ALICE).withdrawable, 1_000);
		assert_ok!(Backing::do_try_state());
		assert_ok!(Backing::withdraw(by(ALICE), NODE));
		assert_eq!(free(ALICE), ENDOWMENT);
		assert_eq!(Departed::<Test>::iter().count(), 0);
	});
}

#[test]
fn withdraw_should_pay_all_when_the_node_is_gone() {
	build_and_execute(|| {
		back(ALICE, 1_000);
		enter_era(5);
		unback(ALICE, 300);
		back(ALICE, 200);
		back(BOB, 500);
		pay(NODE, 1_000);
		set_status(NODE, Status::Retiring);
		enter_era(6);
		// A retiring node's backers leave as ever.
		unback(ALICE, 300);
		Nodes::remove(NODE);
		refused!(Backing::unback(by(ALICE), NODE, None), Error::<Test>::NodeNotFound);
		let PositionReport { claimable, withdrawable, .. } = position(ALICE);
		assert_eq!(withdrawable, 1_200);
		assert_ok!(Backing::withdraw(by(ALICE), NODE));
		assert_eq!(free(ALICE), ENDOWMENT + claimable);
		assert_eq!(held(HoldReason::Opening, OWNER), OPENING_DEPOSIT);
		let claimable = position(BOB).claimable;
		assert_ok!(Backing::withdraw(by(BOB), NODE));
		assert_eq!(free(BOB), ENDOWMENT + claimable);
		// The last one out closes it.
		assert_eq!(held(HoldReason::Opening, OWNER), 0);
		assert!(Supports::<Test>::get(NODE).is_none());
	});
}

#[test]
fn withdraw_should_refuse_who_has_nothing() {
	build_and_execute(|| {
		back(ALICE, 1_000);
		refused!(Backing::withdraw(by(BOB), NODE), Error::<Test>::NotBacking);
		refused!(Backing::withdraw(by(ALICE), NODE), Error::<Test>::NothingUnlocked);
	});
}

#[test]
fn withdraw_should_weigh_by_the_tranches_that_it_paid() {
	build_and_execute(|| {
		use crate::WeightInfo as _;
		back(ALICE, 1_000);
		for era in 1..=3 {
			enter_era(era);
			unback(ALICE, 100);
		}
		enter_era(16);
		let info = Backing::withdraw(by(ALICE), NODE).unwrap();
		assert_eq!(info.actual_weight, Some(<()>::withdraw(2)));
	});
}

#[test]
fn withdraw_should_weigh_the_tranches_that_nobody_touched_before_the_node_was_gone() {
	build_and_execute(|| {
		use crate::WeightInfo as _;
		use frame_support::dispatch::GetDispatchInfo;
		miss(NODE, 100);
		for (era, who) in [ALICE, BOB, CAROL].into_iter().enumerate() {
			enter_era(era as EraIndex);
			back(who, 1_000);
		}
		assert_eq!(support().young.len(), 3);
		cancel(NODE, 0);
		Nodes::remove(NODE);
		let info = Backing::withdraw(by(ALICE), NODE).unwrap();
		assert_eq!(info.actual_weight, Some(<()>::withdraw(3)));
		let most = crate::Call::<Test>::withdraw { node: NODE }.get_dispatch_info().call_weight;
		assert_eq!(most, <()>::withdraw(15 + 15));
	});
}
