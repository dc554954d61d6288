//! Settling closed windows: a healthy page at once, its missing nodes one by one, under a weight budget.

use alloc::vec::Vec;

use frame_support::{
	defensive,
	storage::with_storage_layer,
	traits::{Defensive, Get},
	weights::{Weight, WeightMeter},
};
use sp_runtime::DispatchError;
use substation_primitives::{
	Balance, Class, ClassId, Classes, Miss, OnMiss, PageIndex, Slot, Streams, WindowIndex,
};

use crate::{
	slots::{Entry, Slots},
	Closing, Config, Event, Guard, Lag, Page, Pages, Pallet, Records, Schedule, Schedules, Verdict,
	WeightInfo, LOG,
};

/// The page that is being settled.
struct Settling<'a> {
	class_id: ClassId,
	index: PageIndex,
	class: &'a Class,
	page: &'a mut Page,
	closing: Closing,
}

/// A window in which a member was not there.
pub(crate) struct Absence {
	pub window: WindowIndex,
	/// For how many windows before it that one makes up as well.
	pub merged: WindowIndex,
	pub verdict: Verdict,
	/// What the member forfeits.
	pub forfeited: Balance,
	/// The class's whole weight, the member's included.
	pub total: u64,
}

/// What has become of a miss.
pub(crate) struct Recorded {
	/// How many the node has had in a row.
	streak: u32,
	/// Whether an older slash was applied with it.
	slashed: bool,
}

/// What settling a member has come to.
#[derive(Default)]
struct Settled {
	jailed: bool,
	slashed: bool,
}

impl<T: Config> Pallet<T> {
	/// A block's work: the clock, what is to be settled, and who is to be evicted.
	pub(crate) fn poll(meter: &mut WeightMeter) {
		let mut budget = WeightMeter::with_limit(meter.remaining().min(Self::budget()));
		if budget.try_consume(T::WeightInfo::on_poll()).is_ok() {
			let guard = Self::watch_clock();
			Self::settle_due(&guard, &mut budget);
			Self::evict_due(&mut budget);
		}
		meter.consume(budget.consumed());
	}

	/// The most that a block's settlement may weigh.
	pub(crate) fn budget() -> Weight {
		T::SettlementBudget::get() * T::BlockWeights::get().max_block
	}

	fn settle_due(guard: &Guard, budget: &mut WeightMeter) {
		let before = Schedules::<T>::get();
		let mut after = before.clone();
		// Each block another class comes first, so that one with a backlog can't starve the others.
		let turn = usize::try_from(Self::now()).unwrap_or(0).checked_rem(before.len()).unwrap_or(0);
		let order: Vec<ClassId> =
			before.keys().cycle().skip(turn).take(before.len()).copied().collect();
		for class in order {
			if let Some(schedule) = after.get_mut(&class) {
				Self::settle_class(class, schedule, guard, budget);
			}
		}
		if after != before {
			Schedules::<T>::put(after);
		}
	}

	fn settle_class(
		class: ClassId,
		schedule: &mut Schedule,
		guard: &Guard,
		budget: &mut WeightMeter,
	) {
		while let Some(next) = schedule.due(schedule.cursor, Self::now()) {
			let Some(page) = next.done else { return };
			if budget.try_consume(T::WeightInfo::settle_page()).is_err()
				|| !Self::settle_page(class, page, guard, budget)
			{
				return;
			}
			schedule.cursor = next;
		}
	}

	/// Settles the page's closed window, if it has one, as far as the budget goes. Tells whether it is done.
	pub(crate) fn settle_page(
		class_id: ClassId,
		index: PageIndex,
		guard: &Guard,
		budget: &mut WeightMeter,
	) -> bool {
		let Some(mut page) = Pages::<T>::get(class_id, index) else { return true };
		if page.members.is_empty() || page.lag(Self::now()) == Lag::None {
			return true;
		}
		let Some(class) = T::Classes::get(class_id).defensive() else { return true };
		let closing = page.closing.unwrap_or_else(|| Self::begin(class_id, index, &page, guard));
		let page_mut = &mut page;
		let settling = Settling { class_id, index, class: &class, page: page_mut, closing };
		let stopped = Self::settle_unpaid(settling, budget);
		match stopped {
			Some(slot) => page.closing = Some(Closing { slot, ..closing }),
			None => Self::open_next(&mut page, &class, closing, guard),
		}
		Pages::<T>::insert(class_id, index, page);
		stopped.is_none()
	}

	fn begin(class: ClassId, index: PageIndex, page: &Page, guard: &Guard) -> Closing {
		let verdict = Self::verdict(page, guard);
		if verdict != Verdict::Priced {
			Self::deposit_event(Event::WindowExcused { class, page: index, window: page.window() });
		}
		Closing { until: T::Streams::acc(class), slot: 0, verdict }
	}

	/// Visits the members that are not paid. Returns the slot that it stopped before.
	fn settle_unpaid(mut settling: Settling, budget: &mut WeightMeter) -> Option<Slot> {
		let (class_id, index, closing) = (settling.class_id, settling.index, settling.closing);
		let mut unpaid = settling.page.unpaid().iter_from(closing.slot).peekable();
		let first = *unpaid.peek()?;
		if !budget.can_consume(Self::roster_cost().saturating_add(Self::jailed_cost())) {
			return Some(first);
		}
		budget.consume(Self::roster_cost());
		let mut slots = Slots::read::<T>(class_id, index);
		let mut changed = false;
		let mut stopped = None;
		for slot in unpaid {
			if !budget.can_consume(Self::jailed_cost()) {
				stopped = Some(slot);
				break;
			}
			let Settled { jailed, slashed } = Self::settle_member(&mut settling, &mut slots, slot);
			let more = jailed || slashed;
			budget.consume(if more { Self::jailed_cost() } else { Self::missed_cost() });
			changed |= jailed;
		}
		if changed {
			slots.write::<T>(class_id, index);
		}
		stopped
	}

	/// Settles the closed window of one member.
	fn settle_member(settling: &mut Settling, slots: &mut Slots, slot: Slot) -> Settled {
		let Some(entry) = slots.get(slot).defensive() else { return Settled::default() };
		let (class, window) = (settling.class_id, settling.page.window());
		let settled = with_storage_layer::<_, DispatchError, _>(|| {
			let closing = settling.closing;
			let miss = Self::charge(class, settling.page, slot, &entry, closing)?;
			let Some(Recorded { streak, slashed }) = miss else { return Ok(Settled::default()) };
			if streak < settling.class.jail_after {
				return Ok(Settled { jailed: false, slashed });
			}
			let earned = settling.page.next.is_some_and(|next| next.paid().contains(slot));
			T::Streams::leave(entry.node, class, entry.units, closing.until, earned)?;
			Self::strike_off(entry.node, settling.page, window)?;
			Self::do_jail(entry.node, settling.class)?;
			Ok(Settled { jailed: true, slashed })
		});
		let settled = settled.unwrap_or_else(|error| {
			log::error!(target: LOG, "node {} can't be settled: {:?}", entry.node, error);
			defensive!("a member can't be settled");
			Settled::default()
		});
		if settled.jailed {
			settling.page.clear(slot);
			slots.clear(slot);
		}
		settled
	}

	/// Takes back the share of one unpaid member in the closed window, and records the miss if it is one.
	pub(crate) fn charge(
		class: ClassId,
		page: &Page,
		slot: Slot,
		entry: &Entry,
		closing: Closing,
	) -> Result<Option<Recorded>, DispatchError> {
		let (node, units) = (entry.node, entry.units);
		let forfeited = T::Streams::forfeit(node, class, units, page.settled, closing.until)?;
		if closing.verdict == Verdict::Excused || page.is_innocent(slot) {
			return Ok(None);
		}
		let (window, merged, verdict) = (page.window(), page.merged, closing.verdict);
		let total = T::Streams::weight(class);
		let absence = Absence { window, merged, verdict, forfeited, total };
		Self::record_miss(class, entry, absence).map(Some)
	}

	/// Records a miss, and has it priced.
	pub(crate) fn record_miss(
		class: ClassId,
		entry: &Entry,
		absence: Absence,
	) -> Result<Recorded, DispatchError> {
		let Absence { window, merged, verdict, forfeited, total } = absence;
		let (node, units) = (entry.node, entry.units);
		let (first, streak) = Records::<T>::mutate(node, |record| {
			(record.history.miss(window, merged), record.history.streak)
		});
		let free = first || verdict != Verdict::Priced;
		Self::deposit_event(Event::Missed { node, class, window, forfeited, free });
		let miss = Miss { node, class, units, window, total, forfeited, free };
		let slashed = verdict == Verdict::Priced && T::OnMiss::missed(miss)?;
		Ok(Recorded { streak, slashed })
	}

	/// The closed window is settled: opens the next one. Where settlement is more than one window behind,
	/// that is the one that is open by schedule, and it makes up for all since.
	fn open_next(page: &mut Page, class: &Class, closing: Closing, guard: &Guard) {
		let now = Self::now();
		let late = now.saturating_sub(page.closes);
		let next = page.window().saturating_add(1);
		page.merged = page.running_window(now).saturating_sub(next);
		page.closes = page.running(now);
		page.challenge = Self::hash_before(page.opens());
		page.min_firmware = class.min_firmware;
		// How many blocks were congested since it should have opened is not known: at most all of them, and at
		// most as many as since the window before has opened.
		page.congested = guard.congested.saturating_sub(late).max(page.congested);
		page.settled = closing.until;
		page.open = page.next.take().unwrap_or_default();
		page.closing = None;
	}

	/// What a page weighs on top of a healthy one, as soon as somebody is missing.
	pub(crate) fn roster_cost() -> Weight {
		let first = T::WeightInfo::settle_missed(0).max(T::WeightInfo::settle_jailed(0));
		first.saturating_sub(T::WeightInfo::settle_page())
	}

	/// What one missing member weighs, if no older slash is applied with its miss.
	pub(crate) fn missed_cost() -> Weight {
		T::WeightInfo::settle_missed(1).saturating_sub(T::WeightInfo::settle_missed(0))
	}

	/// What one missing member weighs that is jailed, with an older slash being applied: the most that one can.
	pub(crate) fn jailed_cost() -> Weight {
		let jailed =
			T::WeightInfo::settle_jailed(1).saturating_sub(T::WeightInfo::settle_jailed(0));
		jailed.max(Self::missed_cost())
	}
}
