//! How the pallets of the economy are joined. The numbers are in [`crate::economy`].

use super::{
	governance::{Arbiters, EconomyAdmin, Judge},
	system::RuntimeBlockWeights,
	time::Eras,
};
use crate::{
	constants::DAYS, economy, AccountId, Attestation, Backing, Balances, BlockNumber, Collateral,
	Emission, Nodes, Rewards, Runtime, RuntimeHoldReason, Services, Slashing, Timestamp,
};
use frame_support::{
	parameter_types,
	traits::{
		fungible::{Balanced, Credit},
		ConstU32, ConstU64, Get, OnUnbalanced,
	},
	weights::Weight,
	PalletId,
};
use sp_runtime::{traits::AccountIdConversion, transaction_validity::TransactionPriority, Perbill};
use substation_primitives::{Balance, EraIndex};

type MaxClasses = ConstU32<{ economy::MAX_CLASSES }>;

/// Holds what the classes' pools have not paid out yet.
pub const REWARDS_POT: PalletId = PalletId(*b"sb/rewrd");
/// Holds what customers pay in advance.
pub const SERVICES_POT: PalletId = PalletId(*b"sb/servc");
/// Holds what backers have behind nodes, and what they have earned.
pub const BACKING_POT: PalletId = PalletId(*b"sb/backs");
/// Collects the validators' part of the emission.
pub const VALIDATORS_POT: PalletId = PalletId(*b"sb/valid");
/// Holds what is set aside for stakers until they have it paid out.
pub const STAKING_POT: PalletId = PalletId(*b"sb/stake");
/// The treasury.
pub const TREASURY: PalletId = PalletId(*b"py/trsry");
/// The accounts that money flows into by itself: each must exist before.
pub const POTS: [PalletId; 6] =
	[REWARDS_POT, SERVICES_POT, BACKING_POT, VALIDATORS_POT, STAKING_POT, TREASURY];

parameter_types! {
	pub const RewardsPot: PalletId = REWARDS_POT;
	pub const ServicesPot: PalletId = SERVICES_POT;
	pub const BackingPot: PalletId = BACKING_POT;
	pub ValidatorsAccount: AccountId = VALIDATORS_POT.into_account_truncating();
	pub StakingAccount: AccountId = STAKING_POT.into_account_truncating();
	pub TreasuryAccount: AccountId = TREASURY.into_account_truncating();

	pub const Cap: Balance = economy::CAP;
	pub const UnbondingEras: EraIndex = economy::UNBONDING;
	pub const TopUpEras: EraIndex = economy::TOP_UP;
	pub const SlashDeferral: EraIndex = economy::SLASH_DEFERRAL;
	pub const AppealEras: EraIndex = economy::APPEAL;
	pub const AppealDeposit: Balance = economy::APPEAL_DEPOSIT;
	pub const CorrelationThreshold: Perbill = economy::CORRELATION_THRESHOLD;
	pub const BurnedPart: Perbill = economy::SLASH_BURN;
	pub const RewardEras: EraIndex = economy::REWARD_ERAS;
	pub const RequirementStep: Perbill = economy::REQUIREMENT_STEP;
	pub const VestingPart: Perbill = economy::VESTING_PART;
	pub const BackedPart: Perbill = economy::BACKED_PART;
	pub const OwnerFirst: Perbill = economy::OWNER_FIRST;
	pub const MaxCommission: Perbill = economy::MAX_COMMISSION;
	pub const CommissionStep: Perbill = economy::COMMISSION_STEP;
	pub const CommissionPeriod: EraIndex = economy::COMMISSION_PERIOD;
	pub const MinBacking: Balance = economy::MIN_BACKING;
	pub const OpeningDeposit: Balance = economy::OPENING_DEPOSIT;
	pub const PositionDeposit: Balance = economy::POSITION_DEPOSIT;
	pub const SettlementBudget: Perbill = economy::SETTLEMENT_BUDGET;
	pub const CongestionThreshold: Perbill = economy::CONGESTED_BLOCK;
	pub const CongestedPart: Perbill = economy::CONGESTED_WINDOW;
	pub const EvictionEras: EraIndex = economy::EVICTION;
	pub const NodeDeposit: Balance = economy::NODE_DEPOSIT;
	pub const ByteDeposit: Balance = economy::BYTE_DEPOSIT;
	pub const MaxProofLife: BlockNumber = economy::PROOF_LIFE;
	pub const GraceEras: EraIndex = economy::FORGIVEN;
	pub const ForgivenessPeriod: EraIndex = economy::FORGIVENESS_PERIOD;
	pub const ServiceBurn: Perbill = economy::SERVICE_BURN;
	pub const ServiceTreasury: Perbill = economy::SERVICE_TREASURY;
	pub const AgreementDeposit: Balance = economy::AGREEMENT_DEPOSIT;
	pub const OfferDeposit: Balance = economy::OFFER_DEPOSIT;
	pub const DisputeDeposit: Balance = economy::DISPUTE_DEPOSIT;
	pub const MinPeriod: BlockNumber = economy::MIN_PERIOD;
	pub const MaxPeriod: BlockNumber = economy::MAX_PERIOD;
	/// Above every ordinary transaction, so that a full pool keeps attestations.
	pub const AttestPriority: TransactionPriority = TransactionPriority::MAX / 2;
	/// What each of the two sweeps may weigh in a block.
	pub SweepWeight: Weight = economy::SWEEP_BUDGET * RuntimeBlockWeights::get().max_block;
}

/// Puts money into an account. What the account cannot take is burned.
pub struct ToAccount<Account>(core::marker::PhantomData<Account>);
impl<Account: Get<AccountId>> OnUnbalanced<Credit<AccountId, Balances>> for ToAccount<Account> {
	fn on_nonzero_unbalanced(amount: Credit<AccountId, Balances>) {
		let _ = Balances::resolve(&Account::get(), amount);
	}
}

impl pallet_nodes::Config for Runtime {
	type RuntimeHoldReason = RuntimeHoldReason;
	type Currency = Balances;
	type AdminOrigin = EconomyAdmin;
	type Roster = Attestation;
	type Streams = Rewards;
	type Collateral = Collateral;
	type Liabilities = Slashing;
	type Commitments = Services;
	type Eras = Emission;
	type MaxClasses = MaxClasses;
	type MinPeriod = MinPeriod;
	type MaxPeriod = MaxPeriod;
	type MaxMetadata = ConstU32<{ economy::MAX_METADATA }>;
	type NodeDeposit = NodeDeposit;
	type ByteDeposit = ByteDeposit;
	type MaxProofLife = MaxProofLife;
	type GraceEras = GraceEras;
	type ForgivenessPeriod = ForgivenessPeriod;
	type WeightInfo = pallet_nodes::weights::SubstrateWeight<Runtime>;
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = crate::benchmarks::Helper;
}

impl pallet_collateral::Config for Runtime {
	type RuntimeHoldReason = RuntimeHoldReason;
	type Currency = Balances;
	type Treasury = ToAccount<TreasuryAccount>;
	type Registry = Nodes;
	type Classes = Nodes;
	type Backers = Backing;
	type Rewards = Rewards;
	type Liabilities = Slashing;
	type LifeCycle = Nodes;
	type Eras = Emission;
	type UnbondingEras = UnbondingEras;
	type SlashDeferral = SlashDeferral;
	type TopUpEras = TopUpEras;
	type BurnedPart = BurnedPart;
	type BackedPart = BackedPart;
	type RewardEras = RewardEras;
	type RequirementStep = RequirementStep;
	type SweepWeight = SweepWeight;
	type WeightInfo = pallet_collateral::weights::SubstrateWeight<Runtime>;
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = crate::benchmarks::Helper;
}

impl pallet_attestation::Config for Runtime {
	type Classes = Nodes;
	type Registry = Nodes;
	type LifeCycle = Nodes;
	type Streams = Rewards;
	type OnMiss = Slashing;
	type Eras = Emission;
	type Clock = Timestamp;
	type MaxClasses = MaxClasses;
	type SettlementBudget = SettlementBudget;
	type EvictionEras = EvictionEras;
	type HaltGap = ConstU64<{ economy::HALT_GAP }>;
	type CongestionThreshold = CongestionThreshold;
	type CongestedPart = CongestedPart;
	type AttestPriority = AttestPriority;
	type WeightInfo = pallet_attestation::weights::SubstrateWeight<Runtime>;
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = crate::benchmarks::Helper;
}

impl pallet_slashing::Config for Runtime {
	type RuntimeHoldReason = RuntimeHoldReason;
	type Currency = Balances;
	type Treasury = ToAccount<TreasuryAccount>;
	type JudgeOrigin = Judge;
	type Classes = Nodes;
	type Registry = Nodes;
	type Slashable = Collateral;
	type Eras = Emission;
	type SlashDeferral = SlashDeferral;
	type AppealEras = AppealEras;
	type AppealDeposit = AppealDeposit;
	type CorrelationThreshold = CorrelationThreshold;
	type CorrelationSlope = economy::CorrelationSlope;
	type SweepWeight = SweepWeight;
	type WeightInfo = pallet_slashing::weights::SubstrateWeight<Runtime>;
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = crate::benchmarks::Helper;
}

impl pallet_rewards::Config for Runtime {
	type Currency = Balances;
	type Registry = Nodes;
	type Payouts = Backing;
	type Retention = Collateral;
	type Roster = Attestation;
	type PalletId = RewardsPot;
	type VestingPart = VestingPart;
	type VestingPeriod = Eras<{ economy::VESTING }>;
	type MaxClaims = ConstU32<{ economy::MAX_CLAIMS }>;
	type WeightInfo = pallet_rewards::weights::SubstrateWeight<Runtime>;
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = crate::benchmarks::Helper;
}

impl pallet_emission::Config for Runtime {
	type Currency = Balances;
	type GovernanceOrigin = EconomyAdmin;
	type Classes = Nodes;
	type Pools = Rewards;
	type Demand = Services;
	type Validators = ToAccount<ValidatorsAccount>;
	type Treasury = ToAccount<TreasuryAccount>;
	type Cap = Cap;
	type YearBlocks = ConstU32<{ 365 * DAYS }>;
	type MaxClasses = MaxClasses;
	type WeightInfo = pallet_emission::weights::SubstrateWeight<Runtime>;
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = crate::benchmarks::Helper;
}

impl pallet_services::Config for Runtime {
	type Currency = Balances;
	type Treasury = ToAccount<TreasuryAccount>;
	type CommitteeOrigin = Arbiters;
	type Registry = Nodes;
	type Classes = Nodes;
	type Attendance = Attestation;
	type PalletId = ServicesPot;
	type BurnedPart = ServiceBurn;
	type TreasuryPart = ServiceTreasury;
	type AgreementDeposit = AgreementDeposit;
	type OfferDeposit = OfferDeposit;
	type DisputeDeposit = DisputeDeposit;
	type MaxAhead = ConstU32<{ economy::PAID_AHEAD }>;
	type Grace = Eras<{ economy::SERVICE_GRACE }>;
	type DisputePeriod = Eras<{ economy::DISPUTE_PERIOD }>;
	type MaxNodes = ConstU32<{ economy::MAX_SELLERS }>;
	type WeightInfo = pallet_services::weights::SubstrateWeight<Runtime>;
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = crate::benchmarks::Helper;
}

impl pallet_backing::Config for Runtime {
	type RuntimeHoldReason = RuntimeHoldReason;
	type Currency = Balances;
	type Registry = Nodes;
	type Liabilities = Slashing;
	type Streams = Rewards;
	type Cover = Collateral;
	type Eras = Emission;
	type PalletId = BackingPot;
	type UnbondingEras = UnbondingEras;
	type SlashDeferral = SlashDeferral;
	type AppealEras = AppealEras;
	type OwnerFirst = OwnerFirst;
	type MaxCommission = MaxCommission;
	type CommissionStep = CommissionStep;
	type CommissionPeriod = CommissionPeriod;
	type MinBacking = MinBacking;
	type OpeningDeposit = OpeningDeposit;
	type PositionDeposit = PositionDeposit;
	type WeightInfo = pallet_backing::weights::SubstrateWeight<Runtime>;
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = crate::benchmarks::Helper;
}
