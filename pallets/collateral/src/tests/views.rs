use super::prelude::*;

#[test]
fn ledger_should_show_all_that_is_held() {
	build_and_execute(|| {
		assert_ok!(Collateral::slash(NODE, 0, 100));
		let ledger = Collateral::ledger(NODE).expect("registered");
		let top_up = Some(TopUp { by: 2, to: 1_000 });
		assert_eq!((ledger.owner, ledger.locked, ledger.top_up), (ALICE, 900, top_up));
		assert_eq!(Collateral::ledger(404), None);
	});
}

#[test]
fn withdrawable_should_be_what_withdraw_pays() {
	build_and_execute(|| {
		assert_ok!(retire(NODE));
		Deferred::insert(NODE, 150);
		enter_era(13);
		assert_eq!(Collateral::withdrawable(NODE), 0);
		enter_era(14);
		assert_eq!(Collateral::withdrawable(NODE), 850);
		assert_eq!(Collateral::withdrawable(404), 0);
		assert_ok!(Collateral::withdraw(by(ALICE), NODE));
		assert_eq!(Balances::free_balance(ALICE), ENDOWMENT - 150);
	});
}

#[test]
fn shortfall_should_be_nothing_where_enough_is_locked_or_none_counts() {
	build_and_execute(|| {
		assert_eq!(Collateral::shortfall(NODE), None);
		assert_eq!(Collateral::shortfall(404), None);
		assert_ok!(retire(NODE));
		assert_eq!(Collateral::shortfall(NODE), None);
	});
}

#[test]
fn unbonding_should_be_empty_for_an_unknown_node() {
	build_and_execute(|| assert_eq!(chunks(404), []));
}
