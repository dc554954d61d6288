use super::prelude::*;
use frame_support::dispatch::{DispatchResultWithPostInfo, Pays, PostDispatchInfo};

fn weighs(weight: Option<frame_support::weights::Weight>) -> DispatchResultWithPostInfo {
	Ok(PostDispatchInfo { actual_weight: weight, pays_fee: Pays::Yes })
}

#[test]
fn settle_should_pay_for_what_was_served_and_not_for_what_was_missed() {
	build_and_execute(|| {
		let id = open(2, 20);
		serve(5);
		miss(NODE, 1);
		serve(4);
		events();
		assert_eq!(Services::settle(by(BOB), id), weighs(Some(<() as WeightInfo>::settle())));
		let event = Event::Settled { agreement: id, windows: 9, amount: 1_800, burned: 360 };
		assert_eq!(events(), [event]);
		let agreement = agreement(id);
		assert_eq!(agreement.escrow, 4_000 - 1_800);
		assert_eq!((agreement.earned, agreement.at_stake), (1_080, 270));
		let book = Book { burned: 360, treasury: 90, income: 1_080 };
		assert_eq!(
			Services::book_of(CLASS),
			book,
			"income counts when it is settled, what is at stake when it is won"
		);
		assert_eq!(free(PAYEE), ENDOWMENT);
	});
}

#[test]
fn settling_often_should_pay_what_settling_once_pays() {
	let settled = |every: u32| {
		let mut result = (0, 0, 0, 0);
		build_and_execute(|| {
			let id = open(3, 40);
			for index in 1..=24 {
				window(if index % 5 == 0 { &[NODE] } else { &[] });
				if index % every == 0 {
					let _ = Services::settle(by(BOB), id);
				}
			}
			let agreement = agreement(id);
			let standing = Services::standing(id).unwrap();
			result = (agreement.escrow, agreement.earned, standing.served, standing.down);
		});
		result
	};
	assert_eq!(settled(1), (12_000 - 20 * 300, 20 * 180, 20, 4));
	assert_eq!(settled(8), settled(1));
	assert_eq!(settled(24), settled(1));
}

#[test]
fn settle_should_cost_the_same_after_any_time_and_never_read_more() {
	build_and_execute(|| {
		let id = open(1, 100);
		serve(99);
		assert_eq!(Services::settle(by(BOB), id), weighs(Some(<() as WeightInfo>::settle())));
		assert_eq!(agreement(id).funded(), 1);
	});
}

#[test]
fn settle_should_refuse_where_nothing_was_served() {
	build_and_execute(|| {
		let id = open(1, 10);
		assert_noop!(Services::settle(by(BOB), id), E::NothingToSettle);
		miss(NODE, 1);
		assert_noop!(Services::settle(by(BOB), id), E::NothingToSettle);
		attest(NODE);
		assert_noop!(Services::settle(by(BOB), id), E::NothingToSettle);
		assert_noop!(Services::settle(by(BOB), 404), E::AgreementNotFound);
		let origin = RuntimeOrigin::root();
		assert_noop!(Services::settle(origin, id), DispatchError::BadOrigin);
	});
}

#[test]
fn settle_should_suspend_where_the_escrow_is_used_up() {
	build_and_execute(|| {
		let id = open(1, 10);
		serve(10);
		events();
		let weight = <() as WeightInfo>::settle_suspend();
		assert_eq!(Services::settle(by(BOB), id), weighs(Some(weight)));
		let closes = 100 + GRACE;
		assert_eq!(
			events(),
			[
				Event::Settled { agreement: id, windows: 10, amount: 1_000, burned: 200 },
				Event::Suspended { agreement: id, closes, broken: false },
			]
		);
		assert_eq!(agreement(id).state, State::Suspended { closes });
		let commitment = Commitment { units: 0, rate: 0, agreements: 1 };
		assert_eq!(Services::commitment(NODE), commitment);
		assert_eq!(Services::for_sale(NODE), UNITS, "nobody pays for it");
		serve(2);
		assert_noop!(Services::settle(by(BOB), id), E::GraceNotOver);
	});
}

#[test]
fn nothing_should_be_owed_beyond_the_escrow() {
	build_and_execute(|| {
		let id = open(1, 10);
		serve(500);
		assert_ok!(Services::settle(by(BOB), id));
		let agreement = agreement(id);
		assert_eq!((agreement.escrow, agreement.served), (0, 10));
		assert_eq!(agreement.earned + agreement.at_stake, 750);
	});
}

#[test]
fn an_overrun_should_count_its_part_of_the_windows_that_were_down() {
	build_and_execute(|| {
		let id = open(1, 10);
		miss(NODE, 5);
		serve(95);
		assert_ok!(Services::settle(by(BOB), id));
		// A tenth of the served windows was bought: of five misses one counts.
		assert_eq!((agreement(id).served, agreement(id).down), (10, 1));
		assert!(agreement(id).is_kept());
	});
}

#[test]
fn who_settles_in_time_should_have_the_exact_record() {
	build_and_execute(|| {
		let id = open(1, 10);
		miss(NODE, 5);
		serve(10);
		assert_ok!(Services::settle(by(ALICE), id));
		serve(85);
		assert_eq!((agreement(id).served, agreement(id).down), (10, 5));
		assert!(!agreement(id).is_kept());
	});
}

#[test]
fn settle_should_close_a_suspended_agreement_after_its_grace() {
	build_and_execute(|| {
		let id = open(1, 10);
		serve(10);
		assert_ok!(Services::settle(by(BOB), id));
		wait(GRACE - 1);
		assert_noop!(Services::settle(by(BOB), id), E::GraceNotOver);
		wait(1);
		events();
		assert_eq!(Services::settle(by(BOB), id), weighs(None));
		let event = Event::Closed {
			agreement: id,
			refunded: AGREEMENT_DEPOSIT,
			payee: PAYEE,
			paid: 750,
			kept: true,
		};
		assert_eq!(events(), [event]);
		assert_eq!(free(ALICE), ENDOWMENT - 1_000);
		assert_eq!(free(PAYEE), ENDOWMENT + 750);
		assert_eq!(Services::commitment(NODE), Commitment::default());
		assert_eq!(Services::for_sale(NODE), UNITS);
		assert_noop!(Services::settle(by(BOB), id), E::AgreementNotFound);
	});
}

#[test]
fn settlement_that_lags_should_count_nothing_as_down() {
	build_and_execute(|| {
		let id = open(1, 50);
		serve(5);
		// Three windows are over that settlement has not come to.
		wait(30);
		Lag::put(3);
		assert_ok!(Services::settle(by(BOB), id));
		let standing = Services::standing(id).unwrap();
		assert_eq!((standing.served, standing.down), (5, 0));
	});
}
