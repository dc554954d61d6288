//! All of 10,000 nodes fall silent. Settlement stays within its budget, and no window and no miss is lost or
//! counted twice.

use std::collections::{BTreeMap, BTreeSet};

use frame_support::{assert_ok, dispatch::DispatchClass, weights::Weight};
use pallet_attestation::{Event as AttestationEvent, WeightInfo as _};
use pallet_slashing::Event as SlashingEvent;
use sp_keyring::Sr25519Keyring;
use sp_runtime::Perbill;
use substation_primitives::{Class, ClassId, EraIndex, NodeId, PageIndex, WindowIndex, PAGE_SIZE};
use substation_runtime::{
	configs::RuntimeBlockWeights, economy, Attestation, BlockNumber, Emission, Nodes, Rewards,
	Runtime, RuntimeEvent, RuntimeOrigin,
};

use crate::{
	chain::{check_state, events, Chain, Device},
	model,
};

const NODES: u32 = 10_000;
/// More than settlement can visit in the shortest windows that there are.
const TOO_MANY: u32 = 16_000;

fn pages(nodes: u32) -> u64 {
	u64::from(nodes).div_ceil(PAGE_SIZE.into())
}

type Weights = <Runtime as pallet_attestation::Config>::WeightInfo;

fn budget() -> Weight {
	economy::SETTLEMENT_BUDGET * RuntimeBlockWeights::get().max_block
}

/// What a node that misses costs, and one that is jailed for it, in time.
fn costs() -> (u64, u64) {
	let missed = Weights::settle_missed(1) - Weights::settle_missed(0);
	let jailed = Weights::settle_jailed(1) - Weights::settle_jailed(0);
	(missed.ref_time(), jailed.max(missed).ref_time())
}

/// In how many blocks settlement gets through the pages of so many nodes when each costs that much.
fn blocks_for(nodes: u32, each: u64) -> u32 {
	let page = Weights::settle_missed(0).max(Weights::settle_jailed(0)).ref_time();
	let work = u64::from(nodes) * each + pages(nodes) * page;
	// A block stops short of its budget by less than one jailed node and the page that it is on.
	let per_block = budget().ref_time() - Weights::on_poll().ref_time() - costs().1 - page;
	u32::try_from(work.div_ceil(per_block)).unwrap()
}

/// In how many blocks the sweep gets through that many slashes, a pass over all dockets included.
fn sweep_blocks(slashes: u64) -> u32 {
	use pallet_slashing::WeightInfo as _;
	type Slashings = <Runtime as pallet_slashing::Config>::WeightInfo;
	let most = economy::SLASH_DEFERRAL + economy::APPEAL + 1;
	let one = Slashings::sweep_docket(1).ref_time();
	let budget = <Runtime as pallet_slashing::Config>::SweepWeight::get().ref_time()
		- Slashings::sweep_base().ref_time()
		- Slashings::sweep_docket(most).ref_time();
	u32::try_from(((slashes + u64::from(NODES)) * one).div_ceil(budget)).unwrap()
}

/// A new class like `wireless`, with windows of `period` blocks, and all of the emission.
fn create_class(period: BlockNumber) -> ClassId {
	let (wireless, _) = economy::dev_classes().remove(0);
	let class = Class { period, cool_down: period, ..wireless };
	assert_ok!(Nodes::create_class(RuntimeOrigin::root(), class));
	let shares = BTreeMap::from([(4, 1)]).try_into().unwrap();
	assert_ok!(Emission::set_shares(RuntimeOrigin::root(), shares));
	4
}

/// Registers so many nodes, with the well-known accounts as their owners by turns.
fn register_all(class: ClassId, nodes: u32, collateral: u128) {
	let owners: Vec<_> = Sr25519Keyring::well_known().map(|who| who.to_account_id()).collect();
	for (number, owner) in (0..nodes).zip(owners.iter().cycle()) {
		let device = Device::sr25519(number);
		assert_ok!(Nodes::register(
			RuntimeOrigin::signed(owner.clone()),
			class,
			1,
			device.key(),
			device.consent(owner, 100),
			collateral,
			None,
			None,
			None,
			Default::default(),
		));
	}
}

/// What was seen to happen, and what has to come of it.
#[derive(Default)]
struct Record {
	/// How many nodes there are.
	nodes: u32,
	/// Each miss, by node and window.
	misses: BTreeSet<(NodeId, WindowIndex)>,
	/// The windows of each page that were settled, and whether they were excused.
	windows: BTreeMap<PageIndex, BTreeMap<WindowIndex, bool>>,
	/// The prices of each node's misses of an era, added up.
	prices: BTreeMap<(NodeId, EraIndex), u128>,
	/// How many nodes missed a window that was settled in an era, and the highest weight that the class had when one did.
	failures: BTreeMap<EraIndex, BTreeMap<WindowIndex, (u128, u128)>>,
	jailed: u32,
	/// What was taken for the misses of an era.
	slashed: BTreeMap<(NodeId, EraIndex), u128>,
}

impl Record {
	fn note(&mut self, chain: &mut Chain, collateral: u128) {
		let (era, events) = chain.at(|| (Emission::clock().unwrap().index, events()));
		for event in events {
			match event {
				RuntimeEvent::Attestation(AttestationEvent::Missed {
					node,
					window,
					forfeited,
					free,
					..
				}) => {
					assert!(self.misses.insert((node, window)), "{node} missed {window} twice");
					let page = node / u32::from(PAGE_SIZE);
					self.windows.entry(page).or_default().entry(window).or_insert(false);
					let windows = self.failures.entry(era).or_default();
					let (missed, total) = windows.entry(window).or_default();
					*missed += 1;
					*total = (*total).max(u128::from(self.nodes - self.jailed));
					if !free {
						let price = model::price(forfeited, collateral);
						*self.prices.entry((node, era)).or_default() += price;
					}
				}
				RuntimeEvent::Attestation(AttestationEvent::WindowExcused {
					page, window, ..
				}) => {
					let before = self.windows.entry(page).or_default().insert(window, true);
					assert_eq!(before, None, "page {page} settled {window} twice");
				}
				RuntimeEvent::Attestation(AttestationEvent::Jailed { .. }) => self.jailed += 1,
				RuntimeEvent::Slashing(SlashingEvent::SlashApplied { node, era, amount }) => {
					assert_eq!(self.slashed.insert((node, era), amount), None, "slashed twice");
				}
				_ => (),
			}
		}
	}

	/// What each slash has to take, by the model.
	fn expected(&self, collateral: u128) -> BTreeMap<(NodeId, EraIndex), u128> {
		let cap = model::cap(collateral);
		let slash = |((node, era), base): (&(NodeId, EraIndex), &u128)| {
			let windows = self.failures[era].values();
			let slashes = windows.map(|(missed, total)| model::slash(*base, cap, *missed, *total));
			((*node, *era), slashes.max().unwrap())
		};
		self.prices.iter().map(slash).collect()
	}
}

/// Makes a block and looks at what its hooks weighed.
fn block(chain: &mut Chain, record: &mut Record, collateral: u128) {
	chain.block_unchecked(|| ());
	assert!(chain.settlement.all_lte(budget()), "{:?} is over the budget", chain.settlement);
	let mandatory = chain.weight(DispatchClass::Mandatory);
	let limit = Perbill::from_percent(35) * RuntimeBlockWeights::get().max_block;
	assert!(mandatory.all_lte(limit), "all hooks together weigh {mandatory:?}");
	record.note(chain, collateral);
	if chain.number().is_multiple_of(10) {
		chain.at(check_state);
	}
}

#[test]
fn a_mass_outage_should_be_settled_within_the_budget_and_to_the_last_miss() {
	let collateral = model::COLLATERAL;
	// The shortest windows in which settlement can visit all nodes. To jail them all takes longer.
	let (missed, jailed) = costs();
	let period = blocks_for(NODES, missed).max(5);
	let in_blocks = blocks_for(NODES, jailed).max(period) + 1;
	let mut chain = Chain::dev();
	let class = chain.block_unchecked(|| create_class(period));
	chain.block_unchecked(|| register_all(class, NODES, collateral));
	chain.at(check_state);

	let mut record = Record { nodes: NODES, ..Default::default() };
	let (mut behind, mut last_window) = (0, None);
	while record.jailed < NODES {
		block(&mut chain, &mut record, collateral);
		behind = behind.max(chain.at(Attestation::lag));
		if record.jailed > 0 {
			let first = *last_window.get_or_insert(chain.number());
			assert!(
				chain.number() < first + in_blocks,
				"the backlog is not gone {in_blocks} blocks after the windows began to close"
			);
		}
	}
	println!(
		"{NODES} nodes, windows of {period} blocks: up to {behind} pages behind, all gone in {} of {in_blocks} blocks",
		chain.number() - last_window.unwrap() + 1
	);
	chain.at(check_state);

	// Three windows each, one after the other, each counted once.
	assert_eq!(record.misses.len(), 3 * NODES as usize);
	chain.at(|| {
		assert_eq!(Attestation::lag(), 0);
		for node in 0..NODES {
			let counters = Attestation::node_counters(node);
			assert_eq!((counters.windows, counters.missed, counters.history), (3, 3, 0b111));
			assert_eq!(Rewards::claimable(node), Some(0), "node {node} was paid for nothing");
		}
	});
	assert!(record
		.windows
		.values()
		.all(|windows| windows.len() == 3 && !windows.values().any(|e| *e)));

	// The dockets are the sums of the misses' prices, and nothing is left of what was streamed but rounding.
	let dockets: BTreeMap<_, _> = chain.at(|| {
		pallet_slashing::Slashes::<Runtime>::iter()
			.flat_map(|(node, docket)| {
				docket.entries.into_iter().map(move |entry| ((node, entry.era), entry.base))
			})
			.collect()
	});
	assert_eq!(dockets, record.prices);
	let pool = chain.at(|| Rewards::pool(class)).unwrap();
	assert!(pool.streamed <= u128::from(4 * NODES), "{} base units have stayed", pool.streamed);
	assert_eq!(pool.funded, pool.reserve + pool.streamed);

	// Each slash is taken once, when its time has come, by a sweep that stays within its budget.
	let expected = record.expected(collateral);
	assert!(expected.values().all(|amount| *amount <= collateral / 20));
	let last = expected.keys().map(|(_, era)| *era).max().unwrap();
	let due = economy::DEV_ERA * (last + economy::SLASH_DEFERRAL + 1) + 1;
	let sweep = sweep_blocks(expected.len() as u64);
	while record.slashed.len() < expected.len() {
		block(&mut chain, &mut record, collateral);
		assert!(chain.number() <= due + sweep, "the slashes were not taken in {sweep} blocks");
	}
	assert_eq!(record.slashed, expected);
	chain.at(check_state);
}

#[test]
fn an_outage_that_settlement_cannot_keep_up_with_should_end_and_charge_nothing_twice() {
	let collateral = model::COLLATERAL;
	let (missed, _) = costs();
	assert!(blocks_for(TOO_MANY, missed) > economy::MIN_PERIOD, "settlement can keep up with them");
	let mut chain = Chain::dev();
	let class = chain.block_unchecked(|| create_class(economy::MIN_PERIOD));
	chain.block_unchecked(|| register_all(class, TOO_MANY, collateral));
	let mut record = Record { nodes: TOO_MANY, ..Default::default() };
	while record.jailed < TOO_MANY {
		block(&mut chain, &mut record, collateral);
		assert!(chain.number() < 200, "{} of {TOO_MANY} are in jail", record.jailed);
	}
	assert!(!record.misses.is_empty());
	for (page, windows) in &record.windows {
		let all: Vec<_> = windows.iter().collect();
		for pair in all.windows(2) {
			let [(before, _), (window, excused)] = pair else { unreachable!() };
			assert!(
				*window - *before == 1 || **excused,
				"page {page}: nobody answers for the windows between {before} and {window}"
			);
		}
	}
	assert_eq!(record.windows.len() as u64, pages(TOO_MANY), "every page has its turn");
	assert!(record.windows.values().any(|windows| windows.values().any(|excused| *excused)));
	println!("{TOO_MANY} nodes, windows of 5 blocks: all in jail in block {}", chain.number());
}
