// The scripts that people run: a network from one command, a validator more from two, and a clean end.

import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';

import { SLOT, until } from '../lib/network.mjs';
import { temporaryFolder } from '../lib/node.mjs';

const SCRIPTS = join(import.meta.dirname, '../..');
const ANSI = /\x1b\[[0-9;]*m/g;

/** A script at work, and what it has said. */
class Script {
	constructor(name, ...args) {
		// A group of its own, so that all of it can be sent Ctrl-C.
		this.child = spawn('bash', [join(SCRIPTS, name), ...args], { detached: true });
		this.said = '';
		this.exited = once(this.child, 'close').then(([code]) => code);
		for (const stream of [this.child.stdout, this.child.stderr]) {
			stream.setEncoding('utf8').on('data', (text) => (this.said += text.replace(ANSI, '')));
		}
		process.once('exit', () => this.interrupt());
	}

	async says(pattern, slots) {
		return until(`${pattern} in ${this.said}`, slots, () => {
			assert.equal(this.child.exitCode, null, this.said);
			return pattern.exec(this.said);
		});
	}

	/** Ctrl-C. */
	interrupt() {
		try {
			process.kill(-this.child.pid, 'SIGINT');
		} catch {
			// It has ended.
		}
	}
}

const run = (command, ...args) =>
	new Promise((resolve) => {
		execFile(command, args, (error, stdout, stderr) => resolve({ code: error?.code ?? 0, said: stdout + stderr }));
	});

describe('localnet.sh', () => {
	const folder = join(temporaryFolder(), 'net');
	let localnet, newcomer;

	after(() => [newcomer, localnet].forEach((script) => script?.interrupt()));

	test('refuses more validators than have keys, and says so', async () => {
		const { code, said } = await run('bash', join(SCRIPTS, 'localnet.sh'), '7');
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
		await newcomer.says(/Idle|Imported|Syncing/, 20);
		const { code, said } = await run('bash', join(SCRIPTS, 'validator.sh'), ...setup);
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
