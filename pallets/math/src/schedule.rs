//! Windows: when those of a page open and close, and which page is settled next.
//!
//! Page `p` of a class of `period` blocks closes a window at each block `n ≥ 1` that leaves the same
//! remainder as `p` when divided by `period`. A window that closes at `c` consists of the blocks
//! `c − period ..= c − 1` and has the index `⌊c / period⌋`; a page's first window may be shorter, as
//! it opens with the chain. There may be more pages than blocks in the period.

/// The block at which the window of `page` that is open at block `now` closes: the first one after
/// `now`.
///
/// `None` for a period of zero, or when that block is past the last block number.
pub fn closes(now: u32, page: u32, period: u32) -> Option<u32> {
	let at = now.checked_rem(period)?;
	let due = page.checked_rem(period)?;
	let wait = if due > at { due - at } else { period - (at - due) };
	now.checked_add(wait)
}

/// The index of the window that closes at block `closes`. It rises by one from each window of a
/// page to its next. Zero for a period of zero.
pub fn window(closes: u32, period: u32) -> u32 {
	closes.checked_div(period).unwrap_or(0)
}

/// The first block of the window that closes at block `closes`: block 0 for a page's first one.
pub fn opens(closes: u32, period: u32) -> u32 {
	closes.saturating_sub(period)
}

/// Where a settlement cursor goes next: the first `(block, page)` with `block ≤ now` at which one
/// of a class's `pages` closes a window, after what the cursor has done.
///
/// The cursor stands in block `from` and has done its pages up to `page_after` (`None`: none yet).
/// Blocks rise; within one block `b` its pages `b mod period`, `+ period`, `+ 2 period`, … rise.
/// `None` when nothing is due until `now`. It takes the same time however far `from` lags behind.
pub fn next_due(
	from: u32,
	page_after: Option<u32>,
	pages: u32,
	period: u32,
	now: u32,
) -> Option<(u32, u32)> {
	// No window closes in block 0.
	let here = match page_after {
		_ if from == 0 => None,
		None => from.checked_rem(period),
		// The next page that is congruent to this block is found as the next block for a page is.
		Some(done) => closes(done, from, period),
	};
	let due = match here.filter(|page| *page < pages) {
		Some(page) => (from, page),
		None => first_after(from, pages, period)?,
	};
	(due.0 <= now).then_some(due)
}

/// The first block after `from` in which one of `pages` closes a window, and the lowest such page.
fn first_after(from: u32, pages: u32, period: u32) -> Option<(u32, u32)> {
	let next = from.checked_add(1)?;
	let page = next.checked_rem(period)?;
	match page < pages {
		true => Some((next, page)),
		// Past the last page: page 0 is the next one.
		false => next.checked_add(period - page).filter(|_| pages > 0).map(|block| (block, 0)),
	}
}
