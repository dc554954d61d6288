//! Runs beside the hardware and attests that it is up.

/// Prints a line. Whether anybody listens is not the agent's concern.
macro_rules! say {
	($($what:tt)*) => {{
		use std::io::Write;
		let _ = writeln!(std::io::stdout(), $($what)*);
	}};
}

mod amount;
mod chain;
mod cli;
mod error;
mod fleet;
mod keys;
mod message;
mod model;
mod register;
mod report;
mod run;
mod schedule;
mod status;

use std::{future::pending, process::ExitCode};

use clap::Parser;
use tokio::signal::{
	ctrl_c,
	unix::{signal, SignalKind},
};

use cli::{Cli, Command, KeyCommand};
use error::Result;
use keys::Key;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
	let done = tokio::select! {
		done = carry_out(Cli::parse().command) => done,
		() = told_to_stop() => Ok(()),
	};
	match done {
		Ok(()) => ExitCode::SUCCESS,
		Err(why) => {
			eprintln!("{why}");
			ExitCode::FAILURE
		}
	}
}

/// Ctrl-C, or the system's wish. Nothing is lost by it: all that is known is on the chain.
async fn told_to_stop() {
	let Ok(mut terminated) = signal(SignalKind::terminate()) else { return pending().await };
	tokio::select! {
		_ = terminated.recv() => {},
		_ = ctrl_c() => {},
	}
}

async fn carry_out(command: Command) -> Result<()> {
	match command {
		Command::Key(KeyCommand::Generate { out, scheme }) => {
			let key = keys::generate(scheme, &out)?;
			say!("{}", key.public());
			say!("Written to {}. Keep a copy: without it the node cannot attest.", out.display());
			Ok(())
		}
		Command::Key(KeyCommand::Show { key }) => {
			say!("{}", Key::read(&key)?.public());
			Ok(())
		}
		Command::Register(args) => register::register(*args).await,
		Command::Run(args) => run::run(args).await,
		Command::Status(args) => status::status(args).await,
		Command::Fleet(args) => fleet::fleet(args).await,
	}
}
