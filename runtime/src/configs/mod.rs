//! How the pallets are joined, and every number.

mod consensus;
mod economy;
mod governance;
pub mod origins;
mod staking;
mod system;
mod time;
mod tracks;
mod utility;

pub use consensus::{EndOfSession, BABE_GENESIS_EPOCH_CONFIG};
pub use economy::{
	BACKING_POT, POTS, REWARDS_POT, SERVICES_POT, STAKING_POT, TREASURY, VALIDATORS_POT,
};
pub use governance::Committee;
pub use system::{RuntimeBlockLength, RuntimeBlockWeights, SS58_PREFIX};
pub use time::{minutes, SessionLength, SessionsPerEra};
pub use tracks::Tracks;
pub use utility::ProxyType;
