#![doc = include_str!("../README.md")]
#![cfg_attr(not(feature = "std"), no_std)]
#![cfg_attr(test, allow(clippy::unwrap_used))]

extern crate alloc;

pub use pallet::*;
pub use types::{
	subsidy_share_of, Clock, DemandTerms, EraEmission, History, ServiceTotals, Split, YearEmission,
	HISTORY,
};
pub use weights::WeightInfo;

#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
mod eras;
#[cfg(test)]
mod mock;
#[cfg(test)]
mod tests;
mod try_state;
mod types;
pub mod weights;

/// The supply schedule, and who gets what it mints.
#[frame_support::pallet]
pub mod pallet {
	use super::{
		Clock, DemandTerms, EraEmission, History, ServiceTotals, Split, WeightInfo, YearEmission,
	};
	use alloc::vec::Vec;
	use frame_support::{
		pallet_prelude::*,
		traits::{
			fungible::{Balanced, Credit, Inspect},
			Defensive, OnUnbalanced,
		},
	};
	use frame_system::pallet_prelude::*;
	use sp_runtime::{Permill, Perquintill};
	use substation_primitives::{
		api::ClassEra, Balance, BlockNumber, ClassId, Classes, Demand, EraIndex, Pools,
	};

	const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);

	/// Newly minted tokens on their way.
	pub type CreditOf<T> = Credit<<T as frame_system::Config>::AccountId, <T as Config>::Currency>;

	/// The weight of each class in the emission.
	pub type SharesOf<T> = BoundedBTreeMap<ClassId, u32, <T as Config>::MaxClasses>;

	#[pallet::pallet]
	#[pallet::storage_version(STORAGE_VERSION)]
	pub struct Pallet<T>(_);

	/// What the pallet needs of the runtime.
	#[pallet::config]
	pub trait Config: frame_system::Config<RuntimeEvent: From<Event<Self>>> {
		/// The token that is minted, here and nowhere else.
		type Currency: Balanced<Self::AccountId, Balance = Balance>;

		/// Who may change shares, split, decay, and how the classes' part follows demand.
		type GovernanceOrigin: EnsureOrigin<Self::RuntimeOrigin>;

		/// Says which classes there are.
		type Classes: Classes;

		/// Takes the classes' part.
		type Pools: Pools<CreditOf<Self>>;

		/// Says what customers paid.
		type Demand: Demand;

		/// Takes the validators' part.
		type Validators: OnUnbalanced<CreditOf<Self>>;

		/// Takes the treasury's part.
		type Treasury: OnUnbalanced<CreditOf<Self>>;

		/// Base units that there can ever be.
		#[pallet::constant]
		type Cap: Get<Balance>;

		/// Blocks in a year of the projection.
		#[pallet::constant]
		type YearBlocks: Get<BlockNumber>;

		/// Most classes that can have a share.
		#[pallet::constant]
		type MaxClasses: Get<u32>;

		/// What the calls and the hook weigh.
		type WeightInfo: WeightInfo;

		/// Makes classes for the benchmarks.
		#[cfg(feature = "runtime-benchmarks")]
		type BenchmarkHelper: substation_primitives::BenchmarkHelper<Self::AccountId>;
	}

	/// The running era. None before the first block.
	#[pallet::storage]
	pub type Era<T> = StorageValue<_, Clock>;

	/// Blocks in an era, set at genesis. With none there is no era and no emission.
	#[pallet::storage]
	pub type EraBlocks<T> = StorageValue<_, BlockNumber, ValueQuery>;

	/// Base units that existed at genesis.
	#[pallet::storage]
	pub type GenesisIssuance<T> = StorageValue<_, Balance, ValueQuery>;

	/// Base units minted since by the schedule, whatever was burned.
	#[pallet::storage]
	pub type Minted<T> = StorageValue<_, Balance, ValueQuery>;

	/// Base units of the schedule that are never minted, because customers paid.
	#[pallet::storage]
	pub type Withheld<T> = StorageValue<_, Balance, ValueQuery>;

	/// What customers burned since genesis, and what of it was minted again.
	#[pallet::storage]
	pub type Service<T> = StorageValue<_, ServiceTotals, ValueQuery>;

	/// What each class got in its last eras.
	#[pallet::storage]
	pub type Histories<T> = StorageMap<_, Twox64Concat, ClassId, History, ValueQuery>;

	/// How the classes' part follows demand.
	#[pallet::storage]
	pub type Terms<T> = StorageValue<_, DemandTerms, ValueQuery>;

	/// The weight of each class in the classes' part.
	#[pallet::storage]
	pub type Shares<T: Config> = StorageValue<_, SharesOf<T>, ValueQuery>;

	/// The validators' and the treasury's part of an era's emission. The rest is the classes'.
	#[pallet::storage]
	pub type Parts<T> = StorageValue<_, Split, ValueQuery>;

	/// The part of what is left under the cap that an era mints.
	#[pallet::storage]
	pub type Decay<T> = StorageValue<_, Perquintill, ValueQuery>;

	/// What the running era's emission was.
	#[pallet::storage]
	pub type Last<T> = StorageValue<_, EraEmission, ValueQuery>;

	/// The emission's terms.
	#[pallet::genesis_config]
	#[derive(frame_support::DefaultNoBound)]
	pub struct GenesisConfig<T: Config> {
		/// Blocks in an era; none for a chain that never mints.
		pub era_blocks: BlockNumber,
		/// The weight of each class.
		pub shares: Vec<(ClassId, u32)>,
		/// The validators' and the treasury's part.
		pub split: Split,
		/// The part of what is left that an era mints.
		pub decay: Perquintill,
		/// How the classes' part follows demand.
		pub demand: DemandTerms,
		/// The runtime that it is for.
		#[serde(skip)]
		pub _config: PhantomData<T>,
	}

	#[pallet::genesis_build]
	impl<T: Config> BuildGenesisConfig for GenesisConfig<T> {
		fn build(&self) {
			let issuance = T::Currency::total_issuance();
			let shares = SharesOf::<T>::try_from(
				self.shares.iter().copied().collect::<alloc::collections::BTreeMap<_, _>>(),
			);
			let shares = shares.expect("the genesis gives a share to more classes than MaxClasses");
			assert!(
				issuance <= T::Cap::get(),
				"the genesis issues {issuance} base units, over the cap of {}",
				T::Cap::get(),
			);
			assert!(
				issuance > 0 || self.era_blocks == 0,
				"emission found no issuance at genesis: put the balances' pallet before it",
			);
			assert!(
				self.split.is_valid(),
				"the genesis gives validators and treasury together more than all of the emission",
			);
			assert!(
				self.demand.is_valid(),
				"the genesis streams all back that customers burn: it must be less",
			);
			EraBlocks::<T>::put(self.era_blocks);
			GenesisIssuance::<T>::put(issuance);
			Shares::<T>::put(shares);
			Parts::<T>::put(self.split);
			Decay::<T>::put(self.decay);
			Terms::<T>::put(self.demand);
		}
	}

	/// What happened.
	#[pallet::event]
	#[pallet::generate_deposit(pub(super) fn deposit_event)]
	pub enum Event<T: Config> {
		/// An era began, and its emission was minted.
		EraStarted {
			/// Which.
			era: EraIndex,
			/// First block of the next.
			ends: BlockNumber,
			/// Base units of the schedule that went to the classes' pools.
			classes: Balance,
			/// Base units that went to the validators.
			validators: Balance,
			/// Base units that went to the treasury.
			treasury: Balance,
			/// Base units of the schedule that are never minted, because customers paid.
			withheld: Balance,
			/// Base units that went to the classes' pools besides: part of what customers burned in the era before.
			service: Balance,
		},
		/// The classes' weights change from the next era on.
		SharesSet {
			/// The weight of each class.
			shares: SharesOf<T>,
		},
		/// The split changes from the next era on.
		SplitSet {
			/// The validators' and the treasury's part.
			split: Split,
		},
		/// The decay changes from the next era on.
		DecaySet {
			/// The part of what is left that an era mints.
			decay: Perquintill,
		},
		/// How the classes' part follows demand changes from the next era on.
		DemandSet {
			/// The part of what was burned that streams back, and the subsidy's floor.
			terms: DemandTerms,
		},
	}

	/// Why a call was refused.
	#[pallet::error]
	pub enum Error<T> {
		/// There is no class of one of these numbers. Create it first, or leave it out.
		ClassNotFound,
		/// No class would get anything. Give at least one a weight above 0.
		NoShares,
		/// Validators and treasury together would get more than all. Lower one of them.
		SplitTooLarge,
		/// All that customers burn would stream back, so that paying oneself would cost nothing. Let less than 100 %.
		ServiceTooLarge,
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		fn integrity_test() {
			let cap = T::Cap::get();
			assert!(T::MaxClasses::get() > 0, "MaxClasses must be at least 1");
			assert!(T::YearBlocks::get() > 0, "YearBlocks must be at least 1");
			assert!(
				cap < 1 << 80,
				"the cap ({cap}) must be below 2^80 base units: the reward streams count no further",
			);
			let weight = T::WeightInfo::start_era(T::MaxClasses::get());
			let limit = T::BlockWeights::get().max_block;
			assert!(
				weight.all_lte(limit),
				"starting an era for MaxClasses ({}) classes weighs {weight}, more than a block may ({limit})",
				T::MaxClasses::get(),
			);
		}

		fn on_initialize(_: BlockNumberFor<T>) -> Weight {
			Self::tick()
		}

		#[cfg(feature = "try-runtime")]
		fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
			Self::do_try_state()
		}
	}

	#[pallet::call(weight(<T as Config>::WeightInfo))]
	impl<T: Config> Pallet<T> {
		/// Sets the weight of each class in the classes' part, from the next era on. A class that is left out gets nothing, and
		/// what its pool still holds is not streamed; with a weight of 0 it gets nothing new.
		///
		/// For governance. Refuses with `ClassNotFound`, `NoShares`. Emits `SharesSet`.
		#[pallet::call_index(0)]
		#[pallet::weight(T::WeightInfo::set_shares(shares.len() as u32))]
		pub fn set_shares(origin: OriginFor<T>, shares: SharesOf<T>) -> DispatchResult {
			T::GovernanceOrigin::ensure_origin(origin)?;
			ensure!(shares.values().any(|weight| *weight > 0), Error::<T>::NoShares);
			ensure!(
				shares.keys().all(|class| T::Classes::get(*class).is_some()),
				Error::<T>::ClassNotFound
			);
			Shares::<T>::put(&shares);
			Self::deposit_event(Event::SharesSet { shares });
			Ok(())
		}

		/// Sets the validators' and the treasury's part of an era's emission, from the next era on.
		///
		/// For governance. Refuses with `SplitTooLarge`. Emits `SplitSet`.
		#[pallet::call_index(1)]
		pub fn set_split(origin: OriginFor<T>, split: Split) -> DispatchResult {
			T::GovernanceOrigin::ensure_origin(origin)?;
			ensure!(split.is_valid(), Error::<T>::SplitTooLarge);
			Parts::<T>::put(split);
			Self::deposit_event(Event::SplitSet { split });
			Ok(())
		}

		/// Sets the part of what is left under the cap that an era mints, from the next era on. The cap holds
		/// whatever it is.
		///
		/// For governance. Emits `DecaySet`.
		#[pallet::call_index(2)]
		pub fn set_decay(origin: OriginFor<T>, decay: Perquintill) -> DispatchResult {
			T::GovernanceOrigin::ensure_origin(origin)?;
			Decay::<T>::put(decay);
			Self::deposit_event(Event::DecaySet { decay });
			Ok(())
		}

		/// Sets what part of customers' burned payments streams back to their class in the era after, and down to which
		/// part of it a class's subsidy fades as its customers pay; from the next era on.
		///
		/// For governance. Refuses with `ServiceTooLarge`. Emits `DemandSet`.
		#[pallet::call_index(3)]
		pub fn set_demand(origin: OriginFor<T>, terms: DemandTerms) -> DispatchResult {
			T::GovernanceOrigin::ensure_origin(origin)?;
			ensure!(terms.is_valid(), Error::<T>::ServiceTooLarge);
			Terms::<T>::put(terms);
			Self::deposit_event(Event::DemandSet { terms });
			Ok(())
		}
	}

	#[pallet::view_functions]
	impl<T: Config> Pallet<T> {
		/// The running era: its number, first block, and first block after it. Nothing before the first block.
		pub fn clock() -> Option<Clock> {
			Era::<T>::get()
		}

		/// Base units minted since genesis by the schedule, whatever was burned.
		pub fn minted() -> Balance {
			Minted::<T>::get()
		}

		/// Base units burned since genesis.
		pub fn burned() -> Balance {
			Self::issued().checked_sub(T::Currency::total_issuance()).defensive_unwrap_or_default()
		}

		/// What the running era's emission was.
		pub fn emission() -> EraEmission {
			Last::<T>::get()
		}

		/// How the classes' part follows demand.
		pub fn demand() -> DemandTerms {
			Terms::<T>::get()
		}

		/// What customers burned since genesis, and what of it was minted again.
		pub fn service() -> ServiceTotals {
			Service::<T>::get()
		}

		/// What a class got in its last eras, up to [`HISTORY`](crate::HISTORY), oldest first. The last one is running.
		pub fn history(class: ClassId) -> Vec<ClassEra> {
			Histories::<T>::get(class).0.into_inner()
		}

		/// The part of the subsidy in what a class's operators got in the last era that is over. All, before there is one.
		pub fn subsidy_share(class: ClassId) -> Permill {
			Histories::<T>::get(class).subsidy_share()
		}

		/// What the years from now on mint, up to 100, at the present decay, if all of it is placed and nothing withheld.
		pub fn projection(years: u32) -> Vec<YearEmission> {
			Self::project(years.min(100))
		}
	}
}
