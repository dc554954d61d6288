//! Who decides what: referenda, the technical committee, the treasury, and the emergency brake. Nobody holds a master key.

use super::{
	economy::{TreasuryAccount, TREASURY},
	origins,
	time::Eras,
	tracks::Tracks,
	RuntimeBlockWeights,
};
use crate::{
	constants::UNIT, AccountId, Balance, Balances, Preimage, Referenda, Runtime, RuntimeCall,
	RuntimeEvent, RuntimeOrigin, Scheduler, System,
};
use frame_support::{
	parameter_types,
	traits::{
		tokens::{currency::ActiveIssuanceOf, PayFromAccount, UnityAssetBalanceConversion},
		ConstU128, ConstU32, Contains, EitherOf, EitherOfDiverse, EnsureOrigin,
	},
	weights::Weight,
	PalletId,
};
use frame_system::{EnsureRoot, EnsureRootWithSuccess, EnsureSigned};
use pallet_collective::{EnsureProportionAtLeast, EnsureProportionMoreThan};
use pallet_tx_pause::RuntimeCallNameOf;
use sp_runtime::{traits::IdentityLookup, Perbill, Permill};

/// The technical committee's instance of the collective.
pub type Committee = pallet_collective::Instance1;
/// Most members of the committee.
type MaxMembers = ConstU32<20>;
/// So large a part of the committee.
type OfCommittee<const N: u32, const D: u32> = EnsureProportionAtLeast<AccountId, Committee, N, D>;

/// Terms of the economy.
pub type EconomyAdmin = EitherOf<EnsureRoot<AccountId>, origins::Economy>;
/// Terms of staking.
pub type StakingAdmin = EitherOf<EnsureRoot<AccountId>, origins::StakingAdmin>;
/// Slashes of nodes and appeals.
pub type Judge = EitherOf<EnsureRoot<AccountId>, origins::Judge>;

/// Disputes of customers who agreed on the committee.
pub type Arbiters =
	EitherOfDiverse<EnsureRoot<AccountId>, EnsureProportionMoreThan<AccountId, Committee, 1, 2>>;

parameter_types! {
	pub const TreasuryId: PalletId = TREASURY;
	/// A treasury whose spending is bounded by what it holds.
	pub const MaxSpend: Balance = Balance::MAX;
	pub const NoBurn: Permill = Permill::zero();
	pub MaxProposalWeight: Weight = Perbill::from_percent(50) * RuntimeBlockWeights::get().max_block;
}

impl pallet_conviction_voting::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type WeightInfo = pallet_conviction_voting::weights::SubstrateWeight<Runtime>;
	type Currency = Balances;
	type Polls = Referenda;
	type MaxTurnout = ActiveIssuanceOf<Balances, AccountId>;
	type MaxVotes = ConstU32<64>;
	type VoteLockingPeriod = Eras<7>;
	type BlockNumberProvider = System;
	type VotingHooks = ();
}

impl pallet_referenda::Config for Runtime {
	type RuntimeCall = RuntimeCall;
	type RuntimeEvent = RuntimeEvent;
	type WeightInfo = pallet_referenda::weights::SubstrateWeight<Runtime>;
	type Scheduler = Scheduler;
	type Currency = Balances;
	type SubmitOrigin = EnsureSigned<AccountId>;
	type CancelOrigin = EnsureRoot<AccountId>;
	type KillOrigin = EnsureRoot<AccountId>;
	type Slash = crate::Treasury;
	type Votes = Balance;
	type Tally = pallet_conviction_voting::TallyOf<Runtime>;
	type SubmissionDeposit = ConstU128<{ 10 * UNIT }>;
	type MaxQueued = ConstU32<100>;
	type UndecidingTimeout = Eras<14>;
	type AlarmInterval = ConstU32<1>;
	type Tracks = Tracks;
	type Preimages = Preimage;
	type BlockNumberProvider = System;
}

/// A member who does not vote is against it: nothing becomes two thirds by waiting.
pub struct SilenceIsNay;
impl pallet_collective::DefaultVote for SilenceIsNay {
	fn default_vote(_: Option<bool>, _: u32, _: u32, _: u32) -> bool {
		false
	}
}

impl pallet_collective::Config<Committee> for Runtime {
	type RuntimeOrigin = RuntimeOrigin;
	type Proposal = RuntimeCall;
	type RuntimeEvent = RuntimeEvent;
	type MotionDuration = Eras<7>;
	type MaxProposals = ConstU32<100>;
	type MaxMembers = MaxMembers;
	type DefaultVote = SilenceIsNay;
	type WeightInfo = pallet_collective::weights::SubstrateWeight<Runtime>;
	type SetMembersOrigin = EnsureRoot<AccountId>;
	type MaxProposalWeight = MaxProposalWeight;
	type DisapproveOrigin = EnsureRoot<AccountId>;
	type KillOrigin = EnsureRoot<AccountId>;
	type Consideration = ();
}

impl pallet_whitelist::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type RuntimeCall = RuntimeCall;
	type WhitelistOrigin = EitherOfDiverse<EnsureRoot<AccountId>, OfCommittee<2, 3>>;
	type DispatchWhitelistedOrigin = EitherOf<EnsureRoot<AccountId>, origins::Whitelisted>;
	type Preimages = Preimage;
	type DeferredDispatchExpiration = Eras<14>;
	type BlockNumberProvider = System;
	type WeightInfo = pallet_whitelist::weights::SubstrateWeight<Runtime>;
}

/// The treasurer may spend whatever there is.
pub struct Spender;
impl EnsureOrigin<RuntimeOrigin> for Spender {
	type Success = Balance;

	fn try_origin(origin: RuntimeOrigin) -> Result<Balance, RuntimeOrigin> {
		origins::Treasurer::try_origin(origin).map(|()| Balance::MAX)
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn try_successful_origin() -> Result<RuntimeOrigin, ()> {
		origins::Treasurer::try_successful_origin()
	}
}

impl pallet_treasury::Config for Runtime {
	type Currency = Balances;
	type RejectOrigin = EitherOf<EnsureRoot<AccountId>, origins::Treasurer>;
	type RuntimeEvent = RuntimeEvent;
	type SpendPeriod = Eras<1>;
	type Burn = NoBurn;
	type PalletId = TreasuryId;
	type BurnDestination = ();
	type WeightInfo = pallet_treasury::weights::SubstrateWeight<Runtime>;
	type SpendFunds = ();
	type MaxApprovals = ConstU32<100>;
	type SpendOrigin = EitherOf<EnsureRootWithSuccess<AccountId, MaxSpend>, Spender>;
	type AssetKind = ();
	type Beneficiary = AccountId;
	type BeneficiaryLookup = IdentityLookup<AccountId>;
	type Paymaster = PayFromAccount<Balances, TreasuryAccount>;
	type BalanceConverter = UnityAssetBalanceConversion;
	type PayoutPeriod = Eras<30>;
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = ();
	type BlockNumberProvider = System;
}

/// Calls that must never be paused: those by which blocks are made, those by which a pause is ended, those by which
/// referenda do what they have decided, and those without which somebody would be slashed, jailed or suspended, or pay, for
/// what the pause kept them from doing.
pub struct NeverPaused;
impl Contains<RuntimeCallNameOf<Runtime>> for NeverPaused {
	fn contains((pallet, call): &RuntimeCallNameOf<Runtime>) -> bool {
		match pallet.as_slice() {
			b"System" | b"Timestamp" | b"Babe" | b"Grandpa" | b"Session" | b"Staking" => true,
			b"Preimage" | b"Scheduler" | b"Sudo" | b"Utility" | b"Proxy" | b"Multisig" => true,
			b"ConvictionVoting" | b"Referenda" | b"Whitelist" | b"TechnicalCommittee" => true,
			b"TxPause" | b"MultiBlockMigrations" | b"Treasury" => true,
			b"Attestation" | b"Slashing" | b"Emission" => true,
			b"Collateral" => call.as_slice() == b"deposit",
			b"Nodes" => {
				let duties = [&b"rotate_device_key"[..], b"retire", b"update"];
				let decisions = [&b"create_class"[..], b"update_class"];
				duties.contains(&call.as_slice()) || decisions.contains(&call.as_slice())
			}
			b"Backing" => call.as_slice() == b"unback",
			b"Services" => {
				[&b"close"[..], b"dispute", b"resolve_dispute"].contains(&call.as_slice())
			}
			_ => false,
		}
	}
}

impl pallet_tx_pause::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type RuntimeCall = RuntimeCall;
	type PauseOrigin = EitherOfDiverse<EnsureRoot<AccountId>, OfCommittee<2, 3>>;
	type UnpauseOrigin = EitherOfDiverse<EnsureRoot<AccountId>, OfCommittee<1, 2>>;
	type WhitelistedCalls = NeverPaused;
	type MaxNameLen = ConstU32<256>;
	type WeightInfo = pallet_tx_pause::weights::SubstrateWeight<Runtime>;
}
