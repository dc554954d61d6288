use super::prelude::*;
use substation_primitives::api::PendingSlash;

#[test]
fn pending_slashes_should_show_what_stands_and_when_it_applies() {
	build_and_execute(|| {
		miss(NODE, 20);
		enter_era(1);
		miss(NODE, 30);
		enter_era(2);
		assert_ok!(Slashing::appeal(by(ALICE), NODE, 1));
		assert_eq!(
			Slashing::pending_slashes(NODE),
			[
				PendingSlash { era: 0, amount: 180, applies: 8, appealed: false },
				PendingSlash { era: 1, amount: 270, applies: 10, appealed: true },
			]
		);
		assert_eq!(Slashing::pending_slashes(404), []);
	});
}

#[test]
fn pending_slashes_should_grow_with_the_share_of_the_class() {
	build_and_execute(|| {
		miss(NODE, 20);
		assert_eq!(Slashing::price_factor(CLASS, 0), FixedU128::from_u32(1));
		for node in 100..109 {
			register(node, BOB, REQUIRED);
			miss(node, 20);
		}
		assert_eq!(Slashing::price_factor(CLASS, 0), FixedU128::from_u32(3));
		assert_eq!(pending(NODE), [(0, 540, 8)]);
	});
}

#[test]
fn what_is_not_known_should_have_the_plain_price() {
	build_and_execute(|| {
		assert_eq!(Slashing::class_era(CLASS, 3), None);
		assert_eq!(Slashing::price_factor(CLASS, 3), FixedU128::from_u32(1));
	});
}
