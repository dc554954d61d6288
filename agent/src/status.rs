use serde::Serialize;

use crate::{
	chain::Chain,
	cli,
	error::{Error, Result},
	keys::Key,
	message::BlockNumber,
	model::{Node, Reason, Status, Vesting},
};

/// Shows a node.
pub async fn status(args: cli::Status) -> Result<()> {
	let key = args.which.key.as_deref().map(Key::read).transpose()?;
	let chain = Chain::connect(&args.connection.url, None).await?;
	let head = chain.best().await?;
	let id = match (args.which.node, key) {
		(Some(id), _) => id,
		(None, Some(key)) => chain.node_of(&head, &key.public()).await?.ok_or_else(|| {
			Error::Stop(
				"This device is no node yet; register it with `substation-agent register`.".into(),
			)
		})?,
		(None, None) => return crate::error::stop("Give --node or --key."),
	};
	let node = chain.node(&head, id).await?.ok_or_else(|| {
		Error::Stop(format!(
			"There is no node {id}; find the device's with `substation-agent status --key FILE`."
		))
	})?;
	let now = Now { block: head.number, era: chain.network(&head).await?.era };
	let warnings = warnings(&node, Some(now));
	if args.json {
		say!("{}", json(&node, now, &warnings)?);
	} else {
		say!("{}", table(&node, now).trim_end());
		for warning in warnings {
			say!("! {warning}");
		}
	}
	Ok(())
}

/// The chain's clocks.
#[derive(Clone, Copy, Serialize)]
pub struct Now {
	pub block: BlockNumber,
	pub era: u32,
}

/// What is wrong and what mends it, the most urgent first.
pub fn warnings(node: &Node, now: Option<Now>) -> Vec<String> {
	let id = node.node;
	let mut all: Vec<String> = standing(node, now).into_iter().collect();
	if node.status == Status::Active && node.missed_in_a_row > 0 {
		all.push(format!(
			"The last {} windows were missed: see that `substation-agent run` works on the device.",
			node.missed_in_a_row
		));
	}
	for slash in node.pending_slashes.iter().filter(|slash| !slash.appealed) {
		all.push(format!(
			"A slash of {} for era {} is applied in era {}: appeal with slashing.appeal({id}, {}) from the owner's \
			 account if the chain or a release was to blame.",
			slash.amount, slash.era, slash.applies, slash.era
		));
	}
	if let Some(now) = now {
		if node.unbonding.iter().any(|part| part.unlocks <= now.era) {
			all.push(format!(
				"Collateral is free: collect it with collateral.withdraw({id}) from the owner's account."
			));
		}
	}
	all
}

fn standing(node: &Node, now: Option<Now>) -> Option<String> {
	let id = node.node;
	let todo = match node.reason {
		Reason::Attested => return None,
		Reason::AttestationDue => return late(node, now),
		Reason::TopUpDue(era) => format!(
			"{} of collateral are missing: claim, or deposit with collateral.deposit({id}, {}) from the owner's account, \
			 before era {era} ends, or the node is suspended.",
			node.missing, node.missing.0
		),
		Reason::JailedUntil(block) => {
			let from = match now {
				Some(now) if now.block >= block => String::new(),
				_ => format!(", from block {block} on,"),
			};
			format!(
				"Too many windows in a row were missed: see that `substation-agent run` works on the device, then{from} \
				 call attestation.unjail({id}) from the owner's or operator's account."
			)
		}
		Reason::CollateralShort(missing) if missing.0 <= 1 => format!(
			"It has enough collateral again: deposit any more with collateral.deposit({id}, 1) from the owner's account, and it \
			 is active."
		),
		Reason::CollateralShort(missing) => format!(
			"{missing} of collateral are missing: deposit them with collateral.deposit({id}, {}) from the owner's \
			 account.",
			missing.0
		),
		Reason::Unbonding => format!(
			"It is leaving for good: once nothing is unbonding any more, call nodes.reap({id}) from any account."
		),
	};
	Some(todo)
}

/// The first half of a window is for the agent to choose its moment; after that an open window is a worry.
fn late(node: &Node, now: Option<Now>) -> Option<String> {
	let (duty, now) = (node.duty?, now?);
	let half = duty.opens + duty.closes.saturating_sub(duty.opens) / 2;
	(now.block > half).then(|| {
		format!(
			"Window {} is not attested and closes at block {}: start `substation-agent run --key FILE` on the device.",
			duty.window, duty.closes
		)
	})
}

fn json(node: &Node, now: Now, warnings: &[String]) -> Result<String> {
	#[derive(Serialize)]
	struct All<'a> {
		#[serde(flatten)]
		now: Now,
		#[serde(flatten)]
		node: &'a Node,
		warnings: &'a [String],
	}
	serde_json::to_string_pretty(&All { now, node, warnings }).map_err(|why| {
		Error::Stop(format!("This node cannot be shown as JSON ({why}); leave --json out."))
	})
}

fn table(node: &Node, now: Now) -> String {
	let mut rows = vec![
		("node", node.node.to_string()),
		("status", node.status.to_string()),
		("reason", node.reason.to_string()),
		("class, units", format!("{}, {}", node.class, node.units)),
		("owner", node.owner.clone()),
	];
	rows.extend(node.operator.clone().map(|operator| ("operator", operator)));
	rows.push(("payee", node.payee.clone()));
	rows.push(("device key", node.device_key.clone()));
	if let Some(duty) = &node.duty {
		let state = if duty.attested { "attested" } else { "due" };
		let left = duty.closes.saturating_sub(now.block);
		rows.push(("place", format!("page {}, slot {}", duty.address.page, duty.address.slot)));
		rows.push((
			"window",
			format!("{}: {state}, closes at block {} (in {left})", duty.window, duty.closes),
		));
	}
	rows.push((
		"windows",
		format!(
			"{}, missed {}, {} of the last 64",
			node.windows, node.missed, node.missed_of_last_64
		),
	));
	rows.push(("claimable", node.claimable.to_string()));
	rows.push((
		"income a day",
		format!("{}, {:.1} % subsidy", node.daily_income, node.subsidy_share),
	));
	rows.push(("break-even", format!("{:.1} % uptime", node.break_even)));
	if node.vesting.total.0 > 0 {
		let Vesting { total, running, until, waiting, .. } = &node.vesting;
		rows.push(("vesting", format!("{total}: {running} until block {until}, then {waiting}")));
	}
	rows.push(("collateral", format!("{} of {}", node.collateral, node.required)));
	if node.missing.0 > 0 {
		let until = node.top_up_by.map_or_else(String::new, |era| format!(", until era {era}"));
		rows.push(("missing", format!("{}{until}; claims fill it first", node.missing)));
	}
	for part in &node.unbonding {
		rows.push(("unbonding", format!("{}, free in era {}", part.amount, part.unlocks)));
	}
	for slash in &node.pending_slashes {
		let state = if slash.appealed { "appealed" } else { "pending" };
		rows.push((
			"slash",
			format!(
				"{} for era {}, {state}, applied in era {}",
				slash.amount, slash.era, slash.applies
			),
		));
	}
	rows.push(("as of", format!("block {}, era {}", now.block, now.era)));
	rows.iter().map(|(name, value)| format!("{name:<13} {value}\n")).collect()
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::{
		amount::Amount,
		message::Address,
		model::{Duty, PendingSlash, Unbonding},
	};

	const NOW: Now = Now { block: 108, era: 9 };

	fn node() -> Node {
		Node {
			node: 7,
			status: Status::Active,
			reason: Reason::Attested,
			class: 1,
			units: 4,
			owner: "owner".into(),
			operator: None,
			payee: "payee".into(),
			device_key: "sr25519 0x00".into(),
			duty: Some(Duty {
				address: Address { class: 1, page: 0, slot: 3 },
				window: 10,
				challenge: [1; 32],
				opens: 100,
				closes: 110,
				min_firmware: 0,
				attested: true,
			}),
			claimable: Amount(0),
			vesting: Vesting {
				total: Amount(0),
				released: Amount(0),
				running: Amount(0),
				until: 0,
				waiting: Amount(0),
			},
			windows: 12,
			missed: 0,
			missed_of_last_64: 0,
			missed_in_a_row: 0,
			collateral: Amount(4_000_000_000_000),
			required: Amount(4_000_000_000_000),
			missing: Amount(0),
			top_up_by: None,
			pending_slashes: Vec::new(),
			unbonding: Vec::new(),
			daily_income: Amount(1),
			subsidy_share: 100.0,
			break_even: 90.0,
		}
	}

	fn standing(status: Status, reason: Reason) -> Vec<String> {
		warnings(&Node { status, reason, duty: None, ..node() }, Some(NOW))
	}

	#[test]
	fn a_healthy_node_should_have_no_warnings() {
		assert_eq!(warnings(&node(), Some(NOW)), Vec::<String>::new());
	}

	#[test]
	fn every_state_should_name_what_mends_it() {
		let jailed = standing(Status::Jailed, Reason::JailedUntil(200));
		assert!(jailed[0].contains("attestation.unjail(7)") && jailed[0].contains("200"));
		let cooled = standing(Status::Jailed, Reason::JailedUntil(NOW.block));
		assert!(cooled[0].contains("then call attestation.unjail(7)"));
		let short = standing(Status::Suspended, Reason::CollateralShort(Amount(5)));
		assert!(short[0].contains("collateral.deposit(7, 5)"));
		let enough = standing(Status::Suspended, Reason::CollateralShort(Amount(1)));
		assert!(enough[0].contains("enough") && enough[0].contains("collateral.deposit(7, 1)"));
		let due = standing(Status::Active, Reason::TopUpDue(11));
		assert!(due[0].contains("collateral.deposit(7, 0)") && due[0].contains("era 11"));
		let leaving = standing(Status::Retiring, Reason::Unbonding);
		assert!(leaving[0].contains("nodes.reap(7)"));
	}

	#[test]
	fn an_open_window_should_worry_only_after_its_first_half() {
		let mut node = Node { reason: Reason::AttestationDue, ..node() };
		if let Some(duty) = node.duty.as_mut() {
			duty.attested = false;
		}
		assert!(warnings(&node, Some(Now { block: 105, era: 9 })).is_empty());
		assert!(warnings(&node, Some(NOW))[0].contains("substation-agent run"));
	}

	#[test]
	fn misses_slashes_and_free_collateral_should_be_told() {
		let slash = |appealed| PendingSlash { era: 3, amount: Amount(9), applies: 12, appealed };
		let node = Node {
			missed_in_a_row: 2,
			pending_slashes: vec![slash(false), slash(true)],
			unbonding: vec![Unbonding { amount: Amount(1), unlocks: 9 }],
			..node()
		};
		let all = warnings(&node, Some(NOW));
		assert_eq!(all.len(), 3, "{all:?}");
		assert!(all[0].contains("last 2 windows"));
		assert!(all[1].contains("slashing.appeal(7, 3)"));
		assert!(all[2].contains("collateral.withdraw(7)"));
	}

	#[test]
	fn the_table_should_say_the_status_in_the_words_of_the_guide() {
		let guide = include_str!("../../docs/operators.md");
		let missing = Amount(5_000_000_000_000);
		for (reason, words) in [
			(Reason::Attested, "attested"),
			(Reason::AttestationDue, "attestation due"),
			(Reason::TopUpDue(11), "top-up due until era"),
			(Reason::JailedUntil(200), "jailed until block"),
			(Reason::CollateralShort(missing), "of collateral missing"),
			(Reason::Unbonding, "unbonding"),
		] {
			let table = table(&Node { reason, ..node() }, NOW);
			let row = table.lines().find(|row| row.starts_with("reason")).expect("a row");
			assert!(row.contains(words), "{row}");
			assert!(guide.contains(words), "{words}");
		}
	}

	#[test]
	fn the_table_should_show_the_deadline() {
		let table = table(&node(), NOW);
		assert!(table.contains("closes at block 110 (in 2)"), "{table}");
		assert!(table.contains("4 VOLT of 4 VOLT"), "{table}");
		assert!(table.contains("page 0, slot 3"), "{table}");
	}

	#[test]
	fn the_table_should_show_what_vests_and_what_is_missing() {
		let mut node = node();
		assert!(!table(&node, NOW).contains("vesting") && !table(&node, NOW).contains("missing  "));
		let volt = Amount(1_000_000_000_000);
		node.vesting.total = Amount(2 * volt.0);
		(node.vesting.running, node.vesting.until, node.vesting.waiting) = (volt, 300, volt);
		(node.missing, node.top_up_by) = (volt, Some(11));
		let table = table(&node, NOW);
		assert!(table.contains("2 VOLT: 1 VOLT until block 300, then 1 VOLT"), "{table}");
		assert!(table.contains("1 VOLT, until era 11; claims fill it first"), "{table}");
	}

	#[test]
	fn json_should_keep_amounts_exact() {
		let text = json(&node(), NOW, &["mend it".into()]).expect("serializable");
		let json: serde_json::Value = serde_json::from_str(&text).expect("JSON");
		assert_eq!(json["collateral"], "4000000000000");
		assert_eq!(json["status"], "active");
		assert_eq!(json["duty"]["attested"], true);
		assert_eq!(json["block"], 108);
		assert_eq!(json["warnings"][0], "mend it");
	}
}
