use frame_support::{assert_noop, assert_ok};
use sp_runtime::DispatchError::Other;
use substation_primitives::{Address, Collateral, LifeCycle, Status};

use crate::{mock::*, Error, Event};

type E = Error<Test>;

fn reinstate(node: u32) -> sp_runtime::DispatchResult {
	<Nodes as LifeCycle>::reinstate(node)
}

fn suspend(node: u32) -> sp_runtime::DispatchResult {
	<Nodes as LifeCycle>::suspend(node)
}

fn evict(node: u32) -> sp_runtime::DispatchResult {
	<Nodes as LifeCycle>::evict(node)
}

#[test]
fn jailed_should_be_for_active_nodes_only() {
	build_and_execute(|| {
		let node = registered();
		assert_ok!(jail(node));
		assert_eq!(status(node), Status::Jailed);
		assert_noop!(<Nodes as LifeCycle>::jailed(node), E::NotActive);
		assert_noop!(<Nodes as LifeCycle>::jailed(node + 1), E::NodeNotFound);
	});
}

#[test]
fn suspend_should_take_an_active_node_off_its_page() {
	build_and_execute(|| {
		let node = registered();
		assert_ok!(suspend(node));
		assert_eq!(status(node), Status::Suspended);
		assert_eq!(Members::get(node), None);
		assert_eq!(last_event(), Event::Suspended { node });
	});
}

#[test]
fn suspend_should_do_nothing_to_a_node_that_is_on_no_page() {
	build_and_execute(|| {
		let node = registered();
		assert_noop!(suspend(node + 1), E::NodeNotFound);
		// Or a jailed node would be out of jail with the next deposit.
		assert_ok!(jail(node));
		assert_ok!(suspend(node));
		assert_eq!(status(node), Status::Jailed);

		assert_ok!(Nodes::retire(RuntimeOrigin::signed(OWNER), node));
		assert_ok!(suspend(node));
		assert_eq!(status(node), Status::Retiring);
	});
}

#[test]
fn reinstate_should_put_a_covered_node_back_to_work() {
	build_and_execute(|| {
		let node = registered();
		for leave in [jail, suspend] {
			assert_ok!(leave(node));
			assert_ok!(reinstate(node));
			assert_eq!(status(node), Status::Active);
			assert!(Members::contains_key(node));
			let address = Address { class: 0, page: 0, slot: 0 };
			assert_eq!(last_event(), Event::Reinstated { node, address });
		}
	});
}

#[test]
fn reinstate_should_ask_for_the_collateral() {
	build_and_execute(|| {
		let node = registered();
		lose(node, 1);
		assert_ok!(suspend(node));
		assert_noop!(reinstate(node), E::CollateralTooSmall);
		assert_ok!(Doubles::lock(node, &OWNER, 1));
		assert_ok!(reinstate(node));
	});
}

#[test]
fn reinstate_should_refuse_nodes_that_are_not_out_of_work() {
	build_and_execute(|| {
		let node = registered();
		assert_noop!(reinstate(node), E::AlreadyActive);
		assert_noop!(reinstate(node + 1), E::NodeNotFound);
		assert_ok!(Nodes::retire(RuntimeOrigin::signed(OWNER), node));
		assert_noop!(reinstate(node), E::AlreadyRetiring);
	});
}

#[test]
fn reinstate_should_change_nothing_when_no_page_can_be_had() {
	build_and_execute(|| {
		let node = registered();
		assert_ok!(jail(node));
		Mood::put(Temper::Failing);
		assert_noop!(reinstate(node), Other("in a bad mood"));
	});
}

#[test]
fn evict_should_retire_a_jailed_node() {
	build_and_execute(|| {
		let node = registered();
		assert_ok!(jail(node));
		assert_ok!(evict(node));
		assert_eq!(status(node), Status::Retiring);
		assert_eq!(Doubles::locked(node), 0);
		assert_eq!(last_event(), Event::Retired { node });
	});
}

#[test]
fn evict_should_refuse_nodes_that_are_not_jailed() {
	build_and_execute(|| {
		let node = registered();
		assert_noop!(evict(node), E::NotJailed);
		assert_noop!(evict(node + 1), E::NodeNotFound);
		assert_ok!(jail(node));
		assert_ok!(evict(node));
		assert_noop!(evict(node), E::NotJailed);
	});
}

#[test]
fn evict_should_be_done_as_a_whole_or_not_at_all() {
	build_and_execute(|| {
		let node = registered();
		incur(node, 10);
		pass_eras(DEFERRAL + 1);
		assert_ok!(jail(node));
		Mood::put(Temper::Failing);
		assert_noop!(evict(node), Other("in a bad mood"));
	});
}
