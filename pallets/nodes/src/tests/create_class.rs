use frame_support::{assert_noop, assert_ok};
use frame_system::RawOrigin::Root;
use sp_runtime::{DispatchError::BadOrigin, Perbill};
use substation_primitives::{Balance, Class, ClassName, Units};

use crate::{mock::*, Classes, Error, Event, NextClass};

#[test]
fn create_class_should_number_classes_in_order() {
	build_and_execute(|| {
		let terms = Class { min_units: 5, ..class() };
		assert_ok!(Nodes::create_class(Root.into(), terms.clone()));
		assert_eq!(Classes::<Test>::get(2), Some(terms.clone()));
		assert_eq!(NextClass::<Test>::get(), 3);
		assert_eq!(last_event(), Event::ClassCreated { class: 2, terms });
	});
}

#[test]
fn create_class_should_be_for_the_admin_only() {
	build_and_execute(|| {
		let origin = RuntimeOrigin::signed(OWNER);
		assert_noop!(Nodes::create_class(origin, class()), BadOrigin);
	});
}

#[test]
fn create_class_should_stop_at_the_most_classes() {
	build_and_execute(|| {
		assert_ok!(Nodes::create_class(Root.into(), class()));
		assert_ok!(Nodes::create_class(Root.into(), class()));
		let refused = Error::<Test>::TooManyClasses;
		assert_noop!(Nodes::create_class(Root.into(), class()), refused);
	});
}

#[test]
fn create_class_should_refuse_terms_on_which_no_node_can_serve() {
	type E = Error<Test>;
	let name = |name: &[u8]| ClassName::truncate_from(name.to_vec());
	let most = Balance::MAX / Balance::from(Units::MAX);
	let refused = [
		(Class { name: name(b""), ..class() }, E::NameInvalid),
		(Class { name: name(&[0xFF]), ..class() }, E::NameInvalid),
		(Class { period: 4, ..class() }, E::PeriodOutOfRange),
		(Class { period: 101, ..class() }, E::PeriodOutOfRange),
		(Class { min_units: 0, ..class() }, E::UnitRangeInvalid),
		(Class { min_units: 11, ..class() }, E::UnitRangeInvalid),
		(Class { collateral_per_unit: 0, ..class() }, E::UnitCollateralZero),
		(Class { collateral_per_unit: 501, ..class() }, E::UnitCollateralRangeInvalid),
		(Class { max_collateral_per_unit: most + 1, ..class() }, E::UnitCollateralTooLarge),
		(Class { break_even: Perbill::one(), ..class() }, E::BreakEvenTooLarge),
		(Class { penalty_floor: Perbill::from_percent(6), ..class() }, E::PenaltyFloorTooLarge),
		(Class { jail_after: 0, ..class() }, E::JailAfterZero),
	];
	build_and_execute(|| {
		for (class, error) in refused {
			assert_noop!(Nodes::create_class(Root.into(), class), error);
		}
	});
}

#[test]
fn create_class_should_accept_terms_at_their_bounds() {
	build_and_execute(|| {
		let least = Class { period: 5, min_units: 1, max_units: 1, ..class() };
		assert_ok!(Nodes::create_class(Root.into(), least));
		let most = Class {
			name: ClassName::truncate_from([b'n'; 32].to_vec()),
			period: 100,
			max_units: Units::MAX,
			collateral_per_unit: Balance::MAX / Balance::from(Units::MAX),
			max_collateral_per_unit: Balance::MAX / Balance::from(Units::MAX),
			break_even: Perbill::from_parts(999_999_999),
			penalty_floor: Perbill::one(),
			penalty_cap: Perbill::one(),
			..class()
		};
		assert_ok!(Nodes::create_class(Root.into(), most));
	});
}
