//! What nodes have earned, how it is paid, and what of it vests before.

use crate::{types::Position, Config, CreditOf, Error, Event, Pallet, Positions, WeightInfo};
use frame_support::{
	dispatch::DispatchResult,
	ensure,
	traits::{
		fungible::{Balanced, Mutate},
		tokens::{Fortitude, Precision, Preservation},
		Get, Imbalance,
	},
	weights::Weight,
};
use sp_runtime::{ArithmeticError, DispatchError, TokenError};
use substation_math::{collateral::Vesting, stream::share};
use substation_primitives::{
	api::VestingReport, Balance, NodeId, Payouts, Registry, Retention, Roster, Vests,
};

/// What became of a claim.
pub(crate) struct Claim<AccountId> {
	/// Who was paid.
	pub payee: AccountId,
	/// Whether there are others to share with.
	pub shared: bool,
	/// Whether it was asked what has to stay behind the node.
	pub asked: bool,
}

impl<AccountId> Claim<AccountId> {
	/// What it weighed besides what is done for every node.
	pub(crate) fn weight_of_others<T: Config>(&self) -> Weight {
		let if_so = |so: bool, weight: Weight| if so { weight } else { Weight::zero() };
		let stays = if_so(self.asked, T::Retention::weight());
		if_so(self.shared, T::Payouts::weight()).saturating_add(stays)
	}
}

/// What of a node's rewards stays behind it.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Stay {
	/// What begins to vest, and what is missing if its class asks for more than its least, or something had to stay before.
	Asked,
	/// What begins to vest, and what is missing.
	Missing,
	/// All of it: the payee can't be paid.
	All,
	/// Nothing, not even what vests.
	Nothing,
}

impl Stay {
	/// Whether it is to be asked what must stay behind the node with that position.
	fn is_asked<T: Config>(self, position: &Position) -> bool {
		match self {
			Self::Asked => position.retained || T::Retention::applies(position.class),
			Self::Missing | Self::All => true,
			Self::Nothing => false,
		}
	}
}

/// What a claim leaves to a node's payee.
pub(crate) struct Own {
	/// The position, in which what vests has no place yet for what must stay.
	position: Position,
	/// Base units that could be paid.
	free: Balance,
}

impl<T: Config> Pallet<T> {
	/// The node's position when all that its settled windows brought has accrued.
	pub(crate) fn settled(node: NodeId) -> Option<Position> {
		let mut position = Positions::<T>::get(node)?;
		if let Some(member) = T::Roster::membership(node) {
			let earned = share(member.units, position.entry, member.settled)?;
			position.accrued = position.accrued.checked_add(earned)?;
			position.entry = position.entry.max(member.settled);
		}
		Some(position)
	}

	/// What a claim can weigh besides what it does for every node.
	pub(crate) fn weight_of_others() -> Weight {
		T::Payouts::weight().saturating_add(T::Retention::weight())
	}

	/// What `claim_many` weighs for so many nodes.
	pub(crate) fn weight_of_many(nodes: u32) -> Weight {
		let others = Self::weight_of_others().saturating_mul(nodes.into());
		T::WeightInfo::claim_many(nodes).saturating_add(others)
	}

	/// Divides all that the node has earned: others get their part; of the payee's a part begins to vest, and the rest is paid with
	/// what has vested, but for what must `stay` behind the node. The pool is not touched: it counts what was streamed to the node as
	/// one sum until the node is gone.
	pub(crate) fn do_claim(node: NodeId, stay: Stay) -> Result<Claim<T::AccountId>, DispatchError> {
		let position = Self::settled(node).ok_or(Error::<T>::NodeNotFound)?;
		let payee = T::Registry::get(node).ok_or(Error::<T>::NodeNotFound)?.payee;
		let (amount, pot) = (position.accrued, Self::pot());
		let others = match amount {
			0 => None,
			amount => T::Payouts::share(node, &pot, amount)?,
		};
		let shared = others.unwrap_or(0);
		let Own { mut position, free } =
			Self::own(position, shared, stay).ok_or(ArithmeticError::Overflow)?;
		ensure!(amount > 0 || free > 0, Error::<T>::NothingToClaim);
		let asked = stay.is_asked::<T>(&position);
		let vesting = position.vesting.total().ok_or(ArithmeticError::Overflow)?;
		let retained = if asked { T::Retention::retain(node, vesting, free)? } else { 0 };
		position.retained |= retained > 0;
		let kept = if stay == Stay::All { free } else { retained };
		let paid = free.checked_sub(kept).ok_or(ArithmeticError::Underflow)?;
		Self::vest(&mut position, kept).ok_or(ArithmeticError::Overflow)?;
		Self::count_paid(&mut position, shared)?;
		Self::count_paid(&mut position, paid)?;
		if paid > 0 {
			T::Currency::transfer(&pot, &payee, paid, Preservation::Preserve)
				.map_err(Self::explain)?;
		}
		Positions::<T>::insert(node, position);
		let vesting = vesting.saturating_add(kept);
		Self::deposit_event(Event::Claimed { node, payee: payee.clone(), amount: paid, vesting });
		Ok(Claim { payee, shared: others.is_some(), asked })
	}

	/// What is left of what the position has accrued when others got `shared` of it. Takes what has vested out, and lets a part of what
	/// is new begin.
	fn own(mut position: Position, shared: Balance, stay: Stay) -> Option<Own> {
		let own = core::mem::take(&mut position.accrued).checked_sub(shared)?;
		if stay == Stay::Nothing {
			let all = core::mem::take(&mut position.vesting).total()?;
			return Some(Own { position, free: own.checked_add(all)? });
		}
		let released = position.vesting.release(Self::now(), T::VestingPeriod::get())?;
		let held = T::VestingPart::get().mul_ceil(own);
		Self::vest(&mut position, held)?;
		let free = own.checked_sub(held)?.checked_add(released)?;
		Some(Own { position, free })
	}

	/// Lets `amount` vest, after what has vested was taken out.
	fn vest(position: &mut Position, amount: Balance) -> Option<()> {
		match amount {
			0 => Some(()),
			amount => position.vesting.add(amount, Self::now(), T::VestingPeriod::get()),
		}
	}

	/// Counts what has left the pot.
	pub(crate) fn count_paid(position: &mut Position, amount: Balance) -> DispatchResult {
		let claimed = position.claimed.checked_add(amount).ok_or(ArithmeticError::Overflow)?;
		position.claimed = claimed;
		Ok(())
	}

	/// Base units that the payee would be paid now.
	pub(crate) fn payable_now(node: NodeId, stay: Stay) -> Option<Balance> {
		let position = Self::settled(node)?;
		let shared = T::Payouts::part(node, position.accrued);
		let Own { position, free } = Self::own(position, shared, stay)?;
		let kept = match stay.is_asked::<T>(&position) {
			true => T::Retention::lacks(node, position.vesting.total()?).min(free),
			false => 0,
		};
		free.checked_sub(kept)
	}

	/// What vests, as of this block.
	pub(crate) fn vesting_now(node: NodeId) -> Option<VestingReport> {
		let mut vesting = Positions::<T>::get(node)?.vesting;
		let total = vesting.total()?;
		let released = vesting.release(Self::now(), T::VestingPeriod::get())?;
		let Vesting { running, until, waiting, .. } = vesting;
		Some(VestingReport { total, released, running, until, waiting })
	}

	/// Says of a payment too small for a new account what can be done about it.
	fn explain(error: DispatchError) -> DispatchError {
		match error {
			DispatchError::Token(TokenError::BelowMinimum) => Error::<T>::AmountTooSmall.into(),
			other => other,
		}
	}
}

impl<T: Config> Vests<CreditOf<T>> for Pallet<T> {
	fn vesting(node: NodeId) -> Balance {
		// What does not fit was never streamed.
		Positions::<T>::get(node).and_then(|position| position.vesting.total()).unwrap_or(0)
	}

	fn slash(node: NodeId, amount: Balance) -> Result<CreditOf<T>, DispatchError> {
		let taken = Self::vesting(node).min(amount);
		let Some(mut position) = Positions::<T>::get(node).filter(|_| taken > 0) else {
			return Ok(CreditOf::<T>::zero());
		};
		position.vesting.take(taken).ok_or(ArithmeticError::Underflow)?;
		Self::count_paid(&mut position, taken)?;
		let credit = T::Currency::withdraw(
			&Self::pot(),
			taken,
			Precision::Exact,
			Preservation::Preserve,
			Fortitude::Polite,
		)?;
		Positions::<T>::insert(node, position);
		Self::deposit_event(Event::VestingSlashed { node, amount: taken });
		Ok(credit)
	}

	fn keep(node: NodeId) -> DispatchResult {
		match Self::claimable(node) {
			None | Some(0) => Ok(()),
			_ => Self::pay(node, Stay::Missing),
		}
	}
}
