//! The invariants of DESIGN.md section 9, as far as this pallet keeps them.

use alloc::collections::BTreeMap;
use frame_support::{
	ensure,
	traits::fungible::{Inspect, InspectHold},
};
use sp_runtime::TryRuntimeError;
use substation_primitives::{Balance, EraIndex, Eras, NodeId};

use crate::{
	types::sum, Config, Conversions, Departed, HoldReason, Pallet, Position, Positions, Support,
	Supports, Tranche,
};

/// Shares that positions have, by node, place and era.
#[derive(Default)]
struct Shares {
	main: BTreeMap<NodeId, Balance>,
	/// Of tranches that are young, or were.
	young: BTreeMap<(NodeId, EraIndex), Balance>,
	leaving: BTreeMap<(NodeId, EraIndex), Balance>,
}

impl<T: Config> Pallet<T> {
	/// Checks all of the storage. Not for use on chain: it visits every backer.
	pub fn do_try_state() -> Result<(), TryRuntimeError> {
		let mut shares = Shares::default();
		for (node, _, position) in Positions::<T>::iter() {
			Self::check_position(&position)?;
			shares.count(node, &position)?;
		}
		for (node, support) in Supports::<T>::iter() {
			Self::check_support(node, &support, &shares)?;
		}
		Self::check_records(&shares)?;
		Self::check_placed(&shares)?;
		Self::check_deposits()?;
		Self::check_pot()
	}

	/// Invariants 7 and 11: nothing is out of order, empty, or later than it can be.
	fn check_position(position: &Position<T>) -> Result<(), TryRuntimeError> {
		ensure!(!position.is_over(), "a position has nothing behind its node (invariant 11)");
		let eras = position.leaving.iter().map(|chunk| (chunk.era, chunk.shares));
		Self::check_eras(eras)?;
		let young = position.young.iter().map(|lot| (lot.era, lot.shares));
		Self::check_eras(young)
	}

	fn check_eras(parts: impl Iterator<Item = (EraIndex, Balance)>) -> Result<(), TryRuntimeError> {
		let now = T::Eras::current();
		let mut last = None;
		for (era, shares) in parts {
			ensure!(shares > 0, "something without shares takes up room (invariant 11)");
			ensure!(last.is_none_or(|last| last < era), "eras are not rising (invariant 7)");
			ensure!(era <= now, "somebody came or left later than now (invariant 7)");
			last = Some(era);
		}
		Ok(())
	}

	/// Invariants 4 and 7: what positions have is what the pools have.
	fn check_support(
		node: NodeId,
		support: &Support<T>,
		shares: &Shares,
	) -> Result<(), TryRuntimeError> {
		let pairs = |tranche: &Tranche| (tranche.era, tranche.pool.shares);
		Self::check_eras(support.young.iter().map(pairs))?;
		Self::check_eras(support.leaving.iter().map(pairs))?;
		ensure!(
			support.open || !support.is_empty(),
			"a closed node without backers is kept (invariant 11)"
		);
		let mut main = shares.main.get(&node).copied().unwrap_or(0);
		for (key, young) in shares.young.range((node, 0)..=(node, EraIndex::MAX)) {
			if support.young(key.1).is_none() {
				let terms = Conversions::<T>::get(node, key.1);
				main = add(main, terms.map_or(*young, |terms| terms.into))?;
			}
		}
		ensure!(
			main == support.main.shares,
			"a main pool's shares are not its positions' (invariant 4)"
		);
		ensure!(
			support
				.young
				.iter()
				.all(|tranche| shares.young.get(&(node, tranche.era)) == Some(&tranche.pool.shares)),
			"a young tranche's shares are not its positions' (invariant 4)"
		);
		ensure!(
			support
				.leaving
				.iter()
				.all(|tranche| shares.leaving.get(&(node, tranche.era))
					== Some(&tranche.pool.shares)),
			"a leaving tranche's shares are not its positions' (invariant 4)"
		);
		let pools = support.young.iter().chain(&support.leaving).map(|tranche| tranche.pool);
		ensure!(
			pools.chain([support.main]).all(|pool| (pool.tokens == 0) == (pool.shares == 0)),
			"a pool has shares that are worth nothing, or nobody's tokens (invariant 4)"
		);
		Ok(())
	}

	/// Invariants 4 and 11: each conversion, and each tranche that has departed, is what positions have in it.
	fn check_records(shares: &Shares) -> Result<(), TryRuntimeError> {
		ensure!(
			Conversions::<T>::iter()
				.all(|(node, era, terms)| shares.young.get(&(node, era)) == Some(&terms.shares)),
			"a conversion is not for its positions' shares (invariant 11)"
		);
		ensure!(
			Departed::<T>::iter()
				.all(|(node, era, pool)| shares.leaving.get(&(node, era)) == Some(&pool.shares)),
			"a departed tranche's shares are not its positions' (invariant 11)"
		);
		Ok(())
	}

	/// Invariant 4: what a position has is somewhere.
	fn check_placed(shares: &Shares) -> Result<(), TryRuntimeError> {
		let is_kept = |node: &NodeId| Supports::<T>::contains_key(node);
		ensure!(
			shares.main.iter().all(|(node, shares)| *shares == 0 || is_kept(node))
				&& shares.young.keys().all(|(node, _)| is_kept(node))
				&& shares.leaving.keys().all(|(node, era)| {
					Self::leaving_pool(*node, Supports::<T>::get(node).as_ref(), *era).is_some()
				}),
			"a position has shares in nothing (invariant 4)"
		);
		Ok(())
	}

	/// Invariant 11: every value has its deposit on hold.
	fn check_deposits() -> Result<(), TryRuntimeError> {
		let mut openings = BTreeMap::<T::AccountId, Balance>::new();
		for support in Supports::<T>::iter_values() {
			let sum = openings.entry(support.depositor).or_default();
			*sum = add(*sum, support.deposit)?;
		}
		let mut positions = BTreeMap::<T::AccountId, Balance>::new();
		for (_, who, position) in Positions::<T>::iter() {
			let sum = positions.entry(who).or_default();
			*sum = add(*sum, position.deposit)?;
		}
		let held = |reason: HoldReason, who| T::Currency::balance_on_hold(&reason.into(), who);
		ensure!(
			openings.iter().all(|(who, sum)| held(HoldReason::Opening, who) == *sum)
				&& positions.iter().all(|(who, sum)| held(HoldReason::Position, who) == *sum),
			"a deposit is not on hold (invariant 11)"
		);
		Ok(())
	}

	/// Invariants 4 and 5: the pot has all tokens that stand or leave, all that is claimable, and the existential deposit.
	fn check_pot() -> Result<(), TryRuntimeError> {
		let mut owed = T::Currency::minimum_balance();
		for support in Supports::<T>::iter_values() {
			let tranches = support.young.iter().chain(&support.leaving);
			let tokens = tranches.map(|tranche| tranche.pool.tokens).chain([support.main.tokens]);
			owed = add(owed, sum(tokens).ok_or("a pool's sum overflows (invariant 4)")?)?;
		}
		for pool in Departed::<T>::iter_values() {
			owed = add(owed, pool.tokens)?;
		}
		for (node, _, position) in Positions::<T>::iter() {
			let claimable = match Supports::<T>::get(node) {
				Some(support) => Self::accrued(node, &support, &position),
				None => Some(position.accrued),
			};
			owed = add(owed, claimable.ok_or("what is claimable overflows (invariant 5)")?)?;
		}
		ensure!(
			T::Currency::balance(&Self::pot()) >= owed,
			"the pot has less than what is backers' (invariants 4, 5)"
		);
		Ok(())
	}
}

impl Shares {
	fn count<T: Config>(
		&mut self,
		node: NodeId,
		position: &Position<T>,
	) -> Result<(), TryRuntimeError> {
		let main = self.main.entry(node).or_default();
		*main = add(*main, position.shares)?;
		if let Some(lot) = position.young {
			let young = self.young.entry((node, lot.era)).or_default();
			*young = add(*young, lot.shares)?;
		}
		for chunk in &position.leaving {
			let leaving = self.leaving.entry((node, chunk.era)).or_default();
			*leaving = add(*leaving, chunk.shares)?;
		}
		Ok(())
	}
}

fn add(a: Balance, b: Balance) -> Result<Balance, TryRuntimeError> {
	Ok(a.checked_add(b).ok_or("a sum overflows (invariant 4)")?)
}
