//! Benchmarks, with the worst that each item can meet: real nodes, a page that lags by a window, misses that are
//! priced while a slash is due.

use alloc::{vec, vec::Vec};

use frame_benchmarking::{v2::*, BenchmarkError};
use frame_support::{
	traits::{Authorize, UnfilteredDispatchable},
	BoundedVec,
};
use frame_system::RawOrigin;
use sp_runtime::{traits::ConstU32, transaction_validity::TransactionSource};
use substation_math::miss::History;
use substation_primitives::{
	Address, Attestation, BenchmarkHelper, ClassId, Classes, DeviceSignature, Eras, NodeId,
	Payload, Report, PAYLOAD_VERSION,
};

use crate::*;

/// Missing nodes of a page; what each costs doesn't depend on how many there are.
const MISSING: u32 = 128;

type Helper<T> = <T as Config>::BenchmarkHelper;

fn nodes<T: Config>(count: u32) -> (ClassId, Vec<(NodeId, T::AccountId)>) {
	let class = Helper::<T>::class();
	(class, (0..count).map(|_| Helper::<T>::node(class)).collect())
}

/// Moves on until the page's window has closed. No hook settles it.
fn close_window<T: Config>(address: Address) -> Result<(), BenchmarkError> {
	let page = page_of::<T>(address)?;
	Helper::<T>::advance(page.closes.saturating_sub(Pallet::<T>::now()));
	Ok(())
}

fn page_of<T: Config>(address: Address) -> Result<Page, BenchmarkError> {
	Pages::<T>::get(address.class, address.page).ok_or(BenchmarkError::Stop("no such page"))
}

fn member_of<T: Config>(node: NodeId) -> Result<Member, BenchmarkError> {
	Members::<T>::get(node).ok_or(BenchmarkError::Stop("no such member"))
}

/// What `node` signs to attest at `address`.
fn payload<T: Config>(address: Address) -> Result<Payload, BenchmarkError> {
	let page = page_of::<T>(address)?;
	let (now, genesis) = (Pallet::<T>::now(), Pallet::<T>::genesis());
	Ok(Payload {
		version: PAYLOAD_VERSION,
		genesis,
		address,
		window: page.running_window(now),
		challenge: Pallet::<T>::challenge(&page, now, genesis),
		report: Report::default(),
	})
}

fn attestation<T: Config>(node: NodeId) -> Result<(Payload, DeviceSignature), BenchmarkError> {
	let payload = payload::<T>(member_of::<T>(node)?.address)?;
	let signature = Helper::<T>::sign(node, &payload.message());
	Ok((payload, signature))
}

fn whitelist(key: Vec<u8>) {
	frame_benchmarking::benchmarking::add_to_whitelist(key.into());
}

/// `CheckGenesis` reads the genesis hash for every transaction.
fn whitelist_genesis<T: Config>() {
	whitelist(frame_system::BlockHash::<T>::hashed_key_for(Pallet::<T>::number(0)));
}

/// A page whose closed window `missing` of its nodes have missed, each with `streak` misses just before, and with
/// a slash that is due.
fn outage<T: Config>(missing: u32, streak: u32) -> Result<(ClassId, Vec<NodeId>), BenchmarkError> {
	let (class, nodes) = nodes::<T>(missing.saturating_add(1));
	let nodes: Vec<_> = nodes.into_iter().map(|(node, _)| node).collect();
	let first = nodes.first().copied().ok_or(BenchmarkError::Stop("no nodes"))?;
	let address = member_of::<T>(first)?.address;
	for (index, node) in nodes.iter().enumerate() {
		Helper::<T>::miss(*node, index + 1 == nodes.len());
	}
	let mut page = page_of::<T>(address)?;
	page.open = Presence::default();
	// One is there: its window goes on, and the page does not empty.
	page.open.seen.insert(address.slot);
	page.next = Some(Presence::default());
	let window = page.window();
	Pages::<T>::insert(address.class, address.page, page);
	for node in nodes.iter().skip(1) {
		let last = window.saturating_sub(1);
		let history = History { bits: u64::MAX, last, streak, total: streak };
		Records::<T>::insert(node, Record { history, ..Default::default() });
	}
	close_window::<T>(address)?;
	Ok((class, nodes))
}

fn settle<T: Config>(class: ClassId) {
	let guard = Watch::<T>::get();
	Pallet::<T>::settle_page(class, 0, &guard, &mut frame_support::weights::WeightMeter::new());
}

#[benchmarks]
mod benchmarks {
	use super::*;

	#[benchmark]
	fn authorize_attest() -> Result<(), BenchmarkError> {
		let (_, nodes) = nodes::<T>(1);
		let (node, _) = nodes.first().ok_or(BenchmarkError::Stop("no nodes"))?;
		// While settlement lags, the challenge is looked up.
		close_window::<T>(member_of::<T>(*node)?.address)?;
		let (payload, signature) = attestation::<T>(*node)?;
		let call = Call::<T>::attest { payload, signature };
		whitelist_genesis::<T>();

		#[block]
		{
			call.authorize(TransactionSource::External)
				.ok_or("no authorisation")?
				.map_err(|_| "refused")?;
		}

		Ok(())
	}

	#[benchmark]
	fn attest() -> Result<(), BenchmarkError> {
		let (_, nodes) = nodes::<T>(1);
		let (node, _) = nodes.first().ok_or(BenchmarkError::Stop("no nodes"))?;
		let address = member_of::<T>(*node)?.address;
		close_window::<T>(address)?;
		let (payload, signature) = attestation::<T>(*node)?;
		let call = Call::<T>::attest { payload, signature };
		// Read by `authorize_attest`; its write is added where the call's weight is declared.
		whitelist(Pages::<T>::hashed_key_for(address.class, address.page));

		#[block]
		{
			call.dispatch_bypass_filter(RawOrigin::Authorized.into())?;
		}

		assert!(page_of::<T>(address)?.presence(Pallet::<T>::now()).seen.contains(address.slot));
		Ok(())
	}

	#[benchmark]
	fn attest_batch(n: Linear<1, MAX_BATCH>, p: Linear<1, MAX_BATCH>) -> Result<(), BenchmarkError> {
		// No batch has more pages than items.
		let (n, p) = (n.max(p), p);
		let (class, nodes) = nodes::<T>(n.div_ceil(p));
		let (node, _) = nodes.first().ok_or(BenchmarkError::Stop("no nodes"))?;
		let home = member_of::<T>(*node)?.address;
		close_window::<T>(home)?;
		let (page, roster) = (page_of::<T>(home)?, Rosters::<T>::get(class, home.page));
		let roster = roster.ok_or(BenchmarkError::Stop("no roster"))?;
		// The same nodes on every page: only what lies under the pages is used.
		for index in 0..p {
			Pages::<T>::insert(class, index, page.clone());
			Rosters::<T>::insert(class, index, roster.clone());
		}
		let mut items = Vec::new();
		for index in 0..n {
			let (node, _) = nodes.get((index / p) as usize).ok_or("no such node")?;
			let address = Address { page: index % p, ..member_of::<T>(*node)?.address };
			let payload = payload::<T>(address)?;
			let (slot, window, report) = (address.slot, payload.window, payload.report);
			// One item of each page counts; the others are refused at the very end, and reported.
			let message = if index < p { payload.message() } else { vec![] };
			let signature = Helper::<T>::sign(*node, &message);
			items.push(Attestation { page: address.page, slot, window, report, signature });
		}
		let items = BoundedVec::<_, ConstU32<MAX_BATCH>>::truncate_from(items);
		let relayer: T::AccountId = whitelisted_caller();

		#[extrinsic_call]
		_(RawOrigin::Signed(relayer.clone()), class, items);

		let events = frame_system::Pallet::<T>::read_events_no_consensus();
		assert!(events.count() > 0);
		let address = Address { page: p - 1, ..home };
		assert!(page_of::<T>(address)?.presence(Pallet::<T>::now()).seen.contains(home.slot));
		Ok(())
	}

	#[benchmark]
	fn unjail() -> Result<(), BenchmarkError> {
		let (class, nodes) = nodes::<T>(1);
		let (node, owner) = nodes.into_iter().next().ok_or(BenchmarkError::Stop("no nodes"))?;
		let terms = T::Classes::get(class).ok_or("no such class")?;
		<Pallet<T> as substation_primitives::Roster>::leave(node)?;
		Pallet::<T>::do_jail(node, &terms)?;
		Helper::<T>::advance(terms.cool_down);

		#[extrinsic_call]
		_(RawOrigin::Signed(owner), node);

		assert!(Members::<T>::contains_key(node));
		Ok(())
	}

	#[benchmark]
	fn on_poll() -> Result<(), BenchmarkError> {
		let cursor = Cursor { block: Pallet::<T>::now(), done: Some(u32::MAX) };
		let schedule = Schedule { period: u32::MAX, pages: 1, cursor };
		Schedules::<T>::mutate(|schedules| {
			for class in 0..T::MaxClasses::get() {
				let class = ClassId::MAX - class as ClassId;
				let _ = schedules.try_insert(class, schedule);
			}
		});
		NextEviction::<T>::put(T::Eras::current().saturating_add(1));

		#[block]
		{
			Pallet::<T>::poll(&mut frame_support::weights::WeightMeter::new());
		}

		assert!(Watch::<T>::exists());
		Ok(())
	}

	#[benchmark]
	fn on_finalize() -> Result<(), BenchmarkError> {
		let full = T::BlockWeights::get().max_block;
		frame_system::Pallet::<T>::set_block_consumed_resources(full, 0);
		let before = Watch::<T>::get().congested;

		#[block]
		{
			Pallet::<T>::watch_room();
		}

		assert_eq!(Watch::<T>::get().congested, before + 1);
		Ok(())
	}

	#[benchmark]
	fn settle_page() -> Result<(), BenchmarkError> {
		let (class, _) = outage::<T>(0, 0)?;
		// Excused, so that it is reported.
		Pages::<T>::mutate(class, 0, |page| {
			if let Some(page) = page.as_mut() {
				page.excused = true;
			}
		});

		#[block]
		{
			settle::<T>(class);
		}

		assert_eq!(Pages::<T>::get(class, 0).map(|page| page.lag(Pallet::<T>::now())), Some(Lag::None));
		Ok(())
	}

	#[benchmark]
	fn settle_missed(n: Linear<1, MISSING>) -> Result<(), BenchmarkError> {
		let (class, nodes) = outage::<T>(n, 0)?;
		let before: Vec<_> = nodes.iter().map(|node| Records::<T>::get(node).history.total).collect();

		#[block]
		{
			settle::<T>(class);
		}

		for (node, before) in nodes.iter().zip(before).skip(1) {
			assert_eq!(Records::<T>::get(node).history.total, before + 1);
			assert!(Members::<T>::contains_key(node));
		}
		Ok(())
	}

	#[benchmark]
	fn settle_jailed(n: Linear<1, MISSING>) -> Result<(), BenchmarkError> {
		let (class, nodes) = outage::<T>(n, u32::MAX - 1)?;

		#[block]
		{
			settle::<T>(class);
		}

		for node in nodes.iter().skip(1) {
			assert!(Records::<T>::get(node).jail.is_some());
		}
		Ok(())
	}

	#[benchmark]
	fn evict() -> Result<(), BenchmarkError> {
		let (class, nodes) = nodes::<T>(1);
		let (node, _) = nodes.first().ok_or(BenchmarkError::Stop("no nodes"))?;
		let terms = T::Classes::get(class).ok_or("no such class")?;
		<Pallet<T> as substation_primitives::Roster>::leave(*node)?;
		Pallet::<T>::do_jail(*node, &terms)?;
		let jail = Records::<T>::get(node).jail.ok_or("not in jail")?;
		NextEviction::<T>::put(jail.evicted);

		#[block]
		{
			let next = Evictions::<T>::iter_key_prefix(jail.evicted).next().ok_or("nobody")?;
			Pallet::<T>::evict(jail.evicted, next);
		}

		assert_eq!(Evictions::<T>::iter_keys().count(), 0);
		Ok(())
	}

	impl_benchmark_test_suite!(Pallet, crate::mock::new_test_ext(), crate::mock::Test);
}
