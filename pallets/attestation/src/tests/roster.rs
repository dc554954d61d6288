use frame_support::{assert_noop, assert_ok};
use substation_primitives::{Address, Membership, Roster, Status, Streams, PAGE_SIZE};

use crate::{mock::*, Error, FirstVacancy, Members, Records, Schedules, Vacancies};

#[test]
fn join_should_put_the_node_on_a_page() {
	build_and_execute(|| {
		run_to(4);
		let (one, other) = (register(WIRELESS, 5), register(WIRELESS, 6));
		assert_eq!(address(one), Address { class: WIRELESS, page: 0, slot: 0 });
		assert_eq!(address(other), Address { class: WIRELESS, page: 0, slot: 1 });
		let page = page(WIRELESS, 0);
		assert_eq!((page.closes, page.challenge), (10, block_hash(0)));
		assert!(page.open.fresh.contains(0) && page.open.fresh.contains(1));
		assert_eq!(Pool::weight(WIRELESS), 11);
		assert_eq!(
			Attestation::membership(one),
			Some(Membership { address: address(one), units: 5, settled: 0 })
		);
	});
}

#[test]
fn join_should_refuse_the_active_and_unknown_classes() {
	build_and_execute(|| {
		let node = register(WIRELESS, 5);
		let again = Attestation::join(node, WIRELESS, 5, &key(node));
		assert_noop!(again, Error::<Test>::AlreadyActive);
		assert_noop!(Attestation::join(7, 9, 5, &key(7)), Error::<Test>::ClassNotFound);
		for id in 2..4 {
			set_class(id, class(20));
			register(id, 5);
		}
		register(GPU, 5);
		set_class(4, class(20));
		assert_noop!(Attestation::join(9, 4, 5, &key(9)), Error::<Test>::TooManyClasses);
	});
}

#[test]
fn a_full_page_should_be_followed_by_another_and_its_vacancies_be_used_first() {
	build_and_execute(|| {
		let full = u32::from(PAGE_SIZE);
		repeat(full, || register_mute(WIRELESS, 1));
		assert_eq!(Vacancies::<Test>::iter_keys().count(), 0);
		register_mute(WIRELESS, 1);
		assert_eq!(address(full).page, 1);
		retire(full);
		repeat(full, || register_mute(WIRELESS, 1));
		assert_eq!(Vacancies::<Test>::iter_keys().count(), 0);

		retire(17);
		assert_eq!(Vacancies::<Test>::iter_keys().collect::<Vec<_>>(), [(WIRELESS, 0)]);
		let next = register_mute(WIRELESS, 1);
		assert_eq!(address(next), Address { class: WIRELESS, page: 0, slot: 17 });
		assert_eq!(Schedules::<Test>::get()[&WIRELESS].pages, 2);
		assert_eq!(FirstVacancy::<Test>::get(WIRELESS), None);
	});
}

#[test]
fn the_page_that_was_left_last_should_be_filled_first() {
	build_and_execute(|| {
		let full = u32::from(PAGE_SIZE);
		repeat(3 * full, || register_mute(WIRELESS, 1));
		for page in [1, 2, 0] {
			retire(page * full + 7);
		}
		retire(full + 8);
		for (page, slot) in [(0, 7), (2, 7), (1, 7), (1, 8), (3, 0)] {
			assert_eq!(FirstVacancy::<Test>::get(WIRELESS), (page < 3).then_some(page));
			let next = register_mute(WIRELESS, 1);
			assert_eq!(address(next), Address { class: WIRELESS, page, slot });
		}
	});
}

#[test]
fn leave_should_pay_the_part_so_far_only_to_who_has_attested() {
	build_and_execute(|| {
		let (there, absent) = (register(WIRELESS, 5), register(WIRELESS, 5));
		run_to(10);
		assert_ok!(attest(there));
		run_to(14);
		retire(there);
		retire(absent);
		assert_eq!(Pool::claimable(there), 2_000_000);
		assert_eq!(Pool::claimable(absent), 0);
		assert_eq!(missed(), [absent]);
		assert_eq!(Misses::get()[0].forfeited, 2_000_000);
		assert_eq!(Misses::get()[0].total, 5, "the other one had left");
		assert_eq!(Attestation::counters(absent).windows, 1);
		assert_eq!(Attestation::counters(there).windows, 1);
		assert_eq!(Pool::weight(WIRELESS), 0);
		assert_noop!(Attestation::leave(there), Error::<Test>::NotActive);
	});
}

#[test]
fn leave_should_be_free_in_the_window_of_joining() {
	build_and_execute(|| {
		let (node, there) = (register(WIRELESS, 5), register(WIRELESS, 5));
		assert_ok!(attest(there));
		run_to(9);
		retire(node);
		retire(there);
		assert!(missed().is_empty());
		assert_eq!(Pool::claimable(node), 0, "joined before the window closed, and never attested");
		assert_eq!(Pool::claimable(there), 4_000_000);
		assert_eq!(Attestation::counters(node).windows, 0);
	});
}

#[test]
fn leave_should_keep_old_firmware_unpaid_but_not_charge_it() {
	build_and_execute(|| {
		let node = register(WIRELESS, 5);
		run_to(10);
		let mut payload = payload(node);
		payload.report.firmware = 1;
		assert_ok!(submit(payload, sign(node, &payload.message())).unwrap());
		run_to(15);
		retire(node);
		assert!(missed().is_empty());
		assert_eq!(Pool::claimable(node), 0);
	});
}

#[test]
fn a_slot_should_start_clean_for_whom_it_is_given_next() {
	build_and_execute(|| {
		let node = register(WIRELESS, 5);
		run_to(10);
		let old = payload(node);
		assert_ok!(attest(node));
		retire(node);
		let next = register(WIRELESS, 5);
		assert_eq!(address(next).slot, 0);
		assert!(!Attestation::duty_of(next).unwrap().attested);
		assert!(submit(old, sign(node, &old.message())).is_err());
		assert_ok!(attest(next));
		assert_eq!(Attestation::counters(next).windows, 0);
	});
}

#[test]
fn rejoining_should_keep_the_record() {
	build_and_execute(|| {
		let node = register(WIRELESS, 5);
		run_to(30);
		assert_ok!(attest(node));
		assert_ok!(<Nodes as substation_primitives::LifeCycle>::suspend(node));
		run_to(75);
		assert_ok!(<Nodes as substation_primitives::LifeCycle>::reinstate(node));
		run_to(90);
		let counters = Attestation::counters(node);
		assert_eq!((counters.windows, counters.missed), (4, 3));
		assert!(!Misses::get()[2].free, "the earlier misses are remembered");
	});
}

#[test]
fn resize_should_pay_at_the_old_weight() {
	build_and_execute(|| {
		let (there, other) = (register(WIRELESS, 5), register(WIRELESS, 5));
		run_to(10);
		assert_ok!(attest(there));
		assert_ok!(attest(other));
		run_to(12);
		assert_ok!(resize(there, 15));
		assert_eq!(Pool::weight(WIRELESS), 20);
		assert_eq!(Attestation::membership(there).unwrap().units, 15);
		run_to(20);
		assert_eq!(missed(), [0; 0]);
		assert!(Pool::claimable(there).abs_diff(7_000_000) <= 1, "half of 2 blocks, 3/4 of 8");
		assert!(Pool::claimable(other).abs_diff(3_000_000) <= 1);
		assert_noop!(Attestation::resize(9, 5), Error::<Test>::NotActive);
	});
}

#[test]
fn resize_should_not_make_a_miss_cheaper() {
	build_and_execute(|| {
		let node = register(WIRELESS, 50);
		// Fresh: it need not attest yet.
		assert_ok!(resize(node, 40));
		run_to(19);
		assert_noop!(resize(node, 1), Error::<Test>::NotAttested);
		run_to(20);
		assert_eq!(missed(), [node]);
		assert_eq!(Misses::get()[0].units, 40);
		assert!(Misses::get()[0].forfeited.abs_diff(10_000_000) <= 1, "of the whole window");
	});
}

#[test]
fn adding_capacity_just_before_the_window_closes_should_pay_pro_rata() {
	build_and_execute(|| {
		let (steady, greedy) = (register(WIRELESS, 10), register(WIRELESS, 10));
		for node in [steady, greedy] {
			assert_ok!(attest(node));
		}
		run_to(10);
		let before = Pool::claimable(greedy);
		for node in [steady, greedy] {
			assert_ok!(attest(node));
		}
		run_to(19);
		assert_ok!(resize(greedy, 1_000));
		next_block();
		// Nine blocks at a half, one at nearly all.
		let expected = 4_500_000 + 1_000_000 * 1_000 / 1_010;
		assert!((Pool::claimable(greedy) - before).abs_diff(expected) <= 2);
	});
}

#[test]
fn rekey_should_change_only_the_key() {
	build_and_execute(|| {
		let node = register(WIRELESS, 5);
		assert_ok!(attest(node));
		assert_ok!(Attestation::rekey(node, &key(5)));
		assert!(Attestation::duty_of(node).unwrap().attested);
		assert_noop!(Attestation::rekey(8, &key(5)), Error::<Test>::NotActive);
	});
}

#[test]
fn forget_should_leave_nothing() {
	build_and_execute(|| {
		let node = register(WIRELESS, 5);
		run_to(40);
		assert_eq!(status(node), Status::Jailed);
		Attestation::forget(node);
		assert!(!Records::<Test>::contains_key(node));
		assert!(!Members::<Test>::contains_key(node));
		assert_eq!(Attestation::counters(node), Default::default());
	});
}
