use frame_support::traits::Hooks;
use sp_runtime::Perbill;

use crate::mock::*;

#[test]
#[should_panic(expected = "must leave room for one jailed node")]
fn a_budget_that_no_node_fits_should_be_found() {
	build_and_execute(|| {
		Budget::set(Perbill::from_parts(100_000));
		Attestation::integrity_test();
	});
}
