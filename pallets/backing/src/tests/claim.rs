use super::prelude::*;

#[test]
fn claim_should_pay_what_was_earned_once() {
	build_and_execute(|| {
		back(ALICE, 6_000);
		back(BOB, 4_000);
		pay(NODE, 2_000);
		let before = free(ALICE);
		events();
		assert_ok!(Backing::claim(by(ALICE), NODE));
		assert_eq!(events(), [Event::Claimed { node: NODE, who: ALICE, amount: 539 }]);
		assert_eq!(free(ALICE), before + 539);
		refused!(Backing::claim(by(ALICE), NODE), Error::<Test>::NothingToClaim);
		assert_eq!((position(BOB).claimable, pot()), (359, 10_361));
	});
}

#[test]
fn claim_should_refuse_who_has_nothing() {
	build_and_execute(|| {
		back(ALICE, 1_000);
		refused!(Backing::claim(by(BOB), NODE), Error::<Test>::NotBacking);
		refused!(Backing::claim(by(ALICE), 8), Error::<Test>::NotBacking);
		refused!(Backing::claim(by(ALICE), NODE), Error::<Test>::NothingToClaim);
	});
}

/// A tranche that was slashed becomes part of a main pool that was not: its shares earn there by what they are worth.
#[test]
fn claim_should_follow_tokens_that_became_old_without_being_converted() {
	build_and_execute(|| {
		OwnerFirst::set(Perbill::zero());
		miss(NODE, 0);
		back(ALICE, 2_000);
		enter_era(1);
		back(BOB, 2_000);
		pay(NODE, 1_000);
		// A slash for era 1 is Alice's and the owner's: 2,000 of 12,000.
		assert_ok!(slash(NODE, 1, 6_000));
		assert_eq!((behind(ALICE), behind(BOB)), (1_000, 2_000));
		enter_era(20);
		back(CAROL, 100);
		assert_eq!(Conversions::<Test>::iter().count(), 1);
		let claimable = (position(ALICE).claimable, position(BOB).claimable);
		// Of the first 900, a seventh each; the owner has 5,000 left.
		assert_eq!(claimable, (128, 128));
		assert_ok!(Backing::claim(by(BOB), NODE));
		pay(NODE, 9_000);
		// 8,100 on 8,100 tokens.
		assert_eq!((position(ALICE).claimable, position(BOB).claimable), (1_128, 2_000));
		assert_ok!(Backing::claim(by(ALICE), NODE));
		assert_ok!(Backing::claim(by(BOB), NODE));
		refused!(Backing::claim(by(BOB), NODE), Error::<Test>::NothingToClaim);
		assert_ok!(Backing::do_try_state());
		unback(BOB, None);
		unback(ALICE, None);
		assert_eq!((unbonding(BOB)[0].0, unbonding(ALICE)[0].0), (2_000, 1_000));
		assert_eq!(Conversions::<Test>::iter().count(), 0);
	});
}

#[test]
fn claim_should_cost_the_same_with_any_number_of_backers() {
	use crate::WeightInfo;
	use frame_support::{dispatch::GetDispatchInfo, weights::constants::ParityDbWeight};
	let call = crate::Call::<Test>::claim { node: NODE };
	let weight = call.get_dispatch_info().call_weight;
	assert_eq!(weight, <()>::claim());
	// A transfer computes for 56 µs, reads once and writes once: see docs/costs.md.
	let transfer = 55_900_000 + ParityDbWeight::get().reads_writes(1, 1).ref_time();
	assert!(weight.ref_time() <= 2 * transfer, "{} of {transfer}", weight.ref_time());
}
