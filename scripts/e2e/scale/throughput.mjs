// How many attestations a second go through a node, beside transfers: same machine, same run, same client. Each kind goes
// over RPC into the pool of a fresh chain, and then into blocks. Signing is not counted. Prints a table.

import { Keyring } from '@polkadot/api';
import { bnToU8a, compactAddLength, stringToU8a, u8aConcat } from '@polkadot/util';
import { blake2AsU8a } from '@polkadot/util-crypto';
import { execFileSync } from 'node:child_process';
import { performance } from 'node:perf_hooks';

import { Chain } from '../lib/chain.mjs';
import { Device } from '../lib/device.mjs';
import { binary } from '../lib/node.mjs';
import { Population } from './population.mjs';

const NODES = 4096;
const OWNERS = Math.ceil(NODES / 10);
const PAGE = 512;
const CLASS = 0;
/** Blocks in which all of them have room. */
const ENOUGH = 30;
/** Requests that wait for an answer at a time. */
const IN_FLIGHT = 128;

const keyring = new Keyring({ type: 'sr25519' });
const numbers = (count) => Array.from({ length: count }, (_, index) => index);

/** The seed of a key of runtime/examples/population.rs. */
function seed(word, index) {
	const number = bnToU8a(index, { bitLength: 32, isLe: true });
	return blake2AsU8a(u8aConcat(compactAddLength(stringToU8a(word)), number));
}

const owner = (index) => keyring.addFromSeed(seed('owner', index));
const device = (index) => new Device(seed('device', index));

/** The duty of each page's first node. */
async function pageDuties(chain) {
	const firsts = numbers(Math.ceil(NODES / PAGE)).map((page) => chain.api.call.depinApi.duty(page * PAGE));
	return (await Promise.all(firsts)).map((duty) => duty.unwrap());
}

/** Makes blocks until no window ends before all is done. */
async function calm(chain) {
	const ends = async () => Math.min(...(await pageDuties(chain)).map(({ closes }) => closes.toNumber()));
	let { number } = await chain.advance(1);
	while ((await ends()) <= number + ENOUGH) {
		({ number } = await chain.advance(1));
	}
}

/** The payloads of all nodes in the window that is open. */
async function payloads(chain) {
	const duties = await pageDuties(chain);
	return numbers(NODES).map((node) => {
		const payload = device(node).payload(chain.genesis, duties[Math.floor(node / PAGE)]);
		return { ...payload, address: { ...payload.address, slot: node % PAGE } };
	});
}

const sign = async (call, index, nonce) => (await call.signAsync(owner(index), { nonce, era: 0 })).toHex();

/** Each of the ways to fill the blocks: transactions, signed ahead. */
const WAYS = {
	'`transfer_keep_alive`': ({ api }) =>
		Promise.all(
			numbers(NODES).map((index) => {
				const to = owner((index + 1) % OWNERS).address;
				return sign(api.tx.balances.transferKeepAlive(to, 1_000), index % OWNERS, Math.floor(index / OWNERS));
			}),
		),
	'`attest`': async (chain) =>
		(await payloads(chain)).map((payload, node) => device(node).transaction(chain.api, payload)),
	'`attest_batch` of 64': (chain) => batches(chain, 64),
	'`attest_batch` of 512': (chain) => batches(chain, 512),
};

async function batches(chain, size) {
	const items = (await payloads(chain)).map((payload, node) => device(node).item(payload));
	return Promise.all(
		numbers(NODES / size).map((index) => {
			const batch = chain.api.tx.attestation.attestBatch(CLASS, items.slice(index * size, (index + 1) * size));
			return sign(batch, index, 0);
		}),
	);
}

/** Hands all transactions in, so many at a time. */
async function submit(provider, transactions) {
	const waiting = transactions.values();
	const worker = async () => {
		for (const transaction of waiting) {
			await provider.send('author_submitExtrinsic', [transaction]);
		}
	};
	await Promise.all(numbers(IN_FLIGHT).map(worker));
}

/** Makes blocks until all are in; returns the milliseconds that it took to make them. */
async function include({ node }, count) {
	let [included, spent, blocks] = [0, 0, 0];
	while (included < count) {
		const start = performance.now();
		const { hash } = await node.rpc('engine_createBlock', [true, true]);
		spent += performance.now() - start;
		const { block } = await node.rpc('chain_getBlock', [hash]);
		// All but the inherent.
		included += block.extrinsics.length - 1;
		blocks += 1;
		if (block.extrinsics.length === 1) {
			throw new Error(`${count - included} transactions did not get in`);
		}
	}
	return { spent, blocks };
}

async function measure(way) {
	const population = await Population.create(NODES, 1000, 1000);
	const chain = await Chain.connect(await population.start(['--pool-limit', '20000']));
	await calm(chain);
	const transactions = await way(chain);
	const start = performance.now();
	await submit(chain.api._rpcCore.provider, transactions);
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
for (const cells of [head, head.map(() => '---'), ...rows]) {
	console.log(`| ${cells.join(' | ')} |`);
}
