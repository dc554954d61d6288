use super::prelude::*;

/// The owner pays half of each slash first; the rest falls on all who stood.
#[test]
fn a_slash_should_take_from_the_owner_first_and_then_by_tokens() {
	build_and_execute(|| {
		back(ALICE, 6_000);
		back(BOB, 3_000);
		enter_era(1);
		let issuance = Balances::total_issuance();
		events();
		// 1,000 by the owner, and of the other 1,000 a half of 9,000 and 9,000.
		assert_eq!(slash(NODE, 1, 2_000), Ok(500));
		assert_eq!(events(), [Event::Slashed { node: NODE, era: 1, amount: 500 }]);
		assert_eq!(Own::get(NODE), Some(OWN - 1_500));
		assert_eq!((behind(ALICE), behind(BOB), pot()), (5_666, 2_833, 8_500));
		assert_eq!(Balances::total_issuance(), issuance - 500, "this test's collateral burns all");
	});
}

#[test]
fn who_came_in_the_era_of_the_miss_or_later_should_not_pay() {
	build_and_execute(|| {
		back(ALICE, 3_000);
		enter_era(1);
		miss(NODE, 2_000);
		back(BOB, 3_000);
		enter_era(2);
		back(CAROL, 3_000);
		enter_era(9);
		assert_ok!(Doubles::apply_due(NODE));
		// Of the half that is not the owner's alone, 3,000 of 12,000.
		assert_eq!((behind(ALICE), behind(BOB), behind(CAROL)), (2_750, 3_000, 3_000));
	});
}

#[test]
fn who_left_in_the_era_of_the_miss_should_pay_and_who_left_before_should_not() {
	build_and_execute(|| {
		for who in [ALICE, BOB, CAROL] {
			back(who, 3_000);
		}
		enter_era(3);
		unback(ALICE, None);
		enter_era(4);
		miss(NODE, 3_000);
		unback(BOB, None);
		enter_era(12);
		assert_ok!(Doubles::apply_due(NODE));
		// 1,500 by the owner, 1,500 by 8,500 of his and 3,000 of Bob and of Carol.
		assert_eq!(unbonding(ALICE), [(3_000, 17)]);
		assert_eq!(unbonding(BOB), [(2_690, 18)]);
		assert_eq!(behind(CAROL), 2_690);
	});
}

#[test]
fn slashes_should_find_those_who_stood_in_whatever_order_they_come() {
	build_and_execute(|| {
		OwnerFirst::set(Perbill::zero());
		Own::insert(NODE, 0);
		back(ALICE, 1_000);
		enter_era(1);
		miss(NODE, 200);
		appeal(NODE, 1);
		back(BOB, 1_000);
		enter_era(2);
		miss(NODE, 200);
		back(CAROL, 1_000);
		enter_era(3);
		unback(ALICE, None);
		// That of era 2 is due first: Alice and Bob.
		enter_era(10);
		assert_ok!(Doubles::apply_due(NODE));
		assert_eq!((unbonding(ALICE)[0].0, behind(BOB), behind(CAROL)), (900, 900, 1_000));
		// That of era 1: Alice alone.
		enter_era(16);
		assert_ok!(Doubles::apply_due(NODE));
		assert_eq!((unbonding(ALICE)[0].0, behind(BOB), behind(CAROL)), (700, 900, 1_000));
	});
}

#[test]
fn a_slash_that_is_cancelled_should_cost_nothing_and_hold_nobody_up() {
	build_and_execute(|| {
		miss(NODE, 2_000);
		back(ALICE, 1_000);
		enter_era(1);
		refused!(Backing::unback(by(ALICE), NODE, None), Error::<Test>::StillYoung);
		cancel(NODE, 0);
		unback(ALICE, None);
		enter_era(15);
		assert_ok!(Backing::withdraw(by(ALICE), NODE));
		assert_eq!(free(ALICE), ENDOWMENT);
	});
}

#[test]
fn a_slash_should_take_no_more_than_there_is() {
	build_and_execute(|| {
		back(ALICE, 1_000);
		enter_era(1);
		// All but one base unit, which its share keeps.
		assert_eq!(slash(NODE, 1, 1_000_000), Ok(999));
		assert_eq!((behind(ALICE), Own::get(NODE)), (1, Some(0)));
		assert_eq!(slash(NODE, 1, 1_000_000), Ok(0));
		unback(ALICE, None);
		enter_era(15);
		assert_ok!(Backing::withdraw(by(ALICE), NODE));
		assert_eq!(free(ALICE), ENDOWMENT - 999);
	});
}

#[test]
fn a_node_without_backers_should_be_its_owners_matter() {
	build_and_execute(|| {
		assert_eq!(slash(NODE, 0, 1_000), Ok(0));
		register(8);
		assert_eq!(slash(8, 0, 1_000), Ok(0));
		back(ALICE, 1_000);
		assert_eq!(slash(NODE, 0, 1_000), Ok(0), "she does not stand yet");
		assert_eq!(Own::get(NODE), Some(OWN - 2_000));
	});
}

#[test]
fn settle_should_pay_only_nodes_with_backers_out() {
	build_and_execute(|| {
		let settle = <Backing as substation_primitives::Backers<crate::CreditOf<Test>>>::settle;
		earn(NODE, 1_000);
		assert_ok!(settle(NODE));
		assert_eq!(Earned::get(NODE), Some(1_000));
		back(ALICE, 1_000);
		earn(NODE, 1_100);
		assert_ok!(settle(NODE));
		assert_eq!((Earned::get(NODE), position(ALICE).claimable), (None, 89));
	});
}
