//! Keys whose secret everybody knows, and where a chain's first state names one.

use serde_json::Value;
use sp_core::{
	bytes::from_hex,
	crypto::{AccountId32, Ss58Codec, DEV_PHRASE},
	ecdsa, ed25519, sr25519, Pair,
};
use sp_keyring::Sr25519Keyring;
use sp_runtime::{traits::IdentifyAccount, MultiSigner};
use std::collections::BTreeSet;

/// What tools derive from a name: the account itself, stashes, and keys of validators.
const PATHS: [&str; 5] = ["", "//stash", "//Stash", "//controller", "//validator"];
/// The code of a chain, which has the keys of its development presets in it, as specifications name it.
const CODE: [&str; 2] = ["code", "0x3a636f6465"];

/// The accounts and public keys of the names that tools come with, of all kinds.
pub fn keys() -> BTreeSet<[u8; 32]> {
	let names = Sr25519Keyring::iter().map(<&str>::from);
	let derived = names.flat_map(|name| PATHS.map(|path| format!("{DEV_PHRASE}//{name}{path}")));
	let numbered = [0, 1].map(|number| format!("{DEV_PHRASE}//{number}"));
	derived.chain(numbered).chain([DEV_PHRASE.into()]).flat_map(|secret| of(&secret)).collect()
}

fn of(secret: &str) -> Vec<[u8; 32]> {
	let sr25519 = sr25519::Pair::from_string(secret, None).map(|pair| pair.public().0);
	let ed25519 = ed25519::Pair::from_string(secret, None).map(|pair| pair.public().0);
	// The account of such a key is its hash.
	let ecdsa = ecdsa::Pair::from_string(secret, None)
		.map(|pair| MultiSigner::from(pair.public()).into_account().into());
	sr25519.into_iter().chain(ed25519).chain(ecdsa).collect()
}

/// Those of `keys` that a preset or a chain specification names, as an address or anywhere in the bytes of a raw state.
pub fn named_in(json: &Value, keys: &BTreeSet<[u8; 32]>) -> BTreeSet<[u8; 32]> {
	match json {
		Value::String(text) => in_text(text, keys),
		Value::Array(values) => values.iter().flat_map(|value| named_in(value, keys)).collect(),
		Value::Object(members) => members
			.iter()
			.filter(|(name, _)| !CODE.contains(&name.as_str()))
			.flat_map(|(name, value)| [in_text(name, keys), named_in(value, keys)])
			.flatten()
			.collect(),
		_ => BTreeSet::new(),
	}
}

fn in_text(text: &str, keys: &BTreeSet<[u8; 32]>) -> BTreeSet<[u8; 32]> {
	let bytes = match text.starts_with("0x") {
		true => from_hex(text).unwrap_or_default(),
		false => AccountId32::from_string(text)
			.map(|key| <[u8; 32]>::from(key).to_vec())
			.unwrap_or_default(),
	};
	let windows = bytes.windows(32).filter_map(|window| window.try_into().ok());
	windows.filter(|key| keys.contains(key)).collect()
}
