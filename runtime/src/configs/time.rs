//! Lengths of time that follow the era of the emission, which the genesis sets: what takes a day on a real network
//! takes two minutes on a development chain, with the same wasm.

use crate::{
	constants::{DAYS, HOURS, MINUTES},
	BlockNumber, Runtime,
};
use frame_support::traits::Get;
use pallet_emission::EraBlocks;
use sp_staking::SessionIndex;

/// Sessions in an era of a real network.
pub const SESSIONS_PER_ERA: SessionIndex = DAYS / HOURS;
/// The fewest blocks in a session, however short the era: finality must keep up with the change of keys.
const MIN_SESSION: BlockNumber = MINUTES;

/// Blocks in an era. Where the genesis sets none, and before it is done, a day.
pub fn era() -> BlockNumber {
	match EraBlocks::<Runtime>::get() {
		0 => DAYS,
		blocks => blocks,
	}
}

/// Minutes of a day, as blocks: as large a part of an era. At least one.
pub fn minutes(minutes: u32) -> BlockNumber {
	let scaled = u64::from(era()).saturating_mul(minutes.into()) / u64::from(24_u32 * 60);
	u32::try_from(scaled).unwrap_or(BlockNumber::MAX).max(1)
}

/// So many eras, in blocks.
pub struct Eras<const N: u32>;
impl<const N: u32> Get<BlockNumber> for Eras<N> {
	fn get() -> BlockNumber {
		era().saturating_mul(N)
	}
}

/// A session, which is a BABE epoch, in slots. It never changes, as the era never does.
pub struct SessionLength;
impl Get<u64> for SessionLength {
	fn get() -> u64 {
		(era() / SESSIONS_PER_ERA).max(MIN_SESSION).into()
	}
}

/// Sessions in an era of the stakers: as long as one of the emission, if no slot is missed.
pub struct SessionsPerEra;
impl Get<SessionIndex> for SessionsPerEra {
	fn get() -> SessionIndex {
		let sessions = u64::from(era()) / SessionLength::get();
		u32::try_from(sessions).unwrap_or(SESSIONS_PER_ERA).max(1)
	}
}
