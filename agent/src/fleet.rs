//! Many simulated devices in one process: for demonstrations and load.

use std::{
	collections::{BTreeMap, BTreeSet},
	hash::{DefaultHasher, Hash, Hasher},
};

use subxt_signer::{sr25519::Keypair, DeriveJunction};

use crate::{
	chain::{Chain, Heads, Item, Page, Registration, Substation},
	cli,
	error::{stop, Error, Result},
	keys::{self, Key, Public},
	message::{Address, BlockNumber, NodeId, Payload, Report},
	model::{Class, Head},
	register,
	report::Probe,
	run::Backoff,
	schedule::{look_again, Window, REST},
};

/// Blocks to wait for registrations.
const ENROLMENT: BlockNumber = 30;
/// Items in a batch.
const BATCH: usize = 512;

/// Registers what is missing of the fleet, and attests for all of it.
pub async fn fleet(args: cli::Fleet) -> Result<()> {
	if args.dead > args.devices {
		return stop(format!(
			"Of {} devices, {} cannot be dead; lower --dead.",
			args.devices, args.dead
		));
	}
	let owner = register::secret(&args.secret)?.map_or_else(|| keys::owner("//Alice"), Ok)?;
	let url = args.connection.url.clone();
	let mut fleet = Fleet::new(args, owner);
	let mut known = None;
	let mut backoff = Backoff::default();
	loop {
		match fleet.follow(&url, &mut known, &mut backoff).await {
			Err(Error::Away(why)) => backoff.wait(&why).await,
			done => return done,
		}
	}
}

/// One simulated device.
struct Device {
	key: Key,
	public: Public,
	node: Option<NodeId>,
	address: Option<Address>,
	/// Window, attempts, and the head at which to look whether it is in.
	sent: Option<(u32, u32, BlockNumber)>,
	/// Never attests.
	dead: bool,
}

/// What became of one page's window, as far as the fleet is concerned.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Tally {
	window: u32,
	devices: usize,
	attested: usize,
	dead: usize,
	skipped: usize,
}

impl Tally {
	fn line(&self, class: &str, page: u32) -> String {
		let Self { window, devices, attested, dead, skipped } = self;
		let late = devices.saturating_sub(attested + dead + skipped);
		format!(
			"{class} page {page} window {window}: {attested} of {devices} attested, {dead} dead, {skipped} skipped, {late} late"
		)
	}
}

struct Fleet {
	args: cli::Fleet,
	owner: Keypair,
	devices: Vec<Device>,
	probe: Probe,
	tallies: BTreeMap<u32, Tally>,
	/// Windows that are over, by page.
	over: BTreeMap<u32, u32>,
	/// The head at which devices without a place are looked up.
	look: BlockNumber,
}

impl Fleet {
	fn new(args: cli::Fleet, owner: Keypair) -> Self {
		let devices = (0..args.devices).map(|number| device(&owner, &args.class, number)).collect();
		let mut fleet = Self {
			args,
			owner,
			devices,
			probe: Probe::new(),
			tallies: BTreeMap::new(),
			over: BTreeMap::new(),
			look: 0,
		};
		fleet
			.devices
			.iter_mut()
			.take(fleet.args.dead as usize)
			.for_each(|device| device.dead = true);
		fleet
	}

	async fn follow(
		&mut self,
		url: &str,
		known: &mut Option<Substation>,
		backoff: &mut Backoff,
	) -> Result<()> {
		let chain = Chain::connect(url, known.as_ref()).await?;
		*known = Some(chain.config().clone());
		let head = chain.best().await?;
		let class = register::find(&chain.network(&head).await?, &self.args.class)?;
		self.enrol(&chain, &class).await?;
		let mut heads = chain.heads().await?;
		self.look = 0;
		loop {
			let head = heads.next().await?;
			if head.upgraded {
				*known = None;
				return Err(Error::Away("The chain has a new runtime.".into()));
			}
			backoff.reset();
			self.at(&chain, &class, &head).await?;
			if self.is_done() {
				return Ok(());
			}
		}
	}

	fn is_done(&self) -> bool {
		let wanted = self.args.windows.unwrap_or(u32::MAX);
		!self.over.is_empty() && self.over.values().all(|over| *over >= wanted)
	}

	/// Registers the devices that are no nodes yet, and waits until all are.
	async fn enrol(&mut self, chain: &Chain, class: &Class) -> Result<()> {
		let head = chain.best().await?;
		self.identify(chain, &head).await?;
		let missing: Vec<_> = self
			.devices
			.iter()
			.filter(|device| device.node.is_none())
			.map(|d| d.key.clone())
			.collect();
		let Some((first, others)) = missing.split_first() else { return Ok(()) };
		say!("Registering {} devices of class {}", missing.len(), class.name);
		let limits = chain.limits()?;
		let expires = head.number.saturating_add(limits.prompt());
		let form = |key: &Key| self.registration(class, key, chain, expires);
		let owner = self.owner.public_key().0;
		let count = u32::try_from(missing.len()).unwrap_or(u32::MAX);
		let first = form(first)?;
		register::afford(chain.free(&head, &owner).await?, &owner, &first, count, &limits)?;
		// Waited for, so that what is wrong with one is said before the others go the same way.
		chain.register(&head, &self.owner, &first).await?;
		let mut heads = chain.heads().await?;
		let head = heads.next().await?;
		let nonce = chain.next_nonce(&self.owner).await?;
		for (nonce, key) in (nonce..).zip(others) {
			let transaction = chain.signed_register(&head, &self.owner, nonce, &form(key)?).await?;
			chain.send(&transaction).await?;
		}
		self.wait_for_all(chain, &mut heads, &head).await
	}

	async fn wait_for_all(&mut self, chain: &Chain, heads: &mut Heads, from: &Head) -> Result<()> {
		let mut head = *from;
		loop {
			self.identify(chain, &head).await?;
			let missing = self.devices.iter().filter(|device| device.node.is_none()).count();
			if missing == 0 {
				say!("All {} devices are registered", self.devices.len());
				return Ok(());
			}
			if head.number > from.number.saturating_add(ENROLMENT) {
				return stop(format!(
					"{missing} devices could not be registered in {ENROLMENT} blocks: see that the owner has tokens \
					 enough for their collateral, then run it again."
				));
			}
			head = heads.next().await?;
		}
	}

	fn registration(
		&self,
		class: &Class,
		key: &Key,
		chain: &Chain,
		expires: BlockNumber,
	) -> Result<Registration> {
		let units = self.args.units.unwrap_or(class.min_units);
		let collateral = class.required(units).ok_or_else(|| {
			Error::Stop("No balance covers so many units; choose fewer with --units.".into())
		})?;
		Ok(Registration {
			class: class.id,
			units,
			device_key: key.public(),
			possession: key.possession(chain.genesis(), &self.owner.public_key().0, expires),
			collateral: collateral.0,
			operator: None,
			payee: None,
			location: None,
			metadata: "simulated".into(),
		})
	}

	/// Which nodes the devices are.
	async fn identify(&mut self, chain: &Chain, head: &Head) -> Result<()> {
		let keys: Vec<_> = self.devices.iter().map(|device| device.public).collect();
		let nodes = chain.nodes_of(head, &keys).await?;
		for (device, node) in self.devices.iter_mut().zip(nodes) {
			device.node = node;
		}
		Ok(())
	}

	/// Where the devices are that have no place. Those that are jailed get one again when they are unjailed.
	async fn locate(&mut self, chain: &Chain, head: &Head) -> Result<()> {
		let mut homeless: Vec<_> =
			self.devices.iter_mut().filter(|d| d.address.is_none() && d.node.is_some()).collect();
		if homeless.is_empty() || head.number < self.look {
			return Ok(());
		}
		self.look = head.number.saturating_add(REST);
		let nodes: Vec<_> = homeless.iter().filter_map(|device| device.node).collect();
		let addresses = chain.addresses(head, &nodes).await?;
		for (device, address) in homeless.iter_mut().zip(addresses) {
			device.address = address;
		}
		Ok(())
	}

	async fn at(&mut self, chain: &Chain, class: &Class, head: &Head) -> Result<()> {
		self.locate(chain, head).await?;
		let used: BTreeSet<_> =
			self.devices.iter().filter_map(|device| Some(device.address?.page)).collect();
		let used: Vec<_> = used.into_iter().map(|page| (class.id, page)).collect();
		let pages = chain.pages(head, &used).await?;
		let measured = self.probe.measure();
		let units = self.args.units.unwrap_or(class.min_units);
		let mut items = Vec::new();
		for ((_, number), page) in used.into_iter().zip(pages) {
			let Some(page) = page else { continue };
			self.expel(chain, head, number, &page).await?;
			self.count(&class.name, number, &page);
			let due = self.due(head.number, number, page.window, &page);
			let report = measured.report(cli::own_firmware(), units);
			items.extend(self.sign(chain, head, &page, due, report).await?);
		}
		match self.args.batch {
			true => self.hand_in(chain, head, class, &items).await,
			false => attest_each(chain, head, &items).await,
		}
	}

	/// Devices that are no longer on their page.
	async fn expel(&mut self, chain: &Chain, head: &Head, number: u32, page: &Page) -> Result<()> {
		for (index, device) in self.devices.iter_mut().enumerate() {
			let gone = device
				.address
				.is_some_and(|place| place.page == number && !page.members.contains(place.slot));
			let (true, Some(id)) = (gone, device.node) else { continue };
			device.address = None;
			match chain.node(head, id).await? {
				Some(node) => say!("Device {index}, node {id}, is {} now", node.status),
				None => say!("Device {index}, node {id}, is gone"),
			}
		}
		Ok(())
	}

	/// Keeps the tally of the open window, and says what became of the one before.
	fn count(&mut self, class: &str, number: u32, page: &Page) {
		let window = page.window.index;
		let mut tally = Tally { window, devices: 0, attested: 0, dead: 0, skipped: 0 };
		for device in &self.devices {
			let Some(place) = device.address.filter(|place| place.page == number) else { continue };
			tally.devices += 1;
			if page.seen.contains(place.slot) {
				tally.attested += 1;
			} else if device.dead {
				tally.dead += 1;
			} else if skips(&device.public, window, self.args.miss_rate) {
				tally.skipped += 1;
			}
		}
		if let Some(last) = self.tallies.insert(number, tally).filter(|last| last.window != window)
		{
			say!("{}", last.line(class, number));
			*self.over.entry(number).or_default() += 1;
		}
	}

	/// The devices on the page that are to attest now.
	fn due(&mut self, head: BlockNumber, number: u32, window: Window, page: &Page) -> Vec<usize> {
		if !window.is_open_for(head) {
			return Vec::new();
		}
		let (part, miss_rate, batch) = (self.args.part, self.args.miss_rate, self.args.batch);
		let mut due = Vec::new();
		for (index, device) in self.devices.iter_mut().enumerate() {
			let Some(place) = device.address.filter(|place| place.page == number) else { continue };
			if device.dead
				|| page.seen.contains(place.slot)
				|| skips(&device.public, window.index, miss_rate)
			{
				continue;
			}
			// A relayer waits for all of the page.
			let moment = match batch {
				true => window.moment(&number, part),
				false => window.moment(&device.public, part),
			};
			let sent = device.sent.filter(|sent| sent.0 == window.index);
			if head < sent.map_or(moment, |(_, _, look)| look) {
				continue;
			}
			let tries = sent.map_or(0, |(_, tries, _)| tries).saturating_add(1);
			device.sent = Some((window.index, tries, look_again(head, tries, window)));
			due.push(index);
		}
		due
	}

	async fn sign(
		&self,
		chain: &Chain,
		head: &Head,
		page: &Page,
		due: Vec<usize>,
		report: Report,
	) -> Result<Vec<(Item, Payload)>> {
		let mut challenge = page.challenge;
		let mut items = Vec::with_capacity(due.len());
		for device in due.into_iter().filter_map(|index| self.devices.get(index)) {
			let (Some(address), Some(node)) = (device.address, device.node) else { continue };
			if challenge.is_none() {
				challenge = chain.duty(head, node).await?.map(|duty| duty.challenge);
			}
			let Some(challenge) = challenge else { continue };
			let window = page.window.index;
			let payload = Payload::new(chain.genesis(), address, window, challenge, report);
			let signature = device.key.sign(&payload.message());
			items.push((Item { address, window, report, signature }, payload));
		}
		Ok(items)
	}

	async fn hand_in(
		&self,
		chain: &Chain,
		head: &Head,
		class: &Class,
		items: &[(Item, Payload)],
	) -> Result<()> {
		if items.is_empty() {
			return Ok(());
		}
		let items: Vec<_> = items.iter().map(|(item, _)| *item).collect();
		let nonce = chain.next_nonce(&self.owner).await?;
		for (nonce, batch) in (nonce..).zip(items.chunks(BATCH)) {
			let batch = chain.signed_batch(head, &self.owner, nonce, class.id, batch).await?;
			match chain.send(&batch).await {
				Err(Error::Refused(why)) => say!("The batch was not taken: {why}"),
				sent => sent?,
			}
		}
		Ok(())
	}
}

async fn attest_each(chain: &Chain, head: &Head, items: &[(Item, Payload)]) -> Result<()> {
	for (item, payload) in items {
		match chain.attest(head, payload, &item.signature).await {
			Err(Error::Refused(why)) => say!(
				"Page {} slot {} window {}: not taken, {why}",
				item.address.page,
				item.address.slot,
				item.window
			),
			sent => sent?,
		}
	}
	Ok(())
}

/// The keys follow from the owner's secret and the class, so that the fleet is the same after a restart.
fn device(owner: &Keypair, class: &str, number: u32) -> Device {
	let path = ["fleet", class].map(DeriveJunction::hard);
	let key = owner.derive(path.into_iter().chain([DeriveJunction::hard(number)]));
	let key = Key::Sr25519(key);
	let public = key.public();
	Device { key, public, node: None, address: None, sent: None, dead: false }
}

/// Whether chance makes the device miss that window. The same whenever it is asked.
fn skips(device: &Public, window: u32, rate: f64) -> bool {
	let mut hasher = DefaultHasher::new();
	("skips", device, window).hash(&mut hasher);
	(hasher.finish() as f64) < rate * u64::MAX as f64
}

#[cfg(test)]
mod tests {
	use super::*;

	fn devices(count: u32) -> Vec<Device> {
		let owner = keys::owner("//Alice").expect("a development account");
		(0..count).map(|number| device(&owner, "gpu", number)).collect()
	}

	#[test]
	fn the_fleet_should_be_the_same_after_a_restart_and_all_keys_different() {
		let publics = |devices: Vec<Device>| devices.iter().map(|d| d.public).collect::<Vec<_>>();
		let (once, again) = (publics(devices(50)), publics(devices(50)));
		assert_eq!(once, again);
		assert_eq!(once.iter().collect::<std::collections::HashSet<_>>().len(), 50);
		let owner = keys::owner("//Alice").expect("a development account");
		assert_ne!(device(&owner, "sensor", 0).public, once[0]);
	}

	#[test]
	fn chance_should_keep_to_its_rate() {
		let devices = devices(20);
		let skipped = |rate| {
			let each =
				devices.iter().flat_map(|d| (0..500).map(move |w| skips(&d.public, w, rate)));
			each.filter(|skipped| *skipped).count()
		};
		assert_eq!(skipped(0.0), 0);
		assert_eq!(skipped(1.0), 10_000);
		assert!((900..1_100).contains(&skipped(0.1)), "{}", skipped(0.1));
	}

	#[test]
	fn a_tally_should_account_for_every_device() {
		let tally = Tally { window: 9, devices: 20, attested: 15, dead: 2, skipped: 1 };
		assert_eq!(
			tally.line("gpu", 0),
			"gpu page 0 window 9: 15 of 20 attested, 2 dead, 1 skipped, 2 late"
		);
	}
}
