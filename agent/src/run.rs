use std::{convert::Infallible, time::Duration};

use tokio::time::sleep;

use crate::{
	chain::{Chain, Substation},
	cli,
	error::{Error, Result},
	keys::{Key, Public},
	message::{NodeId, Payload},
	model::{Duty, Head, Node, Status},
	report::Probe,
	schedule::{Schedule, Step},
};

/// Windows after which the node's capacity is looked up again.
const REFRESH: u32 = 50;

/// Attests for one device for as long as the machine runs.
pub async fn run(args: cli::Run) -> Result<()> {
	let key = Key::read(&args.key)?;
	say!("Device {}", key.public());
	let mut agent = Agent::new(key, args.part, args.firmware);
	let mut known = None;
	let mut backoff = Backoff::default();
	loop {
		match follow(&mut agent, &args.connection.url, &mut known, &mut backoff).await {
			Err(Error::Away(why)) => backoff.wait(&why).await,
			Err(why) => return Err(why),
			Ok(never) => match never {},
		}
	}
}

async fn follow(
	agent: &mut Agent,
	url: &str,
	known: &mut Option<Substation>,
	backoff: &mut Backoff,
) -> Result<Infallible> {
	let chain = Chain::connect(url, known.as_ref()).await?;
	*known = Some(chain.config().clone());
	say!("Connected to {url}");
	while chain.is_syncing().await? {
		say!("The node is still behind the network; waiting.");
		sleep(Duration::from_secs(10)).await;
	}
	agent.schedule.restart();
	agent.node = None;
	let mut heads = chain.heads().await?;
	loop {
		let head = heads.next().await?;
		if head.upgraded {
			*known = None;
			return Err(Error::Away("The chain has a new runtime.".into()));
		}
		backoff.reset();
		agent.at(&chain, head).await?;
	}
}

/// One device, and what it knows of its node.
struct Agent {
	key: Key,
	firmware: u32,
	probe: Probe,
	schedule: Schedule<Public>,
	last: Option<Head>,
	/// Its number and capacity, while it is active.
	node: Option<(NodeId, u32)>,
	/// Windows attested since the node was looked up.
	attested: u32,
	told: String,
}

impl Agent {
	fn new(key: Key, part: f64, firmware: u32) -> Self {
		let schedule = Schedule::new(key.public(), part);
		Self {
			key,
			firmware,
			probe: Probe::new(),
			schedule,
			last: None,
			node: None,
			attested: 0,
			told: String::new(),
		}
	}

	async fn at(&mut self, chain: &Chain, head: Head) -> Result<()> {
		let reorganised = self.last.replace(head).is_some_and(|last| last.hash != head.parent);
		if !self.schedule.should_ask(head.number, reorganised) {
			return Ok(());
		}
		let Some((id, units)) = self.lookup(chain, &head).await? else {
			self.schedule.idle(head.number);
			return Ok(());
		};
		match chain.duty(&head, id).await? {
			Some(duty) => self.serve(chain, &head, id, units, duty).await,
			None => {
				// Off its page since it was looked up: why is said at the next look.
				self.node = None;
				self.schedule.idle(head.number);
				self.lookup(chain, &head).await?;
				Ok(())
			}
		}
	}

	/// The node of the device, if it is active.
	async fn lookup(&mut self, chain: &Chain, head: &Head) -> Result<Option<(NodeId, u32)>> {
		if self.attested >= REFRESH {
			self.node = None;
		}
		if self.node.is_none() {
			self.attested = 0;
			let Some(id) = chain.node_of(head, &self.key.public()).await? else {
				self.tell(
					"This device is no node yet: register it with `substation-agent register`. Waiting.".into(),
				);
				return Ok(None);
			};
			let Some(node) = chain.node(head, id).await? else { return Ok(None) };
			self.tell(standing(&node));
			if node.status == Status::Active {
				self.node = Some((id, node.units));
			}
		}
		Ok(self.node)
	}

	async fn serve(
		&mut self,
		chain: &Chain,
		head: &Head,
		id: NodeId,
		units: u32,
		duty: Duty,
	) -> Result<()> {
		let window = duty.window;
		let mut step = self.schedule.answered(head.number, duty.window(), duty.attested);
		if let Step::Lost(lost) = step {
			say!(
				"Window {lost} closed before its attestation was seen in a block; see `substation-agent status --node {id}`."
			);
			step = self.schedule.answered(head.number, duty.window(), duty.attested);
		}
		match step {
			Step::Attest => return self.attest(chain, head, units, &duty).await,
			Step::Confirmed => {
				self.attested = self.attested.saturating_add(1);
				say!("Window {window}: attested, in block {} or before", head.number);
			}
			Step::Wait | Step::Lost(_) => {}
		}
		Ok(())
	}

	async fn attest(&mut self, chain: &Chain, head: &Head, units: u32, duty: &Duty) -> Result<()> {
		let (window, wanted) = (duty.window, duty.min_firmware);
		if self.firmware < wanted {
			say!(
				"Firmware {} is older than {wanted}, so window {window} counts but earns nothing: update the device, then \
				 give --firmware.",
				self.firmware
			);
		}
		let report = self.probe.measure().report(self.firmware, units);
		let payload = Payload::new(chain.genesis(), duty.address, window, duty.challenge, report);
		let signature = self.key.sign(&payload.message());
		match chain.attest(head, &payload, &signature).await {
			Ok(()) => say!(
				"Window {window}: sent at block {}, closes at {}, {} of {units} units available",
				head.number,
				duty.closes,
				report.available,
			),
			Err(Error::Refused(why)) => {
				say!("Window {window}: not taken, {why}; looking again soon")
			}
			Err(why) => return Err(why),
		}
		Ok(())
	}

	/// Says a thing once.
	fn tell(&mut self, what: String) {
		if self.told != what {
			say!("{what}");
			self.told = what;
		}
	}
}

/// Where the node stands, and what to do about it.
fn standing(node: &Node) -> String {
	let id = node.node;
	match node.status {
		Status::Active => format!("Node {id} is active, with {} units.", node.units),
		Status::Jailed | Status::Suspended | Status::Retiring => {
			let todo = crate::status::warnings(node, None).into_iter().next().unwrap_or_default();
			format!("Node {id} is {} and earns nothing. {todo} Waiting.", node.status)
		}
	}
}

/// The pauses between attempts to reach the node: about a second at first, so that its restart costs little, then
/// longer and longer.
#[derive(Default)]
pub struct Backoff {
	attempts: u32,
	told: Option<String>,
}

impl Backoff {
	/// Waits before the next attempt, and says why, once.
	pub async fn wait(&mut self, why: &str) {
		if self.told.as_deref() != Some(why) {
			say!("{why} Trying again.");
			self.told = Some(why.into());
		}
		let pause = self.pause();
		self.attempts = self.attempts.saturating_add(1);
		sleep(pause.mul_f64(jitter())).await;
	}

	/// The node is there.
	pub fn reset(&mut self) {
		*self = Self::default();
	}

	fn pause(&self) -> Duration {
		let doubled = self.attempts.saturating_sub(QUICK).min(5);
		Duration::from_secs(1 << doubled)
	}
}

/// Attempts with a second between.
const QUICK: u32 = 30;

/// From a half to one, so that the devices behind one node do not all come back at once.
fn jitter() -> f64 {
	getrandom::u32().map_or(1.0, |random| 0.5 + f64::from(random) / f64::from(u32::MAX) / 2.0)
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn the_pause_should_be_a_second_at_first_then_double_and_start_over() {
		let pause = |attempts| Backoff { attempts, told: None }.pause().as_secs();
		assert!((0..=QUICK).all(|attempts| pause(attempts) == 1));
		let later: Vec<_> = (1..8).map(|more| pause(QUICK + more)).collect();
		assert_eq!(later, [2, 4, 8, 16, 32, 32, 32]);
		let mut backoff = Backoff { attempts: 50, told: None };
		backoff.reset();
		assert_eq!(backoff.pause().as_secs(), 1);
	}

	#[test]
	fn jitter_should_shorten_a_pause_by_half_at_most() {
		assert!((0..1_000).all(|_| (0.5..=1.0).contains(&jitter())));
	}
}
