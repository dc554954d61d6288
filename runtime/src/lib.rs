//! The Substation runtime: which pallets there are, in which order, and how they are joined.
//!
//! Every number stands in [`configs`], every unit in [`constants`], the chain's first state in
//! [`presets`], what a client can ask in `apis`.

#![cfg_attr(not(feature = "std"), no_std)]
// What the runtime macros generate has no docs, and nests deeply.
#![allow(missing_docs)]
#![recursion_limit = "256"]

#[cfg(feature = "std")]
include!(concat!(env!("OUT_DIR"), "/wasm_binary.rs"));

extern crate alloc;

mod apis;
#[cfg(feature = "runtime-benchmarks")]
mod benchmarks;
pub mod configs;
pub mod constants;
mod depin;
pub mod economy;
pub mod presets;
#[cfg(feature = "upgrade-rehearsal")]
pub mod rehearsal;
#[cfg(feature = "std")]
pub mod well_known;

use alloc::{borrow::Cow, vec::Vec};
use configs::origins::pallet_origins;
use pallet_session::historical as pallet_session_historical;
use sp_runtime::{
	generic, impl_opaque_keys,
	traits::{BlakeTwo256, IdentifyAccount, Verify},
	MultiAddress, MultiSignature,
};
use sp_version::RuntimeVersion;

#[cfg(feature = "std")]
pub use apis::RuntimeApi;
pub use substation_primitives::{Balance, BlockNumber};

/// The signature of a transaction.
pub type Signature = MultiSignature;
/// An account, the hash or the bytes of the public key that signs for it.
pub type AccountId = <<Signature as Verify>::Signer as IdentifyAccount>::AccountId;
/// How a transaction names an account.
pub type Address = MultiAddress<AccountId, ()>;
/// The number of an account's transactions.
pub type Nonce = u32;
/// A block's hash.
pub type Hash = sp_core::H256;
/// A block's header.
pub type Header = generic::Header<BlockNumber, BlakeTwo256>;
/// A block with transactions that can be dispatched.
pub type Block = generic::Block<Header, UncheckedExtrinsic>;

/// What a transaction is checked for and pays, beside its signature.
pub type TxExtension = (
	frame_system::AuthorizeCall<Runtime>,
	frame_system::CheckNonZeroSender<Runtime>,
	frame_system::CheckSpecVersion<Runtime>,
	frame_system::CheckTxVersion<Runtime>,
	frame_system::CheckGenesis<Runtime>,
	frame_system::CheckEra<Runtime>,
	frame_system::CheckNonce<Runtime>,
	frame_system::CheckWeight<Runtime>,
	pallet_transaction_payment::ChargeTransactionPayment<Runtime>,
	frame_metadata_hash_extension::CheckMetadataHash<Runtime>,
	frame_system::WeightReclaim<Runtime>,
);
/// A transaction as it comes from outside.
pub type UncheckedExtrinsic =
	generic::UncheckedExtrinsic<Address, RuntimeCall, Signature, TxExtension>;
/// What a sender signs.
pub type SignedPayload = generic::SignedPayload<RuntimeCall, TxExtension>;
/// What turns transactions and blocks into calls.
pub type Executive = frame_executive::Executive<
	Runtime,
	Block,
	frame_system::ChainContext<Runtime>,
	Runtime,
	AllPalletsWithSystem,
>;

/// Types for the node, which need not know what a transaction says.
pub mod opaque {
	use super::*;
	pub use sp_runtime::OpaqueExtrinsic;

	/// A block with transactions as bytes.
	pub type Block = generic::Block<Header, OpaqueExtrinsic>;
}

impl_opaque_keys! {
	/// The keys that a validator works with.
	pub struct SessionKeys {
		/// Signs blocks.
		pub babe: Babe,
		/// Signs finality votes.
		pub grandpa: Grandpa,
		/// Signs the addresses at which the validator can be reached.
		pub authority_discovery: AuthorityDiscovery,
	}
}

macro_rules! version {
	($spec:tt) => {
		/// The version that clients, and nodes about to upgrade, compare.
		#[sp_version::runtime_version]
		pub const VERSION: RuntimeVersion = RuntimeVersion {
			spec_name: Cow::Borrowed("substation"),
			impl_name: Cow::Borrowed("substation"),
			authoring_version: 1,
			spec_version: $spec,
			impl_version: 1,
			apis: apis::RUNTIME_API_VERSIONS,
			transaction_version: 1,
			system_version: 1,
		};
	};
}
#[cfg(not(feature = "upgrade-rehearsal"))]
version!(1);
// Above any release's. The attribute reads nothing but a plain number.
#[cfg(feature = "upgrade-rehearsal")]
version!(1_000_000);

#[frame_support::runtime]
mod runtime {
	use super::*;

	/// The runtime. Indices are part of every transaction's encoding: never change one.
	#[runtime::runtime]
	#[runtime::derive(
		RuntimeCall,
		RuntimeEvent,
		RuntimeError,
		RuntimeOrigin,
		RuntimeFreezeReason,
		RuntimeHoldReason,
		RuntimeSlashReason,
		RuntimeLockId,
		RuntimeTask,
		RuntimeViewFunction
	)]
	pub struct Runtime;

	// System: 0 to 9.
	#[runtime::pallet_index(0)]
	pub type System = frame_system;
	#[runtime::pallet_index(1)]
	pub type Timestamp = pallet_timestamp;
	#[runtime::pallet_index(2)]
	pub type Balances = pallet_balances;
	#[runtime::pallet_index(3)]
	pub type TransactionPayment = pallet_transaction_payment;

	// Staking, before the session: at genesis, the session asks for the validators.
	#[runtime::pallet_index(9)]
	pub type Staking = pallet_staking;

	// Consensus: 10 to 19. The author must be known before the session changes.
	#[runtime::pallet_index(10)]
	pub type Babe = pallet_babe;
	#[runtime::pallet_index(11)]
	pub type Authorship = pallet_authorship;
	#[runtime::pallet_index(12)]
	pub type Offences = pallet_offences;
	#[runtime::pallet_index(13)]
	pub type Historical = pallet_session_historical;
	#[runtime::pallet_index(14)]
	pub type Session = pallet_session;
	#[runtime::pallet_index(15)]
	pub type Grandpa = pallet_grandpa;
	#[runtime::pallet_index(16)]
	pub type AuthorityDiscovery = pallet_authority_discovery;
	#[runtime::pallet_index(17)]
	pub type VoterList = pallet_bags_list;

	// Utility: 20 to 29.
	#[runtime::pallet_index(20)]
	pub type Utility = pallet_utility;
	#[runtime::pallet_index(21)]
	pub type Proxy = pallet_proxy;
	#[runtime::pallet_index(22)]
	pub type Multisig = pallet_multisig;
	#[runtime::pallet_index(23)]
	pub type Preimage = pallet_preimage;
	#[runtime::pallet_index(24)]
	pub type Scheduler = pallet_scheduler;
	#[runtime::pallet_index(25)]
	pub type Sudo = pallet_sudo;

	// Governance: 26 to 39.
	#[runtime::pallet_index(26)]
	pub type ConvictionVoting = pallet_conviction_voting;
	#[runtime::pallet_index(27)]
	pub type Referenda = pallet_referenda;
	#[runtime::pallet_index(28)]
	pub type Origins = pallet_origins;
	#[runtime::pallet_index(29)]
	pub type Whitelist = pallet_whitelist;
	#[runtime::pallet_index(30)]
	pub type TechnicalCommittee = pallet_collective<Instance1>;
	#[runtime::pallet_index(31)]
	pub type Treasury = pallet_treasury;
	#[runtime::pallet_index(32)]
	pub type TxPause = pallet_tx_pause;
	#[runtime::pallet_index(33)]
	pub type MultiBlockMigrations = pallet_migrations;

	// The economy: 40 and on.
	#[runtime::pallet_index(40)]
	pub type Nodes = pallet_nodes;
	#[runtime::pallet_index(41)]
	pub type Collateral = pallet_collateral;
	#[runtime::pallet_index(42)]
	pub type Attestation = pallet_attestation;
	#[runtime::pallet_index(43)]
	pub type Slashing = pallet_slashing;
	#[runtime::pallet_index(44)]
	pub type Rewards = pallet_rewards;
	#[runtime::pallet_index(45)]
	pub type Emission = pallet_emission;
	#[runtime::pallet_index(46)]
	pub type Services = pallet_services;
	#[runtime::pallet_index(47)]
	pub type Depin = crate::depin;
	#[runtime::pallet_index(48)]
	pub type Backing = pallet_backing;
}
