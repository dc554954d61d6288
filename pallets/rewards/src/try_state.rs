//! The invariants that the streams must keep, numbered as in the design.

use crate::{Config, Pallet, Pool, Pools, Position, Positions};
use alloc::collections::BTreeMap;
use frame_support::{
	ensure,
	traits::{fungible::Inspect, Get},
};
use sp_runtime::TryRuntimeError;
use substation_math::stream::share;
use substation_primitives::{Balance, ClassId, Registry, Roster, Status};

/// What the positions of a class add up to.
#[derive(Default)]
struct Totals {
	weight: u64,
	nodes: u32,
	claimed: Balance,
	/// Claimed, vesting, accrued, and running up to this block.
	entitled: Balance,
}

impl<T: Config> Pallet<T> {
	/// Checks the invariants 2, 3, 5, 9 and 11, as far as they are this pallet's.
	/// There is nothing to check for 12: the pallet has no hook.
	pub fn do_try_state() -> Result<(), TryRuntimeError> {
		let mut totals = BTreeMap::<ClassId, Totals>::new();
		for (node, position) in Positions::<T>::iter() {
			let info = T::Registry::get(node)
				.ok_or("invariant 11: a position has no node whose deposit pays for it")?;
			let member = T::Roster::membership(node);
			ensure!(
				member.is_none() || info.status == Status::Active,
				"invariant 9: a node that is not active has a share in a stream"
			);
			ensure!(
				position.vesting.since <= Self::now()
					&& position.vesting.since <= position.vesting.until,
				"invariant 5: a round of vesting is released in advance"
			);
			ensure!(
				position.vesting.until <= Self::now().saturating_add(T::VestingPeriod::get()),
				"invariant 5: a round of vesting is longer than it may be"
			);
			let pool = Self::pool_now(position.class)?;
			ensure!(
				member.is_none_or(|member| member.settled <= pool.acc),
				"invariant 5: a page is settled past its stream"
			);
			let units = member.map_or(0, |member| member.units);
			let of_class = totals.entry(position.class).or_default();
			of_class.nodes = of_class.nodes.saturating_add(member.is_some().into());
			of_class.add(&position, units, pool)?;
		}
		let mut owed: Balance = T::Currency::minimum_balance();
		for class in Pools::<T>::iter_keys() {
			let of_class = totals.remove(&class).unwrap_or_default();
			owed = sum(owed, Self::check_pool(Self::pool_now(class)?, &of_class)?)?;
		}
		ensure!(
			totals.is_empty(),
			"invariant 5: a node has a share in a stream that does not exist"
		);
		ensure!(
			T::Currency::balance(&Self::pot()) >= owed,
			"invariant 5: the pot holds less than the pools and what nodes have not claimed"
		);
		Ok(())
	}

	fn pool_now(class: ClassId) -> Result<Pool, TryRuntimeError> {
		Ok(Pools::<T>::get(class).at(Self::now()).ok_or("invariant 5: a stream overflows")?)
	}

	/// Returns what the pot must hold for the pool.
	fn check_pool(pool: Pool, totals: &Totals) -> Result<Balance, TryRuntimeError> {
		ensure!(
			pool.weight == totals.weight,
			"invariant 3: a stream's weight is not the sum of its active nodes' units"
		);
		ensure!(
			pool.nodes == totals.nodes,
			"invariant 2: a stream does not know how many active nodes it has"
		);
		ensure!(
			pool.streamed >= totals.entitled,
			"invariant 5: nodes can claim more than was streamed to them"
		);
		let held = sum(pool.reserve, pool.streamed)?;
		ensure!(
			sum(held, pool.paid)? == pool.funded,
			"invariant 5: what a pool holds and has paid is not what it was funded with"
		);
		let blocks = pool.ends.saturating_sub(pool.updated);
		ensure!(
			pool.rate.checked_mul(blocks.into()).is_some_and(|promised| promised <= pool.reserve),
			"invariant 5: a stream promises more than its reserve"
		);
		Ok(held.checked_sub(totals.claimed).ok_or("invariant 5: more was claimed than streamed")?)
	}
}

impl Totals {
	fn add(&mut self, position: &Position, units: u32, pool: Pool) -> Result<(), TryRuntimeError> {
		let running =
			share(units, position.entry, pool.acc).ok_or("invariant 5: a share overflows")?;
		self.weight =
			self.weight.checked_add(units.into()).ok_or("invariant 3: a weight overflows")?;
		let vesting = position.vesting.total().ok_or("invariant 5: what vests overflows")?;
		self.claimed = sum(self.claimed, position.claimed)?;
		let open = sum(vesting, sum(position.accrued, running)?)?;
		self.entitled = sum(self.entitled, sum(position.claimed, open)?)?;
		Ok(())
	}
}

fn sum(a: Balance, b: Balance) -> Result<Balance, TryRuntimeError> {
	Ok(a.checked_add(b).ok_or("invariant 5: a sum overflows")?)
}
