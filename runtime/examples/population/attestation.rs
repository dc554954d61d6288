//! Attestations of a population's nodes.

use sp_core::Pair;
use substation_primitives::{NodeId, Report};
use substation_runtime::{Attestation, Runtime, System};

/// The attestation of a node in the window that is open.
pub fn of(node: NodeId) -> pallet_attestation::Call<Runtime> {
	let duty = Attestation::duty(node).expect("all nodes are active");
	let report = Report { firmware: 1, uptime: 60, available: 1 };
	let payload = duty.payload(System::block_hash(0), report);
	let signature = crate::state::pair("device", node).sign(&payload.message()).into();
	pallet_attestation::Call::attest { payload, signature }
}
