//! Reports validators that make two blocks for one slot.
//!
//! `sc-consensus-babe` 0.60 does that as well, but looks at headers whose seals are off: the runtime finds no
//! signatures in its proofs and refuses them with `InvalidEquivocationProof`. Its reports are kept out of the pool.

use crate::service::FullClient;
use sc_client_api::HeaderBackend;
use sc_consensus::{BlockCheckParams, BlockImport, BlockImportParams, ImportResult};
use sc_transaction_pool_api::OffchainTransactionPoolFactory;
use sp_api::{ApiExt, ProvideRuntimeApi};
use sp_consensus::BlockOrigin;
use sp_consensus_babe::{
	check_equivocation_proof, digests::CompatibleDigestItem, AuthorityId, AuthorityIndex, BabeApi,
	EquivocationProof, OpaqueKeyOwnershipProof, Slot,
};
use sp_runtime::traits::Header as _;
use std::{
	collections::BTreeMap,
	error::Error,
	sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use substation_runtime::{opaque::Block, Hash, Header};

type Failure = Box<dyn Error + Send + Sync>;

/// For so many slots the headers are remembered: an hour and a half.
const MEMORY: u64 = 900;

/// The first header of each author of a slot, and whether another one of that author was reported.
#[derive(Default)]
struct Memory(BTreeMap<(u64, AuthorityIndex), (Header, bool)>);

impl Memory {
	/// Notes a header. Returns the one that the author had made for the same slot before, until that is reported.
	fn note(&mut self, slot: u64, author: AuthorityIndex, header: &Header) -> Option<Header> {
		let newest = self.0.last_key_value().map_or(slot, |((slot, _), _)| *slot);
		self.0 = self.0.split_off(&(newest.saturating_sub(MEMORY), 0));
		let (first, reported) =
			self.0.entry((slot, author)).or_insert_with(|| (header.clone(), false));
		(!*reported && first.hash() != header.hash()).then(|| first.clone())
	}

	fn reported(&mut self, slot: u64, author: AuthorityIndex) {
		if let Some((_, reported)) = self.0.get_mut(&(slot, author)) {
			*reported = true;
		}
	}
}

/// Looks at blocks that BABE has found valid, on their way into the chain.
#[derive(Clone)]
pub struct Watch<I> {
	inner: I,
	client: Arc<FullClient>,
	pool: OffchainTransactionPoolFactory<Block>,
	memory: Arc<Mutex<Memory>>,
}

impl<I> Watch<I> {
	/// Watches what `inner` imports. Reports go to `pool`.
	pub fn new(
		inner: I,
		client: Arc<FullClient>,
		pool: OffchainTransactionPoolFactory<Block>,
	) -> Self {
		Self { inner, client, pool, memory: Default::default() }
	}

	fn look(&self, header: Header) -> Result<(), Failure> {
		let claim = header.digest().logs().iter().find_map(|log| log.as_babe_pre_digest());
		let Some(claim) = claim else { return Ok(()) };
		let (slot, index) = (claim.slot(), claim.authority_index());
		let Some(first) = self.memory().note(*slot, index, &header) else { return Ok(()) };
		// One that cannot be reported now may be with the next header that the author makes for the slot.
		self.report(slot, index, first, header)?;
		self.memory().reported(*slot, index);
		Ok(())
	}

	fn memory(&self) -> MutexGuard<'_, Memory> {
		self.memory.lock().unwrap_or_else(PoisonError::into_inner)
	}

	fn report(
		&self,
		slot: Slot,
		index: AuthorityIndex,
		first_header: Header,
		second_header: Header,
	) -> Result<(), Failure> {
		let parent = *second_header.parent_hash();
		let offender = self.author(parent, slot, index)?;
		let proof = EquivocationProof { offender, slot, first_header, second_header };
		// On forks that differ in their validators, two may have the same place.
		if !check_equivocation_proof(proof.clone()) {
			return Ok(());
		}
		let best = self.client.info().best_hash;
		// The block before may belong to an earlier session.
		let owner = match self.prove_owner(parent, &proof)? {
			Some(owner) => owner,
			None => self.prove_owner(best, &proof)?.ok_or("the author is no validator any more")?,
		};
		log::warn!("{:?} has made two blocks for slot {slot}: reporting it", proof.offender);
		let mut api = self.client.runtime_api();
		api.register_extension(self.pool.offchain_transaction_pool(best));
		api.submit_report_equivocation_unsigned_extrinsic(best, proof, owner)?
			.ok_or("the pool did not take the report")?;
		Ok(())
	}

	/// The validator at that place in the slot's epoch, as seen from the block before.
	fn author(
		&self,
		parent: Hash,
		slot: Slot,
		index: AuthorityIndex,
	) -> Result<AuthorityId, Failure> {
		let api = self.client.runtime_api();
		let mut epoch = api.current_epoch(parent)?;
		let end = epoch.start_slot.saturating_add(epoch.duration);
		if *slot >= *end {
			epoch = api.next_epoch(parent)?;
		}
		let place = usize::try_from(index)?;
		let (author, _) = epoch.authorities.get(place).ok_or("no validator has that place")?;
		Ok(author.clone())
	}

	fn prove_owner(
		&self,
		at: Hash,
		proof: &EquivocationProof<Header>,
	) -> Result<Option<OpaqueKeyOwnershipProof>, Failure> {
		let api = self.client.runtime_api();
		Ok(api.generate_key_ownership_proof(at, proof.slot, proof.offender.clone())?)
	}
}

#[async_trait::async_trait]
impl<I> BlockImport<Block> for Watch<I>
where
	I: BlockImport<Block, Error = sp_consensus::Error> + Send + Sync,
{
	type Error = sp_consensus::Error;

	async fn check_block(
		&self,
		block: BlockCheckParams<Block>,
	) -> Result<ImportResult, Self::Error> {
		self.inner.check_block(block).await
	}

	async fn import_block(
		&self,
		block: BlockImportParams<Block>,
	) -> Result<ImportResult, Self::Error> {
		// What others made long ago was reported then.
		if block.origin != BlockOrigin::NetworkInitialSync {
			if let Err(error) = self.look(block.post_header()) {
				log::warn!("two blocks for one slot cannot be reported: {error}");
			}
		}
		self.inner.import_block(block).await
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	fn header(number: u32) -> Header {
		Header::new(number, Hash::zero(), Hash::zero(), Hash::zero(), Default::default())
	}

	#[test]
	fn one_header_should_be_no_offence_however_often_it_comes() {
		let mut memory = Memory::default();
		assert_eq!(memory.note(5, 1, &header(1)), None);
		assert_eq!(memory.note(5, 1, &header(1)), None);
		assert_eq!(memory.note(6, 1, &header(2)), None);
		assert_eq!(memory.note(5, 2, &header(3)), None);
	}

	#[test]
	fn second_header_should_be_an_offence_until_it_is_reported() {
		let mut memory = Memory::default();
		memory.note(5, 1, &header(1));
		assert_eq!(memory.note(5, 1, &header(2)), Some(header(1)));
		assert_eq!(memory.note(5, 1, &header(3)), Some(header(1)), "the report may have failed");
		memory.reported(5, 1);
		assert_eq!(memory.note(5, 1, &header(4)), None);
	}

	#[test]
	fn memory_should_hold_no_more_than_the_last_slots() {
		let mut memory = Memory::default();
		for slot in 0..3 * MEMORY {
			memory.note(slot, 0, &header(1));
		}
		assert!(memory.0.len() as u64 <= MEMORY + 2, "{}", memory.0.len());
		// What comes late is taken as new.
		assert_eq!(memory.note(1, 0, &header(2)), None);
	}
}
