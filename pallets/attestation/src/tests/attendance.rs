//! What customers are charged by.

use frame_support::assert_ok;
use substation_primitives::{Attendance, Attended, Roster, Status};

use crate::mock::*;

fn attended(node: u32) -> Attended {
	Attestation::attended(node)
}

#[test]
fn attended_should_speak_for_settled_windows_and_for_what_was_attested_since() {
	build_and_execute(|| {
		let node = register(WIRELESS, 5);
		run_to(25);
		assert_eq!(
			attended(node),
			Attended { windows: 1, missed: 1, pending: 0, until: 20, left: None }
		);
		assert_ok!(attest(node));
		assert_eq!(
			attended(node),
			Attended { windows: 1, missed: 1, pending: 1, until: 20, left: None }
		);
		run_to(30);
		assert_eq!(
			attended(node),
			Attended { windows: 2, missed: 1, pending: 0, until: 30, left: None }
		);
		let counters = Attestation::counters(node);
		assert_eq!((counters.windows, counters.missed), (2, 1));
	});
}

#[test]
fn a_newcomer_should_be_on_duty_from_the_next_window_on() {
	build_and_execute(|| {
		run_to(4);
		let node = register(WIRELESS, 5);
		let fresh = Attended { windows: 0, missed: 0, pending: 0, until: 10, left: None };
		assert_eq!(attended(node), fresh);
		assert_ok!(attest(node));
		assert_eq!(attended(node), fresh, "that window is no duty");
		run_to(10);
		assert_eq!(attended(node), fresh);
		run_to(20);
		assert_eq!(
			attended(node),
			Attended { windows: 1, missed: 1, pending: 0, until: 20, left: None }
		);
	});
}

#[test]
fn attended_should_not_speak_for_a_window_that_is_not_settled() {
	build_and_execute(|| {
		let node = register(WIRELESS, 5);
		run_to(12);
		assert_ok!(attest(node));
		starve();
		run_to(25);
		assert_ok!(attest(node));
		assert_eq!(
			attended(node),
			Attended { windows: 0, missed: 0, pending: 2, until: 10, left: None }
		);
		let late = register(WIRELESS, 5);
		assert_eq!(
			attended(late),
			Attended { windows: 0, missed: 0, pending: 0, until: 30, left: None }
		);
		Budget::set(sp_runtime::Perbill::from_percent(20));
		run_to(26);
		assert_eq!(
			attended(node),
			Attended { windows: 1, missed: 0, pending: 1, until: 20, left: None }
		);
		assert_eq!(
			attended(late),
			Attended { windows: 0, missed: 0, pending: 0, until: 30, left: None }
		);
	});
}

#[test]
fn a_newcomer_of_a_closed_window_should_be_on_duty_from_the_open_one_on() {
	build_and_execute(|| {
		register(WIRELESS, 5);
		run_to(12);
		starve();
		let node = register(WIRELESS, 5);
		run_to(25);
		assert_eq!(
			attended(node),
			Attended { windows: 0, missed: 0, pending: 0, until: 20, left: None }
		);
	});
}

#[test]
fn attended_should_speak_for_all_time_of_a_node_that_is_on_no_page() {
	build_and_execute(|| {
		let node = register(WIRELESS, 5);
		run_to(12);
		assert_ok!(attest(node));
		run_to(23);
		retire(node);
		// The window that it left in was its duty, and it had not attested.
		assert_eq!(
			attended(node),
			Attended { windows: 2, missed: 1, pending: 0, until: 23, left: Some(23) }
		);
		run_to(57);
		assert_eq!(
			attended(node),
			Attended { windows: 2, missed: 1, pending: 0, until: 57, left: Some(23) }
		);
		assert_eq!(
			attended(99),
			Attended { windows: 0, missed: 0, pending: 0, until: 57, left: Some(0) }
		);
	});
}

#[test]
fn counts_should_never_fall_whatever_becomes_of_the_node() {
	build_and_execute(|| {
		let node = register(WIRELESS, 5);
		let mut last = attended(node);
		for block in 2..200 {
			run_to(block);
			if status(node) == Status::Jailed && block % 40 == 0 {
				assert_ok!(Attestation::unjail(RuntimeOrigin::signed(owner(node)), node));
			}
			let active = status(node) == Status::Active;
			if active && block % 70 < 35 && block % 10 == 5 {
				assert_ok!(attest(node));
			}
			let now = attended(node);
			assert!(now.windows >= last.windows && now.missed >= last.missed, "{last:?}, {now:?}");
			assert!(now.windows - last.windows <= 1 && now.missed <= now.windows);
			last = now;
		}
		assert!(last.missed > 3, "it was in jail");
	});
}

#[test]
fn a_window_should_not_count_as_missed_before_it_counts() {
	build_and_execute(|| {
		let nodes: Vec<_> = (0..4).map(|_| register(WIRELESS, 5)).collect();
		afford(2);
		run_to(20);
		assert!(page(WIRELESS, 0).closing.is_some(), "half of the page is settled");
		for node in &nodes {
			let Attended { windows, missed, .. } = attended(*node);
			assert_eq!((windows, missed), (0, 0));
		}
		run_to(23);
		for node in nodes {
			let Attended { windows, missed, .. } = attended(node);
			assert_eq!((windows, missed), (1, 1));
		}
	});
}
