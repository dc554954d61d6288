use frame_support::assert_ok;
use substation_primitives::{Duty, Roster};

use crate::mock::*;

#[test]
fn duty_should_say_what_to_sign_until_when() {
	build_and_execute(|| {
		let node = register(WIRELESS, 5);
		let duty = Duty {
			address: address(node),
			window: 1,
			challenge: block_hash(0),
			opens: 0,
			closes: 10,
			min_firmware: 10,
			attested: false,
		};
		assert_eq!(Attestation::duty(node), Some(duty));
		assert_ok!(attest(node));
		assert_eq!(Attestation::duty(node), Some(Duty { attested: true, ..duty }));
		run_to(13);
		let next = Duty { window: 2, challenge: block_hash(9), opens: 10, closes: 20, ..duty };
		assert_eq!(Attestation::duty(node), Some(next));
		retire(node);
		assert_eq!(Attestation::duty(node), None);
		assert_eq!(Attestation::duty(99), None);
	});
}

#[test]
fn lag_should_count_closed_windows_that_are_not_settled() {
	build_and_execute(|| {
		repeat(520, || register_mute(WIRELESS, 5));
		register(GPU, 5);
		run_to(9);
		assert_eq!(Attestation::lag(), 0);
		starve();
		run_to(10);
		assert_eq!(Attestation::lag(), 1);
		run_to(14);
		assert_eq!(Attestation::lag(), 3);
		run_to(21);
		assert_eq!(Attestation::lag(), 6);
		Budget::set(sp_runtime::Perbill::from_percent(20));
		run_to(27);
		assert_eq!(Attestation::lag(), 0);
	});
}

#[test]
fn views_should_agree_with_the_roster() {
	build_and_execute(|| {
		let node = register(WIRELESS, 5);
		run_to(25);
		assert_eq!(Attestation::node_counters(node), Attestation::counters(node));
		assert_eq!(Attestation::node_counters(node).windows, 1);
		assert_eq!(Attestation::node_membership(node), Attestation::membership(node));
		assert_eq!(Attestation::node_membership(99), None);
	});
}
