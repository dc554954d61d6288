use frame_support::{assert_err, assert_noop, assert_ok};
use sp_runtime::{DispatchError::BadOrigin, DispatchError::Other, MultiSigner, TokenError};
use substation_primitives::{Address, Class, Possession, Status};

use crate::{mock::*, Error, Event, Keys, NextNode, Node, StoredKey};

type E = Error<Test>;

#[test]
fn register_should_make_a_live_node_in_one_call() {
	build_and_execute(|| {
		System::set_block_number(7);
		let device = device(1);
		let form = Form {
			operator: Some(OPERATOR),
			payee: Some(PAYEE),
			location: Some(0x08f2_8308_280c_0000),
			metadata: b"on the roof".to_vec(),
			collateral: 130,
			..Form::new(OWNER, &device)
		};
		assert_ok!(form.submit());

		let deposit = RECORD_DEPOSIT + 11 * BYTE_DEPOSIT;
		let expected = Node {
			class: 0,
			units: 2,
			owner: OWNER,
			operator: Some(OPERATOR),
			payee: PAYEE,
			device_key: StoredKey(device.key()),
			proof_expires: 7 + PROOF_LIFE,
			status: Status::Active,
			location: Some(0x08f2_8308_280c_0000),
			metadata: b"on the roof".to_vec().try_into().unwrap(),
			deposit,
			registered: 7,
			forgiven: None,
		};
		assert_eq!(record(0), expected);
		assert_eq!(Nodes::node_of(device.key()), Some(0));
		assert_eq!(held(OWNER), deposit);
		let ledger = Ledger { owner: OWNER, locked: 130, unbonding: 0, unlocks: 0 };
		assert_eq!(Ledgers::get(0), Some(ledger));
		let (membership, key) = Members::get(0).unwrap();
		assert_eq!((membership.units, key), (2, device.key()));

		let address = Address { class: 0, page: 0, slot: 0 };
		let device_key = device.key();
		let event = Event::Registered { node: 0, class: 0, owner: OWNER, device_key, address };
		assert_eq!(events(), [event]);
	});
}

#[test]
fn register_should_pay_the_owner_unless_told_otherwise() {
	build_and_execute(|| {
		assert_ok!(Form::new(OWNER, &device(1)).submit());
		assert_eq!(record(0).payee, OWNER);
		assert_eq!(record(0).operator, None);
	});
}

#[test]
fn register_should_accept_every_kind_of_device_key() {
	build_and_execute(|| {
		for number in 0..3 {
			assert_ok!(Form::new(OWNER, &device(number)).submit());
			assert_eq!(Nodes::node_of(device(number).key()), Some(number.into()));
		}
	});
}

#[test]
fn register_should_refuse_an_unsigned_call() {
	build_and_execute(|| {
		let Form { device_key, possession, .. } = Form::new(OWNER, &device(1));
		let call = Nodes::register(
			RuntimeOrigin::none(),
			0,
			2,
			device_key,
			possession,
			100,
			None,
			None,
			None,
			Default::default(),
		);
		assert_err!(call, BadOrigin);
	});
}

#[test]
fn register_should_refuse_what_the_class_does_not_have() {
	build_and_execute(|| {
		let form = || Form { collateral: 10_000, ..Form::new(OWNER, &device(1)) };
		assert_noop!(Form { class: 2, ..form() }.submit(), E::ClassNotFound);
		assert_noop!(Form { units: 0, ..form() }.submit(), E::UnitsOutOfRange);
		assert_noop!(Form { units: 11, ..form() }.submit(), E::UnitsOutOfRange);
		assert_ok!(Form { units: 10, ..form() }.submit());
	});
}

#[test]
fn register_should_refuse_fewer_units_than_the_class_has_at_least() {
	build_and_execute(|| {
		let terms = Class { min_units: 5, ..class() };
		assert_ok!(Nodes::create_class(RuntimeOrigin::root(), terms));
		let form =
			|units| Form { class: 2, units, collateral: 250, ..Form::new(OWNER, &device(1)) };
		assert_noop!(form(4).submit(), E::UnitsOutOfRange);
		assert_ok!(form(5).submit());
	});
}

#[test]
fn register_should_ask_for_what_the_class_asks_for_now() {
	build_and_execute(|| {
		Raised::put(2);
		let form = |collateral| Form { collateral, ..Form::new(OWNER, &device(1)) };
		assert_noop!(form(199).submit(), E::CollateralTooSmall);
		assert_ok!(form(200).submit());
		assert_eq!(Nodes::required_collateral(0, 2), Some(200));
	});
}

#[test]
fn register_should_refuse_too_little_collateral() {
	build_and_execute(|| {
		let form = Form { collateral: 99, ..Form::new(OWNER, &device(1)) };
		assert_noop!(form.submit(), E::CollateralTooSmall);
	});
}

#[test]
fn register_should_refuse_an_owner_without_the_tokens() {
	build_and_execute(|| {
		let form = Form { collateral: ENDOWMENT, ..Form::new(OWNER, &device(1)) };
		assert_noop!(form.submit(), TokenError::FundsUnavailable);
		let nobody = 99;
		assert_noop!(Form::new(nobody, &device(1)).submit(), TokenError::FundsUnavailable);
	});
}

#[test]
fn register_should_refuse_a_key_that_is_in_use() {
	build_and_execute(|| {
		registered();
		assert_noop!(Form::new(OWNER, &device(1)).submit(), E::DeviceKeyTaken);
		// By another owner, in another class, with a proof of its own.
		let form = Form { class: 1, ..Form::new(OTHER, &device(1)) };
		assert_noop!(form.submit(), E::DeviceKeyTaken);
	});
}

#[test]
fn register_should_refuse_the_second_name_of_an_ecdsa_key() {
	build_and_execute(|| {
		let device = device(0);
		let MultiSigner::Ecdsa(key) = device.key() else { panic!("number 0 is ecdsa") };
		let eth = MultiSigner::Eth(key.0.into());
		let form = Form { device_key: eth, ..Form::new(OWNER, &device) };
		assert_noop!(form.submit(), E::DeviceKeyUnsupported);
	});
}

#[test]
fn register_should_refuse_a_proof_out_of_its_time() {
	build_and_execute(|| {
		let device = device(1);
		let submit = |expires| {
			let possession = device.consent_until(OWNER, expires);
			Form { possession, ..Form::new(OWNER, &device) }.submit()
		};
		System::set_block_number(100);
		assert_noop!(submit(99), E::ProofExpired);
		assert_noop!(submit(101 + PROOF_LIFE), E::ProofTooLong);
		assert_noop!(submit(u32::MAX), E::ProofTooLong);
		// Its last block counts.
		assert_ok!(submit(100));
	});
}

#[test]
fn register_should_refuse_anybody_elses_proof() {
	build_and_execute(|| {
		let device_1 = device(1);
		let form = || Form::new(OWNER, &device_1);
		// A front-runner submits the owner's proof as its own.
		assert_noop!(Form { owner: STRANGER, ..form() }.submit(), E::ProofInvalid);
		// Another device's consent, of the same kind and of another.
		let possession = device(4).consent(OWNER);
		assert_noop!(Form { possession, ..form() }.submit(), E::ProofInvalid);
		let possession = device(2).consent(OWNER);
		assert_noop!(Form { possession, ..form() }.submit(), E::ProofInvalid);
		// Another expiry than the signed one.
		let possession = Possession { expires: 50, ..device_1.consent(OWNER) };
		assert_noop!(Form { possession, ..form() }.submit(), E::ProofInvalid);
		assert_ok!(form().submit());
	});
}

#[test]
fn register_should_refuse_a_proof_for_another_chain() {
	build_and_execute(|| {
		let elsewhere = device(1).consent(OWNER);
		frame_system::BlockHash::<Test>::insert(0, sp_core::H256::repeat_byte(1));
		let form = Form { possession: elsewhere, ..Form::new(OWNER, &device(1)) };
		assert_noop!(form.submit(), E::ProofInvalid);
	});
}

#[test]
fn register_should_refuse_a_malformed_location() {
	build_and_execute(|| {
		let form = Form { location: Some(1), ..Form::new(OWNER, &device(1)) };
		assert_noop!(form.submit(), E::LocationInvalid);
	});
}

#[test]
fn register_should_take_nothing_when_no_page_can_be_had() {
	build_and_execute(|| {
		Mood::put(Temper::Failing);
		assert_noop!(Form::new(OWNER, &device(1)).submit(), Other("in a bad mood"));
	});
}

#[test]
fn register_should_end_with_the_numbers() {
	build_and_execute(|| {
		NextNode::<Test>::put(u32::MAX);
		assert_noop!(Form::new(OWNER, &device(1)).submit(), E::NodeIdsExhausted);
	});
}

#[test]
fn each_of_many_registrations_should_cost_its_own_deposit_and_collateral() {
	build_and_execute(|| {
		for number in 0..100 {
			assert_ok!(Form::new(OWNER, &device(number)).submit());
			let nodes = u128::from(number) + 1;
			assert_eq!(held(OWNER), nodes * RECORD_DEPOSIT);
			assert_eq!(Balances::free_balance(OWNER), ENDOWMENT - nodes * (RECORD_DEPOSIT + 100));
		}
		assert_eq!(Keys::<Test>::iter().count(), 100);
	});
}
