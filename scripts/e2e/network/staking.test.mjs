// A newcomer becomes a validator with the tool that docs/validators.md names, makes blocks, and leaves.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { promisify } from 'node:util';

import { account, VOLT } from '../lib/chain.mjs';
import { Network, until } from '../lib/network.mjs';
import { lengths } from '../lib/watch.mjs';
import { submit, volt } from '../../ops/lib/chain.mjs';
import { stake } from '../../ops/lib/checks.mjs';
import { unpaid } from '../../ops/lib/payouts.mjs';

const TOOL = join(import.meta.dirname, '../../ops/setup.mjs');
const PAYOUT = join(import.meta.dirname, '../../ops/payout.mjs');
const STAKE = 10_000;

describe('a newcomer', () => {
	const eve = account('Eve');
	let network, peer, api;

	const tool = async (job, ...args) => {
		const all = [TOOL, job, '--url', peer.url, '--suri', '//Eve', ...args];
		return (await promisify(execFile)(process.execPath, all)).stdout;
	};
	/** A validator's node that nobody tells of a block. */
	const cutOff = async () => {
		const hermit = await network.add({ name: 'hermit' });
		hermit.args = ['--validator', '--reserved-only'];
		await hermit.start();
		return hermit;
	};
	/** What the doctor notes about Eve. */
	const noted = async (node = api) => (await stake({ api: node, account: eve.address })).note;
	const validates = async () => (await api.query.session.validators()).some((who) => who.eq(eve.address));

	before(async () => {
		network = await Network.start();
		peer = await network.join({ name: 'newcomer', args: ['--validator'] });
		await network.meets(4);
		await peer.reaches(1, 20);
		api = await peer.connect();
	});

	after(async () => {
		await api?.disconnect();
		await network?.end();
	});

	test('is told what a stake must be', async () => {
		await assert.rejects(tool('setup'), /say how much to stake with --bond: at least/);
	});

	test('is told what it takes besides the stake, and what it lacks', async () => {
		const all = /0\.592 VOLT held as long as its keys are registered, 0\.\d+ VOLT for the fee.* in all\. Send it 0\.\d+ VOLT, or stake less\n$/;
		await assert.rejects(tool('setup', '--bond', '999999.9'), all);
	});

	test('is told what an error of its tokens means', async () => {
		const more = api.tx.balances.transferAllowDeath(account('Alice').address, 2_000_000n * VOLT);
		await assert.rejects(submit(api, more, eve), /^Error: the account has too little that is free: .*\(FundsUnavailable\)$/);
		const nobody = account('nobody who has ever had a token');
		await assert.rejects(submit(api, api.tx.system.remark('0x'), nobody), /^Error: the account cannot pay the fee/);
	});

	test('is told in one line that an address is none', async () => {
		const told = promisify(execFile)(process.execPath, [TOOL, 'setup', '--url', peer.url, '--account', 'nonsense']);
		await assert.rejects(told, ({ stderr }) => /^error: nonsense is no address: .*\n$/.test(stderr));
	});

	test('is told that its node does not validate', async () => {
		const onlooker = await network.join({ name: 'onlooker' });
		await onlooker.reaches((await peer.best()).number, 20);
		const { url } = onlooker;
		const args = [TOOL, 'setup', '--url', url, '--suri', '//Eve', '--bond', String(STAKE)];
		const told = promisify(execFile)(process.execPath, args);
		await assert.rejects(told, /error: the node does not run as a validator: start it with --validator\n$/);
		await network.get('onlooker').stop();
	});

	test('is told that its node is not in sync, whatever it wants', async () => {
		const hermit = await cutOff();
		for (const job of [[TOOL, 'setup', '--bond', String(STAKE)], [TOOL, 'leave'], [TOOL, 'withdraw'], [PAYOUT]]) {
			const told = promisify(execFile)(process.execPath, [...job, '--url', hermit.url, '--suri', '//Eve']);
			await assert.rejects(told, /error: the node has no block yet: wait until/);
		}
		await hermit.stop();
	});

	test('is given a link to sign where the secret is elsewhere', async () => {
		const args = [TOOL, 'setup', '--url', peer.url, '--account', eve.address, '--bond', String(STAKE)];
		const { stdout } = await promisify(execFile)(process.execPath, args);
		const [, bytes] = /#\/extrinsics\/decode\/(0x[0-9a-f]+)\n/.exec(stdout);
		const { method } = api.createType('Call', bytes);
		assert.equal(method, 'batchAll');
		assert.ok((await api.query.staking.bonded(eve.address)).isNone, 'nothing was sent');
	});

	test('is a candidate after one command', async () => {
		const said = await tool('setup', '--bond', STAKE, '--commission', '5');
		assert.match(said, /staking\.bond, session\.setKeys, staking\.validate \(commission 5 %\)/);
		assert.match(said, /it makes blocks in .* at the earliest[^]*validator\.sh doctor --account/);
		assert.match(await noted(), /is a candidate, and not elected yet$/);
		// Again, it does only what is missing: here, nothing.
		await tool('setup', '--bond', STAKE);
		const ledger = (await api.query.staking.ledger(eve.address)).unwrap();
		assert.equal(ledger.active.toBigInt(), BigInt(STAKE) * VOLT);
		assert.ok((await api.query.staking.validators(eve.address)).commission.unwrap().toNumber() > 0);
	});

	test('is where polkadot.js Apps looks for it on its staking pages', async () => {
		const { session, staking } = api.derive;
		const [overview, elected, waiting, own, progress, rewards] = await Promise.all([
			staking.overview(),
			staking.electedInfo({ withExposureMeta: true, withPrefs: true }),
			staking.waitingInfo(),
			staking.account(eve.address),
			session.progress(),
			staking.stakerRewards(account('Alice').address),
		]);
		const addresses = (list) => list.map((who) => who.toString());
		assert.equal(overview.validators.length, 4);
		assert.deepEqual(addresses(elected.validators).sort(), addresses(overview.validators).sort());
		assert.ok(elected.info.every(({ exposureMeta }) => exposureMeta.unwrap().own.toBigInt() > 0n));
		assert.deepEqual(addresses(waiting.waiting), [eve.address]);
		assert.equal(own.stakingLedger.active.unwrap().toBigInt(), BigInt(STAKE) * VOLT);
		assert.equal(progress.eraLength.toNumber(), lengths(api).era);
		assert.ok(Array.isArray(rewards));
	});

	test('finds nothing left to do when it runs the command again', async () => {
		assert.match(await tool('setup'), /Nothing is left to do/);
	});

	/** Sets the least stake of a validator. */
	const setLeast = (amount) => {
		const same = { Noop: null };
		const call = api.tx.staking.setStakingConfigs(same, { Set: amount }, same, same, same, same, same);
		return submit(api, api.tx.sudo.sudo(call), account('Alice'));
	};

	test('is not asked for more stake than it has, unless it wants to stake or to declare something', async () => {
		const least = (await api.query.staking.minValidatorBond()).toBigInt();
		await setLeast(BigInt(STAKE + 1) * VOLT);
		assert.match(await tool('setup'), /Nothing is left to do/);
		await assert.rejects(tool('setup', '--commission', '6'), /10,000 VOLT is too little to stake: at least 10,001 VOLT/);
		await setLeast(least);
	});

	test('is elected, and makes blocks', async () => {
		const { era } = lengths(api);
		await until('it is elected', 4 * era, validates);
		await until('it has made a block', 60, async () => {
			const { author } = await api.derive.chain.getHeader(await peer.rpc('chain_getBlockHash'));
			return author?.eq(eve.address);
		});
		assert.match(await noted(), /validates in this session$/);
		assert.match(await tool('setup'), /This node validates in this session/);
	});

	test('is told when another node would take over', async () => {
		const other = await network.join({ name: 'other', args: ['--validator'] });
		await other.reaches((await peer.best()).number, 20);
		const args = [TOOL, 'setup', '--url', other.url, '--account', eve.address];
		const { stdout } = await promisify(execFile)(process.execPath, args);
		assert.match(stdout, /session\.setKeys\n[^]*takes over with the session after the next,\nin .* at most[^]*the old one until then/);
		const there = await other.connect();
		assert.match(await noted(there), /with keys that this node does not have$/);
		await there.disconnect();
		await other.stop();
	});

	/** Has Ferdie pay Eve; gives what was said. */
	const pay = async () => {
		const args = [PAYOUT, '--url', peer.url, '--suri', '//Ferdie', '--validator', eve.address];
		return (await promisify(execFile)(process.execPath, args)).stdout;
	};
	const isOwed = async () => (await unpaid(api, eve.address)).length > 0;
	const staked = async () => (await api.query.staking.ledger(eve.address)).unwrap().active.toBigInt();

	test('is paid with one command, which anybody may run', async () => {
		await until('an era is over in which it made blocks', 3 * lengths(api).era, isOwed);
		const before = await staked();
		const said = await pay();
		const [, amount] = /^Era \d+: ([\d,.]+) VOLT to the validator\n$/.exec(said);
		assert.equal(volt((await staked()) - before), `${amount} VOLT`);
		assert.match(await pay(), /Nothing is to be paid/);
	});

	test('leaves with one command, and makes no blocks from then on', async () => {
		assert.match(await tool('leave'), /staking\.chill, staking\.unbond, staking\.setPayee/);
		assert.match(await noted(), /has left, and is still a validator for now$/);
		const { era } = lengths(api);
		await until('it is not elected again', 4 * era, async () => !(await validates()));
		assert.match(await noted(), /has left, and is no validator any more/);
		const ledger = (await api.query.staking.ledger(eve.address)).unwrap();
		assert.equal(ledger.active.toBigInt(), 0n);
		const { number } = await network.get('alice').best();
		await network.get('alice').finalizes(number + 2, 30);
	});

	test('is told that its stake is not free yet', async () => {
		await assert.rejects(tool('withdraw'), /nothing is free yet, and the first part in \d+ eras/);
	});

	test('comes back with the stake that is on its way out, and pay goes to the stake again', async () => {
		const free = async () => (await api.query.system.account(eve.address)).data.free.toBigInt();
		const before = await free();
		assert.match(await tool('setup', '--bond', STAKE), /final: staking\.rebond, staking\.setPayee, staking\.validate \(commission 0 %\)\n/);
		assert.ok(before - (await free()) < VOLT, 'no more than the fee');
		assert.equal(await staked(), BigInt(STAKE) * VOLT);
		assert.ok((await api.query.staking.payee(eve.address)).unwrap().isStaked);
		await assert.rejects(tool('setup', '--bond', '2000000'), /VOLT more at stake.* stake less\n$/);
		await tool('leave');
		assert.equal(await staked(), 0n);
	});

	test('gets its stake back when the time of unbonding is over', async (t) => {
		const chunks = (await api.query.staking.ledger(eve.address)).unwrap().unlocking;
		const free = chunks.map(({ era }) => era.unwrap()).reduce((last, era) => (era.gt(last) ? era : last));
		const left = free.toNumber() - (await api.query.staking.currentEra()).unwrap().toNumber();
		const wait = (left + 1) * lengths(api).era;
		if (wait > 400) {
			t.skip(`it is free after ${wait} slots`);
			return;
		}
		await until('the stake is free', wait, async () => {
			const now = (await api.query.staking.currentEra()).unwrap();
			return now.gte(free);
		});
		if (await isOwed()) {
			await assert.rejects(tool('withdraw'), /are not paid, and cannot be once the stake is gone: first scripts\/validator\.sh payout/);
			await pay();
		}
		assert.match(await tool('withdraw'), /staking\.withdrawUnbonded, session\.purgeKeys/);
		assert.ok((await api.query.staking.ledger(eve.address)).isNone);
	});
});
