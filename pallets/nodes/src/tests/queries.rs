use frame_support::assert_ok;
use substation_primitives::{Classes, NodeInfo, Registry, Status};

use crate::mock::*;

#[test]
fn view_functions_should_agree_with_storage() {
	build_and_execute(|| {
		let node = registered();
		assert_eq!(Nodes::node(node), Some(record(node)));
		assert_eq!(Nodes::node(node + 1), None);
		assert_eq!(Nodes::node_of(device(1).key()), Some(node));
		assert_eq!(Nodes::node_of(device(2).key()), None);
		assert_eq!(Nodes::class(1), Some(class()));
		assert_eq!(Nodes::class(2), None);
		assert_eq!(Nodes::required_collateral(0, 3), Some(150));
		assert_eq!(Nodes::required_collateral(2, 3), None);
	});
}

#[test]
fn other_pallets_should_see_classes_and_nodes() {
	build_and_execute(|| {
		let node = registered();
		assert_ok!(Nodes::set_payee(RuntimeOrigin::signed(OWNER), node, PAYEE));
		assert_ok!(jail(node));
		let info = NodeInfo {
			class: 0,
			units: 2,
			owner: OWNER,
			operator: Some(OPERATOR),
			payee: PAYEE,
			status: Status::Jailed,
		};
		assert_eq!(<Nodes as Registry<_>>::get(node), Some(info));
		assert_eq!(<Nodes as Registry<_>>::get(node + 1), None);
		assert_eq!(<Nodes as Classes>::get(0), Some(class()));
		assert_eq!(<Nodes as Classes>::get(2), None);
	});
}
