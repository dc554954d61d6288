use crate::mock::*;
use frame_support::traits::Hooks;

fn integrity_test() {
	externalities().execute_with(<Rewards as Hooks<u32>>::integrity_test);
}

#[test]
fn the_configuration_should_hold_together() {
	integrity_test();
}

#[test]
#[should_panic(expected = "MaxClaims must be at least 1")]
fn somebody_should_be_able_to_claim_for_several() {
	MaxClaims::set(0);
	integrity_test();
}

#[test]
#[should_panic(expected = "VestingPeriod must be at least a block")]
fn vesting_should_take_time() {
	VestingPeriod::set(0);
	integrity_test();
}

#[test]
#[should_panic(expected = "more than a transaction may")]
fn claims_of_many_should_fit_a_block() {
	MaxClaims::set(u32::MAX);
	integrity_test();
}
