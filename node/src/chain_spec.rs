//! The chains that the node knows, and those that it reads from files.

use sc_service::{ChainSpec, ChainType, GenericChainSpec, Properties};
use serde_json::Value;
use sp_core::{
	crypto::Ss58Codec,
	storage::{well_known_keys::CODE, Storage},
};
use sp_io::hashing::twox_128;
use sp_runtime::BuildStorage;
use std::path::PathBuf;
use substation_runtime::{configs::SS58_PREFIX, presets, well_known, AccountId, WASM_BINARY};

/// The chain named `id`, or the one in the file of that name.
pub fn load(id: &str) -> Result<Box<dyn ChainSpec>, String> {
	let spec = match id {
		presets::DEV => builtin("Substation Development", id, ChainType::Development)?,
		presets::LIVE => builtin("Substation", id, ChainType::Live)?,
		"" | presets::LOCAL => builtin("Substation Local", presets::LOCAL, ChainType::Local)?,
		path => from_file(path)?,
	};
	if spec.chain_type() == ChainType::Live {
		check_keys(&spec)?;
	}
	Ok(Box::new(spec))
}

/// Refuses a real network that somebody's well-known key is part of, whose tokens and seat are everybody's, and one with a
/// master key.
fn check_keys(spec: &GenericChainSpec) -> Result<(), String> {
	let spec: Value =
		serde_json::from_str(&spec.as_json(false)?).map_err(|error| error.to_string())?;
	if has_sudo(&spec) {
		return Err("the chain has a sudo key, and a real network must have no master key: see \
		            docs/governance.md"
			.into());
	}
	let known = well_known::named_in(&spec, &well_known::keys());
	let Some(key) = known.first() else { return Ok(()) };
	Err(format!(
		"the chain names {} of the keys whose secrets everybody knows, {} among them: make keys of your own \
		 (docs/runbooks/launch.md)",
		known.len(),
		AccountId::from(*key).to_ss58check_with_version(SS58_PREFIX.into())
	))
}

/// The same to run a node on: what the node knows how to build itself, it does not ask the wasm for. That would be
/// compiled for it alone, which takes as long as all else at the start.
pub fn load_to_run(id: &str) -> Result<Box<dyn ChainSpec>, String> {
	let mut spec = load(id)?;
	if let Some(genesis) = genesis(id)? {
		spec.set_storage(genesis);
	}
	Ok(spec)
}

/// The first state of a builtin chain.
fn genesis(id: &str) -> Result<Option<Storage>, String> {
	let preset = if id.is_empty() { presets::LOCAL } else { id };
	let config = presets::config(preset).map_err(|error| error.to_string())?;
	let Some(config) = config else { return Ok(None) };
	let mut storage = config.build_storage()?;
	storage.top.insert(CODE.to_vec(), wasm()?.to_vec());
	Ok(Some(storage))
}

fn wasm() -> Result<&'static [u8], String> {
	Ok(WASM_BINARY.ok_or(
		"this node was built without its runtime: build it again without SKIP_WASM_BUILD, or \
		 name a chain specification's file with --chain",
	)?)
}

fn builtin(name: &str, preset: &str, chain_type: ChainType) -> Result<GenericChainSpec, String> {
	let genesis = presets::by_name(preset)
		.map_err(|error| format!("runtime/src/live.json cannot be read: {error}"))?
		.ok_or("the runtime has no such preset")?;
	Ok(GenericChainSpec::builder(wasm()?, None)
		.with_name(name)
		.with_id(&format!("substation_{preset}"))
		.with_protocol_id("substation")
		.with_chain_type(chain_type)
		.with_properties(properties())
		.with_genesis_config_patch(genesis)
		.build())
}

/// Whether a specification, plain or raw, names a sudo key.
fn has_sudo(spec: &Value) -> bool {
	let key = [twox_128(b"Sudo"), twox_128(b"Key")].concat();
	let places = [
		"/genesis/runtimeGenesis/patch/sudo/key",
		"/genesis/runtimeGenesis/config/sudo/key",
		&format!("/genesis/raw/top/{}", sp_core::bytes::to_hex(&key, false)),
	];
	places.iter().any(|place| spec.pointer(place).is_some_and(|key| !key.is_null()))
}

/// What wallets show.
fn properties() -> Properties {
	Properties::from_iter([
		("tokenSymbol".into(), "VOLT".into()),
		("tokenDecimals".into(), 12.into()),
		("ss58Format".into(), SS58_PREFIX.into()),
	])
}

fn from_file(path: &str) -> Result<GenericChainSpec, String> {
	let file = PathBuf::from(path);
	if !file.exists() {
		return Err(format!(
			"there is no chain and no file named `{path}`: use --chain dev, --chain local, --chain \
			 live, or the path of a chain specification"
		));
	}
	GenericChainSpec::from_json_file(file).map_err(|error| {
		format!(
			"`{path}` is not a chain specification ({error}): get the file again from where it was \
			 published, or make one with `substation export-chain-spec`"
		)
	})
}

#[cfg(test)]
mod tests {
	use super::*;
	use std::fs;

	#[test]
	fn builtin_chain_should_be_what_the_preset_in_the_wasm_says() {
		for preset in [presets::DEV, presets::LOCAL, presets::LIVE] {
			let ours = load(preset).expect("a builtin chain");
			let wasm = WASM_BINARY.expect("tests are run with the wasm");
			let theirs: GenericChainSpec = GenericChainSpec::builder(wasm, None)
				.with_name(ours.name())
				.with_id(ours.id())
				.with_protocol_id("substation")
				.with_chain_type(ours.chain_type())
				.with_properties(ours.properties())
				.with_genesis_config_preset_name(preset)
				.build();
			let json = |spec: &dyn ChainSpec| spec.as_json(true).expect("a genesis");
			assert!(json(&*ours) == json(&theirs), "{preset}");
		}
	}

	#[test]
	fn state_to_run_on_should_be_what_the_wasm_builds() {
		for preset in [presets::DEV, presets::LOCAL, presets::LIVE, ""] {
			let state = |spec: &dyn ChainSpec| {
				spec.as_storage_builder().build_storage().expect("a genesis")
			};
			let ours = state(&*load_to_run(preset).expect("a builtin chain"));
			let wasm = state(&*load(preset).expect("a builtin chain"));
			assert!(ours.top == wasm.top, "{preset}");
			assert!(ours.children_default == wasm.children_default, "{preset}");
		}
	}

	/// Why there is no such chain.
	fn refused(id: &str) -> String {
		load(id).err().unwrap_or_else(|| panic!("{id} is a chain"))
	}

	/// Why a file with that text is no chain.
	fn refused_file(name: &str, text: &str) -> String {
		let name = format!("substation-{name}-{}", std::process::id());
		let file = std::env::temp_dir().join(name);
		fs::write(&file, text).expect("a temporary file");
		let reason = refused(&file.to_string_lossy());
		fs::remove_file(&file).expect("the file was written");
		reason
	}

	#[test]
	fn chain_should_be_refused_with_what_to_do() {
		assert!(
			refused("no-such-chain").contains("use --chain dev, --chain local, --chain live, or")
		);
		let message = refused_file("broken", "{\"name\": 1}");
		assert!(message.contains("is not a chain specification"), "{message}");
	}

	#[test]
	fn real_network_should_be_refused_with_keys_that_everybody_knows() {
		let local = load(presets::LOCAL).expect("a builtin chain");
		for (name, raw) in [("plain", false), ("raw", true)] {
			let spec = local.as_json(raw).expect("a genesis");
			let mut spec: Value = serde_json::from_str(&spec).expect("a specification");
			spec["chainType"] = "Live".into();
			let message = refused_file(name, &spec.to_string());
			assert!(message.contains("the chain has a sudo key"), "{message}");

			let key = "0x5c0d1176a568c1f92944340dbfed9e9c530ebca703c85910e7164cb7d1c9e47b";
			let place = if raw { "/genesis/raw/top" } else { "/genesis/runtimeGenesis/patch" };
			let place = spec.pointer_mut(place).and_then(Value::as_object_mut).expect("a state");
			assert!(place.remove(if raw { key } else { "sudo" }).is_some());
			let message = refused_file(name, &spec.to_string());
			assert!(message.contains("keys whose secrets everybody knows"), "{message}");
		}
	}
}
