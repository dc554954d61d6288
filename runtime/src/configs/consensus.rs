//! Block production, finality, sessions and offences. Who validates, and what an offence costs, is staking's to say.

use super::{
	staking::{MaxBackers, MaxValidators},
	time::{SessionLength, SESSIONS_PER_ERA},
};
use crate::{
	constants::{deposit, DAYS, MILLISECS_PER_BLOCK},
	economy, AccountId, Babe, Balance, Balances, BlockNumber, Historical, Offences, Runtime,
	RuntimeEvent, Session, SessionKeys, Staking, System,
};
use frame_support::{
	dispatch::DispatchClass,
	parameter_types,
	traits::ConstU64,
	weights::{constants::WEIGHT_REF_TIME_PER_MICROS, Weight},
};
use pallet_session::{
	disabling::UpToLimitWithReEnablingDisablingStrategy, historical as pallet_session_historical,
	FindAccountFromAuthorIndex, ShouldEndSession,
};
use pallet_staking::{ActiveEra, UnappliedSlashes, UnitIdentificationOf, ValidatorCount};
use sp_consensus_babe::{AllowedSlots, BabeEpochConfiguration};
use sp_runtime::traits::{ConvertInto, OpaqueKeys};

/// How BABE starts; the presets put it into the genesis. One slot in four has a primary author,
/// the others fall back to a secondary one.
pub const BABE_GENESIS_EPOCH_CONFIG: BabeEpochConfiguration =
	BabeEpochConfiguration { c: (1, 4), allowed_slots: AllowedSlots::PrimaryAndSecondaryVRFSlots };

parameter_types! {
	/// An equivocation can be reported for as long as stake is bonded, in blocks.
	pub const ReportLongevity: u64 = economy::STAKE_UNBONDING as u64 * DAYS as u64;
	/// The sessions of that time, for which GRANDPA remembers its authority sets.
	pub const MaxSetIdSessionEntries: u64 =
		economy::STAKE_UNBONDING as u64 * SESSIONS_PER_ERA as u64;
	/// Registering session keys stores them once, and an owner for each of the three.
	pub KeyDeposit: Balance = deposit(4, 6 * 32);
}

impl pallet_babe::Config for Runtime {
	type EpochDuration = SessionLength;
	type ExpectedBlockTime = ConstU64<MILLISECS_PER_BLOCK>;
	type EpochChangeTrigger = pallet_babe::ExternalTrigger;
	type DisabledValidators = Session;
	type WeightInfo = ();
	type MaxAuthorities = MaxValidators;
	type MaxNominators = MaxBackers;
	type KeyOwnerProof = sp_session::MembershipProof;
	type EquivocationReportSystem =
		pallet_babe::EquivocationReportSystem<Self, Offences, Historical, ReportLongevity>;
}

impl pallet_grandpa::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type WeightInfo = ();
	type MaxAuthorities = MaxValidators;
	type MaxNominators = MaxBackers;
	type MaxSetIdSessionEntries = MaxSetIdSessionEntries;
	type KeyOwnerProof = sp_session::MembershipProof;
	type EquivocationReportSystem =
		pallet_grandpa::EquivocationReportSystem<Self, Offences, Historical, ReportLongevity>;
}

impl pallet_authorship::Config for Runtime {
	type FindAuthor = FindAccountFromAuthorIndex<Self, Babe>;
	type EventHandler = Staking;
}

impl pallet_offences::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type IdentificationTuple = pallet_session_historical::IdentificationTuple<Self>;
	type OnOffenceHandler = Staking;
}

/// Ends a session when BABE says so, and counts what that weighs. The session pallet by itself would claim the whole block,
/// and shut out every transaction that is not operational.
pub struct EndOfSession;

impl EndOfSession {
	/// What ending a session and beginning the next weighs, an election aside, which counts itself: for every validator the
	/// keys, the proof of them, the stake behind it for the new era, and that of the era that is forgotten; and the
	/// slashes that are due.
	pub fn weight(validators: u64, slashed: u64) -> Weight {
		let weigh = |micros: u64, reads: u64, writes: u64| {
			let time = WEIGHT_REF_TIME_PER_MICROS.saturating_mul(micros);
			let database = <Runtime as frame_system::Config>::DbWeight::get();
			Weight::from_parts(time, 0).saturating_add(database.reads_writes(reads, writes))
		};
		weigh(500, 40, 30)
			.saturating_add(weigh(100, 10, 12).saturating_mul(validators))
			.saturating_add(weigh(50, 6, 5).saturating_mul(slashed))
	}

	fn weight_now() -> Weight {
		let elected = u64::from(ValidatorCount::<Runtime>::get());
		let validators = elected.max(Session::validators().len() as u64);
		let next_era = ActiveEra::<Runtime>::get().map_or(0, |era| era.index.saturating_add(1));
		let slashes = UnappliedSlashes::<Runtime>::get(next_era);
		let slashed = slashes.iter().map(|slash| slash.others.len() as u64 + 1).sum();
		Self::weight(validators, slashed)
	}
}

impl ShouldEndSession<BlockNumber> for EndOfSession {
	fn should_end_session(now: BlockNumber) -> bool {
		if Babe::should_end_session(now) {
			let mandatory = DispatchClass::Mandatory;
			System::register_extra_weight_unchecked(Self::weight_now(), mandatory);
			Session::rotate_session();
		}
		false
	}
}

impl pallet_session::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type ValidatorId = AccountId;
	type ValidatorIdOf = ConvertInto;
	type ShouldEndSession = EndOfSession;
	type NextSessionRotation = Babe;
	type SessionManager = pallet_session_historical::NoteHistoricalRoot<Self, Staking>;
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
	type FullIdentificationOf = UnitIdentificationOf<Self>;
}

impl pallet_authority_discovery::Config for Runtime {
	type MaxAuthorities = MaxValidators;
}
