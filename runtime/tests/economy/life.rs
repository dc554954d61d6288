//! A full life of nodes, block by block through the `Executive`, with every balance held against the model.

use std::collections::BTreeMap;

use frame_support::{
	assert_ok,
	traits::fungible::{Inspect, InspectHold},
	PalletId,
};
use sp_keyring::Sr25519Keyring::{self, Alice, Bob, Charlie, Dave, Eve, Ferdie};
use sp_runtime::{traits::AccountIdConversion, DispatchError};
use substation_primitives::{NodeId, Status};
use substation_runtime::{
	configs::{REWARDS_POT, STAKING_POT, TREASURY, VALIDATORS_POT},
	AccountId, Balances, Nodes, Rewards, Runtime, RuntimeCall,
};

use crate::{
	chain::{attest, fees, submit, Chain, Device},
	model::{self, Model, Who, COLLATERAL, VOLT},
};

type AttestationError = pallet_attestation::Error<Runtime>;
type CollateralError = pallet_collateral::Error<Runtime>;
type NodesError = pallet_nodes::Error<Runtime>;
type RewardsError = pallet_rewards::Error<Runtime>;

/// What each of the well-known accounts begins with.
const ENDOWMENT: u128 = 1_000_000 * VOLT;
/// What Alice, the validator, has staked of it.
const STAKE: u128 = 100_000 * VOLT;
/// What an account must hold, and each pot begins with.
const EXISTENTIAL: u128 = VOLT / 1_000;
/// What the wireless class gets of the emission, so little that misses cost less than the cap.
const SHARES: [u128; 4] = [30, 40_000_000, 20, 10];

const PEOPLE: [(Sr25519Keyring, Who); 6] = [
	(Alice, "Alice"),
	(Bob, "Bob"),
	(Charlie, "Charlie"),
	(Dave, "Dave"),
	(Eve, "Eve"),
	(Ferdie, "Ferdie"),
];

fn name(account: &AccountId) -> Who {
	PEOPLE.iter().find(|(who, _)| who.to_account_id() == *account).unwrap().1
}

/// The chain and the model, side by side.
struct World {
	chain: Chain,
	model: Model,
	/// The devices that are up.
	up: BTreeMap<NodeId, Device>,
}

impl World {
	fn new() -> Self {
		let genesis = Sr25519Keyring::well_known().count() as u128 * ENDOWMENT + 6 * EXISTENTIAL;
		let (mut chain, mut model) = (Chain::dev(), Model::new(genesis));
		let shares: BTreeMap<u16, u32> = (0..).zip(SHARES.map(|share| share as u32)).collect();
		let shares = pallet_emission::SharesOf::<Runtime>::try_from(shares).unwrap();
		chain.at(|| pallet_emission::Shares::<Runtime>::put(shares));
		model.shares = SHARES;
		Self { chain, model, up: BTreeMap::new() }
	}

	/// Runs a block with what people do in it; then all devices that are up attest.
	fn block(&mut self, people: impl FnOnce(&mut Model)) {
		self.model.next_block();
		let (model, up) = (&mut self.model, &self.up);
		self.chain.block(|| {
			people(model);
			for (node, device) in up {
				attest(*node, device);
				model.attest(*node);
			}
		});
		self.compare();
	}

	/// Runs empty blocks up to, and without, `number`.
	fn until(&mut self, number: u32) {
		while self.chain.number() + 1 < number {
			self.block(|_| ());
		}
	}

	fn compare(&mut self) {
		let number = self.chain.number();
		for (payer, fee) in self.chain.at(fees) {
			self.model.lose(name(&payer), fee);
			// Alice makes all blocks.
			self.model.gain("Alice", fee);
		}
		let model = &self.model;
		self.chain.at(|| {
			for (who, name) in PEOPLE {
				let account = who.to_account_id();
				let total = Balances::total_balance(&account);
				assert_eq!(total, model.balance(name, ENDOWMENT), "{name} in block {number}");
				let held = Balances::total_balance_on_hold(&account);
				let staked = if who == Alice { STAKE } else { 0 };
				assert_eq!(held, staked + model.held(name), "held from {name} in block {number}");
			}
			// What stakers are paid moves between the two pots, and nobody claims it.
			let pots = [
				(&[REWARDS_POT][..], model.pot),
				(&[VALIDATORS_POT, STAKING_POT], model.validators),
				(&[TREASURY], model.treasury),
			];
			for (pots, amount) in pots {
				let balance = |pot: &PalletId| {
					Balances::balance(&pot.into_account_truncating()) - EXISTENTIAL
				};
				let all: u128 = pots.iter().map(balance).sum();
				assert_eq!(all, amount, "{:?} in block {number}", pots[0].0);
			}
			assert_eq!(Balances::total_issuance(), model.issuance(), "issuance in block {number}");
			for (id, node) in &model.nodes {
				let claimable = Rewards::claimable(*id);
				assert_eq!(claimable, Some(model.claimable(*id)), "node {id} in block {number}");
				let status = Nodes::node(*id).unwrap().status;
				assert_eq!(status, status_of(node.status), "node {id} in block {number}");
			}
		});
	}
}

fn status_of(status: model::Status) -> Status {
	match status {
		model::Status::Active => Status::Active,
		model::Status::Jailed => Status::Jailed,
		model::Status::Suspended => Status::Suspended,
		model::Status::Retiring => Status::Retiring,
	}
}

fn register(
	owner: Sr25519Keyring,
	payee: Option<Sr25519Keyring>,
	operator: Option<Sr25519Keyring>,
	device: &Device,
	units: u32,
	collateral: u128,
	expires: u32,
) -> RuntimeCall {
	let metadata = b"by the window".to_vec().try_into().unwrap();
	pallet_nodes::Call::register {
		class: 0,
		units,
		device_key: device.key(),
		possession: device.consent(&owner.to_account_id(), expires),
		collateral,
		operator: operator.map(|who| who.to_account_id()),
		payee: payee.map(|who| who.to_account_id()),
		location: Some(0x0892_8308_280f_ffff),
		metadata,
	}
	.into()
}

/// Bytes of the metadata of every node.
const METADATA: u128 = 13;

fn claim(node: NodeId) -> pallet_rewards::Call<Runtime> {
	pallet_rewards::Call::claim { node }
}

fn refused(error: impl Into<DispatchError>) -> Result<(), DispatchError> {
	Err(error.into())
}

#[test]
fn a_full_life_should_balance_to_the_last_base_unit() {
	let mut world = World::new();
	let [steady, flaky, leaver] = [Device::sr25519(0), Device::ed25519(1), Device::ecdsa(2)];

	// Three nodes come, with keys of the three kinds, and are live at once.
	world.block(|model| {
		let with_spare = 2 * COLLATERAL + 50 * VOLT;
		assert_ok!(submit(Bob, register(Bob, Some(Ferdie), None, &steady, 2, with_spare, 500)));
		model.register(0, "Bob", "Ferdie", 2, with_spare, METADATA);
		let call = register(Charlie, None, Some(Dave), &flaky, 1, COLLATERAL, 500);
		assert_ok!(submit(Charlie, call));
		model.register(1, "Charlie", "Charlie", 1, COLLATERAL, METADATA);
		assert_ok!(submit(Eve, register(Eve, None, None, &leaver, 1, COLLATERAL, 500)));
		model.register(2, "Eve", "Eve", 1, COLLATERAL, METADATA);
	});
	world.up = [(0, steady), (1, flaky.clone()), (2, leaver.clone())].into();
	world.block(|_| ());

	// Anyone may claim; the payee is paid, once.
	world.until(25);
	world.block(|model| {
		assert_ok!(submit(Dave, claim(0)));
		model.claim(0);
		assert_eq!(submit(Dave, claim(0)), refused(RewardsError::NothingToClaim));
	});

	// One falls silent: the first miss is free, two are not, and the third in a row jails it.
	world.until(40);
	world.up.remove(&1);
	world.until(71);
	assert_eq!(world.model.nodes[&1].missed, [5, 6, 7]);
	assert_eq!(world.model.nodes[&1].slashes.len(), 2, "two priced misses in two eras");
	let unjail = || pallet_attestation::Call::unjail { node: 1 };
	world.block(|_| {
		assert_eq!(submit(Eve, unjail()), refused(AttestationError::NotAuthorized));
		assert_eq!(submit(Dave, unjail()), refused(AttestationError::CoolDownNotOver));
	});
	world.until(80);
	world.block(|model| {
		assert_ok!(submit(Dave, unjail()));
		model.unjail(1);
	});
	world.up.insert(1, flaky);

	// What is above the class's collateral can go, after unbonding.
	world.until(90);
	let ask = |amount| pallet_collateral::Call::request_withdrawal { node: 0, amount };
	let withdraw = || pallet_collateral::Call::withdraw { node: 0 };
	world.block(|model| {
		assert_eq!(submit(Bob, ask(51 * VOLT)), refused(CollateralError::CollateralRequired));
		assert_ok!(submit(Bob, ask(50 * VOLT)));
		model.request_withdrawal(0, 50 * VOLT);
	});

	// The slashes are deferred for seven eras, and then taken.
	world.until(200);
	assert_eq!(world.model.nodes[&1].locked, COLLATERAL);
	let slashes = [2, 3].map(|era| world.model.slash_of(1, era));
	assert!(slashes.iter().all(|amount| (VOLT / 100..5 * VOLT).contains(amount)), "{slashes:?}");
	world.until(222);
	assert_eq!(world.model.nodes[&1].locked, COLLATERAL - slashes[0] - slashes[1]);

	// Not topped up within two eras, the node is suspended, for what it earned was paid by then; a deposit brings it back.
	world.until(255);
	world.block(|model| {
		assert_ok!(submit(Dave, claim(1)));
		model.claim(1);
	});
	world.until(261);
	let flaky = world.up.remove(&1).unwrap();
	world.until(265);
	assert_eq!(world.model.nodes[&1].status, model::Status::Suspended);
	world.block(|model| {
		let amount = slashes[0] + slashes[1];
		assert_ok!(submit(Charlie, pallet_collateral::Call::deposit { node: 1, amount }));
		model.deposit(1, amount);
	});
	world.up.insert(1, flaky);

	world.until(360);
	world.block(|_| assert_eq!(submit(Bob, withdraw()), refused(CollateralError::NothingUnlocked)));
	world.block(|model| {
		assert_ok!(submit(Bob, withdraw()));
		model.withdraw(0);
	});

	// One retires in an open window that it has attested in, and is gone when all is free.
	world.until(373);
	world.up.remove(&2);
	let reap = || pallet_nodes::Call::reap { node: 2 };
	world.block(|model| {
		assert_ok!(submit(Eve, pallet_nodes::Call::retire { node: 2 }));
		model.retire(2);
		assert_eq!(submit(Dave, reap()), refused(NodesError::ProofStillValid));
	});
	world.until(640);
	world.block(|_| {
		assert_eq!(submit(Dave, reap()), refused(CollateralError::StillUnbonding));
		let again = register(Eve, None, None, &leaver, 1, COLLATERAL, 700);
		assert_eq!(submit(Eve, again), refused(NodesError::DeviceKeyTaken));
	});
	world.block(|model| {
		assert_ok!(submit(Dave, reap()));
		model.reap(2);
	});

	// The same hardware starts anew, with nothing inherited.
	world.block(|model| {
		assert_ok!(submit(Eve, register(Eve, None, None, &leaver, 1, COLLATERAL, 700)));
		model.register(3, "Eve", "Eve", 1, COLLATERAL, METADATA);
	});
	world.up.insert(3, leaver);
	world.until(665);
	let nodes = vec![0, 1, 2, 3].try_into().unwrap();
	world.block(|model| {
		assert_ok!(submit(Ferdie, pallet_rewards::Call::claim_many { nodes }));
		[0, 1, 3].into_iter().for_each(|node| model.claim(node));
	});
	world.chain.at(|| {
		for node in [0, 1, 3] {
			assert_eq!(Rewards::claimable(node), Some(0));
		}
	});
}
