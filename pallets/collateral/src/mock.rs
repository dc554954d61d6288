//! A runtime of balances and this pallet, with doubles for its neighbours that keep their state in storage, so that what
//! fails is rolled back there too.

use crate as pallet_collateral;
use frame_support::{
	assert_ok, derive_impl, parameter_types,
	traits::{
		fungible::{Balanced, InspectHold},
		tokens::{imbalance::ResolveTo, Fortitude, Precision, Preservation},
		ConstU128, Hooks,
	},
	weights::{Weight, WeightMeter},
	Twox64Concat,
};
use sp_runtime::{BuildStorage, DispatchError, DispatchResult, Perbill};
use substation_primitives::{
	Balance, Class, ClassId, Classes, Collateral as _, EraIndex, Eras, Liabilities, LifeCycle,
	NodeId, NodeInfo, Registry, Retention as _, Slashable, Status, Units, Vests,
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
pub const ENDOWMENT: Balance = 100_000;
pub const ALICE: AccountId = 1;
pub const BOB: AccountId = 2;
pub const TREASURY: AccountId = 99;
pub const POT: AccountId = 98;
/// Base units that the class asks for, a unit.
pub const PER_UNIT: Balance = 100;
/// A node of ten units, so that 1,000 are required.
pub const NODE: NodeId = 7;
pub const CLASS: ClassId = 0;
pub const UNITS: Units = 10;
pub const REQUIRED: Balance = 1_000;

parameter_types! {
	pub static UnbondingEras: EraIndex = 14;
	pub static SlashDeferral: EraIndex = 7;
	pub static TopUpEras: EraIndex = 2;
	pub static BurnedPart: Perbill = Perbill::from_percent(50);
	pub static BackedPart: Perbill = Perbill::from_percent(50);
	pub static RewardEras: EraIndex = 20;
	pub static RequirementStep: Perbill = Perbill::from_percent(5);
	pub static SweepWeight: Weight = Weight::from_parts(1_000_000_000_000, u64::MAX);
	pub const Treasury: AccountId = TREASURY;
}

impl crate::Config for Test {
	type RuntimeHoldReason = RuntimeHoldReason;
	type Currency = Balances;
	type Treasury = ResolveTo<Treasury, Balances>;
	type Registry = Doubles;
	type Classes = Doubles;
	type Backers = Doubles;
	type Rewards = Doubles;
	type Liabilities = Doubles;
	type LifeCycle = Doubles;
	type Eras = Doubles;
	type UnbondingEras = UnbondingEras;
	type SlashDeferral = SlashDeferral;
	type TopUpEras = TopUpEras;
	type BurnedPart = BurnedPart;
	type BackedPart = BackedPart;
	type RewardEras = RewardEras;
	type RequirementStep = RequirementStep;
	type SweepWeight = SweepWeight;
	type WeightInfo = ();
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = Doubles;
}

/// Stands in for all neighbours.
pub struct Doubles;

#[frame_support::storage_alias]
pub type Nodes = StorageMap<Doubles, Twox64Concat, NodeId, NodeInfo<AccountId>>;
/// Slashes that are due, and those that are still deferred.
#[frame_support::storage_alias]
pub type Due = StorageMap<Doubles, Twox64Concat, NodeId, Balance>;
#[frame_support::storage_alias]
pub type Deferred = StorageMap<Doubles, Twox64Concat, NodeId, Balance>;
/// What others have behind nodes; their tokens are on the account `POT`.
#[frame_support::storage_alias]
pub type Backed = StorageMap<Doubles, Twox64Concat, NodeId, Balance>;
/// What of nodes' rewards vests, and what they have earned besides; both are on the account `POT`.
#[frame_support::storage_alias]
pub type Vesting = StorageMap<Doubles, Twox64Concat, NodeId, Balance>;
#[frame_support::storage_alias]
pub type Earned = StorageMap<Doubles, Twox64Concat, NodeId, Balance>;
/// How often what a node has earned was divided.
#[frame_support::storage_alias]
pub type Settled = StorageMap<Doubles, Twox64Concat, NodeId, u32>;
#[frame_support::storage_alias]
pub type Era = StorageValue<Doubles, EraIndex>;
#[frame_support::storage_alias]
pub type PerUnit = StorageValue<Doubles, Balance>;
/// Makes the next suspension fail.
#[frame_support::storage_alias]
pub type Stubborn = StorageValue<Doubles, bool>;

impl Registry<AccountId> for Doubles {
	fn get(node: NodeId) -> Option<NodeInfo<AccountId>> {
		Nodes::get(node)
	}
}

impl Classes for Doubles {
	fn get(class: ClassId) -> Option<Class> {
		(class == CLASS).then(|| Class {
			name: Default::default(),
			period: 10,
			min_units: 1,
			max_units: 100,
			collateral_per_unit: PerUnit::get().unwrap_or(PER_UNIT),
			max_collateral_per_unit: 10 * PER_UNIT.max(PerUnit::get().unwrap_or_default()),
			min_firmware: 0,
			break_even: Perbill::from_percent(90),
			penalty_floor: Perbill::from_percent(1),
			penalty_cap: Perbill::from_percent(5),
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

impl Liabilities for Doubles {
	fn apply_due(node: NodeId) -> DispatchResult {
		match Due::take(node) {
			Some(amount) => Collateral::slash(node, 0, amount).map(drop),
			None => Ok(()),
		}
	}
	fn outstanding(node: NodeId) -> Balance {
		Due::get(node).unwrap_or_default() + Deferred::get(node).unwrap_or_default()
	}
	fn forgive(_: NodeId, _: EraIndex) -> DispatchResult {
		Err(DispatchError::Other("collateral never forgives"))
	}
	fn oldest(_: NodeId) -> Option<EraIndex> {
		None
	}
}

/// Half of each slash is theirs, as far as it goes.
impl substation_primitives::Backers<crate::CreditOf<Test>> for Doubles {
	fn backed(node: NodeId) -> Balance {
		Backed::get(node).unwrap_or_default()
	}
	fn settle(node: NodeId) -> DispatchResult {
		Settled::mutate(node, |times| *times = Some(times.unwrap_or_default() + 1));
		Ok(())
	}
	fn slash(
		node: NodeId,
		_: EraIndex,
		amount: Balance,
		_: Balance,
	) -> Result<crate::CreditOf<Test>, DispatchError> {
		let theirs = Backed::get(node).unwrap_or_default().min(amount / 2);
		Backed::mutate(node, |backed| *backed = Some(backed.unwrap_or_default() - theirs));
		<Balances as Balanced<_>>::withdraw(
			&POT,
			theirs,
			Precision::Exact,
			Preservation::Preserve,
			Fortitude::Polite,
		)
	}
}

impl Vests<crate::CreditOf<Test>> for Doubles {
	fn vesting(node: NodeId) -> Balance {
		Vesting::get(node).unwrap_or_default()
	}
	fn slash(node: NodeId, amount: Balance) -> Result<crate::CreditOf<Test>, DispatchError> {
		let taken = Self::vesting(node).min(amount);
		Vesting::mutate(node, |vesting| *vesting = Some(vesting.unwrap_or_default() - taken));
		<Balances as Balanced<_>>::withdraw(
			&POT,
			taken,
			Precision::Exact,
			Preservation::Preserve,
			Fortitude::Polite,
		)
	}
	fn keep(node: NodeId) -> DispatchResult {
		let (vesting, free) = (Self::vesting(node), Earned::take(node).unwrap_or_default());
		let kept = Collateral::retain(node, vesting, free)?;
		Vesting::insert(node, vesting + kept);
		Ok(())
	}
}

impl LifeCycle for Doubles {
	fn jailed(_: NodeId) -> DispatchResult {
		Err(DispatchError::Other("collateral never jails"))
	}
	fn suspend(node: NodeId) -> DispatchResult {
		if Stubborn::get().unwrap_or_default() {
			return Err(DispatchError::Other("stubborn"));
		}
		set_status(node, Status::Suspended);
		Ok(())
	}
	fn reinstate(node: NodeId) -> DispatchResult {
		if !Collateral::covers(node, REQUIRED) {
			return Err(DispatchError::Other("too little is locked"));
		}
		set_status(node, Status::Active);
		Ok(())
	}
	fn evict(_: NodeId) -> DispatchResult {
		Err(DispatchError::Other("collateral never evicts"))
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
	Doubles::apply_due(node)?;
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
	Doubles::apply_due(node)?;
	Collateral::close(node)?;
	Nodes::remove(node);
	Ok(())
}

pub fn held(who: AccountId) -> Balance {
	Balances::balance_on_hold(&crate::HoldReason::Collateral.into(), &who)
}

/// The first block of that era, hooks and all. Returns what they weighed.
pub fn enter_era(era: EraIndex) -> Weight {
	Era::put(era);
	poll()
}

/// A block's hooks.
pub fn poll() -> Weight {
	let mut meter = WeightMeter::new();
	Collateral::on_poll(System::block_number(), &mut meter);
	meter.consumed()
}

pub fn new_test_ext() -> sp_io::TestExternalities {
	let balances = vec![
		(ALICE, ENDOWMENT),
		(BOB, ENDOWMENT),
		(3, ENDOWMENT),
		(TREASURY, EXISTENTIAL_DEPOSIT),
		(POT, ENDOWMENT),
	];
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
		assert_ok!(Collateral::do_try_state());
	});
}

/// The last event, which must be one of this pallet's.
pub fn last_event() -> crate::Event<Test> {
	match System::events().pop().map(|record| record.event) {
		Some(RuntimeEvent::Collateral(event)) => event,
		other => panic!("not an event of collateral: {other:?}"),
	}
}

/// This pallet's events since the last call.
pub fn events() -> Vec<crate::Event<Test>> {
	let events = System::events();
	System::reset_events();
	events
		.into_iter()
		.filter_map(|record| match record.event {
			RuntimeEvent::Collateral(event) => Some(event),
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
		panic!("collateral needs no signature")
	}
	fn advance(_: substation_primitives::BlockNumber) {
		Era::put(Doubles::current() + 1);
	}
	fn miss(node: NodeId, due: bool) {
		if due {
			Due::insert(node, REQUIRED / 20);
		} else {
			Deferred::insert(node, REQUIRED / 20);
		}
	}
}
