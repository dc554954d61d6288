//! Parts of a block's state, read in as few requests as there are kinds of it.

use std::collections::HashMap;

use subxt::{
	ext::scale_decode::DecodeAsType,
	rpcs::Error as RpcError,
	storage::Address as StorageAddress,
	utils::{AccountId32, H256},
};

use super::{api, away, config::mismatch, convert, AtBlock, Chain};
use crate::{
	error::{Error, Result},
	keys::Public,
	message::{Address, BlockNumber, Hash, NodeId},
	model::Head,
	schedule::Window,
};

/// Keys in one request.
const KEYS: usize = 256;

/// One bit for each slot of a page.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Bits([u64; 8]);

impl Bits {
	pub fn contains(&self, slot: u16) -> bool {
		self.0.get(usize::from(slot / 64)).is_some_and(|word| word >> (slot % 64) & 1 == 1)
	}
}

/// A page as far as its devices need it.
#[derive(Clone, Debug, PartialEq)]
pub struct Page {
	pub members: Bits,
	/// The window that is open by schedule.
	pub window: Window,
	/// Who has attested in it.
	pub seen: Bits,
	/// Its challenge. Not known from here while settlement lags.
	pub challenge: Option<Hash>,
}

impl Chain {
	/// The nodes of the device keys, in their order.
	pub async fn nodes_of(&self, head: &Head, keys: &[Public]) -> Result<Vec<Option<NodeId>>> {
		let parts = keys.iter().map(|key| (convert::signer(key),)).collect();
		self.read(head, api::storage().nodes().keys(), parts).await
	}

	/// What an account has free, in base units.
	pub async fn free(&self, head: &Head, account: &[u8; 32]) -> Result<u128> {
		let parts = vec![(AccountId32(*account),)];
		let accounts = self.read(head, api::storage().system().account(), parts).await?;
		Ok(accounts.into_iter().flatten().map(|account| account.data.free).sum())
	}

	/// Where the active ones of these nodes are, in their order.
	pub async fn addresses(&self, head: &Head, nodes: &[NodeId]) -> Result<Vec<Option<Address>>> {
		let parts = nodes.iter().map(|node| (*node,)).collect();
		let members = self.read(head, api::storage().attestation().members(), parts).await?;
		let address = |member: api::runtime_types::pallet_attestation::types::Member| {
			convert::address(member.address)
		};
		Ok(members.into_iter().map(|member| member.map(address)).collect())
	}

	/// The pages of these classes and numbers, in their order.
	pub async fn pages(&self, head: &Head, pages: &[(u16, u32)]) -> Result<Vec<Option<Page>>> {
		let stored = self.read(head, api::storage().attestation().pages(), pages.to_vec()).await?;
		Ok(stored
			.into_iter()
			.map(|page| page.map(|page| look(page, head.number, self.genesis())))
			.collect())
	}

	async fn read<A: StorageAddress>(
		&self,
		head: &Head,
		address: A,
		parts: Vec<A::KeyParts>,
	) -> Result<Vec<Option<A::Value>>> {
		let at = self.at(head).await?;
		let value_type = at
			.metadata_ref()
			.pallet_by_name(address.pallet_name())
			.and_then(|pallet| pallet.storage()?.entry_by_name(address.entry_name()))
			.map(|entry| entry.value_ty())
			.ok_or_else(mismatch)?;
		let entry = at.storage().entry(address).map_err(|_| mismatch())?;
		let keys = parts
			.into_iter()
			.map(|parts| entry.fetch_key(parts).map_err(|_| mismatch()))
			.collect::<Result<Vec<_>>>()?;
		let mut values = Vec::with_capacity(keys.len());
		for keys in keys.chunks(KEYS) {
			let found = self.query(head, keys).await?;
			for key in keys {
				values
					.push(found.get(key).map(|bytes| decode(&at, value_type, bytes)).transpose()?);
			}
		}
		Ok(values)
	}

	async fn query(&self, head: &Head, keys: &[Vec<u8>]) -> Result<HashMap<Vec<u8>, Vec<u8>>> {
		let keys = keys.iter().map(Vec::as_slice);
		let sets = self.methods.state_query_storage_at(keys, Some(H256(head.hash))).await;
		let sets = sets.map_err(|why| match why {
			RpcError::User(why) => {
				Error::Refused(format!("The node refuses to show its state: {why}."))
			}
			why => away(why),
		})?;
		let changes = sets.into_iter().flat_map(|set| set.changes);
		Ok(changes.filter_map(|(key, value)| Some((key.0, value?.0))).collect())
	}
}

fn decode<T: DecodeAsType>(at: &AtBlock, value_type: u32, bytes: &[u8]) -> Result<T> {
	T::decode_as_type(&mut &bytes[..], value_type, at.metadata_ref().types())
		.map_err(|_| mismatch())
}

fn look(
	page: api::runtime_types::pallet_attestation::types::Page,
	now: BlockNumber,
	genesis: Hash,
) -> Page {
	let period = page.period.max(1);
	let lags = page.closes <= now;
	let behind = if lags { (now - page.closes) / period + 1 } else { 0 };
	let closes = page.closes.saturating_add(behind.saturating_mul(period));
	let opens = closes.saturating_sub(period);
	let seen = match lags {
		true => page.next.map(|next| next.seen.0).unwrap_or_default(),
		false => page.open.seen.0,
	};
	let challenge = match (lags, opens) {
		(true, _) => None,
		(false, 0) => Some(genesis),
		(false, _) => Some(page.challenge.0),
	};
	let window = Window { index: closes / period, opens, closes };
	Page { members: Bits(page.members.0), window, seen: Bits(seen), challenge }
}
