//! The first state of a chain with many nodes of a class with windows of an hour.

use std::{collections::BTreeMap, error::Error};

use codec::{Decode, Encode};
use pallet_attestation::{Page, Pages, Presence, Record, Records};
use pallet_nodes::GenesisNode;
use sp_core::{sr25519, Pair};
use sp_runtime::{BuildStorage, MultiSigner, Storage};
use substation_primitives::{NodeId, PageIndex, Slot, PAGE_SIZE};
use substation_runtime::{
	constants::UNIT, economy, presets, AccountId, Balance, BlockNumber, Runtime,
	RuntimeGenesisConfig,
};

/// `wireless`: windows of 600 blocks.
pub const CLASS: u16 = 0;
const COLLATERAL: Balance = 100 * UNIT;
const NODES_OF_AN_OWNER: u32 = 10;

type Top = BTreeMap<Vec<u8>, Vec<u8>>;

/// `nodes` active nodes. In the first window all of them have attested, but for `first` parts in a thousand; in the
/// second, `second` parts in a thousand have not, and have missed `streak` windows in a row before.
pub fn storage(
	nodes: u32,
	first: u32,
	second: u32,
	streak: u32,
) -> Result<Storage, Box<dyn Error>> {
	let mut storage = genesis(nodes)?.build_storage()?;
	prepare(&mut storage.top, first, second, streak)?;
	Ok(storage)
}

/// The development chain with real windows and days, and so many nodes.
fn genesis(nodes: u32) -> Result<RuntimeGenesisConfig, Box<dyn Error>> {
	let (classes, _): (Vec<_>, Vec<_>) = economy::classes().into_iter().unzip();
	let owners = nodes.div_ceil(NODES_OF_AN_OWNER);
	let wealth = (COLLATERAL + 2 * UNIT) * Balance::from(NODES_OF_AN_OWNER);
	let mut config = presets::config(presets::DEV)?.ok_or("no preset")?;
	config.balances.balances.extend((0..owners).map(|index| (owner(index), wealth)));
	config.emission.era_blocks = economy::ERA;
	config.nodes.classes = classes;
	config.nodes.nodes = (0..nodes).map(node).collect();
	Ok(config)
}

fn owner(index: u32) -> AccountId {
	AccountId::from(pair("owner", index).public())
}

/// The key pair of the seed that is the hash of a word and a number.
pub fn pair(word: &str, index: u32) -> sr25519::Pair {
	sr25519::Pair::from_seed(&sp_io::hashing::blake2_256(&(word, index).encode()))
}

fn node(index: u32) -> GenesisNode<AccountId> {
	GenesisNode {
		owner: owner(index / NODES_OF_AN_OWNER),
		class: CLASS,
		units: 1,
		device_key: MultiSigner::Sr25519(pair("device", index).public()),
		collateral: COLLATERAL,
		operator: None,
	}
}

/// Lets all but the missing ones have attested in the window that is open, and in the next.
fn prepare(top: &mut Top, first: u32, second: u32, streak: u32) -> Result<(), Box<dyn Error>> {
	for index in 0..PageIndex::MAX {
		let key = Pages::<Runtime>::hashed_key_for(CLASS, index);
		let Some(stored) = top.get(&key) else { break };
		let mut page = Page::decode(&mut stored.as_slice())?;
		let present = |missing| {
			let mut presence = Presence { seen: page.members, ..Default::default() };
			for slot in page.members.iter_from(0) {
				if is_missing(number(index, slot), missing) {
					presence.seen.remove(slot);
				}
			}
			presence
		};
		let (open, next) = (present(first), present(second));
		for slot in page.members.without(&next.seen).iter_from(0) {
			let record = has_missed(page.window(), streak);
			top.insert(Records::<Runtime>::hashed_key_for(number(index, slot)), record.encode());
		}
		(page.open, page.next) = (open, Some(next));
		top.insert(key, page.encode());
	}
	Ok(())
}

/// The node in a slot: they are numbered page by page.
fn number(page: PageIndex, slot: Slot) -> NodeId {
	page * NodeId::from(PAGE_SIZE) + NodeId::from(slot)
}

/// Whether a node is one of so many in a thousand.
fn is_missing(node: NodeId, parts: u32) -> bool {
	let (node, parts) = (u64::from(node), u64::from(parts));
	(node + 1) * parts / 1_000 > node * parts / 1_000
}

/// The record of a node that has missed so many windows in a row, up to `window`.
fn has_missed(window: BlockNumber, streak: u32) -> Record {
	let mut record = Record::default();
	record.history.miss(window, 0);
	record.history.streak = streak;
	record
}
