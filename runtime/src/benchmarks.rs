//! Which pallets are benchmarked.

#![allow(clippy::expect_used, clippy::panic)]

use crate::{
	configs::POTS,
	constants::{DAYS, UNIT},
	economy, AccountId, AllPalletsWithSystem, Attestation, Backing, Balance, Balances, BlockNumber,
	Collateral, Emission, Nodes, Rewards, Runtime, RuntimeOrigin, Services, Slashing, System,
};
use alloc::{string::String, vec::Vec};
use frame_benchmarking::{
	account, baseline::Pallet as Baseline, BenchmarkBatch, BenchmarkConfig, BenchmarkList,
};
use frame_support::traits::{
	fungible::{Balanced, Inspect, Mutate, MutateHold},
	Get, Hooks, StorageInfo, StorageInfoTrait, TrackedStorageKey, WhitelistedStorageKeys,
};
use frame_system_benchmarking::Pallet as SystemBench;
use pallet_attestation::{Members, Pages, Rosters};
use pallet_backing::{Support, Tranche};
use pallet_collateral::{Asked, TopUp};
use pallet_emission::{Decay, EraBlocks, Parts, Split};
use pallet_slashing::{Appeal, Entry, Standing};
use sp_core::{crypto::KeyTypeId, sr25519};
use sp_io::crypto::{sr25519_generate, sr25519_sign};
use sp_runtime::{traits::AccountIdConversion, MultiSigner};
use substation_math::{backing::Pool, collateral::Vesting};
use substation_primitives::{
	possession_message, Address, BenchmarkHelper, ClassId, DeviceSignature, EraIndex, Eras,
	LifeCycle, Miss, NodeId, OnMiss, Pools, Possession, Registry, Streams, PAGE_SIZE,
};

frame_benchmarking::define_benchmarks!(
	[frame_benchmarking, Baseline::<Runtime>]
	[frame_system, SystemBench::<Runtime>]
	[pallet_balances, Balances]
	[pallet_nodes, Nodes]
	[pallet_collateral, Collateral]
	[pallet_attestation, Attestation]
	[pallet_slashing, Slashing]
	[pallet_rewards, Rewards]
	[pallet_emission, Emission]
	[pallet_services, Services]
	[pallet_backing, Backing]
);

impl frame_benchmarking::baseline::Config for Runtime {}
impl frame_system_benchmarking::Config for Runtime {}

/// What can be benchmarked, and the storage that it touches.
pub fn metadata(extra: bool) -> (Vec<BenchmarkList>, Vec<StorageInfo>) {
	let mut list = Vec::new();
	list_benchmarks!(list, extra);
	(list, AllPalletsWithSystem::storage_info())
}

/// Runs one benchmark.
pub fn dispatch(config: BenchmarkConfig) -> Result<Vec<BenchmarkBatch>, String> {
	let whitelist: Vec<TrackedStorageKey> = AllPalletsWithSystem::whitelisted_storage_keys();
	let mut batches = Vec::new();
	let params = (&config, &whitelist);
	add_benchmarks!(params, batches);
	Ok(batches)
}

/// Makes real nodes: registered by a call, with a key that signs.
pub struct Helper;

/// Where the benchmarks' device keys are kept.
const DEVICE: KeyTypeId = KeyTypeId(*b"devi");
/// What an owner starts with, and what a class's stream is funded with.
const PLENTY: Balance = 1_000_000 * UNIT;

impl Helper {
	/// Starts the clock and opens the pots where the benchmark began with an empty state.
	fn prepare() {
		if EraBlocks::<Runtime>::get() == 0 {
			EraBlocks::<Runtime>::put(economy::DEV_ERA);
			Parts::<Runtime>::put(Split {
				validators: economy::VALIDATORS,
				treasury: economy::TREASURY,
			});
			Decay::<Runtime>::put(economy::DECAY);
			for pot in POTS {
				Self::endow(&pot.into_account_truncating(), Balances::minimum_balance());
			}
		}
	}

	fn endow(who: &AccountId, amount: Balance) {
		Balances::mint_into(who, amount).expect("a benchmark's accounts can be endowed");
	}

	fn address(node: NodeId) -> Address {
		Members::<Runtime>::get(node).expect("the node is active").address
	}

	/// An appeal that nobody has answered, of one who owned the node then.
	fn lapsed(node: NodeId, era: EraIndex) -> Standing<AccountId> {
		let (who, deposit) = (account("owner before", era, node), economy::APPEAL_DEPOSIT);
		Self::endow(&who, 2 * deposit);
		let reason = pallet_slashing::HoldReason::Appeal.into();
		Balances::hold(&reason, &who, deposit).expect("it was endowed");
		Standing::Open(Appeal { who, deposit, deadline: 0 })
	}

	/// Lets the node have been streamed `amount`.
	fn stream(node: NodeId, amount: Balance) {
		Balances::mint_into(&Rewards::pot(), amount).expect("the pot exists");
		let class = Nodes::node(node).expect("the helper made it").class;
		pallet_rewards::Positions::<Runtime>::mutate(node, |position| {
			position.as_mut().expect("the node is active").accrued += amount;
		});
		pallet_rewards::Pools::<Runtime>::mutate(class, |pool| {
			pool.streamed += amount;
			pool.funded += amount;
		});
	}

	fn sr25519(node: NodeId) -> sr25519::Public {
		match Nodes::node(node).expect("the helper made the node").device_key.0 {
			MultiSigner::Sr25519(key) => key,
			_ => panic!("the helper makes sr25519 keys"),
		}
	}
}

impl BenchmarkHelper<AccountId> for Helper {
	fn class() -> ClassId {
		Self::prepare();
		let next = pallet_nodes::NextClass::<Runtime>::get();
		let (mut class, _) = economy::classes().pop().expect("the economy has classes");
		// With room for many backers.
		class.collateral_per_unit = class.collateral_per_unit.max(100 * economy::MIN_BACKING);
		class.max_collateral_per_unit = 10 * class.collateral_per_unit;
		// Where no more can be made, one that is there serves as well.
		let made = Nodes::create_class(RuntimeOrigin::root(), class).is_ok();
		let id = if made { next } else { next.saturating_sub(1) };
		let credit = Balances::issue(PLENTY);
		let until = System::block_number().saturating_add(DAYS);
		assert!(Rewards::fund(id, credit, until).is_ok(), "a class's stream can be funded");
		id
	}

	fn node(class: ClassId) -> (NodeId, AccountId) {
		let node = pallet_nodes::NextNode::<Runtime>::get();
		let owner: AccountId = account("owner", node, 0);
		Self::endow(&owner, PLENTY);
		let key = sr25519_generate(DEVICE, None);
		let expires = System::block_number();
		let message = possession_message(System::block_hash(0), &owner, expires);
		let signature = sr25519_sign(DEVICE, &key, &message).expect("the key was just made");
		let terms = Nodes::class(class).expect("the helper made the class");
		let required = terms.least(terms.min_units).expect("the class's terms are sound");
		Nodes::register(
			RuntimeOrigin::signed(owner.clone()),
			class,
			terms.min_units,
			key.into(),
			Possession { expires, signature: signature.into() },
			2 * required,
			None,
			None,
			None,
			Default::default(),
		)
		.expect("the helper's nodes can be registered");
		(node, owner)
	}

	fn sign(node: NodeId, message: &[u8]) -> DeviceSignature {
		let signature = sr25519_sign(DEVICE, &Self::sr25519(node), message);
		signature.expect("the helper made the key").into()
	}

	fn advance(blocks: BlockNumber) {
		let now = System::block_number().saturating_add(blocks);
		System::set_block_number(now);
		Emission::on_initialize(now);
	}

	fn miss(node: NodeId, due: bool) {
		let entries = pallet_slashing::MaxEntries::<Runtime>::get();
		while due && Emission::clock().is_none_or(|clock| clock.index < entries) {
			Self::advance(economy::DEV_ERA);
		}
		let info = <Nodes as Registry<AccountId>>::get(node).expect("the helper made the node");
		let (class, units) = (info.class, info.units);
		let total = Rewards::weight(class);
		let miss = Miss { node, class, units, window: 1, total, forfeited: UNIT, free: false };
		Slashing::missed(miss).expect("a miss can be priced");
		if due {
			Self::fill(node, 0);
			(0..=economy::SLASH_DEFERRAL).for_each(|_| Self::advance(economy::DEV_ERA));
		}
	}

	fn serve(node: NodeId, windows: u32) {
		pallet_attestation::Records::<Runtime>::mutate(node, |record| record.served += windows);
	}

	fn earn(node: NodeId) {
		let info = <Nodes as Registry<AccountId>>::get(node).expect("the helper made it");
		let (id, era) = (info.class, Emission::current());
		let per_unit = Nodes::class(id).map(|class| 3 * class.collateral_per_unit);
		let per_unit = per_unit.expect("the helper made it");
		pallet_collateral::Requirements::<Runtime>::insert(id, Asked { per_unit, era });
		// It has time to bring it all back, and has earned enough for that, and to be paid.
		let required = per_unit * Balance::from(info.units);
		let until = era + economy::TOP_UP;
		pallet_collateral::Ledgers::<Runtime>::mutate(node, |ledger| {
			let ledger = ledger.as_mut().expect("the node has collateral");
			ledger.top_up = Some(TopUp { by: until, to: required });
		});
		pallet_collateral::Shortfalls::<Runtime>::insert(until, node, ());
		Self::stream(node, 10 * required);
		Self::vest(node);
	}

	fn vest(node: NodeId) {
		// A round that is over, and one that is to begin.
		let vesting = Vesting { running: 1, since: 0, until: 1, waiting: 1 };
		Self::stream(node, vesting.running + vesting.waiting);
		pallet_rewards::Positions::<Runtime>::mutate(node, |position| {
			let position = position.as_mut().expect("the node is active");
			position.accrued -= vesting.running + vesting.waiting;
			position.vesting = vesting;
		});
	}

	fn crowd(node: NodeId) {
		let Address { class, page, .. } = Self::address(node);
		Pages::<Runtime>::mutate(class, page, |page| {
			let page = page.as_mut().expect("the node is on it");
			for slot in 0..PAGE_SIZE {
				page.members.insert(slot);
			}
		});
	}

	fn part(node: NodeId) {
		let Address { class, page, slot } = Self::address(node);
		let other = 1_000_000 + node;
		Pages::<Runtime>::insert(class, other, Pages::<Runtime>::get(class, page).expect("it is"));
		let roster = Rosters::<Runtime>::get(class, page).expect("each page has one");
		Rosters::<Runtime>::insert(class, other, roster);
		Members::<Runtime>::mutate(node, |member| {
			member.as_mut().expect("it is active").address = Address { class, page: other, slot };
		});
	}

	fn suspend(node: NodeId) {
		<Nodes as LifeCycle>::suspend(node).expect("an active node can be suspended");
	}

	fn back(node: NodeId) {
		let owner = <Nodes as Registry<AccountId>>::get(node).expect("the helper made it").owner;
		let tokens = economy::MIN_BACKING;
		let pool = Pool { tokens, shares: 2 * tokens, acc: 0 };
		let mut support = Support::<Runtime> {
			depositor: owner,
			deposit: 0,
			open: true,
			commission: economy::COMMISSION_STEP,
			raised: None,
			main: pool,
			young: Default::default(),
			leaving: Default::default(),
		};
		// As many tranches as there can be, some of which answer for whatever is slashed.
		let tranche = |era| Tranche { era, pool };
		(0..).map_while(|era| support.young.try_push(tranche(era)).ok()).for_each(drop);
		(0..).map_while(|era| support.leaving.try_push(tranche(era)).ok()).for_each(drop);
		let tranches = 1 + support.young.len() + support.leaving.len();
		pallet_backing::Supports::<Runtime>::insert(node, support);
		let all = Balance::try_from(tranches).map(|tranches| tokens * tranches);
		Self::endow(&Backing::pot(), all.expect("there are few"));
	}

	fn pay(class: ClassId) {
		Self::prepare();
		let book = pallet_services::Book { burned: UNIT, treasury: UNIT, income: UNIT };
		pallet_services::Books::<Runtime>::insert(class, book);
		Self::endow(&Services::pot(), 2 * UNIT + Balances::minimum_balance());
	}

	fn fill(node: NodeId, room: u32) {
		pallet_slashing::Slashes::<Runtime>::mutate(node, |docket| {
			let docket = docket.as_mut().expect("the node has missed");
			let newest = docket.entries.pop().expect("the miss was priced");
			docket.entries.clear();
			let most = pallet_slashing::MaxEntries::<Runtime>::get() - room;
			for era in newest.era.saturating_sub(most - 1)..=newest.era {
				let is_newest = era == newest.era;
				let appeal = if is_newest { Standing::None } else { Self::lapsed(node, era) };
				let entry = Entry { era, appeal, ..newest.clone() };
				assert!(docket.entries.try_push(entry).is_ok());
			}
		});
	}
}
