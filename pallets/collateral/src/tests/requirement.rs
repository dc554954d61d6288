use super::prelude::*;

/// An era begins, after one in which a unit earned `reward`.
fn era(era: EraIndex, reward: Balance) {
	Era::put(era);
	Collateral::earned(CLASS, reward);
}

fn asked() -> Balance {
	Collateral::required(CLASS, 1).expect("there is such a class")
}

#[test]
fn a_class_should_ask_for_its_least_before_anything_is_earned() {
	build_and_execute(|| {
		assert_eq!(Collateral::required(CLASS, UNITS), Some(REQUIRED));
		assert_eq!(Collateral::required_per_unit(CLASS), Some(PER_UNIT));
		assert_eq!(Collateral::required(CLASS + 1, 1), None);
		assert!(!Collateral::applies(CLASS));
	});
}

#[test]
fn what_is_asked_for_should_rise_step_by_step_with_what_is_earned() {
	build_and_execute(|| {
		era(1, 8);
		assert_eq!(asked(), 105);
		assert_eq!(events().pop(), Some(Event::RequirementMoved { class: CLASS, per_unit: 105 }));
		assert!(Collateral::applies(CLASS));
		(2..30).for_each(|next| era(next, 8));
		// 20 eras' reward.
		assert_eq!(asked(), 160);
		assert_eq!(Collateral::required(CLASS, UNITS), Some(1_600));
		events();
		era(30, 8);
		assert!(events().is_empty());
	});
}

#[test]
fn a_spike_should_raise_what_is_asked_for_by_one_step() {
	build_and_execute(|| {
		era(1, Balance::MAX);
		assert_eq!(asked(), 105);
		era(2, 0);
		assert_eq!(asked(), 100);
		assert!(!Collateral::applies(CLASS));
	});
}

#[test]
fn what_is_asked_for_should_have_a_most() {
	build_and_execute(|| {
		(1..100).for_each(|next| era(next, Balance::MAX));
		assert_eq!(asked(), 10 * PER_UNIT);
	});
}

#[test]
fn a_class_that_is_not_funded_any_more_should_ask_for_its_least() {
	build_and_execute(|| {
		(1..10).for_each(|next| era(next, 1_000));
		assert!(asked() > PER_UNIT);
		Era::put(10);
		assert!(asked() > PER_UNIT);
		Era::put(11);
		assert_eq!(asked(), PER_UNIT);
		era(12, 1_000);
		assert_eq!(asked(), 105);
	});
}

#[test]
fn new_terms_should_bound_what_is_asked_for_at_once() {
	build_and_execute(|| {
		era(1, 1_000);
		PerUnit::put(500);
		assert_eq!(asked(), 500);
	});
}

#[test]
fn nothing_should_be_withdrawn_below_what_is_asked_for_now() {
	build_and_execute(|| {
		assert_ok!(Collateral::deposit(by(ALICE), NODE, 1_000));
		era(1, 1_000);
		Vesting::insert(NODE, 1_000);
		assert_noop!(
			Collateral::request_withdrawal(by(ALICE), NODE, 951),
			Error::<Test>::CollateralRequired
		);
		assert_ok!(Collateral::request_withdrawal(by(ALICE), NODE, 950));
		// What is asked for falls, and frees what was kept for it.
		era(2, 0);
		assert_ok!(Collateral::request_withdrawal(by(ALICE), NODE, 50));
	});
}

#[test]
fn nothing_should_be_asked_for_by_no_class() {
	build_and_execute(|| {
		Collateral::earned(CLASS + 1, 1_000);
		assert!(!Collateral::applies(CLASS + 1));
	});
}
