use codec::Encode;
use substation_primitives::{Address, PAGE_SIZE};

use crate::{
	mock::*,
	slots::{key_at, Entry, Slots},
	Rosters,
};

fn entry(node: u32) -> Entry {
	Entry { key: key(node), node, units: 7 * node }
}

#[test]
fn slots_should_give_back_what_was_put_in_and_nothing_else() {
	build_and_execute(|| {
		let mut slots = Slots::read::<Test>(WIRELESS, 0);
		assert!((0..PAGE_SIZE).all(|slot| slots.is_clear(slot)));
		for slot in [0, 1, 2, 300, PAGE_SIZE - 1] {
			assert!(slots.set(slot, &entry(slot.into())));
		}
		for slot in [0, 1, 2, 300, PAGE_SIZE - 1] {
			assert_eq!(slots.get(slot), Some(entry(slot.into())));
		}
		slots.clear(1);
		assert!(slots.is_clear(1) && !slots.is_clear(0) && !slots.is_clear(2));
		assert!(!slots.set(PAGE_SIZE, &entry(1)));
		assert_eq!(slots.get(PAGE_SIZE), None);
	});
}

#[test]
fn a_key_should_be_readable_at_its_offset() {
	build_and_execute(|| {
		let mut slots = Slots::read::<Test>(GPU, 3);
		for slot in [0, 1, 2, PAGE_SIZE - 1] {
			slots.set(slot, &entry(slot.into()));
		}
		slots.write::<Test>(GPU, 3);
		let key_of = |slot| key_at::<Test>(Address { class: GPU, page: 3, slot });
		for slot in [0, 1, 2, PAGE_SIZE - 1] {
			assert_eq!(key_of(slot), Some(key(slot.into())));
		}
		assert_eq!(key_of(PAGE_SIZE), None);
		assert_eq!(key_of(u16::MAX), None);
		assert_eq!(key_at::<Test>(Address { class: GPU, page: 4, slot: 0 }), None);

		let stored = Rosters::<Test>::get(GPU, 3).unwrap();
		assert_eq!(stored.len(), 42 * 512);
		assert_eq!(stored.encode().len(), 42 * 512 + 4, "the length in front is four bytes");
		Rosters::<Test>::remove(GPU, 3);
	});
}
