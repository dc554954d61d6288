//! One file for each call and trait.

/// Asserts that a call fails with that error, and that nothing is left of it, as when it is dispatched.
macro_rules! refused {
	($call:expr, $error:expr) => {
		frame_support::assert_noop!(frame_support::storage::with_storage_layer(|| $call), $error)
	};
}

mod back;
mod claim;
mod close;
mod commission;
mod integrity;
mod invariants;
mod open;
mod share;
mod slash;
mod try_state;
mod unback;
mod views;
mod withdraw;

/// What most tests need.
mod prelude {
	pub use crate::{
		mock::*, Chunk, Conversions, Departed, Error, Event, HoldReason, Positions, Supports,
	};
	pub use frame_support::assert_ok;
	pub use sp_runtime::{Perbill, TokenError};
	pub use substation_primitives::{
		api::{BackingReport, PositionReport, Unbonding},
		Backers as _, Balance, EraIndex, Eras as _, Liabilities as _, Payouts as _, Status,
		Streams as _,
	};

	/// Base units that Alice, Bob and Carol have behind the node, young and old.
	pub fn behind(who: AccountId) -> Balance {
		let PositionReport { standing, young, .. } = position(who);
		standing + young
	}

	/// Base units that are unbonding, by the era in which they are free.
	pub fn unbonding(who: AccountId) -> Vec<(Balance, EraIndex)> {
		let chunks = position(who).unbonding.into_iter();
		chunks.map(|chunk| (chunk.amount, chunk.unlocks)).collect()
	}
}
