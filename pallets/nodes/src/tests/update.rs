use frame_support::{assert_noop, assert_ok};
use frame_system::RawOrigin::Root;
use sp_runtime::{DispatchError::BadOrigin, TokenError};
use substation_primitives::{Class, Collateral, LifeCycle, Roster, Units};

use crate::{mock::*, Error, Event, MetadataOf};

type E = Error<Test>;

const CELL: u64 = 0x0892_8308_280f_ffff;

fn update_units(who: AccountId, units: Units) -> sp_runtime::DispatchResult {
	Nodes::update(RuntimeOrigin::signed(who), 0, Some(units), None, None)
}

fn update_metadata(who: AccountId, length: usize) -> sp_runtime::DispatchResult {
	let metadata = MetadataOf::<Test>::truncate_from(vec![b'x'; length]);
	Nodes::update(RuntimeOrigin::signed(who), 0, None, Some(metadata), None)
}

#[test]
fn update_should_change_what_is_given() {
	build_and_execute(|| {
		let node = registered();
		let before = record(node);
		let origin = || RuntimeOrigin::signed(OWNER);

		assert_ok!(Nodes::update(origin(), node, None, None, Some(Some(CELL))));
		assert_eq!(record(node), crate::Node { location: Some(CELL), ..before.clone() });
		assert_ok!(Nodes::update(origin(), node, None, None, Some(None)));
		assert_eq!(record(node), before);

		let metadata = MetadataOf::<Test>::truncate_from(vec![1, 2, 3]);
		let deposit = RECORD_DEPOSIT + 3 * BYTE_DEPOSIT;
		let call = Nodes::update(origin(), node, Some(1), Some(metadata), Some(Some(CELL)));
		assert_ok!(call);
		assert_eq!((record(node).units, record(node).deposit), (1, deposit));
		let event = Event::Updated { node, units: 1, location: Some(CELL), deposit };
		assert_eq!(last_event(), event);
	});
}

#[test]
fn update_should_move_the_deposit_with_the_metadata() {
	build_and_execute(|| {
		let node = registered();
		for length in [16, 3, 3, 0, 7] {
			assert_ok!(update_metadata(OWNER, length));
			assert_eq!(record(node).metadata.len(), length);
			assert_eq!(held(OWNER), RECORD_DEPOSIT + length as u128 * BYTE_DEPOSIT);
		}
	});
}

#[test]
fn update_by_the_operator_should_hold_from_the_owner() {
	build_and_execute(|| {
		registered();
		assert_ok!(update_metadata(OPERATOR, 16));
		assert_eq!(held(OWNER), RECORD_DEPOSIT + 16 * BYTE_DEPOSIT);
		assert_eq!(held(OPERATOR), 0);
	});
}

#[test]
fn update_should_refuse_metadata_that_the_owner_cannot_pay() {
	build_and_execute(|| {
		registered();
		let free = Balances::free_balance(OWNER);
		assert_ok!(Balances::transfer_keep_alive(
			RuntimeOrigin::signed(OWNER),
			OTHER,
			free - BYTE_DEPOSIT,
		));
		assert_noop!(update_metadata(OWNER, 1), TokenError::FundsUnavailable);
	});
}

#[test]
fn update_of_units_should_change_the_weight_of_an_active_node() {
	build_and_execute(|| {
		let node = registered();
		assert_ok!(Doubles::lock(node, &OWNER, 400));
		assert_ok!(update_units(OWNER, 10));
		assert_eq!(record(node).units, 10);
		assert_eq!(Doubles::membership(node).map(|membership| membership.units), Some(10));
		// What it must have, and so what others' tokens are beside, is another now.
		assert_eq!(Divided::get(node), 1);
	});
}

#[test]
fn update_of_units_should_count_from_the_return_of_a_jailed_node() {
	build_and_execute(|| {
		let node = registered();
		assert_ok!(jail(node));
		assert_ok!(update_units(OWNER, 1));
		assert_eq!(Doubles::membership(node), None);
		assert_ok!(<Nodes as LifeCycle>::reinstate(node));
		assert_eq!(Doubles::membership(node).map(|membership| membership.units), Some(1));
	});
}

#[test]
fn update_of_units_should_be_covered_and_within_the_bounds() {
	build_and_execute(|| {
		registered();
		assert_noop!(update_units(OWNER, 0), E::UnitsOutOfRange);
		assert_noop!(update_units(OWNER, 11), E::UnitsOutOfRange);
		assert_noop!(update_units(OWNER, 3), E::CollateralTooSmall);

		// Who has too little by now may get smaller, and not larger.
		let terms = Class { collateral_per_unit: 101, ..class() };
		assert_ok!(Nodes::update_class(Root.into(), 0, terms));
		assert_ok!(update_units(OWNER, 2));
		assert_ok!(update_units(OWNER, 1));
		assert_noop!(update_units(OWNER, 2), E::CollateralTooSmall);
	});
}

#[test]
fn update_of_units_should_not_count_what_is_paid_out_again() {
	build_and_execute(|| {
		Vesting::insert(registered(), 1_000);
		assert_noop!(update_units(OWNER, 3), E::CollateralTooSmall);
		assert_ok!(update_units(OWNER, 1));
	});
}

#[test]
fn update_should_leave_the_capacity_to_the_owner() {
	build_and_execute(|| {
		registered();
		assert_noop!(update_units(OPERATOR, 1), E::NotOwner);
		assert_noop!(update_units(STRANGER, 1), E::NotAuthorized);
	});
}

#[test]
fn update_should_refuse_strangers_and_unsigned_calls() {
	build_and_execute(|| {
		let node = registered();
		assert_noop!(update_metadata(STRANGER, 1), E::NotAuthorized);
		let call = Nodes::update(RuntimeOrigin::none(), node, Some(1), None, None);
		assert_noop!(call, BadOrigin);
	});
}

#[test]
fn update_should_refuse_nothing_nonsense_and_a_node_that_is_not_there() {
	build_and_execute(|| {
		let node = registered();
		let origin = || RuntimeOrigin::signed(OWNER);
		assert_noop!(Nodes::update(origin(), node, None, None, None), E::NothingToUpdate);
		let call = Nodes::update(origin(), node, None, None, Some(Some(CELL + 1)));
		assert_noop!(call, E::LocationInvalid);
		let call = Nodes::update(origin(), node + 1, None, None, Some(None));
		assert_noop!(call, E::NodeNotFound);
	});
}

#[test]
fn update_should_refuse_a_retiring_node() {
	build_and_execute(|| {
		let node = registered();
		assert_ok!(Nodes::retire(RuntimeOrigin::signed(OWNER), node));
		assert_noop!(update_metadata(OWNER, 1), E::AlreadyRetiring);
	});
}

#[test]
fn update_should_not_leave_less_capacity_than_is_sold() {
	build_and_execute(|| {
		let node = registered();
		Sold::insert(node, 2);
		assert_noop!(update_units(OWNER, 1), E::CapacitySold);
		assert_ok!(update_units(OWNER, 2));
		Sold::insert(node, 1);
		assert_ok!(update_units(OWNER, 1));
	});
}
