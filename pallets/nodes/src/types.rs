//! What the registry stores.

use codec::{Decode, DecodeWithMemTracking, Encode, EncodeLike, MaxEncodedLen};
use frame_support::BoundedVec;
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};
use substation_primitives::{
	Balance, BlockNumber, ClassId, DeviceKey, EraIndex, NodeInfo, Status, Units,
};

use crate::Config;

/// What an owner writes about a node.
pub type MetadataOf<T> = BoundedVec<u8, <T as Config>::MaxMetadata>;

/// A node of this chain.
pub type NodeOf<T> = Node<<T as frame_system::Config>::AccountId, MetadataOf<T>>;

/// One registered piece of hardware.
#[derive(Clone, Debug, Decode, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub struct Node<AccountId, Metadata> {
	/// The kind of resource.
	pub class: ClassId,
	/// Capacity in the class's units.
	pub units: Units,
	/// Whose tokens back the node.
	pub owner: AccountId,
	/// Who may manage it from day to day, besides the owner.
	pub operator: Option<AccountId>,
	/// Who is paid.
	pub payee: AccountId,
	/// The key that attests.
	pub device_key: StoredKey,
	/// Last block in which the device key's proof of possession counts: the key is not free before then.
	pub proof_expires: BlockNumber,
	/// Where it is in its life.
	pub status: Status,
	/// The H3 cell that it stands in.
	pub location: Option<u64>,
	/// What the owner writes about it.
	pub metadata: Metadata,
	/// Base units that are held from the owner for this record.
	pub deposit: Balance,
	/// The block of its registration.
	pub registered: BlockNumber,
	/// The era in which slashes were last forgiven.
	pub forgiven: Option<EraIndex>,
}

impl<AccountId: Clone, Metadata> Node<AccountId, Metadata> {
	/// What the other pallets need to know of it.
	pub fn info(&self) -> NodeInfo<AccountId> {
		NodeInfo {
			class: self.class,
			units: self.units,
			owner: self.owner.clone(),
			operator: self.operator.clone(),
			payee: self.payee.clone(),
			status: self.status,
		}
	}
}

/// A device key as it is stored. All that it adds is how long it can be, which `MultiSigner` does not say.
#[derive(Clone, Debug, Decode, DecodeWithMemTracking, Encode, Eq, PartialEq)]
pub struct StoredKey(pub DeviceKey);

impl EncodeLike<StoredKey> for DeviceKey {}
impl EncodeLike<StoredKey> for &DeviceKey {}

impl MaxEncodedLen for StoredKey {
	fn max_encoded_len() -> usize {
		// The kind, and a compressed ecdsa key.
		1 + 33
	}
}

impl TypeInfo for StoredKey {
	type Identity = <DeviceKey as TypeInfo>::Identity;

	fn type_info() -> scale_info::Type {
		DeviceKey::type_info()
	}
}

/// What a new node is to be.
pub(crate) struct Registration<AccountId, Metadata> {
	pub class: ClassId,
	pub units: Units,
	pub device_key: DeviceKey,
	pub proof_expires: BlockNumber,
	pub collateral: Balance,
	pub operator: Option<AccountId>,
	pub payee: Option<AccountId>,
	pub location: Option<u64>,
	pub metadata: Metadata,
}

/// What is to change about a node.
pub(crate) struct Update<Metadata> {
	pub units: Option<Units>,
	pub metadata: Option<Metadata>,
	pub location: Option<Option<u64>>,
}

/// A node that the chain starts with. Its owner needs free tokens for the collateral and the deposit.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct GenesisNode<AccountId> {
	/// Whose tokens back the node, and who is paid.
	pub owner: AccountId,
	/// The kind of resource: the place of the class in the list of genesis classes.
	pub class: ClassId,
	/// Capacity in the class's units.
	pub units: Units,
	/// The key that attests. No proof of possession is asked for.
	pub device_key: DeviceKey,
	/// Base units to lock.
	pub collateral: Balance,
	/// Who may manage it from day to day, besides the owner.
	pub operator: Option<AccountId>,
}

impl<AccountId, Metadata: Default> From<GenesisNode<AccountId>>
	for Registration<AccountId, Metadata>
{
	fn from(node: GenesisNode<AccountId>) -> Self {
		Self {
			class: node.class,
			units: node.units,
			device_key: node.device_key,
			proof_expires: 0,
			collateral: node.collateral,
			operator: node.operator,
			payee: None,
			location: None,
			metadata: Metadata::default(),
		}
	}
}
