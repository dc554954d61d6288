//! Nodes come onto pages, change, and leave them.

use frame_support::{dispatch::DispatchResult, ensure, traits::DefensiveOption};
use sp_runtime::DispatchError;
use substation_math::schedule;
use substation_primitives::{
	Acc, Address, Attendance, Attended, Class, ClassId, Classes, Counters, DeviceKey, Membership,
	NodeId, PageIndex, Roster, Slot, Streams, Units, WindowIndex, PAGE_SIZE,
};

use crate::{
	settlement::Absence,
	slots::{Entry, Slots},
	Closing, Config, Cursor, Error, Evictions, FirstVacancy, Lag, Member, Members, Page, Pages,
	Pallet, Presence, Records, Schedule, Schedules, Vacancies, Verdict, Watch,
};

impl<T: Config> Roster for Pallet<T> {
	fn join(
		node: NodeId,
		class: ClassId,
		units: Units,
		key: &DeviceKey,
	) -> Result<Address, DispatchError> {
		ensure!(!Members::<T>::contains_key(node), Error::<T>::AlreadyActive);
		ensure!(Records::<T>::get(node).jail.is_none(), Error::<T>::StillJailed);
		let terms = T::Classes::get(class).ok_or(Error::<T>::ClassNotFound)?;
		let (index, mut page) = Self::page_with_room(class, &terms)?;
		let slot = page.members.first_clear().defensive_ok_or(Error::<T>::TooManyPages)?;
		let address = Address { class, page: index, slot };
		let now = Self::now();
		page.members.insert(slot);
		page.presence_mut(now).fresh.insert(slot);
		if is_full(&page) {
			Self::fill_vacancy(class, index);
		}
		let since = page.running_window(now);
		Pages::<T>::insert(class, index, page);

		let mut slots = Slots::read::<T>(class, index);
		slots.set(slot, &Entry { key: key.clone(), node, units });
		slots.write::<T>(class, index);
		Members::<T>::insert(node, Member { address, units, since });
		T::Streams::enter(node, class, units)?;
		Ok(address)
	}

	fn leave(node: NodeId) -> DispatchResult {
		let (_, address, mut page) = Self::place(node)?;
		let Address { class, page: index, slot } = address;
		let mut slots = Slots::read::<T>(class, index);
		let entry = slots.get(slot).defensive_ok_or(Error::<T>::NotActive)?;

		let now = Self::now();
		let settled = Self::settle_leaver(&page, address, &entry)?;
		let open = page.presence(now);
		let earned = open.paid().contains(slot);
		let total = T::Streams::weight(class);
		let forfeited = T::Streams::leave(node, class, entry.units, settled, earned)?;
		if Self::is_absent(&page, &open, slot) {
			let (window, verdict) = (page.running_window(now), Verdict::Priced);
			let absence = Absence { window, merged: 0, verdict, forfeited, total };
			Self::record_miss(class, &entry, absence)?;
		}
		Self::strike_off(node, &page, page.running_window(now))?;
		page.clear(slot);
		Pages::<T>::insert(class, index, page);
		slots.clear(slot);
		slots.write::<T>(class, index);
		Ok(())
	}

	fn resize(node: NodeId, units: Units) -> DispatchResult {
		let (member, address, page) = Self::place(node)?;
		let Address { class, page: index, slot } = address;
		ensure!(page.lag(Self::now()) == Lag::None, Error::<T>::SettlementBehind);
		// A miss is priced by the weight and the share that the node had in all of the window.
		ensure!(page.is_innocent(slot), Error::<T>::NotAttested);
		let earned = page.open.paid().contains(slot);
		T::Streams::resize(node, class, member.units, units, page.settled, earned)?;
		Members::<T>::insert(node, Member { units, ..member });
		Self::change_slot(class, index, slot, |entry| entry.units = units)
	}

	fn rekey(node: NodeId, key: &DeviceKey) -> DispatchResult {
		let member = Members::<T>::get(node).ok_or(Error::<T>::NotActive)?;
		let Address { class, page, slot } = member.address;
		Self::change_slot(class, page, slot, |entry| entry.key = key.clone())
	}

	fn membership(node: NodeId) -> Option<Membership> {
		let (member, address, page) = Self::place(node).ok()?;
		Some(Membership { address, units: member.units, settled: page.settled })
	}

	fn counters(node: NodeId) -> Counters {
		let record = Records::<T>::get(node);
		let history = &record.history;
		let place = Self::place(node).ok();
		let newest = place.as_ref().map_or(history.last, |(_, _, page)| page.last_settled());
		Counters {
			windows: record.windows(place.as_ref().map(|(member, _, page)| (member, page))),
			missed: history.total,
			streak: history.streak,
			history: history.at(newest),
		}
	}

	fn forget(node: NodeId) {
		if let Some(jail) = Records::<T>::take(node).jail {
			Evictions::<T>::remove(jail.evicted, node);
		}
	}
}

impl<T: Config> Attendance for Pallet<T> {
	fn attended(node: NodeId) -> Attended {
		let record = Records::<T>::get(node);
		let missed = record.history.total;
		let now = Self::now();
		match Self::place(node) {
			Ok((member, Address { slot, .. }, page)) => Attended {
				windows: record.windows(Some((&member, &page))),
				// While a page is being settled, a miss is recorded before its window counts.
				missed: missed.saturating_sub(record.history.has_missed(page.window()).into()),
				pending: page.attested_unsettled(slot),
				until: page.on_duty_from(now, slot),
				left: None,
			},
			Err(_) => Attended {
				windows: record.windows(None),
				missed,
				pending: 0,
				until: now,
				left: Some(record.left),
			},
		}
	}
}

impl<T: Config> Pallet<T> {
	/// An active node, its address and its page.
	pub(crate) fn place(node: NodeId) -> Result<(Member, Address, Page), DispatchError> {
		let member = Members::<T>::get(node).ok_or(Error::<T>::NotActive)?;
		let address = member.address;
		let page =
			Pages::<T>::get(address.class, address.page).defensive_ok_or(Error::<T>::NotActive)?;
		Ok((member, address, page))
	}

	/// A page of the class that has an empty slot: one with a vacancy, or else a new one.
	fn page_with_room(class: ClassId, terms: &Class) -> Result<(PageIndex, Page), DispatchError> {
		let Some(index) = FirstVacancy::<T>::get(class) else {
			let index = Self::add_page(class, terms)?;
			Self::add_vacancy(class, index);
			return Ok((index, Self::blank_page(class, index, terms)?));
		};
		match Pages::<T>::get(class, index).filter(|page| !page.members.is_empty()) {
			Some(page) => Ok((index, page)),
			// An empty page isn't settled. It starts again.
			None => Ok((index, Self::blank_page(class, index, terms)?)),
		}
	}

	/// Notes a page that has an empty slot. It is the next to be filled: to look for one among them takes the longer the
	/// more were filled in the block.
	fn add_vacancy(class: ClassId, page: PageIndex) {
		Vacancies::<T>::insert(class, page, FirstVacancy::<T>::get(class));
		FirstVacancy::<T>::insert(class, page);
	}

	/// The first of the pages that had an empty slot has none left.
	fn fill_vacancy(class: ClassId, page: PageIndex) {
		FirstVacancy::<T>::set(class, Vacancies::<T>::take(class, page).flatten());
	}

	fn add_page(class: ClassId, terms: &Class) -> Result<PageIndex, DispatchError> {
		let mut schedules = Schedules::<T>::get();
		let mut schedule = schedules.get(&class).copied().unwrap_or_else(|| Schedule {
			period: terms.period,
			pages: 0,
			// Nothing before this block is left to be settled.
			cursor: Cursor { block: Self::now(), done: None },
		});
		let index = schedule.pages;
		schedule.pages = index.checked_add(1).ok_or(Error::<T>::TooManyPages)?;
		schedules.try_insert(class, schedule).map_err(|_| Error::<T>::TooManyClasses)?;
		Schedules::<T>::put(schedules);
		Ok(index)
	}

	fn blank_page(class: ClassId, index: PageIndex, terms: &Class) -> Result<Page, DispatchError> {
		let period = terms.period;
		let closes = schedule::closes(Self::now(), index, period)
			.defensive_ok_or(Error::<T>::ClassNotFound)?;
		Ok(Page {
			period,
			closes,
			challenge: Self::hash_before(schedule::opens(closes, period)),
			min_firmware: terms.min_firmware,
			congested: Watch::<T>::get().congested,
			merged: 0,
			settled: T::Streams::acc(class),
			members: Default::default(),
			open: Presence::default(),
			next: None,
			closing: None,
		})
	}

	/// Settles, for a node that leaves, the window that is closed and not settled. Returns the position of the
	/// class's stream up to which the node is settled then.
	fn settle_leaver(page: &Page, address: Address, entry: &Entry) -> Result<Acc, DispatchError> {
		let Address { class, slot, .. } = address;
		if page.lag(Self::now()) == Lag::None {
			return Ok(page.settled);
		}
		let closing = page.closing.unwrap_or_else(|| Closing {
			until: T::Streams::acc(class),
			slot: 0,
			verdict: Self::verdict(page, &Watch::<T>::get()),
		});
		if slot >= closing.slot && page.unpaid().contains(slot) {
			Self::charge(class, page, slot, entry, closing)?;
		}
		Ok(closing.until)
	}

	/// Whether a node that leaves now misses the window that is open by schedule.
	fn is_absent(page: &Page, open: &Presence, slot: Slot) -> bool {
		let now = Self::now();
		let excused = match page.lag(now) {
			Lag::None => Self::verdict(page, &Watch::<T>::get()) != Verdict::Priced,
			Lag::One => Self::was_troubled(page, page.closes, &Watch::<T>::get()),
			Lag::More => true,
		};
		!excused && !open.seen.contains(slot) && !open.fresh.contains(slot)
	}

	/// Takes a node off the books that has served up to `window`. Its slot is for the caller to empty.
	pub(crate) fn strike_off(node: NodeId, page: &Page, window: WindowIndex) -> DispatchResult {
		let member = Members::<T>::take(node).ok_or(Error::<T>::NotActive)?;
		let Address { class, page: index, .. } = member.address;
		if is_full(page) {
			Self::add_vacancy(class, index);
		}
		let spell = window.saturating_sub(member.since);
		let left = Self::now();
		Records::<T>::mutate(node, |record| {
			record.served = record.served.saturating_add(spell);
			record.left = left;
		});
		Ok(())
	}

	fn change_slot(
		class: ClassId,
		page: PageIndex,
		slot: Slot,
		change: impl FnOnce(&mut Entry),
	) -> DispatchResult {
		let mut slots = Slots::read::<T>(class, page);
		let mut entry = slots.get(slot).defensive_ok_or(Error::<T>::NotActive)?;
		change(&mut entry);
		slots.set(slot, &entry);
		slots.write::<T>(class, page);
		Ok(())
	}
}

/// Whether no slot is left. Members are counted before the slot of one that leaves is emptied.
fn is_full(page: &Page) -> bool {
	page.members.count() == u32::from(PAGE_SIZE)
}
