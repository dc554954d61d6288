//! The presets.

use frame_support::traits::{fungible::Inspect, Get};
use pallet_emission::{Parts, Shares};
use serde_json::json;
use sp_core::{ecdsa, ed25519, sr25519, Pair};
use sp_genesis_builder::runtime_decl_for_genesis_builder::GenesisBuilderV1;
use sp_io::TestExternalities;
use sp_keyring::Sr25519Keyring;
use sp_runtime::traits::IdentifyAccount;
use substation_runtime::{
	configs::POTS,
	constants::{DAYS, HOURS, UNIT},
	economy, presets, well_known, Attestation, AuthorityDiscovery, Babe, Balances, Emission,
	Grandpa, Nodes, Runtime, Session, Staking,
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

#[test]
fn live_should_not_name_a_key_that_anybody_knows() {
	let known = well_known::keys();
	let named = |preset: &str| {
		let preset = presets::by_name(preset).unwrap().unwrap();
		well_known::named_in(&preset, &known).len()
	};
	assert_eq!(named(presets::LIVE), 0);
	// And the test finds what it looks for.
	assert_eq!((named(presets::DEV), named(presets::LOCAL)), (13, 16));
}

#[test]
fn accounts_of_every_kind_of_key_that_anybody_knows_should_be_known() {
	let alice = |path: &str| format!("//Alice{path}");
	let signers: [sp_runtime::MultiSigner; 3] = [
		sr25519::Pair::from_string(&alice(""), None).unwrap().public().into(),
		ed25519::Pair::from_string(&alice("//stash"), None).unwrap().public().into(),
		ecdsa::Pair::from_string(&alice(""), None).unwrap().public().into(),
	];
	for signer in signers {
		let account: [u8; 32] = signer.into_account().into();
		assert!(well_known::keys().contains(&account));
	}
}

#[test]
fn keys_that_anybody_knows_should_be_found_in_a_raw_state() {
	let known = well_known::keys();
	let alice = Sr25519Keyring::Alice.to_raw_public();
	let hex = |bytes: &[u8]| sp_core::bytes::to_hex(bytes, false);
	let entry = [&[1; 40], &alice[..], &[2; 3]].concat();
	let in_key = json!({ "genesis": { "raw": { "top": { hex(&entry): "0x" } } } });
	let in_value = json!({ "genesis": { "raw": { "top": { "0x01": hex(&entry) } } } });
	for state in [in_key, in_value] {
		assert_eq!(well_known::named_in(&state, &known), [alice].into());
	}
	// The code has the presets of development chains in it.
	let code = json!({ "genesis": { "raw": { "top": { "0x3a636f6465": hex(&entry) } } } });
	assert_eq!(well_known::named_in(&code, &known).len(), 0);
}
