//! What the pallet stores, and what its calls take.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::BoundedVec;
use scale_info::TypeInfo;
use sp_runtime::Perbill;
use substation_math::service;
use substation_primitives::{Attended, Balance, BlockNumber, ClassId, NodeId, Units};

use crate::Config;

/// An agreement on this chain.
pub type AgreementOf<T> = Agreement<<T as frame_system::Config>::AccountId>;

/// The nodes that units of a class are to be taken from, in this order.
pub type NodesOf<T> = BoundedVec<NodeId, <T as Config>::MaxNodes>;

/// Who decides where the customer says that a node attested and did not serve.
#[derive(
	Clone,
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
pub enum Arbiter<AccountId> {
	/// Nobody: the record of the node's windows is all that counts.
	#[default]
	Nobody,
	/// That account.
	Account(AccountId),
	/// The chain's committee.
	Committee,
}

/// What a node's uptime must be, and what stands for it.
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
pub struct Sla {
	/// The least part of the agreement's windows in which the node must have served.
	pub uptime: Perbill,
	/// The part of the operator's income from the agreement that goes back to the customer if it has not.
	pub guarantee: Perbill,
}

impl Sla {
	/// Whether it promises at least as much as `other`.
	pub fn covers(&self, other: &Self) -> bool {
		self.uptime >= other.uptime && self.guarantee >= other.guarantee
	}
}

/// Terms on which a node serves.
#[derive(
	Clone, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo,
)]
pub struct Terms<AccountId> {
	/// Base units for one unit of capacity in one window.
	pub price: Balance,
	/// What is promised of its uptime.
	pub sla: Sla,
	/// Who decides in a dispute.
	pub arbiter: Arbiter<AccountId>,
}

/// A node's capacity that is for sale.
#[derive(
	Clone, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo,
)]
pub struct Offer<AccountId> {
	/// Who made it. It counts as long as they may manage the node.
	pub maker: AccountId,
	/// Base units that are kept from the maker while it stands.
	pub deposit: Balance,
	/// Units of the node's capacity that may be sold in all, those that are included.
	pub units: Units,
	/// The terms.
	pub terms: Terms<AccountId>,
}

/// Where the capacity is to come from.
#[derive(
	Clone, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo,
)]
pub enum Target<Nodes> {
	/// All from one node.
	Node(NodeId),
	/// From nodes of a class, as much as each has to sell, until there is enough.
	Class {
		/// The class.
		class: ClassId,
		/// The nodes, in the order in which they are asked. One that is not willing is passed over.
		nodes: Nodes,
	},
}

impl<Nodes: AsRef<[NodeId]>> Target<Nodes> {
	/// How many nodes are looked at.
	pub(crate) fn len(&self) -> u32 {
		match self {
			Self::Node(_) => 1,
			Self::Class { nodes, .. } => u32::try_from(nodes.as_ref().len()).unwrap_or(u32::MAX),
		}
	}
}

/// The record of a node at the beginning of an uninterrupted time of service.
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
pub struct Stretch {
	/// First block of it: that of the window in which it began.
	pub since: BlockNumber,
	/// Settled windows of the node's duty before it.
	pub windows: u32,
	/// Those that it had missed.
	pub missed: u32,
	/// Windows of the stretch that are paid.
	pub paid: u32,
}

impl Stretch {
	/// A stretch that begins now.
	pub(crate) fn new(attended: &Attended) -> Self {
		Self { since: attended.until, windows: attended.windows, missed: attended.missed, paid: 0 }
	}

	/// Windows that were served in it, and windows that were not. The ones that are attested and not settled count as
	/// served where the customer has `used` them.
	pub(crate) fn measure(
		&self,
		attended: &Attended,
		period: BlockNumber,
		used: bool,
	) -> (u32, u32) {
		let windows = attended.windows.saturating_sub(self.windows);
		let missed = attended.missed.saturating_sub(self.missed);
		let served = windows.saturating_sub(missed);
		let elapsed = attended.until.saturating_sub(self.since).checked_div(period).unwrap_or(0);
		let down = service::down(elapsed, served, missed);
		let pending = if used { attended.pending } else { 0 };
		(served.saturating_add(pending), down)
	}
}

/// Where an agreement stands.
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
pub enum State<AccountId> {
	/// The node serves, and is paid for the windows that it attests in.
	Running(Stretch),
	/// Nothing is served or paid: the escrow is used up, or the node is leaving.
	Suspended {
		/// The block from which on anybody may close it.
		closes: BlockNumber,
	},
	/// It has ended; what the operator has not collected waits for the arbiter.
	Disputed {
		/// The last block in which the arbiter can decide.
		deadline: BlockNumber,
		/// Base units that are kept from the customer for the dispute.
		deposit: Balance,
		/// Who is paid, if so decided.
		payee: AccountId,
	},
}

/// A customer's agreement with a node.
#[derive(
	Clone, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo,
)]
pub struct Agreement<AccountId> {
	/// Who pays.
	pub customer: AccountId,
	/// Who serves.
	pub node: NodeId,
	/// The node's class.
	pub class: ClassId,
	/// Blocks in a window of the class.
	pub period: BlockNumber,
	/// Capacity that is bought, in the class's units.
	pub units: Units,
	/// Base units for all of it in one window.
	pub rate: Balance,
	/// What is promised of the node's uptime.
	pub sla: Sla,
	/// Who decides in a dispute.
	pub arbiter: Arbiter<AccountId>,
	/// Base units that are kept from the customer for this record.
	pub deposit: Balance,
	/// Base units that are not spent.
	pub escrow: Balance,
	/// Base units that are the operator's to collect.
	pub earned: Balance,
	/// Base units that are the operator's if the agreement ends well.
	pub at_stake: Balance,
	/// Windows that were served and paid in the stretches before the running one.
	pub served: u32,
	/// Windows that were not served in them.
	pub down: u32,
	/// Whether the operator's side has ended it while it was funded.
	pub broken: bool,
	/// Where it stands.
	pub state: State<AccountId>,
}

impl Commitment {
	/// Adds an agreement's units to what is sold.
	pub(crate) fn add<AccountId>(&mut self, agreement: &Agreement<AccountId>) -> Option<()> {
		self.units = self.units.checked_add(agreement.units)?;
		self.rate = self.rate.checked_add(agreement.rate)?;
		Some(())
	}

	/// Takes them from it.
	pub(crate) fn remove<AccountId>(&mut self, agreement: &Agreement<AccountId>) -> Option<()> {
		self.units = self.units.checked_sub(agreement.units)?;
		self.rate = self.rate.checked_sub(agreement.rate)?;
		Some(())
	}
}

impl<AccountId> Agreement<AccountId> {
	/// Windows that the escrow still buys.
	pub fn funded(&self) -> u32 {
		service::funded(self.escrow, self.rate)
	}

	/// Whether what is at stake is the operator's, by the record of what is past.
	pub fn is_kept(&self) -> bool {
		!self.broken && service::is_up(self.served, self.down, self.sla.uptime)
	}

	/// Whether it has not ended.
	pub fn is_open(&self) -> bool {
		!matches!(self.state, State::Disputed { .. })
	}
}

/// What settling an agreement would find.
#[derive(Clone, Copy, Debug, Decode, Encode, Eq, PartialEq, TypeInfo)]
pub struct Standing {
	/// Windows that were served and are not paid.
	pub payable: u32,
	/// Windows that the escrow buys after that. With none, the agreement is or would be suspended.
	pub funded: u32,
	/// Windows that were served and paid in all, those that are payable included.
	pub served: u32,
	/// Windows that were not served.
	pub down: u32,
	/// Whether the node's uptime is what was promised.
	pub kept: bool,
}

/// What a node owes to customers.
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
pub struct Commitment {
	/// Units of its capacity that are sold: in agreements that are running.
	pub units: Units,
	/// Base units a window that they bring.
	pub rate: Balance,
	/// Agreements that are running or suspended.
	pub agreements: u32,
}

/// What a class's customers have paid since the era began.
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
pub struct Book {
	/// Base units that are in the pot, to be burned when the era ends.
	pub burned: Balance,
	/// Base units that are in the pot, for the treasury when the era ends.
	pub treasury: Balance,
	/// Base units of it that are the operators', those that are at stake included.
	pub income: Balance,
}

impl Book {
	/// What is still in the pot.
	pub fn due(&self) -> Option<Balance> {
		self.burned.checked_add(self.treasury)
	}

	/// Adds another's sums.
	pub(crate) fn add(&mut self, other: Self) -> Option<()> {
		self.burned = self.burned.checked_add(other.burned)?;
		self.treasury = self.treasury.checked_add(other.treasury)?;
		self.income = self.income.checked_add(other.income)?;
		Some(())
	}
}
