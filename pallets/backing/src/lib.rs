#![doc = include_str!("../README.md")]
#![cfg_attr(not(feature = "std"), no_std)]
#![cfg_attr(test, allow(clippy::unwrap_used))]

extern crate alloc;

mod earnings;
mod opening;
mod queries;
mod slashes;
mod standing;
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
pub use types::{Chunk, Lot, MaxLeaving, MaxYoung, Position, Support, Tranche};
pub use weights::WeightInfo;

use frame_support::traits::fungible::Credit;

/// Tokens on their way from one place to another.
pub type CreditOf<T> = Credit<<T as frame_system::Config>::AccountId, <T as Config>::Currency>;

#[frame_support::pallet]
pub mod pallet {
	use super::*;
	use frame_support::{
		pallet_prelude::*,
		traits::fungible::{Balanced, Inspect, Mutate, MutateHold},
		PalletId,
	};
	use frame_system::pallet_prelude::*;
	use sp_runtime::Perbill;
	use substation_math::backing::{Conversion, Pool};
	#[cfg(feature = "runtime-benchmarks")]
	use substation_primitives::BenchmarkHelper;
	use substation_primitives::{
		api::{BackingReport, PositionReport},
		Balance, Cover, EraIndex, Eras, Liabilities, NodeId, Registry, Streams,
	};

	const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);

	/// Tokens of people without hardware behind nodes of others.
	#[pallet::pallet]
	#[pallet::storage_version(STORAGE_VERSION)]
	pub struct Pallet<T>(_);

	/// Why this pallet holds tokens.
	#[pallet::composite_enum]
	pub enum HoldReason {
		/// They are the deposit of an owner who opened a node to backers.
		#[codec(index = 0)]
		Opening,
		/// They are the deposit for somebody's position behind a node.
		#[codec(index = 1)]
		Position,
	}

	#[pallet::config]
	pub trait Config: frame_system::Config<RuntimeEvent: From<Event<Self>>> {
		/// The runtime's reasons to hold tokens.
		type RuntimeHoldReason: From<HoldReason>;

		/// The token.
		type Currency: MutateHold<Self::AccountId, Reason = Self::RuntimeHoldReason, Balance = Balance>
			+ Mutate<Self::AccountId, Balance = Balance>
			+ Balanced<Self::AccountId, Balance = Balance>;

		/// Who owns the nodes.
		type Registry: Registry<Self::AccountId>;

		/// Slashes that are still to come.
		type Liabilities: Liabilities;

		/// Pays out what nodes have earned.
		type Streams: Streams;

		/// What the owners have locked.
		type Cover: Cover;

		/// The clock.
		type Eras: Eras;

		/// The pot's account derives from it.
		#[pallet::constant]
		type PalletId: Get<PalletId>;

		/// Eras between leaving and being free. Raising this, `SlashDeferral` or `AppealEras` is free; lowering one needs a
		/// migration, for the bounds of what is stored follow from them.
		#[pallet::constant]
		type UnbondingEras: Get<EraIndex>;

		/// Eras between the era of a miss and the last in which its slash is not yet applied.
		/// The same number as the slashing pallet's.
		#[pallet::constant]
		type SlashDeferral: Get<EraIndex>;

		/// Eras after the one of an appeal in which it can still be answered.
		/// The same number as the slashing pallet's.
		#[pallet::constant]
		type AppealEras: Get<EraIndex>;

		/// Part of each slash that the owner pays before any backer does.
		#[pallet::constant]
		type OwnerFirst: Get<Perbill>;

		/// The highest commission.
		#[pallet::constant]
		type MaxCommission: Get<Perbill>;

		/// By how much a commission can be raised at a time.
		#[pallet::constant]
		type CommissionStep: Get<Perbill>;

		/// Eras from one raise of a commission to the next.
		#[pallet::constant]
		type CommissionPeriod: Get<EraIndex>;

		/// The least that can be put behind a node, and left there, in base units.
		#[pallet::constant]
		type MinBacking: Get<Balance>;

		/// Base units held from who opens a node to backers.
		#[pallet::constant]
		type OpeningDeposit: Get<Balance>;

		/// Base units held for a position.
		#[pallet::constant]
		type PositionDeposit: Get<Balance>;

		/// What the calls weigh.
		type WeightInfo: WeightInfo;

		/// Makes nodes for the benchmarks.
		#[cfg(feature = "runtime-benchmarks")]
		type BenchmarkHelper: BenchmarkHelper<Self::AccountId>;
	}

	/// What others than the owner have put behind each node that was opened to them.
	#[pallet::storage]
	pub type Supports<T: Config> = StorageMap<_, Twox64Concat, NodeId, Support<T>>;

	/// What each backer has behind each node.
	#[pallet::storage]
	pub type Positions<T: Config> =
		StorageDoubleMap<_, Twox64Concat, NodeId, Blake2_128Concat, T::AccountId, Position<T>>;

	/// How shares of tranches that are young no more become shares of the main pool, where not one for one. Each is kept for as
	/// long as a position has such shares.
	#[pallet::storage]
	pub type Conversions<T: Config> =
		StorageDoubleMap<_, Twox64Concat, NodeId, Twox64Concat, EraIndex, Conversion>;

	/// Tranches that have left and that no slash can touch any more. Each is kept for as long as a position has shares in it.
	#[pallet::storage]
	pub type Departed<T: Config> =
		StorageDoubleMap<_, Twox64Concat, NodeId, Twox64Concat, EraIndex, Pool>;

	#[pallet::event]
	#[pallet::generate_deposit(pub(crate) fn deposit_event)]
	pub enum Event<T: Config> {
		/// A node takes backers.
		Opened {
			/// Which.
			node: NodeId,
			/// Whose.
			owner: T::AccountId,
			/// The payee's part of a reward before it is divided.
			commission: Perbill,
		},
		/// A node has another commission.
		CommissionSet {
			/// Which.
			node: NodeId,
			/// The payee's part of a reward before it is divided, from now on.
			commission: Perbill,
		},
		/// A node takes no more backers. Those that it has stay.
		Closed {
			/// Which.
			node: NodeId,
		},
		/// Somebody put tokens behind a node.
		Backed {
			/// Which.
			node: NodeId,
			/// Whose tokens.
			who: T::AccountId,
			/// Base units.
			amount: Balance,
		},
		/// Somebody's tokens stand behind a node no more, and started to unbond.
		Unbacked {
			/// Which.
			node: NodeId,
			/// Whose tokens.
			who: T::AccountId,
			/// Base units. Slashes for the time in which they stood can still make them fewer.
			amount: Balance,
			/// First era in which they can be withdrawn.
			unlocks: EraIndex,
		},
		/// Unbonded tokens are their backer's again.
		Withdrawn {
			/// Behind which node they stood.
			node: NodeId,
			/// Who got them.
			who: T::AccountId,
			/// Base units.
			amount: Balance,
		},
		/// A backer was paid.
		Claimed {
			/// For standing behind which node.
			node: NodeId,
			/// Who.
			who: T::AccountId,
			/// Base units.
			amount: Balance,
		},
		/// The backers of a node got their part of a reward, to be claimed by each.
		Shared {
			/// Which node.
			node: NodeId,
			/// Base units for all of them together.
			amount: Balance,
		},
		/// Tokens of backers were taken. Where they went says `collateral.Slashed`.
		Slashed {
			/// Behind which node.
			node: NodeId,
			/// When the misses were, and those who pay stood.
			era: EraIndex,
			/// Base units.
			amount: Balance,
		},
	}

	#[pallet::error]
	pub enum Error<T> {
		/// There is no such node, or it is gone: look up its number with `nodeOf`. What you have behind a node that is gone,
		/// `withdraw` pays.
		NodeNotFound,
		/// Only the node's owner may do this: sign with the owner's account.
		NotOwner,
		/// The node is leaving for good: open, or back, another one.
		NodeRetiring,
		/// The node takes no backers: choose another one, or ask its owner.
		NotOpen,
		/// The node takes backers already: `setCommission` changes the terms.
		AlreadyOpen,
		/// A commission can't be that high: see `maxCommission`.
		CommissionTooHigh,
		/// A commission can be raised by `commissionStep`, once in `commissionPeriod` eras: raise it by less, or later.
		CommissionTooFast,
		/// The node's commission is above what you would pay at most: see `backing`, and name as much or choose another node.
		CommissionAboveLimit,
		/// That is less than `minBacking`, and does not fill the room that is left either: name more.
		AmountTooSmall,
		/// No more backing counts for this node: see the room that `backing` tells, or choose another node.
		NoRoom,
		/// Nearly all that stood behind this node was slashed: it takes no more until who is left has gone.
		Ruined,
		/// A slash from before these tokens came is pending, or their first era is not over: try again when `pendingSlashes`
		/// has none of that time.
		StillYoung,
		/// You have nothing behind this node that could do that: see `position`.
		NotBacking,
		/// You have less than that behind the node: name less, or nothing for all.
		NotEnough,
		/// Less than `minBacking` would be left: name less, or nothing for all.
		TooLittleLeft,
		/// Nothing of yours has unbonded, or a slash for the time in which it stood is pending: see `position`.
		NothingUnlocked,
		/// Nothing has come together since the last claim: try again after the node was paid.
		NothingToClaim,
		/// Tokens of too many eras of yours are leaving: withdraw those that are free.
		WithdrawFirst,
		/// More tranches wait than there are eras for: report it, it cannot happen.
		TooManyTranches,
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		fn integrity_test() {
			let unbonding = T::UnbondingEras::get();
			let deferral = T::SlashDeferral::get();
			assert!(
				unbonding > deferral.saturating_add(1),
				"backers' tokens would be free before the slash for the last miss is due: \
				 UnbondingEras ({unbonding}) must be more than SlashDeferral ({deferral}) + 1",
			);
			let (period, step) = (T::CommissionPeriod::get(), T::CommissionStep::get());
			assert!(
				period > 0 && !step.is_zero(),
				"CommissionPeriod ({period}) must be at least 1 and CommissionStep ({step:?}) more than \
				 nothing, or a commission could not be raised, or be raised without bounds",
			);
			let minimum = T::Currency::minimum_balance();
			for (name, amount) in [
				("MinBacking", T::MinBacking::get()),
				("OpeningDeposit", T::OpeningDeposit::get()),
				("PositionDeposit", T::PositionDeposit::get()),
			] {
				assert!(
					amount >= minimum,
					"{name} ({amount}) must be at least the existential deposit ({minimum}), or it could \
					 not always be given back",
				);
			}
		}

		#[cfg(feature = "try-runtime")]
		fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
			Self::do_try_state()
		}
	}

	#[pallet::call(weight(<T as Config>::WeightInfo))]
	impl<T: Config> Pallet<T> {
		/// Lets others put tokens behind the node. Of each reward the payee first gets the part `commission`; the rest is
		/// divided by tokens between the payee, for the owner's locked collateral, and the backers.
		///
		/// Signed by the node's owner, from whom `OpeningDeposit` base units are held until nobody is left and it is closed.
		///
		/// Refuses a node that is open already or leaving, and a commission above `MaxCommission`; where backers are left from before,
		/// also one that is raised too fast. Events: `Opened`.
		#[pallet::call_index(0)]
		pub fn open_to_backers(
			origin: OriginFor<T>,
			#[pallet::compact] node: NodeId,
			commission: Perbill,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_open(who, node, commission)
		}

		/// Sets what of a reward is the payee's before it is divided. What was earned before is divided as it was until now.
		///
		/// Signed by the node's owner. Lowering is free; it can be raised by `CommissionStep`, once in `CommissionPeriod` eras, up
		/// to `MaxCommission`. Refuses more than that, and a node that was never opened. Events: `CommissionSet`.
		#[pallet::call_index(1)]
		pub fn set_commission(
			origin: OriginFor<T>,
			#[pallet::compact] node: NodeId,
			commission: Perbill,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_set_commission(who, node, commission)
		}

		/// Takes no more backers. Those that the node has stay, on the same terms, until they leave.
		///
		/// Signed by the node's owner; by anyone when the node is gone. The deposit is released when nobody is left.
		///
		/// Refuses a node that was never opened, or is closed already and has backers. Events: `Closed`.
		#[pallet::call_index(2)]
		pub fn close_to_backers(
			origin: OriginFor<T>,
			#[pallet::compact] node: NodeId,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_close(who, node)
		}

		/// Puts `amount` base units behind the node, unless its commission is above `at_most`: it may have been raised
		/// meanwhile. They earn, and count for what its class asks for, from now on; they answer for misses from the next era on.
		///
		/// Signed by whoever has the tokens; `PositionDeposit` base units more are held while there is a position. Slashes that are
		/// due are applied first, and what the node has earned is divided. A node that was short of collateral and is not
		/// any more has no deadline, or is active again.
		///
		/// Refuses a node that is not open, leaving, or asks for more than `at_most`; less than `MinBacking`, but for the last of the room; more than there is room
		/// for; and who put tokens there in an earlier era while a slash from then or before is pending. Part of the fee is returned where fewer tranches
		/// became old than could be. Events: `Backed`.
		#[pallet::call_index(3)]
		#[pallet::weight(T::WeightInfo::back(MaxYoung::<T>::get()))]
		pub fn back(
			origin: OriginFor<T>,
			#[pallet::compact] node: NodeId,
			#[pallet::compact] amount: Balance,
			at_most: Perbill,
		) -> DispatchResultWithPostInfo {
			let who = ensure_signed(origin)?;
			let merged = Self::do_back(who, node, amount, at_most)?;
			Ok(Some(T::WeightInfo::back(merged)).into())
		}

		/// Lets `amount` base units of what one has behind the node leave, or all that is not young if none is given. They earn no more, answer for
		/// misses of the eras up to this one, and can be had by `withdraw` after `UnbondingEras` eras.
		///
		/// Signed by the backer. Slashes that are due are applied first, and what the node has earned is divided. If the node is
		/// left with too little, its owner has the time to top up that a slash would give.
		///
		/// Refuses tokens whose first era is not over, or from before whose coming a slash is pending; more than there is; and to
		/// leave less than `MinBacking` behind. Part of the fee is returned as for `back`. Events: `Unbacked`.
		#[pallet::call_index(4)]
		#[pallet::weight(T::WeightInfo::unback(MaxYoung::<T>::get()))]
		pub fn unback(
			origin: OriginFor<T>,
			#[pallet::compact] node: NodeId,
			amount: Option<Balance>,
		) -> DispatchResultWithPostInfo {
			let who = ensure_signed(origin)?;
			let merged = Self::do_unback(who, node, amount)?;
			Ok(Some(T::WeightInfo::unback(merged)).into())
		}

		/// Pays what has unbonded, except where a slash is pending for the time in which it stood. Of a node that is gone it pays all.
		/// When nothing is left, also what was earned, and the position's deposit.
		///
		/// Signed by the backer. Slashes that are due are applied first. Refuses when there is nothing to pay. Part of the
		/// fee is returned where fewer tranches were paid, or became old, than could be. Events: `Withdrawn`, `Claimed`.
		#[pallet::call_index(5)]
		#[pallet::weight(T::WeightInfo::withdraw(
			MaxLeaving::<T>::get().saturating_add(MaxYoung::<T>::get())
		))]
		pub fn withdraw(
			origin: OriginFor<T>,
			#[pallet::compact] node: NodeId,
		) -> DispatchResultWithPostInfo {
			let who = ensure_signed(origin)?;
			let tranches = Self::do_withdraw(who, node)?;
			Ok(Some(T::WeightInfo::withdraw(tranches)).into())
		}

		/// Pays what one's tokens behind the node have earned: of all that the node was paid up to now. `rewards.claim` has the
		/// node paid.
		///
		/// Signed by the backer. Refuses when nothing has come together. Events: `Claimed`.
		#[pallet::call_index(6)]
		pub fn claim(origin: OriginFor<T>, #[pallet::compact] node: NodeId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_claim(who, node)
		}
	}

	#[pallet::view_functions]
	impl<T: Config> Pallet<T> {
		/// What others have put behind a node, if it was opened to them.
		pub fn backing(node: NodeId) -> Option<BackingReport> {
			Self::report(node)
		}

		/// What somebody has behind a node.
		pub fn position(node: NodeId, who: T::AccountId) -> Option<PositionReport> {
			Self::report_position(node, who)
		}
	}
}
