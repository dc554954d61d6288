use frame_support::{assert_noop, assert_ok};
use sp_runtime::DispatchError::{BadOrigin, Other};
use substation_primitives::LifeCycle;

use crate::{mock::*, Call, Error, Event, Keys, Nodes as Records};

type E = Error<Test>;

fn reap() -> sp_runtime::DispatchResult {
	dispatch(STRANGER, Call::reap { node: 0 })
}

fn retire() {
	assert_ok!(Nodes::retire(RuntimeOrigin::signed(OWNER), 0));
}

/// Past the unbonding and the proof's life.
fn wait() {
	pass_eras(UNBONDING);
	System::set_block_number(System::block_number() + PROOF_LIFE);
}

#[test]
fn reap_should_give_everything_back_and_leave_nothing() {
	build_and_execute(|| {
		let node = registered();
		assert_ok!(Nodes::set_payee(RuntimeOrigin::signed(OWNER), node, PAYEE));
		earn(node, 30);
		retire();
		wait();
		assert_ok!(reap());

		assert_eq!(Balances::free_balance(OWNER), ENDOWMENT);
		assert_eq!(Balances::free_balance(PAYEE), ENDOWMENT + 30);
		assert_eq!(held(OWNER), 0);
		assert_eq!(Records::<Test>::iter().count() + Keys::<Test>::iter().count(), 0);
		assert_eq!((Ledgers::get(node), Known::get(node)), (None, None));
		let device_key = device(1).key();
		assert_eq!(last_event(), Event::Reaped { node, owner: OWNER, device_key });
	});
}

#[test]
fn reap_should_pay_what_still_vests() {
	build_and_execute(|| {
		let node = registered();
		Vesting::insert(node, 20);
		assert_ok!(Balances::force_set_balance(RuntimeOrigin::root(), POOL, ENDOWMENT));
		retire();
		wait();
		assert_ok!(reap());
		assert_eq!(Balances::free_balance(OWNER), ENDOWMENT + 20);
	});
}

#[test]
fn reap_should_free_the_key_but_not_the_number() {
	build_and_execute(|| {
		registered();
		retire();
		wait();
		assert_noop!(Form::new(OTHER, &device(1)).submit(), E::DeviceKeyTaken);
		assert_ok!(reap());
		assert_ok!(Form::new(OTHER, &device(1)).submit());
		assert_eq!(Nodes::node_of(device(1).key()), Some(1));
		assert_eq!(record(1).forgiven, None);
	});
}

#[test]
fn fill_and_refund_again_and_again_should_profit_nobody() {
	build_and_execute(|| {
		let issuance = Balances::total_issuance();
		for node in 0..5 {
			let form = Form { metadata: vec![0; 16], ..Form::new(OWNER, &device(1)) };
			assert_ok!(form.submit());
			assert_ok!(Nodes::retire(RuntimeOrigin::signed(OWNER), node));
			wait();
			assert_ok!(Nodes::reap(RuntimeOrigin::signed(STRANGER), node));
			assert_eq!(Balances::free_balance(OWNER), ENDOWMENT);
		}
		assert_eq!(Balances::total_issuance(), issuance);
	});
}

#[test]
fn reap_should_take_due_slashes_first() {
	build_and_execute(|| {
		let node = registered();
		incur(node, 30);
		retire();
		wait();
		assert_ok!(reap());
		assert_eq!(Balances::free_balance(OWNER), ENDOWMENT - 30);
	});
}

#[test]
fn reap_should_wait_for_pending_slashes() {
	build_and_execute(|| {
		let node = registered();
		retire();
		wait();
		incur(node, 30);
		assert_noop!(reap(), E::SlashesPending);
		pass_eras(DEFERRAL);
		assert_noop!(reap(), E::SlashesPending);
		pass_eras(1);
		assert_ok!(reap());
	});
}

#[test]
fn reap_should_wait_for_the_collateral() {
	build_and_execute(|| {
		System::set_block_number(100);
		registered();
		System::set_block_number(100 + PROOF_LIFE);
		retire();
		pass_eras(UNBONDING - 1);
		assert_noop!(reap(), Other("unbonding"));
		pass_eras(1);
		assert_ok!(reap());
	});
}

#[test]
fn reap_should_wait_until_no_proof_can_count_twice() {
	build_and_execute(|| {
		let consent = device(1).consent(OWNER);
		registered();
		retire();
		System::set_block_number(consent.expires);
		assert_noop!(reap(), E::ProofStillValid);
		System::set_block_number(consent.expires + 1);
		assert_ok!(reap());
		let form = Form { possession: consent, ..Form::new(OWNER, &device(1)) };
		assert_noop!(form.submit(), E::ProofExpired);
	});
}

#[test]
fn reap_should_be_for_retiring_nodes_only() {
	build_and_execute(|| {
		assert_noop!(reap(), E::NodeNotFound);
		let node = registered();
		wait();
		assert_noop!(reap(), E::NotRetiring);
		assert_ok!(jail(node));
		assert_noop!(reap(), E::NotRetiring);
		assert_ok!(<Nodes as LifeCycle>::reinstate(node));
		assert_ok!(<Nodes as LifeCycle>::suspend(node));
		assert_noop!(reap(), E::NotRetiring);
		assert_noop!(Nodes::reap(RuntimeOrigin::none(), node), BadOrigin);
	});
}

#[test]
fn reap_should_happen_once() {
	build_and_execute(|| {
		registered();
		retire();
		wait();
		assert_ok!(reap());
		assert_noop!(reap(), E::NodeNotFound);
	});
}

#[test]
fn reap_should_wait_until_all_agreements_are_closed() {
	build_and_execute(|| {
		let node = registered();
		Sold::insert(node, 1);
		retire();
		wait();
		assert_noop!(reap(), E::AgreementsOpen);
		Sold::remove(node);
		assert_ok!(reap());
	});
}
