//! What becomes of agreements when something happens to their node.

use super::prelude::*;

#[test]
fn a_jailed_nodes_agreement_should_go_on_unpaid_and_count_as_down() {
	build_and_execute(|| {
		let id = open(1, 50);
		serve(6);
		set_status(NODE, Status::Jailed);
		serve(3);
		set_status(NODE, Status::Active);
		serve(6);
		assert_ok!(Services::settle(by(BOB), id));
		let standing = Services::standing(id).unwrap();
		assert_eq!((standing.served, standing.down, standing.kept), (12, 3, false));
		assert_eq!(agreement(id).escrow, 3_800);
	});
}

#[test]
fn a_customer_may_leave_a_node_that_is_in_jail() {
	build_and_execute(|| {
		let id = open(1, 50);
		serve(9);
		set_status(NODE, Status::Jailed);
		wait(20);
		assert_noop!(Services::top_up(by(BOB), id, 1), E::NotCustomer);
		assert_ok!(Services::close(by(ALICE), id));
		assert_eq!(free(ALICE), ENDOWMENT - 900 + 135, "9 of 11 windows are less than 90 %");
	});
}

#[test]
fn a_retiring_node_should_break_what_is_funded() {
	build_and_execute(|| {
		let id = open(1, 50);
		serve(10);
		set_status(NODE, Status::Retiring);
		events();
		assert_ok!(Services::settle(by(BOB), id));
		let closes = 100 + GRACE;
		assert_eq!(
			events(),
			[
				Event::Settled { agreement: id, windows: 10, amount: 1_000, burned: 200 },
				Event::Suspended { agreement: id, closes, broken: true },
			]
		);
		wait(GRACE);
		assert_ok!(Services::settle(by(BOB), id));
		assert_eq!(free(ALICE), ENDOWMENT - 1_000 + 150);
		assert_eq!(free(PAYEE), ENDOWMENT + 600);
	});
}

#[test]
fn a_retiring_node_should_not_break_what_is_used_up() {
	build_and_execute(|| {
		let id = open(1, 10);
		serve(10);
		set_status(NODE, Status::Retiring);
		assert_ok!(Services::settle(by(BOB), id));
		assert!(agreement(id).is_kept());
	});
}

#[test]
fn who_is_late_to_settle_should_not_count_against_a_node_that_served_all_that_was_bought() {
	for (status, kept) in
		[(Status::Retiring, true), (Status::Jailed, true), (Status::Suspended, true)]
	{
		build_and_execute(|| {
			let id = open(1, 10);
			serve(10);
			set_status(NODE, status);
			wait(100 * PERIOD);
			assert_eq!(Services::standing(id).unwrap().kept, kept);
			assert_ok!(Services::close(by(ALICE), id));
			assert_eq!((free(ALICE), free(PAYEE)), (ENDOWMENT - 1_000, ENDOWMENT + 750));
		});
	}
}

#[test]
fn a_node_that_left_before_all_was_served_should_be_down_for_as_long_as_it_is_away() {
	build_and_execute(|| {
		let id = open(1, 10);
		serve(9);
		set_status(NODE, Status::Jailed);
		wait(2 * PERIOD);
		assert!(!Services::standing(id).unwrap().kept);
	});
}

#[test]
fn a_retiring_node_should_be_free_once_its_agreements_are_closed() {
	build_and_execute(|| {
		use substation_primitives::Commitments as _;
		let id = open(3, 10);
		set_status(NODE, Status::Retiring);
		assert_ok!(Services::settle(by(BOB), id));
		assert_eq!(Services::sold(NODE), 0);
		assert!(Services::is_bound(NODE));
		wait(GRACE);
		assert_ok!(Services::settle(by(BOB), id));
		assert!(!Services::is_bound(NODE));
		assert_eq!(free(ALICE), ENDOWMENT);
	});
}

#[test]
fn a_node_that_was_given_away_should_keep_its_agreements_and_lose_its_offer() {
	build_and_execute(|| {
		let id = open(1, 50);
		serve(5);
		change(NODE, |node| {
			(node.owner, node.payee, node.operator) = (BOB, BOB, None);
		});
		serve(5);
		assert_ok!(Services::collect(by(ALICE), id));
		assert_eq!(free(BOB), ENDOWMENT + 600);
		assert_noop!(Services::top_up(by(ALICE), id, 1), E::OfferNotFound);
		assert_noop!(Services::close(by(OWNER), id), E::NotAuthorized);
		assert_ok!(Services::close(by(BOB), id));
	});
}
