//! What the calls cost, with the other pallets' part in them.

use frame_benchmarking::v2::*;
use frame_support::{
	dispatch::DispatchResult,
	storage::{with_transaction, TransactionOutcome::Rollback},
	traits::{
		fungible::{Inspect, Mutate},
		EnsureOrigin, Get,
	},
};
use frame_system::{pallet_prelude::BlockNumberFor, RawOrigin::Signed};
use sp_core::crypto::KeyTypeId;
use sp_io::crypto::{sr25519_generate, sr25519_sign};
use sp_runtime::traits::Zero;
use substation_primitives::{
	possession_message, BenchmarkHelper, Class, ClassName, DeviceKey, NodeId, Possession, Roster,
	Status,
};

use crate::{h3, types::*, *};

type Helper<T> = <T as Config>::BenchmarkHelper;

const DEVICE: KeyTypeId = KeyTypeId(*b"devi");
/// A cell of the finest resolution: all digits are to be checked.
const CELL: u64 = 0x08f2_8308_280c_0000;

/// A class like the helper's, with the longest name.
fn terms<T: Config>() -> Class {
	let class = Classes::<T>::get(Helper::<T>::class()).expect("the helper made it");
	Class { name: ClassName::truncate_from([b'n'; 32].to_vec()), ..class }
}

fn longest_metadata<T: Config>() -> MetadataOf<T> {
	let length = T::MaxMetadata::get() as usize;
	MetadataOf::<T>::truncate_from(alloc::vec![0; length])
}

/// A new device, and its real consent to `owner`.
fn device<T: Config>(owner: &T::AccountId) -> (DeviceKey, Possession) {
	let key = sr25519_generate(DEVICE, None);
	let genesis = frame_system::Pallet::<T>::block_hash(BlockNumberFor::<T>::zero());
	let expires = Pallet::<T>::now() + T::MaxProofLife::get();
	let message = possession_message(genesis, owner, expires);
	let signature = sr25519_sign(DEVICE, &key, &message).expect("the key is in the keystore");
	(key.into(), Possession { expires, signature: signature.into() })
}

/// Moves on until the retired node can be reaped.
fn unbond<T: Config>(node: NodeId) {
	let reap = || with_transaction(|| Rollback(Pallet::<T>::do_reap(node)));
	for _ in 0..1_000 {
		if DispatchResult::is_ok(&reap()) {
			return;
		}
		Helper::<T>::advance(T::MaxProofLife::get());
	}
}

#[benchmarks(where T::Currency: Mutate<T::AccountId>)]
mod benchmarks {
	use super::*;

	#[benchmark]
	fn create_class() -> Result<(), BenchmarkError> {
		let class = terms::<T>();
		let id = NextClass::<T>::get();
		let origin =
			T::AdminOrigin::try_successful_origin().map_err(|_| BenchmarkError::Weightless)?;

		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, class.clone());

		assert_eq!(Classes::<T>::get(id), Some(class));
		Ok(())
	}

	#[benchmark]
	fn update_class() -> Result<(), BenchmarkError> {
		let (id, class) = (Helper::<T>::class(), terms::<T>());
		let origin =
			T::AdminOrigin::try_successful_origin().map_err(|_| BenchmarkError::Weightless)?;

		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, id, class.clone());

		assert_eq!(Classes::<T>::get(id), Some(class));
		Ok(())
	}

	#[benchmark]
	fn register() -> Result<(), BenchmarkError> {
		let owner: T::AccountId = whitelisted_caller();
		let class = Helper::<T>::class();
		let Class { min_units: units, .. } = terms::<T>();
		let collateral = terms::<T>().least(units).expect("checked when the class was made");
		let metadata = longest_metadata::<T>();
		let deposit = Pallet::<T>::deposit_for(&metadata)?;
		T::Currency::set_balance(
			&owner,
			collateral + deposit + 100 * T::Currency::minimum_balance(),
		);
		let (key, possession) = device::<T>(&owner);
		let (operator, payee) = (Some(account("operator", 0, 0)), Some(account("payee", 0, 0)));
		let id = NextNode::<T>::get();

		#[extrinsic_call]
		_(
			Signed(owner),
			class,
			units,
			key.clone(),
			possession,
			collateral,
			operator,
			payee,
			Some(CELL),
			metadata,
		);

		assert!(h3::is_cell(CELL));
		assert_eq!(Keys::<T>::get(key), Some(id));
		assert!(T::Roster::membership(id).is_some());
		Ok(())
	}

	#[benchmark]
	fn update() -> Result<(), BenchmarkError> {
		let (id, owner) = Helper::<T>::node(Helper::<T>::class());
		Helper::<T>::back(id);
		Helper::<T>::earn(id);
		let units = terms::<T>().min_units;
		let metadata = longest_metadata::<T>();
		T::Currency::mint_into(&owner, Pallet::<T>::deposit_for(&metadata)?)?;

		#[extrinsic_call]
		_(Signed(owner), id, Some(units), Some(metadata.clone()), Some(Some(CELL)));

		assert_eq!(Nodes::<T>::get(id).map(|node| node.metadata), Some(metadata));
		Ok(())
	}

	#[benchmark]
	fn rotate_device_key() {
		let (id, owner) = Helper::<T>::node(Helper::<T>::class());
		Helper::<T>::back(id);
		Helper::<T>::miss(id, true);
		Helper::<T>::miss(id, false);
		let (key, possession) = device::<T>(&owner);

		#[extrinsic_call]
		_(Signed(owner), id, key.clone(), possession);

		assert_eq!(Keys::<T>::get(key), Some(id));
	}

	#[benchmark]
	fn set_operator() {
		let (id, owner) = Helper::<T>::node(Helper::<T>::class());
		let operator: Option<T::AccountId> = Some(account("operator", 0, 0));

		#[extrinsic_call]
		_(Signed(owner), id, operator.clone());

		assert_eq!(Nodes::<T>::get(id).map(|node| node.operator), Some(operator));
	}

	#[benchmark]
	fn set_payee() {
		let (id, owner) = Helper::<T>::node(Helper::<T>::class());
		Helper::<T>::back(id);
		Helper::<T>::earn(id);
		let payee: T::AccountId = account("payee", 0, 0);

		#[extrinsic_call]
		_(Signed(owner), id, payee.clone());

		assert_eq!(Nodes::<T>::get(id).map(|node| node.payee), Some(payee));
	}

	#[benchmark]
	fn transfer() {
		let (id, owner) = Helper::<T>::node(Helper::<T>::class());
		Helper::<T>::back(id);
		Helper::<T>::earn(id);
		let to: T::AccountId = account("to", 0, 0);
		T::Currency::set_balance(&to, 100 * T::Currency::minimum_balance());

		#[extrinsic_call]
		_(Signed(owner), id, to.clone());

		assert_eq!(Nodes::<T>::get(id).map(|node| node.owner), Some(to));
	}

	#[benchmark]
	fn retire() {
		let (id, owner) = Helper::<T>::node(Helper::<T>::class());
		Helper::<T>::back(id);
		Helper::<T>::earn(id);
		Helper::<T>::miss(id, true);
		Helper::<T>::crowd(id);

		#[extrinsic_call]
		_(Signed(owner), id);

		assert_eq!(Nodes::<T>::get(id).map(|node| node.status), Some(Status::Retiring));
	}

	#[benchmark]
	fn reap() -> Result<(), BenchmarkError> {
		let (id, _) = Helper::<T>::node(Helper::<T>::class());
		Helper::<T>::back(id);
		Helper::<T>::earn(id);
		Helper::<T>::miss(id, false);
		Pallet::<T>::do_retire(id)?;
		unbond::<T>(id);

		#[extrinsic_call]
		_(Signed(whitelisted_caller()), id);

		assert!(!Nodes::<T>::contains_key(id));
		Ok(())
	}

	impl_benchmark_test_suite!(Pallet, crate::mock::new_test_ext(), crate::mock::Test);
}
