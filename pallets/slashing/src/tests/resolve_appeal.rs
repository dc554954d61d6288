use super::prelude::*;

/// A slash for era 0, appealed in era 1: to be answered until the end of era 8.
fn with_an_appeal(test: impl FnOnce()) {
	build_and_execute(|| {
		miss(NODE, 20);
		enter_era(1);
		assert_ok!(Slashing::appeal(by(ALICE), NODE, 0));
		System::reset_events();
		test();
	});
}

#[test]
fn upholding_should_drop_the_slash_and_give_the_deposit_back() {
	with_an_appeal(|| {
		assert_ok!(Slashing::resolve_appeal(judge(), NODE, 0, true));
		assert_eq!(events(), [Event::AppealResolved { node: NODE, era: 0, upheld: true }]);
		assert_eq!(deposits(ALICE), 0);
		assert!(!Slashes::<Test>::contains_key(NODE));
		enter_era(30);
		assert_eq!(held(ALICE), REQUIRED);
		assert_eq!(Balances::free_balance(ALICE), ENDOWMENT - REQUIRED);
	});
}

#[test]
fn refusing_should_leave_the_slash_deferred_and_take_the_deposit() {
	with_an_appeal(|| {
		assert_ok!(Slashing::resolve_appeal(judge(), NODE, 0, false));
		assert_eq!(events(), [Event::AppealResolved { node: NODE, era: 0, upheld: false }]);
		assert_eq!(deposits(ALICE), 0);
		assert_eq!(Balances::free_balance(TREASURY), EXISTENTIAL_DEPOSIT + 500);
		assert_eq!(pending(NODE), [(0, 180, 8)]);
		enter_era(7);
		assert_eq!(held(ALICE), REQUIRED);
		enter_era(8);
		assert_eq!(held(ALICE), REQUIRED - 180);
	});
}

#[test]
fn refusing_after_the_deferral_should_apply_the_slash_at_once() {
	with_an_appeal(|| {
		enter_era(8);
		assert_eq!(held(ALICE), REQUIRED, "the appeal keeps it waiting");
		assert_ok!(Slashing::resolve_appeal(judge(), NODE, 0, false));
		assert_eq!(held(ALICE), REQUIRED - 180);
		assert_eq!(
			events(),
			[
				Event::AppealResolved { node: NODE, era: 0, upheld: false },
				Event::SlashApplied { node: NODE, era: 0, amount: 180 },
			]
		);
	});
}

#[test]
fn an_answer_should_be_possible_until_the_last_era() {
	with_an_appeal(|| {
		enter_era(8);
		assert_ok!(Slashing::resolve_appeal(judge(), NODE, 0, true));
		assert_eq!(held(ALICE), REQUIRED);
	});
}

#[test]
fn an_answer_should_be_refused_after_the_deadline() {
	with_an_appeal(|| {
		Era::put(9);
		assert_noop!(Slashing::resolve_appeal(judge(), NODE, 0, true), Error::<Test>::AppealLapsed);
		poll();
		assert_noop!(
			Slashing::resolve_appeal(judge(), NODE, 0, true),
			Error::<Test>::AppealNotFound
		);
		assert_eq!(held(ALICE), REQUIRED - 180);
	});
}

#[test]
fn an_answer_should_need_an_open_appeal() {
	with_an_appeal(|| {
		for (node, era) in [(NODE, 1), (404, 0)] {
			assert_noop!(
				Slashing::resolve_appeal(judge(), node, era, true),
				Error::<Test>::AppealNotFound
			);
		}
		assert_ok!(Slashing::resolve_appeal(judge(), NODE, 0, false));
		assert_noop!(
			Slashing::resolve_appeal(judge(), NODE, 0, true),
			Error::<Test>::AppealNotFound
		);
	});
}

#[test]
fn an_answer_should_be_the_judges_alone() {
	with_an_appeal(|| {
		assert_noop!(Slashing::resolve_appeal(by(ALICE), NODE, 0, true), DispatchError::BadOrigin);
	});
}

#[test]
fn the_deposit_given_back_should_be_the_one_that_was_held() {
	with_an_appeal(|| {
		AppealDeposit::set(9_999);
		assert_ok!(Slashing::resolve_appeal(judge(), NODE, 0, true));
		assert_eq!(Balances::free_balance(ALICE), ENDOWMENT - REQUIRED);
	});
}
