//! A chain of its own for the tests: blocks, nodes with device keys, and doubles of the other pallets.

use std::{cell::RefCell, collections::BTreeMap};

use codec::Encode;
use frame_support::{
	derive_impl,
	dispatch::{DispatchResult, DispatchResultWithPostInfo},
	parameter_types,
	traits::{ConstU32, ConstU64, Hooks, Time},
	weights::{constants::WEIGHT_REF_TIME_PER_SECOND, Weight, WeightMeter},
};
use frame_system::limits::BlockWeights;
use sp_core::{ecdsa, ed25519, sr25519, Pair, H256};
use sp_io::hashing::blake2_256;
use sp_runtime::{BuildStorage, DispatchError, Perbill};
use substation_primitives::{
	Address, Attestation as Item, BlockNumber, Class, ClassId, Classes, DeviceKey, DeviceSignature,
	Eras, LifeCycle, Miss, NodeId, NodeInfo, OnMiss, Payload, Registry, Report, Roster, Status,
	Units,
};

use crate::{self as pallet_attestation, Page, Pages};

mod pool;

pub use pool::*;

pub type AccountId = u64;

#[frame_support::runtime]
mod runtime {
	#[runtime::runtime]
	#[runtime::derive(
		RuntimeCall,
		RuntimeEvent,
		RuntimeError,
		RuntimeOrigin,
		RuntimeTask,
		RuntimeViewFunction
	)]
	pub struct Test;

	#[runtime::pallet_index(0)]
	pub type System = frame_system;
	#[runtime::pallet_index(1)]
	pub type Attestation = pallet_attestation;
}

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
	type Block = frame_system::mocking::MockBlockU32<Test>;
	type BlockHashCount = ConstU32<256>;
	type BlockWeights = Weights;
	type MultiBlockMigrator = Migrations;
}

parameter_types! {
	pub Weights: BlockWeights = BlockWeights::with_sensible_defaults(
		Weight::from_parts(2 * WEIGHT_REF_TIME_PER_SECOND, u64::MAX),
		Perbill::from_percent(75),
	);
	pub static Budget: Perbill = Perbill::from_percent(20);
	pub static Era: u32 = 0;
	pub static Moment: u64 = 0;
	pub static Migrating: bool = false;
	/// Whether enough is locked behind every node.
	pub static Covered: bool = true;
	/// Misses that were priced.
	pub static Misses: Vec<Miss> = vec![];
	/// Whether each miss has an older slash applied with it.
	pub static Slashing: bool = false;
	/// The most that settlement has weighed in a block.
	pub static Heaviest: Weight = Weight::zero();
	/// From this block on, hashes are those of another fork.
	pub static Fork: BlockNumber = BlockNumber::MAX;
	pub const CongestionThreshold: Perbill = Perbill::from_percent(90);
	pub const CongestedPart: Perbill = Perbill::from_percent(50);
}

impl crate::Config for Test {
	type WeightInfo = ();
	type Classes = Nodes;
	type Registry = Nodes;
	type LifeCycle = Nodes;
	type Streams = Pool;
	type OnMiss = Prices;
	type Eras = Calendar;
	type Clock = Wall;
	type MaxClasses = ConstU32<4>;
	type SettlementBudget = Budget;
	type EvictionEras = ConstU32<3>;
	type HaltGap = ConstU64<60_000>;
	type CongestionThreshold = CongestionThreshold;
	type CongestedPart = CongestedPart;
	type AttestPriority = ConstU64<1_000>;
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = Nodes;
}

pub struct Wall;
impl Time for Wall {
	type Moment = u64;
	fn now() -> u64 {
		Moment::get()
	}
}

pub struct Calendar;
impl Eras for Calendar {
	fn current() -> u32 {
		Era::get()
	}
}

pub struct Migrations;
impl frame_support::migrations::MultiStepMigrator for Migrations {
	fn ongoing() -> bool {
		Migrating::get()
	}
	fn step() -> Weight {
		Weight::zero()
	}
}

pub struct Prices;
impl OnMiss for Prices {
	fn missed(miss: Miss) -> Result<bool, DispatchError> {
		Misses::mutate(|misses| misses.push(miss));
		Ok(Slashing::get())
	}
}

thread_local! {
	static CLASSES: RefCell<BTreeMap<ClassId, Class>> = RefCell::default();
	static NODES: RefCell<BTreeMap<NodeId, NodeInfo<AccountId>>> = RefCell::default();
}

/// The registry: every node's owner is 1000 + its number, its operator 2000 + its number.
pub struct Nodes;

impl Classes for Nodes {
	fn get(class: ClassId) -> Option<Class> {
		CLASSES.with_borrow(|classes| classes.get(&class).cloned())
	}
}

impl Registry<AccountId> for Nodes {
	fn get(node: NodeId) -> Option<NodeInfo<AccountId>> {
		NODES.with_borrow(|nodes| nodes.get(&node).cloned())
	}
}

impl LifeCycle for Nodes {
	fn jailed(node: NodeId) -> DispatchResult {
		set_status(node, Status::Jailed);
		Ok(())
	}
	fn suspend(node: NodeId) -> DispatchResult {
		if status(node) == Status::Active {
			Attestation::leave(node)?;
		}
		set_status(node, Status::Suspended);
		Ok(())
	}
	fn reinstate(node: NodeId) -> DispatchResult {
		if !Covered::get() {
			return Err(DispatchError::Other("CollateralShort"));
		}
		set_status(node, Status::Active);
		let NodeInfo { class, units, .. } = info(node);
		Attestation::join(node, class, units, &key(node)).map(drop)
	}
	fn evict(node: NodeId) -> DispatchResult {
		set_status(node, Status::Retiring);
		Ok(())
	}
}

/// The first class: windows of 10 blocks, jail after three misses.
pub const WIRELESS: ClassId = 0;
/// The second: windows of 7 blocks.
pub const GPU: ClassId = 1;

pub fn class(period: BlockNumber) -> Class {
	Class {
		name: Default::default(),
		period,
		min_units: 1,
		max_units: 1_000,
		collateral_per_unit: 100,
		max_collateral_per_unit: 100,
		min_firmware: 10,
		break_even: Perbill::from_percent(90),
		penalty_floor: Perbill::from_percent(1),
		penalty_cap: Perbill::from_percent(10),
		jail_after: 3,
		cool_down: 15,
	}
}

pub fn set_class(id: ClassId, class: Class) {
	CLASSES.with_borrow_mut(|classes| classes.insert(id, class));
}

fn reset() {
	CLASSES.take();
	NODES.take();
	pool::reset();
	Budget::set(Perbill::from_percent(20));
	Era::set(0);
	Moment::set(0);
	Migrating::set(false);
	Covered::set(true);
	Misses::take();
	Slashing::set(false);
	Heaviest::set(Weight::zero());
	Fork::set(BlockNumber::MAX);
}

/// A chain before its first block.
pub fn genesis_ext() -> sp_io::TestExternalities {
	reset();
	set_class(WIRELESS, class(10));
	set_class(GPU, class(7));
	let storage = frame_system::GenesisConfig::<Test>::default().build_storage().unwrap();
	let mut ext = sp_io::TestExternalities::new(storage);
	ext.execute_with(|| {
		set_rate(WIRELESS, 1_000_000);
		set_rate(GPU, 2_000_000);
	});
	ext
}

/// A chain in block 1.
pub fn new_test_ext() -> sp_io::TestExternalities {
	let mut ext = genesis_ext();
	ext.execute_with(next_block);
	ext
}

/// Runs a test in block 1 of a new chain; afterwards every invariant must hold.
pub fn build_and_execute(test: impl FnOnce()) {
	new_test_ext().execute_with(|| {
		test();
		Attestation::do_try_state().unwrap();
		check_streams();
	});
}

/// Hash of a block of the test chain.
pub fn block_hash(block: BlockNumber) -> H256 {
	(block, block >= Fork::get()).using_encoded(blake2_256).into()
}

/// Begins the next block, up to where transactions go in.
pub fn next_block() {
	next_block_after(6_000);
}

/// The same, so many milliseconds after the block before.
pub fn next_block_after(gap: u64) {
	Attestation::on_finalize(System::block_number());
	System::reset_events();
	let now = System::block_number() + 1;
	System::initialize(&now, &block_hash(now - 1), &Default::default());
	Moment::mutate(|moment| *moment += gap);
	Attestation::on_initialize(now);
	if Migrating::get() {
		return;
	}
	let mut meter = WeightMeter::with_limit(Weights::get().max_block);
	Attestation::on_poll(now, &mut meter);
	let used = meter.consumed();
	assert!(used.all_lte(Attestation::budget()), "block {now} is over its budget");
	Heaviest::mutate(|heaviest| *heaviest = heaviest.max(used));
}

pub fn run_to(block: BlockNumber) {
	while System::block_number() < block {
		next_block();
	}
}

/// Lets no closed window be settled.
pub fn starve() {
	set_budget(<() as crate::WeightInfo>::on_poll());
}

fn set_budget(weight: Weight) {
	let parts = weight.ref_time() * 1_000_000_000 / Weights::get().max_block.ref_time() + 1;
	Budget::set(Perbill::from_parts(parts as u32));
}

/// Sets the budget to what settles so many missing nodes of one page in a block.
pub fn afford(missing: u64) {
	use crate::WeightInfo;
	let each = Attestation::missed_cost().saturating_mul(missing.saturating_sub(1));
	let base = <() as WeightInfo>::on_poll() + <() as WeightInfo>::settle_page();
	set_budget(base + Attestation::roster_cost() + each + Attestation::jailed_cost());
}

pub fn info(node: NodeId) -> NodeInfo<AccountId> {
	Nodes::get_node(node).unwrap()
}

impl Nodes {
	fn get_node(node: NodeId) -> Option<NodeInfo<AccountId>> {
		<Self as Registry<AccountId>>::get(node)
	}
}

pub fn status(node: NodeId) -> Status {
	info(node).status
}

pub fn set_status(node: NodeId, status: Status) {
	NODES.with_borrow_mut(|nodes| nodes.get_mut(&node).unwrap().status = status);
}

pub fn owner(node: NodeId) -> AccountId {
	1_000 + AccountId::from(node)
}

pub fn operator(node: NodeId) -> AccountId {
	2_000 + AccountId::from(node)
}

fn seed(node: NodeId) -> [u8; 32] {
	blake2_256(&node.to_le_bytes())
}

/// The node's device key; nodes take turns with its three kinds.
pub fn key(node: NodeId) -> DeviceKey {
	match node % 3 {
		0 => sr25519::Pair::from_seed(&seed(node)).public().into(),
		1 => ed25519::Pair::from_seed(&seed(node)).public().into(),
		_ => ecdsa::Pair::from_seed(&seed(node)).public().into(),
	}
}

pub fn sign(node: NodeId, message: &[u8]) -> DeviceSignature {
	match node % 3 {
		0 => sr25519::Pair::from_seed(&seed(node)).sign(message).into(),
		1 => ed25519::Pair::from_seed(&seed(node)).sign(message).into(),
		_ => ecdsa::Pair::from_seed(&seed(node)).sign(message).into(),
	}
}

/// Registers a node of a class and makes it active.
pub fn register(class: ClassId, units: Units) -> NodeId {
	let node = NODES.with_borrow(|nodes| nodes.len() as NodeId);
	register_with(class, units, &key(node))
}

/// The same, with a key that never signs.
pub fn register_mute(class: ClassId, units: Units) -> NodeId {
	register_with(class, units, &sr25519::Public::from_raw([1; 32]).into())
}

fn register_with(class: ClassId, units: Units, key: &DeviceKey) -> NodeId {
	let node = NODES.with_borrow(|nodes| nodes.len() as NodeId);
	let info = NodeInfo {
		class,
		units,
		owner: owner(node),
		operator: Some(operator(node)),
		payee: owner(node),
		status: Status::Active,
	};
	NODES.with_borrow_mut(|nodes| nodes.insert(node, info));
	Attestation::join(node, class, units, key).unwrap();
	node
}

/// Does the same so many times.
pub fn repeat<R>(times: u32, mut action: impl FnMut() -> R) {
	for _ in 0..times {
		action();
	}
}

/// The owner retires the node.
pub fn retire(node: NodeId) {
	Attestation::leave(node).unwrap();
	set_status(node, Status::Retiring);
}

pub fn resize(node: NodeId, units: Units) -> DispatchResult {
	Attestation::resize(node, units)?;
	NODES.with_borrow_mut(|nodes| nodes.get_mut(&node).unwrap().units = units);
	Ok(())
}

pub fn address(node: NodeId) -> Address {
	crate::Members::<Test>::get(node).unwrap().address
}

pub fn page(class: ClassId, index: u32) -> Page {
	Pages::<Test>::get(class, index).unwrap()
}

pub fn report() -> Report {
	Report { firmware: 10, uptime: 3_600, available: 5 }
}

/// What the node has to sign now.
pub fn payload(node: NodeId) -> Payload {
	Attestation::duty_of(node).unwrap().payload(block_hash(0), report())
}

pub fn item(node: NodeId) -> Item {
	let payload = payload(node);
	Item {
		page: payload.address.page,
		slot: payload.address.slot,
		window: payload.window,
		report: payload.report,
		signature: sign(node, &payload.message()),
	}
}

/// Attests the way a device does: what its key authorises goes in, nothing else.
pub fn attest(node: NodeId) -> DispatchResult {
	let payload = payload(node);
	let signature = sign(node, &payload.message());
	submit(payload, signature)
		.map_err(|_| DispatchError::Other("refused"))?
		.map_err(|e| e.error)?;
	Ok(())
}

/// Attests without the signature, for tests that do so thousands of times.
pub fn attest_unsigned(node: NodeId) -> DispatchResult {
	Attestation::do_attest(&payload(node))
}

/// Sends an attestation through authorisation and dispatch.
pub fn submit(
	payload: Payload,
	signature: DeviceSignature,
) -> Result<DispatchResultWithPostInfo, sp_runtime::transaction_validity::TransactionValidityError>
{
	use frame_support::traits::{Authorize, UnfilteredDispatchable};
	use sp_runtime::transaction_validity::TransactionSource;

	let call = crate::Call::<Test>::attest { payload, signature };
	RuntimeCall::from(call.clone()).authorize(TransactionSource::External).unwrap()?;
	Ok(call.dispatch_bypass_filter(frame_system::RawOrigin::Authorized.into()))
}

/// The windows that nodes were charged for, in that order.
pub fn missed() -> Vec<NodeId> {
	Misses::get().iter().map(|miss| miss.node).collect()
}

pub fn events() -> Vec<crate::Event<Test>> {
	System::read_events_for_pallet()
}

#[cfg(feature = "runtime-benchmarks")]
impl substation_primitives::BenchmarkHelper<AccountId> for Nodes {
	fn class() -> ClassId {
		// Each round of a benchmark begins with the same chain.
		NODES.take();
		pool::reset();
		set_class(2, class(100));
		set_rate(2, 1_000_000);
		2
	}
	fn node(class: ClassId) -> (NodeId, AccountId) {
		let node = NODES.with_borrow(|nodes| nodes.len() as NodeId);
		register_with(class, 5, &sr25519::Pair::from_seed(&seed(node)).public().into());
		(node, owner(node))
	}
	fn sign(node: NodeId, message: &[u8]) -> DeviceSignature {
		sr25519::Pair::from_seed(&seed(node)).sign(message).into()
	}
	fn advance(blocks: BlockNumber) {
		System::set_block_number(System::block_number() + blocks);
	}
	fn miss(_: NodeId, due: bool) {
		if due {
			Era::mutate(|era| *era += 1);
		}
	}
	fn fill(_: NodeId, room: u32) {
		Slashing::set(room == 0);
	}
}
