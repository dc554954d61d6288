use frame_support::{assert_noop, assert_ok, dispatch::DispatchResult};
use sp_runtime::DispatchError::BadOrigin;
use substation_primitives::{Collateral, Liabilities, LifeCycle};

use crate::{mock::*, Error, Event, Keys};

type E = Error<Test>;

fn rotate(who: AccountId, to: &Device) -> DispatchResult {
	let possession = to.consent(OWNER);
	Nodes::rotate_device_key(RuntimeOrigin::signed(who), 0, to.key(), possession)
}

#[test]
fn rotate_device_key_should_give_the_duty_to_the_new_key_at_once() {
	build_and_execute(|| {
		let node = registered();
		let (old, new) = (device(1), device(2));
		System::set_block_number(5);
		assert_ok!(rotate(OWNER, &new));
		assert_eq!(record(node).device_key.0, new.key());
		assert_eq!(record(node).proof_expires, 5 + PROOF_LIFE);
		assert_eq!(Members::get(node).map(|(_, key)| key), Some(new.key()));
		assert_eq!(Nodes::node_of(new.key()), Some(node));
		assert_eq!(Nodes::node_of(old.key()), None);
		let event = Event::DeviceKeyRotated { node, device_key: new.key(), forgiven: false };
		assert_eq!(last_event(), event);
	});
}

#[test]
fn rotate_device_key_should_free_the_old_key() {
	build_and_execute(|| {
		registered();
		assert_ok!(rotate(OWNER, &device(2)));
		assert_ok!(Form::new(OTHER, &device(1)).submit());
		assert_eq!(Nodes::node_of(device(1).key()), Some(1));
		assert_noop!(rotate(OWNER, &device(1)), E::DeviceKeyTaken);
	});
}

#[test]
fn rotate_device_key_should_be_for_the_operator_too() {
	build_and_execute(|| {
		registered();
		assert_ok!(rotate(OPERATOR, &device(2)));
		assert_noop!(rotate(STRANGER, &device(3)), E::NotAuthorized);
		assert_noop!(rotate(PAYEE, &device(3)), E::NotAuthorized);
	});
}

#[test]
fn rotate_device_key_should_count_from_the_return_of_a_jailed_node() {
	build_and_execute(|| {
		let node = registered();
		assert_ok!(jail(node));
		assert_ok!(rotate(OWNER, &device(2)));
		assert_eq!(Members::get(node), None);
		assert_ok!(<Nodes as LifeCycle>::reinstate(node));
		assert_eq!(Members::get(node).map(|(_, key)| key), Some(device(2).key()));
	});
}

#[test]
fn rotate_device_key_should_forgive_the_last_eras_once_in_a_while() {
	build_and_execute(|| {
		let node = registered();
		incur(node, 7);
		pass_eras(1);
		incur(node, 5);
		pass_eras(GraceEras::get());
		incur(node, 3);
		// The older slash stays.
		assert_ok!(rotate(OPERATOR, &device(2)));
		assert_eq!(Doubles::outstanding(node), 7);
		assert_eq!(record(node).forgiven, Some(2));
		let device_key = device(2).key();
		assert_eq!(last_event(), Event::DeviceKeyRotated { node, device_key, forgiven: true });

		// Not again before the period is over. By then the older one has been taken.
		pass_eras(ForgivenessPeriod::get() - 1);
		incur(node, 2);
		assert_ok!(rotate(OWNER, &device(3)));
		assert_eq!(Doubles::outstanding(node), 2);
		let device_key = device(3).key();
		assert_eq!(last_event(), Event::DeviceKeyRotated { node, device_key, forgiven: false });

		pass_eras(1);
		assert_ok!(rotate(OWNER, &device(4)));
		assert_eq!(Doubles::outstanding(node), 0);
		assert_eq!(record(node).forgiven, Some(2 + ForgivenessPeriod::get()));
	});
}

#[test]
fn rotate_device_key_should_not_use_up_the_forgiveness_for_nothing() {
	build_and_execute(|| {
		let node = registered();
		assert_ok!(rotate(OWNER, &device(2)));
		assert_eq!(record(node).forgiven, None);
		// What is pending is too old to be forgiven.
		incur(node, 7);
		pass_eras(GraceEras::get() + 1);
		assert_ok!(rotate(OWNER, &device(3)));
		assert_eq!((record(node).forgiven, Doubles::outstanding(node)), (None, 7));
		// What is due is taken, which is no forgiveness either.
		pass_eras(DEFERRAL);
		assert_ok!(rotate(OWNER, &device(4)));
		assert_eq!((record(node).forgiven, Doubles::outstanding(node)), (None, 0));
	});
}

#[test]
fn rotate_device_key_should_refuse_a_key_that_does_not_consent() {
	build_and_execute(|| {
		let node = registered();
		let origin = || RuntimeOrigin::signed(OWNER);
		let new = device(2);
		let rotate = |possession| Nodes::rotate_device_key(origin(), node, new.key(), possession);
		System::set_block_number(100);
		assert_noop!(rotate(new.consent(OPERATOR)), E::ProofInvalid);
		assert_noop!(rotate(device(1).consent(OWNER)), E::ProofInvalid);
		assert_noop!(rotate(new.consent_until(OWNER, 99)), E::ProofExpired);
		assert_noop!(rotate(new.consent_until(OWNER, 101 + PROOF_LIFE)), E::ProofTooLong);
	});
}

#[test]
fn rotate_device_key_should_refuse_keys_in_use_and_of_no_devices_kind() {
	build_and_execute(|| {
		let node = registered();
		assert_noop!(rotate(OWNER, &device(1)), E::DeviceKeyTaken);
		registered_with(&device(2));
		assert_noop!(rotate(OWNER, &device(2)), E::DeviceKeyTaken);
		let eth = sp_runtime::MultiSigner::Eth([2; 33].into());
		let possession = device(3).consent(OWNER);
		let call = Nodes::rotate_device_key(RuntimeOrigin::signed(OWNER), node, eth, possession);
		assert_noop!(call, E::DeviceKeyUnsupported);
	});
}

#[test]
fn rotate_device_key_should_refuse_missing_and_retiring_nodes_and_unsigned_calls() {
	build_and_execute(|| {
		assert_noop!(rotate(OWNER, &device(2)), E::NodeNotFound);
		let node = registered();
		let possession = device(2).consent(OWNER);
		let call =
			Nodes::rotate_device_key(RuntimeOrigin::none(), node, device(2).key(), possession);
		assert_noop!(call, BadOrigin);
		assert_ok!(Nodes::retire(RuntimeOrigin::signed(OWNER), node));
		assert_noop!(rotate(OWNER, &device(2)), E::AlreadyRetiring);
	});
}

#[test]
fn slashes_should_stay_with_the_node_when_its_old_key_registers_anew() {
	build_and_execute(|| {
		let node = registered();
		incur(node, 60);
		pass_eras(GraceEras::get() + 1);
		assert_ok!(rotate(OWNER, &device(2)));
		assert_ok!(Form::new(OWNER, &device(1)).submit());
		pass_eras(DEFERRAL);
		assert_ok!(Doubles::apply_due(node));
		assert_ok!(Doubles::apply_due(1));
		assert_eq!((Doubles::locked(node), Doubles::locked(1)), (40, 100));
		assert_eq!(Keys::<Test>::iter().count(), 2);
	});
}
