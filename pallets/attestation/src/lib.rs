#![doc = include_str!("../README.md")]
#![cfg_attr(not(feature = "std"), no_std)]
#![cfg_attr(test, allow(clippy::unwrap_used))]

extern crate alloc;

mod attesting;
#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
mod guard;
mod jail;
mod membership;
#[cfg(test)]
mod mock;
mod queries;
mod settlement;
pub mod slots;
#[cfg(test)]
mod tests;
mod try_state;
mod types;
pub mod weights;

pub use pallet::*;
pub use types::*;
pub use weights::WeightInfo;

const LOG: &str = "runtime::attestation";

#[frame_support::pallet]
pub mod pallet {
	use frame_support::{pallet_prelude::*, traits::Time, weights::WeightMeter};
	use frame_system::{ensure_authorized, pallet_prelude::*};
	use sp_core::H256;
	use sp_runtime::{Perbill, SaturatedConversion};
	use substation_primitives::{
		Attestation, Balance, BlockNumber, ClassId, Classes, Counters, DeviceSignature, Duty,
		EraIndex, Eras, LifeCycle, Membership, NodeId, OnMiss, PageIndex, Payload, Registry,
		Roster, Streams, WindowIndex,
	};

	use crate::{slots::Bytes, Guard, Member, Page, Record, Refusal, Schedule, WeightInfo};

	/// Items in a batch at most.
	pub const MAX_BATCH: u32 = 512;

	/// The items of a batch.
	pub type Batch = BoundedVec<Attestation, ConstU32<MAX_BATCH>>;

	/// The items of a batch that did not count, by their place in it, and why.
	pub type Refused = BoundedVec<(u32, Refusal), ConstU32<MAX_BATCH>>;

	const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);

	#[pallet::pallet]
	#[pallet::storage_version(STORAGE_VERSION)]
	pub struct Pallet<T>(_);

	#[pallet::config]
	pub trait Config: frame_system::Config<RuntimeEvent: From<Event<Self>>, Hash = H256> {
		/// What calls and hooks weigh.
		type WeightInfo: WeightInfo;
		/// The parameters of the classes.
		type Classes: Classes;
		/// Who stands behind the nodes.
		type Registry: Registry<Self::AccountId>;
		/// Carries out what jail does to a node's life.
		type LifeCycle: LifeCycle;
		/// The reward streams.
		type Streams: Streams;
		/// Prices misses.
		type OnMiss: OnMiss;
		/// The clock of the economy.
		type Eras: Eras;
		/// The time, in milliseconds.
		type Clock: Time<Moment = u64>;
		/// How many classes there can be.
		#[pallet::constant]
		type MaxClasses: Get<u32>;
		/// The part of a block that settlement and evictions may weigh.
		#[pallet::constant]
		type SettlementBudget: Get<Perbill>;
		/// Eras in jail after which a node retires. At least 1.
		#[pallet::constant]
		type EvictionEras: Get<EraIndex>;
		/// Milliseconds between two blocks from which on the chain had halted.
		#[pallet::constant]
		type HaltGap: Get<u64>;
		/// The part of a block's weight or length from which on it is congested.
		#[pallet::constant]
		type CongestionThreshold: Get<Perbill>;
		/// The part of a window's blocks that must be congested to excuse it.
		#[pallet::constant]
		type CongestedPart: Get<Perbill>;
		/// Priority of attestations in the transaction pool.
		#[pallet::constant]
		type AttestPriority: Get<TransactionPriority>;
		/// Makes real nodes.
		#[cfg(feature = "runtime-benchmarks")]
		type BenchmarkHelper: substation_primitives::BenchmarkHelper<Self::AccountId>;
	}

	/// The pages of each class, and how far they are settled.
	#[pallet::storage]
	pub type Schedules<T: Config> =
		StorageValue<_, BoundedBTreeMap<ClassId, Schedule, T::MaxClasses>, ValueQuery>;

	/// The pages: windows, and who is there in them.
	#[pallet::storage]
	pub type Pages<T: Config> =
		StorageDoubleMap<_, Twox64Concat, ClassId, Twox64Concat, PageIndex, Page>;

	/// Device key, node and weight of each slot of a page, at fixed width.
	#[pallet::storage]
	pub type Rosters<T: Config> =
		StorageDoubleMap<_, Twox64Concat, ClassId, Twox64Concat, PageIndex, Bytes>;

	/// Of each class, the page with an empty slot that is filled first.
	#[pallet::storage]
	pub type FirstVacancy<T: Config> = StorageMap<_, Twox64Concat, ClassId, PageIndex>;

	/// The pages that have an empty slot, and which of them comes after each.
	#[pallet::storage]
	pub type Vacancies<T: Config> =
		StorageDoubleMap<_, Twox64Concat, ClassId, Twox64Concat, PageIndex, Option<PageIndex>>;

	/// The active nodes.
	#[pallet::storage]
	pub type Members<T: Config> = StorageMap<_, Twox64Concat, NodeId, Member>;

	/// The nodes' records: misses, and time in jail.
	#[pallet::storage]
	pub type Records<T: Config> = StorageMap<_, Twox64Concat, NodeId, Record, ValueQuery>;

	/// Whether attestations can get in.
	#[pallet::storage]
	pub type Watch<T: Config> = StorageValue<_, Guard, ValueQuery>;

	/// The nodes in jail, by the era in which they retire.
	#[pallet::storage]
	pub type Evictions<T: Config> =
		StorageDoubleMap<_, Twox64Concat, EraIndex, Twox64Concat, NodeId, ()>;

	/// The first era whose evictions are not done.
	#[pallet::storage]
	pub type NextEviction<T: Config> = StorageValue<_, EraIndex, ValueQuery>;

	#[pallet::event]
	#[pallet::generate_deposit(pub(crate) fn deposit_event)]
	pub enum Event<T: Config> {
		/// A relayer handed in a batch.
		BatchAttested {
			/// Who.
			relayer: T::AccountId,
			/// The class of the items.
			class: ClassId,
			/// How many items counted.
			counted: u32,
			/// The others, by their place in the batch, and why they did not count.
			refused: Refused,
		},
		/// A node had to attest in a window, and did not.
		Missed {
			/// The node.
			node: NodeId,
			/// Its class.
			class: ClassId,
			/// The window.
			window: WindowIndex,
			/// Reward that it forfeits, in base units.
			forfeited: Balance,
			/// Whether it costs nothing more: the first miss after a clean spell, or of a window that makes up for several.
			free: bool,
		},
		/// A window is over in which the chain had trouble. Nobody pays for it.
		WindowExcused {
			/// The class of the page.
			class: ClassId,
			/// The page.
			page: PageIndex,
			/// The window.
			window: WindowIndex,
		},
		/// A node missed too many windows in a row.
		Jailed {
			/// The node.
			node: NodeId,
			/// First block in which it may be unjailed.
			until: BlockNumber,
			/// Era in which it retires if it is still in jail.
			evicted: EraIndex,
		},
		/// A node is out of jail.
		Unjailed {
			/// The node.
			node: NodeId,
		},
		/// A node was in jail for too long and retires.
		Evicted {
			/// The node.
			node: NodeId,
		},
	}

	#[pallet::error]
	pub enum Error<T> {
		/// There is no node of that number. Look it up by its device key.
		NodeNotFound,
		/// There is no class of that number. Ask for the classes that there are.
		ClassNotFound,
		/// Only the node's owner or operator may do this. Sign with one of their accounts.
		NotAuthorized,
		/// The node is active already. Nothing is left to do.
		AlreadyActive,
		/// The node is on no page. Make it active first.
		NotActive,
		/// The node is not in jail. Nothing is left to do.
		NotJailed,
		/// The node is in jail. Call `attestation.unjail` first, once its cool-down is over.
		StillJailed,
		/// The class's cool-down is not over. Try again at the block that the event `Jailed` names.
		CoolDownNotOver,
		/// A closed window of the node's page is still to be settled. Try again in a few blocks.
		SettlementBehind,
		/// The node has not attested in the open window, and its weight stays until it has. Attest first.
		NotAttested,
		/// The batch has no items. Hand in at least one.
		EmptyBatch,
		/// The attestation does not count. Ask `duty` for what the node has to sign.
		AttestationRefused,
		/// No page can be added to the class. Choose another class.
		TooManyPages,
		/// No more classes can have nodes. Choose one that has some.
		TooManyClasses,
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		fn on_initialize(_: BlockNumberFor<T>) -> Weight {
			T::WeightInfo::on_finalize()
		}

		fn on_poll(_: BlockNumberFor<T>, meter: &mut WeightMeter) {
			Self::poll(meter);
		}

		fn on_finalize(_: BlockNumberFor<T>) {
			Self::watch_room();
		}

		fn integrity_test() {
			let budget = Self::budget();
			let step = T::WeightInfo::on_poll()
				.saturating_add(T::WeightInfo::settle_page())
				.saturating_add(Self::roster_cost())
				.saturating_add(Self::jailed_cost())
				.max(T::WeightInfo::on_poll().saturating_add(T::WeightInfo::evict()));
			assert!(
				step.all_lte(budget),
				"a block's settlement budget ({budget:?}) must leave room for one jailed node ({step:?})",
			);
			assert!(
				T::EvictionEras::get() >= 1,
				"a jailed node must have at least one era to get out"
			);
			assert!(T::MaxClasses::get() >= 1, "there must be room for at least one class");
			assert!(
				T::CongestionThreshold::get() > Perbill::zero(),
				"the congestion threshold must be above zero, or every block is congested",
			);
			assert!(T::HaltGap::get() > 0, "the halt gap must be above zero, or every block halts");
		}

		#[cfg(feature = "try-runtime")]
		fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
			Self::do_try_state()
		}
	}

	#[pallet::call(weight(<T as Config>::WeightInfo))]
	impl<T: Config> Pallet<T> {
		/// A device attests to its presence in the open window of its page.
		///
		/// Goes in as a general transaction that carries no account: the device key's signature over the whole
		/// `payload` authorises it. It pays no fee, needs no balance and no nonce, and is let into the pool and into a block
		/// only for a live node that has not attested in this window. Signed by an account it fails with
		/// `BadOrigin`, and that account pays. What else is refused, and with which code, see [`Refusal`].
		///
		/// Emits no event of its own.
		#[pallet::call_index(0)]
		// `authorize_attest` reads the page that this writes: only the write is left to be counted.
		#[pallet::weight((
			T::WeightInfo::attest().saturating_add(T::DbWeight::get().writes(1)),
			DispatchClass::Operational,
		))]
		#[pallet::authorize(|_source, payload, signature| Self::authorize_attest(payload, signature))]
		#[pallet::weight_of_authorize(T::WeightInfo::authorize_attest())]
		pub fn attest(
			origin: OriginFor<T>,
			payload: Payload,
			signature: DeviceSignature,
		) -> DispatchResult {
			ensure_authorized(origin)?;
			let _ = signature;
			Self::do_attest(&payload)
		}

		/// A relayer hands in the attestations of up to 512 devices of one `class`.
		///
		/// Signed by any account. Each item counts or is refused by itself, for the reasons of [`Refusal`]; the
		/// chain fills in the version, the genesis hash and the challenge that the device has signed. If every
		/// item counts, the fee is returned.
		///
		/// Refuses an empty batch with `EmptyBatch`. Emits `BatchAttested`.
		#[pallet::call_index(1)]
		#[pallet::weight((
			Pallet::<T>::batch_weight(items),
			DispatchClass::Operational,
		))]
		pub fn attest_batch(
			origin: OriginFor<T>,
			class: ClassId,
			items: Batch,
		) -> DispatchResultWithPostInfo {
			let relayer = ensure_signed(origin)?;
			ensure!(!items.is_empty(), Error::<T>::EmptyBatch);
			let refused = Self::do_attest_batch(class, &items);
			let counted = items.len().saturating_sub(refused.len()).saturated_into();
			let pays = if refused.is_empty() { Pays::No } else { Pays::Yes };
			Self::deposit_event(Event::BatchAttested { relayer, class, counted, refused });
			Ok(pays.into())
		}

		/// Takes `node` out of jail, once its class's cool-down is over.
		///
		/// Signed by the node's owner or operator. The node is active again and answers for misses from the next
		/// window on.
		///
		/// Refuses with `NodeNotFound`, `NotAuthorized`, `NotJailed` or `CoolDownNotOver`, or as the registry does where too
		/// little collateral is locked. Emits `Unjailed`.
		#[pallet::call_index(2)]
		pub fn unjail(origin: OriginFor<T>, node: NodeId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_unjail(&who, node)
		}
	}

	#[pallet::view_functions]
	impl<T: Config> Pallet<T> {
		/// What an active node has to do now.
		pub fn duty(node: NodeId) -> Option<Duty> {
			Self::duty_of(node)
		}

		/// A node's record over its whole life.
		pub fn node_counters(node: NodeId) -> Counters {
			<Self as Roster>::counters(node)
		}

		/// Where an active node is, and up to where it is settled.
		pub fn node_membership(node: NodeId) -> Option<Membership> {
			<Self as Roster>::membership(node)
		}

		/// Windows that are closed and not yet settled.
		pub fn lag() -> u32 {
			Self::windows_behind()
		}
	}

	impl<T: Config> Pallet<T> {
		/// The current block.
		pub(crate) fn now() -> BlockNumber {
			frame_system::Pallet::<T>::block_number().saturated_into()
		}

		pub(crate) fn number(block: BlockNumber) -> BlockNumberFor<T> {
			block.into()
		}
	}
}
