//! The chain, through subxt. Nothing outside of this module knows the runtime's types.

mod config;
mod convert;
mod pages;
mod transactions;

use std::{fmt::Display, sync::Arc, time::Duration};

use codec::{Decode, Encode};
use subxt::{
	backend::LegacyBackend,
	config::{
		substrate::{DigestItem, SubstrateHeader},
		Hasher, RpcConfigFor,
	},
	rpcs::{client::RpcSubscription, LegacyRpcMethods, RpcClient},
	utils::H256,
	OnlineClient,
};
use tokio::time::timeout;

use crate::{
	error::{stop, Error, Result},
	keys::Public,
	message::{BlockNumber, Hash, NodeId},
	model::{Duty, Head, Network, Node},
};

pub use config::{Limits, Substation};
pub use pages::Page;
pub use transactions::{offline_limits, offline_register, Item, Registration};

#[subxt::subxt(runtime_metadata_path = "metadata.scale")]
mod api {}

/// How long the node may take to answer.
const PATIENCE: Duration = Duration::from_secs(20);
/// How long there may be no new block before the agent asks whether the node is still there.
const SILENCE: Duration = Duration::from_secs(60);

type Methods = LegacyRpcMethods<RpcConfigFor<Substation>>;
type AtBlock = subxt::OnlineClientAtBlock<Substation>;

/// A connection to a node whose runtime this agent knows.
pub struct Chain {
	methods: Methods,
	client: OnlineClient<Substation>,
	config: Substation,
}

impl Chain {
	/// Connects, and checks that the chain's runtime is one that this agent knows. Where it is the one of
	/// `before`, its metadata is not fetched again.
	pub async fn connect(url: &str, before: Option<&Substation>) -> Result<Self> {
		if !(url.starts_with("ws://") || url.starts_with("wss://")) {
			return stop(format!(
				"{url} is no WebSocket address; give one like ws://127.0.0.1:9944 with --url."
			));
		}
		let rpc = answer(url, RpcClient::from_insecure_url(url)).await?;
		let methods = Methods::new(rpc.clone());
		let genesis = answer(url, methods.genesis_hash()).await?;
		let version = answer(url, methods.state_get_runtime_version(None)).await?;
		let config = match before.filter(|known| known.is(genesis, &version)) {
			Some(known) => known.clone(),
			None => {
				let metadata = config::check(&metadata(url, &methods).await?)?;
				Substation::new(genesis, &version, metadata)
			}
		};
		let backend = Arc::new(LegacyBackend::<Substation>::builder().build(rpc));
		let client =
			OnlineClient::from_backend_with_config(config.clone(), backend).await.map_err(away)?;
		Ok(Self { methods, client, config })
	}

	/// What need not be fetched again after the connection was lost.
	pub fn config(&self) -> &Substation {
		&self.config
	}

	/// Hash of the first block.
	pub fn genesis(&self) -> Hash {
		self.config.genesis.0
	}

	/// The registry's bounds.
	pub fn limits(&self) -> Result<Limits> {
		config::limits(self.config.clone())
	}

	/// The best block now.
	pub async fn best(&self) -> Result<Head> {
		let header = self
			.methods
			.chain_get_header(None)
			.await
			.map_err(away)?
			.ok_or_else(|| Error::Away("The node has no best block.".into()))?;
		Ok(head(&header))
	}

	/// Best blocks as they come, the present one first. The only subscription.
	pub async fn heads(&self) -> Result<Heads> {
		let blocks = self.methods.chain_subscribe_new_heads().await.map_err(away)?;
		Ok(Heads { blocks, methods: self.methods.clone() })
	}

	/// Whether the node is still behind the network.
	pub async fn is_syncing(&self) -> Result<bool> {
		self.methods.system_health().await.map(|health| health.is_syncing).map_err(away)
	}

	/// What an active node has to do.
	pub async fn duty(&self, head: &Head, node: NodeId) -> Result<Option<Duty>> {
		let call = api::runtime_apis().depin_api().duty(node);
		let duty = self.at(head).await?.runtime_apis().call(call).await.map_err(unread)?;
		Ok(duty.map(convert::duty))
	}

	/// All there is to know of a node.
	pub async fn node(&self, head: &Head, node: NodeId) -> Result<Option<Node>> {
		let call = api::runtime_apis().depin_api().node(node);
		let report = self.at(head).await?.runtime_apis().call(call).await.map_err(unread)?;
		Ok(report.map(|report| convert::node(node, report)))
	}

	/// The node of a device key.
	pub async fn node_of(&self, head: &Head, key: &Public) -> Result<Option<NodeId>> {
		let call = api::runtime_apis().depin_api().node_of(convert::signer(key));
		self.at(head).await?.runtime_apis().call(call).await.map_err(unread)
	}

	/// The clock, and the classes.
	pub async fn network(&self, head: &Head) -> Result<Network> {
		let call = api::runtime_apis().depin_api().network();
		let report = self.at(head).await?.runtime_apis().call(call).await.map_err(unread)?;
		Ok(convert::network(report))
	}

	/// Makes no request: all that subxt would ask for is known.
	async fn at(&self, head: &Head) -> Result<AtBlock> {
		self.client
			.at_block_hash_and_number(H256(head.hash), head.number.into())
			.await
			.map_err(away)
	}
}

/// Best blocks as they come.
pub struct Heads {
	blocks: RpcSubscription<SubstrateHeader<H256>>,
	methods: Methods,
}

impl Heads {
	/// The next best block. Waits as long as the node is there.
	pub async fn next(&mut self) -> Result<Head> {
		loop {
			match timeout(SILENCE, self.blocks.next()).await {
				Ok(Some(header)) => return Ok(head(&header.map_err(away)?)),
				Ok(None) => return Err(Error::Away("The node went away.".into())),
				Err(_) => {
					answer("the node", self.methods.system_health()).await?;
					say!("No new block for a minute: the chain or its node stands still.");
				}
			}
		}
	}
}

fn head(header: &SubstrateHeader<H256>) -> Head {
	let hash = subxt::config::substrate::BlakeTwo256.hash(&header.encode());
	Head {
		// Numbers of this chain are 32 bits wide.
		number: BlockNumber::try_from(header.number).unwrap_or(BlockNumber::MAX),
		hash: hash.0,
		parent: header.parent_hash.0,
		upgraded: header.digest.logs.contains(&DigestItem::RuntimeEnvironmentUpdated),
	}
}

/// The metadata of the running chain, in the version that the agent was built with.
async fn metadata(url: &str, methods: &Methods) -> Result<Vec<u8>> {
	let version = config::metadata_version().encode();
	let call = methods.state_call("Metadata_metadata_at_version", Some(&version), None);
	Option::<Vec<u8>>::decode(&mut &answer(url, call).await?[..])
		.ok()
		.flatten()
		.ok_or_else(config::mismatch)
}

async fn answer<T, E: Display>(
	url: &str,
	request: impl std::future::Future<Output = std::result::Result<T, E>>,
) -> Result<T> {
	match timeout(PATIENCE, request).await {
		Ok(Ok(value)) => Ok(value),
		Ok(Err(why)) => Err(Error::Away(format!(
			"No answer from {url} ({}); start the node, or give its address with --url.",
			plain(why)
		))),
		Err(_) => Err(Error::Away(format!(
			"No answer from {url} in {} s; start the node, or give its address with --url.",
			PATIENCE.as_secs()
		))),
	}
}

fn away(why: impl Display) -> Error {
	Error::Away(format!("The node went away or does not answer ({}).", plain(why)))
}

/// What happened, without the names of the layers that it came up through.
fn plain(why: impl Display) -> String {
	let layers = ["Backend error: ", "RPC error: ", "client error: "];
	layers.iter().fold(why.to_string(), |text, layer| text.replace(layer, ""))
}

fn unread(why: subxt::error::RuntimeApiError) -> Error {
	match why {
		subxt::error::RuntimeApiError::CannotCallApi(why) => away(why),
		_ => config::mismatch(),
	}
}
