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
	/// An offer in place of another's.
	fn offer() -> Weight;
	/// `withdraw_offer`.
	fn withdraw_offer() -> Weight;
	/// `open` with capacity from `n` nodes.
	fn open(n: u32) -> Weight;
	/// `top_up` of a suspended agreement.
	fn top_up() -> Weight;
	/// `close` with something to pay to both sides.
	fn close() -> Weight;
	/// `settle` of a running agreement that goes on.
	fn settle() -> Weight;
	/// `settle` of a running agreement whose escrow is used up.
	fn settle_suspend() -> Weight;
	/// `settle` of a suspended agreement whose grace is over.
	fn settle_close() -> Weight;
	/// `collect`.
	fn collect() -> Weight;
	/// `dispute` with something to pay back.
	fn dispute() -> Weight;
	/// `resolve_dispute` with something for both sides.
	fn resolve_dispute() -> Weight;
}

const fn micros(micros: u64) -> Weight {
	Weight::from_parts(micros * WEIGHT_REF_TIME_PER_MICROS, 0)
}

// Node, page and slot, and record are read wherever service is measured; the pot and another account are read and written
// wherever money moves.

fn offer(db: RuntimeDbWeight) -> Weight {
	micros(90).saturating_add(db.reads_writes(4, 3))
}

fn withdraw_offer(db: RuntimeDbWeight) -> Weight {
	micros(60).saturating_add(db.reads_writes(3, 3))
}

// Once: number, pot. For each: node, offer, commitment, slot, page, record, class; agreement and commitment written.
fn open(n: u32, db: RuntimeDbWeight) -> Weight {
	let each = micros(35).saturating_add(db.reads_writes(7, 2));
	micros(55).saturating_add(db.reads_writes(2, 2)).saturating_add(each.saturating_mul(n.into()))
}

fn top_up(db: RuntimeDbWeight) -> Weight {
	micros(90).saturating_add(db.reads_writes(10, 4))
}

fn close(db: RuntimeDbWeight) -> Weight {
	micros(140).saturating_add(db.reads_writes(9, 6))
}

fn settle(db: RuntimeDbWeight) -> Weight {
	micros(35).saturating_add(db.reads_writes(6, 2))
}

fn settle_suspend(db: RuntimeDbWeight) -> Weight {
	micros(40).saturating_add(db.reads_writes(7, 3))
}

fn settle_close(db: RuntimeDbWeight) -> Weight {
	micros(120).saturating_add(db.reads_writes(7, 6))
}

fn collect(db: RuntimeDbWeight) -> Weight {
	micros(80).saturating_add(db.reads_writes(8, 4))
}

fn dispute(db: RuntimeDbWeight) -> Weight {
	micros(130).saturating_add(db.reads_writes(8, 4))
}

fn resolve_dispute(db: RuntimeDbWeight) -> Weight {
	micros(120).saturating_add(db.reads_writes(5, 5))
}

/// The weights with the runtime's database costs.
pub struct SubstrateWeight<T>(PhantomData<T>);

impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	fn offer() -> Weight {
		offer(T::DbWeight::get())
	}
	fn withdraw_offer() -> Weight {
		withdraw_offer(T::DbWeight::get())
	}
	fn open(n: u32) -> Weight {
		open(n, T::DbWeight::get())
	}
	fn top_up() -> Weight {
		top_up(T::DbWeight::get())
	}
	fn close() -> Weight {
		close(T::DbWeight::get())
	}
	fn settle() -> Weight {
		settle(T::DbWeight::get())
	}
	fn settle_suspend() -> Weight {
		settle_suspend(T::DbWeight::get())
	}
	fn settle_close() -> Weight {
		settle_close(T::DbWeight::get())
	}
	fn collect() -> Weight {
		collect(T::DbWeight::get())
	}
	fn dispute() -> Weight {
		dispute(T::DbWeight::get())
	}
	fn resolve_dispute() -> Weight {
		resolve_dispute(T::DbWeight::get())
	}
}

/// The weights with the database costs of ParityDB, for tests.
impl WeightInfo for () {
	fn offer() -> Weight {
		offer(ParityDbWeight::get())
	}
	fn withdraw_offer() -> Weight {
		withdraw_offer(ParityDbWeight::get())
	}
	fn open(n: u32) -> Weight {
		open(n, ParityDbWeight::get())
	}
	fn top_up() -> Weight {
		top_up(ParityDbWeight::get())
	}
	fn close() -> Weight {
		close(ParityDbWeight::get())
	}
	fn settle() -> Weight {
		settle(ParityDbWeight::get())
	}
	fn settle_suspend() -> Weight {
		settle_suspend(ParityDbWeight::get())
	}
	fn settle_close() -> Weight {
		settle_close(ParityDbWeight::get())
	}
	fn collect() -> Weight {
		collect(ParityDbWeight::get())
	}
	fn dispute() -> Weight {
		dispute(ParityDbWeight::get())
	}
	fn resolve_dispute() -> Weight {
		resolve_dispute(ParityDbWeight::get())
	}
}
