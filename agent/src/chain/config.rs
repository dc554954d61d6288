//! What the agent knows of the chain beforehand, held against the chain that runs.

use std::{fmt, sync::Arc};

use subxt::{
	config::{
		substrate::{BlakeTwo256, SubstrateHeader},
		transaction_extensions::{
			ChargeTransactionPayment, CheckGenesis, CheckMetadataHash, CheckMortality, CheckNonce,
			CheckSpecVersion, CheckTxVersion,
		},
		Config,
	},
	rpcs::methods::legacy::RuntimeVersion,
	utils::{AccountId32, MultiAddress, MultiSignature, H256},
	ArcMetadata, Metadata, OfflineClient,
};

use super::{api, transactions::MORTAL};
use crate::{
	error::{Error, Result},
	message::BlockNumber,
};

/// The runtime that the agent was built for.
static METADATA: &[u8] = include_bytes!("../../metadata.scale");

const CALLS: [(&str, &str); 3] =
	[("Nodes", "register"), ("Attestation", "attest"), ("Attestation", "attest_batch")];
const STORAGE: [(&str, &str); 4] = [
	("Nodes", "Keys"),
	("Attestation", "Pages"),
	("Attestation", "Members"),
	("System", "Account"),
];
const QUERIES: [&str; 4] = ["duty", "node", "node_of", "network"];

/// A chain whose runtime is known.
#[derive(Clone)]
pub struct Substation {
	pub genesis: H256,
	spec: u32,
	transactions: u32,
	pub metadata: ArcMetadata,
}

impl Substation {
	pub fn new(genesis: H256, version: &RuntimeVersion, metadata: Metadata) -> Self {
		Self {
			genesis,
			spec: version.spec_version,
			transactions: version.transaction_version,
			metadata: Arc::new(metadata),
		}
	}

	/// The runtime that the agent was built for, with no chain.
	pub fn offline(genesis: H256) -> Result<Self> {
		let metadata = known()?;
		Ok(Self { genesis, spec: 0, transactions: 0, metadata: Arc::new(metadata) })
	}

	/// Whether this is that chain with that runtime.
	pub fn is(&self, genesis: H256, version: &RuntimeVersion) -> bool {
		self.genesis == genesis
			&& self.spec == version.spec_version
			&& self.transactions == version.transaction_version
	}
}

impl fmt::Debug for Substation {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		write!(f, "Substation({:?}, {})", self.genesis, self.spec)
	}
}

impl Config for Substation {
	type AccountId = AccountId32;
	type Address = MultiAddress<AccountId32, ()>;
	type Signature = MultiSignature;
	type Header = SubstrateHeader<H256>;
	type Hasher = BlakeTwo256;
	type AssetId = u32;
	/// Those that say something; subxt passes over the others, and refuses one that it would have to guess.
	type TransactionExtensions = (
		CheckSpecVersion,
		CheckTxVersion,
		CheckNonce,
		CheckGenesis<Self>,
		CheckMortality<Self>,
		ChargeTransactionPayment,
		CheckMetadataHash,
	);

	fn genesis_hash(&self) -> Option<H256> {
		Some(self.genesis)
	}

	fn spec_and_transaction_version_for_block_number(&self, _: u64) -> Option<(u32, u32)> {
		Some((self.spec, self.transactions))
	}

	fn metadata_for_spec_version(&self, _: u32) -> Option<ArcMetadata> {
		Some(self.metadata.clone())
	}
}

/// The version of the format that the agent's metadata is in.
pub fn metadata_version() -> u32 {
	// After the four bytes "meta".
	METADATA.get(4).copied().unwrap_or_default().into()
}

/// The metadata of the running chain, if all that the agent uses of it is as the agent knows it.
pub fn check(running: &[u8]) -> Result<Metadata> {
	if running == METADATA {
		return known();
	}
	let running = Metadata::decode_from(running).map_err(|_| mismatch())?;
	match fingerprint(&running) == fingerprint(&known()?) {
		true => Ok(running),
		false => Err(mismatch()),
	}
}

/// The chain's runtime is not the one that the agent was built for.
pub fn mismatch() -> Error {
	Error::Stop(
		"The chain's runtime is not one that this agent knows; install the agent of the chain's release, or \
		 give the address of a Substation node with --url."
			.into(),
	)
}

/// What the registry sets bounds with.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Limits {
	/// Blocks that a proof of possession may be ahead.
	pub proof_life: BlockNumber,
	/// Bytes of metadata.
	pub metadata: u32,
	/// Held for a node's record, in base units, …
	pub node_deposit: u128,
	/// … and for each byte of its metadata.
	pub byte_deposit: u128,
	/// The least that an account holds.
	pub minimum: u128,
}

impl Limits {
	/// Blocks for which a consent should count that is handed in at once: as many as for its transaction. Until then the
	/// node can't be reaped.
	pub fn prompt(&self) -> BlockNumber {
		self.proof_life.min(MORTAL)
	}
}

pub fn limits(chain: Substation) -> Result<Limits> {
	let at = OfflineClient::new_with_config(chain).at_block(0u32).map_err(|_| mismatch())?;
	let constants = at.constants();
	let nodes = api::constants().nodes();
	let minimum = api::constants().balances().existential_deposit();
	Ok(Limits {
		proof_life: constants.entry(nodes.max_proof_life()).map_err(|_| mismatch())?,
		metadata: constants.entry(nodes.max_metadata()).map_err(|_| mismatch())?,
		node_deposit: constants.entry(nodes.node_deposit()).map_err(|_| mismatch())?,
		byte_deposit: constants.entry(nodes.byte_deposit()).map_err(|_| mismatch())?,
		minimum: constants.entry(minimum).map_err(|_| mismatch())?,
	})
}

fn known() -> Result<Metadata> {
	Metadata::decode_from(METADATA).map_err(|_| mismatch())
}

/// The shapes of all that the agent uses.
fn fingerprint(metadata: &Metadata) -> Option<Vec<[u8; 32]>> {
	let calls = CALLS.iter().map(|(pallet, call)| metadata.pallet_by_name(pallet)?.call_hash(call));
	let storage =
		STORAGE.iter().map(|(pallet, entry)| metadata.pallet_by_name(pallet)?.storage_hash(entry));
	let depin = metadata.runtime_api_trait_by_name("DepinApi")?;
	let queries = QUERIES.iter().map(|query| Some(depin.method_by_name(query)?.hash()));
	calls.chain(storage).chain(queries).collect()
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn the_agents_own_metadata_should_pass() {
		let known = check(METADATA).expect("the runtime that the agent was built for");
		assert!(fingerprint(&known).is_some());
		assert!(api::is_codegen_valid_for(&known));
	}

	#[test]
	fn another_runtime_should_be_refused_with_what_to_do() {
		let Err(Error::Stop(why)) = check(b"meta") else { panic!("accepted") };
		assert!(why.contains("install the agent"), "{why}");
	}

	#[test]
	fn the_fingerprint_should_cover_all_that_is_used() {
		let all = fingerprint(&known().expect("the agent's own")).expect("complete");
		assert_eq!(all.len(), CALLS.len() + STORAGE.len() + QUERIES.len());
	}

	#[test]
	fn the_limits_should_leave_room() {
		let chain = Substation::offline(H256::zero()).expect("the agent's own");
		let limits = limits(chain).expect("constants of the registry");
		assert!(limits.proof_life > 0 && limits.metadata > 0);
		assert!(limits.node_deposit > 0 && limits.byte_deposit > 0 && limits.minimum > 0);
	}
}
