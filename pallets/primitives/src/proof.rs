use alloc::vec::Vec;

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use sp_core::H256;

use crate::{device::is_signed_by, BlockNumber, DeviceKey, DeviceSignature};

const DOMAIN: &[u8] = b"substation/possession";

/// The device key's consent to be registered by one owner.
#[derive(
	Clone, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo,
)]
pub struct Possession {
	/// Last block in which the proof counts. It serves as the nonce: the node that it makes is not gone before then.
	pub expires: BlockNumber,
	/// The device key's signature over [`possession_message`].
	pub signature: DeviceSignature,
}

/// The bytes that a device key signs to let `owner` register it on the chain of `genesis`.
pub fn possession_message<AccountId: Encode>(
	genesis: H256,
	owner: &AccountId,
	expires: BlockNumber,
) -> Vec<u8> {
	(DOMAIN, genesis, owner, expires).encode()
}

impl Possession {
	/// Whether `key` signed this for `owner` on the chain of `genesis`.
	pub fn is_signed_by<AccountId: Encode>(
		&self,
		key: &DeviceKey,
		genesis: H256,
		owner: &AccountId,
	) -> bool {
		let message = possession_message(genesis, owner, self.expires);
		is_signed_by(key, &self.signature, &message)
	}
}
