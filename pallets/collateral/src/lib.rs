#![doc = include_str!("../README.md")]
#![cfg_attr(not(feature = "std"), no_std)]

extern crate alloc;

mod bonding;
mod requirement;
mod shortfall;
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
pub use types::{Asked, Chunk, Ledger, MaxChunks, TopUp};
pub use weights::WeightInfo;

use frame_support::traits::fungible::Credit;

/// Where this pallet logs.
const LOG_TARGET: &str = "runtime::collateral";

/// Tokens on their way from one place to another.
pub type CreditOf<T> = Credit<<T as frame_system::Config>::AccountId, <T as Config>::Currency>;

#[frame_support::pallet]
pub mod pallet {
	use super::*;
	use alloc::vec::Vec;
	use frame_support::{
		pallet_prelude::*,
		traits::{
			fungible::{BalancedHold, MutateHold},
			OnUnbalanced,
		},
		weights::WeightMeter,
	};
	use frame_system::pallet_prelude::*;
	use sp_runtime::Perbill;
	#[cfg(feature = "runtime-benchmarks")]
	use substation_primitives::BenchmarkHelper;
	use substation_primitives::{
		api::Unbonding, Backers, Balance, ClassId, Classes, EraIndex, Eras, Liabilities, LifeCycle,
		NodeId, Registry, Vests,
	};

	const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);

	/// What owners lock behind their nodes.
	#[pallet::pallet]
	#[pallet::storage_version(STORAGE_VERSION)]
	pub struct Pallet<T>(_);

	/// Why this pallet holds tokens.
	#[pallet::composite_enum]
	pub enum HoldReason {
		/// They back nodes, or backed them and are unbonding.
		#[codec(index = 0)]
		Collateral,
	}

	#[pallet::config]
	pub trait Config: frame_system::Config<RuntimeEvent: From<Event<Self>>> {
		/// The runtime's reasons to hold tokens.
		type RuntimeHoldReason: From<HoldReason>;

		/// The token.
		type Currency: MutateHold<Self::AccountId, Reason = Self::RuntimeHoldReason, Balance = Balance>
			+ BalancedHold<Self::AccountId>;

		/// Takes the part of slashed collateral that is not burned.
		type Treasury: OnUnbalanced<CreditOf<Self>>;

		/// Who stands behind the nodes.
		type Registry: Registry<Self::AccountId>;

		/// What the classes ask for.
		type Classes: Classes;

		/// Others who stand behind nodes.
		type Backers: Backers<CreditOf<Self>>;

		/// What of the nodes' rewards vests.
		type Rewards: Vests<CreditOf<Self>>;

		/// Slashes that are still to come.
		type Liabilities: Liabilities;

		/// Suspends and reinstates nodes.
		type LifeCycle: LifeCycle;

		/// The clock.
		type Eras: Eras;

		/// Eras between the request of a withdrawal and its payment. Raising it is free; lowering it
		/// needs a migration of the ledgers, whose bound follows from it.
		#[pallet::constant]
		type UnbondingEras: Get<EraIndex>;

		/// Eras between the era of a miss and the last in which its slash is not yet applied.
		/// The same number as the slashing pallet's.
		#[pallet::constant]
		type SlashDeferral: Get<EraIndex>;

		/// Eras that a node goes on after a slash, or backers who left, took what must be there, before it is suspended.
		#[pallet::constant]
		type TopUpEras: Get<EraIndex>;

		/// Part of slashed collateral that is burned; the rest goes to the treasury.
		#[pallet::constant]
		type BurnedPart: Get<Perbill>;

		/// Part of what a class asks for that the tokens of others than the owner can count for.
		#[pallet::constant]
		type BackedPart: Get<Perbill>;

		/// Eras' reward that a class asks for, between the least and the most of its terms.
		#[pallet::constant]
		type RewardEras: Get<EraIndex>;

		/// Part of what a class asks for by which that moves in an era at most.
		#[pallet::constant]
		type RequirementStep: Get<Perbill>;

		/// The most that the sweep of shortfalls may weigh in one block.
		#[pallet::constant]
		type SweepWeight: Get<Weight>;

		/// What the calls weigh.
		type WeightInfo: WeightInfo;

		/// Makes nodes for the benchmarks.
		#[cfg(feature = "runtime-benchmarks")]
		type BenchmarkHelper: BenchmarkHelper<Self::AccountId>;
	}

	/// What is held for each node. It exists from the node's registration until it is reaped.
	#[pallet::storage]
	pub type Ledgers<T: Config> = StorageMap<_, Twox64Concat, NodeId, Ledger<T>>;

	/// What classes ask for that ask for more than their least, as of the era for which their stream was funded last.
	#[pallet::storage]
	pub type Requirements<T: Config> = StorageMap<_, Twox64Concat, ClassId, Asked>;

	/// Nodes of which a slash, or backers who left, took what must be there, by the last era in which a top-up is in time.
	#[pallet::storage]
	pub type Shortfalls<T: Config> =
		StorageDoubleMap<_, Twox64Concat, EraIndex, Twox64Concat, NodeId, ()>;

	/// The first era whose shortfalls may not all be dealt with.
	#[pallet::storage]
	pub type NextSweep<T: Config> = StorageValue<_, EraIndex, ValueQuery>;

	#[pallet::event]
	#[pallet::generate_deposit(pub(crate) fn deposit_event)]
	pub enum Event<T: Config> {
		/// More was locked behind a node.
		Deposited {
			/// Which.
			node: NodeId,
			/// Whose tokens.
			owner: T::AccountId,
			/// Base units.
			amount: Balance,
		},
		/// Collateral started to unbond.
		UnbondingStarted {
			/// Of which node.
			node: NodeId,
			/// Base units.
			amount: Balance,
			/// First era in which it can be withdrawn.
			unlocks: EraIndex,
		},
		/// Unbonded collateral is its owner's again.
		Withdrawn {
			/// Of which node.
			node: NodeId,
			/// Who got it.
			owner: T::AccountId,
			/// Base units.
			amount: Balance,
			/// Base units that have unbonded too, and are held back for slashes that may yet come.
			held_back: Balance,
		},
		/// Collateral was taken.
		Slashed {
			/// Of which node.
			node: NodeId,
			/// Whose node, and tokens, but for what others had behind it.
			owner: T::AccountId,
			/// Base units taken in all, from rewards that vest and from others too.
			amount: Balance,
			/// Base units of them that were burned; the rest went to the treasury.
			burned: Balance,
		},
		/// A slash, or backers who left, took what must be behind a node.
		TopUpDue {
			/// Which.
			node: NodeId,
			/// Base units that have to come back.
			missing: Balance,
			/// Last era in which a deposit, or rewards, are in time. Afterwards the node is suspended.
			until: EraIndex,
		},
		/// As much is behind the node again as was, or as must be.
		ToppedUp {
			/// Which.
			node: NodeId,
		},
		/// A class asks for more or less, as its nodes earn more or less. Who registers or grows needs that now; of others
		/// rewards stay behind their nodes until it is there.
		RequirementMoved {
			/// Which class.
			class: ClassId,
			/// Base units for each unit of capacity from now on.
			per_unit: Balance,
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
		/// The node is leaving, and what is locked now would never unbond: register a new one.
		NodeRetiring,
		/// Collateral is locked behind this node already: use `deposit` to add to it.
		AlreadyLocked,
		/// The amount is zero: name one.
		ZeroAmount,
		/// Less than that is locked: what is unbonding already does not count.
		NotEnoughLocked,
		/// The node would keep less than its class asks for now and its pending slashes may take; what vests does not count here.
		/// See `requiredPerUnit`: ask for less, reduce its units, or retire it.
		CollateralRequired,
		/// Nothing has unbonded: see `unbonding` for when it does.
		NothingUnlocked,
		/// All that has unbonded is held back for slashes that are pending: try again when they are
		/// applied or dropped.
		HeldBack,
		/// The node's collateral is not all free yet: see `unbonding` for when it is.
		StillUnbonding,
		/// More chunks are unbonding than there are eras for: report it, it cannot happen.
		TooManyChunks,
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
			let unbonding = T::UnbondingEras::get();
			let deferral = T::SlashDeferral::get();
			assert!(
				unbonding > deferral.saturating_add(1),
				"collateral would be free before the slash for the last miss is due: \
				 UnbondingEras ({unbonding}) must be more than SlashDeferral ({deferral}) + 1",
			);
			assert!(
				!T::TopUpEras::get().is_zero(),
				"TopUpEras must be at least 1, or an owner could have no block to top up in",
			);
			let (eras, step) = (T::RewardEras::get(), T::RequirementStep::get());
			assert!(
				!eras.is_zero() && !step.is_zero(),
				"collateral would not follow rewards: neither RewardEras ({eras}) nor RequirementStep \
				 ({step:?}) can be zero",
			);
			assert!(
				step.mul_ceil(Balance::from(eras)) <= 1,
				"rewards could not keep up with what is asked for: RequirementStep ({step:?}) × \
				 RewardEras ({eras}) must be at most 1",
			);
			let step = T::WeightInfo::sweep_base().saturating_add(T::WeightInfo::sweep_shortfall());
			let budget = T::SweepWeight::get();
			assert!(
				budget.all_gte(step),
				"the sweep of shortfalls would never get on: SweepWeight ({budget:?}) must be at \
				 least what one of them weighs ({step:?})",
			);
		}

		#[cfg(feature = "try-runtime")]
		fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
			Self::do_try_state()
		}
	}

	#[pallet::call(weight(<T as Config>::WeightInfo))]
	impl<T: Config> Pallet<T> {
		/// Locks `amount` base units of the owner's free tokens behind the node.
		///
		/// Signed by the node's owner. Slashes that are due are applied first. A node that was short has
		/// no deadline any more once there is enough, and a suspended one is active again. `shortfall` says how much is missing;
		/// what vests of the node's rewards counts.
		///
		/// Refuses an amount of zero, more than is free (`Token.FundsUnavailable`), and retiring nodes.
		/// Events: `Deposited`; `ToppedUp` if the node was short and is not any more.
		#[pallet::call_index(0)]
		pub fn deposit(
			origin: OriginFor<T>,
			node: NodeId,
			#[pallet::compact] amount: Balance,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_deposit(who, node, amount)
		}

		/// Lets `amount` base units of what is locked unbond, to be had by `withdraw` after
		/// `UnbondingEras` eras. Until then they can be slashed like the rest.
		///
		/// Signed by the node's owner. Slashes that are due are applied first.
		///
		/// Refuses an amount of zero, more than is locked, and what would leave the node with less than its
		/// class asks for plus the most that its pending slashes may take.
		/// Events: `UnbondingStarted`.
		#[pallet::call_index(1)]
		pub fn request_withdrawal(
			origin: OriginFor<T>,
			node: NodeId,
			#[pallet::compact] amount: Balance,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_request_withdrawal(who, node, amount)
		}

		/// Pays out what has unbonded, except what is needed to keep the most that the node's pending
		/// slashes may take. That can be had later, by this call again.
		///
		/// Signed by the node's owner, whatever the node's status. Slashes that are due are applied first.
		///
		/// Refuses when nothing has unbonded, and when all that has is held back.
		/// Events: `Withdrawn`.
		#[pallet::call_index(2)]
		pub fn withdraw(origin: OriginFor<T>, node: NodeId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_withdraw(who, node)
		}
	}

	#[pallet::view_functions]
	impl<T: Config> Pallet<T> {
		/// All that is held for a node.
		pub fn ledger(node: NodeId) -> Option<Ledger<T>> {
			Ledgers::<T>::get(node)
		}

		/// What is on its way out, and when, the earliest first.
		pub fn unbonding(node: NodeId) -> Vec<Unbonding> {
			Self::chunks(node)
		}

		/// Base units that `withdraw` would pay now, if no slash is due.
		pub fn withdrawable(node: NodeId) -> Balance {
			Self::payable_now(node)
		}

		/// Base units that the class asks for a unit now. Nothing if there is no such class.
		pub fn required_per_unit(class: ClassId) -> Option<Balance> {
			Self::asked_per_unit(class)
		}

		/// Base units that are missing behind a node, and the last era in which a deposit is in time
		/// if the node is not suspended yet.
		pub fn shortfall(node: NodeId) -> Option<(Balance, Option<EraIndex>)> {
			Self::missing(node)
		}
	}
}
