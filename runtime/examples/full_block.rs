//! Makes a block full of attestations over and over, natively, for scripts/flamegraph.sh to look into. Prints how many fit, and
//! how long it takes.
//!
//! `full_block [ROUNDS]`

#[path = "population/attestation.rs"]
mod attestation;
// Most of it only the tests use.
#[allow(clippy::unwrap_used, dead_code)]
#[path = "../tests/economy/chain.rs"]
mod chain;
#[path = "population/state.rs"]
mod state;

use std::{env, error::Error, time::Instant};

use codec::{DecodeAll, Encode};
use frame_support::{traits::Hooks, weights::WeightMeter};
use sp_io::TestExternalities;
use sp_runtime::{
	traits::Header as _,
	transaction_validity::{InvalidTransaction, TransactionValidityError},
	Digest,
};
use substation_primitives::{NodeId, PAGE_SIZE};
use substation_runtime::{Attestation, BlockNumber, Executive, Hash, Header, System};

use chain::{general, next_header, roll_back, timestamp};

/// More than fit into a block.
const NODES: u32 = 16_384;
const SLOT: u64 = 1_000;
const NUMBER: BlockNumber = 100;
/// The first node of the second page.
const FIRST: NodeId = PAGE_SIZE as NodeId;

fn main() -> Result<(), Box<dyn Error>> {
	let rounds = env::args().nth(1).map_or(Ok(20), |rounds| rounds.parse::<u32>())?;
	// In the second window nobody has attested yet. It is open in all pages but the first, and none closes in the block.
	let mut chain = TestExternalities::new(state::storage(NODES, 0, 1_000, 1)?);
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

/// Makes a block of as many as fit; says how many did.
fn make(waiting: &[Vec<u8>]) -> usize {
	Executive::initialize_block(&header());
	assert_eq!(Executive::apply_extrinsic(timestamp(SLOT)), Ok(Ok(())));
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

/// The header of the block, before anything is in it.
fn header() -> Header {
	let zero = Hash::zero();
	next_header(&Header::new(NUMBER - 1, zero, zero, zero, Digest::default()), SLOT)
}

/// The transaction with which a node attests, as it comes over the wire.
fn transaction(node: NodeId) -> Vec<u8> {
	general(attestation::of(node).into()).encode()
}
