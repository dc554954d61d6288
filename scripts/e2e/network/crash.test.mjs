// A node that is killed in the middle of its work, again and again: its database must open, with what it had.

import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { after, before, describe, test } from 'node:test';

import { account, Chain } from '../lib/chain.mjs';
import { Node } from '../lib/node.mjs';

const KILLS = 20;
/** Transactions in one go: each fills a block with writes. */
const BURST = 40;
/** A kill comes at some moment of these milliseconds. */
const SPELL = 1_500;

describe('a node under load', () => {
	let node, seen;

	before(async () => {
		node = await Node.start({ sealing: '100' });
		seen = new Map();
	});

	after(() => node?.stop());

	/** Sends transfers to accounts that are new, until the node is gone. */
	async function load(chain) {
		const alice = account('Alice');
		let nonce = (await chain.api.rpc.system.accountNextIndex(alice.address)).toNumber();
		for (;;) {
			const round = Array.from({ length: BURST }, (_, index) => {
				const to = account(`${nonce + index}`).address;
				return chain.api.tx.balances.transferKeepAlive(to, 10n ** 12n).signAsync(alice, { nonce: nonce + index, era: 0 });
			});
			for (const signed of await Promise.all(round)) {
				await node.rpc('author_submitExtrinsic', [signed.toHex()]);
			}
			nonce += BURST;
		}
	}

	/** Notes the chain as it is, until the node is gone. */
	async function watch(chain) {
		for (;;) {
			const { number, hash } = await chain.head();
			seen.set(number, hash);
			await sleep(20);
		}
	}

	test(`opens its database after each of ${KILLS} kills, and has what it had`, { timeout: 900_000 }, async () => {
		for (let kill = 1; kill <= KILLS; kill += 1) {
			const chain = await Chain.connect(node);
			const work = [load(chain), watch(chain)].map((task) => task.catch(() => null));
			await sleep(500 + Math.random() * SPELL);
			await node.kill();
			await chain.disconnect();
			await Promise.all(work);
			await node.start();

			const hash = await node.rpc('chain_getFinalizedHead');
			const number = Number((await node.rpc('chain_getHeader', [hash])).number);
			// The last commits may have been in memory alone; what is there must be what was there.
			for (const [height, was] of seen) {
				if (height <= number) {
					assert.equal(await node.rpc('chain_getBlockHash', [height]), was, `block ${height} after kill ${kill}`);
				} else {
					seen.delete(height);
				}
			}
			const keys = await node.rpc('state_getKeysPaged', ['0x', 1000, null, hash]);
			assert.ok(keys.length > 0, `the state after block ${number} is there`);
		}
		assert.ok(seen.size > KILLS, 'there were blocks to lose');
	});

	test('goes on', async () => {
		const chain = await Chain.connect(node);
		const { number } = await chain.head();
		await chain.reaches(number + 10);
		await chain.disconnect();
	});
});
