//! A backer's story through the `Executive`: what is earned and lost follows from the blocks that the device attested in.

use std::collections::BTreeMap;

use frame_support::{assert_ok, traits::fungible::Inspect};
use pallet_backing::{Call, Error};
use sp_keyring::Sr25519Keyring::{self, Alice, Bob, Charlie, Dave, Eve};
use sp_runtime::{DispatchError, Perbill};
use substation_primitives::{
	api::{runtime_decl_for_depin_api::DepinApiV1, BackingReport, PositionReport, Reason},
	Balance, ClassId, EraIndex, Eras, NodeId, Status, Streams, Vests,
};
use substation_runtime::{
	constants::UNIT, economy, Attestation, Balances, Block, Collateral, Emission, Nodes, Rewards,
	Runtime, RuntimeCall, Slashing,
};

use crate::chain::{attest, submit, Chain, Device};

type E = Error<Runtime>;

/// A class with windows of five blocks, and 1,000 VOLT of collateral a unit.
const GPU: ClassId = 1;
const NODE: NodeId = 0;
/// The dev chain's.
const ERA: u32 = economy::DEV_ERA;

/// A node of Bob's with two units, open to backers for a tenth; Eve is paid.
fn opened(device: &Device) -> Chain {
	let mut chain = Chain::dev();
	chain.block(|| {
		let call = pallet_nodes::Call::register {
			class: GPU,
			units: 2,
			device_key: device.key(),
			possession: device.consent(&Bob.to_account_id(), 100),
			collateral: 2_000 * UNIT,
			operator: None,
			payee: Some(Eve.to_account_id()),
			location: None,
			metadata: Default::default(),
		};
		assert_ok!(submit(Bob, call));
	});
	chain.block(|| {
		let commission = Perbill::from_percent(10);
		assert_ok!(submit(Bob, Call::open_to_backers { node: NODE, commission }));
	});
	chain
}

/// Runs to `block`, attesting in each window if the node is to, and on a page.
fn run(chain: &mut Chain, device: &Device, block: u32, attests: bool) {
	while chain.number() < block {
		chain.block(|| {
			if attests && Attestation::duty(NODE).is_some() {
				attest(NODE, device);
			}
		});
	}
}

/// Runs to the second block of the era.
fn run_to_era(chain: &mut Chain, device: &Device, era: EraIndex) {
	while chain.at(<Emission as Eras>::current) < era {
		let next = chain.number() + 1;
		run(chain, device, next, true);
	}
	let next = chain.number() + 1;
	run(chain, device, next, true);
}

/// Has the node paid, and takes away what vests of it.
fn leave_nothing_to_vest() {
	assert_ok!(<Rewards as Streams>::pay_out(NODE));
	drop(<Rewards as Vests<_>>::slash(NODE, Balance::MAX));
}

/// No class gets anything from the next era on but one that has no nodes.
fn end_emission() {
	let shares: BTreeMap<ClassId, u32> = [(3, 1)].into();
	let call = pallet_emission::Call::set_shares { shares: shares.try_into().unwrap() };
	let call = Box::new(RuntimeCall::from(call));
	assert_ok!(submit(Alice, pallet_sudo::Call::sudo { call }));
}

fn back(who: Sr25519Keyring, volt: Balance) -> Result<(), DispatchError> {
	let at_most = Perbill::from_percent(10);
	submit(who, Call::back { node: NODE, amount: volt * UNIT, at_most })
}

fn backing() -> BackingReport {
	<Runtime as DepinApiV1<Block, substation_runtime::AccountId>>::backing(NODE).unwrap()
}

fn position(who: Sr25519Keyring) -> PositionReport {
	let who = who.to_account_id();
	<Runtime as DepinApiV1<Block, _>>::position(NODE, who).unwrap()
}

fn total(who: Sr25519Keyring) -> Balance {
	Balances::total_balance(&who.to_account_id())
}

#[test]
fn backers_should_earn_by_tokens_and_let_the_owner_take_out_as_much() {
	let device = Device::sr25519(0);
	let mut chain = opened(&device);
	chain.block(|| {
		let room = Err(E::NoRoom.into());
		assert_eq!(back(Charlie, 1_001), room);
		assert_ok!(back(Charlie, 600));
		assert_ok!(back(Dave, 400));
		let report = backing();
		assert_eq!((report.backed, report.room), (1_000 * UNIT, 0));
		// Half of what the class asks for is theirs now.
		let all = pallet_collateral::Call::request_withdrawal { node: NODE, amount: 1_001 * UNIT };
		let short = pallet_collateral::Error::<Runtime>::CollateralRequired;
		assert_eq!(submit(Bob, all), Err(short.into()));
		let half = pallet_collateral::Call::request_withdrawal { node: NODE, amount: 1_000 * UNIT };
		assert_ok!(submit(Bob, half));
	});
	run(&mut chain, &device, 3 * ERA, true);
	chain.block(|| {
		let earned = Rewards::claimable(NODE).unwrap();
		let eve = total(Eve);
		assert_ok!(submit(Dave, pallet_rewards::Call::claim { node: NODE }));
		// A tenth, and half of the rest, of what came since; before that all was Eve's.
		let payee = total(Eve) - eve;
		let (charlie, dave) = (position(Charlie).claimable, position(Dave).claimable);
		// A quarter of Eve's part vests first; of the backers' none.
		let eves = earned - (earned - earned.div_ceil(10)) / 2;
		assert_eq!(payee, eves - eves.div_ceil(4));
		assert_eq!(Rewards::vesting_of(NODE).unwrap().total, eves.div_ceil(4));
		assert!(earned - (eves + charlie + dave) < 3);
		assert!(charlie.abs_diff(dave * 3 / 2) < 3);
		let before = total(Charlie);
		assert_ok!(submit(Charlie, Call::claim { node: NODE }));
		assert!(total(Charlie) > before);
	});
}

#[test]
fn an_owner_who_locks_more_than_is_asked_for_should_earn_no_more() {
	let device = Device::sr25519(0);
	let mut chain = opened(&device);
	chain.block(|| {
		assert_ok!(back(Charlie, 1_000));
	});
	run(&mut chain, &device, ERA, true);
	let before = chain.block(|| {
		let amount = 50_000 * UNIT;
		assert_ok!(submit(Bob, pallet_collateral::Call::deposit { node: NODE, amount }));
		// What came before was divided before.
		position(Charlie).claimable
	});
	assert!(before > 0);
	run(&mut chain, &device, 2 * ERA, true);
	chain.block(|| {
		let earned = Rewards::claimable(NODE).unwrap();
		assert_ok!(submit(Dave, pallet_rewards::Call::claim { node: NODE }));
		let part = position(Charlie).claimable - before;
		let half = (earned - earned.div_ceil(10)) / 2;
		assert!(half.abs_diff(part) < 3, "half of what the class asks for is hers: {half}, {part}");
	});
}

#[test]
fn backers_should_pay_for_misses_of_their_time_and_leave_like_collateral() {
	let device = Device::sr25519(0);
	let mut chain = opened(&device);
	chain.block(|| {
		assert_ok!(back(Charlie, 1_000));
	});
	run(&mut chain, &device, 2 * ERA + 1, true);
	// The device is silent for two windows: the first miss is free.
	run(&mut chain, &device, 2 * ERA + 17, false);
	let (era, slash) = chain.at(|| {
		let pending = Slashing::pending_slashes(NODE);
		assert_eq!(pending.len(), 1);
		assert_eq!(pending[0].era, <Emission as Eras>::current());
		(pending[0].era, pending[0].amount)
	});
	assert!(slash > 0);
	chain.block(|| {
		attest(NODE, &device);
		assert_eq!(back(Dave, 5), Err(E::NoRoom.into()));
		assert_ok!(submit(Charlie, Call::unback { node: NODE, amount: Some(500 * UNIT) }));
		assert_ok!(back(Dave, 500));
		leave_nothing_to_vest();
	});
	run_to_era(&mut chain, &device, era + economy::SLASH_DEFERRAL + 1);
	chain.at(|| {
		assert!(Slashing::pending_slashes(NODE).is_empty());
		// Half is the owner's alone; the rest is by tokens, of which Dave's did not stand then.
		let half = slash / 2;
		let charlie = half * 1_000 * UNIT / (3_000 * UNIT - half);
		let report = position(Charlie);
		let (stays, leaves) = (report.standing + report.young, report.unbonding[0].amount);
		assert!((1_000 * UNIT - stays - leaves).abs_diff(charlie) < UNIT / 1_000);
		assert!(stays.abs_diff(leaves) < 3);
		let dave = position(Dave);
		assert_eq!(dave.standing + dave.young, 500 * UNIT);
		let held = Collateral::ledger(NODE).unwrap().locked;
		assert!((2_000 * UNIT - held).abs_diff(slash - charlie) < UNIT / 1_000);
	});
	run_to_era(&mut chain, &device, era + economy::UNBONDING);
	chain.block(|| {
		let (before, leaves) = (total(Charlie), position(Charlie).withdrawable);
		assert_ok!(submit(Charlie, Call::withdraw { node: NODE }));
		let paid = total(Charlie) - before;
		assert!(leaves.abs_diff(paid) < UNIT, "but for the fee");
	});
}

#[test]
fn an_owner_whose_backers_leave_should_have_time_to_top_up() {
	let device = Device::sr25519(0);
	let mut chain = opened(&device);
	chain.block(|| {
		end_emission();
		assert_ok!(back(Charlie, 1_000));
		let amount = 1_000 * UNIT;
		let half = pallet_collateral::Call::request_withdrawal { node: NODE, amount };
		assert_ok!(submit(Bob, half));
	});
	run(&mut chain, &device, 2 * ERA, true);
	chain.block(|| {
		attest(NODE, &device);
		leave_nothing_to_vest();
		assert_ok!(submit(Charlie, Call::unback { node: NODE, amount: None }));
		let report = <Runtime as DepinApiV1<Block, substation_runtime::AccountId>>::node(NODE);
		assert_eq!(report.unwrap().reason, Reason::TopUpDue(2 + economy::TOP_UP));
	});
	run(&mut chain, &device, (3 + economy::TOP_UP) * ERA, true);
	chain.block(|| ());
	chain.block(|| {
		assert_eq!(Nodes::node(NODE).unwrap().status, Status::Suspended);
		let report = <Runtime as DepinApiV1<Block, substation_runtime::AccountId>>::node(NODE);
		assert_eq!(report.unwrap().reason, Reason::CollateralShort(1_000 * UNIT));
		// Others can bring it back as well as its owner.
		assert_ok!(back(Dave, 1_000));
		assert_eq!(Nodes::node(NODE).unwrap().status, Status::Active);
	});
}

#[test]
fn backers_of_a_node_that_is_gone_should_have_all_at_once() {
	let device = Device::sr25519(0);
	let mut chain = opened(&device);
	chain.block(|| {
		assert_ok!(back(Charlie, 1_000));
	});
	run(&mut chain, &device, ERA, true);
	chain.block(|| {
		attest(NODE, &device);
		assert_ok!(submit(Bob, pallet_nodes::Call::retire { node: NODE }));
		assert_eq!(back(Dave, 5), Err(E::NodeRetiring.into()));
	});
	run(&mut chain, &device, (2 + economy::UNBONDING) * ERA, false);
	chain.block(|| {
		assert_ok!(submit(Dave, pallet_nodes::Call::reap { node: NODE }));
		let report = position(Charlie);
		assert_eq!(report.withdrawable, 1_000 * UNIT);
		assert!(report.claimable > 0);
		let before = total(Charlie);
		assert_ok!(submit(Charlie, Call::withdraw { node: NODE }));
		let paid = total(Charlie) - before;
		assert!(paid.abs_diff(1_000 * UNIT + report.claimable) < UNIT, "but for the fee");
		assert!(!pallet_backing::Supports::<Runtime>::contains_key(NODE));
	});
}
