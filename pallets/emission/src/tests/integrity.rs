use crate::mock::*;
use frame_support::traits::Hooks;

#[test]
fn the_configuration_should_hold_together() {
	sp_io::TestExternalities::default().execute_with(<Emission as Hooks<u32>>::integrity_test);
}
