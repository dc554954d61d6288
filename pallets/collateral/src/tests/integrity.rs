use super::prelude::*;
use frame_support::traits::Hooks;

fn integrity_test() {
	<Collateral as Hooks<u64>>::integrity_test();
}

#[test]
fn the_parameters_should_be_sound() {
	integrity_test();
}

#[test]
fn unbonding_may_be_two_eras_more_than_the_deferral() {
	UnbondingEras::set(9);
	integrity_test();
}

#[test]
#[should_panic(expected = "UnbondingEras (8) must be more than SlashDeferral (7) + 1")]
fn unbonding_should_outlast_the_deferral() {
	UnbondingEras::set(8);
	integrity_test();
}

#[test]
#[should_panic(expected = "TopUpEras must be at least 1")]
fn there_should_be_time_to_top_up() {
	TopUpEras::set(0);
	integrity_test();
}

#[test]
#[should_panic(expected = "the sweep of shortfalls would never get on")]
fn the_sweep_should_have_room_for_a_step() {
	SweepWeight::set(frame_support::weights::Weight::from_parts(1, 1));
	integrity_test();
}

#[test]
#[should_panic(expected = "rewards could not keep up with what is asked for")]
fn rewards_should_keep_up_with_what_is_asked_for() {
	RewardEras::set(21);
	integrity_test();
}

#[test]
#[should_panic(expected = "collateral would not follow rewards")]
fn collateral_should_follow_rewards() {
	RewardEras::set(0);
	integrity_test();
}
