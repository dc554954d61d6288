//! What others ask of the registry.

use sp_runtime::traits::UniqueSaturatedInto;
use substation_primitives::{BlockNumber, Class, ClassId, NodeId, NodeInfo, Registry};

use crate::{Classes, Config, Nodes, Pallet};

impl<T: Config> substation_primitives::Classes for Pallet<T> {
	fn get(class: ClassId) -> Option<Class> {
		Classes::<T>::get(class)
	}
}

impl<T: Config> Registry<T::AccountId> for Pallet<T> {
	fn get(node: NodeId) -> Option<NodeInfo<T::AccountId>> {
		Nodes::<T>::get(node).map(|node| node.info())
	}
}

impl<T: Config> Pallet<T> {
	pub(crate) fn now() -> BlockNumber {
		frame_system::Pallet::<T>::block_number().unique_saturated_into()
	}
}
