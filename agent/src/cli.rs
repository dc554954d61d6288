use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

use crate::{amount::Amount, keys::Scheme, message::BlockNumber};

/// Runs beside the hardware and attests that it is up.
#[derive(Debug, Parser)]
#[command(name = "substation-agent", version, about)]
pub struct Cli {
	#[command(subcommand)]
	pub command: Command,
}

#[derive(Debug, Subcommand)]
pub enum Command {
	/// Makes and shows device keys.
	#[command(subcommand)]
	Key(KeyCommand),
	/// Registers this device as a node: with the owner's secret, or by printing what the owner has to sign.
	Register(Box<Register>),
	/// Follows the chain and attests once in each window.
	Run(Run),
	/// Shows a node: status, next deadline, claimable, slashes, and what to do.
	Status(Status),
	/// Runs simulated devices with chosen failures, for demonstrations and load.
	Fleet(Fleet),
}

#[derive(Debug, Subcommand)]
pub enum KeyCommand {
	/// Makes a device key.
	Generate {
		/// Where to write it; must not exist yet.
		#[arg(long, value_name = "FILE")]
		out: PathBuf,
		/// Kind of key.
		#[arg(long, value_enum, default_value_t = Scheme::Sr25519)]
		scheme: Scheme,
	},
	/// Prints the public key.
	Show {
		/// The device's key.
		#[arg(long, value_name = "FILE")]
		key: PathBuf,
	},
}

#[derive(Args, Clone, Debug)]
pub struct Connection {
	/// The node's WebSocket address.
	#[arg(long, default_value = "ws://127.0.0.1:9944")]
	pub url: String,
}

#[derive(Args, Clone, Debug)]
pub struct Secret {
	/// The owner's secret phrase, or //Name on a development chain. Others on this machine can see it: prefer --suri-file.
	#[arg(long, conflicts_with = "suri_file")]
	pub suri: Option<String>,
	/// A file with the owner's secret phrase.
	#[arg(long, value_name = "FILE")]
	pub suri_file: Option<PathBuf>,
}

#[derive(Args, Debug)]
pub struct Register {
	#[command(flatten)]
	pub connection: Connection,
	/// The device's key.
	#[arg(long, value_name = "FILE")]
	pub key: PathBuf,
	#[command(flatten)]
	pub secret: Secret,
	/// The owner's address, with --print or --offline.
	#[arg(long, value_name = "ADDRESS", conflicts_with_all = ["suri", "suri_file"])]
	pub owner: Option<String>,
	/// Submit nothing; print what the owner has to sign.
	#[arg(long, requires = "owner")]
	pub print: bool,
	/// As --print, without a node: give --genesis, --expires, --units and --collateral too.
	#[arg(long, requires_all = ["owner", "genesis", "expires", "units", "collateral"])]
	pub offline: bool,
	/// The chain's genesis hash, with --offline.
	#[arg(long, value_name = "HASH", requires = "offline")]
	pub genesis: Option<String>,
	/// Last block in which the device's proof counts, with --offline.
	#[arg(long, value_name = "BLOCK", requires = "offline")]
	pub expires: Option<BlockNumber>,
	/// The class: its name, or its number.
	#[arg(long)]
	pub class: String,
	/// Capacity in the class's units. [default: the class's least]
	#[arg(long)]
	pub units: Option<u32>,
	/// Collateral in VOLT. [default: what the class asks for]
	#[arg(long, value_name = "VOLT")]
	pub collateral: Option<Amount>,
	/// Who may manage the node from day to day, besides the owner.
	#[arg(long, value_name = "ADDRESS")]
	pub operator: Option<String>,
	/// Who is paid. [default: the owner]
	#[arg(long, value_name = "ADDRESS")]
	pub payee: Option<String>,
	/// Where the device is: an H3 cell, like 8a2a1072b59ffff.
	#[arg(long, value_name = "CELL")]
	pub location: Option<String>,
	/// A few words about the device, kept on chain.
	#[arg(long, value_name = "TEXT", default_value = "")]
	pub metadata: String,
}

#[derive(Args, Debug)]
pub struct Run {
	#[command(flatten)]
	pub connection: Connection,
	/// The device's key.
	#[arg(long, value_name = "FILE")]
	pub key: PathBuf,
	/// Attest within this first part of each window, above 0 and at most 1.
	#[arg(long, default_value_t = 0.5, value_parser = part)]
	pub part: f64,
	/// Version of the device's firmware, as its class counts them. [default: the agent's own]
	#[arg(long, default_value_t = own_firmware(), hide_default_value = true)]
	pub firmware: u32,
}

#[derive(Args, Debug)]
pub struct Status {
	#[command(flatten)]
	pub connection: Connection,
	#[command(flatten)]
	pub which: Which,
	/// Print JSON; amounts are strings of base units.
	#[arg(long)]
	pub json: bool,
}

#[derive(Args, Debug)]
#[group(required = true, multiple = false)]
pub struct Which {
	/// The node's number.
	#[arg(long)]
	pub node: Option<u32>,
	/// The device's key.
	#[arg(long, value_name = "FILE")]
	pub key: Option<PathBuf>,
}

#[derive(Args, Debug)]
pub struct Fleet {
	/// How many devices.
	#[arg(value_parser = clap::value_parser!(u32).range(1..))]
	pub devices: u32,
	#[command(flatten)]
	pub connection: Connection,
	#[command(flatten)]
	pub secret: Secret,
	/// The class of the devices: its name, or its number.
	#[arg(long, default_value = "wireless")]
	pub class: String,
	/// Units of each device. [default: the class's least]
	#[arg(long)]
	pub units: Option<u32>,
	/// The chance that a device misses a window, 0 to 1.
	#[arg(long, default_value_t = 0.0, value_parser = rate)]
	pub miss_rate: f64,
	/// How many devices register and never attest.
	#[arg(long, default_value_t = 0)]
	pub dead: u32,
	/// One relayer, the owner, hands in a batch for all.
	#[arg(long)]
	pub batch: bool,
	/// Attest within this first part of each window, above 0 and at most 1.
	#[arg(long, default_value_t = 0.5, value_parser = part)]
	pub part: f64,
	/// End after so many windows. [default: never]
	#[arg(long)]
	pub windows: Option<u32>,
}

fn part(text: &str) -> Result<f64, String> {
	match rate(text) {
		Ok(part) if part > 0.0 => Ok(part),
		_ => Err("give a number above 0 and at most 1".into()),
	}
}

fn rate(text: &str) -> Result<f64, String> {
	text.parse()
		.ok()
		.filter(|rate| (0.0..=1.0).contains(rate))
		.ok_or_else(|| "give a number from 0 to 1".into())
}

/// `1.2.3` is 1002003.
pub fn own_firmware() -> u32 {
	env!("CARGO_PKG_VERSION")
		.split('.')
		.filter_map(|number| number.parse::<u32>().ok())
		.fold(0, |all, number| all * 1_000 + number)
}

#[cfg(test)]
mod tests {
	use clap::CommandFactory;

	use super::*;

	#[test]
	fn the_command_line_should_be_sound() {
		Cli::command().debug_assert();
	}

	#[test]
	fn status_should_want_one_node() {
		let parse = |args: &[&str]| {
			Cli::try_parse_from(["substation-agent", "status"].iter().chain(args)).is_ok()
		};
		assert!(parse(&["--node", "7"]));
		assert!(parse(&["--key", "device.key", "--json"]));
		assert!(!parse(&[]));
		assert!(!parse(&["--node", "7", "--key", "device.key"]));
	}

	#[test]
	fn register_offline_should_want_all_that_a_node_would_tell() {
		let parse = |args: &str| {
			let line = format!("substation-agent register --key k --class gpu {args}");
			Cli::try_parse_from(line.split_whitespace()).is_ok()
		};
		assert!(parse("--suri //Alice"));
		assert!(parse("--print --owner X"));
		assert!(!parse("--print"));
		assert!(parse("--offline --owner X --genesis 0x00 --expires 9 --units 1 --collateral 1"));
		assert!(!parse("--offline --owner X --genesis 0x00 --expires 9 --units 1"));
		assert!(!parse("--suri //Alice --owner X"));
	}

	#[test]
	fn parts_and_rates_should_stay_within_their_ranges() {
		assert_eq!(part("0.5"), Ok(0.5));
		assert_eq!(rate("0"), Ok(0.0));
		assert!(part("0").is_err() && part("1.1").is_err() && part("NaN").is_err());
		assert!(rate("-0.1").is_err() && rate("x").is_err());
	}
}
