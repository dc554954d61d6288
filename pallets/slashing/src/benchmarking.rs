//! What the calls and the sweep cost, on nodes that the runtime's helper makes.

use frame_benchmarking::v2::*;
use frame_support::{
	traits::{
		fungible::{Balanced, MutateHold},
		EnsureOrigin, Get,
	},
	weights::WeightMeter,
};
use frame_system::RawOrigin;
use substation_primitives::{Balance, BenchmarkHelper, ClassId, EraIndex, Eras, NodeId};

use crate::{
	Appeal, Call, CancelTarget, ClassEra, ClassEras, Config, Docket, Entry, HoldReason, MaxEntries,
	Pallet, Pass, Slashes, Stage, Standing, Sweep,
};

/// What one slash takes: enough for all who answer for it.
const PRICE: Balance = 1_000;

/// Moves the clock on until `eras` eras have passed since the chain's start.
fn reach<T: Config>(eras: EraIndex) {
	while T::Eras::current() < eras {
		let (other, _) = T::BenchmarkHelper::node(T::BenchmarkHelper::class());
		T::BenchmarkHelper::miss(other, true);
	}
}

/// A node of which `slashes` are waiting, the last for `newest`, all of which but that were appealed in vain by who owned it
/// then.
fn node<T: Config>(newest: EraIndex, slashes: u32) -> (NodeId, ClassId, T::AccountId) {
	let class = T::BenchmarkHelper::class();
	let (node, owner) = T::BenchmarkHelper::node(class);
	T::BenchmarkHelper::back(node);
	T::BenchmarkHelper::vest(node);
	let mut docket = Docket::<T> { class, entries: Default::default() };
	for era in (0..slashes).map(|ago| newest - ago).rev() {
		let appeal = if era == newest { Standing::None } else { lapsed::<T>(era) };
		let entry = Entry { era, base: PRICE, cap: PRICE, appeal };
		assert!(docket.entries.try_push(entry).is_ok());
		ClassEras::<T>::insert(era, class, ClassEra::default());
	}
	Slashes::<T>::insert(node, docket);
	(node, class, owner)
}

/// An appeal that nobody has answered, by somebody else for each era.
fn lapsed<T: Config>(era: EraIndex) -> Standing<T::AccountId> {
	let (who, deposit) = (account("owner", era, 1), T::AppealDeposit::get());
	fund::<T>(&who);
	T::Currency::hold(&HoldReason::Appeal.into(), &who, deposit).expect("just funded");
	Standing::Open(Appeal { who, deposit, deadline: 0 })
}

/// The oldest era that is still deferred, after a time long enough for everything.
fn last_deferred<T: Config>() -> EraIndex {
	reach::<T>(T::SlashDeferral::get() + 2 * MaxEntries::<T>::get());
	T::Eras::current() - T::SlashDeferral::get()
}

/// Gives the owner what an appeal takes.
fn fund<T: Config>(owner: &T::AccountId) {
	let credit = T::Currency::issue(2 * T::AppealDeposit::get());
	assert!(T::Currency::resolve(owner, credit).is_ok());
}

/// An appeal that can be answered in this era, whenever the slash was.
fn open_appeal<T: Config>(
	who: T::AccountId,
	node: NodeId,
	era: EraIndex,
) -> Result<(), BenchmarkError> {
	fund::<T>(&who);
	let deposit = T::AppealDeposit::get();
	T::Currency::hold(&HoldReason::Appeal.into(), &who, deposit)?;
	Slashes::<T>::try_mutate(node, |docket| {
		let docket = docket.as_mut().ok_or(BenchmarkError::Stop("no docket"))?;
		let entry = docket.entry(era).map_err(|_| BenchmarkError::Stop("no slash"))?;
		entry.appeal = Standing::Open(Appeal { who, deposit, deadline: T::Eras::current() });
		Ok(())
	})
}

fn judge<T: Config>() -> Result<T::RuntimeOrigin, BenchmarkError> {
	T::JudgeOrigin::try_successful_origin().map_err(|()| BenchmarkError::Weightless)
}

#[benchmarks]
mod benchmarks {
	use super::*;

	#[benchmark]
	fn appeal() -> Result<(), BenchmarkError> {
		let era = last_deferred::<T>();
		let (node, _, owner) = node::<T>(era, MaxEntries::<T>::get());
		fund::<T>(&owner);

		#[extrinsic_call]
		_(RawOrigin::Signed(owner), node, era);

		assert!(Pallet::<T>::pending_slashes(node).iter().any(|slash| slash.appealed));
		Ok(())
	}

	#[benchmark]
	fn resolve_appeal() -> Result<(), BenchmarkError> {
		let era = last_deferred::<T>() - 1;
		let (node, _, owner) = node::<T>(era, MaxEntries::<T>::get());
		open_appeal::<T>(owner, node, era)?;
		let judge = judge::<T>()?;

		#[extrinsic_call]
		_(judge as T::RuntimeOrigin, node, era, false);

		assert!(Slashes::<T>::get(node).is_none());
		Ok(())
	}

	#[benchmark]
	fn cancel() -> Result<(), BenchmarkError> {
		let era = last_deferred::<T>();
		let (node, _, owner) = node::<T>(era, MaxEntries::<T>::get());
		open_appeal::<T>(owner, node, era)?;
		let judge = judge::<T>()?;
		let target = CancelTarget::Node { node, era };

		#[extrinsic_call]
		_(judge as T::RuntimeOrigin, target);

		assert!(Pallet::<T>::pending_slashes(node).iter().all(|slash| slash.era != era));
		Ok(())
	}

	#[benchmark]
	fn sweep_base() {
		let pass = Pass { era: T::Eras::current(), stage: Stage::Done, kept: 0 };
		Sweep::<T>::put(pass);
		let mut meter = WeightMeter::new();

		#[block]
		{
			Pallet::<T>::sweep(&mut meter);
		}

		assert_eq!(Sweep::<T>::get(), pass);
	}

	#[benchmark]
	fn sweep_docket(n: Linear<0, { MaxEntries::<T>::get() }>) -> Result<(), BenchmarkError> {
		let era = last_deferred::<T>() - 1;
		// So that the only docket is this one.
		let _ = Slashes::<T>::clear(u32::MAX, None);
		let (node, ..) = node::<T>(era, n);
		let mut applied = 0;

		#[block]
		{
			if let Some(node) = Slashes::<T>::iter_keys().next() {
				applied = Pallet::<T>::settle_or_log(node);
			}
			Sweep::<T>::put(Pass { stage: Stage::Dockets(Some(node)), ..Default::default() });
		}

		assert_eq!(applied, n);
		// One of which nothing is due stays.
		assert_eq!(Slashes::<T>::contains_key(node), n == 0);
		Ok(())
	}

	#[benchmark]
	fn sweep_record() {
		let class = T::BenchmarkHelper::class();
		ClassEras::<T>::insert(0, class, ClassEra::default());

		#[block]
		{
			let mut records = ClassEras::<T>::iter_key_prefix(0);
			if let Some(class) = records.next() {
				ClassEras::<T>::remove(0, class);
			}
			Sweep::<T>::put(Pass::default());
		}

		assert!(ClassEras::<T>::get(0, class).is_none());
	}

	impl_benchmark_test_suite!(Pallet, crate::mock::new_test_ext(), crate::mock::Test);
}
