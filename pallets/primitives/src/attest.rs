use alloc::vec::Vec;

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use sp_core::H256;

use crate::{Address, DeviceSignature, PageIndex, Slot, Units, WindowIndex};

/// The version of [`Payload`] that the chain accepts.
pub const PAYLOAD_VERSION: u8 = 1;

/// Keeps an attestation from being taken for anything else that the key may sign.
const DOMAIN: &[u8] = b"substation/attest";

/// What the device says of itself. Kept in block bodies for indexers, not in state.
#[derive(
	Clone,
	Copy,
	Debug,
	Decode,
	DecodeWithMemTracking,
	Default,
	Encode,
	Eq,
	MaxEncodedLen,
	PartialEq,
	TypeInfo,
)]
pub struct Report {
	/// Version of the firmware, as the class counts them.
	pub firmware: u32,
	/// Seconds since the device started.
	pub uptime: u32,
	/// Units of capacity that are available now.
	pub available: Units,
}

/// All that a device signs to attest: valid for one node, one window, one chain.
#[derive(
	Clone,
	Copy,
	Debug,
	Decode,
	DecodeWithMemTracking,
	Encode,
	Eq,
	MaxEncodedLen,
	PartialEq,
	TypeInfo,
)]
pub struct Payload {
	/// [`PAYLOAD_VERSION`].
	pub version: u8,
	/// Hash of the chain's first block.
	pub genesis: H256,
	/// The node's place.
	pub address: Address,
	/// The open window.
	pub window: WindowIndex,
	/// Hash of the last block before the window.
	pub challenge: H256,
	/// What the device says of itself.
	pub report: Report,
}

impl Payload {
	/// The bytes that the device key signs.
	pub fn message(&self) -> Vec<u8> {
		(DOMAIN, self).encode()
	}
}

/// One item of a batch. The chain fills in the rest of the [`Payload`] that `signature` is over.
#[derive(
	Clone, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo,
)]
pub struct Attestation {
	/// The node's page.
	pub page: PageIndex,
	/// The node's slot.
	pub slot: Slot,
	/// The open window.
	pub window: WindowIndex,
	/// What the device says of itself.
	pub report: Report,
	/// The device's signature over the whole payload.
	pub signature: DeviceSignature,
}

#[cfg(test)]
mod tests {
	use super::*;
	use alloc::collections::BTreeSet;

	#[test]
	fn every_field_of_a_payload_should_change_what_is_signed() {
		let payload = Payload {
			version: PAYLOAD_VERSION,
			genesis: H256::zero(),
			address: Address { class: 0, page: 0, slot: 0 },
			window: 0,
			challenge: H256::zero(),
			report: Report::default(),
		};
		let changes: [fn(&mut Payload); 10] = [
			|payload| payload.version += 1,
			|payload| payload.genesis = H256::repeat_byte(1),
			|payload| payload.address.class += 1,
			|payload| payload.address.page += 1,
			|payload| payload.address.slot += 1,
			|payload| payload.window += 1,
			|payload| payload.challenge = H256::repeat_byte(1),
			|payload| payload.report.firmware += 1,
			|payload| payload.report.uptime += 1,
			|payload| payload.report.available += 1,
		];
		let mut messages = BTreeSet::from([payload.message()]);
		for change in changes {
			let mut changed = payload;
			change(&mut changed);
			assert!(messages.insert(changed.message()), "the same message for {changed:?}");
		}
	}
}
