//! What the pallet stores.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use sp_core::H256;
use sp_runtime::transaction_validity::{InvalidTransaction, TransactionValidityError};
use substation_math::{miss::History, schedule};
use substation_primitives::{
	Acc, Address, Bits, BlockNumber, EraIndex, PageIndex, Slot, Units, WindowIndex,
};

/// Who is there in a window.
#[derive(
	Clone,
	Copy,
	Debug,
	Decode,
	DecodeWithMemTracking,
	Default,
	Encode,
	Eq,
	MaxEncodedLen,
	PartialEq,
	TypeInfo,
)]
pub struct Presence {
	/// Joined in this window: may attest, but need not.
	pub fresh: Bits,
	/// Attested.
	pub seen: Bits,
	/// Attested with a firmware that is too old to be paid.
	pub stale: Bits,
}

impl Presence {
	/// The slots that have earned the window.
	pub fn paid(&self) -> Bits {
		self.seen.without(&self.stale)
	}

	/// Every slot that any bit is set for.
	pub fn slots(&self) -> Bits {
		self.fresh.union(&self.seen).union(&self.stale)
	}

	fn clear(&mut self, slot: Slot) {
		self.fresh.remove(slot);
		self.seen.remove(slot);
		self.stale.remove(slot);
	}
}

/// What a closed window costs its absent members, besides its reward.
#[derive(
	Clone,
	Copy,
	Debug,
	Decode,
	DecodeWithMemTracking,
	Encode,
	Eq,
	MaxEncodedLen,
	PartialEq,
	TypeInfo,
)]
pub enum Verdict {
	/// They have missed it, and it is priced.
	Priced,
	/// They have missed it, and it costs nothing: it makes up for several.
	Counted,
	/// They have missed nothing: the chain had trouble.
	Excused,
}

/// How far the settlement of a closed window has come.
#[derive(
	Clone,
	Copy,
	Debug,
	Decode,
	DecodeWithMemTracking,
	Encode,
	Eq,
	MaxEncodedLen,
	PartialEq,
	TypeInfo,
)]
pub struct Closing {
	/// Position of the class's stream up to which the window counts.
	pub until: Acc,
	/// The first slot that has not been looked at.
	pub slot: Slot,
	/// What absence costs.
	pub verdict: Verdict,
}

/// How far the settlement of a page is behind the schedule.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Lag {
	/// The page's open window is the one that is open by schedule.
	None,
	/// One window is closed and not settled.
	One,
	/// More than one is.
	More,
}

/// Up to 512 active nodes of one class that share one window schedule.
#[derive(
	Clone, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo,
)]
pub struct Page {
	/// Blocks in a window, as the class has it.
	pub period: BlockNumber,
	/// First block after the window that is settled next.
	pub closes: BlockNumber,
	/// Hash of the last block before that window; not used for a window that the chain began in.
	pub challenge: H256,
	/// The least firmware that earns in that window.
	pub min_firmware: u32,
	/// How many blocks had been congested when that window opened.
	pub congested: u32,
	/// For how many windows before it that window makes up as well.
	pub merged: WindowIndex,
	/// Position of the class's stream up to which the page is settled.
	pub settled: Acc,
	/// The slots that are taken.
	pub members: Bits,
	/// Who is there in that window.
	pub open: Presence,
	/// Who is there in the window after it, while settlement lags.
	pub next: Option<Presence>,
	/// That window's settlement, once begun.
	pub closing: Option<Closing>,
}

impl Page {
	/// How far settlement is behind the schedule.
	pub fn lag(&self, now: BlockNumber) -> Lag {
		match now.checked_sub(self.closes) {
			None => Lag::None,
			Some(late) if late < self.period => Lag::One,
			Some(_) => Lag::More,
		}
	}

	/// First block after the window that is open by schedule.
	pub fn running(&self, now: BlockNumber) -> BlockNumber {
		let behind = now
			.checked_sub(self.closes)
			.map_or(0, |late| late.checked_div(self.period).unwrap_or(0).saturating_add(1));
		self.closes.saturating_add(behind.saturating_mul(self.period))
	}

	/// Index of the window that is open by schedule.
	pub fn running_window(&self, now: BlockNumber) -> WindowIndex {
		schedule::window(self.running(now), self.period)
	}

	/// Index of the window that is settled next.
	pub fn window(&self) -> WindowIndex {
		schedule::window(self.closes, self.period)
	}

	/// Index of the last window that is settled.
	pub fn last_settled(&self) -> WindowIndex {
		self.window().saturating_sub(1)
	}

	/// Windows of its duty that the node of `slot` has attested in and that are not settled.
	pub fn attested_unsettled(&self, slot: Slot) -> u32 {
		let next = self.next.unwrap_or_default();
		let attested =
			|presence: &Presence| presence.seen.contains(slot) && !presence.fresh.contains(slot);
		u32::from(attested(&self.open)).saturating_add(attested(&next).into())
	}

	/// First block of the first window that is not settled and in which the node of `slot` has to attest.
	pub fn on_duty_from(&self, now: BlockNumber, slot: Slot) -> BlockNumber {
		if self.is_newcomer(slot) {
			self.running(now)
		} else if self.open.fresh.contains(slot) {
			self.closes
		} else {
			self.opens()
		}
	}

	/// First block of the window that is settled next.
	pub fn opens(&self) -> BlockNumber {
		schedule::opens(self.closes, self.period)
	}

	/// First block of all that the window that is settled next makes up for.
	pub fn begins(&self) -> BlockNumber {
		self.opens().saturating_sub(self.merged.saturating_mul(self.period))
	}

	/// Who is there in the window that is open by schedule.
	pub fn presence(&self, now: BlockNumber) -> Presence {
		match self.lag(now) {
			Lag::None => self.open,
			_ => self.next.unwrap_or_default(),
		}
	}

	/// The same, to be changed.
	pub fn presence_mut(&mut self, now: BlockNumber) -> &mut Presence {
		match self.lag(now) {
			Lag::None => &mut self.open,
			_ => self.next.get_or_insert_default(),
		}
	}

	/// Whether the node of `slot` may attest in `window` now.
	pub fn admit(&self, now: BlockNumber, slot: Slot, window: WindowIndex) -> Result<(), Refusal> {
		if self.lag(now) == Lag::More {
			return Err(Refusal::SettlementBehind);
		}
		if window != self.running_window(now) {
			return Err(Refusal::WindowNotOpen);
		}
		if !self.members.contains(slot) {
			return Err(Refusal::NotMember);
		}
		if self.presence(now).seen.contains(slot) {
			return Err(Refusal::AlreadyAttested);
		}
		Ok(())
	}

	/// Notes the attestation of `slot` in the window that is open by schedule.
	pub fn attest(&mut self, now: BlockNumber, slot: Slot, firmware: u32) {
		let stale = firmware < self.min_firmware;
		let presence = self.presence_mut(now);
		presence.seen.insert(slot);
		if stale {
			presence.stale.insert(slot);
		}
	}

	/// The members that forfeit their share of the window that is settled next. Who joined after it closed is paid
	/// for the time before settlement only if it is there.
	pub fn unpaid(&self) -> Bits {
		let next = self.next.unwrap_or_default();
		let joined = next.fresh.intersection(&next.paid());
		self.members.without(&self.open.paid()).without(&joined)
	}

	/// Whether the node of `slot` had no duty in the window that is settled next, or has done it.
	pub fn is_innocent(&self, slot: Slot) -> bool {
		self.open.seen.contains(slot) || self.open.fresh.contains(slot) || self.is_newcomer(slot)
	}

	/// Whether the node of `slot` joined after the window that is settled next had closed.
	pub fn is_newcomer(&self, slot: Slot) -> bool {
		self.next.is_some_and(|next| next.fresh.contains(slot))
	}

	/// Empties a slot.
	pub fn clear(&mut self, slot: Slot) {
		self.members.remove(slot);
		self.open.clear(slot);
		if let Some(next) = self.next.as_mut() {
			next.clear(slot);
		}
	}
}

/// Where settlement stands in a class.
#[derive(
	Clone,
	Copy,
	Debug,
	Decode,
	DecodeWithMemTracking,
	Default,
	Encode,
	Eq,
	MaxEncodedLen,
	PartialEq,
	TypeInfo,
)]
pub struct Cursor {
	/// The block whose closing windows are being settled.
	pub block: BlockNumber,
	/// The last page of that block that is done.
	pub done: Option<PageIndex>,
}

/// The pages of a class and their settlement.
#[derive(
	Clone,
	Copy,
	Debug,
	Decode,
	DecodeWithMemTracking,
	Encode,
	Eq,
	MaxEncodedLen,
	PartialEq,
	TypeInfo,
)]
pub struct Schedule {
	/// Blocks in a window.
	pub period: BlockNumber,
	/// How many pages there are.
	pub pages: PageIndex,
	/// Up to where they are settled.
	pub cursor: Cursor,
}

impl Schedule {
	/// The block and page that come after `cursor`, if they are due.
	pub fn due(&self, cursor: Cursor, now: BlockNumber) -> Option<Cursor> {
		schedule::next_due(cursor.block, cursor.done, self.pages, self.period, now)
			.map(|(block, page)| Cursor { block, done: Some(page) })
	}
}

/// An active node.
#[derive(
	Clone,
	Copy,
	Debug,
	Decode,
	DecodeWithMemTracking,
	Encode,
	Eq,
	MaxEncodedLen,
	PartialEq,
	TypeInfo,
)]
pub struct Member {
	/// Its place.
	pub address: Address,
	/// Its weight.
	pub units: Units,
	/// The window in which it joined. Its duty began with the next one.
	pub since: WindowIndex,
}

/// A node's time in jail.
#[derive(
	Clone,
	Copy,
	Debug,
	Decode,
	DecodeWithMemTracking,
	Encode,
	Eq,
	MaxEncodedLen,
	PartialEq,
	TypeInfo,
)]
pub struct Jail {
	/// The block in which it was jailed.
	pub since: BlockNumber,
	/// The era in which it retires if it is still there.
	pub evicted: EraIndex,
}

/// What is kept of a node whether it is active or not. Written only when it misses, leaves, or leaves jail.
#[derive(
	Clone,
	Debug,
	Decode,
	DecodeWithMemTracking,
	Default,
	Encode,
	Eq,
	MaxEncodedLen,
	PartialEq,
	TypeInfo,
)]
pub struct Record {
	/// Its misses.
	pub history: History,
	/// Windows of duty before it joined last.
	pub served: u32,
	/// The block in which it left a page last.
	pub left: BlockNumber,
	/// Set while it is in jail.
	pub jail: Option<Jail>,
}

impl Record {
	/// Settled windows of duty in all, with those of a node that is on a page.
	pub fn windows(&self, place: Option<(&Member, &Page)>) -> u32 {
		let spell =
			place.map_or(0, |(member, page)| page.last_settled().saturating_sub(member.since));
		self.served.saturating_add(spell)
	}
}

/// Watches whether attestations can get in at all.
#[derive(
	Clone,
	Copy,
	Debug,
	Decode,
	DecodeWithMemTracking,
	Default,
	Encode,
	Eq,
	MaxEncodedLen,
	PartialEq,
	TypeInfo,
)]
pub struct Guard {
	/// Blocks so far that had no room left.
	pub congested: u32,
	/// The last block that came long after the one before it.
	pub halted: Option<BlockNumber>,
	/// Time of the last block, in milliseconds; 0 before the first.
	pub last: u64,
}

/// Why an attestation does not count.
///
/// In the transaction pool it shows as `InvalidTransaction::Custom` with the number given here.
#[derive(
	Clone,
	Copy,
	Debug,
	Decode,
	DecodeWithMemTracking,
	Encode,
	Eq,
	MaxEncodedLen,
	PartialEq,
	TypeInfo,
)]
pub enum Refusal {
	/// 1: the payload's version is not the one that this chain takes. Update the agent.
	#[codec(index = 1)]
	UnknownVersion = 1,
	/// 2: signed for another chain. Sign with this chain's genesis hash.
	#[codec(index = 2)]
	WrongChain = 2,
	/// 3: there is no such page. Ask `duty` for the node's address.
	#[codec(index = 3)]
	PageNotFound = 3,
	/// 4: settlement is more than one window behind. Wait; nobody is penalised for it.
	#[codec(index = 4)]
	SettlementBehind = 4,
	/// 5: the window is over, or has not begun. Ask `duty` for the open one.
	#[codec(index = 5)]
	WindowNotOpen = 5,
	/// 6: not the window's challenge, as after a reorganisation. Ask `duty`, and sign again.
	#[codec(index = 6)]
	WrongChallenge = 6,
	/// 7: no active node has this slot. See the node's status.
	#[codec(index = 7)]
	NotMember = 7,
	/// 8: the node has attested in this window already. Nothing is left to do.
	#[codec(index = 8)]
	AlreadyAttested = 8,
	/// 9: not signed by the node's device key over the whole payload.
	#[codec(index = 9)]
	BadSignature = 9,
}

impl From<Refusal> for TransactionValidityError {
	fn from(refusal: Refusal) -> Self {
		InvalidTransaction::Custom(refusal as u8).into()
	}
}
