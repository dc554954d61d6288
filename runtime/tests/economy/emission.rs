//! The emission table of `docs/economics.md`.

use pallet_emission::YearEmission;
use sp_io::TestExternalities;
use sp_runtime::Perbill;
use substation_math::supply::era_emission;
use substation_runtime::{
	constants::{DAYS, UNIT},
	economy, Balance,
};

const DOCS: &str = include_str!("../../../docs/economics.md");
/// What the table begins with.
const GENESIS: Balance = 200_000_000 * UNIT;

/// The rows of the table below the heading that begins with `| year |`, without their bars.
fn table() -> Vec<Vec<f64>> {
	let number = |cell: &str| cell.trim().trim_end_matches(" %").parse().unwrap();
	DOCS.lines()
		.skip_while(|line| !line.starts_with("| year |"))
		.skip(2)
		.take_while(|line| line.starts_with('|'))
		.map(|line| line.trim_matches('|').split('|').map(number).collect())
		.collect()
}

/// What each of the first `years` mints, era by era.
fn years(years: usize) -> Vec<Balance> {
	let mut issued = GENESIS;
	let mut year = || {
		let before = issued;
		for _ in 0..365 * DAYS / economy::ERA {
			issued += era_emission(economy::CAP, issued, economy::DECAY);
		}
		issued - before
	};
	(0..years).map(|_| year()).collect()
}

/// Millions of VOLT, with two digits.
fn millions(amount: Balance) -> f64 {
	(amount as f64 / UNIT as f64 / 10_000.0).round() / 100.0
}

#[test]
fn the_emission_table_of_the_docs_should_be_true() {
	let table = table();
	assert_eq!(table.len(), 10, "the table was not found");
	let minted = years(20);
	for row in table {
		let year = row[0] as usize;
		let amount = minted[year - 1];
		let before: Balance = GENESIS + minted[..year - 1].iter().sum::<Balance>();
		let validators = economy::VALIDATORS * amount;
		let treasury = economy::TREASURY * amount;
		let inflation = (amount as f64 / before as f64 * 10_000.0).round() / 100.0;
		let expected = [
			year as f64,
			millions(amount),
			millions(amount - validators - treasury),
			millions(validators),
			millions(treasury),
			millions(before + amount),
			inflation,
		];
		assert_eq!(row, expected, "year {year}");
	}
}

/// The rows of the table of what demand does to a class's income.
#[test]
fn the_demand_table_of_the_docs_should_be_true() {
	use substation_math::{demand, service::divide_payment};
	let rows = DOCS
		.lines()
		.skip_while(|line| !line.starts_with("| customers pay an era"))
		.skip(2)
		.take_while(|line| line.starts_with('|'));
	let base = 3_000_000 * UNIT;
	// The first column is rounded; a third and two thirds are meant.
	let paid = [0, base / 3, base * 2 / 3, base * 4 / 3, 4 * base];
	let part = |amount: Balance| format!("{:.2}", amount as f64 / base as f64);
	let mut count = 0;
	for (row, paid) in rows.zip(paid) {
		let payment =
			divide_payment(paid, economy::SERVICE_BURN, economy::SERVICE_TREASURY, Perbill::zero());
		let subsidy = demand::taper(base, payment.earned, economy::SUBSIDY_FLOOR);
		let service = demand::service_stream(payment.burned, economy::SERVICE_STREAM);
		let share = demand::subsidy_share(subsidy, service + payment.earned);
		let cells = [paid, subsidy, service, payment.earned, subsidy + service + payment.earned];
		let share = (f64::from(share.deconstruct()) / 10_000.0).round();
		let expected = format!("| {} | {share} % |", cells.map(part).join(" | "));
		assert_eq!(row, expected);
		count += 1;
	}
	assert_eq!(count, 5, "the table was not found");
}

#[test]
fn the_split_that_the_docs_name_should_be_the_runtimes() {
	assert_eq!(economy::VALIDATORS, Perbill::from_percent(25));
	assert_eq!(economy::TREASURY, Perbill::from_percent(15));
	assert!(DOCS.contains("| to classes (60 %) | to validators (25 %) | to the treasury (15 %) |"));
}

#[test]
fn what_the_chain_projects_should_be_what_the_docs_say() {
	use pallet_emission::{Decay, EraBlocks, GenesisIssuance};
	use substation_runtime::{Emission, Runtime};
	let projection: Vec<YearEmission> = TestExternalities::default().execute_with(|| {
		EraBlocks::<Runtime>::put(economy::ERA);
		Decay::<Runtime>::put(economy::DECAY);
		GenesisIssuance::<Runtime>::put(GENESIS);
		Emission::projection(20)
	});
	for (year, minted) in projection.iter().zip(years(20)) {
		assert_eq!(millions(year.minted), millions(minted), "year {}", year.year);
	}
}
