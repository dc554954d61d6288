//! What thieves, spammers and vandals try on the whole runtime, and what becomes of it. The table of all threats and
//! their tests is `docs/security.md`.

use codec::{DecodeAll, Encode};
use frame_support::{assert_ok, traits::fungible::InspectHold};
use pallet_attestation::{Refusal, Watch, MAX_BATCH};
use sp_core::{sr25519, Pair};
use sp_io::storage;
use sp_keyring::Sr25519Keyring::{self, Alice, Bob, Charlie, Dave, Eve};
use sp_runtime::{
	transaction_validity::{InvalidTransaction, TransactionSource, TransactionValidityError},
	DispatchError, MultiSignature,
};
use substation_primitives::{Attestation as Item, ClassId, NodeId, Report, Status};
use substation_runtime::{
	configs::ProxyType, constants::UNIT, economy, AccountId, Attestation, Balances, Executive,
	Nodes, Runtime, RuntimeCall, RuntimeEvent, RuntimeOrigin, System, UncheckedExtrinsic,
};

use crate::{
	chain::{
		apply, attest, events, fees, general, registration, roll_back, signed, signed_with, submit,
		Chain, Device,
	},
	dice::Dice,
};

type NodeCall = pallet_nodes::Call<Runtime>;
type CollateralCall = pallet_collateral::Call<Runtime>;

const WIRELESS: ClassId = 0;
const SENSOR: ClassId = 3;

/// A wireless node of so many units.
fn wireless(owner: Sr25519Keyring, device: &Device, units: u32) -> NodeCall {
	let collateral = u128::from(units) * 100 * UNIT;
	registration(&owner.to_account_id(), WIRELESS, device, units, collateral)
}

/// A chain in which each of them owns a wireless node, numbered in this order. The device's number is the node's.
fn with_nodes(owners: &[Sr25519Keyring]) -> (Chain, Vec<Device>) {
	let devices: Vec<_> = (0..).map(Device::sr25519).take(owners.len()).collect();
	let mut chain = Chain::dev();
	chain.block(|| {
		for (owner, device) in owners.iter().zip(&devices) {
			assert_ok!(submit(*owner, wireless(*owner, device, 2)));
		}
	});
	(chain, devices)
}

/// The misses of the last block: who, and what was forfeited.
fn misses() -> Vec<(NodeId, u128)> {
	let miss = |event| match event {
		RuntimeEvent::Attestation(pallet_attestation::Event::Missed {
			node, forfeited, ..
		}) => Some((node, forfeited)),
		_ => None,
	};
	events().into_iter().filter_map(miss).collect()
}

// --- Identity ---

/// Bytes of all keys and values in the state.
fn state_size() -> usize {
	let mut size = 0;
	let mut last = Vec::new();
	while let Some(key) = storage::next_key(&last) {
		size += key.len() + storage::get(&key).map_or(0, |value| value.len());
		last = key;
	}
	size
}

#[test]
fn ten_thousand_registrations_should_cost_and_store_in_proportion() {
	const HALF: u32 = 5_000;
	let owner = Bob.to_account_id();
	let mut chain = Chain::dev();
	chain.block(|| ());
	let mut sizes = vec![chain.at(state_size)];
	for half in 0..2 {
		chain.block_unchecked(|| {
			for number in 0..HALF {
				let device = Device::sr25519(half * HALF + number);
				let call = registration(&owner, SENSOR, &device, 1, 10 * UNIT);
				let call = RuntimeCall::from(call);
				let origin = RuntimeOrigin::signed(owner.clone());
				assert!(sp_runtime::traits::Dispatchable::dispatch(call, origin).is_ok());
			}
		});
		// The next block drops the events.
		chain.block(|| ());
		sizes.push(chain.at(state_size));
	}
	let [before, some, all] = sizes[..] else { unreachable!() };
	let (first, second) = (some - before, all - some);
	assert!(first.abs_diff(second) < first / 20, "{first} bytes, then {second}");
	let per_node = (all - before) / (2 * HALF as usize);
	assert!(per_node < 600, "a node takes {per_node} bytes of state");
	println!("{per_node} bytes of state for a node");
	let held = chain.at(|| Balances::total_balance_on_hold(&owner));
	assert_eq!(held, u128::from(2 * HALF) * (economy::NODE_DEPOSIT + 10 * UNIT));
}

#[test]
fn garbage_should_be_refused_and_never_panic() {
	let (mut chain, devices) = with_nodes(&[Bob, Charlie]);
	let mut dice = Dice::new(7);
	chain.block(|| {
		let duty = Attestation::duty(0).unwrap();
		let payload = Device::payload(&duty);
		let item = Item {
			page: 0,
			slot: 0,
			window: duty.window,
			report: payload.report,
			signature: devices[0].sign(&payload.message()),
		};
		let items = vec![item].try_into().unwrap();
		let batch = pallet_attestation::Call::attest_batch { class: WIRELESS, items };
		let originals = [
			devices[0].attest(&duty),
			signed(Eve, batch.into()),
			signed(Bob, wireless(Bob, &Device::ecdsa(9), 1).into()),
		];
		let mut decoded = 0;
		for round in 0..30_000 {
			let original = &originals[round % originals.len()];
			let bytes = garble(original.encode(), &mut dice);
			let Ok(garbled) = UncheckedExtrinsic::decode_all(&mut &bytes[..]) else { continue };
			decoded += 1;
			let call = garbled.function.clone();
			let accepted = roll_back(|| Executive::apply_extrinsic(garbled.clone()));
			assert!(accepted.is_err() || call == original.function, "{call:?} got in");
			roll_back(|| {
				let parent = System::parent_hash();
				let _ =
					Executive::validate_transaction(TransactionSource::External, garbled, parent);
			});
		}
		assert!(decoded > 3_000, "only {decoded} were more than noise");
	});
}

/// Changes, cuts off or adds a few bytes.
fn garble(mut bytes: Vec<u8>, dice: &mut Dice) -> Vec<u8> {
	match dice.below(8) {
		0 => bytes.truncate(dice.below(bytes.len() as u64) as usize),
		1 => bytes.extend_from_slice(&dice.next().to_le_bytes()),
		_ => {
			for _ in 0..=dice.below(3) {
				let place = dice.below(bytes.len() as u64) as usize;
				bytes[place] = dice.next() as u8;
			}
		}
	}
	bytes
}

// --- Attestation ---

#[test]
fn the_pool_should_look_at_the_signature_last() {
	let (mut chain, devices) = with_nodes(&[Bob]);
	let duty = chain.at(|| Attestation::duty(0).unwrap());
	let good = Device::payload(&duty);
	let unsigned = |payload| {
		let signature = MultiSignature::Sr25519([0; 64].into());
		general(pallet_attestation::Call::attest { payload, signature }.into())
	};
	let mut refused = |payload, refusal: Refusal| {
		assert_eq!(chain.validate(unsigned(payload)), Err(refusal.into()));
	};
	let mut other = good;
	other.version = 2;
	refused(other, Refusal::UnknownVersion);
	other = good;
	other.genesis = Default::default();
	refused(other, Refusal::WrongChain);
	other = good;
	other.address.page = 9;
	refused(other, Refusal::PageNotFound);
	other = good;
	other.window += 1;
	refused(other, Refusal::WindowNotOpen);
	other = good;
	other.address.slot = 9;
	refused(other, Refusal::NotMember);
	other = good;
	other.challenge = Default::default();
	refused(other, Refusal::WrongChallenge);
	refused(good, Refusal::BadSignature);
	chain.block(|| attest(0, &devices[0]));
	assert_eq!(chain.validate(unsigned(good)), Err(Refusal::AlreadyAttested.into()));
}

#[test]
fn only_live_nodes_should_attest_for_nothing() {
	let (mut chain, devices) = with_nodes(&[Bob, Charlie]);
	// One never attests and is jailed, the other retires.
	while chain.at(|| Nodes::node(0).unwrap().status) != Status::Jailed {
		chain.block(|| attest(1, &devices[1]));
	}
	let duty = chain.at(|| Attestation::duty(1).unwrap());
	chain.block(|| submit(Charlie, NodeCall::retire { node: 1 })).unwrap();
	for (slot, device) in (0..).zip(&devices) {
		let address = substation_primitives::Address { slot, ..duty.address };
		let duty = substation_primitives::Duty { address, ..duty };
		let attestation = chain.at(|| device.attest(&duty));
		assert_eq!(chain.validate(attestation), Err(Refusal::NotMember.into()));
	}
}

/// A batch in which nothing counts, and that weighs as much as one can.
fn useless_batch() -> RuntimeCall {
	let item = |page| Item {
		page: page + 1,
		slot: 0,
		window: 0,
		report: Report::default(),
		signature: MultiSignature::Sr25519([0; 64].into()),
	};
	let items: Vec<_> = (0..MAX_BATCH).map(item).collect();
	let items = items.try_into().unwrap();
	pallet_attestation::Call::attest_batch { class: WIRELESS, items }.into()
}

/// Claims for nodes that there are not: an ordinary transaction that is short for what it weighs.
fn useless_claims() -> RuntimeCall {
	pallet_rewards::Call::claim_many { nodes: vec![9; 64].try_into().unwrap() }.into()
}

/// Eve sends such calls until no other fits the block.
fn fill_with(call: impl Fn() -> RuntimeCall) {
	let full = Err(TransactionValidityError::Invalid(InvalidTransaction::ExhaustsResources));
	while apply(signed(Eve, call())) != full {}
}

#[test]
fn filling_a_block_should_cost_what_the_docs_say() {
	// `docs/security.md`: about two VOLT a block, while fees stand at their start.
	let expected = 18 * UNIT / 10..25 * UNIT / 10;
	let (mut chain, _) = with_nodes(&[Bob]);
	let congested = |chain: &mut Chain| chain.at(|| Watch::<Runtime>::get().congested);
	let before = congested(&mut chain);
	chain.block(|| {
		fill_with(useless_claims);
		fill_with(useless_batch);
	});
	let paid: u128 = chain.at(fees).into_iter().map(|(_, fee)| fee).sum();
	assert_eq!(congested(&mut chain), before + 1);
	assert!(expected.contains(&paid), "{paid} base units");
}

#[test]
fn a_full_block_of_ordinary_transactions_should_leave_room_for_attestations() {
	let (mut chain, devices) = with_nodes(&[Bob]);
	let before = chain.at(|| Watch::<Runtime>::get().congested);
	// Hooks have a bad day as well.
	chain.ballast = economy::SETTLEMENT_BUDGET
		* substation_runtime::configs::RuntimeBlockWeights::get().max_block;
	chain.block(|| {
		fill_with(useless_claims);
		attest(0, &devices[0]);
	});
	assert_eq!(chain.at(|| Watch::<Runtime>::get().congested), before);
}

#[test]
fn nothing_that_its_owner_does_should_make_a_miss_cheaper() {
	let (mut chain, devices) = with_nodes(&[Bob, Charlie]);
	let both = |chain: &mut Chain| {
		chain.block(|| (0..).zip(&devices).for_each(|(node, device)| attest(node, device)));
	};
	while chain.number() < 10 {
		both(&mut chain);
	}
	chain.run_to(18);
	// Bob waits for what comes. Charlie, in the last block of the window:
	chain.block(|| {
		let resize = |units| NodeCall::update {
			node: 1,
			units: Some(units),
			metadata: None,
			location: None,
		};
		for units in [1, 2] {
			let refused = pallet_attestation::Error::<Runtime>::NotAttested;
			assert_eq!(submit(Charlie, resize(units)), Err(refused.into()));
		}
		let payee = Dave.to_account_id();
		assert_ok!(submit(Charlie, NodeCall::set_payee { node: 1, payee }));
		let device = Device::sr25519(8);
		let possession = device.consent(&Charlie.to_account_id(), 30);
		let device_key = device.key();
		assert_ok!(submit(
			Charlie,
			NodeCall::rotate_device_key { node: 1, device_key, possession }
		));
		assert_ok!(submit(Charlie, NodeCall::transfer { node: 1, to: Dave.to_account_id() }));
	});
	chain.block(|| ());
	let misses = chain.at(misses);
	let [(0, waited), (1, tried)] = misses[..] else { panic!("{misses:?}") };
	assert_eq!(waited, tried);
	assert!(waited > 0);
}

// --- Keys ---

/// What only the owner may do to node 0, as a thief would want it.
fn raids(thief: &AccountId) -> Vec<RuntimeCall> {
	let thief = thief.clone();
	let nodes = [
		NodeCall::transfer { node: 0, to: thief.clone() },
		NodeCall::set_payee { node: 0, payee: thief.clone() },
		NodeCall::set_operator { node: 0, operator: Some(thief) },
		NodeCall::retire { node: 0 },
		NodeCall::update { node: 0, units: Some(1), metadata: None, location: None },
	];
	let collateral = [
		CollateralCall::deposit { node: 0, amount: UNIT },
		CollateralCall::request_withdrawal { node: 0, amount: UNIT },
		CollateralCall::withdraw { node: 0 },
	];
	let appeal = RuntimeCall::from(pallet_slashing::Call::appeal { node: 0, era: 0 });
	let calls = nodes.map(RuntimeCall::from).into_iter();
	calls.chain(collateral.map(RuntimeCall::from)).chain([appeal]).collect()
}

fn is_not_owner(error: DispatchError) -> bool {
	let errors: [DispatchError; 3] = [
		pallet_nodes::Error::<Runtime>::NotOwner.into(),
		pallet_collateral::Error::<Runtime>::NotOwner.into(),
		pallet_slashing::Error::<Runtime>::NotOwner.into(),
	];
	errors.contains(&error)
}

#[test]
fn a_stolen_operator_key_should_not_get_at_money() {
	let (mut chain, devices) = with_nodes(&[Bob]);
	chain.block(|| {
		let operator = Some(Dave.to_account_id());
		assert_ok!(submit(Bob, NodeCall::set_operator { node: 0, operator }));
		attest(0, &devices[0]);
	});
	chain.run_to(10);
	let record = chain.at(|| Nodes::node(0));
	let held = chain.at(|| Balances::total_balance_on_hold(&Bob.to_account_id()));
	chain.block(|| {
		for call in raids(&Dave.to_account_id()) {
			let result = submit(Dave, call.clone());
			assert!(result.is_err_and(is_not_owner), "{call:?}");
		}
		// It may hand in what is earned; the payee has it.
		assert_ok!(submit(Dave, pallet_rewards::Call::claim { node: 0 }));
	});
	assert_eq!(chain.at(|| Nodes::node(0)), record);
	assert_eq!(chain.at(|| Balances::total_balance_on_hold(&Bob.to_account_id())), held);
	let paid = |event: &RuntimeEvent| match event {
		RuntimeEvent::Rewards(pallet_rewards::Event::Claimed { payee, .. }) => Some(payee.clone()),
		_ => None,
	};
	let payees: Vec<_> = chain.at(events).iter().filter_map(paid).collect();
	assert_eq!(payees, [Bob.to_account_id()]);
}

#[test]
fn a_stolen_device_key_should_do_nothing_but_attest() {
	let mut chain = Chain::dev();
	let stolen = sr25519::Pair::from_seed(&[7; 32]);
	let thief = AccountId::from(stolen.public());
	let device = Device::Sr25519(stolen.clone());
	chain.block(|| {
		assert_ok!(submit(Bob, wireless(Bob, &device, 2)));
		// Its account has means of its own.
		let (dest, value) = (thief.clone().into(), 1_000 * UNIT);
		assert_ok!(submit(Bob, pallet_balances::Call::transfer_keep_alive { dest, value }));
	});
	let record = chain.at(|| Nodes::node(0));
	chain.block(|| {
		let new = Device::sr25519(1);
		let rotation = NodeCall::rotate_device_key {
			node: 0,
			device_key: new.key(),
			possession: new.consent(&Bob.to_account_id(), 30),
		};
		let metadata = Some(b"mine".to_vec().try_into().unwrap());
		let update = NodeCall::update { node: 0, units: None, metadata, location: None };
		let unjail = pallet_attestation::Call::<Runtime>::unjail { node: 0 };
		let managing: [RuntimeCall; 3] = [rotation.into(), update.into(), unjail.into()];
		for call in raids(&thief).into_iter().chain(managing) {
			let result = apply(signed_with(&stolen, call.clone())).unwrap();
			let refused: [DispatchError; 2] = [
				pallet_nodes::Error::<Runtime>::NotAuthorized.into(),
				pallet_attestation::Error::<Runtime>::NotAuthorized.into(),
			];
			let error = result.unwrap_err();
			assert!(is_not_owner(error) || refused.contains(&error), "{call:?}: {error:?}");
		}
		attest(0, &device);
	});
	assert_eq!(chain.at(|| Nodes::node(0)), record);
}

/// Bob's node 0, for which Eve may do what is no transfer.
fn with_a_proxy() -> Chain {
	let (mut chain, _) = with_nodes(&[Bob]);
	let delegate = Eve.to_account_id().into();
	let proxy_type = ProxyType::NonTransfer;
	let call = pallet_proxy::Call::add_proxy { delegate, proxy_type, delay: 0 };
	chain.block(|| submit(Bob, call)).unwrap();
	chain
}

/// Whether Eve may do that as Bob.
fn may(call: impl Into<RuntimeCall>) -> bool {
	let real = Bob.to_account_id().into();
	let call: Box<RuntimeCall> = Box::new(call.into());
	let proxied = pallet_proxy::Call::<Runtime>::proxy { real, force_proxy_type: None, call };
	assert_ok!(submit(Eve, proxied));
	let result = |event| match event {
		RuntimeEvent::Proxy(pallet_proxy::Event::ProxyExecuted { result }) => Some(result),
		_ => None,
	};
	events().into_iter().rev().find_map(result).unwrap().is_ok()
}

#[test]
fn a_proxy_that_may_not_transfer_should_not_get_at_tokens_or_nodes() {
	let mut chain = with_a_proxy();
	let (owner, thief) = (Bob.to_account_id(), Eve.to_account_id());
	let before = chain.at(|| Balances::free_balance(&owner));
	chain.block(|| {
		let steal = NodeCall::transfer { node: 0, to: thief.clone() };
		assert!(!may(steal.clone()));
		assert!(!may(NodeCall::set_payee { node: 0, payee: thief.clone() }));
		let (dest, value) = (thief.clone().into(), UNIT);
		assert!(!may(pallet_balances::Call::transfer_allow_death { dest, value }));
		let mut register = wireless(Bob, &Device::sr25519(2), 1);
		if let NodeCall::register { payee, .. } = &mut register {
			*payee = Some(thief.clone());
		}
		assert!(!may(register));
		// Nor wrapped in what it may do. A batch succeeds, and stops before what it may not.
		assert!(may(pallet_utility::Call::<Runtime>::batch { calls: vec![steal.into()] }));
		let location = Some(Some(0x0892_8308_280f_ffff));
		assert!(may(NodeCall::update { node: 0, units: None, metadata: None, location }));
	});
	chain.at(|| {
		let record = Nodes::node(0).unwrap();
		assert_eq!((&record.owner, &record.payee), (&owner, &owner));
		assert_eq!(Balances::free_balance(&owner), before);
	});
}

#[test]
fn a_proxy_that_may_not_transfer_should_not_be_sudo() {
	use frame_support::traits::InstanceFilter;
	let remark = RuntimeCall::System(frame_system::Call::remark { remark: vec![] });
	let sudo = RuntimeCall::Sudo(pallet_sudo::Call::sudo { call: Box::new(remark.clone()) });
	assert!(!ProxyType::NonTransfer.filter(&sudo));
	assert!(ProxyType::NonTransfer.filter(&remark));
	assert!(ProxyType::Any.filter(&sudo));
}

#[test]
fn a_batch_should_be_free_only_for_attestations_that_count() {
	let (mut chain, devices) = with_nodes(&[Bob]);
	let duty = chain.at(|| Attestation::duty(0).unwrap());
	let payload = Device::payload(&duty);
	let item = Item {
		page: 0,
		slot: 0,
		window: duty.window,
		report: payload.report,
		signature: devices[0].sign(&payload.message()),
	};
	let batch = |items: Vec<Item>| {
		let items = items.try_into().unwrap();
		RuntimeCall::from(pallet_attestation::Call::attest_batch { class: WIRELESS, items })
	};
	let twice = batch(vec![item.clone(), item.clone()]);
	let once = batch(vec![item]);
	let paid = |chain: &mut Chain, call: RuntimeCall| {
		chain.block(|| submit(Alice, call)).unwrap();
		chain.at(fees).iter().map(|(_, fee)| fee).sum::<u128>()
	};
	let wrapped = pallet_utility::Call::<Runtime>::batch { calls: vec![once.clone()] }.into();
	let mut fork = |call| {
		let (mut chain, _) = with_nodes(&[Bob]);
		paid(&mut chain, call)
	};
	assert_eq!(fork(once.clone()), 0);
	assert!(fork(twice) > 0, "the second was for nothing");
	assert!(fork(wrapped) > 0, "a batch of batches is no attestation");
	assert_eq!(paid(&mut chain, once.clone()), 0);
	assert!(paid(&mut chain, once) > 0, "it counts once");
}
