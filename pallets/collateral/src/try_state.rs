//! The invariants of DESIGN.md section 9, as far as this pallet keeps them.

use alloc::collections::BTreeMap;
use frame_support::{
	ensure,
	traits::{fungible::InspectHold, Get},
};
use sp_runtime::{traits::Zero, TryRuntimeError};
use substation_primitives::{Balance, Classes, Eras, NodeId, Registry, Status};

use crate::{Config, HoldReason, Ledger, Ledgers, NextSweep, Pallet, Requirements, Shortfalls};

impl<T: Config> Pallet<T> {
	/// Checks all of the storage. Not for use on chain: it visits every node.
	pub fn do_try_state() -> Result<(), TryRuntimeError> {
		Self::check_holds()?;
		for (node, ledger) in Ledgers::<T>::iter() {
			Self::check_owner(node, &ledger)?;
			Self::check_unbonding(&ledger)?;
		}
		Self::check_requirements()?;
		Self::check_shortfalls()
	}

	/// Invariant 4: what is held on an account is the sum of its nodes' ledgers.
	fn check_holds() -> Result<(), TryRuntimeError> {
		let mut sums = BTreeMap::<T::AccountId, Balance>::new();
		for ledger in Ledgers::<T>::iter_values() {
			let held = ledger.held().map_err(|_| "a ledger's sum overflows (invariant 4)")?;
			let sum = sums.entry(ledger.owner).or_default();
			*sum = sum.checked_add(held).ok_or("an owner's sum overflows (invariant 4)")?;
		}
		ensure!(
			sums.iter().all(|(owner, sum)| {
				T::Currency::balance_on_hold(&HoldReason::Collateral.into(), owner) == *sum
			}),
			"an owner's hold is not the sum of the ledgers (invariant 4)"
		);
		Ok(())
	}

	/// Invariants 4 and 11: a ledger belongs to a node and its owner. Invariant 7: when the node is leaving, everything
	/// unbonds.
	fn check_owner(node: NodeId, ledger: &Ledger<T>) -> Result<(), TryRuntimeError> {
		let info = T::Registry::get(node).ok_or("a ledger has no node (invariant 11)")?;
		ensure!(info.owner == ledger.owner, "a ledger is not the node's owner's (invariant 4)");
		ensure!(
			info.status != Status::Retiring || ledger.locked.is_zero(),
			"a retiring node has collateral that does not unbond (invariant 7)"
		);
		Ok(())
	}

	/// Invariants 7 and 11: no chunk is empty, doubled, out of order, or later than it could have been asked for.
	fn check_unbonding(ledger: &Ledger<T>) -> Result<(), TryRuntimeError> {
		let chunks = &ledger.unbonding;
		ensure!(
			chunks.iter().all(|chunk| !chunk.amount.is_zero()),
			"an empty chunk takes up room (invariant 11)"
		);
		ensure!(
			chunks.iter().zip(chunks.iter().skip(1)).all(|(a, b)| a.unlocks < b.unlocks),
			"chunks are not by rising era (invariant 7)"
		);
		let latest = T::Eras::current().saturating_add(T::UnbondingEras::get());
		ensure!(
			chunks.iter().all(|chunk| chunk.unlocks <= latest),
			"a chunk unlocks later than it can have been asked for (invariant 7)"
		);
		Ok(())
	}

	/// Invariant 11: what is asked for is by a class, and of a time that was.
	fn check_requirements() -> Result<(), TryRuntimeError> {
		for (class, asked) in Requirements::<T>::iter() {
			ensure!(T::Classes::get(class).is_some(), "no class asks for that (invariant 11)");
			ensure!(
				asked.era <= T::Eras::current() && !asked.per_unit.is_zero(),
				"a class asks for nothing, or of a time to come (invariant 11)"
			);
		}
		Ok(())
	}

	/// Invariants 11 and 12: the agenda of shortfalls is that of the ledgers, and has nothing overlooked.
	fn check_shortfalls() -> Result<(), TryRuntimeError> {
		for (era, node, ()) in Shortfalls::<T>::iter() {
			let deadline = Ledgers::<T>::get(node).and_then(|ledger| ledger.top_up);
			ensure!(
				deadline.is_some_and(|due| due.by == era),
				"a shortfall is not its ledger's (invariant 11)"
			);
			ensure!(
				era >= NextSweep::<T>::get(),
				"the sweep has passed over a shortfall (invariant 12)"
			);
		}
		ensure!(
			Ledgers::<T>::iter_values().all(|ledger| ledger.top_up.is_none_or(|due| due.to > 0)),
			"a deadline asks for nothing (invariant 11)"
		);
		ensure!(
			Ledgers::<T>::iter().all(|(node, ledger)| {
				ledger.top_up.is_none_or(|due| Shortfalls::<T>::contains_key(due.by, node))
			}),
			"a deadline is not on the agenda (invariant 11)"
		);
		Ok(())
	}
}
