use crate::{mock::*, DemandTerms, Error, Event};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::{DispatchError, Perbill};

fn terms(service: Perbill, floor: u32) -> DemandTerms {
	DemandTerms { service, floor: Perbill::from_percent(floor) }
}

#[test]
fn set_demand_should_change_the_next_era() {
	build_and_execute(|| {
		next_era();
		let before = Emission::history(1);
		let new = terms(Perbill::from_percent(10), 100);
		assert_ok!(Emission::set_demand(RuntimeOrigin::root(), new));
		assert_eq!(events().last(), Some(&Event::DemandSet { terms: new }));
		assert_eq!((Emission::demand(), Emission::history(1)), (new, before));
		pay(1, 1_000, VOLT);
		next_era();
		let era = *Emission::history(1).last().unwrap();
		assert_eq!(era.service, 100);
		assert_eq!(Emission::emission().withheld, 0, "the floor is all of it");
	});
}

#[test]
fn set_demand_should_refuse_to_stream_all_back() {
	build_and_execute(|| {
		let root = RuntimeOrigin::root;
		assert_noop!(
			Emission::set_demand(root(), terms(Perbill::one(), 0)),
			Error::<Test>::ServiceTooLarge
		);
		assert_ok!(Emission::set_demand(root(), terms(Perbill::from_parts(999_999_999), 0)));
	});
}

#[test]
fn set_demand_should_be_for_governance() {
	build_and_execute(|| {
		assert_noop!(
			Emission::set_demand(RuntimeOrigin::signed(HOLDER), DemandTerms::default()),
			DispatchError::BadOrigin
		);
	});
}
