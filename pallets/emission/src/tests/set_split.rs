use crate::{mock::*, Error, Event, Last, Split};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::{DispatchError, Perbill};

fn split(validators: u32, treasury: u32) -> Split {
	Split {
		validators: Perbill::from_percent(validators),
		treasury: Perbill::from_percent(treasury),
	}
}

#[test]
fn set_split_should_change_the_next_era() {
	build_and_execute(|| {
		next_era();
		let before = Last::<Test>::get();
		assert_ok!(Emission::set_split(RuntimeOrigin::root(), split(50, 0)));
		assert_eq!(events().last(), Some(&Event::SplitSet { split: split(50, 0) }));
		assert_eq!(Last::<Test>::get(), before);
		next_era();
		let last = Last::<Test>::get();
		assert_eq!((last.validators, last.treasury), (last.scheduled / 2, 0));
	});
}

#[test]
fn set_split_may_leave_the_classes_nothing() {
	build_and_execute(|| {
		assert_ok!(Emission::set_split(RuntimeOrigin::root(), split(60, 40)));
		next_era();
		let last = Last::<Test>::get();
		assert!(last.classes <= 1, "what the two divisions leave");
		assert!(last.validators + last.treasury <= last.scheduled);
	});
}

#[test]
fn set_split_should_refuse_more_than_all() {
	build_and_execute(|| {
		for (validators, treasury) in [(60, 41), (100, 1), (1, 100), (100, 100)] {
			assert_noop!(
				Emission::set_split(RuntimeOrigin::root(), split(validators, treasury)),
				Error::<Test>::SplitTooLarge
			);
		}
	});
}

#[test]
fn set_split_should_be_for_governance() {
	build_and_execute(|| {
		assert_noop!(
			Emission::set_split(RuntimeOrigin::signed(HOLDER), split(1, 1)),
			DispatchError::BadOrigin
		);
	});
}
