//! Block production, finality, sessions and offences. Who validates, and what an offence costs, is staking's to say.

use super::{
	staking::{MaxBackers, MaxValidators, EXPOSURE_PAGE},
	time::{SessionLength, SESSIONS_PER_ERA},
};
use crate::{
	constants::{deposit, DAYS, MILLISECS_PER_BLOCK},
	economy, AccountId, Babe, Balance, Balances, BlockNumber, Historical, Offences, Runtime,
	RuntimeEvent, Session, SessionKeys, Staking, System, VoterList,
};
use alloc::vec::Vec;
use frame_election_provider_support::SortedListProvider;
use frame_support::{
	dispatch::DispatchClass,
	parameter_types,
	traits::ConstU64,
	weights::{constants::WEIGHT_REF_TIME_PER_MICROS, Weight},
};
use pallet_session::{
	disabling::UpToLimitWithReEnablingDisablingStrategy, historical as pallet_session_historical,
	DisabledValidators, FindAccountFromAuthorIndex, ShouldEndSession,
};
use pallet_staking::{
	ActiveEra, CurrentEra, ErasStakersOverview, UnappliedSlashes, UnitIdentificationOf,
	ValidatorCount,
};
use sp_consensus_babe::{AllowedSlots, BabeEpochConfiguration};
use sp_runtime::traits::{ConvertInto, OpaqueKeys};
use sp_staking::{offence::OffenceSeverity, EraIndex};

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
/// and shut out every transaction that is not operational. It would also let those who are disabled for an era work again
/// as soon as any validator changes its keys.
pub struct EndOfSession;

impl EndOfSession {
	/// As many pages of nominators as so many voters can fill, one of each validator's not to its end.
	pub fn pages(validators: u64, voters: u64) -> u64 {
		let edges = voters.saturating_mul(economy::MAX_NOMINATIONS.into());
		validators.saturating_add(edges / u64::from(EXPOSURE_PAGE))
	}

	/// What ending a session and beginning the next weighs, an election aside, which counts itself.
	///
	/// No benchmark of the SDK covers it, so it is counted in what the worst of these blocks does: it plans an era, forgets an
	/// old one, and takes the slashes that are due. A test counts what is written; the times, a small part, are estimates.
	pub fn weight(validators: u64, pages: u64, slashed: u64) -> Weight {
		let micros = 500 + 100 * validators + 20 * pages + 50 * slashed;
		let time = WEIGHT_REF_TIME_PER_MICROS.saturating_mul(micros);
		let (reads, writes) = Self::database(validators, pages, slashed);
		let database = <Runtime as frame_system::Config>::DbWeight::get();
		Weight::from_parts(time, 0).saturating_add(database.reads_writes(reads, writes))
	}

	/// Reads and writes of that.
	///
	/// - Always: counters, flags, the lists of authorities, keys and the disabled, an era's totals.
	/// - A validator: its preferences and, twice, its keys are read; its preferences and stake are written for the new
	///   era; these and what it claimed are found and deleted of the old one, of which the pages are counted first.
	/// - A page of nominators: one written, one found and deleted.
	/// - A slashed staker: ledger, balance and hold; the rest is for what each slash does once.
	pub fn database(validators: u64, pages: u64, slashed: u64) -> (u64, u64) {
		let reads = 42 + 7 * validators + pages + 6 * slashed;
		let writes = 31 + 5 * validators + 2 * pages + 5 * slashed;
		(reads, writes)
	}

	fn weight_now() -> Weight {
		let elected = u64::from(ValidatorCount::<Runtime>::get());
		let validators = elected.max(Session::validators().len() as u64);
		let voters = VoterList::count().min(economy::MAX_VOTERS);
		let planned = Self::pages(validators, voters.into());
		let forgotten = CurrentEra::<Runtime>::get()
			.and_then(|era| era.checked_sub(economy::PAYOUT_HISTORY))
			.map_or(0, Self::pages_of);
		let next_era = ActiveEra::<Runtime>::get().map_or(0, |era| era.index.saturating_add(1));
		let slashes = UnappliedSlashes::<Runtime>::get(next_era);
		let slashed = slashes.iter().map(|slash| slash.others.len() as u64 + 1).sum();
		Self::weight(validators, planned.max(forgotten), slashed)
	}

	fn pages_of(era: EraIndex) -> u64 {
		let stakes = ErasStakersOverview::<Runtime>::iter_prefix_values(era);
		stakes.map(|stake| u64::from(stake.page_count)).sum()
	}
}

impl ShouldEndSession<BlockNumber> for EndOfSession {
	fn should_end_session(now: BlockNumber) -> bool {
		if Babe::should_end_session(now) {
			let mandatory = DispatchClass::Mandatory;
			System::register_extra_weight_unchecked(Self::weight_now(), mandatory);
			let offenders = Offenders::of_now();
			Session::rotate_session();
			offenders.stay_disabled();
		}
		false
	}
}

/// Validators who are disabled for the rest of a staking era.
struct Offenders {
	era: Option<EraIndex>,
	disabled: Vec<(AccountId, OffenceSeverity)>,
}

impl Offenders {
	fn of_now() -> Self {
		let validators = Session::validators();
		let disabled = DisabledValidators::<Runtime>::get()
			.into_iter()
			.filter_map(|(index, severity)| {
				Some((validators.get(index as usize)?.clone(), severity))
			})
			.collect();
		Self { era: Self::era(), disabled }
	}

	fn era() -> Option<EraIndex> {
		ActiveEra::<Runtime>::get().map(|era| era.index)
	}

	/// Disables them again, unless an era with validators of its own has begun.
	fn stay_disabled(self) {
		if Self::era() != self.era {
			return;
		}
		for (offender, severity) in self.disabled {
			// One who is no validator any more has no place.
			if let Some(index) = Session::validator_id_to_index(&offender) {
				Session::disable_index_with_severity(index, severity);
			}
		}
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
