// What docs/scale.md says of a migration: upgrade.test.mjs has measured it.

import { integer, table } from '../lib/report.mjs';

const milliseconds = (value) => `${value.toFixed(0)} ms`;

const HEAD = ['nodes', 'blocks', 'a block declares', 'it computes', 'it takes', '99 of 100 take', 'computes / declares', 'takes / declares', 'memory of the process'];

/** The section. `limit`: milliseconds of computing in a block. */
export function ofMigration({ nodes, blocks, limit, declared, computing, mean, late, memory }) {
	const row = [
		...[integer(nodes), integer(blocks), `${milliseconds(declared)} (${((100 * declared) / limit).toFixed(0)} %)`],
		...[computing, mean, late].map(milliseconds),
		...[computing, mean].map((value) => (value / declared).toFixed(2)),
		`${(memory / 1024).toFixed(1)} MB`,
	];
	return `## While a migration runs

[An upgrade](../scripts/e2e/scale/upgrade.test.mjs) changes the type of what is stored of every node: each record is found, read, and written anew with
one field more. A block takes a fiftieth of the nodes, or as many as it has room for (70 % of it); besides, it has nothing but inherents. With
the network's six seconds a block, this is over after ${((blocks * 6) / 60).toFixed(0)} minutes. *It computes*: processor time, of all threads of the node; if that is no more than
declared, the declared weight is true. *It takes*: with what else wanted the processors.

${table(HEAD, [row])}`;
}
