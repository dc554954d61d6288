//! What Prometheus can ask of the economy, beside what every node of the SDK tells. Read from final blocks only, so
//! that nothing is counted twice.

use crate::{
	service::{FullBackend, FullClient},
	tally,
};
use futures::StreamExt;
use sc_client_api::{BlockBackend, BlockchainEvents, HeaderBackend, StorageKey, StorageProvider};
use sp_api::{Core, ProvideRuntimeApi};
use sp_consensus::SyncOracle;
use sp_runtime::traits::AccountIdConversion;
use sp_staking::offence::OffenceSeverity;
use std::{collections::BTreeMap, error::Error, sync::Arc, time::Instant};
use substation_primitives::{
	api::{ClassReport, DepinApi, NetworkReport},
	Balance, ClassId,
};
use substation_runtime::{configs, constants::UNIT, AccountId, Hash, Runtime, VERSION};
use substrate_prometheus_endpoint::{
	register, Counter, CounterVec, Gauge, GaugeVec, Opts, PrometheusError, Registry, F64, U64,
};

type Failure = Box<dyn Error + Send + Sync>;

/// Final blocks that are read in one go, before the gauges are set.
const AT_ONCE: usize = 64;

/// What can be asked.
struct Metrics {
	attestations: CounterVec<U64>,
	refused: CounterVec<U64>,
	misses: CounterVec<U64>,
	excused: CounterVec<U64>,
	jailed: Counter<U64>,
	unread: Counter<U64>,
	read_seconds: Gauge<F64>,
	settlement_lag: Gauge<U64>,
	era: Gauge<U64>,
	disabled: Gauge<U64>,
	supply: GaugeVec<F64>,
	pots: GaugeVec<F64>,
	nodes: GaugeVec<U64>,
	units: GaugeVec<U64>,
	window: GaugeVec<U64>,
	rate: GaugeVec<F64>,
	reserve: GaugeVec<F64>,
}

impl Metrics {
	fn new(registry: &Registry) -> Result<Self, PrometheusError> {
		let one = |name, help| Opts::new(name, help);
		let by_class = &["class"];
		let counters = |name, help| register(CounterVec::new(one(name, help), by_class)?, registry);
		let counter = |name, help| register(Counter::with_opts(one(name, help))?, registry);
		let whole = |name, help| register(Gauge::<U64>::with_opts(one(name, help))?, registry);
		let wholes =
			|name, help| register(GaugeVec::<U64>::new(one(name, help), by_class)?, registry);
		let amounts = |name, help, label| {
			register(GaugeVec::<F64>::new(one(name, help), &[label])?, registry)
		};
		Ok(Self {
			attestations: counters(
				"substation_attestations_total",
				"Attestations that counted, alone or in batches, in final blocks since start",
			)?,
			refused: counters(
				"substation_refused_attestations_total",
				"Items of batches that did not count, in final blocks since start",
			)?,
			misses: counters(
				"substation_misses_total",
				"Windows missed by active nodes, in final blocks since start",
			)?,
			excused: counters(
				"substation_excused_windows_total",
				"Windows of pages in which the chain had trouble, in final blocks since start",
			)?,
			jailed: counter("substation_jailed_total", "Nodes jailed, in final blocks since start")?,
			unread: counter(
				"substation_unread_blocks_total",
				"Final blocks that could not be read, as after an upgrade that this node does not know",
			)?,
			read_seconds: register(
				Gauge::<F64>::with_opts(one(
					"substation_read_seconds",
					"How long the last reading of these gauges took",
				))?,
				registry,
			)?,
			settlement_lag: whole(
				"substation_settlement_lag",
				"Windows that are closed and not yet settled",
			)?,
			era: whole("substation_era", "The era of the emission")?,
			disabled: whole(
				"substation_disabled_validators",
				"Validators that an offence keeps from their work for the rest of the era",
			)?,
			supply: amounts(
				"substation_supply_volt",
				"What exists (issuance), was minted (minted), this era's emission (emission), and the cap (cap)",
				"kind",
			)?,
			pots: amounts("substation_pot_volt", "What the pots hold", "pot")?,
			nodes: wholes("substation_active_nodes", "Active nodes")?,
			units: wholes("substation_active_units", "Units of active nodes")?,
			window: wholes("substation_window_blocks", "Blocks in a window")?,
			rate: amounts("substation_stream_volt", "What is streamed to a class in a block", "class")?,
			reserve: amounts(
				"substation_pool_reserve_volt",
				"What a class's pool has not streamed yet",
				"class",
			)?,
		})
	}

	fn count(&self, block: &tally::Block, names: &BTreeMap<ClassId, String>) {
		self.jailed.inc_by(block.jailed);
		for (class, tally) in &block.classes {
			let label = names.get(class).cloned().unwrap_or_else(|| class.to_string());
			let label = &[label.as_str()];
			self.attestations.with_label_values(label).inc_by(tally.attested);
			self.refused.with_label_values(label).inc_by(tally.refused);
			self.misses.with_label_values(label).inc_by(tally.missed);
			self.excused.with_label_values(label).inc_by(tally.excused);
		}
	}

	fn set_network(&self, report: &NetworkReport) {
		self.settlement_lag.set(report.settlement_lag.into());
		self.era.set(report.era.into());
		for (kind, amount) in [
			("issuance", report.issuance),
			("minted", report.minted),
			("emission", report.emission),
			("cap", report.cap),
		] {
			self.supply.with_label_values(&[kind]).set(volt(amount));
		}
	}

	fn set_class(&self, report: &ClassReport, reserve: Balance) {
		let name = name(report);
		let label = &[name.as_str()];
		self.nodes.with_label_values(label).set(report.active.into());
		self.units.with_label_values(label).set(report.weight);
		self.window.with_label_values(label).set(report.class.period.into());
		self.rate.with_label_values(label).set(volt(report.rate));
		self.reserve.with_label_values(label).set(volt(reserve));
		// A counter that nobody has touched would be missing until its first event, and an alert with it.
		for counters in [&self.attestations, &self.refused, &self.misses, &self.excused] {
			counters.with_label_values(label);
		}
	}
}

fn volt(amount: Balance) -> f64 {
	amount as f64 / UNIT as f64
}

fn name(report: &ClassReport) -> String {
	String::from_utf8_lossy(&report.class.name).into_owned()
}

/// Follows the chain.
struct Follower<S> {
	client: Arc<FullClient>,
	sync: S,
	metrics: Metrics,
	names: BTreeMap<ClassId, String>,
}

impl<S: SyncOracle> Follower<S> {
	/// Counts a final block. One that cannot be read is no reason to stop.
	fn count(&self, block: Hash) {
		match self.tally(block) {
			Ok(tally) => self.metrics.count(&tally, &self.names),
			Err(error) => {
				self.metrics.unread.inc();
				log::debug!("metrics: block {block:?} is not counted: {error}");
			}
		}
	}

	fn tally(&self, block: Hash) -> Result<tally::Block, Failure> {
		self.must_know(block)?;
		let body = self.client.block_body(block)?.ok_or("no body")?;
		let events =
			self.read(block, frame_support::storage::storage_prefix(b"System", b"Events"))?;
		Ok(tally::Block::count(&body, &events.unwrap_or_else(|| vec![0]))?)
	}

	/// Another runtime's types may decode into nonsense.
	fn must_know(&self, block: Hash) -> Result<(), Failure> {
		let version = self.client.runtime_api().version(block)?.spec_version;
		if version == VERSION.spec_version {
			return Ok(());
		}
		Err(format!("runtime {version} is not {}, which this node knows", VERSION.spec_version)
			.into())
	}

	fn read(&self, block: Hash, key: impl AsRef<[u8]>) -> Result<Option<Vec<u8>>, Failure> {
		let key = StorageKey(key.as_ref().to_vec());
		let value = StorageProvider::<_, FullBackend>::storage(&*self.client, block, &key)?;
		Ok(value.map(|data| data.0))
	}

	fn decode<T: codec::Decode + Default>(
		&self,
		block: Hash,
		key: impl AsRef<[u8]>,
	) -> Result<T, Failure> {
		match self.read(block, key)? {
			Some(value) => Ok(T::decode(&mut &*value)?),
			None => Ok(T::default()),
		}
	}

	fn refresh(&mut self, block: Hash) {
		if let Err(error) = self.set_gauges(block) {
			log::debug!("metrics: gauges are as they were: {error}");
		}
	}

	fn set_gauges(&mut self, block: Hash) -> Result<(), Failure> {
		let start = Instant::now();
		self.must_know(block)?;
		let report = self.client.runtime_api().network(block)?;
		self.names = report.classes.iter().map(|class| (class.id, name(class))).collect();
		self.metrics.set_network(&report);
		for class in &report.classes {
			let key = pallet_rewards::Pools::<Runtime>::hashed_key_for(class.id);
			let pool: pallet_rewards::Pool = self.decode(block, key)?;
			self.metrics.set_class(class, pool.reserve);
		}
		self.set_pots(block)?;
		self.set_disabled(block)?;
		self.metrics.read_seconds.set(start.elapsed().as_secs_f64());
		Ok(())
	}

	fn set_disabled(&self, block: Hash) -> Result<(), Failure> {
		let key = pallet_session::DisabledValidators::<Runtime>::hashed_key();
		let disabled: Vec<(u32, OffenceSeverity)> = self.decode(block, key)?;
		self.metrics.disabled.set(disabled.len() as u64);
		Ok(())
	}

	fn set_pots(&self, block: Hash) -> Result<(), Failure> {
		for (pot, id) in [
			("rewards", configs::REWARDS_POT),
			("services", configs::SERVICES_POT),
			("backing", configs::BACKING_POT),
			("validators", configs::VALIDATORS_POT),
			("stakers", configs::STAKING_POT),
			("treasury", configs::TREASURY),
		] {
			let account: AccountId = id.into_account_truncating();
			let key = frame_system::Account::<Runtime>::hashed_key_for(account);
			let info: frame_system::AccountInfo<u32, pallet_balances::AccountData<Balance>> =
				self.decode(block, key)?;
			self.metrics.pots.with_label_values(&[pot]).set(volt(info.data.free));
		}
		Ok(())
	}

	async fn run(mut self) {
		self.refresh(self.client.info().finalized_hash);
		let mut finality = self.client.finality_notification_stream().ready_chunks(AT_ONCE);
		while let Some(notifications) = finality.next().await {
			// What happened long ago is no news, and its state may be gone.
			if self.sync.is_major_syncing() {
				continue;
			}
			for notification in &notifications {
				notification.tree_route.iter().for_each(|block| self.count(*block));
				self.count(notification.hash);
			}
			if let Some(last) = notifications.last() {
				self.refresh(last.hash);
			}
		}
	}
}

/// Follows the chain's final blocks for as long as there are any.
pub async fn follow(
	client: Arc<FullClient>,
	sync: impl SyncOracle,
	registry: Registry,
) -> Result<(), PrometheusError> {
	let metrics = Metrics::new(&registry)?;
	Follower { client, sync, metrics, names: BTreeMap::new() }.run().await;
	Ok(())
}
