//! The invariants that this pallet keeps, by their numbers in the design.

use frame_support::ensure;
use sp_runtime::TryRuntimeError;
use substation_primitives::{
	Address, ClassId, NodeInfo, PageIndex, Registry, Status, Streams, PAGE_SIZE,
};

use crate::{
	slots::Slots, Config, Evictions, FirstVacancy, Members, Page, Pages, Pallet, Records, Rosters,
	Schedules, Vacancies,
};

impl<T: Config> Pallet<T> {
	/// Checks the invariants. Says which one is broken.
	pub fn do_try_state() -> Result<(), TryRuntimeError> {
		Self::members_are_the_active_nodes()?;
		Self::slots_are_the_members()?;
		Self::the_jailed_are_off_their_pages()?;
		Self::pages_are_on_schedule()?;
		Self::weights_are_sums()
	}

	/// 2: each member is an active node, and its page and slot know it.
	fn members_are_the_active_nodes() -> Result<(), TryRuntimeError> {
		for (node, member) in Members::<T>::iter() {
			let Address { class, page, slot } = member.address;
			let info = T::Registry::get(node).ok_or("2: a member is not registered")?;
			let NodeInfo { status, units, .. } = info;
			ensure!(status == Status::Active, "2: a member is not active");
			ensure!(
				info.class == class && units == member.units,
				"2: a member is not as registered"
			);
			let page_value = Pages::<T>::get(class, page).ok_or("2: a member has no page")?;
			ensure!(page_value.members.contains(slot), "2: a member's slot is empty");
			let entry = Slots::read::<T>(class, page).get(slot);
			ensure!(
				entry.is_some_and(|entry| entry.node == node && entry.units == member.units),
				"2: a member's slot is another's",
			);
		}
		Ok(())
	}

	/// 1, 2: there are no more members on the pages than that, and an empty slot is clean.
	fn slots_are_the_members() -> Result<(), TryRuntimeError> {
		let mut count = 0usize;
		for (class, index, page) in Pages::<T>::iter() {
			ensure!(Rosters::<T>::contains_key(class, index), "2: a page has no roster");
			let slots = Slots::read::<T>(class, index);
			let taken = page.members;
			ensure!(
				(0..PAGE_SIZE).all(|slot| taken.contains(slot) || slots.is_clear(slot)),
				"1: an empty slot is not clean",
			);
			let noted = page.open.slots().union(&page.next.unwrap_or_default().slots());
			ensure!(noted.without(&taken).is_empty(), "1: an empty slot is noted as present");
			ensure!(
				Vacancies::<T>::contains_key(class, index) == (taken.count() < PAGE_SIZE.into()),
				"2: the vacancies are not the pages with empty slots",
			);
			count = count.saturating_add(taken.count() as usize);
		}
		ensure!(count == Members::<T>::iter_keys().count(), "2: a slot's member is unknown");
		ensure!(
			Rosters::<T>::iter_keys().count() == Pages::<T>::iter_keys().count(),
			"2: a roster has no page",
		);
		let stray = |(class, page)| !Pages::<T>::contains_key(class, page);
		ensure!(!Vacancies::<T>::iter_keys().any(stray), "2: a vacancy has no page");
		Self::vacancies_are_linked()
	}

	/// 2: whoever goes from a class's first page with an empty slot to the next comes to each once.
	fn vacancies_are_linked() -> Result<(), TryRuntimeError> {
		let mut left = Vacancies::<T>::iter_keys().count();
		for (class, first) in FirstVacancy::<T>::iter() {
			let mut page = Some(first);
			while let Some(index) = page {
				page = Vacancies::<T>::get(class, index).ok_or("2: a full page is to be filled")?;
				left = left.checked_sub(1).ok_or("2: the vacancies go round in circles")?;
			}
		}
		ensure!(left == 0, "2: a page with an empty slot is never filled");
		Ok(())
	}

	/// 3: the weight of a class is that of its active nodes.
	fn weights_are_sums() -> Result<(), TryRuntimeError> {
		let mut sums = alloc::collections::BTreeMap::<ClassId, u64>::new();
		for member in Members::<T>::iter_values() {
			let sum = sums.entry(member.address.class).or_default();
			*sum = sum.checked_add(member.units.into()).ok_or("3: weights overflow")?;
		}
		for class in Schedules::<T>::get().into_inner().into_keys() {
			let sum = sums.remove(&class).unwrap_or(0);
			ensure!(
				sum == T::Streams::weight(class),
				"3: the weight of a class is not that of its active nodes"
			);
		}
		ensure!(sums.is_empty(), "3: a member's class is not settled");
		Ok(())
	}

	/// 9: a node in jail is on no page, and its eviction is noted.
	fn the_jailed_are_off_their_pages() -> Result<(), TryRuntimeError> {
		let mut jailed = 0usize;
		for (node, record) in Records::<T>::iter() {
			let Some(jail) = record.jail else { continue };
			jailed = jailed.saturating_add(1);
			ensure!(!Members::<T>::contains_key(node), "9: a node in jail is on a page");
			ensure!(
				Evictions::<T>::contains_key(jail.evicted, node),
				"9: a node in jail has no eviction",
			);
		}
		ensure!(
			Evictions::<T>::iter_keys().count() == jailed,
			"9: an eviction has no node in jail"
		);
		Ok(())
	}

	/// 12: the pages of a class are those that settlement visits, and none of their windows is behind its cursor.
	fn pages_are_on_schedule() -> Result<(), TryRuntimeError> {
		for (class, index, page) in Pages::<T>::iter() {
			Self::page_is_on_schedule(class, index, &page)?;
		}
		let pages: u64 = Schedules::<T>::get().values().map(|s| u64::from(s.pages)).sum();
		ensure!(Pages::<T>::iter_keys().count() as u64 == pages, "12: a page is missing");
		Ok(())
	}

	fn page_is_on_schedule(
		class: ClassId,
		index: PageIndex,
		page: &Page,
	) -> Result<(), TryRuntimeError> {
		let now = Self::now();
		let schedules = Schedules::<T>::get();
		let schedule = schedules.get(&class).ok_or("12: a page's class is not settled")?;
		ensure!(index < schedule.pages, "12: a page is not settled");
		ensure!(page.period == schedule.period, "12: a page's windows are not its class's");
		ensure!(
			page.closes.checked_rem(page.period) == index.checked_rem(page.period),
			"12: a page closes its windows out of turn",
		);
		if page.members.is_empty() {
			return Ok(());
		}
		let cursor = schedule.cursor;
		ensure!(
			(cursor.block, cursor.done) < (page.closes, Some(index)),
			"12: a window was passed over",
		);
		ensure!(cursor.block <= now, "12: settlement is ahead of the chain");
		ensure!(
			page.closing.is_none() || page.closes <= now,
			"12: an open window is being settled"
		);
		ensure!(page.next.is_none() || page.closes <= now, "12: a window is ahead of the chain");
		Ok(())
	}
}
