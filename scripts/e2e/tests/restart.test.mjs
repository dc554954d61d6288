// What a crash of the node does to the economy: nothing.

import { hexToNumber, u8aToHex } from '@polkadot/util';
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, test } from 'node:test';

import { account, Chain, VOLT } from '../lib/chain.mjs';
import { Device } from '../lib/device.mjs';
import { Node, run, temporaryFolder } from '../lib/node.mjs';
import { Story } from '../lib/story.mjs';

const GPU = 1;
const PERIOD = 5;

/** The headers of all blocks from 1 to the best one. */
async function headers(node) {
	const { number } = await node.rpc('chain_getHeader');
	const numbers = Array.from({ length: hexToNumber(number) }, (_, index) => index + 1);
	const hashes = await node.rpc('chain_getBlockHash', [numbers]);
	return Promise.all(hashes.map((hash) => node.rpc('chain_getHeader', [hash])));
}

// One of them waits for real time most of the while.
describe('a node that is killed', { concurrency: true }, () => {
	test('between a miss and its settlement goes on as if it had not been', async () => {
		const story = await Story.begin();
		const { node } = story.chain;
		const healthy = await story.register(account('Bob'), new Device('//healthy'), {
			...{ kind: GPU, units: 2, collateral: 2000n * VOLT },
		});
		const silent = await story.register(account('Charlie'), new Device('//silent'), {
			...{ kind: GPU, units: 1, collateral: 1000n * VOLT },
		});
		// Windows close at 10, 15 and 20; each is settled in the first block after the node's return.
		for (const closes of [10, 15, 20]) {
			await story.live(closes - 1, [healthy]);
			await node.kill();
			await node.start();
			await story.chain.reconnected();
			// What the crash may have taken from the disk's end is made again.
			await story.chain.advanceTo(closes);
			await story.compare();
		}
		const report = (await story.api.call.depinApi.node(silent)).unwrap();
		assert.equal(report.info.status.toString(), 'Jailed');
		assert.equal(report.counters.missed.toNumber(), 3);
		await story.live(200, [healthy]);
		await story.compare();
		assert.ok(story.model.slashed > 0n, 'and the slash came');

		await executeAgain(story.chain);
		await story.end();
	});

	test('leaves a chain that another node imports block by block into the same states', async () => {
		const node = await Node.start();
		const chain = await Chain.connect(node);
		const [owner, device] = [account('Dave'), new Device('//abrupt')];
		const possession = device.possession(chain.genesis, owner.publicKey, 100);
		const register = chain.api.tx.nodes.register(
			...[GPU, 1, device.key, possession, 1000n * VOLT, null, null, null, ''],
		);
		await register.signAndSend(owner);
		const { number } = await chain.head();
		// The next block may have been begun already.
		await chain.reaches(number + 2);
		const { closes } = (await chain.api.call.depinApi.duty(0)).unwrap();
		const settled = closes.toNumber() + PERIOD;
		await chain.reaches(settled - 1);
		await node.kill();
		await node.start();
		await chain.reconnected();
		await chain.reaches(settled + 1);
		const report = (await chain.api.call.depinApi.node(0)).unwrap();
		assert.equal(report.counters.missed.toNumber(), 1);
		const before = await headers(node);
		await chain.disconnect();
		await node.stop();

		const copy = new Node({ sealing: 'manual' });
		const file = join(temporaryFolder(), 'blocks');
		const to = ['--to', before.length];
		assert.equal((await run('substation', ['export-blocks', ...node.place, ...to, file])).code, 0);
		assert.equal((await run('substation', ['import-blocks', ...copy.place, ...copy.archive, file])).code, 0);
		await copy.start();
		const after = await headers(copy);
		await copy.stop();
		assert.deepEqual(after.map(({ stateRoot }) => stateRoot), before.map(({ stateRoot }) => stateRoot));
		assert.deepEqual(after, before);
	});
});

// Executes every block once more on its parent’s state. The runtime refuses a block that does not end in its
// header’s state root.
async function executeAgain({ node, api }) {
	const execute = ({ header, extrinsics }) => {
		const block = api.createType('Block', { header, extrinsics });
		return node.rpc('state_call', ['Core_execute_block', u8aToHex(block.toU8a()), header.parentHash]);
	};
	const { number: last } = await node.rpc('chain_getHeader');
	for (let number = 1; number <= hexToNumber(last); number += 1) {
		const hash = await node.rpc('chain_getBlockHash', [number]);
		const { block } = await node.rpc('chain_getBlock', [hash]);
		await execute(block);
		if (number === 1) {
			const stateRoot = block.header.parentHash;
			await assert.rejects(execute({ ...block, header: { ...block.header, stateRoot } }), 'any other root');
		}
	}
}
