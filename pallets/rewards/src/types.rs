use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use substation_math::{
	collateral::Vesting,
	stream::{due, rate, share, stream},
};
use substation_primitives::{Acc, Balance, BlockNumber, ClassId};

/// The stream of a class. At all times `funded = reserve + streamed + paid`.
#[derive(
	Clone,
	Copy,
	Debug,
	Decode,
	DecodeWithMemTracking,
	Default,
	Encode,
	Eq,
	MaxEncodedLen,
	PartialEq,
	TypeInfo,
)]
pub struct Pool {
	/// Position of the stream in block `updated`.
	pub acc: Acc,
	/// Units of all active nodes.
	pub weight: u64,
	/// How many active nodes there are.
	pub nodes: u32,
	/// Base units streamed a block, until `ends`.
	pub rate: Balance,
	/// Block up to which the stream has flowed.
	pub updated: BlockNumber,
	/// Block that the stream ends with.
	pub ends: BlockNumber,
	/// Base units that have not been streamed.
	pub reserve: Balance,
	/// Base units that were streamed to nodes that are not gone, claimed or not.
	pub streamed: Balance,
	/// Base units that nodes which are gone were paid, or were slashed of what vested.
	pub paid: Balance,
	/// Base units that ever came in.
	pub funded: Balance,
	/// Position of the stream when money came in last.
	pub mark: Acc,
}

impl Pool {
	/// The pool when the stream has flowed until block `now`. Without weight nothing leaves the reserve.
	pub(crate) fn at(mut self, now: BlockNumber) -> Option<Self> {
		let amount = due(self.rate, self.updated, now, self.ends, self.reserve)?;
		let flow = stream(amount, self.weight)?;
		self.acc = self.acc.checked_add(flow.acc)?;
		self.reserve = self.reserve.checked_sub(flow.cost)?;
		self.streamed = self.streamed.checked_add(flow.cost)?;
		self.updated = now;
		Some(self)
	}

	/// Base units streamed in the block `now`.
	pub(crate) fn rate_at(&self, now: BlockNumber) -> Balance {
		if now < self.ends && self.weight > 0 {
			self.rate
		} else {
			0
		}
	}

	/// What each unit has earned since this was asked last.
	pub(crate) fn take_mark(&mut self) -> Option<Balance> {
		let earned = share(1, self.mark, self.acc)?;
		self.mark = self.acc;
		Some(earned)
	}

	/// Takes `amount` in and spreads the reserve over the blocks from `updated` to `until`.
	pub(crate) fn fund(&mut self, amount: Balance, until: BlockNumber) -> Option<()> {
		let blocks = until.checked_sub(self.updated).filter(|blocks| *blocks > 0)?;
		self.reserve = self.reserve.checked_add(amount)?;
		self.funded = self.funded.checked_add(amount)?;
		self.rate = rate(self.reserve, blocks);
		self.ends = until;
		Some(())
	}

	/// Puts what was streamed to a node back into the reserve. It is streamed again after the next funding.
	pub(crate) fn take_back(&mut self, amount: Balance) -> Option<()> {
		self.streamed = self.streamed.checked_sub(amount)?;
		self.reserve = self.reserve.checked_add(amount)?;
		Some(())
	}

	/// A node is gone of whose rewards `amount` has left the pot in its life.
	pub(crate) fn close(&mut self, amount: Balance) -> Option<()> {
		self.streamed = self.streamed.checked_sub(amount)?;
		self.paid = self.paid.checked_add(amount)?;
		Some(())
	}
}

/// A node's share in its class's stream.
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
pub struct Position {
	/// Whose stream.
	pub class: ClassId,
	/// Position of the stream from which on the node earns. A miss moves it on by what the stream
	/// moved in that window.
	pub entry: Acc,
	/// Base units earned and not claimed, besides what the stream has brought since `entry`.
	pub accrued: Balance,
	/// Base units that ever left the pot: claimed, or slashed while they vested.
	pub claimed: Balance,
	/// Base units that were claimed and are not paid yet.
	pub vesting: Vesting,
	/// Whether something had to stay behind the node once: then each claim asks what has to.
	pub retained: bool,
}

impl Position {
	/// The position of a node that has never been active.
	pub(crate) fn new(class: ClassId) -> Self {
		Self {
			class,
			entry: 0,
			accrued: 0,
			claimed: 0,
			vesting: Vesting::default(),
			retained: false,
		}
	}
}
