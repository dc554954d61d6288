use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use sp_core::H256;

use crate::{
	Acc, BlockNumber, ClassId, PageIndex, Payload, Report, Slot, Units, WindowIndex,
	PAYLOAD_VERSION,
};

/// Where a node is in its life.
#[derive(
	Clone,
	Copy,
	Debug,
	Decode,
	DecodeWithMemTracking,
	Encode,
	Eq,
	MaxEncodedLen,
	PartialEq,
	TypeInfo,
)]
pub enum Status {
	/// On a page: attests, earns, answers for misses.
	Active,
	/// Off its page after too many misses in a row. Mended by `attestation.unjail`.
	Jailed,
	/// Off its page for want of collateral. Mended by `collateral.deposit`.
	Suspended,
	/// Leaving for good. Ends in `nodes.reap` when its collateral is free.
	Retiring,
}

/// Who stands behind a node, and for what.
#[derive(Clone, Debug, Decode, DecodeWithMemTracking, Encode, Eq, PartialEq, TypeInfo)]
pub struct NodeInfo<AccountId> {
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
	/// Where it is in its life.
	pub status: Status,
}

impl<AccountId: PartialEq> NodeInfo<AccountId> {
	/// Whether `who` may manage the node from day to day.
	pub fn is_managed_by(&self, who: &AccountId) -> bool {
		self.owner == *who || self.operator.as_ref() == Some(who)
	}
}

/// An active node's place.
#[derive(
	Clone,
	Copy,
	Debug,
	Decode,
	DecodeWithMemTracking,
	Encode,
	Eq,
	MaxEncodedLen,
	PartialEq,
	TypeInfo,
)]
pub struct Address {
	/// The class of the page.
	pub class: ClassId,
	/// The page within the class.
	pub page: PageIndex,
	/// The place within the page.
	pub slot: Slot,
}

/// An active node's share in its page.
#[derive(
	Clone,
	Copy,
	Debug,
	Decode,
	DecodeWithMemTracking,
	Encode,
	Eq,
	MaxEncodedLen,
	PartialEq,
	TypeInfo,
)]
pub struct Membership {
	/// Its place.
	pub address: Address,
	/// Its capacity, which is its weight.
	pub units: Units,
	/// Position of the class's stream up to which the page is settled.
	pub settled: Acc,
}

/// What an active node has to do now.
#[derive(Clone, Copy, Debug, Decode, DecodeWithMemTracking, Encode, Eq, PartialEq, TypeInfo)]
pub struct Duty {
	/// Its place, part of what it signs.
	pub address: Address,
	/// The open window.
	pub window: WindowIndex,
	/// The open window's challenge, part of what it signs.
	pub challenge: H256,
	/// First block of the window.
	pub opens: BlockNumber,
	/// First block after the window: an attestation must be in a block before this one.
	pub closes: BlockNumber,
	/// The least firmware that earns.
	pub min_firmware: u32,
	/// Whether its attestation of this window is in.
	pub attested: bool,
}

impl Duty {
	/// What its device signs to do it, on the chain with that first block.
	pub fn payload(&self, genesis: H256, report: Report) -> Payload {
		Payload {
			version: PAYLOAD_VERSION,
			genesis,
			address: self.address,
			window: self.window,
			challenge: self.challenge,
			report,
		}
	}
}

/// What a node's record says, over its whole life.
#[derive(
	Clone, Copy, Debug, Decode, DecodeWithMemTracking, Default, Encode, Eq, PartialEq, TypeInfo,
)]
pub struct Counters {
	/// Settled windows in which it had to attest.
	pub windows: u32,
	/// Those that it missed.
	pub missed: u32,
	/// Misses in a row, up to the last one.
	pub streak: u32,
	/// The last 64 windows: bit 0 is the newest settled one, a set bit is a miss.
	pub history: u64,
}

/// What a node's record says of its service, for those who pay for it. Both counts only ever rise.
#[derive(
	Clone, Copy, Debug, Decode, DecodeWithMemTracking, Default, Encode, Eq, PartialEq, TypeInfo,
)]
pub struct Attended {
	/// Settled windows in which it had to attest.
	pub windows: u32,
	/// Those that it missed.
	pub missed: u32,
	/// Windows that it has attested in and that are not settled yet.
	pub pending: u32,
	/// The first block that the counts do not speak for: of an active node, the first of the window that is settled
	/// next, or of the first window of its duty; of any other, the present one.
	pub until: BlockNumber,
	/// The block in which it left its page, if it is on none.
	pub left: Option<BlockNumber>,
}
