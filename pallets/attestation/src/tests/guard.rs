use frame_support::dispatch::DispatchClass;
use frame_support::weights::Weight;
use substation_primitives::Roster;

use crate::{mock::*, Event, Watch};

fn fill(percent: u64, class: DispatchClass) {
	let full = Weights::get().max_block;
	let part = Weight::from_parts(full.ref_time() / 100 * percent, 0);
	System::register_extra_weight_unchecked(part, class);
}

/// Blocks that are filled to so many percent.
fn run_full(blocks: u32, percent: u64) {
	for _ in 0..blocks {
		fill(percent, DispatchClass::Operational);
		next_block();
	}
}

#[test]
fn a_window_should_be_excused_when_half_of_its_blocks_were_full() {
	build_and_execute(|| {
		let node = register(WIRELESS, 5);
		run_to(10);
		run_full(5, 95);
		assert_eq!(Watch::<Test>::get().congested, 5);
		run_to(20);
		assert!(missed().is_empty());
		assert!(events().contains(&Event::WindowExcused { class: WIRELESS, page: 0, window: 2 }));
		assert_eq!(Attestation::counters(node).missed, 0);
		assert_eq!(Pool::claimable(node), 0, "it has forfeited both windows");
	});
}

#[test]
fn a_window_should_not_be_excused_when_fewer_blocks_were_full_or_none_quite() {
	build_and_execute(|| {
		register(WIRELESS, 5);
		run_to(10);
		run_full(4, 95);
		run_full(6, 85);
		assert_eq!(missed(), [0]);
	});
}

#[test]
fn ordinary_transactions_and_hooks_should_never_make_a_block_congested() {
	build_and_execute(|| {
		register(WIRELESS, 5);
		run_to(10);
		for _ in 0..10 {
			fill(75, DispatchClass::Normal);
			fill(35, DispatchClass::Mandatory);
			fill(20, DispatchClass::Operational);
			next_block();
		}
		assert_eq!(Watch::<Test>::get().congested, 0, "attestations had the rest of their quarter");
		assert_eq!(missed(), [0]);
		fill(75, DispatchClass::Normal);
		fill(25, DispatchClass::Operational);
		next_block();
		assert_eq!(Watch::<Test>::get().congested, 1);
	});
}

#[test]
fn congestion_should_count_in_its_own_window_only() {
	build_and_execute(|| {
		register(WIRELESS, 5);
		run_to(16);
		run_full(8, 95);
		run_to(40);
		assert_eq!(Watch::<Test>::get().congested, 8);
		assert_eq!(missed(), [0, 0, 0], "four blocks of one window and four of the next");
	});
}

#[test]
fn a_block_of_long_transactions_should_be_congested() {
	build_and_execute(|| {
		frame_system::BlockSize::<Test>::put(5 * 1024 * 1024 * 9 / 10);
		next_block();
		assert_eq!(Watch::<Test>::get().congested, 1);
		next_block();
		assert_eq!(Watch::<Test>::get().congested, 1);
	});
}

#[test]
fn a_block_that_migrates_should_be_congested() {
	build_and_execute(|| {
		let node = register(WIRELESS, 5);
		run_to(10);
		Migrating::set(true);
		run_to(17);
		Migrating::set(false);
		run_to(20);
		assert_eq!(Watch::<Test>::get().congested, 7);
		assert!(missed().is_empty());
		assert_eq!(Attestation::counters(node).windows, 1);
	});
}

#[test]
fn a_halt_should_excuse_the_windows_around_it() {
	build_and_execute(|| {
		register(WIRELESS, 5);
		register(GPU, 5);
		run_to(25);
		next_block_after(3 * 3_600_000);
		assert_eq!(Watch::<Test>::get().halted, Some(26));
		run_to(30);
		// GPU had missed its window that closed at 14 and 21, WIRELESS the one that closed at 20.
		assert_eq!(missed(), [1, 0, 1], "neither window that had the halt in it");
		run_to(35);
		assert_eq!(missed(), [1, 0, 1, 1]);
		run_to(40);
		assert_eq!(missed(), [1, 0, 1, 1, 0]);
	});
}

#[test]
fn a_halt_should_excuse_the_window_that_closes_after_it_and_the_one_that_opens() {
	build_and_execute(|| {
		register(WIRELESS, 5);
		run_to(19);
		next_block_after(60_001);
		assert!(missed().is_empty());
		run_to(30);
		assert!(missed().is_empty());
		run_to(40);
		assert_eq!(missed(), [0]);
	});
}

#[test]
fn a_late_block_should_be_no_halt() {
	build_and_execute(|| {
		register(WIRELESS, 5);
		run_to(15);
		next_block_after(60_000);
		assert_eq!(Watch::<Test>::get().halted, None);
		run_to(20);
		assert_eq!(missed(), [0]);
	});
}

#[test]
fn the_first_block_should_be_no_halt() {
	build_and_execute(|| {
		Watch::<Test>::kill();
		next_block_after(1_700_000_000_000);
		assert_eq!(Watch::<Test>::get().halted, None);
	});
}

#[test]
fn who_leaves_in_an_excused_window_should_not_be_charged() {
	build_and_execute(|| {
		let (one, other) = (register(WIRELESS, 5), register(WIRELESS, 5));
		run_to(12);
		next_block_after(60_001);
		retire(one);
		assert!(missed().is_empty());
		run_to(32);
		retire(other);
		assert_eq!(missed(), [other, other], "the window that closed at 30, and the open one");
	});
}

#[test]
fn congestion_long_ago_should_not_excuse_a_window_that_opens_late() {
	build_and_execute(|| {
		register(WIRELESS, 5);
		run_full(8, 95);
		run_to(29);
		starve();
		run_to(37);
		Budget::set(sp_runtime::Perbill::from_percent(20));
		run_to(40);
		assert_eq!(Watch::<Test>::get().congested, 8);
		assert_eq!(missed(), [0, 0, 0]);
	});
}

#[test]
fn congestion_should_excuse_a_window_that_opens_late() {
	build_and_execute(|| {
		register(WIRELESS, 5);
		run_to(29);
		starve();
		run_to(31);
		run_full(6, 95);
		Budget::set(sp_runtime::Perbill::from_percent(20));
		run_to(40);
		assert_eq!(
			missed(),
			[0],
			"the congestion is counted for the window that was open, and the one unsettled"
		);
	});
}
