//! What the calls and the sweep cost, on nodes that the runtime's helper makes.

use frame_benchmarking::v2::*;
use frame_support::{traits::Get, weights::WeightMeter};
use frame_system::RawOrigin;
use substation_primitives::{
	Balance, BenchmarkHelper, Collateral, EraIndex, Eras, LifeCycle, NodeId, Registry, Retention,
	Slashable, Status,
};

use crate::{Call, Chunk, Config, Ledgers, MaxChunks, NextSweep, Pallet, Shortfalls};

/// A node with an owner.
fn node<T: Config>() -> (NodeId, T::AccountId) {
	T::BenchmarkHelper::node(T::BenchmarkHelper::class())
}

/// Cuts all but one base unit of what is locked into as many chunks as there can be, of which the first has unbonded.
fn fill_ledger<T: Config>(node: NodeId) {
	let now = T::Eras::current();
	Ledgers::<T>::mutate(node, |ledger| {
		let Some(ledger) = ledger else { return };
		for index in 0..MaxChunks::<T>::get() {
			ledger.locked -= 1;
			let chunk = Chunk { amount: 1, unlocks: now + index };
			assert!(ledger.unbonding.try_push(chunk).is_ok());
		}
	});
}

/// Puts the end of the node's time to top up into the past.
fn expire<T: Config>(node: NodeId) -> EraIndex {
	let era = T::Eras::current().saturating_sub(1);
	Ledgers::<T>::mutate(node, |ledger| {
		let Some(ledger) = ledger else { return };
		if let Some(top_up) = ledger.top_up.as_mut() {
			Shortfalls::<T>::remove(top_up.by, node);
			top_up.by = era;
		}
	});
	Shortfalls::<T>::insert(era, node, ());
	era
}

#[benchmarks]
mod benchmarks {
	use super::*;

	#[benchmark]
	fn deposit() -> Result<(), BenchmarkError> {
		let (node, owner) = node::<T>();
		let locked = Pallet::<T>::locked(node);
		Pallet::<T>::slash(node, 0, locked - 1)?;
		T::LifeCycle::suspend(node)?;
		T::BenchmarkHelper::miss(node, true);
		T::BenchmarkHelper::back(node);
		T::BenchmarkHelper::earn(node);

		#[extrinsic_call]
		_(RawOrigin::Signed(owner), node, 2 * locked);

		assert!(T::Registry::get(node).is_some_and(|info| info.status == Status::Active));
		Ok(())
	}

	#[benchmark]
	fn request_withdrawal() -> Result<(), BenchmarkError> {
		let (node, owner) = node::<T>();
		let spare = Pallet::<T>::locked(node);
		Pallet::<T>::deposit(RawOrigin::Signed(owner.clone()).into(), node, spare)?;
		T::BenchmarkHelper::earn(node);
		T::BenchmarkHelper::back(node);
		T::BenchmarkHelper::miss(node, true);
		fill_ledger::<T>(node);
		let before = Pallet::<T>::locked(node);

		#[extrinsic_call]
		_(RawOrigin::Signed(owner), node, 1);

		assert!(Pallet::<T>::locked(node) < before);
		Ok(())
	}

	#[benchmark]
	fn withdraw() -> Result<(), BenchmarkError> {
		let (node, owner) = node::<T>();
		T::BenchmarkHelper::miss(node, true);
		T::BenchmarkHelper::back(node);
		fill_ledger::<T>(node);
		let before = Pallet::<T>::unbonding(node).len();

		#[extrinsic_call]
		_(RawOrigin::Signed(owner), node);

		assert!(Pallet::<T>::unbonding(node).len() < before);
		Ok(())
	}

	#[benchmark]
	fn sweep_base() {
		NextSweep::<T>::put(T::Eras::current());
		let mut meter = WeightMeter::new();

		#[block]
		{
			Pallet::<T>::sweep(&mut meter);
		}

		assert_eq!(NextSweep::<T>::get(), T::Eras::current());
	}

	#[benchmark]
	fn sweep_shortfall() -> Result<(), BenchmarkError> {
		let (node, _) = node::<T>();
		let locked = Pallet::<T>::locked(node);
		Pallet::<T>::slash(node, 0, locked - 1)?;
		T::BenchmarkHelper::earn(node);
		T::BenchmarkHelper::back(node);
		T::BenchmarkHelper::crowd(node);
		let era = expire::<T>(node);

		#[block]
		{
			let due = Shortfalls::<T>::iter_key_prefix(era).next();
			assert_eq!(due, Some(node));
			Pallet::<T>::expire_shortfall(era, node);
			NextSweep::<T>::put(era);
		}

		assert!(T::Registry::get(node).is_some_and(|info| info.status == Status::Suspended));
		Ok(())
	}

	#[benchmark]
	fn retain() -> Result<(), BenchmarkError> {
		let (node, _) = node::<T>();
		T::BenchmarkHelper::back(node);
		let locked = Pallet::<T>::locked(node);
		Pallet::<T>::slash(node, 0, locked - 1)?;
		T::BenchmarkHelper::miss(node, false);
		assert!(Ledgers::<T>::get(node).is_some_and(|ledger| ledger.top_up.is_some()));

		#[block]
		{
			Pallet::<T>::retain(node, 0, Balance::MAX)?;
		}

		assert!(Ledgers::<T>::get(node).is_some_and(|ledger| ledger.top_up.is_none()));
		Ok(())
	}

	impl_benchmark_test_suite!(Pallet, crate::mock::new_test_ext(), crate::mock::Test);
}
