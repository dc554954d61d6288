use crate::{mock::*, Event, Last};
use codec::{Decode, Encode};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::{DispatchError, Perquintill};

#[test]
fn set_decay_should_change_the_next_era() {
	build_and_execute(|| {
		next_era();
		let before = Last::<Test>::get();
		let decay = Perquintill::from_percent(1);
		assert_ok!(Emission::set_decay(RuntimeOrigin::root(), decay));
		assert_eq!(events().last(), Some(&Event::DecaySet { decay }));
		assert_eq!(Last::<Test>::get(), before);
		next_era();
		assert_eq!(Last::<Test>::get().scheduled, (CAP - GENESIS - before.minted()) / 100);
	});
}

#[test]
fn set_decay_to_nothing_should_stop_the_emission() {
	build_and_execute(|| {
		assert_ok!(Emission::set_decay(RuntimeOrigin::root(), Perquintill::zero()));
		next_era();
		assert_eq!(Emission::minted(), 0);
		assert_eq!(Funded::get().len(), 4, "what the pools hold goes on");
	});
}

#[test]
fn set_decay_should_be_for_governance() {
	build_and_execute(|| {
		assert_noop!(
			Emission::set_decay(RuntimeOrigin::signed(HOLDER), DECAY),
			DispatchError::BadOrigin
		);
	});
}

#[test]
fn a_decay_of_more_than_all_should_not_even_decode() {
	let too_much = (10u64.pow(18) + 1).encode();
	assert!(Perquintill::decode(&mut &too_much[..]).is_err());
	let all = 10u64.pow(18).encode();
	assert_eq!(Perquintill::decode(&mut &all[..]), Ok(Perquintill::one()));
}
