//! Benchmarks, with the worst that each item can meet: real nodes, a page that lags by a window, misses that are
//! priced while older slashes wait.

use alloc::{vec, vec::Vec};

use frame_benchmarking::{v2::*, BenchmarkError};
use frame_support::{
	dispatch::DispatchClass,
	migrations::MultiStepMigrator,
	traits::{Authorize, Get, UnfilteredDispatchable},
	weights::WeightMeter,
	BoundedVec,
};
use frame_system::RawOrigin;
use sp_runtime::transaction_validity::TransactionSource;
use substation_math::miss::History;
use substation_primitives::{
	Address, Attestation, BenchmarkHelper, ClassId, Classes, DeviceSignature, Eras, NodeId,
	PageIndex, Payload, Report, PAYLOAD_VERSION,
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

/// Puts the same nodes on the first `pages` pages. Attestations look at nothing else of a node.
fn copy_page<T: Config>(home: Address, pages: u32) -> Result<(), BenchmarkError> {
	let page = page_of::<T>(home)?;
	let roster = Rosters::<T>::get(home.class, home.page).ok_or("no roster")?;
	for index in 0..pages {
		Pages::<T>::insert(home.class, index, page.clone());
		Rosters::<T>::insert(home.class, index, roster.clone());
	}
	Ok(())
}

/// Two nodes on as many pages, while settlement lags, and their class.
fn pair<T: Config>(pages: u32) -> Result<(ClassId, NodeId, NodeId), BenchmarkError> {
	let (class, nodes) = nodes::<T>(2);
	let nodes: Vec<_> = nodes.into_iter().map(|(node, _)| node).collect();
	let [good, bad] = nodes[..] else { return Err(BenchmarkError::Stop("no nodes")) };
	let home = member_of::<T>(good)?.address;
	close_window::<T>(home)?;
	copy_page::<T>(home, pages)?;
	whitelist_genesis::<T>();
	Ok((class, good, bad))
}

fn has_attested<T: Config>(node: NodeId, page: PageIndex) -> Result<bool, BenchmarkError> {
	let address = Address { page, ..member_of::<T>(node)?.address };
	Ok(page_of::<T>(address)?.presence(Pallet::<T>::now()).seen.contains(address.slot))
}

/// An item of a batch; a bad one is signed for something else.
fn item<T: Config>(node: NodeId, page: u32, good: bool) -> Result<Attestation, BenchmarkError> {
	let address = Address { page, ..member_of::<T>(node)?.address };
	let payload = payload::<T>(address)?;
	let message = if good { payload.message() } else { vec![] };
	Ok(Attestation {
		page,
		slot: address.slot,
		window: payload.window,
		report: payload.report,
		signature: Helper::<T>::sign(node, &message),
	})
}

/// A page whose closed window `missing` of its nodes have missed, not for the first time. As many slashes of each wait as
/// can without one being applied. If they are to be jailed for it, they have missed the windows just before, and one
/// slash of each is applied with the miss.
fn outage<T: Config>(missing: u32, jail: bool) -> Result<(Address, Vec<NodeId>), BenchmarkError> {
	let (_, nodes) = nodes::<T>(missing.saturating_add(1));
	let nodes: Vec<_> = nodes.into_iter().map(|(node, _)| node).collect();
	let first = nodes.first().copied().ok_or(BenchmarkError::Stop("no nodes"))?;
	let address = member_of::<T>(first)?.address;
	// So that time is long enough for everything.
	Helper::<T>::miss(first, true);
	for node in nodes.iter().skip(1) {
		Helper::<T>::back(*node);
		Helper::<T>::vest(*node);
		Helper::<T>::miss(*node, false);
		Helper::<T>::fill(*node, u32::from(!jail));
	}
	// To the next era, in which the misses need a place of their own.
	Helper::<T>::miss(first, true);
	let mut page = page_of::<T>(address)?;
	page.open = Presence::default();
	// One is there: its window goes on, and the page does not empty.
	page.open.seen.insert(address.slot);
	page.next = Some(Presence::default());
	let window = page.window();
	Pages::<T>::insert(address.class, address.page, page);
	crowd::<T>(first, address)?;
	for node in nodes.iter().skip(1) {
		let (gap, streak) = if jail { (1, u32::MAX - 1) } else { (2, 0) };
		let last = window.saturating_sub(gap);
		let history = History { bits: u64::MAX, last, streak, total: 1 };
		Records::<T>::insert(node, Record { history, ..Default::default() });
	}
	close_window::<T>(address)?;
	Ok((address, nodes))
}

/// Lets the page have no empty slot. Whoever is on it besides has attested.
fn crowd<T: Config>(node: NodeId, address: Address) -> Result<(), BenchmarkError> {
	let before = page_of::<T>(address)?;
	Helper::<T>::crowd(node);
	let mut page = page_of::<T>(address)?;
	page.open.seen = page.members.without(&before.members).union(&before.open.seen);
	Pages::<T>::insert(address.class, address.page, page);
	Ok(())
}

fn settle<T: Config>(Address { class, page, .. }: Address) {
	Pallet::<T>::settle_page(class, page, &Watch::<T>::get(), &mut WeightMeter::new());
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

	// Of one page. The first item counts; the others are refused at the very end, and reported.
	#[benchmark]
	fn attest_batch(n: Linear<1, MAX_BATCH>) -> Result<(), BenchmarkError> {
		let (class, good, bad) = pair::<T>(1)?;
		let mut items = vec![item::<T>(good, 0, true)?];
		for _ in 1..n {
			items.push(item::<T>(bad, 0, false)?);
		}
		let relayer: T::AccountId = whitelisted_caller();

		#[extrinsic_call]
		_(RawOrigin::Signed(relayer), class, BoundedVec::truncate_from(items));

		assert!(has_attested::<T>(good, 0)?);
		Ok(())
	}

	// Of `p` pages, an item of each, which counts.
	#[benchmark]
	fn attest_pages(p: Linear<1, MAX_BATCH>) -> Result<(), BenchmarkError> {
		let (class, good, _) = pair::<T>(p)?;
		let items =
			(0..p).map(|page| item::<T>(good, page, true)).collect::<Result<Vec<_>, _>>()?;
		let relayer: T::AccountId = whitelisted_caller();

		#[extrinsic_call]
		attest_batch(RawOrigin::Signed(relayer), class, BoundedVec::truncate_from(items));

		for page in 0..p {
			assert!(has_attested::<T>(good, page)?);
		}
		Ok(())
	}

	#[benchmark]
	fn unjail() -> Result<(), BenchmarkError> {
		let (class, nodes) = nodes::<T>(1);
		let (node, owner) = nodes.into_iter().next().ok_or(BenchmarkError::Stop("no nodes"))?;
		let terms = T::Classes::get(class).ok_or("no such class")?;
		let home = member_of::<T>(node)?.address;
		<Pallet<T> as substation_primitives::Roster>::leave(node)?;
		Pallet::<T>::do_jail(node, &terms)?;
		Helper::<T>::advance(terms.cool_down);
		// It comes onto a new page.
		Vacancies::<T>::remove(class, home.page);
		FirstVacancy::<T>::remove(class);

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
			Pallet::<T>::poll(&mut WeightMeter::new());
		}

		assert!(Watch::<T>::exists());
		Ok(())
	}

	#[benchmark]
	fn on_finalize() -> Result<(), BenchmarkError> {
		let full = T::BlockWeights::get().max_block;
		frame_system::Pallet::<T>::register_extra_weight_unchecked(
			full,
			DispatchClass::Operational,
		);
		let before = Watch::<T>::get().congested;

		#[block]
		{
			Pallet::<T>::watch_room();
			// What is looked at besides in a block that is not heavy.
			core::hint::black_box(T::MultiBlockMigrator::ongoing());
		}

		assert_eq!(Watch::<T>::get().congested, before + 1);
		Ok(())
	}

	#[benchmark]
	fn settle_page() -> Result<(), BenchmarkError> {
		let (address, _) = outage::<T>(0, false)?;
		// Excused, so that it is reported.
		let page = Page { merged: 1, ..page_of::<T>(address)? };
		Pages::<T>::insert(address.class, address.page, page);

		#[block]
		{
			settle::<T>(address);
		}

		assert_eq!(page_of::<T>(address)?.lag(Pallet::<T>::now()), Lag::None);
		Ok(())
	}

	#[benchmark]
	fn settle_missed(n: Linear<1, MISSING>) -> Result<(), BenchmarkError> {
		let (address, nodes) = outage::<T>(n, false)?;

		#[block]
		{
			settle::<T>(address);
		}

		for node in nodes.iter().skip(1) {
			assert_eq!(Records::<T>::get(node).history.total, 2);
			assert!(Members::<T>::contains_key(node));
		}
		Ok(())
	}

	#[benchmark]
	fn settle_jailed(n: Linear<1, MISSING>) -> Result<(), BenchmarkError> {
		let (address, nodes) = outage::<T>(n, true)?;

		#[block]
		{
			settle::<T>(address);
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
		Helper::<T>::back(*node);
		Helper::<T>::earn(*node);
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
