#![doc = include_str!("../README.md")]
#![cfg_attr(not(feature = "std"), no_std)]

extern crate alloc;

pub mod api;
mod attest;
mod bits;
mod class;
mod device;
mod node;
mod proof;
mod traits;

pub use attest::{Attestation, Payload, Report, PAYLOAD_VERSION};
pub use bits::{Bits, PAGE_SIZE};
pub use class::{Class, ClassName};
pub use device::{is_device_key, is_signed_by, DeviceKey, DeviceSignature};
pub use node::{Address, Attended, Counters, Duty, Membership, NodeInfo, Status};
pub use proof::{possession_message, Possession};
#[cfg(feature = "runtime-benchmarks")]
pub use traits::BenchmarkHelper;
pub use traits::{
	Attendance, Backers, Classes, Collateral, Commitments, Cover, Demand, Eras, Liabilities,
	LifeCycle, Miss, OnMiss, Payouts, Pools, Registry, Requirement, Retention, Roster, Slashable,
	Streams, Takings, Vests,
};

/// Base units of the token; 10^12 of them are one VOLT.
pub type Balance = u128;
/// A block's number.
pub type BlockNumber = u32;
/// A kind of resource.
pub type ClassId = u16;
/// One registered piece of hardware; never used again after it is gone.
pub type NodeId = u32;
/// A page of a class, counted from 0.
pub type PageIndex = u32;
/// A node's place in its page, `0..PAGE_SIZE`.
pub type Slot = u16;
/// A window of a page, counted from the chain's start: its closing block divided by the period.
pub type WindowIndex = u32;
/// An emission period, counted from 0.
pub type EraIndex = u32;
/// An agreement between a customer and a node; never used again after it has ended.
pub type AgreementId = u32;
/// Capacity in units of the node's class; also its weight in the class's stream.
pub type Units = u32;
/// Position of a class's reward stream: base units per unit of weight, times `ACC_SCALE`.
pub type Acc = u128;
