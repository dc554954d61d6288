//! An upgrade to rehearse with: this runtime under a higher version, with a migration that gives the record of every node
//! one field more, and takes several blocks. No release has it: `scripts/rehearsal.sh` builds it for
//! `scripts/e2e/network/upgrade.test.mjs` and `scripts/e2e/scale/upgrade.test.mjs`.

use codec::{Decode, Encode};
use frame_support::{
	migrations::{MigrationId, SteppedMigration, SteppedMigrationError},
	storage_alias,
	weights::{Weight, WeightMeter},
	Twox64Concat,
};
use pallet_nodes::{NextNode, NodeOf, Nodes};
use substation_primitives::{BlockNumber, NodeId};

use crate::{Runtime, System};

/// A large chain takes what a block has room for. A small one could do all in one block, and is to take several.
const LEAST_STEPS: u32 = 50;
const NODES_A_STEP: u32 = 4;

/// What is stored from now on, in the same place.
mod dated {
	use super::*;

	/// A node and something new. The pallet reads the beginning, as what it knows; when it writes, the new field is gone.
	#[derive(Decode, Encode)]
	pub struct Node {
		pub node: NodeOf<Runtime>,
		/// The block that migrated it.
		pub migrated: BlockNumber,
	}

	#[storage_alias]
	pub type Nodes = StorageMap<Nodes, Twox64Concat, NodeId, Node>;
}

/// Dates the records of all nodes.
pub struct DateNodes;

impl DateNodes {
	fn migrate(id: NodeId) {
		if let Some(node) = Nodes::<Runtime>::get(id) {
			dated::Nodes::insert(id, dated::Node { node, migrated: System::block_number() });
		}
	}

	/// How many nodes a step takes that may weigh so much.
	fn room(weight: Weight) -> usize {
		let wanted = NextNode::<Runtime>::get().div_ceil(LEAST_STEPS).max(NODES_A_STEP);
		let most = weight.checked_div_per_component(&Self::weight()).unwrap_or(0);
		most.min(wanted.into()) as usize
	}

	/// What a node weighs: to find it, to read it and to write it.
	fn weight() -> Weight {
		<Runtime as frame_system::Config>::DbWeight::get().reads_writes(2, 1)
	}

	/// What a step weighs besides: how many nodes there are, and to find that no more come.
	fn overhead() -> Weight {
		<Runtime as frame_system::Config>::DbWeight::get().reads(2)
	}
}

impl SteppedMigration for DateNodes {
	type Cursor = NodeId;
	type Identifier = MigrationId<15>;

	fn id() -> Self::Identifier {
		MigrationId { pallet_id: *b"rehearsal/nodes", version_from: 1, version_to: 2 }
	}

	fn step(
		cursor: Option<NodeId>,
		meter: &mut WeightMeter,
	) -> Result<Option<NodeId>, SteppedMigrationError> {
		let required = Self::overhead().saturating_add(Self::weight());
		if !meter.can_consume(required) {
			return Err(SteppedMigrationError::InsufficientWeight { required });
		}
		meter.consume(Self::overhead());
		let keys = match cursor {
			Some(last) => Nodes::<Runtime>::iter_keys_from(Nodes::<Runtime>::hashed_key_for(last)),
			None => Nodes::<Runtime>::iter_keys(),
		};
		let mut last = None;
		for node in keys.take(Self::room(meter.remaining())) {
			meter.consume(Self::weight());
			Self::migrate(node);
			last = Some(node);
		}
		Ok(last)
	}
}
