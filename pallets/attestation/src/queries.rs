//! What dApps and agents ask.

use substation_math::schedule;
use substation_primitives::{BlockNumber, Duty, NodeId};

use crate::{Config, Cursor, Pages, Pallet, Schedule, Schedules};

impl<T: Config> Pallet<T> {
	pub(crate) fn duty_of(node: NodeId) -> Option<Duty> {
		let (_, address, page) = Self::place(node).ok()?;
		let now = Self::now();
		let closes = page.running(now);
		Some(Duty {
			address,
			window: page.running_window(now),
			challenge: Self::challenge(&page, now, Self::genesis()),
			opens: schedule::opens(closes, page.period),
			closes,
			min_firmware: page.min_firmware,
			attested: page.presence(now).seen.contains(address.slot),
		})
	}

	/// Windows that are closed and not settled, of pages that have members.
	pub(crate) fn windows_behind() -> u32 {
		let now = Self::now();
		let behind = Schedules::<T>::get().into_iter().flat_map(|(class, schedule)| {
			due_from(schedule, now).filter_map(move |cursor| Pages::<T>::get(class, cursor.done?))
		});
		let count = behind.filter(|page| !page.members.is_empty() && page.closes <= now).count();
		u32::try_from(count).unwrap_or(u32::MAX)
	}
}

fn due_from(schedule: Schedule, now: BlockNumber) -> impl Iterator<Item = Cursor> {
	core::iter::successors(schedule.due(schedule.cursor, now), move |cursor| {
		schedule.due(*cursor, now)
	})
}
