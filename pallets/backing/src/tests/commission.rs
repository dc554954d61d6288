use super::prelude::*;

fn set(percent: u32) -> sp_runtime::DispatchResult {
	Backing::set_commission(by(OWNER), NODE, Perbill::from_percent(percent))
}

#[test]
fn set_commission_should_lower_at_any_time() {
	build_and_execute(|| {
		for percent in [9, 3, 0] {
			assert_ok!(set(percent));
			let commission = Perbill::from_percent(percent);
			assert_eq!(events(), [Event::CommissionSet { node: NODE, commission }]);
		}
	});
}

#[test]
fn set_commission_should_raise_by_one_step_in_a_period() {
	build_and_execute(|| {
		refused!(set(13), Error::<Test>::CommissionTooFast);
		assert_ok!(set(12));
		refused!(set(13), Error::<Test>::CommissionTooFast);
		enter_era(13);
		refused!(set(14), Error::<Test>::CommissionTooFast);
		enter_era(14);
		assert_ok!(set(14));
		// Lowering it in between does not make room for a larger step.
		assert_ok!(set(1));
		enter_era(28);
		refused!(set(4), Error::<Test>::CommissionTooFast);
		assert_ok!(set(3));
	});
}

#[test]
fn set_commission_should_never_pass_the_highest() {
	build_and_execute(|| {
		CommissionStep::set(Perbill::one());
		refused!(set(51), Error::<Test>::CommissionTooHigh);
		assert_ok!(set(50));
	});
}

#[test]
fn set_commission_should_divide_what_was_earned_before_as_before() {
	build_and_execute(|| {
		back(ALICE, 10_000);
		earn(NODE, 1_000);
		assert_ok!(set(0));
		// A tenth is the payee's, the rest in halves.
		assert_eq!(position(ALICE).claimable, 449);
		pay(NODE, 1_000);
		assert_eq!(position(ALICE).claimable, 949);
	});
}

#[test]
fn set_commission_should_refuse_strangers_and_nodes_that_are_not_open() {
	build_and_execute(|| {
		let call = Backing::set_commission(by(ALICE), NODE, Perbill::zero());
		refused!(call, Error::<Test>::NotOwner);
		register(8);
		let call = Backing::set_commission(by(OWNER), 8, Perbill::zero());
		refused!(call, Error::<Test>::NotOpen);
		let call = Backing::set_commission(by(OWNER), 9, Perbill::zero());
		refused!(call, Error::<Test>::NodeNotFound);
	});
}
