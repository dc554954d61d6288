//! Settlement that comes late, stops on the way, and catches up.

use frame_support::{assert_noop, assert_ok, weights::WeightMeter};
use sp_runtime::Perbill;
use substation_primitives::{Roster, Status};

use crate::{mock::*, Error, Event, Lag, Refusal};

fn catch_up() {
	Budget::set(Perbill::from_percent(20));
}

#[test]
fn an_attestation_should_count_for_the_running_window_while_the_last_one_is_unsettled() {
	build_and_execute(|| {
		let (there, missing) = (register(WIRELESS, 5), register(WIRELESS, 5));
		assert_ok!(attest(there));
		starve();
		run_to(14);
		assert_eq!(page(WIRELESS, 0).lag(14), Lag::One);
		assert_eq!(payload(there).window, 2);
		assert_eq!(payload(there).challenge, block_hash(9));
		assert_ok!(attest(there));
		assert_noop!(attest_unsigned(there), Error::<Test>::AttestationRefused);
		catch_up();
		next_block();
		let settled = page(WIRELESS, 0);
		assert_eq!((settled.closes, settled.challenge), (20, block_hash(9)));
		assert!(settled.open.seen.contains(0) && settled.next.is_none());
		run_to(20);
		assert_eq!(missed(), [missing]);
		assert!(Pool::claimable(there).abs_diff(9_500_000) <= 1);
	});
}

#[test]
fn no_window_should_be_lost_when_each_is_settled_late() {
	build_and_execute(|| {
		let node = register(WIRELESS, 5);
		starve();
		// The first window is the one that it joined in.
		for (closed, misses) in [(1, 0), (2, 1), (3, 2), (4, 3)] {
			run_to(10 * closed + 9);
			assert_eq!(page(WIRELESS, 0).window(), closed);
			catch_up();
			// Just before the next one closes.
			Attestation::poll(&mut WeightMeter::new());
			starve();
			assert_eq!(missed().len(), misses);
		}
		assert_eq!(status(node), Status::Jailed);
		assert_eq!(Attestation::counters(node).windows, 3);
	});
}

#[test]
fn windows_that_settlement_never_saw_should_cost_nothing_but_their_reward() {
	build_and_execute(|| {
		let (there, absent) = (register(WIRELESS, 5), register(WIRELESS, 5));
		run_to(10);
		assert_ok!(attest(there));
		starve();
		run_to(24);
		assert_ok!(attest(there));
		run_to(45);
		assert_eq!(page(WIRELESS, 0).lag(45), Lag::More);
		assert_noop!(attest_unsigned(there), Error::<Test>::AttestationRefused);
		let payload = payload(there);
		let refusal = submit(payload, sign(there, &payload.message())).unwrap_err();
		assert_eq!(refusal, Refusal::SettlementBehind.into());

		// Window 2 was open as ever: it is priced. Windows 3 to 5 are one, and counted.
		catch_up();
		next_block();
		assert_eq!(missed(), [absent]);
		let page_now = page(WIRELESS, 0);
		assert_eq!((page_now.closes, page_now.merged), (50, 2));
		assert_eq!(page_now.challenge, block_hash(39));
		assert!(page_now.open.seen.contains(0), "its attestation of window 3 counts for all three");
		run_to(50);
		assert_eq!(missed(), [absent]);
		let [Event::WindowExcused { window: 5, .. }, Event::Missed { node, window: 5, free, .. }] =
			events()[..]
		else {
			panic!("{:?}", events())
		};
		assert_eq!((node, free), (absent, true));
		assert!(Pool::claimable(there) >= 19_000_000, "it has the whole time");
		assert_eq!(Pool::claimable(absent), 0);
		assert_ok!(attest(there));
		run_to(60);
		assert_eq!(missed(), [absent, absent]);
		assert_eq!(page(WIRELESS, 0).merged, 0);
	});
}

#[test]
fn an_overload_should_end_because_the_absent_are_jailed() {
	build_and_execute(|| {
		let (there, absent) = (register(WIRELESS, 5), register(WIRELESS, 5));
		run_to(10);
		assert_ok!(attest(there));
		starve();
		// Settlement comes round only every 45 blocks, and finds the page more than one window behind each time.
		for round in 1..=4u32 {
			run_to(45 * round);
			catch_up();
			next_block();
			assert_eq!(status(absent) == Status::Jailed, round > 2, "round {round}");
			assert_ok!(attest(there));
			starve();
		}
		assert_eq!(missed(), [absent], "only the window before the overload is priced");
		assert_eq!(Attestation::counters(absent).missed, 3);
		assert_eq!(Attestation::counters(there).missed, 0);
	});
}

#[test]
fn an_overload_in_a_halted_chain_should_count_against_nobody() {
	build_and_execute(|| {
		let absent = register(WIRELESS, 5);
		run_to(10);
		starve();
		run_to(24);
		// In the first of the windows that are going to be merged.
		next_block_after(100_000);
		run_to(45);
		catch_up();
		run_to(50);
		assert_eq!(Attestation::counters(absent).missed, 0);
		run_to(60);
		assert_eq!(missed(), [absent]);
	});
}

#[test]
fn the_merged_window_should_still_take_attestations() {
	build_and_execute(|| {
		let (one, other) = (register(WIRELESS, 5), register(WIRELESS, 5));
		run_to(10);
		starve();
		run_to(45);
		catch_up();
		next_block();
		assert_ok!(attest(one));
		run_to(50);
		assert!(Pool::claimable(one).abs_diff(Pool::claimable(other)) > 1_000_000);
		assert_eq!(Pool::claimable(other), 0);
	});
}

#[test]
fn settlement_should_stop_and_go_on_at_every_slot() {
	// The same outage of ten nodes, settled at once, and so many nodes a block.
	let outcome = |per_block: Option<u64>| {
		let mut result = None;
		build_and_execute(|| {
			let nodes: Vec<_> = (1..=10).map(|units| register_mute(WIRELESS, units)).collect();
			run_to(19);
			if let Some(nodes) = per_block {
				afford(nodes);
			}
			run_to(20);
			let first = page(WIRELESS, 0);
			if per_block.is_some_and(|nodes| nodes < 10) {
				assert!(first.closing.is_some() && first.closes == 20);
				assert!(!missed().is_empty() && missed().len() < 10);
			}
			run_to(29);
			assert_eq!(page(WIRELESS, 0).closes, 30);
			let mut misses = Misses::get();
			misses.sort_by_key(|miss| miss.node);
			let claimable: Vec<_> = nodes.iter().map(|node| Pool::claimable(*node)).collect();
			result = Some((misses, claimable, page(WIRELESS, 0).settled));
		});
		result.unwrap()
	};
	let at_once = outcome(None);
	assert_eq!(at_once.0.len(), 10);
	for per_block in 1..=10 {
		assert_eq!(outcome(Some(per_block)), at_once, "{per_block} nodes a block");
	}
}

#[test]
fn who_joins_while_a_window_is_unsettled_should_have_no_part_in_it() {
	build_and_execute(|| {
		let old = register(WIRELESS, 5);
		run_to(10);
		starve();
		run_to(23);
		let (present, absent) = (register(WIRELESS, 5), register(WIRELESS, 5));
		run_to(25);
		assert_ok!(attest(present));
		let misses = |node| Misses::get().iter().filter(|miss| miss.node == node).count();
		catch_up();
		next_block();
		assert_eq!([old, present, absent].map(misses), [1, 0, 0]);
		assert_eq!(Pool::claimable(absent), 0, "it was not there");
		// Three of the thirteen blocks since, a third of them each.
		assert!(Pool::claimable(present).abs_diff(1_000_000) <= 1);
		assert!(page(WIRELESS, 0).open.fresh.contains(1));
		run_to(30);
		assert_eq!([old, present, absent].map(misses), [2, 0, 0]);
		assert_eq!(Pool::claimable(absent), 0);
		run_to(40);
		assert_eq!([old, present, absent].map(misses), [3, 1, 1]);
		assert_eq!(Attestation::counters(present).windows, 1);
	});
}

#[test]
fn who_joins_far_behind_the_schedule_should_be_fresh_in_the_merged_window() {
	build_and_execute(|| {
		register(WIRELESS, 5);
		run_to(10);
		starve();
		run_to(45);
		let late = register(WIRELESS, 5);
		catch_up();
		run_to(50);
		assert_eq!(missed(), [0]);
		run_to(60);
		assert_eq!(missed(), [0, 0, late]);
		assert_eq!(Attestation::counters(late).windows, 1);
	});
}

#[test]
fn who_leaves_should_be_charged_for_the_unsettled_window_and_the_open_one() {
	build_and_execute(|| {
		let (guilty, diligent) = (register(WIRELESS, 5), register(WIRELESS, 5));
		run_to(12);
		assert_ok!(attest(diligent));
		starve();
		run_to(24);
		assert_ok!(attest(diligent));
		retire(guilty);
		assert_eq!(missed(), [guilty, guilty]);
		assert!(Misses::get()[0].forfeited.abs_diff(7_000_000) <= 1);
		assert_eq!(Attestation::counters(guilty).windows, 2);
		retire(diligent);
		assert_eq!(missed().len(), 2);
		assert_eq!(Attestation::counters(diligent).windows, 2);
		assert!(Pool::claimable(diligent).abs_diff(7_000_000) <= 1);
		assert_eq!(Pool::claimable(guilty), 0);
		catch_up();
		run_to(40);
		assert_eq!(missed().len(), 2);
	});
}

#[test]
fn who_leaves_should_keep_the_unsettled_window_that_it_attested() {
	build_and_execute(|| {
		let node = register(WIRELESS, 5);
		run_to(10);
		assert_ok!(attest(node));
		starve();
		run_to(24);
		retire(node);
		assert_eq!(missed(), [node], "the open window");
		assert_eq!(Pool::claimable(node), 14_000_000);
	});
}

#[test]
fn a_newcomer_that_leaves_before_settlement_should_have_what_it_attested() {
	build_and_execute(|| {
		register(WIRELESS, 5);
		starve();
		run_to(12);
		let (present, absent) = (register(WIRELESS, 5), register(WIRELESS, 5));
		assert_ok!(attest(present));
		run_to(15);
		retire(absent);
		retire(present);
		assert!(missed().is_empty());
		assert_eq!(Pool::claimable(absent), 0);
		assert!(Pool::claimable(present).abs_diff(1_000_000) <= 1);
	});
}

#[test]
fn who_is_jailed_by_a_settlement_of_many_blocks_should_earn_only_what_it_attests_meanwhile() {
	build_and_execute(|| {
		let nodes: Vec<_> = (0..6).map(|_| register_mute(WIRELESS, 5)).collect();
		run_to(39);
		afford(1);
		run_to(41);
		assert_ok!(attest_unsigned(nodes[4]));
		run_to(49);
		assert!(nodes.iter().all(|node| status(*node) == Status::Jailed));
		assert_eq!(Pool::claimable(nodes[5]), 0);
		assert!(Pool::claimable(nodes[4]) > 100_000);
	});
}

#[test]
fn who_leaves_in_the_midst_of_settlement_should_be_charged_once() {
	build_and_execute(|| {
		repeat(6, || register_mute(WIRELESS, 5));
		run_to(19);
		afford(3);
		run_to(20);
		let stopped = page(WIRELESS, 0).closing.unwrap().slot;
		assert!(stopped > 0 && stopped < 5);
		let before = missed().len();
		// One that is settled, and one that is not. Both also miss the open window.
		retire(0);
		retire(5);
		assert_eq!(missed().len(), before + 3);
		catch_up();
		next_block();
		let of = |node| Misses::get().iter().filter(|miss| miss.node == node).count();
		assert_eq!([0, 1, 2, 3, 4, 5].map(of), [2, 1, 1, 1, 1, 2]);
	});
}

#[test]
fn a_slot_that_is_taken_again_in_the_midst_of_settlement_should_start_clean() {
	build_and_execute(|| {
		repeat(6, || register_mute(WIRELESS, 5));
		run_to(19);
		afford(2);
		run_to(20);
		retire(5);
		let next = register(WIRELESS, 5);
		assert_eq!(address(next).slot, 5);
		catch_up();
		run_to(30);
		assert!(!missed().contains(&next));
		assert_eq!(Pool::claimable(next), 0);
	});
}

#[test]
fn a_page_that_empties_in_the_midst_of_settlement_should_hold_nothing_up() {
	build_and_execute(|| {
		repeat(3, || register_mute(WIRELESS, 5));
		let other = register(GPU, 5);
		run_to(19);
		afford(1);
		run_to(20);
		assert!(page(WIRELESS, 0).closing.is_some());
		(0..3).for_each(retire);
		let back = register_mute(WIRELESS, 5);
		assert_eq!(page(WIRELESS, 0).closing, None);
		run_to(40);
		assert!(missed().contains(&other));
		let of = |node| Misses::get().iter().filter(|miss| miss.node == node).count();
		assert_eq!([0, 1, 2, back].map(of), [2, 2, 2, 1]);
	});
}

#[test]
fn resize_should_wait_for_settlement() {
	build_and_execute(|| {
		let node = register(WIRELESS, 5);
		starve();
		run_to(12);
		assert_noop!(resize(node, 6), Error::<Test>::SettlementBehind);
		catch_up();
		next_block();
		assert_noop!(resize(node, 6), Error::<Test>::NotAttested);
		assert_ok!(attest(node));
		assert_ok!(resize(node, 6));
	});
}

#[test]
fn a_node_jailed_late_should_keep_what_it_attested_since() {
	build_and_execute(|| {
		let node = register(WIRELESS, 5);
		run_to(39);
		starve();
		run_to(44);
		assert_ok!(attest(node));
		catch_up();
		next_block();
		assert_eq!(status(node), Status::Jailed);
		assert_eq!(missed(), [node; 3]);
		assert_eq!(Attestation::counters(node).windows, 3);
	});
}

#[test]
fn a_class_with_a_backlog_should_not_starve_another() {
	build_and_execute(|| {
		repeat(512, || register_mute(WIRELESS, 5));
		let node = register(GPU, 5);
		run_to(10);
		afford(4);
		run_to(40);
		assert!(page(WIRELESS, 0).closing.is_some(), "the large class is behind");
		assert!(Misses::get().iter().filter(|miss| miss.node == node).count() >= 3);
	});
}

#[test]
fn who_leaves_far_behind_the_schedule_should_be_charged_for_the_one_window_that_was_open() {
	build_and_execute(|| {
		let (node, other) = (register(WIRELESS, 5), register(WIRELESS, 5));
		run_to(10);
		starve();
		run_to(55);
		retire(node);
		assert_eq!(missed(), [node]);
		catch_up();
		next_block();
		assert_eq!(missed(), [node, other]);
	});
}
