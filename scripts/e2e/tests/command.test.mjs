// What a person at the keyboard sees of the node's commands.

import assert from 'node:assert/strict';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';

import { Chain } from '../lib/chain.mjs';
import { Node, run, temporaryFolder } from '../lib/node.mjs';
import { runScript } from '../lib/script.mjs';
import { substation } from '../lib/spec.mjs';

/** A node on a chain from a file. */
class Network extends Node {
	constructor({ chain, ...options }) {
		super(options);
		this.chain = chain;
	}

	get place() {
		return ['--chain', this.chain, '--base-path', this.folder];
	}
}

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

	test('is ready in less than twice the time that one compilation of the runtime takes', async () => {
		const took = async (work) => {
			const start = performance.now();
			await work();
			return performance.now() - start;
		};
		const compile = () => run('substation', ['export-chain-spec', '--chain', 'dev', '--raw']);
		const start = async () => {
			const other = await Node.start();
			await other.stop();
		};
		// The least of each, in turns: what else the machine does is in neither.
		const times = { compile: Infinity, start: Infinity };
		for (let turn = 0; turn < 3; turn++) {
			times.compile = Math.min(times.compile, await took(compile));
			times.start = Math.min(times.start, await took(start));
		}
		assert.ok(times.start < 2 * times.compile, JSON.stringify(times));
	});

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

	test('goes on with no other chain than it was started on: a real network is refused, in development it is said', async () => {
		for (const [chain, refused] of [['live', true], ['dev', false]]) {
			const [first, second] = ['first', 'second'].map((name) => join(folder, `${name}-${chain}.json`));
			await substation('export-chain-spec', '--chain', chain, '--raw', '--output', first);
			const spec = JSON.parse(readFileSync(first, 'utf8'));
			spec.genesis.raw.top['0x00'] = '0x00';
			writeFileSync(second, JSON.stringify(spec));
			const network = await Network.start({ chain: first });
			await network.stop();
			network.chain = second;
			if (refused) {
				const { code, stderr } = await run('substation', network.place);
				assert.notEqual(code, 0);
				assert.match(lines(stderr).at(-1), /^error: the chain in this folder began as .*--base-path.*purge-chain/);
			} else {
				await network.start();
				await network.stop();
				assert.match(network.program.output.stderr, /going on with the former. To begin anew: `substation purge-chain`/);
			}
		}
	});

	test('starts a validator with a key for each chain of a folder, and leaves the keys that are there', async () => {
		const base = join(folder, 'several');
		const key = (chain) => join(base, `chains/substation_${chain}/network/secret_ed25519`);
		const kept = [];
		for (const chain of ['local', 'dev', 'local']) {
			const { code, said } = await runScript('validator.sh', 'start', '--chain', chain, '--base-path', base, '--', '--version');
			assert.equal(code, 0, said);
			kept.push(readFileSync(key(chain), 'utf8'));
			assert.equal(statSync(key(chain)).mode & 0o077, 0);
		}
		assert.equal(kept[2], kept[0]);
		assert.notEqual(kept[1], kept[0]);
		const { code, said } = await runScript('validator.sh', 'start', '--chain', 'nonsense', '--base-path', base);
		assert.equal(code, 1);
		assert.match(said, /there is no chain and no file named `nonsense`/);
	});

	test('is no part of a real network with a master key', async () => {
		const open = join(folder, 'open.json');
		await substation('export-chain-spec', '--chain', 'dev', '--raw', '--output', open);
		writeFileSync(open, readFileSync(open, 'utf8').replace(/"chainType": "Development"/, '"chainType": "Live"'));
		const { code, stderr } = await run('substation', ['--chain', open, '--tmp']);
		assert.notEqual(code, 0);
		assert.match(lines(stderr).at(-1), /the chain has a sudo key/);
	});

	test('removes no database that a node works on', async () => {
		const { code, stderr } = await run('substation', ['purge-chain', ...node.place, '-y']);
		assert.notEqual(code, 0);
		assert.match(lines(stderr).at(-1), /^error: a node runs on this chain: stop it/);
		assert.ok(await node.rpc('chain_getBlockHash', [0]));
	});

	test('says where there is nothing to work on', async () => {
		const nowhere = ['--dev', '--base-path', join(folder, 'nowhere')];
		for (const [args, said] of [
			[['chain-info', ...nowhere], /^error: there is no chain in .*nowhere.*--base-path/],
			[['check-block', ...nowhere, 1], /^error: there is no chain in .*nowhere.*--base-path/],
			[['revert', ...nowhere, 1], /^error: there is no chain in .*nowhere.*--base-path/],
			[['import-blocks', ...nowhere, join(folder, 'missing')], /^error: there is no file of blocks at .*missing/],
		]) {
			const { code, stderr } = await run('substation', args);
			assert.notEqual(code, 0);
			assert.match(lines(stderr).at(-1), said);
		}
	});

	test('stops with no word of failure', async () => {
		const { code } = await node.stop();
		assert.equal(code, 0);
		assert.doesNotMatch(node.program.output.stderr, /Essential task|Shutting down/);
	});

	test('works on a database and ends with no word of failure', async () => {
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
