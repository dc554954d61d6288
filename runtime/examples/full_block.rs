//! Makes a block full of attestations over and over, natively, for scripts/flamegraph.sh to look into. Prints how many fit, and
//! how long it takes.
//!
//! `full_block [ROUNDS]`

#[path = "population/attestation.rs"]
mod attestation;
#[path = "population/state.rs"]
mod state;

use std::{env, error::Error, time::Instant};

use codec::{DecodeAll, Encode};
use frame_support::{
	storage::{with_transaction, TransactionOutcome::Rollback},
	traits::Hooks,
	weights::WeightMeter,
};
use sp_consensus_babe::{
	digests::{PreDigest, SecondaryPlainPreDigest},
	BABE_ENGINE_ID,
};
use sp_io::TestExternalities;
use sp_runtime::{
	generic::Era,
	traits::Header as _,
	transaction_validity::{InvalidTransaction, TransactionValidityError},
	Digest, DigestItem, DispatchError,
};
use substation_primitives::{NodeId, PAGE_SIZE};
use substation_runtime::{
	constants::MILLISECS_PER_BLOCK, Attestation, BlockNumber, Executive, Hash, Header, System,
	UncheckedExtrinsic,
};

/// More than fit into a block.
const NODES: u32 = 16_384;
const SLOT: u64 = 1_000;
const NUMBER: BlockNumber = 100;
/// The first node of the second page.
const FIRST: NodeId = PAGE_SIZE as NodeId;

fn main() -> Result<(), Box<dyn Error>> {
	let rounds = env::args().nth(1).map_or(Ok(20), |rounds| rounds.parse::<u32>())?;
	// In the second window nobody has attested yet. It is open in all pages but the first, and none closes in the block.
	let mut chain = TestExternalities::new(state::storage(NODES, 0, 1_000)?);
	chain.execute_with(|| {
		for block in 1..NUMBER {
			System::set_block_number(block);
			Attestation::on_poll(block, &mut WeightMeter::new());
		}
	});
	let waiting: Vec<_> = chain.execute_with(|| {
		roll_back(|| {
			Executive::initialize_block(&header());
			(FIRST..NODES).map(transaction).collect()
		})
	});
	let mut fit = 0;
	let start = Instant::now();
	for _ in 0..rounds {
		fit = chain.execute_with(|| roll_back(|| make(&waiting)));
	}
	let took = start.elapsed() / rounds;
	println!("{fit} attestations fit into a block; natively it takes {took:.1?} to make");
	Ok(())
}

/// Does something of which only the result stays.
fn roll_back<R>(work: impl FnOnce() -> R) -> R {
	let done = with_transaction(|| Rollback(Ok::<_, DispatchError>(work())));
	done.expect("it is no error")
}

/// Makes a block of as many as fit; says how many did.
fn make(waiting: &[Vec<u8>]) -> usize {
	Executive::initialize_block(&header());
	let now = SLOT * MILLISECS_PER_BLOCK;
	let time = UncheckedExtrinsic::new_bare(pallet_timestamp::Call::set { now }.into());
	assert_eq!(Executive::apply_extrinsic(time), Ok(Ok(())));
	Executive::inherents_applied();
	let full = Err(TransactionValidityError::Invalid(InvalidTransaction::ExhaustsResources));
	let fit = waiting
		.iter()
		.take_while(|bytes| {
			let transaction = DecodeAll::decode_all(&mut &bytes[..]).expect("a transaction");
			let applied = Executive::apply_extrinsic(transaction);
			assert!(applied == Ok(Ok(())) || applied == full, "{applied:?}");
			applied != full
		})
		.count();
	Executive::finalize_block();
	fit
}

fn header() -> Header {
	let place = SecondaryPlainPreDigest { authority_index: 0, slot: SLOT.into() };
	let digest = PreDigest::SecondaryPlain(place).encode();
	let logs = vec![DigestItem::PreRuntime(BABE_ENGINE_ID, digest)];
	Header::new(NUMBER, Hash::zero(), Hash::zero(), Hash::zero(), Digest { logs })
}

/// The transaction with which a node attests, as it comes over the wire.
fn transaction(node: NodeId) -> Vec<u8> {
	let call = attestation::of(node);
	let extension = (
		frame_system::AuthorizeCall::new(),
		frame_system::CheckNonZeroSender::new(),
		frame_system::CheckSpecVersion::new(),
		frame_system::CheckTxVersion::new(),
		frame_system::CheckGenesis::new(),
		frame_system::CheckEra::from(Era::Immortal),
		frame_system::CheckNonce::from(0),
		frame_system::CheckWeight::new(),
		pallet_transaction_payment::ChargeTransactionPayment::from(0),
		frame_metadata_hash_extension::CheckMetadataHash::new(false),
		frame_system::WeightReclaim::new(),
	);
	UncheckedExtrinsic::new_transaction(call.into(), extension).encode()
}
