//! The presets.

use pallet_emission::{Parts, Shares};
use sp_genesis_builder::runtime_decl_for_genesis_builder::GenesisBuilderV1;
use sp_io::TestExternalities;
use substation_runtime::{
	constants::UNIT, economy, presets, Attestation, Babe, Balances, Emission, Nodes, Runtime,
	Session,
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
	assert_eq!(names, [presets::DEV, presets::LOCAL]);
	for name in names {
		with_preset(name, || ());
	}
}

#[test]
fn an_unknown_preset_should_be_none() {
	assert_eq!(Runtime::get_preset(&Some("mainnet".into())), None);
}

#[test]
fn dev_should_have_one_validator_and_local_four() {
	with_preset(presets::DEV, || {
		assert_eq!((Session::validators().len(), Babe::authorities().len()), (1, 1))
	});
	with_preset(presets::LOCAL, || {
		assert_eq!((Session::validators().len(), Babe::authorities().len()), (4, 4))
	});
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
