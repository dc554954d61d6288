//! The node's parts, put together.

use crate::{
	equivocation, metrics, rpc,
	sealing::{self, Sealing},
};
use futures::{channel::mpsc, future::BoxFuture, stream::BoxStream, FutureExt, StreamExt};
use sc_authority_discovery::{Role, WorkerConfig};
use sc_basic_authorship::ProposerFactory;
use sc_client_api::{Backend, BlockImportOperation, HeaderBackend};
use sc_consensus_babe::{BabeBlockImport, BabeLink, BabeWorkerHandle, SlotProportion};
use sc_consensus_grandpa::{GrandpaBlockImport, LinkHalf, SharedVoterState};
use sc_consensus_slots::BackoffAuthoringOnFinalizedHeadLagging;
use sc_executor::WasmExecutor;
use sc_network::{
	config::NetworkBackendType,
	event::{DhtEvent, Event},
	service::traits::NetworkService,
	Litep2pNetworkBackend, NetworkBackend,
};
use sc_network_sync::strategy::warp::WarpSyncConfig;
use sc_service::{
	construct_genesis_block, ChainType, Configuration, Error, SpawnEssentialTaskHandle,
	SpawnTaskHandle, TaskManager,
};
use sc_telemetry::{Telemetry, TelemetryWorker};
use sc_transaction_pool::TransactionPoolHandle;
use sc_transaction_pool_api::{OffchainTransactionPoolFactory, RejectAllTxPool};
use sp_consensus_slots::SlotDuration;
use sp_core::traits::SpawnEssentialNamed;
use sp_inherents::CreateInherentDataProviders;
use sp_runtime::traits::Block as _;
use std::{future::ready, sync::Arc, time::Duration};
use substation_runtime::{opaque::Block, Hash, RuntimeApi, VERSION};

pub type FullClient =
	sc_service::TFullClient<Block, RuntimeApi, WasmExecutor<sp_io::SubstrateHostFunctions>>;
pub type FullBackend = sc_service::TFullBackend<Block>;
pub type FullSelectChain = sc_consensus::LongestChain<FullBackend, Block>;
pub type Pool = TransactionPoolHandle<Block, FullClient>;
type Finality = GrandpaBlockImport<FullBackend, Block, FullClient, FullSelectChain>;
/// Checks BABE, looks for equivocations, checks GRANDPA, then puts the block into the database.
pub type BlockImport =
	BabeBlockImport<Block, FullClient, equivocation::Watch<Finality>, Clock, FullSelectChain>;

/// Says which slot and which time it is.
pub type Clock = Arc<
	dyn CreateInherentDataProviders<
		Block,
		(),
		InherentDataProviders = (
			sp_consensus_babe::inherents::InherentDataProvider,
			sp_timestamp::InherentDataProvider,
		),
	>,
>;

/// At least one block in so many gets a proof of its finality, which warp sync needs.
const JUSTIFICATION_PERIOD: u32 = 512;
/// How long GRANDPA waits for messages to spread.
const GOSSIP_DURATION: Duration = Duration::from_millis(333);
/// Part of a slot in which transactions are put into its block.
const PROPOSAL_PORTION: f32 = 0.5;

/// What the node is made of, and all that most subcommands need.
type Components = sc_service::PartialComponents<
	FullClient,
	FullBackend,
	FullSelectChain,
	sc_consensus::DefaultImportQueue<Block>,
	Pool,
	Consensus,
>;

/// The parts that make and check blocks.
pub struct Consensus {
	block_import: BlockImport,
	babe_link: BabeLink<Block>,
	babe_worker: BabeWorkerHandle<Block>,
	grandpa_link: LinkHalf<Block, FullClient, FullSelectChain>,
	clock: Clock,
	telemetry: Option<Telemetry>,
}

/// Real time.
fn system_clock(slot_duration: SlotDuration) -> Clock {
	Arc::new(move |_, ()| {
		let now = sp_timestamp::InherentDataProvider::from_system_time();
		let slot =
			sp_consensus_babe::inherents::InherentDataProvider::from_timestamp_and_slot_duration(
				*now,
				slot_duration,
			);
		ready(Ok((slot, now)))
	})
}

/// What is wrong with a chain can fill pages: the first line has it.
fn cannot_open(error: Error) -> Error {
	let text = error.to_string();
	Error::Other(format!(
		"the chain cannot be opened ({}): if another node runs on this folder, stop it; if it cannot be \
		 written to, choose another with --base-path; if the chain specification is a file, get that \
		 again; if the database is damaged, `substation purge-chain` removes it",
		text.lines().next().unwrap_or_default()
	))
}

/// Spawns what the SDK calls essential tasks.
#[derive(Clone)]
enum Spawner {
	/// The node cannot do without them. One that ends because the node is stopped has not failed.
	Node(SpawnEssentialTaskHandle),
	/// They are of a command that ends by itself: their end is no failure.
	Command(SpawnTaskHandle),
}

impl SpawnEssentialNamed for Spawner {
	fn spawn_essential(
		&self,
		name: &'static str,
		group: Option<&'static str>,
		future: BoxFuture<'static, ()>,
	) {
		match self {
			Self::Node(tasks) => tasks.spawn(name, group, yielding(future)),
			Self::Command(tasks) => tasks.spawn(name, group, future),
		}
	}

	fn spawn_essential_blocking(
		&self,
		name: &'static str,
		group: Option<&'static str>,
		future: BoxFuture<'static, ()>,
	) {
		match self {
			Self::Node(tasks) => tasks.spawn_blocking(name, group, yielding(future)),
			Self::Command(tasks) => tasks.spawn_blocking(name, group, future),
		}
	}
}

/// Gives way once at the end, so that a stop of the node is seen before the end of the task is.
async fn yielding(future: BoxFuture<'static, ()>) {
	future.await;
	tokio::task::yield_now().await;
}

/// The parts of a command that works on the database and ends.
pub fn new_command(config: &Configuration) -> Result<Components, Error> {
	new_partial(config, None, |tasks| Spawner::Command(tasks.spawn_handle()))
}

/// Compares the chain in the database with the one that the node was started on. The SDK goes on with the former without a
/// word. A real network's node must not; in development, where each build is another chain, it is said.
fn check_genesis(
	config: &Configuration,
	backend: &Arc<FullBackend>,
	found: Hash,
) -> Result<(), Error> {
	// To ask the code for its version would compile it. All of this network's have the same.
	let version = VERSION.state_version();
	let storage = config.chain_spec.as_storage_builder().build_storage().map_err(Error::Other)?;
	let root = backend.begin_operation()?.set_genesis_state(storage, false, version)?;
	let expected = construct_genesis_block::<Block>(root, version).hash();
	if expected == found {
		return Ok(());
	}
	let told = format!(
		"the chain in this folder began as {found:?}, the one named with --chain as {expected:?}"
	);
	if config.chain_spec.chain_type() == ChainType::Live {
		return Err(Error::Other(format!(
			"{told}: name the specification that the network was published with, or another folder with \
			 --base-path; `substation purge-chain` removes the chain in this one"
		)));
	}
	log::warn!("{told}: going on with the former. To begin anew: `substation purge-chain`");
	Ok(())
}

/// Opens the database and makes the parts that need no network.
fn new_partial(
	config: &Configuration,
	sealing: Option<Sealing>,
	spawner: impl Fn(&TaskManager) -> Spawner,
) -> Result<Components, Error> {
	let telemetry = config
		.telemetry_endpoints
		.clone()
		.filter(|endpoints| !endpoints.is_empty())
		.map(|endpoints| -> Result<_, sc_telemetry::Error> {
			let worker = TelemetryWorker::new(16)?;
			let telemetry = worker.handle().new_telemetry(endpoints);
			Ok((worker, telemetry))
		})
		.transpose()?;

	let executor = sc_service::new_wasm_executor(&config.executor);
	let (client, backend, keystore_container, task_manager) =
		sc_service::new_full_parts::<Block, RuntimeApi, _>(
			config,
			telemetry.as_ref().map(|(_, telemetry)| telemetry.handle()),
			executor,
			Vec::new(),
		)
		.map_err(cannot_open)?;
	let client = Arc::new(client);
	let telemetry = telemetry.map(|(worker, telemetry)| {
		task_manager.spawn_handle().spawn("telemetry", None, worker.run());
		telemetry
	});

	let select_chain = sc_consensus::LongestChain::new(backend.clone());
	let transaction_pool = Arc::new(
		sc_transaction_pool::Builder::new(
			spawner(&task_manager),
			client.clone(),
			config.role.is_authority().into(),
		)
		.with_options(config.transaction_pool.clone())
		.with_prometheus(config.prometheus_registry())
		.build(),
	);
	let offchain_pool = OffchainTransactionPoolFactory::new(transaction_pool.clone());

	let (finality, grandpa_link) = sc_consensus_grandpa::block_import(
		client.clone(),
		JUSTIFICATION_PERIOD,
		&client,
		select_chain.clone(),
		telemetry.as_ref().map(Telemetry::handle),
	)?;

	let babe_config = sc_consensus_babe::configuration(&*client)?;
	let slot_duration = babe_config.slot_duration();
	let clock = match sealing {
		Some(_) => sealing::clock(client.clone()),
		None => system_clock(slot_duration),
	};
	let watch = equivocation::Watch::new(finality.clone(), client.clone(), offchain_pool);
	let (block_import, babe_link) = sc_consensus_babe::block_import(
		babe_config,
		watch,
		client.clone(),
		clock.clone(),
		select_chain.clone(),
		// Its reports prove nothing, and would stand in the way of those that do.
		OffchainTransactionPoolFactory::new(RejectAllTxPool::default()),
	)?;
	let (import_queue, babe_worker) =
		sc_consensus_babe::import_queue(sc_consensus_babe::ImportQueueParams {
			link: babe_link.clone(),
			block_import: block_import.clone(),
			justification_import: Some(Box::new(finality)),
			client: client.clone(),
			slot_duration,
			spawner: &spawner(&task_manager),
			registry: config.prometheus_registry(),
			telemetry: telemetry.as_ref().map(Telemetry::handle),
		})?;

	Ok(sc_service::PartialComponents {
		client,
		backend,
		task_manager,
		keystore_container,
		select_chain,
		import_queue,
		transaction_pool,
		other: Consensus { block_import, babe_link, babe_worker, grandpa_link, clock, telemetry },
	})
}

/// What the network's hash table, in which validators leave their addresses, has to say.
fn dht_events(network: &dyn NetworkService) -> BoxStream<'static, DhtEvent> {
	let event = |event| match event {
		Event::Dht(event) => Some(event),
		_ => None,
	};
	network.event_stream("authority-discovery").filter_map(move |e| ready(event(e))).boxed()
}

/// Starts the node.
pub fn new_full(config: Configuration, sealing: Option<Sealing>) -> Result<TaskManager, Error> {
	if matches!(config.network.network_backend, NetworkBackendType::Libp2p) {
		return Err(Error::Other("this node speaks litep2p: leave out --network-backend".into()));
	}
	if sealing.is_some() && config.chain_spec.chain_type() != ChainType::Development {
		return Err(Error::Other(
			"--sealing works where this node is the only validator: use it with --dev".into(),
		));
	}

	let sc_service::PartialComponents {
		client,
		backend,
		mut task_manager,
		import_queue,
		keystore_container,
		select_chain,
		transaction_pool,
		other:
			Consensus { block_import, babe_link, babe_worker, grandpa_link, clock, mut telemetry },
	} = new_partial(&config, sealing, |tasks| Spawner::Node(tasks.spawn_essential_handle()))?;

	let registry = config.prometheus_registry().cloned();
	let mut net_config =
		sc_network::config::FullNetworkConfiguration::<_, _, Litep2pNetworkBackend>::new(
			&config.network,
			registry.clone(),
		);
	let metrics =
		<Litep2pNetworkBackend as NetworkBackend<Block, Hash>>::register_notification_metrics(
			registry.as_ref(),
		);

	let genesis = client.info().genesis_hash;
	check_genesis(&config, &backend, genesis)?;
	let grandpa_protocol =
		sc_consensus_grandpa::protocol_standard_name(&genesis, &config.chain_spec);
	let (grandpa_config, grandpa_notifications) =
		sc_consensus_grandpa::grandpa_peers_set_config::<Block, Litep2pNetworkBackend>(
			grandpa_protocol.clone(),
			metrics.clone(),
			net_config.peer_store_handle(),
		);
	net_config.add_notification_protocol(grandpa_config);

	let warp_sync = Arc::new(sc_consensus_grandpa::warp_proof::NetworkProvider::new(
		backend.clone(),
		grandpa_link.shared_authority_set().clone(),
		Vec::new(),
	));
	let (network, system_rpc_tx, tx_handler_controller, sync_service, _) =
		sc_service::build_network(sc_service::BuildNetworkParams {
			config: &config,
			net_config,
			client: client.clone(),
			transaction_pool: transaction_pool.clone(),
			spawn_handle: task_manager.spawn_handle(),
			spawn_essential_handle: task_manager.spawn_essential_handle(),
			import_queue,
			block_announce_validator_builder: None,
			warp_sync_config: Some(WarpSyncConfig::WithProvider(warp_sync)),
			block_relay: None,
			metrics,
			gap_sync_body_policy: None,
		})?;

	if let Some(registry) = registry.clone() {
		let follow = metrics::follow(client.clone(), sync_service.clone(), registry);
		task_manager.spawn_handle().spawn_blocking("economy-metrics", None, async move {
			if let Err(error) = follow.await {
				log::warn!("the economy's metrics are not served: {error}");
			}
		});
	}

	let role = config.role;
	let name = config.network.node_name.clone();
	let force_authoring = config.force_authoring;
	let discovery = WorkerConfig {
		publish_non_global_ips: config.network.allow_non_globals_in_dht,
		public_addresses: config.network.public_addresses.clone(),
		persisted_cache_directory: config.network.net_config_path.clone(),
		..Default::default()
	};
	let run_grandpa = !config.disable_grandpa && sealing.is_none();

	if config.offchain_worker.enabled {
		let workers = sc_offchain::OffchainWorkers::new(sc_offchain::OffchainWorkerOptions {
			runtime_api_provider: client.clone(),
			keystore: Some(keystore_container.keystore()),
			offchain_db: backend.offchain_storage(),
			transaction_pool: Some(OffchainTransactionPoolFactory::new(transaction_pool.clone())),
			network_provider: Arc::new(network.clone()),
			is_validator: role.is_authority(),
			enable_http_requests: true,
			custom_extensions: |_| Vec::new(),
		})?;
		task_manager.spawn_handle().spawn(
			"offchain-workers-runner",
			"offchain-worker",
			workers.run(client.clone(), task_manager.spawn_handle()).boxed(),
		);
	}

	let voter_state = SharedVoterState::empty();
	let (seal_commands, sealing_requests) = mpsc::channel(1);
	let rpc = rpc::Deps {
		client: client.clone(),
		pool: transaction_pool.clone(),
		select_chain: select_chain.clone(),
		keystore: keystore_container.keystore(),
		babe_worker,
		authority_set: grandpa_link.shared_authority_set().clone(),
		voter_state: voter_state.clone(),
		justifications: grandpa_link.justification_stream(),
		finality_proofs: sc_consensus_grandpa::FinalityProofProvider::new_for_service(
			backend.clone(),
			Some(grandpa_link.shared_authority_set().clone()),
		),
		sealing: sealing.map(|_| seal_commands),
	};
	sc_service::spawn_tasks(sc_service::SpawnTasksParams {
		config,
		client: client.clone(),
		backend,
		task_manager: &mut task_manager,
		keystore: keystore_container.keystore(),
		transaction_pool: transaction_pool.clone(),
		rpc_builder: Box::new(move |executor| rpc::create(&rpc, executor).map_err(Into::into)),
		network: network.clone(),
		system_rpc_tx,
		tx_handler_controller,
		sync_service: sync_service.clone(),
		telemetry: telemetry.as_mut(),
		tracing_execute_block: None,
	})?;

	if let Some(sealing) = sealing {
		sealing::start(sealing::Params {
			sealing,
			commands: sealing_requests,
			client,
			select_chain,
			pool: transaction_pool,
			keystore: keystore_container.keystore(),
			block_import,
			babe_link,
			clock,
			task_manager: &task_manager,
		})?;
		return Ok(task_manager);
	}

	if role.is_authority() {
		let (worker, _) = sc_authority_discovery::new_worker_and_service_with_config(
			discovery,
			client.clone(),
			Arc::new(network.clone()),
			dht_events(&*network),
			Role::PublishAndDiscover(keystore_container.keystore()),
			registry.clone(),
			task_manager.spawn_handle(),
		);
		task_manager.spawn_handle().spawn(
			"authority-discovery-worker",
			Some("networking"),
			worker.run(),
		);
		let proposer = ProposerFactory::new(
			task_manager.spawn_handle(),
			client.clone(),
			transaction_pool.clone(),
			registry.as_ref(),
			telemetry.as_ref().map(Telemetry::handle),
		);
		let author = sc_consensus_babe::start_babe(sc_consensus_babe::BabeParams {
			keystore: keystore_container.keystore(),
			client,
			select_chain,
			env: proposer,
			block_import,
			sync_oracle: sync_service.clone(),
			justification_sync_link: sync_service.clone(),
			create_inherent_data_providers: clock,
			force_authoring,
			backoff_authoring_blocks: Some(BackoffAuthoringOnFinalizedHeadLagging::default()),
			babe_link,
			block_proposal_slot_portion: SlotProportion::new(PROPOSAL_PORTION),
			max_block_proposal_slot_portion: None,
			telemetry: telemetry.as_ref().map(Telemetry::handle),
		})?;
		task_manager.spawn_essential_handle().spawn_blocking(
			"babe-proposer",
			Some("block-authoring"),
			author,
		);
	}

	if run_grandpa {
		let voter = sc_consensus_grandpa::run_grandpa_voter(sc_consensus_grandpa::GrandpaParams {
			config: sc_consensus_grandpa::Config {
				gossip_duration: GOSSIP_DURATION,
				justification_generation_period: JUSTIFICATION_PERIOD,
				observer_enabled: false,
				local_role: role,
				name: Some(name),
				keystore: role.is_authority().then(|| keystore_container.keystore()),
				telemetry: telemetry.as_ref().map(Telemetry::handle),
				protocol_name: grandpa_protocol,
			},
			link: grandpa_link,
			network,
			sync: sync_service,
			notification_service: grandpa_notifications,
			voting_rule: sc_consensus_grandpa::VotingRulesBuilder::default().build(),
			prometheus_registry: registry,
			shared_voter_state: voter_state,
			telemetry: telemetry.as_ref().map(Telemetry::handle),
			offchain_tx_pool_factory: OffchainTransactionPoolFactory::new(transaction_pool),
		})?;
		task_manager.spawn_essential_handle().spawn_blocking("grandpa-voter", None, voter);
	}

	Ok(task_manager)
}
