//! What vests of a reward, what must stay behind a node, and what becomes of it.

use crate::{mock::*, Error, Event, Positions, WeightInfo};
use frame_support::{assert_noop, assert_ok, storage::with_storage_layer, traits::Imbalance};
use sp_runtime::Perbill;
use substation_primitives::{api::VestingReport, Balance, NodeId, Streams as _, Vests as _};

const STRANGER: AccountId = 9;

/// Node 1 has earned `amount` more.
fn earn(amount: Balance) {
	fund(CLASS, amount, 1);
	run(1);
	settle(CLASS, &[]);
}

fn claim() {
	assert_ok!(Rewards::claim(RuntimeOrigin::signed(STRANGER), 1));
}

fn paid(node: NodeId) -> Balance {
	Balances::free_balance(payee(node))
}

/// A node whose payee exists, in whose rewards a quarter vests over 100 blocks.
fn with_node(test: impl FnOnce()) {
	build_and_execute(|| {
		VestingPart::set(Perbill::from_percent(25));
		enter(1, CLASS, 1);
		earn(40_000);
		System::reset_events();
		test();
	});
}

#[test]
fn claim_should_let_a_part_vest_and_pay_it_later() {
	with_node(|| {
		assert_eq!(Rewards::payable(1), Some(30_000));
		claim();
		assert_eq!(paid(1), 30_000);
		let event = Event::Claimed { node: 1, payee: payee(1), amount: 30_000, vesting: 10_000 };
		assert_eq!(events(), [event]);
		assert_noop!(
			Rewards::claim(RuntimeOrigin::signed(STRANGER), 1),
			Error::<Test>::NothingToClaim
		);
		run(50);
		assert_eq!(Rewards::payable(1), Some(5_000));
		claim();
		assert_eq!(paid(1), 35_000);
		run(50);
		claim();
		assert_eq!((paid(1), Rewards::vesting(1)), (40_000, 0));
	});
}

#[test]
fn what_comes_during_a_round_should_wait_for_the_next() {
	with_node(|| {
		claim();
		let start = System::block_number();
		run(49);
		earn(40_000);
		claim();
		assert_eq!(paid(1), 65_000);
		run(1);
		let report = VestingReport {
			total: 15_000,
			released: 100,
			running: 4_900,
			until: start + 100,
			waiting: 10_000,
		};
		assert_eq!(Rewards::vesting_of(1), Some(report));
		run(49);
		claim();
		assert_eq!(paid(1), 70_000);
		run(100);
		claim();
		assert_eq!((paid(1), Rewards::vesting(1)), (80_000, 0));
	});
}

#[test]
fn claiming_often_should_not_change_what_is_released_but_for_dust() {
	with_node(|| {
		claim();
		for _ in 0..50 {
			run(1);
			claim();
		}
		let dust = 35_000 - paid(1);
		assert!(dust <= 50, "{dust} are late");
		run(50);
		claim();
		assert_eq!(paid(1), 40_000);
	});
}

#[test]
fn others_part_should_not_vest() {
	with_node(|| {
		Shared::set(Perbill::from_percent(50));
		claim();
		assert_eq!(Balances::free_balance(OTHERS), EXISTENTIAL_DEPOSIT + 20_000);
		assert_eq!((paid(1), Rewards::vesting(1)), (15_000, 5_000));
	});
}

#[test]
fn what_is_missing_behind_a_node_should_stay_there_and_vest() {
	with_node(|| {
		Missing::set(Some(18_000));
		assert_eq!(Rewards::payable(1), Some(22_000));
		claim();
		assert_eq!((paid(1), Rewards::vesting(1)), (22_000, 18_000));
		// What is released stays again, as long as it is missing; not longer.
		run(50);
		assert_eq!(Rewards::payable(1), Some(0));
		claim();
		assert_eq!((paid(1), Rewards::vesting(1)), (22_000, 18_000));
		Missing::set(Some(0));
		run(150);
		claim();
		assert_eq!((paid(1), Rewards::vesting(1)), (40_000, 0));
	});
}

#[test]
fn what_had_to_stay_once_should_be_asked_for_ever_after() {
	with_node(|| {
		// The class asks for its least, of which something is missing.
		Missing::set(Some(25_000));
		Applies::set(false);
		claim();
		assert_eq!((paid(1), Rewards::vesting(1)), (30_000, 10_000));
		earn(40_000);
		assert_ok!(Rewards::keep(1));
		assert_eq!((paid(1), Rewards::vesting(1)), (55_000, 25_000));
		// It has vested, and stays.
		run(250);
		assert_eq!(Rewards::payable(1), Some(0));
		claim();
		assert_eq!((paid(1), Rewards::vesting(1)), (55_000, 25_000));
		Missing::set(Some(0));
		run(250);
		claim();
		assert_eq!((paid(1), Rewards::vesting(1)), (80_000, 0));
	});
}

#[test]
fn all_should_stay_where_more_is_missing() {
	with_node(|| {
		Missing::set(Some(1_000_000));
		claim();
		assert_eq!((paid(1), Rewards::vesting(1)), (0, 40_000));
		// Nor is it said that somebody was paid.
		use pallet_balances::Event::Transfer;
		let mut of_tokens = System::read_events_for_pallet().into_iter();
		assert!(!of_tokens.any(|event| matches!(event, Transfer { to, .. } if to == payee(1))));
	});
}

#[test]
fn claim_should_weigh_more_where_something_may_have_to_stay() {
	with_node(|| {
		let weight = |by| Rewards::claim(RuntimeOrigin::signed(by), 1).unwrap().actual_weight;
		assert_eq!(weight(STRANGER), Some(<()>::claim()));
		earn(40_000);
		Missing::set(Some(0));
		assert_eq!(weight(STRANGER), Some(<()>::claim() + RETAIN_WEIGHT));
		earn(40_000);
		assert_eq!(weight(payee(1)), Some(<()>::claim_own() + RETAIN_WEIGHT));
	});
}

#[test]
fn a_slash_should_take_what_vests_and_no_more() {
	with_node(|| {
		claim();
		System::reset_events();
		let taken = |amount| Rewards::slash(1, amount).unwrap().peek();
		let pot = Balances::free_balance(Rewards::pot());
		assert_eq!(taken(4_000), 4_000);
		assert_eq!(Balances::free_balance(Rewards::pot()), pot - 4_000);
		assert_eq!(Rewards::vesting(1), 6_000);
		assert_eq!(events(), [Event::VestingSlashed { node: 1, amount: 4_000 }]);
		run(50);
		claim();
		assert_eq!(paid(1), 33_000);
		assert_eq!(taken(9_000), 3_000);
		System::reset_events();
		assert_eq!(taken(9_000), 0);
		assert_eq!(events(), []);
		assert_eq!(Rewards::slash(2, 9_000).unwrap().peek(), 0);
		run(100);
		assert_eq!(Rewards::payable(1), Some(0));
	});
}

#[test]
fn keep_should_add_what_was_earned_to_what_is_missing() {
	with_node(|| {
		// Where the class asks for its least, it is asked in this case only.
		Missing::set(None);
		assert_ok!(Rewards::keep(1));
		assert_eq!((paid(1), Rewards::vesting(1)), (30_000, 10_000));
		assert_ok!(Rewards::keep(1));
		assert_ok!(Rewards::keep(2));
		earn(40_000);
		Missing::set(Some(30_000));
		assert_ok!(Rewards::keep(1));
		// A hundredth of the round has passed.
		assert_eq!((paid(1), Rewards::vesting(1)), (50_000, 30_000));
	});
}

#[test]
fn pay_out_should_pay_what_has_vested_without_new_rewards() {
	with_node(|| {
		claim();
		run(10);
		assert_ok!(Rewards::pay_out(1));
		assert_eq!(paid(1), 31_000);
	});
}

#[test]
fn a_node_that_goes_should_be_paid_all_that_vests() {
	with_node(|| {
		claim();
		run(1);
		earn(40_000);
		claim();
		// The last of it was not claimed.
		earn(40_000);
		leave(1, true);
		reap(1);
		assert_eq!(paid(1), 120_000);
		assert!(Positions::<Test>::get(1).is_none());
	});
}

#[test]
fn a_node_that_goes_should_be_paid_what_vests_without_new_rewards() {
	with_node(|| {
		claim();
		leave(1, true);
		assert_eq!(Rewards::claimable(1), Some(0));
		reap(1);
		assert_eq!(paid(1), 40_000);
	});
}

#[test]
fn what_vests_should_go_back_to_the_pool_where_nobody_can_be_paid() {
	with_node(|| {
		Shared::set(Perbill::one());
		claim();
		Shared::set(Perbill::zero());
		earn(500);
		Missing::set(Some(400));
		// 400 stay, and the other 100 are less than an account must hold.
		let claim_it = || Rewards::claim(RuntimeOrigin::signed(STRANGER), 1);
		assert_noop!(with_storage_layer(claim_it), Error::<Test>::AmountTooSmall);
		Missing::set(Some(500));
		claim();
		leave(1, true);
		reap(1);
		assert_eq!(paid(1), 0);
		assert_eq!(crate::Pools::<Test>::get(CLASS).reserve, 500);
	});
}

#[test]
fn an_era_should_tell_what_a_unit_earned_in_it() {
	build_and_execute(|| {
		enter(1, CLASS, 3);
		enter(2, CLASS, 2);
		fund(CLASS, 5_000, 10);
		run(10);
		fund(CLASS, 1_000, 10);
		run(5);
		fund(CLASS, 0, 10);
		assert_eq!(UnitsEarned::get(), [(CLASS, 0), (CLASS, 1_000), (CLASS, 100)]);
	});
}
