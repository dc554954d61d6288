use std::{
	fmt,
	fs::{self, OpenOptions},
	io::Write,
	os::unix::fs::{OpenOptionsExt, PermissionsExt},
	path::Path,
	str::FromStr,
};

use clap::ValueEnum;
use codec::Encode;
use ed25519_dalek::Signer;
use subxt_signer::{ecdsa, sr25519};

use crate::{
	error::{stop, Error, Result},
	message::{possession_message, BlockNumber, Hash, Possession},
};

/// The kinds of key that a device may have.
#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
pub enum Scheme {
	Sr25519,
	Ed25519,
	Ecdsa,
}

impl fmt::Display for Scheme {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		f.write_str(match self {
			Self::Sr25519 => "sr25519",
			Self::Ed25519 => "ed25519",
			Self::Ecdsa => "ecdsa",
		})
	}
}

/// A device's public key, encoded as the chain's `MultiSigner`.
#[derive(Clone, Copy, Debug, Encode, Eq, Hash, PartialEq)]
pub enum Public {
	#[codec(index = 0)]
	Ed25519([u8; 32]),
	#[codec(index = 1)]
	Sr25519([u8; 32]),
	#[codec(index = 2)]
	Ecdsa([u8; 33]),
}

impl fmt::Display for Public {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		match self {
			Self::Ed25519(key) => write!(f, "ed25519 0x{}", hex::encode(key)),
			Self::Sr25519(key) => write!(f, "sr25519 0x{}", hex::encode(key)),
			Self::Ecdsa(key) => write!(f, "ecdsa 0x{}", hex::encode(key)),
		}
	}
}

/// What a device key makes, encoded as the chain's `MultiSignature`.
#[derive(Clone, Copy, Debug, Encode, Eq, PartialEq)]
pub enum Signature {
	#[codec(index = 0)]
	Ed25519([u8; 64]),
	#[codec(index = 1)]
	Sr25519([u8; 64]),
	#[codec(index = 2)]
	Ecdsa([u8; 65]),
}

/// A device's key. It can attest, and nothing else.
#[derive(Clone)]
pub enum Key {
	Ed25519(ed25519_dalek::SigningKey),
	Sr25519(sr25519::Keypair),
	Ecdsa(ecdsa::Keypair),
}

impl Key {
	pub fn from_seed(scheme: Scheme, seed: [u8; 32]) -> Result<Self> {
		let unfit = || Error::Stop(format!("This seed is no {scheme} key; use another one."));
		Ok(match scheme {
			Scheme::Ed25519 => Self::Ed25519(ed25519_dalek::SigningKey::from_bytes(&seed)),
			Scheme::Sr25519 => {
				Self::Sr25519(sr25519::Keypair::from_secret_key(seed).map_err(|_| unfit())?)
			}
			Scheme::Ecdsa => {
				Self::Ecdsa(ecdsa::Keypair::from_secret_key(seed).map_err(|_| unfit())?)
			}
		})
	}

	pub fn public(&self) -> Public {
		match self {
			Self::Ed25519(key) => Public::Ed25519(key.verifying_key().to_bytes()),
			Self::Sr25519(key) => Public::Sr25519(key.public_key().0),
			Self::Ecdsa(key) => Public::Ecdsa(key.public_key().0),
		}
	}

	pub fn sign(&self, message: &[u8]) -> Signature {
		match self {
			Self::Ed25519(key) => Signature::Ed25519(key.sign(message).to_bytes()),
			Self::Sr25519(key) => Signature::Sr25519(key.sign(message).0),
			Self::Ecdsa(key) => Signature::Ecdsa(key.sign(message).0),
		}
	}

	/// The key's consent to be registered by `owner`.
	pub fn possession(&self, genesis: Hash, owner: &[u8; 32], expires: BlockNumber) -> Possession {
		let signature = self.sign(&possession_message(genesis, owner, expires));
		Possession { expires, signature }
	}

	/// Reads the file that `generate` wrote.
	pub fn read(file: &Path) -> Result<Self> {
		let name = file.display();
		let mode = fs::metadata(file)
			.map_err(|why| {
				Error::Stop(format!(
					"Cannot read {name} ({why}); make a key with `substation-agent key generate --out {name}`."
				))
			})?
			.permissions()
			.mode();
		// A group may read: that is how service managers lend it.
		if mode & 0o027 != 0 {
			return stop(format!(
				"Others on this machine can get at the key in {name}; run `chmod 600 {name}`."
			));
		}
		let text = fs::read_to_string(file).map_err(|why| {
			Error::Stop(format!("Cannot read {name} ({why}); check whose it is."))
		})?;
		parse(&text).ok_or_else(|| {
			Error::Stop(format!(
				"{name} is no device key; make one with `substation-agent key generate`."
			))
		})
	}
}

/// Makes a key and writes it where nothing is yet, readable by nobody else.
pub fn generate(scheme: Scheme, file: &Path) -> Result<Key> {
	let mut seed = [0; 32];
	getrandom::fill(&mut seed).map_err(|why| {
		Error::Stop(format!("The system gives no random numbers ({why}); try again later."))
	})?;
	let key = Key::from_seed(scheme, seed)?;
	let written = OpenOptions::new().write(true).create_new(true).mode(0o600).open(file).and_then(
		|mut file| {
			writeln!(file, "{HEADER}\n{scheme} 0x{}", hex::encode(seed))?;
			file.sync_all()
		},
	);
	match written {
		Ok(()) => Ok(key),
		Err(why) if why.kind() == std::io::ErrorKind::AlreadyExists => stop(format!(
			"{} exists and stays as it is; choose another name for the new key.",
			file.display()
		)),
		Err(why) => stop(format!("Cannot write {} ({why}); choose another place.", file.display())),
	}
}

const HEADER: &str =
	"# Substation device key. Who has it can attest for the device; it moves no funds.";

fn parse(text: &str) -> Option<Key> {
	let line = text.lines().find(|line| !line.starts_with('#') && !line.trim().is_empty())?;
	let (scheme, seed) = line.trim().split_once(' ')?;
	let scheme = Scheme::from_str(scheme, false).ok()?;
	let seed = hex::decode(seed.strip_prefix("0x")?).ok()?;
	Key::from_seed(scheme, seed.try_into().ok()?).ok()
}

/// The account behind a secret phrase or a `//Name` of a development chain.
pub fn owner(suri: &str) -> Result<sr25519::Keypair> {
	subxt_signer::SecretUri::from_str(suri.trim())
		.ok()
		.and_then(|uri| sr25519::Keypair::from_uri(&uri).ok())
		.ok_or_else(|| {
			Error::Stop(
				"The owner's secret is no phrase of 12 to 24 words, 0x seed or //Name; check it word by word."
					.into(),
			)
		})
}

#[cfg(test)]
mod tests {
	use super::*;

	fn scratch(name: &str) -> std::path::PathBuf {
		let folder = std::env::temp_dir().join(format!("substation-agent-{}", std::process::id()));
		fs::create_dir_all(&folder).expect("a scratch folder");
		let file = folder.join(name);
		let _ = fs::remove_file(&file);
		file
	}

	#[test]
	fn a_generated_key_should_be_read_back() {
		for scheme in [Scheme::Sr25519, Scheme::Ed25519, Scheme::Ecdsa] {
			let file = scratch(&format!("{scheme}"));
			let made = generate(scheme, &file).expect("a new file");
			let read = Key::read(&file).expect("what was just written");
			assert_eq!(made.public(), read.public());
		}
	}

	#[test]
	fn two_generated_keys_should_differ() {
		let one = generate(Scheme::Sr25519, &scratch("one")).expect("a new file");
		let two = generate(Scheme::Sr25519, &scratch("two")).expect("a new file");
		assert_ne!(one.public(), two.public());
	}

	#[test]
	fn a_key_should_be_readable_by_its_owner_only() {
		let file = scratch("mode");
		generate(Scheme::Sr25519, &file).expect("a new file");
		let mode = fs::metadata(&file).expect("the file").permissions().mode();
		assert_eq!(mode & 0o777, 0o600);
	}

	#[test]
	fn generate_should_not_overwrite() {
		let file = scratch("kept");
		let first = generate(Scheme::Sr25519, &file).expect("a new file");
		let Err(Error::Stop(why)) = generate(Scheme::Ed25519, &file) else { panic!("overwritten") };
		assert!(why.contains("exists"), "{why}");
		assert_eq!(Key::read(&file).expect("the first").public(), first.public());
	}

	#[test]
	fn read_should_refuse_a_key_that_others_can_read() {
		let file = scratch("open");
		generate(Scheme::Sr25519, &file).expect("a new file");
		fs::set_permissions(&file, fs::Permissions::from_mode(0o644)).expect("chmod");
		let Err(Error::Stop(why)) = Key::read(&file) else { panic!("read") };
		assert!(why.contains("chmod 600"), "{why}");
	}

	#[test]
	fn read_should_say_what_to_do_without_a_file() {
		let Err(Error::Stop(why)) = Key::read(&scratch("none")) else { panic!("read") };
		assert!(why.contains("key generate"), "{why}");
	}

	#[test]
	fn parse_should_refuse_what_is_no_key() {
		for text in ["", "# only words", "sr25519 0x12", "eth 0x00", "sr25519 zz", "ecdsa"] {
			assert!(parse(text).is_none(), "{text}");
		}
		// A seed of zero is no point on the curve.
		assert!(parse(&format!("ecdsa 0x{}", "00".repeat(32))).is_none());
	}

	#[test]
	fn owner_should_know_the_development_accounts_and_refuse_nonsense() {
		let alice = owner("//Alice\n").expect("a development account");
		assert_eq!(alice.public_key().0, subxt_signer::sr25519::dev::alice().public_key().0);
		assert!(owner("three wrong words").is_err());
	}
}
