use super::prelude::*;
use frame_support::traits::Hooks;

fn integrity_test() {
	new_test_ext().execute_with(<Services as Hooks<u32>>::integrity_test);
}

#[test]
fn the_parameters_should_be_sound() {
	integrity_test();
}

#[test]
#[should_panic(expected = "must not be more than all")]
fn a_payment_should_be_divided_once() {
	BurnedPart::set(Perbill::from_percent(96));
	integrity_test();
}

#[test]
#[should_panic(expected = "AgreementDeposit (9) must be at least the existential deposit (10)")]
fn deposits_should_be_such_as_can_be_given_back() {
	AgreementKept::set(9);
	integrity_test();
}

#[test]
#[should_panic(expected = "MaxAhead must be at least 1")]
fn something_should_be_for_sale() {
	MaxAhead::set(0);
	integrity_test();
}

#[test]
#[should_panic(expected = "Grace must be at least 1")]
fn there_should_be_time_to_dispute() {
	GraceBlocks::set(0);
	integrity_test();
}

#[test]
#[should_panic(expected = "DisputePeriod must be at least 1")]
fn there_should_be_time_to_decide() {
	DisputeBlocks::set(0);
	integrity_test();
}

#[test]
#[should_panic(expected = "MaxNodes must be at least 1")]
fn there_should_be_room_for_a_node() {
	MaxNodes::set(0);
	integrity_test();
}

#[test]
#[should_panic(expected = "more than a transaction may")]
fn a_transaction_should_have_room_for_all_nodes() {
	MaxNodes::set(1_000_000);
	integrity_test();
}
