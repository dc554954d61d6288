//! The Substation node.

// The SDK's errors are large, and are met once in a process.
#![allow(clippy::result_large_err)]

mod chain_spec;
mod cli;
mod command;
mod equivocation;
mod metrics;
mod rpc;
mod sealing;
mod service;
mod tally;

use std::{process::ExitCode, thread::sleep, time::Duration};

/// It gives back what compiling the runtime took, and what each block takes. The system's allocator keeps most of that,
/// more and more of it.
#[cfg(target_os = "linux")]
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

/// The logger gathers lines for up to 50 milliseconds. After so long it has written them.
const LOG_WRITTEN: Duration = Duration::from_millis(100);

fn main() -> ExitCode {
	match command::run() {
		Ok(()) => ExitCode::SUCCESS,
		Err(error) => {
			// What went wrong stands last, where it is read.
			sleep(LOG_WRITTEN);
			eprintln!("error: {}", command::explain(error));
			ExitCode::FAILURE
		}
	}
}
