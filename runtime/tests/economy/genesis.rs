//! The presets.

use std::collections::BTreeSet;

use frame_support::traits::{fungible::Inspect, Get};
use pallet_emission::{Parts, Shares};
use serde_json::Value;
use sp_core::{
	crypto::{AccountId32, Ss58Codec},
	ed25519, sr25519, Pair,
};
use sp_genesis_builder::runtime_decl_for_genesis_builder::GenesisBuilderV1;
use sp_io::TestExternalities;
use sp_keyring::{Ed25519Keyring, Sr25519Keyring};
use substation_runtime::{
	configs::POTS,
	constants::{DAYS, HOURS, UNIT},
	economy, presets, Attestation, AuthorityDiscovery, Babe, Balances, Emission, Grandpa, Nodes,
	Runtime, Session, Staking,
};

use crate::chain::{build, check_state, Chain};

fn with_preset(preset: &str, check: impl FnOnce()) {
	TestExternalities::default().execute_with(|| {
		build(preset);
		check_state();
		check();
	});
}

#[test]
fn every_preset_should_build_a_sound_state() {
	let names = Runtime::preset_names();
	let names: Vec<&str> = names.iter().map(AsRef::as_ref).collect();
	assert_eq!(names, [presets::DEV, presets::LOCAL, presets::LIVE]);
	for name in names {
		with_preset(name, || ());
	}
}

#[test]
fn an_unknown_preset_should_be_none() {
	assert_eq!(Runtime::get_preset(&Some("mainnet".into())), None);
}

#[test]
fn dev_should_have_one_validator_and_the_others_four_all_with_stake() {
	for (preset, validators) in [(presets::DEV, 1), (presets::LOCAL, 4), (presets::LIVE, 4)] {
		with_preset(preset, || {
			assert_eq!(Session::validators().len(), validators);
			assert_eq!(Babe::authorities().len(), validators);
			assert_eq!(Grandpa::grandpa_authorities().len(), validators);
			assert_eq!(AuthorityDiscovery::authorities().len(), validators);
			// All of them are elected for their stake, from the first era on.
			for validator in Session::validators() {
				let exposure = Staking::eras_stakers(0, &validator);
				assert!(
					exposure.own >= economy::MIN_VALIDATOR_BOND && exposure.own == exposure.total
				);
			}
		});
	}
}

#[test]
fn the_presets_should_have_four_classes_with_their_shares_and_a_sudo_key() {
	for preset in [presets::DEV, presets::LOCAL] {
		with_preset(preset, || {
			let classes: Vec<_> = (0..4).map(|class| Nodes::class(class).unwrap()).collect();
			let expected: Vec<_> =
				economy::dev_classes().into_iter().map(|(class, _)| class).collect();
			assert_eq!(classes, expected);
			assert_eq!(Nodes::class(4), None);
			let shares: Vec<_> = Shares::<Runtime>::get().into_iter().collect();
			assert_eq!(shares, [(0, 30), (1, 40), (2, 20), (3, 10)]);
			assert_eq!(Parts::<Runtime>::get().validators, economy::VALIDATORS);
			assert!(pallet_sudo::Key::<Runtime>::exists());
			assert!(pallet_balances::TotalIssuance::<Runtime>::get() > 12_000_000 * UNIT);
		});
	}
}

#[test]
fn the_first_block_should_start_the_first_era_and_fund_every_class() {
	let mut chain = Chain::dev();
	chain.block(|| ());
	chain.at(|| {
		let clock = Emission::clock().unwrap();
		assert_eq!((clock.index, clock.starts, clock.ends), (0, 1, 1 + economy::DEV_ERA));
		let emission = Emission::emission();
		assert_eq!(emission.minted(), Emission::minted());
		assert!(emission.scheduled - emission.minted() < 4, "no more than rounding is lost");
		for class in 0..4 {
			let pool = pallet_rewards::Pools::<Runtime>::get(class);
			assert!(pool.rate > 0 && pool.ends == clock.ends);
		}
		assert_eq!(Attestation::lag(), 0);
		assert!(Balances::free_balance(substation_runtime::Rewards::pot()) > emission.classes);
	});
}

#[test]
fn sessions_and_eras_should_be_days_on_a_real_network_and_minutes_in_development() {
	use substation_runtime::configs::{minutes, SessionLength, SessionsPerEra};
	with_preset(presets::LIVE, || {
		assert_eq!((SessionLength::get(), SessionsPerEra::get()), (HOURS.into(), 24));
		assert_eq!(minutes(24 * 60), DAYS);
	});
	with_preset(presets::DEV, || {
		assert_eq!((SessionLength::get(), SessionsPerEra::get()), (10, 2));
		assert_eq!((minutes(24 * 60), minutes(1)), (economy::DEV_ERA, 1));
	});
}

#[test]
fn live_should_have_the_real_terms_a_committee_and_no_sudo() {
	with_preset(presets::LIVE, || {
		let classes: Vec<_> = (0..4).map(|class| Nodes::class(class).unwrap()).collect();
		let expected: Vec<_> = economy::classes().into_iter().map(|(class, _)| class).collect();
		assert_eq!(classes, expected);
		assert!(!pallet_sudo::Key::<Runtime>::exists());
		assert!(
			pallet_collective::Members::<Runtime, pallet_collective::Instance1>::get().len() >= 3
		);
		// What people have; the pots begin with what keeps them alive.
		let pots = POTS.len() as u128 * Balances::minimum_balance();
		assert_eq!(Balances::total_issuance(), 200_000_000 * UNIT + pots);
	});
}

/// Every account and key that a preset names.
fn keys(preset: &Value) -> BTreeSet<[u8; 32]> {
	match preset {
		Value::String(text) => {
			AccountId32::from_string(text).ok().map(Into::into).into_iter().collect()
		}
		Value::Array(values) => values.iter().flat_map(keys).collect(),
		Value::Object(fields) => fields.values().flat_map(keys).collect(),
		_ => BTreeSet::new(),
	}
}

/// Keys whose secret everybody knows: the names that tools come with, plain and as stashes, of both kinds.
fn well_known_keys() -> BTreeSet<[u8; 32]> {
	let sr25519 = Sr25519Keyring::iter().map(|key| key.to_raw_public());
	let ed25519 = Ed25519Keyring::iter().map(|key| key.to_raw_public());
	let derived = Sr25519Keyring::iter().flat_map(|key| {
		["", "//stash", "//Stash", "//controller", "//validator"].into_iter().flat_map(
			move |path| {
				let name = format!("//{}{path}", <&str>::from(key));
				let sr25519 = sr25519::Pair::from_string(&name, None).unwrap().public().0;
				[sr25519, ed25519::Pair::from_string(&name, None).unwrap().public().0]
			},
		)
	});
	let phrase = sp_core::crypto::DEV_PHRASE;
	let roots = [
		sr25519::Pair::from_string(phrase, None).unwrap().public().0,
		ed25519::Pair::from_string(phrase, None).unwrap().public().0,
	];
	sr25519.chain(ed25519).chain(derived).chain(roots).collect()
}

#[test]
fn live_should_not_name_a_key_that_anybody_knows() {
	let of = |preset: &str| keys(&presets::by_name(preset).unwrap());
	let known = well_known_keys();
	assert_eq!(of(presets::LIVE).intersection(&known).count(), 0);
	// Accounts, and three keys for each validator; and the test finds what it looks for.
	assert!(of(presets::LIVE).len() > 20 + 3 * 4);
	for (preset, ours) in [(presets::DEV, 13), (presets::LOCAL, 16)] {
		assert_eq!(of(preset).intersection(&known).count(), ours, "{preset}");
	}
}
