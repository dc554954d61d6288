//! Each check must find what it is there for.

use substation_primitives::{Address, Status};

use crate::{
	mock::*, slots::Slots, Evictions, FirstVacancy, Members, Page, Pages, Records, Rosters,
	Schedules, Vacancies,
};

/// A page with two members and one that has left.
fn corrupted(message: &'static str, corrupt: impl FnOnce()) {
	new_test_ext().execute_with(|| {
		repeat(3, || register(WIRELESS, 5));
		register(GPU, 5);
		run_to(25);
		retire(1);
		Attestation::do_try_state().unwrap();
		corrupt();
		assert_eq!(Attestation::do_try_state().unwrap_err(), message.into());
	});
}

fn change_page(change: impl FnOnce(&mut Page)) {
	Pages::<Test>::mutate(WIRELESS, 0, |page| change(page.as_mut().unwrap()));
}

fn change_slots(change: impl FnOnce(&mut Slots)) {
	let mut slots = Slots::read::<Test>(WIRELESS, 0);
	change(&mut slots);
	slots.write::<Test>(WIRELESS, 0);
}

#[test]
fn a_member_that_is_not_as_the_registry_has_it_should_be_found() {
	corrupted("2: a member is not active", || set_status(0, Status::Suspended));
	corrupted("2: a member is not as registered", || {
		Members::<Test>::mutate(0, |member| member.as_mut().unwrap().units = 6);
	});
	corrupted("2: a member is not registered", || {
		let member = Members::<Test>::get(0).unwrap();
		Members::<Test>::insert(77, member);
	});
}

#[test]
fn a_member_that_its_page_does_not_know_should_be_found() {
	corrupted("2: a member's slot is empty", || {
		change_page(|page| assert!(page.members.remove(0)));
	});
	corrupted("2: a member has no page", || {
		Members::<Test>::mutate(0, |member| {
			member.as_mut().unwrap().address = Address { class: WIRELESS, page: 5, slot: 0 };
		});
	});
	corrupted("2: a member's slot is another's", || {
		change_slots(|slots| {
			let other = slots.get(2).unwrap();
			slots.set(0, &other);
		});
	});
}

#[test]
fn a_slot_that_is_not_clean_should_be_found() {
	corrupted("1: an empty slot is not clean", || {
		change_slots(|slots| {
			let other = slots.get(2).unwrap();
			slots.set(1, &other);
		});
	});
	corrupted("1: an empty slot is noted as present", || {
		change_page(|page| assert!(page.open.seen.insert(1)));
	});
}

#[test]
fn a_page_that_has_more_or_less_than_its_members_should_be_found() {
	corrupted("2: a slot's member is unknown", || {
		change_page(|page| assert!(page.members.insert(1)));
	});
	corrupted("2: a page has no roster", || {
		retire(3);
		Rosters::<Test>::remove(GPU, 0);
	});
	corrupted("2: a roster has no page", || {
		Slots::read::<Test>(WIRELESS, 9).write::<Test>(WIRELESS, 9);
	});
}

#[test]
fn vacancies_that_are_none_should_be_found() {
	let wrong = "2: the vacancies are not the pages with empty slots";
	corrupted(wrong, || Vacancies::<Test>::remove(WIRELESS, 0));
	corrupted("2: a vacancy has no page", || Vacancies::<Test>::insert(WIRELESS, 4, None::<u32>));
	corrupted("2: a full page is to be filled", || FirstVacancy::<Test>::insert(WIRELESS, 4));
	let circle = || Vacancies::<Test>::insert(WIRELESS, 0, Some(0));
	corrupted("2: the vacancies go round in circles", circle);
	let lost = || FirstVacancy::<Test>::remove(WIRELESS);
	corrupted("2: a page with an empty slot is never filled", lost);
}

#[test]
fn a_weight_that_is_not_the_sum_should_be_found() {
	let wrong = "3: the weight of a class is not that of its active nodes";
	corrupted(wrong, || set_weight(WIRELESS, 11));
	corrupted(wrong, || set_weight(GPU, 0));
}

#[test]
fn a_jailed_node_that_is_on_a_page_or_forgotten_should_be_found() {
	let jail = Some(crate::Jail { since: 1, evicted: 3 });
	let put = move |node| Records::<Test>::mutate(node, |record| record.jail = jail);
	corrupted("9: a node in jail is on a page", || put(0));
	corrupted("9: a node in jail has no eviction", || put(1));
	corrupted("9: an eviction has no node in jail", || Evictions::<Test>::insert(3, 1, ()));
}

#[test]
fn a_page_off_schedule_should_be_found() {
	corrupted("12: a page closes its windows out of turn", || change_page(|page| page.closes += 1));
	corrupted("12: a page's windows are not its class's", || change_page(|page| page.period = 5));
	corrupted("12: a window was passed over", || change_page(|page| page.closes -= 10));
	corrupted("12: an open window is being settled", || {
		change_page(|page| {
			page.closing =
				Some(crate::Closing { until: 0, slot: 0, verdict: crate::Verdict::Priced });
		});
	});
	corrupted("12: a window is ahead of the chain", || {
		change_page(|page| page.next = Some(Default::default()));
	});
}

#[test]
fn a_page_that_settlement_does_not_visit_should_be_found() {
	let change = |change: fn(&mut crate::Schedule)| {
		Schedules::<Test>::mutate(|schedules| change(schedules.get_mut(&WIRELESS).unwrap()));
	};
	corrupted("12: a page is not settled", || change(|schedule| schedule.pages = 0));
	corrupted("12: a page is missing", || change(|schedule| schedule.pages = 2));
	corrupted("12: settlement is ahead of the chain", || {
		change_page(|page| page.closes += 10);
		change(|schedule| schedule.cursor.block = 30);
	});
	corrupted("12: a page's class is not settled", || {
		Schedules::<Test>::mutate(|schedules| schedules.remove(&WIRELESS));
	});
}
