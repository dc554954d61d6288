//! Nodes in whose earnings others have a part.

use crate::{mock::*, Error, Event, WeightInfo};
use frame_support::{
	assert_noop, assert_ok, dispatch::GetDispatchInfo, storage::with_storage_layer,
};
use sp_runtime::Perbill;
use substation_primitives::{NodeId, Streams};

/// A node that has earned 4,000 and whose payee exists.
fn earned(node: NodeId) {
	fund(CLASS, 4_000_000, 1_000);
	enter(node, CLASS, 10);
	run(1);
	settle(CLASS, &[]);
}

fn exists(who: AccountId) {
	assert_ok!(Balances::force_set_balance(RuntimeOrigin::root(), who, EXISTENTIAL_DEPOSIT));
}

#[test]
fn claim_should_pay_others_their_part_and_the_payee_the_rest() {
	build_and_execute(|| {
		earned(1);
		Shared::set(Perbill::from_percent(25));
		System::reset_events();
		assert_ok!(Rewards::claim(RuntimeOrigin::signed(9), 1));
		assert_eq!(
			events(),
			[Event::Claimed { node: 1, payee: payee(1), amount: 3_000, vesting: 0 }]
		);
		assert_eq!(Balances::free_balance(payee(1)), 3_000);
		assert_eq!(Balances::free_balance(OTHERS), EXISTENTIAL_DEPOSIT + 1_000);
	});
}

#[test]
fn claim_should_weigh_more_only_where_others_have_a_part() {
	build_and_execute(|| {
		let most = crate::Call::<Test>::claim { node: 1 }.get_dispatch_info().call_weight;
		assert_eq!(most, <()>::claim() + SHARE_WEIGHT + RETAIN_WEIGHT);
		earned(1);
		let own = Rewards::claim(RuntimeOrigin::signed(payee(1)), 1).unwrap();
		assert_eq!(own.actual_weight, Some(<()>::claim_own()));
		run(1);
		settle(CLASS, &[]);
		let by_another = Rewards::claim(RuntimeOrigin::signed(9), 1).unwrap();
		assert_eq!(by_another.actual_weight, Some(<()>::claim()));
		run(1);
		settle(CLASS, &[]);
		Shared::set(Perbill::from_percent(25));
		let shared = Rewards::claim(RuntimeOrigin::signed(9), 1).unwrap();
		assert_eq!(shared.actual_weight, Some(<()>::claim() + SHARE_WEIGHT));
	});
}

#[test]
fn claim_should_leave_all_as_it_was_when_the_payee_cannot_be_paid() {
	build_and_execute(|| {
		earned(1);
		// The payee's part would be less than an account must hold.
		Shared::set(Perbill::from_percent(90));
		let claim = || with_storage_layer(|| Rewards::claim(RuntimeOrigin::signed(9), 1));
		assert_noop!(claim(), Error::<Test>::AmountTooSmall);
		let others = Balances::free_balance(OTHERS);
		let nodes = vec![1].try_into().unwrap();
		assert_ok!(Rewards::claim_many(RuntimeOrigin::signed(9), nodes));
		assert_eq!(Balances::free_balance(OTHERS), others, "not by one of many either");
		exists(payee(1));
		assert_ok!(claim());
		assert_eq!(Balances::free_balance(OTHERS), others + 3_600);
	});
}

#[test]
fn claim_should_pay_all_to_others_where_the_payee_has_no_part() {
	build_and_execute(|| {
		earned(1);
		Shared::set(Perbill::one());
		assert_ok!(Rewards::claim(RuntimeOrigin::signed(9), 1));
		assert_eq!(Balances::free_balance(payee(1)), 0);
		assert_eq!(Balances::free_balance(OTHERS), EXISTENTIAL_DEPOSIT + 4_000);
	});
}

#[test]
fn pay_out_should_keep_back_no_more_than_the_payees_part() {
	build_and_execute(|| {
		earned(1);
		Shared::set(Perbill::from_percent(90));
		System::reset_events();
		assert_ok!(Rewards::pay_out(1));
		assert_eq!(
			events(),
			[Event::Claimed { node: 1, payee: payee(1), amount: 0, vesting: 400 }]
		);
		assert_eq!(Balances::free_balance(OTHERS), EXISTENTIAL_DEPOSIT + 3_600);
		run(1);
		settle(CLASS, &[]);
		exists(payee(1));
		assert_ok!(Rewards::pay_out(1));
		assert_eq!(Balances::free_balance(OTHERS), EXISTENTIAL_DEPOSIT + 7_200);
	});
}

#[test]
fn pay_all_should_give_up_no_more_than_the_payees_part() {
	build_and_execute(|| {
		earned(1);
		Shared::set(Perbill::from_percent(90));
		System::reset_events();
		assert_ok!(Rewards::pay_all(1));
		assert_eq!(events(), [Event::GivenUp { node: 1, amount: 400 }]);
		assert_eq!(Balances::free_balance(OTHERS), EXISTENTIAL_DEPOSIT + 3_600);
	});
}
