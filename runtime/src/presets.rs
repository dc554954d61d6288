//! The chain's first state: `dev` (Alice alone), `local` (four validators) and `live` (a real network, from `live.json`).

use crate::{
	configs::{BABE_GENESIS_EPOCH_CONFIG, POTS},
	constants::UNIT,
	economy, AccountId, BabeConfig, Balance, Balances, BalancesConfig, BlockNumber, EmissionConfig,
	NodesConfig, RuntimeGenesisConfig, SessionConfig, SessionKeys, StakingConfig, SudoConfig,
	TechnicalCommitteeConfig,
};
use alloc::{string::ToString, vec::Vec};
use frame_support::{build_struct_json_patch, traits::fungible::Inspect};
use pallet_emission::{DemandTerms, Split};
use pallet_staking::StakerStatus;
use serde::Deserialize;
use serde_json::Value;
use sp_genesis_builder::PresetId;
use sp_keyring::{Ed25519Keyring, Sr25519Keyring};
use sp_runtime::traits::AccountIdConversion;
use substation_primitives::Class;

/// One validator, Alice; for development.
pub const DEV: &str = "dev";
/// Four validators, Alice to Dave; for a network on one machine.
pub const LOCAL: &str = "local";
/// The validators of `live.json`, no sudo, no key that anybody knows.
pub const LIVE: &str = "live";

/// Who the network is launched with. The keys that stand in the file are an example whose secrets nobody has: put
/// your network's in their place, then build.
const LIVE_LAUNCH: &str = include_str!("live.json");

/// What each of the well-known accounts starts with, in VOLT, …
const ENDOWMENT: u32 = 1_000_000;
/// … and what a well-known validator has staked of it.
const BOND: u32 = 100_000;

/// The names of all presets.
pub fn names() -> Vec<PresetId> {
	[DEV, LOCAL, LIVE].map(PresetId::from).to_vec()
}

/// A preset's genesis configuration as the runtime API gives it.
pub fn get(id: &PresetId) -> Option<Vec<u8>> {
	let genesis = by_name(id.as_str()).ok()??;
	Some(genesis.to_string().into_bytes())
}

/// A preset's genesis configuration. Fails where `live.json` cannot be read.
pub fn by_name(name: &str) -> serde_json::Result<Option<Value>> {
	use Sr25519Keyring::{Alice, Bob, Charlie, Dave};
	Ok(match name {
		DEV => Some(development(&[Alice])),
		LOCAL => Some(development(&[Alice, Bob, Charlie, Dave])),
		LIVE => Some(live()?),
		_ => None,
	})
}

/// A preset over the runtime's defaults: the whole of what the first state is built from.
#[cfg(feature = "std")]
pub fn config(name: &str) -> serde_json::Result<Option<RuntimeGenesisConfig>> {
	let Some(patch) = by_name(name)? else { return Ok(None) };
	let mut config = serde_json::to_value(RuntimeGenesisConfig::default())?;
	merge(&mut config, patch);
	serde_json::from_value(config).map(Some)
}

/// Puts the members of `patch` into `value`, at any depth.
#[cfg(feature = "std")]
pub fn merge(value: &mut Value, patch: Value) {
	match (value, patch) {
		(Value::Object(members), Value::Object(patch)) => {
			for (name, member) in patch {
				merge(members.entry(name).or_insert(Value::Null), member);
			}
		}
		(value, patch) => *value = patch,
	}
}

/// Who is there at the start.
#[derive(Deserialize)]
struct Launch {
	validators: Vec<Validator>,
	/// Members of the technical committee.
	committee: Vec<AccountId>,
	/// Accounts and what they start with, in VOLT: at most 18 million each, which is what JSON can carry.
	accounts: Vec<(AccountId, u32)>,
}

/// An account with stake, and the public keys of the node that works for it.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Validator {
	stash: AccountId,
	/// VOLT staked, of what the account starts with.
	bond: u32,
	babe: sp_consensus_babe::AuthorityId,
	grandpa: sp_consensus_grandpa::AuthorityId,
	authority_discovery: sp_authority_discovery::AuthorityId,
}

/// What distinguishes networks beside their people.
struct Terms {
	sudo: Option<AccountId>,
	era_blocks: BlockNumber,
	classes: Vec<(Class, u32)>,
	/// The most validators that are elected.
	seats: u32,
	/// With fewer, the validators of the era before stay.
	quorum: u32,
}

fn live() -> serde_json::Result<Value> {
	let launch: Launch = serde_json::from_str(LIVE_LAUNCH)?;
	let terms = Terms {
		sudo: None,
		era_blocks: economy::ERA,
		classes: economy::classes(),
		seats: economy::SEATS,
		quorum: economy::QUORUM,
	};
	Ok(genesis(launch, terms))
}

/// For development: all well-known accounts have tokens, Alice has sudo, days pass in minutes.
fn development(validators: &[Sr25519Keyring]) -> Value {
	use Sr25519Keyring::{Alice, Bob, Charlie};
	let launch = Launch {
		validators: validators.iter().map(well_known).collect(),
		committee: [Alice, Bob, Charlie].map(|member| member.to_account_id()).to_vec(),
		accounts: Sr25519Keyring::well_known()
			.map(|who| (who.to_account_id(), ENDOWMENT))
			.collect(),
	};
	let terms = Terms {
		sudo: Some(Alice.to_account_id()),
		era_blocks: economy::DEV_ERA,
		classes: economy::dev_classes(),
		seats: economy::DEV_SEATS,
		quorum: 1,
	};
	genesis(launch, terms)
}

fn genesis(launch: Launch, terms: Terms) -> Value {
	let (classes, shares): (Vec<_>, Vec<_>) = terms.classes.into_iter().unzip();
	let stakers = launch.validators.iter().map(Validator::stake).collect();
	let keys = launch.validators.into_iter().map(Validator::keys).collect();
	build_struct_json_patch!(RuntimeGenesisConfig {
		balances: BalancesConfig { balances: balances(launch.accounts) },
		babe: BabeConfig { epoch_config: BABE_GENESIS_EPOCH_CONFIG },
		staking: StakingConfig {
			stakers,
			validator_count: terms.seats,
			minimum_validator_count: terms.quorum,
			min_validator_bond: economy::MIN_VALIDATOR_BOND,
			min_nominator_bond: economy::MIN_NOMINATOR_BOND,
			max_validator_count: Some(economy::MAX_CANDIDATES),
		},
		session: SessionConfig { keys },
		sudo: SudoConfig { key: terms.sudo },
		technical_committee: TechnicalCommitteeConfig { members: launch.committee },
		nodes: NodesConfig { classes },
		emission: EmissionConfig {
			era_blocks: terms.era_blocks,
			shares: (0..).zip(shares).collect(),
			split: Split { validators: economy::VALIDATORS, treasury: economy::TREASURY },
			decay: economy::DECAY,
			demand: DemandTerms { service: economy::SERVICE_STREAM, floor: economy::SUBSIDY_FLOOR },
		},
	})
}

/// People's tokens, and the pots': each must exist before anything can flow into it.
fn balances(accounts: Vec<(AccountId, u32)>) -> Vec<(AccountId, Balance)> {
	let people = accounts.into_iter().map(|(who, amount)| (who, volt(amount)));
	let pots = POTS.map(|pot| (pot.into_account_truncating(), Balances::minimum_balance()));
	people.chain(pots).collect()
}

fn volt(amount: u32) -> Balance {
	Balance::from(amount).saturating_mul(UNIT)
}

impl Validator {
	/// The stake, as the staking pallet wants it: the account twice.
	fn stake(&self) -> (AccountId, AccountId, Balance, StakerStatus<AccountId>) {
		(self.stash.clone(), self.stash.clone(), volt(self.bond), StakerStatus::Validator)
	}

	/// The keys, as the session pallet wants them: the account twice.
	fn keys(self) -> (AccountId, AccountId, SessionKeys) {
		let keys = SessionKeys {
			babe: self.babe,
			grandpa: self.grandpa,
			authority_discovery: self.authority_discovery,
		};
		(self.stash.clone(), self.stash, keys)
	}
}

/// A well-known validator.
fn well_known(validator: &Sr25519Keyring) -> Validator {
	let grandpa: Ed25519Keyring = match validator {
		Sr25519Keyring::Alice => Ed25519Keyring::Alice,
		Sr25519Keyring::Bob => Ed25519Keyring::Bob,
		Sr25519Keyring::Charlie => Ed25519Keyring::Charlie,
		_ => Ed25519Keyring::Dave,
	};
	Validator {
		stash: validator.to_account_id(),
		bond: BOND,
		babe: validator.public().into(),
		grandpa: grandpa.public().into(),
		authority_discovery: validator.public().into(),
	}
}
