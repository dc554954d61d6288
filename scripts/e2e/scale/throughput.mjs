// How many attestations a second go through a node, beside transfers: same machine, same run, same client. Each kind goes
// over RPC into the pool of a fresh chain, and then into blocks. Signing is not counted. Prints a table.

import { execFileSync } from 'node:child_process';
import { performance } from 'node:perf_hooks';

import { Chain } from '../lib/chain.mjs';
import { binary } from '../lib/node.mjs';
import { table } from '../lib/report.mjs';
import { Population } from './population.mjs';
import { CLASS, calm, device, make, numbers, owner, owners, payloads, sign, submit } from './traffic.mjs';

const NODES = 4096;
const OWNERS = owners(NODES);

/** Each of the ways to fill the blocks: transactions, signed ahead. */
const WAYS = {
	'`transfer_keep_alive`': ({ api }) =>
		Promise.all(
			numbers(NODES).map((index) => {
				const to = owner((index + 1) % OWNERS).address;
				const nonce = Math.floor(index / OWNERS);
				return sign(api.tx.balances.transferKeepAlive(to, 1_000), owner(index % OWNERS), nonce);
			}),
		),
	'`attest`': async (chain) =>
		(await payloads(chain, NODES)).map((payload, node) => device(node).transaction(chain.api, payload)),
	'`attest_batch` of 64': (chain) => batches(chain, 64),
	'`attest_batch` of 512': (chain) => batches(chain, 512),
};

async function batches(chain, size) {
	const items = (await payloads(chain, NODES)).map((payload, node) => device(node).item(payload));
	return Promise.all(
		numbers(NODES / size).map((index) => {
			const batch = chain.api.tx.attestation.attestBatch(CLASS, items.slice(index * size, (index + 1) * size));
			return sign(batch, owner(index), 0);
		}),
	);
}

/** Makes blocks until all are in; returns the milliseconds that it took to make them. */
async function include(chain, count) {
	let [included, spent, blocks] = [0, 0, 0];
	while (included < count) {
		const made = await make(chain);
		const batches = made.events.filter(({ name }) => name === 'attestation.BatchAttested');
		if (made.count === 0 || batches.some(({ data }) => data.refused.length > 0)) {
			throw new Error(`${count - included} transactions did not get in, or did not count`);
		}
		included += made.count;
		spent += made.took;
		blocks += 1;
	}
	return { spent, blocks };
}

async function measure(way) {
	const population = await Population.create(NODES, { first: 1000, second: 1000 });
	const chain = await Chain.connect(await population.start(['--pool-limit', '20000']));
	await calm(chain, NODES);
	const transactions = await way(chain);
	const start = performance.now();
	await submit(chain, transactions);
	const submitted = performance.now() - start;
	const { spent, blocks } = await include(chain, transactions.length);
	await chain.disconnect();
	await chain.node.stop();
	population.remove();
	return { submitted, spent, blocks, each: NODES / ((submitted + spent) / 1000) };
}

const limit = Number(execFileSync(binary('examples/signatures'), { encoding: 'utf8' }));
const results = [];
for (const [name, way] of Object.entries(WAYS)) {
	results.push([name, await measure(way)]);
}
const [[, transfers]] = results;
const rows = [
	...results.map(([name, { submitted, spent, blocks, each }]) => [
		...[name, each.toFixed(0), (each / transfers.each).toFixed(2), (limit / each).toFixed(2)],
		...[`${(submitted / 1000).toFixed(2)} s`, `${(spent / 1000).toFixed(2)} s`, blocks],
	]),
	['a signature checked, one core', limit.toFixed(0), (limit / transfers.each).toFixed(2), '1.00', '', '', ''],
];
const head = ['what', 'a second', 'times transfers', 'of the limit, one in', 'into the pool', 'into blocks', 'blocks'];
console.log(table(head, rows));
