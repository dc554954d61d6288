use alloc::vec::Vec;

use frame_support::{dispatch::DispatchResult, weights::Weight};
use sp_runtime::DispatchError;

use crate::{
	Acc, Address, Attended, Balance, BlockNumber, Class, ClassId, Counters, DeviceKey, EraIndex,
	Membership, NodeId, NodeInfo, Units, WindowIndex,
};

/// The parameters of the classes.
pub trait Classes {
	/// The class, if there is one of that number.
	fn get(class: ClassId) -> Option<Class>;
}

/// Who stands behind the nodes.
pub trait Registry<AccountId> {
	/// The node, if there is one of that number.
	fn get(node: NodeId) -> Option<NodeInfo<AccountId>>;
}

/// Moves a node along its life for reasons that lie outside the registry.
pub trait LifeCycle {
	/// An active node was jailed; the caller has taken it off its page already.
	fn jailed(node: NodeId) -> DispatchResult;
	/// Too little is locked behind the node: off its page if it is on one.
	/// Nothing happens to a node that is jailed, suspended or retiring already.
	fn suspend(node: NodeId) -> DispatchResult;
	/// A jailed or suspended node is active again. Fails if too little is locked behind it.
	fn reinstate(node: NodeId) -> DispatchResult;
	/// A node that was jailed for too long retires.
	fn evict(node: NodeId) -> DispatchResult;
}

/// Takes up and lays down the duty to attest. Each change also moves the node's share in the stream.
pub trait Roster {
	/// Puts the node on a page of its class; it answers for misses from the next window on.
	fn join(
		node: NodeId,
		class: ClassId,
		units: Units,
		key: &DeviceKey,
	) -> Result<Address, DispatchError>;
	/// Takes the node off its page. An open window that it had to attest in and has not is a miss.
	fn leave(node: NodeId) -> DispatchResult;
	/// Changes the node's weight. Refused to a node that has yet to attest in the open window.
	fn resize(node: NodeId, units: Units) -> DispatchResult;
	/// Changes the key that attests.
	fn rekey(node: NodeId, key: &DeviceKey) -> DispatchResult;
	/// Where an active node is.
	fn membership(node: NodeId) -> Option<Membership>;
	/// The node's record over its whole life.
	fn counters(node: NodeId) -> Counters;
	/// The node is gone: drops its record.
	fn forget(node: NodeId);
}

/// The reward streams, as the keeper of the pages moves nodes in and out of them.
pub trait Streams {
	/// Position of the class's stream now.
	fn acc(class: ClassId) -> Acc;
	/// The weight of all nodes in the class's stream: its active ones.
	fn weight(class: ClassId) -> u64;
	/// The node's share starts now.
	fn enter(node: NodeId, class: ClassId, units: Units) -> DispatchResult;
	/// The node's share ends now. It keeps what it earned up to `settled`, and what came since
	/// only if it has `earned` it; the rest goes back to the pool and is returned.
	fn leave(
		node: NodeId,
		class: ClassId,
		units: Units,
		settled: Acc,
		earned: bool,
	) -> Result<Balance, DispatchError>;
	/// The node's weight changes now, from `units` to `to`. What it keeps is as in `leave`.
	fn resize(
		node: NodeId,
		class: ClassId,
		units: Units,
		to: Units,
		settled: Acc,
		earned: bool,
	) -> DispatchResult;
	/// The node forfeits its share between `settled`, or its entry if that was later, and `until`. Returns what that is.
	fn forfeit(
		node: NodeId,
		class: ClassId,
		units: Units,
		settled: Acc,
		until: Acc,
	) -> Result<Balance, DispatchError>;
	/// Pays all that the node can claim. What the payee can't be paid, for being less than an account may hold, goes back to the pool.
	fn pay_out(node: NodeId) -> DispatchResult;
	/// The same where no slash can come any more: what of the node's rewards vests is paid as well.
	fn pay_all(node: NodeId) -> DispatchResult;
	/// The node is gone: drops its position, of which nothing is left.
	fn forget(node: NodeId);
}

/// Funds the streams. `Credit` is money that exists already.
pub trait Pools<Credit> {
	/// Streams `credit`, and all that the pool still holds, to the class's nodes until block `until`.
	/// Gives the credit back if it can't.
	fn fund(class: ClassId, credit: Credit, until: BlockNumber) -> Result<(), Credit>;
}

/// A window that a node had to attest in, and did not.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Miss {
	/// Who.
	pub node: NodeId,
	/// Its class.
	pub class: ClassId,
	/// Its weight.
	pub units: Units,
	/// Which window it was.
	pub window: WindowIndex,
	/// The class's whole weight when the window was settled, this node's included.
	pub total: u64,
	/// What it forfeited, in base units.
	pub forfeited: Balance,
	/// The first after a clean spell: counted, not priced.
	pub free: bool,
}

/// Prices misses.
pub trait OnMiss {
	/// Called once for each miss. Tells whether a slash that was due had to be applied to make room for it.
	fn missed(miss: Miss) -> Result<bool, DispatchError>;
}

/// What slashes a node has to expect.
pub trait Liabilities {
	/// Takes what is due by now.
	fn apply_due(node: NodeId) -> DispatchResult;
	/// The most that may yet be taken for misses that have happened, in base units.
	fn outstanding(node: NodeId) -> Balance;
	/// Drops the slashes of the eras from `since` on that are still pending.
	fn forgive(node: NodeId, since: EraIndex) -> DispatchResult;
	/// The oldest era of which a slash is still pending.
	fn oldest(node: NodeId) -> Option<EraIndex>;
}

/// What nodes must have behind them.
pub trait Requirement {
	/// Base units that a node of `units` must have now. Nothing if there is no such class, or where it overflows.
	fn required(class: ClassId, units: Units) -> Option<Balance>;
}

/// The tokens locked behind nodes.
pub trait Collateral<AccountId>: Requirement {
	/// Locks `amount` of the owner's free tokens behind the node.
	fn lock(node: NodeId, owner: &AccountId, amount: Balance) -> DispatchResult;
	/// What is locked and not unbonding, in base units.
	fn locked(node: NodeId) -> Balance;
	/// Whether what is locked, what vests, and what others' tokens count for, is `required` at least.
	fn covers(node: NodeId, required: Balance) -> bool;
	/// The same without what vests.
	fn holds(node: NodeId, required: Balance) -> bool;
	/// What the node must have is about to change: divides what it has earned so far between all who stand behind it.
	fn settle(node: NodeId) -> DispatchResult;
	/// Everything starts to unbond.
	fn unlock_all(node: NodeId) -> DispatchResult;
	/// Everything, unbonding or not, is held from `to` instead of from the present owner.
	fn hand_over(node: NodeId, to: &AccountId) -> DispatchResult;
	/// The node is going: pays out what has unbonded. Fails while anything stays.
	fn close(node: NodeId) -> DispatchResult;
}

/// Takes from what is behind a node.
pub trait Slashable: Requirement {
	/// Takes up to `amount` for misses of `era`: from what of its rewards vests; of the rest their part from others who stood behind
	/// the node then, and from what the owner has locked, then from what is unbonding. Returns what it took.
	fn slash(node: NodeId, era: EraIndex, amount: Balance) -> Result<Balance, DispatchError>;
}

/// Others than the owner, whose tokens stand behind nodes. `Credit` is money that was theirs.
pub trait Backers<Credit> {
	/// Their base units that stand behind the node, those that are leaving not counted.
	fn backed(node: NodeId) -> Balance;
	/// What stands behind the node is about to change: divides what it has earned so far.
	fn settle(node: NodeId) -> DispatchResult;
	/// Takes their part of a slash of `amount` for misses of `era`, where the owner has `own` to take from.
	fn slash(
		node: NodeId,
		era: EraIndex,
		amount: Balance,
		own: Balance,
	) -> Result<Credit, DispatchError>;
}

/// Nobody stands behind nodes but their owners.
impl<Credit: Default> Backers<Credit> for () {
	fn backed(_: NodeId) -> Balance {
		0
	}
	fn settle(_: NodeId) -> DispatchResult {
		Ok(())
	}
	fn slash(_: NodeId, _: EraIndex, _: Balance, _: Balance) -> Result<Credit, DispatchError> {
		Ok(Credit::default())
	}
}

/// Others than the payee, who have a part in what nodes earn.
pub trait Payouts<AccountId> {
	/// What of a `reward` would be theirs now, in base units.
	fn part(node: NodeId, reward: Balance) -> Balance;
	/// The node earned `reward`, which is on the account `from`: takes their part of it, and returns what that is; nothing where there
	/// are no others.
	fn share(
		node: NodeId,
		from: &AccountId,
		reward: Balance,
	) -> Result<Option<Balance>, DispatchError>;
	/// What `share` weighs at most.
	fn weight() -> Weight;
}

/// All that a node earns is its payee's.
impl<AccountId> Payouts<AccountId> for () {
	fn part(_: NodeId, _: Balance) -> Balance {
		0
	}
	fn share(_: NodeId, _: &AccountId, _: Balance) -> Result<Option<Balance>, DispatchError> {
		Ok(None)
	}
	fn weight() -> Weight {
		Weight::zero()
	}
}

/// What of nodes' rewards vests, and stands behind them meanwhile. `Credit` is money that was on its way to a payee.
pub trait Vests<Credit> {
	/// Base units that vest, or have vested and were not paid.
	fn vesting(node: NodeId) -> Balance;
	/// Takes up to `amount` of it.
	fn slash(node: NodeId, amount: Balance) -> Result<Credit, DispatchError>;
	/// Adds what the node has earned to it, as far as anything is missing behind the node, and pays the rest.
	fn keep(node: NodeId) -> DispatchResult;
}

/// All that a node earns is paid at once.
impl<Credit: Default> Vests<Credit> for () {
	fn vesting(_: NodeId) -> Balance {
		0
	}
	fn slash(_: NodeId, _: Balance) -> Result<Credit, DispatchError> {
		Ok(Credit::default())
	}
	fn keep(_: NodeId) -> DispatchResult {
		Ok(())
	}
}

/// Has collateral follow what nodes earn.
pub trait Retention {
	/// An era is over in which each unit of the class earned `reward` base units.
	fn earned(class: ClassId, reward: Balance);
	/// Whether the class asks for more than its least.
	fn applies(class: ClassId) -> bool;
	/// Base units of `free`, which could be paid, that have to stay behind the node, where `vesting` stays in any case. If that is
	/// enough, its owner's time to top up ends, if there was one.
	fn retain(node: NodeId, vesting: Balance, free: Balance) -> Result<Balance, DispatchError>;
	/// Base units that are missing behind the node, or behind what it stands to be slashed, where `vesting` of its rewards stays in any
	/// case.
	fn lacks(node: NodeId, vesting: Balance) -> Balance;
	/// What `retain` weighs at most.
	fn weight() -> Weight;
}

/// Collateral is what it is, whatever nodes earn.
impl Retention for () {
	fn earned(_: ClassId, _: Balance) {}
	fn applies(_: ClassId) -> bool {
		false
	}
	fn retain(_: NodeId, _: Balance, _: Balance) -> Result<Balance, DispatchError> {
		Ok(0)
	}
	fn lacks(_: NodeId, _: Balance) -> Balance {
		0
	}
	fn weight() -> Weight {
		Weight::zero()
	}
}

/// What the tokens of others behind a node stand beside.
pub trait Cover {
	/// The base units that earn: of the owner's own, locked or vesting, what is needed beside others' tokens; and of those what counts.
	fn earning(node: NodeId) -> (Balance, Balance);
	/// Base units of others that can count for the node in all.
	fn room(node: NodeId) -> Balance;
	/// More tokens of others are behind the node. If it has enough now, its owner's time to top up ends, or its suspension.
	fn joined(node: NodeId) -> DispatchResult;
	/// As many `tokens` less are. If they counted, and it has too little now, its owner gets time to bring as much back.
	fn left(node: NodeId, tokens: Balance) -> DispatchResult;
}

/// The clock of the economy.
pub trait Eras {
	/// The current era.
	fn current() -> EraIndex;
}

/// How long nodes have served, for those who pay for it.
pub trait Attendance {
	/// What the node's record says.
	fn attended(node: NodeId) -> Attended;
}

/// What nodes owe to customers.
pub trait Commitments {
	/// Units of the node's capacity that are sold.
	fn sold(node: NodeId) -> Units;
	/// Whether customers have agreements with the node that are not closed.
	fn is_bound(node: NodeId) -> bool;
}

/// What a class's customers paid.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Takings {
	/// Base units that were burned.
	pub burned: Balance,
	/// Base units that are the operators', those that are at stake included.
	pub income: Balance,
}

/// What customers pay.
pub trait Demand {
	/// Closes the books: burns what of the payments is to be burned, and tells what each class took in since they were
	/// closed last. A class in which nothing was paid is left out.
	fn close_books() -> Vec<(ClassId, Takings)>;
}

/// Makes real nodes for benchmarks.
#[cfg(feature = "runtime-benchmarks")]
pub trait BenchmarkHelper<AccountId> {
	/// A class with a long window and a funded stream.
	fn class() -> ClassId;
	/// Registers an active node of `class` with an owner of its own, full collateral and an sr25519 device key
	/// that `sign` signs with. Each call makes another.
	fn node(class: ClassId) -> (NodeId, AccountId);
	/// What the node's device key makes of `message`.
	fn sign(node: NodeId, message: &[u8]) -> crate::DeviceSignature;
	/// Moves the chain to the block `blocks` later, running the era's hooks but no settlement.
	fn advance(blocks: BlockNumber);
	/// Prices a miss of the node in the current era. If `due`, as many slashes wait as can, and it moves on until
	/// all are due.
	fn miss(node: NodeId, due: bool);
	/// Makes of the last miss of the node, which was priced, as many slashes as can wait but for `room`. The oldest
	/// of them is due. Nothing to do where misses are not really priced.
	fn fill(_node: NodeId, _room: u32) {}
	/// Notes that the node has served so many windows more.
	fn serve(_node: NodeId, _windows: u32) {}
	/// Lets customers of the class have paid something since the era began.
	fn pay(_class: ClassId) {}
	/// Lets its class ask for more than the node has, its owner have time to bring it, and the node have earned more than that.
	fn earn(_node: NodeId) {}
	/// Lets a part of what the node has earned vest.
	fn vest(_node: NodeId) {}
	/// Lets all other slots of the node's page be taken.
	fn crowd(_node: NodeId) {}
	/// Gives the node a page of its own.
	fn part(_node: NodeId) {}
	/// Takes the node off its page, as for want of collateral.
	fn suspend(_node: NodeId) {}
	/// Lets others stand behind the node: as many tranches as there can be.
	fn back(_node: NodeId) {}
}
