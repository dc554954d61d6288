use sp_io::{crypto, hashing::blake2_256};
use sp_runtime::{MultiSignature, MultiSigner};

/// The key inside the hardware: sr25519, ed25519 or ecdsa.
pub type DeviceKey = MultiSigner;
/// What the key inside the hardware makes.
pub type DeviceSignature = MultiSignature;

/// Whether a device may have such a key. `Eth` is `Ecdsa` under a second name, and one key must not be two nodes.
pub fn is_device_key(key: &DeviceKey) -> bool {
	!matches!(key, MultiSigner::Eth(_))
}

/// Whether `key` made `signature` over `message`; the kinds of both must agree.
pub fn is_signed_by(key: &DeviceKey, signature: &DeviceSignature, message: &[u8]) -> bool {
	match (key, signature) {
		(MultiSigner::Sr25519(key), MultiSignature::Sr25519(signature)) => {
			crypto::sr25519_verify(signature, message, key)
		}
		(MultiSigner::Ed25519(key), MultiSignature::Ed25519(signature)) => {
			crypto::ed25519_verify(signature, message, key)
		}
		(MultiSigner::Ecdsa(key), MultiSignature::Ecdsa(signature)) => {
			crypto::secp256k1_ecdsa_recover_compressed(&signature.0, &blake2_256(message))
				.is_ok_and(|recovered| recovered == key.0)
		}
		_ => false,
	}
}
