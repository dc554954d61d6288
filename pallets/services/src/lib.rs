#![doc = include_str!("../README.md")]
#![cfg_attr(not(feature = "std"), no_std)]
#![cfg_attr(test, allow(clippy::unwrap_used))]

extern crate alloc;

mod agreements;
#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
mod disputes;
#[cfg(test)]
mod mock;
mod money;
mod offers;
mod settlement;
#[cfg(test)]
mod tests;
mod try_state;
mod types;
pub mod weights;

pub use pallet::*;
pub use types::*;
pub use weights::WeightInfo;

use frame_support::traits::fungible::Credit;

/// Tokens on their way from one place to another.
pub type CreditOf<T> = Credit<<T as frame_system::Config>::AccountId, <T as Config>::Currency>;

/// Customers' agreements with nodes: escrow, refunds, burn.
#[frame_support::pallet]
pub mod pallet {
	use super::{
		settlement::Settled, AgreementOf, Book, Commitment, CreditOf, NodesOf, Offer, Standing,
		Target, Terms, WeightInfo,
	};
	use frame_support::{
		pallet_prelude::*,
		traits::{
			fungible::{Balanced, Inspect, Mutate},
			OnUnbalanced,
		},
		PalletId,
	};
	use frame_system::pallet_prelude::*;
	use sp_runtime::{PerThing, Perbill};
	use substation_primitives::{
		AgreementId, Attendance, Balance, BlockNumber, ClassId, Classes, NodeId, Registry, Units,
	};

	const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);

	#[pallet::pallet]
	#[pallet::storage_version(STORAGE_VERSION)]
	pub struct Pallet<T>(_);

	/// What the pallet needs of the runtime.
	#[pallet::config]
	pub trait Config: frame_system::Config<RuntimeEvent: From<Event<Self>>> {
		/// The token that customers pay in.
		type Currency: Mutate<Self::AccountId, Balance = Balance>
			+ Balanced<Self::AccountId, Balance = Balance>;

		/// Takes its part of the payments, and the deposits of disputes that are lost.
		type Treasury: OnUnbalanced<CreditOf<Self>>;

		/// Decides disputes where the parties agreed on the committee.
		type CommitteeOrigin: EnsureOrigin<Self::RuntimeOrigin>;

		/// Who stands behind the nodes.
		type Registry: Registry<Self::AccountId>;

		/// How long the classes' windows are.
		type Classes: Classes;

		/// How long nodes have served.
		type Attendance: Attendance;

		/// The pot's account derives from it.
		#[pallet::constant]
		type PalletId: Get<PalletId>;

		/// Part of each payment that is burned.
		#[pallet::constant]
		type BurnedPart: Get<Perbill>;

		/// Part of each payment that is the treasury's.
		#[pallet::constant]
		type TreasuryPart: Get<Perbill>;

		/// Base units that are kept from the customer while an agreement is stored.
		#[pallet::constant]
		type AgreementDeposit: Get<Balance>;

		/// Base units that are kept from who makes an offer while it stands.
		#[pallet::constant]
		type OfferDeposit: Get<Balance>;

		/// Base units that are kept from the customer for a dispute.
		#[pallet::constant]
		type DisputeDeposit: Get<Balance>;

		/// Blocks that can be paid ahead at most.
		#[pallet::constant]
		type MaxAhead: Get<BlockNumber>;

		/// Blocks that a suspended agreement waits for its customer before anybody may close it.
		#[pallet::constant]
		type Grace: Get<BlockNumber>;

		/// Blocks after the one of a dispute in which the arbiter can decide.
		#[pallet::constant]
		type DisputePeriod: Get<BlockNumber>;

		/// Most nodes that one `open` takes capacity from.
		#[pallet::constant]
		type MaxNodes: Get<u32>;

		/// What the calls weigh.
		type WeightInfo: WeightInfo;

		/// Makes nodes for the benchmarks.
		#[cfg(feature = "runtime-benchmarks")]
		type BenchmarkHelper: substation_primitives::BenchmarkHelper<Self::AccountId>;
	}

	/// What each node has for sale.
	#[pallet::storage]
	pub type Offers<T: Config> = StorageMap<_, Twox64Concat, NodeId, Offer<T::AccountId>>;

	/// The agreements that are not closed.
	#[pallet::storage]
	pub type Agreements<T: Config> = StorageMap<_, Twox64Concat, AgreementId, AgreementOf<T>>;

	/// The number of the next agreement. None is used twice.
	#[pallet::storage]
	pub type NextAgreement<T: Config> = StorageValue<_, AgreementId, ValueQuery>;

	/// What each node owes to customers.
	#[pallet::storage]
	pub type Commitments<T: Config> = StorageMap<_, Twox64Concat, NodeId, Commitment, ValueQuery>;

	/// What the customers of each class have paid since the era began.
	#[pallet::storage]
	pub type Books<T: Config> = StorageMap<_, Twox64Concat, ClassId, Book, ValueQuery>;

	/// What happened.
	#[pallet::event]
	#[pallet::generate_deposit(pub(crate) fn deposit_event)]
	pub enum Event<T: Config> {
		/// A node's capacity is for sale, on terms that hold for new agreements.
		Offered {
			/// Whose capacity.
			node: NodeId,
			/// How much of it, and on which terms.
			offer: Offer<T::AccountId>,
		},
		/// A node's capacity is not for sale any more. What is sold stays sold.
		OfferWithdrawn {
			/// Whose.
			node: NodeId,
		},
		/// A customer bought capacity. It is paid from the window on that is open now.
		Opened {
			/// The agreement's number.
			agreement: AgreementId,
			/// Who pays.
			customer: T::AccountId,
			/// Who serves.
			node: NodeId,
			/// Units of its capacity.
			units: Units,
			/// Base units for all of them in one window.
			rate: Balance,
			/// Base units paid in advance.
			escrow: Balance,
		},
		/// A customer paid more in advance. An agreement that was suspended goes on.
		ToppedUp {
			/// Which.
			agreement: AgreementId,
			/// Base units that came in.
			amount: Balance,
			/// Base units that are there now.
			escrow: Balance,
		},
		/// Windows that were served are paid out of the escrow.
		Settled {
			/// Which agreement.
			agreement: AgreementId,
			/// How many.
			windows: u32,
			/// Base units taken out of the escrow.
			amount: Balance,
			/// Base units of it that are burned when the era ends.
			burned: Balance,
		},
		/// A payee got what a node has earned.
		Collected {
			/// By which agreement.
			agreement: AgreementId,
			/// Who got it.
			payee: T::AccountId,
			/// Base units.
			amount: Balance,
		},
		/// The escrow is used up, or the node is leaving: nothing more is served or paid.
		Suspended {
			/// Which agreement.
			agreement: AgreementId,
			/// The block from which on anybody may close it.
			closes: BlockNumber,
			/// Whether it was still funded: what is at stake is the customer's.
			broken: bool,
		},
		/// An agreement has ended, and all that it held is paid.
		Closed {
			/// Which.
			agreement: AgreementId,
			/// Base units that the customer got: escrow, deposits, and what the operator lost.
			refunded: Balance,
			/// Who was paid for the node.
			payee: T::AccountId,
			/// Base units that the payee got.
			paid: Balance,
			/// Whether the node's record kept what was promised of its uptime.
			kept: bool,
		},
		/// A customer says that the node did not serve. The agreement has ended, the escrow is back.
		Disputed {
			/// Which.
			agreement: AgreementId,
			/// Base units that the arbiter decides over.
			contested: Balance,
			/// The last block in which that can be.
			deadline: BlockNumber,
		},
		/// The arbiter has decided.
		DisputeResolved {
			/// Which agreement.
			agreement: AgreementId,
			/// Base units of what was contested that the customer got. With none the deposit is lost.
			refunded: Balance,
		},
		/// The arbiter has not decided in time: the record of the node's windows counts, and the deposit is back.
		DisputeLapsed {
			/// Which agreement.
			agreement: AgreementId,
		},
	}

	/// Why a call was refused.
	#[pallet::error]
	pub enum Error<T> {
		/// There is no node of that number. Look it up by its device key.
		NodeNotFound,
		/// The node is leaving for good. Choose another one.
		NodeRetiring,
		/// The node is in jail or suspended. Choose another one, or wait until it is active.
		NodeNotActive,
		/// Only who manages the node may make and withdraw its offers, and only its owner or the customer may close an
		/// agreement. Sign with one of their accounts.
		NotAuthorized,
		/// Only the agreement's customer may do this. Sign with that account.
		NotCustomer,
		/// Offer at least one unit, and no more than the node has.
		UnitsOutOfRange,
		/// Ask for at least one base unit for each unit and window.
		PriceZero,
		/// The node has nothing for sale, or who offered it does not manage the node any more. Choose another one.
		OfferNotFound,
		/// The node asks for more. Choose another one, or pay more.
		PriceTooHigh,
		/// The node does not promise that uptime or guarantee, or asks for another arbiter. See its offer.
		TermsNotOffered,
		/// There is not that much for sale, of the named class and at most at the price asked for. Buy less, name more nodes, or `settle`
		/// a used-up agreement of theirs first, which frees what it keeps.
		NotEnoughUnits,
		/// Buy at least one unit and one window.
		NothingToBuy,
		/// No more than `maxAhead` blocks can be paid ahead. Pay for fewer windows, and top up later.
		TooFarAhead,
		/// A closed window of the node is still to be settled. Try again in a few blocks.
		SettlementBehind,
		/// There is no agreement of that number, or it is closed.
		AgreementNotFound,
		/// All numbers for agreements are used.
		AgreementIdsExhausted,
		/// The agreement is under dispute. Wait for the arbiter, or settle it after the deadline.
		UnderDispute,
		/// Nothing is funded any more, and the customer has some time to top up or to dispute. Settle it: once to suspend it,
		/// and again at the block that the event `Suspended` names.
		GraceNotOver,
		/// No window was served since the last time. Try again after the next one.
		NothingToSettle,
		/// Nothing was earned since the last time. Try again after the next window.
		NothingToCollect,
		/// The payee's account does not exist, and this is less than an account must hold. Send the payee the existential
		/// deposit, or collect when more has come together.
		AmountTooSmall,
		/// The agreement has no arbiter: the record of the node's windows counts.
		NoArbiter,
		/// The operator has collected all, and nothing is at stake. Close the agreement.
		NothingToDispute,
		/// Another account is the arbiter of that agreement. See its record.
		NotArbiter,
		/// There is no dispute about that agreement.
		NotUnderDispute,
		/// The time to decide is over. Settle the agreement: its record counts.
		DeadlineOver,
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		fn integrity_test() {
			let (burned, treasury) = (T::BurnedPart::get(), T::TreasuryPart::get());
			assert!(
				burned <= treasury.left_from_one(),
				"what is burned ({burned:?}) and the treasury's part ({treasury:?}) must not be more than all",
			);
			let minimum = T::Currency::minimum_balance();
			for (name, deposit) in [
				("AgreementDeposit", T::AgreementDeposit::get()),
				("OfferDeposit", T::OfferDeposit::get()),
				("DisputeDeposit", T::DisputeDeposit::get()),
			] {
				assert!(
					deposit > 0 && deposit >= minimum,
					"{name} ({deposit}) must be at least the existential deposit ({minimum}), or it could not \
					 always be given back",
				);
			}
			assert!(
				T::MaxAhead::get() > 0,
				"MaxAhead must be at least 1, or nothing can be bought"
			);
			assert!(
				T::Grace::get() > 0,
				"Grace must be at least 1, or there is no time to dispute"
			);
			assert!(
				T::DisputePeriod::get() > 0,
				"DisputePeriod must be at least 1, or there is no time to decide"
			);
			let nodes = T::MaxNodes::get();
			let weight = T::WeightInfo::open(nodes);
			let limits = T::BlockWeights::get();
			let limit = limits.get(DispatchClass::Normal).max_extrinsic.unwrap_or(limits.max_block);
			assert!(nodes > 0, "MaxNodes must be at least 1");
			assert!(
				weight.all_lte(limit),
				"taking capacity from MaxNodes ({nodes}) nodes weighs {weight}, more than a transaction may ({limit})",
			);
		}

		#[cfg(feature = "try-runtime")]
		fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
			Self::do_try_state()
		}
	}

	#[pallet::call(weight(<T as Config>::WeightInfo))]
	impl<T: Config> Pallet<T> {
		/// Offers up to `units` of a node's capacity, those that are sold included, on `terms`. Replaces the offer that
		/// there is; agreements that were made stay as they are.
		///
		/// By the node's owner or operator. `OfferDeposit` base units are kept from who signs while the offer stands. It counts
		/// as long as they may manage the node: not after a transfer, nor after another operator was named.
		///
		/// Refuses with `NodeNotFound`, `NotAuthorized`, `NodeRetiring`, `UnitsOutOfRange`, `PriceZero`. Emits `Offered`.
		#[pallet::call_index(0)]
		pub fn offer(
			origin: OriginFor<T>,
			node: NodeId,
			units: Units,
			terms: Terms<T::AccountId>,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_offer(who, node, units, terms)
		}

		/// Withdraws a node's offer. What is sold stays sold, and can't be topped up. The deposit goes back to who made it.
		///
		/// By who made the offer, or the node's owner or operator. Refuses with `OfferNotFound`, `NotAuthorized`. Emits
		/// `OfferWithdrawn`.
		#[pallet::call_index(1)]
		pub fn withdraw_offer(origin: OriginFor<T>, node: NodeId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_withdraw_offer(who, node)
		}

		/// Buys `units` of capacity for `windows` windows: of one node, or of as many nodes of a class as it takes, in the order
		/// in which they are named. Of several, each gets an agreement of its own. All or nothing.
		///
		/// Signed by the customer, who pays at each node's own price, at most `wants.price` for a unit and window, in advance,
		/// and `AgreementDeposit` for each agreement. Each offer must promise at least the uptime and guarantee that
		/// `wants` names, and exactly its arbiter. The window that is open now is the first that is paid, if the node attests in it.
		///
		/// Refuses with `NothingToBuy`, `NotEnoughUnits`, `TooFarAhead`; for one node also with what is the matter with it:
		/// `NodeNotFound`, `OfferNotFound`, `NodeRetiring`, `PriceTooHigh`, `TermsNotOffered`, `NodeNotActive`,
		/// `SettlementBehind`. Emits `Opened` for each agreement.
		#[pallet::call_index(2)]
		#[pallet::weight(T::WeightInfo::open(target.len()))]
		pub fn open(
			origin: OriginFor<T>,
			target: Target<NodesOf<T>>,
			units: Units,
			windows: u32,
			wants: Terms<T::AccountId>,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_open(who, target, units, windows, wants)
		}

		/// Pays for `windows` windows more. A suspended agreement goes on, from the window on that is open now, if its units
		/// are not sold to somebody else.
		///
		/// Signed by the customer. The node must still offer at the agreement's price or less, and promise as much.
		///
		/// Refuses with `AgreementNotFound`, `NotCustomer`, `UnderDispute`, `NothingToBuy`, `TooFarAhead`, and as `open`
		/// does for one node. Emits `ToppedUp`, and `Settled` for what was served.
		#[pallet::call_index(3)]
		pub fn top_up(
			origin: OriginFor<T>,
			agreement: AgreementId,
			windows: u32,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_top_up(who, agreement, windows)
		}

		/// Ends an agreement. What was attested so far is paid; the rest of the escrow and the deposit go back to the
		/// customer. What is at stake is the payee's if the node's uptime was at least what it had promised, otherwise the
		/// customer's.
		///
		/// Signed by the customer, who pays for the window that is open now if the node has attested in it; or by the node's
		/// owner, who is not paid for that window, and loses what is at stake by ending what is still funded.
		///
		/// Refuses with `AgreementNotFound`, `UnderDispute`, `NotAuthorized`; the owner also with `GraceNotOver` where nothing
		/// is funded. Emits `Closed`, and `Settled` for what was served.
		#[pallet::call_index(4)]
		pub fn close(origin: OriginFor<T>, agreement: AgreementId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_close(who, agreement)
		}

		/// Brings an agreement up to date. Running: books what was served, at the same cost after any time, and suspends
		/// it if the escrow buys no further window or the node is leaving. Suspended, and its grace over: closes it. Under a
		/// dispute that nobody decided in time: closes it by its record, and the dispute's deposit goes back.
		///
		/// By anyone. What is earned waits for `collect`. Part of the weight is returned where less was to be done.
		///
		/// Refuses with `AgreementNotFound`, `NothingToSettle`, `GraceNotOver`, `UnderDispute`. Emits `Settled`, `Suspended`,
		/// `DisputeLapsed`, `Closed`.
		#[pallet::call_index(5)]
		#[pallet::weight(
			T::WeightInfo::settle_suspend().max(T::WeightInfo::settle_close()).max(T::WeightInfo::settle())
		)]
		pub fn settle(origin: OriginFor<T>, agreement: AgreementId) -> DispatchResultWithPostInfo {
			ensure_signed(origin)?;
			Ok(match Self::do_settle(agreement)? {
				Settled::Booked => Some(T::WeightInfo::settle()),
				Settled::Suspended => Some(T::WeightInfo::settle_suspend()),
				Settled::Closed => None,
			}
			.into())
		}

		/// Settles an agreement, and pays the node's payee what it has earned and is not at stake.
		///
		/// By anyone. Refuses with `AgreementNotFound`, `UnderDispute`, `NothingToCollect`, `AmountTooSmall`. Emits
		/// `Collected`, and what `settle` emits.
		#[pallet::call_index(6)]
		pub fn collect(origin: OriginFor<T>, agreement: AgreementId) -> DispatchResult {
			ensure_signed(origin)?;
			Self::do_collect(agreement)
		}

		/// Says that the node attested and did not serve. The agreement ends; what is at stake, and what the operator has
		/// not collected, waits for the arbiter for up to `DisputePeriod` blocks; the rest of the escrow goes back at once.
		///
		/// Signed by the customer. `DisputeDeposit` base units are kept meanwhile; they are lost if the arbiter gives the
		/// customer nothing.
		///
		/// Refuses with `AgreementNotFound`, `NotCustomer`, `UnderDispute`, `NoArbiter`, `NothingToDispute`. Emits `Disputed`.
		#[pallet::call_index(7)]
		pub fn dispute(origin: OriginFor<T>, agreement: AgreementId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_dispute(who, agreement)
		}

		/// Decides a dispute: the part `refund` of what is contested goes to the customer, the rest to who was the payee
		/// when it began.
		///
		/// By the arbiter that the agreement names: an account, or the committee.
		///
		/// Refuses with `AgreementNotFound`, `NoArbiter`, `NotArbiter`, `NotUnderDispute`, `DeadlineOver`. Emits
		/// `DisputeResolved`, `Closed`.
		#[pallet::call_index(8)]
		pub fn resolve_dispute(
			origin: OriginFor<T>,
			agreement: AgreementId,
			refund: Perbill,
		) -> DispatchResult {
			Self::do_resolve(origin, agreement, refund)
		}
	}

	#[pallet::view_functions]
	impl<T: Config> Pallet<T> {
		/// An agreement that is not closed.
		pub fn agreement(agreement: AgreementId) -> Option<AgreementOf<T>> {
			Agreements::<T>::get(agreement)
		}

		/// What settling an agreement would find now.
		pub fn standing(agreement: AgreementId) -> Option<Standing> {
			Agreements::<T>::get(agreement).map(Self::standing_of)
		}

		/// What a node has for sale.
		pub fn offer_of(node: NodeId) -> Option<Offer<T::AccountId>> {
			Offers::<T>::get(node)
		}

		/// Units that can be bought of a node now: none where its offer does not count or it is not active.
		pub fn for_sale(node: NodeId) -> Units {
			Self::units_for_sale(node).unwrap_or(0)
		}

		/// What a node owes to customers.
		pub fn commitment(node: NodeId) -> Commitment {
			Commitments::<T>::get(node)
		}

		/// What a class's customers have paid since the era began.
		pub fn book_of(class: ClassId) -> Book {
			Books::<T>::get(class)
		}
	}
}
