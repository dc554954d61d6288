//! Random lives of a node's backers, each held against exact arithmetic on what every single one has; all invariants
//! after every step.

use super::prelude::*;
use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{Signed, ToPrimitive, Zero};
use proptest::prelude::*;
use std::collections::BTreeMap;

const PEOPLE: [AccountId; 3] = [ALICE, BOB, CAROL];
/// Large beside what rounding can do.
const UNIT: Balance = 1_000_000_000_000;

#[derive(Clone, Debug)]
enum Op {
	Back(usize, Balance),
	Unback(usize, Option<Balance>),
	Withdraw(usize),
	Claim(usize),
	Earn(Balance),
	Pay,
	Miss(Balance),
	Appeal(usize),
	Cancel(usize),
	Deposit(Balance),
	Commission(u32),
	NextEra(EraIndex),
}

fn op() -> impl Strategy<Value = Op> {
	let who = || 0..3usize;
	let amount = || (1..2_000u128, 0..UNIT).prop_map(|(units, rest)| units * UNIT + rest);
	prop_oneof![
		4 => (who(), amount()).prop_map(|(w, a)| Op::Back(w, a)),
		3 => (who(), prop::option::of(amount())).prop_map(|(w, a)| Op::Unback(w, a)),
		3 => who().prop_map(Op::Withdraw),
		2 => who().prop_map(Op::Claim),
		3 => (0..100 * UNIT).prop_map(Op::Earn),
		1 => Just(Op::Pay),
		3 => amount().prop_map(|amount| Op::Miss(amount / 2)),
		1 => (0..8usize).prop_map(Op::Appeal),
		1 => (0..8usize).prop_map(Op::Cancel),
		1 => amount().prop_map(Op::Deposit),
		1 => (0..20u32).prop_map(Op::Commission),
		5 => (1..5u32).prop_map(Op::NextEra),
	]
}

fn exact(amount: Balance) -> BigRational {
	BigRational::from_integer(BigInt::from(amount))
}

/// Tokens that came at one time, and those of them that left at one time.
#[derive(Clone, Debug)]
struct Tokens {
	who: AccountId,
	came: EraIndex,
	left: Option<EraIndex>,
	amount: BigRational,
}

/// What everybody has, token by token.
struct Model {
	now: EraIndex,
	own: BigRational,
	commission: Perbill,
	earned: Balance,
	/// Era, amount, first era in which it is due.
	slashes: Vec<(EraIndex, Balance, EraIndex)>,
	tokens: Vec<Tokens>,
	/// Earnings of each, and what each was paid of them.
	earnings: BTreeMap<AccountId, BigRational>,
	paid: BTreeMap<AccountId, Balance>,
	/// More was slashed than the pools let go: what they keep is not in the model.
	ruined: bool,
}

impl Model {
	fn new() -> Self {
		Self {
			now: 0,
			own: exact(1_000 * UNIT),
			commission: COMMISSION,
			earned: 0,
			slashes: Vec::new(),
			tokens: Vec::new(),
			earnings: BTreeMap::new(),
			paid: BTreeMap::new(),
			ruined: false,
		}
	}

	fn sum(&self, which: impl Fn(&Tokens) -> bool) -> BigRational {
		let amounts = self.tokens.iter().filter(|tokens| which(tokens));
		amounts.fold(BigRational::zero(), |sum, tokens| sum + &tokens.amount)
	}

	fn slash(&mut self, era: EraIndex, amount: Balance) {
		let stood =
			|tokens: &Tokens| tokens.came < era && tokens.left.is_none_or(|left| left >= era);
		let first = exact(OwnerFirst::get().mul_ceil(amount)).min(self.own.clone());
		let backed = self.sum(stood);
		let left = &self.own - &first + &backed;
		let rest = (exact(amount) - &first).min(left.clone());
		let theirs = match left.is_zero() {
			true => BigRational::zero(),
			false => &rest * &backed / &left,
		};
		self.own -= first + (rest - &theirs);
		if !backed.is_zero() {
			let kept = BigRational::from_integer(1.into()) - theirs / backed;
			self.ruined |= kept < BigRational::new(1.into(), (1 << 24).into());
			for tokens in self.tokens.iter_mut().filter(|tokens| stood(tokens)) {
				tokens.amount *= &kept;
			}
		}
	}

	fn apply_due(&mut self) {
		let now = self.now;
		let (due, waiting) = self.slashes.drain(..).partition(|slash| slash.2 <= now);
		self.slashes = waiting;
		let due: Vec<_> = due;
		due.into_iter().for_each(|(era, amount, _)| self.slash(era, amount));
	}

	fn pay_out(&mut self) {
		let reward = core::mem::take(&mut self.earned);
		let rest = exact(reward - self.commission.mul_ceil(reward));
		let backed = self.sum(|tokens| tokens.left.is_none());
		let all = &self.own + &backed;
		if backed.is_zero() {
			return;
		}
		for tokens in self.tokens.iter().filter(|tokens| tokens.left.is_none()) {
			*self.earnings.entry(tokens.who).or_insert_with(BigRational::zero) +=
				&rest * &tokens.amount / &all;
		}
	}

	/// `amount`, or all, of what is old leaves: of each era's tokens the same part.
	fn unback(&mut self, who: AccountId, amount: Option<BigRational>) {
		let pending = self.slashes.iter().map(|slash| slash.0).min();
		let now = self.now;
		let old = move |tokens: &Tokens| {
			let is_past = tokens.came < now && pending.is_none_or(|era| era > tokens.came);
			tokens.who == who && tokens.left.is_none() && is_past
		};
		let all = self.sum(old);
		let part = amount.map_or(BigRational::from_integer(1.into()), |amount| amount / &all);
		let mut leaving = Vec::new();
		for tokens in self.tokens.iter_mut().filter(|tokens| old(tokens)) {
			let amount = &tokens.amount * &part;
			tokens.amount -= &amount;
			leaving.push(Tokens { left: Some(now), amount, ..tokens.clone() });
		}
		self.tokens.extend(leaving);
		self.tokens.retain(|tokens| !tokens.amount.is_zero());
	}

	fn withdraw(&mut self, who: AccountId) {
		let now = self.now;
		let pending = self.slashes.iter().map(|slash| slash.0).min();
		self.tokens.retain(|tokens| {
			let free = tokens
				.left
				.is_some_and(|left| left + 14 <= now && pending.is_none_or(|era| era > left));
			tokens.who != who || !free
		});
	}
}

/// A node with room for all, and its model.
fn open_as_in_the_model() -> Model {
	open(NODE);
	Room::put(100_000 * UNIT);
	Own::insert(NODE, 1_000 * UNIT);
	MinBacking::set(UNIT);
	System::reset_events();
	Model::new()
}

/// Does it on the chain, and if it is not refused, in the model.
fn run(op: Op, model: &mut Model) {
	let dispatch = || -> frame_support::dispatch::DispatchResult {
		match &op {
			Op::Back(who, amount) => Backing::back(by(PEOPLE[*who]), NODE, *amount, Perbill::one())
				.map(drop)
				.map_err(|error| error.error)?,
			Op::Unback(who, amount) => Backing::unback(by(PEOPLE[*who]), NODE, *amount)
				.map(drop)
				.map_err(|error| error.error)?,
			Op::Withdraw(who) => {
				Backing::withdraw(by(PEOPLE[*who]), NODE).map(drop).map_err(|error| error.error)?
			}
			Op::Claim(who) => Backing::claim(by(PEOPLE[*who]), NODE)?,
			Op::Earn(amount) => earn(NODE, *amount),
			Op::Pay => Doubles::pay_out(NODE)?,
			Op::Miss(amount) => miss(NODE, *amount),
			Op::Appeal(_) | Op::Cancel(_) => (),
			Op::Deposit(amount) => {
				use substation_primitives::Backers;
				<Backing as Backers<crate::CreditOf<Test>>>::settle(NODE)?;
				Own::mutate(NODE, |own| *own = own.map(|own| own + amount));
			}
			Op::Commission(percent) => {
				Backing::set_commission(by(OWNER), NODE, Perbill::from_percent(*percent))?
			}
			Op::NextEra(eras) => enter_era(Doubles::current() + eras),
		}
		Ok(())
	};
	if frame_support::storage::with_storage_layer(dispatch).is_err() {
		return;
	}
	let events = events();
	// What is left of nothing has no exact parts.
	if crate::Supports::<Test>::get(NODE).is_some_and(|support| support.main.is_ruined()) {
		model.ruined = true;
		return;
	}
	let unbacked = events.iter().find_map(|event| match event {
		Event::Unbacked { amount, .. } => Some(*amount),
		_ => None,
	});
	match op {
		Op::Back(who, amount) => {
			model.apply_due();
			model.pay_out();
			let (who, amount) = (PEOPLE[who], exact(amount));
			model.tokens.push(Tokens { who, came: model.now, left: None, amount });
		}
		Op::Unback(who, amount) => {
			model.apply_due();
			model.pay_out();
			let amount = amount.and(unbacked).map(exact);
			model.unback(PEOPLE[who], amount);
		}
		Op::Withdraw(who) => {
			model.apply_due();
			model.withdraw(PEOPLE[who]);
		}
		Op::Claim(_) => (),
		Op::Earn(amount) => model.earned += amount,
		Op::Pay => model.pay_out(),
		Op::Miss(amount) => {
			let now = model.now;
			model.slashes.push((now, amount, now + 8));
		}
		Op::Appeal(index) => {
			if let Some(era) = pending_era(model, index) {
				appeal(NODE, era);
				let of_era = model.slashes.iter_mut().filter(|slash| slash.0 == era);
				of_era.for_each(|slash| slash.2 = era + 15);
			}
		}
		Op::Cancel(index) => {
			if let Some(era) = pending_era(model, index) {
				cancel(NODE, era);
				model.slashes.retain(|slash| slash.0 != era);
			}
		}
		Op::Deposit(amount) => {
			if !model.sum(|tokens| tokens.left.is_none()).is_zero() {
				model.pay_out();
			}
			model.own += exact(amount);
		}
		Op::Commission(percent) => {
			let commission = Perbill::from_percent(percent);
			if commission != model.commission
				&& !model.sum(|tokens| tokens.left.is_none()).is_zero()
			{
				model.pay_out();
			}
			model.commission = commission;
		}
		Op::NextEra(eras) => model.now += eras,
	}
	for event in events {
		if let Event::Claimed { who, amount, .. } = event {
			*model.paid.entry(who).or_default() += amount;
		}
	}
}

/// The era of one of the slashes that wait, if it is over and not due.
fn pending_era(model: &Model, index: usize) -> Option<EraIndex> {
	let (era, _, due) = model.slashes.get(index)?;
	(*era < model.now && *due > model.now).then_some(*era)
}

/// Asserts that a number is the model's, but for at most `off` base units.
fn close(what: &str, actual: Balance, model: &BigRational, off: u32) -> Result<(), TestCaseError> {
	let difference = exact(actual) - model;
	prop_assert!(
		difference.abs() <= exact(off.into()),
		"{what}: {actual} is off by {:?} where {off} are allowed",
		difference.to_f64()
	);
	Ok(())
}

fn compare(model: &Model, off: u32) -> Result<(), TestCaseError> {
	close("own", Own::get(NODE).unwrap(), &model.own, off)?;
	for who in PEOPLE {
		let report = Backing::position(NODE, who);
		let (standing, claimable, leaving) = report.map_or((0, 0, Vec::new()), |report| {
			(report.standing + report.young, report.claimable, report.unbonding)
		});
		let mine = |tokens: &Tokens| tokens.who == who;
		close("standing", standing, &model.sum(|t| mine(t) && t.left.is_none()), off)?;
		for Unbonding { amount, unlocks } in &leaving {
			let left = model.sum(|t| mine(t) && t.left == Some(unlocks - 14));
			close("leaving", *amount, &left, off)?;
		}
		let leaving = leaving.iter().map(|one| one.amount).sum();
		close("all leaving", leaving, &model.sum(|t| mine(t) && t.left.is_some()), off)?;
		let earned = model.earnings.get(&who).cloned().unwrap_or_else(BigRational::zero);
		let paid = model.paid.get(&who).copied().unwrap_or_default();
		close("earned", claimable + paid, &earned, off)?;
	}
	Ok(())
}

proptest! {
	#![proptest_config(ProptestConfig { cases: 96, ..Default::default() })]

	/// Each step rounds what one backer has, earns or leaves with by less than four base units; and what rounding gives
	/// to one it took from others, never from the pot: `do_try_state` sees to that.
	#[test]
	fn each_backer_should_have_what_exact_arithmetic_says(
		ops in prop::collection::vec(op(), 1..120),
	) {
		new_test_ext().execute_with(|| {
			let mut model = open_as_in_the_model();
			for (step, op) in ops.into_iter().enumerate() {
				let shown = format!("{op:?}");
				run(op, &mut model);
				prop_assert_eq!(Backing::do_try_state(), Ok(()), "after {}", shown);
				if model.ruined {
					return Ok(());
				}
				compare(&model, 4 * (step as u32 + 1))?;
			}
			Ok(())
		})?;
	}

	/// Whatever happens, all can leave, and the pot keeps nothing but what rounding left there.
	#[test]
	fn all_should_get_out_in_the_end(ops in prop::collection::vec(op(), 1..120)) {
		new_test_ext().execute_with(|| {
			let mut model = open_as_in_the_model();
			let steps = ops.len() as Balance;
			for op in ops {
				run(op, &mut model);
				if model.ruined {
					break;
				}
			}
			set_status(NODE, Status::Retiring);
			enter_era(Doubles::current() + 30);
			assert_ok!(Doubles::apply_due(NODE));
			assert_ok!(Doubles::pay_out(NODE));
			Nodes::remove(NODE);
			for who in PEOPLE {
				if Backing::position(NODE, who).is_some() {
					assert_ok!(Backing::withdraw(by(who), NODE));
				}
				assert_eq!(held(HoldReason::Position, who), 0);
			}
			if Supports::<Test>::contains_key(NODE) {
				assert_ok!(Backing::close_to_backers(by(ALICE), NODE));
			}
			assert_eq!(held(HoldReason::Opening, OWNER), 0);
			assert_eq!(Conversions::<Test>::iter().count(), 0);
			assert_eq!(Departed::<Test>::iter().count(), 0);
			assert!(pot() <= 8 * steps, "{} are left", pot());
			assert_ok!(Backing::do_try_state());
		});
	}
}
