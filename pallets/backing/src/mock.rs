//! A runtime of balances and this pallet, with doubles for its neighbours that keep their state in storage, so that what
//! fails is rolled back there too.

use crate as pallet_backing;
use frame_support::{
	assert_ok, derive_impl, parameter_types, storage_alias,
	traits::{
		fungible::{InspectHold, Mutate},
		tokens::{Precision, Preservation},
		ConstU128, Imbalance,
	},
	PalletId, Twox64Concat,
};
use sp_runtime::{BuildStorage, DispatchError, DispatchResult, Perbill};
use substation_primitives::{
	Acc, Backers, Balance, ClassId, Cover, EraIndex, Eras, Liabilities, NodeId, NodeInfo, Payouts,
	Registry, Status, Streams, Units,
};

pub type AccountId = u64;
type Block = frame_system::mocking::MockBlock<Test>;

pub const EXISTENTIAL_DEPOSIT: Balance = 10;
/// What each account starts with.
pub const ENDOWMENT: Balance = 10_000_000_000_000_000_000;
pub const OWNER: AccountId = 1;
pub const PAYEE: AccountId = 2;
pub const ALICE: AccountId = 3;
pub const BOB: AccountId = 4;
pub const CAROL: AccountId = 5;
/// An account that does not exist.
pub const NOBODY: AccountId = 6;
/// Where nodes' earnings are until they are paid out.
pub const REWARDS: AccountId = 98;

/// The node of most tests.
pub const NODE: NodeId = 7;
/// What its owner has locked.
pub const OWN: Balance = 10_000;
/// What others can have behind it.
pub const ROOM: Balance = 10_000;
pub const LEAST: Balance = 100;
pub const OPENING_DEPOSIT: Balance = 500;
pub const POSITION_DEPOSIT: Balance = 50;
/// The commission of most tests.
pub const COMMISSION: Perbill = Perbill::from_percent(10);

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
		RuntimeTask,
		RuntimeViewFunction
	)]
	pub struct Test;

	#[runtime::pallet_index(0)]
	pub type System = frame_system;
	#[runtime::pallet_index(1)]
	pub type Balances = pallet_balances;
	#[runtime::pallet_index(2)]
	pub type Backing = pallet_backing;
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

parameter_types! {
	pub const BackingPalletId: PalletId = PalletId(*b"sub/back");
	pub static UnbondingEras: EraIndex = 14;
	pub static SlashDeferral: EraIndex = 7;
	pub static AppealEras: EraIndex = 7;
	pub static OwnerFirst: Perbill = Perbill::from_percent(50);
	pub static CommissionStep: Perbill = Perbill::from_percent(2);
	pub static CommissionPeriod: EraIndex = 14;
	pub static MinBacking: Balance = LEAST;
	pub const MaxCommission: Perbill = Perbill::from_percent(50);
}

impl crate::Config for Test {
	type RuntimeHoldReason = RuntimeHoldReason;
	type Currency = Balances;
	type Registry = Doubles;
	type Liabilities = Doubles;
	type Streams = Doubles;
	type Cover = Doubles;
	type Eras = Doubles;
	type PalletId = BackingPalletId;
	type UnbondingEras = UnbondingEras;
	type SlashDeferral = SlashDeferral;
	type AppealEras = AppealEras;
	type OwnerFirst = OwnerFirst;
	type MaxCommission = MaxCommission;
	type CommissionStep = CommissionStep;
	type CommissionPeriod = CommissionPeriod;
	type MinBacking = MinBacking;
	type OpeningDeposit = ConstU128<OPENING_DEPOSIT>;
	type PositionDeposit = ConstU128<POSITION_DEPOSIT>;
	type WeightInfo = ();
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = Doubles;
}

/// Stands in for all neighbours.
pub struct Doubles;

#[storage_alias]
pub type Nodes = StorageMap<Doubles, Twox64Concat, NodeId, NodeInfo<AccountId>>;
#[storage_alias]
pub type Era = StorageValue<Doubles, EraIndex>;
/// Slashes of each node: era, amount, first era in which it is due.
#[storage_alias]
pub type Pending = StorageMap<Doubles, Twox64Concat, NodeId, Vec<(EraIndex, Balance, EraIndex)>>;
/// What nodes have earned and were not paid; the tokens are on the account `REWARDS`.
#[storage_alias]
pub type Earned = StorageMap<Doubles, Twox64Concat, NodeId, Balance>;
/// What owners have locked. Only the number: where their tokens are is not this pallet's matter.
#[storage_alias]
pub type Own = StorageMap<Doubles, Twox64Concat, NodeId, Balance>;
#[storage_alias]
pub type Room = StorageValue<Doubles, Balance>;
/// What of others' tokens counts, if not all.
#[storage_alias]
pub type Counts = StorageValue<Doubles, Balance>;
/// The changes that collateral was told of: whether more tokens or fewer are behind the node.
#[storage_alias]
pub type Changes = StorageMap<Doubles, Twox64Concat, NodeId, Vec<bool>>;

impl Registry<AccountId> for Doubles {
	fn get(node: NodeId) -> Option<NodeInfo<AccountId>> {
		Nodes::get(node)
	}
}

impl Eras for Doubles {
	fn current() -> EraIndex {
		Era::get().unwrap_or_default()
	}
}

impl Liabilities for Doubles {
	fn apply_due(node: NodeId) -> DispatchResult {
		let all = Pending::get(node).unwrap_or_default();
		let (due, waiting): (Vec<_>, Vec<_>) =
			all.into_iter().partition(|(_, _, due)| *due <= Self::current());
		Pending::insert(node, waiting);
		due.into_iter().try_for_each(|(era, amount, _)| slash(node, era, amount).map(drop))
	}
	fn outstanding(node: NodeId) -> Balance {
		Pending::get(node).unwrap_or_default().iter().map(|(_, amount, _)| amount).sum()
	}
	fn forgive(_: NodeId, _: EraIndex) -> DispatchResult {
		Err(DispatchError::Other("backers never forgive"))
	}
	fn oldest(node: NodeId) -> Option<EraIndex> {
		Pending::get(node).unwrap_or_default().iter().map(|(era, _, _)| *era).min()
	}
}

/// What collateral does: backers pay their part, the owner the rest. Returns what backers paid.
pub fn slash(node: NodeId, era: EraIndex, amount: Balance) -> Result<Balance, DispatchError> {
	let own = Own::get(node).unwrap_or_default();
	let theirs = <Backing as Backers<_>>::slash(node, era, amount, own)?.peek();
	Own::insert(node, own - own.min(amount - theirs));
	Ok(theirs)
}

impl Cover for Doubles {
	fn earning(node: NodeId) -> (Balance, Balance) {
		let backed = <Backing as Backers<_>>::backed(node);
		(Own::get(node).unwrap_or_default(), backed.min(Counts::get().unwrap_or(Balance::MAX)))
	}
	fn room(_: NodeId) -> Balance {
		Room::get().unwrap_or(ROOM)
	}
	fn joined(node: NodeId) -> DispatchResult {
		Changes::mutate(node, |changes| changes.get_or_insert_default().push(true));
		Ok(())
	}
	fn left(node: NodeId, _: Balance) -> DispatchResult {
		Changes::mutate(node, |changes| changes.get_or_insert_default().push(false));
		Ok(())
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
		Err(DispatchError::Unavailable)
	}
	fn leave(_: NodeId, _: ClassId, _: Units, _: Acc, _: bool) -> Result<Balance, DispatchError> {
		Err(DispatchError::Unavailable)
	}
	fn resize(_: NodeId, _: ClassId, _: Units, _: Units, _: Acc, _: bool) -> DispatchResult {
		Err(DispatchError::Unavailable)
	}
	fn forfeit(_: NodeId, _: ClassId, _: Units, _: Acc, _: Acc) -> Result<Balance, DispatchError> {
		Err(DispatchError::Unavailable)
	}
	fn pay_all(_: NodeId) -> DispatchResult {
		Err(DispatchError::Unavailable)
	}
	fn pay_out(node: NodeId) -> DispatchResult {
		let reward = Earned::take(node).unwrap_or_default();
		let shared = Backing::share(node, &REWARDS, reward)?;
		let payee = Nodes::get(node).expect("registered").payee;
		Balances::transfer(&REWARDS, &payee, reward - shared.unwrap_or(0), Preservation::Preserve)
			.map(drop)
	}
	fn forget(_: NodeId) {}
}

pub fn register(node: NodeId) {
	let info = NodeInfo {
		class: 0,
		units: 1,
		owner: OWNER,
		operator: None,
		payee: PAYEE,
		status: Status::Active,
	};
	Nodes::insert(node, info);
	Own::insert(node, OWN);
}

pub fn set_status(node: NodeId, status: Status) {
	Nodes::mutate(node, |info| info.as_mut().unwrap().status = status);
}

/// The node misses windows of this era, for `amount` in all.
pub fn miss(node: NodeId, amount: Balance) {
	let now = Doubles::current();
	Pending::mutate(node, |pending| {
		let due = now + SlashDeferral::get() + 1;
		pending.get_or_insert_default().push((now, amount, due));
	});
}

/// The owner appeals against the slash of `era` on the last day, and nobody answers.
pub fn appeal(node: NodeId, era: EraIndex) {
	let due = era + SlashDeferral::get() + AppealEras::get() + 1;
	Pending::mutate(node, |pending| {
		let pending = pending.get_or_insert_default().iter_mut();
		pending.filter(|slash| slash.0 == era).for_each(|slash| slash.2 = due);
	});
}

/// Governance cancels the slash of `era`.
pub fn cancel(node: NodeId, era: EraIndex) {
	Pending::mutate(node, |pending| pending.get_or_insert_default().retain(|slash| slash.0 != era));
}

/// The node earns `amount`.
pub fn earn(node: NodeId, amount: Balance) {
	assert_ok!(Balances::mint_into(&REWARDS, amount));
	Earned::mutate(node, |earned| *earned = Some(earned.unwrap_or_default() + amount));
}

/// The node earns `amount` and is paid.
pub fn pay(node: NodeId, amount: Balance) {
	earn(node, amount);
	assert_ok!(Doubles::pay_out(node));
}

pub fn enter_era(era: EraIndex) {
	Era::put(era);
}

pub fn by(who: AccountId) -> RuntimeOrigin {
	RuntimeOrigin::signed(who)
}

/// Opens the node on the usual terms.
pub fn open(node: NodeId) {
	assert_ok!(Backing::open_to_backers(by(OWNER), node, COMMISSION));
}

pub fn back(who: AccountId, amount: Balance) {
	assert_ok!(Backing::back(by(who), NODE, amount, COMMISSION));
}

pub fn unback(who: AccountId, amount: impl Into<Option<Balance>>) {
	assert_ok!(Backing::unback(by(who), NODE, amount.into()));
}

pub fn position(who: AccountId) -> substation_primitives::api::PositionReport {
	Backing::position(NODE, who).unwrap()
}

pub fn support() -> crate::Support<Test> {
	crate::Supports::<Test>::get(NODE).unwrap()
}

pub fn free(who: AccountId) -> Balance {
	Balances::free_balance(who)
}

pub fn held(reason: crate::HoldReason, who: AccountId) -> Balance {
	Balances::balance_on_hold(&reason.into(), &who)
}

/// What the pot holds besides what keeps it alive.
pub fn pot() -> Balance {
	free(Backing::pot()) - EXISTENTIAL_DEPOSIT
}

/// This pallet's events since the last call.
pub fn events() -> Vec<crate::Event<Test>> {
	let events = System::read_events_for_pallet();
	System::reset_events();
	events
}

pub fn new_test_ext() -> sp_io::TestExternalities {
	let people = [OWNER, PAYEE, ALICE, BOB, CAROL].map(|who| (who, ENDOWMENT));
	let pots = [Backing::pot(), REWARDS].map(|pot| (pot, EXISTENTIAL_DEPOSIT));
	let config = RuntimeGenesisConfig {
		balances: pallet_balances::GenesisConfig {
			balances: people.into_iter().chain(pots).collect(),
			..Default::default()
		},
		..Default::default()
	};
	let mut ext: sp_io::TestExternalities = config.build_storage().unwrap().into();
	ext.execute_with(|| {
		System::set_block_number(1);
		register(NODE);
	});
	ext
}

/// Runs a test with one node that is open to backers, and checks all invariants at its end.
pub fn build_and_execute(test: impl FnOnce()) {
	new_test_ext().execute_with(|| {
		open(NODE);
		System::reset_events();
		test();
		assert_ok!(Backing::do_try_state());
	});
}

#[cfg(feature = "runtime-benchmarks")]
impl substation_primitives::BenchmarkHelper<AccountId> for Doubles {
	fn class() -> ClassId {
		Room::put(ENDOWMENT);
		0
	}
	fn node(_: ClassId) -> (NodeId, AccountId) {
		let node = 1_000 + Nodes::iter_keys().count() as NodeId;
		register(node);
		(node, OWNER)
	}
	fn sign(_: NodeId, _: &[u8]) -> substation_primitives::DeviceSignature {
		panic!("backing needs no signature")
	}
	fn advance(_: substation_primitives::BlockNumber) {
		Era::put(Doubles::current() + 1);
	}
	fn miss(node: NodeId, due: bool) {
		miss(node, 100);
		if due {
			Era::put(Doubles::current() + SlashDeferral::get() + 1);
		}
	}
	fn suspend(node: NodeId) {
		set_status(node, Status::Suspended);
	}
	fn earn(node: NodeId) {
		earn(node, 1_000_000);
	}
}

/// Takes tokens out of the pot, as nobody can.
pub fn rob(amount: Balance) {
	let pot = Backing::pot();
	let _ = Balances::burn_from(
		&pot,
		amount,
		Preservation::Preserve,
		Precision::Exact,
		frame_support::traits::tokens::Fortitude::Polite,
	)
	.unwrap();
}
