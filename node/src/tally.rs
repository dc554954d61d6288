//! What a block meant to the devices, counted from its transactions and events.

use codec::{Decode, Encode};
use frame_system::{EventRecord, Phase};
use std::collections::{BTreeMap, BTreeSet};
use substation_primitives::ClassId;
use substation_runtime::{
	opaque::OpaqueExtrinsic, Hash, Runtime, RuntimeCall, RuntimeEvent, UncheckedExtrinsic,
};

type Record = EventRecord<RuntimeEvent, Hash>;

/// What happened to the devices of a class.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Tally {
	/// Attestations that counted, alone or in a batch.
	pub attested: u64,
	/// Items of batches that did not count.
	pub refused: u64,
	/// Windows that somebody missed.
	pub missed: u64,
	/// Windows of pages in which the chain had trouble.
	pub excused: u64,
}

/// What happened to the devices of all classes.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Block {
	/// By class.
	pub classes: BTreeMap<ClassId, Tally>,
	/// Devices that were jailed.
	pub jailed: u64,
}

impl Block {
	/// Counts a block's transactions and events, the latter as they are stored. Fails where the chain's types are
	/// not those that this node was built with.
	pub fn count(body: &[OpaqueExtrinsic], events: &[u8]) -> Result<Self, codec::Error> {
		let events = Vec::<Record>::decode(&mut &*events)?;
		let mut block = Self::default();
		block.count_alone(body, &events)?;
		for record in &events {
			block.count_event(&record.event);
		}
		Ok(block)
	}

	/// A device's own attestation leaves no event.
	fn count_alone(
		&mut self,
		body: &[OpaqueExtrinsic],
		events: &[Record],
	) -> Result<(), codec::Error> {
		let failed: BTreeSet<_> = events.iter().filter_map(failure).collect();
		for (index, extrinsic) in (0_u32..).zip(body) {
			let extrinsic = UncheckedExtrinsic::decode(&mut &*extrinsic.encode())?;
			let RuntimeCall::Attestation(pallet_attestation::Call::<Runtime>::attest {
				payload,
				..
			}) = extrinsic.function
			else {
				continue;
			};
			if !failed.contains(&index) {
				self.class(payload.address.class).attested += 1;
			}
		}
		Ok(())
	}

	fn count_event(&mut self, event: &RuntimeEvent) {
		use pallet_attestation::Event;
		let RuntimeEvent::Attestation(event) = event else { return };
		match event {
			Event::BatchAttested { class, counted, refused, .. } => {
				let tally = self.class(*class);
				tally.attested += u64::from(*counted);
				tally.refused += refused.len() as u64;
			}
			Event::Missed { class, .. } => self.class(*class).missed += 1,
			Event::WindowExcused { class, .. } => self.class(*class).excused += 1,
			Event::Jailed { .. } => self.jailed += 1,
			_ => {}
		}
	}

	fn class(&mut self, class: ClassId) -> &mut Tally {
		self.classes.entry(class).or_default()
	}
}

/// The transaction that failed.
fn failure(record: &Record) -> Option<u32> {
	match (&record.phase, &record.event) {
		(
			Phase::ApplyExtrinsic(index),
			RuntimeEvent::System(frame_system::Event::ExtrinsicFailed { .. }),
		) => Some(*index),
		_ => None,
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use pallet_attestation::Event;
	use sp_runtime::{traits::Hash as _, BoundedVec, DispatchError};
	use substation_primitives::{Address, Payload, Report, PAYLOAD_VERSION};
	use substation_runtime::AccountId;

	fn attestation(class: ClassId) -> OpaqueExtrinsic {
		let payload = Payload {
			version: PAYLOAD_VERSION,
			genesis: Hash::zero(),
			address: Address { class, page: 0, slot: 0 },
			window: 1,
			challenge: Hash::zero(),
			report: Report { firmware: 1, uptime: 1, available: 1 },
		};
		let signature = sp_runtime::MultiSignature::Sr25519([0; 64].into());
		let call = pallet_attestation::Call::<Runtime>::attest { payload, signature };
		let extrinsic = UncheckedExtrinsic::new_bare(RuntimeCall::Attestation(call));
		OpaqueExtrinsic::decode(&mut &*extrinsic.encode()).expect("an extrinsic")
	}

	fn record(phase: Phase, event: impl Into<RuntimeEvent>) -> Record {
		EventRecord { phase, event: event.into(), topics: vec![Hash::zero()] }
	}

	fn failed(index: u32) -> Record {
		let event = frame_system::Event::<Runtime>::ExtrinsicFailed {
			dispatch_error: DispatchError::BadOrigin,
			dispatch_info: Default::default(),
		};
		record(Phase::ApplyExtrinsic(index), event)
	}

	fn hook(event: Event<Runtime>) -> Record {
		record(Phase::Initialization, event)
	}

	#[test]
	fn attestation_should_count_unless_it_failed() {
		let body = [attestation(1), attestation(1), attestation(2)];
		let block = Block::count(&body, &vec![failed(1)].encode()).expect("a block");
		let attested = |class| block.classes.get(&class).map(|tally| tally.attested);
		assert_eq!((attested(1), attested(2), attested(3)), (Some(1), Some(1), None));
	}

	#[test]
	fn batch_should_count_what_counted_and_what_did_not() {
		let relayer = AccountId::new([1; 32]);
		let refusal = (4, pallet_attestation::Refusal::WindowNotOpen);
		let refused = BoundedVec::truncate_from(vec![refusal]);
		let event = Event::BatchAttested { relayer, class: 3, counted: 20, refused };
		let block = Block::count(&[], &vec![hook(event)].encode()).expect("a block");
		let tally = Tally { attested: 20, refused: 1, ..Default::default() };
		assert_eq!(block.classes.get(&3), Some(&tally));
	}

	#[test]
	fn misses_excuses_and_jail_should_be_counted_from_events() {
		let missed =
			|node| Event::Missed { node, class: 0, window: 9, forfeited: 1, free: node == 1 };
		let events = vec![
			hook(missed(1)),
			hook(missed(2)),
			hook(Event::WindowExcused { class: 0, page: 0, window: 9 }),
			hook(Event::Jailed { node: 2, until: 100, evicted: 5 }),
		];
		let block = Block::count(&[], &events.encode()).expect("a block");
		let tally = Tally { missed: 2, excused: 1, ..Default::default() };
		assert_eq!(block.classes.get(&0), Some(&tally));
		assert_eq!(block.jailed, 1);
	}

	#[test]
	fn what_cannot_be_read_should_be_an_error() {
		let hash = sp_runtime::traits::BlakeTwo256::hash(b"no events");
		assert!(Block::count(&[], hash.as_bytes()).is_err());
	}
}
