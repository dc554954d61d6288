//! What `DepinApi` answers for a node in each state of its life.

use frame_support::assert_ok;
use sp_keyring::Sr25519Keyring::{Alice, Bob};
use substation_primitives::{
	api::{
		runtime_decl_for_depin_api::DepinApiV1, ClassReport, NetworkReport, NodeReport, Reason,
		Unbonding,
	},
	Balance, ClassId, DeviceKey, Duty, LifeCycle, NodeId, Slashable, Status, Units,
};
use substation_runtime::{
	constants::UNIT, economy, AccountId, Block, Collateral, Nodes, Runtime, RuntimeCall,
};

use crate::chain::{attest, submit, Chain, Device};

/// The API, as a client calls it.
struct Api;

impl Api {
	fn node(node: NodeId) -> Option<NodeReport<AccountId>> {
		<Runtime as DepinApiV1<Block, AccountId>>::node(node)
	}
	fn duty(node: NodeId) -> Option<Duty> {
		<Runtime as DepinApiV1<Block, AccountId>>::duty(node)
	}
	fn node_of(key: DeviceKey) -> Option<NodeId> {
		<Runtime as DepinApiV1<Block, AccountId>>::node_of(key)
	}
	fn claimable(node: NodeId) -> Option<Balance> {
		<Runtime as DepinApiV1<Block, AccountId>>::claimable(node)
	}
	fn class(class: ClassId) -> Option<ClassReport> {
		<Runtime as DepinApiV1<Block, AccountId>>::class(class)
	}
	fn required(class: ClassId, units: Units) -> Option<Balance> {
		<Runtime as DepinApiV1<Block, AccountId>>::required_collateral(class, units)
	}
	fn network() -> NetworkReport {
		<Runtime as DepinApiV1<Block, AccountId>>::network()
	}
}

fn report(node: NodeId) -> NodeReport<AccountId> {
	Api::node(node).unwrap()
}

/// A chain with one node of the gpu class, whose windows are of five blocks.
fn with_node(device: &Device) -> Chain {
	let mut chain = Chain::dev();
	chain.block(|| {
		let call = pallet_nodes::Call::register {
			class: 1,
			units: 2,
			device_key: device.key(),
			possession: device.consent(&Bob.to_account_id(), 100),
			collateral: 2_000 * UNIT,
			operator: None,
			payee: None,
			location: None,
			metadata: Default::default(),
		};
		assert_ok!(submit(Bob, call));
	});
	chain
}

#[test]
fn nothing_should_be_known_of_nodes_and_classes_that_do_not_exist() {
	let mut chain = Chain::dev();
	chain.block(|| ());
	chain.at(|| {
		assert_eq!(Api::node(0), None);
		assert_eq!(Api::duty(0), None);
		assert_eq!(Api::claimable(0), None);
		assert_eq!(Api::node_of(Device::sr25519(0).key()), None);
		assert_eq!(Api::class(4), None);
		assert_eq!(Api::required(4, 1), None);
	});
}

#[test]
fn an_active_node_should_see_its_duty_and_what_it_earns() {
	let device = Device::sr25519(0);
	let mut chain = with_node(&device);
	chain.at(|| {
		assert_eq!(Api::node_of(device.key()), Some(0));
		let report = report(0);
		assert_eq!((report.info.status, report.reason), (Status::Active, Reason::AttestationDue));
		assert_eq!((report.collateral, report.required), (2_000 * UNIT, 2_000 * UNIT));
		assert_eq!(Api::required(1, 2), Some(2_000 * UNIT));
		assert_eq!(report.duty, Api::duty(0));
		// Alone in its class, it gets all that the class streams in a day of 14,400 blocks.
		let class = Api::class(1).unwrap();
		assert_eq!((class.active, class.weight), (1, 2));
		assert_eq!(report.daily_income, 14_400 * class.rate);
		assert_eq!(class.daily_income_per_unit, 7_200 * class.rate);
	});
	chain.block(|| attest(0, &device));
	chain.at(|| {
		assert_eq!(report(0).reason, Reason::Attested);
		assert!(Api::duty(0).unwrap().attested);
		assert_eq!(Api::claimable(0), Some(0), "the window is still open");
	});
	chain.run_to(5);
	chain.at(|| {
		// From the block after its registration, four blocks of the stream; rounding is the pool's.
		let all = 4 * Api::class(1).unwrap().rate;
		// Three quarters of it now; the rest vests first.
		let claimable = Api::claimable(0).unwrap();
		assert!((all - all / 4) - claimable <= 3, "{claimable} of {all}");
		assert_eq!(report(0).counters.missed, 0);
		assert_eq!(report(0).reason, Reason::AttestationDue);
	});
}

#[test]
fn a_jailed_node_should_see_until_when_and_what_may_be_slashed() {
	let mut chain = with_node(&Device::sr25519(0));
	// Windows that close at 10, 15 and 20 are missed.
	chain.run_to(20);
	chain.at(|| {
		let report = report(0);
		assert_eq!((report.info.status, report.reason), (Status::Jailed, Reason::JailedUntil(25)));
		assert_eq!(report.duty, None);
		assert_eq!((report.counters.missed, report.counters.streak), (3, 3));
		assert_eq!(report.counters.history, 0b111);
		assert_eq!((report.claimable, Api::class(1).unwrap().active), (0, 0));
		let [slash] = &report.pending_slashes[..] else { panic!("one era's misses, one slash") };
		// All of the class missed, so that the price is three times as high, and above the cap of 5 %.
		assert_eq!((slash.era, slash.amount, slash.appealed), (0, 100 * UNIT, false));
		assert_eq!(slash.applies, economy::SLASH_DEFERRAL + 1);
	});
	chain.run_to(25);
	chain.block(|| submit(Bob, pallet_attestation::Call::unjail { node: 0 })).unwrap();
	chain.at(|| assert_eq!(report(0).reason, Reason::AttestationDue));
}

#[test]
fn a_node_that_is_short_of_collateral_should_see_what_is_missing() {
	let mut chain = with_node(&Device::sr25519(0));
	chain.block(|| assert_eq!(Collateral::slash(0, 0, 300 * UNIT), Ok(300 * UNIT)));
	chain.at(|| assert_eq!(report(0).reason, Reason::TopUpDue(economy::TOP_UP)));
	chain.block(|| <Nodes as LifeCycle>::suspend(0)).unwrap();
	chain.at(|| {
		let report = report(0);
		assert_eq!(report.info.status, Status::Suspended);
		assert_eq!(report.reason, Reason::CollateralShort(300 * UNIT));
	});
	let deposit = pallet_collateral::Call::deposit { node: 0, amount: 300 * UNIT };
	chain.block(|| submit(Bob, deposit)).unwrap();
	chain.at(|| assert_eq!(report(0).info.status, Status::Active));
}

#[test]
fn a_retiring_node_should_see_when_its_collateral_is_free() {
	let mut chain = with_node(&Device::sr25519(0));
	chain.block(|| submit(Bob, pallet_nodes::Call::retire { node: 0 })).unwrap();
	chain.at(|| {
		let report = report(0);
		assert_eq!((report.info.status, report.reason), (Status::Retiring, Reason::Unbonding));
		let unbonding = Unbonding { amount: 2_000 * UNIT, unlocks: economy::UNBONDING };
		assert_eq!(report.unbonding, [unbonding]);
		assert_eq!(report.collateral, 0);
	});
}

#[test]
fn the_network_should_know_its_supply_classes_and_clock() {
	let mut chain = with_node(&Device::sr25519(0));
	chain.run_to(21);
	chain.at(|| {
		let network = Api::network();
		assert_eq!((network.era, network.next_era), (1, 41));
		assert_eq!(network.cap, economy::CAP);
		assert_eq!(network.classes.len(), 4);
		assert_eq!(network.settlement_lag, 0);
		let genesis = pallet_emission::GenesisIssuance::<Runtime>::get();
		assert_eq!(network.issuance, genesis + network.minted);
		assert!(network.emission > 0 && network.emission < network.minted);
	});
}

#[test]
fn a_wrong_call_should_get_the_error_that_its_documentation_names() {
	let mut chain = with_node(&Device::sr25519(0));
	chain.block(|| {
		let refused = submit(Alice, pallet_nodes::Call::retire { node: 0 }).unwrap_err();
		let name: &'static str = refused.into();
		assert_eq!(name, "NotOwner");
		let call = RuntimeCall::from(pallet_nodes::Call::retire { node: 7 });
		let name: &'static str = submit(Alice, call).unwrap_err().into();
		assert_eq!(name, "NodeNotFound");
	});
}
