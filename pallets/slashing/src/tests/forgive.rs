use super::prelude::*;

/// Slashes for eras 0 to 3, seen from era 3.
fn with_slashes(test: impl FnOnce()) {
	build_and_execute(|| {
		for era in 0..4 {
			enter_era(era);
			miss(NODE, 20);
		}
		System::reset_events();
		test();
	});
}

#[test]
fn forgive_should_drop_the_slashes_from_that_era_on() {
	with_slashes(|| {
		assert_ok!(Slashing::forgive(NODE, 2));
		assert_eq!(events(), [Event::Forgiven { node: NODE, since: 2 }]);
		assert_eq!(pending(NODE), [(0, 180, 8), (1, 180, 9)]);
		enter_era(30);
		assert_eq!(held(ALICE), REQUIRED - 360);
	});
}

#[test]
fn forgive_should_give_the_deposit_of_an_appeal_back() {
	with_slashes(|| {
		assert_ok!(Slashing::appeal(by(ALICE), NODE, 2));
		assert_ok!(Slashing::forgive(NODE, 2));
		assert_eq!(deposits(ALICE), 0);
		assert_eq!(Balances::free_balance(ALICE), ENDOWMENT - REQUIRED);
	});
}

#[test]
fn forgive_should_not_take_back_what_is_due() {
	with_slashes(|| {
		Era::put(8);
		assert_ok!(Slashing::forgive(NODE, 0));
		assert_eq!(held(ALICE), REQUIRED - 180);
		assert_eq!(pending(NODE), []);
	});
}

#[test]
fn forgive_should_count_the_misses_for_the_class_all_the_same() {
	with_slashes(|| {
		assert_ok!(Slashing::forgive(NODE, 3));
		miss(NODE, 20);
		assert_eq!(worst(3).map(|(_, missed, _)| missed), Some(10));
		assert_eq!(pending(NODE)[3], (3, 180, 11), "misses after it are not forgiven");
	});
}

#[test]
fn forgive_should_do_nothing_where_nothing_is_pending() {
	with_slashes(|| {
		assert_ok!(Slashing::forgive(NODE, 4));
		assert_ok!(Slashing::forgive(404, 0));
		assert_eq!(events(), []);
		assert_eq!(pending(NODE).len(), 4);
	});
}
