use super::prelude::*;

#[test]
fn a_reward_should_be_divided_after_the_commission_by_tokens() {
	build_and_execute(|| {
		back(ALICE, 3_000);
		back(BOB, 1_000);
		let payee = free(PAYEE);
		events();
		pay(NODE, 14_000);
		// 1,400 are the commission; of 12,600 the owner's 10,000 get 9,000. Rounding leaves a base unit of each in the pot.
		assert_eq!(events(), [Event::Shared { node: NODE, amount: 3_600 }]);
		assert_eq!(free(PAYEE), payee + 10_400);
		assert_eq!((position(ALICE).claimable, position(BOB).claimable), (2_699, 899));
	});
}

#[test]
fn tokens_that_do_not_count_should_take_nothing_from_the_owner() {
	build_and_execute(|| {
		back(ALICE, 3_000);
		back(BOB, 1_000);
		Own::insert(NODE, 1_200);
		Counts::put(400);
		events();
		pay(NODE, 40_000);
		// A quarter of what is left after the commission, for all of them.
		assert_eq!(events(), [Event::Shared { node: NODE, amount: 9_000 }]);
		assert_eq!((position(ALICE).claimable, position(BOB).claimable), (6_750, 2_250));
	});
}

#[test]
fn part_should_say_what_share_takes() {
	build_and_execute(|| {
		back(ALICE, 3_333);
		for reward in [0, 1, 7, 1_000, 123_456_789] {
			earn(NODE, reward);
			let part = Backing::part(NODE, reward);
			let before = pot();
			assert_ok!(Doubles::pay_out(NODE));
			assert_eq!(pot() - before, part);
		}
	});
}

#[test]
fn a_node_without_backers_should_share_nothing() {
	build_and_execute(|| {
		let payee = free(PAYEE);
		pay(NODE, 1_000);
		register(8);
		pay(8, 1_000);
		assert_eq!(free(PAYEE), payee + 2_000);
		assert_eq!((pot(), events()), (0, vec![]));
		assert_eq!((Backing::part(NODE, 1_000), Backing::part(8, 1_000)), (0, 0));
	});
}

#[test]
fn backers_should_get_all_but_the_commission_where_the_owner_has_nothing() {
	build_and_execute(|| {
		back(ALICE, 1_000);
		Own::insert(NODE, 0);
		pay(NODE, 1_000);
		assert_eq!(position(ALICE).claimable, 899);
	});
}

#[test]
fn those_who_are_leaving_should_get_nothing() {
	build_and_execute(|| {
		back(ALICE, 5_000);
		back(BOB, 5_000);
		enter_era(1);
		unback(BOB, None);
		pay(NODE, 1_500);
		assert_eq!((position(ALICE).claimable, position(BOB).claimable), (449, 0));
	});
}

#[test]
fn what_does_not_fit_should_be_the_payees() {
	build_and_execute(|| {
		back(ALICE, 1_000);
		Own::insert(NODE, Balance::MAX);
		assert_eq!(Backing::part(NODE, 1_000), 0);
		pay(NODE, 1_000);
		assert_eq!(pot(), 1_000);
	});
}

#[test]
fn rounding_should_never_promise_more_than_the_pot_has() {
	build_and_execute(|| {
		for (who, amount) in [(ALICE, 333), (BOB, 777), (CAROL, 1_009)] {
			back(who, amount);
		}
		for reward in 1..200 {
			pay(NODE, reward);
			assert_ok!(Backing::do_try_state());
		}
		let all: Balance = [ALICE, BOB, CAROL].map(|who| position(who).claimable).iter().sum();
		assert!(pot() - 2_119 - all < 3 + 200, "less than a base unit a backer and a payment");
	});
}
