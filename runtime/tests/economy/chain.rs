//! A chain of real blocks, made by the real `Executive` from the `dev` preset's genesis.

use std::collections::BTreeMap;

use codec::Encode;
use frame_support::{
	dispatch::{DispatchClass, DispatchResult},
	storage::{with_transaction, TransactionOutcome::Rollback},
	traits::Hooks,
	weights::{Weight, WeightMeter},
};
use serde_json::Value;
use sp_consensus_babe::{
	digests::{PreDigest, SecondaryPlainPreDigest},
	BABE_ENGINE_ID,
};
use sp_core::{ecdsa, ed25519, sr25519, Pair};
use sp_genesis_builder::runtime_decl_for_genesis_builder::GenesisBuilderV1;
use sp_io::TestExternalities;
use sp_keyring::Sr25519Keyring;
use sp_keystore::{testing::MemoryKeystore, KeystoreExt};
use sp_runtime::{
	generic::Era,
	traits::Header as _,
	transaction_validity::{TransactionSource, TransactionValidity},
	ApplyExtrinsicResult, Digest, DigestItem, DispatchError, MultiSignature, MultiSigner,
};
use substation_primitives::{
	possession_message, ClassId, Duty, NodeId, Payload, Possession, Report,
};
use substation_runtime::{
	constants::MILLISECS_PER_BLOCK, presets, AccountId, Attestation, Backing, Balance, BlockNumber,
	Collateral, Emission, Executive, Hash, Header, Nodes, Rewards, Runtime, RuntimeCall,
	RuntimeEvent, RuntimeHoldReason, Services, SignedPayload, Slashing, System, TxExtension,
	UncheckedExtrinsic,
};

/// The slot of the first block.
const FIRST_SLOT: u64 = 1_000;

/// A piece of hardware with a key in it.
#[derive(Clone)]
pub enum Device {
	Sr25519(sr25519::Pair),
	Ed25519(Box<ed25519::Pair>),
	Ecdsa(ecdsa::Pair),
}

impl Device {
	pub fn sr25519(number: u32) -> Self {
		Self::Sr25519(sr25519::Pair::from_seed(&seed(number)))
	}

	pub fn ed25519(number: u32) -> Self {
		Self::Ed25519(Box::new(ed25519::Pair::from_seed(&seed(number))))
	}

	pub fn ecdsa(number: u32) -> Self {
		Self::Ecdsa(ecdsa::Pair::from_seed(&seed(number)))
	}

	pub fn key(&self) -> MultiSigner {
		match self {
			Self::Sr25519(pair) => pair.public().into(),
			Self::Ed25519(pair) => pair.public().into(),
			Self::Ecdsa(pair) => pair.public().into(),
		}
	}

	pub fn sign(&self, message: &[u8]) -> MultiSignature {
		match self {
			Self::Sr25519(pair) => pair.sign(message).into(),
			Self::Ed25519(pair) => pair.sign(message).into(),
			Self::Ecdsa(pair) => pair.sign(message).into(),
		}
	}

	/// The device's consent to be registered by `owner`.
	pub fn consent(&self, owner: &AccountId, expires: BlockNumber) -> Possession {
		let message = possession_message(System::block_hash(0), owner, expires);
		Possession { expires, signature: self.sign(&message) }
	}

	/// What the device signs to do its duty.
	pub fn payload(duty: &Duty) -> Payload {
		let report = Report { firmware: 1, uptime: 60, available: 1 };
		duty.payload(System::block_hash(0), report)
	}

	/// The general transaction by which the device does its duty.
	pub fn attest(&self, duty: &Duty) -> UncheckedExtrinsic {
		let payload = Self::payload(duty);
		let signature = self.sign(&payload.message());
		general(pallet_attestation::Call::attest { payload, signature }.into())
	}
}

fn seed(number: u32) -> [u8; 32] {
	sp_io::hashing::blake2_256(&number.encode())
}

/// The chain, and where it stands.
pub struct Chain {
	ext: TestExternalities,
	best: Header,
	slot: u64,
	/// What settlement weighed in the last block.
	pub settlement: Weight,
	/// What other hooks are to weigh in each block, before settlement has its turn.
	pub ballast: Weight,
}

impl Chain {
	/// A chain of the `dev` preset before its first block.
	pub fn dev() -> Self {
		Self::of(presets::DEV)
	}

	/// A chain of the `local` preset. The first of its validators makes all blocks.
	pub fn local() -> Self {
		Self::of(presets::LOCAL)
	}

	/// A chain of the `live` preset.
	pub fn live() -> Self {
		Self::of(presets::LIVE)
	}

	fn of(preset: &str) -> Self {
		let mut ext = TestExternalities::default();
		ext.register_extension(KeystoreExt::new(MemoryKeystore::new()));
		ext.execute_with(|| build(preset));
		// Genesis differs from chain to chain by its header's hash alone.
		let genesis = Header::new(0, Hash::zero(), Hash::zero(), Hash::zero(), Digest::default());
		let (settlement, ballast) = (Weight::zero(), Weight::zero());
		Self { ext, best: genesis, slot: FIRST_SLOT - 1, settlement, ballast }
	}

	/// The same on another network.
	pub fn other() -> Self {
		let mut chain = Self::dev();
		chain.best.state_root = Hash::repeat_byte(1);
		chain
	}

	pub fn number(&self) -> BlockNumber {
		self.best.number
	}

	/// The slot of the last block.
	pub fn slot(&self) -> u64 {
		self.slot
	}

	/// Looks at the state after the last block, or changes it.
	pub fn at<R>(&mut self, look: impl FnOnce() -> R) -> R {
		self.ext.execute_with(look)
	}

	/// Lets slots pass without a block.
	pub fn halt(&mut self, slots: u64) {
		self.slot += slots;
	}

	/// Makes a block with what `work` does in it, and checks the state after it.
	pub fn block<R>(&mut self, work: impl FnOnce() -> R) -> R {
		let result = self.block_unchecked(work);
		self.at(check_state);
		result
	}

	/// Makes a block with what `work` does in it.
	pub fn block_unchecked<R>(&mut self, work: impl FnOnce() -> R) -> R {
		self.slot += 1;
		let header = next_header(&self.best, self.slot);
		let (timestamp, ballast) = (timestamp(self.slot), self.ballast);
		let (result, settlement, best) = self.ext.execute_with(|| {
			Executive::initialize_block(&header);
			assert_eq!(Executive::apply_extrinsic(timestamp), Ok(Ok(())));
			let settlement = weigh_settlement();
			System::register_extra_weight_unchecked(ballast, DispatchClass::Mandatory);
			Executive::inherents_applied();
			let result = work();
			(result, settlement, Executive::finalize_block())
		});
		self.settlement = settlement;
		self.best = best;
		self.ext.commit_all().unwrap();
		result
	}

	/// Makes empty blocks until `number` is the last.
	pub fn run_to(&mut self, number: BlockNumber) {
		while self.number() < number {
			self.block(|| ());
		}
	}

	/// What the transaction pool says of a transaction on top of the last block.
	pub fn validate(&mut self, transaction: UncheckedExtrinsic) -> TransactionValidity {
		let parent = self.best.hash();
		self.at(|| {
			roll_back(|| {
				Executive::validate_transaction(TransactionSource::External, transaction, parent)
			})
		})
	}

	/// The last block's weight of a class of transactions.
	pub fn weight(&mut self, class: DispatchClass) -> Weight {
		self.at(|| *System::block_weight().get(class))
	}
}

/// Builds the state of a preset as a node does: the runtime's defaults, and the preset over them.
pub fn build(preset: &str) {
	let mut config: Value = serde_json::from_slice(&Runtime::get_preset(&None).unwrap()).unwrap();
	let patch = Runtime::get_preset(&Some(preset.into())).unwrap();
	presets::merge(&mut config, serde_json::from_slice(&patch).unwrap());
	Runtime::build_state(config.to_string().into_bytes()).unwrap();
}

/// All invariants of all pallets of the economy.
pub fn check_state() {
	Nodes::do_try_state().unwrap();
	Collateral::do_try_state().unwrap();
	Attestation::do_try_state().unwrap();
	Slashing::do_try_state().unwrap();
	Rewards::do_try_state().unwrap();
	Emission::do_try_state().unwrap();
	Services::do_try_state().unwrap();
	Backing::do_try_state().unwrap();
	check_holds();
}

/// What is held from accounts for nodes is what the records say, and nothing is held for what is gone.
fn check_holds() {
	let mut records = BTreeMap::<(AccountId, Vec<u8>), Balance>::new();
	let mut note = |who: AccountId, reason: RuntimeHoldReason, amount: Balance| {
		if amount > 0 {
			*records.entry((who, reason.encode())).or_default() += amount;
		}
	};
	for node in pallet_nodes::Nodes::<Runtime>::iter_values() {
		note(node.owner, pallet_nodes::HoldReason::Registration.into(), node.deposit);
	}
	for ledger in pallet_collateral::Ledgers::<Runtime>::iter_values() {
		let unbonding: Balance = ledger.unbonding.iter().map(|chunk| chunk.amount).sum();
		let reason = pallet_collateral::HoldReason::Collateral.into();
		note(ledger.owner, reason, ledger.locked + unbonding);
	}
	for docket in pallet_slashing::Slashes::<Runtime>::iter_values() {
		for entry in docket.entries {
			if let pallet_slashing::Standing::Open(appeal) = entry.appeal {
				note(appeal.who, pallet_slashing::HoldReason::Appeal.into(), appeal.deposit);
			}
		}
	}
	for support in pallet_backing::Supports::<Runtime>::iter_values() {
		note(support.depositor, pallet_backing::HoldReason::Opening.into(), support.deposit);
	}
	for (_, who, position) in pallet_backing::Positions::<Runtime>::iter() {
		note(who, pallet_backing::HoldReason::Position.into(), position.deposit);
	}
	let ours = |reason: &RuntimeHoldReason| {
		use RuntimeHoldReason::{Backing, Collateral, Nodes, Slashing};
		matches!(reason, Backing(_) | Collateral(_) | Nodes(_) | Slashing(_))
	};
	let holds: BTreeMap<_, _> = pallet_balances::Holds::<Runtime>::iter()
		.flat_map(|(who, holds)| holds.into_iter().map(move |hold| (who.clone(), hold)))
		.filter(|(_, hold)| ours(&hold.id) && hold.amount > 0)
		.map(|(who, hold)| ((who, hold.id.encode()), hold.amount))
		.collect();
	assert_eq!(holds, records, "4: what is held is not what the records say");
}

/// The header with which the block after `parent` begins.
pub fn next_header(parent: &Header, slot: u64) -> Header {
	let pre_digest = PreDigest::SecondaryPlain(SecondaryPlainPreDigest {
		authority_index: 0,
		slot: slot.into(),
	});
	let logs = vec![DigestItem::PreRuntime(BABE_ENGINE_ID, pre_digest.encode())];
	let number = parent.number + 1;
	Header::new(number, Hash::zero(), Hash::zero(), parent.hash(), Digest { logs })
}

/// The inherent of each block.
pub fn timestamp(slot: u64) -> UncheckedExtrinsic {
	let now = slot * MILLISECS_PER_BLOCK;
	UncheckedExtrinsic::new_bare(pallet_timestamp::Call::set { now }.into())
}

/// What settlement will weigh in this block, of which nothing stays done.
fn weigh_settlement() -> Weight {
	roll_back(|| {
		let mut meter = WeightMeter::new();
		Attestation::on_poll(System::block_number(), &mut meter);
		meter.consumed()
	})
}

/// Does something of which only the result stays.
pub fn roll_back<R>(work: impl FnOnce() -> R) -> R {
	with_transaction(|| Rollback(Ok::<_, DispatchError>(work()))).unwrap()
}

fn extension(nonce: u32) -> TxExtension {
	(
		frame_system::AuthorizeCall::new(),
		frame_system::CheckNonZeroSender::new(),
		frame_system::CheckSpecVersion::new(),
		frame_system::CheckTxVersion::new(),
		frame_system::CheckGenesis::new(),
		frame_system::CheckEra::from(Era::Immortal),
		frame_system::CheckNonce::from(nonce),
		frame_system::CheckWeight::new(),
		pallet_transaction_payment::ChargeTransactionPayment::from(0),
		frame_metadata_hash_extension::CheckMetadataHash::new(false),
		frame_system::WeightReclaim::new(),
	)
}

/// A transaction that an account signs.
pub fn signed(who: Sr25519Keyring, call: RuntimeCall) -> UncheckedExtrinsic {
	signed_with(&who.pair(), call)
}

/// The same, by the account's key.
pub fn signed_with(key: &sr25519::Pair, call: RuntimeCall) -> UncheckedExtrinsic {
	let who = AccountId::from(key.public());
	let nonce = System::account_nonce(&who);
	let payload = SignedPayload::new(call, extension(nonce)).unwrap();
	let signature = payload.using_encoded(|bytes| key.sign(bytes));
	let (call, extension, _) = payload.deconstruct();
	UncheckedExtrinsic::new_signed(call, who.into(), signature.into(), extension)
}

/// The call by which `owner` registers the device, with nothing that is not needed.
pub fn registration(
	owner: &AccountId,
	class: ClassId,
	device: &Device,
	units: u32,
	collateral: Balance,
) -> pallet_nodes::Call<Runtime> {
	pallet_nodes::Call::register {
		class,
		units,
		device_key: device.key(),
		possession: device.consent(owner, System::block_number() + 5),
		collateral,
		operator: None,
		payee: None,
		location: None,
		metadata: Default::default(),
	}
}

/// A general transaction, which carries no account.
pub fn general(call: RuntimeCall) -> UncheckedExtrinsic {
	UncheckedExtrinsic::new_transaction(call, extension(0))
}

/// Puts a transaction into the block.
pub fn apply(transaction: UncheckedExtrinsic) -> ApplyExtrinsicResult {
	// As it comes over the wire.
	let bytes = transaction.encode();
	let transaction = codec::DecodeAll::decode_all(&mut &bytes[..]).unwrap();
	Executive::apply_extrinsic(transaction)
}

/// Puts a signed call into the block, which lets it in.
pub fn submit(who: Sr25519Keyring, call: impl Into<RuntimeCall>) -> DispatchResult {
	apply(signed(who, call.into())).unwrap()
}

/// Attests for a node that has not done so in this window.
pub fn attest(node: NodeId, device: &Device) {
	let duty = Attestation::duty(node).unwrap();
	if !duty.attested {
		assert_eq!(apply(device.attest(&duty)), Ok(Ok(())));
	}
}

/// What happened in the last block.
pub fn events() -> Vec<RuntimeEvent> {
	System::events().into_iter().map(|record| record.event).collect()
}

/// The fees that each transaction of the last block paid.
pub fn fees() -> Vec<(AccountId, Balance)> {
	let fee = |event| match event {
		RuntimeEvent::TransactionPayment(
			pallet_transaction_payment::Event::TransactionFeePaid { who, actual_fee, .. },
		) => Some((who, actual_fee)),
		_ => None,
	};
	events().into_iter().filter_map(fee).collect()
}
