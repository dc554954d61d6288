//! A chain that begins with many nodes, for scripts/scale.sh: writes its raw specification to standard output.
//!
//! `population NODES MISSING [FIRST]` makes NODES active nodes of a class with windows of an hour. In the first window all of
//! them have attested, but for FIRST parts in a thousand; in the second, MISSING parts in a thousand have not, spread evenly,
//! and it is not their first miss. Their keys are sr25519, from seeds that anybody can derive.

use std::{
	collections::BTreeMap,
	env,
	error::Error,
	io::{self, BufWriter, Write},
};

use codec::{Decode, Encode};
use pallet_attestation::{Page, Pages, Presence, Record, Records};
use pallet_nodes::GenesisNode;
use serde_json::{json, Value};
use sp_core::{sr25519, Pair};
use sp_runtime::{BuildStorage, MultiSigner};
use substation_primitives::{NodeId, PageIndex, Slot, PAGE_SIZE};
use substation_runtime::{
	constants::UNIT, economy, presets, AccountId, Balance, BlockNumber, Runtime,
	RuntimeGenesisConfig, WASM_BINARY,
};

/// `wireless`: windows of 600 blocks.
const CLASS: u16 = 0;
const COLLATERAL: Balance = 100 * UNIT;
const NODES_OF_AN_OWNER: u32 = 10;

type Top = BTreeMap<Vec<u8>, Vec<u8>>;

fn main() -> Result<(), Box<dyn Error>> {
	let mut arguments = env::args().skip(1).map(|argument| argument.parse::<u32>());
	let (Some(nodes), Some(missing)) = (arguments.next(), arguments.next()) else {
		return Err("usage: population NODES MISSING [FIRST] (parts in a thousand)".into());
	};
	let first = arguments.next().unwrap_or(Ok(0));
	let mut top = genesis(nodes?)?.build_storage()?.top;
	prepare(&mut top, first?, missing?)?;
	let code = WASM_BINARY.ok_or("the runtime was built without its wasm")?;
	top.insert(b":code".to_vec(), code.to_vec());
	Ok(write(&top)?)
}

/// The development chain with real windows and days, and so many nodes.
fn genesis(nodes: u32) -> Result<RuntimeGenesisConfig, Box<dyn Error>> {
	let mut genesis = serde_json::to_value(RuntimeGenesisConfig::default())?;
	merge(&mut genesis, presets::by_name(presets::DEV).ok_or("no preset")?);
	let (classes, _): (Vec<_>, Vec<_>) = economy::classes().into_iter().unzip();
	let owners = nodes.div_ceil(NODES_OF_AN_OWNER);
	let wealth = (COLLATERAL + 2 * UNIT) * Balance::from(NODES_OF_AN_OWNER);
	let mut config: RuntimeGenesisConfig = serde_json::from_value(genesis)?;
	config.balances.balances.extend((0..owners).map(|index| (owner(index), wealth)));
	config.emission.era_blocks = economy::ERA;
	config.nodes.classes = classes;
	config.nodes.nodes = (0..nodes).map(node).collect();
	Ok(config)
}

/// Puts the members of `patch` into `value`, at any depth.
fn merge(value: &mut Value, patch: Value) {
	match (value, patch) {
		(Value::Object(members), Value::Object(patch)) => {
			for (name, member) in patch {
				merge(members.entry(name).or_insert(Value::Null), member);
			}
		}
		(value, patch) => *value = patch,
	}
}

fn owner(index: u32) -> AccountId {
	AccountId::from(public("owner", index))
}

/// The public key of the seed that is the hash of a word and a number.
fn public(word: &str, index: u32) -> sr25519::Public {
	sr25519::Pair::from_seed(&sp_io::hashing::blake2_256(&(word, index).encode())).public()
}

fn node(index: u32) -> GenesisNode<AccountId> {
	GenesisNode {
		owner: owner(index / NODES_OF_AN_OWNER),
		class: CLASS,
		units: 1,
		device_key: MultiSigner::Sr25519(public("device", index)),
		collateral: COLLATERAL,
		operator: None,
	}
}

/// Lets all but the missing ones have attested in the window that is open, and in the next.
fn prepare(top: &mut Top, first: u32, second: u32) -> Result<(), Box<dyn Error>> {
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
			let record = has_missed(page.window());
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

/// The record of a node whose miss in the window after `window` is not its first one.
fn has_missed(window: BlockNumber) -> Record {
	let mut record = Record::default();
	record.history.miss(window, 0);
	record
}

/// Writes the specification piece by piece: a million nodes are more than a JSON value should hold.
fn write(top: &Top) -> io::Result<()> {
	let mut out = BufWriter::new(io::stdout().lock());
	let head = json!({
		"name": "Substation at scale",
		"id": "substation_scale",
		"chainType": "Development",
		"bootNodes": [],
		"protocolId": "substation",
		"properties": { "tokenSymbol": "VOLT", "tokenDecimals": 12, "ss58Format": 42 },
	})
	.to_string();
	let open = head.strip_suffix('}').unwrap_or(&head);
	write!(out, "{open},\"genesis\":{{\"raw\":{{\"top\":{{")?;
	for (index, (key, value)) in top.iter().enumerate() {
		let comma = if index > 0 { "," } else { "" };
		write!(out, "{comma}\"0x{}\":\"0x{}\"", hex::encode(key), hex::encode(value))?;
	}
	write!(out, "}},\"childrenDefault\":{{}}}}}}}}")?;
	out.flush()
}
