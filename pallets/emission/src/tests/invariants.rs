//! Random histories: the supply is what was issued less what was burned, and never over the cap.

use crate::{mock::*, DemandTerms, Last, Minted, Split, Withheld};
use alloc::collections::BTreeMap;
use proptest::prelude::*;
use sp_runtime::{Perbill, Perquintill};
use substation_primitives::{Balance, ClassId};

#[derive(Clone, Debug)]
enum Op {
	NextBlock,
	NextEra,
	SetShares(BTreeMap<ClassId, u32>),
	SetSplit {
		validators: u32,
		treasury: u32,
	},
	SetDecay(u64),
	/// A part of what the holder has, in 1/255.
	Burn(u8),
	/// Customers of the class pay: so much to be burned, so much income.
	Pay(ClassId, Balance, Balance),
	SetDemand(u32, u32),
	/// From now on the pools of these classes, by bits, take nothing.
	Refuse(u8),
}

fn op() -> impl Strategy<Value = Op> {
	let weight = prop_oneof![Just(0), 1..100u32, any::<u32>()];
	prop_oneof![
		1 => Just(Op::NextBlock),
		6 => Just(Op::NextEra),
		1 => prop::collection::btree_map(0..5u16, weight, 0..5).prop_map(Op::SetShares),
		1 => (0..120u32, 0..120u32)
			.prop_map(|(validators, treasury)| Op::SetSplit { validators, treasury }),
		1 => prop_oneof![0..10u64.pow(15), 0..=10u64.pow(18)].prop_map(Op::SetDecay),
		1 => any::<u8>().prop_map(Op::Burn),
		3 => (0..4u16, 0..10_000u128, prop_oneof![0..10_000u128, 0..1_000_000 * VOLT])
			.prop_map(|(class, burned, income)| Op::Pay(class, burned, income)),
		1 => (0..120u32, 0..120u32).prop_map(|(service, floor)| Op::SetDemand(service, floor)),
		1 => any::<u8>().prop_map(Op::Refuse),
	]
}

/// Does `op`; returns what it burned.
fn apply(op: Op) -> Balance {
	let root = RuntimeOrigin::root();
	match op {
		Op::NextBlock => next_block(),
		Op::NextEra => next_era(),
		Op::SetShares(shares) => {
			let valid = shares.values().any(|weight| *weight > 0) && !shares.contains_key(&4);
			let result = Emission::set_shares(root, shares.try_into().unwrap());
			assert_eq!(result.is_ok(), valid);
		}
		Op::SetSplit { validators, treasury } => {
			let split = Split {
				validators: Perbill::from_percent(validators),
				treasury: Perbill::from_percent(treasury),
			};
			let valid = validators.min(100) + treasury.min(100) <= 100;
			assert_eq!(Emission::set_split(root, split).is_ok(), valid);
		}
		Op::SetDecay(parts) => Emission::set_decay(root, Perquintill::from_parts(parts)).unwrap(),
		Op::Burn(part) => {
			let balance = Balances::free_balance(HOLDER);
			let left = balance - balance / 255 * Balance::from(part);
			Balances::force_set_balance(root, HOLDER, left.max(VOLT)).unwrap();
			return balance - Balances::free_balance(HOLDER);
		}
		Op::Pay(class, burned, income) => pay(class, burned, income),
		Op::SetDemand(service, floor) => {
			let terms = DemandTerms {
				service: Perbill::from_percent(service),
				floor: Perbill::from_percent(floor),
			};
			assert_eq!(Emission::set_demand(root, terms).is_ok(), service < 100);
		}
		Op::Refuse(bits) => {
			Refusing::set((0..8).filter(|class| bits >> class & 1 == 1).collect());
		}
	}
	0
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(64))]

	#[test]
	fn issuance_should_be_genesis_and_minted_less_burned(ops in prop::collection::vec(op(), 1..100)) {
		externalities(genesis()).execute_with(|| {
			next_block();
			let (mut burned, mut scheduled) = (0, Last::<Test>::get().scheduled);
			for op in ops {
				let era = Emission::clock();
				burned += apply(op.clone());
				if Emission::clock() != era {
					scheduled += Last::<Test>::get().scheduled;
				}
				if let Err(broken) = Emission::do_try_state() {
					panic!("{broken:?} after {op:?}");
				}
			}
			let minted = Minted::<Test>::get();
			let service = Emission::service();
			let burned = burned + service.burned;
			assert_eq!(Balances::total_issuance(), GENESIS + minted + service.minted - burned);
			assert_eq!(Emission::burned(), burned);
			let disposed = minted + Withheld::<Test>::get();
			assert!(disposed <= scheduled && GENESIS + disposed <= CAP);
			assert!(service.minted <= service.burned);
			let held: Balance = (0..4).map(|class| Balances::free_balance(pool(class))).sum();
			let others = [HOLDER, VALIDATORS, TREASURY].map(Balances::free_balance);
			assert_eq!(held + others.iter().sum::<Balance>(), Balances::total_issuance());
		});
	}
}
