//! A runtime with the token and this pallet. Classes and their pools are test doubles.

use crate as pallet_emission;
use alloc::collections::{BTreeMap, BTreeSet};
use frame_support::{
	assert_ok, derive_impl, parameter_types,
	traits::{
		fungible::{Balanced, Credit},
		tokens::imbalance::ResolveTo,
		ConstU128, ConstU32, Hooks,
	},
};
use frame_system::EnsureRoot;
use sp_runtime::{BuildStorage, Perbill, Perquintill};
use substation_primitives::{
	Balance, BlockNumber, Class, ClassId, ClassName, Classes, Demand, Pools, Takings,
};

pub type AccountId = u64;
type Block = frame_system::mocking::MockBlockU32<Test>;

pub const VOLT: Balance = 1_000_000_000_000;
pub const EXISTENTIAL_DEPOSIT: Balance = 1_000;
pub const CAP: Balance = 1_000_000_000 * VOLT;
pub const GENESIS: Balance = 200_000_000 * VOLT;
pub const ERA: BlockNumber = 14_400;
pub const MAX_CLASSES: u32 = 20;
/// Half of what is left in four years of 365.25 days.
pub const DECAY: Perquintill = Perquintill::from_parts(474_320_862_749_585);

pub const HOLDER: AccountId = 1;
pub const VALIDATORS: AccountId = 2;
pub const TREASURY: AccountId = 3;

#[frame_support::runtime]
mod runtime {
	#[runtime::runtime]
	#[runtime::derive(
		RuntimeCall,
		RuntimeEvent,
		RuntimeError,
		RuntimeOrigin,
		RuntimeTask,
		RuntimeHoldReason,
		RuntimeFreezeReason,
		RuntimeViewFunction
	)]
	pub struct Test;

	#[runtime::pallet_index(0)]
	pub type System = frame_system;
	#[runtime::pallet_index(1)]
	pub type Balances = pallet_balances;
	#[runtime::pallet_index(2)]
	pub type Emission = pallet_emission;
}

parameter_types! {
	pub const ValidatorsPot: AccountId = VALIDATORS;
	pub const TreasuryPot: AccountId = TREASURY;
	/// Classes that exist.
	pub static Known: BTreeSet<ClassId> = BTreeSet::new();
	/// Classes whose pool takes nothing.
	pub static Refusing: BTreeSet<ClassId> = BTreeSet::new();
	/// What customers paid since the era began.
	pub static Paid: BTreeMap<ClassId, Takings> = BTreeMap::new();
	/// What the pools were funded with: class, amount, until.
	pub static Funded: Vec<(ClassId, Balance, BlockNumber)> = Vec::new();
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

impl pallet_emission::Config for Test {
	type Currency = Balances;
	type GovernanceOrigin = EnsureRoot<AccountId>;
	type Classes = World;
	type Pools = World;
	type Demand = World;
	type Validators = ResolveTo<ValidatorsPot, Balances>;
	type Treasury = ResolveTo<TreasuryPot, Balances>;
	type Cap = ConstU128<CAP>;
	type YearBlocks = ConstU32<{ 365 * 14_400 }>;
	type MaxClasses = ConstU32<MAX_CLASSES>;
	type WeightInfo = ();
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = World;
}

/// Stands for the registry of classes and for their pools.
pub struct World;

impl Classes for World {
	fn get(class: ClassId) -> Option<Class> {
		Known::get().contains(&class).then(|| Class {
			name: ClassName::truncate_from(b"gpu".to_vec()),
			period: 100,
			min_units: 1,
			max_units: 10,
			collateral_per_unit: VOLT,
			max_collateral_per_unit: VOLT,
			min_firmware: 0,
			break_even: Perbill::from_percent(90),
			penalty_floor: Perbill::zero(),
			penalty_cap: Perbill::from_percent(5),
			jail_after: 3,
			cool_down: 100,
		})
	}
}

/// Burns when the books are closed, as the services pallet does.
impl Demand for World {
	fn close_books() -> Vec<(ClassId, Takings)> {
		let paid = Paid::take();
		let burned = paid.values().map(|taken| taken.burned).sum::<Balance>();
		if burned > 0 {
			let left = Balances::free_balance(HOLDER) - burned;
			Balances::force_set_balance(RuntimeOrigin::root(), HOLDER, left).unwrap();
		}
		paid.into_iter().collect()
	}
}

/// Customers of the class pay: so much is burned, so much is the operators'.
pub fn pay(class: ClassId, burned: Balance, income: Balance) {
	Paid::mutate(|paid| {
		let taken = paid.entry(class).or_default();
		taken.burned += burned;
		taken.income += income;
	});
}

/// The account of the class's pool.
pub fn pool(class: ClassId) -> AccountId {
	1_000 + AccountId::from(class)
}

impl Pools<Credit<AccountId, Balances>> for World {
	fn fund(
		class: ClassId,
		credit: Credit<AccountId, Balances>,
		until: BlockNumber,
	) -> Result<(), Credit<AccountId, Balances>> {
		if Refusing::get().contains(&class) {
			return Err(credit);
		}
		let before = Balances::free_balance(pool(class));
		if before > 0 || frame_support::traits::Imbalance::peek(&credit) > 0 {
			Balances::resolve(&pool(class), credit)?;
		}
		let amount = Balances::free_balance(pool(class)) - before;
		Funded::mutate(|funded| funded.push((class, amount, until)));
		Ok(())
	}
}

/// Runs the hooks of all blocks up to `block`, each with the end of its era if need be.
pub fn run_to(block: BlockNumber) {
	while System::block_number() < block {
		next_block();
	}
}

/// Runs the hook of the next block.
pub fn next_block() {
	let next = System::block_number() + 1;
	System::set_block_number(next);
	<Emission as Hooks<BlockNumber>>::on_initialize(next);
}

/// Goes to the first block of the next era, and forgets what was said before it.
pub fn next_era() {
	let ends = Emission::clock().map_or(1, |clock| clock.ends);
	System::set_block_number(ends - 1);
	System::reset_events();
	Funded::take();
	next_block();
}

/// What the pallet said.
pub fn events() -> Vec<crate::Event<Test>> {
	System::read_events_for_pallet()
}

/// The terms of a real network.
pub fn genesis() -> crate::GenesisConfig<Test> {
	crate::GenesisConfig {
		era_blocks: ERA,
		shares: vec![(0, 30), (1, 40), (2, 20), (3, 10)],
		split: crate::Split {
			validators: Perbill::from_percent(25),
			treasury: Perbill::from_percent(15),
		},
		decay: DECAY,
		demand: crate::DemandTerms {
			service: Perbill::from_percent(50),
			floor: Perbill::from_percent(20),
		},
		..Default::default()
	}
}

/// The state at genesis, before the first block.
pub fn externalities(genesis: crate::GenesisConfig<Test>) -> sp_io::TestExternalities {
	Known::set((0..4).collect());
	Refusing::take();
	Funded::take();
	Paid::take();
	let mut storage = frame_system::GenesisConfig::<Test>::default().build_storage().unwrap();
	pallet_balances::GenesisConfig::<Test> {
		balances: vec![(HOLDER, GENESIS)],
		..Default::default()
	}
	.assimilate_storage(&mut storage)
	.unwrap();
	genesis.assimilate_storage(&mut storage).unwrap();
	storage.into()
}

/// Runs a test from genesis that ends in a check of all invariants.
pub fn build_and_execute(test: impl FnOnce()) {
	externalities(genesis()).execute_with(|| {
		assert_ok!(Emission::do_try_state());
		test();
		assert_ok!(Emission::do_try_state());
	});
}

#[cfg(feature = "runtime-benchmarks")]
impl substation_primitives::BenchmarkHelper<AccountId> for World {
	fn class() -> ClassId {
		let class = Known::get().len() as ClassId;
		Known::mutate(|known| known.insert(class));
		class
	}
	fn node(_: ClassId) -> (substation_primitives::NodeId, AccountId) {
		(0, HOLDER)
	}
	fn sign(_: substation_primitives::NodeId, _: &[u8]) -> substation_primitives::DeviceSignature {
		substation_primitives::DeviceSignature::Sr25519(Default::default())
	}
	fn advance(_: BlockNumber) {}
	fn miss(_: substation_primitives::NodeId, _: bool) {}
	fn pay(class: ClassId) {
		pay(class, VOLT, VOLT);
	}
}
