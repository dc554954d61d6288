// The examples of docs/dapps.md are one program, cut into pieces by what is said about them. It is run here.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { createInterface } from 'node:readline';
import { after, before, describe, test } from 'node:test';

import { Chain, PALLETS } from '../lib/chain.mjs';
import { Node } from '../lib/node.mjs';

const GUIDE = fileURLToPath(new URL('../../../docs/dapps.md', import.meta.url));
// Where the examples find the library, and git does not look.
const PROGRAM = fileURLToPath(new URL('../../node_modules/.dapps.mjs', import.meta.url));
const DONE = 'example done:';
// Some wait for eras to pass.
const LIMIT = 90_000;

/** The examples, each with the heading that it stands under. */
function examples(markdown) {
	let heading = '';
	let code = null;
	const found = [];
	for (const line of markdown.split('\n')) {
		if (code && line === '```') {
			found.push({ heading, code: code.join('\n') });
			code = null;
		} else if (code) {
			code.push(line);
		} else if (line === '```js') {
			code = [];
		} else if (line.startsWith('#')) {
			heading = line.replace(/^#+ /, '');
		}
	}
	return found;
}

describe('the examples of docs/dapps.md', () => {
	const found = examples(readFileSync(GUIDE, 'utf8'));
	let node, program, ended, output;

	before(async () => {
		node = await Node.start({ sealing: 100 });
		const marked = found.map(({ code }, index) => `${code}\nconsole.log('${DONE}${index}');`);
		writeFileSync(PROGRAM, marked.join('\n'));
		program = spawn(process.execPath, [PROGRAM], {
			env: { ...process.env, SUBSTATION: node.url },
			stdio: ['ignore', 'pipe', 'pipe'],
		});
		output = [];
		ended = once(program, 'close');
		for (const stream of [program.stdout, program.stderr]) {
			createInterface({ input: stream }).on('line', (line) => {
				output.push(line);
				program.emit('line', line);
			});
		}
	});

	after(async () => {
		program?.kill();
		rmSync(PROGRAM, { force: true });
		await node?.stop();
	});

	/** Waits until the example has run, or the program has ended without it. */
	const reached = (index) =>
		new Promise((resolve) => {
			const look = () => output.includes(`${DONE}${index}`) && resolve(true);
			program.on('line', look);
			ended.then(() => resolve(output.includes(`${DONE}${index}`)));
			look();
		});

	assert.ok(found.length > 0);
	found.forEach(({ heading }, index) => {
		test(`${index + 1}: ${heading}`, { timeout: LIMIT }, async () => {
			assert.ok(await reached(index), output.slice(-30).join('\n'));
		});
	});

	test('every call of our pallets is shown', async () => {
		const { api } = await Chain.connect(node);
		const code = found.map((example) => example.code).join('\n');
		const calls = PALLETS.flatMap((pallet) =>
			Object.keys(api.tx[pallet]).map((call) => `api.tx.${pallet}.${call}(`),
		);
		await api.disconnect();
		assert.ok(calls.length > 20);
		assert.deepEqual(
			calls.filter((call) => !code.includes(call)),
			[],
		);
	});

	test('who sends whenever a block comes shares its account with nobody', () => {
		const code = found.map((example) => example.code).join('\n');
		assert.equal(code.match(/\bferdie\b(?!\] =)/g).length, 1, 'two calls of one number: one would be lost');
	});

	test('the program ends by itself, without an error', async () => {
		const [code] = await ended;
		assert.equal(code, 0, output.slice(-30).join('\n'));
	});
});
