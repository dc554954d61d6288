use super::prelude::*;

#[test]
fn nothing_should_be_outstanding_without_a_miss() {
	build_and_execute(|| {
		assert_eq!(Slashing::outstanding(NODE), 0);
		assert_eq!(Slashing::outstanding(404), 0);
	});
}

#[test]
fn the_most_that_the_present_era_can_cost_should_be_outstanding() {
	build_and_execute(|| {
		miss(NODE, 20);
		assert_eq!(Slashing::outstanding(NODE), 3 * 180, "all of the class may yet miss");
		miss(NODE, 80);
		assert_eq!(Slashing::outstanding(NODE), CAP);
	});
}

#[test]
fn what_a_past_era_costs_should_be_outstanding_exactly() {
	build_and_execute(|| {
		register(8, BOB, REQUIRED);
		miss(NODE, 20);
		assert_ok!(Slashing::missed(Miss { units: 45, ..miss_of(8, 0) }));
		Era::put(1);
		assert_eq!(Slashing::outstanding(NODE), 2 * 180, "55 % missed");
		miss(NODE, 20);
		assert_eq!(Slashing::outstanding(NODE), 2 * 180 + 3 * 180);
	});
}

#[test]
fn what_is_taken_should_never_be_more_than_was_outstanding() {
	build_and_execute(|| {
		miss(NODE, 20);
		let outstanding = Slashing::outstanding(NODE);
		for node in 100..109 {
			miss(node, 0);
			register(node, BOB, REQUIRED);
		}
		enter_era(8);
		assert_eq!(REQUIRED - held(ALICE), outstanding, "all of the class did");
	});
}

#[test]
fn nothing_should_be_outstanding_once_it_is_taken() {
	build_and_execute(|| {
		miss(NODE, 20);
		enter_era(7);
		assert_eq!(Slashing::outstanding(NODE), 180);
		Era::put(8);
		assert_eq!(Slashing::outstanding(NODE), 180, "due, and not taken yet");
		poll();
		assert_eq!(Slashing::outstanding(NODE), 0);
	});
}

#[test]
fn a_sum_that_does_not_fit_should_hold_everything_back() {
	build_and_execute(|| {
		for era in 0..2 {
			Era::put(era);
			miss(NODE, 20);
		}
		Slashes::<Test>::mutate(NODE, |docket| {
			for entry in &mut docket.as_mut().expect("missed").entries {
				(entry.base, entry.cap) = (Balance::MAX, Balance::MAX);
			}
		});
		assert_eq!(Slashing::outstanding(NODE), Balance::MAX);
	});
}

#[test]
fn oldest_should_be_the_first_era_of_which_a_slash_is_pending() {
	build_and_execute(|| {
		assert_eq!(Slashing::oldest(NODE), None);
		assert_ok!(Slashing::missed(Miss { free: true, ..miss_of(NODE, 10) }));
		assert_eq!(Slashing::oldest(NODE), None);
		for era in [3, 4] {
			Era::put(era);
			miss(NODE, 10);
		}
		assert_eq!(Slashing::oldest(NODE), Some(3));
		Era::put(11);
		assert_ok!(Slashing::apply_due(NODE));
		assert_eq!(Slashing::oldest(NODE), Some(4));
	});
}
