use frame_support::{assert_noop, assert_ok};
use sp_runtime::DispatchError;
use substation_primitives::{Roster, Status};

use crate::{mock::*, Error, Event, Evictions, Records};

/// A node that misses windows 2, 3 and 4, and is jailed at block 40.
fn jailed() -> u32 {
	let node = register(WIRELESS, 5);
	run_to(40);
	assert_eq!(status(node), Status::Jailed);
	node
}

fn unjail(who: AccountId, node: u32) -> frame_support::dispatch::DispatchResult {
	Attestation::unjail(RuntimeOrigin::signed(who), node)
}

#[test]
fn unjail_should_make_the_node_active_after_its_cool_down() {
	build_and_execute(|| {
		let node = jailed();
		run_to(54);
		assert_noop!(unjail(owner(node), node), Error::<Test>::CoolDownNotOver);
		next_block();
		assert_ok!(unjail(owner(node), node));
		System::assert_last_event(Event::Unjailed { node }.into());
		assert_eq!(status(node), Status::Active);
		assert!(page(WIRELESS, 0).open.fresh.contains(0));
		assert_eq!(Records::<Test>::get(node).jail, None);
		assert_eq!(Evictions::<Test>::iter_keys().count(), 0);
	});
}

#[test]
fn unjail_should_start_a_new_streak() {
	build_and_execute(|| {
		let node = jailed();
		run_to(55);
		assert_ok!(unjail(operator(node), node));
		assert_eq!(Attestation::counters(node).streak, 0);
		run_to(80);
		assert_eq!(status(node), Status::Active, "windows 7 and 8: two misses");
		run_to(90);
		assert_eq!(status(node), Status::Jailed, "window 9: the third");
		assert_eq!(Attestation::counters(node).missed, 6);
		assert_eq!(Attestation::counters(node).windows, 6);
	});
}

#[test]
fn unjail_should_take_only_the_owner_and_the_operator() {
	build_and_execute(|| {
		let node = jailed();
		run_to(55);
		assert_noop!(unjail(1, node), Error::<Test>::NotAuthorized);
		assert_noop!(unjail(operator(node + 1), node), Error::<Test>::NotAuthorized);
		assert_noop!(Attestation::unjail(RuntimeOrigin::root(), node), DispatchError::BadOrigin);
		assert_noop!(unjail(owner(9), 9), Error::<Test>::NodeNotFound);
	});
}

#[test]
fn unjail_should_refuse_a_node_that_is_not_in_jail() {
	build_and_execute(|| {
		let (node, other) = (register(WIRELESS, 5), register(WIRELESS, 5));
		assert_noop!(unjail(owner(node), node), Error::<Test>::NotJailed);
		retire(other);
		assert_noop!(unjail(owner(other), other), Error::<Test>::NotJailed);
	});
}

#[test]
fn unjail_should_refuse_a_node_that_has_retired_since() {
	build_and_execute(|| {
		let node = jailed();
		set_status(node, Status::Retiring);
		run_to(55);
		assert_noop!(unjail(owner(node), node), Error::<Test>::NotJailed);
	});
}

#[test]
fn unjail_should_fail_with_the_registry_and_change_nothing() {
	build_and_execute(|| {
		let node = jailed();
		run_to(55);
		Covered::set(false);
		let result = frame_support::storage::with_storage_layer(|| unjail(owner(node), node));
		assert_noop!(result, DispatchError::Other("CollateralShort"));
		assert!(Records::<Test>::get(node).jail.is_some());
		assert_eq!(status(node), Status::Jailed);
	});
}

#[test]
fn a_node_in_jail_should_not_come_back_another_way() {
	build_and_execute(|| {
		let node = jailed();
		run_to(60);
		let rejoin = Attestation::join(node, WIRELESS, 5, &key(node));
		assert_noop!(rejoin, Error::<Test>::StillJailed);
	});
}
