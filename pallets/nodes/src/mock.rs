//! The registry among doubles of the pallets that it calls. What the doubles know is chain state, so that it goes back
//! with a call that fails.

use codec::{Decode, Encode};
use frame_support::{
	derive_impl,
	dispatch::DispatchResult,
	pallet_prelude::ValueQuery,
	parameter_types, storage_alias,
	traits::{
		fungible::{Inspect, Mutate},
		tokens::{Fortitude, Precision, Preservation::Preserve},
		ConstU128, ConstU32,
	},
	Twox64Concat,
};
use frame_system::EnsureRoot;
use scale_info::TypeInfo;
use sp_core::{ecdsa, ed25519, sr25519, Pair};
use sp_runtime::{traits::Dispatchable, BuildStorage, DispatchError, Perbill};
use substation_primitives::{
	possession_message, Acc, Address, Balance, BlockNumber, Class, ClassId, ClassName, Collateral,
	Commitments, Counters, DeviceKey, DeviceSignature, EraIndex, Eras, Liabilities, LifeCycle,
	Membership, NodeId, Possession, Registry, Requirement, Roster, Status, Streams, Units,
};

use crate as pallet_nodes;
use crate::{types::*, Call, Event, Nodes as Records};

pub type AccountId = u64;

pub const OWNER: AccountId = 1;
pub const OTHER: AccountId = 2;
pub const OPERATOR: AccountId = 3;
pub const PAYEE: AccountId = 4;
pub const STRANGER: AccountId = 5;
pub const PEOPLE: [AccountId; 5] = [OWNER, OTHER, OPERATOR, PAYEE, STRANGER];
/// Where the double of the collateral pallet keeps what is locked.
pub const VAULT: AccountId = 1_001;
/// Where the double of the rewards pallet pays from.
pub const POOL: AccountId = 1_002;

pub const ENDOWMENT: Balance = 1_000_000;
/// What is held for a record without metadata, and for each byte of it.
pub const RECORD_DEPOSIT: Balance = 100;
pub const BYTE_DEPOSIT: Balance = 2;
pub const PROOF_LIFE: BlockNumber = 50;
/// Blocks in an era.
pub const ERA: BlockNumber = 10;
/// Eras that collateral takes to unbond, and that a slash is deferred.
pub const UNBONDING: EraIndex = 4;
pub const DEFERRAL: EraIndex = 2;

type Block = frame_system::mocking::MockBlockU32<Test>;

frame_support::construct_runtime! {
	pub enum Test {
		System: frame_system,
		Balances: pallet_balances,
		Nodes: pallet_nodes,
	}
}

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
	type Block = Block;
	type AccountData = pallet_balances::AccountData<Balance>;
	type BlockHashCount = ConstU32<250>;
}

#[derive_impl(pallet_balances::config_preludes::TestDefaultConfig)]
impl pallet_balances::Config for Test {
	type Balance = Balance;
	type ExistentialDeposit = ConstU128<1>;
	type AccountStore = System;
}

parameter_types! {
	pub static MinPeriod: BlockNumber = 5;
	pub static MaxPeriod: BlockNumber = 100;
	pub static NodeDeposit: Balance = RECORD_DEPOSIT;
	pub static MaxClasses: u32 = 4;
	pub static GraceEras: EraIndex = 1;
	pub static ForgivenessPeriod: EraIndex = 5;
}

impl pallet_nodes::Config for Test {
	type RuntimeHoldReason = RuntimeHoldReason;
	type Currency = Balances;
	type AdminOrigin = EnsureRoot<AccountId>;
	type Roster = Doubles;
	type Streams = Doubles;
	type Collateral = Doubles;
	type Liabilities = Doubles;
	type Commitments = Doubles;
	type Eras = Doubles;
	type MaxClasses = MaxClasses;
	type MinPeriod = MinPeriod;
	type MaxPeriod = MaxPeriod;
	type MaxMetadata = ConstU32<16>;
	type NodeDeposit = NodeDeposit;
	type ByteDeposit = ConstU128<BYTE_DEPOSIT>;
	type MaxProofLife = ConstU32<PROOF_LIFE>;
	type GraceEras = GraceEras;
	type ForgivenessPeriod = ForgivenessPeriod;
	type WeightInfo = ();
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = Doubles;
}

/// Stands in for every pallet that the registry calls.
pub struct Doubles;

/// What is locked behind a node.
#[derive(Clone, Debug, Decode, Default, Encode, Eq, PartialEq, TypeInfo)]
pub struct Ledger {
	pub owner: AccountId,
	pub locked: Balance,
	pub unbonding: Balance,
	pub unlocks: EraIndex,
}

#[storage_alias]
pub type Ledgers = StorageMap<Doubles, Twox64Concat, NodeId, Ledger>;
/// Pending slashes by era.
#[storage_alias]
pub type Slashes = StorageMap<Doubles, Twox64Concat, NodeId, Vec<(EraIndex, Balance)>, ValueQuery>;
/// What the payee can claim.
#[storage_alias]
pub type Earned = StorageMap<Doubles, Twox64Concat, NodeId, Balance, ValueQuery>;
/// What of it vests.
#[storage_alias]
pub type Vesting = StorageMap<Doubles, Twox64Concat, NodeId, Balance, ValueQuery>;
/// How many times its least each class asks for.
#[storage_alias]
pub type Raised = StorageValue<Doubles, Balance>;
#[storage_alias]
pub type Members = StorageMap<Doubles, Twox64Concat, NodeId, (Membership, DeviceKey)>;
/// What others have behind nodes.
#[storage_alias]
pub type Backed = StorageMap<Doubles, Twox64Concat, NodeId, Balance, ValueQuery>;
/// How often what a node earned was divided between those behind it.
#[storage_alias]
pub type Divided = StorageMap<Doubles, Twox64Concat, NodeId, u32, ValueQuery>;
/// Units that customers have agreements for.
#[storage_alias]
pub type Sold = StorageMap<Doubles, Twox64Concat, NodeId, Units, ValueQuery>;
/// The nodes whose record the roster keeps.
#[storage_alias]
pub type Known = StorageMap<Doubles, Twox64Concat, NodeId, ()>;
/// What the doubles do next, other than their work.
#[storage_alias]
pub type Mood = StorageValue<Doubles, Temper, ValueQuery>;

#[derive(Clone, Copy, Debug, Decode, Default, Encode, Eq, PartialEq, TypeInfo)]
pub enum Temper {
	#[default]
	Willing,
	/// Joining a page and unlocking fail half-way.
	Failing,
}

fn even_tempered() -> DispatchResult {
	match Mood::get() {
		Temper::Failing => Err("in a bad mood".into()),
		Temper::Willing => Ok(()),
	}
}

impl Roster for Doubles {
	fn join(
		node: NodeId,
		class: ClassId,
		units: Units,
		key: &DeviceKey,
	) -> Result<Address, DispatchError> {
		if Members::contains_key(node) {
			return Err("on a page".into());
		}
		let address = Address { class, page: 0, slot: u16::try_from(node).unwrap() };
		Members::insert(node, (Membership { address, units, settled: 0 }, key));
		Known::insert(node, ());
		even_tempered().map(|()| address)
	}

	fn leave(node: NodeId) -> DispatchResult {
		Members::take(node).map(drop).ok_or("not on a page".into())
	}

	fn resize(node: NodeId, units: Units) -> DispatchResult {
		let (membership, key) = Members::get(node).ok_or("not on a page")?;
		Members::insert(node, (Membership { units, ..membership }, key));
		Ok(())
	}

	fn rekey(node: NodeId, key: &DeviceKey) -> DispatchResult {
		let (membership, _) = Members::get(node).ok_or("not on a page")?;
		Members::insert(node, (membership, key));
		Ok(())
	}

	fn membership(node: NodeId) -> Option<Membership> {
		Members::get(node).map(|(membership, _)| membership)
	}

	fn counters(_: NodeId) -> Counters {
		Counters::default()
	}

	fn forget(node: NodeId) {
		Known::remove(node);
	}
}

impl Streams for Doubles {
	fn acc(_: ClassId) -> Acc {
		0
	}

	fn weight(_: ClassId) -> u64 {
		0
	}

	fn enter(_: NodeId, _: ClassId, _: Units) -> DispatchResult {
		Ok(())
	}

	fn leave(_: NodeId, _: ClassId, _: Units, _: Acc, _: bool) -> Result<Balance, DispatchError> {
		Ok(0)
	}

	fn resize(
		node: NodeId,
		_: ClassId,
		_: Units,
		_: Units,
		_: Acc,
		earned: bool,
	) -> DispatchResult {
		if earned {
			earn(node, 1);
		}
		Ok(())
	}

	fn forfeit(_: NodeId, _: ClassId, _: Units, _: Acc, _: Acc) -> Result<Balance, DispatchError> {
		Ok(0)
	}

	fn pay_all(node: NodeId) -> DispatchResult {
		Earned::mutate(node, |earned| *earned += Vesting::take(node));
		Self::pay_out(node)
	}

	fn pay_out(node: NodeId) -> DispatchResult {
		let payee = <Nodes as Registry<_>>::get(node).ok_or("whom?")?.payee;
		Balances::transfer(&POOL, &payee, Earned::take(node), Preserve).map(drop)
	}

	fn forget(node: NodeId) {
		Earned::remove(node);
	}
}

impl Requirement for Doubles {
	fn required(class: ClassId, units: Units) -> Option<Balance> {
		let least = <Nodes as substation_primitives::Classes>::get(class)?.least(units)?;
		Some(least * Raised::get().unwrap_or(1))
	}
}

impl Collateral<AccountId> for Doubles {
	fn lock(node: NodeId, owner: &AccountId, amount: Balance) -> DispatchResult {
		Balances::transfer(owner, &VAULT, amount, Preserve)?;
		let mut ledger = Ledgers::get(node).unwrap_or_default();
		ledger.owner = *owner;
		ledger.locked += amount;
		Ledgers::insert(node, ledger);
		Ok(())
	}

	fn locked(node: NodeId) -> Balance {
		Ledgers::get(node).map_or(0, |ledger| ledger.locked)
	}

	fn covers(node: NodeId, required: Balance) -> bool {
		Self::holds(node, required.saturating_sub(Vesting::get(node)))
	}

	fn holds(node: NodeId, required: Balance) -> bool {
		Self::locked(node) + Backed::get(node) >= required
	}

	fn settle(node: NodeId) -> DispatchResult {
		Divided::mutate(node, |times| *times += 1);
		Ok(())
	}

	fn unlock_all(node: NodeId) -> DispatchResult {
		let Ledger { owner, locked, unbonding, .. } = Ledgers::get(node).ok_or("no ledger")?;
		let unlocks = Self::current() + UNBONDING;
		let unbonding = unbonding + locked;
		Ledgers::insert(node, Ledger { owner, locked: 0, unbonding, unlocks });
		even_tempered()
	}

	fn hand_over(node: NodeId, to: &AccountId) -> DispatchResult {
		let ledger = Ledgers::get(node).ok_or("no ledger")?;
		Ledgers::insert(node, Ledger { owner: *to, ..ledger });
		Ok(())
	}

	fn close(node: NodeId) -> DispatchResult {
		let ledger = Ledgers::get(node).ok_or("no ledger")?;
		if ledger.locked > 0 || Self::current() < ledger.unlocks {
			return Err("unbonding".into());
		}
		Balances::transfer(&VAULT, &ledger.owner, ledger.unbonding, Preserve)?;
		Ledgers::remove(node);
		Ok(())
	}
}

impl Liabilities for Doubles {
	fn apply_due(node: NodeId) -> DispatchResult {
		let (applied, pending): (Vec<_>, _) =
			Slashes::get(node).into_iter().partition(|slash| Self::are_due(&[*slash]));
		Slashes::insert(node, pending);
		let mut ledger = Ledgers::get(node).ok_or("no ledger")?;
		for (_, amount) in applied {
			let locked = ledger.locked.min(amount);
			let unbonding = ledger.unbonding.min(amount - locked);
			ledger.locked -= locked;
			ledger.unbonding -= unbonding;
			let amount = locked + unbonding;
			Balances::burn_from(&VAULT, amount, Preserve, Precision::Exact, Fortitude::Polite)?;
		}
		Ledgers::insert(node, ledger);
		Ok(())
	}

	fn outstanding(node: NodeId) -> Balance {
		Slashes::get(node).iter().map(|(_, amount)| amount).sum()
	}

	fn oldest(node: NodeId) -> Option<EraIndex> {
		Slashes::get(node).iter().map(|(era, _)| *era).min()
	}

	fn forgive(node: NodeId, since: EraIndex) -> DispatchResult {
		Slashes::mutate(node, |slashes| slashes.retain(|(era, _)| *era < since));
		Ok(())
	}
}

impl Doubles {
	/// Whether all these slashes are due.
	pub fn are_due(slashes: &[(EraIndex, Balance)]) -> bool {
		slashes.iter().all(|(era, _)| era + DEFERRAL < Self::current())
	}
}

impl Commitments for Doubles {
	fn sold(node: NodeId) -> Units {
		Sold::get(node)
	}

	fn is_bound(node: NodeId) -> bool {
		Sold::get(node) > 0
	}
}

impl Eras for Doubles {
	fn current() -> EraIndex {
		System::block_number() / ERA
	}
}

/// A piece of hardware, of one of the three kinds of keys.
#[derive(Clone)]
pub enum Device {
	Sr25519(Box<sr25519::Pair>),
	Ed25519(Box<ed25519::Pair>),
	Ecdsa(ecdsa::Pair),
}

pub fn device(number: u8) -> Device {
	// A seed of zeros is not an ecdsa key.
	let seed = [number + 1; 32];
	match number % 3 {
		0 => Device::Ecdsa(ecdsa::Pair::from_seed(&seed)),
		1 => Device::Sr25519(Box::new(sr25519::Pair::from_seed(&seed))),
		_ => Device::Ed25519(Box::new(ed25519::Pair::from_seed(&seed))),
	}
}

impl Device {
	pub fn key(&self) -> DeviceKey {
		match self {
			Self::Sr25519(pair) => pair.public().into(),
			Self::Ed25519(pair) => pair.public().into(),
			Self::Ecdsa(pair) => pair.public().into(),
		}
	}

	pub fn sign(&self, message: &[u8]) -> DeviceSignature {
		match self {
			Self::Sr25519(pair) => pair.sign(message).into(),
			Self::Ed25519(pair) => pair.sign(message).into(),
			Self::Ecdsa(pair) => pair.sign(message).into(),
		}
	}

	/// The device's consent to `owner`, for as long as that can be.
	pub fn consent(&self, owner: AccountId) -> Possession {
		self.consent_until(owner, System::block_number() + PROOF_LIFE)
	}

	pub fn consent_until(&self, owner: AccountId, expires: BlockNumber) -> Possession {
		let message = possession_message(System::block_hash(0), &owner, expires);
		Possession { expires, signature: self.sign(&message) }
	}
}

/// 1 to 10 units at 50 base units each.
pub fn class() -> Class {
	Class {
		name: ClassName::truncate_from(b"wireless".to_vec()),
		period: 10,
		min_units: 1,
		max_units: 10,
		collateral_per_unit: 50,
		max_collateral_per_unit: 500,
		min_firmware: 0,
		break_even: Perbill::from_percent(90),
		penalty_floor: Perbill::from_percent(1),
		penalty_cap: Perbill::from_percent(5),
		jail_after: 3,
		cool_down: 10,
	}
}

/// A registration that is in order, to be spoilt by tests.
pub struct Form {
	pub owner: AccountId,
	pub class: ClassId,
	pub units: Units,
	pub device_key: DeviceKey,
	pub possession: Possession,
	pub collateral: Balance,
	pub operator: Option<AccountId>,
	pub payee: Option<AccountId>,
	pub location: Option<u64>,
	pub metadata: Vec<u8>,
}

impl Form {
	/// Two units of class 0, exactly covered.
	pub fn new(owner: AccountId, device: &Device) -> Self {
		Self {
			owner,
			class: 0,
			units: 2,
			device_key: device.key(),
			possession: device.consent(owner),
			collateral: 100,
			operator: None,
			payee: None,
			location: None,
			metadata: vec![],
		}
	}

	pub fn submit(self) -> DispatchResult {
		let call = Call::register {
			class: self.class,
			units: self.units,
			device_key: self.device_key,
			possession: self.possession,
			collateral: self.collateral,
			operator: self.operator,
			payee: self.payee,
			location: self.location,
			metadata: self.metadata.try_into().unwrap(),
		};
		dispatch(self.owner, call)
	}
}

/// As a transaction does it: as a whole or not at all.
pub fn dispatch(who: AccountId, call: Call<Test>) -> DispatchResult {
	let done = RuntimeCall::from(call).dispatch(RuntimeOrigin::signed(who));
	done.map(drop).map_err(|refused| refused.error)
}

/// A node of `OWNER`, managed by `OPERATOR`, with `device(1)`.
pub fn registered() -> NodeId {
	registered_with(&device(1))
}

pub fn registered_with(device: &Device) -> NodeId {
	let node = pallet_nodes::NextNode::<Test>::get();
	let form = Form { operator: Some(OPERATOR), ..Form::new(OWNER, device) };
	form.submit().unwrap();
	node
}

pub fn record(node: NodeId) -> NodeOf<Test> {
	Records::<Test>::get(node).unwrap()
}

pub fn status(node: NodeId) -> Status {
	record(node).status
}

/// What was free and what was held from the start.
pub fn held(who: AccountId) -> Balance {
	Balances::total_balance(&who) - Balances::balance(&who)
}

/// The node earns, and its payee can claim it.
pub fn earn(node: NodeId, amount: Balance) {
	Balances::mint_into(&POOL, amount).unwrap();
	Earned::mutate(node, |earned| *earned += amount);
}

/// The node has misses to answer for, of the current era.
pub fn incur(node: NodeId, amount: Balance) {
	Slashes::mutate(node, |slashes| slashes.push((Doubles::current(), amount)));
}

/// Takes collateral away, as a slash does.
pub fn lose(node: NodeId, amount: Balance) {
	Balances::burn_from(&VAULT, amount, Preserve, Precision::Exact, Fortitude::Polite).unwrap();
	let ledger = Ledgers::get(node).unwrap();
	Ledgers::insert(node, Ledger { locked: ledger.locked - amount, ..ledger });
}

/// What the roster does when it takes an active node off its page for too many misses.
pub fn jail(node: NodeId) -> DispatchResult {
	Members::take(node).ok_or("not on a page")?;
	<Nodes as LifeCycle>::jailed(node)
}

pub fn pass_eras(eras: EraIndex) {
	System::set_block_number(System::block_number() + eras * ERA);
}

pub fn events() -> Vec<Event<Test>> {
	let ours = |event| match event {
		RuntimeEvent::Nodes(event) => Some(event),
		_ => None,
	};
	System::events().into_iter().filter_map(|record| ours(record.event)).collect()
}

pub fn last_event() -> Event<Test> {
	events().pop().unwrap()
}

pub fn genesis(nodes: Vec<GenesisNode<AccountId>>) -> sp_io::TestExternalities {
	let accounts = PEOPLE.iter().map(|who| (*who, ENDOWMENT));
	let pots = [(VAULT, 1), (POOL, 1)];
	let genesis = RuntimeGenesisConfig {
		balances: pallet_balances::GenesisConfig {
			balances: accounts.chain(pots).collect(),
			..Default::default()
		},
		nodes: pallet_nodes::GenesisConfig { classes: vec![class(), class()], nodes },
		..Default::default()
	};
	let mut ext = sp_io::TestExternalities::new(genesis.build_storage().unwrap());
	ext.execute_with(|| System::set_block_number(1));
	ext
}

/// Runs a test at block 1 and checks the invariants at its end.
pub fn build_and_execute(test: impl FnOnce()) {
	genesis(vec![]).execute_with(|| {
		test();
		Nodes::do_try_state().unwrap();
	});
}

#[cfg(feature = "runtime-benchmarks")]
pub fn new_test_ext() -> sp_io::TestExternalities {
	let mut ext = genesis(vec![]);
	ext.register_extension(sp_keystore::KeystoreExt::new(
		sp_keystore::testing::MemoryKeystore::new(),
	));
	ext
}

#[cfg(feature = "runtime-benchmarks")]
impl substation_primitives::BenchmarkHelper<AccountId> for Doubles {
	fn class() -> ClassId {
		0
	}

	fn node(class: ClassId) -> (NodeId, AccountId) {
		let id = pallet_nodes::NextNode::<Test>::get();
		let owner = 10_000 + AccountId::from(id);
		Balances::mint_into(&owner, ENDOWMENT).unwrap();
		let device = device(1 + 3 * u8::try_from(id).unwrap());
		Form { class, ..Form::new(owner, &device) }.submit().unwrap();
		(id, owner)
	}

	fn sign(node: NodeId, message: &[u8]) -> DeviceSignature {
		device(1 + 3 * u8::try_from(node).unwrap()).sign(message)
	}

	fn advance(blocks: BlockNumber) {
		System::set_block_number(System::block_number() + blocks);
	}

	fn miss(node: NodeId, due: bool) {
		incur(node, 1);
		if due {
			pass_eras(DEFERRAL + 1);
		}
	}
}
