//! Once an era, a pass over the dockets, as far as each block's budget goes: applies what is due, and drops what is no longer
//! needed.

use frame_support::{
	storage::with_storage_layer,
	traits::Get,
	weights::{Weight, WeightMeter},
};
use substation_primitives::{Eras, NodeId};

use crate::{
	ClassEras, Config, MaxEntries, Pallet, Pass, Slashes, Stage, Sweep, WeightInfo, LOG_TARGET,
};

impl<T: Config> Pallet<T> {
	/// The most that the sweep needs to get on.
	pub(crate) fn largest_step() -> Weight {
		let docket = T::WeightInfo::sweep_docket(MaxEntries::<T>::get());
		T::WeightInfo::sweep_base().saturating_add(docket.max(T::WeightInfo::sweep_record()))
	}

	/// Goes on with the pass of this era, or starts it.
	pub(crate) fn sweep(budget: &mut WeightMeter) {
		if budget.try_consume(T::WeightInfo::sweep_base()).is_err() {
			return;
		}
		let now = T::Eras::current();
		let mut pass = Sweep::<T>::get();
		if pass.stage == Stage::Done {
			if pass.era >= now {
				return;
			}
			pass = Pass { era: now, stage: Stage::Dockets(None), ..pass };
		}
		if let Stage::Dockets(last) = pass.stage {
			pass.stage = Self::visit(last, budget);
		}
		if pass.stage == Stage::Records {
			pass.stage = Self::prune(&mut pass, budget);
		}
		Sweep::<T>::put(pass);
	}

	/// Visits the dockets after that of the node `last`. Returns where to go on.
	fn visit(mut last: Option<NodeId>, budget: &mut WeightMeter) -> Stage {
		let mut nodes = match last {
			Some(node) => Slashes::<T>::iter_keys_from_key(node),
			None => Slashes::<T>::iter_keys(),
		};
		while budget.can_consume(T::WeightInfo::sweep_docket(MaxEntries::<T>::get())) {
			let node = nodes.next();
			let applied = node.map_or(0, Self::settle_or_log);
			budget.consume(T::WeightInfo::sweep_docket(applied));
			if node.is_none() {
				return Stage::Records;
			}
			last = node;
		}
		Stage::Dockets(last)
	}

	/// A docket that cannot be settled stays as it is, and the sweep goes on.
	pub(crate) fn settle_or_log(node: NodeId) -> u32 {
		with_storage_layer(|| Self::settle(node)).unwrap_or_else(|error| {
			log::error!(target: LOG_TARGET, "node {node} could not be slashed: {error:?}");
			0
		})
	}

	/// Drops the records of eras that no slash can need: at the beginning of the pass, which has seen every
	/// docket since, even a slash that was appealed on the last day was due. Returns where to go on.
	fn prune(pass: &mut Pass, budget: &mut WeightMeter) -> Stage {
		let longest = T::SlashDeferral::get().saturating_add(T::AppealEras::get());
		while pass.kept < pass.era.saturating_sub(longest) {
			let mut records = ClassEras::<T>::iter_key_prefix(pass.kept);
			loop {
				if budget.try_consume(T::WeightInfo::sweep_record()).is_err() {
					return Stage::Records;
				}
				let Some(class) = records.next() else { break };
				ClassEras::<T>::remove(pass.kept, class);
			}
			pass.kept = pass.kept.saturating_add(1);
		}
		Stage::Done
	}
}
