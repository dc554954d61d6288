//! Block production, finality, sessions and offences.
//!
//! The validators are those of the genesis. Equivocations are reported and proven; what they cost
//! is for the staking pallet to say, which takes the place of [`GenesisValidators`] and of the
//! empty `OnOffenceHandler`.

use crate::{
	constants::{deposit, DAYS, EPOCH_DURATION, MILLISECS_PER_BLOCK},
	AccountId, Babe, Balance, Balances, Historical, Offences, Runtime, RuntimeEvent, Session,
	SessionKeys,
};
use alloc::vec::Vec;
use frame_support::{
	parameter_types,
	traits::{ConstU32, ConstU64},
};
use pallet_session::{
	disabling::UpToLimitWithReEnablingDisablingStrategy, historical as pallet_session_historical,
	FindAccountFromAuthorIndex,
};
use sp_consensus_babe::{AllowedSlots, BabeEpochConfiguration};
use sp_runtime::traits::{ConvertInto, OpaqueKeys};
use sp_staking::SessionIndex;

/// The most validators that a session can have.
type MaxAuthorities = ConstU32<1_000>;
/// Nominators come with staking.
type MaxNominators = ConstU32<0>;

/// How BABE starts; the presets put it into the genesis. One slot in four has a primary author,
/// the others fall back to a secondary one.
pub const BABE_GENESIS_EPOCH_CONFIG: BabeEpochConfiguration =
	BabeEpochConfiguration { c: (1, 4), allowed_slots: AllowedSlots::PrimaryAndSecondaryVRFSlots };

parameter_types! {
	/// Sessions in a day.
	pub const SessionsPerDay: SessionIndex = DAYS / EPOCH_DURATION;
	/// An equivocation can be reported for a week, in blocks.
	pub const ReportLongevity: u64 = 7 * DAYS as u64;
	/// The sessions of that week, for which GRANDPA remembers its authority sets.
	pub const MaxSetIdSessionEntries: u64 = 7 * SessionsPerDay::get() as u64;
	/// Registering session keys stores them once, and an owner for each of the two.
	pub KeyDeposit: Balance = deposit(3, 4 * 32);
}

impl pallet_babe::Config for Runtime {
	type EpochDuration = ConstU64<{ EPOCH_DURATION as u64 }>;
	type ExpectedBlockTime = ConstU64<MILLISECS_PER_BLOCK>;
	type EpochChangeTrigger = pallet_babe::ExternalTrigger;
	type DisabledValidators = Session;
	type WeightInfo = ();
	type MaxAuthorities = MaxAuthorities;
	type MaxNominators = MaxNominators;
	type KeyOwnerProof = sp_session::MembershipProof;
	type EquivocationReportSystem =
		pallet_babe::EquivocationReportSystem<Self, Offences, Historical, ReportLongevity>;
}

impl pallet_grandpa::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type WeightInfo = ();
	type MaxAuthorities = MaxAuthorities;
	type MaxNominators = MaxNominators;
	type MaxSetIdSessionEntries = MaxSetIdSessionEntries;
	type KeyOwnerProof = sp_session::MembershipProof;
	type EquivocationReportSystem =
		pallet_grandpa::EquivocationReportSystem<Self, Offences, Historical, ReportLongevity>;
}

impl pallet_authorship::Config for Runtime {
	type FindAuthor = FindAccountFromAuthorIndex<Self, Babe>;
	type EventHandler = ();
}

impl pallet_offences::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type IdentificationTuple = pallet_session_historical::IdentificationTuple<Self>;
	type OnOffenceHandler = ();
}

/// The validators named in the genesis, for every session. Saying so anew each time lets the
/// historical pallet note the session's root, which proofs of equivocation need.
pub struct GenesisValidators;

impl pallet_session::SessionManager<AccountId> for GenesisValidators {
	fn new_session(_: SessionIndex) -> Option<Vec<AccountId>> {
		// Before the genesis is done there are none, and the session pallet takes them from it.
		Some(Session::validators()).filter(|validators| !validators.is_empty())
	}
	fn start_session(_: SessionIndex) {}
	fn end_session(_: SessionIndex) {}
}

impl pallet_session_historical::SessionManager<AccountId, ()> for GenesisValidators {
	fn new_session(index: SessionIndex) -> Option<Vec<(AccountId, ())>> {
		let validators = <Self as pallet_session::SessionManager<_>>::new_session(index)?;
		Some(validators.into_iter().map(|validator| (validator, ())).collect())
	}
	fn start_session(_: SessionIndex) {}
	fn end_session(_: SessionIndex) {}
}

/// A validator is fully identified by its account until there is stake behind it.
pub struct Unidentified;
impl sp_runtime::traits::Convert<AccountId, Option<()>> for Unidentified {
	fn convert(_: AccountId) -> Option<()> {
		Some(())
	}
}

impl pallet_session::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type ValidatorId = AccountId;
	type ValidatorIdOf = ConvertInto;
	type ShouldEndSession = Babe;
	type NextSessionRotation = Babe;
	type SessionManager = pallet_session_historical::NoteHistoricalRoot<Self, GenesisValidators>;
	type SessionHandler = <SessionKeys as OpaqueKeys>::KeyTypeIdProviders;
	type Keys = SessionKeys;
	type DisablingStrategy = UpToLimitWithReEnablingDisablingStrategy;
	type WeightInfo = pallet_session::weights::SubstrateWeight<Runtime>;
	type Currency = Balances;
	type KeyDeposit = KeyDeposit;
}

impl pallet_session_historical::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type FullIdentification = ();
	type FullIdentificationOf = Unidentified;
}
