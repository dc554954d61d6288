//! Each check must fail where its invariant is broken.

use crate::{
	mock::*, Era, GenesisIssuance, Histories, Last, Minted, Parts, Service, Terms, Withheld,
};
use sp_runtime::Perbill;
use substation_primitives::{api::ClassEra, Balance};

/// Breaks a chain in its second era, in whose first customers of class 1 paid, and expects the check to say `message`.
fn broken(message: &'static str, corrupt: impl FnOnce()) {
	externalities(genesis()).execute_with(|| {
		next_era();
		pay(1, 1_000, 2_000);
		next_era();
		assert_eq!(Emission::do_try_state(), Ok(()));
		corrupt();
		assert_eq!(Emission::do_try_state(), Err(message.into()));
	});
}

#[test]
fn try_state_should_notice_tokens_from_nowhere() {
	broken(
		"invariant 6: there are more tokens than were issued at genesis and minted since",
		|| {
			pallet_balances::TotalIssuance::<Test>::mutate(|issuance| *issuance += 1_001);
		},
	);
}

#[test]
fn try_state_should_notice_too_little_counted() {
	broken(
		"invariant 6: there are more tokens than were issued at genesis and minted since",
		|| {
			Minted::<Test>::mutate(|minted| *minted -= 1_001);
		},
	);
}

#[test]
fn try_state_should_notice_a_cap_that_is_passed() {
	broken("invariant 6: more was issued than the cap allows", || {
		GenesisIssuance::<Test>::put(CAP);
	});
}

#[test]
fn try_state_should_notice_an_era_that_minted_too_much() {
	broken("invariant 6: an era minted more than its schedule", || {
		Last::<Test>::mutate(|last| last.classes += 10);
	});
}

#[test]
fn try_state_should_notice_a_schedule_over_the_cap() {
	broken("invariant 6: an era's schedule went over the cap", || {
		Last::<Test>::mutate(|last| last.scheduled = CAP);
	});
}

#[test]
fn try_state_should_notice_more_tokens_than_the_cap() {
	broken("invariant 6: there are more tokens than the cap allows", || {
		pallet_balances::TotalIssuance::<Test>::put(CAP + 1);
		Minted::<Test>::put(CAP);
	});
}

#[test]
fn try_state_should_notice_what_is_withheld_twice() {
	broken("invariant 6: more was issued than the cap allows", || Withheld::<Test>::put(CAP));
	broken("invariant 6: an era minted more than its schedule", || {
		Last::<Test>::mutate(|last| last.withheld = last.scheduled);
	});
	broken("invariant 6: a sum overflows", || {
		Last::<Test>::mutate(|last| last.withheld = Balance::MAX);
	});
}

#[test]
fn try_state_should_notice_terms_on_which_paying_oneself_costs_nothing() {
	broken("invariant 10: all that customers burn would stream back", || {
		Terms::<Test>::mutate(|terms| terms.service = Perbill::one());
	});
}

#[test]
fn try_state_should_notice_a_service_stream_of_more_than_was_burned() {
	broken("invariant 10: more streamed back than customers burned", || {
		Service::<Test>::mutate(|totals| totals.minted = totals.burned + 1);
	});
	let message = "invariant 10: an era's service stream is more than was burned before it";
	let change = |index: usize, change: fn(&mut ClassEra)| {
		Histories::<Test>::mutate(1, |history| change(&mut history.0[index]));
	};
	broken(message, || change(1, |era| era.service = 1_001));
	broken(message, || change(0, |era| era.burned = 499));
	broken(message, || change(1, |era| era.era = 2));
	broken(
		"invariant 10: a class's first era has a service stream of nothing that was burned",
		|| change(0, |era| era.service = 1),
	);
}

#[test]
fn try_state_should_notice_a_service_stream_that_was_not_minted() {
	let message = "invariant 10: what streams back to the classes is not what was minted for it";
	broken(message, || Last::<Test>::mutate(|last| last.service = 0));
	broken(message, || Histories::<Test>::mutate(1, |history| history.0[1].service = 499));
}

#[test]
fn try_state_should_notice_eras_out_of_order() {
	broken("invariant 11: a class's eras are out of order", || {
		Histories::<Test>::mutate(0, |history| history.0[0].era = 1);
	});
}

#[test]
fn try_state_should_notice_a_split_of_more_than_all() {
	broken("invariant 6: validators and treasury together get more than all", || {
		Parts::<Test>::mutate(|split| split.treasury = Perbill::from_percent(76));
	});
}

#[test]
fn try_state_should_notice_a_share_of_nobody() {
	broken("invariant 11: a class that does not exist has a share", || {
		Known::mutate(|known| known.remove(&2));
	});
}

#[test]
fn try_state_should_notice_an_era_that_was_not_started() {
	broken("invariant 12: an era was not started when the one before it ended", || {
		System::set_block_number(Emission::clock().unwrap().ends);
	});
	broken("invariant 12: an era was not started when the one before it ended", || {
		Era::<Test>::mutate(|clock| clock.as_mut().unwrap().starts += 1);
	});
}
