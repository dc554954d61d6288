use crate::{mock::*, Event, Pools};
use frame_support::traits::{fungible::Balanced, Imbalance};
use substation_primitives::{Pools as _, Streams};

#[test]
fn fund_should_stream_the_credit_until_the_given_block() {
	build_and_execute(|| {
		enter(1, CLASS, 1);
		fund(CLASS, 1_000, 100);
		assert_eq!(events(), [Event::Funded { class: CLASS, amount: 1_000, rate: 10, until: 101 }]);
		assert_eq!(Balances::free_balance(Rewards::pot()), EXISTENTIAL_DEPOSIT + 1_000);
		let income = |blocks| {
			run(blocks);
			settle(CLASS, &[]);
			Rewards::claimable(1).unwrap()
		};
		assert_eq!(income(1), 10);
		assert_eq!(income(98), 990);
		assert_eq!(income(1), 1_000);
		assert_eq!(income(1_000), 1_000, "the stream has ended");
	});
}

#[test]
fn fund_should_stream_what_is_left_as_well() {
	build_and_execute(|| {
		enter(1, CLASS, 1);
		fund(CLASS, 1_000, 100);
		run(50);
		fund(CLASS, 1_000, 50);
		assert_eq!(Rewards::rate(CLASS), 30);
		run(50);
		settle(CLASS, &[]);
		assert_eq!(Rewards::claimable(1), Some(2_000));
	});
}

#[test]
fn fund_should_keep_the_rest_of_the_division_for_the_next_time() {
	build_and_execute(|| {
		enter(1, CLASS, 1);
		fund(CLASS, 1_099, 100);
		assert_eq!(Rewards::rate(CLASS), 10);
		run(100);
		assert_eq!(Rewards::pool(CLASS).unwrap().reserve, 99);
		fund(CLASS, 1, 100);
		assert_eq!(Rewards::rate(CLASS), 1);
	});
}

#[test]
fn fund_with_nothing_should_stream_what_was_forfeited() {
	build_and_execute(|| {
		enter(1, CLASS, 1);
		enter(2, CLASS, 1);
		fund(CLASS, 1_000, 100);
		run(100);
		settle(CLASS, &[1]);
		fund(CLASS, 0, 100);
		assert_eq!(Rewards::rate(CLASS), 5);
	});
}

#[test]
fn a_stream_without_weight_should_wait() {
	build_and_execute(|| {
		fund(CLASS, 1_000, 100);
		run(50);
		assert_eq!(Rewards::rate(CLASS), 0);
		assert_eq!(Rewards::acc(CLASS), 0);
		enter(1, CLASS, 1);
		assert_eq!(Rewards::rate(CLASS), 10);
		run(50);
		settle(CLASS, &[]);
		assert_eq!(Rewards::claimable(1), Some(500));
		assert_eq!(Rewards::pool(CLASS).unwrap().reserve, 500);
		fund(CLASS, 0, 100);
		run(100);
		settle(CLASS, &[]);
		assert_eq!(Rewards::claimable(1), Some(1_000));
	});
}

#[test]
fn fund_should_give_the_credit_back_where_no_block_is_left() {
	build_and_execute(|| {
		let credit = <Balances as Balanced<AccountId>>::issue(1_000);
		let credit = Rewards::fund(CLASS, credit, System::block_number()).unwrap_err();
		assert_eq!(credit.peek(), 1_000);
		assert!(!Pools::<Test>::contains_key(CLASS));
	});
}

#[test]
fn fund_should_give_the_credit_back_where_the_pot_cannot_take_it() {
	build_and_execute(|| {
		Balances::force_set_balance(RuntimeOrigin::root(), Rewards::pot(), 0).unwrap();
		let credit = <Balances as Balanced<AccountId>>::issue(EXISTENTIAL_DEPOSIT - 1);
		assert!(Rewards::fund(CLASS, credit, 100).is_err());
		assert!(!Pools::<Test>::contains_key(CLASS));
		Balances::force_set_balance(RuntimeOrigin::root(), Rewards::pot(), EXISTENTIAL_DEPOSIT)
			.unwrap();
	});
}

#[test]
fn streams_of_two_classes_should_not_touch_each_other() {
	build_and_execute(|| {
		enter(1, 1, 1);
		enter(2, 2, 5);
		fund(1, 10_000, 100);
		fund(2, 70_000, 100);
		run(100);
		settle(1, &[]);
		settle(2, &[]);
		assert_eq!(Rewards::claimable(1), Some(10_000));
		assert_eq!(Rewards::claimable(2), Some(70_000));
	});
}
