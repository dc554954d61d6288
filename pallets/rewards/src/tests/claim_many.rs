use crate::{mock::*, Error, Event, WeightInfo};
use frame_support::{
	assert_noop, assert_ok, dispatch::GetDispatchInfo, weights::Weight, BoundedVec,
};
use sp_runtime::{DispatchError, Perbill};
use substation_primitives::NodeId;

fn nodes(nodes: &[NodeId]) -> BoundedVec<NodeId, MaxClaims> {
	nodes.to_vec().try_into().unwrap()
}

/// Nodes 1 to 3, of which 1 and 3 have earned 1,000,000 each; 2 entered after it.
fn with_rewards(test: impl FnOnce()) {
	build_and_execute(|| {
		enter(1, CLASS, 10);
		enter(3, CLASS, 10);
		fund(CLASS, 2_000_000, 100);
		run(100);
		settle(CLASS, &[]);
		enter(2, CLASS, 10);
		System::reset_events();
		test();
	});
}

#[test]
fn claim_many_should_pay_each_payee() {
	with_rewards(|| {
		assert_ok!(Rewards::claim_many(RuntimeOrigin::signed(7), nodes(&[1, 3])));
		assert_eq!(Balances::free_balance(payee(1)), 1_000_000);
		assert_eq!(Balances::free_balance(payee(3)), 1_000_000);
	});
}

#[test]
fn claim_many_should_pay_one_payee_of_several_nodes_for_all() {
	with_rewards(|| {
		Nodes::mutate(|nodes| nodes.values_mut().for_each(|node| node.payee = 9));
		assert_ok!(Rewards::claim_many(RuntimeOrigin::signed(7), nodes(&[1, 3])));
		assert_eq!(Balances::free_balance(9), 2_000_000);
	});
}

#[test]
fn claim_many_should_not_be_held_up_by_a_node_that_has_nothing() {
	with_rewards(|| {
		assert_ok!(Rewards::claim_many(RuntimeOrigin::signed(7), nodes(&[2, 1, 1, 99, 3])));
		let failed = |node, error: Error<Test>| Event::ClaimFailed { node, error: error.into() };
		let claimed =
			|node| Event::Claimed { node, payee: payee(node), amount: 1_000_000, vesting: 0 };
		assert_eq!(
			events(),
			[
				failed(2, Error::NothingToClaim),
				claimed(1),
				failed(1, Error::NothingToClaim),
				failed(99, Error::NodeNotFound),
				claimed(3),
			]
		);
	});
}

#[test]
fn claim_many_should_change_nothing_for_a_node_that_failed() {
	build_and_execute(|| {
		enter(1, CLASS, 1);
		fund(CLASS, EXISTENTIAL_DEPOSIT - 1, 1);
		run(1);
		settle(CLASS, &[]);
		let before = crate::Positions::<Test>::get(1);
		assert_ok!(Rewards::claim_many(RuntimeOrigin::signed(7), nodes(&[1])));
		assert_eq!(crate::Positions::<Test>::get(1), before);
		assert_eq!(Rewards::claimable(1), Some(EXISTENTIAL_DEPOSIT - 1));
	});
}

#[test]
fn claim_many_should_declare_a_weight_for_each_node() {
	let weight = |count: u32| {
		let nodes = nodes(&(0..count).collect::<Vec<_>>());
		let call = RuntimeCall::Rewards(crate::Call::claim_many { nodes });
		call.get_dispatch_info().call_weight
	};
	let shares = (SHARE_WEIGHT + RETAIN_WEIGHT) * u64::from(MaxClaims::get());
	assert_eq!(weight(MaxClaims::get()), <() as WeightInfo>::claim_many(MaxClaims::get()) + shares);
	assert!(weight(1).ref_time() < weight(2).ref_time());
}

#[test]
fn claim_many_should_return_the_fee_for_what_was_not_done() {
	with_rewards(|| {
		let weight = |of: &[NodeId]| {
			let claimed = Rewards::claim_many(RuntimeOrigin::signed(7), nodes(of));
			claimed.unwrap().actual_weight.unwrap() - <()>::claim_many(of.len() as u32)
		};
		// Nobody else has a part, and nothing has to stay; where it fails, all may have been done.
		assert_eq!(weight(&[1]), Weight::zero());
		assert_eq!(weight(&[1, 3]), SHARE_WEIGHT + RETAIN_WEIGHT);
		Missing::set(Some(0));
		fund(CLASS, 2_000_000, 100);
		run(100);
		settle(CLASS, &[]);
		assert_eq!(weight(&[1]), RETAIN_WEIGHT);
		Shared::set(Perbill::from_percent(50));
		assert_eq!(weight(&[3]), SHARE_WEIGHT + RETAIN_WEIGHT);
	});
}

#[test]
fn claim_many_should_refuse_an_unsigned_origin() {
	with_rewards(|| {
		assert_noop!(
			Rewards::claim_many(RuntimeOrigin::root(), nodes(&[1])),
			DispatchError::BadOrigin
		);
	});
}
