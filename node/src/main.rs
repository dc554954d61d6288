//! The Substation node.

mod chain_spec;
mod cli;
mod command;
mod rpc;
mod sealing;
mod service;

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
