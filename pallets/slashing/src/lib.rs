#![doc = include_str!("../README.md")]
#![cfg_attr(not(feature = "std"), no_std)]

extern crate alloc;

mod appeals;
mod pricing;
mod sweep;
mod try_state;
mod types;
pub mod weights;

#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
#[cfg(test)]
mod mock;
#[cfg(test)]
mod tests;

pub use pallet::*;
pub use types::{
	Appeal, CancelTarget, ClassEra, Docket, Entry, Failure, MaxEntries, Pass, Stage, Standing,
};
pub use weights::WeightInfo;

use frame_support::traits::fungible::Credit;

/// Where this pallet logs.
const LOG_TARGET: &str = "runtime::slashing";

/// Tokens on their way from one place to another.
pub type CreditOf<T> = Credit<<T as frame_system::Config>::AccountId, <T as Config>::Currency>;

#[frame_support::pallet]
pub mod pallet {
	use super::*;
	use alloc::vec::Vec;
	use frame_support::{
		pallet_prelude::*,
		traits::{
			fungible::{BalancedHold, Inspect, MutateHold},
			OnUnbalanced,
		},
		weights::WeightMeter,
	};
	use frame_system::pallet_prelude::*;
	use sp_runtime::{FixedU128, Perbill};
	#[cfg(feature = "runtime-benchmarks")]
	use substation_primitives::BenchmarkHelper;
	use substation_primitives::{
		api::PendingSlash, Balance, ClassId, Classes, EraIndex, Eras, NodeId, Registry, Slashable,
	};

	const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);

	/// The price of a miss, deferred slashes and appeals.
	#[pallet::pallet]
	#[pallet::storage_version(STORAGE_VERSION)]
	pub struct Pallet<T>(_);

	/// Why this pallet holds tokens.
	#[pallet::composite_enum]
	pub enum HoldReason {
		/// They are the deposit of an appeal.
		#[codec(index = 0)]
		Appeal,
	}

	#[pallet::config]
	pub trait Config: frame_system::Config<RuntimeEvent: From<Event<Self>>> {
		/// The runtime's reasons to hold tokens.
		type RuntimeHoldReason: From<HoldReason>;

		/// The token.
		type Currency: MutateHold<Self::AccountId, Reason = Self::RuntimeHoldReason, Balance = Balance>
			+ BalancedHold<Self::AccountId>;

		/// Takes the deposits of appeals that are refused.
		type Treasury: OnUnbalanced<CreditOf<Self>>;

		/// Answers appeals and cancels slashes.
		type JudgeOrigin: EnsureOrigin<Self::RuntimeOrigin>;

		/// What the classes' misses cost.
		type Classes: Classes;

		/// Who stands behind the nodes.
		type Registry: Registry<Self::AccountId>;

		/// What slashes take from.
		type Slashable: Slashable;

		/// The clock.
		type Eras: Eras;

		/// Eras between the era of a miss and the last in which its slash is not yet applied. Raising it or
		/// `AppealEras` is free; lowering one needs a migration of the dockets, whose bound follows from them.
		#[pallet::constant]
		type SlashDeferral: Get<EraIndex>;

		/// Eras after the one of an appeal in which it can still be answered.
		#[pallet::constant]
		type AppealEras: Get<EraIndex>;

		/// Base units held for an appeal.
		#[pallet::constant]
		type AppealDeposit: Get<Balance>;

		/// Part of a class's weight that may miss the same window before the price rises.
		#[pallet::constant]
		type CorrelationThreshold: Get<Perbill>;

		/// By how many times the price has risen when all of a class has missed the same window.
		#[pallet::constant]
		type CorrelationSlope: Get<FixedU128>;

		/// The most that the sweep may weigh in one block.
		#[pallet::constant]
		type SweepWeight: Get<Weight>;

		/// What the calls weigh.
		type WeightInfo: WeightInfo;

		/// Makes nodes for the benchmarks.
		#[cfg(feature = "runtime-benchmarks")]
		type BenchmarkHelper: BenchmarkHelper<Self::AccountId>;
	}

	/// What each node's misses may still cost it. Nodes that owe nothing have none.
	#[pallet::storage]
	pub type Slashes<T: Config> = StorageMap<_, Twox64Concat, NodeId, Docket<T>>;

	/// How much of a class missed together in an era. Kept for as long as a slash may need it.
	#[pallet::storage]
	pub type ClassEras<T: Config> =
		StorageDoubleMap<_, Twox64Concat, EraIndex, Twox64Concat, ClassId, ClassEra>;

	/// How far the sweep has come.
	#[pallet::storage]
	pub type Sweep<T: Config> = StorageValue<_, Pass, ValueQuery>;

	#[pallet::event]
	#[pallet::generate_deposit(pub(crate) fn deposit_event)]
	pub enum Event<T: Config> {
		/// A node paid for the misses of an era.
		SlashApplied {
			/// Which.
			node: NodeId,
			/// When the misses were.
			era: EraIndex,
			/// Base units taken: what was due, or all that was held.
			amount: Balance,
		},
		/// A node's misses of an era cost it nothing: they, or all of its class, were cancelled.
		SlashCancelled {
			/// Which.
			node: NodeId,
			/// When the misses were.
			era: EraIndex,
		},
		/// All misses of a class in an era cost nothing.
		EraCancelled {
			/// Which class.
			class: ClassId,
			/// When the misses were.
			era: EraIndex,
		},
		/// An owner appealed against a slash.
		Appealed {
			/// Of which node.
			node: NodeId,
			/// When the misses were.
			era: EraIndex,
			/// Who appealed.
			who: T::AccountId,
			/// The last era in which the appeal can be answered.
			deadline: EraIndex,
		},
		/// An appeal was answered.
		AppealResolved {
			/// Of which node.
			node: NodeId,
			/// When the misses were.
			era: EraIndex,
			/// Whether the slash is dropped, and the deposit back; otherwise the deposit is lost.
			upheld: bool,
		},
		/// Nobody answered an appeal in time: the deposit is back, the slash is applied.
		AppealLapsed {
			/// Of which node.
			node: NodeId,
			/// When the misses were.
			era: EraIndex,
		},
		/// A node's pending slashes were dropped, because its owner replaced a lost key.
		Forgiven {
			/// Which.
			node: NodeId,
			/// The first era of which they were dropped.
			since: EraIndex,
		},
	}

	#[pallet::error]
	pub enum Error<T> {
		/// There is no such node: look up its number with `nodeOf`.
		NodeNotFound,
		/// The node's class is gone: report it, it cannot happen.
		ClassNotFound,
		/// Only the node's owner may do this: sign with the owner's account.
		NotOwner,
		/// Nothing is pending for that era: see `pendingSlashes`.
		SlashNotFound,
		/// The era is not over, so that what its misses cost is not known: appeal when it is.
		EraNotOver,
		/// The deferral is over, and with it the time to appeal: appeal within `SlashDeferral` eras.
		AppealTooLate,
		/// There was an appeal against this slash: there is one for each.
		AlreadyAppealed,
		/// No appeal is open against that slash: see `pendingSlashes`.
		AppealNotFound,
		/// Its deadline is over, and the appeal has lapsed: nothing is left to be answered.
		AppealLapsed,
		/// The slash is due and may be applied at any time: cancel while it is deferred.
		AlreadyDue,
		/// All misses of that class and era cost nothing already. Nothing is left to do.
		AlreadyCancelled,
		/// More slashes are waiting than there are eras for: report it, it cannot happen.
		TooManyEntries,
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		fn on_poll(_: BlockNumberFor<T>, meter: &mut WeightMeter) {
			let limit = T::SweepWeight::get().min(meter.remaining());
			let mut budget = WeightMeter::with_limit(limit);
			Self::sweep(&mut budget);
			meter.consume(budget.consumed());
		}

		fn integrity_test() {
			assert!(
				!T::SlashDeferral::get().is_zero(),
				"SlashDeferral must be at least 1, or there would be no era to appeal in",
			);
			assert!(
				!T::AppealEras::get().is_zero(),
				"AppealEras must be at least 1, or there would be no time to answer an appeal",
			);
			let (deposit, minimum) = (T::AppealDeposit::get(), T::Currency::minimum_balance());
			assert!(
				deposit >= minimum,
				"AppealDeposit ({deposit}) must be at least the existential deposit ({minimum}), or it \
				 could not always be given back",
			);
			let step = Self::largest_step();
			let budget = T::SweepWeight::get();
			assert!(
				budget.all_gte(step),
				"the sweep would never get on: SweepWeight ({budget:?}) must be at least what one \
				 docket can weigh ({step:?})",
			);
		}

		#[cfg(feature = "try-runtime")]
		fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
			Self::do_try_state()
		}
	}

	#[pallet::call(weight(<T as Config>::WeightInfo))]
	impl<T: Config> Pallet<T> {
		/// Appeals against what the node's misses of `era` cost. The slash waits until the appeal is answered,
		/// or lapses `AppealEras` eras later. `AppealDeposit` base units are held meanwhile; they are lost
		/// if the appeal is refused.
		///
		/// Signed by the node's owner, in one of the `SlashDeferral` eras after `era`.
		///
		/// Refuses eras without a slash, that are not over, or too long over; a second appeal; and an owner
		/// who has too little for the deposit (`Token.FundsUnavailable`).
		/// Events: `Appealed`.
		#[pallet::call_index(0)]
		pub fn appeal(
			origin: OriginFor<T>,
			#[pallet::compact] node: NodeId,
			#[pallet::compact] era: EraIndex,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_appeal(who, node, era)
		}

		/// Answers an appeal. Upheld: the slash is dropped and the deposit is back. Refused: the deposit goes to the
		/// treasury, and the slash is applied when its deferral is over, at once if it is.
		///
		/// By the judge, until the appeal's deadline.
		///
		/// Refuses where no appeal is open, and when it has lapsed.
		/// Events: `AppealResolved`; `SlashApplied` if refused and due.
		#[pallet::call_index(1)]
		pub fn resolve_appeal(
			origin: OriginFor<T>,
			#[pallet::compact] node: NodeId,
			#[pallet::compact] era: EraIndex,
			upheld: bool,
		) -> DispatchResult {
			T::JudgeOrigin::ensure_origin(origin)?;
			Self::do_resolve_appeal(node, era, upheld)
		}

		/// Cancels a slash of one node, or all slashes of one class and era; the latter at the same cost however
		/// many they are, and for the present era also those to come. The deposits of appeals go back.
		///
		/// By the judge, while the slashes are deferred.
		///
		/// Refuses where there is nothing to cancel, where it was done already, and when slashes are due.
		/// Events: `SlashCancelled` or `EraCancelled`.
		#[pallet::call_index(2)]
		pub fn cancel(origin: OriginFor<T>, target: CancelTarget) -> DispatchResult {
			T::JudgeOrigin::ensure_origin(origin)?;
			match target {
				CancelTarget::Node { node, era } => Self::cancel_slash(node, era),
				CancelTarget::Class { class, era } => Self::cancel_era(class, era),
			}
		}
	}

	#[pallet::view_functions]
	impl<T: Config> Pallet<T> {
		/// What the node's misses may still cost it, and when.
		pub fn pending_slashes(node: NodeId) -> Vec<PendingSlash> {
			Self::pending(node)
		}

		/// How much of a class missed together in an era, if anything and if it is still kept.
		pub fn class_era(class: ClassId, era: EraIndex) -> Option<ClassEra> {
			ClassEras::<T>::get(era, class)
		}

		/// By how much the price of a miss is multiplied for a class and era, as things stand.
		pub fn price_factor(class: ClassId, era: EraIndex) -> FixedU128 {
			Self::factor(&ClassEras::<T>::get(era, class).unwrap_or_default().worst)
		}
	}
}
