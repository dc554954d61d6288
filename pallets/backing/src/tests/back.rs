use super::prelude::*;

#[test]
fn back_should_move_tokens_to_the_pot_and_hold_a_deposit() {
	build_and_execute(|| {
		let before = free(ALICE);
		assert_ok!(Backing::back(by(ALICE), NODE, 1_000, COMMISSION));
		assert_eq!(events(), [Event::Backed { node: NODE, who: ALICE, amount: 1_000 }]);
		assert_eq!(free(ALICE), before - 1_000 - POSITION_DEPOSIT);
		assert_eq!(held(HoldReason::Position, ALICE), POSITION_DEPOSIT);
		assert_eq!((pot(), support().backed()), (1_000, Some(1_000)));
		assert_eq!(Changes::get(NODE), Some(vec![true]));
		// More of it needs no second deposit.
		back(ALICE, 500);
		assert_eq!(held(HoldReason::Position, ALICE), POSITION_DEPOSIT);
		assert_eq!((position(ALICE).young, position(ALICE).standing), (1_500, 0));
	});
}

#[test]
fn back_should_refuse_nodes_that_take_nobody() {
	build_and_execute(|| {
		refused!(Backing::back(by(ALICE), 404, 1_000, COMMISSION), Error::<Test>::NodeNotFound);
		register(8);
		refused!(Backing::back(by(ALICE), 8, 1_000, COMMISSION), Error::<Test>::NotOpen);
		set_status(NODE, Status::Retiring);
		refused!(Backing::back(by(ALICE), NODE, 1_000, COMMISSION), Error::<Test>::NodeRetiring);
	});
}

#[test]
fn the_last_of_the_room_should_be_taken_however_little_it_is() {
	build_and_execute(|| {
		back(ALICE, ROOM - LEAST + 1);
		let back = |amount| Backing::back(by(BOB), NODE, amount, COMMISSION);
		refused!(back(LEAST - 2), Error::<Test>::AmountTooSmall);
		refused!(back(LEAST), Error::<Test>::NoRoom);
		assert_ok!(back(LEAST - 1));
		refused!(back(1), Error::<Test>::NoRoom);
		refused!(back(0), Error::<Test>::AmountTooSmall);
	});
}

#[test]
fn back_should_refuse_a_commission_above_what_was_named() {
	build_and_execute(|| {
		let back = |percent| {
			let at_most = Perbill::from_percent(percent);
			Backing::back(by(ALICE), NODE, 1_000, at_most)
		};
		refused!(back(9), Error::<Test>::CommissionAboveLimit);
		// The owner of a node without backers can ask for anything, just before somebody comes.
		assert_ok!(Backing::close_to_backers(by(OWNER), NODE));
		assert_ok!(Backing::open_to_backers(by(OWNER), NODE, MaxCommission::get()));
		refused!(back(10), Error::<Test>::CommissionAboveLimit);
		assert_ok!(back(50));
	});
}

#[test]
fn back_should_take_jailed_and_suspended_nodes() {
	build_and_execute(|| {
		set_status(NODE, Status::Jailed);
		back(ALICE, 1_000);
		set_status(NODE, Status::Suspended);
		back(ALICE, 1_000);
	});
}

#[test]
fn back_should_refuse_too_little_too_much_and_what_is_not_there() {
	build_and_execute(|| {
		let back = |who, amount| Backing::back(by(who), NODE, amount, COMMISSION);
		refused!(back(ALICE, LEAST - 1), Error::<Test>::AmountTooSmall);
		refused!(back(ALICE, ROOM + 1), Error::<Test>::NoRoom);
		refused!(back(NOBODY, 1_000), TokenError::FundsUnavailable);
		Room::put(2 * ENDOWMENT);
		refused!(back(ALICE, ENDOWMENT), TokenError::FundsUnavailable);
		refused!(back(ALICE, Balance::MAX), Error::<Test>::NoRoom);
		Room::put(ROOM);
		assert_ok!(back(ALICE, ROOM));
		refused!(back(BOB, LEAST), Error::<Test>::NoRoom);
	});
}

#[test]
fn back_should_earn_nothing_of_what_came_before() {
	build_and_execute(|| {
		earn(NODE, 1_000);
		back(ALICE, 5_000);
		assert_eq!(position(ALICE).claimable, 0);
		earn(NODE, 900);
		back(BOB, 5_000);
		// 810 to divide, of which a third; rounding leaves a base unit in the pot.
		assert_eq!((position(ALICE).claimable, position(BOB).claimable), (269, 0));
		pay(NODE, 1_000);
		assert_eq!((position(ALICE).claimable, position(BOB).claimable), (269 + 225, 224));
	});
}

#[test]
fn back_in_the_next_era_should_add_to_what_is_old_by_then() {
	build_and_execute(|| {
		back(ALICE, 1_000);
		enter_era(1);
		back(ALICE, 500);
		assert_eq!((position(ALICE).standing, position(ALICE).young), (1_000, 500));
		assert_eq!(support().young.len(), 1);
	});
}

#[test]
fn back_should_wait_while_a_slash_from_before_ones_last_tokens_is_pending() {
	build_and_execute(|| {
		miss(NODE, 100);
		back(ALICE, 1_000);
		enter_era(1);
		refused!(Backing::back(by(ALICE), NODE, 500, COMMISSION), Error::<Test>::StillYoung);
		// Others can come, and a slash of a later time is in nobody's way.
		back(BOB, 1_000);
		enter_era(2);
		miss(NODE, 100);
		enter_era(8);
		back(ALICE, 500);
		assert_eq!((position(ALICE).standing, position(ALICE).young), (1_000, 500));
		// The slash of era 0 was the owner's alone.
		assert_eq!((behind(BOB), Own::get(NODE)), (1_000, Some(OWN - 100)));
	});
}

#[test]
fn back_should_refuse_a_node_behind_which_nearly_all_was_slashed() {
	build_and_execute(|| {
		let lots = 1 << 40;
		Room::put(ENDOWMENT);
		back(ALICE, lots);
		enter_era(1);
		unback(ALICE, 1 << 30);
		assert_ok!(slash(NODE, 1, 2 * lots));
		refused!(Backing::back(by(BOB), NODE, 1_000, COMMISSION), Error::<Test>::Ruined);
		// It ends when those who are left have gone.
		enter_era(2);
		unback(ALICE, None);
		back(BOB, 1_000);
	});
}

#[test]
fn back_should_find_room_for_every_era_of_a_node_that_always_fails() {
	build_and_execute(|| {
		Room::put(ENDOWMENT);
		for era in 0..60 {
			enter_era(era);
			miss(NODE, 2);
			appeal(NODE, era);
			let newcomer = 1_000 + AccountId::from(era);
			assert_ok!(Balances::transfer_allow_death(by(CAROL), newcomer, 10_000));
			back(newcomer, 1_000);
			assert_ok!(Backing::do_try_state());
		}
		assert_eq!(support().young.len() as u32, 15);
	});
}
