//! The form of an H3 cell, as <https://h3geo.org/docs/core-library/h3Indexing> has it.

/// The base cells that are pentagons.
const PENTAGONS: [u64; 12] = [4, 14, 24, 38, 49, 58, 63, 72, 83, 97, 107, 117];
const BASE_CELLS: u64 = 122;
/// The reserved bit clear, mode 1 for a cell, three more reserved bits clear.
const CELL: u64 = 1 << 3;
/// What a digit beyond the resolution is.
const UNUSED: u64 = 7;
/// The direction in which a pentagon has no neighbour.
const DELETED: u64 = 1;

/// Whether `index` is a cell: its mode, its base cell, its digits, and no place that a pentagon lacks.
pub fn is_cell(index: u64) -> bool {
	let resolution = (index >> 52) & 0xF;
	let base_cell = (index >> 45) & 0x7F;
	let digit = |place: u64| (index >> (45 - 3 * place)) & 7;
	let leading = (1..=15).map(digit).find(|digit| *digit != 0);

	index >> 56 == CELL
		&& base_cell < BASE_CELLS
		&& (1..=15).all(|place| (digit(place) == UNUSED) == (place > resolution))
		&& !(PENTAGONS.contains(&base_cell) && leading == Some(DELETED))
}
