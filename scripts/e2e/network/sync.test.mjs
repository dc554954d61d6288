// Newcomers: one that takes the state from others, one that does every block again.

import { hexToU8a } from '@polkadot/util';
import { blake2AsHex } from '@polkadot/util-crypto';
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { Network, until } from '../lib/network.mjs';

const PAGE = 500;

/** Every key and value of the state after a block, as one hash. */
async function digest(peer, hash) {
	const parts = [];
	for (let last = null; ; ) {
		const keys = await peer.rpc('state_getKeysPaged', ['0x', PAGE, last, hash]);
		if (keys.length === 0) {
			return { count: parts.length, hash: blake2AsHex(Buffer.concat(parts)) };
		}
		const [{ changes }] = await peer.rpc('state_queryStorageAt', [keys, hash]);
		const values = new Map(changes);
		for (const key of keys) {
			parts.push(Buffer.concat([hexToU8a(key), hexToU8a(values.get(key))]));
		}
		last = keys.at(-1);
	}
}

describe('a newcomer', () => {
	let network, alice, target;

	before(async () => {
		network = await Network.start();
		alice = network.get('alice');
		await network.meets(3);
		target = await alice.finalizes(8, 40);
	});

	after(() => network?.end());

	const arrives = async (peer) => {
		await peer.finalizes(target.number, 40);
		// Both must still have the state of a block that is final for both.
		const { number } = await peer.finalized();
		const hash = await alice.hashAt(number);
		assert.equal(await peer.hashAt(number), hash);
		assert.deepEqual(await digest(peer, hash), await digest(alice, hash));
	};

	test('that keeps all does every block again, and comes to the same state', async () => {
		const archive = await network.join({ name: 'archive', args: ['--sync', 'full'] });
		await arrives(archive);
		const first = await archive.hashAt(1);
		assert.deepEqual(await digest(archive, first), await digest(alice, first), 'it has every state');
	});

	test('that is in a hurry takes proofs of finality and the state, and comes to the same', async () => {
		const warp = await network.join({ name: 'warp', archive: false, args: ['--sync', 'warp'] });
		await arrives(warp);
		const lines = warp.program.lines.join('\n');
		assert.match(lines, /[Ww]arp sync is complete/);
		assert.match(lines, /[Ss]tate sync is complete/);
	});

	test('that was in a hurry fetches the old blocks afterwards', async () => {
		const warp = network.get('warp');
		await until('it has the first block', 40, async () => (await warp.hashAt(1)) === (await alice.hashAt(1)));
		await warp.rpc('chain_getBlock', [await alice.hashAt(1)]).then((block) => assert.ok(block));
	});
});
