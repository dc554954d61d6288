//! The chain's first state: `dev` (Alice alone) and `local` (four validators).

use crate::{
	configs::{BABE_GENESIS_EPOCH_CONFIG, REWARDS_POT, SERVICES_POT, TREASURY, VALIDATORS_POT},
	constants::UNIT,
	economy, AccountId, BabeConfig, Balance, Balances, BalancesConfig, EmissionConfig, NodesConfig,
	RuntimeGenesisConfig, SessionConfig, SessionKeys, SudoConfig,
};
use alloc::{string::ToString, vec, vec::Vec};
use frame_support::{build_struct_json_patch, traits::fungible::Inspect};
use pallet_emission::{DemandTerms, Split};
use serde_json::Value;
use sp_genesis_builder::PresetId;
use sp_keyring::{Ed25519Keyring, Sr25519Keyring};
use sp_runtime::traits::AccountIdConversion;

/// One validator, Alice; for development.
pub const DEV: &str = "dev";
/// Four validators, Alice to Dave; for a network on one machine.
pub const LOCAL: &str = "local";

/// What each of the well-known accounts starts with.
const ENDOWMENT: u128 = 1_000_000 * UNIT;

/// The names of all presets.
pub fn names() -> Vec<PresetId> {
	vec![PresetId::from(DEV), PresetId::from(LOCAL)]
}

/// A preset's genesis configuration as the runtime API gives it.
pub fn get(id: &PresetId) -> Option<Vec<u8>> {
	by_name(id.as_str()).map(|genesis| genesis.to_string().into_bytes())
}

/// A preset's genesis configuration.
pub fn by_name(name: &str) -> Option<Value> {
	use Sr25519Keyring::{Alice, Bob, Charlie, Dave};
	match name {
		DEV => Some(genesis(&[Alice])),
		LOCAL => Some(genesis(&[Alice, Bob, Charlie, Dave])),
		_ => None,
	}
}

/// Both presets are for development: all well-known accounts have tokens, Alice has sudo.
fn genesis(validators: &[Sr25519Keyring]) -> Value {
	let (classes, shares): (Vec<_>, Vec<_>) = economy::dev_classes().into_iter().unzip();
	build_struct_json_patch!(RuntimeGenesisConfig {
		balances: BalancesConfig { balances: endowments() },
		babe: BabeConfig { epoch_config: BABE_GENESIS_EPOCH_CONFIG },
		session: SessionConfig { keys: validators.iter().map(session_keys).collect() },
		sudo: SudoConfig { key: Some(Sr25519Keyring::Alice.to_account_id()) },
		nodes: NodesConfig { classes },
		emission: EmissionConfig {
			era_blocks: economy::DEV_ERA,
			shares: (0..).zip(shares).collect(),
			split: Split { validators: economy::VALIDATORS, treasury: economy::TREASURY },
			decay: economy::DECAY,
			demand: DemandTerms { service: economy::SERVICE_STREAM, floor: economy::SUBSIDY_FLOOR },
		},
	})
}

/// The well-known accounts, and the pots: each must exist before anything can flow into it.
fn endowments() -> Vec<(AccountId, Balance)> {
	let people = Sr25519Keyring::well_known().map(|who| (who.to_account_id(), ENDOWMENT));
	let pots = [REWARDS_POT, SERVICES_POT, VALIDATORS_POT, TREASURY]
		.map(|pot| (pot.into_account_truncating(), Balances::minimum_balance()));
	people.chain(pots).collect()
}

/// A well-known validator's account, twice as the session pallet wants it, and its keys.
fn session_keys(validator: &Sr25519Keyring) -> (AccountId, AccountId, SessionKeys) {
	let account = validator.to_account_id();
	let grandpa: Ed25519Keyring = match validator {
		Sr25519Keyring::Alice => Ed25519Keyring::Alice,
		Sr25519Keyring::Bob => Ed25519Keyring::Bob,
		Sr25519Keyring::Charlie => Ed25519Keyring::Charlie,
		_ => Ed25519Keyring::Dave,
	};
	let keys = SessionKeys { babe: validator.public().into(), grandpa: grandpa.public().into() };
	(account.clone(), account, keys)
}
