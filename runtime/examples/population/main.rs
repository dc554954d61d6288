//! A chain that begins with many nodes, for scripts/scale.sh: writes its raw specification to standard output.
//!
//! `population NODES FIRST SECOND STREAK` makes NODES active nodes of a class with windows of an hour. In the first window all of
//! them have attested, but for FIRST parts in a thousand; in the second, SECOND parts in a thousand have not, spread evenly,
//! and have missed STREAK windows in a row before. Their keys are sr25519, from seeds that anybody can derive.

mod state;

use std::{
	collections::BTreeMap,
	env,
	error::Error,
	io::{self, BufWriter, Write},
};

use serde_json::json;
use substation_runtime::WASM_BINARY;

fn main() -> Result<(), Box<dyn Error>> {
	let arguments = env::args().skip(1).map(|argument| argument.parse::<u32>());
	let [nodes, first, second, streak] = arguments.collect::<Result<Vec<_>, _>>()?[..] else {
		return Err("usage: population NODES FIRST SECOND (parts in a thousand) STREAK".into());
	};
	let mut top = state::storage(nodes, first, second, streak)?.top;
	let code = WASM_BINARY.ok_or("the runtime was built without its wasm")?;
	top.insert(b":code".to_vec(), code.to_vec());
	Ok(write(&top)?)
}

/// Writes the specification piece by piece: a million nodes are more than a JSON value should hold.
fn write(top: &BTreeMap<Vec<u8>, Vec<u8>>) -> io::Result<()> {
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
