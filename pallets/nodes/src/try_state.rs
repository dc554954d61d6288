//! What must be true of the registry at the end of every block. The numbers are those of the README.

use alloc::collections::BTreeMap;

use frame_support::{
	ensure,
	traits::{fungible::InspectHold, Get},
};
use sp_runtime::TryRuntimeError;
use substation_primitives::{is_device_key, Balance, Collateral, NodeId, Roster, Status};

use crate::{types::NodeOf, Classes, Config, HoldReason, Keys, NextClass, NextNode, Nodes, Pallet};

impl<T: Config> Pallet<T> {
	/// Checks every invariant.
	pub fn do_try_state() -> Result<(), TryRuntimeError> {
		Self::check_classes()?;
		Self::check_keys()?;
		for (id, node) in Nodes::<T>::iter() {
			ensure!(Classes::<T>::contains_key(node.class), "a node's class does not exist");
			Self::check_duty(id, &node)?;
		}
		Self::check_deposits()
	}

	/// Classes are numbered without gaps, and nodes can serve on their terms.
	fn check_classes() -> Result<(), TryRuntimeError> {
		let next = NextClass::<T>::get();
		ensure!(u32::from(next) <= T::MaxClasses::get(), "there are more classes than allowed");
		ensure!(Classes::<T>::iter_keys().all(|id| id < next), "a class has a number to come");
		for id in 0..next {
			let class = Classes::<T>::get(id).ok_or("a class is missing")?;
			Self::check_class(&class)?;
		}
		Ok(())
	}

	/// Invariant 1: every device key belongs to exactly one node, and no number is used twice.
	fn check_keys() -> Result<(), TryRuntimeError> {
		for (id, node) in Nodes::<T>::iter() {
			ensure!(id < NextNode::<T>::get(), "1: a node has a number to come");
			ensure!(Keys::<T>::get(&node.device_key) == Some(id), "1: a node's key is not its own");
			ensure!(is_device_key(&node.device_key.0), "1: a node's key is of no device's kind");
		}
		for (key, id) in Keys::<T>::iter() {
			let owned = Nodes::<T>::get(id).is_some_and(|node| node.device_key == key);
			ensure!(owned, "1: a key belongs to a node that has another or is gone");
		}
		Ok(())
	}

	/// Invariants 7 and 9: an active node, and no other, is on a page, with its class and capacity; a retiring one
	/// has nothing locked.
	fn check_duty(id: NodeId, node: &NodeOf<T>) -> Result<(), TryRuntimeError> {
		match (node.status, T::Roster::membership(id)) {
			(Status::Active, Some(membership)) => {
				ensure!(membership.units == node.units, "9: a node attests for another capacity");
				ensure!(
					membership.address.class == node.class,
					"9: a node is on another class's page"
				);
			}
			(Status::Active, None) => return Err("9: an active node is on no page".into()),
			(_, Some(_)) => return Err("9: a node that is not active is on a page".into()),
			(_, None) => (),
		}
		let locked = T::Collateral::locked(id);
		ensure!(
			node.status != Status::Retiring || locked == 0,
			"7: a retiring node has collateral locked"
		);
		Ok(())
	}

	/// Invariants 4 and 11: every record has a deposit, and what is held from an owner is the sum of them.
	fn check_deposits() -> Result<(), TryRuntimeError> {
		let mut deposits = BTreeMap::<T::AccountId, Balance>::new();
		for node in Nodes::<T>::iter_values() {
			ensure!(node.deposit > 0, "11: a record has no deposit");
			let sum = deposits.entry(node.owner).or_default();
			*sum = sum.checked_add(node.deposit).ok_or("4: deposits do not fit a balance")?;
		}
		let reason = HoldReason::Registration.into();
		for (owner, deposit) in deposits {
			let held = T::Currency::balance_on_hold(&reason, &owner);
			ensure!(
				held == deposit,
				"4: what is held from an owner is not the sum of the deposits"
			);
		}
		Ok(())
	}
}
