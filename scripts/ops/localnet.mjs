// A network of validators on this machine, for `scripts/localnet.sh`.

import { existsSync, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { Network } from '../e2e/lib/network.mjs';
import { temporaryFolder } from '../e2e/lib/node.mjs';
import { PEOPLE } from '../e2e/lib/spec.mjs';
import { main, Mistake } from './lib/cli.mjs';

/** The first node's ports; each further node has the next ones. */
const PORTS = { port: 30333, rpcPort: 9944, metricsPort: 9615 };

function place(base) {
	return (index, name) => ({
		folder: join(base, name),
		log: join(base, `${name}.log`),
		metrics: true,
		ports: Object.fromEntries(Object.entries(PORTS).map(([which, first]) => [which, first + index])),
	});
}

/** A folder that is kept holds one network. */
function mustFit(base, count) {
	const kept = PEOPLE.filter((name) => existsSync(join(base, name))).length;
	if (kept !== 0 && kept !== count) {
		throw new Mistake(`${base} holds a network of ${kept}: ask for as many, or name another folder`);
	}
}

function describe(network) {
	const row = (...cells) => cells.map((cell, index) => String(cell).padEnd([10, 23, 34, 0][index])).join('');
	console.log(row('validator', 'RPC', 'metrics', 'folder'));
	for (const peer of network.running) {
		const metrics = `http://127.0.0.1:${peer.metricsPort}/metrics`;
		console.log(row(peer.name, peer.url, metrics, peer.folder));
	}
}

async function run([countText, folder]) {
	const count = Number(countText);
	const base = folder ? resolve(folder) : temporaryFolder();
	mkdirSync(base, { recursive: true });
	mustFit(base, count);
	const network = await Network.start({ validators: count, folder: base, place: place(base) });
	describe(network);
	const spare = count + 6;
	console.log(`
Chain specification, with the boot node: ${network.chain}
polkadot.js Apps connects to ${network.running[0].url} with no settings. Ctrl-C ends the network.`);
	// With six, all who have tokens and keys are validators already.
	if (count < PEOPLE.length) {
		console.log(`
One validator more, in two other terminals:
  scripts/validator.sh start --chain ${network.chain} --base-path ${join(base, 'newcomer')} \\
    -- --port ${PORTS.port + spare} --rpc-port ${PORTS.rpcPort + spare} --prometheus-port ${PORTS.metricsPort + spare} --discover-local
  scripts/validator.sh setup --url ws://127.0.0.1:${PORTS.rpcPort + spare} --suri //Ferdie --bond 10000 --wait`);
	}
	const ended = new Promise((done) => ['SIGINT', 'SIGTERM'].forEach((signal) => process.once(signal, done)));
	const died = Promise.race(network.running.map((peer) => peer.program.exited.then(() => peer)));
	const dead = await Promise.race([ended.then(() => null), died]);
	await network.end();
	if (dead) {
		throw new Mistake(`${dead.name} has ended: its last words were\n${dead.program.lines.slice(-10).join('\n')}`);
	}
	console.log('\nAll have stopped');
}

await main(() => run(process.argv.slice(2)));
