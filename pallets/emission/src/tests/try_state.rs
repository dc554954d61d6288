//! Each check must fail where its invariant is broken.

use crate::{mock::*, Era, GenesisIssuance, Last, Minted, Parts};
use sp_runtime::Perbill;

/// Breaks a chain in its second era, and expects the check to say `message`.
fn broken(message: &'static str, corrupt: impl FnOnce()) {
	externalities(genesis()).execute_with(|| {
		next_era();
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
			pallet_balances::TotalIssuance::<Test>::mutate(|issuance| *issuance += 1);
		},
	);
}

#[test]
fn try_state_should_notice_too_little_counted() {
	broken(
		"invariant 6: there are more tokens than were issued at genesis and minted since",
		|| {
			Minted::<Test>::mutate(|minted| *minted -= 1);
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
