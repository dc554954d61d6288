//! How the pallets are joined, and every number.

mod consensus;
mod economy;
mod system;
mod utility;

pub use consensus::{SessionsPerDay, BABE_GENESIS_EPOCH_CONFIG};
pub use economy::{REWARDS_POT, TREASURY, VALIDATORS_POT};
pub use system::{RuntimeBlockLength, RuntimeBlockWeights, SS58_PREFIX};
pub use utility::ProxyType;
