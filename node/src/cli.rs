//! The command line.

use crate::sealing::Sealing;
use sc_cli::{
	BuildSpecCmd, ChainInfoCmd, CheckBlockCmd, ExportBlocksCmd, ExportChainSpecCmd,
	ImportBlocksCmd, KeySubcommand, PurgeChainCmd, RevertCmd, RunCmd,
};

/// What the node understands.
#[derive(Debug, clap::Parser)]
pub struct Cli {
	#[command(subcommand)]
	pub subcommand: Option<Subcommand>,

	/// Make blocks on demand instead of every six seconds; needs --dev.
	///
	/// `instant`: one for every transaction. `manual`: only when `engine_createBlock` is called.
	/// A number: one every so many milliseconds. `engine_createBlock` works in all three modes.
	///
	/// Each block is six seconds of chain time, however fast it comes, and is final at once: wait
	/// for `Finalized`, as polkadot.js may skip `InBlock`.
	#[arg(long, value_name = "instant|manual|MILLISECONDS")]
	pub sealing: Option<Sealing>,

	#[clap(flatten)]
	pub run: RunCmd,
}

/// What the node does instead of running.
#[derive(Debug, clap::Subcommand)]
#[allow(clippy::large_enum_variant)]
pub enum Subcommand {
	/// Make, inspect and insert keys.
	#[command(subcommand)]
	Key(KeySubcommand),

	/// Write a chain specification to a file or to the screen.
	ExportChainSpec(ExportChainSpecCmd),

	/// Write a chain specification that names this node as its boot node.
	BuildSpec(BuildSpecCmd),

	/// Check a block again.
	CheckBlock(CheckBlockCmd),

	/// Write blocks to a file.
	ExportBlocks(ExportBlocksCmd),

	/// Read blocks from a file.
	ImportBlocks(ImportBlocksCmd),

	/// Remove a chain's whole database.
	PurgeChain(PurgeChainCmd),

	/// Take the last blocks back that are not final.
	Revert(RevertCmd),

	/// Show the best and the final block of the database as JSON.
	ChainInfo(ChainInfoCmd),
}
