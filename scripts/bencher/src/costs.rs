//! What the chain's work costs, as multiples of the transfer that was measured in the same run.

use std::{
	collections::HashMap,
	fmt::Write,
	fs,
	ops::{Add, Mul, Sub},
	path::PathBuf,
};

/// A database access as FRAME's `ParityDbWeight` has it, in nanoseconds.
const READ: f64 = 8_000.0;
const WRITE: f64 = 50_000.0;
/// A block's weight, in nanoseconds.
const BLOCK: f64 = 2_000_000_000.0;
/// Nodes of a page.
const PAGE: f64 = 512.0;
/// Blocks in the shortest windows of a real network, those of `gpu`.
const PERIOD: f64 = 300.0;

/// Time in nanoseconds, and accesses to the database.
#[derive(Clone, Copy, Default)]
struct Cost {
	time: f64,
	reads: f64,
	writes: f64,
}

impl Cost {
	/// Nanoseconds with the database's.
	fn total(self) -> f64 {
		self.time + self.reads * READ + self.writes * WRITE
	}
}

impl Add for Cost {
	type Output = Self;
	fn add(self, other: Self) -> Self {
		Self {
			time: self.time + other.time,
			reads: self.reads + other.reads,
			writes: self.writes + other.writes,
		}
	}
}

impl Sub for Cost {
	type Output = Self;
	fn sub(self, other: Self) -> Self {
		self + other * -1.0
	}
}

impl Mul<f64> for Cost {
	type Output = Self;
	fn mul(self, times: f64) -> Self {
		Self { time: self.time * times, reads: self.reads * times, writes: self.writes * times }
	}
}

/// What was measured, by pallet, benchmark, and component or `base`.
struct Measured(HashMap<String, Cost>);

impl Measured {
	fn read(files: &[PathBuf]) -> Result<Self, String> {
		let mut measured = HashMap::<_, Cost>::new();
		for file in files {
			let text = fs::read_to_string(file)
				.map_err(|error| format!("{} can't be read: {error}", file.display()))?;
			for line in text.lines().filter(|line| !line.trim().is_empty()) {
				let (name, cost) = parse(line).ok_or(format!("no measurement: {line}"))?;
				let known = measured.entry(name).or_default();
				*known = *known + cost;
			}
		}
		Ok(Self(measured))
	}

	/// A part of a benchmark; nothing, where the component made no difference.
	fn part(&self, benchmark: &str, part: &str) -> Cost {
		self.0.get(&format!("{benchmark} {part}")).copied().unwrap_or_default()
	}

	fn base(&self, benchmark: &str) -> Result<Cost, String> {
		let base = self.0.get(&format!("{benchmark} base")).copied();
		base.ok_or(format!("{benchmark} was not measured"))
	}
}

fn parse(line: &str) -> Option<(String, Cost)> {
	let [pallet, benchmark, part, time, reads, writes] =
		line.split_whitespace().collect::<Vec<_>>().try_into().ok()?;
	let name = format!("{pallet} {benchmark} {part}");
	// Times come in picoseconds.
	let time = time.parse::<f64>().ok()? / 1_000.0;
	Some((name, Cost { time, reads: reads.parse().ok()?, writes: writes.parse().ok()? }))
}

/// A row of the table.
struct Row {
	what: &'static str,
	/// None, where there is only something to be told.
	target: Option<f64>,
	cost: Cost,
	/// Why it costs what it does, for who finds it over its target.
	why: &'static str,
}

fn rows(measured: &Measured) -> Result<Vec<Row>, String> {
	let write = Cost { writes: 1.0, ..Cost::default() };
	let attest = measured.base("pallet_attestation authorize_attest")?
		+ measured.base("pallet_attestation attest")?
		+ write;
	let batch = measured.base("pallet_attestation attest_batch")?
		+ measured.part("pallet_attestation attest_batch", "n") * PAGE;
	Ok(vec![
		Row {
			what: "`attest`, with state, freshness, reward and miss accounting",
			target: Some(1.3),
			cost: attest,
			why: "the check of the device's signature, which a transfer's weight has not in it (it is in \
			      the weight of every transaction), is most of the time.",
		},
		Row {
			what: "`attest_batch`, per node of a full page",
			target: Some(0.35),
			cost: batch * (1.0 / PAGE),
			why: "nearly all of it is the check of the device's signature, one for each node, and the host has no \
			      function that checks many at once for less: the state is read and written once for the page.",
		},
		Row {
			what: "settle a healthy page of 512",
			target: Some(2.0),
			cost: measured.base("pallet_attestation settle_page")?,
			why: "the class, the pool and the block's hash are read besides the page.",
		},
		Row {
			what: "settle one missed node",
			target: Some(3.0),
			cost: measured.part("pallet_attestation settle_missed", "n"),
			why: "the record, the position in the stream and the docket are written.",
		},
		Row {
			what: "the same where it is jailed, and an older slash applied with the miss",
			target: None,
			cost: measured.part("pallet_attestation settle_jailed", "n"),
			why: "",
		},
		Row {
			what: "`register` to earning, one call",
			target: Some(4.0),
			cost: measured.base("pallet_nodes register")?,
			why: "nine values have to be written for a node, which alone are the target: the counter of nodes, \
			      record, key, hold, ledger, page, roster, position in the stream and pool. To merge two of them \
			      would make what is done more often, a claim, a miss or a slash, read and write both. Four \
			      more are the member, by which a node's place is found, and for the first node of a page, one in \
			      512, the schedule, the vacancy and which is filled first. What is computed is the check of the proof and the hold.",
		},
		Row {
			what: "`claim`, after any time, by a stranger",
			target: Some(2.0),
			cost: measured.base("pallet_rewards claim")?,
			why: "it is a transfer, but of the two accounts of a transfer the measure counts one: the sender's is \
			      written for the fee in any case. Of a claim both count, the pot's and the payee's, and the \
			      position is written; node, member and page are read.",
		},
		Row {
			what: "`claim`, after any time, by the payee",
			target: Some(2.0),
			cost: measured.base("pallet_rewards claim_own")?,
			why: "it is a transfer, with the node, its page and its position besides, and a look at whether others stand behind the node and whether its class asks for more than its least.",
		},
		Row {
			what: "`open`, of one node",
			target: Some(4.0),
			cost: measured.base("pallet_services open")?
				+ measured.part("pallet_services open", "n"),
			why: "it is a transfer into the pot, with the agreement, its number and what the node has \
			      sold besides, and checks the node's offer and place.",
		},
		Row {
			what: "`settle`, after any time",
			target: Some(2.0),
			cost: measured.base("pallet_services settle")?,
			why: "the agreement and the class's book are written; the node's record is in three values.",
		},
		Row {
			what: "`settle` that finds the escrow used up, once",
			target: Some(2.0),
			cost: measured.base("pallet_services settle_suspend")?,
			why: "what the node has sold is written as well, and whether it leaves is read.",
		},
		Row {
			what: "`settle` that closes, once",
			target: Some(2.0),
			cost: measured.base("pallet_services settle_close")?,
			why: "it is two transfers, to the customer and to the payee, and drops the agreement.",
		},
		Row {
			what: "what a class that asks for more than its least adds to a `claim`",
			target: None,
			cost: measured.base("pallet_collateral retain")?,
			why: "",
		},
		Row {
			what: "what backers add to a node's `claim`, with any number of them",
			target: None,
			cost: measured.base("pallet_backing share")?,
			why: "",
		},
		Row {
			what: "a backer's `claim`, with any number of backers",
			target: Some(2.0),
			cost: measured.base("pallet_backing claim")?,
			why: "it is a transfer from the pot, with the position and what is behind the node besides.",
		},
	])
}

/// What all hooks of the economy cost in a block, with `nodes` in one class of which none is missing.
fn hooks(measured: &Measured, nodes: f64) -> Result<Cost, String> {
	let idle = [
		"pallet_emission on_initialize",
		"pallet_attestation on_poll",
		"pallet_attestation on_finalize",
		"pallet_collateral sweep_base",
		"pallet_slashing sweep_base",
	];
	let mut cost = measured.base("pallet_attestation settle_page")? * (nodes / PAGE).ceil();
	cost = cost * (1.0 / PERIOD);
	for hook in idle {
		cost = cost + measured.base(hook)?;
	}
	Ok(cost)
}

/// The page that `docs/costs.md` is.
pub fn table(files: &[PathBuf]) -> Result<String, String> {
	let measured = Measured::read(files)?;
	let transfer = measured.base("pallet_balances transfer_allow_death")?;
	let mut page = String::from(HEAD);
	let mut missed = Vec::new();
	let _ = writeln!(page, "| what | target | measured | computing | reads | writes |");
	let _ = writeln!(page, "|---|---|---|---|---|---|");
	let _ = line(&mut page, "`transfer_allow_death`, the measure", None, 1.0, transfer);
	for row in rows(&measured)? {
		let ratio = row.cost.total() / transfer.total();
		let _ = line(&mut page, row.what, row.target, ratio, row.cost);
		if row.target.is_some_and(|target| ratio > target) {
			missed.push(format!("- {}: {}", row.what, row.why));
		}
	}
	hooks_table(&mut page, &measured)?;
	reasons(&mut page, &missed);
	Ok(page)
}

fn line(
	page: &mut String,
	what: &str,
	target: Option<f64>,
	ratio: f64,
	cost: Cost,
) -> std::fmt::Result {
	let target = target.map_or(String::new(), |target| format!("≤ {target} ×"));
	let (time, reads, writes) = (cost.time / 1_000.0, cost.reads, cost.writes);
	writeln!(
		page,
		"| {what} | {target} | {ratio:.2} × | {time:.1} µs | {} | {} |",
		short(reads),
		short(writes)
	)
}

/// A number with no more digits than it needs.
fn short(number: f64) -> String {
	let text = format!("{number:.3}");
	text.trim_end_matches('0').trim_end_matches('.').into()
}

fn hooks_table(page: &mut String, measured: &Measured) -> Result<(), String> {
	page.push_str(HOOKS);
	let _ = writeln!(page, "| nodes | target | measured | in a block |");
	let _ = writeln!(page, "|---|---|---|---|");
	for (name, nodes, target) in [("10²", 1e2, ""), ("10⁴", 1e4, ""), ("10⁶", 1e6, "≤ 0.25 %")]
	{
		let total = hooks(measured, nodes)?.total();
		let part = total / BLOCK * 100.0;
		let _ = writeln!(page, "| {name} | {target} | {part:.3} % | {:.2} ms |", total / 1e6);
	}
	Ok(())
}

fn reasons(page: &mut String, missed: &[String]) {
	if missed.is_empty() {
		page.push_str("\nEvery target is met.\n");
	} else {
		page.push_str("\n## What misses its target, and why\n\n");
		missed.iter().for_each(|reason| {
			page.push_str(reason);
			page.push('\n');
		});
	}
}

const HEAD: &str = "# Costs

Written by `scripts/bench.sh`; do not edit. The targets are the design's. All is measured in one run on one machine, the
runtime as wasm, in the worst case of each, and held against an ordinary transfer of the same runtime. A read of the
database counts 8 µs and a write 50 µs, as in all weights of the chain (`ParityDbWeight`). What every transaction costs besides (its
signature, its fee, its nonce) is in neither side; an attestation, which carries no account, has its own signature in it. Proofs of state weigh
nothing: the validators of a solo chain have the state, so blocks carry no such proof and no limit is set to it.

";

const HOOKS: &str = "
## Hooks with none missing

All hooks of the economy together, in an ordinary block, as a part of a block's two seconds: those that only look whether
there is something to do, and the pages that close a window in it. All nodes are of one class with the shortest windows of a real
network, 300 blocks.

";
