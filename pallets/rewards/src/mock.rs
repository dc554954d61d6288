//! A runtime with the token and this pallet. Nodes and their pages are test doubles.

use crate as pallet_rewards;
use alloc::collections::BTreeMap;
use frame_support::{
	assert_ok, derive_impl, parameter_types,
	traits::{
		fungible::{Balanced, Mutate},
		tokens::Preservation,
		ConstU128,
	},
	weights::Weight,
	PalletId,
};
use sp_runtime::{BuildStorage, DispatchError, DispatchResult, Perbill};
use substation_primitives::{
	Acc, Address, Balance, BlockNumber, ClassId, Counters, DeviceKey, Membership, NodeId, NodeInfo,
	Payouts, Pools as _, Registry, Retention, Roster, Status, Streams, Units,
};

pub type AccountId = u64;
type Block = frame_system::mocking::MockBlockU32<Test>;

pub const EXISTENTIAL_DEPOSIT: Balance = 1_000;
/// Where others' parts go.
pub const OTHERS: AccountId = 77;
/// What their share weighs.
pub const SHARE_WEIGHT: Weight = Weight::from_parts(1_000, 10);
/// What keeping something behind a node weighs.
pub const RETAIN_WEIGHT: Weight = Weight::from_parts(100, 1);
/// The class of most tests.
pub const CLASS: ClassId = 1;

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
	pub type Rewards = pallet_rewards;
}

parameter_types! {
	pub const RewardsPalletId: PalletId = PalletId(*b"sub/rwrd");
	/// What others have of each reward.
	pub static Shared: Perbill = Perbill::zero();
	/// What begins to vest of each reward, and the blocks of a round.
	pub static VestingPart: Perbill = Perbill::zero();
	pub static VestingPeriod: BlockNumber = 100;
	pub static MaxClaims: u32 = 8;
	/// What is missing behind every node. Where something is known to be, classes ask for more than their least, unless a test says
	/// otherwise.
	pub static Missing: Option<Balance> = None;
	pub static Applies: bool = true;
	/// What the units of classes earned in the eras that are over.
	pub static UnitsEarned: Vec<(ClassId, Balance)> = Vec::new();
	/// The nodes of the registry double.
	pub static Nodes: BTreeMap<NodeId, NodeInfo<AccountId>> = BTreeMap::new();
	/// The active ones' places: one page for each class.
	pub static Members: BTreeMap<NodeId, Membership> = BTreeMap::new();
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

impl pallet_rewards::Config for Test {
	type Currency = Balances;
	type Registry = World;
	type Payouts = World;
	type Retention = World;
	type VestingPart = VestingPart;
	type VestingPeriod = VestingPeriod;
	type Roster = World;
	type PalletId = RewardsPalletId;
	type MaxClaims = MaxClaims;
	type WeightInfo = ();
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = World;
}

/// Stands for the registry and the roster.
pub struct World;

impl Registry<AccountId> for World {
	fn get(node: NodeId) -> Option<NodeInfo<AccountId>> {
		Nodes::get().get(&node).cloned()
	}
}

/// Others have the part `Shared` of what each node earns; they are paid on the account `OTHERS`.
impl Payouts<AccountId> for World {
	fn part(_: NodeId, reward: Balance) -> Balance {
		Shared::get().mul_floor(reward)
	}
	fn share(
		node: NodeId,
		from: &AccountId,
		reward: Balance,
	) -> Result<Option<Balance>, DispatchError> {
		if Shared::get().is_zero() {
			return Ok(None);
		}
		let part = Self::part(node, reward);
		Balances::transfer(from, &OTHERS, part, Preservation::Preserve).map(Some)
	}
	fn weight() -> Weight {
		SHARE_WEIGHT
	}
}

impl Retention for World {
	fn earned(class: ClassId, reward: Balance) {
		UnitsEarned::mutate(|earned| earned.push((class, reward)));
	}
	fn applies(_: ClassId) -> bool {
		Applies::get() && Missing::get().is_some()
	}
	fn retain(node: NodeId, vesting: Balance, free: Balance) -> Result<Balance, DispatchError> {
		Ok(Self::lacks(node, vesting).min(free))
	}
	fn lacks(_: NodeId, vesting: Balance) -> Balance {
		Missing::get().unwrap_or_default().saturating_sub(vesting)
	}
	fn weight() -> Weight {
		RETAIN_WEIGHT
	}
}

impl Roster for World {
	fn join(_: NodeId, _: ClassId, _: Units, _: &DeviceKey) -> Result<Address, DispatchError> {
		Err(DispatchError::Unavailable)
	}
	fn leave(_: NodeId) -> DispatchResult {
		Err(DispatchError::Unavailable)
	}
	fn resize(_: NodeId, _: Units) -> DispatchResult {
		Err(DispatchError::Unavailable)
	}
	fn rekey(_: NodeId, _: &DeviceKey) -> DispatchResult {
		Err(DispatchError::Unavailable)
	}
	fn membership(node: NodeId) -> Option<Membership> {
		Members::get().get(&node).copied()
	}
	fn counters(_: NodeId) -> Counters {
		Counters::default()
	}
	fn forget(_: NodeId) {}
}

/// Who is paid for the node, unless a test says otherwise.
pub fn payee(node: NodeId) -> AccountId {
	1_000 + AccountId::from(node)
}

/// The node becomes active, as the roster does it. Registers it first if it is new.
pub fn enter(node: NodeId, class: ClassId, units: Units) {
	Nodes::mutate(|nodes| {
		nodes
			.entry(node)
			.or_insert(NodeInfo {
				class,
				units,
				owner: payee(node),
				operator: None,
				payee: payee(node),
				status: Status::Active,
			})
			.status = Status::Active;
	});
	assert_ok!(<Rewards as Streams>::enter(node, class, units));
	let settled = page(class).unwrap_or_else(|| Rewards::acc(class));
	let address = Address { class, page: 0, slot: node as u16 };
	Members::mutate(|members| members.insert(node, Membership { address, units, settled }));
}

/// The position up to which the page of the class is settled.
fn page(class: ClassId) -> Option<Acc> {
	Members::get()
		.values()
		.find(|member| member.address.class == class)
		.map(|member| member.settled)
}

/// The active node's place.
pub fn member(node: NodeId) -> Membership {
	Members::get()[&node]
}

/// The node stops being active, as the roster does it. Returns what went back to the pool.
pub fn leave(node: NodeId, earned: bool) -> Balance {
	let Membership { address, units, settled } = member(node);
	let returned = <Rewards as Streams>::leave(node, address.class, units, settled, earned);
	Members::mutate(|members| members.remove(&node));
	Nodes::mutate(|nodes| nodes.get_mut(&node).unwrap().status = Status::Suspended);
	returned.unwrap()
}

/// The active node's weight changes, as the roster does it.
pub fn resize(node: NodeId, to: Units, earned: bool) {
	let Membership { address, units, settled } = member(node);
	assert_ok!(Rewards::resize(node, address.class, units, to, settled, earned));
	Members::mutate(|members| members.get_mut(&node).unwrap().units = to);
}

/// A window of the class's page is settled: those that `missed` forfeit it. Returns what each did.
pub fn settle(class: ClassId, missed: &[NodeId]) -> Vec<Balance> {
	let until = Rewards::acc(class);
	let forfeited = missed
		.iter()
		.map(|node| {
			let Membership { units, settled, .. } = member(*node);
			Rewards::forfeit(*node, class, units, settled, until).unwrap()
		})
		.collect();
	Members::mutate(|members| {
		members
			.values_mut()
			.filter(|member| member.address.class == class)
			.for_each(|member| member.settled = until)
	});
	forfeited
}

/// The registry forgets the node after its end, as `reap` does it.
pub fn reap(node: NodeId) {
	assert_ok!(Rewards::pay_all(node));
	<Rewards as Streams>::forget(node);
	Nodes::mutate(|nodes| nodes.remove(&node));
}

/// Mints `amount` and streams it from now on for `blocks`.
pub fn fund(class: ClassId, amount: Balance, blocks: BlockNumber) {
	let credit = <Balances as Balanced<AccountId>>::issue(amount);
	assert!(Rewards::fund(class, credit, System::block_number() + blocks).is_ok());
}

/// Moves on by so many blocks.
pub fn run(blocks: BlockNumber) {
	System::set_block_number(System::block_number() + blocks);
}

/// What the pallet said since the last time that this was asked.
pub fn events() -> Vec<crate::Event<Test>> {
	System::read_events_for_pallet()
}

/// The externalities of a chain whose pot has the existential deposit.
pub fn externalities() -> sp_io::TestExternalities {
	Nodes::take();
	Shared::take();
	VestingPart::take();
	Missing::take();
	UnitsEarned::take();
	Members::take();
	let mut storage = frame_system::GenesisConfig::<Test>::default().build_storage().unwrap();
	pallet_balances::GenesisConfig::<Test> {
		balances: vec![(Rewards::pot(), EXISTENTIAL_DEPOSIT), (OTHERS, EXISTENTIAL_DEPOSIT)],
		..Default::default()
	}
	.assimilate_storage(&mut storage)
	.unwrap();
	let mut externalities = sp_io::TestExternalities::from(storage);
	externalities.execute_with(|| System::set_block_number(1));
	externalities
}

/// Runs a test that ends in a check of all invariants.
pub fn build_and_execute(test: impl FnOnce()) {
	externalities().execute_with(|| {
		test();
		assert_ok!(Rewards::do_try_state());
	});
}

#[cfg(feature = "runtime-benchmarks")]
impl substation_primitives::BenchmarkHelper<AccountId> for World {
	fn class() -> ClassId {
		fund(CLASS, 1_000_000_000, 1_000);
		CLASS
	}
	fn node(class: ClassId) -> (NodeId, AccountId) {
		let node = Nodes::get().len() as NodeId;
		enter(node, class, 10);
		let _ = Balances::deposit(
			&payee(node),
			1_000_000,
			frame_support::traits::tokens::Precision::Exact,
		);
		(node, payee(node))
	}
	fn sign(_: NodeId, _: &[u8]) -> substation_primitives::DeviceSignature {
		substation_primitives::DeviceSignature::Sr25519(Default::default())
	}
	fn advance(blocks: BlockNumber) {
		run(blocks);
	}
	fn miss(_: NodeId, _: bool) {}
}
