//! One file for each call, hook and trait.

mod backed;
mod close;
mod deposit;
mod hand_over;
mod integrity;
mod invariants;
mod lock;
mod request_withdrawal;
mod requirement;
mod retain;
mod slash;
mod sweep;
mod try_state;
mod unlock_all;
mod views;
mod withdraw;

/// What most tests need.
mod prelude {
	pub use crate::{
		mock::*, Asked, Error, Event, Ledgers, NextSweep, Requirements, Shortfalls, TopUp,
	};
	pub use frame_support::{assert_noop, assert_ok};
	pub use sp_runtime::{DispatchError, Perbill, TokenError};
	pub use substation_primitives::{
		Balance, Collateral as _, EraIndex, Liabilities as _, NodeId, Requirement as _,
		Retention as _, Slashable as _, Status,
	};

	/// A signed origin.
	pub fn by(who: AccountId) -> RuntimeOrigin {
		RuntimeOrigin::signed(who)
	}

	/// The node's chunks, as (amount, unlocks).
	pub fn chunks(node: NodeId) -> Vec<(Balance, EraIndex)> {
		let chunks = Collateral::unbonding(node).into_iter();
		chunks.map(|chunk| (chunk.amount, chunk.unlocks)).collect()
	}
}
