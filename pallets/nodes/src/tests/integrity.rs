use std::panic::catch_unwind;

use frame_support::traits::Hooks;

use crate::mock::*;

/// What the test says of a configuration.
fn complaint(configure: fn()) -> String {
	let tested = catch_unwind(|| {
		configure();
		<Nodes as Hooks<u32>>::integrity_test();
	});
	let panic = tested.expect_err("the configuration should be refused");
	match panic.downcast::<String>() {
		Ok(message) => *message,
		Err(panic) => (*panic.downcast::<&str>().unwrap()).into(),
	}
}

#[test]
fn integrity_test_should_accept_the_mock() {
	<Nodes as Hooks<u32>>::integrity_test();
}

#[test]
fn integrity_test_should_name_both_numbers() {
	let message = complaint(|| MaxPeriod::set(250));
	assert!(
		message.contains("(250 blocks) must be shorter than block hashes are kept (250 blocks)")
	);
}

#[test]
fn integrity_test_should_refuse_an_empty_range_of_periods() {
	assert!(complaint(|| MinPeriod::set(101)).contains("(101 blocks) is longer than the longest"));
}

#[test]
fn integrity_test_should_refuse_a_window_without_blocks() {
	assert!(complaint(|| MinPeriod::set(0)).contains("must have a block"));
}

#[test]
fn integrity_test_should_refuse_records_without_a_deposit() {
	assert!(complaint(|| NodeDeposit::set(0)).contains("must have a deposit"));
}

#[test]
fn integrity_test_should_refuse_a_chain_without_classes() {
	assert!(complaint(|| MaxClasses::set(0)).contains("room for a class"));
}

#[test]
fn integrity_test_should_refuse_to_forgive_everything() {
	assert!(complaint(|| GraceEras::set(5)).contains("5 eras back are forgiven every 5 eras"));
}
