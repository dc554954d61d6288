use frame_support::{assert_noop, assert_ok};
use sp_runtime::DispatchError::BadOrigin;
use substation_primitives::{LifeCycle, Status};

use crate::{mock::*, Error, Event};

type E = Error<Test>;

fn retire(who: AccountId) -> sp_runtime::DispatchResult {
	Nodes::retire(RuntimeOrigin::signed(who), 0)
}

#[test]
fn retire_should_take_the_node_off_its_page_and_unbond() {
	build_and_execute(|| {
		let node = registered();
		assert_ok!(retire(OWNER));
		assert_eq!(status(node), Status::Retiring);
		assert_eq!(Members::get(node), None);
		let ledger = Ledgers::get(node).unwrap();
		assert_eq!((ledger.locked, ledger.unbonding, ledger.unlocks), (0, 100, UNBONDING));
		// Its key and its deposit stay until it is reaped.
		assert_eq!(Nodes::node_of(device(1).key()), Some(node));
		assert_eq!(held(OWNER), RECORD_DEPOSIT);
		assert_eq!(last_event(), Event::Retired { node });
	});
}

#[test]
fn retire_should_take_due_slashes_first() {
	build_and_execute(|| {
		let node = registered();
		incur(node, 30);
		pass_eras(DEFERRAL + 1);
		assert_ok!(retire(OWNER));
		assert_eq!(Ledgers::get(node).map(|ledger| ledger.unbonding), Some(70));
	});
}

#[test]
fn retire_should_work_from_jail_and_suspension() {
	build_and_execute(|| {
		let node = registered();
		assert_ok!(jail(node));
		assert_ok!(retire(OWNER));
		assert_eq!(status(node), Status::Retiring);

		let node = registered_with(&device(2));
		assert_ok!(<Nodes as LifeCycle>::suspend(node));
		assert_ok!(Nodes::retire(RuntimeOrigin::signed(OWNER), node));
		assert_eq!(status(node), Status::Retiring);
	});
}

#[test]
fn retire_should_be_for_the_owner_only() {
	build_and_execute(|| {
		assert_noop!(retire(OWNER), E::NodeNotFound);
		registered();
		assert_noop!(retire(OPERATOR), E::NotOwner);
		assert_noop!(retire(STRANGER), E::NotOwner);
		assert_noop!(Nodes::retire(RuntimeOrigin::none(), 0), BadOrigin);
	});
}

#[test]
fn retire_should_happen_once() {
	build_and_execute(|| {
		registered();
		assert_ok!(retire(OWNER));
		assert_noop!(retire(OWNER), E::AlreadyRetiring);
	});
}
