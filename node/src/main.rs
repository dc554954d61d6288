//! The Substation node.

// The SDK's errors are large, and are met once in a process.
#![allow(clippy::result_large_err)]

mod chain_spec;
mod cli;
mod command;
mod metrics;
mod rpc;
mod sealing;
mod service;
mod tally;

use std::process::ExitCode;

fn main() -> ExitCode {
	match command::run() {
		Ok(()) => ExitCode::SUCCESS,
		Err(error) => {
			eprintln!("error: {}", command::explain(error));
			ExitCode::FAILURE
		}
	}
}
