//! Any sequence of calls and of what other pallets do: nothing breaks an invariant, nothing is lost.

use std::collections::BTreeMap;

use frame_support::{dispatch::DispatchResult, traits::fungible::Inspect};
use proptest::prelude::*;
use sp_runtime::StateVersion;
use substation_primitives::{Balance, Collateral, Liabilities, LifeCycle, NodeId, Status, Units};

use crate::{mock::*, Call, Keys, MetadataOf, Nodes as Records};

/// What happens, to one of the first few nodes, by one of the people or by whom it belongs to.
#[derive(Clone, Debug)]
enum Op {
	Register { who: AccountId, key: u8, units: Units, collateral: Balance, bytes: usize },
	Update { who: AccountId, node: NodeId, units: Option<Units>, bytes: Option<usize> },
	Rotate { who: AccountId, node: NodeId, key: u8 },
	SetOperator { who: AccountId, node: NodeId, operator: AccountId },
	SetPayee { who: AccountId, node: NodeId, payee: AccountId },
	Transfer { who: AccountId, node: NodeId, to: AccountId },
	Retire { who: AccountId, node: NodeId },
	Reap { who: AccountId, node: NodeId },
	Jail { node: NodeId },
	Suspend { node: NodeId },
	Reinstate { node: NodeId },
	Evict { node: NodeId },
	Incur { node: NodeId, amount: Balance },
	ApplyDue { node: NodeId },
	Earn { node: NodeId, amount: Balance },
	Deposit { node: NodeId, amount: Balance },
	Pass { eras: u32 },
}

const ITS_OWNER: AccountId = 0;

fn op() -> impl Strategy<Value = Op> {
	let person = || 1..=3_u64;
	let who = || prop_oneof![3 => Just(ITS_OWNER), 1 => person()];
	let node = || 0..5_u32;
	let key = || 0..7_u8;
	prop_oneof![
		4 => (person(), key(), 0..=11_u32, 0..1_000_u128, 0..=16_usize).prop_map(
			|(who, key, units, collateral, bytes)| Op::Register { who, key, units, collateral, bytes }
		),
		2 => (who(), node(), prop::option::of(0..=11_u32), prop::option::of(0..=16_usize))
			.prop_map(|(who, node, units, bytes)| Op::Update { who, node, units, bytes }),
		2 => (who(), node(), key()).prop_map(|(who, node, key)| Op::Rotate { who, node, key }),
		1 => (who(), node(), person())
			.prop_map(|(who, node, operator)| Op::SetOperator { who, node, operator }),
		1 => (who(), node(), person()).prop_map(|(who, node, payee)| Op::SetPayee { who, node, payee }),
		2 => (who(), node(), person()).prop_map(|(who, node, to)| Op::Transfer { who, node, to }),
		2 => (who(), node()).prop_map(|(who, node)| Op::Retire { who, node }),
		4 => (who(), node()).prop_map(|(who, node)| Op::Reap { who, node }),
		2 => node().prop_map(|node| Op::Jail { node }),
		2 => node().prop_map(|node| Op::Suspend { node }),
		2 => node().prop_map(|node| Op::Reinstate { node }),
		1 => node().prop_map(|node| Op::Evict { node }),
		2 => (node(), 1..200_u128).prop_map(|(node, amount)| Op::Incur { node, amount }),
		1 => node().prop_map(|node| Op::ApplyDue { node }),
		2 => (node(), 0..50_u128).prop_map(|(node, amount)| Op::Earn { node, amount }),
		1 => (node(), 1..300_u128).prop_map(|(node, amount)| Op::Deposit { node, amount }),
		3 => (1..7_u32).prop_map(|eras| Op::Pass { eras }),
	]
}

fn metadata(bytes: usize) -> MetadataOf<Test> {
	MetadataOf::<Test>::truncate_from(vec![b'm'; bytes])
}

fn actor(who: AccountId, node: NodeId) -> AccountId {
	match Records::<Test>::get(node) {
		Some(node) if who == ITS_OWNER => node.owner,
		_ => who,
	}
}

impl Op {
	/// The same with the owner's account in it.
	fn resolved(mut self) -> Self {
		match &mut self {
			Self::Update { who, node, .. }
			| Self::Rotate { who, node, .. }
			| Self::SetOperator { who, node, .. }
			| Self::SetPayee { who, node, .. }
			| Self::Transfer { who, node, .. }
			| Self::Retire { who, node }
			| Self::Reap { who, node } => *who = actor(*who, *node),
			_ => (),
		}
		self
	}

	fn apply(self) -> DispatchResult {
		match self {
			Self::Register { who, key, units, collateral, bytes } => {
				let form = Form::new(who, &device(key));
				let operator = Some(who % 3 + 1);
				Form { units, collateral, operator, metadata: vec![b'm'; bytes], ..form }.submit()
			}
			Self::Update { who, node, units, bytes } => {
				let metadata = bytes.map(metadata);
				dispatch(who, Call::update { node, units, metadata, location: None })
			}
			Self::Rotate { who, node, key } => {
				let device = device(key);
				let owner = Records::<Test>::get(node).map_or(who, |node| node.owner);
				let (device_key, possession) = (device.key(), device.consent(owner));
				dispatch(who, Call::rotate_device_key { node, device_key, possession })
			}
			Self::SetOperator { who, node, operator } => {
				dispatch(who, Call::set_operator { node, operator: Some(operator) })
			}
			Self::SetPayee { who, node, payee } => dispatch(who, Call::set_payee { node, payee }),
			Self::Transfer { who, node, to } => dispatch(who, Call::transfer { node, to }),
			Self::Retire { who, node } => dispatch(who, Call::retire { node }),
			Self::Reap { who, node } => dispatch(who, Call::reap { node }),
			Self::Jail { node } => jail(node),
			Self::Suspend { node } => <Nodes as LifeCycle>::suspend(node),
			Self::Reinstate { node } => <Nodes as LifeCycle>::reinstate(node),
			Self::Evict { node } => <Nodes as LifeCycle>::evict(node),
			Self::Incur { node, amount } if Members::contains_key(node) => {
				incur(node, amount);
				Ok(())
			}
			Self::Earn { node, amount } if Members::contains_key(node) => {
				earn(node, amount);
				Ok(())
			}
			Self::Deposit { node, amount } if Members::contains_key(node) => {
				Doubles::lock(node, &record(node).owner, amount)
			}
			Self::ApplyDue { node } if Ledgers::contains_key(node) => Doubles::apply_due(node),
			Self::Pass { eras } => {
				pass_eras(eras);
				Ok(())
			}
			_ => Err("no such node".into()),
		}
	}

	/// Who did it, if it is a call; anybody may reap.
	fn signer(&self) -> Option<AccountId> {
		match *self {
			Self::Register { who, .. }
			| Self::Update { who, .. }
			| Self::Rotate { who, .. }
			| Self::SetOperator { who, .. }
			| Self::SetPayee { who, .. }
			| Self::Transfer { who, .. }
			| Self::Retire { who, .. } => Some(who),
			_ => None,
		}
	}

	fn transfers(&self) -> bool {
		matches!(self, Self::Transfer { .. })
	}
}

/// All that is somebody's: free, held, locked, unbonding, or to be claimed.
fn wealth(who: AccountId) -> Balance {
	let ledgers = Ledgers::iter_values().filter(|ledger| ledger.owner == who);
	let backing: Balance = ledgers.map(|ledger| ledger.locked + ledger.unbonding).sum();
	let paid = Records::<Test>::iter().filter(|(_, node)| node.payee == who);
	let earned: Balance = paid.map(|(id, _)| Earned::get(id)).sum();
	Balances::total_balance(&who) + backing + earned
}

/// What is compared before and after.
struct Snapshot {
	root: Vec<u8>,
	issuance: Balance,
	wealth: BTreeMap<AccountId, Balance>,
	statuses: BTreeMap<NodeId, Status>,
	keys: BTreeMap<Vec<u8>, NodeId>,
	/// Nodes that have nothing more to answer for.
	clean: Vec<NodeId>,
}

impl Snapshot {
	fn take() -> Self {
		let statuses: BTreeMap<_, _> =
			Records::<Test>::iter().map(|(id, node)| (id, node.status)).collect();
		let past = |id: &NodeId| Doubles::are_due(&Slashes::get(id));
		Self {
			root: sp_io::storage::root(StateVersion::V1),
			issuance: Balances::total_issuance(),
			wealth: PEOPLE.into_iter().map(|who| (who, wealth(who))).collect(),
			clean: statuses.keys().copied().filter(past).collect(),
			statuses,
			keys: Keys::<Test>::iter().map(|(key, id)| (codec::Encode::encode(&key), id)).collect(),
		}
	}

	/// What was done was refused, and nothing came of it.
	fn check_refused(&self, after: &Self) {
		assert_eq!(self.root, after.root);
	}

	/// Whatever was done, it was no one else's loss, and no node skipped a step of its life.
	fn check_done(&self, op: &Op, after: &Self) {
		let slashed = self.issuance.saturating_sub(after.issuance);
		for who in PEOPLE.into_iter().filter(|who| Some(*who) != op.signer()) {
			let (before, after) = (self.wealth[&who], after.wealth[&who]);
			assert!(after + slashed >= before, "{op:?} cost {who} {}", before - after);
		}
		if let Some(signer) = op.signer().filter(|_| !op.transfers()) {
			assert!(after.wealth[&signer] + slashed >= self.wealth[&signer], "{op:?} lost tokens");
		}
		for (id, before) in &self.statuses {
			let now = after.statuses.get(id);
			assert!(is_step(*before, now.copied()), "{op:?} took {before:?} to {now:?}");
		}
		for (key, id) in &self.keys {
			let freed = after.keys.get(key) != Some(id);
			let rotated = matches!(op, Op::Rotate { node, .. } if node == id);
			let reaped = matches!(op, Op::Reap { node, .. } if node == id);
			assert!(!freed || rotated || reaped && self.clean.contains(id), "{op:?} freed a key");
		}
	}
}

fn is_step(from: Status, to: Option<Status>) -> bool {
	use Status::*;
	match to {
		Some(to) if from == to => true,
		Some(Active) => matches!(from, Jailed | Suspended),
		Some(Jailed | Suspended) => from == Active,
		Some(Retiring) => true,
		None => from == Retiring,
	}
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(24))]

	#[test]
	fn no_sequence_should_break_an_invariant(ops in prop::collection::vec(op(), 1..150)) {
		build_and_execute(|| {
			let mut before = Snapshot::take();
			for op in ops.into_iter().map(Op::resolved) {
				let done = op.clone().apply();
				let after = Snapshot::take();
				match done {
					Ok(()) => before.check_done(&op, &after),
					Err(_) => before.check_refused(&after),
				}
				Nodes::do_try_state().unwrap();
				before = after;
			}
		});
	}
}
