//! What device keys sign, byte for byte as `substation-primitives` has it; a test holds them together.
//! The primitives themselves would bring the whole SDK into a program for small hardware.

use codec::Encode;
use serde::Serialize;

use crate::keys::Signature;

/// A block's hash.
pub type Hash = [u8; 32];
/// A block's number.
pub type BlockNumber = u32;
/// One registered piece of hardware.
pub type NodeId = u32;

const PAYLOAD_VERSION: u8 = 1;
const ATTEST: &[u8] = b"substation/attest";
const POSSESSION: &[u8] = b"substation/possession";

/// A node's place: its class, the page in it, the slot in that.
#[derive(Clone, Copy, Debug, Encode, Eq, Ord, PartialEq, PartialOrd, Serialize)]
pub struct Address {
	pub class: u16,
	pub page: u32,
	pub slot: u16,
}

/// What the device says of itself.
#[derive(Clone, Copy, Debug, Encode, Eq, PartialEq)]
pub struct Report {
	/// Version of the firmware, as the class counts them.
	pub firmware: u32,
	/// Seconds since the device started.
	pub uptime: u32,
	/// Units of capacity that are available now.
	pub available: u32,
}

/// All that a device signs to attest.
#[derive(Clone, Copy, Debug, Encode, Eq, PartialEq)]
pub struct Payload {
	pub version: u8,
	pub genesis: Hash,
	pub address: Address,
	pub window: u32,
	pub challenge: Hash,
	pub report: Report,
}

impl Payload {
	pub fn new(
		genesis: Hash,
		address: Address,
		window: u32,
		challenge: Hash,
		report: Report,
	) -> Self {
		Self { version: PAYLOAD_VERSION, genesis, address, window, challenge, report }
	}

	/// The bytes that the device key signs.
	pub fn message(&self) -> Vec<u8> {
		(ATTEST, self).encode()
	}
}

/// The bytes that a device key signs to let `owner` register it on the chain of `genesis`.
pub fn possession_message(genesis: Hash, owner: &[u8; 32], expires: BlockNumber) -> Vec<u8> {
	(POSSESSION, genesis, owner, expires).encode()
}

/// The device key's consent to be registered by one owner.
#[derive(Clone, Debug, Encode)]
pub struct Possession {
	/// Last block in which it counts.
	pub expires: BlockNumber,
	pub signature: Signature,
}

#[cfg(test)]
mod tests {
	use sp_core::H256;
	use substation_primitives as chain;

	use super::*;
	use crate::keys::{Key, Scheme};

	const GENESIS: Hash = [7; 32];

	fn payload() -> Payload {
		let address = Address { class: 3, page: 70_000, slot: 511 };
		let report = Report { firmware: 1_000, uptime: 86_400, available: 12 };
		Payload::new(GENESIS, address, 123_456, [9; 32], report)
	}

	fn chains_payload() -> chain::Payload {
		let Payload { version: _, genesis, address, window, challenge, report } = payload();
		chain::Payload {
			version: chain::PAYLOAD_VERSION,
			genesis: H256(genesis),
			address: chain::Address {
				class: address.class,
				page: address.page,
				slot: address.slot,
			},
			window,
			challenge: H256(challenge),
			report: chain::Report {
				firmware: report.firmware,
				uptime: report.uptime,
				available: report.available,
			},
		}
	}

	#[test]
	fn an_attestation_should_be_the_bytes_that_the_chain_checks() {
		assert_eq!(payload().message(), chains_payload().message());
	}

	#[test]
	fn a_proof_of_possession_should_be_the_bytes_that_the_chain_checks() {
		let owner = sp_core::crypto::AccountId32::new([5; 32]);
		assert_eq!(
			possession_message(GENESIS, &[5; 32], 600),
			chain::possession_message(H256(GENESIS), &owner, 600),
		);
	}

	#[test]
	fn the_chain_should_accept_what_each_kind_of_key_signs_and_no_other_message() {
		for scheme in [Scheme::Sr25519, Scheme::Ed25519, Scheme::Ecdsa] {
			let key = Key::from_seed(scheme, [11; 32]).expect("a valid seed");
			let message = payload().message();
			let device = decoded::<chain::DeviceKey>(&key.public());
			let signature = decoded::<chain::DeviceSignature>(&key.sign(&message));
			assert!(chain::is_device_key(&device));
			assert!(chain::is_signed_by(&device, &signature, &message), "{scheme:?}");
			assert!(!chain::is_signed_by(&device, &signature, b"another"), "{scheme:?}");
		}
	}

	#[test]
	fn the_chain_should_accept_the_proof_of_possession() {
		let key = Key::from_seed(Scheme::Ed25519, [12; 32]).expect("a valid seed");
		let proof = key.possession(GENESIS, &[5; 32], 600);
		let device = decoded::<chain::DeviceKey>(&key.public());
		let owner = sp_core::crypto::AccountId32::new([5; 32]);
		let proof = decoded::<chain::Possession>(&proof);
		assert!(proof.is_signed_by(&device, H256(GENESIS), &owner));
	}

	fn decoded<T: codec::Decode>(value: &impl Encode) -> T {
		T::decode(&mut &value.encode()[..]).expect("the same encoding")
	}
}
