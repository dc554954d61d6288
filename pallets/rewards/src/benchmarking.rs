//! Benchmarks of the calls. A claim costs the same after any time, so that any amount will do.

use super::*;
use alloc::vec::Vec;
use frame_benchmarking::v2::*;
use frame_support::{traits::fungible::Mutate, BoundedVec};
use frame_system::RawOrigin;
use substation_primitives::{Balance, BenchmarkHelper, NodeId};

const REWARDS: Balance = 1_000_000_000_000;
/// Classes that can be made.
const CLASSES: u32 = 16;

/// An active node with a position that has accrued, and its payee.
fn rewarded<T: Config>(class: u16) -> (NodeId, T::AccountId) {
	let (node, owner) = T::BenchmarkHelper::node(class);
	T::Currency::mint_into(&Pallet::<T>::pot(), REWARDS).expect("the pot exists");
	Positions::<T>::mutate(node, |position| {
		position.as_mut().expect("the node is active").accrued += REWARDS;
	});
	Pools::<T>::mutate(class, |pool| {
		pool.streamed += REWARDS;
		pool.funded += REWARDS;
	});
	(node, owner)
}

/// What claims have made of what the node earned.
fn paid_or_vesting<T: Config>(node: NodeId) -> Balance {
	let position = Positions::<T>::get(node).expect("the node is active");
	position.claimed + position.vesting.total().expect("it was streamed")
}

#[benchmarks]
mod benchmarks {
	use super::*;

	#[benchmark]
	fn claim() {
		let (node, _) = rewarded::<T>(T::BenchmarkHelper::class());
		let stranger: T::AccountId = whitelisted_caller();

		#[extrinsic_call]
		_(RawOrigin::Signed(stranger), node);

		assert!(paid_or_vesting::<T>(node) >= REWARDS);
	}

	#[benchmark]
	fn claim_own() {
		let (node, payee) = rewarded::<T>(T::BenchmarkHelper::class());
		whitelist_account!(payee);

		#[extrinsic_call]
		claim(RawOrigin::Signed(payee), node);

		assert!(paid_or_vesting::<T>(node) >= REWARDS);
	}

	// Each node is of a class of its own, of which there are fewer than nodes that can be claimed for.
	#[benchmark]
	fn claim_many(n: Linear<1, CLASSES>) {
		let nodes: Vec<_> = (0..n).map(|_| rewarded::<T>(T::BenchmarkHelper::class()).0).collect();
		let bounded = BoundedVec::truncate_from(nodes.clone());
		let stranger: T::AccountId = whitelisted_caller();

		#[extrinsic_call]
		_(RawOrigin::Signed(stranger), bounded);

		for node in nodes {
			assert!(paid_or_vesting::<T>(node) >= REWARDS);
		}
	}

	impl_benchmark_test_suite!(Pallet, crate::mock::externalities(), crate::mock::Test);
}
