// Four validators, two on each side of a cable that is pulled.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { Network, until } from '../lib/network.mjs';
import { Sites, whyNoSites } from '../lib/sites.mjs';

/** Blocks that each side makes by itself. Finality is three behind at most: it would show. */
const FORK = 6;

// Where CI is set all has to run: what cannot has failed.
const lack = whyNoSites();

describe('a partition', { skip: process.env.CI ? false : (lack ?? false) }, () => {
	let sites, network, left, right, split;

	before(async () => {
		assert.equal(lack, null);
		sites = new Sites(4);
		network = await Network.start({ place: (index) => ({ site: sites.all[index] }) });
		const of = (side) => network.running.filter(({ site }) => site.side === side);
		[left, right] = [of('left'), of('right')];
		await network.meets(3);
		await left[0].finalizes(2, 15);
	});

	after(async () => {
		await network?.end();
		sites?.remove();
	});

	test('stops finality on both sides, each of which goes on by itself', async () => {
		sites.split();
		split = (await left[0].best()).number;
		for (const [peer, friend] of [left, right]) {
			const { number, hash } = await peer.reaches(split + FORK, 60);
			await until('the two of a side agree', 5, async () => (await friend.hashAt(number)) === hash);
		}
		for (const peer of network.running) {
			// The cable was pulled within a block that may already have been on its way.
			assert.ok((await peer.finalized()).number <= split + 1, `${peer.name} made a block final`);
		}
		assert.notEqual(await left[0].hashAt(split + FORK), await right[0].hashAt(split + FORK), 'two forks');
	});

	test('heals on one chain, on which finality goes on', async () => {
		sites.heal();
		const { number } = await left[0].best();
		// A connection that has waited for long tries again only after as long.
		for (const peer of network.running) {
			await peer.finalizes(number + 2, 100);
		}
		const { hashes } = await network.agreed();
		assert.equal(hashes.size, 1);
		const forked = await Promise.all(network.running.map((peer) => peer.hashAt(split + FORK)));
		assert.equal(new Set(forked).size, 1);
	});
});
