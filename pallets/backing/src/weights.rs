//! Weights of the calls, estimated by hand with database costs; `scripts/bench.sh` replaces this file
//! by what it measures.

use core::marker::PhantomData;
use frame_support::{
	traits::Get,
	weights::{
		constants::{ParityDbWeight, WEIGHT_REF_TIME_PER_MICROS},
		RuntimeDbWeight, Weight,
	},
};

/// What the calls weigh.
pub trait WeightInfo {
	/// `open_to_backers`, which makes the node's record.
	fn open_to_backers() -> Weight;
	/// `set_commission` with something to divide before.
	fn set_commission() -> Weight;
	/// `close_to_backers`, which drops the node's record.
	fn close_to_backers() -> Weight;
	/// `back` by a newcomer who brings a suspended node back, when `m` tranches become old.
	fn back(m: u32) -> Weight;
	/// `unback` that leaves too little, when `m` tranches become old.
	fn unback(m: u32) -> Weight;
	/// `withdraw` of all that is left, from `n` tranches.
	fn withdraw(n: u32) -> Weight;
	/// `claim` of what was young.
	fn claim() -> Weight;
	/// What a node's claim weighs more for its backers.
	fn share() -> Weight;
}

const fn micros(micros: u64) -> Weight {
	Weight::from_parts(micros * WEIGHT_REF_TIME_PER_MICROS, 0)
}

fn open_to_backers(db: RuntimeDbWeight) -> Weight {
	micros(60).saturating_add(db.reads_writes(3, 2))
}

// Paying a node out: position, slot and page, node, both pots, payee, ledger. Dividing: the record.
fn set_commission(db: RuntimeDbWeight) -> Weight {
	micros(150).saturating_add(db.reads_writes(10, 5))
}

fn close_to_backers(db: RuntimeDbWeight) -> Weight {
	micros(60).saturating_add(db.reads_writes(4, 3))
}

// As `collateral.deposit` that brings a node back, paying out, and: record, position, conversion, hold, pot.
fn back(m: u32, db: RuntimeDbWeight) -> Weight {
	let each = micros(3).saturating_add(db.writes(1)).saturating_mul(m.into());
	micros(460).saturating_add(db.reads_writes(43, 20)).saturating_add(each)
}

// Applying what is due, paying out, the deadline to top up, and: record, position, conversion, a tranche that departs, hold.
fn unback(m: u32, db: RuntimeDbWeight) -> Weight {
	let each = micros(3).saturating_add(db.writes(1)).saturating_mul(m.into());
	micros(430).saturating_add(db.reads_writes(34, 15)).saturating_add(each)
}

fn withdraw(n: u32, db: RuntimeDbWeight) -> Weight {
	let each = micros(3).saturating_add(db.reads_writes(1, 1)).saturating_mul(n.into());
	micros(330).saturating_add(db.reads_writes(22, 10)).saturating_add(each)
}

// Position, record, conversion, pot.
fn claim(db: RuntimeDbWeight) -> Weight {
	micros(65).saturating_add(db.reads_writes(4, 2))
}

// Record, ledger, pot.
fn share(db: RuntimeDbWeight) -> Weight {
	micros(45).saturating_add(db.reads_writes(3, 2))
}

/// With the database costs of the runtime.
pub struct SubstrateWeight<T>(PhantomData<T>);

impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	fn open_to_backers() -> Weight {
		open_to_backers(T::DbWeight::get())
	}
	fn set_commission() -> Weight {
		set_commission(T::DbWeight::get())
	}
	fn close_to_backers() -> Weight {
		close_to_backers(T::DbWeight::get())
	}
	fn back(m: u32) -> Weight {
		back(m, T::DbWeight::get())
	}
	fn unback(m: u32) -> Weight {
		unback(m, T::DbWeight::get())
	}
	fn withdraw(n: u32) -> Weight {
		withdraw(n, T::DbWeight::get())
	}
	fn claim() -> Weight {
		claim(T::DbWeight::get())
	}
	fn share() -> Weight {
		share(T::DbWeight::get())
	}
}

/// For tests.
impl WeightInfo for () {
	fn open_to_backers() -> Weight {
		open_to_backers(ParityDbWeight::get())
	}
	fn set_commission() -> Weight {
		set_commission(ParityDbWeight::get())
	}
	fn close_to_backers() -> Weight {
		close_to_backers(ParityDbWeight::get())
	}
	fn back(m: u32) -> Weight {
		back(m, ParityDbWeight::get())
	}
	fn unback(m: u32) -> Weight {
		unback(m, ParityDbWeight::get())
	}
	fn withdraw(n: u32) -> Weight {
		withdraw(n, ParityDbWeight::get())
	}
	fn claim() -> Weight {
		claim(ParityDbWeight::get())
	}
	fn share() -> Weight {
		share(ParityDbWeight::get())
	}
}
