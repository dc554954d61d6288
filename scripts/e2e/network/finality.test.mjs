// Four validators, each a process of its own: what a network survives, and what it comes back from.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { Network, until } from '../lib/network.mjs';

describe('four validators', () => {
	let network, alice, bob, charlie, dave;

	before(async () => {
		network = await Network.start();
		[alice, bob, charlie, dave] = ['alice', 'bob', 'charlie', 'dave'].map((name) => network.get(name));
	});

	after(() => network?.end());

	test('find each other through one boot node', async () => {
		await network.meets(3);
	});

	test('make blocks final', async () => {
		await dave.finalizes(2, 15);
		const { hashes } = await network.agreed();
		assert.equal(hashes.size, 1);
	});

	test('go on without one that is killed', async () => {
		await dave.kill();
		const { number } = await alice.best();
		await bob.finalizes(number + 1, 20);
	});

	test('have it back, up to date, when it is started again', async () => {
		await dave.start();
		const { number } = await alice.finalized();
		await dave.finalizes(number, 20);
		const { hashes } = await network.agreed();
		assert.equal(hashes.size, 1);
	});

	test('make no block final without two of them, and agree on what they have', async () => {
		await Promise.all([charlie.kill(), dave.kill()]);
		// What was made before may still become final: the votes were on their way.
		const { number: last } = await alice.best();
		// Finality is three blocks behind at most: with five more it would have gone on, if it could.
		const { number } = await alice.reaches(last + 5, 40);
		for (const peer of [alice, bob]) {
			assert.ok((await peer.finalized()).number <= last, `${peer.name} made a block final`);
		}
		// Of two blocks in one slot either may win.
		const same = async () => (await bob.hashAt(number)) === (await alice.hashAt(number));
		await until('bob has the same block', 5, same);
	});

	test('make blocks final again when the two are back, with no help', async () => {
		await Promise.all([charlie.start(), dave.start()]);
		const { number } = await alice.best();
		for (const peer of network.running) {
			await peer.finalizes(number, 40);
		}
		const { hashes } = await network.agreed();
		assert.equal(hashes.size, 1);
	});
});
