use h3o::{CellIndex, LatLng, Resolution};
use proptest::prelude::*;

use crate::h3::is_cell;

fn resolution(number: u8) -> Resolution {
	Resolution::try_from(number).unwrap()
}

/// A cell anywhere on Earth, of any resolution.
fn cell() -> impl Strategy<Value = u64> {
	(-90.0..=90.0, -180.0..=180.0, 0..=15_u8).prop_map(|(latitude, longitude, number)| {
		let place = LatLng::new(latitude, longitude).unwrap();
		u64::from(place.to_cell(resolution(number)))
	})
}

#[test]
fn every_cell_of_coarse_resolutions_should_pass() {
	for cell in CellIndex::base_cells() {
		for child in (0..=3).flat_map(|number| cell.children(resolution(number))) {
			assert!(is_cell(child.into()), "{child}");
		}
	}
}

#[test]
fn every_pentagon_should_pass_and_its_missing_neighbour_should_not() {
	for number in 1..=15 {
		for pentagon in resolution(number).pentagons() {
			let index = u64::from(pentagon);
			assert!(is_cell(index), "{pentagon}");
			for place in 1..=u64::from(number) {
				let deleted = index | 1 << (45 - 3 * place);
				assert!(!is_cell(deleted), "{deleted:x}");
				assert!(CellIndex::try_from(deleted).is_err(), "{deleted:x}");
			}
		}
	}
}

#[test]
fn other_kinds_of_h3_index_should_not_pass() {
	let cell = CellIndex::base_cells().next().unwrap();
	let edge = cell.edges().next().unwrap();
	let vertex = cell.vertexes().next().unwrap();
	assert!(!is_cell(edge.into()) && !is_cell(vertex.into()));
	assert!(!is_cell(0) && !is_cell(u64::MAX));
}

proptest! {
	#[test]
	fn any_cell_should_pass(cell in cell()) {
		prop_assert!(is_cell(cell));
	}

	#[test]
	fn any_change_of_bits_should_be_judged_as_h3_does(cell in cell(), bits in prop::collection::vec(0..64_u32, 0..4)) {
		let index = bits.iter().fold(cell, |index, bit| index ^ (1 << bit));
		prop_assert_eq!(is_cell(index), CellIndex::try_from(index).is_ok(), "{:x}", index);
	}

	#[test]
	fn any_digits_should_be_judged_as_h3_does(base in 0..128_u64, res in 0..16_u64, digits in any::<u64>(), fill in any::<bool>()) {
		let unused = (1_u64 << (45 - 3 * res)) - 1;
		let digits = digits & ((1 << 45) - 1) | if fill { unused } else { 0 };
		let index = 0x08 << 56 | res << 52 | base << 45 | digits;
		prop_assert_eq!(is_cell(index), CellIndex::try_from(index).is_ok(), "{:x}", index);
	}

	#[test]
	fn any_number_should_be_judged_as_h3_does(index in any::<u64>()) {
		prop_assert_eq!(is_cell(index), CellIndex::try_from(index).is_ok());
	}
}
