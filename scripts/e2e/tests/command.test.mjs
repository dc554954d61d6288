// What a person at the keyboard sees of the node's commands.

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';

import { Chain } from '../lib/chain.mjs';
import { Node, run, temporaryFolder } from '../lib/node.mjs';

const BLOCKS = 2;
const lines = (text) => text.split('\n').filter(Boolean);

describe('the command line', () => {
	const folder = temporaryFolder();
	const file = join(folder, 'blocks');
	let node;

	before(async () => {
		// Only blocks with real seals can be imported.
		node = await Node.start();
		const chain = await Chain.connect(node);
		await chain.reaches(BLOCKS);
		await chain.disconnect();
	});

	after(() => node?.stop());

	test('says last what a taken port means', async () => {
		const place = ['--dev', '--base-path', temporaryFolder(), '--no-prometheus', '--no-mdns'];
		const { code, stderr } = await run('substation', [...place, '--rpc-port', node.rpcPort]);
		assert.notEqual(code, 0);
		const last = lines(stderr).at(-1);
		assert.match(last, new RegExp(`^error: port ${node.rpcPort} is taken, .* --rpc-port$`));
	});

	test('refuses a chain specification that is none, and says last what to do', async () => {
		const { code, stderr } = await run('substation', ['--chain', join(folder, 'nothing.json'), '--tmp']);
		assert.notEqual(code, 0);
		assert.match(lines(stderr).at(-1), /^[Ee]rror: /);
	});

	test('works on a database and ends with no word of failure', async () => {
		await node.stop();
		const other = ['--dev', '--base-path', join(folder, 'other')];
		for (const args of [
			['export-blocks', ...node.place, '--to', BLOCKS, file],
			['import-blocks', ...other, file],
			['check-block', ...other, BLOCKS],
			['revert', ...other, 1],
			['purge-chain', ...other, '-y'],
		]) {
			const { code, stdout, stderr } = await run('substation', args);
			assert.equal(code, 0, stderr);
			assert.doesNotMatch(stdout + stderr, /failed|error|Shutting down/i, args[0]);
		}
	});
});
