use super::prelude::*;

#[test]
fn a_miss_should_cost_what_follows_from_the_break_even_uptime() {
	build_and_execute(|| {
		miss(NODE, 20);
		// 20 × 0.9 / 0.1
		assert_eq!(pending(NODE), [(0, 180, 8)]);
	});
}

#[test]
fn a_miss_should_cost_the_floor_at_least() {
	build_and_execute(|| {
		miss(NODE, 0);
		assert_eq!(pending(NODE), [(0, FLOOR, 8)]);
	});
}

#[test]
fn the_misses_of_an_era_should_add_up_to_the_cap_at_most() {
	build_and_execute(|| {
		miss(NODE, 20);
		miss(NODE, 30);
		assert_eq!(pending(NODE), [(0, 180 + 270, 8)]);
		miss(NODE, 1_000);
		assert_eq!(pending(NODE), [(0, CAP, 8)]);
		Era::put(1);
		miss(NODE, 20);
		assert_eq!(pending(NODE), [(0, CAP, 8), (1, 180, 9)]);
	});
}

#[test]
fn the_cap_should_be_that_of_the_largest_the_node_was_in_the_era() {
	build_and_execute(|| {
		for units in [10, 20, 5] {
			assert_ok!(Slashing::missed(Miss { units, ..miss_of(NODE, 1_000) }));
		}
		assert_eq!(pending(NODE), [(0, 2 * CAP, 8)]);
	});
}

#[test]
fn a_free_miss_should_cost_nothing_and_count_for_the_class() {
	build_and_execute(|| {
		assert_ok!(Slashing::missed(Miss { free: true, ..miss_of(NODE, 20) }));
		assert_eq!(pending(NODE), []);
		assert!(!Slashes::<Test>::contains_key(NODE));
		assert_eq!(worst(0), Some((0, 10, 100)));
	});
}

#[test]
fn classes_should_not_mix() {
	build_and_execute(|| {
		register(8, BOB, REQUIRED);
		miss(NODE, 20);
		assert_ok!(Slashing::missed(Miss { class: 1, ..miss_of(8, 20) }));
		let missed = |class| Slashing::class_era(class, 0).map(|record| record.worst.missed);
		assert_eq!((missed(0), missed(1)), (Some(10), Some(10)));
	});
}

#[test]
fn a_class_without_penalties_should_leave_no_slash() {
	build_and_execute(|| {
		PenaltyCap::put(Perbill::zero());
		miss(NODE, 20);
		assert_eq!(pending(NODE), []);
	});
}

#[test]
fn a_price_without_a_value_should_be_the_cap() {
	build_and_execute(|| {
		BreakEven::put(Perbill::one());
		miss(NODE, 20);
		assert_eq!(pending(NODE), [(0, CAP, 8)]);
		BreakEven::put(Perbill::from_percent(90));
		Era::put(1);
		miss(NODE, Balance::MAX);
		assert_eq!(pending(NODE), [(0, CAP, 8), (1, CAP, 9)]);
	});
}

#[test]
fn an_unknown_class_should_be_refused() {
	build_and_execute(|| {
		assert_noop!(
			frame_support::storage::with_storage_layer(|| Slashing::missed(Miss {
				class: 9,
				..miss_of(NODE, 20)
			})),
			Error::<Test>::ClassNotFound
		);
	});
}

#[test]
fn a_miss_should_leave_what_is_due_to_the_sweep() {
	build_and_execute(|| {
		miss(NODE, 20);
		// Due from era 0 + 7 + 1 on.
		Era::put(8);
		assert_eq!(Slashing::missed(miss_of(NODE, 20)), Ok(false));
		assert_eq!(held(ALICE), REQUIRED);
		assert_eq!(pending(NODE), [(0, 180, 8), (8, 180, 16)]);
		poll();
		assert_eq!(held(ALICE), REQUIRED - 180);
		assert_eq!(pending(NODE), [(8, 180, 16)]);
	});
}

#[test]
fn a_miss_should_apply_one_slash_if_the_docket_is_full() {
	build_and_execute(|| {
		for era in 0..15 {
			Era::put(era);
			assert_eq!(Slashing::missed(miss_of(NODE, 0)), Ok(false));
		}
		// It has a place among those of its era, or needs none.
		assert_eq!(Slashing::missed(miss_of(NODE, 0)), Ok(false));
		Era::put(15);
		assert_eq!(Slashing::missed(Miss { free: true, ..miss_of(NODE, 0) }), Ok(false));
		assert_eq!(held(ALICE), REQUIRED);

		assert_eq!(Slashing::missed(miss_of(NODE, 0)), Ok(true));
		assert_eq!(events(), [Event::SlashApplied { node: NODE, era: 0, amount: FLOOR }]);
		assert_eq!(pending(NODE).len(), 15);
		assert_eq!(Slashing::missed(miss_of(NODE, 0)), Ok(false));
	});
}

#[test]
fn a_full_docket_should_make_room_though_its_oldest_slash_is_appealed() {
	build_and_execute(|| {
		for era in 0..15 {
			Era::put(era);
			miss(NODE, 0);
			if era == 7 {
				assert_ok!(Slashing::appeal(by(ALICE), NODE, 0));
			}
		}
		// That appeal lapses in era 7 + 7 + 1: the slash is due after all.
		Era::put(15);
		events();
		assert_eq!(Slashing::missed(miss_of(NODE, 0)), Ok(true));
		assert_eq!(
			events(),
			[
				Event::AppealLapsed { node: NODE, era: 0 },
				Event::SlashApplied { node: NODE, era: 0, amount: FLOOR },
			]
		);
	});
}

#[test]
fn a_node_that_misses_in_every_era_should_never_run_out_of_room() {
	build_and_execute(|| {
		// The sweep never gets a turn.
		for era in 0..100 {
			Era::put(era);
			miss(NODE, 0);
			assert!(Slashes::<Test>::get(NODE).expect("missed").entries.len() <= 15);
		}
		assert_eq!(held(ALICE), REQUIRED - 85 * FLOOR, "eras 0 to 84 were applied");
	});
}
