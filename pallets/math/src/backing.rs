//! Backers: pools of shares, what a slash and a reward do to them, and how two of them become one.

use crate::{Acc, Balance};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use sp_arithmetic::{
	helpers_128bit::multiply_by_rational_with_rounding as mul_div, Perbill, Rounding,
};

/// What a pool's [`Acc`] is scaled by: base units per share.
pub const SHARE_SCALE: Acc = 1 << 64;

/// Shares for each base unit that no slash takes, so that a share is never worth nothing.
const KEPT: Balance = 1 << 40;

/// A pool in which a base unit is worth more shares than this takes nobody in any more.
const RUIN: Balance = 1 << 20;

/// Tokens of many, of which each has shares. Shares are base units as long as nothing was slashed.
#[derive(
	Clone,
	Copy,
	Debug,
	Decode,
	DecodeWithMemTracking,
	Default,
	Encode,
	Eq,
	MaxEncodedLen,
	PartialEq,
	TypeInfo,
)]
pub struct Pool {
	/// Base units. Zero only without shares.
	pub tokens: Balance,
	/// Shares in them.
	pub shares: Balance,
	/// What a share has earned since the pool began, in base units, times [`SHARE_SCALE`].
	pub acc: Acc,
}

impl Pool {
	/// A pool without tokens that counts its earnings on from `acc`.
	pub fn starting_at(acc: Acc) -> Self {
		Self { acc, ..Self::default() }
	}

	/// Whether so much was slashed that who joins now could not be slashed any more.
	pub fn is_ruined(&self) -> bool {
		self.tokens.checked_mul(RUIN).is_some_and(|tokens| tokens < self.shares)
	}

	/// Takes `amount` in for `⌊amount × shares / tokens⌋` new shares, which it returns. `None` if the pool is ruined
	/// or the shares don't fit.
	pub fn join(&mut self, amount: Balance) -> Option<Balance> {
		if self.is_ruined() {
			return None;
		}
		let shares = match self.shares {
			0 => amount,
			shares => mul_div(amount, shares, self.tokens, Rounding::Down)?,
		};
		self.tokens = self.tokens.checked_add(amount)?;
		self.shares = self.shares.checked_add(shares)?;
		Some(shares)
	}

	/// What `shares` are worth: `⌊shares × tokens / all shares⌋` base units. `None` if there are fewer.
	pub fn worth(&self, shares: Balance) -> Option<Balance> {
		match shares {
			0 => Some(0),
			more if more > self.shares => None,
			shares => mul_div(shares, self.tokens, self.shares, Rounding::Down),
		}
	}

	/// The fewest shares that are worth at least `amount`. `None` if all are worth less.
	pub fn shares_worth(&self, amount: Balance) -> Option<Balance> {
		if amount > self.tokens {
			return None;
		}
		match amount {
			0 => Some(0),
			amount => mul_div(amount, self.shares, self.tokens, Rounding::Up),
		}
	}

	/// Gives `shares` back for what they are worth, which it returns. `None` if there are fewer.
	pub fn leave(&mut self, shares: Balance) -> Option<Balance> {
		let tokens = self.worth(shares)?;
		self.tokens = self.tokens.checked_sub(tokens)?;
		self.shares = self.shares.checked_sub(shares)?;
		Some(tokens)
	}

	/// The most that a slash takes: all but one base unit for each 2⁴⁰ shares.
	pub fn at_stake(&self) -> Balance {
		self.tokens.saturating_sub(self.shares.div_ceil(KEPT))
	}

	/// Takes `amount` from all shares alike. `None` if that is more than is at stake.
	pub fn slash(&mut self, amount: Balance) -> Option<()> {
		self.at_stake().checked_sub(amount)?;
		self.tokens = self.tokens.checked_sub(amount)?;
		Some(())
	}

	/// Each token has earned `step`. `None` if the sum doesn't fit.
	pub fn earn(&mut self, step: Acc) -> Option<()> {
		let a_share = match self.tokens == self.shares {
			true => step,
			false => mul_div(step, self.tokens, self.shares, Rounding::Down)?,
		};
		self.acc = self.acc.checked_add(a_share)?;
		Some(())
	}

	/// Takes in all of another pool. Its shares become shares of this one as the conversion says, one at least; or one for
	/// one, with the same earnings, where there is none. `None` if this pool is ruined or the shares don't fit.
	pub fn absorb(&mut self, other: Pool) -> Option<Option<Conversion>> {
		if self.shares == 0 {
			*self = other;
			return Some(None);
		}
		let whole = |pool: &Pool| pool.tokens == pool.shares;
		let same = whole(self) && whole(&other) && self.acc == other.acc;
		let mut into = self.join(other.tokens)?;
		if into == 0 {
			into = 1;
			self.shares = self.shares.checked_add(into)?;
		}
		let conversion =
			Conversion { shares: other.shares, into, left_at: other.acc, joined_at: self.acc };
		Some((!same).then_some(conversion))
	}
}

/// How shares of a pool that is gone become shares of the one that took it in.
#[derive(
	Clone,
	Copy,
	Debug,
	Decode,
	DecodeWithMemTracking,
	Encode,
	Eq,
	MaxEncodedLen,
	PartialEq,
	TypeInfo,
)]
pub struct Conversion {
	/// Shares of the old pool that are still to be converted.
	pub shares: Balance,
	/// Shares of the new pool that are set aside for them.
	pub into: Balance,
	/// What a share of the old pool had earned when it ended.
	pub left_at: Acc,
	/// What a share of the new one had earned then.
	pub joined_at: Acc,
}

impl Conversion {
	/// What `shares` of the old pool are in the new one: `⌊shares × into / all that are left⌋`. `None` if fewer are left.
	pub fn worth(&self, shares: Balance) -> Option<Balance> {
		match shares {
			0 => Some(0),
			more if more > self.shares => None,
			shares => mul_div(shares, self.into, self.shares, Rounding::Down),
		}
	}

	/// Converts `shares`. The last ones get all that is left. `None` if fewer are left.
	pub fn take(&mut self, shares: Balance) -> Option<Balance> {
		let into = self.worth(shares)?;
		self.shares = self.shares.checked_sub(shares)?;
		self.into = self.into.checked_sub(into)?;
		Some(into)
	}

	/// What `shares` have earned that were paid up to `entry` in the old pool, where the new one stands at `acc`.
	pub fn earned(&self, shares: Balance, entry: Acc, acc: Acc) -> Option<Balance> {
		let before = earned(shares, entry, self.left_at)?;
		before.checked_add(earned(self.worth(shares)?, self.joined_at, acc)?)
	}
}

/// What `shares` earn while their pool moves from `from` to `to`: `⌊shares × (to − from) / SHARE_SCALE⌋` base units.
pub fn earned(shares: Balance, from: Acc, to: Acc) -> Option<Balance> {
	match to.checked_sub(from) {
		Some(moved) => mul_div(shares, moved, SHARE_SCALE, Rounding::Down),
		None => Some(0),
	}
}

/// What each of `tokens` earns of `amount`: `⌊amount × SHARE_SCALE / tokens⌋`. `None` without tokens, and where it
/// doesn't fit.
pub fn step(amount: Balance, tokens: Balance) -> Option<Acc> {
	mul_div(amount, SHARE_SCALE, tokens, Rounding::Down)
}

/// The backers' part of a node's `reward`, in base units. `⌈commission × reward⌉` is the payee's; the rest is divided by what
/// counts for the node: the owner's `own` and of the backers' tokens `counted`, rounded in favour of the payee. `None` where the sum
/// doesn't fit.
pub fn divide_reward(
	reward: Balance,
	commission: Perbill,
	own: Balance,
	counted: Balance,
) -> Option<Balance> {
	let rest = reward.checked_sub(commission.mul_ceil(reward))?;
	match own.checked_add(counted)? {
		0 => Some(0),
		all => mul_div(rest, counted, all, Rounding::Down),
	}
}

/// The backers' part of a slash of `amount`, in base units. The owner pays `⌈first × amount⌉` before anybody else, as far
/// as `own` goes; the rest falls by tokens on what the owner has left and on the `backed` that answer for it, rounded
/// in favour of backers. `None` where the sum doesn't fit.
pub fn divide_slash(
	amount: Balance,
	first: Perbill,
	own: Balance,
	backed: Balance,
) -> Option<Balance> {
	let owner_first = first.mul_ceil(amount).min(own);
	let rest = amount.checked_sub(owner_first)?;
	match own.checked_sub(owner_first)?.checked_add(backed)? {
		0 => Some(0),
		all => mul_div(rest.min(all), backed, all, Rounding::Down),
	}
}

/// The part of `amount` that falls on `tokens` of `all`, which come after `before` others: `⌊amount × (before + tokens) / all⌋ −
/// ⌊amount × before / all⌋`. So the parts of all sum to exactly `amount`, and none is off by a base unit. `None` where a sum
/// doesn't fit.
pub fn portion(amount: Balance, before: Balance, tokens: Balance, all: Balance) -> Option<Balance> {
	let upto = |tokens| mul_div(amount, tokens, all, Rounding::Down);
	upto(before.checked_add(tokens)?)?.checked_sub(upto(before)?)
}
