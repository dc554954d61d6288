//! What the agent sends.

use subxt::{
	config::{
		transaction_extensions::{
			ChargeTransactionPaymentParams, CheckMortalityParams, CheckNonceParams,
		},
		ParamsFor,
	},
	error::{DispatchError, ExtrinsicError, TransactionEventsError},
	rpcs::{Error as RpcError, UserError},
	transactions::{
		DefaultParams, Payload as Call, StaticPayload, TransactionStatus, TransactionsClient,
	},
	utils::{AccountId32, MultiSignature, H256},
	OfflineClient,
};
use subxt_signer::sr25519::Keypair;

use super::{
	api::{self, runtime_types::bounded_collections::bounded_vec::BoundedVec},
	away,
	config::{limits, mismatch, Limits, Substation},
	convert, AtBlock, Chain,
};
use crate::{
	error::{Error, Result},
	keys::{Public, Signature},
	message::{Address, BlockNumber, Hash, NodeId, Payload, Possession, Report},
	model::Head,
};

/// What `nodes.register` asks for.
pub struct Registration {
	pub class: u16,
	pub units: u32,
	pub device_key: Public,
	pub possession: Possession,
	/// Base units.
	pub collateral: u128,
	pub operator: Option<[u8; 32]>,
	pub payee: Option<[u8; 32]>,
	pub location: Option<u64>,
	pub metadata: String,
}

/// A node that has just been registered.
pub struct Registered {
	pub node: NodeId,
	pub address: Address,
}

/// One item of a batch.
#[derive(Clone, Copy)]
pub struct Item {
	pub address: Address,
	pub window: u32,
	pub report: Report,
	pub signature: Signature,
}

/// What is ready to be sent.
pub struct Transaction(Vec<u8>);

type Register = StaticPayload<api::nodes::calls::Register>;

/// The call data of `nodes.register`, for the runtime that the agent was built for.
pub fn offline_register(genesis: Hash, registration: &Registration) -> Result<Vec<u8>> {
	let chain = Substation::offline(H256(genesis))?;
	let at = OfflineClient::new_with_config(chain).at_block(0u32).map_err(|_| mismatch())?;
	at.transactions().call_data(&register(registration)).map_err(|_| mismatch())
}

/// The registry's bounds in that runtime.
pub fn offline_limits() -> Result<Limits> {
	limits(Substation::offline(H256::zero())?)
}

impl Chain {
	/// Hands an attestation in: a general transaction that the device's signature inside authorises. It carries
	/// no account and pays no fee.
	pub async fn attest(
		&self,
		head: &Head,
		payload: &Payload,
		signature: &Signature,
	) -> Result<()> {
		let call = api::transactions()
			.attestation()
			.attest(convert::payload(payload), convert::signature(signature));
		let bytes = general(&self.at(head).await?.transactions(), &call)?;
		self.send(&Transaction(bytes)).await
	}

	/// The call data of `nodes.register`.
	pub async fn register_call(&self, head: &Head, registration: &Registration) -> Result<Vec<u8>> {
		let at = self.at(head).await?;
		at.transactions().call_data(&register(registration)).map_err(|_| mismatch())
	}

	/// Registers, and waits until it is in a block.
	pub async fn register(
		&self,
		head: &Head,
		owner: &Keypair,
		registration: &Registration,
	) -> Result<Registered> {
		let events = self.submit(head, owner, &register(registration)).await?;
		match events.find_first::<api::nodes::events::Registered>() {
			Some(Ok(event)) => {
				Ok(Registered { node: event.node, address: convert::address(event.address) })
			}
			_ => Err(mismatch()),
		}
	}

	/// A registration that can be sent with others at once: the owner's transactions are numbered from `nonce`.
	pub async fn signed_register(
		&self,
		head: &Head,
		owner: &Keypair,
		nonce: u64,
		registration: &Registration,
	) -> Result<Transaction> {
		signed(&self.at(head).await?, owner, nonce, &register(registration))
	}

	/// A batch of one class, handed in by `relayer`.
	pub async fn signed_batch(
		&self,
		head: &Head,
		relayer: &Keypair,
		nonce: u64,
		class: u16,
		items: &[Item],
	) -> Result<Transaction> {
		let items = BoundedVec(items.iter().map(item).collect());
		let call = api::transactions().attestation().attest_batch(class, items);
		signed(&self.at(head).await?, relayer, nonce, &call)
	}

	/// The number of the account's next transaction, with those that wait in the node's pool.
	pub async fn next_nonce(&self, account: &Keypair) -> Result<u64> {
		let account = AccountId32(account.public_key().0);
		self.methods.system_account_next_index(&account).await.map_err(away)
	}

	/// Sends, and does not wait. What the node has already counts as sent.
	pub async fn send(&self, transaction: &Transaction) -> Result<()> {
		match self.methods.author_submit_extrinsic(&transaction.0).await {
			Ok(_) => Ok(()),
			Err(RpcError::User(why)) => match why.code {
				IN_POOL | BANNED | OUTBID => Ok(()),
				_ => Err(Error::Refused(refusal(&why))),
			},
			Err(why) => Err(away(why)),
		}
	}

	async fn submit(
		&self,
		head: &Head,
		owner: &Keypair,
		call: &impl Call,
	) -> Result<subxt::extrinsics::ExtrinsicEvents<Substation>> {
		let mut transactions = self.at(head).await?.transactions();
		let mut progress =
			transactions.sign_and_submit_then_watch_default(call, owner).await.map_err(unsent)?;
		while let Some(status) = progress.next().await {
			match status.map_err(away)? {
				TransactionStatus::InBestBlock(block)
				| TransactionStatus::InFinalizedBlock(block) => {
					return block.wait_for_success().await.map_err(failed)
				}
				TransactionStatus::Error { message }
				| TransactionStatus::Invalid { message }
				| TransactionStatus::Dropped { message } => {
					return Err(Error::Refused(format!(
						"The node dropped the transaction ({message}); try again."
					)))
				}
				_ => {}
			}
		}
		Err(Error::Away(
			"The node went away before the transaction was in a block; see `status`.".into(),
		))
	}
}

/// The pool has this very transaction.
const IN_POOL: i32 = 1013;
/// It had it a moment ago, as when the transaction is in a block.
const BANNED: i32 = 1012;
/// It has another one to the same effect.
const OUTBID: i32 = 1014;

/// Why the pool does not take it, in words.
fn refusal(why: &UserError) -> String {
	let data = why.data.as_ref().map(|data| data.get().trim_matches('"')).unwrap_or_default();
	let code = data.strip_prefix("Custom error: ").and_then(|code| code.parse::<u8>().ok());
	match code.and_then(attest_refusal) {
		Some(words) => words.into(),
		None if data.is_empty() => why.message.clone(),
		None => data.into(),
	}
}

/// The numbers are those of the pallet's `Refusal`.
fn attest_refusal(code: u8) -> Option<&'static str> {
	Some(match code {
		1 => "the chain takes no payload of this version: update the agent",
		2 => "it is signed for another chain: check --url",
		3 => "there is no such page",
		4 => "settlement is more than one window behind: nobody is penalised for it",
		5 => "the window is over",
		6 => "the challenge has changed, as after a reorganisation",
		7 => "the node is not active: see `substation-agent status`",
		8 => "the window is attested already",
		9 => "the device's key is not the node's: see `substation-agent status`",
		_ => return None,
	})
}

fn register(registration: &Registration) -> Register {
	api::transactions().nodes().register(
		registration.class,
		registration.units,
		convert::signer(&registration.device_key),
		convert::possession(&registration.possession),
		registration.collateral,
		registration.operator.map(AccountId32),
		registration.payee.map(AccountId32),
		registration.location,
		convert::metadata(&registration.metadata),
	)
}

fn item(item: &Item) -> api::runtime_types::substation_primitives::attest::Attestation {
	api::runtime_types::substation_primitives::attest::Attestation {
		page: item.address.page,
		slot: item.address.slot,
		window: item.window,
		report: convert::report(&item.report),
		signature: convert::signature(&item.signature),
	}
}

/// A general transaction. What authorises it is in the call, so the account and signature that subxt asks for,
/// to put into an extension that this chain does not have, go nowhere.
fn general<C>(transactions: &TransactionsClient<Substation, C>, call: &impl Call) -> Result<Vec<u8>>
where
	C: subxt::client::OfflineClientAtBlockT<Substation>,
{
	let nobody = (AccountId32([0; 32]), MultiSignature::Sr25519([0; 64]));
	let params = ParamsFor::<Substation>::default_params();
	let transaction = transactions
		.create_v5_signable_offline(call, params)
		.and_then(|mut open| open.sign_with_account_and_signature(&nobody.0, &nobody.1))
		.map_err(|_| mismatch())?;
	Ok(transaction.into_encoded())
}

fn signed(at: &AtBlock, account: &Keypair, nonce: u64, call: &impl Call) -> Result<Transaction> {
	let params = (
		(),
		(),
		CheckNonceParams::with_nonce(nonce),
		(),
		CheckMortalityParams::mortal_from_unchecked(
			MORTAL.into(),
			at.block_number(),
			at.block_hash(),
		),
		ChargeTransactionPaymentParams::no_tip(),
		(),
	);
	let transaction = at
		.transactions()
		.create_signable_offline(call, params)
		.and_then(|mut open| open.sign(account))
		.map_err(|_| mismatch())?;
	Ok(Transaction(transaction.into_encoded()))
}

/// Blocks after which a transaction that is in none is forgotten.
pub(super) const MORTAL: BlockNumber = 64;

fn unsent(why: ExtrinsicError) -> Error {
	use subxt::error::{BackendError, RpcError as Rpc};
	match why {
		ExtrinsicError::ErrorSubmittingTransaction(BackendError::Rpc(Rpc::ClientError(
			RpcError::User(why),
		))) => Error::Refused(format!("The node refuses the transaction: {}.", refusal(&why))),
		ExtrinsicError::IncompatibleCodegen => mismatch(),
		why => away(why),
	}
}

/// Why the call failed, with what its documentation says to do.
fn failed(why: TransactionEventsError) -> Error {
	let TransactionEventsError::ExtrinsicFailed(why) = why else { return away(why) };
	let DispatchError::Module(error) = &why else {
		return Error::Refused(format!("The chain refuses: {why}"));
	};
	match error.details() {
		Ok(details) => Error::Refused(format!(
			"The chain refuses with {}.{}: {}",
			details.pallet.name(),
			details.variant.name,
			details.variant.docs.join(" ").trim(),
		)),
		Err(_) => mismatch(),
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::{
		keys::{Key, Scheme},
		message::Payload,
	};
	use codec::{Compact, Decode, Encode};

	const GENESIS: Hash = [7; 32];

	fn transactions(
	) -> TransactionsClient<Substation, impl subxt::client::OfflineClientAtBlockT<Substation>> {
		let chain = Substation::offline(H256(GENESIS)).expect("the agent's own");
		OfflineClient::new_with_config(chain).at_block(0u32).expect("any block").transactions()
	}

	fn payload() -> Payload {
		let address = Address { class: 1, page: 2, slot: 3 };
		let report = Report { firmware: 4, uptime: 5, available: 6 };
		Payload::new(GENESIS, address, 8, [9; 32], report)
	}

	#[test]
	fn an_attestation_should_be_a_general_transaction_with_nothing_but_its_call() {
		let key = Key::from_seed(Scheme::Ecdsa, [3; 32]).expect("a valid seed");
		let signature = key.sign(&payload().message());
		let transactions = transactions();
		let call = api::transactions()
			.attestation()
			.attest(convert::payload(&payload()), convert::signature(&signature));
		let encoded = general(&transactions, &call).expect("a known runtime");

		let mut rest = &encoded[..];
		let length = Compact::<u32>::decode(&mut rest).expect("a length").0;
		assert_eq!(length as usize, rest.len());
		// General, version 5; extensions of version 0; immortal, nonce 0, no tip, no metadata hash.
		assert_eq!(rest[..6], [0x45, 0, 0, 0, 0, 0]);
		let call_data = transactions.call_data(&call).expect("a known runtime");
		assert_eq!(rest[6..], call_data);
		// And in the call are the bytes that the device signed, and the signature as the chain reads it.
		assert_eq!(call_data[2..], (payload(), signature).encode());
	}

	#[test]
	fn a_registration_should_carry_the_proof_as_the_chain_reads_it() {
		let key = Key::from_seed(Scheme::Ed25519, [4; 32]).expect("a valid seed");
		let registration = Registration {
			class: 2,
			units: 16,
			device_key: key.public(),
			possession: key.possession(GENESIS, &[5; 32], 600),
			collateral: 16_000,
			operator: None,
			payee: Some([6; 32]),
			location: Some(0x08a2_a107_2b59_ffff),
			metadata: "on the roof".into(),
		};
		let call = offline_register(GENESIS, &registration).expect("a known runtime");
		let expected = (
			(2u16, 16u32, key.public(), &registration.possession, 16_000u128),
			(None::<[u8; 32]>, Some([6u8; 32]), registration.location, "on the roof"),
		);
		assert_eq!(call[2..], expected.encode());
	}

	#[test]
	fn what_the_pool_refuses_should_be_said_in_words() {
		let told = |data: &str| {
			refusal(&UserError {
				code: 1010,
				message: "Invalid Transaction".into(),
				data: serde_json::value::RawValue::from_string(data.into()).ok(),
			})
		};
		assert!(told("\"Custom error: 5\"").contains("the window is over"));
		assert_eq!(told("\"Custom error: 200\""), "Custom error: 200");
		assert_eq!(told("\"Inability to pay some fees\""), "Inability to pay some fees");
	}
}
