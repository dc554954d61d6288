//! What the economy declares must fit: every call at the bounds of its arguments, and all hooks together.

use std::collections::BTreeSet;

use frame_support::{
	dispatch::{DispatchClass, GetDispatchInfo},
	traits::GetCallName,
	weights::Weight,
};
use pallet_attestation::{WeightInfo as _, MAX_BATCH};
use pallet_collateral::WeightInfo as _;
use pallet_emission::{DemandTerms, Split, WeightInfo as _};
use pallet_services::{Arbiter, Sla, Target, Terms};
use pallet_slashing::{CancelTarget, WeightInfo as _};
use sp_keyring::Sr25519Keyring::Alice;
use sp_runtime::{MultiSignature, Perbill, Perquintill};
use substation_primitives::{Address, Attestation, Payload, Possession, Report, PAYLOAD_VERSION};
use substation_runtime::{
	configs::{RuntimeBlockLength, RuntimeBlockWeights},
	economy, Runtime, RuntimeCall,
};

use crate::chain::{general, Device};

fn signature() -> MultiSignature {
	MultiSignature::Ecdsa([0; 65].into())
}

fn payload() -> Payload {
	Payload {
		version: PAYLOAD_VERSION,
		genesis: Default::default(),
		address: Address { class: u16::MAX, page: u32::MAX, slot: 511 },
		window: u32::MAX,
		challenge: Default::default(),
		report: Report::default(),
	}
}

fn nodes() -> Vec<RuntimeCall> {
	use pallet_nodes::Call;
	let account = Alice.to_account_id();
	let (class, _) = economy::classes().remove(0);
	let metadata = vec![u8::MAX; 256].try_into().unwrap();
	let device_key = Device::ecdsa(0).key();
	let possession = Possession { expires: u32::MAX, signature: signature() };
	let update = Call::update {
		node: 0,
		units: Some(1),
		metadata: Some(vec![0; 256].try_into().unwrap()),
		location: Some(Some(0)),
	};
	let register = Call::register {
		class: 0,
		units: 1,
		device_key: device_key.clone(),
		possession: possession.clone(),
		collateral: 1,
		operator: Some(account.clone()),
		payee: Some(account.clone()),
		location: Some(0),
		metadata,
	};
	let calls: Vec<Call<Runtime>> = vec![
		Call::create_class { class: class.clone() },
		Call::update_class { class_id: 0, class },
		register,
		update,
		Call::rotate_device_key { node: 0, device_key, possession },
		Call::set_operator { node: 0, operator: Some(account.clone()) },
		Call::set_payee { node: 0, payee: account.clone() },
		Call::transfer { node: 0, to: account },
		Call::retire { node: 0 },
		Call::reap { node: 0 },
	];
	calls.into_iter().map(Into::into).collect()
}

fn collateral() -> Vec<RuntimeCall> {
	use pallet_collateral::Call;
	let calls: [Call<Runtime>; 3] = [
		Call::deposit { node: 0, amount: 1 },
		Call::request_withdrawal { node: 0, amount: 1 },
		Call::withdraw { node: 0 },
	];
	calls.map(Into::into).to_vec()
}

/// As many items as a batch can have, each of a page of its own.
fn batch() -> Vec<Attestation> {
	let item = |page| Attestation {
		page,
		slot: 511,
		window: u32::MAX,
		report: Report::default(),
		signature: signature(),
	};
	(0..MAX_BATCH).map(item).collect()
}

fn attestation() -> Vec<RuntimeCall> {
	use pallet_attestation::Call;
	let calls: [Call<Runtime>; 3] = [
		Call::attest { payload: payload(), signature: signature() },
		Call::attest_batch { class: 0, items: batch().try_into().unwrap() },
		Call::unjail { node: 0 },
	];
	calls.map(Into::into).to_vec()
}

fn slashing() -> Vec<RuntimeCall> {
	use pallet_slashing::Call;
	let calls: [Call<Runtime>; 4] = [
		Call::appeal { node: 0, era: 0 },
		Call::resolve_appeal { node: 0, era: 0, upheld: false },
		Call::cancel { target: CancelTarget::Node { node: 0, era: 0 } },
		Call::cancel { target: CancelTarget::Class { class: 0, era: 0 } },
	];
	calls.map(Into::into).to_vec()
}

fn rewards() -> Vec<RuntimeCall> {
	use pallet_rewards::Call;
	let nodes = vec![0; 64].try_into().unwrap();
	let calls: [Call<Runtime>; 2] = [Call::claim { node: 0 }, Call::claim_many { nodes }];
	calls.map(Into::into).to_vec()
}

fn emission() -> Vec<RuntimeCall> {
	use pallet_emission::Call;
	let shares: std::collections::BTreeMap<_, _> = (0..32).map(|class| (class, 1)).collect();
	let split = Split { validators: economy::VALIDATORS, treasury: economy::TREASURY };
	let terms = DemandTerms { service: economy::SERVICE_STREAM, floor: economy::SUBSIDY_FLOOR };
	let calls: [Call<Runtime>; 4] = [
		Call::set_shares { shares: shares.try_into().unwrap() },
		Call::set_split { split },
		Call::set_decay { decay: Perquintill::one() },
		Call::set_demand { terms },
	];
	calls.map(Into::into).to_vec()
}

fn services() -> Vec<RuntimeCall> {
	use pallet_services::Call;
	let sla = Sla { uptime: Perbill::one(), guarantee: Perbill::one() };
	let arbiter = Arbiter::Account(Alice.to_account_id());
	let terms = Terms { price: u128::MAX, sla, arbiter };
	let (agreement, windows) = (u32::MAX, u32::MAX);
	let target = Target::Class { class: u16::MAX, nodes: vec![u32::MAX; 32].try_into().unwrap() };
	let calls: [Call<Runtime>; 9] = [
		Call::offer { node: 0, units: 1, terms: terms.clone() },
		Call::withdraw_offer { node: 0 },
		Call::open { target, units: u32::MAX, windows, wants: terms },
		Call::top_up { agreement, windows },
		Call::close { agreement },
		Call::settle { agreement },
		Call::collect { agreement },
		Call::dispute { agreement },
		Call::resolve_dispute { agreement, refund: Perbill::one() },
	];
	calls.map(Into::into).to_vec()
}

fn backing() -> Vec<RuntimeCall> {
	use pallet_backing::Call;
	let node = u32::MAX;
	let calls: [Call<Runtime>; 7] = [
		Call::open_to_backers { node, commission: Perbill::one() },
		Call::set_commission { node, commission: Perbill::one() },
		Call::close_to_backers { node },
		Call::back { node, amount: u128::MAX, at_most: Perbill::one() },
		Call::unback { node, amount: Some(u128::MAX) },
		Call::withdraw { node },
		Call::claim { node },
	];
	calls.map(Into::into).to_vec()
}

fn all_calls() -> Vec<(&'static [&'static str], Vec<RuntimeCall>)> {
	vec![
		(pallet_nodes::Call::<Runtime>::get_call_names(), nodes()),
		(pallet_collateral::Call::<Runtime>::get_call_names(), collateral()),
		(pallet_attestation::Call::<Runtime>::get_call_names(), attestation()),
		(pallet_slashing::Call::<Runtime>::get_call_names(), slashing()),
		(pallet_rewards::Call::<Runtime>::get_call_names(), rewards()),
		(pallet_emission::Call::<Runtime>::get_call_names(), emission()),
		(pallet_services::Call::<Runtime>::get_call_names(), services()),
		(pallet_backing::Call::<Runtime>::get_call_names(), backing()),
	]
}

fn name(call: &RuntimeCall) -> &'static str {
	match call {
		RuntimeCall::Nodes(call) => call.get_call_name(),
		RuntimeCall::Collateral(call) => call.get_call_name(),
		RuntimeCall::Attestation(call) => call.get_call_name(),
		RuntimeCall::Slashing(call) => call.get_call_name(),
		RuntimeCall::Rewards(call) => call.get_call_name(),
		RuntimeCall::Emission(call) => call.get_call_name(),
		RuntimeCall::Services(call) => call.get_call_name(),
		RuntimeCall::Backing(call) => call.get_call_name(),
		other => panic!("{other:?} is not of the economy"),
	}
}

#[test]
fn every_call_should_be_walked() {
	for (names, calls) in all_calls() {
		let walked: BTreeSet<_> = calls.iter().map(name).collect();
		assert_eq!(walked, names.iter().copied().collect());
	}
}

#[test]
fn every_call_should_fit_a_block_at_the_bounds_of_its_arguments() {
	let (weights, lengths) = (RuntimeBlockWeights::get(), RuntimeBlockLength::get());
	for call in all_calls().into_iter().flat_map(|(_, calls)| calls) {
		let name = name(&call);
		let transaction = general(call);
		let info = transaction.get_dispatch_info();
		let limits = weights.get(info.class);
		let weight = info.total_weight();
		assert!(info.call_weight.ref_time() > 0, "{name} weighs nothing");
		let most = limits.max_extrinsic.unwrap_or(weights.max_block);
		assert!(weight.all_lte(most), "{name} weighs {weight:?} of {most:?}");
		let block = limits.max_total.unwrap_or(weights.max_block);
		assert!((weight + limits.base_extrinsic).all_lte(block), "{name} does not fit a block");
		let length = codec::Encode::encoded_size(&transaction);
		assert!(length < *lengths.max.get(info.class) as usize, "{name} is {length} bytes long");
	}
}

#[test]
fn attestations_should_be_operational_and_nothing_else() {
	for call in all_calls().into_iter().flat_map(|(_, calls)| calls) {
		let expected = match name(&call) {
			"attest" | "attest_batch" => DispatchClass::Operational,
			_ => DispatchClass::Normal,
		};
		assert_eq!(call.get_dispatch_info().class, expected, "{}", name(&call));
	}
}

#[test]
fn all_hooks_of_the_economy_together_should_leave_most_of_a_block() {
	type Attestations = <Runtime as pallet_attestation::Config>::WeightInfo;
	type Emissions = <Runtime as pallet_emission::Config>::WeightInfo;
	let block = RuntimeBlockWeights::get().max_block;
	let hooks = [
		// The start of an era, with as many classes as there can be.
		Emissions::start_era(32),
		Attestations::on_finalize(),
		economy::SETTLEMENT_BUDGET * block,
		economy::SWEEP_BUDGET * block,
		economy::SWEEP_BUDGET * block,
	];
	let all = hooks.into_iter().fold(Weight::zero(), |all, hook| all.saturating_add(hook));
	let most = Perbill::from_percent(35) * block;
	assert!(all.all_lte(most), "{all:?} of {block:?}");
}

#[test]
fn one_step_of_every_hook_should_fit_its_budget() {
	type Attestations = <Runtime as pallet_attestation::Config>::WeightInfo;
	let block = RuntimeBlockWeights::get().max_block;
	let settlement = economy::SETTLEMENT_BUDGET * block;
	let page = Attestations::on_poll() + Attestations::settle_jailed(512);
	assert!(
		page.all_lte(settlement.saturating_mul(3)),
		"a page of which all are jailed ({page:?}) should not take more than a few blocks"
	);
	let evict = Attestations::on_poll() + Attestations::evict();
	assert!(evict.all_lte(settlement));
	let sweep = <Runtime as pallet_slashing::Config>::SweepWeight::get();
	type Slashings = <Runtime as pallet_slashing::Config>::WeightInfo;
	type Collaterals = <Runtime as pallet_collateral::Config>::WeightInfo;
	// As many slashes as one node can have.
	let most = economy::SLASH_DEFERRAL + economy::APPEAL + 1;
	assert!((Slashings::sweep_base() + Slashings::sweep_docket(most)).all_lte(sweep));
	assert!((Collaterals::sweep_base() + Collaterals::sweep_shortfall()).all_lte(sweep));
}
