#![doc = include_str!("../README.md")]
#![cfg_attr(not(feature = "std"), no_std)]
#![cfg_attr(test, allow(clippy::unwrap_used))]

extern crate alloc;

pub use pallet::*;
pub use types::{Pool, Position};
pub use weights::WeightInfo;

#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
mod claims;
#[cfg(test)]
mod mock;
mod streams;
#[cfg(test)]
mod tests;
mod try_state;
mod types;
pub mod weights;

use frame_support::traits::fungible::Credit;

/// Tokens on their way from one place to another.
pub type CreditOf<T> = Credit<<T as frame_system::Config>::AccountId, <T as Config>::Currency>;

/// Class pools, their streams, and what nodes claim from them.
#[frame_support::pallet]
pub mod pallet {
	use super::{claims::Stay, Pool, Position, WeightInfo};
	use frame_support::{
		pallet_prelude::*,
		storage::with_storage_layer,
		traits::fungible::{Balanced, Mutate},
		PalletId,
	};
	use frame_system::pallet_prelude::*;
	use sp_runtime::Perbill;
	use substation_primitives::{
		api::VestingReport, Balance, BlockNumber, ClassId, NodeId, Payouts, Registry, Retention,
		Roster,
	};

	const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);

	#[pallet::pallet]
	#[pallet::storage_version(STORAGE_VERSION)]
	pub struct Pallet<T>(_);

	/// What the pallet needs of the runtime.
	#[pallet::config]
	pub trait Config: frame_system::Config<RuntimeEvent: From<Event<Self>>> {
		/// The token that rewards are paid in.
		type Currency: Mutate<Self::AccountId, Balance = Balance>
			+ Balanced<Self::AccountId, Balance = Balance>;

		/// Says who is paid.
		type Registry: Registry<Self::AccountId>;

		/// Others than the payee, who have a part in what nodes earn.
		type Payouts: Payouts<Self::AccountId>;

		/// Says what of nodes' rewards must stay behind them.
		type Retention: Retention;

		/// Says up to where an active node's page is settled.
		type Roster: Roster;

		/// The pot's account derives from it.
		#[pallet::constant]
		type PalletId: Get<PalletId>;

		/// The payee's part of a reward that vests before it is paid.
		#[pallet::constant]
		type VestingPart: Get<Perbill>;

		/// Blocks of a round in which what vests is released.
		type VestingPeriod: Get<BlockNumber>;

		/// Most nodes of one `claim_many`.
		#[pallet::constant]
		type MaxClaims: Get<u32>;

		/// What the calls weigh.
		type WeightInfo: WeightInfo;

		/// Makes nodes for the benchmarks.
		#[cfg(feature = "runtime-benchmarks")]
		type BenchmarkHelper: substation_primitives::BenchmarkHelper<Self::AccountId>;
	}

	/// The stream of each class.
	#[pallet::storage]
	pub type Pools<T: Config> = StorageMap<_, Twox64Concat, ClassId, Pool, ValueQuery>;

	/// The share of each node that ever was active, until it is forgotten.
	#[pallet::storage]
	pub type Positions<T: Config> = StorageMap<_, Twox64Concat, NodeId, Position>;

	/// What happened.
	#[pallet::event]
	#[pallet::generate_deposit(pub(super) fn deposit_event)]
	pub enum Event<T: Config> {
		/// A pool got money, and streams all that it holds from now on.
		Funded {
			/// Whose stream.
			class: ClassId,
			/// Base units that came in.
			amount: Balance,
			/// Base units streamed a block.
			rate: Balance,
			/// Block that the stream ends with.
			until: BlockNumber,
		},
		/// A node's rewards were paid.
		Claimed {
			/// Whose rewards.
			node: NodeId,
			/// Who got them.
			payee: T::AccountId,
			/// Base units that the payee got. What others have a part in, they got besides.
			amount: Balance,
			/// Base units of the node's rewards that vest now.
			vesting: Balance,
		},
		/// A slash took what of a node's rewards was vesting.
		VestingSlashed {
			/// Whose rewards.
			node: NodeId,
			/// Base units.
			amount: Balance,
		},
		/// One of many nodes could not be claimed for; the others were not held up by it.
		ClaimFailed {
			/// Which.
			node: NodeId,
			/// Why: what `claim` would have answered.
			error: DispatchError,
		},
		/// A node's last rewards could not be paid, and went back to its class's pool.
		GivenUp {
			/// Whose rewards.
			node: NodeId,
			/// Base units.
			amount: Balance,
		},
	}

	/// Why a call was refused.
	#[pallet::error]
	pub enum Error<T> {
		/// There is no such node, or it has never been active. Look its number up by its device key.
		NodeNotFound,
		/// Nothing has come together since the last claim, and nothing has vested. Try again when the node's open window is
		/// settled.
		NothingToClaim,
		/// The payee's account does not exist, and this is less than an account must hold. Send the
		/// payee the existential deposit, or claim when more has come together.
		AmountTooSmall,
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		fn integrity_test() {
			let claims = T::MaxClaims::get();
			let weight = Self::weight_of_many(claims);
			let limits = T::BlockWeights::get();
			let limit = limits.get(DispatchClass::Normal).max_extrinsic.unwrap_or(limits.max_block);
			assert!(claims > 0, "MaxClaims must be at least 1");
			assert!(T::VestingPeriod::get() > 0, "VestingPeriod must be at least a block");
			assert!(
				weight.all_lte(limit),
				"claiming for MaxClaims ({claims}) nodes weighs {weight}, more than a transaction may ({limit})",
			);
		}

		#[cfg(feature = "try-runtime")]
		fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
			Self::do_try_state()
		}
	}

	#[pallet::call(weight(<T as Config>::WeightInfo))]
	impl<T: Config> Pallet<T> {
		/// Pays a node's payee what the node has earned in settled windows, less the part of others who stand behind it, and less
		/// `VestingPart`, which begins to vest; and what has vested since the last claim.
		///
		/// Where the class asks for more than its least collateral, or something had to stay behind the node before, what is missing of
		/// what is asked for, or of what pending slashes may take, stays behind it and vests instead of being paid.
		///
		/// Anyone may call it. Part of the fee is returned if the caller is the payee: an account less
		/// is touched; if nobody else has a part in it; and if nothing had to be asked about what must stay.
		///
		/// Refuses with `NodeNotFound`, `NothingToClaim`, `AmountTooSmall`. Emits `Claimed`.
		#[pallet::call_index(0)]
		#[pallet::weight(T::WeightInfo::claim().saturating_add(Pallet::<T>::weight_of_others()))]
		pub fn claim(origin: OriginFor<T>, node: NodeId) -> DispatchResultWithPostInfo {
			let caller = ensure_signed(origin)?;
			let claim = Self::do_claim(node, Stay::Asked)?;
			let own = caller == claim.payee;
			let weight = if own { T::WeightInfo::claim_own() } else { T::WeightInfo::claim() };
			Ok(Some(weight.saturating_add(claim.weight_of_others::<T>())).into())
		}

		/// As `claim`, for up to `MaxClaims` nodes. A node that cannot be claimed for does not hold up the others.
		///
		/// Anyone may call it. Part of the fee is returned for each node in which nobody else has a part, and for each of which nothing had
		/// to be asked about what must stay. Emits `Claimed` or `ClaimFailed` for each node.
		#[pallet::call_index(1)]
		#[pallet::weight(Pallet::<T>::weight_of_many(nodes.len() as u32))]
		pub fn claim_many(
			origin: OriginFor<T>,
			nodes: BoundedVec<NodeId, T::MaxClaims>,
		) -> DispatchResultWithPostInfo {
			ensure_signed(origin)?;
			let mut weight = T::WeightInfo::claim_many(nodes.len() as u32);
			for node in nodes {
				let claimed = with_storage_layer(|| Self::do_claim(node, Stay::Asked));
				weight.saturating_accrue(match claimed {
					Ok(claim) => claim.weight_of_others::<T>(),
					Err(error) => {
						Self::deposit_event(Event::ClaimFailed { node, error });
						Self::weight_of_others()
					}
				});
			}
			Ok(Some(weight).into())
		}
	}

	#[pallet::view_functions]
	impl<T: Config> Pallet<T> {
		/// Base units that the payee would be paid by `claim` now: of what the node has earned and of what has vested, less what begins to
		/// vest or must stay behind it. Nothing for a node that has never been active.
		pub fn payable(node: NodeId) -> Option<Balance> {
			Self::payable_now(node, Stay::Asked)
		}

		/// What of the node's rewards is on its way to the payee. Nothing for a node that has never been active.
		pub fn vesting_of(node: NodeId) -> Option<VestingReport> {
			Self::vesting_now(node)
		}

		/// Base units that the node has earned in settled windows and that `claim` would divide now. Nothing for a node that has never
		/// been active.
		pub fn claimable(node: NodeId) -> Option<Balance> {
			Self::settled(node).map(|position| position.accrued)
		}

		/// The class's pool as it stands in this block.
		pub fn pool(class: ClassId) -> Option<Pool> {
			Pools::<T>::try_get(class).ok()?.at(Self::now())
		}

		/// Base units that the class's pool streams a block to all its nodes together.
		pub fn rate(class: ClassId) -> Balance {
			Pools::<T>::get(class).rate_at(Self::now())
		}
	}
}
