// A migration of every node's record on a chain with very many nodes, block by block, on a real node with its database.
//
//   NODES    how many (a million)
//   RESULTS  a file that gets a line of JSON with what was measured

import { u8aToHex } from '@polkadot/util';
import { blake2AsHex } from '@polkadot/util-crypto';
import assert from 'node:assert/strict';
import { appendFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { after, before, describe, test } from 'node:test';

import { account, Chain, VOLT } from '../lib/chain.mjs';
import { Device } from '../lib/device.mjs';
import { upgrade } from '../lib/node.mjs';
import { LONGER, migratedIn, records } from '../lib/rehearsal.mjs';
import { mean } from '../lib/report.mjs';
import { TERMS } from '../lib/world.mjs';
import { Population } from './population.mjs';
import { numbers } from './traffic.mjs';

const NODES = Number(process.env.NODES ?? 1_000_000);
/** How many of them are looked at one by one. */
const SAMPLE = 200;
/** Windows of a class besides: shorter than the migration takes. */
const PERIOD = 30;
/** A chain on which it takes more blocks than this has other troubles. */
const LIMIT = 500;
/** Blocks for settlement to catch up. */
const SOON = 20;
/** What a node without fault must not meet. */
const HARM = ['attestation.Missed', 'attestation.WindowExcused', 'attestation.Jailed', 'attestation.Evicted'];

const owner = account('Bob');

/** Milliseconds that blocks have taken, computed and declared. */
function measure(blocks) {
	const times = blocks.map(({ milliseconds }) => milliseconds).sort((a, b) => a - b);
	return {
		...{ mean: mean(times), late: times[Math.floor(times.length * 0.99)] },
		computing: mean(blocks.map(({ computing }) => computing)),
		declared: mean(blocks.map(({ weight }) => weight / 1e9)),
	};
}

/** A node of the class with short windows, and its device. */
class Machine {
	static async register(chain, kind, name) {
		const { api } = chain;
		const machine = new Machine();
		machine.device = new Device(`//${name}`);
		machine.id = (await api.query.nodes.nextNode()).toNumber();
		const { number } = await chain.head();
		const possession = machine.device.possession(chain.genesis, owner.publicKey, number + PERIOD);
		const rest = [5n * VOLT, null, null, null, ''];
		await chain.ok(api.tx.nodes.register(kind, 1, machine.device.key, possession, ...rest), owner);
		return machine;
	}

	async duty({ api }) {
		return (await api.call.depinApi.duty(this.id)).unwrap();
	}

	async attest(chain) {
		const payload = this.device.payload(chain.genesis, await this.duty(chain));
		const { error } = await chain.sendRaw(this.device.transaction(chain.api, payload));
		assert.equal(error, null);
	}
}

describe(`a migration of ${NODES.toLocaleString('en-US')} nodes`, () => {
	const sample = [...new Set(numbers(SAMPLE).map((index) => Math.round((index * (NODES - 1)) / (SAMPLE - 1))))];
	let population, node, chain, kind, present, absent, first, waiting;
	const blocks = [];

	/** The most that a block may weigh. */
	const limit = () => Number(chain.api.consts.system.blockWeights.maxBlock.refTime.toBigInt());
	const congested = async () => (await chain.api.query.attestation.watch()).congested.toNumber();
	const stored = () => node.rpc('state_getStorageSize', [chain.api.query.nodes.nodes.keyPrefix()]);
	const reports = async () =>
		(await Promise.all(sample.map((id) => chain.api.call.depinApi.node(id)))).map((report) => report.unwrap());

	/** Makes a block, which must be the next, final, and no heavier than a block may be. */
	async function seal() {
		const { number } = await chain.head();
		const [start, computed] = [performance.now(), node.program.computed];
		const { hash } = await node.rpc('engine_createBlock', [true, true]);
		const times = { milliseconds: performance.now() - start, computing: node.program.computed - computed };
		assert.deepEqual(await chain.head(), { hash, number: number + 1 });
		assert.equal(await node.rpc('chain_getFinalizedHead'), hash);
		const weights = await (await chain.api.at(hash)).query.system.blockWeight();
		const weight = [...weights.values()].reduce((sum, { refTime }) => sum + Number(refTime.toBigInt()), 0);
		assert.ok(weight <= limit(), `block ${number + 1} weighs ${weight}`);
		const events = await chain.events(hash);
		const { block } = await node.rpc('chain_getBlock', [hash]);
		return { ...{ hash, number: number + 1, ...times, weight, events }, transactions: block.extrinsics.slice(1) };
	}

	const has = ({ events }, name) => events.some((event) => event.name === name);

	/** All that has happened since a block, of these names. */
	async function happened(since, names) {
		const { number } = await chain.head();
		const all = [];
		for (let at = since; at <= number; at += 1) {
			all.push(...(await chain.events(await node.rpc('chain_getBlockHash', [at]))));
		}
		return all.filter(({ name }) => names.includes(name));
	}

	before(async () => {
		upgrade();
		population = await Population.create(NODES);
		node = await population.start();
		chain = await Chain.connect(node);
		kind = (await chain.api.query.nodes.nextClass()).toNumber();
		await chain.sudo(chain.api.tx.nodes.createClass({ ...TERMS, period: PERIOD }));
		present = await Machine.register(chain, kind, 'present');
		absent = await Machine.register(chain, kind, 'absent');
		// The window in which they came does not count for them.
		await chain.advanceTo((await present.duty(chain)).closes.toNumber() + 1);
		await present.attest(chain);
		await absent.attest(chain);
	});

	after(async () => {
		await chain?.disconnect();
		await node?.stop();
		population?.remove();
	});

	test('begins when the new runtime is in place', async () => {
		const code = u8aToHex(upgrade());
		// So that no window of the short class but this one is open before the migration.
		const { closes, window } = await present.duty(chain);
		await chain.advanceTo(closes.toNumber() - 3);
		const state = { records: await records(node, chain.api, sample), reports: await reports() };
		first = { ...state, stored: await stored(), congested: await congested(), window: window.toNumber() };
		await chain.sudo(chain.api.tx.system.authorizeUpgrade(blake2AsHex(code)));
		await node.rpc('author_submitExtrinsic', [chain.api.tx.system.applyAuthorizedUpgrade(code).toHex()]);
		// A client that lives through an upgrade may take the types of one runtime for those of the other.
		await chain.disconnect();
		const { hash } = await node.rpc('engine_createBlock', [true, true]);
		chain = await Chain.connect(node);
		assert.ok(has({ events: await chain.events(hash) }, 'system.CodeUpdated'));
		first.number = (await chain.head()).number;
	});

	test('takes several blocks: each is made, is final, and weighs no more than a block', async (context) => {
		waiting = (await chain.api.tx.balances.transferKeepAlive(account('Dave').address, VOLT).signAsync(owner)).toHex();
		while (!blocks.some((block) => has(block, 'multiBlockMigrations.UpgradeCompleted'))) {
			assert.ok(blocks.length < LIMIT, 'it does not end');
			blocks.push(await seal());
			if (blocks.length === 2) {
				await node.rpc('author_submitExtrinsic', [waiting]);
			}
		}
		assert.ok(has(blocks[0], 'multiBlockMigrations.UpgradeStarted'));
		assert.ok(blocks.length > 2);
		assert.ok(blocks.every(({ transactions }) => transactions.length === 0));

		// The last block finds that nothing is left to do.
		const measured = measure(blocks.slice(0, -1));
		const result = { nodes: NODES, blocks: blocks.length, limit: limit() / 1e9, ...measured, memory: node.program.resident };
		context.diagnostic(JSON.stringify(result));
		for (const way of ['mean', 'computing']) {
			context.diagnostic(`${way} / declared: ${(result[way] / result.declared).toFixed(2)}`);
		}
		if (process.env.RESULTS) {
			appendFileSync(process.env.RESULTS, `${JSON.stringify({ upgrade: result })}\n`);
		}
	});

	test('adds the new field to the record of every node, and changes nothing else of it', async () => {
		const all = (await chain.api.query.nodes.nextNode()).toNumber();
		assert.equal((await stored()) - first.stored, LONGER * all);
		const now = await records(node, chain.api, sample);
		const when = now.map((record, index) => migratedIn(first.records[index], record));
		const range = new Set(blocks.map(({ number }) => number));
		assert.ok(when.every((number) => range.has(number)));
	});

	test('lets transactions wait, and then lets them in', async () => {
		const { transactions } = await seal();
		assert.deepEqual(transactions, [waiting]);
		await present.attest(chain);
		assert.ok((await chain.api.call.depinApi.node(present.id)).unwrap().reason.isAttested);
	});

	test('is no time that anybody is charged for', async () => {
		// When the last of its blocks is full, the migration is over.
		assert.equal((await congested()) - first.congested, blocks.length - 1);
		const { closes } = await present.duty(chain);
		await chain.advanceTo(closes.toNumber() + 1);
		// Only the class whose windows are shorter than the migration is excused: the window that was open when it began,
		// for that is settled after it, and the next one, which makes up for what the migration took.
		const excused = (await happened(first.number, HARM)).map(({ name, data }) => [name, data.class.toNumber(), data.window.toNumber()]);
		const windows = [first.window, first.window + 2];
		assert.deepEqual(excused, windows.map((window) => ['attestation.WindowExcused', kind, window]));
		const { counters, collateral } = (await chain.api.call.depinApi.node(absent.id)).unwrap();
		assert.deepEqual([counters.missed.toNumber(), collateral.toBigInt()], [0, 5n * VOLT]);
	});

	test('leaves settlement to go on', async () => {
		const lag = async () => (await chain.api.call.depinApi.network()).settlementLag.toNumber();
		for (let made = 0; (await lag()) > 0; made += 1) {
			assert.ok(made < SOON, 'settlement is behind');
			await seal();
		}
		for (const [index, report] of (await reports()).entries()) {
			const { info, counters, collateral, claimable } = report;
			const old = first.reports[index];
			assert.ok(info.status.isActive);
			assert.equal(counters.missed.toNumber(), 0);
			assert.equal(collateral.toBigInt(), old.collateral.toBigInt());
			assert.ok(claimable.toBigInt() >= old.claimable.toBigInt());
		}
		// Whoever is absent from a window after it is found out again, and nobody else.
		const { closes } = await absent.duty(chain);
		const { number } = await chain.head();
		await present.attest(chain);
		await chain.advanceTo(closes.toNumber() + 1);
		const harm = await happened(number + 1, HARM);
		assert.deepEqual(harm.map(({ name, data }) => [name, data.node?.toNumber()]), [['attestation.Missed', absent.id]]);
	});
});
