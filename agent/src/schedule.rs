//! When to ask the node, and when to attest. Pure: heads and duties in, what to do out.

use std::hash::{DefaultHasher, Hash, Hasher};

use crate::message::BlockNumber;

/// Blocks after which a device without a duty asks again.
pub const REST: BlockNumber = 10;

/// The open window, as far as time goes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Window {
	pub index: u32,
	/// Its first block.
	pub opens: BlockNumber,
	/// The first block after it.
	pub closes: BlockNumber,
}

impl Window {
	/// The one that follows.
	fn next(self) -> Self {
		let period = self.closes.saturating_sub(self.opens);
		let closes = self.closes.saturating_add(period);
		Self { index: self.index.saturating_add(1), opens: self.closes, closes }
	}

	/// The last head at which an attestation can still get into the window: it lands in the next block.
	pub fn last_chance(self) -> BlockNumber {
		self.closes.saturating_sub(2).max(self.opens)
	}

	/// Whether an attestation that is sent now could still land in it.
	pub fn is_open_for(self, head: BlockNumber) -> bool {
		head.saturating_add(1) < self.closes
	}

	/// The head at which a device attests: somewhere in the first `part` of the window. It differs from device to
	/// device and from window to window, so that not all come at once, and a restart does not change it.
	pub fn moment(self, device: &impl Hash, part: f64) -> BlockNumber {
		let length = f64::from(self.closes.saturating_sub(self.opens));
		let span = ((length * part) as u64).max(1);
		let mut hasher = DefaultHasher::new();
		(device, self.index).hash(&mut hasher);
		// Less than the window's length, so it fits.
		let offset = (hasher.finish() % span) as BlockNumber;
		self.opens.saturating_add(offset).min(self.last_chance())
	}
}

/// What follows from an answer of the node.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Step {
	/// Nothing, until the plan says so.
	Wait,
	/// Sign and send now.
	Attest,
	/// The attestation that was sent is in.
	Confirmed,
	/// The window is over, and no attestation of this device was seen in it.
	Lost(u32),
}

/// What one device is waiting for.
#[derive(Clone, Debug, PartialEq)]
enum Plan {
	/// Nothing is known.
	Ask,
	/// Nothing to do before this head.
	Until(BlockNumber),
	/// Sent so many times; look whether it is in at this head.
	Look { window: Window, tries: u32, at: BlockNumber },
}

/// Keeps one device on time.
#[derive(Clone, Debug)]
pub struct Schedule<D> {
	device: D,
	part: f64,
	plan: Plan,
}

impl<D: Hash> Schedule<D> {
	/// For a device that attests in the first `part` of each window.
	pub fn new(device: D, part: f64) -> Self {
		Self { device, part, plan: Plan::Ask }
	}

	/// Forgets what it knew: the node was away.
	pub fn restart(&mut self) {
		if let Plan::Until(_) = self.plan {
			self.plan = Plan::Ask;
		}
	}

	/// Whether to ask the node for the duty at this head. After a reorganisation what was in may be out.
	pub fn should_ask(&self, head: BlockNumber, reorganised: bool) -> bool {
		match self.plan {
			Plan::Ask => true,
			Plan::Until(at) => reorganised || head >= at,
			Plan::Look { window, at, .. } => reorganised || head >= at || !window.is_open_for(head),
		}
	}

	/// There is nothing to attest to: not registered, jailed, leaving.
	pub fn idle(&mut self, head: BlockNumber) {
		self.plan = Plan::Until(head.saturating_add(REST));
	}

	/// The node's answer at `head`.
	pub fn answered(&mut self, head: BlockNumber, window: Window, attested: bool) -> Step {
		let sent = match self.plan {
			Plan::Look { window, tries, .. } => Some((window, tries)),
			_ => None,
		};
		if attested {
			self.plan = Plan::Until(window.next().moment(&self.device, self.part));
			return match sent {
				Some((sent, _)) if sent.index == window.index => Step::Confirmed,
				_ => Step::Wait,
			};
		}
		if let Some((sent, _)) = sent.filter(|(sent, _)| sent.index != window.index) {
			self.plan = Plan::Ask;
			return Step::Lost(sent.index);
		}
		let moment = window.moment(&self.device, self.part);
		if head < moment {
			self.plan = Plan::Until(moment);
			return Step::Wait;
		}
		if !window.is_open_for(head) {
			self.plan = Plan::Until(window.next().moment(&self.device, self.part));
			return Step::Wait;
		}
		let tries = sent.map_or(0, |(_, tries)| tries).saturating_add(1);
		self.plan = Plan::Look { window, tries, at: look_again(head, tries, window) };
		Step::Attest
	}
}

/// Two blocks after the first try, four after the second, and so on, but in time for one more.
pub fn look_again(head: BlockNumber, tries: u32, window: Window) -> BlockNumber {
	let patient = head.saturating_add(1 << tries.min(5));
	match window.last_chance() {
		last if last > head => patient.min(last),
		_ => patient.min(window.closes),
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	const WINDOW: Window = Window { index: 7, opens: 70, closes: 80 };

	fn schedule() -> Schedule<u8> {
		Schedule::new(1, 0.5)
	}

	#[test]
	fn the_moment_should_lie_in_the_first_part_of_the_window() {
		let window = Window { index: 3, opens: 3_000, closes: 4_000 };
		let moments: Vec<_> = (0..10_000u32).map(|device| window.moment(&device, 0.5)).collect();
		assert!(moments.iter().all(|moment| (3_000..3_500).contains(moment)));
		// Spread evenly: each tenth of the part has its share.
		for tenth in 0..10 {
			let from = 3_000 + tenth * 50;
			let share = moments.iter().filter(|moment| (from..from + 50).contains(*moment)).count();
			assert!((850..1_150).contains(&share), "{share} of 10000 in {from}");
		}
	}

	#[test]
	fn the_moment_should_differ_by_window_and_not_by_restart() {
		let moments: Vec<_> = (0..50)
			.map(|index| {
				let window = Window { index, opens: index * 100, closes: (index + 1) * 100 };
				assert_eq!(window.moment(&1, 0.5), window.moment(&1, 0.5));
				window.moment(&1, 0.5) - window.opens
			})
			.collect();
		assert!(moments.iter().any(|moment| *moment != moments[0]));
	}

	#[test]
	fn the_moment_should_leave_a_block_to_land_in_whatever_the_part() {
		for length in 2..30 {
			let window = Window { index: 1, opens: 100, closes: 100 + length };
			for device in 0..50u8 {
				assert!(window.is_open_for(window.moment(&device, 1.0)), "{length} {device}");
			}
		}
	}

	#[test]
	fn should_attest_once_and_rest_until_the_next_window() {
		let mut schedule = schedule();
		assert!(schedule.should_ask(75, false));
		assert_eq!(schedule.answered(75, WINDOW, false), Step::Attest);
		assert!(!schedule.should_ask(76, false));
		assert!(schedule.should_ask(77, false));
		assert_eq!(schedule.answered(77, WINDOW, true), Step::Confirmed);
		assert!((78..80).all(|head| !schedule.should_ask(head, false)));
		let moment = WINDOW.next().moment(&1u8, 0.5);
		assert!(!schedule.should_ask(moment - 1, false));
		assert!(schedule.should_ask(moment, false));
	}

	#[test]
	fn should_wait_for_its_moment() {
		let window = Window { index: 1, opens: 1_000, closes: 2_000 };
		let mut schedule = schedule();
		let moment = window.moment(&1u8, 0.5);
		assert!(moment > 1_000, "a moment to wait for");
		assert_eq!(schedule.answered(1_000, window, false), Step::Wait);
		assert!(!schedule.should_ask(moment - 1, false));
		assert!(schedule.should_ask(moment, false));
		assert_eq!(schedule.answered(moment, window, false), Step::Attest);
	}

	#[test]
	fn should_send_again_while_it_is_not_in() {
		let window = Window { index: 1, opens: 0, closes: 100 };
		let mut schedule = schedule();
		let mut sent = Vec::new();
		for head in 50..100 {
			if schedule.should_ask(head, false)
				&& schedule.answered(head, window, false) == Step::Attest
			{
				sent.push(head);
			}
		}
		assert_eq!(sent, [50, 52, 56, 64, 80, 98]);
	}

	#[test]
	fn should_not_send_what_cannot_land_any_more() {
		let mut schedule = schedule();
		assert_eq!(schedule.answered(79, WINDOW, false), Step::Wait);
		assert!(schedule.should_ask(WINDOW.next().moment(&1u8, 0.5), false));
	}

	#[test]
	fn should_sign_again_when_a_reorganisation_takes_it_out() {
		let mut schedule = schedule();
		assert_eq!(schedule.answered(75, WINDOW, false), Step::Attest);
		assert_eq!(schedule.answered(77, WINDOW, true), Step::Confirmed);
		assert!(schedule.should_ask(76, true));
		assert_eq!(schedule.answered(76, WINDOW, false), Step::Attest);
	}

	#[test]
	fn should_not_attest_again_after_its_own_restart() {
		let mut schedule = schedule();
		assert_eq!(schedule.answered(76, WINDOW, true), Step::Wait);
		assert!(!schedule.should_ask(77, false));
	}

	#[test]
	fn should_ask_anew_after_the_node_was_away_but_remember_what_it_sent() {
		let mut schedule = schedule();
		assert_eq!(schedule.answered(75, WINDOW, false), Step::Attest);
		schedule.restart();
		assert_eq!(schedule.answered(78, WINDOW, true), Step::Confirmed);
		schedule.restart();
		assert!(schedule.should_ask(78, false));
	}

	#[test]
	fn should_say_when_a_window_was_lost() {
		let mut schedule = schedule();
		assert_eq!(schedule.answered(75, WINDOW, false), Step::Attest);
		let next = WINDOW.next();
		assert!(schedule.should_ask(80, false));
		assert_eq!(schedule.answered(80, next, false), Step::Lost(7));
		assert!(schedule.should_ask(80, false));
	}

	#[test]
	fn should_ask_seldom_without_a_duty() {
		let mut schedule = schedule();
		schedule.idle(100);
		assert_eq!((100..200).filter(|head| schedule.should_ask(*head, false)).min(), Some(110));
	}

	#[test]
	fn should_make_less_than_one_request_a_block() {
		// Every duty that is asked for and every attestation that is sent is one request.
		for period in [5, 10, 20, 600] {
			let mut schedule = schedule();
			let mut requests = 0;
			let mut attested = None;
			for head in 0..period * 50 {
				let index = head / period;
				let window = Window { index, opens: index * period, closes: (index + 1) * period };
				if schedule.should_ask(head, false) {
					requests += 1;
					if schedule.answered(head, window, attested == Some(index)) == Step::Attest {
						requests += 1;
						attested = Some(index);
					}
				}
			}
			// One more at the start, before its moment.
			assert!(requests <= 3 * 50 + 1, "{requests} requests in {} blocks", period * 50);
			assert_eq!(attested, Some(49));
		}
	}
}
