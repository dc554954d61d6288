//! Stake: who may be a validator, who is one, what they are paid, and what cheating costs them. The numbers are in
//! [`crate::economy`].

use super::{
	economy::{StakingAccount, ToAccount, TreasuryAccount, ValidatorsAccount},
	governance::StakingAdmin,
	time::SessionsPerEra,
};
use crate::{
	economy, AccountId, Balance, Balances, Emission, Runtime, RuntimeEvent, RuntimeHoldReason,
	Session, Staking, System, Timestamp, VoterList,
};
use frame_election_provider_support::{
	bounds::{ElectionBounds, ElectionBoundsBuilder},
	onchain, SequentialPhragmen, VoteWeight,
};
use frame_support::{
	defensive, parameter_types,
	traits::{
		fungible::{Balanced, Credit, Debt, Inspect, Mutate},
		tokens::{Fortitude, Preservation},
		ConstBool, ConstU32, Imbalance, Nothing, OnUnbalanced,
	},
};
use pallet_staking::{FixedNominationsQuota, UseValidatorsMap};
use sp_runtime::Perbill;
use sp_staking::{currency_to_vote::U128CurrencyToVote, EraIndex};
use substation_math::supply::not_yet_due;

/// The most validators that a session can have.
pub type MaxValidators = ConstU32<{ economy::MAX_VALIDATORS }>;
/// The most nominators behind a validator.
pub type MaxBackers = ConstU32<{ economy::MAX_BACKERS }>;

/// Nominators in a page of those that are paid together.
pub const EXPOSURE_PAGE: u32 = 64;

/// Bags of the list of voters, each for stakes √2 times those of the one before: from 2³⁶ votes on.
const BAGS: [VoteWeight; 56] = bags();

const fn bags() -> [VoteWeight; 56] {
	let mut bags = [0; 56];
	let mut bag = 0;
	while bag < 56 {
		let power: VoteWeight = 1 << (36 + bag / 2);
		bags[bag] = if bag % 2 == 0 { power } else { power + power / 2 };
		bag += 1;
	}
	bags
}

parameter_types! {
	pub const BondingDuration: EraIndex = economy::STAKE_UNBONDING;
	pub const SlashDeferDuration: EraIndex = economy::STAKE_SLASH_DEFERRAL;
	pub const Bags: &'static [VoteWeight] = &BAGS;
	pub Bounds: ElectionBounds = ElectionBoundsBuilder::default()
		.voters_count(economy::MAX_VOTERS.into())
		.targets_count(economy::MAX_CANDIDATES.into())
		.build();
}

/// Sequential Phragmén, in the block in which an era is planned.
pub struct Election;
impl onchain::Config for Election {
	type Sort = ConstBool<true>;
	type System = Runtime;
	type Solver = SequentialPhragmen<AccountId, Perbill>;
	type MaxBackersPerWinner = MaxBackers;
	type MaxWinnersPerPage = MaxValidators;
	type DataProvider = Staking;
	type WeightInfo = frame_election_provider_support::weights::SubstrateWeight<Runtime>;
	type Bounds = Bounds;
}

impl pallet_bags_list::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type WeightInfo = pallet_bags_list::weights::SubstrateWeight<Runtime>;
	type ScoreProvider = Staking;
	type BagThresholds = Bags;
	// Anyone may call `rebag` for whom it concerns.
	type MaxAutoRebagPerBlock = ConstU32<0>;
	type Score = VoteWeight;
}

/// Base units that a pot can give.
fn available(pot: &AccountId) -> Balance {
	Balances::reducible_balance(pot, Preservation::Preserve, Fortitude::Polite)
}

/// Sets aside what the validators' pot has streamed to them since the last era ended. Nothing is minted: the emission
/// has done that, and what it gave for the blocks to come stays in the pot.
pub struct StreamedPart;

impl StreamedPart {
	/// Base units of the validators' pot that are for the blocks up to this one.
	fn due() -> Balance {
		let rest = Emission::clock().map_or(0, |clock| {
			let blocks = clock.ends.saturating_sub(clock.starts);
			let left = clock.ends.saturating_sub(System::block_number());
			not_yet_due(Emission::emission().validators, left, blocks)
		});
		available(&ValidatorsAccount::get()).saturating_sub(rest)
	}
}

impl pallet_staking::EraPayout<Balance> for StreamedPart {
	fn era_payout(_: Balance, _: Balance, _: u64) -> (Balance, Balance) {
		let (pot, stakers) = (ValidatorsAccount::get(), StakingAccount::get());
		let moved = Balances::transfer(&pot, &stakers, Self::due(), Preservation::Preserve);
		(moved.unwrap_or(0), 0)
	}
}

/// Pays stakers what was set aside for them. Should rounding ask for more than that, the part of the running era has it.
pub struct SetAside;
impl OnUnbalanced<Debt<AccountId, Balances>> for SetAside {
	fn on_nonzero_unbalanced(debt: Debt<AccountId, Balances>) {
		let (covered, rest) = debt.split(available(&StakingAccount::get()));
		for (pot, debt) in [(StakingAccount::get(), covered), (ValidatorsAccount::get(), rest)] {
			if Balances::settle(&pot, debt, Preservation::Preserve).is_err() {
				defensive!("the pots hold less than the stakers were promised");
			}
		}
	}
}

/// What governance holds back from the stakers (`MaxStakedRewards`) goes from what was set aside to the treasury. The new
/// tokens that come with it are dropped.
pub struct HeldBack;
impl OnUnbalanced<Credit<AccountId, Balances>> for HeldBack {
	fn on_nonzero_unbalanced(new: Credit<AccountId, Balances>) {
		let (from, to) = (StakingAccount::get(), TreasuryAccount::get());
		if Balances::transfer(&from, &to, new.peek(), Preservation::Preserve).is_err() {
			defensive!("the stakers' pot holds less than what was just set aside");
		}
	}
}

/// What is slashed: part is burned, the rest goes to the treasury, as with nodes.
pub struct Slashed;
impl OnUnbalanced<Credit<AccountId, Balances>> for Slashed {
	fn on_nonzero_unbalanced(slashed: Credit<AccountId, Balances>) {
		let burned = economy::SLASH_BURN.mul_ceil(slashed.peek());
		let (_burned, rest) = slashed.split(burned);
		ToAccount::<TreasuryAccount>::on_unbalanced(rest);
	}
}

/// How large the SDK's own benchmarks of the pallet are.
pub struct BenchmarkSizes;
impl pallet_staking::BenchmarkingConfig for BenchmarkSizes {
	type MaxNominators = ConstU32<1_000>;
	type MaxValidators = ConstU32<1_000>;
}

impl pallet_staking::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type RuntimeHoldReason = RuntimeHoldReason;
	type OldCurrency = Balances;
	type Currency = Balances;
	type CurrencyBalance = Balance;
	type UnixTime = Timestamp;
	type CurrencyToVote = U128CurrencyToVote;
	type ElectionProvider = onchain::OnChainExecution<Election>;
	type GenesisElectionProvider = onchain::OnChainExecution<Election>;
	type NominationsQuota = FixedNominationsQuota<{ economy::MAX_NOMINATIONS }>;
	type HistoryDepth = ConstU32<{ economy::PAYOUT_HISTORY }>;
	type RewardRemainder = HeldBack;
	type Slash = Slashed;
	type Reward = SetAside;
	type SessionsPerEra = SessionsPerEra;
	type BondingDuration = BondingDuration;
	type SlashDeferDuration = SlashDeferDuration;
	type AdminOrigin = StakingAdmin;
	type SessionInterface = Self;
	type EraPayout = StreamedPart;
	type NextNewSession = Session;
	type MaxExposurePageSize = ConstU32<EXPOSURE_PAGE>;
	type MaxValidatorSet = MaxValidators;
	type VoterList = VoterList;
	type TargetList = UseValidatorsMap<Self>;
	type MaxUnlockingChunks = ConstU32<32>;
	type MaxControllersInDeprecationBatch = ConstU32<1>;
	type EventListeners = ();
	type Filter = Nothing;
	type BenchmarkingConfig = BenchmarkSizes;
	type WeightInfo = pallet_staking::weights::SubstrateWeight<Runtime>;
}
