// Makes docs/scale.md and its plots of the lines that measure.mjs and upgrade.test.mjs have written, on standard input. With
// `--print`, prints what would be in docs/scale.md, and writes nothing.

import { readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';

import { DOCS, integer, mean, plot, table } from '../lib/report.mjs';
import { ofMigration } from './migration.mjs';

const results = readFileSync(0, 'utf8').trim().split('\n').map((line) => JSON.parse(line));
const runs = results.filter(({ healthy }) => healthy);
const { upgrade } = results.find((result) => result.upgrade);
const sizes = [...new Set(runs.map(({ nodes }) => nodes))].sort((a, b) => a - b);
const parts = [...new Set(runs.map(({ missing }) => missing))].sort((a, b) => a - b);

/** What a block may weigh, in milliseconds. */
const BLOCK = 2_000;
/** The part of it that settlement may use. */
const SETTLEMENT = 0.2;
/** Windows of a day. */
const WINDOWS = 24;

const percent = (value, digits = 3) => `${(100 * value).toFixed(digits)} %`;
const share = (missing) => `${missing / 10} %`;
const megabytes = (kilobytes) => `${(kilobytes / 1024).toFixed(1)} MB`;

// In the first window of every run none is missing: those of a size are taken together.
const ofSize = (nodes) => runs.filter((run) => run.nodes === nodes);
const healthy = sizes.map((nodes) => {
	const windows = ofSize(nodes).map((run) => run.healthy);
	return { time: mean(windows.map((run) => run.mean)), hooks: mean(windows.map((run) => run.hooksMean)) };
});
// What every block weighs, the ends of sessions included: what a chain with the fewest nodes does.
const [{ time: smallest, hooks: base }] = healthy;

/** How many pages close in a block, on average. */
const closing = (nodes) => Math.ceil(nodes / 512) / 600;

const ofHealthy = table(
	['nodes', 'pages that close in a block', 'all that is mandatory', 'of it, for the nodes', 'a block takes', 'times the smallest'],
	sizes.map((nodes, index) => {
		const { time, hooks } = healthy[index];
		return [
			...[integer(nodes), closing(nodes).toFixed(3), percent(hooks), percent(hooks - base)],
			...[`${time.toFixed(1)} ms`, (time / smallest).toFixed(2)],
		];
	}),
);

const ofFailing = table(
	[
		...['nodes', 'missing', 'for the nodes, mean', 'all that is mandatory, most', 'declared, mean', 'made in, mean'],
		...['a block takes, mean', '99 of 100', 'pages behind, most', 'gone after, calculated'],
	],
	sizes.flatMap((nodes) =>
		ofSize(nodes).map(({ missing, streak, failing, behind, drain }) => [
			...[integer(nodes), share(missing) + (streak > 1 ? ', and jailed for it' : ''), percent(failing.hooksMean - base), percent(failing.hooksMost)],
			...[`${(BLOCK * failing.hooksMean).toFixed(1)} ms`, `${failing.making.toFixed(1)} ms`],
			...[`${failing.mean.toFixed(1)} ms`, `${failing.late.toFixed(1)} ms`, integer(behind), `${drain} blocks`],
		]),
	),
);

// What jailing all of ten times as many nodes would take, of which settlement may use its part of each block.
const jailed = runs.find(({ streak }) => streak > 1);
const waiting = Math.ceil(((jailed.failing.hooksMean - base) * jailed.failing.blocks * 10) / SETTLEMENT);

const [first] = ofSize(sizes[0]);
const { alone, batched } = first.bytes;
const attested = (nodes, each) => megabytes((each * nodes * WINDOWS) / 1024);
const ofSpace = table(
	[
		...['nodes', 'database', 'bytes of it a node', 'growth a day, all healthy', 'attestations a day, each by itself'],
		...['attestations a day, in batches', 'memory of the process'],
	],
	sizes.map((nodes) => {
		const [run] = ofSize(nodes);
		const each = nodes === sizes[0] ? '' : integer(((run.genesis - first.genesis) * 1024) / (nodes - sizes[0]));
		return [
			...[integer(nodes), megabytes(run.genesis), each, megabytes(run.growth * WINDOWS)],
			...[attested(nodes, alone), attested(nodes, batched), megabytes(run.memory)],
		];
	}),
);

/** How something grows with the number of nodes. */
const grows = (title, label, lines) => ({ title, x: { label: 'active nodes', log: true }, y: { label, log: true }, lines });
const lines = (value) => [
	{ name: 'none missing', points: sizes.map((nodes, index) => [nodes, value(healthy[index])]) },
	...parts.map((missing) => ({
		name: `${share(missing)} missing`,
		points: runs
			.filter((run) => run.missing === missing && run.streak === 1)
			.map(({ nodes, failing }) => [nodes, value({ time: failing.mean, hooks: failing.hooksMean })]),
	})),
];

const report = `# At scale

Measured by \`scripts/scale.sh\` on the release node with its wasm runtime and its database (${cpus().length} × ${cpus()[0].model.trim()}): a chain
that begins with so many active nodes of \`wireless\`, windows of an hour, days of 14,400 blocks. Each block is made, imported and
finalised on demand; nothing else is in it, so what it costs is what the hooks cost. Its time is that of the whole way: it is executed as it
is made, then what it has changed goes into the database. *Made in* is the first part, which weights stand for; it keeps a record of all that it
reads, as only nodes do that seal on demand. Times are of that machine, under the load that it had; their ratios carry over. *All that is
mandatory* is what hooks and inherents weigh, as a part of a block, with what every block weighs and the ends of sessions in it; *for the
nodes* is what it is more than with the fewest nodes.

## All nodes healthy

The first hour: all nodes have attested, each page closes once.

${ofHealthy}

The target is 0.25 % of a block at a million nodes. Even of a million nodes, a block closes three pages or four: too few for its
time to say what one takes. So these times show that a block takes no longer with more nodes, and not that each page takes the same.

## Some of them missing

The second hour: so many have not attested, spread evenly, and each of these misses is priced. Settlement may use 20 % of a block; what
does not fit waits for the next block. *Gone after* is not measured but calculated: how many blocks more settlement would take for the pages that
were left when the hour was over, at its pace in that hour, if all nodes were back.

${ofFailing}

The target is 5 % of a block with 1 % missing. To be jailed costs most: if all of ${integer(10 * jailed.nodes)} were in one hour, settlement would be done after ${integer(waiting)} blocks,
${((waiting * 6) / 3600).toFixed(1)} hours (calculated from the row of ${integer(jailed.nodes)}). Where a block takes longer to make than it declares, its state is larger than what a node
keeps in memory: \`perf\` finds the time in the caches of the trie and in the index of the database.

![what hooks weigh](scale-hooks.svg)

![how long a block takes](scale-time.svg)

## Space

The database when the chain begins, and what it grows by in a day in which every node is healthy (24 times the first hour). Ten nodes have
one owner. *Bytes of it a node* are those of the database and not of the state, which is less: the database also holds what it takes to find a
value. Memory is that of the process after both hours.

That growth is without attestations: the chain begins with those of both hours in its state. In the body of a block, one takes ${alone} bytes by
itself, and ${batched.toFixed(1)} in a batch of 512. *Attestations a day* are these for each node in each of 24 windows: calculated, and to be added. What
they write into the state, of which old versions are dropped, is in neither.

${ofSpace}

${ofMigration(upgrade)}
`;

if (process.argv[2] === '--print') {
	console.log(report);
} else {
	plot('scale-hooks.svg', grows('What hooks and inherents weigh', '% of a block', lines(({ hooks }) => 100 * hooks)));
	plot('scale-time.svg', grows('How long a block takes', 'ms', lines(({ time }) => time)));
	writeFileSync(join(DOCS, 'scale.md'), report);
}
