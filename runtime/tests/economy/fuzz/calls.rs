//! What people send: mostly what makes sense, often enough what does not.

use std::collections::BTreeMap;

use codec::Encode;
use frame_support::traits::GetCallMetadata;
use pallet_emission::{DemandTerms, Split};
use pallet_slashing::CancelTarget;
use sp_runtime::{traits::AccountIdConversion, MultiSignature, Perbill, Perquintill};
use substation_primitives::{Address, Attestation as Item, Class, ClassId, Duty, NodeId, Payload};
use substation_runtime::{
	configs::{ProxyType, REWARDS_POT, TREASURY},
	constants::{MILLI, UNIT},
	economy, AccountId, Attestation, Balance, Collateral, Emission, Nodes, Runtime, RuntimeCall,
	System, UncheckedExtrinsic,
};

use super::{Person, Tally, World};
use crate::chain::{general, Device};

pub type Sent = (Person, RuntimeCall);

/// The device of that number; the kinds of keys take turns.
pub fn device(number: u32) -> Device {
	match number % 3 {
		0 => Device::sr25519(number),
		1 => Device::ed25519(number),
		_ => Device::ecdsa(number),
	}
}

/// Pallet and name of a call.
pub fn name(call: &RuntimeCall) -> String {
	let metadata = call.get_call_metadata();
	format!("{}.{}", metadata.pallet_name, metadata.function_name)
}

/// Every call of the economy has worked at some time, and has been refused at another.
pub fn check_reach(tally: &Tally) {
	let ours = [
		"Nodes",
		"Collateral",
		"Attestation",
		"Slashing",
		"Rewards",
		"Emission",
		"Services",
		"Backing",
	];
	for pallet in ours {
		for function in RuntimeCall::get_call_names(pallet) {
			let what = format!("{pallet}.{function}");
			// Governance's calls come through sudo.
			let by_decree = [
				"Nodes.create_class",
				"Nodes.update_class",
				"Slashing.resolve_appeal",
				"Slashing.cancel",
			];
			if pallet == "Emission" || by_decree.contains(&what.as_str()) {
				continue;
			}
			let (good, bad) = tally.0.get(&what).copied().unwrap_or_default();
			assert!(good > 0, "{what} has never worked");
			assert!(bad > 0 || what == "Rewards.claim_many", "{what} was never refused");
		}
	}
}

impl World {
	/// Somebody, and what they send.
	pub fn any_call(&mut self) -> Sent {
		match self.dice.below(130) {
			0..18 => self.registration(),
			18..26 => self.batch(),
			26..42 => self.management(),
			42..47 => self.rotation(),
			47..53 => self.departure(),
			53..66 => self.collateral(),
			66..72 => self.unjail(),
			72..77 => self.appeal(),
			77..84 => self.claim(),
			84..92 => self.decree(),
			92..97 => self.transfer(),
			97..100 => self.wrapped(),
			100..115 => self.service(),
			_ => self.backing(),
		}
	}

	pub(super) fn person(&mut self) -> Person {
		self.dice.pick(&self.people)
	}

	/// An account, mostly of somebody.
	fn account(&mut self) -> AccountId {
		match self.dice.below(12) {
			0 => REWARDS_POT.into_account_truncating(),
			1 => TREASURY.into_account_truncating(),
			2 => AccountId::from([self.dice.below(8) as u8; 32]),
			_ => self.person().account,
		}
	}

	/// A node that there is or was, or almost.
	pub(super) fn node(&mut self) -> NodeId {
		let next = pallet_nodes::NextNode::<Runtime>::get();
		self.dice.below(u64::from(next) + 1) as NodeId
	}

	/// A node, and mostly its owner.
	pub(super) fn owned(&mut self) -> (Person, NodeId) {
		for _ in 0..4 {
			let node = self.node();
			let Some(record) = Nodes::node(node) else { continue };
			let managers = [Some(&record.owner), record.operator.as_ref()];
			let manager = managers[usize::from(self.dice.percent(15))];
			let found = self.people.iter().find(|person| Some(&person.account) == manager);
			if let Some(person) = found.cloned().filter(|_| self.dice.percent(95)) {
				return (person, node);
			}
		}
		(self.person(), self.node())
	}

	fn class(&mut self) -> ClassId {
		self.dice.below(u64::from(pallet_nodes::NextClass::<Runtime>::get()) + 1) as ClassId
	}

	fn amount(&mut self) -> Balance {
		let amounts =
			[0, 1, MILLI - 1, MILLI, UNIT / 3, UNIT, 20 * UNIT, 1_000 * UNIT, Balance::MAX];
		self.dice.pick(&amounts)
	}

	/// A device; sometimes one that has been used.
	fn device(&mut self) -> Device {
		if self.made > 0 && self.dice.percent(10) {
			return device(self.dice.below(u64::from(self.made)) as u32);
		}
		let new = device(self.made);
		self.keys.insert(new.key().encode(), self.made);
		self.made += 1;
		new
	}

	fn expiry(&mut self) -> u32 {
		let ahead = self.dice.pick(&[0, 1, 5, 5, 20, 20, 600, 601]);
		System::block_number() + ahead
	}

	fn registration(&mut self) -> Sent {
		let (owner, class) = (self.person(), self.class());
		let units = 1 + self.dice.below(4) as u32;
		let required = Nodes::required_collateral(class, units).unwrap_or(UNIT);
		let collateral = match self.dice.below(10) {
			0 => required - 1,
			1..5 => required + required / 3,
			_ => required,
		};
		let (device, expires) = (self.device(), self.expiry());
		let consenting = if self.dice.percent(3) { self.account() } else { owner.account.clone() };
		let length = self.dice.below(257) as usize;
		let call = pallet_nodes::Call::register {
			class,
			units,
			device_key: device.key(),
			possession: device.consent(&consenting, expires),
			collateral,
			operator: self.dice.percent(40).then(|| self.account()),
			payee: self.dice.percent(30).then(|| self.account()),
			location: self.dice.percent(20).then_some(0x0892_8308_280f_ffff),
			metadata: vec![7; length].try_into().unwrap(),
		};
		(owner, call.into())
	}

	/// An attestation with something wrong in it.
	pub fn garbled_attestation(
		&mut self,
		node: NodeId,
		device: &Device,
		duty: &Duty,
	) -> UncheckedExtrinsic {
		let mut payload = Device::payload(duty);
		let mut signer = device.clone();
		match self.dice.below(7) {
			0 => payload.version += 1,
			1 => payload.genesis = Default::default(),
			2 => payload.window = payload.window.wrapping_add(self.dice.next() as u32 | 1),
			3 => payload.challenge = Default::default(),
			4 => payload.address = Address { page: 5, ..payload.address },
			5 => signer = Device::sr25519(1_000_000 + node),
			_ => {
				let signature = signer.sign(&payload.message());
				payload.report.uptime += 1;
				return general(pallet_attestation::Call::attest { payload, signature }.into());
			}
		}
		let signature = signer.sign(&payload.message());
		general(pallet_attestation::Call::attest { payload, signature }.into())
	}

	/// The attestations of some nodes of a class, a few of them no good.
	fn batch(&mut self) -> Sent {
		let class = self.class();
		let duties: BTreeMap<_, _> = self
			.devices
			.iter()
			.filter_map(|(node, device)| Some((*node, (device.clone(), Attestation::duty(*node)?))))
			.filter(|(_, (_, duty))| duty.address.class == class)
			.collect();
		let spoil = self.dice.percent(50);
		let mut items = Vec::new();
		for (node, (device, duty)) in duties {
			// A device that is down is down for relayers too.
			let wanted = super::is_up(node, duty.window) && (spoil || !duty.attested);
			if wanted && self.dice.percent(50) {
				items.push(self.item(&device, Device::payload(&duty), spoil));
			}
		}
		let call =
			pallet_attestation::Call::attest_batch { class, items: items.try_into().unwrap() };
		(self.person(), call.into())
	}

	fn item(&mut self, device: &Device, mut payload: Payload, spoil: bool) -> Item {
		payload.report.firmware = self.dice.below(3) as u32;
		let mut signature = device.sign(&payload.message());
		if spoil && self.dice.percent(30) {
			signature = MultiSignature::Sr25519([0; 64].into());
		}
		let Address { page, slot, .. } = payload.address;
		Item { page, slot, window: payload.window, report: payload.report, signature }
	}

	fn management(&mut self) -> Sent {
		use pallet_nodes::Call;
		let (who, node) = self.owned();
		let call = match self.dice.below(6) {
			0 => {
				Call::set_operator { node, operator: self.dice.percent(80).then(|| self.account()) }
			}
			1 => Call::set_payee { node, payee: self.account() },
			2 => Call::transfer { node, to: self.account() },
			_ => Call::update {
				node,
				units: self.dice.percent(60).then(|| self.dice.below(6) as u32),
				metadata: self
					.dice
					.percent(40)
					.then(|| vec![1; self.dice.below(257) as usize].try_into().unwrap()),
				location: self
					.dice
					.percent(30)
					.then(|| self.dice.percent(50).then_some(0x0892_8308_280f_ffff)),
			},
		};
		(who, call.into())
	}

	fn rotation(&mut self) -> Sent {
		let (who, node) = self.owned();
		let device = self.device();
		let owner = Nodes::node(node).map_or(who.account.clone(), |record| record.owner);
		let (device_key, possession) = (device.key(), device.consent(&owner, self.expiry()));
		(who, pallet_nodes::Call::rotate_device_key { node, device_key, possession }.into())
	}

	fn departure(&mut self) -> Sent {
		let (who, node) = self.owned();
		let call = match self.dice.percent(35) {
			true => pallet_nodes::Call::retire { node },
			false => pallet_nodes::Call::reap { node },
		};
		(who, call.into())
	}

	fn collateral(&mut self) -> Sent {
		use pallet_collateral::Call;
		let (who, node) = self.owned();
		let call = match self.dice.below(3) {
			0 => {
				let missing = Collateral::shortfall(node).map(|(missing, _)| missing);
				let amount = missing.unwrap_or_else(|| self.amount());
				Call::deposit { node, amount }
			}
			1 => {
				let locked = Collateral::ledger(node).map_or(0, |ledger| ledger.locked);
				let part = self.dice.pick(&[locked, locked / 2, locked / 5, 1]);
				Call::request_withdrawal { node, amount: part }
			}
			_ => Call::withdraw { node },
		};
		(who, call.into())
	}

	fn unjail(&mut self) -> Sent {
		let (who, node) = self.owned();
		(who, pallet_attestation::Call::unjail { node }.into())
	}

	fn era(&mut self) -> u32 {
		let now = Emission::clock().map_or(0, |clock| clock.index);
		now.saturating_sub(self.dice.below(10) as u32)
	}

	/// A node and an era for which something is pending, if there is any.
	fn slash(&mut self) -> (Person, NodeId, u32) {
		let (mut who, mut node) = self.owned();
		for _ in 0..6 {
			let pending = pallet_slashing::Pallet::<Runtime>::pending_slashes(node);
			if let [slash, ..] = &pending[..] {
				return (who, node, slash.era);
			}
			(who, node) = self.owned();
		}
		let era = self.era();
		(who, node, era)
	}

	fn appeal(&mut self) -> Sent {
		let (who, node, era) = self.slash();
		(who, pallet_slashing::Call::appeal { node, era }.into())
	}

	fn claim(&mut self) -> Sent {
		let who = self.person();
		let call = match self.dice.percent(70) {
			true => pallet_rewards::Call::claim { node: self.node() },
			false => {
				let nodes: Vec<_> = (0..self.dice.below(20)).map(|_| self.node()).collect();
				pallet_rewards::Call::claim_many { nodes: nodes.try_into().unwrap() }
			}
		};
		(who, call.into())
	}

	/// Governance, or somebody who would like to be.
	fn decree(&mut self) -> Sent {
		let call: RuntimeCall = match self.dice.below(13) {
			0..3 => self.terms().into(),
			3 => {
				let mut class = economy::dev_classes()[self.dice.below(4) as usize].0.clone();
				class.period = 5 + self.dice.below(30) as u32;
				pallet_nodes::Call::create_class { class }.into()
			}
			4 => self.shares().into(),
			5 => {
				let part =
					|dice: &mut crate::dice::Dice| Perbill::from_percent(dice.below(60) as u32);
				let split =
					Split { validators: part(&mut self.dice), treasury: part(&mut self.dice) };
				pallet_emission::Call::set_split { split }.into()
			}
			6 => {
				let decays = [Perquintill::zero(), economy::DECAY, Perquintill::from_percent(1)];
				pallet_emission::Call::set_decay { decay: self.dice.pick(&decays) }.into()
			}
			7 | 8 => {
				let (_, node, era) = self.slash();
				let upheld = self.dice.percent(50);
				pallet_slashing::Call::resolve_appeal { node, era, upheld }.into()
			}
			9 => {
				let (class, era) = (self.class(), self.era());
				let target = CancelTarget::Class { class, era };
				pallet_slashing::Call::cancel { target }.into()
			}
			10 => {
				let part =
					|dice: &mut crate::dice::Dice| Perbill::from_percent(dice.below(101) as u32);
				let (service, floor) = (part(&mut self.dice), part(&mut self.dice));
				pallet_emission::Call::set_demand { terms: DemandTerms { service, floor } }.into()
			}
			_ => {
				let (_, node, era) = self.slash();
				let target = CancelTarget::Node { node, era };
				pallet_slashing::Call::cancel { target }.into()
			}
		};
		if self.dice.percent(10) {
			return (self.person(), call);
		}
		(self.people[0].clone(), pallet_sudo::Call::<Runtime>::sudo { call: Box::new(call) }.into())
	}

	/// Other terms for a class.
	fn terms(&mut self) -> pallet_nodes::Call<Runtime> {
		let class_id = self.class();
		let old = Nodes::class(class_id).unwrap_or_else(|| economy::dev_classes().remove(0).0);
		let percent =
			|dice: &mut crate::dice::Dice, most| Perbill::from_percent(dice.below(most) as u32);
		let dice = &mut self.dice;
		let class = match dice.below(6) {
			0 => Class { min_firmware: dice.below(3) as u32, ..old },
			1 => Class { jail_after: dice.below(5) as u32, ..old },
			2 => Class { cool_down: dice.below(30) as u32, ..old },
			3 => Class { break_even: percent(dice, 101), ..old },
			4 => Class { penalty_floor: percent(dice, 10), penalty_cap: percent(dice, 60), ..old },
			_ => {
				let ranges = [(UNIT / 2, 2), (UNIT, 1_000), (20 * UNIT, 50), (100 * UNIT, 1)];
				let (collateral_per_unit, times) = dice.pick(&ranges);
				let max_collateral_per_unit = collateral_per_unit * times;
				Class { collateral_per_unit, max_collateral_per_unit, max_units: 5, ..old }
			}
		};
		pallet_nodes::Call::update_class { class_id, class }
	}

	fn shares(&mut self) -> pallet_emission::Call<Runtime> {
		let mut shares = BTreeMap::new();
		for _ in 0..self.dice.below(6) {
			shares.insert(self.class(), self.dice.below(50) as u32);
		}
		pallet_emission::Call::set_shares { shares: shares.try_into().unwrap() }
	}

	fn transfer(&mut self) -> Sent {
		use pallet_balances::Call;
		let (who, dest, value) = (self.person(), self.account(), self.amount());
		let dest = dest.into();
		let call = match self.dice.below(4) {
			0 => Call::transfer_keep_alive { dest, value },
			1 if who.account != self.people[0].account => {
				Call::transfer_all { dest, keep_alive: self.dice.percent(50) }
			}
			2 => Call::burn { value: value.min(UNIT), keep_alive: false },
			_ => Call::transfer_allow_death { dest, value: value.min(1_000 * UNIT) },
		};
		(who, call.into())
	}

	/// A call inside another: in a batch, or by a proxy.
	fn wrapped(&mut self) -> Sent {
		let (who, call) = self.management();
		let another = self.collateral().1;
		let delegate = self.person();
		let call: RuntimeCall = match self.dice.below(5) {
			0 => pallet_utility::Call::<Runtime>::batch { calls: vec![call, another] }.into(),
			1 => pallet_utility::Call::<Runtime>::batch_all { calls: vec![call, another] }.into(),
			2 => pallet_utility::Call::<Runtime>::force_batch { calls: vec![another, call] }.into(),
			3 => {
				let types = [ProxyType::Any, ProxyType::NonTransfer, ProxyType::CancelProxy];
				let proxy_type = self.dice.pick(&types);
				let delegate = delegate.account.into();
				pallet_proxy::Call::add_proxy { delegate, proxy_type, delay: 0 }.into()
			}
			_ => {
				let (real, call) = (who.account.into(), Box::new(call));
				let call =
					pallet_proxy::Call::<Runtime>::proxy { real, force_proxy_type: None, call };
				return (delegate, call.into());
			}
		};
		(who, call)
	}
}
