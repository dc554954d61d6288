use super::*;
use crate::schedule::*;

/// All that is due in blocks `from ..= now`, by looking at each page of each block.
fn walk(from: u32, pages: u32, period: u32, now: u32) -> Vec<(u32, u32)> {
	let due = |block: u32| (0..pages).filter(move |page| page % period == block % period);
	(from.max(1)..=now).flat_map(|block| due(block).map(move |page| (block, page))).collect()
}

/// The same by the cursor.
fn follow(from: u32, pages: u32, period: u32, now: u32) -> Vec<(u32, u32)> {
	let mut cursor = (from, None);
	let step = || {
		let (block, page) = next_due(cursor.0, cursor.1, pages, period, now)?;
		cursor = (block, Some(page));
		Some((block, page))
	};
	std::iter::from_fn(step).collect()
}

/// Block numbers at both ends of what there is.
fn any_block() -> impl Strategy<Value = u32> {
	prop_oneof![0..400u32, u32::MAX - 400..=u32::MAX]
}

proptest! {
	#[test]
	fn closes_is_the_first_block_of_the_page_after_now(
		now in any_block(),
		page in any_u32(),
		period in 1..100u32,
	) {
		let mut later = (now..u32::MAX).map(|block| block + 1);
		let first = later.find(|block| block % period == page % period);
		prop_assert_eq!(closes(now, page, period), first);
	}

	#[test]
	fn closes_is_total(now in any_u32(), page in any_u32(), period in any_u32()) {
		let next = closes(now, page, period).map(u64::from);
		let (now, page, period) = (u64::from(now), u64::from(page), u64::from(period));
		match next {
			Some(next) => {
				prop_assert!(now < next && next <= now + period);
				prop_assert_eq!(next % period, page % period);
			},
			None => prop_assert!(period == 0 || now + period > u32::MAX.into()),
		}
	}

	#[test]
	fn every_block_is_in_one_window_of_a_page(
		now in 0..1_000_000u32,
		page in any_u32(),
		period in 1..1_000u32,
	) {
		let end = closes(now, page, period).expect("far from the last block");
		prop_assert!(opens(end, period) <= now && now < end);
		let next = closes(end, page, period).expect("far from the last block");
		prop_assert_eq!(opens(next, period), end);
		prop_assert_eq!(window(next, period), window(end, period) + 1);
	}

	#[test]
	fn the_cursor_follows_a_brute_force_walk(
		from in any_block(),
		pages in 0..40u32,
		period in 1..40u32,
		length in 0..120u32,
	) {
		let now = from.saturating_add(length);
		prop_assert_eq!(follow(from, pages, period, now), walk(from, pages, period, now));
	}

	#[test]
	fn the_cursor_resumes_from_anywhere(
		from in any_block(),
		done in 0..50u32,
		pages in 0..40u32,
		period in 1..40u32,
		length in 0..120u32,
	) {
		let now = from.saturating_add(length);
		let left = walk(from, pages, period, now).into_iter().find(|due| *due > (from, done));
		prop_assert_eq!(next_due(from, Some(done), pages, period, now), left);
	}

	#[test]
	fn the_cursor_is_total(
		from in any_u32(),
		done in prop::option::of(any_u32()),
		pages in any_u32(),
		period in any_u32(),
		now in any_u32(),
	) {
		if let Some((block, page)) = next_due(from, done, pages, period, now) {
			prop_assert!(from <= block && block <= now && page < pages);
			prop_assert_eq!(block % period, page % period);
			prop_assert_eq!(closes(block - 1, page, period), Some(block));
		}
	}

	/// However the walk is cut into the budgets of blocks, it visits the same pages.
	#[test]
	fn a_budget_changes_when_pages_are_settled_and_not_which(
		pages in 0..40u32,
		period in 1..40u32,
		budgets in prop::collection::vec(0..4usize, 1..100),
	) {
		let (mut cursor, mut settled) = ((0, None), Vec::new());
		for (now, budget) in (0..).zip(&budgets) {
			for _ in 0..*budget {
				let Some(due) = next_due(cursor.0, cursor.1, pages, period, now) else { break };
				settled.push(due);
				cursor = (due.0, Some(due.1));
			}
		}
		let all = walk(0, pages, period, budgets.len() as u32);
		prop_assert_eq!(&settled[..], &all[..settled.len()]);
	}
}

#[test]
fn a_page_beyond_the_period_shares_the_blocks_of_an_earlier_one() {
	assert_eq!(closes(0, 3, 10), Some(3));
	assert_eq!(closes(3, 13, 10), Some(13));
	assert_eq!(follow(0, 14, 10, 3), vec![(1, 1), (1, 11), (2, 2), (2, 12), (3, 3), (3, 13)]);
}

#[test]
fn no_window_closes_in_block_0() {
	assert_eq!(closes(0, 0, 10), Some(10));
	assert_eq!(next_due(0, None, 1, 10, 9), None);
	assert_eq!(next_due(0, None, 1, 10, 10), Some((10, 0)));
}

#[test]
fn the_first_window_opens_with_the_chain() {
	assert_eq!((opens(3, 10), window(3, 10)), (0, 0));
	assert_eq!((opens(13, 10), window(13, 10)), (3, 1));
}

#[test]
fn a_period_of_zero_has_no_windows() {
	assert_eq!(closes(5, 0, 0), None);
	assert_eq!(window(5, 0), 0);
	assert_eq!(next_due(5, None, 1, 0, 100), None);
	assert_eq!(next_due(5, Some(0), 1, 0, 100), None);
}

#[test]
fn a_cursor_four_billion_blocks_behind_takes_one_step() {
	assert_eq!(next_due(2, Some(1), 1, 4_000_000_000, u32::MAX), Some((4_000_000_000, 0)));
	assert_eq!(next_due(u32::MAX, Some(0), 1, 1, u32::MAX), None);
	assert_eq!(next_due(5, None, 0, 10, u32::MAX), None);
}
