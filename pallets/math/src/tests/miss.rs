use super::*;
use crate::miss::History;
use codec::{Encode, MaxEncodedLen};
use std::collections::BTreeSet;

/// The misses as a list, and the answers by looking through it.
#[derive(Default)]
struct Misses(BTreeSet<u32>);

impl Misses {
	fn is_free(&self, window: u32) -> bool {
		self.0.range(window.saturating_sub(64)..window).next().is_none()
	}

	fn streak(&self) -> u32 {
		let last = self.0.last().copied().unwrap_or(0);
		(0..=last).rev().take_while(|window| self.0.contains(window)).count() as u32
	}

	fn seen_from(&self, window: u32) -> u64 {
		let missed =
			|back: &u32| window.checked_sub(*back).is_some_and(|window| self.0.contains(&window));
		(0..64).filter(missed).fold(0, |bits, back| bits | 1 << back)
	}
}

fn record(windows: &[u32]) -> (History, Vec<bool>) {
	let mut history = History::default();
	let free = windows.iter().map(|window| history.miss(*window, 0)).collect();
	(history, free)
}

/// Gaps between misses: mostly in a row, now and then about the length of the history, or long.
fn any_gap() -> impl Strategy<Value = u32> {
	prop_oneof![4 => 1..3u32, 2 => 1..70u32, 2 => 60..70u32, 1 => 1..1_000_000u32]
}

proptest! {
	#[test]
	fn the_record_agrees_with_a_list_of_misses(
		start in prop_oneof![0..100u32, any::<u32>()],
		gaps in prop::collection::vec(any_gap(), 0..150),
		after in prop_oneof![0..130u32, any::<u32>()],
	) {
		let (mut history, mut list) = (History::default(), Misses::default());
		let mut next = Some(start);
		for gap in gaps {
			let Some(window) = next else { break };
			prop_assert_eq!(history.miss(window, 0), list.is_free(window));
			list.0.insert(window);
			prop_assert_eq!(history.bits, list.seen_from(window));
			prop_assert_eq!(history.last, window);
			prop_assert_eq!(history.streak, list.streak());
			prop_assert_eq!(history.total as usize, list.0.len());
			let later = window.saturating_add(after);
			prop_assert_eq!(history.at(later), list.seen_from(later));
			next = window.checked_add(gap);
		}
	}

	#[test]
	fn a_look_back_shows_what_is_still_known(
		windows in prop::collection::btree_set(100..300u32, 1..100),
		back in 0..70u32,
	) {
		let windows: Vec<u32> = windows.into_iter().collect();
		let (history, _) = record(&windows);
		let from = history.last - back;
		let is_known = |window: &u32| window + 64 > history.last;
		let list = Misses(windows.into_iter().filter(is_known).collect());
		prop_assert_eq!(history.at(from), list.seen_from(from));
	}

	#[test]
	fn no_window_is_recorded_twice(windows in prop::collection::btree_set(0..60u32, 1..40)) {
		let windows: Vec<u32> = windows.into_iter().collect();
		let (history, _) = record(&windows);
		for window in windows {
			let mut again = history.clone();
			prop_assert!(again.miss(window, 0), "nothing is charged");
			prop_assert_eq!(&again, &history);
		}
	}

	#[test]
	fn the_record_is_total(windows in prop::collection::vec(any_u32(), 1..50)) {
		let (mut history, mut total) = (History::default(), 0);
		for window in windows {
			let known = history.at(window) & 1 == 1;
			history.miss(window, 0);
			total += u32::from(!known);
			prop_assert_eq!(history.at(window) & 1, 1);
			prop_assert_eq!(history.total, total);
			prop_assert!(1 <= history.streak && history.streak <= total);
		}
	}
}

#[test]
fn the_first_miss_is_free_and_the_next_is_not() {
	let (history, free) = record(&[0, 1, 5]);
	assert_eq!(free, [true, false, false]);
	assert_eq!(history, History { bits: 0b110001, last: 5, streak: 1, total: 3 });
}

#[test]
fn a_clean_spell_is_64_windows_long() {
	assert_eq!(record(&[100, 164]).1, [true, false], "63 clean windows between them");
	assert_eq!(record(&[100, 165]).1, [true, true], "64 clean windows between them");
}

#[test]
fn misses_in_a_row_are_counted_beyond_the_history() {
	let (history, free) = record(&(10..110).collect::<Vec<_>>());
	assert_eq!(history, History { bits: u64::MAX, last: 109, streak: 100, total: 100 });
	assert_eq!(free.iter().filter(|free| **free).count(), 1);
}

#[test]
fn windows_that_were_merged_do_not_end_a_row() {
	let (mut history, _) = record(&[9, 10]);
	assert!(!history.miss(14, 3), "windows 11 to 14 are one");
	assert_eq!(history, History { bits: 0b110001, last: 14, streak: 3, total: 3 });
	history.miss(18, 2);
	assert_eq!(history.streak, 1, "window 15 was attested");
	history.miss(90, 71);
	assert_eq!(history.streak, 1, "further back than the record goes");
	history.miss(u32::MAX, u32::MAX);
	assert_eq!((history.bits, history.streak), (1, 1));
}

#[test]
fn a_record_without_misses_is_clean_from_everywhere() {
	let history = History::default();
	assert_eq!((history.at(0), history.at(63), history.at(u32::MAX)), (0, 0, 0));
}

#[test]
fn a_window_before_the_last_takes_the_record_back_to_it() {
	let (history, free) = record(&[100, 101, 103, 102]);
	assert_eq!(free, [true, false, false, false]);
	assert_eq!(history, History { bits: 0b111, last: 102, streak: 2, total: 4 });
}

#[test]
fn a_record_takes_20_bytes() {
	assert_eq!(History::max_encoded_len(), 20);
	assert_eq!(record(&[7]).0.encode().len(), 20);
}

#[test]
fn a_window_should_be_known_as_missed_once_it_is_recorded() {
	let mut history = History::default();
	assert!(!history.has_missed(0));
	history.miss(7, 0);
	assert!(history.has_missed(7));
	assert!(!history.has_missed(6) && !history.has_missed(8));
	history.miss(9, 0);
	assert!(history.has_missed(9) && history.has_missed(7) && !history.has_missed(8));
}
