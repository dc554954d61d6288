// The real node as a child process: own ports, own folder, stopped cleanly.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const START_LIMIT = 120_000;
const STOP_LIMIT = 20_000;
const LOG_KEPT = 200;

// Each program that runs and each folder that is there waits for the end of the tests.
process.setMaxListeners(0);

const target = process.env.CARGO_TARGET_DIR ?? join(homedir(), '.cache/substation/target');

/** The path of a release binary, which must have been built. */
export function binary(name) {
	const path = join(target, 'release', name);
	if (!existsSync(path)) {
		throw new Error(`${path} is missing: cargo build --release --locked --workspace`);
	}
	return path;
}

/** The runtime that a network of tests is upgraded to, which must have been built. */
export function upgrade() {
	const path = join(target, 'rehearsal/runtime.compressed.wasm');
	if (!existsSync(path)) {
		throw new Error(`${path} is missing: scripts/rehearsal.sh`);
	}
	return readFileSync(path);
}

/** A port on loopback that nobody listens on. */
export async function freePort() {
	const server = createServer().listen(0, '127.0.0.1');
	await once(server, 'listening');
	const { port } = server.address();
	server.close();
	await once(server, 'close');
	return port;
}

/** A folder of its own, removed when the test process ends. */
export function temporaryFolder() {
	const folder = mkdtempSync(join(tmpdir(), 'substation-e2e-'));
	process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
	return folder;
}

/** A child process whose last lines of output are kept for messages. */
export class Program {
	/**
	 * `within`: a command that runs the program in some other place, as `ip netns exec NAME`. `log`: a file that
	 * gets what it writes to standard error.
	 */
	constructor(name, args, { within = [], log = null, ...options } = {}) {
		this.name = name;
		this.lines = [];
		const [command, ...rest] = [...within, binary(name), ...args].map(String);
		this.child = spawn(command, rest, { stdio: ['ignore', 'pipe', 'pipe'], ...options });
		this.exited = once(this.child, 'close').then(([code, signal]) => ({ code, signal }));
		this.output = { stdout: '', stderr: '' };
		for (const stream of ['stdout', 'stderr']) {
			this.child[stream].setEncoding('utf8').on('data', (text) => this.#keep(stream, text));
		}
		if (log) {
			this.child.stderr.pipe(createWriteStream(log, { flags: 'a' }));
		}
		this.orphan = () => this.child.kill('SIGKILL');
		process.once('exit', this.orphan);
		this.exited.then(() => process.off('exit', this.orphan));
	}

	#keep(stream, text) {
		this.output[stream] = (this.output[stream] + text).slice(-1_000_000);
		this.lines.push(...text.split('\n').filter(Boolean));
		this.lines.splice(0, this.lines.length - LOG_KEPT);
	}

	get running() {
		return this.child.exitCode === null && this.child.signalCode === null;
	}

	/** What Linux says of its process in /proc. */
	proc(file) {
		return readFileSync(`/proc/${this.child.pid}/${file}`, 'utf8');
	}

	/** Kibibytes of memory that it has. */
	get resident() {
		return Number(/VmRSS:\s+(\d+)/.exec(this.proc('status'))[1]);
	}

	/** Milliseconds of computing that it has taken, by all of its threads. */
	get computed() {
		// After the name, which may have spaces; in hundredths of a second.
		const fields = this.proc('stat').split(') ').at(-1).split(' ');
		return (Number(fields[11]) + Number(fields[12])) * 10;
	}

	/** Waits until the program has printed something so many times. */
	async says(pattern, times = 1) {
		while ((this.output.stdout.match(pattern)?.length ?? 0) < times) {
			if (!this.running) {
				throw new Error(`${this.name} ended:\n${this.lines.join('\n')}`);
			}
			await sleep(100);
		}
	}

	/** Asks the program to end, and makes it after a while. */
	async stop() {
		if (this.running) {
			this.child.kill('SIGINT');
			const stopped = await Promise.race([this.exited, sleep(STOP_LIMIT, null, { ref: false })]);
			if (!stopped) {
				this.child.kill('SIGKILL');
				throw new Error(`${this.name} did not stop:\n${this.lines.join('\n')}`);
			}
		}
		return this.exited;
	}

	/** kill -9. */
	async kill() {
		this.child.kill('SIGKILL');
		return this.exited;
	}
}

/** Runs a program to its end. */
export async function run(name, args, options) {
	const program = new Program(name, args, options);
	const { code } = await program.exited;
	return { code, ...program.output };
}

/** A development node that outlives its process: `start` and `kill` as often as you like. */
export class Node {
	/**
	 * `sealing` as on the command line; without it, BABE makes a block every six seconds. `metrics`: whether
	 * Prometheus may ask.
	 */
	constructor({ sealing, folder = temporaryFolder(), metrics = false, args = [] } = {}) {
		Object.assign(this, { sealing, folder, metrics, args });
	}

	static async start(options) {
		const node = new this(options);
		await node.start();
		return node;
	}

	/** Where it answers. */
	get host() {
		return '127.0.0.1';
	}

	/** Where other nodes reach it. */
	get address() {
		return `/ip4/127.0.0.1/tcp/${this.port}`;
	}

	get url() {
		return `ws://${this.host}:${this.rpcPort}`;
	}

	/** What every subcommand needs to find this node's chain. */
	get place() {
		return ['--dev', '--base-path', this.folder];
	}

	/** States and blocks are kept for good. */
	get archive() {
		return ['--state-pruning', 'archive', '--blocks-pruning', 'archive'];
	}

	async start() {
		// The same ports after a restart, so that clients can reconnect.
		this.rpcPort ??= await freePort();
		this.port ??= await freePort();
		if (this.metrics) {
			this.metricsPort ??= await freePort();
		}
		const prometheus = this.metrics ? ['--prometheus-port', this.metricsPort] : ['--no-prometheus'];
		this.program = new Program(
			'substation',
			[
				...this.place,
				...(this.sealing ? ['--sealing', this.sealing] : []),
				...['--rpc-port', this.rpcPort, '--listen-addr', this.address],
				...this.archive,
				...prometheus,
				...['--no-telemetry', '--no-mdns'],
				...this.args,
			],
			this.options,
		);
		const end = Date.now() + START_LIMIT;
		while (!(await this.#answers())) {
			if (!this.program.running || Date.now() > end) {
				throw new Error(`the node did not start:\n${this.program.lines.join('\n')}`);
			}
			await sleep(100);
		}
	}

	async #answers() {
		return this.rpc('system_health').then(() => true, () => false);
	}

	/** Whatever it is, posted to where JSON-RPC is answered. */
	post(body) {
		const headers = { 'content-type': 'application/json' };
		return fetch(`http://${this.host}:${this.rpcPort}`, { method: 'POST', headers, body });
	}

	/** One JSON-RPC request over HTTP. */
	async rpc(method, params = []) {
		const response = await this.post(JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }));
		const { error, result } = await response.json();
		if (error) {
			throw new Error(`${method}: ${error.message} ${error.data ?? ''}`);
		}
		return result;
	}

	/** What Prometheus would read: the value of each series by its name and labels. */
	async scrape() {
		const response = await fetch(`http://${this.host}:${this.metricsPort}/metrics`);
		const lines = (await response.text()).split('\n').filter((line) => line && !line.startsWith('#'));
		return new Map(
			lines.map((line) => {
				const end = line.lastIndexOf(' ');
				return [line.slice(0, end), Number(line.slice(end))];
			}),
		);
	}

	stop() {
		return this.program.stop();
	}

	kill() {
		return this.program.kill();
	}
}
