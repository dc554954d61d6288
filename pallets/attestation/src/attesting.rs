//! Taking attestations in, one by one or in batches.

use alloc::collections::{BTreeMap, BTreeSet};

use frame_support::{ensure, traits::Get, weights::Weight, BoundedVec};
use sp_core::H256;
use sp_runtime::{
	transaction_validity::{TransactionValidityWithRefund, ValidTransaction},
	DispatchError,
};
use substation_primitives::{
	is_signed_by, Address, Attestation, BlockNumber, ClassId, DeviceSignature, PageIndex, Payload,
	PAYLOAD_VERSION,
};

use crate::{
	slots::key_at, Batch, Config, Error, Lag, Page, Pages, Pallet, Refusal, Refused, WeightInfo,
};

impl<T: Config> Pallet<T> {
	/// Lets an attestation into a block, or keeps it out. The cheap checks come first.
	pub(crate) fn authorize_attest(
		payload: &Payload,
		signature: &DeviceSignature,
	) -> TransactionValidityWithRefund {
		let now = Self::now();
		let page = Self::check(payload, now)?;
		Self::verify(payload, signature)?;
		let Address { class, page: index, slot } = payload.address;
		ValidTransaction::with_tag_prefix("substation/attest")
			.priority(T::AttestPriority::get())
			.and_provides((class, index, slot, payload.window))
			.longevity(page.running(now).saturating_sub(now).into())
			.propagate(true)
			.build()
			.map(|valid| (valid, Weight::zero()))
	}

	fn check(payload: &Payload, now: BlockNumber) -> Result<Page, Refusal> {
		ensure!(payload.version == PAYLOAD_VERSION, Refusal::UnknownVersion);
		let genesis = Self::genesis();
		ensure!(payload.genesis == genesis, Refusal::WrongChain);
		let Address { class, page, slot } = payload.address;
		let page = Pages::<T>::get(class, page).ok_or(Refusal::PageNotFound)?;
		page.admit(now, slot, payload.window)?;
		let challenge = Self::challenge(&page, now, genesis);
		ensure!(payload.challenge == challenge, Refusal::WrongChallenge);
		Ok(page)
	}

	fn verify(payload: &Payload, signature: &DeviceSignature) -> Result<(), Refusal> {
		let key = key_at::<T>(payload.address).ok_or(Refusal::BadSignature)?;
		ensure!(is_signed_by(&key, signature, &payload.message()), Refusal::BadSignature);
		Ok(())
	}

	/// Notes an attestation that was authorised.
	pub(crate) fn do_attest(payload: &Payload) -> Result<(), DispatchError> {
		let now = Self::now();
		let Address { class, page: index, slot } = payload.address;
		let mut page = Pages::<T>::get(class, index).ok_or(Error::<T>::AttestationRefused)?;
		page.admit(now, slot, payload.window).map_err(|_| Error::<T>::AttestationRefused)?;
		page.attest(now, slot, payload.report.firmware);
		Pages::<T>::insert(class, index, page);
		Ok(())
	}

	/// Takes in what counts of a batch, and says what does not. Each page is read and written once.
	pub(crate) fn do_attest_batch(class: ClassId, items: &Batch) -> Refused {
		let now = Self::now();
		let genesis = Self::genesis();
		let mut pages = BTreeMap::new();
		let mut refused = BoundedVec::new();
		for (index, item) in (0u32..).zip(items) {
			let page = pages.entry(item.page).or_insert_with(|| Pages::<T>::get(class, item.page));
			if let Err(refusal) = Self::take_item(class, item, page.as_mut(), now, genesis) {
				// As many as there are items at most, and they are bounded alike.
				let _ = refused.try_push((index, refusal));
			}
		}
		if refused.len() < items.len() {
			let pages = pages.into_iter().filter_map(|(index, page)| Some((index, page?)));
			pages.for_each(|(index, page)| Pages::<T>::insert(class, index, page));
		}
		refused
	}

	fn take_item(
		class: ClassId,
		item: &Attestation,
		page: Option<&mut Page>,
		now: BlockNumber,
		genesis: H256,
	) -> Result<(), Refusal> {
		let page = page.ok_or(Refusal::PageNotFound)?;
		page.admit(now, item.slot, item.window)?;
		let payload = Payload {
			version: PAYLOAD_VERSION,
			genesis,
			address: Address { class, page: item.page, slot: item.slot },
			window: item.window,
			challenge: Self::challenge(page, now, genesis),
			report: item.report,
		};
		Self::verify(&payload, &item.signature)?;
		page.attest(now, item.slot, item.report.firmware);
		Ok(())
	}

	/// The challenge of the page's window that is open by schedule.
	pub(crate) fn challenge(page: &Page, now: BlockNumber, genesis: H256) -> H256 {
		match page.lag(now) {
			// At genesis, when such a page may have been made, its hash was not known yet.
			Lag::None if page.opens() == 0 => genesis,
			Lag::None => page.challenge,
			_ => Self::hash_before(page.running(now).saturating_sub(page.period)),
		}
	}

	/// Hash of the last block before `block`; of the first block, where there is none before it.
	pub(crate) fn hash_before(block: BlockNumber) -> H256 {
		frame_system::Pallet::<T>::block_hash(Self::number(block.saturating_sub(1)))
	}

	/// Hash of the first block.
	pub(crate) fn genesis() -> H256 {
		Self::hash_before(0)
	}

	/// What a batch weighs: each page with one item of it, and the other items.
	pub(crate) fn batch_weight(items: &Batch) -> Weight {
		let pages: BTreeSet<PageIndex> = items.iter().map(|item| item.page).collect();
		let others = items.len().saturating_sub(pages.len());
		let item = T::WeightInfo::attest_batch(1).saturating_sub(T::WeightInfo::attest_batch(0));
		T::WeightInfo::attest_pages(pages.len() as u32)
			.saturating_add(item.saturating_mul(others as u64))
	}
}
