use frame_support::{assert_noop, assert_ok};
use sp_runtime::{DispatchError::BadOrigin, TokenError};
use substation_primitives::{Liabilities, Status};

use crate::{mock::*, Call, Error, Event};

type E = Error<Test>;

#[test]
fn transfer_should_hand_over_everything() {
	build_and_execute(|| {
		let node = registered();
		assert_ok!(Nodes::set_payee(RuntimeOrigin::signed(OWNER), node, PAYEE));
		earn(node, 30);
		incur(node, 9);
		assert_ok!(Nodes::transfer(RuntimeOrigin::signed(OWNER), node, OTHER));

		let record = record(node);
		assert_eq!((record.owner, record.operator, record.payee), (OTHER, None, OTHER));
		assert_eq!(record.status, Status::Active);
		assert_eq!((held(OWNER), held(OTHER)), (0, RECORD_DEPOSIT));
		assert_eq!(Ledgers::get(node).map(|ledger| ledger.owner), Some(OTHER));
		// What was earned before belongs to the old payee; the slashes go along.
		assert_eq!(Balances::free_balance(PAYEE), ENDOWMENT + 30);
		assert_eq!(Doubles::outstanding(node), 9);
		assert_eq!(last_event(), Event::Transferred { node, from: OWNER, to: OTHER });
	});
}

#[test]
fn transfer_should_end_the_rights_of_the_old_owner_and_operator() {
	build_and_execute(|| {
		let node = registered();
		assert_ok!(Nodes::transfer(RuntimeOrigin::signed(OWNER), node, OTHER));
		assert_noop!(Nodes::retire(RuntimeOrigin::signed(OWNER), node), E::NotOwner);
		let call = Nodes::update(RuntimeOrigin::signed(OPERATOR), node, None, None, Some(None));
		assert_noop!(call, E::NotAuthorized);
		assert_ok!(Nodes::retire(RuntimeOrigin::signed(OTHER), node));
	});
}

#[test]
fn transfer_should_move_only_this_nodes_deposit() {
	build_and_execute(|| {
		let node = registered();
		registered_with(&device(2));
		assert_ok!(Nodes::transfer(RuntimeOrigin::signed(OWNER), node, OTHER));
		assert_eq!((held(OWNER), held(OTHER)), (RECORD_DEPOSIT, RECORD_DEPOSIT));
	});
}

#[test]
fn transfer_should_refuse_the_owner_and_an_account_that_does_not_exist() {
	build_and_execute(|| {
		let node = registered();
		let transfer = |to| dispatch(OWNER, Call::transfer { node, to });
		assert_noop!(transfer(OWNER), E::AlreadyOwner);
		assert_noop!(transfer(99), TokenError::CannotCreateHold);
	});
}

#[test]
fn transfer_should_be_for_the_owner_only() {
	build_and_execute(|| {
		let node = registered();
		for who in [OPERATOR, STRANGER] {
			assert_noop!(Nodes::transfer(RuntimeOrigin::signed(who), node, who), E::NotOwner);
		}
		assert_noop!(Nodes::transfer(RuntimeOrigin::none(), node, OTHER), BadOrigin);
		let call = Nodes::transfer(RuntimeOrigin::signed(OWNER), node + 1, OTHER);
		assert_noop!(call, E::NodeNotFound);
	});
}

#[test]
fn transfer_should_refuse_a_retiring_node() {
	build_and_execute(|| {
		let node = registered();
		assert_ok!(Nodes::retire(RuntimeOrigin::signed(OWNER), node));
		let call = Nodes::transfer(RuntimeOrigin::signed(OWNER), node, OTHER);
		assert_noop!(call, E::AlreadyRetiring);
	});
}
