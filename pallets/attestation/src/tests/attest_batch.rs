use frame_support::{
	assert_noop, assert_ok,
	dispatch::{DispatchClass, DispatchResultWithPostInfo, GetDispatchInfo, Pays},
	BoundedVec,
};
use sp_runtime::DispatchError;
use substation_primitives::{Attestation as Item, ClassId, NodeId, Roster};

use crate::{mock::*, Batch, Error, Event, Refusal, WeightInfo};

const RELAYER: AccountId = 7;

fn batch(items: Vec<Item>) -> Batch {
	BoundedVec::truncate_from(items)
}

fn hand_in(class: ClassId, items: Vec<Item>) -> DispatchResultWithPostInfo {
	Attestation::attest_batch(RuntimeOrigin::signed(RELAYER), class, batch(items))
}

#[track_caller]
fn attested(class: ClassId, counted: u32, refused: &[(u32, Refusal)]) {
	let refused = BoundedVec::truncate_from(refused.to_vec());
	let event = Event::BatchAttested { relayer: RELAYER, class, counted, refused };
	System::assert_last_event(event.into());
}

fn seen(node: NodeId) -> bool {
	Attestation::duty_of(node).unwrap().attested
}

#[test]
fn attest_batch_should_count_every_item_and_return_the_fee() {
	build_and_execute(|| {
		let nodes: Vec<_> = (0..6).map(|_| register(WIRELESS, 5)).collect();
		let post = hand_in(WIRELESS, nodes.iter().map(|node| item(*node)).collect()).unwrap();
		assert_eq!((post.pays_fee, post.actual_weight), (Pays::No, None));
		assert!(nodes.into_iter().all(seen));
		attested(WIRELESS, 6, &[]);
	});
}

#[test]
fn attest_batch_should_read_items_of_several_pages() {
	build_and_execute(|| {
		let nodes: Vec<_> = (0..514).map(|_| register(WIRELESS, 5)).collect();
		assert_eq!(address(513).page, 1);
		let post = hand_in(WIRELESS, vec![item(0), item(513), item(5), item(512)]).unwrap();
		assert_eq!(post.pays_fee, Pays::No);
		let seen: Vec<_> = nodes.into_iter().filter(|node| seen(*node)).collect();
		assert_eq!(seen, [0, 5, 512, 513]);
	});
}

#[test]
fn attest_batch_should_count_the_others_when_some_are_bad() {
	build_and_execute(|| {
		repeat(5, || register(WIRELESS, 5));
		assert_ok!(attest(4));
		let twice = item(0);
		let window = Item { window: 9, ..item(1) };
		let forged = Item { signature: sign(3, b"other"), ..item(3) };
		let nowhere = Item { page: 4, ..item(2) };
		let empty = Item { slot: 400, ..item(2) };
		let items =
			vec![twice.clone(), window, forged, item(2), twice, nowhere, empty, again(4), item(3)];
		let post = hand_in(WIRELESS, items).unwrap();
		assert_eq!(post.pays_fee, Pays::Yes);
		attested(
			WIRELESS,
			3,
			&[
				(1, Refusal::WindowNotOpen),
				(2, Refusal::BadSignature),
				(4, Refusal::AlreadyAttested),
				(5, Refusal::PageNotFound),
				(6, Refusal::NotMember),
				(7, Refusal::AlreadyAttested),
			],
		);
		assert_eq!((0..5).filter(|node| seen(*node)).collect::<Vec<_>>(), [0, 2, 3, 4]);
	});
}

fn again(node: NodeId) -> Item {
	item(node)
}

#[test]
fn attest_batch_should_change_nothing_when_no_item_counts() {
	build_and_execute(|| {
		let node = register(WIRELESS, 5);
		let before = page(WIRELESS, 0);
		let post = hand_in(GPU, vec![item(node)]).unwrap();
		assert_eq!(post.pays_fee, Pays::Yes);
		attested(GPU, 0, &[(0, Refusal::PageNotFound)]);
		assert_eq!(page(WIRELESS, 0), before);
	});
}

#[test]
fn attest_batch_should_refuse_the_challenge_of_another_window() {
	build_and_execute(|| {
		let node = register(WIRELESS, 5);
		let early = Item { window: 2, ..item(node) };
		run_to(10);
		assert_ok!(hand_in(WIRELESS, vec![early]));
		attested(WIRELESS, 0, &[(0, Refusal::BadSignature)]);
		assert!(!seen(node));
	});
}

#[test]
fn attest_batch_should_mark_old_firmware() {
	build_and_execute(|| {
		let node = register(WIRELESS, 5);
		let mut payload = payload(node);
		payload.report.firmware = 9;
		let signature = sign(node, &payload.message());
		let old = Item { report: payload.report, signature, ..item(node) };
		assert_ok!(hand_in(WIRELESS, vec![old]));
		assert!(page(WIRELESS, 0).open.stale.contains(0));
	});
}

#[test]
fn attest_batch_should_work_while_settlement_lags() {
	build_and_execute(|| {
		let node = register(WIRELESS, 5);
		starve();
		run_to(12);
		assert_ok!(hand_in(WIRELESS, vec![item(node)]));
		assert!(page(WIRELESS, 0).next.unwrap().seen.contains(0));
		run_to(20);
		assert_ok!(hand_in(WIRELESS, vec![item(node)]));
		attested(WIRELESS, 0, &[(0, Refusal::SettlementBehind)]);
	});
}

#[test]
fn attest_batch_should_refuse_an_empty_batch_and_unsigned_origins() {
	build_and_execute(|| {
		register(WIRELESS, 5);
		assert_noop!(hand_in(WIRELESS, vec![]), Error::<Test>::EmptyBatch);
		for origin in [RuntimeOrigin::none(), RuntimeOrigin::root()] {
			let result = Attestation::attest_batch(origin, WIRELESS, batch(vec![item(0)]));
			assert_noop!(result, DispatchError::BadOrigin);
		}
	});
}

#[test]
fn attest_batch_should_weigh_what_its_items_and_pages_weigh() {
	build_and_execute(|| {
		register(WIRELESS, 5);
		let other = Item { page: 7, ..item(0) };
		let items = batch(vec![item(0), other, item(0)]);
		let call = crate::Call::<Test>::attest_batch { class: WIRELESS, items };
		let info = call.get_dispatch_info();
		let item = <()>::attest_batch(2) - <()>::attest_batch(1);
		assert_eq!(info.call_weight, <()>::attest_pages(2) + item);
		assert_eq!((info.class, info.pays_fee), (DispatchClass::Operational, Pays::Yes));
	});
}

#[test]
fn attest_batch_should_leave_a_node_free_to_attest_by_itself() {
	build_and_execute(|| {
		let (listed, left_out) = (register(WIRELESS, 5), register(WIRELESS, 5));
		run_to(10);
		assert_ok!(hand_in(WIRELESS, vec![item(listed)]));
		assert_ok!(attest(left_out));
		run_to(20);
		assert!(missed().is_empty());
		assert_eq!(Attestation::counters(left_out).windows, 1);
	});
}

#[test]
fn an_item_with_its_page_should_weigh_no_less_than_another_on_it() {
	let item = <()>::attest_batch(2) - <()>::attest_batch(1);
	let page = <()>::attest_pages(2) - <()>::attest_pages(1);
	assert!(page.all_gte(item));
}
