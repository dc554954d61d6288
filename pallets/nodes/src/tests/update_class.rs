use frame_support::{assert_noop, assert_ok};
use frame_system::RawOrigin::Root;
use sp_runtime::DispatchError::BadOrigin;
use substation_primitives::{Class, LifeCycle, Status};

use crate::{mock::*, Classes, Error, Event};

#[test]
fn update_class_should_change_the_terms() {
	build_and_execute(|| {
		let terms = Class { min_firmware: 7, ..class() };
		assert_ok!(Nodes::update_class(Root.into(), 1, terms.clone()));
		assert_eq!(Classes::<Test>::get(1), Some(terms.clone()));
		assert_eq!(Classes::<Test>::get(0), Some(class()));
		assert_eq!(last_event(), Event::ClassUpdated { class: 1, terms });
	});
}

#[test]
fn update_class_should_be_for_the_admin_only() {
	build_and_execute(|| {
		let origin = RuntimeOrigin::signed(OWNER);
		assert_noop!(Nodes::update_class(origin, 0, class()), BadOrigin);
	});
}

#[test]
fn update_class_should_refuse_a_class_that_is_not_there() {
	build_and_execute(|| {
		let refused = Error::<Test>::ClassNotFound;
		assert_noop!(Nodes::update_class(Root.into(), 2, class()), refused);
	});
}

#[test]
fn update_class_should_keep_the_period() {
	build_and_execute(|| {
		let terms = Class { period: 11, ..class() };
		assert_noop!(Nodes::update_class(Root.into(), 0, terms), Error::<Test>::PeriodFixed);
	});
}

#[test]
fn update_class_should_refuse_terms_on_which_no_node_can_serve() {
	build_and_execute(|| {
		let terms = Class { jail_after: 0, ..class() };
		assert_noop!(Nodes::update_class(Root.into(), 0, terms), Error::<Test>::JailAfterZero);
	});
}

#[test]
fn higher_collateral_should_not_touch_a_node_that_serves() {
	build_and_execute(|| {
		let node = registered();
		let terms = Class { collateral_per_unit: 51, ..class() };
		assert_ok!(Nodes::update_class(Root.into(), 0, terms));
		assert_eq!(status(node), Status::Active);

		// Only when it comes back.
		assert_ok!(jail(node));
		assert_noop!(<Nodes as LifeCycle>::reinstate(node), Error::<Test>::CollateralTooSmall);
	});
}
