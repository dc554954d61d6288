//! The congestion guard: a window in which attestations could not get in costs nobody a penalty.

use frame_support::{
	dispatch::DispatchClass,
	migrations::MultiStepMigrator,
	traits::{Get, Time},
};
use sp_runtime::Perbill;
use substation_primitives::BlockNumber;

use crate::{Config, Guard, Page, Pallet, Verdict, Watch};

impl<T: Config> Pallet<T> {
	/// Looks how long the chain has waited for this block.
	pub(crate) fn watch_clock() -> Guard {
		let before = Watch::<T>::get();
		let time = T::Clock::now();
		let halted = before.last != 0 && time.saturating_sub(before.last) > T::HaltGap::get();
		let guard = Guard {
			halted: if halted { Some(Self::now()) } else { before.halted },
			last: time,
			..before
		};
		Watch::<T>::put(guard);
		guard
	}

	/// Looks whether this block had room for attestations, now that it is full.
	pub(crate) fn watch_room() {
		if Self::is_congested() {
			Watch::<T>::mutate(|guard| guard.congested = guard.congested.saturating_add(1));
		}
	}

	fn is_congested() -> bool {
		let threshold = T::CongestionThreshold::get();
		let size = threshold * *T::BlockLength::get().max.get(DispatchClass::Operational);
		Self::is_heavy(threshold)
			|| frame_system::Pallet::<T>::block_size() >= size
			|| T::MultiBlockMigrator::ongoing()
	}

	/// Whether the block's weight is used up, and with it what is kept for operational transactions, attestations
	/// among them, whatever hooks and ordinary transactions weigh.
	fn is_heavy(threshold: Perbill) -> bool {
		let limits = T::BlockWeights::get();
		let kept = limits.get(DispatchClass::Operational).reserved.unwrap_or_default();
		let used = frame_system::Pallet::<T>::block_weight();
		used.total().any_gte(threshold * limits.max_block)
			&& used.get(DispatchClass::Operational).any_gte(threshold * kept)
	}

	/// What absence in the page's window that is settled next costs. The first of several that were merged was open
	/// as ever, while settlement was one window behind.
	pub(crate) fn verdict(page: &Page, guard: &Guard) -> Verdict {
		match page.merged {
			_ if Self::was_troubled(page, page.begins(), guard) => Verdict::Excused,
			0 => Verdict::Priced,
			_ => Verdict::Counted,
		}
	}

	/// Whether the chain had trouble since block `opens`, in which a window of the page opened. Congestion is
	/// counted from the window that is settled next on, in favour of the nodes.
	pub(crate) fn was_troubled(page: &Page, opens: BlockNumber, guard: &Guard) -> bool {
		let congested = guard.congested.saturating_sub(page.congested);
		let many = (T::CongestedPart::get() * page.period).max(1);
		congested >= many || guard.halted.is_some_and(|block| block >= opens)
	}
}
