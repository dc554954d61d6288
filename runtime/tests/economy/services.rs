//! A customer's story through the `Executive`: what is paid follows from the blocks that the device attested in.

use frame_support::{assert_ok, traits::fungible::Inspect};
use pallet_services::{Arbiter, Book, Call, Error, Sla, Target, Terms};
use sp_keyring::Sr25519Keyring::{self, Bob, Charlie, Dave, Eve};
use sp_runtime::{DispatchError, Perbill, Permill};
use substation_primitives::{
	api::{
		runtime_decl_for_depin_api::DepinApiV1, AgreementReport, AgreementStatus, ClassEra,
		IncomeReport,
	},
	AgreementId, Balance, ClassId, NodeId,
};
use substation_runtime::{
	constants::UNIT, economy, AccountId, Balances, Block, Emission, Rewards, Runtime, Services,
};

use crate::chain::{attest, submit, Chain, Device};

type E = Error<Runtime>;

/// A class with windows of five blocks.
const GPU: ClassId = 1;
const NODE: NodeId = 0;

fn terms() -> Terms<AccountId> {
	Terms {
		price: 10 * UNIT,
		sla: Sla { uptime: Perbill::from_percent(70), guarantee: Perbill::from_percent(20) },
		arbiter: Arbiter::Account(Dave.to_account_id()),
	}
}

/// A node of Bob's with two units.
fn with_node(device: &Device) -> Chain {
	let mut chain = Chain::dev();
	chain.block(|| {
		let call = pallet_nodes::Call::register {
			class: GPU,
			units: 2,
			device_key: device.key(),
			possession: device.consent(&Bob.to_account_id(), 100),
			collateral: 2_000 * UNIT,
			operator: None,
			payee: Some(Eve.to_account_id()),
			location: None,
			metadata: Default::default(),
		};
		assert_ok!(submit(Bob, call));
	});
	chain
}

/// The same, which Charlie buys for 20 windows of 20 VOLT each.
fn with_agreement(device: &Device) -> Chain {
	let mut chain = with_node(device);
	chain.block(|| {
		assert_ok!(submit(Bob, Call::offer { node: NODE, units: 2, terms: terms() }));
		assert_eq!(Services::for_sale(NODE), 2);
	});
	chain.block(|| {
		let target = Target::Node(NODE);
		let open = Call::open { target, units: 2, windows: 20, wants: terms() };
		assert_ok!(submit(Charlie, open));
	});
	chain
}

/// Runs to `block`, attesting in each window but those that close at one of `missed`.
fn run(chain: &mut Chain, device: &Device, block: u32, missed: &[u32]) {
	while chain.number() < block {
		let closes = (chain.number() + 1) / 5 * 5 + 5;
		chain.block(|| {
			if !missed.contains(&closes) {
				attest(NODE, device);
			}
		});
	}
}

fn report(agreement: AgreementId) -> AgreementReport<AccountId> {
	<Runtime as DepinApiV1<Block, AccountId>>::agreement(agreement).unwrap()
}

fn income() -> IncomeReport {
	<Runtime as DepinApiV1<Block, AccountId>>::income(NODE).unwrap()
}

fn total(who: Sr25519Keyring) -> Balance {
	Balances::total_balance(&who.to_account_id())
}

fn refused(error: impl Into<DispatchError>) -> Result<(), DispatchError> {
	Err(error.into())
}

#[test]
fn a_customers_whole_story_should_follow_the_record() {
	let device = Device::sr25519(0);
	let mut chain = with_agreement(&device);
	// Windows of duty close at 10, 15, …, 40; two of seven are missed.
	run(&mut chain, &device, 40, &[25, 30]);
	chain.at(|| {
		let report = report(0);
		assert_eq!((report.payable, report.funded), (5, 15));
		assert_eq!((report.served, report.down, report.kept), (5, 2, true));
		assert_eq!((report.status, report.rate), (AgreementStatus::Running, 20 * UNIT));
	});
	chain.block(|| {
		assert_ok!(submit(Dave, Call::settle { agreement: 0 }));
		assert_eq!(submit(Dave, Call::settle { agreement: 0 }), refused(E::NothingToSettle));
		let book = Book { burned: 20 * UNIT, treasury: 5 * UNIT, income: 60 * UNIT };
		assert_eq!(Services::book_of(GPU), book);
		// 75 % of 100 are the operator's, a fifth of that is at stake.
		let before = total(Eve);
		assert_ok!(submit(Dave, Call::collect { agreement: 0 }));
		assert_eq!(total(Eve), before + 60 * UNIT);
	});
	// What was burned in the third era comes back by half in the fourth; the subsidy has begun to fade.
	run(&mut chain, &device, 61, &[]);
	chain.at(|| {
		let history = <Runtime as DepinApiV1<Block, AccountId>>::history(GPU);
		let [.., third, fourth] = history[..] else { panic!("four eras") };
		assert!(third.subsidy_share < Permill::one());
		let (third, fourth) = (third.totals, fourth.totals);
		assert_eq!((third.era, third.burned, third.income), (2, 20 * UNIT, 60 * UNIT));
		assert_eq!((fourth.era, fourth.service), (3, 10 * UNIT));
		let withheld = Emission::emission().withheld;
		assert!(withheld.abs_diff(60 * UNIT / 30 * 80 / 100) <= 1, "{withheld}");
		let ClassEra { availability, service, .. } = fourth;
		let share = Permill::from_rational(availability, availability + service);
		let streams = Rewards::rate(GPU) * 14_400;
		let income = income();
		assert!(income.availability.abs_diff(share * streams) <= streams / 500_000);
		// 20 VOLT in each of 2,880 windows a day, of which 75 % are left.
		assert_eq!(income.customers, 2_880 * 15 * UNIT);
		assert!(income.subsidy_share < Permill::one());
	});
	// The capacity is Charlie's: it can't be taken away by a smaller node, nor sold again.
	chain.block(|| {
		let smaller = pallet_nodes::Call::update {
			node: NODE,
			units: Some(1),
			metadata: None,
			location: None,
		};
		let sold = pallet_nodes::Error::<Runtime>::CapacitySold;
		assert_eq!(submit(Bob, smaller), refused(sold));
		let open = Call::open { target: Target::Node(NODE), units: 1, windows: 1, wants: terms() };
		assert_eq!(submit(Eve, open), refused(E::NotEnoughUnits));
		attest(NODE, &device);
	});
	// The customer leaves in an open window that was attested, and pays for it.
	run(&mut chain, &device, 66, &[]);
	chain.block(|| {
		let before = total(Charlie);
		assert_ok!(submit(Charlie, Call::close { agreement: 0 }));
		assert_eq!(Services::agreement(0), None);
		assert_eq!(Services::for_sale(NODE), 2);
		// Five windows closed since, and one is open: 9 of 20 are left, and the deposit is back.
		let refunded = 9 * 20 * UNIT + economy::AGREEMENT_DEPOSIT;
		let fee = before + refunded - total(Charlie);
		assert!(fee > 0 && fee < UNIT / 10, "{fee}");
	});
}

/// What Bob, Charlie and Eve have in the end, who own the only node of the class and all that it is paid, where Charlie is its
/// customer and where nobody is; and what of Charlie's payments was burned, and what came back by the service stream.
fn ring(deals: bool) -> (Balance, Balance, Balance) {
	let device = Device::sr25519(0);
	let mut chain = if deals { with_agreement(&device) } else { with_node(&device) };
	let mut history = Vec::new();
	for era in 1..=5 {
		run(&mut chain, &device, era * economy::DEV_ERA, &[]);
		chain.block(|| {
			attest(NODE, &device);
			if deals {
				assert_ok!(submit(Dave, Call::settle { agreement: 0 }));
			}
		});
	}
	run(&mut chain, &device, 6 * economy::DEV_ERA + 5, &[]);
	chain.block(|| {
		if deals {
			assert_ok!(submit(Charlie, Call::close { agreement: 0 }));
			assert_ok!(submit(Bob, Call::withdraw_offer { node: NODE }));
		}
		assert_ok!(submit(Dave, pallet_rewards::Call::claim { node: NODE }));
		history = <Runtime as DepinApiV1<Block, AccountId>>::history(GPU);
	});
	let sum = |part: fn(&ClassEra) -> Balance| history.iter().map(|era| part(&era.totals)).sum();
	let wealth = chain.at(|| [Bob, Charlie, Eve].map(total).iter().sum());
	(wealth, sum(|era| era.burned), sum(|era| era.service))
}

#[test]
fn paying_oneself_should_lose_half_of_what_is_burned_at_least() {
	let ((without, ..), (with, burned, service)) = (ring(false), ring(true));
	assert_eq!(
		(burned, service),
		(76 * UNIT, 38 * UNIT),
		"a fifth of 19 windows, and half of that"
	);
	assert!(with + burned / 2 <= without, "{with} instead of {without}");
}

#[test]
fn a_node_that_retires_should_break_its_agreement_and_wait_for_its_end() {
	let device = Device::sr25519(0);
	let mut chain = with_agreement(&device);
	run(&mut chain, &device, 41, &[]);
	chain.block(|| {
		attest(NODE, &device);
		assert_ok!(submit(Bob, pallet_nodes::Call::retire { node: NODE }));
		assert_ok!(submit(Dave, Call::settle { agreement: 0 }));
		let AgreementStatus::Suspended(closes) = report(0).status else { panic!("suspended") };
		assert_eq!(closes, 42 + economy::SERVICE_GRACE * economy::DEV_ERA);
	});
	// The proof of possession expires, but the agreement keeps the node.
	chain.run_to(101);
	let reap = || pallet_nodes::Call::reap { node: NODE };
	chain.block(|| {
		let bound = pallet_nodes::Error::<Runtime>::AgreementsOpen;
		assert_eq!(submit(Dave, reap()), refused(bound));
		let before = total(Charlie);
		assert_ok!(submit(Charlie, Call::close { agreement: 0 }));
		// Eight windows of 20 VOLT were served; the guarantee is a fifth of 75 % of that.
		let refunded = (400 - 160 + 24) * UNIT + economy::AGREEMENT_DEPOSIT;
		assert!(before + refunded - total(Charlie) < UNIT / 10);
		let unbonding = pallet_collateral::Error::<Runtime>::StillUnbonding;
		assert_eq!(submit(Dave, reap()), refused(unbonding));
	});
}

#[test]
fn an_arbiter_should_decide_over_what_was_not_collected() {
	let device = Device::sr25519(0);
	let mut chain = with_agreement(&device);
	run(&mut chain, &device, 40, &[]);
	chain.block(|| {
		assert_ok!(submit(Charlie, Call::dispute { agreement: 0 }));
		assert_eq!(submit(Bob, Call::collect { agreement: 0 }), refused(E::UnderDispute));
		let refund = Perbill::from_percent(40);
		let resolve = || Call::resolve_dispute { agreement: 0, refund };
		assert_eq!(submit(Bob, resolve()), refused(E::NotArbiter));
		let before = total(Eve);
		assert_ok!(submit(Dave, resolve()));
		// Eight windows of 20 VOLT, the open one included; 75 % of that was contested.
		assert_eq!(total(Eve), before + 120 * UNIT * 60 / 100);
	});
}

#[test]
fn no_settlement_should_cover_more_eras_than_income_is_averaged_over() {
	const { assert!(economy::PAID_AHEAD <= pallet_emission::HISTORY * economy::ERA) };
}
