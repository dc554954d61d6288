use super::prelude::*;
use frame_support::{traits::fungible::Mutate, weights::Weight};

const NODES: NodeId = 10_000;

/// Every node of a class of 10,000 misses: no block over budget, every slash applied once, with the correlation price
/// and under the cap.
#[test]
fn an_outage_of_everything_should_be_charged_once_and_under_the_budget() {
	let mut ext = new_test_ext();
	ext.execute_with(|| {
		let owner = |node| 1_000_000 + AccountId::from(node);
		for node in 0..NODES {
			assert_ok!(Balances::mint_into(&owner(node), 2 * REQUIRED));
			register(node, owner(node), REQUIRED);
		}
		let total = u64::from(NODES) * u64::from(UNITS);
		for node in 0..NODES {
			assert_ok!(Slashing::missed(Miss { total, ..miss_of(node, 20) }));
			assert_ok!(Slashing::missed(Miss { total, ..miss_of(node, 1) }));
		}
		let issuance = Balances::total_issuance();

		// A twentieth of a block of two seconds.
		SweepWeight::set(Weight::from_parts(100_000_000_000, u64::MAX));
		Era::put(8);
		let blocks = sweep_until(|pass| pass.era == 8 && pass.stage == Stage::Done);
		assert!(blocks > 16, "not at once: {blocks}");

		// 180 + 100, three times.
		let each = 3 * 280;
		assert!((0..NODES).all(|node| held(owner(node)) == REQUIRED - each));
		let taken = Balance::from(NODES) * each;
		assert_eq!(Balances::total_issuance(), issuance - taken / 2);
		assert_eq!(Balances::free_balance(TREASURY), EXISTENTIAL_DEPOSIT + taken / 2);
		assert_eq!(Slashes::<Test>::iter().count(), 0);
		assert_ok!(Slashing::do_try_state());
		assert_ok!(Collateral::do_try_state());
	});
}
