use crate::{mock::*, Error, Event, Positions, WeightInfo};
use frame_support::{assert_noop, assert_ok, dispatch::GetDispatchInfo};
use sp_runtime::{DispatchError, TokenError};

/// One node of 10 units, which has earned 1,000,000 in a settled window.
fn with_rewards(test: impl FnOnce()) {
	build_and_execute(|| {
		enter(1, CLASS, 10);
		fund(CLASS, 1_000_000, 100);
		run(100);
		settle(CLASS, &[]);
		test();
	});
}

#[test]
fn claim_by_a_stranger_should_pay_the_payee() {
	with_rewards(|| {
		System::reset_events();
		let result = Rewards::claim(RuntimeOrigin::signed(7), 1).unwrap();
		assert_eq!(result.actual_weight, Some(<() as WeightInfo>::claim()));
		assert_eq!(Balances::free_balance(payee(1)), 1_000_000);
		assert_eq!(Balances::free_balance(7), 0);
		assert_eq!(Balances::free_balance(Rewards::pot()), EXISTENTIAL_DEPOSIT);
		assert_eq!(
			events(),
			[Event::Claimed { node: 1, payee: payee(1), amount: 1_000_000, vesting: 0 }]
		);
	});
}

#[test]
fn claim_by_the_payee_should_cost_less() {
	with_rewards(|| {
		let result = Rewards::claim(RuntimeOrigin::signed(payee(1)), 1).unwrap();
		assert_eq!(result.actual_weight, Some(<() as WeightInfo>::claim_own()));
		assert!(
			<() as WeightInfo>::claim_own().ref_time() < <() as WeightInfo>::claim().ref_time()
		);
	});
}

#[test]
fn claim_should_declare_the_weight_of_a_strangers_claim_that_others_have_a_part_in() {
	let call = RuntimeCall::Rewards(crate::Call::claim { node: 1 });
	assert_eq!(
		call.get_dispatch_info().call_weight,
		<() as WeightInfo>::claim() + SHARE_WEIGHT + RETAIN_WEIGHT
	);
}

#[test]
fn claim_should_pay_once_in_a_block() {
	with_rewards(|| {
		assert_ok!(Rewards::claim(RuntimeOrigin::signed(7), 1));
		assert_noop!(Rewards::claim(RuntimeOrigin::signed(7), 1), Error::<Test>::NothingToClaim);
	});
}

#[test]
fn claim_should_pay_only_settled_windows() {
	with_rewards(|| {
		fund(CLASS, 500_000, 100);
		run(50);
		assert_ok!(Rewards::claim(RuntimeOrigin::signed(7), 1));
		assert_eq!(Balances::free_balance(payee(1)), 1_000_000);
		settle(CLASS, &[]);
		assert_ok!(Rewards::claim(RuntimeOrigin::signed(7), 1));
		assert_eq!(Balances::free_balance(payee(1)), 1_250_000);
	});
}

#[test]
fn claim_should_pay_the_same_late_as_early() {
	let income = |claims: &[u32]| {
		let mut paid = 0;
		build_and_execute(|| {
			enter(1, CLASS, 3);
			enter(2, CLASS, 4);
			fund(CLASS, 1_000_000, 1_000);
			for window in 0..100 {
				run(10);
				settle(CLASS, if window % 10 == 5 { &[1] } else { &[] });
				if claims.contains(&window) {
					assert_ok!(Rewards::claim(RuntimeOrigin::signed(7), 1));
				}
			}
			paid = Balances::free_balance(payee(1));
		});
		paid
	};
	// 3/7 of 90 windows in 100. Each claim leaves less than a base unit to the pool.
	assert_eq!(income(&[99]), 385_714);
	assert!((385_710..=385_714).contains(&income(&[7, 15, 16, 50, 99])));
}

#[test]
fn claim_should_pay_what_accrued_before_the_node_left() {
	with_rewards(|| {
		leave(1, false);
		assert_ok!(Rewards::claim(RuntimeOrigin::signed(7), 1));
		assert_eq!(Balances::free_balance(payee(1)), 1_000_000);
		run(1_000);
		assert_noop!(Rewards::claim(RuntimeOrigin::signed(7), 1), Error::<Test>::NothingToClaim);
	});
}

#[test]
fn claim_should_add_up_what_was_claimed() {
	with_rewards(|| {
		assert_ok!(Rewards::claim(RuntimeOrigin::signed(7), 1));
		fund(CLASS, 300_000, 10);
		run(10);
		settle(CLASS, &[]);
		assert_ok!(Rewards::claim(RuntimeOrigin::signed(7), 1));
		assert_eq!(Positions::<Test>::get(1).unwrap().claimed, 1_300_000);
	});
}

#[test]
fn claim_should_leave_the_pool_alone() {
	with_rewards(|| {
		let before = crate::Pools::<Test>::get(CLASS);
		assert_ok!(Rewards::claim(RuntimeOrigin::signed(7), 1));
		assert_eq!(crate::Pools::<Test>::get(CLASS), before);
	});
}

#[test]
fn claim_should_refuse_an_unknown_node() {
	with_rewards(|| {
		assert_noop!(Rewards::claim(RuntimeOrigin::signed(7), 2), Error::<Test>::NodeNotFound);
	});
}

#[test]
fn claim_should_refuse_a_node_that_the_registry_does_not_know() {
	with_rewards(|| {
		let info = Nodes::mutate(|nodes| nodes.remove(&1)).unwrap();
		assert_noop!(Rewards::claim(RuntimeOrigin::signed(7), 1), Error::<Test>::NodeNotFound);
		Nodes::mutate(|nodes| nodes.insert(1, info));
	});
}

#[test]
fn claim_should_refuse_less_than_a_new_account_must_hold() {
	build_and_execute(|| {
		enter(1, CLASS, 1);
		fund(CLASS, EXISTENTIAL_DEPOSIT - 1, 1);
		run(1);
		settle(CLASS, &[]);
		assert_noop!(Rewards::claim(RuntimeOrigin::signed(7), 1), Error::<Test>::AmountTooSmall);

		fund(CLASS, 1, 1);
		run(1);
		settle(CLASS, &[]);
		assert_ok!(Rewards::claim(RuntimeOrigin::signed(7), 1));
		assert_eq!(Balances::free_balance(payee(1)), EXISTENTIAL_DEPOSIT);
	});
}

#[test]
fn claim_should_never_take_the_pots_last_deposit() {
	with_rewards(|| {
		// As if the pot had lost a base unit.
		Balances::force_set_balance(
			RuntimeOrigin::root(),
			Rewards::pot(),
			EXISTENTIAL_DEPOSIT + 999_999,
		)
		.unwrap();
		assert_noop!(
			Rewards::claim(RuntimeOrigin::signed(7), 1),
			DispatchError::Token(TokenError::NotExpendable)
		);
		Balances::force_set_balance(
			RuntimeOrigin::root(),
			Rewards::pot(),
			EXISTENTIAL_DEPOSIT + 1_000_000,
		)
		.unwrap();
	});
}

#[test]
fn claim_should_refuse_an_unsigned_origin() {
	with_rewards(|| {
		assert_noop!(Rewards::claim(RuntimeOrigin::none(), 1), DispatchError::BadOrigin);
		assert_noop!(Rewards::claim(RuntimeOrigin::root(), 1), DispatchError::BadOrigin);
	});
}
