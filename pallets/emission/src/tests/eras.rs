use crate::{mock::*, Clock, Event, Last, Minted, WeightInfo};
use frame_support::traits::Hooks;
use sp_runtime::Perquintill;
use substation_primitives::Eras;

/// What the first era mints: ⌊800 million VOLT × decay⌋.
const FIRST: u128 = 379_456_690_199_668_000_000_000 / 1_000_000;

#[test]
fn the_first_block_should_start_the_first_era() {
	build_and_execute(|| {
		assert_eq!(Emission::clock(), None);
		assert_eq!(Emission::current(), 0);
		next_block();
		assert_eq!(Emission::clock(), Some(Clock { index: 0, starts: 1, ends: 1 + ERA }));
		assert_eq!(Emission::current(), 0);
		assert_eq!(Minted::<Test>::get(), FIRST);
	});
}

#[test]
fn an_era_should_mint_a_part_of_what_is_left_and_split_it() {
	build_and_execute(|| {
		next_block();
		let (validators, treasury) = (FIRST / 4, FIRST * 15 / 100);
		assert_eq!(Balances::free_balance(VALIDATORS), validators);
		assert_eq!(Balances::free_balance(TREASURY), treasury);
		let rest = FIRST - validators - treasury;
		let until = 1 + ERA;
		assert_eq!(
			Funded::get(),
			[
				(0, rest * 30 / 100, until),
				(1, rest * 40 / 100, until),
				(2, rest * 20 / 100, until),
				(3, rest * 10 / 100, until),
			]
		);
		let classes = Funded::get().iter().map(|(_, amount, _)| amount).sum();
		assert_eq!(
			events(),
			[Event::EraStarted {
				era: 0,
				ends: until,
				classes,
				validators,
				treasury,
				withheld: 0,
				service: 0,
			}]
		);
		assert_eq!(Balances::total_issuance(), GENESIS + classes + validators + treasury);
	});
}

#[test]
fn an_era_should_end_after_its_blocks() {
	build_and_execute(|| {
		next_block();
		run_to(ERA);
		assert_eq!(Emission::current(), 0);
		next_block();
		assert_eq!(Emission::clock(), Some(Clock { index: 1, starts: 1 + ERA, ends: 1 + 2 * ERA }));
		next_era();
		assert_eq!(Emission::current(), 2);
	});
}

#[test]
fn each_era_should_mint_less_than_the_one_before() {
	build_and_execute(|| {
		next_era();
		for _ in 0..50 {
			let before = Last::<Test>::get().scheduled;
			next_era();
			assert!(Last::<Test>::get().scheduled < before);
		}
	});
}

#[test]
fn four_years_should_mint_half_of_what_is_left() {
	build_and_execute(|| {
		(0..1_461).for_each(|_| next_era());
		let half = (CAP - GENESIS) / 2;
		assert!(Minted::<Test>::get().abs_diff(half) < VOLT);
	});
}

#[test]
fn the_cap_should_hold_whatever_the_decay() {
	build_and_execute(|| {
		Emission::set_decay(RuntimeOrigin::root(), Perquintill::one()).unwrap();
		next_era();
		let left = CAP - Balances::total_issuance();
		assert!(left < 4, "what four divisions leave");
		(0..10).for_each(|_| next_era());
		assert!(Balances::total_issuance() <= CAP);
	});
}

#[test]
fn what_was_burned_should_not_be_minted_again() {
	build_and_execute(|| {
		next_era();
		let scheduled = |burn| {
			if burn {
				Balances::force_set_balance(RuntimeOrigin::root(), HOLDER, VOLT).unwrap();
			}
			next_era();
			Last::<Test>::get().scheduled
		};
		let expected = DECAY * (CAP - GENESIS - Minted::<Test>::get());
		assert!(scheduled(true).abs_diff(expected) <= 1);
		assert_eq!(Emission::burned(), GENESIS - VOLT);
	});
}

#[test]
fn what_a_pool_refuses_should_not_be_minted() {
	build_and_execute(|| {
		Refusing::set([1].into());
		next_era();
		let last = Last::<Test>::get();
		let rest = FIRST - FIRST / 4 - FIRST * 15 / 100;
		assert_eq!(last.scheduled, FIRST);
		assert!(last.classes.abs_diff(rest * 60 / 100) < 4);
		assert_eq!(Minted::<Test>::get(), Balances::total_issuance() - GENESIS);
	});
}

#[test]
fn what_an_account_cannot_take_should_not_be_minted() {
	// 1 base unit in 10^15 of the first era: less than the treasury's account must hold.
	let mut genesis = genesis();
	genesis.split.treasury = sp_runtime::Perbill::from_parts(1);
	genesis.decay = Perquintill::from_parts(1_000);
	externalities(genesis).execute_with(|| {
		next_era();
		let last = Last::<Test>::get();
		assert_eq!(last.scheduled, 800_000);
		assert_eq!((last.validators, last.treasury), (200_000, 0));
		assert_eq!(Minted::<Test>::get(), Balances::total_issuance() - GENESIS);
		assert_eq!(Emission::do_try_state(), Ok(()));
	});
}

#[test]
fn a_class_of_weight_zero_should_be_funded_with_nothing() {
	build_and_execute(|| {
		let shares = [(0, 1), (1, 0)].into_iter().collect::<std::collections::BTreeMap<_, _>>();
		Emission::set_shares(RuntimeOrigin::root(), shares.try_into().unwrap()).unwrap();
		next_era();
		assert_eq!(Funded::get()[1], (1, 0, 1 + ERA), "so that it streams what it has");
	});
}

#[test]
fn a_chain_without_eras_should_mint_nothing() {
	externalities(crate::GenesisConfig::default()).execute_with(|| {
		run_to(100);
		assert_eq!(Emission::clock(), None);
		assert_eq!(Balances::total_issuance(), GENESIS);
		assert_eq!(Emission::do_try_state(), Ok(()));
	});
}

#[test]
fn the_hook_should_weigh_what_it_did() {
	build_and_execute(|| {
		let hook = |block| {
			System::set_block_number(block);
			<Emission as Hooks<u32>>::on_initialize(block)
		};
		assert_eq!(hook(1), <() as WeightInfo>::start_era(4));
		assert_eq!(hook(2), <() as WeightInfo>::on_initialize());
		assert_eq!(hook(ERA + 1), <() as WeightInfo>::start_era(4));
	});
}
