// What it takes to be a validator, and to be one no more.

import { u8aToHex } from '@polkadot/util';

import { isStored, volt, work } from './chain.mjs';
import { must, role } from './checks.mjs';
import { Mistake } from './cli.mjs';
import { unpaid } from './payouts.mjs';

/** The smallest stake behind a validator of this era, in base units. */
export async function leastStake(api) {
	const era = (await api.query.staking.activeEra()).unwrap().index;
	const overviews = await api.query.staking.erasStakersOverview.entries(era);
	const totals = overviews.map(([, overview]) => overview.unwrap().total.toBigInt());
	return totals.length > 0 ? totals.reduce((least, total) => (total < least ? total : least)) : 0n;
}

/** What a stake must be, in a sentence. */
export async function stakeAdvice(api) {
	const least = (await api.query.staking.minValidatorBond()).toBigInt();
	const [count, validators] = await Promise.all([
		api.query.staking.validatorCount(),
		api.query.session.validators(),
	]);
	const advice = `at least ${volt(least)}`;
	const full = validators.length >= count.toNumber();
	return full ? `${advice}; all ${count} seats are taken, the last of them with ${volt(await leastStake(api))}` : advice;
}

/** Makes new session keys in the node's keystore, with the proof that `account` may register them. */
export async function rotateKeys(api, account) {
	await must(role, { api });
	try {
		const owner = u8aToHex(api.createType('AccountId', account).toU8a());
		return (await api.rpc.author.rotateKeysWithOwner(owner)).toJSON();
	} catch (error) {
		throw new Mistake(
			`the node makes no keys (${error.message}): run this on the validator's machine, or through a tunnel to its ` +
				'loopback, where the node allows it',
		);
	}
}

/** Whether the node at hand has the keys that the chain knows of `account`. */
export async function hasItsKeys(api, account) {
	const keys = await api.query.session.nextKeys(account);
	return keys.isSome && (await api.rpc.author.hasSessionKeys(keys.unwrap().toHex())).isTrue;
}

/** What of `account` is at stake, and stays so. */
export async function staked(api, account) {
	const ledger = (await api.query.staking.ledger(account)).unwrapOr(null);
	return ledger ? ledger.active.toBigInt() : 0n;
}

/** What of a stake is on its way out, and can be put back. */
const onItsWayOut = (ledger) => ledger.unlocking.reduce((sum, { value }) => sum + value.toBigInt(), 0n);

/** Refuses a stake with which nobody is elected. */
async function mustBeEnough(api, stake) {
	if (!stake) {
		throw new Mistake(`say how much to stake with --bond: ${await stakeAdvice(api)}`);
	}
	const least = (await api.query.staking.minValidatorBond()).toBigInt();
	if (stake < least) {
		throw new Mistake(`${volt(stake)} is too little to stake: ${await stakeAdvice(api)}`);
	}
}

/**
 * Brings what is at stake to `bond`; what is more stays. What is on its way out comes back first. Gives the calls, and what
 * they take of the tokens that are free. `validates`: who does already, and stakes no more, may have less than is asked of
 * others, after a slash for instance.
 */
async function bonding(api, account, bond = 0n, validates = false) {
	const ledger = (await api.query.staking.ledger(account)).unwrapOr(null);
	const active = ledger?.active.toBigInt() ?? 0n;
	const lacks = bond > active ? bond - active : 0n;
	if (lacks > 0n || !validates) {
		await mustBeEnough(api, active + lacks);
	}
	if (!ledger) {
		return { calls: [api.tx.staking.bond(bond, 'Staked')], more: bond };
	}
	const out = onItsWayOut(ledger);
	const back = out < lacks ? out : lacks;
	const more = lacks - back;
	// Who left has had what is still to come paid to the account.
	const returns = active === 0n && (await api.query.staking.payee(account)).unwrapOr(null)?.isStash;
	const calls = [
		back > 0n ? api.tx.staking.rebond(back) : null,
		more > 0n ? api.tx.staking.bondExtra(more) : null,
		returns ? api.tx.staking.setPayee('Staked') : null,
	];
	return { calls, more };
}

async function keysCall(api, account) {
	if (await hasItsKeys(api, account)) {
		return null;
	}
	const { keys, proof } = await rotateKeys(api, account);
	return api.tx.session.setKeys(keys, proof);
}

function validateCall(api, commission) {
	const parts = Math.round((commission ?? 0) * 10_000_000);
	return api.tx.staking.validate({ commission: parts, blocked: false });
}

/** Refuses what `account` cannot pay for: what it stakes, what is held for its keys, the fee, and what it must keep to exist. */
async function mustAfford(api, account, calls, more) {
	const [{ data }, keys] = await Promise.all([api.query.system.account(account), api.query.session.nextKeys(account)]);
	const { partialFee } = await api.tx.utility.batchAll(calls).paymentInfo(account);
	const sets = calls.some((call) => api.tx.session.setKeys.is(call.method));
	const costs = [
		[more, 'more at stake'],
		[sets && keys.isNone ? api.consts.session.keyDeposit.toBigInt() : 0n, 'held as long as its keys are registered'],
		[partialFee.toBigInt(), 'for the fee'],
		[api.consts.balances.existentialDeposit.toBigInt(), 'that stays on it'],
	].filter(([amount]) => amount > 0n);
	const free = data.free.toBigInt();
	const sum = costs.reduce((sum, [amount]) => sum + amount, 0n);
	if (free < sum) {
		const items = costs.map(([amount, what]) => `${volt(amount)} ${what}`).join(', ');
		throw new Mistake(
			`the account has ${volt(free)} that is free, too little for ${items}: ${volt(sum)} in all. Send it ${volt(sum - free)}` +
				(more > 0n ? ', or stake less' : ''),
		);
	}
}

/** The calls that `account` still has to make to be a validator with the node at hand. */
export async function joining(api, account, { bond, commission }) {
	const validates = commission === undefined && (await isStored(api.query.staking.validators, account));
	const stake = await bonding(api, account, bond, validates);
	const calls = [...stake.calls, await keysCall(api, account), validates ? null : validateCall(api, commission)].filter(Boolean);
	if (calls.length > 0) {
		await mustAfford(api, account, calls, stake.more);
	}
	return calls;
}

/** The calls with which a validator leaves: no work from the next era on, the stake on its way out, and pay that is still to come free. */
export async function leaving(api, account) {
	const ledger = await api.query.staking.ledger(account);
	if (ledger.isNone) {
		throw new Mistake('the account has nothing at stake');
	}
	const active = ledger.unwrap().active.toBigInt();
	const [validates, payee] = await Promise.all([isStored(api.query.staking.validators, account), api.query.staking.payee(account)]);
	return [
		validates ? api.tx.staking.chill() : null,
		active > 0n ? api.tx.staking.unbond(active) : null,
		payee.unwrapOr(null)?.isStaked ? api.tx.staking.setPayee('Stash') : null,
	].filter(Boolean);
}

/** Whether the network counts on `account`: it stands for election, or is a validator of this session or the next. */
async function isAtWork(api, account) {
	const { now, next } = await work(api, account);
	return now || next || isStored(api.query.staking.validators, account);
}

/** Refuses to take what is not free yet, and the last of a stake before it is paid: nobody can be paid who has none. */
async function mustBeTime(api, account, ledger) {
	const era = (await api.query.staking.currentEra()).unwrap().toNumber();
	const waits = ledger.unlocking.map((chunk) => chunk.era.unwrap().toNumber() - era);
	if (waits.length === 0) {
		throw new Mistake('nothing is on its way out: first scripts/validator.sh leave');
	}
	if (Math.min(...waits) > 0) {
		throw new Mistake(`nothing is free yet, and the first part in ${Math.min(...waits)} eras: run this again then`);
	}
	const last = ledger.active.toBigInt() === 0n && Math.max(...waits) <= 0;
	const open = last ? await unpaid(api, account) : [];
	if (open.length > 0) {
		throw new Mistake(`${open.length} eras are not paid, and cannot be once the stake is gone: first scripts/validator.sh payout`);
	}
}

/** The last call of one who has left: what is out of its time of unbonding comes back, and the keys are forgotten. */
export async function withdrawing(api, account) {
	const ledger = (await api.query.staking.ledger(account)).unwrapOr(null);
	if (ledger) {
		await mustBeTime(api, account, ledger);
	}
	const keys = (await api.query.session.nextKeys(account)).isSome && !(await isAtWork(api, account));
	const spans = (await api.query.staking.slashingSpans(account)).unwrapOr(null);
	const count = spans ? spans.prior.length + 1 : 0;
	return [ledger ? api.tx.staking.withdrawUnbonded(count) : null, keys ? api.tx.session.purgeKeys() : null].filter(Boolean);
}
