//! An upgrade to rehearse with: this runtime under a higher version, with a migration that changes the record of every
//! node and takes several blocks. No release has it: `scripts/rehearsal.sh` builds it for
//! `scripts/e2e/network/upgrade.test.mjs`.

use crate::Runtime;
use frame_support::{
	migrations::{MigrationId, SteppedMigration, SteppedMigrationError},
	weights::{Weight, WeightMeter},
};
use pallet_nodes::Nodes;
use substation_primitives::NodeId;

/// So few nodes in a block that even a small network takes several.
const NODES_A_STEP: usize = 4;

/// Writes what owners say of their nodes in capitals.
pub struct Capitals;

impl Capitals {
	fn migrate(node: NodeId) {
		Nodes::<Runtime>::mutate_extant(node, |node| {
			node.metadata.iter_mut().for_each(u8::make_ascii_uppercase);
		});
	}

	fn weight(nodes: u64) -> Weight {
		<Runtime as frame_system::Config>::DbWeight::get().reads_writes(2, 1).saturating_mul(nodes)
	}
}

impl SteppedMigration for Capitals {
	type Cursor = NodeId;
	type Identifier = MigrationId<18>;

	fn id() -> Self::Identifier {
		MigrationId { pallet_id: *b"rehearsal/capitals", version_from: 1, version_to: 2 }
	}

	fn step(
		cursor: Option<NodeId>,
		meter: &mut WeightMeter,
	) -> Result<Option<NodeId>, SteppedMigrationError> {
		let required = Self::weight(NODES_A_STEP as u64);
		if meter.try_consume(required).is_err() {
			return Err(SteppedMigrationError::InsufficientWeight { required });
		}
		let keys = match cursor {
			Some(last) => Nodes::<Runtime>::iter_keys_from(Nodes::<Runtime>::hashed_key_for(last)),
			None => Nodes::<Runtime>::iter_keys(),
		};
		let nodes: alloc::vec::Vec<NodeId> = keys.take(NODES_A_STEP).collect();
		nodes.iter().copied().for_each(Self::migrate);
		Ok(nodes.last().copied())
	}
}
