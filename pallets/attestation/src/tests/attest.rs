use frame_support::{
	assert_noop, assert_ok,
	dispatch::{DispatchClass, GetDispatchInfo, Pays},
	hypothetically,
	traits::Authorize,
};
use sp_core::H256;
use sp_runtime::{
	generic::UncheckedExtrinsic,
	testing::UintAuthorityId,
	traits::{Applyable, Checkable},
	transaction_validity::{InvalidTransaction, TransactionSource, TransactionValidityError},
	DispatchError, MultiSignature,
};
use substation_primitives::{Payload, Roster};

use crate::{mock::*, Error, Lag, Refusal};

#[track_caller]
fn refused(payload: Payload, signer: u32, refusal: Refusal) {
	let signature = sign(signer, &payload.message());
	let code = InvalidTransaction::Custom(refusal as u8);
	assert_noop!(submit(payload, signature), TransactionValidityError::Invalid(code));
}

#[test]
fn attest_should_set_one_bit_for_each_kind_of_key() {
	build_and_execute(|| {
		let nodes = [register(WIRELESS, 5), register(WIRELESS, 5), register(WIRELESS, 5)];
		for node in nodes {
			assert_ok!(attest(node));
		}
		let page = page(WIRELESS, 0);
		assert_eq!(page.open.seen.iter_from(0).collect::<Vec<_>>(), [0, 1, 2]);
		assert!(page.open.stale.is_empty());
		assert_eq!(events(), []);
	});
}

#[test]
fn attest_should_refuse_a_second_one_in_the_window_and_take_the_next_window() {
	build_and_execute(|| {
		let node = register(WIRELESS, 5);
		let first = payload(node);
		assert_ok!(attest(node));
		refused(first, node, Refusal::AlreadyAttested);
		let other = Payload { report: Default::default(), ..first };
		refused(other, node, Refusal::AlreadyAttested);

		run_to(10);
		refused(first, node, Refusal::WindowNotOpen);
		assert_ok!(attest(node));
	});
}

#[test]
fn attest_should_refuse_another_version_or_chain() {
	build_and_execute(|| {
		let node = register(WIRELESS, 5);
		refused(Payload { version: 2, ..payload(node) }, node, Refusal::UnknownVersion);
		let other = Payload { genesis: H256::repeat_byte(7), ..payload(node) };
		refused(other, node, Refusal::WrongChain);
	});
}

#[test]
fn attest_should_refuse_a_page_or_slot_without_a_live_node() {
	build_and_execute(|| {
		let (node, left) = (register(WIRELESS, 5), register(WIRELESS, 5));
		let mut payload = payload(node);
		payload.address.page = 1;
		refused(payload, node, Refusal::PageNotFound);
		payload.address.class = GPU;
		refused(payload, node, Refusal::PageNotFound);

		payload.address = address(left);
		retire(left);
		refused(payload, left, Refusal::NotMember);
		payload.address.slot = 512;
		refused(payload, node, Refusal::NotMember);
		payload.address.slot = u16::MAX;
		refused(payload, node, Refusal::NotMember);
	});
}

#[test]
fn attest_should_refuse_windows_and_challenges_other_than_the_open_ones() {
	build_and_execute(|| {
		let node = register(WIRELESS, 5);
		run_to(25);
		let payload = payload(node);
		assert_eq!(payload.window, 3);
		assert_eq!(payload.challenge, block_hash(19));
		for window in [0, 2, 4, u32::MAX] {
			refused(Payload { window, ..payload }, node, Refusal::WindowNotOpen);
		}
		let challenge = block_hash(18);
		refused(Payload { challenge, ..payload }, node, Refusal::WrongChallenge);
	});
}

#[test]
fn attest_should_refuse_what_the_device_has_not_signed() {
	build_and_execute(|| {
		for node in 0..3 {
			register(WIRELESS, 5);
			let payload = payload(node);
			let mut changed = payload;
			changed.report.uptime += 1;
			let signature = sign(node, &payload.message());
			let code = InvalidTransaction::Custom(Refusal::BadSignature as u8);
			let error = TransactionValidityError::Invalid(code);
			assert_noop!(submit(changed, signature), error);
			// Another device, and another kind of signature.
			refused(payload, node + 1, Refusal::BadSignature);
			refused(payload, node + 3, Refusal::BadSignature);
			let empty = MultiSignature::Sr25519([0; 64].into());
			assert_noop!(submit(payload, empty), error);
		}
	});
}

#[test]
fn attest_should_refuse_a_message_of_one_node_for_another() {
	build_and_execute(|| {
		let (one, other) = (register(WIRELESS, 5), register(WIRELESS, 5));
		let signature = sign(one, &payload(one).message());
		let code = InvalidTransaction::Custom(Refusal::BadSignature as u8);
		assert_noop!(submit(payload(other), signature), TransactionValidityError::Invalid(code));
	});
}

#[test]
fn attest_should_refuse_the_old_key_after_rotation() {
	build_and_execute(|| {
		let node = register(WIRELESS, 5);
		let payload = payload(node);
		assert_ok!(Attestation::rekey(node, &key(4)));
		refused(payload, node, Refusal::BadSignature);
		assert_ok!(submit(payload, sign(4, &payload.message())).unwrap());
	});
}

#[test]
fn attest_should_be_taken_again_after_a_reorganisation() {
	build_and_execute(|| {
		let node = register(WIRELESS, 5);
		run_to(19);
		// Block 20 and its attestation are on a branch that the chain gives up.
		let lost = hypothetically!({
			next_block();
			let payload = payload(node);
			assert_ok!(attest(node));
			payload
		});
		Fork::set(19);
		next_block();
		let again = payload(node);
		assert_eq!((lost.window, lost.address), (again.window, again.address));
		refused(lost, node, Refusal::WrongChallenge);
		assert_ok!(attest(node));
	});
}

#[test]
fn attest_should_count_but_not_pay_old_firmware() {
	build_and_execute(|| {
		let node = register(WIRELESS, 5);
		run_to(10);
		let mut payload = payload(node);
		payload.report.firmware = 9;
		assert_ok!(submit(payload, sign(node, &payload.message())).unwrap());
		assert!(page(WIRELESS, 0).open.stale.contains(0));

		let before = Pool::claimable(node);
		run_to(20);
		assert_eq!(Pool::claimable(node), before);
		assert_eq!(Attestation::counters(node).missed, 0);
		assert!(missed().is_empty());
	});
}

#[test]
fn attest_should_follow_the_minimum_firmware_from_the_next_window_on() {
	build_and_execute(|| {
		let node = register(WIRELESS, 5);
		set_class(WIRELESS, substation_primitives::Class { min_firmware: 11, ..class(10) });
		assert_ok!(attest(node));
		assert!(!page(WIRELESS, 0).open.stale.contains(0));
		run_to(10);
		assert_ok!(attest(node));
		assert!(page(WIRELESS, 0).open.stale.contains(0));
	});
}

#[test]
fn attest_should_tell_the_pool_what_it_provides_and_for_how_long() {
	build_and_execute(|| {
		let (node, other) = (register(WIRELESS, 5), register(WIRELESS, 5));
		let validity = |node| {
			let payload = payload(node);
			let signature = sign(node, &payload.message());
			let call = RuntimeCall::from(crate::Call::<Test>::attest { payload, signature });
			call.authorize(TransactionSource::External).unwrap().unwrap().0
		};
		let valid = validity(node);
		assert_eq!((valid.priority, valid.longevity, valid.propagate), (1_000, 9, true));
		assert!(valid.requires.is_empty());
		assert_eq!(valid.provides.len(), 1);
		assert_ne!(valid.provides, validity(other).provides);
		run_to(9);
		assert_eq!(validity(node).provides, valid.provides);
		assert_eq!(validity(node).longevity, 1);
		run_to(10);
		assert_ne!(validity(node).provides, valid.provides);
	});
}

#[test]
fn attest_should_be_valid_for_a_block_whose_hooks_have_not_run() {
	build_and_execute(|| {
		let node = register(WIRELESS, 5);
		run_to(9);
		let old = payload(node);
		// What the pool does: the next block is initialised, and nothing more.
		System::initialize(&10, &block_hash(9), &Default::default());
		assert_eq!(page(WIRELESS, 0).lag(10), Lag::One);
		refused(old, node, Refusal::WindowNotOpen);
		let new = Payload { window: 2, challenge: block_hash(9), ..old };
		let call =
			crate::Call::<Test>::attest { payload: new, signature: sign(node, &new.message()) };
		let validity = RuntimeCall::from(call).authorize(TransactionSource::External).unwrap();
		assert_eq!(validity.unwrap().0.longevity, 10);
	});
}

#[test]
fn attest_should_take_only_the_authorised_origin() {
	build_and_execute(|| {
		let node = register(WIRELESS, 5);
		let payload = payload(node);
		let signature = sign(node, &payload.message());
		for origin in
			[RuntimeOrigin::signed(owner(node)), RuntimeOrigin::root(), RuntimeOrigin::none()]
		{
			let result = Attestation::attest(origin, payload, signature.clone());
			assert_noop!(result, DispatchError::BadOrigin);
		}
	});
}

#[test]
fn attest_should_check_again_when_dispatched() {
	build_and_execute(|| {
		let node = register(WIRELESS, 5);
		let payload = payload(node);
		assert_ok!(attest(node));
		let origin = RuntimeOrigin::from(frame_system::RawOrigin::Authorized);
		let again = Attestation::attest(origin.clone(), payload, sign(node, &[]));
		assert_noop!(again, Error::<Test>::AttestationRefused);
		let mut nowhere = payload;
		nowhere.address.page = 3;
		let nowhere = Attestation::attest(origin, nowhere, sign(node, &[]));
		assert_noop!(nowhere, Error::<Test>::AttestationRefused);
	});
}

#[test]
fn attest_should_go_in_as_a_general_transaction_and_only_once() {
	type Extension = (frame_system::AuthorizeCall<Test>,);
	type Extrinsic = UncheckedExtrinsic<AccountId, RuntimeCall, UintAuthorityId, Extension>;

	build_and_execute(|| {
		let node = register(WIRELESS, 5);
		let payload = payload(node);
		let signature = sign(node, &payload.message());
		let call = RuntimeCall::from(crate::Call::<Test>::attest { payload, signature });
		let send = || {
			let extension = (frame_system::AuthorizeCall::<Test>::new(),);
			let transaction = Extrinsic::new_transaction(call.clone(), extension);
			let info = transaction.get_dispatch_info();
			// An account that signs an attestation has no business with it, and shall pay.
			assert_eq!((info.class, info.pays_fee), (DispatchClass::Operational, Pays::Yes));
			let context = frame_system::ChainContext::<Test>::default();
			transaction.check(&context).unwrap().apply::<Test>(&info, 300)
		};
		assert_ok!(send().unwrap());
		assert!(page(WIRELESS, 0).open.seen.contains(0));
		let code = InvalidTransaction::Custom(Refusal::AlreadyAttested as u8);
		assert_eq!(send().unwrap_err(), TransactionValidityError::Invalid(code));
	});
}

#[test]
fn attest_should_take_a_node_of_the_genesis_in_its_first_window() {
	genesis_ext().execute_with(|| {
		let (node, silent) = (register(WIRELESS, 5), register(WIRELESS, 5));
		next_block();
		assert_eq!(payload(node).challenge, block_hash(0));
		assert_ok!(attest(node));
		run_to(10);
		assert!(missed().is_empty());
		assert_ok!(attest(node));
		run_to(20);
		assert_eq!(missed(), [silent]);
		assert_eq!(Pool::claimable(node), 10_000_000);
		Attestation::do_try_state().unwrap();
	});
}
