//! What every pallet demands of the numbers it is given.

use frame_support::traits::IntegrityTest;
use sp_io::TestExternalities;
use substation_runtime::AllPalletsWithSystem;

#[test]
fn the_integrity_tests_of_all_pallets_should_pass() {
	TestExternalities::default().execute_with(|| {
		<AllPalletsWithSystem as IntegrityTest>::integrity_test();
	});
}
