//! The layout of a page's roster: fixed width, so that one device key is read at its offset.

use alloc::vec;

use codec::{Decode, Encode};
use frame_support::{traits::ConstU32, BoundedVec};
use substation_primitives::{Address, DeviceKey, NodeId, Slot, Units, PAGE_SIZE};

use crate::{Config, Rosters};

/// Bytes of an encoded [`DeviceKey`], padded with zeros: one for the kind and up to 33 for the key.
const KEY: usize = 34;
/// Bytes of one slot.
const WIDTH: usize = KEY + 4 + 4;
/// Bytes of all slots.
const SIZE: u32 = WIDTH as u32 * PAGE_SIZE as u32;
/// Bytes of the length in front of them.
const PREFIX: usize = 4;

/// Who has a slot.
#[derive(Clone, Debug, Decode, Encode, Eq, PartialEq)]
pub struct Entry {
	/// The key that attests.
	pub key: DeviceKey,
	/// The node.
	pub node: NodeId,
	/// Its weight.
	pub units: Units,
}

/// The slots of a page, as stored: always of full length.
pub type Bytes = BoundedVec<u8, ConstU32<SIZE>>;

/// The slots of a page.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Slots(Bytes);

impl Slots {
	/// The slots of a page; all empty if it is new.
	pub fn read<T: Config>(class: u16, page: u32) -> Self {
		let bytes = Rosters::<T>::get(class, page).filter(|bytes| bytes.len() == SIZE as usize);
		Self(bytes.unwrap_or_else(|| BoundedVec::truncate_from(vec![0; SIZE as usize])))
	}

	/// Stores them.
	pub fn write<T: Config>(self, class: u16, page: u32) {
		Rosters::<T>::insert(class, page, self.0);
	}

	/// Who has the slot; nobody, if what stands there is no entry.
	pub fn get(&self, slot: Slot) -> Option<Entry> {
		let (mut key, mut rest) = self.0.get(range(slot))?.split_at_checked(KEY)?;
		Some(Entry {
			key: Decode::decode(&mut key).ok()?,
			node: Decode::decode(&mut rest).ok()?,
			units: Decode::decode(&mut rest).ok()?,
		})
	}

	/// Gives the slot to a node. Tells whether there is such a slot.
	pub fn set(&mut self, slot: Slot, entry: &Entry) -> bool {
		let mut bytes = entry.key.encode();
		bytes.resize(KEY, 0);
		(entry.node, entry.units).encode_to(&mut bytes);
		bytes.try_into().is_ok_and(|bytes| self.put(slot, bytes))
	}

	/// Empties the slot.
	pub fn clear(&mut self, slot: Slot) {
		self.put(slot, [0; WIDTH]);
	}

	/// Whether nothing is left of who had the slot.
	pub fn is_clear(&self, slot: Slot) -> bool {
		self.0.get(range(slot)).is_some_and(|bytes| bytes.iter().all(|byte| *byte == 0))
	}

	fn put(&mut self, slot: Slot, bytes: [u8; WIDTH]) -> bool {
		let place = self.0.get_mut(range(slot));
		place.map(|place| place.copy_from_slice(&bytes)).is_some()
	}
}

fn range(slot: Slot) -> core::ops::Range<usize> {
	let start = usize::from(slot) * WIDTH;
	start..start + WIDTH
}

/// The device key at an address, without decoding the rest of the page's roster.
pub fn key_at<T: Config>(address: Address) -> Option<DeviceKey> {
	let mut bytes = [0; KEY];
	let offset = PREFIX.checked_add(range(address.slot).start)?;
	let place = Rosters::<T>::hashed_key_for(address.class, address.page);
	let left = sp_io::storage::read(&place, &mut bytes, u32::try_from(offset).ok()?)?;
	(left >= KEY as u32).then(|| Decode::decode(&mut &bytes[..]).ok())?
}
