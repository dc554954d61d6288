use super::prelude::*;
use frame_support::traits::Hooks;

fn check() {
	Backing::integrity_test();
}

#[test]
fn the_usual_parameters_should_pass() {
	check();
}

#[test]
#[should_panic(expected = "UnbondingEras (8) must be more than SlashDeferral (7) + 1")]
fn unbonding_should_outlast_the_deferral() {
	UnbondingEras::set(8);
	check();
}

#[test]
#[should_panic(expected = "CommissionPeriod (0) must be at least 1")]
fn a_commission_should_not_be_raised_without_bounds() {
	CommissionPeriod::set(0);
	check();
}

#[test]
#[should_panic(expected = "MinBacking (9) must be at least the existential deposit (10)")]
fn dust_should_not_be_backing() {
	MinBacking::set(9);
	check();
}
