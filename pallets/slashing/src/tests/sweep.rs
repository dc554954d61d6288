use super::prelude::*;
use frame_support::{
	traits::Hooks,
	weights::{Weight, WeightMeter},
};

fn base() -> Weight {
	<() as WeightInfo>::sweep_base()
}

#[test]
fn the_sweep_should_weigh_the_same_however_many_healthy_nodes_there_are() {
	build_and_execute(|| {
		enter_era(1);
		let (first, idle) = (enter_era(2), poll());
		for node in 100..150 {
			register(node, BOB, REQUIRED);
		}
		assert_eq!(enter_era(3), first);
		assert_eq!(poll(), idle);
		assert_eq!(idle, base());
	});
}

#[test]
fn the_sweep_should_visit_each_docket_once_an_era() {
	build_and_execute(|| {
		miss(NODE, 20);
		let visit = <() as WeightInfo>::sweep_docket(0);
		assert_eq!(enter_era(1), base() + visit * 2, "one docket, and the end");
		assert_eq!(poll(), base());
		assert_eq!(enter_era(2), base() + visit * 2);
	});
}

#[test]
fn the_sweep_should_charge_for_what_it_applied() {
	build_and_execute(|| {
		for era in 0..2 {
			Era::put(era);
			miss(NODE, 20);
		}
		let weighed = enter_era(9);
		let (visit, end) =
			(<() as WeightInfo>::sweep_docket(2), <() as WeightInfo>::sweep_docket(0));
		assert_eq!(weighed, base() + visit + end);
		assert_eq!(held(ALICE), REQUIRED - 360);
	});
}

#[test]
fn the_sweep_should_go_on_where_it_stopped() {
	build_and_execute(|| {
		for node in 100..120 {
			register(node, BOB, REQUIRED);
			miss(node, 0);
		}
		// Room for three visits that apply nothing and one that could apply everything.
		let largest = <() as WeightInfo>::sweep_docket(15);
		SweepWeight::set(base() + <() as WeightInfo>::sweep_docket(0) * 3 + largest);
		Era::put(1);
		let blocks = sweep_until(|pass| pass.era == 1 && pass.stage == Stage::Done);
		assert!(blocks > 1, "not in one block");

		// A pass takes so long that the next era begins.
		Era::put(8);
		poll();
		assert_ne!(Sweep::<Test>::get().stage, Stage::Done);
		Era::put(9);
		sweep_until(|pass| pass.era == 9 && pass.stage == Stage::Done);
		assert_eq!(held(BOB), 20 * (REQUIRED - 3 * FLOOR), "each once, all of the class");
		assert_eq!(Slashes::<Test>::iter().count(), 0);
	});
}

#[test]
fn the_sweep_should_take_no_more_than_the_block_has_left() {
	build_and_execute(|| {
		miss(NODE, 20);
		Era::put(8);
		let mut meter = WeightMeter::with_limit(Weight::from_parts(1, 0));
		Slashing::on_poll(1, &mut meter);
		assert_eq!(meter.consumed(), Weight::zero());
		assert_eq!(held(ALICE), REQUIRED);
		poll();
		assert_eq!(held(ALICE), REQUIRED - 180, "it is made up for");
	});
}

#[test]
fn the_sweep_should_get_past_a_node_that_cannot_be_slashed() {
	build_and_execute(|| {
		// A docket without a ledger cannot be: it is as if the node had gone.
		miss(100, 20);
		miss(NODE, 20);
		enter_era(8);
		// 20 % missed: 180 × (1 + 2 × 0.1 / 0.9) is 220, and the factor is rounded up.
		assert_eq!(held(ALICE), REQUIRED - 221);
		assert!(Slashes::<Test>::contains_key(100));
		assert_eq!(
			Slashing::do_try_state(),
			Err("the sweep has passed over a slash that was due (invariant 7)".into())
		);
		register(100, BOB, REQUIRED);
		enter_era(9);
	});
}

#[test]
fn records_should_be_kept_for_as_long_as_an_appeal_can_need_them() {
	build_and_execute(|| {
		miss(NODE, 20);
		enter_era(7);
		assert_ok!(Slashing::appeal(by(ALICE), NODE, 0));
		// Due in era 0 + 7 + 7 + 1 = 15.
		enter_era(14);
		assert!(ClassEras::<Test>::contains_key(0, CLASS));
		enter_era(15);
		assert_eq!(held(ALICE), REQUIRED - 180);
		assert!(!ClassEras::<Test>::contains_key(0, CLASS), "the pass that took it is over");
	});
}

#[test]
fn records_should_be_kept_while_the_sweep_is_behind() {
	build_and_execute(|| {
		miss(NODE, 20);
		// A pass began in era 14, before the slash of an appeal of the last day was due, and ends much later.
		SweepWeight::set(Slashing::largest_step());
		Era::put(14);
		Sweep::<Test>::mutate(|pass| (pass.era, pass.stage) = (14, Stage::Records));
		Era::put(40);
		poll();
		assert!(ClassEras::<Test>::contains_key(0, CLASS));
		SweepWeight::set(Weight::MAX);
		poll();
		assert_eq!(held(ALICE), REQUIRED - 180);
		assert!(!ClassEras::<Test>::contains_key(0, CLASS));
	});
}

#[test]
fn records_should_be_dropped_under_the_budget() {
	build_and_execute(|| {
		for era in 0..20 {
			Era::put(era);
			miss(NODE, 0);
		}
		SweepWeight::set(Slashing::largest_step());
		Era::put(60);
		let blocks = sweep_until(|pass| pass.kept == 46);
		assert!(blocks > 1, "not in one block");
		assert_eq!(ClassEras::<Test>::iter().count(), 0);
	});
}
