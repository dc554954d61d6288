//! One file for each call, hook and trait.

mod appeal;
mod cancel;
mod correlation;
mod deadlines;
mod forgive;
mod integrity;
mod invariants;
mod mass_outage;
mod missed;
mod outstanding;
mod resolve_appeal;
mod sweep;
mod try_state;
mod views;

/// What most tests need.
mod prelude {
	pub use crate::{
		mock::*, Appeal, CancelTarget, ClassEra, ClassEras, Error, Event, Failure, Slashes, Stage,
		Standing, Sweep, WeightInfo,
	};
	pub use frame_support::{assert_noop, assert_ok};
	pub use sp_runtime::{DispatchError, FixedU128, Perbill, TokenError};
	pub use substation_primitives::{
		Balance, Collateral as _, EraIndex, Liabilities as _, Miss, NodeId, OnMiss as _, Status,
		WindowIndex,
	};

	/// A signed origin.
	pub fn by(who: AccountId) -> RuntimeOrigin {
		RuntimeOrigin::signed(who)
	}

	/// The judge.
	pub fn judge() -> RuntimeOrigin {
		RuntimeOrigin::root()
	}

	/// The window that the largest part of the class missed.
	pub fn worst(era: EraIndex) -> Option<(WindowIndex, u64, u64)> {
		let Failure { window, missed, total } = Slashing::class_era(CLASS, era)?.worst;
		Some((window, missed, total))
	}

	/// What is pending, as (era, amount, applies).
	pub fn pending(node: NodeId) -> Vec<(EraIndex, Balance, EraIndex)> {
		let pending = Slashing::pending_slashes(node).into_iter();
		pending.map(|slash| (slash.era, slash.amount, slash.applies)).collect()
	}
}
