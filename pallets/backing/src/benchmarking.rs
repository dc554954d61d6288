//! What the calls cost, on nodes that the runtime's helper makes.

use crate::*;
use alloc::vec::Vec;
use frame_benchmarking::v2::*;
use frame_support::traits::{
	fungible::{Inspect, Mutate},
	Get,
};
use frame_system::RawOrigin::Signed;
use sp_runtime::Perbill;
use substation_math::backing::{Conversion, Pool};
use substation_primitives::{
	Balance, BenchmarkHelper, Cover, EraIndex, Eras, NodeId, Payouts, Registry, Status,
};

type Helper<T> = <T as Config>::BenchmarkHelper;

/// A node that is open to backers, and its owner.
fn opened<T: Config>() -> (NodeId, T::AccountId) {
	let (node, owner) = Helper::<T>::node(Helper::<T>::class());
	T::Currency::mint_into(&Pallet::<T>::pot(), T::Currency::minimum_balance())
		.expect("the pot can be endowed");
	Pallet::<T>::open_to_backers(Signed(owner.clone()).into(), node, Perbill::from_percent(1))
		.expect("the owner has tokens for the deposit");
	(node, owner)
}

/// An account with tokens.
fn person<T: Config>(index: u32) -> T::AccountId {
	let who: T::AccountId = account("backer", index, 0);
	let amount = T::MinBacking::get() + T::PositionDeposit::get();
	T::Currency::set_balance(&who, 100 * amount);
	who
}

fn back<T: Config>(who: &T::AccountId, node: NodeId) {
	let amount = T::MinBacking::get();
	Pallet::<T>::back(Signed(who.clone()).into(), node, amount, Perbill::one())
		.expect("there is room");
}

/// Puts what so many tranches have into the pot.
fn fill_pot<T: Config>(tranches: u32, tokens: Balance) {
	let amount = tokens * Balance::from(tranches);
	T::Currency::mint_into(&Pallet::<T>::pot(), amount).expect("the pot exists");
}

/// Makes `count` tranches of eras before this one, each with a few tokens of nobody's, all at odds with the main pool.
fn add_young<T: Config>(node: NodeId, count: u32) {
	let (now, tokens) = (T::Eras::current(), T::MinBacking::get() / 100);
	fill_pot::<T>(count, tokens);
	Supports::<T>::mutate(node, |support| {
		let support = support.as_mut().expect("the node is open");
		for index in 0..count {
			let era = now.saturating_sub(count - index);
			let pool = Pool { tokens, shares: 2 * tokens, acc: 1 };
			assert!(support.young.try_push(Tranche { era, pool }).is_ok());
		}
	});
}

/// Makes as many tranches as can be leaving, of the eras before this one, of which the first is free.
fn fill_leaving<T: Config>(node: NodeId) {
	let (now, most) = (T::Eras::current(), MaxLeaving::<T>::get());
	let tokens = T::MinBacking::get();
	fill_pot::<T>(most, tokens);
	Supports::<T>::mutate(node, |support| {
		let support = support.as_mut().expect("the node is open");
		for era in now.saturating_sub(most)..now {
			let pool = Pool { tokens, shares: 2 * tokens, acc: 0 };
			assert!(support.leaving.try_push(Tranche { era, pool }).is_ok());
		}
	});
}

/// Moves on by so many eras.
fn pass<T: Config>(eras: EraIndex) {
	let until = T::Eras::current() + eras;
	while T::Eras::current() < until {
		Helper::<T>::advance(1);
	}
}

#[benchmarks]
mod benchmarks {
	use super::*;

	#[benchmark]
	fn open_to_backers() {
		let (node, owner) = Helper::<T>::node(Helper::<T>::class());

		#[extrinsic_call]
		_(Signed(owner), node, Perbill::from_percent(1));

		assert!(Supports::<T>::contains_key(node));
	}

	#[benchmark]
	fn set_commission() {
		let (node, owner) = opened::<T>();
		super::back::<T>(&person::<T>(0), node);
		Helper::<T>::earn(node);

		#[extrinsic_call]
		_(Signed(owner), node, Perbill::zero());

		assert!(Supports::<T>::get(node).is_some_and(|support| support.commission.is_zero()));
	}

	#[benchmark]
	fn close_to_backers() {
		let (node, owner) = opened::<T>();

		#[extrinsic_call]
		_(Signed(owner), node);

		assert!(!Supports::<T>::contains_key(node));
	}

	#[benchmark]
	fn back(m: Linear<0, 14>) {
		let (node, _) = opened::<T>();
		super::back::<T>(&person::<T>(0), node);
		Helper::<T>::miss(node, true);
		pass::<T>(MaxYoung::<T>::get());
		add_young::<T>(node, m);
		fill_leaving::<T>(node);
		Helper::<T>::earn(node);
		Helper::<T>::suspend(node);
		let (who, amount) = (person::<T>(1), T::MinBacking::get());

		#[extrinsic_call]
		_(Signed(who.clone()), node, amount, Perbill::one());

		assert!(Positions::<T>::contains_key(node, who));
		assert!(T::Registry::get(node).is_some_and(|info| info.status == Status::Active));
	}

	#[benchmark]
	fn unback(m: Linear<0, 14>) {
		let (node, _) = opened::<T>();
		let who = person::<T>(0);
		super::back::<T>(&who, node);
		Helper::<T>::miss(node, true);
		pass::<T>(MaxYoung::<T>::get());
		add_young::<T>(node, m);
		fill_leaving::<T>(node);
		Helper::<T>::earn(node);

		#[extrinsic_call]
		_(Signed(who.clone()), node, None);

		assert!(Positions::<T>::get(node, who).is_some_and(|position| position.leaving.len() == 1));
		assert_eq!(Departed::<T>::iter_prefix(node).count(), 1);
	}

	#[benchmark]
	fn withdraw(n: Linear<1, 15>) {
		let (node, _) = opened::<T>();
		let who = person::<T>(0);
		super::back::<T>(&who, node);
		Helper::<T>::miss(node, true);
		pass::<T>(2 * MaxLeaving::<T>::get() + 1);
		let oldest = T::Eras::current() - MaxLeaving::<T>::get() - n;
		let tokens = T::MinBacking::get();
		fill_pot::<T>(n + 1, tokens);
		let chunks: Vec<_> = (0..n).map(|i| Chunk { era: oldest + i, shares: tokens }).collect();
		for chunk in &chunks {
			Departed::<T>::insert(node, chunk.era, Pool { tokens, shares: tokens, acc: 0 });
		}
		// It is the last of the last one's, who is paid as well, and the node takes no more.
		Positions::<T>::mutate(node, &who, |position| {
			let position = position.as_mut().expect("just made");
			(position.shares, position.young, position.accrued) = (0, None, tokens);
			position.leaving = chunks.try_into().expect("few enough");
		});
		Supports::<T>::mutate(node, |support| {
			let support = support.as_mut().expect("it was opened");
			(support.open, support.main) = (false, Default::default());
			support.young.clear();
		});

		#[extrinsic_call]
		_(Signed(who.clone()), node);

		assert!(!Positions::<T>::contains_key(node, who));
		assert!(!Supports::<T>::contains_key(node));
		assert_eq!(Departed::<T>::iter_prefix(node).count(), 0);
	}

	#[benchmark]
	fn claim() {
		let (node, owner) = opened::<T>();
		let who = person::<T>(0);
		super::back::<T>(&who, node);
		Helper::<T>::earn(node);
		// The commission's change divides what the node has earned.
		Pallet::<T>::set_commission(Signed(owner).into(), node, Perbill::zero())
			.expect("lowering is free");
		// What was young has become part of the main pool, on terms of its own.
		let mut support = Supports::<T>::get(node).expect("the node is open");
		let tranche = support.young.pop().expect("somebody came");
		let conversion = Conversion {
			shares: tranche.pool.shares,
			into: tranche.pool.shares,
			left_at: tranche.pool.acc,
			joined_at: support.main.acc,
		};
		Conversions::<T>::insert(node, tranche.era, conversion);
		for era in 0..MaxLeaving::<T>::get() {
			assert!(support.leaving.try_push(Tranche { era, pool: tranche.pool }).is_ok());
		}
		for era in 1..MaxYoung::<T>::get() {
			let era = tranche.era.saturating_add(era);
			assert!(support.young.try_push(Tranche { era, pool: tranche.pool }).is_ok());
		}
		support.main = Pool { acc: support.main.acc, ..tranche.pool };
		Supports::<T>::insert(node, support);
		whitelist_account!(who);
		let before = T::Currency::balance(&who);

		#[extrinsic_call]
		_(Signed(who.clone()), node);

		assert!(T::Currency::balance(&who) > before);
	}

	#[benchmark]
	fn share() {
		let (node, owner) = opened::<T>();
		super::back::<T>(&person::<T>(0), node);
		pass::<T>(MaxYoung::<T>::get());
		add_young::<T>(node, MaxYoung::<T>::get() - 1);
		fill_leaving::<T>(node);
		assert!(T::Registry::get(node).is_some() && T::Cover::earning(node).0 > 0);
		let reward = T::MinBacking::get();
		T::Currency::mint_into(&owner, 2 * reward).expect("the owner exists");
		let shared;

		#[block]
		{
			shared = Pallet::<T>::share(node, &owner, reward);
		}

		assert!(shared.is_ok_and(|shared| shared > Some(0)));
	}

	impl_benchmark_test_suite!(Pallet, crate::mock::new_test_ext(), crate::mock::Test);
}
