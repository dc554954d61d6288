//! Collateral that follows what a class earns, and rewards that vest, through the `Executive`.

use frame_support::{assert_ok, traits::fungible::Inspect};
use sp_keyring::Sr25519Keyring::{Alice, Bob, Charlie, Dave, Eve};
use substation_math::collateral::eras_to_ask_for;
use substation_primitives::{
	api::{runtime_decl_for_depin_api::DepinApiV1, NodeReport},
	Balance, Class, Eras, NodeId, Status,
};
use substation_runtime::{
	constants::UNIT, economy, AccountId, Attestation, Balances, Block, Collateral, Emission, Nodes,
	Rewards, Runtime, RuntimeCall,
};

use crate::chain::{attest, submit, Chain, Device};

const NODE: NodeId = 0;
const LEAST: Balance = 100 * UNIT;
const ERA: u32 = economy::DEV_ERA;

fn register(
	owner: sp_keyring::Sr25519Keyring,
	device: &Device,
	collateral: Balance,
) -> RuntimeCall {
	pallet_nodes::Call::register {
		class: 0,
		units: 1,
		device_key: device.key(),
		possession: device.consent(&owner.to_account_id(), 400),
		collateral,
		operator: None,
		payee: Some(Eve.to_account_id()),
		location: None,
		metadata: Default::default(),
	}
	.into()
}

/// A chain on which `wireless` asks for up to `most` times its least, and Bob's node has the least.
fn following(device: &Device, most: Balance) -> Chain {
	let mut chain = Chain::dev();
	chain.block(|| {
		let class = Nodes::class(0).unwrap();
		let class = Class { max_collateral_per_unit: most * LEAST, ..class };
		let call: RuntimeCall = pallet_nodes::Call::update_class { class_id: 0, class }.into();
		assert_ok!(submit(Alice, pallet_sudo::Call::sudo { call: Box::new(call) }));
		assert_ok!(submit(Bob, register(Bob, device, LEAST)));
	});
	chain
}

fn run_to(chain: &mut Chain, device: &Device, block: u32) {
	while chain.number() < block {
		chain.block(|| {
			if Attestation::duty(NODE).is_some_and(|duty| !duty.attested) {
				attest(NODE, device);
			}
		});
	}
}

fn claim() -> pallet_rewards::Call<Runtime> {
	pallet_rewards::Call::claim { node: NODE }
}

fn report() -> NodeReport<AccountId> {
	<Runtime as DepinApiV1<Block, AccountId>>::node(NODE).unwrap()
}

#[test]
fn every_class_should_ask_for_enough_that_its_cap_does_not_undercut_its_break_even() {
	for (class, _) in economy::classes() {
		let eras = eras_to_ask_for(class.break_even, class.penalty_cap).unwrap();
		assert!(eras <= economy::REWARD_ERAS, "{:?} needs {eras}", class.name);
		assert_eq!(class.max_collateral_per_unit, 10 * class.collateral_per_unit);
	}
	for (class, _) in economy::dev_classes() {
		assert_eq!(class.max_collateral_per_unit, class.collateral_per_unit);
	}
	// A reward of the era of a miss still vests when its slash is due.
	const { assert!(economy::VESTING > economy::SLASH_DEFERRAL + 1) };
}

#[test]
fn what_is_asked_for_should_rise_and_the_nodes_own_rewards_fill_it() {
	let device = Device::sr25519(0);
	let mut chain = following(&device, 10);
	run_to(&mut chain, &device, 3 * ERA + 1);
	// Three eras are over, of which each brought thousands.
	let asked = LEAST * 105 * 105 * 105 / 1_000_000;
	chain.block(|| {
		assert_eq!(Nodes::required_collateral(0, 1), Some(asked));
		let NodeReport { required, missing, collateral, top_up_by, .. } = report();
		assert_eq!((required, missing, collateral, top_up_by), (asked, asked - LEAST, LEAST, None));
		// Newcomers need it at once.
		let newcomer = Device::sr25519(1);
		let short = pallet_nodes::Error::<Runtime>::CollateralTooSmall;
		let call = register(Charlie, &newcomer, asked - 1);
		assert_eq!(submit(Charlie, call), Err(short.into()));
		assert_ok!(submit(Charlie, register(Charlie, &newcomer, asked)));
		// What vests of its rewards is enough for the node.
		let (payable, before) = (report().claimable, Balances::balance(&Eve.to_account_id()));
		assert_ok!(submit(Dave, claim()));
		assert_eq!(Balances::balance(&Eve.to_account_id()) - before, payable);
		assert_eq!((report().missing, report().collateral), (0, LEAST));
		assert!(report().vesting.total > asked - LEAST);
	});
}

#[test]
fn what_is_missing_should_stay_until_it_is_there() {
	let device = Device::sr25519(0);
	let mut chain = following(&device, 10_000);
	run_to(&mut chain, &device, 2 * ERA);
	let paid = chain.at(|| Balances::balance(&Eve.to_account_id()));
	chain.block(|| {
		// As if the class had asked for so much for long.
		let era = <Emission as Eras>::current();
		let asked = pallet_collateral::Asked { per_unit: 10_000 * LEAST, era };
		pallet_collateral::Requirements::<Runtime>::insert(0, asked);
		let all = Rewards::claimable(NODE).unwrap();
		assert!(all > 0 && all < 9_999 * LEAST);
		assert_eq!(report().claimable, 0);
		assert_ok!(submit(Dave, claim()));
		assert_eq!(report().vesting.total, all);
	});
	// That it is not enough is nobody's fault, however long it takes.
	let later = chain.number() + (economy::TOP_UP + 2) * ERA;
	run_to(&mut chain, &device, later);
	chain.block(|| {
		assert_ok!(submit(Dave, claim()));
		assert_eq!((Nodes::node(NODE).unwrap().status, report().top_up_by), (Status::Active, None));
		assert_eq!(Balances::balance(&Eve.to_account_id()), paid);
		// The owner tops it up; what has vested is paid then.
		let amount = report().missing;
		assert_ok!(submit(Bob, pallet_collateral::Call::deposit { node: NODE, amount }));
		assert_eq!((report().missing, report().top_up_by), (0, None));
	});
}

#[test]
fn what_vests_should_pay_for_misses_first_and_outlive_the_node() {
	let device = Device::sr25519(0);
	let mut chain = following(&device, 1);
	run_to(&mut chain, &device, ERA);
	chain.block(|| {
		assert_ok!(submit(Dave, claim()));
	});
	// Jailed after three misses.
	while chain.at(|| Nodes::node(NODE).unwrap().status) == Status::Active {
		chain.block(|| ());
	}
	let vesting = chain.at(|| report().vesting.total);
	let due = chain.at(|| report().pending_slashes.iter().map(|slash| slash.amount).sum::<u128>());
	assert!(due > 0 && due < vesting);
	while !chain.at(|| report().pending_slashes.is_empty()) {
		chain.block(|| ());
	}
	chain.at(|| {
		assert_eq!(report().collateral, LEAST);
		assert_eq!(report().vesting.total, vesting - due);
	});
	chain.block(|| {
		assert_ok!(submit(Bob, pallet_nodes::Call::retire { node: NODE }));
	});
	let free = chain.number() + (economy::UNBONDING + 1) * ERA;
	while chain.number() < free.max(401) {
		chain.block(|| ());
	}
	chain.block(|| {
		let before = Balances::balance(&Eve.to_account_id());
		let open = report().vesting.total + Rewards::claimable(NODE).unwrap();
		assert_ok!(submit(Dave, pallet_nodes::Call::reap { node: NODE }));
		assert_eq!(Balances::balance(&Eve.to_account_id()) - before, open);
		assert!(Collateral::ledger(NODE).is_none());
	});
}
