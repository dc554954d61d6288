//! Runs what the command line says.

use crate::{
	chain_spec,
	cli::{Cli, Subcommand},
	service,
};
use sc_cli::{CliConfiguration, Error, Result, SubstrateCli, TransactionPoolType};
use sc_network::multiaddr::Protocol;
use sc_service::{ChainSpec, Configuration, PartialComponents};
use std::{
	fs::{File, TryLockError},
	io::ErrorKind,
	net::{IpAddr, SocketAddr, TcpListener},
};
use substation_runtime::opaque::Block;

impl SubstrateCli for Cli {
	fn impl_name() -> String {
		"Substation Node".into()
	}

	fn impl_version() -> String {
		env!("CARGO_PKG_VERSION").into()
	}

	fn description() -> String {
		env!("CARGO_PKG_DESCRIPTION").into()
	}

	fn author() -> String {
		env!("CARGO_PKG_AUTHORS").into()
	}

	fn support_url() -> String {
		"see README.md in the source".into()
	}

	fn copyright_start_year() -> i32 {
		2026
	}

	fn load_spec(&self, id: &str) -> std::result::Result<Box<dyn ChainSpec>, String> {
		chain_spec::load_to_run(id)
	}
}

/// What a node keeps of the state's trie unless it is told otherwise, in bytes. On a development chain it fills up with each
/// block's nodes, of a state that has a few megabytes: there the second is enough.
const SDK_TRIE_CACHE: usize = 1024 * 1024 * 1024;
const DEV_TRIE_CACHE: usize = 32 * 1024 * 1024;

/// Parses the command line and does what it says.
pub fn run() -> Result<()> {
	let mut cli = Cli::from_args();
	if cli.sealing.is_some() {
		// The default pool loses transactions when one block follows another at once.
		cli.run.pool_config.pool_type = TransactionPoolType::SingleState;
	}
	if cli.run.shared_params.is_dev() {
		let size = &mut cli.run.import_params.trie_cache_size;
		if *size == SDK_TRIE_CACHE {
			*size = DEV_TRIE_CACHE;
		}
	}
	match &cli.subcommand {
		None => {
			let sealing = cli.sealing;
			let runner = cli.create_runner(&cli.run)?;
			runner.run_node_until_exit(|config| async move {
				check_ports(&config)?;
				service::new_full(config, sealing).map_err(Error::Service)
			})
		}
		Some(Subcommand::Key(command)) => command.run(&cli),
		Some(Subcommand::ExportChainSpec(command)) => {
			command.run(chain_spec::load(&command.chain)?)
		}
		Some(Subcommand::BuildSpec(command)) => {
			let spec = chain_spec::load(&command.chain_id(command.is_dev()?)?)?;
			cli.create_runner(command)?.sync_run(|config| command.run(spec, config.network))
		}
		Some(Subcommand::CheckBlock(command)) => cli.create_runner(command)?.async_run(|config| {
			check_database(&config)?;
			let PartialComponents { client, task_manager, import_queue, .. } =
				service::new_command(&config)?;
			let check = async move {
				command.run(client, import_queue).await.map_err(|error| {
					Error::Input(format!(
						"the block cannot be checked ({}): if the state before it is gone, run the \
						 node with --state-pruning archive to keep all",
						explain(error)
					))
				})
			};
			Ok((check, task_manager))
		}),
		Some(Subcommand::ExportBlocks(command)) => {
			cli.create_runner(command)?.async_run(|config| {
				let PartialComponents { client, task_manager, .. } = service::new_command(&config)?;
				Ok((command.run(client, config.database), task_manager))
			})
		}
		Some(Subcommand::ImportBlocks(command)) => {
			if let Some(file) = command.input.as_ref().filter(|file| !file.exists()) {
				return Err(Error::Input(format!(
					"there is no file of blocks at {}",
					file.display()
				)));
			}
			cli.create_runner(command)?.async_run(|config| {
				let PartialComponents { client, task_manager, import_queue, .. } =
					service::new_command(&config)?;
				Ok((command.run(client, import_queue), task_manager))
			})
		}
		Some(Subcommand::PurgeChain(command)) => cli.create_runner(command)?.sync_run(|config| {
			check_unused(&config)?;
			command.run(config.database)
		}),
		Some(Subcommand::Revert(command)) => cli.create_runner(command)?.async_run(|config| {
			check_database(&config)?;
			let PartialComponents { client, task_manager, backend, .. } =
				service::new_command(&config)?;
			let revert_consensus = Box::new(|client, backend, blocks| {
				sc_consensus_babe::revert(Clone::clone(&client), backend, blocks)?;
				sc_consensus_grandpa::revert(client, blocks)?;
				Ok(())
			});
			Ok((command.run(client, backend, Some(revert_consensus)), task_manager))
		}),
		Some(Subcommand::ChainInfo(command)) => cli.create_runner(command)?.sync_run(|config| {
			check_database(&config)?;
			command.run::<Block>(&config).map_err(|error| {
				Error::Input(format!("{error}: if a node runs on this folder, stop it first"))
			})
		}),
	}
}

/// One sentence that says what went wrong and what to do.
pub fn explain(error: Error) -> String {
	match error {
		Error::NetworkKeyNotFound(path) => format!(
			"a validator needs a node key that stays the same, and there is none in {}: make it \
			 with `substation key generate-node-key`, with the same --base-path and --chain",
			path.display()
		),
		Error::Input(text) | Error::Service(sc_service::Error::Other(text)) => text,
		other => other.to_string(),
	}
}

/// Refuses to make a database where a command is to work on one.
fn check_database(config: &Configuration) -> Result<()> {
	match config.database.path() {
		Some(path) if !path.is_dir() => Err(Error::Input(format!(
			"there is no chain in {}: name the node's own folder and chain with --base-path and --chain",
			path.display()
		))),
		_ => Ok(()),
	}
}

/// Refuses to remove a database that a node holds open: that would go on, and lose all at its end.
fn check_unused(config: &Configuration) -> Result<()> {
	let Some(lock) = config.database.path().map(|path| path.join("lock")) else { return Ok(()) };
	match File::open(lock).map(|file| file.try_lock()) {
		Ok(Err(TryLockError::WouldBlock)) => {
			Err(Error::Input("a node runs on this chain: stop it, then purge".into()))
		}
		_ => Ok(()),
	}
}

/// Refuses to start on a port that another program holds. The SDK would take a random one, and
/// clients would talk to the wrong node.
fn check_ports(config: &Configuration) -> Result<()> {
	let rpc = config.rpc.addr.iter().flatten().filter(|endpoint| !endpoint.is_optional);
	let p2p = config.network.listen_addresses.iter().filter_map(socket_address);
	let prometheus = config.prometheus_config.iter();
	let wanted = rpc
		.map(|endpoint| (endpoint.listen_addr, "--rpc-port"))
		.chain(p2p.map(|address| (address, "--port")))
		.chain(prometheus.map(|prometheus| (prometheus.port, "--prometheus-port")));
	for (address, flag) in wanted {
		match TcpListener::bind(address) {
			Err(error) if error.kind() == ErrorKind::AddrInUse => {
				return Err(Error::Input(format!(
					"port {} is taken, perhaps by another node: stop that, or choose another port \
					 with {flag}",
					address.port()
				)))
			}
			_ => {}
		}
	}
	Ok(())
}

fn socket_address(address: &sc_network::Multiaddr) -> Option<SocketAddr> {
	let mut parts = address.iter();
	let ip: IpAddr = match parts.next()? {
		Protocol::Ip4(ip) => ip.into(),
		Protocol::Ip6(ip) => ip.into(),
		_ => return None,
	};
	match parts.next()? {
		Protocol::Tcp(port) => Some(SocketAddr::new(ip, port)),
		_ => None,
	}
}
