#![doc = include_str!("../README.md")]
#![cfg_attr(not(feature = "std"), no_std)]
#![cfg_attr(test, allow(clippy::unwrap_used))]

extern crate alloc;

#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
mod classes;
mod h3;
mod life_cycle;
mod ownership;
mod queries;
mod registration;
mod try_state;
mod types;
pub mod weights;

#[cfg(test)]
mod mock;
#[cfg(test)]
mod tests;

pub use pallet::*;
pub use types::{GenesisNode, MetadataOf, Node, NodeOf, StoredKey};
pub use weights::WeightInfo;

#[frame_support::pallet]
#[expect(clippy::too_many_arguments, reason = "`register` is flat: a field for each in any form")]
pub mod pallet {
	use alloc::vec::Vec;

	use frame_support::{pallet_prelude::*, traits::fungible};
	use frame_system::pallet_prelude::*;
	use sp_core::H256;
	use sp_runtime::traits::UniqueSaturatedInto;
	use substation_primitives::{
		Address, Balance, BlockNumber, Class, ClassId, Collateral, Commitments, DeviceKey,
		EraIndex, Eras, Liabilities, NodeId, Possession, Requirement, Roster, Streams, Units,
	};

	use crate::{
		types::{GenesisNode, MetadataOf, NodeOf, Registration, StoredKey, Update},
		WeightInfo,
	};

	const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);

	#[pallet::pallet]
	#[pallet::storage_version(STORAGE_VERSION)]
	pub struct Pallet<T>(_);

	/// Why the registry holds tokens.
	#[pallet::composite_enum]
	pub enum HoldReason {
		/// The deposit for a node's record.
		Registration,
	}

	#[pallet::config]
	pub trait Config: frame_system::Config<RuntimeEvent: From<Event<Self>>, Hash = H256> {
		/// The runtime's hold reasons.
		type RuntimeHoldReason: From<HoldReason>;

		/// The token that deposits are held in.
		type Currency: fungible::Inspect<Self::AccountId, Balance = Balance>
			+ fungible::MutateHold<Self::AccountId, Reason = Self::RuntimeHoldReason>;

		/// Who makes and changes classes.
		type AdminOrigin: EnsureOrigin<Self::RuntimeOrigin>;

		/// Where active nodes attest.
		type Roster: Roster;

		/// What nodes earn.
		type Streams: Streams;

		/// What is locked behind nodes.
		type Collateral: Collateral<Self::AccountId>;

		/// The slashes that nodes have to expect.
		type Liabilities: Liabilities;

		/// What nodes owe to customers.
		type Commitments: Commitments;

		/// The current era.
		type Eras: Eras;

		/// The most classes that there can be.
		#[pallet::constant]
		type MaxClasses: Get<u32>;

		/// The shortest window that a class can have, in blocks.
		#[pallet::constant]
		type MinPeriod: Get<BlockNumber>;

		/// The longest window that a class can have, in blocks. Shorter than block hashes are kept.
		#[pallet::constant]
		type MaxPeriod: Get<BlockNumber>;

		/// The most bytes of metadata that a node can have.
		#[pallet::constant]
		type MaxMetadata: Get<u32>;

		/// Base units that are held for a node's record.
		#[pallet::constant]
		type NodeDeposit: Get<Balance>;

		/// Base units that are held for each byte of metadata besides.
		#[pallet::constant]
		type ByteDeposit: Get<Balance>;

		/// How many blocks ahead a proof of possession may expire.
		#[pallet::constant]
		type MaxProofLife: Get<BlockNumber>;

		/// The rotation of a lost device key drops the pending slashes of the current era and of this many before it.
		#[pallet::constant]
		type GraceEras: Get<EraIndex>;

		/// Eras from one such forgiveness of a node to the next.
		#[pallet::constant]
		type ForgivenessPeriod: Get<EraIndex>;

		/// What the calls weigh.
		type WeightInfo: WeightInfo;

		/// Makes nodes that are real to all pallets.
		#[cfg(feature = "runtime-benchmarks")]
		type BenchmarkHelper: substation_primitives::BenchmarkHelper<Self::AccountId>;
	}

	/// The terms of each class. A class stays for good.
	#[pallet::storage]
	pub type Classes<T: Config> = StorageMap<_, Twox64Concat, ClassId, Class>;

	/// The number of the next class, which is also how many there are.
	#[pallet::storage]
	pub type NextClass<T: Config> = StorageValue<_, ClassId, ValueQuery>;

	/// The nodes.
	#[pallet::storage]
	pub type Nodes<T: Config> = StorageMap<_, Twox64Concat, NodeId, NodeOf<T>>;

	/// The number of the next node. None is used twice.
	#[pallet::storage]
	pub type NextNode<T: Config> = StorageValue<_, NodeId, ValueQuery>;

	/// The node that each device key belongs to.
	#[pallet::storage]
	pub type Keys<T: Config> = StorageMap<_, Blake2_128Concat, StoredKey, NodeId>;

	/// The classes and nodes that the chain starts with.
	#[pallet::genesis_config]
	#[derive(frame_support::DefaultNoBound)]
	pub struct GenesisConfig<T: Config> {
		/// The classes, numbered from 0 in this order.
		pub classes: Vec<Class>,
		/// The nodes, numbered from 0 in this order; active from the start.
		pub nodes: Vec<GenesisNode<T::AccountId>>,
	}

	#[pallet::genesis_build]
	impl<T: Config> BuildGenesisConfig for GenesisConfig<T> {
		fn build(&self) {
			for (index, class) in self.classes.iter().enumerate() {
				if let Err(error) = Pallet::<T>::do_create_class(class.clone()) {
					panic!("genesis class {index} was refused: {error:?}");
				}
			}
			for (index, node) in self.nodes.iter().enumerate() {
				let registration = Registration::from(node.clone());
				let enrolled = Pallet::<T>::check_registration(&registration)
					.and_then(|()| Pallet::<T>::enrol(node.owner.clone(), registration));
				if let Err(error) = enrolled {
					panic!("genesis node {index} was refused: {error:?}");
				}
			}
		}
	}

	#[pallet::event]
	#[pallet::generate_deposit(pub(crate) fn deposit_event)]
	pub enum Event<T: Config> {
		/// There is a new kind of resource.
		ClassCreated {
			/// Its number.
			class: ClassId,
			/// Its terms.
			terms: Class,
		},
		/// A class has new terms.
		ClassUpdated {
			/// The class.
			class: ClassId,
			/// Its terms from now on.
			terms: Class,
		},
		/// A node is live: it attests from the next window on.
		Registered {
			/// The node's number.
			node: NodeId,
			/// The kind of resource.
			class: ClassId,
			/// Whose tokens back it.
			owner: T::AccountId,
			/// The key that attests.
			device_key: DeviceKey,
			/// Its place, part of what it signs.
			address: Address,
		},
		/// A node's record says something else of the hardware.
		Updated {
			/// The node.
			node: NodeId,
			/// Its capacity now.
			units: Units,
			/// Its H3 cell now.
			location: Option<u64>,
			/// Base units that are held for its record now.
			deposit: Balance,
		},
		/// Another key attests for a node from now on.
		DeviceKeyRotated {
			/// The node.
			node: NodeId,
			/// The new key.
			device_key: DeviceKey,
			/// Whether pending slashes were dropped, as for a lost key.
			forgiven: bool,
		},
		/// A node has another operator, or none.
		OperatorSet {
			/// The node.
			node: NodeId,
			/// Who may manage it now, besides the owner.
			operator: Option<T::AccountId>,
		},
		/// Another account is paid for a node; the one before was paid out.
		PayeeSet {
			/// The node.
			node: NodeId,
			/// Who is paid now.
			payee: T::AccountId,
		},
		/// A node has another owner, with all that is held for it.
		Transferred {
			/// The node.
			node: NodeId,
			/// The owner before.
			from: T::AccountId,
			/// The owner now, who is also paid.
			to: T::AccountId,
		},
		/// A node is off its page for want of collateral. `collateral.deposit` brings it back.
		Suspended {
			/// The node.
			node: NodeId,
		},
		/// A jailed or suspended node is active again, from the next window on.
		Reinstated {
			/// The node.
			node: NodeId,
			/// Its place, part of what it signs.
			address: Address,
		},
		/// A node is leaving for good, and its collateral unbonds.
		Retired {
			/// The node.
			node: NodeId,
		},
		/// A node is gone, its deposit is back, its key is free.
		Reaped {
			/// The node.
			node: NodeId,
			/// Who got the deposit back.
			owner: T::AccountId,
			/// The key that is free.
			device_key: DeviceKey,
		},
	}

	#[pallet::error]
	pub enum Error<T> {
		/// There is no class of that number: see `nodes.classes`.
		ClassNotFound,
		/// There is no node of that number: see `nodes.nodes` or `nodes.keys`.
		NodeNotFound,
		/// Only the node's owner may do that: sign with the owner's account.
		NotOwner,
		/// Only the node's owner or operator may do that: sign with one of the two.
		NotAuthorized,
		/// There can be no more classes: change one with `updateClass`.
		TooManyClasses,
		/// The name is empty or not UTF-8. Give the class another.
		NameInvalid,
		/// A window must have from `minPeriod` to `maxPeriod` blocks.
		PeriodOutOfRange,
		/// The period of a class cannot change: create another class.
		PeriodFixed,
		/// The least capacity must be at least 1 and at most the greatest one.
		UnitRangeInvalid,
		/// A class needs some collateral for each unit.
		UnitCollateralZero,
		/// The most collateral per unit must be at least the least one.
		UnitCollateralRangeInvalid,
		/// The most collateral per unit is so high that a node's would not fit a balance: lower it.
		UnitCollateralTooLarge,
		/// The break-even uptime must be below 100 %.
		BreakEvenTooLarge,
		/// The penalty floor must not be above the penalty cap.
		PenaltyFloorTooLarge,
		/// At least one miss must come before jail.
		JailAfterZero,
		/// The class has no nodes of that capacity: choose from its `minUnits` to its `maxUnits`.
		UnitsOutOfRange,
		/// Too little is locked for that capacity: lock `depinApi.requiredCollateral`, which follows what the class earns, or take
		/// fewer units.
		CollateralTooSmall,
		/// A device key is sr25519, ed25519 or ecdsa, not `Eth`.
		DeviceKeyUnsupported,
		/// The key belongs to a node: see `nodes.keys`. It is free again when that node is reaped or has another key.
		DeviceKeyTaken,
		/// The proof of possession has expired: let the device sign one that expires later.
		ProofExpired,
		/// The proof of possession expires more than `maxProofLife` blocks ahead: let the device sign an earlier block.
		ProofTooLong,
		/// The proof of possession is not the device key's signature for this owner, this chain and that expiry. Have the
		/// device sign it anew.
		ProofInvalid,
		/// The location is not an H3 cell: give the 64-bit index of a cell, or none.
		LocationInvalid,
		/// All numbers for nodes are used: nobody can register any more.
		NodeIdsExhausted,
		/// Say what to update: units, metadata or location.
		NothingToUpdate,
		/// That account owns the node already: transfer it to another one.
		AlreadyOwner,
		/// The node is leaving for good: all that is left to do is `reap`.
		AlreadyRetiring,
		/// The node is active: there is nothing to bring back.
		AlreadyActive,
		/// The node is not active: bring it back first.
		NotActive,
		/// The node is not jailed, and cannot be evicted. Nothing is left to do.
		NotJailed,
		/// The node is not leaving: its owner must `retire` it first.
		NotRetiring,
		/// The proof of possession of the node's key still counts: reap once it has expired.
		ProofStillValid,
		/// Slashes are still pending: reap once they are applied or dropped.
		SlashesPending,
		/// More capacity is sold than that would leave: see `services.commitments`. Withdraw the offer and wait for the
		/// agreements to end, or close them.
		CapacitySold,
		/// Customers have agreements with the node: settle them until they are closed, then reap.
		AgreementsOpen,
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		fn integrity_test() {
			let (min, max) = (T::MinPeriod::get(), T::MaxPeriod::get());
			let hashes: BlockNumber = T::BlockHashCount::get().unique_saturated_into();
			assert!(min > 0, "the shortest window must have a block");
			assert!(
				min <= max,
				"the shortest window ({min} blocks) is longer than the longest ({max} blocks)"
			);
			assert!(
				max < hashes,
				"the longest window ({max} blocks) must be shorter than block hashes are kept ({hashes} blocks): \
				 each is the challenge of a window",
			);
			assert!(T::NodeDeposit::get() > 0, "a node's record must have a deposit");
			assert!(T::MaxClasses::get() > 0, "there must be room for a class");
			let (grace, again) = (T::GraceEras::get(), T::ForgivenessPeriod::get());
			assert!(
				grace < again,
				"slashes of {grace} eras back are forgiven every {again} eras: no miss would ever cost anything",
			);
		}

		#[cfg(feature = "try-runtime")]
		fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
			Self::do_try_state()
		}
	}

	#[pallet::call(weight(<T as Config>::WeightInfo))]
	impl<T: Config> Pallet<T> {
		/// Makes a new kind of resource, on the terms of `class`. It gets the next number.
		///
		/// By `AdminOrigin`. Refuses terms on which no node could serve. Emits `ClassCreated`.
		#[pallet::call_index(0)]
		pub fn create_class(origin: OriginFor<T>, class: Class) -> DispatchResult {
			T::AdminOrigin::ensure_origin(origin)?;
			Self::do_create_class(class)
		}

		/// Changes the terms of a class, all but its period.
		///
		/// By `AdminOrigin`. Its nodes serve on the new terms from now on. Collateral is the exception: more of it, or
		/// other bounds of capacity, apply to a node when it changes its capacity, comes back from jail or suspension,
		/// withdraws, or is slashed. Refuses terms on which no node could serve. Emits `ClassUpdated`.
		#[pallet::call_index(1)]
		pub fn update_class(
			origin: OriginFor<T>,
			class_id: ClassId,
			class: Class,
		) -> DispatchResult {
			T::AdminOrigin::ensure_origin(origin)?;
			Self::do_update_class(class_id, class)
		}

		/// Registers a piece of hardware and puts it to work: live from the next window on.
		///
		/// By its owner to be. Locks `collateral` base units, at least what the class asks for now (`requiredCollateral`), and
		/// holds a deposit for the record and each byte of `metadata`. `possession` is the device key's consent to
		/// this owner. The `operator` may manage the node besides the owner; the `payee` is the owner unless given;
		/// the `location` is an H3 cell.
		///
		/// Refuses a class that does not exist, a capacity out of its bounds, too little collateral, a key that is in
		/// use or of no device's kind, a proof that is expired, too long or another's, a malformed location, and an
		/// owner without the free tokens. Emits `Registered`.
		#[pallet::call_index(2)]
		pub fn register(
			origin: OriginFor<T>,
			class: ClassId,
			units: Units,
			device_key: DeviceKey,
			possession: Possession,
			collateral: Balance,
			operator: Option<T::AccountId>,
			payee: Option<T::AccountId>,
			location: Option<u64>,
			metadata: MetadataOf<T>,
		) -> DispatchResult {
			let owner = ensure_signed(origin)?;
			let registration = Registration {
				class,
				units,
				device_key,
				proof_expires: possession.expires,
				collateral,
				operator,
				payee,
				location,
				metadata,
			};
			Self::do_register(owner, registration, possession)
		}

		/// Changes what is given: capacity, metadata, location (`Some(None)` takes it away).
		///
		/// By the owner; metadata and location also by the operator. What more metadata costs is held from the owner,
		/// and what less of it frees goes back. Another capacity must be within the class's bounds, and at least what is
		/// sold to customers; a larger one covered by what is locked, and by backers' tokens as far as they count. An active node must have attested in the open window before; for
		/// another it counts from its return.
		///
		/// Refuses an update of nothing, a retiring node, a malformed location, and as `Roster` does. Emits `Updated`.
		#[pallet::call_index(3)]
		pub fn update(
			origin: OriginFor<T>,
			node: NodeId,
			units: Option<Units>,
			metadata: Option<MetadataOf<T>>,
			location: Option<Option<u64>>,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_update(who, node, Update { units, metadata, location })
		}

		/// Lets another key attest for the node, at once. The old key is free at once.
		///
		/// By the owner or the operator. `possession` is the new key's consent to the owner. The node's pending slashes
		/// of this era and the `graceEras` before it are dropped, as for a lost key, at most once in `forgivenessPeriod` eras.
		///
		/// Refuses a retiring node, a key that is in use or of no device's kind, and a proof that is expired, too long
		/// or another's. Emits `DeviceKeyRotated`.
		#[pallet::call_index(4)]
		pub fn rotate_device_key(
			origin: OriginFor<T>,
			node: NodeId,
			device_key: DeviceKey,
			possession: Possession,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_rotate_device_key(who, node, device_key, possession)
		}

		/// Lets another account manage the node from day to day, or none.
		///
		/// By the owner. Emits `OperatorSet`.
		#[pallet::call_index(5)]
		pub fn set_operator(
			origin: OriginFor<T>,
			node: NodeId,
			operator: Option<T::AccountId>,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_set_operator(who, node, operator)
		}

		/// Lets another account be paid. All that can be claimed goes to the old one first.
		///
		/// By the owner. Emits `PayeeSet`.
		#[pallet::call_index(6)]
		pub fn set_payee(
			origin: OriginFor<T>,
			node: NodeId,
			payee: T::AccountId,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_set_payee(who, node, payee)
		}

		/// Gives the node away: with its collateral, what of it is unbonding, its deposit and its pending slashes.
		///
		/// By the owner. All that can be claimed goes to the old payee first; then the new owner is paid, and there is
		/// no operator. Refuses a retiring node, the present owner, and an account that does not exist. Emits
		/// `Transferred`.
		#[pallet::call_index(7)]
		pub fn transfer(origin: OriginFor<T>, node: NodeId, to: T::AccountId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_transfer(who, node, to)
		}

		/// Takes the node out of service for good. Its collateral starts to unbond.
		///
		/// By the owner. An open window that the node has not attested in is a miss. Refuses a node that is retiring
		/// already. Emits `Retired`.
		#[pallet::call_index(8)]
		pub fn retire(origin: OriginFor<T>, node: NodeId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::owned_by(&who, node)?;
			Self::do_retire(node)
		}

		/// Ends a retired node: collateral and deposit go back to the owner, rewards to the payee; the key is free.
		///
		/// By anyone. Refuses a node that is not retiring, that customers still have agreements with, whose collateral is
		/// unbonding, whose slashes are pending, or whose key's proof of possession still counts. Emits `Reaped`.
		#[pallet::call_index(9)]
		pub fn reap(origin: OriginFor<T>, node: NodeId) -> DispatchResult {
			ensure_signed(origin)?;
			Self::do_reap(node)
		}
	}

	#[pallet::view_functions]
	impl<T: Config> Pallet<T> {
		/// The record of a node.
		pub fn node(node: NodeId) -> Option<NodeOf<T>> {
			Nodes::<T>::get(node)
		}

		/// The node that a device key belongs to.
		pub fn node_of(device_key: DeviceKey) -> Option<NodeId> {
			Keys::<T>::get(device_key)
		}

		/// The terms of a class.
		pub fn class(class: ClassId) -> Option<Class> {
			Classes::<T>::get(class)
		}

		/// Base units of collateral that a node of that class and capacity needs now.
		pub fn required_collateral(class: ClassId, units: Units) -> Option<Balance> {
			T::Collateral::required(class, units)
		}
	}
}
