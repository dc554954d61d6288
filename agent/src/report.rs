//! What the device says of itself, measured.

use std::path::PathBuf;

use sysinfo::{Disks, MemoryRefreshKind, RefreshKind, System};

use crate::message::Report;

/// What of the machine is free, as parts of 1, and how long it has been up.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Measurement {
	/// Seconds since the machine started.
	pub uptime: u64,
	/// Processors without work: 1 − load average of the last minute ÷ processors.
	pub idle: f64,
	/// Memory that programs could still get.
	pub memory: f64,
	/// Space that is free on the disk of the working folder.
	pub disk: f64,
}

impl Measurement {
	/// Units of a node's capacity that are available now: all of them times the scarcest of processors, memory
	/// and disk, rounded up: none only where one of them is used up. Never more than the node has.
	pub fn available(&self, units: u32) -> u32 {
		let scarcest = self.idle.min(self.memory).min(self.disk).clamp(0.0, 1.0);
		(f64::from(units) * scarcest).ceil() as u32
	}

	/// The report of a device of `units`, with that firmware.
	pub fn report(&self, firmware: u32, units: u32) -> Report {
		let uptime = u32::try_from(self.uptime).unwrap_or(u32::MAX);
		Report { firmware, uptime, available: self.available(units) }
	}
}

/// Measures the machine it runs on.
pub struct Probe {
	system: System,
	disks: Disks,
	folder: PathBuf,
}

impl Probe {
	pub fn new() -> Self {
		let memory = RefreshKind::nothing().with_memory(MemoryRefreshKind::nothing().with_ram());
		Self {
			system: System::new_with_specifics(memory),
			disks: Disks::new_with_refreshed_list(),
			folder: std::env::current_dir().unwrap_or_else(|_| PathBuf::from("/")),
		}
	}

	pub fn measure(&mut self) -> Measurement {
		self.system.refresh_memory_specifics(MemoryRefreshKind::nothing().with_ram());
		self.disks.refresh(true);
		let processors = std::thread::available_parallelism().map_or(1, |count| count.get());
		Measurement {
			uptime: System::uptime(),
			idle: 1.0 - System::load_average().one / processors as f64,
			memory: part(self.system.available_memory(), self.system.total_memory()),
			disk: self.disk(),
		}
	}

	fn disk(&self) -> f64 {
		self.disks
			.iter()
			.filter(|disk| self.folder.starts_with(disk.mount_point()))
			.max_by_key(|disk| disk.mount_point().components().count())
			.map_or(1.0, |disk| part(disk.available_space(), disk.total_space()))
	}
}

/// What cannot be measured does not limit.
fn part(free: u64, total: u64) -> f64 {
	match total {
		0 => 1.0,
		total => free as f64 / total as f64,
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	const HALF: Measurement = Measurement { uptime: 5, idle: 0.9, memory: 0.5, disk: 0.7 };

	#[test]
	fn available_should_follow_the_scarcest_and_round_up() {
		assert_eq!(HALF.available(9), 5);
		assert_eq!(HALF.available(1), 1);
		assert_eq!(Measurement { disk: 0.1, ..HALF }.available(100), 10);
		assert_eq!(Measurement { idle: 0.0, ..HALF }.available(100), 0);
	}

	#[test]
	fn available_should_stay_within_the_nodes_units_whatever_is_measured() {
		let busy = Measurement { idle: -3.0, ..HALF };
		assert_eq!(busy.available(8), 0);
		let odd = Measurement { idle: 2.0, memory: 7.0, disk: 1.5, ..HALF };
		assert_eq!(odd.available(u32::MAX), u32::MAX);
		let unknown = Measurement { idle: f64::NAN, memory: 0.5, ..HALF };
		assert_eq!(unknown.available(8), 4);
	}

	#[test]
	fn a_long_uptime_should_not_overflow_the_report() {
		let old = Measurement { uptime: u64::MAX, ..HALF };
		assert_eq!(old.report(1, 4), Report { firmware: 1, uptime: u32::MAX, available: 2 });
	}

	#[test]
	fn the_probe_should_measure_this_machine() {
		let measured = Probe::new().measure();
		assert!(measured.uptime > 0);
		assert!(measured.memory > 0.0 && measured.memory <= 1.0, "{measured:?}");
		assert!((0.0..=1.0).contains(&measured.disk), "{measured:?}");
		assert!(measured.idle <= 1.0, "{measured:?}");
	}
}
