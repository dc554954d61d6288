//! Random lives of a few nodes and their customers. After every step: all invariants, every token accounted for, nothing
//! paid that was not served, nothing changed by what was refused. At the end nothing is left in the pot.

use super::prelude::*;
use crate::Call;
use frame_support::traits::fungible::Inspect;
use proptest::prelude::*;
use sp_runtime::{traits::Dispatchable, DispatchResult, StateVersion};
use std::collections::BTreeMap;
use substation_primitives::{Demand, Takings};

const PEOPLE: [AccountId; 6] = [ALICE, BOB, OWNER, OPERATOR, PAYEE, ARBITER];
const NODES: u32 = 3;

#[derive(Clone, Debug)]
enum Op {
	Call(AccountId, Box<Call<Test>>),
	Resolve(u32, u32),
	/// The nodes that miss the window, by bits.
	Window(u8),
	Attest(NodeId),
	Wait(u32),
	Status(NodeId, Status),
	Transfer(NodeId, AccountId),
	Resize(NodeId, u32),
	CloseBooks,
}

fn any_terms() -> impl Strategy<Value = Terms<AccountId>> {
	let arbiter = prop_oneof![
		Just(Arbiter::Nobody),
		Just(Arbiter::Committee),
		Just(Arbiter::Account(ARBITER)),
	];
	(1..300u128, 0..=100u32, 0..=100u32, arbiter).prop_map(|(price, uptime, guarantee, arbiter)| {
		Terms { price, sla: sla(uptime, guarantee), arbiter }
	})
}

fn any_call() -> impl Strategy<Value = Call<Test>> {
	let node = || 0..NODES;
	let agreement = || 0..8u32;
	let target = prop_oneof![
		node().prop_map(Target::Node),
		prop::collection::vec(node(), 0..4).prop_map(|nodes| from_class(CLASS, &nodes)),
	];
	// Mostly terms that suit most offers.
	let wants = |arbiter| Terms { price: 300, sla: sla(0, 0), arbiter };
	let wants = prop_oneof![
		1 => any_terms(),
		6 => prop_oneof![
			Just(wants(Arbiter::Nobody)),
			Just(wants(Arbiter::Committee)),
			Just(wants(Arbiter::Account(ARBITER))),
		],
	];
	prop_oneof![
		4 => (node(), 0..14u32, any_terms())
			.prop_map(|(node, units, terms)| Call::offer { node, units, terms }),
		1 => node().prop_map(|node| Call::withdraw_offer { node }),
		8 => (target, 0..8u32, 0..25u32, wants).prop_map(|(target, units, windows, wants)| {
			Call::open { target, units, windows, wants }
		}),
		2 => (agreement(), 0..25u32)
			.prop_map(|(agreement, windows)| Call::top_up { agreement, windows }),
		2 => agreement().prop_map(|agreement| Call::close { agreement }),
		5 => agreement().prop_map(|agreement| Call::settle { agreement }),
		4 => agreement().prop_map(|agreement| Call::collect { agreement }),
		2 => agreement().prop_map(|agreement| Call::dispute { agreement }),
	]
}

fn any_op() -> impl Strategy<Value = Op> {
	let node = || 0..NODES;
	let who = || prop::sample::select(PEOPLE.to_vec());
	let status = prop_oneof![
		6 => Just(Status::Active),
		2 => Just(Status::Jailed),
		1 => Just(Status::Suspended),
		1 => Just(Status::Retiring),
	];
	prop_oneof![
		16 => (who(), any_call()).prop_map(|(who, call)| Op::Call(who, Box::new(call))),
		2 => (0..8u32, 0..=100u32).prop_map(|(agreement, refund)| Op::Resolve(agreement, refund)),
		10 => prop_oneof![Just(0), any::<u8>()].prop_map(Op::Window),
		2 => node().prop_map(Op::Attest),
		3 => (0..60u32).prop_map(Op::Wait),
		2 => (node(), status).prop_map(|(node, status)| Op::Status(node, status)),
		1 => (node(), who()).prop_map(|(node, owner)| Op::Transfer(node, owner)),
		1 => (node(), 1..15u32).prop_map(|(node, units)| Op::Resize(node, units)),
		1 => Just(Op::CloseBooks),
	]
}

/// What an agreement has brought in and cost, kept apart from the chain.
struct Account {
	node: NodeId,
	paid_in: Balance,
	spent: Balance,
	windows: u32,
	/// Windows that the node had served before.
	served: u32,
}

#[derive(Default)]
struct Model {
	accounts: BTreeMap<u32, Account>,
	burned: Balance,
	treasury: Balance,
	/// What the operators took in: by the books, at most, and what they were paid.
	income: Balance,
	earned: Balance,
	paid: Balance,
	/// What was burned by the events.
	to_burn: Balance,
}

fn served(node: NodeId) -> u32 {
	let (windows, missed, _) = Records::get(node).unwrap_or_default();
	windows - missed
}

impl Model {
	fn follow(&mut self, event: Event<Test>) {
		match event {
			Event::Opened { agreement, node, escrow, .. } => {
				let served = served(node);
				let account = Account { node, paid_in: escrow, spent: 0, windows: 0, served };
				self.accounts.insert(agreement, account);
			}
			Event::ToppedUp { agreement, amount, .. } => {
				self.accounts.get_mut(&agreement).unwrap().paid_in += amount;
			}
			Event::Settled { agreement, windows, amount, burned } => {
				self.earned += amount - burned - amount * 5 / 100;
				self.to_burn += burned;
				let account = self.accounts.get_mut(&agreement).unwrap();
				account.spent += amount;
				account.windows += windows;
				assert!(account.spent <= account.paid_in, "{agreement} was served on debt");
				let most = served(account.node) - account.served;
				assert!(
					account.windows <= most + 1,
					"{agreement} paid for {} windows, {most} were served, and one is open",
					account.windows
				);
			}
			Event::Disputed { agreement, .. } => {
				let account = self.accounts.get_mut(&agreement).unwrap();
				// The rest has gone back.
				account.paid_in = account.spent;
			}
			Event::Collected { amount, .. } => self.paid += amount,
			Event::Closed { agreement, refunded, paid, .. } => {
				self.paid += paid;
				let account = self.accounts.remove(&agreement).unwrap();
				let least = account.paid_in - account.spent + AGREEMENT_DEPOSIT;
				assert!(refunded >= least, "{agreement} kept what was not spent");
			}
			_ => (),
		}
	}

	fn close_books(&mut self) {
		let treasury = free(TREASURY);
		for (_, Takings { burned, income }) in Services::close_books() {
			self.burned += burned;
			self.income += income;
		}
		self.treasury += free(TREASURY) - treasury;
	}
}

fn run(op: Op, model: &mut Model) -> DispatchResult {
	let refused = Err(DispatchError::Other("of no use"));
	match op {
		Op::Call(who, call) => dispatch(by(who), *call)?,
		Op::Resolve(agreement, refund) => {
			let call =
				|| Call::resolve_dispute { agreement, refund: Perbill::from_percent(refund) };
			dispatch(RuntimeOrigin::root(), call()).or_else(|_| dispatch(by(ARBITER), call()))?
		}
		Op::Window(bits) => {
			let missing: Vec<_> = (0..NODES).filter(|node| bits >> node & 1 == 1).collect();
			window(&missing);
		}
		Op::Attest(node) if Nodes::get(node).is_some_and(|i| i.status == Status::Active) => {
			attest(node)
		}
		Op::Wait(blocks) => {
			// No window ends meanwhile that would have to be settled.
			Nodes::iter_keys().collect::<Vec<_>>().into_iter().for_each(|node| {
				Records::mutate(node, |record| record.get_or_insert_default().2 = 0);
			});
			(0..blocks / PERIOD).for_each(|_| window(&[]));
		}
		Op::Status(node, status) => {
			// Nobody comes back from retirement.
			if Nodes::get(node).unwrap().status == Status::Retiring {
				return refused;
			}
			set_status(node, status);
			Records::mutate(node, |record| record.get_or_insert_default().2 = 0);
		}
		Op::Transfer(node, owner) => change(node, |node| {
			(node.owner, node.payee, node.operator) = (owner, owner, None);
		}),
		Op::Resize(node, units) => {
			use substation_primitives::Commitments as _;
			// As the registry does it.
			if units < Services::sold(node) {
				return refused;
			}
			change(node, |node| node.units = units);
		}
		Op::CloseBooks => model.close_books(),
		_ => return refused,
	}
	Ok(())
}

fn dispatch(origin: RuntimeOrigin, call: Call<Test>) -> DispatchResult {
	let done = RuntimeCall::Services(call).dispatch(origin);
	done.map(drop).map_err(|refused| refused.error)
}

fn root() -> Vec<u8> {
	sp_io::storage::root(StateVersion::V1)
}

fn wealth() -> Balance {
	PEOPLE.iter().map(<Balances as Inspect<_>>::total_balance).sum()
}

fn check(model: &Model) {
	assert_eq!(Services::do_try_state(), Ok(()));
	let pots = [Services::pot(), TREASURY].map(free).iter().sum::<Balance>();
	assert_eq!(wealth() + pots, Balances::total_issuance());
	let genesis = PEOPLE.len() as Balance * ENDOWMENT + 2 * EXISTENTIAL_DEPOSIT;
	assert_eq!(Balances::total_issuance() + model.burned, genesis);
	let owed = |agreement: crate::AgreementOf<Test>| {
		let deposit = match agreement.state {
			State::Disputed { deposit, .. } => deposit,
			_ => 0,
		};
		deposit + agreement.deposit + agreement.escrow + agreement.earned + agreement.at_stake
	};
	let agreements: Balance = Agreements::<Test>::iter_values().map(owed).sum();
	let offers: Balance = Offers::<Test>::iter_values().map(|offer| offer.deposit).sum();
	let books: Balance = Books::<Test>::iter_values().map(|book| book.due().unwrap()).sum();
	assert_eq!(pot(), agreements + offers + books, "to the last base unit");
}

/// Lets all times be over, and everybody do what is left to do.
fn wind_up(model: &mut Model) {
	for node in 0..NODES {
		set_status(node, Status::Retiring);
		if let Some(offer) = Services::offer_of(node) {
			assert_ok!(Services::withdraw_offer(by(offer.maker), node));
		}
	}
	// Once to be suspended, where it is not, and once to be closed.
	for _ in 0..2 {
		wait(GRACE + DISPUTE_PERIOD + 1);
		for id in Agreements::<Test>::iter_keys().collect::<Vec<_>>() {
			assert_ok!(Services::settle(by(BOB), id));
		}
	}
	events().into_iter().for_each(|event| model.follow(event));
	model.close_books();
}

proptest! {
	#![proptest_config(ProptestConfig { cases: 96, ..Default::default() })]

	#[test]
	fn no_sequence_of_calls_should_break_an_invariant(ops in prop::collection::vec(any_op(), 1..150)) {
		new_test_ext().execute_with(|| {
			let mut model = Model::default();
			let before = wealth();
			for node in 0..NODES {
				offer(node);
			}
			for op in ops {
				let root_before = root();
				let done = run(op, &mut model);
				if done.is_err() {
					assert_eq!(root(), root_before, "what was refused changed something");
				}
				events().into_iter().for_each(|event| model.follow(event));
				check(&model);
			}
			wind_up(&mut model);
			check(&model);
			assert_eq!(pot(), 0);
			assert!(model.accounts.is_empty());
			assert_eq!(model.burned, model.to_burn);
			assert!((model.paid..=model.earned).contains(&model.income), "the books know what payments brought");
			assert_eq!(wealth() + model.burned + model.treasury, before);
		});
	}
}
