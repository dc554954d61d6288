//! From the runtime's types to the agent's, and back.

use subxt::utils::{AccountId32, H256};

use super::api::runtime_types::{
	bounded_collections::bounded_vec::BoundedVec,
	sp_runtime::{MultiSignature, MultiSigner},
	substation_primitives::{api as depin, attest, node, proof},
};
use crate::{
	amount::Amount,
	keys::{Public, Signature},
	message::{Address, NodeId, Payload, Possession, Report},
	model::{self, Class, Duty, Network, Node, PendingSlash, Status, Unbonding, Vesting},
};

pub fn duty(duty: node::Duty) -> Duty {
	Duty {
		address: address(duty.address),
		window: duty.window,
		challenge: duty.challenge.0,
		opens: duty.opens,
		closes: duty.closes,
		min_firmware: duty.min_firmware,
		attested: duty.attested,
	}
}

pub fn address(address: node::Address) -> Address {
	Address { class: address.class, page: address.page, slot: address.slot }
}

pub fn node(id: NodeId, report: depin::NodeReport<AccountId32>) -> Node {
	Node {
		node: id,
		status: status(report.info.status),
		reason: reason(report.reason),
		class: report.info.class,
		units: report.info.units,
		owner: report.info.owner.to_string(),
		operator: report.info.operator.map(|account| account.to_string()),
		payee: report.info.payee.to_string(),
		device_key: device_key(report.device_key),
		duty: report.duty.map(duty),
		claimable: Amount(report.claimable),
		vesting: Vesting {
			total: Amount(report.vesting.total),
			released: Amount(report.vesting.released),
			running: Amount(report.vesting.running),
			until: report.vesting.until,
			waiting: Amount(report.vesting.waiting),
		},
		windows: report.counters.windows,
		missed: report.counters.missed,
		missed_of_last_64: report.counters.history.count_ones(),
		missed_in_a_row: report.counters.history.trailing_ones(),
		collateral: Amount(report.collateral),
		required: Amount(report.required),
		missing: Amount(report.missing),
		top_up_by: report.top_up_by,
		pending_slashes: report.pending_slashes.into_iter().map(pending_slash).collect(),
		unbonding: report
			.unbonding
			.into_iter()
			.map(|part| Unbonding { amount: Amount(part.amount), unlocks: part.unlocks })
			.collect(),
		daily_income: Amount(report.daily_income),
		subsidy_share: f64::from(report.subsidy_share.0) / 10_000.0,
		break_even: f64::from(report.break_even.0) / 10_000_000.0,
	}
}

fn pending_slash(slash: depin::PendingSlash) -> PendingSlash {
	PendingSlash {
		era: slash.era,
		amount: Amount(slash.amount),
		applies: slash.applies,
		appealed: slash.appealed,
	}
}

fn status(status: node::Status) -> Status {
	match status {
		node::Status::Active => Status::Active,
		node::Status::Jailed => Status::Jailed,
		node::Status::Suspended => Status::Suspended,
		node::Status::Retiring => Status::Retiring,
	}
}

fn reason(reason: depin::Reason) -> model::Reason {
	match reason {
		depin::Reason::Attested => model::Reason::Attested,
		depin::Reason::AttestationDue => model::Reason::AttestationDue,
		depin::Reason::TopUpDue(era) => model::Reason::TopUpDue(era),
		depin::Reason::JailedUntil(block) => model::Reason::JailedUntil(block),
		depin::Reason::CollateralShort(amount) => model::Reason::CollateralShort(Amount(amount)),
		depin::Reason::Unbonding => model::Reason::Unbonding,
	}
}

pub fn network(report: depin::NetworkReport) -> Network {
	let mut classes: Vec<_> = report.classes.into_iter().map(class).collect();
	classes.sort_by_key(|class| class.id);
	Network { era: report.era, classes }
}

fn class(report: depin::ClassReport) -> Class {
	let class = report.class;
	Class {
		id: report.id,
		name: String::from_utf8_lossy(&class.name.0).into_owned(),
		period: class.period,
		min_units: class.min_units,
		max_units: class.max_units,
		collateral_per_unit: Amount(report.collateral_per_unit),
	}
}

pub fn signer(key: &Public) -> MultiSigner {
	match *key {
		Public::Ed25519(key) => MultiSigner::Ed25519(key),
		Public::Sr25519(key) => MultiSigner::Sr25519(key),
		Public::Ecdsa(key) => MultiSigner::Ecdsa(key),
	}
}

fn device_key(key: MultiSigner) -> String {
	match key {
		MultiSigner::Ed25519(key) => Public::Ed25519(key).to_string(),
		MultiSigner::Sr25519(key) => Public::Sr25519(key).to_string(),
		MultiSigner::Ecdsa(key) => Public::Ecdsa(key).to_string(),
		// The chain takes no such device.
		MultiSigner::Eth(key) => format!("eth 0x{}", hex::encode(key)),
	}
}

pub fn signature(signature: &Signature) -> MultiSignature {
	match *signature {
		Signature::Ed25519(signature) => MultiSignature::Ed25519(signature),
		Signature::Sr25519(signature) => MultiSignature::Sr25519(signature),
		Signature::Ecdsa(signature) => MultiSignature::Ecdsa(signature),
	}
}

pub fn report(report: &Report) -> attest::Report {
	attest::Report { firmware: report.firmware, uptime: report.uptime, available: report.available }
}

pub fn payload(payload: &Payload) -> attest::Payload {
	let Address { class, page, slot } = payload.address;
	attest::Payload {
		version: payload.version,
		genesis: H256(payload.genesis),
		address: node::Address { class, page, slot },
		window: payload.window,
		challenge: H256(payload.challenge),
		report: report(&payload.report),
	}
}

pub fn possession(possession: &Possession) -> proof::Possession {
	proof::Possession { expires: possession.expires, signature: signature(&possession.signature) }
}

pub fn metadata(text: &str) -> BoundedVec<u8> {
	BoundedVec(text.as_bytes().to_vec())
}
