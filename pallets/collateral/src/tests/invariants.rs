//! Random lives of a few nodes; all invariants after every step.

use super::prelude::*;
use frame_support::traits::fungible::Inspect;
use proptest::prelude::*;

const OWNERS: [AccountId; 3] = [ALICE, BOB, 3];

#[derive(Clone, Debug)]
enum Op {
	Register(NodeId, usize, Balance),
	Deposit(NodeId, Balance),
	Request(NodeId, Balance),
	Withdraw(NodeId),
	Slash(NodeId, Balance),
	Defer(NodeId, Balance),
	Fall(NodeId),
	Jail(NodeId),
	Transfer(NodeId, usize),
	Retire(NodeId),
	Reap(NodeId),
	NextEra(EraIndex),
}

fn op() -> impl Strategy<Value = Op> {
	let node = || 0..4u32;
	let amount = || prop_oneof![1..50u128, 1..3_000u128];
	prop_oneof![
		1 => (node(), 0..3usize, REQUIRED..3_000u128).prop_map(|(n, o, a)| Op::Register(n, o, a)),
		2 => (node(), amount()).prop_map(|(n, a)| Op::Deposit(n, a)),
		3 => (node(), amount()).prop_map(|(n, a)| Op::Request(n, a)),
		3 => node().prop_map(Op::Withdraw),
		2 => (node(), amount()).prop_map(|(n, a)| Op::Slash(n, a)),
		2 => (node(), amount()).prop_map(|(n, a)| Op::Defer(n, a)),
		2 => node().prop_map(Op::Fall),
		1 => node().prop_map(Op::Jail),
		1 => (node(), 0..3usize).prop_map(|(n, o)| Op::Transfer(n, o)),
		1 => node().prop_map(Op::Retire),
		2 => node().prop_map(Op::Reap),
		4 => (1..6u32).prop_map(Op::NextEra),
	]
}

/// Does it as the chain would: what fails changes nothing.
fn run(op: Op) {
	let _ = frame_support::storage::with_storage_layer(|| dispatch(op));
}

fn dispatch(op: Op) -> sp_runtime::DispatchResult {
	let owner = |node| by(Nodes::get(node).map_or(ALICE, |info| info.owner));
	match op {
		Op::Register(node, index, amount) if !Nodes::contains_key(node) => {
			register(node, OWNERS[index], amount)
		}
		Op::Deposit(node, amount) => Collateral::deposit(owner(node), node, amount)?,
		Op::Request(node, amount) => Collateral::request_withdrawal(owner(node), node, amount)?,
		Op::Withdraw(node) => withdraw(node)?,
		Op::Slash(node, amount) => drop(Collateral::slash(node, 0, amount)?),
		Op::Defer(node, amount) if Nodes::contains_key(node) => Deferred::insert(node, amount),
		Op::Fall(node) => {
			if let Some(amount) = Deferred::take(node) {
				Due::mutate(node, |due| *due = Some(due.unwrap_or_default() + amount));
			}
		}
		Op::Jail(node) if Nodes::get(node).is_some_and(|info| info.status == Status::Active) => {
			set_status(node, Status::Jailed)
		}
		Op::Transfer(node, index) if Nodes::contains_key(node) => transfer(node, OWNERS[index])?,
		Op::Retire(node) if Nodes::contains_key(node) => retire(node)?,
		Op::Reap(node) => reap(node)?,
		Op::NextEra(eras) => {
			for _ in 0..eras {
				enter_era(Era::get().unwrap_or_default() + 1);
			}
		}
		_ => (),
	}
	Ok(())
}

/// Withdraws, and asserts invariant 7: what is left covers what may be taken, or all of it stays.
fn withdraw(node: NodeId) -> sp_runtime::DispatchResult {
	let (owner, before) = match Nodes::get(node) {
		Some(info) => (info.owner, Collateral::withdrawable(node)),
		None => (ALICE, 0),
	};
	Collateral::withdraw(by(owner), node)?;
	let ledger = Collateral::ledger(node).expect("just paid");
	assert!(ledger.held().expect("small") >= Doubles::outstanding(node));
	assert_eq!(Collateral::withdrawable(node), 0, "{before} were to be had before");
	Ok(())
}

/// Invariant 6 as far as it lies here: every token is on an account, or was burned by a slash.
fn check_tokens(genesis: Balance) {
	let burned: Balance = events()
		.into_iter()
		.map(|event| if let Event::Slashed { burned, .. } = event { burned } else { 0 })
		.sum();
	assert_eq!(Balances::total_issuance(), genesis - burned);
	let accounts = OWNERS.iter().chain([&TREASURY, &POT]);
	let total: Balance = accounts.map(<Balances as Inspect<_>>::total_balance).sum();
	assert_eq!(total, Balances::total_issuance());
}

proptest! {
	#![proptest_config(ProptestConfig { cases: 128, ..Default::default() })]

	#[test]
	fn no_sequence_of_calls_should_break_an_invariant(ops in prop::collection::vec(op(), 1..80)) {
		new_test_ext().execute_with(|| {
			for op in ops {
				System::reset_events();
				let before = Balances::total_issuance();
				let shown = format!("{op:?}");
				run(op);
				check_tokens(before);
				assert_eq!(Collateral::do_try_state(), Ok(()), "after {shown}");
			}
		});
	}
}
