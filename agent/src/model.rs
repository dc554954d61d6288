//! What the chain tells, in the agent's words.

use std::fmt;

use serde::Serialize;

use crate::{
	amount::Amount,
	message::{Address, BlockNumber, Hash, NodeId},
	schedule::Window,
};

/// A block that the node holds for the best.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Head {
	pub number: BlockNumber,
	pub hash: Hash,
	pub parent: Hash,
	/// The runtime changed in this block.
	pub upgraded: bool,
}

/// What an active node has to do now.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Duty {
	pub address: Address,
	pub window: u32,
	#[serde(serialize_with = "as_hex")]
	pub challenge: Hash,
	pub opens: BlockNumber,
	pub closes: BlockNumber,
	pub min_firmware: u32,
	pub attested: bool,
}

impl Duty {
	pub fn window(&self) -> Window {
		Window { index: self.window, opens: self.opens, closes: self.closes }
	}
}

fn as_hex<S: serde::Serializer>(hash: &Hash, serializer: S) -> Result<S::Ok, S::Error> {
	serializer.collect_str(&format_args!("0x{}", hex::encode(hash)))
}

/// Where a node is in its life.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Status {
	Active,
	Jailed,
	Suspended,
	Retiring,
}

impl fmt::Display for Status {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		f.write_str(match self {
			Self::Active => "active",
			Self::Jailed => "jailed",
			Self::Suspended => "suspended",
			Self::Retiring => "retiring",
		})
	}
}

/// Why a node is where it is.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Reason {
	Attested,
	AttestationDue,
	/// Collateral is short: top up before this era ends.
	TopUpDue(u32),
	/// May be unjailed from this block on.
	JailedUntil(BlockNumber),
	/// This much collateral is missing.
	CollateralShort(Amount),
	Unbonding,
}

impl fmt::Display for Reason {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		match self {
			Self::Attested => write!(f, "attested"),
			Self::AttestationDue => write!(f, "attestation due"),
			Self::TopUpDue(era) => write!(f, "top-up due until era {era}"),
			Self::JailedUntil(block) => write!(f, "jailed until block {block}"),
			Self::CollateralShort(missing) => write!(f, "{missing} of collateral missing"),
			Self::Unbonding => write!(f, "unbonding"),
		}
	}
}

/// A slash that has not been applied yet.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PendingSlash {
	pub era: u32,
	pub amount: Amount,
	/// First era in which it is applied.
	pub applies: u32,
	pub appealed: bool,
}

/// Collateral on its way out.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Unbonding {
	pub amount: Amount,
	/// First era in which it can be withdrawn.
	pub unlocks: u32,
}

/// What of a node's rewards is on its way to its payee.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Vesting {
	pub total: Amount,
	/// What of it the next claim pays, if no collateral is missing.
	pub released: Amount,
	/// What is released evenly until this block, …
	pub running: Amount,
	pub until: BlockNumber,
	/// … and in the round after that.
	pub waiting: Amount,
}

/// All there is to know of a node.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Node {
	pub node: NodeId,
	pub status: Status,
	pub reason: Reason,
	pub class: u16,
	pub units: u32,
	pub owner: String,
	pub operator: Option<String>,
	pub payee: String,
	pub device_key: String,
	pub duty: Option<Duty>,
	pub claimable: Amount,
	pub vesting: Vesting,
	pub windows: u32,
	pub missed: u32,
	/// Misses among the last 64 windows.
	pub missed_of_last_64: u32,
	/// Misses in a row, up to the newest settled window.
	pub missed_in_a_row: u32,
	pub collateral: Amount,
	pub required: Amount,
	/// What vests is counted.
	pub missing: Amount,
	/// The last era in which a top-up is in time.
	pub top_up_by: Option<u32>,
	pub pending_slashes: Vec<PendingSlash>,
	pub unbonding: Vec<Unbonding>,
	/// A day's income at the present rate and weight, for a node that misses nothing.
	pub daily_income: Amount,
	/// Percent.
	pub subsidy_share: f64,
	/// Percent.
	pub break_even: f64,
}

/// A class, as far as its devices need to know.
#[derive(Clone, Debug, PartialEq)]
pub struct Class {
	pub id: u16,
	pub name: String,
	pub period: BlockNumber,
	pub min_units: u32,
	pub max_units: u32,
	/// What it asks for now.
	pub collateral_per_unit: Amount,
}

impl Class {
	/// What a node of `units` must have locked.
	pub fn required(&self, units: u32) -> Option<Amount> {
		self.collateral_per_unit.0.checked_mul(units.into()).map(Amount)
	}
}

/// The clock, and the classes.
#[derive(Clone, Debug, PartialEq)]
pub struct Network {
	pub era: u32,
	pub classes: Vec<Class>,
}
