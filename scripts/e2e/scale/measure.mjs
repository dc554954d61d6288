// One chain that begins with many nodes: two windows of an hour, block by block. In the first all have attested, in the
// second some have not. Prints what was measured as one line of JSON.
//
//   node measure.mjs NODES MISSING [STREAK]      MISSING in parts of a thousand, which have missed STREAK windows in a row before

import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';

import { Chain } from '../lib/chain.mjs';
import { mean } from '../lib/report.mjs';
import { Population } from './population.mjs';
import { bodies } from './traffic.mjs';

const PERIOD = 600;
/** Milliseconds within which the node's log follows its answer, and the characters at its end that are of the last block. */
const LOG_LIMIT = 10_000;
const LOG_TAIL = 10_000;

const [nodes, missing, streak = 1] = process.argv.slice(2).map(Number);

/** How long the node says that it took to make a block: in its log, which may come after its answer. */
async function making({ program }, hash) {
	const line = new RegExp(`Prepared block .* \\((\\d+) ms\\).* hash: ${hash}`);
	for (const end = performance.now() + LOG_LIMIT; performance.now() < end; await sleep(1)) {
		const found = line.exec(program.output.stderr.slice(-LOG_TAIL));
		if (found) {
			return Number(found[1]);
		}
	}
	throw new Error(`the node does not say how long it took to make ${hash}`);
}

/**
 * Seals blocks for an hour and notes, of each, the time in all, the time to make it, and what its hooks weighed. `look`: what
 * is done after each.
 */
async function seal(chain, limit, look = () => {}) {
	const rows = [];
	while (rows.length < PERIOD) {
		const start = performance.now();
		const { hash } = await chain.node.rpc('engine_createBlock', [true, true]);
		const milliseconds = performance.now() - start;
		const weight = await (await chain.api.at(hash)).query.system.blockWeight();
		const hooks = Number(weight.mandatory.refTime.toBigInt()) / limit;
		rows.push({ milliseconds, making: await making(chain.node, hash), hooks });
		await look();
	}
	return rows;
}

function summary(rows) {
	const sorted = (part) => rows.map((row) => row[part]).sort((a, b) => a - b);
	const [times, making, hooks] = [sorted('milliseconds'), sorted('making'), sorted('hooks')];
	const at = (list, share) => list[Math.min(list.length - 1, Math.floor(list.length * share))];
	return {
		blocks: rows.length,
		...{ median: at(times, 0.5), late: at(times, 0.99), mean: mean(times) },
		...{ making: mean(making), hooksMean: mean(hooks), hooksMost: hooks.at(-1) },
	};
}

const population = await Population.create(nodes, { second: missing, streak });
const genesis = population.size;
const node = await population.start();
const chain = await Chain.connect(node);
const limit = Number(chain.api.consts.system.blockWeights.maxBlock.refTime.toBigInt());
const lag = async () => (await chain.api.call.depinApi.network()).settlementLag.toNumber();

const healthy = await seal(chain, limit);
const growth = population.size - genesis;
const bytes = await bodies(chain);
let behind = 0;
const failing = await seal(chain, limit, async () => {
	behind = Math.max(behind, await lag());
});
// What of the window's pages is not settled when the next one begins to close, and how long that takes at this pace.
const left = await lag();
const pages = Math.ceil(nodes / 512);
const drain = left === 0 ? 0 : Math.ceil(left / ((pages - left) / PERIOD));
const memory = node.program.resident;
await chain.disconnect();
await node.stop();

console.log(
	JSON.stringify({
		...{ nodes, missing, streak, genesis, growth, memory, behind, left, drain, bytes },
		...{ healthy: summary(healthy), failing: summary(failing) },
	}),
);
