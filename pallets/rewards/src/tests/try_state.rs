//! Each check must fail where its invariant is broken.

use crate::{mock::*, Pools, Positions};
use substation_primitives::Status;

/// Breaks a chain on which node 1 has earned and claimed, and expects the check to say `message`.
fn broken(message: &'static str, corrupt: impl FnOnce()) {
	externalities().execute_with(|| {
		enter(1, CLASS, 10);
		enter(2, CLASS, 10);
		fund(CLASS, 1_000_000, 100);
		run(50);
		settle(CLASS, &[2]);
		Rewards::claim(RuntimeOrigin::signed(7), 1).unwrap();
		run(10);
		assert_eq!(Rewards::do_try_state(), Ok(()));
		corrupt();
		assert_eq!(Rewards::do_try_state(), Err(message.into()));
	});
}

#[test]
fn try_state_should_notice_a_wrong_weight() {
	broken("invariant 3: a stream's weight is not the sum of its active nodes' units", || {
		Pools::<Test>::mutate(CLASS, |pool| pool.weight += 1);
	});
}

#[test]
fn try_state_should_notice_a_wrong_number_of_nodes() {
	broken("invariant 2: a stream does not know how many active nodes it has", || {
		Pools::<Test>::mutate(CLASS, |pool| pool.nodes += 1);
	});
}

#[test]
fn try_state_should_notice_a_member_without_a_position() {
	broken("invariant 3: a stream's weight is not the sum of its active nodes' units", || {
		Positions::<Test>::remove(1);
	});
}

#[test]
fn try_state_should_notice_a_claim_that_was_not_streamed() {
	broken("invariant 5: nodes can claim more than was streamed to them", || {
		Positions::<Test>::mutate(2, |position| position.as_mut().unwrap().accrued += 1_000_000);
	});
}

#[test]
fn try_state_should_notice_money_from_nowhere() {
	broken("invariant 5: what a pool holds and has paid is not what it was funded with", || {
		Pools::<Test>::mutate(CLASS, |pool| pool.reserve += 1);
	});
}

#[test]
fn try_state_should_notice_more_paid_than_funded() {
	broken("invariant 5: what a pool holds and has paid is not what it was funded with", || {
		Pools::<Test>::mutate(CLASS, |pool| pool.paid += 1);
	});
}

#[test]
fn try_state_should_notice_a_stream_that_promises_too_much() {
	broken("invariant 5: a stream promises more than its reserve", || {
		Pools::<Test>::mutate(CLASS, |pool| pool.rate *= 10);
	});
}

#[test]
fn try_state_should_notice_a_page_settled_past_its_stream() {
	broken("invariant 5: a page is settled past its stream", || {
		Members::mutate(|members| members.get_mut(&1).unwrap().settled *= 2);
	});
}

#[test]
fn try_state_should_notice_money_that_is_parked_for_too_long() {
	broken("invariant 5: a round of vesting is longer than it may be", || {
		let until = System::block_number() + VestingPeriod::get() + 1;
		Positions::<Test>::mutate(1, |position| position.as_mut().unwrap().vesting.until = until);
	});
}

#[test]
fn try_state_should_notice_a_pot_that_is_short() {
	broken(
		"invariant 5: the pot holds less than the pools and what nodes have not claimed",
		|| {
			let balance = Balances::free_balance(Rewards::pot());
			Balances::force_set_balance(RuntimeOrigin::root(), Rewards::pot(), balance - 1)
				.unwrap();
		},
	);
}

#[test]
fn try_state_should_notice_a_lost_stream() {
	broken("invariant 5: a node has a share in a stream that does not exist", || {
		Members::take();
		Pools::<Test>::remove(CLASS);
	});
}

#[test]
fn try_state_should_notice_a_suspended_node_that_earns() {
	broken("invariant 9: a node that is not active has a share in a stream", || {
		Nodes::mutate(|nodes| nodes.get_mut(&1).unwrap().status = Status::Jailed);
	});
}

#[test]
fn try_state_should_notice_a_position_that_nobody_pays_for() {
	broken("invariant 11: a position has no node whose deposit pays for it", || {
		Nodes::mutate(|nodes| nodes.remove(&1));
	});
}

#[test]
fn try_state_should_notice_what_vests_and_was_not_streamed() {
	broken("invariant 5: nodes can claim more than was streamed to them", || {
		Positions::<Test>::mutate(1, |position| {
			position.as_mut().unwrap().vesting.waiting += 1_000
		});
	});
}

#[test]
fn try_state_should_notice_vesting_that_overflows() {
	broken("invariant 5: what vests overflows", || {
		Positions::<Test>::mutate(1, |position| {
			let vesting = &mut position.as_mut().unwrap().vesting;
			(vesting.running, vesting.waiting) = (1, u128::MAX);
		});
	});
}

#[test]
fn try_state_should_notice_a_round_that_is_released_in_advance() {
	let message = "invariant 5: a round of vesting is released in advance";
	broken(message, || {
		Positions::<Test>::mutate(1, |position| {
			position.as_mut().unwrap().vesting.since = System::block_number() + 1;
		});
	});
	broken(message, || {
		Positions::<Test>::mutate(1, |position| {
			let vesting = &mut position.as_mut().unwrap().vesting;
			(vesting.since, vesting.until) = (2, 1);
		});
	});
}
