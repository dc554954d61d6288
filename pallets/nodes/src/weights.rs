//! What the calls weigh.
//!
//! Estimated by hand: computing on the reference machine, and the storage that each call touches in this pallet and in
//! those that it calls, as `DbWeight` prices it. `scripts/bench.sh` replaces this file with measured weights.

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
	/// One class made.
	fn create_class() -> Weight;
	/// One class changed.
	fn update_class() -> Weight;
	/// One node made, with the longest metadata and a real device signature.
	fn register() -> Weight;
	/// Capacity, metadata and location changed at once.
	fn update() -> Weight;
	/// Another key, with a real device signature and slashes to forgive.
	fn rotate_device_key() -> Weight;
	/// Another operator.
	fn set_operator() -> Weight;
	/// Another payee, the old one paid out.
	fn set_payee() -> Weight;
	/// Another owner, the old payee paid out.
	fn transfer() -> Weight;
	/// An active node with a slash that is due.
	fn retire() -> Weight;
	/// A node whose collateral has unbonded.
	fn reap() -> Weight;
}

const fn micros(micros: u64) -> Weight {
	Weight::from_parts(micros * WEIGHT_REF_TIME_PER_MICROS, 0)
}

/// With the database costs of the runtime.
pub struct SubstrateWeight<T>(PhantomData<T>);
impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	fn create_class() -> Weight {
		micros(30).saturating_add(T::DbWeight::get().reads_writes(1, 2))
	}
	fn update_class() -> Weight {
		micros(30).saturating_add(T::DbWeight::get().reads_writes(1, 1))
	}
	fn register() -> Weight {
		micros(250).saturating_add(T::DbWeight::get().reads_writes(17, 14))
	}
	fn update() -> Weight {
		micros(150).saturating_add(T::DbWeight::get().reads_writes(15, 10))
	}
	fn rotate_device_key() -> Weight {
		micros(200).saturating_add(T::DbWeight::get().reads_writes(9, 6))
	}
	fn set_operator() -> Weight {
		micros(30).saturating_add(T::DbWeight::get().reads_writes(1, 1))
	}
	fn set_payee() -> Weight {
		micros(90).saturating_add(T::DbWeight::get().reads_writes(7, 5))
	}
	fn transfer() -> Weight {
		micros(150).saturating_add(T::DbWeight::get().reads_writes(11, 9))
	}
	fn retire() -> Weight {
		micros(150).saturating_add(T::DbWeight::get().reads_writes(14, 12))
	}
	fn reap() -> Weight {
		micros(200).saturating_add(T::DbWeight::get().reads_writes(15, 12))
	}
}

fn parity_db() -> RuntimeDbWeight {
	ParityDbWeight::get()
}

/// With the database costs of ParityDB, for tests.
impl WeightInfo for () {
	fn create_class() -> Weight {
		micros(30).saturating_add(parity_db().reads_writes(1, 2))
	}
	fn update_class() -> Weight {
		micros(30).saturating_add(parity_db().reads_writes(1, 1))
	}
	fn register() -> Weight {
		micros(250).saturating_add(parity_db().reads_writes(17, 14))
	}
	fn update() -> Weight {
		micros(150).saturating_add(parity_db().reads_writes(15, 10))
	}
	fn rotate_device_key() -> Weight {
		micros(200).saturating_add(parity_db().reads_writes(9, 6))
	}
	fn set_operator() -> Weight {
		micros(30).saturating_add(parity_db().reads_writes(1, 1))
	}
	fn set_payee() -> Weight {
		micros(90).saturating_add(parity_db().reads_writes(7, 5))
	}
	fn transfer() -> Weight {
		micros(150).saturating_add(parity_db().reads_writes(11, 9))
	}
	fn retire() -> Weight {
		micros(150).saturating_add(parity_db().reads_writes(14, 12))
	}
	fn reap() -> Weight {
		micros(200).saturating_add(parity_db().reads_writes(15, 12))
	}
}
