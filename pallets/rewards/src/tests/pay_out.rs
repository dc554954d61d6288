use crate::{mock::*, Event, Pools};
use frame_support::assert_ok;
use substation_primitives::{Streams, Vests};

/// Node 1, which can claim `amount`.
fn with_claimable(amount: u128, test: impl FnOnce()) {
	build_and_execute(|| {
		enter(1, CLASS, 1);
		fund(CLASS, amount, 1);
		run(1);
		settle(CLASS, &[]);
		System::reset_events();
		test();
	});
}

#[test]
fn pay_out_should_pay_the_payee() {
	with_claimable(5_000, || {
		assert_ok!(Rewards::pay_out(1));
		assert_eq!(Balances::free_balance(payee(1)), 5_000);
		assert_eq!(
			events(),
			[Event::Claimed { node: 1, payee: payee(1), amount: 5_000, vesting: 0 }]
		);
	});
}

#[test]
fn pay_out_should_be_content_with_nothing_to_pay() {
	with_claimable(5_000, || {
		assert_ok!(Rewards::pay_out(1));
		System::reset_events();
		assert_ok!(Rewards::pay_out(1));
		assert_eq!(events(), []);
	});
}

#[test]
fn pay_out_should_keep_for_later_what_no_account_may_hold() {
	let little = EXISTENTIAL_DEPOSIT - 1;
	with_claimable(little, || {
		assert_ok!(Rewards::pay_out(1));
		assert_eq!(Balances::free_balance(payee(1)), 0);
		assert_eq!((Rewards::claimable(1), Rewards::vesting(1)), (Some(0), little));
		let event = Event::Claimed { node: 1, payee: payee(1), amount: 0, vesting: little };
		assert_eq!(events(), [event]);
		run(VestingPeriod::get());
		fund(CLASS, 1, 1);
		run(1);
		settle(CLASS, &[]);
		assert_ok!(Rewards::pay_out(1));
		assert_eq!(Balances::free_balance(payee(1)), EXISTENTIAL_DEPOSIT);
	});
}

#[test]
fn pay_all_should_give_the_pool_what_no_account_may_hold() {
	with_claimable(EXISTENTIAL_DEPOSIT - 1, || {
		assert_ok!(Rewards::pay_all(1));
		assert_eq!(Balances::free_balance(payee(1)), 0);
		assert_eq!(Rewards::claimable(1), Some(0));
		let pool = Pools::<Test>::get(CLASS);
		assert_eq!((pool.reserve, pool.streamed), (EXISTENTIAL_DEPOSIT - 1, 0));
		assert_eq!(events(), [Event::GivenUp { node: 1, amount: EXISTENTIAL_DEPOSIT - 1 }]);
	});
}

#[test]
fn pay_out_should_pay_little_to_an_account_that_exists() {
	with_claimable(1, || {
		Balances::force_set_balance(RuntimeOrigin::root(), payee(1), EXISTENTIAL_DEPOSIT).unwrap();
		assert_ok!(Rewards::pay_out(1));
		assert_eq!(Balances::free_balance(payee(1)), EXISTENTIAL_DEPOSIT + 1);
	});
}

#[test]
fn pay_out_should_let_the_node_go_on_earning() {
	with_claimable(5_000, || {
		assert_ok!(Rewards::pay_out(1));
		fund(CLASS, 2_000, 1);
		run(1);
		settle(CLASS, &[]);
		assert_eq!(Rewards::claimable(1), Some(2_000));
	});
}
