//! Attestations that must not count twice, elsewhere, or later: what the transaction pool says of them.

use frame_support::assert_ok;
use pallet_attestation::Refusal;
use sp_keyring::Sr25519Keyring::Bob;
use sp_runtime::transaction_validity::{TransactionValidity, TransactionValidityError};
use substation_primitives::{Address, Duty};
use substation_runtime::{
	constants::UNIT, AccountId, Attestation, Nodes, RuntimeCall, RuntimeOrigin,
};

use crate::chain::{apply, general, signed, submit, Chain, Device};

fn refused(refusal: Refusal) -> TransactionValidity {
	Err(TransactionValidityError::from(refusal))
}

fn register(owner: &AccountId, device: &Device) {
	assert_ok!(Nodes::register(
		RuntimeOrigin::signed(owner.clone()),
		0,
		1,
		device.key(),
		device.consent(owner, 100),
		100 * UNIT,
		None,
		None,
		None,
		Default::default(),
	));
}

/// A chain with nodes 0 and 1, of the devices 0 and 1.
fn with_nodes(mut chain: Chain) -> Chain {
	chain.block(|| {
		register(&Bob.to_account_id(), &Device::sr25519(0));
		register(&Bob.to_account_id(), &Device::sr25519(1));
	});
	chain
}

fn duty(chain: &mut Chain, node: u32) -> Duty {
	chain.at(|| Attestation::duty(node).unwrap())
}

/// Bob's node 0 gets the key of another device.
fn rotate(device: &Device) -> pallet_nodes::Call<substation_runtime::Runtime> {
	pallet_nodes::Call::rotate_device_key {
		node: 0,
		device_key: device.key(),
		possession: device.consent(&Bob.to_account_id(), 100),
	}
}

#[test]
fn an_attestation_should_count_once() {
	let mut chain = with_nodes(Chain::dev());
	let duty = duty(&mut chain, 0);
	let attestation = chain.at(|| Device::sr25519(0).attest(&duty));
	let valid = chain.validate(attestation.clone()).unwrap();
	assert!(valid.propagate && valid.longevity <= duty.closes.into());
	chain.block(|| assert_eq!(apply(attestation.clone()), Ok(Ok(()))));
	assert_eq!(chain.validate(attestation.clone()), refused(Refusal::AlreadyAttested));
	chain.block(|| {
		assert_eq!(
			apply(attestation.clone()),
			Err(TransactionValidityError::from(Refusal::AlreadyAttested)),
			"no block space for the second"
		);
	});
}

#[test]
fn two_attestations_of_one_window_should_take_one_place_in_the_pool() {
	let mut chain = with_nodes(Chain::dev());
	let duty = duty(&mut chain, 0);
	let [first, second] = chain.at(|| [0, 1].map(|_| Device::sr25519(0).attest(&duty)));
	let [first, second] = [first, second].map(|one| chain.validate(one).unwrap().provides);
	assert_eq!(first, second);
}

#[test]
fn an_attestation_should_not_count_in_a_later_window() {
	let mut chain = with_nodes(Chain::dev());
	let duty = duty(&mut chain, 0);
	let attestation = chain.at(|| Device::sr25519(0).attest(&duty));
	chain.run_to(duty.closes);
	assert_eq!(chain.validate(attestation), refused(Refusal::WindowNotOpen));
}

#[test]
fn an_attestation_should_not_be_made_ahead_of_time() {
	let mut chain = with_nodes(Chain::dev());
	let now = duty(&mut chain, 0);
	let next = Duty { window: now.window + 1, ..now };
	let early = chain.at(|| Device::sr25519(0).attest(&next));
	assert_eq!(chain.validate(early.clone()), refused(Refusal::WindowNotOpen));
	chain.run_to(now.closes);
	assert_eq!(chain.validate(early), refused(Refusal::WrongChallenge));
}

#[test]
fn an_attestation_should_not_count_for_another_node() {
	let mut chain = with_nodes(Chain::dev());
	let (own, other) = (duty(&mut chain, 0), duty(&mut chain, 1));
	let stolen = chain.at(|| Device::sr25519(0).attest(&Duty { address: other.address, ..own }));
	assert_eq!(chain.validate(stolen), refused(Refusal::BadSignature));
	let nowhere = Address { slot: 2, ..own.address };
	let empty = chain.at(|| Device::sr25519(0).attest(&Duty { address: nowhere, ..own }));
	assert_eq!(chain.validate(empty), refused(Refusal::NotMember));
}

#[test]
fn an_attestation_should_not_count_on_another_chain() {
	let mut other = with_nodes(Chain::other());
	let there = duty(&mut other, 0);
	let attestation = other.at(|| Device::sr25519(0).attest(&there));
	let mut chain = with_nodes(Chain::dev());
	assert_eq!(duty(&mut chain, 0).address, there.address);
	assert_eq!(chain.validate(attestation), refused(Refusal::WrongChain));
}

#[test]
fn an_attestation_should_not_count_after_a_key_rotation() {
	let mut chain = with_nodes(Chain::dev());
	let before = duty(&mut chain, 0);
	let old = chain.at(|| Device::sr25519(0).attest(&before));
	chain.validate(old.clone()).unwrap();
	let device = Device::ed25519(7);
	chain.block(|| submit(Bob, rotate(&device))).unwrap();
	let new = chain.at(|| device.attest(&before));
	assert_eq!(chain.validate(old), refused(Refusal::BadSignature));
	chain.validate(new).unwrap();
}

#[test]
fn every_field_of_the_payload_should_be_signed() {
	let mut chain = with_nodes(Chain::dev());
	let duty = duty(&mut chain, 0);
	chain.block(|| {
		let device = Device::sr25519(0);
		let signed = Device::payload(&duty);
		let signature = device.sign(&signed.message());
		let mut firmware = signed;
		firmware.report.firmware += 1;
		let mut uptime = signed;
		uptime.report.uptime += 1;
		let mut available = signed;
		available.report.available += 1;
		for payload in [firmware, uptime, available] {
			let call = pallet_attestation::Call::attest { payload, signature: signature.clone() };
			let refused = TransactionValidityError::from(Refusal::BadSignature);
			assert_eq!(apply(general(call.into())), Err(refused));
		}
		let version = substation_primitives::Payload { version: 2, ..signed };
		let call = pallet_attestation::Call::attest { payload: version, signature };
		let refused = TransactionValidityError::from(Refusal::UnknownVersion);
		assert_eq!(apply(general(call.into())), Err(refused));
	});
}

#[test]
fn the_attestation_of_a_node_that_is_gone_should_not_get_in() {
	let mut chain = with_nodes(Chain::dev());
	let duty = duty(&mut chain, 0);
	let attestation = chain.at(|| Device::sr25519(0).attest(&duty));
	chain.block(|| submit(Bob, pallet_nodes::Call::retire { node: 0 })).unwrap();
	assert_eq!(chain.validate(attestation), refused(Refusal::NotMember));
}

#[test]
fn an_account_that_signs_an_attestation_should_pay_and_get_nothing() {
	let mut chain = with_nodes(Chain::dev());
	let duty = duty(&mut chain, 0);
	chain.block(|| {
		let payload = Device::payload(&duty);
		let signature = Device::sr25519(0).sign(&payload.message());
		let call = RuntimeCall::from(pallet_attestation::Call::attest { payload, signature });
		let outcome = apply(signed(Bob, call)).unwrap();
		assert_eq!(outcome, Err(sp_runtime::DispatchError::BadOrigin));
	});
	assert_eq!(chain.at(crate::chain::fees).len(), 1);
	assert!(!chain.at(|| Attestation::duty(0).unwrap().attested));
}
