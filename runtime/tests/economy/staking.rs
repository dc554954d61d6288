//! Validators: what they stake, how they become validators, and what they are paid.

use std::collections::BTreeMap;

use codec::Encode;
use frame_support::{
	assert_ok,
	traits::{
		fungible::{Inspect, InspectHold, Mutate},
		tokens::Preservation::Preserve,
		RewardsReporter,
	},
};
use pallet_staking::{
	ActiveEra, ConfigOp, ErasValidatorReward, RewardDestination, UnappliedSlashes, ValidatorPrefs,
};
use sp_keyring::Sr25519Keyring::{self, Alice, Bob, Charlie};
use sp_runtime::{
	traits::{AccountIdConversion, Dispatchable},
	DispatchError, Perbill, Percent, TokenError,
};
use substation_math::supply::not_yet_due;
use substation_primitives::Slashable;
use substation_runtime::{
	configs::{EndOfSession, RuntimeBlockWeights, STAKING_POT, TREASURY, VALIDATORS_POT},
	constants::UNIT,
	economy, AccountId, Balance, Balances, Collateral, Emission, Runtime, RuntimeCall,
	RuntimeHoldReason, RuntimeOrigin, Session, SessionKeys, Staking, System, VoterList,
};

use crate::chain::{fees, submit, Chain, Device};

/// Blocks in an era of the `dev` preset, of stakers as of the emission.
const ERA: u32 = economy::DEV_ERA;
/// What a pot never gives away.
const EXISTENTIAL: Balance = UNIT / 1_000;

fn pot(id: frame_support::PalletId) -> Balance {
	Balances::balance(&id.into_account_truncating()) - EXISTENTIAL
}

fn active_era() -> u32 {
	ActiveEra::<Runtime>::get().unwrap().index
}

/// Runs blocks until that era of the stakers is the active one.
fn run_to_era(chain: &mut Chain, era: u32) {
	while chain.at(active_era) < era {
		chain.block(|| ());
	}
}

fn pay_out(validator: Sr25519Keyring, era: u32) -> RuntimeCall {
	let validator_stash = validator.to_account_id();
	pallet_staking::Call::payout_stakers { validator_stash, era }.into()
}

fn staked(who: Sr25519Keyring) -> Balance {
	let reason = RuntimeHoldReason::Staking(pallet_staking::HoldReason::Staking);
	Balances::balance_on_hold(&reason, &who.to_account_id())
}

fn bond(value: Balance) -> pallet_staking::Call<Runtime> {
	pallet_staking::Call::bond { value, payee: RewardDestination::Staked }
}

fn register(owner: Sr25519Keyring, device: &Device, collateral: Balance) -> RuntimeCall {
	pallet_nodes::Call::register {
		class: 1,
		units: 1,
		device_key: device.key(),
		possession: device.consent(&owner.to_account_id(), System::block_number() + 50),
		collateral,
		operator: None,
		payee: None,
		location: None,
		metadata: Default::default(),
	}
	.into()
}

#[test]
fn a_validator_should_be_paid_the_validators_part_of_the_emission_to_the_last_unit() {
	let mut chain = Chain::dev();
	chain.block(|| ());
	let mut owed = 0;
	for era in 0..5 {
		let minted = chain.at(|| Emission::emission().validators);
		assert!(chain.at(|| pot(VALIDATORS_POT)) == minted && minted > 0);
		run_to_era(&mut chain, era + 1);
		owed += minted;
		chain.at(|| {
			// Both eras end in the same block: nothing of the one before is left, and the next is there in full.
			assert_eq!(ErasValidatorReward::<Runtime>::get(era), Some(minted));
			assert_eq!(pot(STAKING_POT), owed);
			assert_eq!(pot(VALIDATORS_POT), Emission::emission().validators);
		});
	}
	let before = chain.at(|| staked(Alice));
	for era in 0..5 {
		let issuance = chain.at(Balances::total_issuance);
		chain.block(|| {
			// Whoever wants to may hand out what is due, and earns nothing by it.
			assert_ok!(submit(Bob, pay_out(Alice, era)));
			assert!(submit(Bob, pay_out(Alice, era)).is_err(), "an era is paid once");
		});
		chain.at(|| assert_eq!(Balances::total_issuance(), issuance, "paying mints nothing"));
	}
	chain.at(|| {
		assert_eq!(staked(Alice), before + owed);
		assert_eq!(pot(STAKING_POT), 0);
		// Nothing was burned: all there is was issued.
		assert_eq!(Balances::total_issuance(), Emission::issued());
		assert!(Emission::issued() <= economy::CAP);
	});
}

#[test]
fn a_payout_should_be_for_the_blocks_that_were_made() {
	let mut chain = Chain::dev();
	chain.run_to(5);
	// Eras of stakers are counted in slots, those of the emission in blocks.
	chain.halt(7);
	run_to_era(&mut chain, 1);
	chain.at(|| {
		let clock = Emission::clock().unwrap();
		assert_eq!((System::block_number(), clock.ends), (ERA - 6, ERA + 1));
		let minted = Emission::emission().validators;
		let rest = not_yet_due(minted, 7, ERA);
		assert_eq!(pot(VALIDATORS_POT), rest);
		assert_eq!(ErasValidatorReward::<Runtime>::get(0), Some(minted - rest));
	});
	run_to_era(&mut chain, 4);
	chain.at(|| {
		let promised: Balance = (0..4).filter_map(ErasValidatorReward::<Runtime>::get).sum();
		assert_eq!(promised, pot(STAKING_POT));
	});
}

#[test]
fn rounding_should_neither_mint_nor_stop_a_payout() {
	let mut chain = Chain::local();
	let validators: Vec<AccountId> = chain.at(Session::validators);
	assert_eq!(validators.len(), 4);
	// Four equal parts of 4 n + 3 are each rounded up: one unit more than there is.
	chain.block_unchecked(|| {
		let points = pallet_staking::ErasRewardPoints::<Runtime>::get(0);
		assert_eq!(points.individual.len(), 1, "one validator makes all blocks");
		let more = validators.iter().skip(1).map(|who| (who.clone(), points.total));
		<Staking as RewardsReporter<AccountId>>::reward_by_ids(more);
	});
	run_to_era(&mut chain, 1);
	chain.block_unchecked(|| {
		let points = pallet_staking::ErasRewardPoints::<Runtime>::get(0);
		let most = points.individual.values().max().copied().unwrap();
		let more: Vec<_> =
			points.individual.into_iter().map(|(who, has)| (who, most - has)).collect();
		pallet_staking::ErasRewardPoints::<Runtime>::mutate(0, |points| {
			points.total = 4 * most;
			for (who, more) in more {
				*points.individual.get_mut(&who).unwrap() += more;
			}
		});
		let set_aside = pot(STAKING_POT);
		let promised = set_aside - (set_aside + 1) % 4;
		assert_eq!(promised % 4, 3);
		ErasValidatorReward::<Runtime>::insert(0, promised);
		let (from, to) = (STAKING_POT, TREASURY);
		let (from, to): (AccountId, AccountId) =
			(from.into_account_truncating(), to.into_account_truncating());
		if set_aside > promised {
			Balances::transfer(&from, &to, set_aside - promised, Preserve).unwrap();
		}
	});
	let (issuance, running) = chain.at(|| (Balances::total_issuance(), pot(VALIDATORS_POT)));
	chain.block(|| {
		for validator in &validators {
			let origin = RuntimeOrigin::signed(Bob.to_account_id());
			assert_ok!(Staking::payout_stakers(origin, validator.clone(), 0));
		}
	});
	chain.at(|| {
		assert_eq!(pot(STAKING_POT), 0);
		assert_eq!(pot(VALIDATORS_POT), running - 1, "the running era has the missing unit");
		assert_eq!(Balances::total_issuance(), issuance);
	});
}

#[test]
fn what_governance_holds_back_from_stakers_should_go_to_the_treasury() {
	use pallet_staking::ConfigOp::{Noop, Set};
	let mut chain = Chain::dev();
	chain.block(|| {
		let half = Set(sp_runtime::Percent::from_percent(50));
		let root = RuntimeOrigin::root();
		assert_ok!(Staking::set_staking_configs(root, Noop, Noop, Noop, Noop, Noop, Noop, half));
	});
	chain.run_to(ERA);
	let (treasury, minted) = chain.at(|| (pot(TREASURY), Emission::emission().validators));
	run_to_era(&mut chain, 1);
	chain.at(|| {
		let reward = ErasValidatorReward::<Runtime>::get(0).unwrap();
		assert!(reward.abs_diff(minted / 2) <= 1);
		assert_eq!(pot(STAKING_POT), reward);
		let next = Emission::emission().treasury;
		assert_eq!(pot(TREASURY), treasury + next + minted - reward);
		assert_eq!(Balances::total_issuance(), Emission::issued());
	});
}

#[test]
fn a_newcomer_should_become_a_validator_with_bond_keys_and_validate_and_leave_with_chill() {
	let mut chain = Chain::dev();
	chain.block(|| ());
	let owner = Bob.to_account_id();
	let generated = chain.at(|| SessionKeys::generate(&owner.encode(), None));
	let set_keys = |keys: &SessionKeys, proof: Vec<u8>| -> RuntimeCall {
		pallet_session::Call::set_keys { keys: keys.clone(), proof }.into()
	};
	chain.block(|| {
		let keys = &generated.keys;
		let invalid = pallet_session::Error::<Runtime>::InvalidProof;
		assert_eq!(submit(Bob, set_keys(keys, vec![])), Err(invalid.into()));
		// The proof names the owner: nobody else can take the keys.
		let stolen = set_keys(keys, generated.proof.encode());
		let invalid = pallet_session::Error::<Runtime>::InvalidProof;
		assert_eq!(submit(Charlie, stolen), Err(invalid.into()));

		assert_ok!(submit(Bob, bond(20_000 * UNIT)));
		assert_ok!(submit(Bob, set_keys(keys, generated.proof.encode())));
		let prefs = ValidatorPrefs { commission: Perbill::from_percent(5), blocked: false };
		assert_ok!(submit(Bob, pallet_staking::Call::validate { prefs }));
	});
	run_to_era(&mut chain, 2);
	chain.at(|| {
		assert!(Session::validators().contains(&owner));
		assert_eq!(substation_runtime::Babe::authorities().len(), 2);
		assert_eq!(substation_runtime::AuthorityDiscovery::authorities().len(), 2);
	});
	chain.block(|| {
		assert_ok!(submit(Bob, pallet_staking::Call::chill {}));
	});
	run_to_era(&mut chain, 4);
	chain.at(|| assert_eq!(Session::validators(), [Alice.to_account_id()]));
	chain.block(|| {
		assert_ok!(submit(Bob, pallet_staking::Call::unbond { value: 20_000 * UNIT }));
		assert_ok!(submit(Bob, pallet_staking::Call::withdraw_unbonded { num_slashing_spans: 0 }));
		assert_eq!(staked(Bob), 20_000 * UNIT, "stake is not free at once");
	});
	run_to_era(&mut chain, 5 + economy::STAKE_UNBONDING);
	chain.block(|| {
		assert_ok!(submit(Bob, pallet_staking::Call::withdraw_unbonded { num_slashing_spans: 0 }));
		assert_eq!(staked(Bob), 0);
	});
}

#[test]
fn a_stake_below_the_minimum_should_neither_validate_nor_nominate() {
	let mut chain = Chain::dev();
	chain.block(|| {
		let too_little: Result<(), DispatchError> =
			Err(pallet_staking::Error::<Runtime>::InsufficientBond.into());
		assert_ok!(submit(Bob, bond(economy::MIN_VALIDATOR_BOND - 1)));
		let validate = pallet_staking::Call::validate { prefs: Default::default() };
		assert_eq!(submit(Bob, validate), too_little);
		assert_ok!(submit(Charlie, bond(economy::MIN_NOMINATOR_BOND - 1)));
		let targets = vec![Alice.to_account_id().into()];
		assert_eq!(submit(Charlie, pallet_staking::Call::nominate { targets }), too_little);
	});
}

#[test]
fn a_nominator_should_get_a_share_by_stake() {
	let mut chain = Chain::dev();
	chain.block(|| {
		assert_ok!(submit(Charlie, bond(300_000 * UNIT)));
		let targets = vec![Alice.to_account_id().into()];
		assert_ok!(submit(Charlie, pallet_staking::Call::nominate { targets }));
	});
	// Elected for era 2, the first one that was planned after the nomination in full: one before is enough here.
	run_to_era(&mut chain, 3);
	chain.block(|| {
		let before = (staked(Alice), staked(Charlie));
		assert_ok!(submit(Bob, pay_out(Alice, 2)));
		let reward = ErasValidatorReward::<Runtime>::get(2).unwrap();
		let (alice, charlie) = (staked(Alice) - before.0, staked(Charlie) - before.1);
		let part = |percent: u128| reward * percent / 100;
		assert!(alice.abs_diff(part(25)) <= reward / 100_000_000, "{alice} of {reward}");
		assert!(charlie.abs_diff(part(75)) <= reward / 100_000_000, "{charlie} of {reward}");
	});
}

#[test]
fn the_same_tokens_should_never_be_stake_and_collateral() {
	let mut chain = Chain::dev();
	let all = 1_000_000 * UNIT;
	chain.block(|| {
		// Stake first: what is left does not do for collateral.
		assert_ok!(submit(Bob, bond(all - 500 * UNIT)));
		let refused = submit(Bob, register(Bob, &Device::sr25519(0), 1_000 * UNIT));
		assert_eq!(refused, Err(TokenError::FundsUnavailable.into()));

		// Collateral first: only what is left can be staked, whatever is asked for.
		assert_ok!(submit(Charlie, register(Charlie, &Device::sr25519(1), all - 500 * UNIT)));
		assert_ok!(submit(Charlie, bond(all)));
		let charlie = Charlie.to_account_id();
		assert!(staked(Charlie) < 500 * UNIT);
		assert!(Balances::total_balance_on_hold(&charlie) < Balances::total_balance(&charlie));
		let ledger = Staking::ledger(charlie.into()).unwrap();
		assert_eq!(ledger.total, staked(Charlie));
	});
	chain.block(|| {
		// What is on its way out of one is not free for the other yet.
		assert_ok!(submit(Bob, pallet_staking::Call::unbond { value: all / 2 }));
		let refused = submit(Bob, register(Bob, &Device::sr25519(0), 1_000 * UNIT));
		assert_eq!(refused, Err(TokenError::FundsUnavailable.into()));
		let before = staked(Charlie);
		// Nothing is left that could pay a fee.
		let charlie = || RuntimeOrigin::signed(Charlie.to_account_id());
		assert_ok!(Collateral::request_withdrawal(charlie(), 0, all / 2));
		let _ = Staking::bond_extra(charlie(), all);
		assert!(staked(Charlie) <= before + UNIT, "what unbonds is not free");
		for who in [Bob, Charlie] {
			let account = who.to_account_id();
			let collateral = Balances::total_balance_on_hold(&account) - staked(who);
			assert!(staked(who) + collateral <= Balances::total_balance(&account));
			let ledger = Staking::ledger(account.into()).unwrap();
			assert_eq!(ledger.total, staked(who));
		}
		assert_eq!(Collateral::unbonding(0).len(), 1);
	});
}

#[test]
fn all_of_the_stake_and_all_of_the_collateral_should_be_slashed_from_their_own_tokens() {
	let mut chain = Chain::dev();
	let (stake, collateral) = (100_000 * UNIT, 1_000 * UNIT);
	chain.block(|| {
		assert_ok!(submit(Alice, register(Alice, &Device::sr25519(0), collateral)));
		assert_eq!(staked(Alice), stake);
		let root = RuntimeOrigin::root();
		assert_ok!(Staking::manual_slash(root, Alice.to_account_id(), 0, Perbill::one()));
		assert_eq!(Collateral::slash(0, 0, collateral), Ok(collateral));
	});
	let alice = Alice.to_account_id();
	let before = chain.at(|| Balances::total_balance(&alice));
	while chain.at(|| staked(Alice)) > 0 {
		chain.block_unchecked(|| ());
		assert!(chain.at(active_era) <= economy::STAKE_SLASH_DEFERRAL + 2);
	}
	chain.at(|| assert_eq!(Balances::total_balance(&alice), before - stake));
}

#[test]
fn a_validator_that_makes_no_blocks_should_lose_its_pay_and_nothing_else() {
	let mut chain = Chain::local();
	let validators: Vec<AccountId> = chain.at(Session::validators);
	let total = |who: &AccountId| Staking::ledger(who.clone().into()).unwrap().total;
	let before: Vec<_> = chain.at(|| validators.iter().map(total).collect());
	run_to_era(&mut chain, 3);
	chain.block(|| {
		for who in &validators {
			let validator_stash = who.clone();
			let call = pallet_staking::Call::payout_stakers { validator_stash, era: 1 };
			assert_ok!(submit(Bob, call));
		}
	});
	chain.at(|| {
		// The first of them makes all blocks.
		let reward = ErasValidatorReward::<Runtime>::get(1).unwrap();
		let gained: Vec<_> =
			validators.iter().zip(before).map(|(who, before)| total(who) - before).collect();
		assert_eq!(gained, [reward, 0, 0, 0]);
		assert_eq!(Session::validators(), validators, "they stay, and may come back");
		assert!(Session::disabled_validators().is_empty());
		assert_eq!(pallet_offences::Reports::<Runtime>::iter().count(), 0);
		assert_eq!(UnappliedSlashes::<Runtime>::iter().count(), 0);
	});
}

#[test]
fn fees_should_go_to_who_makes_the_block() {
	let mut chain = Chain::dev();
	chain.block(|| ());
	let before = chain.at(|| Balances::free_balance(Alice.to_account_id()));
	chain.block(|| {
		assert_ok!(submit(Bob, frame_system::Call::remark { remark: vec![0; 1_000] }));
	});
	chain.at(|| {
		let paid = fees();
		let [(payer, fee)] = &paid[..] else { panic!("one transaction pays") };
		assert!(*payer == Bob.to_account_id() && *fee > 0);
		assert_eq!(Balances::free_balance(Alice.to_account_id()), before + fee);
	});
}

#[test]
fn the_largest_stakes_should_be_the_first_to_be_counted() {
	use frame_election_provider_support::SortedListProvider;
	let mut chain = Chain::dev();
	let order = |chain: &mut Chain| -> Vec<AccountId> {
		chain.at(|| <VoterList as SortedListProvider<AccountId>>::iter().collect())
	};
	chain.block(|| {
		for (who, stake) in [(Bob, 1_000), (Charlie, 400_000)] {
			assert_ok!(submit(who, bond(stake * UNIT)));
			let targets = vec![Alice.to_account_id().into()];
			assert_ok!(submit(who, pallet_staking::Call::nominate { targets }));
		}
	});
	assert_eq!(order(&mut chain), [Charlie, Alice, Bob].map(|who| who.to_account_id()));
	chain.block(|| {
		let max_additional = 900_000 * UNIT;
		assert_ok!(submit(Bob, pallet_staking::Call::bond_extra { max_additional }));
	});
	assert_eq!(order(&mut chain), [Bob, Charlie, Alice].map(|who| who.to_account_id()));
}

#[test]
fn a_slash_of_collateral_should_leave_the_stake_alone() {
	let mut chain = Chain::dev();
	chain.block(|| {
		assert_ok!(submit(Bob, bond(20_000 * UNIT)));
		assert_ok!(submit(Bob, register(Bob, &Device::sr25519(0), 1_000 * UNIT)));
		assert_eq!(Collateral::slash(0, 0, 300 * UNIT), Ok(300 * UNIT));
		assert_eq!(staked(Bob), 20_000 * UNIT);
		assert_eq!(Collateral::ledger(0).unwrap().locked, 700 * UNIT);
	});
}

#[test]
fn a_slash_of_the_stake_should_leave_collateral_alone_and_be_split_like_any_other() {
	let mut chain = Chain::dev();
	chain.block(|| {
		assert_ok!(submit(Alice, register(Alice, &Device::sr25519(0), 1_000 * UNIT)));
		assert_ok!(submit(Alice, pallet_nodes::Call::retire { node: 0 }));
		let root = RuntimeOrigin::root();
		let part = Perbill::from_percent(10);
		assert_ok!(Staking::manual_slash(root, Alice.to_account_id(), 0, part));
	});
	let applied = economy::STAKE_SLASH_DEFERRAL + 1;
	chain.at(|| assert_eq!(UnappliedSlashes::<Runtime>::get(applied).len(), 1));
	let burned = run_to_slash(&mut chain, applied);
	chain.at(|| {
		assert_eq!(staked(Alice), 90_000 * UNIT);
		assert_eq!(burned, 5_000 * UNIT, "half of it is burned");
		let unbonding: Balance = Collateral::unbonding(0).iter().map(|chunk| chunk.amount).sum();
		assert_eq!(unbonding, 1_000 * UNIT);
	});
}

/// Runs to the block in which deferred slashes are applied, and says how much was burned in it.
fn run_to_slash(chain: &mut Chain, era: u32) -> Balance {
	let mut burned = chain.at(Emission::burned);
	while chain.at(active_era) < era {
		burned = chain.at(Emission::burned);
		chain.block(|| ());
	}
	chain.at(Emission::burned) - burned
}

#[test]
fn stake_that_is_unbonded_at_once_should_still_be_slashed() {
	let mut chain = Chain::dev();
	chain.block(|| {
		let root = RuntimeOrigin::root();
		assert_ok!(Staking::manual_slash(
			root,
			Alice.to_account_id(),
			0,
			Perbill::from_percent(10)
		));
		// Nothing else would leave the chain without validators.
		let value = 90_000 * UNIT;
		assert_ok!(submit(Alice, pallet_staking::Call::unbond { value }));
	});
	while chain.at(active_era) < economy::STAKE_SLASH_DEFERRAL + 1 {
		chain.block(|| {
			let withdraw = pallet_staking::Call::withdraw_unbonded { num_slashing_spans: 10 };
			assert_ok!(submit(Alice, withdraw));
			assert!(staked(Alice) >= 90_000 * UNIT);
		});
	}
	chain.at(|| assert_eq!(staked(Alice), 90_000 * UNIT));
}

#[test]
fn a_list_of_candidates_that_somebody_has_filled_should_be_emptied_by_governance() {
	let mut chain = Chain::dev();
	let idle = |who: Sr25519Keyring| RuntimeOrigin::signed(who.to_account_id());
	chain.block(|| {
		// Alice's is the first place, the attacker's the last.
		pallet_staking::MaxValidatorsCount::<Runtime>::put(2);
		for who in [Bob, Charlie] {
			let value = if who == Bob { economy::MIN_VALIDATOR_BOND } else { 50_000 * UNIT };
			assert_ok!(submit(who, bond(value)));
		}
		assert_ok!(Staking::validate(idle(Bob), ValidatorPrefs::default()));
		let full = pallet_staking::Error::<Runtime>::TooManyValidators;
		let refused = Staking::validate(idle(Charlie), ValidatorPrefs::default());
		assert_eq!(refused, Err(DispatchError::from(full)));
		let stays = Staking::chill_other(idle(Charlie), Bob.to_account_id());
		assert!(stays.is_err(), "nobody is put out who has what is asked for");
	});
	// Governance asks for more, and lets anybody put out who has less, as long as the list is three quarters full.
	let set = pallet_staking::Call::<Runtime>::set_staking_configs {
		min_nominator_bond: ConfigOp::Noop,
		min_validator_bond: ConfigOp::Set(2 * economy::MIN_VALIDATOR_BOND),
		max_nominator_count: ConfigOp::Noop,
		max_validator_count: ConfigOp::Noop,
		chill_threshold: ConfigOp::Set(Percent::from_percent(75)),
		min_commission: ConfigOp::Noop,
		max_staked_rewards: ConfigOp::Noop,
	};
	chain.block(|| {
		assert_ok!(RuntimeCall::from(set).dispatch(RuntimeOrigin::root()));
		assert_ok!(Staking::chill_other(idle(Charlie), Bob.to_account_id()));
		assert_ok!(Staking::validate(idle(Charlie), ValidatorPrefs::default()));
	});
}

#[test]
fn the_change_of_an_era_should_leave_half_of_a_block_however_many_take_part() {
	use frame_election_provider_support::{NposSolver, SequentialPhragmen};
	use pallet_staking::WeightInfo as _;
	type Weights = <Runtime as pallet_staking::Config>::WeightInfo;
	type Solver = SequentialPhragmen<AccountId, Perbill>;
	let solve = Solver::weight::<frame_election_provider_support::weights::SubstrateWeight<Runtime>>(
		economy::MAX_VOTERS,
		economy::MAX_CANDIDATES,
		economy::MAX_NOMINATIONS,
	);
	let candidates = economy::MAX_CANDIDATES;
	let voters = Weights::get_npos_voters(candidates, economy::MAX_VOTERS - candidates);
	let slashed = u64::from(economy::MAX_BACKERS);
	let validators = u64::from(economy::MAX_VALIDATORS);
	let pages = EndOfSession::pages(validators, economy::MAX_VOTERS.into());
	let session = EndOfSession::weight(validators, pages, slashed);
	let all = solve + voters + Weights::get_npos_targets(candidates) + session;
	let block = RuntimeBlockWeights::get().max_block;
	assert!(all.all_lte(Perbill::from_percent(50) * block), "{all:?} of {block:?}");
}

/// Every key and value of the state.
fn state() -> BTreeMap<Vec<u8>, Vec<u8>> {
	let mut state = BTreeMap::new();
	let mut key = Vec::new();
	while let Some(next) = sp_io::storage::next_key(&key) {
		state.insert(next.clone(), sp_io::storage::get(&next).unwrap_or_default().to_vec());
		key = next;
	}
	state
}

/// How many keys a block writes or deletes.
fn writes(chain: &mut Chain) -> u64 {
	let before = chain.at(state);
	chain.block_unchecked(|| ());
	let after = chain.at(state);
	let written = after.iter().filter(|(key, value)| before.get(*key) != Some(*value)).count();
	let deleted = before.keys().filter(|key| !after.contains_key(*key)).count();
	(written + deleted) as u64
}

#[test]
fn the_change_of_an_era_should_write_no_more_than_it_is_declared_to() {
	let mut chain = Chain::local();
	chain.block_unchecked(|| {
		let targets: Vec<_> = Session::validators().into_iter().map(Into::into).collect();
		for number in 0..400_u32 {
			let who = AccountId::from(sp_io::hashing::blake2_256(&number.encode()));
			let stake = (200 + Balance::from(number)) * UNIT;
			assert_ok!(Balances::mint_into(&who, 2 * stake));
			let origin = RuntimeOrigin::signed(who);
			assert_ok!(Staking::bond(origin.clone(), stake, RewardDestination::Staked));
			assert_ok!(Staking::nominate(origin, targets.clone()));
		}
	});
	let planned = || pallet_staking::CurrentEra::<Runtime>::get().unwrap();
	// From then on, an era is forgotten when one is planned.
	while chain.at(planned) <= economy::PAYOUT_HISTORY + 2 {
		chain.block_unchecked(|| ());
	}
	let usual = writes(&mut chain);
	let last = chain.at(planned);
	let mut most = 0;
	while chain.at(planned) == last {
		most = writes(&mut chain);
	}
	let validators = chain.at(|| Session::validators().len() as u64);
	let pages = |era| pallet_staking::ErasStakersPaged::<Runtime>::iter_prefix((era,)).count();
	let (new, old) = chain.at(|| (pages(last + 1) as u64, pages(last) as u64));
	assert!(new > validators && new.abs_diff(old) <= validators);
	assert!(new <= EndOfSession::pages(validators, 404));
	let (_, declared) = EndOfSession::database(validators, new.max(old), 0);
	assert!(most - usual <= declared, "{most} and usually {usual}, of {declared}");
	// Nor is it declared far too high.
	assert!(declared < 2 * (most - usual), "{most} and usually {usual}, of {declared}");
}

#[test]
fn a_full_page_of_stakers_should_be_paid_in_one_transaction() {
	use frame_support::dispatch::GetDispatchInfo;
	let weights = RuntimeBlockWeights::get();
	let info = pay_out(Alice, 0).get_dispatch_info();
	let most = weights.get(info.class).max_extrinsic.unwrap();
	assert!(info.call_weight.all_lte(most), "{:?} of {most:?}", info.call_weight);
}
