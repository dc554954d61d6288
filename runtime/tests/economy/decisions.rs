//! Who decides what: referenda on every track through to what they enact, the committee's two powers, and that nobody
//! else can do any of it.

use codec::Encode;
use frame_support::{
	assert_ok,
	dispatch::GetDispatchInfo,
	traits::{fungible::Inspect, schedule::DispatchTime, StorePreimage},
};
use pallet_conviction_voting::{AccountVote, Conviction, Vote};
use pallet_emission::Shares;
use pallet_referenda::{Curve, ReferendumInfo, ReferendumInfoFor, TracksInfo};
use pallet_slashing::CancelTarget;
use pallet_staking::{RewardDestination, UnappliedSlashes};
use sp_keyring::Sr25519Keyring::{self, Alice, Bob, Charlie, Dave, Eve};
use sp_runtime::{
	traits::{AccountIdConversion, BlakeTwo256, Dispatchable, Hash as _},
	DispatchError, Perbill,
};
use substation_runtime::{
	configs::{
		origins::Origin::{self, Economy, Judge, StakingAdmin, Treasurer, Whitelisted},
		Committee, ProxyType, Tracks, POTS, TREASURY,
	},
	constants::{DAYS, HOURS, MINUTES, UNIT},
	economy, AccountId, Attestation, Balance, Balances, Collateral, Hash, Nodes, OriginCaller,
	Preimage, Runtime, RuntimeCall, RuntimeEvent, RuntimeOrigin, Session, Slashing, Staking,
	System,
};

use crate::chain::{apply, attest, events, registration, roll_back, signed, submit, Chain, Device};

type Referenda = pallet_referenda::Call<Runtime>;
type Votes = pallet_conviction_voting::Call<Runtime>;
type Motions = pallet_collective::Call<Runtime, Committee>;
type Members = pallet_collective::RawOrigin<AccountId, Committee>;

/// A day of a development chain.
const DAY: u32 = economy::DEV_ERA;

fn root() -> OriginCaller {
	frame_system::RawOrigin::Root.into()
}

/// Proposes a call, as `origin`, and puts the deposit down that makes it be decided. Gives its number.
fn propose(chain: &mut Chain, origin: OriginCaller, call: RuntimeCall) -> u32 {
	let index = chain.at(pallet_referenda::ReferendumCount::<Runtime>::get);
	chain.block(|| {
		let proposal = Preimage::bound(call).unwrap();
		let enactment_moment = DispatchTime::After(0);
		let proposal_origin = Box::new(origin);
		assert_ok!(submit(Dave, Referenda::submit { proposal_origin, proposal, enactment_moment }));
		assert_ok!(submit(Eve, Referenda::place_decision_deposit { index }));
	});
	index
}

/// All well-known accounts vote with nearly all that they have.
fn vote(chain: &mut Chain, poll_index: u32, aye: bool) {
	chain.block(|| {
		for who in Sr25519Keyring::well_known() {
			let vote = Vote { aye, conviction: Conviction::Locked1x };
			let vote = AccountVote::Standard { vote, balance: 900_000 * UNIT };
			assert_ok!(submit(who, Votes::vote { poll_index, vote }));
		}
	});
}

/// Runs until the condition holds, but no longer than so many blocks.
fn run_until(chain: &mut Chain, blocks: u32, mut holds: impl FnMut() -> bool) -> bool {
	for _ in 0..blocks {
		if chain.at(&mut holds) {
			return true;
		}
		chain.block(|| ());
	}
	chain.at(&mut holds)
}

/// Proposes a call, has everybody vote for it, and waits for what it should bring about.
fn pass(
	chain: &mut Chain,
	origin: impl Into<OriginCaller>,
	call: impl Into<RuntimeCall>,
	brings_about: impl FnMut() -> bool,
) {
	let index = propose(chain, origin.into(), call.into());
	vote(chain, index, true);
	// Confirmed for a day at most, then enacted after one more.
	assert!(run_until(chain, 4 * DAY, brings_about), "referendum {index}");
	let info = chain.at(|| ReferendumInfoFor::<Runtime>::get(index));
	assert!(matches!(info, Some(ReferendumInfo::Approved(..))));
}

/// The committee decides with the votes of two of its three members.
fn committee_decides(chain: &mut Chain, call: RuntimeCall) {
	let (hash, length) = (BlakeTwo256::hash_of(&call), call.encoded_size() as u32);
	let weight = call.get_dispatch_info().call_weight;
	chain.block(|| {
		let index = pallet_collective::ProposalCount::<Runtime, Committee>::get();
		let proposal = Box::new(call);
		assert_ok!(submit(
			Alice,
			Motions::propose { threshold: 2, proposal, length_bound: length }
		));
		for member in [Alice, Bob] {
			assert_ok!(submit(member, Motions::vote { proposal: hash, index, approve: true }));
		}
		let close = Motions::close {
			proposal_hash: hash,
			index,
			proposal_weight_bound: weight,
			length_bound: length,
		};
		assert_ok!(submit(Charlie, close));
	});
}

fn upgrade() -> RuntimeCall {
	frame_system::Call::authorize_upgrade { code_hash: Hash::repeat_byte(7) }.into()
}

fn is_upgrade_authorized() -> bool {
	let authorized = System::authorized_upgrade();
	authorized.is_some_and(|upgrade| *upgrade.code_hash() == Hash::repeat_byte(7))
}

fn pause(pallet: &str, call: &str) -> RuntimeCall {
	let name = |name: &str| name.as_bytes().to_vec().try_into().unwrap();
	pallet_tx_pause::Call::pause { full_name: (name(pallet), name(call)) }.into()
}

fn unpause(pallet: &str, call: &str) -> RuntimeCall {
	let name = |name: &str| name.as_bytes().to_vec().try_into().unwrap();
	pallet_tx_pause::Call::unpause { ident: (name(pallet), name(call)) }.into()
}

fn set_shares() -> RuntimeCall {
	let shares: std::collections::BTreeMap<_, _> = [(0, 1), (2, 3)].into();
	pallet_emission::Call::set_shares { shares: shares.try_into().unwrap() }.into()
}

fn update_class() -> RuntimeCall {
	let (class, _) = economy::dev_classes().remove(1);
	let class = substation_primitives::Class { jail_after: 9, ..class };
	pallet_nodes::Call::update_class { class_id: 1, class }.into()
}

fn transfer(source: &AccountId) -> RuntimeCall {
	let dest = Eve.to_account_id().into();
	pallet_balances::Call::force_transfer { source: source.clone().into(), dest, value: UNIT }
		.into()
}

#[test]
fn a_referendum_of_root_should_authorize_a_runtime_upgrade() {
	let mut chain = Chain::dev();
	pass(&mut chain, root(), upgrade(), is_upgrade_authorized);
}

#[test]
fn a_call_that_the_committee_vouches_for_should_pass_faster() {
	let mut chain = Chain::dev();
	let call_hash = BlakeTwo256::hash_of(&upgrade());
	let whitelist = pallet_whitelist::Call::whitelist_call { call_hash };
	committee_decides(&mut chain, whitelist.into());
	let call = Box::new(upgrade());
	let dispatch = pallet_whitelist::Call::dispatch_whitelisted_call_with_preimage { call };
	let index = propose(&mut chain, Whitelisted.into(), dispatch.into());
	vote(&mut chain, index, true);
	// Ten minutes each for preparing, confirming and enacting are three blocks here.
	assert!(run_until(&mut chain, 6, is_upgrade_authorized));
}

#[test]
fn a_call_that_the_committee_does_not_vouch_for_should_not_pass_as_whitelisted() {
	let mut chain = Chain::dev();
	let call = Box::new(upgrade());
	let dispatch = pallet_whitelist::Call::dispatch_whitelisted_call_with_preimage { call };
	let index = propose(&mut chain, Whitelisted.into(), dispatch.into());
	vote(&mut chain, index, true);
	assert!(!run_until(&mut chain, 2 * DAY, is_upgrade_authorized));
}

#[test]
fn a_call_that_has_not_passed_should_not_be_dispatched_though_the_committee_vouches_for_it() {
	let mut chain = Chain::dev();
	let call_hash = BlakeTwo256::hash_of(&upgrade());
	committee_decides(&mut chain, pallet_whitelist::Call::whitelist_call { call_hash }.into());
	chain.block(|| {
		let call = Box::new(upgrade());
		let dispatch = pallet_whitelist::Call::dispatch_whitelisted_call_with_preimage { call };
		let missing = pallet_whitelist::Error::<Runtime>::DeferredDispatchNotFound;
		assert_eq!(submit(Alice, dispatch), Err(missing.into()));
	});
	chain.at(|| assert!(!is_upgrade_authorized()));
}

#[test]
fn a_referendum_that_is_voted_down_should_change_nothing() {
	let mut chain = Chain::dev();
	let index = propose(&mut chain, Economy.into(), set_shares());
	vote(&mut chain, index, false);
	let ended =
		|| !matches!(ReferendumInfoFor::<Runtime>::get(index), Some(ReferendumInfo::Ongoing(_)));
	assert!(run_until(&mut chain, 8 * DAY, ended));
	chain.at(|| {
		assert!(matches!(
			ReferendumInfoFor::<Runtime>::get(index),
			Some(ReferendumInfo::Rejected(..))
		));
		assert_eq!(Shares::<Runtime>::get().len(), 4);
	});
}

#[test]
fn the_economys_track_should_change_classes_and_the_emission() {
	let mut chain = Chain::dev();
	let calls = vec![update_class(), set_shares()];
	let batch = pallet_utility::Call::batch_all { calls };
	pass(&mut chain, Economy, batch, || Shares::<Runtime>::get().len() == 2);
	chain.at(|| assert_eq!(Nodes::class(1).unwrap().jail_after, 9));
}

#[test]
fn the_staking_track_should_cancel_a_validators_slash() {
	let mut chain = Chain::dev();
	chain.block(|| {
		let who = Alice.to_account_id();
		assert_ok!(Staking::manual_slash(RuntimeOrigin::root(), who, 0, Perbill::one()));
	});
	let era = economy::STAKE_SLASH_DEFERRAL + 1;
	let cancel = pallet_staking::Call::cancel_deferred_slash { era, slash_indices: vec![0] };
	pass(&mut chain, StakingAdmin, cancel, move || {
		UnappliedSlashes::<Runtime>::get(era).is_empty()
	});
}

/// Bob registers the device as a node of the gpu class.
fn register(device: &Device) {
	let call = pallet_nodes::Call::register {
		class: 1,
		units: 1,
		device_key: device.key(),
		possession: device.consent(&Bob.to_account_id(), 50),
		collateral: 1_000 * UNIT,
		operator: None,
		payee: None,
		location: None,
		metadata: Default::default(),
	};
	assert_ok!(submit(Bob, call));
}

#[test]
fn the_judges_track_should_cancel_a_classs_slashes_before_they_are_applied() {
	let mut chain = Chain::dev();
	chain.block(|| {
		register(&Device::sr25519(0));
	});
	// It never attests: after three windows it is in jail, and a slash is pending.
	chain.run_to(20);
	assert_eq!(chain.at(|| Slashing::pending_slashes(0).len()), 1);
	let cancel = pallet_slashing::Call::cancel { target: CancelTarget::Class { class: 1, era: 0 } };
	let is_cancelled = || Slashing::class_era(1, 0).unwrap().cancelled;
	pass(&mut chain, Judge, cancel, is_cancelled);
	chain.run_to((economy::SLASH_DEFERRAL + 3) * DAY);
	chain.at(|| assert_eq!(Collateral::ledger(0).unwrap().locked, 1_000 * UNIT));
}

#[test]
fn the_treasurers_track_should_spend_from_the_treasury_that_the_emission_fills() {
	let mut chain = Chain::dev();
	let amount = 1_000 * UNIT;
	let beneficiary = Charlie.to_account_id();
	let spend = pallet_treasury::Call::spend {
		asset_kind: Box::new(()),
		amount,
		beneficiary: Box::new(beneficiary.clone()),
		valid_from: None,
	};
	let is_approved = || pallet_treasury::SpendCount::<Runtime>::get() == 1;
	pass(&mut chain, Treasurer, spend, is_approved);
	let treasury: AccountId = TREASURY.into_account_truncating();
	assert_eq!(treasury, substation_runtime::Treasury::account_id());
	let before = chain.at(|| (Balances::balance(&treasury), Balances::total_balance(&beneficiary)));
	chain.block(|| {
		assert_ok!(submit(Bob, pallet_treasury::Call::payout { index: 0 }));
	});
	chain.at(|| {
		assert_eq!(Balances::total_balance(&beneficiary), before.1 + amount);
		let after = Balances::balance(&treasury);
		assert!(after == before.0 - amount || after > before.0, "or an era has just begun");
	});
}

#[test]
fn the_committee_should_pause_a_call_and_let_it_go_again() {
	let mut chain = Chain::dev();
	let transfer = || -> RuntimeCall {
		let dest = Dave.to_account_id().into();
		pallet_balances::Call::transfer_keep_alive { dest, value: UNIT }.into()
	};
	committee_decides(&mut chain, pause("Balances", "transfer_keep_alive"));
	chain.block(|| {
		let filtered = frame_system::Error::<Runtime>::CallFiltered;
		assert_eq!(submit(Eve, transfer()), Err(filtered.into()));
	});
	committee_decides(&mut chain, unpause("Balances", "transfer_keep_alive"));
	chain.block(|| {
		assert_ok!(submit(Eve, transfer()));
	});
}

#[test]
fn what_would_cost_somebody_collateral_or_stop_the_chain_should_not_be_pausable() {
	let mut chain = Chain::dev();
	let unpausable = Err(pallet_tx_pause::Error::<Runtime>::Unpausable.into());
	let never = [
		("Attestation", "attest"),
		("Attestation", "attest_batch"),
		("Attestation", "unjail"),
		("Slashing", "appeal"),
		("Collateral", "deposit"),
		("Nodes", "rotate_device_key"),
		("Nodes", "retire"),
		("Timestamp", "set"),
		("Babe", "report_equivocation_unsigned"),
		("Grandpa", "report_equivocation_unsigned"),
		("Session", "set_keys"),
		("Staking", "validate"),
		("Staking", "chill"),
		("System", "apply_authorized_upgrade"),
		("ConvictionVoting", "vote"),
		("Referenda", "submit"),
		("TechnicalCommittee", "close"),
		("Preimage", "note_preimage"),
		("TxPause", "unpause"),
		("Emission", "set_shares"),
		("Treasury", "spend"),
		("Nodes", "create_class"),
		("Nodes", "update_class"),
	];
	chain.block(|| {
		for (pallet, call) in never {
			let paused = pause(pallet, call).dispatch(RuntimeOrigin::root());
			assert_eq!(
				paused.map(|_| ()).map_err(|error| error.error),
				unpausable,
				"{pallet}.{call}"
			);
		}
	});
	// Even with all that can be paused, devices do their duty.
	let device = Device::sr25519(0);
	chain.block(|| {
		register(&device);
		pause_everything();
	});
	chain.run_to(12);
	chain.block(|| attest(0, &device));
	chain.at(|| assert!(Attestation::duty(0).unwrap().attested));
}

#[test]
fn the_committee_should_not_be_able_to_pause_what_a_referendum_has_decided() {
	let mut chain = Chain::dev();
	chain.block(pause_everything);
	let calls = vec![update_class(), set_shares()];
	let batch = pallet_utility::Call::batch_all { calls };
	pass(&mut chain, Economy, batch, || Shares::<Runtime>::get().len() == 2);
	let spend = pallet_treasury::Call::spend {
		asset_kind: Box::new(()),
		amount: UNIT,
		beneficiary: Box::new(Eve.to_account_id()),
		valid_from: None,
	};
	pass(&mut chain, Treasurer, spend, || pallet_treasury::SpendCount::<Runtime>::get() == 1);
}

/// Every call by name, as far as it can be paused.
fn pause_everything() {
	use frame_support::traits::GetCallMetadata;
	for pallet in RuntimeCall::get_module_names() {
		for call in RuntimeCall::get_call_names(pallet) {
			let _ = pause(pallet, call).dispatch(RuntimeOrigin::root());
		}
	}
	assert!(pallet_tx_pause::PausedCalls::<Runtime>::iter().count() > 20);
}

/// Everybody who is not root.
fn others() -> Vec<(String, RuntimeOrigin)> {
	let tracks = [Whitelisted, Economy, StakingAdmin, Judge, Treasurer];
	let of = |origin: Origin| (format!("{origin:?}"), origin.into());
	let mut others: Vec<_> = tracks.into_iter().map(of).collect();
	others.push(("a signer".into(), RuntimeOrigin::signed(Alice.to_account_id())));
	others.push(("the committee".into(), Members::Members(3, 3).into()));
	others.push(("nobody".into(), RuntimeOrigin::none()));
	others
}

/// Whether the origin is let in; what the call then does is rolled back.
fn is_let_in(call: &RuntimeCall, origin: RuntimeOrigin) -> bool {
	let result = roll_back(|| call.clone().dispatch(origin));
	result.map_err(|error| error.error).err() != Some(DispatchError::BadOrigin)
}

#[test]
fn every_decision_should_be_open_to_root_and_to_its_own_track_and_to_nobody_else() {
	let committee = "the committee";
	let split = pallet_emission::Split { validators: Perbill::zero(), treasury: Perbill::zero() };
	let (class, _) = economy::dev_classes().remove(0);
	let who = Alice.to_account_id();
	let decisions: Vec<(RuntimeCall, Vec<&str>)> = vec![
		// Classes and emission.
		(pallet_nodes::Call::create_class { class }.into(), vec!["Economy"]),
		(update_class(), vec!["Economy"]),
		(set_shares(), vec!["Economy"]),
		(pallet_emission::Call::set_split { split }.into(), vec!["Economy"]),
		(pallet_emission::Call::set_decay { decay: Default::default() }.into(), vec!["Economy"]),
		(pallet_emission::Call::set_demand { terms: Default::default() }.into(), vec!["Economy"]),
		// Nodes' slashes.
		(
			pallet_slashing::Call::cancel { target: CancelTarget::Class { class: 0, era: 0 } }
				.into(),
			vec!["Judge"],
		),
		(
			pallet_slashing::Call::resolve_appeal { node: 0, era: 0, upheld: true }.into(),
			vec!["Judge"],
		),
		// Validators.
		(
			pallet_staking::Call::set_min_commission { new: Perbill::zero() }.into(),
			vec!["StakingAdmin"],
		),
		(
			pallet_staking::Call::cancel_deferred_slash { era: 1, slash_indices: vec![0] }.into(),
			vec!["StakingAdmin"],
		),
		(
			pallet_staking::Call::manual_slash {
				validator_stash: who.clone(),
				era: 0,
				slash_fraction: Perbill::one(),
			}
			.into(),
			vec!["StakingAdmin"],
		),
		(pallet_staking::Call::force_new_era {}.into(), vec![]),
		(pallet_staking::Call::set_validator_count { new: 5 }.into(), vec![]),
		(pallet_staking::Call::set_invulnerables { invulnerables: vec![] }.into(), vec![]),
		(
			pallet_staking::Call::force_unstake { stash: who.clone(), num_slashing_spans: 0 }
				.into(),
			vec![],
		),
		// Money.
		(
			pallet_treasury::Call::spend {
				asset_kind: Box::new(()),
				amount: UNIT,
				beneficiary: Box::new(who.clone()),
				valid_from: None,
			}
			.into(),
			vec!["Treasurer"],
		),
		(transfer(&who), vec![]),
		(
			pallet_balances::Call::force_set_balance { who: who.clone().into(), new_free: 0 }
				.into(),
			vec![],
		),
		(
			pallet_balances::Call::force_unreserve { who: who.clone().into(), amount: 0 }.into(),
			vec![],
		),
		// The chain itself.
		(upgrade(), vec![]),
		(frame_system::Call::set_code_without_checks { code: vec![] }.into(), vec![]),
		(frame_system::Call::set_storage { items: vec![] }.into(), vec![]),
		(frame_system::Call::kill_storage { keys: vec![] }.into(), vec![]),
		(
			pallet_utility::Call::dispatch_as {
				as_origin: Box::new(root()),
				call: Box::new(transfer(&who)),
			}
			.into(),
			vec![],
		),
		(pallet_scheduler::Call::cancel { when: 1, index: 0 }.into(), vec![]),
		(pallet_migrations::Call::force_set_cursor { cursor: None }.into(), vec![]),
		// Governance itself.
		(pallet_referenda::Call::cancel { index: 0 }.into(), vec![]),
		(pallet_referenda::Call::kill { index: 0 }.into(), vec![]),
		(
			Motions::set_members { new_members: vec![who.clone()], prime: None, old_count: 3 }
				.into(),
			vec![],
		),
		(
			pallet_whitelist::Call::whitelist_call { call_hash: Hash::zero() }.into(),
			vec![committee],
		),
		(pause("Balances", "burn"), vec![committee]),
		(unpause("Balances", "burn"), vec![committee]),
	];
	let mut chain = Chain::dev();
	chain.block(|| ());
	chain.at(|| {
		for (call, allowed) in &decisions {
			assert!(is_let_in(call, RuntimeOrigin::root()), "root: {call:?}");
			for (name, origin) in others() {
				let expected = allowed.contains(&name.as_str());
				assert_eq!(is_let_in(call, origin), expected, "{name}: {call:?}");
			}
		}
	});
}

#[test]
fn a_third_of_the_committee_should_decide_nothing() {
	let mut chain = Chain::dev();
	chain.block(|| ());
	chain.at(|| {
		let origin = || Members::Members(1, 3).into();
		assert!(!is_let_in(&pause("Balances", "burn"), origin()));
		let whitelist = pallet_whitelist::Call::whitelist_call { call_hash: Hash::zero() };
		assert!(!is_let_in(&whitelist.into(), origin()));
	});
}

#[test]
fn silence_in_the_committee_should_count_as_nay() {
	let mut chain = Chain::dev();
	let members = [Alice, Bob, Charlie, Dave, Eve];
	let proposal = pause("Balances", "burn");
	let (hash, length) = (BlakeTwo256::hash_of(&proposal), proposal.encoded_size() as u32);
	let weight = proposal.get_dispatch_info().call_weight;
	chain.block(|| {
		let new_members = members.iter().map(|member| member.to_account_id()).collect();
		let set = Motions::set_members { new_members, prime: None, old_count: 3 };
		assert_ok!(RuntimeCall::from(set).dispatch(RuntimeOrigin::root()));
		let proposal = Box::new(proposal);
		let motion = Motions::propose { threshold: 4, proposal, length_bound: length };
		assert_ok!(submit(Alice, motion));
		// Three of five are for it, which is less than two thirds. The others say nothing.
		for member in [Alice, Bob, Charlie] {
			let vote = Motions::vote { proposal: hash, index: 0, approve: true };
			assert_ok!(submit(member, vote));
		}
	});
	for _ in 0..7 * DAY {
		chain.block(|| ());
	}
	chain.block(|| {
		let close = Motions::close {
			proposal_hash: hash,
			index: 0,
			proposal_weight_bound: weight,
			length_bound: length,
		};
		assert_ok!(submit(Alice, close));
		assert!(pallet_collective::Proposals::<Runtime, Committee>::get().is_empty());
	});
	chain.at(|| assert_eq!(pallet_tx_pause::PausedCalls::<Runtime>::iter().count(), 0));
}

#[test]
fn keeping_a_track_from_deciding_should_lock_a_fortune() {
	sp_io::TestExternalities::default().execute_with(|| {
		for track in Tracks::tracks() {
			let deposits = Balance::from(track.info.max_deciding) * track.info.decision_deposit;
			assert!(deposits >= 100_000 * UNIT, "track {}: {deposits}", track.id);
		}
	});
}

#[test]
fn referenda_of_one_who_wants_to_keep_others_waiting_should_keep_nobody_waiting() {
	let mut chain = Chain::dev();
	for number in 0..10 {
		let remark = vec![number];
		propose(&mut chain, root(), frame_system::Call::remark { remark }.into());
	}
	pass(&mut chain, root(), upgrade(), is_upgrade_authorized);
}

/// What nobody but its holder and governance may change: an account's tokens, who is paid for its stake and its node, what the
/// pots hold and pay, and what could change all that later.
fn belongings(who: &AccountId) -> String {
	let node = Nodes::node(0).map(|node| (node.owner, node.operator, node.payee, node.status));
	let stake = (
		pallet_staking::Bonded::<Runtime>::get(who),
		pallet_staking::Payee::<Runtime>::get(who),
		pallet_staking::Ledger::<Runtime>::get(who),
		UnappliedSlashes::<Runtime>::iter().count(),
	);
	let account = frame_system::Account::<Runtime>::get(who).data;
	let holds = pallet_balances::Holds::<Runtime>::get(who);
	let pots = POTS.map(|pot| Balances::balance(&pot.into_account_truncating()));
	let terms = (
		Shares::<Runtime>::get(),
		pallet_emission::Parts::<Runtime>::get(),
		pallet_treasury::SpendCount::<Runtime>::get(),
	);
	let later = (
		pallet_sudo::Key::<Runtime>::get(),
		System::authorized_upgrade().is_some(),
		pallet_scheduler::Agenda::<Runtime>::iter().count(),
		pallet_proxy::Proxies::<Runtime>::get(who).0,
	);
	format!("{account:?} {holds:?} {node:?} {stake:?} {pots:?} {terms:?} {later:?}")
}

/// Calls that move the victim's funds, or choose who is paid, if they are let in.
fn attacks(victim: &AccountId, thief: &AccountId) -> Vec<RuntimeCall> {
	let to = || -> substation_runtime::Address { thief.clone().into() };
	let of = || -> substation_runtime::Address { victim.clone().into() };
	let split = pallet_emission::Split { validators: Perbill::one(), treasury: Perbill::zero() };
	let empty = pallet_balances::AccountData::<Balance>::default();
	let key = frame_system::Account::<Runtime>::hashed_key_for(victim);
	vec![
		pallet_balances::Call::force_transfer { source: of(), dest: to(), value: UNIT }.into(),
		pallet_balances::Call::force_set_balance { who: of(), new_free: UNIT }.into(),
		pallet_balances::Call::transfer_all { dest: to(), keep_alive: false }.into(),
		pallet_balances::Call::burn { value: UNIT, keep_alive: true }.into(),
		pallet_proxy::Call::add_proxy { delegate: to(), proxy_type: ProxyType::Any, delay: 0 }
			.into(),
		pallet_nodes::Call::set_payee { node: 0, payee: thief.clone() }.into(),
		pallet_nodes::Call::transfer { node: 0, to: thief.clone() }.into(),
		pallet_nodes::Call::set_operator { node: 0, operator: Some(thief.clone()) }.into(),
		pallet_nodes::Call::retire { node: 0 }.into(),
		pallet_staking::Call::set_payee { payee: RewardDestination::Account(thief.clone()) }.into(),
		pallet_staking::Call::unbond { value: UNIT }.into(),
		pallet_staking::Call::force_unstake { stash: victim.clone(), num_slashing_spans: 0 }.into(),
		pallet_staking::Call::manual_slash {
			validator_stash: victim.clone(),
			era: 0,
			slash_fraction: Perbill::one(),
		}
		.into(),
		pallet_treasury::Call::spend {
			asset_kind: Box::new(()),
			amount: UNIT / 10_000,
			beneficiary: Box::new(thief.clone()),
			valid_from: None,
		}
		.into(),
		set_shares(),
		pallet_emission::Call::set_split { split }.into(),
		frame_system::Call::set_storage { items: vec![(key, empty.encode())] }.into(),
		upgrade(),
	]
}

/// The call as it is, and in every form that could lend it somebody else's authority.
fn disguises(call: &RuntimeCall, victim: &AccountId) -> Vec<RuntimeCall> {
	let call = || Box::new(call.clone());
	let of = || -> substation_runtime::Address { victim.clone().into() };
	let signed: OriginCaller = frame_system::RawOrigin::Signed(victim.clone()).into();
	let length_bound = call().encoded_size() as u32;
	let when = System::block_number() + 1;
	vec![
		*call(),
		pallet_sudo::Call::sudo { call: call() }.into(),
		pallet_sudo::Call::sudo_as { who: of(), call: call() }.into(),
		pallet_sudo::Call::sudo_unchecked_weight { call: call(), weight: Default::default() }
			.into(),
		pallet_utility::Call::dispatch_as { as_origin: Box::new(root()), call: call() }.into(),
		pallet_utility::Call::dispatch_as { as_origin: Box::new(signed), call: call() }.into(),
		pallet_utility::Call::as_derivative { index: 0, call: call() }.into(),
		pallet_utility::Call::with_weight { call: call(), weight: Default::default() }.into(),
		pallet_proxy::Call::proxy { real: of(), force_proxy_type: None, call: call() }.into(),
		pallet_scheduler::Call::schedule { when, maybe_periodic: None, priority: 0, call: call() }
			.into(),
		pallet_whitelist::Call::dispatch_whitelisted_call_with_preimage { call: call() }.into(),
		Motions::execute { proposal: call(), length_bound }.into(),
	]
}

#[test]
fn no_key_of_a_live_network_should_move_anothers_funds_or_choose_who_is_paid() {
	let mut chain = Chain::live();
	let victim = chain.at(|| Session::validators()[0].clone());
	let own = || RuntimeOrigin::signed(victim.clone());
	chain.block(|| {
		let register = registration(&victim, 0, &Device::sr25519(0), 1, 200 * UNIT);
		assert_ok!(RuntimeCall::from(register).dispatch(own()));
	});
	chain.at(|| {
		assert!(!pallet_sudo::Key::<Runtime>::exists());
		// Validators, members of the committee, and whoever has tokens. The pots have no keys.
		let pots: Vec<AccountId> = POTS.map(|pot| pot.into_account_truncating()).to_vec();
		let people: Vec<_> = frame_system::Account::<Runtime>::iter_keys()
			.filter(|who| *who != victim && !pots.contains(who))
			.collect();
		let members = pallet_collective::Members::<Runtime, Committee>::get();
		assert!(people.len() > 10 && members.iter().any(|member| people.contains(member)));
		let count = members.len() as u32;
		let mut origins: Vec<RuntimeOrigin> =
			people.iter().cloned().map(RuntimeOrigin::signed).collect();
		origins.push(Members::Members(count, count).into());
		origins.push(RuntimeOrigin::none());

		let before = belongings(&victim);
		let harms = |call: &RuntimeCall, origin| {
			roll_back(|| {
				let _ = call.clone().dispatch(origin);
				belongings(&victim) != before
			})
		};
		for attack in attacks(&victim, &people[0]) {
			let bites = harms(&attack, own()) || harms(&attack, RuntimeOrigin::root());
			assert!(bites, "it would do nothing: {attack:?}");
			for call in disguises(&attack, &victim) {
				for origin in &origins {
					assert!(!harms(&call, origin.clone()), "{origin:?}: {call:?}");
				}
			}
		}
	});
}

#[test]
fn every_origin_should_have_a_track_and_the_judges_should_be_in_time() {
	sp_io::TestExternalities::default().execute_with(|| {
		for origin in [Whitelisted, Economy, StakingAdmin, Judge, Treasurer] {
			let track = Tracks::track_for(&origin.into()).unwrap();
			assert!(Tracks::info(track).is_some());
		}
		assert_eq!(Tracks::track_for(&root()), Ok(0));
		let signed = frame_system::RawOrigin::Signed(Alice.to_account_id()).into();
		assert!(Tracks::track_for(&signed).is_err(), "nobody votes on what an account does");
		// With nothing set, an era is a day.
		let track = Tracks::info(Tracks::track_for(&Judge.into()).unwrap()).unwrap();
		let longest = track.prepare_period
			+ track.decision_period
			+ track.confirm_period
			+ track.min_enactment_period;
		assert!(longest < economy::SLASH_DEFERRAL * economy::ERA);
		assert!(longest < economy::APPEAL * economy::ERA);
	});
}

#[test]
fn stake_should_vote_and_what_votes_should_be_locked() {
	let mut chain = Chain::dev();
	let index = propose(&mut chain, Judge.into(), set_shares());
	chain.block(|| {
		let vote = Vote { aye: true, conviction: Conviction::Locked1x };
		// Alice's stake votes, too.
		let balance: Balance = Balances::total_balance(&Alice.to_account_id()) - UNIT;
		let vote = AccountVote::Standard { vote, balance };
		let poll_index = index;
		assert_ok!(submit(Alice, Votes::vote { poll_index, vote }));
		let dest = Bob.to_account_id().into();
		let transfer = pallet_balances::Call::transfer_keep_alive { dest, value: 500_000 * UNIT };
		assert!(apply(signed(Alice, transfer.into())).unwrap().is_err(), "what votes is locked");
	});
	let voted = chain.at(events).into_iter().any(|event| {
		matches!(
			event,
			RuntimeEvent::ConvictionVoting(pallet_conviction_voting::Event::Voted { .. })
		)
	});
	assert!(voted);
}

/// The rows of the table of tracks in `docs/governance.md`.
fn tracks_of_the_docs() -> Vec<Vec<&'static str>> {
	include_str!("../../../docs/governance.md")
		.lines()
		.skip_while(|line| !line.starts_with("| track |"))
		.skip(2)
		.take_while(|line| line.starts_with('|'))
		.map(|line| line.trim_matches('|').split('|').map(str::trim).collect())
		.collect()
}

/// Blocks of a real network as the docs write them.
fn time(blocks: u32) -> String {
	match blocks {
		blocks if blocks.is_multiple_of(DAYS) && blocks > DAYS => format!("{} days", blocks / DAYS),
		DAYS => "1 day".into(),
		blocks if blocks.is_multiple_of(HOURS) => format!("{} h", blocks / HOURS),
		blocks => format!("{} min", blocks / MINUTES),
	}
}

fn demand(curve: &Curve) -> String {
	let percent = |part: Perbill| part.deconstruct() / 10_000_000;
	let (first, last) = (curve.threshold(Perbill::zero()), curve.threshold(Perbill::one()));
	format!("{} → {} %", percent(first), percent(last))
}

#[test]
fn the_tracks_should_be_those_that_the_docs_name() {
	let tracks: Vec<Vec<String>> = sp_io::TestExternalities::default().execute_with(|| {
		let row = |id: u16, track: pallet_referenda::TrackInfo<Balance, u32>| {
			let name = String::from_utf8(track.name.to_vec()).unwrap();
			vec![
				format!("{id} {}", name.trim_end_matches('\0')),
				(track.decision_deposit / UNIT).to_string(),
				time(track.prepare_period),
				time(track.decision_period),
				time(track.confirm_period),
				time(track.min_enactment_period),
				demand(&track.min_approval),
				demand(&track.min_support),
			]
		};
		Tracks::tracks().map(|track| row(track.id, track.info.clone())).collect()
	});
	let docs = tracks_of_the_docs();
	assert_eq!(docs.len(), tracks.len());
	for (ours, docs) in tracks.iter().zip(docs) {
		let docs: Vec<_> = docs.iter().map(|cell| cell.replace(',', "")).collect();
		assert_eq!(*ours, docs);
	}
}
