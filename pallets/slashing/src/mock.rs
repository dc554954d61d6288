//! A runtime of balances, collateral and this pallet, with doubles for the other neighbours that keep their state in
//! storage, so that what fails is rolled back there too.

use crate::{self as pallet_slashing, Pass, Sweep};
use frame_support::{
	assert_ok, derive_impl, ensure, parameter_types,
	traits::{fungible::InspectHold, tokens::imbalance::ResolveTo, ConstU128, ConstU32, Hooks},
	weights::{Weight, WeightMeter},
	Twox64Concat,
};
use frame_system::EnsureRoot;
use sp_runtime::{BuildStorage, DispatchError, DispatchResult, FixedU128, Perbill};
use substation_primitives::{
	Balance, Class, ClassId, Classes, Collateral as _, EraIndex, Eras, Liabilities as _, LifeCycle,
	Miss, NodeId, NodeInfo, OnMiss, Registry, Status, Units, WindowIndex,
};

pub type AccountId = u64;
type Block = frame_system::mocking::MockBlock<Test>;

#[frame_support::runtime]
mod runtime {
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
	pub struct Test;

	#[runtime::pallet_index(0)]
	pub type System = frame_system;
	#[runtime::pallet_index(1)]
	pub type Balances = pallet_balances;
	#[runtime::pallet_index(2)]
	pub type Collateral = pallet_collateral;
	#[runtime::pallet_index(3)]
	pub type Slashing = pallet_slashing;
}

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
	type Block = Block;
	type AccountData = pallet_balances::AccountData<Balance>;
}

#[derive_impl(pallet_balances::config_preludes::TestDefaultConfig)]
impl pallet_balances::Config for Test {
	type Balance = Balance;
	type ExistentialDeposit = ConstU128<EXISTENTIAL_DEPOSIT>;
	type AccountStore = System;
}

pub const EXISTENTIAL_DEPOSIT: Balance = 10;
/// What each account starts with.
pub const ENDOWMENT: Balance = 1_000_000;
pub const ALICE: AccountId = 1;
pub const BOB: AccountId = 2;
pub const TREASURY: AccountId = 99;
/// A node of ten units at 1,000 each.
pub const NODE: NodeId = 7;
pub const CLASS: ClassId = 0;
pub const UNITS: Units = 10;
pub const REQUIRED: Balance = 10_000;
/// 1 % of that is the least that a miss costs.
pub const FLOOR: Balance = 100;
/// 20 % of that is the most that an era's misses cost.
pub const CAP: Balance = 2_000;
/// The class's weight: one node is as much of it as may fail without raising the price.
pub const TOTAL: u64 = 100;

parameter_types! {
	pub static SlashDeferral: EraIndex = 7;
	pub static AppealEras: EraIndex = 7;
	pub static AppealDeposit: Balance = 500;
	pub static SweepWeight: Weight = Weight::from_parts(1_000_000_000_000, u64::MAX);
	pub const Threshold: Perbill = Perbill::from_percent(10);
	pub const Slope: FixedU128 = FixedU128::from_u32(2);
	pub const BurnedPart: Perbill = Perbill::from_percent(50);
	pub const RequirementStep: Perbill = Perbill::from_percent(5);
	pub const Treasury: AccountId = TREASURY;
}

impl pallet_collateral::Config for Test {
	type RuntimeHoldReason = RuntimeHoldReason;
	type Currency = Balances;
	type Treasury = ResolveTo<Treasury, Balances>;
	type Registry = Doubles;
	type Classes = Doubles;
	type Backers = ();
	type Rewards = ();
	type Liabilities = Slashing;
	type LifeCycle = Doubles;
	type Eras = Doubles;
	type UnbondingEras = ConstU32<14>;
	type SlashDeferral = SlashDeferral;
	type TopUpEras = ConstU32<2>;
	type BurnedPart = BurnedPart;
	type BackedPart = BurnedPart;
	type RewardEras = ConstU32<20>;
	type RequirementStep = RequirementStep;
	type SweepWeight = SweepWeight;
	type WeightInfo = ();
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = Doubles;
}

impl crate::Config for Test {
	type RuntimeHoldReason = RuntimeHoldReason;
	type Currency = Balances;
	type Treasury = ResolveTo<Treasury, Balances>;
	type JudgeOrigin = EnsureRoot<AccountId>;
	type Classes = Doubles;
	type Registry = Doubles;
	type Slashable = Collateral;
	type Eras = Doubles;
	type SlashDeferral = SlashDeferral;
	type AppealEras = AppealEras;
	type AppealDeposit = AppealDeposit;
	type CorrelationThreshold = Threshold;
	type CorrelationSlope = Slope;
	type SweepWeight = SweepWeight;
	type WeightInfo = ();
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = Doubles;
}

/// Stands in for the neighbours that are not here.
pub struct Doubles;

#[frame_support::storage_alias]
pub type Nodes = StorageMap<Doubles, Twox64Concat, NodeId, NodeInfo<AccountId>>;
#[frame_support::storage_alias]
pub type Era = StorageValue<Doubles, EraIndex>;
/// Part of the collateral that an era's misses cost at most, if not 20 %.
#[frame_support::storage_alias]
pub type PenaltyCap = StorageValue<Doubles, Perbill>;
#[frame_support::storage_alias]
pub type BreakEven = StorageValue<Doubles, Perbill>;
/// How many windows each node has missed in an era.
#[frame_support::storage_alias]
pub type Missed =
	StorageDoubleMap<Doubles, Twox64Concat, EraIndex, Twox64Concat, NodeId, WindowIndex>;

impl Registry<AccountId> for Doubles {
	fn get(node: NodeId) -> Option<NodeInfo<AccountId>> {
		Nodes::get(node)
	}
}

impl Classes for Doubles {
	fn get(class: ClassId) -> Option<Class> {
		(class <= 1).then(|| Class {
			name: Default::default(),
			period: 10,
			min_units: 1,
			max_units: 100,
			collateral_per_unit: 1_000,
			max_collateral_per_unit: 2_000,
			min_firmware: 0,
			break_even: BreakEven::get().unwrap_or(Perbill::from_percent(90)),
			penalty_floor: Perbill::from_percent(1),
			penalty_cap: PenaltyCap::get().unwrap_or(Perbill::from_percent(20)),
			jail_after: 3,
			cool_down: 10,
		})
	}
}

impl Eras for Doubles {
	fn current() -> EraIndex {
		Era::get().unwrap_or_default()
	}
}

impl LifeCycle for Doubles {
	fn jailed(_: NodeId) -> DispatchResult {
		Err(DispatchError::Other("nobody jails here"))
	}
	fn suspend(node: NodeId) -> DispatchResult {
		set_status(node, Status::Suspended);
		Ok(())
	}
	fn reinstate(node: NodeId) -> DispatchResult {
		ensure!(Collateral::locked(node) >= REQUIRED, DispatchError::Other("too little is locked"));
		set_status(node, Status::Active);
		Ok(())
	}
	fn evict(_: NodeId) -> DispatchResult {
		Err(DispatchError::Other("nobody evicts here"))
	}
}

pub fn set_status(node: NodeId, status: Status) {
	Nodes::mutate(node, |info| info.as_mut().expect("registered").status = status);
}

pub fn status(node: NodeId) -> Status {
	Nodes::get(node).expect("registered").status
}

/// What the registry does when a node is registered.
pub fn register(node: NodeId, owner: AccountId, collateral: Balance) {
	let info = NodeInfo {
		class: CLASS,
		units: UNITS,
		owner,
		operator: None,
		payee: owner,
		status: Status::Active,
	};
	Nodes::insert(node, info);
	assert_ok!(Collateral::lock(node, &owner, collateral));
}

/// What the registry does when a node retires.
pub fn retire(node: NodeId) -> DispatchResult {
	Slashing::apply_due(node)?;
	set_status(node, Status::Retiring);
	Collateral::unlock_all(node)
}

/// What the registry does when a node is given away.
pub fn transfer(node: NodeId, to: AccountId) -> DispatchResult {
	Collateral::hand_over(node, &to)?;
	Nodes::mutate(node, |info| info.as_mut().expect("registered").owner = to);
	Ok(())
}

/// What the registry does when a node goes.
pub fn reap(node: NodeId) -> DispatchResult {
	Slashing::apply_due(node)?;
	ensure!(Slashing::outstanding(node) == 0, DispatchError::Other("a slash may come"));
	Collateral::close(node)?;
	Nodes::remove(node);
	Ok(())
}

/// A penalised miss of a node: each of its windows of the era, one after the other.
pub fn miss_of(node: NodeId, forfeited: Balance) -> Miss {
	let era = Doubles::current();
	let before = Missed::get(era, node).unwrap_or_default();
	Missed::insert(era, node, before + 1);
	let window = era * 100 + before;
	Miss { node, class: CLASS, units: UNITS, window, total: TOTAL, forfeited, free: false }
}

/// The node misses now, and forfeits that much.
pub fn miss(node: NodeId, forfeited: Balance) {
	assert_ok!(Slashing::missed(miss_of(node, forfeited)));
}

pub fn deposits(who: AccountId) -> Balance {
	Balances::balance_on_hold(&crate::HoldReason::Appeal.into(), &who)
}

pub fn held(who: AccountId) -> Balance {
	Balances::balance_on_hold(&pallet_collateral::HoldReason::Collateral.into(), &who)
}

/// The first block of that era, hooks and all. Returns what the sweep of slashes weighed.
pub fn enter_era(era: EraIndex) -> Weight {
	Era::put(era);
	poll()
}

/// A block's hooks. Returns what the sweep of slashes weighed.
pub fn poll() -> Weight {
	let mut meter = WeightMeter::new();
	Slashing::on_poll(System::block_number(), &mut meter);
	Collateral::on_poll(System::block_number(), &mut WeightMeter::new());
	meter.consumed()
}

/// Sweeps block by block, each within its budget, until the pass is where it should be. Returns how many blocks that took.
pub fn sweep_until(done: impl Fn(Pass) -> bool) -> u32 {
	let ends = (1..1_000).find(|_| {
		System::reset_events();
		assert!(poll().all_lte(SweepWeight::get()), "over budget");
		done(Sweep::<Test>::get())
	});
	ends.expect("the sweep comes to an end")
}

/// Balances are those of Alice, Bob, a third owner and the treasury.
pub fn new_test_ext() -> sp_io::TestExternalities {
	let balances =
		vec![(ALICE, ENDOWMENT), (BOB, ENDOWMENT), (3, ENDOWMENT), (TREASURY, EXISTENTIAL_DEPOSIT)];
	let config = RuntimeGenesisConfig {
		balances: pallet_balances::GenesisConfig { balances, ..Default::default() },
		..Default::default()
	};
	let mut ext: sp_io::TestExternalities =
		config.build_storage().expect("the genesis is valid").into();
	ext.execute_with(|| System::set_block_number(1));
	ext
}

/// Runs a test with one node of Alice's, and checks all invariants at its end.
pub fn build_and_execute(test: impl FnOnce()) {
	new_test_ext().execute_with(|| {
		register(NODE, ALICE, REQUIRED);
		test();
		assert_ok!(Slashing::do_try_state());
		assert_ok!(Collateral::do_try_state());
	});
}

/// This pallet's events since the last call.
pub fn events() -> Vec<crate::Event<Test>> {
	let events = System::events();
	System::reset_events();
	events
		.into_iter()
		.filter_map(|record| match record.event {
			RuntimeEvent::Slashing(event) => Some(event),
			_ => None,
		})
		.collect()
}

#[cfg(feature = "runtime-benchmarks")]
impl substation_primitives::BenchmarkHelper<AccountId> for Doubles {
	fn class() -> ClassId {
		CLASS
	}
	fn node(_: ClassId) -> (NodeId, AccountId) {
		let node = 1_000 + Nodes::iter_keys().count() as NodeId;
		let owner = AccountId::from(node);
		assert_ok!(<Balances as frame_support::traits::fungible::Mutate<_>>::mint_into(
			&owner, ENDOWMENT
		));
		register(node, owner, REQUIRED);
		(node, owner)
	}
	fn sign(_: NodeId, _: &[u8]) -> substation_primitives::DeviceSignature {
		panic!("slashing needs no signature")
	}
	fn advance(_: substation_primitives::BlockNumber) {
		Era::put(Doubles::current() + 1);
	}
	fn miss(node: NodeId, due: bool) {
		miss(node, 20);
		if due {
			Era::put(Doubles::current() + SlashDeferral::get() + 1);
		}
	}
}
