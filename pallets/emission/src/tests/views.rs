use crate::mock::*;
use sp_runtime::Perquintill;

/// In hundredths of a million VOLT, as the documents print it.
fn hundredths(amount: u128) -> u128 {
	let unit = VOLT * 10_000;
	(amount + unit / 2) / unit
}

#[test]
fn the_projection_should_be_the_published_table() {
	build_and_execute(|| {
		let table: Vec<_> = Emission::projection(20)
			.into_iter()
			.map(|year| (year.year, hundredths(year.minted), hundredths(year.issued)))
			.filter(|(year, ..)| [1, 2, 5, 10, 20].contains(year))
			.collect();
		assert_eq!(
			table,
			[
				(1, 12_720, 32_720),
				(2, 10_698, 43_418),
				(5, 6_363, 66_344),
				(10, 2_677, 85_841),
				(20, 474, 97_494),
			]
		);
	});
}

#[test]
fn the_projection_should_come_true() {
	build_and_execute(|| {
		let year = Emission::projection(1)[0];
		(0..365).for_each(|_| next_era());
		assert!(Emission::minted().abs_diff(year.minted) < VOLT / 1_000);
		assert!(Emission::projection(1)[0].minted < year.minted, "it begins anew each day");
	});
}

#[test]
fn the_projection_should_be_bounded() {
	build_and_execute(|| {
		assert_eq!(Emission::projection(u32::MAX).len(), 100);
		assert_eq!(Emission::projection(0), []);
		Emission::set_decay(RuntimeOrigin::root(), Perquintill::one()).unwrap();
		let [first, second] = Emission::projection(2)[..] else { panic!("two years") };
		assert_eq!((first.minted, second.minted), (CAP - GENESIS, 0));
	});
}

#[test]
fn the_projection_of_a_chain_without_eras_should_be_nothing() {
	externalities(crate::GenesisConfig::default()).execute_with(|| {
		assert_eq!(Emission::projection(1)[0].minted, 0);
	});
}

#[test]
fn burned_should_be_what_is_missing() {
	build_and_execute(|| {
		next_era();
		assert_eq!(Emission::burned(), 0);
		Balances::force_set_balance(RuntimeOrigin::root(), HOLDER, GENESIS - 77).unwrap();
		assert_eq!(Emission::burned(), 77);
		assert_eq!(Emission::issued(), Balances::total_issuance() + 77);
	});
}

#[test]
fn emission_should_be_that_of_the_running_era() {
	build_and_execute(|| {
		next_era();
		let before = Emission::emission();
		assert_eq!(before.minted(), Emission::minted());
		next_era();
		assert_eq!(before.minted() + Emission::emission().minted(), Emission::minted());
	});
}
