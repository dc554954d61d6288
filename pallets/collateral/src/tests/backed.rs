//! Nodes that others stand behind.

use super::prelude::*;
use substation_primitives::Cover as _;

/// Others have as much behind the node.
fn others(amount: Balance) {
	let before = Backed::get(NODE).unwrap_or_default();
	Backed::insert(NODE, amount);
	assert_ok!(match before.checked_sub(amount) {
		Some(less) => Collateral::left(NODE, less),
		None => Collateral::joined(NODE),
	});
}

#[test]
fn room_should_be_a_part_of_what_the_class_asks_for() {
	build_and_execute(|| {
		assert_eq!((Collateral::room(NODE), Collateral::room(404)), (500, 0));
		BackedPart::set(Perbill::zero());
		assert_eq!(Collateral::room(NODE), 0);
		assert_eq!(Collateral::earning(NODE), (REQUIRED, 0));
	});
}

#[test]
fn only_what_is_needed_should_earn() {
	build_and_execute(|| {
		others(400);
		assert_eq!(Collateral::earning(NODE), (REQUIRED - 400, 400));
		// More of it covers nothing, and takes nothing from others.
		assert_ok!(Collateral::deposit(by(ALICE), NODE, 5_000));
		assert_eq!(Collateral::earning(NODE), (REQUIRED - 400, 400));
		// Nor does more of theirs take anything from the owner.
		others(5_000);
		assert_eq!(Collateral::earning(NODE), (REQUIRED / 2, REQUIRED / 2));
		assert_ok!(Collateral::slash(NODE, 0, REQUIRED + 5_000 - 1));
		let locked = Collateral::locked(NODE);
		assert_eq!(Collateral::earning(NODE).0, locked.min(REQUIRED / 2));
		assert_eq!(Collateral::earning(404), (0, 0));
	});
}

#[test]
fn what_vests_should_earn_as_what_is_locked_does() {
	build_and_execute(|| {
		others(400);
		assert_ok!(Collateral::request_withdrawal(by(ALICE), NODE, 400));
		others(100);
		assert_eq!(Collateral::earning(NODE), (600, 100));
		Vesting::insert(NODE, 200);
		assert_eq!(Collateral::earning(NODE), (800, 100));
		Vesting::insert(NODE, 2_000);
		assert_eq!(Collateral::earning(NODE), (900, 100));
	});
}

#[test]
fn others_who_come_should_hurry_nobody() {
	build_and_execute(|| {
		Era::put(1);
		Collateral::earned(CLASS, 1_000);
		others(20);
		assert_eq!(Collateral::shortfall(NODE), Some((30, None)));
	});
}

#[test]
fn what_others_have_should_count_up_to_a_part() {
	build_and_execute(|| {
		Backed::insert(NODE, 5_000);
		assert!(Collateral::covers(NODE, 2_000));
		assert!(!Collateral::covers(NODE, 2_001));
		Backed::insert(NODE, 300);
		assert!(Collateral::covers(NODE, 1_300));
		assert!(!Collateral::covers(NODE, 1_301));
		assert!(!Collateral::covers(404, 0));
		// What vests counts, but is not held.
		Vesting::insert(NODE, 100);
		assert!(Collateral::covers(NODE, 1_400));
		assert!(!Collateral::holds(NODE, 1_400));
		assert!(Collateral::holds(NODE, 1_300));
	});
}

#[test]
fn an_owner_should_be_able_to_withdraw_what_others_stand_for() {
	build_and_execute(|| {
		let request = |amount| Collateral::request_withdrawal(by(ALICE), NODE, amount);
		assert_noop!(request(1), Error::<Test>::CollateralRequired);
		others(400);
		Deferred::insert(NODE, 100);
		// Slashes that are pending are for a time before, perhaps: the owner keeps enough for them alone.
		assert_noop!(request(301), Error::<Test>::CollateralRequired);
		let settled = Settled::get(NODE);
		assert_ok!(request(300));
		assert_eq!(Settled::get(NODE), Some(settled.unwrap_or_default() + 1));
		assert!(Collateral::covers(NODE, REQUIRED));
		Deferred::remove(NODE);
	});
}

#[test]
fn others_who_leave_should_open_a_shortfall_and_who_come_should_end_it() {
	build_and_execute(|| {
		others(400);
		assert_ok!(Collateral::request_withdrawal(by(ALICE), NODE, 400));
		others(150);
		assert_eq!(last_event(), Event::TopUpDue { node: NODE, missing: 250, until: 2 });
		assert_eq!(Collateral::shortfall(NODE), Some((250, Some(2))));
		others(400);
		assert_eq!(last_event(), Event::ToppedUp { node: NODE });
		assert_eq!(Collateral::shortfall(NODE), None);
		others(0);
		enter_era(3);
		assert_eq!(status(NODE), Status::Suspended);
		others(399);
		assert_eq!(status(NODE), Status::Suspended);
		others(400);
		assert_eq!(status(NODE), Status::Active);
	});
}

#[test]
fn who_leaves_should_be_missed_for_what_counted_and_no_more() {
	build_and_execute(|| {
		others(600);
		assert_ok!(Collateral::request_withdrawal(by(ALICE), NODE, 500));
		others(550);
		assert_eq!(Collateral::shortfall(NODE), None);
		others(450);
		assert_eq!(last_event(), Event::TopUpDue { node: NODE, missing: 50, until: 2 });
	});
}

/// The class goes on asking for more until this era.
fn ask_for_more_until(era: EraIndex) {
	for era in Era::get().unwrap_or_default() + 1..=era {
		Era::put(era);
		Collateral::earned(CLASS, 1_000);
	}
}

#[test]
fn what_was_missing_anyway_should_not_have_to_come_back() {
	build_and_execute(|| {
		others(20);
		ask_for_more_until(14);
		let (before, deadline) = Collateral::shortfall(NODE).expect("the class asks for more");
		assert!(before > 100 && deadline.is_none());
		others(0);
		assert_eq!(last_event(), Event::TopUpDue { node: NODE, missing: 20, until: 16 });
		assert_ok!(Collateral::deposit(by(ALICE), NODE, 19));
		assert_eq!(Collateral::shortfall(NODE), Some((before + 1, Some(16))));
		assert_ok!(Collateral::deposit(by(ALICE), NODE, 1));
		assert_eq!(Collateral::shortfall(NODE), Some((before, None)));
		// The same of a slash, and of rewards that come back.
		assert_ok!(Collateral::slash(NODE, 0, 30));
		assert_eq!(last_event(), Event::TopUpDue { node: NODE, missing: 30, until: 16 });
		ask_for_more_until(17);
		Earned::insert(NODE, 30);
		enter_era(17);
		assert_eq!((status(NODE), last_event()), (Status::Active, Event::ToppedUp { node: NODE }));
		assert_ok!(Collateral::slash(NODE, 0, 30));
		ask_for_more_until(20);
		Earned::insert(NODE, 29);
		enter_era(20);
		assert_eq!(status(NODE), Status::Suspended);
	});
}

#[test]
fn others_who_leave_a_retiring_node_should_open_no_shortfall() {
	build_and_execute(|| {
		others(400);
		assert_ok!(retire(NODE));
		others(0);
		assert_eq!(Collateral::shortfall(NODE), None);
		assert_ok!(Collateral::left(404, 1));
		assert_ok!(Collateral::joined(404));
	});
}

#[test]
fn a_slash_should_take_others_part_from_them_and_the_rest_from_the_owner() {
	build_and_execute(|| {
		others(500);
		let issuance = Balances::total_issuance();
		events();
		assert_eq!(Collateral::slash(NODE, 0, 200), Ok(200));
		let event = Event::Slashed { node: NODE, owner: ALICE, amount: 200, burned: 100 };
		assert_eq!(events(), [event]);
		assert_eq!((held(ALICE), Backed::get(NODE)), (REQUIRED - 100, Some(400)));
		assert_eq!(Balances::total_issuance(), issuance - 100);
		assert_eq!(Balances::free_balance(TREASURY), EXISTENTIAL_DEPOSIT + 100);
	});
}

#[test]
fn a_slash_should_take_what_others_have_where_the_owner_has_nothing() {
	build_and_execute(|| {
		assert_eq!(Collateral::slash(NODE, 0, REQUIRED), Ok(REQUIRED));
		others(30);
		assert_eq!(Collateral::slash(NODE, 0, 100), Ok(30));
		assert_eq!(Collateral::slash(NODE, 0, 100), Ok(0));
	});
}

#[test]
fn what_changes_the_owners_part_should_divide_what_was_earned_before() {
	build_and_execute(|| {
		assert_ok!(Collateral::deposit(by(ALICE), NODE, 100));
		assert_eq!(Settled::get(NODE), Some(1));
		assert_ok!(Collateral::request_withdrawal(by(ALICE), NODE, 100));
		assert_eq!(Settled::get(NODE), Some(2));
		assert_ok!(retire(NODE));
		assert_eq!(Settled::get(NODE), Some(3));
	});
}
