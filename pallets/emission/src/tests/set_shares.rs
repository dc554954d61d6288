use crate::{mock::*, Error, Event, SharesOf, WeightInfo};
use alloc::collections::BTreeMap;
use frame_support::{assert_noop, assert_ok, dispatch::GetDispatchInfo};
use sp_runtime::DispatchError;
use substation_primitives::ClassId;

fn shares(shares: &[(ClassId, u32)]) -> SharesOf<Test> {
	shares.iter().copied().collect::<BTreeMap<_, _>>().try_into().unwrap()
}

#[test]
fn set_shares_should_change_the_next_era() {
	build_and_execute(|| {
		next_era();
		let before = Funded::get();
		let shares = shares(&[(1, 1), (3, 3)]);
		assert_ok!(Emission::set_shares(RuntimeOrigin::root(), shares.clone()));
		assert_eq!(events().last(), Some(&Event::SharesSet { shares }));
		assert_eq!(Funded::get(), before);
		next_era();
		let [(1, small, _), (3, large, _)] = Funded::get()[..] else {
			panic!("{:?}", Funded::get())
		};
		assert!(large.abs_diff(3 * small) < 4);
	});
}

#[test]
fn set_shares_should_refuse_a_class_that_does_not_exist() {
	build_and_execute(|| {
		assert_noop!(
			Emission::set_shares(RuntimeOrigin::root(), shares(&[(1, 1), (4, 1)])),
			Error::<Test>::ClassNotFound
		);
	});
}

#[test]
fn set_shares_should_refuse_to_give_nobody_anything() {
	build_and_execute(|| {
		for none in [&[][..], &[(1, 0)][..], &[(1, 0), (2, 0)][..]] {
			assert_noop!(
				Emission::set_shares(RuntimeOrigin::root(), shares(none)),
				Error::<Test>::NoShares
			);
		}
	});
}

#[test]
fn set_shares_should_be_for_governance() {
	build_and_execute(|| {
		assert_noop!(
			Emission::set_shares(RuntimeOrigin::signed(HOLDER), shares(&[(1, 1)])),
			DispatchError::BadOrigin
		);
	});
}

#[test]
fn set_shares_should_declare_a_weight_for_each_class() {
	let weight = |shares| {
		let call = RuntimeCall::Emission(crate::Call::set_shares { shares });
		call.get_dispatch_info().call_weight
	};
	assert_eq!(weight(shares(&[(1, 1), (2, 1)])), <() as WeightInfo>::set_shares(2));
	assert_eq!(weight(shares(&[(1, 1)])), <() as WeightInfo>::set_shares(1));
}
