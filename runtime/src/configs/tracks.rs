//! The tracks on which referenda are decided, and every number of theirs.
//!
//! A referendum is *prepared*, then *decided*: it passes once approval (ayes of all votes, weighted by conviction) and
//! support (ayes of all tokens, not weighted) stay above what the track asks for the time of *confirmation*. Both demands
//! fall in a straight line over the time to decide, so that what many want passes soon and what few care for has to wait.
//! Then the call is *enacted*, at the earliest after the last of the times.
//!
//! Times are minutes of a day, and scale with the era ([`super::time`]).

use super::{origins::Origin, time::minutes};
use crate::{constants::UNIT, Balance, BlockNumber, OriginCaller, RuntimeOrigin};
use alloc::borrow::Cow;
use frame_support::traits::OriginTrait;
use pallet_referenda::{Curve, Track, TrackInfo};
use sp_runtime::{str_array, Perbill};

const HOUR: u32 = 60;
const DAY: u32 = 24 * HOUR;

/// What a track demands, in percent: at first, and at the end of the time to decide.
struct Demand {
	first: u32,
	last: u32,
}

impl Demand {
	fn curve(&self) -> Curve {
		Curve::LinearDecreasing {
			length: Perbill::one(),
			floor: Perbill::from_percent(self.last),
			ceil: Perbill::from_percent(self.first),
		}
	}
}

/// A track's numbers.
struct Terms {
	id: u16,
	name: &'static str,
	/// Referenda that can be decided at once: so many that it costs a fortune in deposits, locked for all the time to
	/// decide, to keep others waiting.
	at_once: u32,
	/// VOLT, held from who wants it decided, until it is.
	deposit: Balance,
	prepare: u32,
	decide: u32,
	confirm: u32,
	enact: u32,
	approval: Demand,
	support: Demand,
}

const TRACKS: [Terms; 6] = [
	// Everything: runtime upgrades, members of the committee, whatever has no track of its own.
	Terms {
		id: 0,
		name: "root",
		at_once: 20,
		deposit: 10_000,
		prepare: 2 * HOUR,
		decide: 14 * DAY,
		confirm: DAY,
		enact: DAY,
		approval: Demand { first: 100, last: 50 },
		support: Demand { first: 50, last: 5 },
	},
	// As powerful as root, for calls that the committee vouches for: in an hour, if nearly all who vote agree.
	Terms {
		id: 1,
		name: "whitelisted",
		at_once: 100,
		deposit: 1_000,
		prepare: 10,
		decide: 14 * DAY,
		confirm: 10,
		enact: 10,
		approval: Demand { first: 100, last: 70 },
		support: Demand { first: 20, last: 2 },
	},
	// Classes, emission.
	Terms {
		id: 10,
		name: "economy",
		at_once: 40,
		deposit: 5_000,
		prepare: 2 * HOUR,
		decide: 7 * DAY,
		confirm: 12 * HOUR,
		enact: DAY,
		approval: Demand { first: 100, last: 50 },
		support: Demand { first: 40, last: 5 },
	},
	// Commission, validators' slashes. It can slash, too: so its demands are those of the economy.
	Terms {
		id: 11,
		name: "staking_admin",
		at_once: 40,
		deposit: 5_000,
		prepare: 2 * HOUR,
		decide: 7 * DAY,
		confirm: 12 * HOUR,
		enact: HOUR,
		approval: Demand { first: 100, last: 50 },
		support: Demand { first: 40, last: 5 },
	},
	// Nodes' slashes and appeals: decided before the slash applies, and before the appeal lapses.
	Terms {
		id: 12,
		name: "judge",
		at_once: 200,
		deposit: 500,
		prepare: HOUR,
		decide: 4 * DAY,
		confirm: 3 * HOUR,
		enact: 10,
		approval: Demand { first: 100, last: 50 },
		support: Demand { first: 20, last: 2 },
	},
	// Spending.
	Terms {
		id: 20,
		name: "treasurer",
		at_once: 100,
		deposit: 1_000,
		prepare: 2 * HOUR,
		decide: 7 * DAY,
		confirm: DAY,
		enact: HOUR,
		approval: Demand { first: 100, last: 50 },
		support: Demand { first: 30, last: 5 },
	},
];

impl Terms {
	fn track(&self) -> Track<u16, Balance, BlockNumber> {
		Track {
			id: self.id,
			info: TrackInfo {
				name: str_array(self.name),
				max_deciding: self.at_once,
				decision_deposit: self.deposit.saturating_mul(UNIT),
				prepare_period: minutes(self.prepare),
				decision_period: minutes(self.decide),
				confirm_period: minutes(self.confirm),
				min_enactment_period: minutes(self.enact),
				min_approval: self.approval.curve(),
				min_support: self.support.curve(),
			},
		}
	}
}

/// The tracks, as the referenda see them.
pub struct Tracks;
impl pallet_referenda::TracksInfo<Balance, BlockNumber> for Tracks {
	type Id = u16;
	type RuntimeOrigin = <RuntimeOrigin as OriginTrait>::PalletsOrigin;

	fn tracks() -> impl Iterator<Item = Cow<'static, Track<u16, Balance, BlockNumber>>> {
		TRACKS.iter().map(|terms| Cow::Owned(terms.track()))
	}

	fn track_for(origin: &Self::RuntimeOrigin) -> Result<u16, ()> {
		match origin {
			OriginCaller::system(frame_system::RawOrigin::Root) => Ok(0),
			OriginCaller::Origins(Origin::Whitelisted) => Ok(1),
			OriginCaller::Origins(Origin::Economy) => Ok(10),
			OriginCaller::Origins(Origin::StakingAdmin) => Ok(11),
			OriginCaller::Origins(Origin::Judge) => Ok(12),
			OriginCaller::Origins(Origin::Treasurer) => Ok(20),
			_ => Err(()),
		}
	}
}
