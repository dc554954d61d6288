// The scripts that people run: a network from one command, a validator more from two, and a clean end.

import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';

import { SLOT } from '../lib/network.mjs';
import { temporaryFolder } from '../lib/node.mjs';
import { runScript, Script } from '../lib/script.mjs';

describe('localnet.sh', () => {
	const folder = join(temporaryFolder(), 'net');
	let localnet, newcomer;

	after(() => [newcomer, localnet].forEach((script) => script?.interrupt()));

	test('refuses more validators than have keys, and says so', async () => {
		const { code, said } = await runScript('localnet.sh', '7');
		assert.equal(code, 1);
		assert.match(said, /7 validators cannot be started: six people have keys/);
	});

	test('runs five validators and prints where they answer', async () => {
		mkdirSync(folder);
		localnet = new Script('localnet.sh', '5', '--base-path', folder);
		await localnet.says(/Ctrl-C ends the network/, 200);
		assert.match(localnet.said, /eve +ws:\/\/127\.0\.0\.1:9948 +http:\/\/127\.0\.0\.1:9619\/metrics/);
	});

	test('prints two commands with which one more becomes a validator', async () => {
		const commands = localnet.said.replaceAll('\\\n', '').match(/scripts\/validator\.sh .*/g);
		const [start, setup] = commands.map((command) => command.split(/\s+/).slice(1));
		newcomer = new Script('validator.sh', ...start);
		await newcomer.says(/Idle \(\d+ peers\), best: #[1-9]/, 20);
		const { code, said } = await runScript('validator.sh', ...setup);
		assert.equal(code, 0, said);
		assert.match(said, /Elected[^]*It has made block/);
	});

	test('stops cleanly, and goes on with the same chain', async () => {
		newcomer.interrupt();
		await newcomer.exited;
		localnet.interrupt();
		assert.equal(await localnet.exited, 0, localnet.said);
		assert.match(localnet.said, /All have stopped/);
		const again = (localnet = new Script('localnet.sh', '5', '--base-path', folder));
		await again.says(/Ctrl-C ends the network/, 200);
		const answer = await fetch('http://127.0.0.1:9944', {
			method: 'POST',
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'chain_getHeader', params: [] }),
			signal: AbortSignal.timeout(SLOT),
		});
		assert.ok(Number((await answer.json()).result.number) > 0);
		again.interrupt();
		assert.equal(await again.exited, 0);
	});
});
