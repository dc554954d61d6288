// The scripts that people run, as child processes.

import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

import { until } from './network.mjs';

const SCRIPTS = join(import.meta.dirname, '../..');
const ANSI = /\x1b\[[0-9;]*m/g;

/** A script at work, and what it has said. */
export class Script {
	constructor(name, ...args) {
		// A group of its own, so that all of it can be sent Ctrl-C.
		this.child = spawn('bash', [join(SCRIPTS, name), ...args.map(String)], { detached: true });
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

/** Runs a script to its end. */
export const runScript = (name, ...args) =>
	new Promise((resolve) => {
		execFile('bash', [join(SCRIPTS, name), ...args.map(String)], (error, stdout, stderr) =>
			resolve({ code: error?.code ?? 0, stdout, said: stdout + stderr }),
		);
	});
