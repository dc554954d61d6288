use frame_support::{assert_noop, assert_ok};
use sp_runtime::DispatchError::BadOrigin;

use crate::{mock::*, Error, Event};

type E = Error<Test>;

#[test]
fn set_operator_should_change_who_manages_the_node() {
	build_and_execute(|| {
		let node = registered();
		for operator in [Some(STRANGER), None, Some(OWNER)] {
			assert_ok!(Nodes::set_operator(RuntimeOrigin::signed(OWNER), node, operator));
			assert_eq!(record(node).operator, operator);
			assert_eq!(last_event(), Event::OperatorSet { node, operator });
		}
	});
}

#[test]
fn set_operator_should_end_the_old_ones_rights() {
	build_and_execute(|| {
		let node = registered();
		assert_ok!(Nodes::set_operator(RuntimeOrigin::signed(OWNER), node, None));
		let call = Nodes::update(RuntimeOrigin::signed(OPERATOR), node, None, None, Some(None));
		assert_noop!(call, E::NotAuthorized);
	});
}

#[test]
fn set_operator_should_be_for_the_owner_only() {
	build_and_execute(|| {
		let node = registered();
		for who in [OPERATOR, STRANGER] {
			let call = Nodes::set_operator(RuntimeOrigin::signed(who), node, Some(who));
			assert_noop!(call, E::NotOwner);
		}
		assert_noop!(Nodes::set_operator(RuntimeOrigin::none(), node, None), BadOrigin);
		let call = Nodes::set_operator(RuntimeOrigin::signed(OWNER), node + 1, None);
		assert_noop!(call, E::NodeNotFound);
	});
}
