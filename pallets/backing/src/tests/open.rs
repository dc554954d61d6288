use super::prelude::*;

#[test]
fn open_should_hold_a_deposit_and_let_backers_come() {
	new_test_ext().execute_with(|| {
		refused!(Backing::back(by(ALICE), NODE, 1_000, COMMISSION), Error::<Test>::NotOpen);
		assert_ok!(Backing::open_to_backers(by(OWNER), NODE, COMMISSION));
		assert_eq!(events(), [Event::Opened { node: NODE, owner: OWNER, commission: COMMISSION }]);
		assert_eq!(held(HoldReason::Opening, OWNER), OPENING_DEPOSIT);
		assert_ok!(Backing::back(by(ALICE), NODE, 1_000, COMMISSION));
		assert_ok!(Backing::do_try_state());
	});
}

#[test]
fn open_should_refuse_who_is_not_the_owner() {
	new_test_ext().execute_with(|| {
		for who in [ALICE, PAYEE] {
			let call = Backing::open_to_backers(by(who), NODE, COMMISSION);
			refused!(call, Error::<Test>::NotOwner);
		}
		let call = Backing::open_to_backers(by(OWNER), 404, COMMISSION);
		refused!(call, Error::<Test>::NodeNotFound);
	});
}

#[test]
fn open_should_refuse_a_node_that_is_leaving_or_open() {
	build_and_execute(|| {
		let call = || Backing::open_to_backers(by(OWNER), NODE, COMMISSION);
		refused!(call(), Error::<Test>::AlreadyOpen);
		set_status(NODE, Status::Retiring);
		refused!(call(), Error::<Test>::NodeRetiring);
	});
}

#[test]
fn open_should_refuse_too_high_a_commission_and_an_owner_without_tokens() {
	new_test_ext().execute_with(|| {
		let high = Perbill::from_parts(500_000_001);
		let call = Backing::open_to_backers(by(OWNER), NODE, high);
		refused!(call, Error::<Test>::CommissionTooHigh);
		drain(OWNER);
		let call = Backing::open_to_backers(by(OWNER), NODE, COMMISSION);
		refused!(call, TokenError::FundsUnavailable);
	});
}

fn drain(who: AccountId) {
	let amount = free(who) - OPENING_DEPOSIT;
	assert_ok!(Balances::transfer_keep_alive(by(who), BOB, amount));
}

#[test]
fn a_closed_node_should_open_again_on_its_terms_or_lower_ones() {
	build_and_execute(|| {
		back(ALICE, 1_000);
		assert_ok!(Backing::close_to_backers(by(OWNER), NODE));
		let dearer = Perbill::from_percent(13);
		let call = Backing::open_to_backers(by(OWNER), NODE, dearer);
		refused!(call, Error::<Test>::CommissionTooFast);
		assert_ok!(Backing::open_to_backers(by(OWNER), NODE, Perbill::from_percent(5)));
		assert_eq!(held(HoldReason::Opening, OWNER), OPENING_DEPOSIT);
		assert_eq!(support().commission, Perbill::from_percent(5));
	});
}
