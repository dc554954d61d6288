use crate::{mock::*, DemandTerms, GenesisConfig, GenesisIssuance, Split};
use sp_runtime::{BuildStorage, Perbill};

#[test]
fn genesis_should_count_what_was_issued() {
	build_and_execute(|| {
		assert_eq!(GenesisIssuance::<Test>::get(), GENESIS);
		assert_eq!((Emission::minted(), Emission::burned()), (0, 0));
	});
}

#[test]
#[should_panic = "the genesis gives a share to more classes than MaxClasses"]
fn genesis_should_refuse_too_many_classes() {
	let shares = (0..=MAX_CLASSES as u16).map(|class| (class, 1)).collect();
	externalities(GenesisConfig { shares, ..genesis() });
}

#[test]
#[should_panic = "the genesis gives validators and treasury together more than all of the emission"]
fn genesis_should_refuse_a_split_of_more_than_all() {
	let split =
		Split { validators: Perbill::from_percent(60), treasury: Perbill::from_percent(41) };
	externalities(GenesisConfig { split, ..genesis() });
}

#[test]
#[should_panic = "the genesis streams all back that customers burn"]
fn genesis_should_refuse_to_stream_all_back() {
	let demand = DemandTerms { service: Perbill::one(), floor: Perbill::zero() };
	externalities(GenesisConfig { demand, ..genesis() });
}

#[test]
#[should_panic = "emission found no issuance at genesis: put the balances' pallet before it"]
fn genesis_should_refuse_a_chain_without_tokens() {
	genesis().build_storage().unwrap();
}

#[test]
#[should_panic = "over the cap"]
fn genesis_should_refuse_an_issuance_over_the_cap() {
	externalities(GenesisConfig::default()).execute_with(|| {
		pallet_balances::TotalIssuance::<Test>::put(CAP + 1);
		frame_support::traits::BuildGenesisConfig::build(&genesis());
	});
}
