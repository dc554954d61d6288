//! How emission follows what customers pay.

use crate::{mock::*, EraEmission, Event, Last, Service, ServiceTotals, Withheld, HISTORY};
use frame_support::assert_ok;
use sp_runtime::{Perbill, Permill};
use substation_primitives::{api::ClassEra, Balance, ClassId};

fn running(class: ClassId) -> ClassEra {
	*Emission::history(class).last().unwrap()
}

/// What the class's subsidy would be without customers.
fn base(class: ClassId) -> Balance {
	let last = Last::<Test>::get();
	let rest = last.scheduled - last.validators - last.treasury;
	rest * [30, 40, 20, 10][usize::from(class)] / 100
}

#[test]
fn half_of_what_was_burned_should_stream_to_its_class_in_the_next_era() {
	build_and_execute(|| {
		next_era();
		pay(1, 1_001, 0);
		pay(2, 10, 0);
		let issuance = Balances::total_issuance();
		next_era();
		assert_eq!((running(1).service, running(2).service, running(0).service), (500, 5, 0));
		let last = Last::<Test>::get();
		assert_eq!((last.service, last.withheld), (505, 0));
		assert_eq!(Balances::total_issuance(), issuance + last.minted() + 505 - 1_011);
		assert_eq!(Service::<Test>::get(), ServiceTotals { burned: 1_011, minted: 505 });
		assert!(matches!(
			events().last(),
			Some(Event::EraStarted { service: 505, withheld: 0, .. })
		));
		next_era();
		assert_eq!((running(1).service, Last::<Test>::get().service), (0, 0), "once");
	});
}

#[test]
fn a_class_without_a_share_should_get_its_service_stream_all_the_same() {
	build_and_execute(|| {
		let shares = [(0, 1)].into_iter().collect::<std::collections::BTreeMap<_, _>>();
		Emission::set_shares(RuntimeOrigin::root(), shares.try_into().unwrap()).unwrap();
		next_era();
		pay(3, 10_000, 1);
		next_era();
		let until = Emission::clock().unwrap().ends;
		assert!(Funded::get().contains(&(3, 5_000, until)));
		let history = Emission::history(3);
		assert_eq!(
			history,
			[
				ClassEra { era: 0, burned: 10_000, income: 1, ..Default::default() },
				ClassEra { era: 1, service: 5_000, ..Default::default() },
			]
		);
	});
}

#[test]
fn the_subsidy_should_fade_as_customers_pay() {
	build_and_execute(|| {
		next_era();
		let subsidy = running(1).availability;
		// Half of it, in each era.
		for _ in 0..HISTORY {
			pay(1, 0, subsidy / 2);
			next_era();
		}
		// Half of what can fade has faded; the other half is a bit less by then, the other classes have theirs.
		let (now, full) = (running(1).availability, base(1));
		let expected = full - (subsidy / 2) * 80 / 100;
		assert!(now.abs_diff(expected) <= 2, "{now} instead of {expected}");
		assert!(running(0).availability.abs_diff(base(0)) <= 1);
	});
}

#[test]
fn the_subsidy_should_keep_its_floor() {
	build_and_execute(|| {
		next_era();
		for _ in 0..HISTORY + 5 {
			pay(1, 0, 1_000_000 * VOLT);
			next_era();
		}
		assert!(running(1).availability.abs_diff(base(1) / 5) <= 1);
		(0..=HISTORY).for_each(|_| next_era());
		assert!(running(1).availability.abs_diff(base(1)) <= 1, "when customers are gone");
	});
}

#[test]
fn what_is_withheld_should_never_be_minted() {
	build_and_execute(|| {
		next_era();
		pay(1, 0, 1_000_000_000 * VOLT);
		next_era();
		let EraEmission { scheduled, withheld, .. } = Last::<Test>::get();
		assert!(withheld > 0);
		assert_eq!(Withheld::<Test>::get(), withheld);
		next_era();
		// What the schedule has disposed of is gone for it, minted or not.
		let expected = scheduled - DECAY.mul_ceil(scheduled);
		assert!(Last::<Test>::get().scheduled.abs_diff(expected) <= 4);
	});
}

#[test]
fn the_schedule_should_not_depend_on_what_customers_pay() {
	let schedule = |pays: bool| {
		let mut scheduled = Vec::new();
		build_and_execute(|| {
			for _ in 0..50 {
				next_era();
				scheduled.push(Last::<Test>::get().scheduled);
				if pays {
					pay(1, 3 * VOLT, 100_000 * VOLT);
				}
			}
		});
		scheduled
	};
	let pairs = schedule(true).into_iter().zip(schedule(false));
	// But for the remainders of divisions, which stay for later.
	assert!(pairs.into_iter().all(|(with, without)| with.abs_diff(without) <= 1));
}

#[test]
fn nothing_should_be_withheld_of_what_a_pool_refuses() {
	build_and_execute(|| {
		next_era();
		pay(1, 1_000, 1_000_000_000 * VOLT);
		Refusing::set([1].into());
		next_era();
		let last = Last::<Test>::get();
		assert_eq!((last.withheld, last.service), (0, 0));
		assert_eq!((running(1).availability, running(1).service), (0, 0));
	});
}

#[test]
fn a_class_should_keep_its_last_eras() {
	build_and_execute(|| {
		for era in 0..HISTORY + 12 {
			next_era();
			pay(1, era.into(), 2 * Balance::from(era));
		}
		let history = Emission::history(1);
		assert_eq!(history.len(), HISTORY as usize);
		let eras: Vec<_> = history.iter().map(|era| era.era).collect();
		assert_eq!(eras, (12..12 + HISTORY).collect::<Vec<_>>());
		for (index, era) in history.iter().enumerate().take(29) {
			let paid = 12 + index as Balance;
			assert_eq!((era.burned, era.income), (paid, 2 * paid));
		}
		assert_eq!((running(1).burned, running(1).income), (0, 0), "the running one");
	});
}

#[test]
fn the_subsidy_share_should_be_that_of_the_last_era_that_is_over() {
	build_and_execute(|| {
		assert_eq!(Emission::subsidy_share(1), Permill::one());
		next_era();
		assert_eq!(Emission::subsidy_share(1), Permill::one());
		pay(1, 0, 3 * running(1).availability);
		next_era();
		assert_eq!(Emission::subsidy_share(1), Permill::from_percent(25));
		assert_eq!(Emission::subsidy_share(0), Permill::one());
		next_era();
		assert_eq!(Emission::subsidy_share(1), Permill::one());
	});
}

#[test]
fn the_cap_should_hold_whatever_customers_burn() {
	build_and_execute(|| {
		let terms = crate::DemandTerms { service: Perbill::from_percent(99), ..Default::default() };
		assert_ok!(Emission::set_demand(RuntimeOrigin::root(), terms));
		Emission::set_decay(RuntimeOrigin::root(), sp_runtime::Perquintill::one()).unwrap();
		for _ in 0..20 {
			next_era();
			pay(1, 1_000_000 * VOLT, 5_000_000 * VOLT);
			assert_ok!(Emission::do_try_state());
			assert!(Balances::total_issuance() <= CAP);
		}
		let ServiceTotals { burned, minted } = Emission::service();
		assert!(minted <= burned * 99 / 100);
		assert_eq!(Emission::burned(), burned);
	});
}
