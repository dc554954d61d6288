//! Runs the benchmarks of a Substation runtime, a doorway to `frame-benchmarking-cli`, and writes up what they say.

mod costs;

use std::path::PathBuf;

use clap::Parser;
use cumulus_primitives_proof_size_hostfunction::storage_proof_size::HostFunctions;
use frame_benchmarking_cli::PalletCmd;
use sp_runtime::traits::BlakeTwo256;

/// Measures a runtime.
#[derive(Parser)]
enum Command {
	/// Runs the benchmarks of a pallet.
	Pallet(Box<PalletCmd>),
	/// Writes the table of costs from what `costs.hbs` has made of the benchmarks.
	Costs {
		/// The measurements.
		#[arg(required = true)]
		measurements: Vec<PathBuf>,
	},
}

fn main() -> sc_cli::Result<()> {
	match Command::parse() {
		Command::Pallet(command) => {
			sp_tracing::try_init_simple();
			command.run_with_spec::<BlakeTwo256, HostFunctions>(None)
		}
		Command::Costs { measurements } => {
			print!("{}", costs::table(&measurements)?);
			Ok(())
		}
	}
}
