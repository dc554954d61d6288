// What docs/scale.md says of a migration: upgrade.test.mjs has measured it.

import { integer, table } from '../lib/report.mjs';

const milliseconds = (value) => `${value.toFixed(0)} ms`;

const HEAD = ['nodes', 'blocks', 'a block declares, mean', 'a block takes, mean', '99 of 100', 'takes / declares', 'memory of the process'];

/** The section. `limit`: milliseconds of computing in a block. */
export function ofMigration({ nodes, blocks, declared, mean, late, memory, limit }) {
	const row = [
		...[integer(nodes), integer(blocks), `${milliseconds(declared)} (${((100 * declared) / limit).toFixed(0)} %)`],
		...[milliseconds(mean), milliseconds(late), (mean / declared).toFixed(2), `${(memory / 1024).toFixed(0)} MB`],
	];
	return `## While a migration runs

[An upgrade](../scripts/e2e/scale/upgrade.test.mjs) that gives the record of every node one field more: each is found, read, and written anew, four
bytes longer. A block migrates a fiftieth of the nodes, or as many as it has room for; 70 % of a block is for that, and no transaction gets in before the last of them. In
the network's six seconds a block that is ${integer(blocks)} blocks, or ${((blocks * 6) / 60).toFixed(0)} minutes.

${table(HEAD, [row])}`;
}
