//! A validator who signs two blocks for one slot, or two votes in one round, is proven guilty by the two signatures alone, loses
//! its seat for the era, and its stake once there was time to object.

use codec::{Decode, Encode};
use frame_support::assert_ok;
use frame_support::traits::{fungible::Inspect, KeyOwnerProofSystem};
use pallet_staking::UnappliedSlashes;
use sp_consensus_babe::{
	digests::{PreDigest, SecondaryPlainPreDigest},
	AuthorityId, EquivocationProof, BABE_ENGINE_ID, KEY_TYPE,
};
use sp_consensus_grandpa::localized_payload;
use sp_keyring::{
	Ed25519Keyring,
	Sr25519Keyring::{self, Alice, Bob, Charlie, Dave},
};
use sp_runtime::{
	traits::{AccountIdConversion, Header as _},
	transaction_validity::InvalidTransaction,
	Digest, DigestItem,
};
use substation_runtime::{
	configs::TREASURY, constants::UNIT, economy, AccountId, Babe, Balances, Emission, Grandpa,
	Hash, Header, Historical, Runtime, RuntimeEvent, RuntimeOrigin, Session, SessionKeys, Staking,
	UncheckedExtrinsic,
};

use crate::chain::{apply, events, submit, Chain};

const STAKE: u128 = 100_000 * UNIT;
/// `(3 × 1 of 4)²` of it.
const SLASHED: u128 = STAKE * 9 / 16;

/// A header of this slot with the offender's seal, which differs by its state.
fn header(offender: Sr25519Keyring, signer: Sr25519Keyring, slot: u64, state: u8) -> Header {
	let key = AuthorityId::from(offender.public());
	let authorities = Babe::authorities();
	let index = authorities.iter().position(|(authority, _)| *authority == key).unwrap();
	let pre_digest = PreDigest::SecondaryPlain(SecondaryPlainPreDigest {
		authority_index: index as u32,
		slot: slot.into(),
	});
	let logs = vec![DigestItem::PreRuntime(BABE_ENGINE_ID, pre_digest.encode())];
	let state = Hash::repeat_byte(state);
	let mut header = Header::new(7, Hash::zero(), state, Hash::zero(), Digest { logs });
	let seal = signer.sign(header.hash().as_ref());
	header.digest.push(DigestItem::Seal(BABE_ENGINE_ID, seal.encode()));
	header
}

/// The transaction with which a node reports two headers, both signed by `signer`.
fn report(offender: Sr25519Keyring, signer: Sr25519Keyring, slot: u64) -> UncheckedExtrinsic {
	let key = AuthorityId::from(offender.public());
	let key_owner_proof = Historical::prove((KEY_TYPE, key.clone())).unwrap();
	let equivocation_proof = Box::new(EquivocationProof {
		offender: key,
		slot: slot.into(),
		first_header: header(offender, signer, slot, 1),
		second_header: header(offender, signer, slot, 2),
	});
	let call =
		pallet_babe::Call::report_equivocation_unsigned { equivocation_proof, key_owner_proof };
	UncheckedExtrinsic::new_bare(call.into())
}

/// The key with which a well-known validator votes.
fn voter(validator: Sr25519Keyring) -> Ed25519Keyring {
	let name = <&str>::from(validator);
	Ed25519Keyring::iter().find(|key| <&str>::from(*key) == name).unwrap()
}

/// The transaction with which a node reports two votes of one round, both signed by `signer`.
fn report_votes(
	offender: Ed25519Keyring,
	signer: Ed25519Keyring,
	round: u64,
) -> UncheckedExtrinsic {
	let key = sp_consensus_grandpa::AuthorityId::from(offender.public());
	let key_owner_proof = Historical::prove((sp_consensus_grandpa::KEY_TYPE, key.clone())).unwrap();
	let set = Grandpa::current_set_id();
	// What the types that have no constructor here are encoded as; of all kinds of votes, 1 is that for a commit.
	let vote = |block: u8| {
		let vote = (Hash::repeat_byte(block), 7_u32);
		(vote, signer.sign(&localized_payload(round, set, &(1_u8, vote))))
	};
	let proof = (set, (1_u8, round, key, vote(1), vote(2))).encode();
	let equivocation_proof = Box::new(Decode::decode(&mut &proof[..]).unwrap());
	let call =
		pallet_grandpa::Call::report_equivocation_unsigned { equivocation_proof, key_owner_proof };
	UncheckedExtrinsic::new_bare(call.into())
}

/// One of the validators that does not make the blocks of these tests.
fn idle_validator(chain: &mut Chain) -> Sr25519Keyring {
	let validators: Vec<AccountId> = chain.at(Session::validators);
	let of = |who: &AccountId| {
		[Alice, Bob, Charlie, Dave].into_iter().find(|key| key.to_account_id() == *who)
	};
	of(&validators[1]).unwrap()
}

fn run_to_era(chain: &mut Chain, era: u32) {
	while chain.at(|| pallet_staking::ActiveEra::<Runtime>::get().unwrap().index) < era {
		chain.block(|| ());
	}
}

fn stake(who: Sr25519Keyring) -> u128 {
	Staking::ledger(who.to_account_id().into()).unwrap().total
}

#[test]
fn an_equivocation_should_be_proven_once_disable_at_once_and_cost_stake_after_the_deferral() {
	let mut chain = Chain::local();
	chain.run_to(3);
	let (offender, slot) = (idle_validator(&mut chain), chain.slot());
	chain.block(|| {
		assert_eq!(apply(report(offender, offender, slot)), Ok(Ok(())));
		let again = apply(report(offender, offender, slot));
		assert_eq!(again, Err(InvalidTransaction::Stale.into()));
	});
	let applied = economy::STAKE_SLASH_DEFERRAL + 1;
	chain.at(|| {
		let is_report = |event: &RuntimeEvent| {
			matches!(event, RuntimeEvent::Offences(pallet_offences::Event::Offence { .. }))
		};
		assert_eq!(events().iter().filter(|event| is_report(event)).count(), 1);
		assert_eq!(Session::disabled_validators(), [1]);
		let slashes = UnappliedSlashes::<Runtime>::get(applied);
		assert_eq!((slashes.len(), slashes[0].own), (1, SLASHED));
		assert_eq!(stake(offender), STAKE, "there is time to object");
	});
	run_to_era(&mut chain, applied - 1);
	while chain.at(|| stake(offender)) == STAKE {
		let before = chain.at(|| {
			let treasury: AccountId = TREASURY.into_account_truncating();
			(Balances::balance(&treasury), Emission::burned())
		});
		chain.block(|| ());
		chain.at(|| {
			if stake(offender) == STAKE {
				return;
			}
			let era = pallet_staking::ActiveEra::<Runtime>::get().unwrap().index;
			assert_eq!((era, stake(offender)), (applied, STAKE - SLASHED));
			// Half is burned, half goes to the treasury, which gets its part of the emission in this block, too.
			assert_eq!(Emission::burned() - before.1, SLASHED / 2);
			let treasury: AccountId = TREASURY.into_account_truncating();
			let gained = Balances::balance(&treasury) - before.0;
			assert_eq!(gained, SLASHED / 2 + Emission::emission().treasury);
		});
	}
	chain.at(|| {
		for other in [Alice, Bob, Charlie, Dave].into_iter().filter(|key| *key != offender) {
			assert_eq!(stake(other), STAKE);
		}
	});
}

/// Gives the validator new session keys.
fn change_keys(chain: &mut Chain, validator: Sr25519Keyring) {
	let owner = validator.to_account_id();
	let generated = chain.at(|| SessionKeys::generate(&owner.encode(), None));
	let (keys, proof) = (generated.keys, generated.proof.encode());
	let set_keys = pallet_session::Call::<Runtime>::set_keys { keys, proof };
	chain.block(|| {
		assert_ok!(submit(validator, set_keys));
	});
}

#[test]
fn an_offender_should_stay_disabled_for_the_era_whoever_changes_keys() {
	let mut chain = Chain::local();
	run_to_era(&mut chain, 1);
	// The author of these blocks is the first, the offender the second.
	let last = chain.at(|| Session::validators()[3].clone());
	let last =
		[Alice, Bob, Charlie, Dave].into_iter().find(|key| key.to_account_id() == last).unwrap();
	let session = |chain: &mut Chain| chain.at(Session::current_index);
	// Keys that change in the last session of an era are those of the last session of the next.
	let next = session(&mut chain) + 1;
	while session(&mut chain) < next {
		chain.block(|| ());
	}
	change_keys(&mut chain, last);
	run_to_era(&mut chain, 2);
	let (offender, slot) = (idle_validator(&mut chain), chain.slot());
	chain.block(|| assert_eq!(apply(report(offender, offender, slot)), Ok(Ok(()))));
	let babe_key = |chain: &mut Chain| chain.at(|| Babe::authorities()[3].0.clone());
	let (session_of_offence, old) = (session(&mut chain), babe_key(&mut chain));
	while session(&mut chain) == session_of_offence {
		assert_eq!(chain.at(Session::disabled_validators), [1]);
		chain.block(|| ());
	}
	assert_ne!(babe_key(&mut chain), old, "the keys have changed within the era");
	while chain.at(|| pallet_staking::ActiveEra::<Runtime>::get().unwrap().index) == 2 {
		assert_eq!(chain.at(Session::disabled_validators), [1]);
		chain.block(|| ());
	}
	chain.at(|| assert!(Session::disabled_validators().is_empty(), "the next era is another"));
}

#[test]
fn two_votes_in_one_round_should_cost_what_two_blocks_in_one_slot_do() {
	let mut chain = Chain::local();
	chain.run_to(3);
	let offender = idle_validator(&mut chain);
	let key = voter(offender);
	chain.block(|| {
		let invalid = pallet_grandpa::Error::<Runtime>::InvalidEquivocationProof;
		let forged = report_votes(key, Ed25519Keyring::Eve, 5);
		assert_eq!(apply(forged), Ok(Err(invalid.into())));
		assert_eq!(apply(report_votes(key, key, 5)), Ok(Ok(())));
		let again = apply(report_votes(key, key, 5));
		assert_eq!(again, Err(InvalidTransaction::Stale.into()));
	});
	let applied = economy::STAKE_SLASH_DEFERRAL + 1;
	chain.at(|| {
		assert_eq!(Session::disabled_validators(), [1]);
		let slashes = UnappliedSlashes::<Runtime>::get(applied);
		assert_eq!((slashes.len(), slashes[0].own), (1, SLASHED));
	});
	run_to_era(&mut chain, applied);
	chain.block(|| ());
	chain.at(|| assert_eq!(stake(offender), STAKE - SLASHED));
}

#[test]
fn governance_should_be_able_to_cancel_a_slash_in_time() {
	let mut chain = Chain::local();
	chain.run_to(3);
	let (offender, slot) = (idle_validator(&mut chain), chain.slot());
	chain.block(|| assert_eq!(apply(report(offender, offender, slot)), Ok(Ok(()))));
	let applied = economy::STAKE_SLASH_DEFERRAL + 1;
	run_to_era(&mut chain, applied - 1);
	chain.block(|| {
		assert_ok!(Staking::cancel_deferred_slash(RuntimeOrigin::root(), applied, vec![0]));
	});
	run_to_era(&mut chain, applied + 1);
	chain.at(|| assert_eq!(stake(offender), STAKE));
}

#[test]
fn nobody_should_be_reported_with_headers_that_another_key_has_signed() {
	let mut chain = Chain::local();
	chain.run_to(3);
	let (victim, slot) = (idle_validator(&mut chain), chain.slot());
	chain.block(|| {
		let invalid = pallet_babe::Error::<Runtime>::InvalidEquivocationProof;
		assert_eq!(apply(report(victim, Sr25519Keyring::Eve, slot)), Ok(Err(invalid.into())));
	});
	chain.at(|| assert!(Session::disabled_validators().is_empty()));
}

#[test]
fn an_equivocation_of_an_earlier_session_should_still_be_proven() {
	let mut chain = Chain::local();
	chain.run_to(3);
	let (offender, slot) = (idle_validator(&mut chain), chain.slot());
	let late = chain.at(|| report(offender, offender, slot));
	run_to_era(&mut chain, 3);
	chain.block(|| assert_eq!(apply(late), Ok(Ok(()))));
	chain.at(|| {
		// Priced by the era in which it happened; the seat of the running one is not touched.
		let slashes = UnappliedSlashes::<Runtime>::get(economy::STAKE_SLASH_DEFERRAL + 1);
		assert_eq!(slashes.len(), 1);
		assert!(Session::disabled_validators().is_empty());
	});
}
