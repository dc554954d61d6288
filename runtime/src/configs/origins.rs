//! What a referendum speaks as, besides root.

use crate::{OriginCaller, RuntimeOrigin};
use frame_support::traits::{EnsureOrigin, OriginTrait};

pub use pallet_origins::{Origin, Pallet};

/// Holds the origins; it has no calls and no state.
#[frame_support::pallet]
pub mod pallet_origins {
	use frame_support::pallet_prelude::*;

	#[pallet::config]
	pub trait Config: frame_system::Config {}

	#[pallet::pallet]
	pub struct Pallet<T>(_);

	/// Who decided, by the track on which it was decided.
	#[pallet::origin]
	#[derive(
		Clone,
		Copy,
		Debug,
		Decode,
		DecodeWithMemTracking,
		Encode,
		Eq,
		MaxEncodedLen,
		PartialEq,
		TypeInfo,
	)]
	pub enum Origin {
		/// Calls that the technical committee has looked at, in a short vote.
		Whitelisted,
		/// The terms of the economy: classes, and what the emission is split into.
		Economy,
		/// The terms of staking, and validators' slashes.
		StakingAdmin,
		/// Nodes' slashes and appeals.
		Judge,
		/// What the treasury spends.
		Treasurer,
	}
}

impl pallet_origins::Config for crate::Runtime {}

macro_rules! ensure {
	($($name:ident)*) => {$(
		#[doc = concat!("Only a referendum that was decided as [`Origin::", stringify!($name), "`].")]
		pub struct $name;
		impl EnsureOrigin<RuntimeOrigin> for $name {
			type Success = ();

			fn try_origin(origin: RuntimeOrigin) -> Result<(), RuntimeOrigin> {
				match origin.caller() {
					OriginCaller::Origins(Origin::$name) => Ok(()),
					_ => Err(origin),
				}
			}

			#[cfg(feature = "runtime-benchmarks")]
			fn try_successful_origin() -> Result<RuntimeOrigin, ()> {
				Ok(Origin::$name.into())
			}
		}
	)*};
}

ensure! { Whitelisted Economy StakingAdmin Judge Treasurer }
