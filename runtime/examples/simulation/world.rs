//! The chain: the runtime's own genesis, hooks and calls, natively, in the blocks in which something can happen.

use std::error::Error;

use codec::Encode;
use frame_support::{
	dispatch::{DispatchResult, RawOrigin},
	storage::{storage_prefix, unhashed},
	traits::{Authorize, OnFinalize, OnInitialize, OnPoll},
	weights::WeightMeter,
};
use sp_core::{sr25519, Pair};
use sp_runtime::{
	traits::Dispatchable, transaction_validity::TransactionSource, BuildStorage, MultiSigner,
	Storage,
};
use substation_primitives::{possession_message, Class, NodeId, Payload, Payouts, Possession};
use substation_runtime::{
	configs::RuntimeBlockWeights, constants::MILLISECS_PER_BLOCK, economy, presets, AccountId,
	Attestation, Backing, Balance, Balances, BlockNumber, Collateral, Emission, Hash, Nodes,
	Rewards, Runtime, RuntimeCall, RuntimeEvent, RuntimeOrigin, Services, Slashing, System,
};

/// The pallets of the economy, in the runtime's order.
type Economy = (Nodes, Collateral, Attestation, Slashing, Rewards, Emission, Services, Backing);

/// No two blocks are further apart than what the chain would take for a halt.
pub const STEP: BlockNumber = 100;
/// Base units that there are when a real network starts: 200 million VOLT.
pub const ISSUANCE: Balance = 200_000_000 * substation_runtime::constants::UNIT;

/// The first state of a real network, with `people` in place of its accounts: the rest of the supply is the first one's.
pub fn genesis(people: Vec<(AccountId, Balance)>) -> Result<Storage, Box<dyn Error>> {
	let mut config = presets::config(presets::LIVE)?.ok_or("no preset")?;
	let balances = &mut config.balances.balances;
	// Validators keep theirs, and so do the pots.
	let staked: Vec<_> = config.staking.stakers.iter().map(|(stash, ..)| stash.clone()).collect();
	let least = economy::EXISTENTIAL_DEPOSIT;
	balances.retain(|(who, amount)| staked.contains(who) || *amount == least);
	balances.extend(people);
	let sum: Balance = balances.iter().map(|(_, amount)| amount).sum();
	balances.push((market(), ISSUANCE.checked_sub(sum).ok_or("they own more than there is")?));
	Ok(config.build_storage()?)
}

/// Where operators sell what they earn, and customers buy what they pay with.
pub fn market() -> AccountId {
	account("market", 0)
}

/// The key pair of the seed that is the hash of a word and a number.
pub fn pair(word: &str, index: u32) -> sr25519::Pair {
	sr25519::Pair::from_seed(&sp_io::hashing::blake2_256(&(word, index).encode()))
}

/// An account without a key.
pub fn account(word: &str, index: u32) -> AccountId {
	sp_io::hashing::blake2_256(&(word, index, "account").encode()).into()
}

/// Runs the hooks of a block of the pallets of the economy, as `Executive` does.
pub fn enter(number: BlockNumber) {
	// As `System::reset_events`, but for a prefix without keys that it would look for in all of the state.
	for item in [b"Events".as_slice(), b"EventCount"] {
		unhashed::kill(&storage_prefix(b"System", item));
	}
	System::set_block_number(number);
	pallet_timestamp::Now::<Runtime>::put(u64::from(number) * MILLISECS_PER_BLOCK);
	Economy::on_initialize(number);
	let limit = RuntimeBlockWeights::get().max_block;
	let mut meter = WeightMeter::with_limit(limit);
	Economy::on_poll(number, &mut meter);
}

/// The end of a block.
pub fn leave(number: BlockNumber) {
	Economy::on_finalize(number);
}

/// Dispatches a call that `who` signed. Fees are left out.
pub fn submit(who: &AccountId, call: impl Into<RuntimeCall>) -> DispatchResult {
	let origin = RuntimeOrigin::from(RawOrigin::Signed(who.clone()));
	call.into().dispatch(origin).map(drop).map_err(|error| error.error)
}

/// Dispatches a call that governance has decided on.
pub fn decide(call: impl Into<RuntimeCall>) -> DispatchResult {
	call.into().dispatch(RuntimeOrigin::root()).map(drop).map_err(|error| error.error)
}

/// Dispatches an attestation; with the device's `key`, as the pool and the block do: its signature is checked before.
pub fn attest(payload: Payload, key: Option<&sr25519::Pair>) -> DispatchResult {
	let signature = match key {
		Some(key) => key.sign(&payload.message()),
		None => sr25519::Signature::default(),
	};
	let call: RuntimeCall =
		pallet_attestation::Call::attest { payload, signature: signature.into() }.into();
	if key.is_some() {
		let valid = call.authorize(TransactionSource::External);
		assert!(matches!(valid, Some(Ok(_))), "an attestation is refused: {valid:?}");
	}
	let origin = RuntimeOrigin::from(RawOrigin::Authorized);
	call.dispatch(origin).map(drop).map_err(|error| error.error)
}

/// The device's consent to be registered by `owner`.
pub fn consent(device: &sr25519::Pair, owner: &AccountId) -> Possession {
	let expires = System::block_number() + economy::PROOF_LIFE;
	let message = possession_message(System::block_hash(0), owner, expires);
	Possession { expires, signature: device.sign(&message).into() }
}

pub fn device_key(device: &sr25519::Pair) -> MultiSigner {
	device.public().into()
}

/// What happened in this block so far.
pub fn events() -> Vec<RuntimeEvent> {
	System::events().into_iter().map(|record| record.event).collect()
}

/// All that an account has, on hold or not.
pub fn wealth(who: &AccountId) -> Balance {
	use frame_support::traits::fungible::Inspect;
	Balances::total_balance(who)
}

/// All that a node has earned and was not paid: what accrues, and what vests.
pub fn unpaid(node: NodeId) -> Balance {
	let Some(position) = pallet_rewards::Positions::<Runtime>::get(node) else { return 0 };
	let running = Attestation::node_membership(node).and_then(|place| {
		substation_math::stream::share(place.units, position.entry, place.settled)
	});
	position.accrued + running.unwrap_or(0) + position.vesting.total().unwrap_or(0)
}

/// What of a node's rewards its payee could be paid now, and what of it will be: the rest has to stay behind the node.
pub fn payable(node: NodeId) -> Option<(Balance, Balance)> {
	let earned = Rewards::claimable(node)?;
	let own = earned - <Backing as Payouts<AccountId>>::part(node, earned);
	let vests = economy::VESTING_PART.mul_ceil(own);
	let free = own - vests + Rewards::vesting_of(node)?.released;
	Some((free, Rewards::payable(node)?))
}

/// What an owner has behind a node: locked, and in rewards that vest.
pub fn own(node: NodeId) -> Balance {
	let locked = Collateral::ledger(node).map_or(0, |ledger| ledger.locked);
	locked + Rewards::vesting_of(node).map_or(0, |vesting| vesting.total)
}

/// What others have behind a node.
pub fn backed(node: NodeId) -> Balance {
	Backing::backing(node).map_or(0, |backing| backing.backed)
}

/// What an account can spend.
pub fn free(who: &AccountId) -> Balance {
	Balances::free_balance(who).saturating_sub(economy::EXISTENTIAL_DEPOSIT)
}

pub fn pay(from: &AccountId, to: &AccountId, value: Balance) -> DispatchResult {
	let dest = to.clone().into();
	submit(from, pallet_balances::Call::transfer_keep_alive { dest, value })
}

/// A class's terms, and how they may change.
pub fn class(id: u16) -> Class {
	Nodes::class(id).expect("the genesis has made it")
}

/// All invariants of all pallets of the economy.
pub fn check_state() -> Result<(), sp_runtime::TryRuntimeError> {
	Nodes::do_try_state()?;
	Collateral::do_try_state()?;
	Attestation::do_try_state()?;
	Slashing::do_try_state()?;
	Rewards::do_try_state()?;
	Emission::do_try_state()?;
	Services::do_try_state()?;
	Backing::do_try_state()
}

/// Hash of the first block.
pub fn genesis_hash() -> Hash {
	System::block_hash(0)
}
