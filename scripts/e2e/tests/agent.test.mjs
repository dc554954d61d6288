// The economy's story by the real agent: two devices work, one is switched off, and the node crashes in between.

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { after, before, describe, test } from 'node:test';

import { account, Chain, VOLT } from '../lib/chain.mjs';
import { Model } from '../lib/model.mjs';
import { Node, Program, run, temporaryFolder } from '../lib/node.mjs';
import { replay } from '../lib/replay.mjs';

const AGENT = 'substation-agent';
const PERIOD = 10;
const ERA = 20;

/** Milliseconds between blocks: a window takes a second and a half, a slash's deferral half a minute. */
const PACE = 150;

/** Makes blocks at a steady pace while it is not stopped. */
class Heart {
	constructor(chain) {
		this.chain = chain;
	}

	start() {
		this.beating = true;
		this.ended = this.#beat();
	}

	async #beat() {
		while (this.beating) {
			await this.chain.advance(1);
			await sleep(PACE);
		}
	}

	async stop() {
		this.beating = false;
		await this.ended;
	}
}

describe('two devices with an agent each', () => {
	let node, chain, heart;
	const devices = [
		{ owner: 'Bob', scheme: 'ed25519' },
		{ owner: 'Charlie', scheme: 'ecdsa' },
	];
	const [steady, failing] = devices;
	const folder = temporaryFolder();

	const agent = (...args) => run(AGENT, args);
	const status = async ({ key }) => {
		const { code, stdout, stderr } = await agent('status', '--key', key, '--url', node.url, '--json');
		assert.equal(code, 0, stderr);
		return JSON.parse(stdout);
	};
	const switchOn = (device) => {
		device.agent = new Program(AGENT, ['run', '--key', device.key, '--url', node.url]);
	};
	const duty = async (id) => (await chain.api.call.depinApi.duty(id)).unwrapOr(null);

	before(async () => {
		node = await Node.start({ sealing: 'manual' });
		chain = await Chain.connect(node);
		heart = new Heart(chain);
		heart.start();
	});

	after(async () => {
		await Promise.all(devices.map((device) => device.agent?.stop()));
		await heart?.stop();
		await chain?.disconnect();
		await node?.stop();
	});

	test('each makes a key that nobody else can read', async () => {
		for (const device of devices) {
			device.key = join(folder, device.scheme);
			const made = await agent('key', 'generate', '--out', device.key, '--scheme', device.scheme);
			assert.equal(made.code, 0, made.stderr);
			const again = await agent('key', 'generate', '--out', device.key);
			assert.notEqual(again.code, 0, 'a key is never overwritten');
		}
	});

	test('each is registered by its owner, and is live', async () => {
		for (const [id, device] of devices.entries()) {
			const args = ['--key', device.key, '--url', node.url, '--suri', `//${device.owner}`];
			const registered = await agent('register', ...args, '--class', 'wireless', '--units', id + 1);
			assert.equal(registered.code, 0, registered.stderr);
			assert.equal((await status(device)).status, 'active');
		}
	});

	test('each attests in every window', async () => {
		devices.forEach(switchOn);
		const { number } = await chain.head();
		await chain.reaches(number + 3 * PERIOD);
		for (const [id] of devices.entries()) {
			const { counters } = (await chain.api.call.depinApi.node(id)).unwrap();
			assert.ok(counters.windows.toNumber() >= 2);
			assert.equal(counters.missed.toNumber(), 0);
		}
	});

	test('one that is switched off is jailed', async () => {
		const { code } = await failing.agent.stop();
		assert.equal(code, 0, 'it ended cleanly');
		const { closes } = await duty(1);
		await chain.reaches(closes.toNumber() + 3 * PERIOD);
		assert.equal((await status(failing)).status, 'jailed');
		assert.equal((await status(steady)).status, 'active');
	});

	test('the other finds its node again after a crash', async () => {
		await heart.stop();
		await node.kill();
		await node.start();
		await steady.agent.says(/Connected to/g, 2);
		await chain.reconnected();
		heart.start();
		const { number } = await chain.head();
		await chain.reaches(number + 4 * PERIOD);
		const { info, counters } = (await chain.api.call.depinApi.node(0)).unwrap();
		assert.equal(info.status.toString(), 'Active');
		assert.equal(counters.missed.toNumber(), 0);
	});

	test('the slash comes when the deferral is over', async () => {
		const { pendingSlashes } = (await chain.api.call.depinApi.node(1)).unwrap();
		const { applies } = pendingSlashes.at(-1);
		await chain.reaches(1 + applies.toNumber() * ERA);
		const report = await status(failing);
		assert.ok(BigInt(report.collateral) < 200n * VOLT);
		assert.deepEqual(report.pendingSlashes, []);
	});

	test('what was earned is paid, and every balance is what the model makes of the blocks', async () => {
		const { tx } = chain.api;
		await Promise.all(devices.map((device) => device.agent.stop()));
		await heart.stop();
		await chain.ok(tx.rewards.claim(0), account('Dave'));

		const genesis = await chain.api.at(chain.api.genesisHash);
		const model = new Model({ issuance: (await genesis.query.balances.totalIssuance()).toBigInt() });
		await replay(chain, model);
		const at = await chain.api.at((await chain.head()).hash);
		const total = async (state, address) => {
			const { data } = await state.query.system.account(address);
			return data.free.toBigInt() + data.reserved.toBigInt();
		};
		for (const { address } of ['Alice', 'Bob', 'Charlie', 'Dave'].map(account)) {
			assert.equal(await total(at, address), (await total(genesis, address)) + model.gain(address), address);
		}
		assert.ok(model.gain(account('Bob').address) > 0n);
		assert.ok(model.slashed > 0n);
		for (const id of [0, 1]) {
			assert.equal((await at.call.depinApi.claimable(id)).unwrap().toBigInt(), model.claimable(id));
		}
		assert.equal((await at.query.balances.totalIssuance()).toBigInt(), model.issuance);
	});
});
