//! What a proxy may do for the account that named it.

use frame_support::{assert_ok, traits::InstanceFilter};
use pallet_services::{Arbiter, Sla, Target, Terms};
use sp_keyring::Sr25519Keyring::{Alice, Bob, Charlie};
use sp_runtime::{DispatchError, Perbill};
use substation_runtime::{
	configs::ProxyType::{self, Any, CancelProxy, Governance, NonTransfer},
	constants::UNIT,
	Balances, Runtime, RuntimeCall, RuntimeEvent, Staking,
};

use crate::chain::{events, submit, Chain};

fn transfer() -> RuntimeCall {
	let dest = Charlie.to_account_id().into();
	pallet_balances::Call::transfer_allow_death { dest, value: UNIT }.into()
}

fn bond_extra() -> RuntimeCall {
	pallet_staking::Call::bond_extra { max_additional: UNIT }.into()
}

fn purge_keys() -> RuntimeCall {
	pallet_session::Call::purge_keys {}.into()
}

fn remove_vote() -> RuntimeCall {
	pallet_conviction_voting::Call::remove_vote { class: None, index: 0 }.into()
}

fn refund() -> RuntimeCall {
	pallet_referenda::Call::refund_submission_deposit { index: 0 }.into()
}

fn claim() -> RuntimeCall {
	pallet_rewards::Call::claim { node: 0 }.into()
}

fn calls_that_move_value() -> [RuntimeCall; 12] {
	let wants = Terms { price: UNIT, sla: Sla::default(), arbiter: Arbiter::Nobody };
	[
		pallet_services::Call::offer { node: 0, units: 1, terms: wants.clone() }.into(),
		pallet_services::Call::open { target: Target::Node(0), units: 1, windows: 1, wants }.into(),
		pallet_services::Call::close { agreement: 0 }.into(),
		pallet_services::Call::dispute { agreement: 0 }.into(),
		pallet_services::Call::resolve_dispute { agreement: 0, refund: Perbill::one() }.into(),
		pallet_services::Call::top_up { agreement: 0, windows: 1 }.into(),
		pallet_backing::Call::back { node: 0, amount: UNIT, at_most: Perbill::one() }.into(),
		pallet_backing::Call::open_to_backers { node: 0, commission: Perbill::zero() }.into(),
		pallet_backing::Call::set_commission { node: 0, commission: Perbill::zero() }.into(),
		pallet_nodes::Call::transfer { node: 0, to: Bob.to_account_id() }.into(),
		pallet_nodes::Call::set_operator { node: 0, operator: Some(Bob.to_account_id()) }.into(),
		pallet_nodes::Call::set_payee { node: 0, payee: Bob.to_account_id() }.into(),
	]
}

#[test]
fn a_proxy_that_moves_no_tokens_should_give_no_node_away_and_buy_or_back_nothing() {
	for call in calls_that_choose_who_is_paid_for_stake() {
		assert!(ProxyType::Staking.filter(&call) && !NonTransfer.filter(&call));
	}
	let payee = pallet_staking::RewardDestination::Staked;
	assert!(NonTransfer.filter(&pallet_staking::Call::bond { value: UNIT, payee }.into()));
	for call in calls_that_move_value() {
		assert!(Any.filter(&call));
		for narrow in [NonTransfer, CancelProxy, ProxyType::Staking, Governance] {
			assert!(!narrow.filter(&call), "{narrow:?}: {call:?}");
		}
	}
	assert!(NonTransfer.filter(&pallet_nodes::Call::retire { node: 0 }.into()));
	assert!(NonTransfer.filter(&pallet_services::Call::collect { agreement: 0 }.into()));
}

#[test]
fn each_type_should_pass_what_it_is_for_and_nothing_else() {
	let calls = [transfer(), bond_extra(), purge_keys(), remove_vote(), refund(), claim()];
	let expected = [
		(Any, [true, true, true, true, true, true]),
		(NonTransfer, [false, true, true, true, true, true]),
		(CancelProxy, [false, false, false, false, false, false]),
		(ProxyType::Staking, [false, true, true, false, false, false]),
		(Governance, [false, false, false, true, true, false]),
	];
	for (proxy, passes) in expected {
		assert_eq!(calls.each_ref().map(|call| proxy.filter(call)), passes, "{proxy:?}");
	}
}

fn calls_that_choose_who_is_paid_for_stake() -> [RuntimeCall; 2] {
	let payee = pallet_staking::RewardDestination::Account(Bob.to_account_id());
	[
		pallet_staking::Call::set_payee { payee: payee.clone() }.into(),
		pallet_staking::Call::bond { value: UNIT, payee }.into(),
	]
}

#[test]
fn no_proxy_should_be_able_to_name_a_more_powerful_one() {
	let mut calls = calls_that_move_value().to_vec();
	calls.extend(calls_that_choose_who_is_paid_for_stake());
	calls.extend([transfer(), bond_extra(), purge_keys(), remove_vote(), refund(), claim()]);
	let all = [Any, NonTransfer, CancelProxy, ProxyType::Staking, Governance];
	for (wide, narrow) in all.iter().flat_map(|wide| all.iter().map(move |narrow| (wide, narrow))) {
		if wide.is_superset(narrow) {
			for call in calls.iter().filter(|call| narrow.filter(call)) {
				assert!(wide.filter(call), "{wide:?} makes a {narrow:?}, which may {call:?}");
			}
		}
	}
	for narrow in [ProxyType::Staking, Governance] {
		assert!(Any.is_superset(&narrow));
		for other in [Any, NonTransfer, CancelProxy, ProxyType::Staking, Governance] {
			assert_eq!(narrow.is_superset(&other), narrow == other);
		}
	}
}

#[test]
fn the_encoding_of_the_types_should_never_change() {
	use codec::Encode;
	let types = [Any, NonTransfer, CancelProxy, ProxyType::Staking, Governance];
	assert_eq!(types.map(|proxy| proxy.encode()), [[0], [1], [2], [3], [4]].map(Vec::from));
}

#[test]
fn a_staking_proxy_should_bond_but_not_transfer_even_in_a_batch() {
	let mut chain = Chain::dev();
	let through = |call: RuntimeCall| pallet_proxy::Call::proxy {
		real: Alice.to_account_id().into(),
		force_proxy_type: None,
		call: Box::new(call),
	};
	let results = |chain: &mut Chain| -> Vec<Result<(), DispatchError>> {
		let result = |event| match event {
			RuntimeEvent::Proxy(pallet_proxy::Event::ProxyExecuted { result }) => Some(result),
			_ => None,
		};
		chain.at(events).into_iter().filter_map(result).collect()
	};
	chain.block(|| {
		let delegate = Bob.to_account_id().into();
		let proxy_type = ProxyType::Staking;
		assert_ok!(submit(Alice, pallet_proxy::Call::add_proxy { delegate, proxy_type, delay: 0 }));
	});
	let before = chain.at(|| Staking::ledger(Alice.to_account_id().into()).unwrap().total);
	let charlie = chain.at(|| Balances::free_balance(Charlie.to_account_id()));
	chain.block(|| {
		assert_ok!(submit(Bob, through(bond_extra())));
		assert_ok!(submit(Bob, through(transfer())));
		let calls = vec![bond_extra(), transfer()];
		assert_ok!(submit(Bob, through(pallet_utility::Call::batch_all { calls }.into())));
	});
	let filtered = Err(frame_system::Error::<Runtime>::CallFiltered.into());
	assert_eq!(results(&mut chain), [Ok(()), filtered, filtered]);
	chain.at(|| {
		let total = Staking::ledger(Alice.to_account_id().into()).unwrap().total;
		assert_eq!(total, before + UNIT);
		assert_eq!(Balances::free_balance(Charlie.to_account_id()), charlie);
	});
}
