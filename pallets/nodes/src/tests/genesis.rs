use std::panic::{catch_unwind, AssertUnwindSafe};

use frame_support::assert_ok;
use substation_primitives::{Collateral, Status};

use crate::{mock::*, GenesisNode};

fn node(number: u8) -> GenesisNode<AccountId> {
	GenesisNode {
		owner: OWNER,
		class: 1,
		units: 2,
		device_key: device(number).key(),
		collateral: 120,
		operator: Some(OPERATOR),
	}
}

#[test]
fn genesis_nodes_should_be_live_and_backed() {
	genesis(vec![node(1), node(2)]).execute_with(|| {
		assert_eq!(Nodes::class(1), Some(class()));
		for (id, number) in [(0, 1), (1, 2)] {
			let record = record(id);
			assert_eq!(
				(record.owner, record.operator, record.payee),
				(OWNER, Some(OPERATOR), OWNER)
			);
			assert_eq!((record.class, record.status), (1, Status::Active));
			assert_eq!(Nodes::node_of(device(number).key()), Some(id));
			assert_eq!(Doubles::locked(id), 120);
			assert!(Members::contains_key(id));
		}
		assert_eq!(held(OWNER), 2 * RECORD_DEPOSIT);
		assert_ok!(Nodes::do_try_state());
		// The next one registers as usual.
		assert_eq!(registered_with(&device(3)), 2);
	});
}

#[test]
fn genesis_should_say_what_it_refuses() {
	let refusal = |node| {
		let built = catch_unwind(AssertUnwindSafe(|| genesis(vec![node])));
		*built.err().unwrap().downcast::<String>().unwrap()
	};
	let cases = [
		(GenesisNode { class: 2, ..node(1) }, "ClassNotFound"),
		(GenesisNode { units: 11, ..node(1) }, "UnitsOutOfRange"),
		(GenesisNode { collateral: 99, ..node(1) }, "CollateralTooSmall"),
	];
	for (node, error) in cases {
		let message = refusal(node);
		assert!(message.starts_with("genesis node 0 was refused"), "{message}");
		assert!(message.contains(error), "{message}");
	}
}

#[test]
fn a_genesis_node_should_read_like_json() {
	let json = serde_json::json!({
		"owner": OWNER,
		"class": 1,
		"units": 2,
		"deviceKey": serde_json::to_value(device(1).key()).unwrap(),
		"collateral": 120,
		"operator": OPERATOR,
	});
	assert_eq!(serde_json::from_value::<GenesisNode<AccountId>>(json).unwrap(), node(1));
}
