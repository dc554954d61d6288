use frame_support::{assert_err, assert_ok, traits::fungible::MutateHold};
use sp_runtime::{MultiSigner, TryRuntimeError};
use substation_primitives::{Class, NodeId, Status};

use crate::{
	mock::*, Classes, HoldReason, Keys, NextClass, NextNode, NodeOf, Nodes as Records, StoredKey,
};

/// Corrupts a healthy chain with one node and asserts that it shows.
fn assert_detects(complaint: &'static str, corrupt: impl FnOnce(NodeId)) {
	genesis(vec![]).execute_with(|| {
		let node = registered();
		assert_ok!(Nodes::do_try_state());
		corrupt(node);
		assert_err!(Nodes::do_try_state(), TryRuntimeError::Other(complaint));
	});
}

fn corrupt(node: NodeId, change: impl FnOnce(&mut NodeOf<Test>)) {
	Records::<Test>::mutate(node, |node| change(node.as_mut().unwrap()));
}

#[test]
fn a_class_too_many_should_show() {
	assert_detects("there are more classes than allowed", |_| NextClass::<Test>::put(5));
}

#[test]
fn a_class_with_a_number_to_come_should_show() {
	let complaint = "a class has a number to come";
	assert_detects(complaint, |_| Classes::<Test>::insert(2, class()));
}

#[test]
fn a_missing_class_should_show() {
	assert_detects("a class is missing", |_| Classes::<Test>::remove(1));
}

#[test]
fn a_class_on_impossible_terms_should_show() {
	genesis(vec![]).execute_with(|| {
		Classes::<Test>::insert(1, Class { jail_after: 0, ..class() });
		assert!(Nodes::do_try_state().is_err());
	});
}

#[test]
fn a_node_of_no_class_should_show() {
	assert_detects("a node's class does not exist", |node| corrupt(node, |node| node.class = 9));
}

#[test]
fn a_number_that_could_be_used_twice_should_show() {
	assert_detects("1: a node has a number to come", NextNode::<Test>::put);
}

#[test]
fn a_key_that_is_not_indexed_should_show() {
	let complaint = "1: a node's key is not its own";
	assert_detects(complaint, |_| Keys::<Test>::remove(device(1).key()));
}

#[test]
fn a_key_that_two_nodes_have_should_show() {
	assert_detects("1: a node's key is not its own", |_| {
		let other = registered_with(&device(2));
		corrupt(other, |node| node.device_key = StoredKey(device(1).key()));
		Keys::<Test>::remove(device(2).key());
	});
}

#[test]
fn a_key_under_its_second_name_should_show() {
	assert_detects("1: a node's key is of no device's kind", |node| {
		let eth = MultiSigner::Eth([2; 33].into());
		Keys::<Test>::remove(device(1).key());
		Keys::<Test>::insert(&eth, node);
		corrupt(node, |node| node.device_key = StoredKey(eth));
	});
}

#[test]
fn a_key_of_a_node_that_has_another_should_show() {
	let complaint = "1: a key belongs to a node that has another or is gone";
	assert_detects(complaint, |node| Keys::<Test>::insert(device(2).key(), node));
}

#[test]
fn a_key_of_a_node_that_is_gone_should_show() {
	let complaint = "1: a key belongs to a node that has another or is gone";
	assert_detects(complaint, Records::<Test>::remove);
}

#[test]
fn an_active_node_on_no_page_should_show() {
	assert_detects("9: an active node is on no page", Members::remove);
}

#[test]
fn a_node_on_a_page_that_is_not_active_should_show() {
	for status in [Status::Jailed, Status::Suspended, Status::Retiring] {
		let complaint = "9: a node that is not active is on a page";
		assert_detects(complaint, |node| corrupt(node, |node| node.status = status));
	}
}

#[test]
fn a_node_that_attests_for_another_capacity_should_show() {
	let complaint = "9: a node attests for another capacity";
	assert_detects(complaint, |node| corrupt(node, |node| node.units = 3));
}

#[test]
fn a_node_on_another_classes_page_should_show() {
	let complaint = "9: a node is on another class's page";
	assert_detects(complaint, |node| corrupt(node, |node| node.class = 1));
}

#[test]
fn a_retiring_node_with_locked_collateral_should_show() {
	assert_detects("7: a retiring node has collateral locked", |node| {
		Members::remove(node);
		corrupt(node, |node| node.status = Status::Retiring);
	});
}

#[test]
fn a_record_without_a_deposit_should_show() {
	let complaint = "11: a record has no deposit";
	assert_detects(complaint, |node| corrupt(node, |node| node.deposit = 0));
}

#[test]
fn deposits_that_are_not_held_should_show() {
	let complaint = "4: what is held from an owner is not the sum of the deposits";
	assert_detects(complaint, |node| corrupt(node, |node| node.deposit += 1));
	assert_detects(complaint, |_| {
		assert_ok!(Balances::hold(&HoldReason::Registration.into(), &OWNER, 1));
	});
	assert_detects("4: deposits do not fit a balance", |node| {
		registered_with(&device(2));
		corrupt(node, |node| node.deposit = u128::MAX);
	});
}
