use super::prelude::*;
use frame_support::{traits::Hooks, weights::Weight};

fn integrity_test() {
	new_test_ext().execute_with(<Slashing as Hooks<u64>>::integrity_test);
}

#[test]
fn the_parameters_should_be_sound() {
	integrity_test();
}

#[test]
#[should_panic(expected = "SlashDeferral must be at least 1")]
fn there_should_be_time_to_appeal() {
	SlashDeferral::set(0);
	integrity_test();
}

#[test]
#[should_panic(expected = "AppealEras must be at least 1")]
fn there_should_be_time_to_answer() {
	AppealEras::set(0);
	integrity_test();
}

#[test]
#[should_panic(expected = "AppealDeposit (9) must be at least the existential deposit (10)")]
fn the_deposit_should_be_one_that_can_be_given_back() {
	AppealDeposit::set(9);
	integrity_test();
}

#[test]
#[should_panic(expected = "the sweep would never get on")]
fn the_sweep_should_have_room_for_a_docket() {
	SweepWeight::set(Weight::from_parts(1, 1));
	integrity_test();
}
