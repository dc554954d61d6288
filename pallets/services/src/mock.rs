//! A runtime with the token and this pallet. Classes, nodes and their records are test doubles that keep their state in
//! storage, so that what fails is rolled back there too.

use crate as pallet_services;
use crate::{Arbiter, NodesOf, Sla, Target, Terms};
use frame_support::{
	assert_ok, derive_impl, parameter_types, storage_alias,
	traits::{fungible::Inspect, tokens::imbalance::ResolveTo, ConstU128},
	PalletId, Twox64Concat,
};
use frame_system::EnsureRoot;
use sp_runtime::{BuildStorage, Perbill};
use substation_primitives::{
	AgreementId, Attendance, Attended, Balance, BlockNumber, Class, ClassId, Classes, NodeId,
	NodeInfo, Registry, Status, Units,
};

pub type AccountId = u64;
type Block = frame_system::mocking::MockBlockU32<Test>;

pub const EXISTENTIAL_DEPOSIT: Balance = 10;
/// What each account starts with.
pub const ENDOWMENT: Balance = 1_000_000;
pub const AGREEMENT_DEPOSIT: Balance = 100;
pub const OFFER_DEPOSIT: Balance = 50;
pub const DISPUTE_DEPOSIT: Balance = 500;
pub const GRACE: BlockNumber = 30;
pub const DISPUTE_PERIOD: BlockNumber = 70;
/// 100 windows.
pub const AHEAD: BlockNumber = 1_000;

/// Two customers.
pub const ALICE: AccountId = 1;
pub const BOB: AccountId = 2;
/// The owner of most nodes, the operator, the payee.
pub const OWNER: AccountId = 3;
pub const OPERATOR: AccountId = 4;
pub const PAYEE: AccountId = 5;
pub const ARBITER: AccountId = 6;
/// An account that does not exist.
pub const NOBODY: AccountId = 7;
pub const TREASURY: AccountId = 99;

pub const CLASS: ClassId = 0;
pub const PERIOD: BlockNumber = 10;
/// The node of most tests, with ten units.
pub const NODE: NodeId = 0;
pub const UNITS: Units = 10;
/// What it asks for a unit and window.
pub const PRICE: Balance = 100;

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
	pub type Services = pallet_services;
}

parameter_types! {
	pub const ServicesPalletId: PalletId = PalletId(*b"sub/srvc");
	pub const TreasuryAccount: AccountId = TREASURY;
	pub static BurnedPart: Perbill = Perbill::from_percent(20);
	pub static TreasuryPart: Perbill = Perbill::from_percent(5);
	pub static AgreementKept: Balance = AGREEMENT_DEPOSIT;
	pub static GraceBlocks: BlockNumber = GRACE;
	pub static DisputeBlocks: BlockNumber = DISPUTE_PERIOD;
	pub static MaxAhead: BlockNumber = AHEAD;
	pub static MaxNodes: u32 = 32;
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

impl pallet_services::Config for Test {
	type Currency = Balances;
	type Treasury = ResolveTo<TreasuryAccount, Balances>;
	type CommitteeOrigin = EnsureRoot<AccountId>;
	type Registry = World;
	type Classes = World;
	type Attendance = World;
	type PalletId = ServicesPalletId;
	type BurnedPart = BurnedPart;
	type TreasuryPart = TreasuryPart;
	type AgreementDeposit = AgreementKept;
	type OfferDeposit = ConstU128<OFFER_DEPOSIT>;
	type DisputeDeposit = ConstU128<DISPUTE_DEPOSIT>;
	type MaxAhead = MaxAhead;
	type Grace = GraceBlocks;
	type DisputePeriod = DisputeBlocks;
	type MaxNodes = MaxNodes;
	type WeightInfo = ();
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = World;
}

/// Stands for the registry of classes and nodes, and for their record.
pub struct World;

#[storage_alias]
pub type Nodes = StorageMap<World, Twox64Concat, NodeId, NodeInfo<AccountId>>;
/// Windows of duty, misses, and windows that are attested and not settled.
#[storage_alias]
pub type Records = StorageMap<World, Twox64Concat, NodeId, (u32, u32, u32)>;
/// When a node left its page.
#[storage_alias]
pub type Left = StorageMap<World, Twox64Concat, NodeId, BlockNumber>;
/// How many windows settlement is behind.
#[storage_alias]
pub type Lag = StorageValue<World, u32>;

impl Registry<AccountId> for World {
	fn get(node: NodeId) -> Option<NodeInfo<AccountId>> {
		Nodes::get(node)
	}
}

impl Classes for World {
	fn get(class: ClassId) -> Option<Class> {
		(class <= 1).then(|| Class {
			name: Default::default(),
			period: PERIOD,
			min_units: 1,
			max_units: 1_000,
			collateral_per_unit: 1,
			max_collateral_per_unit: 1,
			min_firmware: 0,
			break_even: Perbill::from_percent(90),
			penalty_floor: Perbill::zero(),
			penalty_cap: Perbill::from_percent(5),
			jail_after: 3,
			cool_down: 10,
		})
	}
}

/// Windows close at blocks that the period divides, for all nodes alike.
impl Attendance for World {
	fn attended(node: NodeId) -> Attended {
		let (windows, missed, pending) = Records::get(node).unwrap_or_default();
		let now = System::block_number();
		let active = Nodes::get(node).is_some_and(|info| info.status == Status::Active);
		let settled = (now / PERIOD).saturating_sub(Lag::get().unwrap_or(0)) * PERIOD;
		let left = (!active).then(|| Left::get(node).unwrap_or(now));
		Attended { windows, missed, pending, until: if active { settled } else { now }, left }
	}
}

/// Puts a node of `UNITS` units to work.
pub fn register(node: NodeId, class: ClassId, owner: AccountId) {
	let info = NodeInfo {
		class,
		units: UNITS,
		owner,
		operator: Some(OPERATOR),
		payee: PAYEE,
		status: Status::Active,
	};
	Nodes::insert(node, info);
}

pub fn change(node: NodeId, change: impl FnOnce(&mut NodeInfo<AccountId>)) {
	Nodes::mutate(node, |info| change(info.as_mut().unwrap()));
}

pub fn set_status(node: NodeId, status: Status) {
	change(node, |info| {
		if info.status == Status::Active {
			Left::insert(node, System::block_number());
		}
		info.status = status;
	});
}

/// Settles the window that is open, in which each active node has served but those that `miss`.
pub fn window(miss: &[NodeId]) {
	let closes = (System::block_number() / PERIOD + 1) * PERIOD;
	System::set_block_number(closes);
	let active = Nodes::iter().filter(|(_, info)| info.status == Status::Active);
	for (node, _) in active.collect::<Vec<_>>() {
		let (windows, missed, _) = Records::get(node).unwrap_or_default();
		Records::insert(node, (windows + 1, missed + u32::from(miss.contains(&node)), 0));
	}
}

/// Settles so many windows in which every active node served.
pub fn serve(windows: u32) {
	(0..windows).for_each(|_| window(&[]));
}

/// Settles so many windows that the node missed.
pub fn miss(node: NodeId, windows: u32) {
	(0..windows).for_each(|_| window(&[node]));
}

/// The active node attests in the window that is open.
pub fn attest(node: NodeId) {
	let (windows, missed, _) = Records::get(node).unwrap_or_default();
	Records::insert(node, (windows, missed, 1));
}

/// Moves on by so many blocks in which nothing is settled.
pub fn wait(blocks: BlockNumber) {
	System::set_block_number(System::block_number() + blocks);
}

/// 90 % of uptime, for which 20 % stand; the committee decides.
pub fn terms() -> Terms<AccountId> {
	Terms { price: PRICE, sla: sla(90, 20), arbiter: Arbiter::Committee }
}

pub fn sla(uptime: u32, guarantee: u32) -> Sla {
	Sla { uptime: Perbill::from_percent(uptime), guarantee: Perbill::from_percent(guarantee) }
}

pub fn by(who: AccountId) -> RuntimeOrigin {
	RuntimeOrigin::signed(who)
}

/// The owner offers all of the node on the usual terms.
pub fn offer(node: NodeId) {
	let owner = Nodes::get(node).unwrap().owner;
	assert_ok!(Services::offer(by(owner), node, UNITS, terms()));
}

/// Alice buys `units` of the node on the usual terms. Returns the agreement's number.
pub fn open(units: Units, windows: u32) -> AgreementId {
	let id = crate::NextAgreement::<Test>::get();
	assert_ok!(Services::open(by(ALICE), Target::Node(NODE), units, windows, terms()));
	id
}

/// The nodes of a class, in that order.
pub fn from_class(class: ClassId, nodes: &[NodeId]) -> Target<NodesOf<Test>> {
	Target::Class { class, nodes: nodes.to_vec().try_into().unwrap() }
}

pub fn agreement(id: AgreementId) -> crate::AgreementOf<Test> {
	Services::agreement(id).unwrap()
}

pub fn free(who: AccountId) -> Balance {
	<Balances as Inspect<_>>::balance(&who)
}

/// What the pot holds besides what keeps it alive.
pub fn pot() -> Balance {
	free(Services::pot()) - EXISTENTIAL_DEPOSIT
}

/// What the pallet said since this was asked last.
pub fn events() -> Vec<crate::Event<Test>> {
	let events = System::read_events_for_pallet();
	System::reset_events();
	events
}

/// Block 1 of a chain with two nodes of the first class, one of the second, and no offers.
pub fn new_test_ext() -> sp_io::TestExternalities {
	let people = [ALICE, BOB, OWNER, OPERATOR, PAYEE, ARBITER].map(|who| (who, ENDOWMENT));
	let pots = [(Services::pot(), EXISTENTIAL_DEPOSIT), (TREASURY, EXISTENTIAL_DEPOSIT)];
	let genesis = RuntimeGenesisConfig {
		balances: pallet_balances::GenesisConfig {
			balances: people.into_iter().chain(pots).collect(),
			..Default::default()
		},
		..Default::default()
	};
	let mut ext: sp_io::TestExternalities = genesis.build_storage().unwrap().into();
	ext.execute_with(|| {
		System::set_block_number(1);
		register(NODE, CLASS, OWNER);
		register(1, CLASS, BOB);
		register(2, 1, OWNER);
	});
	ext
}

/// Runs a test in which the first node's offer stands, and checks all invariants at its end.
pub fn build_and_execute(test: impl FnOnce()) {
	new_test_ext().execute_with(|| {
		offer(NODE);
		System::reset_events();
		test();
		assert_ok!(Services::do_try_state());
	});
}

#[cfg(feature = "runtime-benchmarks")]
impl substation_primitives::BenchmarkHelper<AccountId> for World {
	fn class() -> ClassId {
		CLASS
	}
	fn node(class: ClassId) -> (NodeId, AccountId) {
		let node = 1_000 + Nodes::iter_keys().count() as NodeId;
		let owner = AccountId::from(node);
		assert_ok!(<Balances as frame_support::traits::fungible::Mutate<_>>::mint_into(
			&owner, ENDOWMENT
		));
		register(node, class, owner);
		(node, owner)
	}
	fn sign(_: NodeId, _: &[u8]) -> substation_primitives::DeviceSignature {
		panic!("services need no signature")
	}
	fn advance(blocks: BlockNumber) {
		wait(blocks);
	}
	fn miss(_: NodeId, _: bool) {}
	fn serve(node: NodeId, windows: u32) {
		let (served, missed, pending) = Records::get(node).unwrap_or_default();
		Records::insert(node, (served + windows, missed, pending));
	}
}
