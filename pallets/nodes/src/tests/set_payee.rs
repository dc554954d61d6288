use frame_support::{assert_noop, assert_ok};
use sp_runtime::DispatchError::BadOrigin;
use substation_primitives::Streams;

use crate::{mock::*, Error, Event};

type E = Error<Test>;

#[test]
fn set_payee_should_pay_the_old_one_first() {
	build_and_execute(|| {
		let node = registered();
		earn(node, 30);
		let before = Balances::free_balance(OWNER);
		assert_ok!(Nodes::set_payee(RuntimeOrigin::signed(OWNER), node, PAYEE));
		assert_eq!(Balances::free_balance(OWNER), before + 30);
		assert_eq!(Balances::free_balance(PAYEE), ENDOWMENT);
		assert_eq!(last_event(), Event::PayeeSet { node, payee: PAYEE });

		earn(node, 12);
		assert_ok!(Doubles::pay_out(node));
		assert_eq!(Balances::free_balance(PAYEE), ENDOWMENT + 12);
	});
}

#[test]
fn set_payee_should_work_for_a_retiring_node() {
	build_and_execute(|| {
		let node = registered();
		assert_ok!(Nodes::retire(RuntimeOrigin::signed(OWNER), node));
		assert_ok!(Nodes::set_payee(RuntimeOrigin::signed(OWNER), node, PAYEE));
		assert_eq!(record(node).payee, PAYEE);
	});
}

#[test]
fn set_payee_should_be_for_the_owner_only() {
	build_and_execute(|| {
		let node = registered();
		for who in [OPERATOR, STRANGER] {
			assert_noop!(Nodes::set_payee(RuntimeOrigin::signed(who), node, who), E::NotOwner);
		}
		assert_noop!(Nodes::set_payee(RuntimeOrigin::none(), node, OWNER), BadOrigin);
		let call = Nodes::set_payee(RuntimeOrigin::signed(OWNER), node + 1, OWNER);
		assert_noop!(call, E::NodeNotFound);
	});
}
