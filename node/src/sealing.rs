//! Blocks on demand, for development: valid for BABE, six seconds of chain time apart.

use crate::service::{BlockImport, Clock, FullClient, FullSelectChain, Pool};
use futures::{
	channel::mpsc,
	stream::{self, BoxStream},
	FutureExt, Stream, StreamExt,
};
use sc_basic_authorship::ProposerFactory;
use sc_client_api::Finalizer;
use sc_consensus::{BlockCheckParams, BlockImportParams, ImportResult};
use sc_consensus_babe::BabeLink;
use sc_consensus_manual_seal::{
	consensus::{babe::BabeConsensusDataProvider, timestamp::SlotTimestampProvider},
	run_manual_seal, EngineCommand, ManualSealParams,
};
use sc_service::{Error, TaskManager};
use sc_transaction_pool_api::TransactionPool;
use sp_keystore::KeystorePtr;
use std::{future::ready, str::FromStr, sync::Arc, time::Duration};
use substation_runtime::{opaque::Block, Hash};

/// When a block is made.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Sealing {
	/// As soon as a transaction waits.
	Instant,
	/// When told to, over JSON-RPC.
	Manual,
	/// Every so often.
	Interval(Duration),
}

impl FromStr for Sealing {
	type Err = String;

	fn from_str(text: &str) -> Result<Self, String> {
		match text {
			"instant" => Ok(Self::Instant),
			"manual" => Ok(Self::Manual),
			number => match number.parse() {
				Ok(milliseconds @ 1..) => Ok(Self::Interval(Duration::from_millis(milliseconds))),
				_ => Err("use `instant`, `manual`, or a number of milliseconds from 1 on".into()),
			},
		}
	}
}

/// A command to make or to finalize a block.
pub type Command = EngineCommand<Hash>;

/// Chain time that goes on by one slot with each block.
pub fn clock(client: Arc<FullClient>) -> Clock {
	Arc::new(move |_, ()| {
		let now = SlotTimestampProvider::new_babe(client.clone());
		ready(match now {
			Ok(now) => Ok((
				sp_consensus_babe::inherents::InherentDataProvider::new(now.slot()),
				sp_timestamp::InherentDataProvider::new(now.timestamp()),
			)),
			Err(error) => Err(error.into()),
		})
	})
}

/// What the author of blocks needs.
pub struct Params<'a> {
	pub sealing: Sealing,
	/// Commands that come over JSON-RPC.
	pub commands: mpsc::Receiver<Command>,
	pub client: Arc<FullClient>,
	pub select_chain: FullSelectChain,
	pub pool: Arc<Pool>,
	pub keystore: KeystorePtr,
	pub block_import: BlockImport,
	pub babe_link: BabeLink<Block>,
	pub clock: Clock,
	pub task_manager: &'a TaskManager,
}

/// Starts making blocks.
pub fn start(params: Params) -> Result<(), Error> {
	let Params { client, pool, babe_link, task_manager, .. } = params;
	let digests = BabeConsensusDataProvider::new(
		client.clone(),
		params.keystore,
		babe_link.epoch_changes().clone(),
		babe_link.config().authorities.clone(),
	)
	.map_err(|error| Error::Other(error.to_string()))?;
	let proposer =
		ProposerFactory::new(task_manager.spawn_handle(), client.clone(), pool.clone(), None, None);
	let author = run_manual_seal(ManualSealParams {
		block_import: FinalizeAfter { import: params.block_import, client: client.clone() },
		env: proposer,
		client,
		commands_stream: stream::select(params.commands, occasions(params.sealing, pool.clone())),
		pool,
		select_chain: params.select_chain,
		consensus_data_provider: Some(Box::new(digests)),
		create_inherent_data_providers: params.clock,
	});
	task_manager.spawn_essential_handle().spawn_blocking(
		"sealing",
		Some("block-authoring"),
		author.boxed(),
	);
	Ok(())
}

/// Imports a block first and finalizes it then, as on a real chain. In one step, BABE would look
/// for the block in the database before it is there, and warn.
struct FinalizeAfter {
	import: BlockImport,
	client: Arc<FullClient>,
}

#[async_trait::async_trait]
impl sc_consensus::BlockImport<Block> for FinalizeAfter {
	type Error = sp_consensus::Error;

	async fn check_block(
		&self,
		block: BlockCheckParams<Block>,
	) -> Result<ImportResult, Self::Error> {
		self.import.check_block(block).await
	}

	async fn import_block(
		&self,
		mut block: BlockImportParams<Block>,
	) -> Result<ImportResult, Self::Error> {
		let finalize = std::mem::take(&mut block.finalized);
		let hash = block.post_hash();
		let result = self.import.import_block(block).await?;
		if finalize && matches!(result, ImportResult::Imported(_)) {
			self.client
				.finalize_block(hash, None, true)
				.map_err(|error| sp_consensus::Error::ClientImport(error.to_string()))?;
		}
		Ok(result)
	}
}

/// When a block is due by itself.
fn occasions(sealing: Sealing, pool: Arc<Pool>) -> BoxStream<'static, Command> {
	match sealing {
		Sealing::Manual => stream::pending().boxed(),
		// One block takes all that wait: the notifications of the others find an empty pool.
		Sealing::Instant => {
			let arrivals = pool.import_notification_stream();
			arrivals.filter(move |_| ready(pool.status().ready > 0)).map(|_| seal()).boxed()
		}
		Sealing::Interval(pause) => ticks(pause).map(|()| seal()).boxed(),
	}
}

fn seal() -> Command {
	EngineCommand::SealNewBlock {
		create_empty: true,
		finalize: true,
		parent_hash: None,
		sender: None,
	}
}

fn ticks(pause: Duration) -> impl Stream<Item = ()> {
	stream::unfold((), move |()| tokio::time::sleep(pause).map(|()| Some(((), ()))))
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn sealing_should_be_a_word_or_milliseconds() {
		assert_eq!("instant".parse(), Ok(Sealing::Instant));
		assert_eq!("manual".parse(), Ok(Sealing::Manual));
		assert_eq!("500".parse(), Ok(Sealing::Interval(Duration::from_millis(500))));
	}

	#[test]
	fn sealing_should_refuse_anything_else() {
		for text in ["", "0", "-1", "1.5", "Instant", "6s"] {
			assert!(text.parse::<Sealing>().is_err(), "{text:?} was taken");
		}
	}
}
