//! Every number of the economy. What each means, its range and why it is what it is: `docs/economics.md`.

use alloc::{vec, vec::Vec};

use sp_runtime::{traits::Get, FixedU128, Perbill, Perquintill};
use substation_primitives::{Balance, BlockNumber, Class, ClassName, EraIndex};

use crate::constants::{DAYS, HOURS, MILLI, MINUTES, UNIT};

// --- Supply ---

/// No more than this can ever exist: 1,000,000,000 VOLT.
pub const CAP: Balance = 1_000_000_000 * UNIT;
/// Part of what is left under the cap that an era mints: half of it in 1461 eras (4 years of days), `1 − 2^(−1/1461)`.
pub const DECAY: Perquintill = Perquintill::from_parts(474_320_862_749_585);
/// Parts of an era's emission. The rest streams to the classes.
pub const VALIDATORS: Perbill = Perbill::from_percent(25);
/// See [`VALIDATORS`].
pub const TREASURY: Perbill = Perbill::from_percent(15);
/// Blocks in an era on a real network.
pub const ERA: BlockNumber = DAYS;

// --- Collateral ---

/// Eras between the request to withdraw collateral and its being free.
pub const UNBONDING: EraIndex = 14;
/// Eras' reward that a class asks for a unit, from its least up to `MOST_COLLATERAL` times that. With a penalty cap of 5 % an
/// era it takes 18, or a node could gain by being up for less than 90 %.
pub const REWARD_ERAS: EraIndex = 20;
/// Part of what a class asks for by which that moves in an era at most. Not more than one in `REWARD_ERAS`, so that rewards keep
/// up with it.
pub const REQUIREMENT_STEP: Perbill = Perbill::from_percent(5);
/// What a class of a real network asks for at most, in times of its least.
pub const MOST_COLLATERAL: Balance = 10;
/// Part of a payee's reward that vests before it is paid, …
pub const VESTING_PART: Perbill = Perbill::from_percent(25);
/// … and eras of a round in which it is released. As many as collateral takes to unbond.
pub const VESTING: EraIndex = UNBONDING;
/// Eras in which a node that fell short of collateral can top up.
pub const TOP_UP: EraIndex = 2;

// --- Slashing ---

/// Eras between a miss and its price being taken: time to appeal, and to cancel what was not the owner's fault.
pub const SLASH_DEFERRAL: EraIndex = 7;
/// Eras that governance has to answer an appeal.
pub const APPEAL: EraIndex = 7;
/// Held from who appeals; lost if refused.
pub const APPEAL_DEPOSIT: Balance = 10 * UNIT;
/// Share of a class's weight that may miss the same window before the price rises.
pub const CORRELATION_THRESHOLD: Perbill = Perbill::from_percent(10);
/// How much the price rises by: 1 × at the threshold, 3 × when all miss.
pub const CORRELATION_SLOPE: u32 = 2;
/// Part of what is slashed that is burned. The rest goes to the treasury.
pub const SLASH_BURN: Perbill = Perbill::from_percent(50);

// --- Validators ---

/// Validators that are elected when a real network starts, …
pub const SEATS: u32 = 50;
/// … on a development chain, …
pub const DEV_SEATS: u32 = 10;
/// … and fewer than which a real network does not go on with: it keeps those that it has.
pub const QUORUM: u32 = 4;
/// The most validators that a session can have, and …
pub const MAX_VALIDATORS: u32 = 200;
/// … the most accounts that can stand for election.
pub const MAX_CANDIDATES: u32 = 400;
/// The most accounts whose stake an election counts, those with the largest first.
pub const MAX_VOTERS: u32 = 4_000;
/// The most nominators that a validator can have elected it, those with the largest stake first.
pub const MAX_BACKERS: u32 = 512;
/// The most validators that one account can nominate.
pub const MAX_NOMINATIONS: u32 = 16;
/// The least stake of a candidate.
pub const MIN_VALIDATOR_BOND: Balance = 10_000 * UNIT;
/// The least stake of a nominator.
pub const MIN_NOMINATOR_BOND: Balance = 100 * UNIT;
/// Eras between unbonding stake and its being free. For as long an equivocation can be reported.
pub const STAKE_UNBONDING: EraIndex = 14;
/// Whole eras between an equivocation and its price being taken; then it is taken when the next era begins, which is
/// before stake that was unbonded at once is free.
pub const STAKE_SLASH_DEFERRAL: EraIndex = 12;
/// Eras in which stakers can have themselves paid.
pub const PAYOUT_HISTORY: EraIndex = 84;

// --- Attestation ---

/// Part of a block that settlement may use.
pub const SETTLEMENT_BUDGET: Perbill = Perbill::from_percent(20);
/// A gap between two blocks longer than this is a halt: no window that it falls into is penalised. Milliseconds.
pub const HALT_GAP: u64 = 10 * 60 * 1000;
/// A block is congested when this part of what operational transactions may use is used.
pub const CONGESTED_BLOCK: Perbill = Perbill::from_percent(90);
/// A window is excused when this part of its blocks was congested.
pub const CONGESTED_WINDOW: Perbill = Perbill::from_percent(50);
/// Part of a block that each of the two sweeps may use: the one that suspends, the one that slashes.
pub const SWEEP_BUDGET: Perbill = Perbill::from_percent(5);
/// Eras that a node may stay jailed before it is retired.
pub const EVICTION: EraIndex = 30;

// --- Registry ---

/// Held for a node's record.
pub const NODE_DEPOSIT: Balance = UNIT;
/// Held for each byte of a node's metadata.
pub const BYTE_DEPOSIT: Balance = 10 * MILLI;
/// How far ahead a proof of possession may expire. Its node cannot be reaped before, so that it never counts twice.
pub const PROOF_LIFE: BlockNumber = HOURS;
/// Rotating a lost device key drops the pending slashes of this many eras …
pub const FORGIVEN: EraIndex = 2;
/// … at most once in this many.
pub const FORGIVENESS_PERIOD: EraIndex = 90;

// --- Services ---

/// Part of what customers pay that is burned.
pub const SERVICE_BURN: Perbill = Perbill::from_percent(20);
/// Part of what customers pay that is the treasury's. The rest is the operator's.
pub const SERVICE_TREASURY: Perbill = Perbill::from_percent(5);
/// Part of what was burned in an era that streams back to its class in the next. Below 100 %, or paying oneself costs nothing.
pub const SERVICE_STREAM: Perbill = Perbill::from_percent(50);
/// Part of its subsidy that a class keeps however much its customers pay.
pub const SUBSIDY_FLOOR: Perbill = Perbill::from_percent(20);
/// Kept from the customer while an agreement is stored.
pub const AGREEMENT_DEPOSIT: Balance = UNIT;
/// Kept from who makes an offer while it stands.
pub const OFFER_DEPOSIT: Balance = UNIT;
/// Kept from the customer for a dispute; lost if the arbiter gives nothing.
pub const DISPUTE_DEPOSIT: Balance = 10 * UNIT;
/// How far ahead service can be paid. An operator is bound to its price for as long. Not longer than the eras over which
/// income is averaged, so that nobody saves subsidy by settling late.
pub const PAID_AHEAD: BlockNumber = pallet_emission::HISTORY * ERA;
/// Eras that a suspended agreement waits for its customer, to top up or to dispute.
pub const SERVICE_GRACE: EraIndex = 1;
/// Eras that an arbiter has to decide.
pub const DISPUTE_PERIOD: EraIndex = 7;

// --- Backers ---

/// Part of what a class asks for that backers' tokens can count for.
pub const BACKED_PART: Perbill = Perbill::from_percent(50);
/// Part of each slash that the owner pays before any backer does.
pub const OWNER_FIRST: Perbill = Perbill::from_percent(50);
/// The highest commission, …
pub const MAX_COMMISSION: Perbill = Perbill::from_percent(50);
/// … by how much it can be raised at a time, …
pub const COMMISSION_STEP: Perbill = Perbill::from_percent(2);
/// … and how many eras later again: in as many, who does not like it is free.
pub const COMMISSION_PERIOD: EraIndex = UNBONDING;
/// The least that a backer has behind a node.
pub const MIN_BACKING: Balance = 5 * UNIT;
/// Kept from who opens a node to backers, until nobody is left.
pub const OPENING_DEPOSIT: Balance = 20 * UNIT;
/// Kept from a backer while there is a position.
pub const POSITION_DEPOSIT: Balance = UNIT;

// --- Limits ---

/// The least that an account holds.
pub const EXISTENTIAL_DEPOSIT: Balance = MILLI;
/// Classes at most: as many as a block can fund without its being noticed.
pub const MAX_CLASSES: u32 = 32;
/// The shortest window of a class.
pub const MIN_PERIOD: BlockNumber = MINUTES / 2;
/// The longest window of a class.
pub const MAX_PERIOD: BlockNumber = 4 * HOURS;
/// Bytes of a node's metadata at most.
pub const MAX_METADATA: u32 = 256;
/// Nodes of one `rewards.claim_many` at most.
pub const MAX_CLAIMS: u32 = 64;
/// Nodes that one `services.open` takes capacity from at most.
pub const MAX_SELLERS: u32 = 32;

/// See [`CORRELATION_SLOPE`].
pub struct CorrelationSlope;
impl Get<FixedU128> for CorrelationSlope {
	fn get() -> FixedU128 {
		FixedU128::from_u32(CORRELATION_SLOPE)
	}
}

/// The terms in which the four classes differ.
struct Terms {
	name: &'static [u8],
	period: BlockNumber,
	max_units: u32,
	collateral_per_unit: Balance,
	jail_after: u32,
}

fn class(terms: Terms) -> Class {
	Class {
		name: ClassName::truncate_from(terms.name.to_vec()),
		period: terms.period,
		min_units: 1,
		max_units: terms.max_units,
		collateral_per_unit: terms.collateral_per_unit,
		max_collateral_per_unit: MOST_COLLATERAL * terms.collateral_per_unit,
		min_firmware: 0,
		break_even: Perbill::from_percent(90),
		penalty_floor: Perbill::from_parts(100_000),
		penalty_cap: Perbill::from_percent(5),
		jail_after: terms.jail_after,
		cool_down: terms.period,
	}
}

/// The classes of a real network, each with its weight in the emission.
pub fn classes() -> Vec<(Class, u32)> {
	vec![
		(
			class(Terms {
				name: b"wireless",
				period: HOURS,
				max_units: 64,
				collateral_per_unit: 100 * UNIT,
				jail_after: 24,
			}),
			30,
		),
		(
			class(Terms {
				name: b"gpu",
				period: 30 * MINUTES,
				max_units: 256,
				collateral_per_unit: 1_000 * UNIT,
				jail_after: 24,
			}),
			40,
		),
		(
			class(Terms {
				name: b"storage",
				period: 2 * HOURS,
				max_units: 1_024,
				collateral_per_unit: 20 * UNIT,
				jail_after: 12,
			}),
			20,
		),
		(
			class(Terms {
				name: b"sensor",
				period: 4 * HOURS,
				max_units: 16,
				collateral_per_unit: 10 * UNIT,
				jail_after: 12,
			}),
			10,
		),
	]
}

/// The same classes with windows that a person can watch. Their collateral stays at its least: an era of two minutes brings what
/// one of a day does.
pub fn dev_classes() -> Vec<(Class, u32)> {
	let periods = [10, 5, 20, 20];
	classes()
		.into_iter()
		.zip(periods)
		.map(|((class, weight), period)| {
			let max_collateral_per_unit = class.collateral_per_unit;
			let class = Class { period, cool_down: period, jail_after: 3, ..class };
			(Class { max_collateral_per_unit, ..class }, weight)
		})
		.collect()
}

/// Blocks in an era on a development chain: two minutes.
pub const DEV_ERA: BlockNumber = 2 * MINUTES;
