//! Runs the benchmarks of a Substation runtime: a doorway to `frame-benchmarking-cli`.

use clap::Parser;
use cumulus_primitives_proof_size_hostfunction::storage_proof_size::HostFunctions;
use frame_benchmarking_cli::PalletCmd;
use sp_runtime::traits::BlakeTwo256;

fn main() -> sc_cli::Result<()> {
	sp_tracing::try_init_simple();
	PalletCmd::parse().run_with_spec::<BlakeTwo256, HostFunctions>(None)
}
