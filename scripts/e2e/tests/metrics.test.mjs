// What Prometheus reads of the economy, and whether the dashboard and the alerts ask for what there is.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { after, before, describe, test } from 'node:test';

import { account, Chain, VOLT } from '../lib/chain.mjs';
import { Device } from '../lib/device.mjs';
import { Node } from '../lib/node.mjs';

const OPS = join(import.meta.dirname, '../../ops');
const PATIENCE = 20_000;

describe('metrics', () => {
	let node, chain, series;
	const bob = account('Bob');
	const devices = [new Device('//one'), new Device('//two')];

	const duty = async (id) => (await chain.api.call.depinApi.duty(id)).unwrap();
	/** The value of a series of our own, whatever the chain's label is. */
	const value = (name, ...labels) => {
		const matches = ([key]) =>
			key.startsWith(`substation_${name}{`) && labels.every((label) => key.includes(label));
		return [...series].find(matches)?.[1];
	};
	/** Reads until a series has the value that it must have: the node reads the chain after the block. */
	const becomes = async (expected, name, ...labels) => {
		for (const end = Date.now() + PATIENCE; ; await sleep(100)) {
			series = await node.scrape();
			if (value(name, ...labels) === expected) {
				return;
			}
			assert.ok(Date.now() < end, `${name} is ${value(name, ...labels)}, not ${expected}`);
		}
	};

	before(async () => {
		node = await Node.start({ sealing: 'manual', metrics: true });
		chain = await Chain.connect(node);
		for (const device of devices) {
			const { number } = await chain.head();
			const possession = device.possession(chain.genesis, bob.publicKey, number + 50);
			await chain.ok(
				chain.api.tx.nodes.register(0, 1, device.key, possession, 100n * VOLT, null, null, null, ''),
				bob,
			);
		}
	});

	after(async () => {
		await chain?.disconnect();
		await node?.stop();
	});

	test('show who is there, and on which terms', async () => {
		await becomes(2, 'active_nodes', 'class="wireless"');
		assert.equal(value('active_units', 'class="wireless"'), 2);
		assert.equal(value('window_blocks', 'class="wireless"'), 10);
		assert.equal(value('settlement_lag'), 0);
		assert.equal(value('disabled_validators'), 0);
	});

	test('count an attestation by a device alone, and those of a batch', async () => {
		const alone = devices[0].transaction(chain.api, devices[0].payload(chain.genesis, await duty(0)));
		await chain.sendRaw(alone);
		const item = devices[1].item(devices[1].payload(chain.genesis, await duty(1)));
		await chain.ok(chain.api.tx.attestation.attestBatch(0, [item]), account('Ferdie'));
		await becomes(2, 'attestations_total', 'class="wireless"');
		assert.equal(value('attestations_total', 'class="gpu"'), 0, 'what did not happen is 0, not absent');
	});

	test('count a batch item that does not count', async () => {
		const item = devices[1].item(devices[1].payload(chain.genesis, await duty(1)));
		await chain.ok(chain.api.tx.attestation.attestBatch(0, [item]), account('Ferdie'));
		await becomes(1, 'refused_attestations_total', 'class="wireless"');
	});

	test('count misses and jail', async () => {
		const { closes } = await duty(0);
		await chain.advanceTo(closes.toNumber() + 31);
		const counters = await Promise.all([0, 1].map((id) => chain.api.call.depinApi.node(id)));
		const missed = counters.reduce((sum, report) => sum + report.unwrap().counters.missed.toNumber(), 0);
		assert.ok(missed >= 4, `${missed} windows were missed`);
		await becomes(missed, 'misses_total', 'class="wireless"');
		await becomes(2, 'jailed_total');
		await becomes(0, 'active_nodes', 'class="wireless"');
	});

	test('show what the pots and pools hold', async () => {
		const report = await chain.api.call.depinApi.network();
		const inVolt = (amount) => Number(amount.toBigInt()) / Number(VOLT);
		await becomes(inVolt(report.issuance), 'supply_volt', 'kind="issuance"');
		const pool = await chain.api.query.rewards.pools(0);
		await becomes(inVolt(pool.reserve), 'pool_reserve_volt', 'class="wireless"');
		for (const pot of ['rewards', 'services', 'validators', 'stakers', 'treasury']) {
			assert.ok(value('pot_volt', `pot="${pot}"`) > 0, pot);
		}
		assert.equal(value('unread_blocks_total'), 0);
	});

	test('are all that the dashboard and the alerts ask for', () => {
		const names = new Set([...series.keys()].map((key) => key.split('{')[0]));
		for (const file of ['dashboard.json', 'alerts.yml']) {
			const text = readFileSync(join(OPS, file), 'utf8');
			const asked = new Set(text.match(/\b(substrate|substation)_[a-z0-9_]+/g));
			assert.ok(asked.size > 0, file);
			for (const name of asked) {
				assert.ok(names.has(name) || names.has(`${name}_bucket`), `${file} asks for ${name}, which there is not`);
			}
		}
	});
});
