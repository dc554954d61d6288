use frame_support::assert_ok;
use substation_math::stream::share;
use substation_primitives::{Class, Counters, Miss, Roster, Status, Streams};

use crate::{mock::*, Event, Evictions, Members, Records};

#[test]
fn a_healthy_page_should_roll_over_without_a_trace() {
	build_and_execute(|| {
		let (one, other) = (register(WIRELESS, 5), register(WIRELESS, 10));
		for window in 1..6 {
			assert_ok!(attest(one));
			assert_ok!(attest(other));
			run_to(10 * window);
			assert_eq!(events(), []);
		}
		let page = page(WIRELESS, 0);
		assert_eq!((page.closes, page.window()), (60, 6));
		assert_eq!(page.challenge, block_hash(49));
		assert!(page.open.slots().is_empty());
		assert!(!Records::<Test>::contains_key(one), "nothing is written for a healthy node");
		assert_eq!(
			Attestation::counters(one),
			Counters { windows: 4, ..Default::default() },
			"the window in which it joined is none of its duty",
		);
		// 49 blocks of a million, a third for one and two thirds for the other.
		assert!(Pool::claimable(one).abs_diff(49_000_000 / 3) <= 1);
		assert!(Pool::claimable(other).abs_diff(98_000_000 / 3) <= 1);
	});
}

#[test]
fn a_missing_node_should_forfeit_exactly_the_window() {
	build_and_execute(|| {
		let (there, missing) = (register(WIRELESS, 5), register(WIRELESS, 5));
		assert_ok!(attest(there));
		assert_ok!(attest(missing));
		run_to(10);
		let before = Pool::claimable(missing);
		assert_ok!(attest(there));
		run_to(20);
		assert_eq!(Pool::claimable(missing), before);
		assert_eq!(Pool::claimable(there), before + 5_000_000);
		let miss = Miss {
			node: missing,
			class: WIRELESS,
			units: 5,
			window: 2,
			total: 10,
			forfeited: 5_000_000,
			free: true,
		};
		assert_eq!(Misses::get(), [miss]);
		let event = Event::Missed {
			node: missing,
			class: WIRELESS,
			window: 2,
			forfeited: 5_000_000,
			free: true,
		};
		assert_eq!(events(), [event]);
	});
}

#[test]
fn a_newcomer_should_owe_nothing_and_earn_only_what_it_attests() {
	build_and_execute(|| {
		let (there, absent) = (register(WIRELESS, 5), register(WIRELESS, 5));
		run_to(5);
		assert_ok!(attest(there));
		run_to(10);
		assert!(missed().is_empty());
		assert_eq!(events(), []);
		assert_eq!(Pool::claimable(absent), 0);
		assert_eq!(Pool::claimable(there), 4_500_000);
	});
}

#[test]
fn the_first_miss_after_a_clean_spell_should_be_free() {
	build_and_execute(|| {
		set_class(WIRELESS, Class { jail_after: 100, ..class(10) });
		let node = register(WIRELESS, 5);
		for window in 1..=70 {
			if ![2, 4, 69].contains(&window) {
				assert_ok!(attest(node));
			}
			run_to(10 * window);
		}
		let free: Vec<_> = Misses::get().iter().map(|miss| miss.free).collect();
		assert_eq!(free, [true, false, true]);
		let counters = Attestation::counters(node);
		assert_eq!((counters.windows, counters.missed, counters.streak), (69, 3, 1));
		assert_eq!(counters.history, 0b10);
	});
}

#[test]
fn misses_in_a_row_should_jail_the_node() {
	build_and_execute(|| {
		Era::set(4);
		let (there, node) = (register(WIRELESS, 5), register(WIRELESS, 7));
		for window in 1..4 {
			assert_ok!(attest(there));
			run_to(10 * window);
		}
		assert_eq!(status(node), Status::Active);
		assert_ok!(attest(there));
		run_to(40);
		assert_eq!(status(node), Status::Jailed);
		assert!(events().contains(&Event::Jailed { node, until: 55, evicted: 7 }));
		assert_eq!(missed(), [node; 3]);
		assert_eq!(Misses::get()[2].total, 12);
		assert!(!Members::<Test>::contains_key(node));
		assert!(Evictions::<Test>::contains_key(7, node));
		assert!(!page(WIRELESS, 0).members.contains(1));
		assert_eq!(Attestation::membership(node), None);

		// It earns nothing and is charged nothing more; the other one has all.
		let before = (Pool::claimable(there), Pool::claimable(node));
		assert_ok!(attest(there));
		run_to(50);
		assert_eq!(Pool::claimable(there), before.0 + 10_000_000);
		assert_eq!(Pool::claimable(node), before.1);
		assert_eq!(missed().len(), 3);
		assert_eq!(Attestation::counters(node).windows, 3);
	});
}

#[test]
fn an_attested_window_should_end_the_streak() {
	build_and_execute(|| {
		let node = register(WIRELESS, 5);
		for window in 1..=12 {
			if window % 3 == 0 {
				assert_ok!(attest(node));
			}
			run_to(10 * window);
		}
		assert_eq!(status(node), Status::Active);
		assert_eq!(missed().len(), 7);
		assert_eq!(Attestation::counters(node).streak, 2);
	});
}

#[test]
fn a_miss_with_which_an_older_slash_is_applied_should_be_charged_for_that() {
	let settled = |slashing| {
		let mut settled = 0;
		build_and_execute(|| {
			Slashing::set(slashing);
			repeat(10, || register_mute(WIRELESS, 1));
			run_to(19);
			afford(8);
			next_block();
			settled = missed().len();
		});
		settled
	};
	assert_eq!(settled(false), 8);
	let room = Attestation::missed_cost() * 7 + Attestation::jailed_cost();
	let heavy = room.checked_div_per_component(&Attestation::jailed_cost());
	assert_eq!(Some(settled(true) as u64), heavy);
}

#[test]
fn the_total_of_a_window_should_hold_the_missing_node() {
	build_and_execute(|| {
		register(WIRELESS, 5);
		register(WIRELESS, 9);
		register(GPU, 100);
		run_to(20);
		let totals: Vec<_> =
			Misses::get().iter().map(|miss| (miss.class, miss.units, miss.total)).collect();
		assert_eq!(totals, [(GPU, 100, 100), (WIRELESS, 5, 14), (WIRELESS, 9, 14)]);
	});
}

#[test]
fn pages_should_close_at_blocks_of_their_own() {
	build_and_execute(|| {
		repeat(1_030, || register_mute(WIRELESS, 1));
		assert_eq!([0, 1, 2].map(|index| page(WIRELESS, index).closes), [10, 11, 2]);
		run_to(11);
		assert_eq!([0, 1, 2].map(|index| page(WIRELESS, index).closes), [20, 21, 12]);
		assert_eq!([0, 1, 2].map(|index| page(WIRELESS, index).window()), [2, 2, 1]);
	});
}

#[test]
fn each_class_should_have_the_windows_of_its_period() {
	build_and_execute(|| {
		let (one, other) = (register(WIRELESS, 5), register(GPU, 5));
		run_to(36);
		assert_eq!(missed(), [other, one, other, other, one]);
		assert_eq!((status(one), status(other)), (Status::Active, Status::Jailed));
		assert_eq!(Attestation::counters(other).history, 0b111);
	});
}

#[test]
fn an_empty_page_should_be_left_alone_and_start_again() {
	build_and_execute(|| {
		let node = register(WIRELESS, 5);
		run_to(15);
		retire(node);
		let left = page(WIRELESS, 0);
		run_to(95);
		assert_eq!(page(WIRELESS, 0), left);
		let next = register(WIRELESS, 5);
		assert_eq!(address(next), address_of_slot(0));
		let page = page(WIRELESS, 0);
		assert_eq!((page.closes, page.challenge), (100, block_hash(89)));
		assert_ok!(attest(next));
		run_to(100);
		assert!(Pool::claimable(next).abs_diff(5_000_000) <= 1);
		assert_eq!(missed(), [node]);
	});
}

fn address_of_slot(slot: u16) -> substation_primitives::Address {
	substation_primitives::Address { class: WIRELESS, page: 0, slot }
}

#[test]
fn the_stream_should_be_split_to_the_last_unit() {
	build_and_execute(|| {
		let nodes: Vec<_> = [3, 7, 11].map(|units| register(WIRELESS, units)).into();
		for window in 1..20u32 {
			for (place, node) in (0u32..).zip(&nodes) {
				if (window + place) % 3 != 0 {
					assert_ok!(attest(*node));
				}
			}
			run_to(10 * window);
		}
		let acc = Pool::acc(WIRELESS);
		let claimable: u128 = nodes.iter().map(|node| Pool::claimable(*node)).sum();
		let forfeited: u128 = Misses::get().iter().map(|miss| miss.forfeited).sum();
		let streamed = share(21, 0, acc).unwrap();
		assert!(streamed >= claimable + forfeited);
		assert!(streamed - claimable - forfeited < 10_000_000, "but for what the newcomers lost");
	});
}

#[test]
fn a_page_on_which_one_is_missing_should_weigh_what_was_measured() {
	use crate::WeightInfo;
	build_and_execute(|| {
		register_mute(WIRELESS, 5);
		run_to(19);
		Heaviest::take();
		run_to(20);
		let first = <()>::settle_missed(0).max(<()>::settle_jailed(0));
		let one = <()>::settle_missed(1) - <()>::settle_missed(0);
		assert_eq!(Heaviest::get(), <()>::on_poll() + first + one);
	});
}
