use super::prelude::*;
use crate::Standing;

#[test]
fn standing_should_say_what_settling_would_find() {
	build_and_execute(|| {
		let id = open(1, 10);
		serve(3);
		assert_ok!(Services::settle(by(BOB), id));
		serve(4);
		miss(NODE, 1);
		let standing = Standing { payable: 4, funded: 3, served: 7, down: 1, kept: false };
		assert_eq!(Services::standing(id), Some(standing));
		assert_ok!(Services::settle(by(BOB), id));
		assert_eq!(Services::standing(id), Some(Standing { payable: 0, ..standing }));
		serve(9);
		let over = Standing { payable: 3, funded: 0, served: 10, down: 1, kept: true };
		assert_eq!(Services::standing(id), Some(over), "the operator may stop");
		assert_ok!(Services::settle(by(BOB), id));
		assert_eq!(Services::standing(id), Some(Standing { payable: 0, ..over }));
		assert_eq!(Services::standing(404), None);
	});
}

#[test]
fn standing_should_say_that_a_node_that_leaves_has_broken_its_promise() {
	build_and_execute(|| {
		let id = open(1, 10);
		serve(3);
		set_status(NODE, Status::Retiring);
		let standing = Services::standing(id).unwrap();
		assert_eq!((standing.served, standing.kept), (3, false));
		assert_ok!(Services::settle(by(BOB), id));
		assert!(!Services::standing(id).unwrap().kept);
	});
}

#[test]
fn for_sale_should_be_what_can_be_bought() {
	build_and_execute(|| {
		assert_eq!((Services::for_sale(NODE), Services::for_sale(1)), (UNITS, 0));
		open(3, 10);
		assert_eq!(Services::for_sale(NODE), UNITS - 3);
		set_status(NODE, Status::Suspended);
		assert_eq!(Services::for_sale(NODE), 0);
		assert_eq!(Services::for_sale(404), 0);
	});
}
