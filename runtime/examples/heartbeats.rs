//! Substation's attestations beside the heartbeats of the SDK's `pallet-im-online`, at the same number of nodes, natively, in one
//! process: what it takes to check and note one, and to close a window or session in which all were there. Prints a table.

#[path = "population/attestation.rs"]
mod attestation;
#[path = "population/state.rs"]
mod state;

use std::{
	env,
	error::Error,
	time::{Duration, Instant},
};

use codec::Encode;
use frame_support::{
	dispatch::RawOrigin,
	traits::{Authorize, Hooks},
	weights::WeightMeter,
};
use sp_io::TestExternalities;
use sp_runtime::{traits::Dispatchable, transaction_validity::TransactionSource, BuildStorage};
use substation_runtime::{economy, Attestation, RuntimeCall, RuntimeOrigin, System};

/// Messages that are measured at each number of nodes.
const MESSAGES: u32 = 100;

/// What one message takes, and closing the window or session.
struct Cost {
	message: Duration,
	closing: Duration,
}

fn main() -> Result<(), Box<dyn Error>> {
	let sizes: Vec<u32> = env::args().skip(1).map(|size| size.parse()).collect::<Result<_, _>>()?;
	let sizes = if sizes.is_empty() { vec![100, 1_000, 10_000, 100_000] } else { sizes };
	// The first of everything takes longer.
	attestations(MESSAGES)?;
	rival::heartbeats(MESSAGES)?;
	println!("| nodes | attestation | heartbeat | times | closing a window | closing a session | times |");
	println!("|---|---|---|---|---|---|---|");
	for nodes in sizes {
		let (ours, theirs) = (attestations(nodes)?, rival::heartbeats(nodes)?);
		let times = |a: Duration, b: Duration| b.as_secs_f64() / a.as_secs_f64();
		println!(
			"| {nodes} | {:.1?} | {:.1?} | {:.1} | {:.1?} | {:.1?} | {:.1} |",
			ours.message,
			theirs.message,
			times(ours.message, theirs.message),
			ours.closing,
			theirs.closing,
			times(ours.closing, theirs.closing),
		);
	}
	Ok(())
}

/// The nodes whose messages are measured, spread over all.
fn chosen(nodes: u32) -> impl Iterator<Item = u32> {
	(0..MESSAGES.min(nodes)).map(move |index| index * (nodes / MESSAGES.min(nodes)))
}

/// The mean time of checking and dispatching calls, each as its own transaction would be.
fn mean<Call, Origin>(calls: Vec<Call>, origin: impl Fn() -> Origin) -> Duration
where
	Call: Authorize + Dispatchable<RuntimeOrigin = Origin>,
{
	let count = u32::try_from(calls.len()).unwrap_or(u32::MAX);
	let start = Instant::now();
	for call in calls {
		let valid = call.authorize(TransactionSource::External);
		assert!(matches!(valid, Some(Ok(_))), "the call is authorized");
		assert!(call.dispatch(origin()).is_ok(), "the call succeeds");
	}
	start.elapsed() / count
}

fn attestations(nodes: u32) -> Result<Cost, Box<dyn Error>> {
	let mut waiting = TestExternalities::new(state::storage(nodes, 1_000, 0, 1)?);
	let message = waiting.execute_with(|| {
		let calls =
			chosen(nodes).map(|node| attestation::of(node).into()).collect::<Vec<RuntimeCall>>();
		mean(calls, || RuntimeOrigin::from(RawOrigin::Authorized))
	});
	let mut done = TestExternalities::new(state::storage(nodes, 0, 0, 1)?);
	let closing = done.execute_with(|| {
		let (wireless, _) = economy::classes().swap_remove(state::CLASS.into());
		let start = Instant::now();
		for block in 1..=wireless.period {
			System::set_block_number(block);
			Attestation::on_poll(block, &mut WeightMeter::new());
		}
		start.elapsed()
	});
	Ok(Cost { message, closing })
}

/// A runtime with `pallet-im-online`, and a set of validators that is kept as `pallet-session` keeps it: in one value.
mod rival {
	use super::*;
	use frame_support::{
		derive_impl,
		storage::unhashed,
		traits::{
			ConstU32, ConstU64, OneSessionHandler, ValidatorSet, ValidatorSetWithIdentification,
		},
	};
	use frame_system::offchain::{
		CreateAuthorizedTransaction, CreateTransaction, CreateTransactionBase,
	};
	use pallet_im_online::{
		sr25519::{AuthorityId, AuthorityPair},
		Heartbeat, ReceivedHeartbeats,
	};
	use sp_core::Pair;
	use sp_runtime::{
		testing::TestXt,
		traits::{BlakeTwo256, ConvertInto, IdentityLookup},
		AccountId32,
	};

	type Extension = frame_system::AuthorizeCall<Rival>;
	type Extrinsic = TestXt<RuntimeCall, Extension>;
	type Header = sp_runtime::generic::Header<u64, BlakeTwo256>;

	const VALIDATORS: &[u8] = b"validators";
	const SESSION: u32 = 0;

	frame_support::construct_runtime!(
		pub enum Rival {
			System: frame_system,
			ImOnline: pallet_im_online,
		}
	);

	#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
	impl frame_system::Config for Rival {
		type Block = sp_runtime::generic::Block<Header, Extrinsic>;
		type AccountId = AccountId32;
		type Lookup = IdentityLookup<AccountId32>;
	}

	pub struct Validators;

	impl ValidatorSet<AccountId32> for Validators {
		type ValidatorId = AccountId32;
		type ValidatorIdOf = ConvertInto;
		fn session_index() -> u32 {
			SESSION
		}
		fn validators() -> Vec<AccountId32> {
			unhashed::get_or_default(VALIDATORS)
		}
	}

	impl ValidatorSetWithIdentification<AccountId32> for Validators {
		type Identification = AccountId32;
		type IdentificationOf = ConvertInto;
	}

	impl pallet_im_online::Config for Rival {
		type AuthorityId = AuthorityId;
		type RuntimeEvent = RuntimeEvent;
		type ValidatorSet = Validators;
		type NextSessionRotation = ();
		type ReportUnresponsiveness = ();
		type UnsignedPriority = ConstU64<1>;
		type WeightInfo = ();
		type MaxKeys = ConstU32<1_000_000>;
		type MaxPeerInHeartbeats = ConstU32<1_000_000>;
	}

	impl<Call> CreateTransactionBase<Call> for Rival
	where
		RuntimeCall: From<Call>,
	{
		type RuntimeCall = RuntimeCall;
		type Extrinsic = Extrinsic;
	}

	impl<Call> CreateTransaction<Call> for Rival
	where
		RuntimeCall: From<Call>,
	{
		type Extension = Extension;
		fn create_transaction(call: RuntimeCall, extension: Extension) -> Extrinsic {
			Extrinsic::new_transaction(call, extension)
		}
	}

	impl<Call> CreateAuthorizedTransaction<Call> for Rival
	where
		RuntimeCall: From<Call>,
	{
		fn create_extension() -> Extension {
			Extension::new()
		}
	}

	fn pair(index: u32) -> AuthorityPair {
		state::pair("device", index).into()
	}

	/// A state in which so many validators have just begun a session.
	fn state(nodes: u32) -> Result<TestExternalities, Box<dyn Error>> {
		let mut storage = frame_system::GenesisConfig::<Rival>::default().build_storage()?;
		let validators: Vec<AccountId32> = (0..nodes)
			.map(|index| sp_io::hashing::blake2_256(&("owner", index).encode()).into())
			.collect();
		let keys: Vec<AuthorityId> = (0..nodes).map(|index| pair(index).public()).collect();
		storage.top.insert(VALIDATORS.to_vec(), validators.encode());
		storage.top.insert(pallet_im_online::Keys::<Rival>::hashed_key().to_vec(), keys.encode());
		Ok(TestExternalities::new(storage))
	}

	fn heartbeat(index: u32, nodes: u32) -> RuntimeCall {
		let heartbeat = Heartbeat {
			block_number: 0,
			session_index: SESSION,
			authority_index: index,
			validators_len: nodes,
		};
		let signature = pair(index).sign(&heartbeat.encode());
		pallet_im_online::Call::heartbeat { heartbeat, signature }.into()
	}

	pub fn heartbeats(nodes: u32) -> Result<Cost, Box<dyn Error>> {
		let message = state(nodes)?.execute_with(|| {
			let calls = chosen(nodes).map(|index| heartbeat(index, nodes)).collect();
			mean(calls, || RuntimeOrigin::from(RawOrigin::Authorized))
		});
		let mut all = state(nodes)?;
		all.execute_with(|| {
			(0..nodes).for_each(|index| ReceivedHeartbeats::<Rival>::insert(SESSION, index, true));
		});
		all.commit_all()?;
		let closing = all.execute_with(|| {
			let start = Instant::now();
			ImOnline::on_before_session_ending();
			start.elapsed()
		});
		Ok(Cost { message, closing })
	}
}
