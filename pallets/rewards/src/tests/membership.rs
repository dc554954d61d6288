//! Entering, leaving, and changing weight.

use crate::{mock::*, Error, Pools};
use frame_support::{assert_noop, assert_ok};
use substation_primitives::Streams;

/// Node 1 of 30 units and node 2 of 10, in a stream of 40 a block for a long time.
fn with_stream(test: impl FnOnce()) {
	build_and_execute(|| {
		enter(1, CLASS, 30);
		enter(2, CLASS, 10);
		fund(CLASS, 40_000, 1_000);
		test();
	});
}

fn claimable(node: u32) -> u128 {
	Rewards::claimable(node).unwrap()
}

#[test]
fn a_stream_should_be_shared_by_weight() {
	with_stream(|| {
		run(10);
		settle(CLASS, &[]);
		assert_eq!(<Rewards as Streams>::weight(CLASS), 40);
		assert_eq!((claimable(1), claimable(2)), (300, 100));
	});
}

#[test]
fn enter_should_earn_from_its_own_block_on() {
	with_stream(|| {
		run(10);
		enter(3, CLASS, 40);
		run(10);
		settle(CLASS, &[]);
		assert_eq!((claimable(1), claimable(2), claimable(3)), (450, 150, 200));
	});
}

#[test]
fn enter_should_keep_what_accrued_before() {
	with_stream(|| {
		run(10);
		settle(CLASS, &[]);
		leave(2, false);
		run(10);
		enter(2, CLASS, 50);
		run(10);
		settle(CLASS, &[]);
		assert_eq!(claimable(2), 100 + 250);
	});
}

#[test]
fn enter_should_refuse_a_node_of_another_class() {
	with_stream(|| {
		assert_noop!(<Rewards as Streams>::enter(1, 2, 30), Error::<Test>::NodeNotFound);
	});
}

#[test]
fn leave_should_pay_the_open_window_if_it_was_earned() {
	with_stream(|| {
		run(10);
		settle(CLASS, &[]);
		run(5);
		assert_eq!(leave(2, true), 0);
		assert_eq!(claimable(2), 150);
		run(100);
		assert_eq!(claimable(2), 150, "who left earns nothing");
	});
}

#[test]
fn leave_should_give_the_open_window_back_if_it_was_not_earned() {
	with_stream(|| {
		run(10);
		settle(CLASS, &[]);
		run(5);
		let reserve = Rewards::pool(CLASS).unwrap().reserve;
		assert_eq!(leave(2, false), 50);
		assert_eq!(claimable(2), 100);
		assert_eq!(Rewards::pool(CLASS).unwrap().reserve, reserve + 50);
	});
}

#[test]
fn leave_should_give_back_no_more_than_came_since_the_node_entered() {
	with_stream(|| {
		run(10);
		enter(3, CLASS, 40);
		run(5);
		assert_eq!(leave(3, false), 100, "5 blocks, not 15");
		assert_eq!(claimable(3), 0);
	});
}

#[test]
fn leave_should_leave_the_whole_stream_to_the_others() {
	with_stream(|| {
		run(10);
		settle(CLASS, &[]);
		leave(1, false);
		run(10);
		settle(CLASS, &[]);
		assert_eq!(claimable(2), 100 + 400);
		assert_eq!(Pools::<Test>::get(CLASS).weight, 10);
	});
}

#[test]
fn the_pool_should_know_how_many_nodes_it_has() {
	with_stream(|| {
		let nodes = || Pools::<Test>::get(CLASS).nodes;
		assert_eq!(nodes(), 2);
		enter(3, CLASS, 1);
		assert_eq!(nodes(), 3);
		resize(3, 50, true);
		assert_eq!(nodes(), 3, "it stays one");
		leave(3, false);
		leave(1, true);
		assert_eq!(nodes(), 1);
		enter(1, CLASS, 5);
		assert_eq!(nodes(), 2);
	});
}

#[test]
fn leave_should_refuse_an_unknown_node_and_a_wrong_class() {
	with_stream(|| {
		let leave = |node, class| <Rewards as Streams>::leave(node, class, 10, 0, true);
		assert_noop!(leave(3, CLASS), Error::<Test>::NodeNotFound);
		assert_noop!(leave(2, 2), Error::<Test>::NodeNotFound);
	});
}

#[test]
fn leave_should_refuse_more_weight_than_there_is() {
	with_stream(|| {
		assert_noop!(
			<Rewards as Streams>::leave(2, CLASS, 41, 0, true),
			sp_runtime::ArithmeticError::Overflow
		);
	});
}

#[test]
fn resize_should_count_from_its_own_block_on() {
	with_stream(|| {
		run(10);
		resize(2, 50, true);
		run(10);
		settle(CLASS, &[]);
		assert_eq!((claimable(1), claimable(2)), (300 + 150, 100 + 250));
	});
}

#[test]
fn resize_should_give_the_window_so_far_back_if_it_was_not_earned() {
	with_stream(|| {
		run(10);
		resize(2, 50, false);
		run(10);
		assert_eq!(settle(CLASS, &[2]), [250], "the part before the change is gone already");
		assert_eq!(claimable(2), 0);
	});
}

#[test]
fn resize_just_before_the_window_closes_should_gain_nothing() {
	let income = |grow: bool| {
		let mut income = 0;
		with_stream(|| {
			for _ in 0..10 {
				run(9);
				if grow {
					resize(2, 1_000_000, true);
				}
				settle(CLASS, &[]);
				if grow {
					resize(2, 10, true);
				}
				run(1);
				settle(CLASS, &[]);
			}
			income = claimable(2);
		});
		income
	};
	assert!(income(true) <= income(false));
}

#[test]
fn splitting_a_node_should_gain_nothing() {
	build_and_execute(|| {
		enter(0, CLASS, 100);
		(1..=100).for_each(|node| enter(node, CLASS, 1));
		fund(CLASS, 1_234_567_891, 97);
		run(97);
		settle(CLASS, &[]);
		let split: u128 = (1..=100).map(claimable).sum();
		assert!(split <= claimable(0));
	});
}

#[test]
fn forget_should_leave_nothing_of_the_node() {
	with_stream(|| {
		Balances::force_set_balance(RuntimeOrigin::root(), payee(2), EXISTENTIAL_DEPOSIT).unwrap();
		run(10);
		settle(CLASS, &[]);
		leave(2, false);
		reap(2);
		assert_eq!(Rewards::claimable(2), None);
		assert_eq!(Balances::free_balance(payee(2)), EXISTENTIAL_DEPOSIT + 100);
		assert_eq!(Pools::<Test>::get(CLASS).paid, 100);
	});
}

#[test]
fn forget_should_give_back_what_was_never_claimed() {
	with_stream(|| {
		run(10);
		settle(CLASS, &[]);
		leave(2, false);
		let reserve = Pools::<Test>::get(CLASS).reserve;
		<Rewards as Streams>::forget(2);
		Nodes::mutate(|nodes| nodes.remove(&2));
		assert_eq!(Pools::<Test>::get(CLASS).reserve, reserve + 100);
	});
}

#[test]
fn forget_should_not_mind_a_node_that_was_never_active() {
	with_stream(|| {
		<Rewards as Streams>::forget(99);
		assert_ok!(Rewards::pay_out(99));
	});
}
