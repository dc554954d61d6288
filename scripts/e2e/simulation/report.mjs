// Makes docs/simulation.md and its plots of what the example `simulation` printed, on standard input.

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { DOCS, integer, plot, table } from '../lib/report.mjs';

const run = JSON.parse(readFileSync(0, 'utf8'));
const { classes } = run;
/** Of a network of the usual size, and of one that begins with few nodes. */
const scenarios = run.scenarios.filter(({ name }) => name !== 'bootstrap');
const few = run.scenarios.find(({ name }) => name === 'bootstrap');
const DAYS = 365;
/** VOLT that there can ever be. */
const CAP = 1e9;

const percent = (value, digits = 1) => `${(100 * value).toFixed(digits)} %`;
const volt = (value) => (Math.abs(value) < 1 ? value.toFixed(4) : Math.abs(value) < 1000 ? value.toFixed(2) : integer(value));
const millions = (value) => (value / 1e6).toFixed(1);
/** The month that a year ends with. */
const atEnd = (scenario, year) => scenario.months[Math.min(Math.round((year * DAYS) / 30), scenario.months.length - 1)];
const years = Array.from({ length: run.years }, (_, index) => index + 1);
const shown = years.filter((year) => year === 1 || year % 2 === 0 || year === run.years);
const names = scenarios.map(({ name }) => name);
/** Of all classes together. */
const total = (month, part) => month.classes.reduce((sum, kind) => sum + kind[part], 0);
const subsidy = (month) => {
	const parts = ['availability', 'service', 'income'].map((part) => total(month, part));
	return parts[0] / parts.reduce((sum, part) => sum + part, 0);
};

const ofClasses = table(
	['class', 'hardware, $ a unit', 'lasts, years', 'watts', 'cost, VOLT a unit and day', 'units at the start', 'units of a small node'],
	classes.map((kind) => [
		...[kind.name, kind.hardware, kind.life, kind.watts, volt(kind.cost)],
		...[integer(kind.units), integer(kind.small)],
	]),
);

const ofBreakEven = table(
	['class', 'declared', ...names.map((name) => `by chance: ${name}`), ...names.map((name) => `by whole days: ${name}`)],
	classes.map(({ name }, index) => [
		...[name, percent(scenarios[0].classes[index].declared, 2)],
		...scenarios.map((scenario) => percent(scenario.classes[index].breakEven, 2)),
		...scenarios.map((scenario) => percent(scenario.classes[index].dailyBreakEven)),
	]),
);

const ofFailures = table(
	['class', 'scenario', 'days raised without an outage', 'days raised with one', 'price on those, times'],
	classes.flatMap(({ name }, index) =>
		scenarios.map((scenario) => {
			const { raised } = scenario.classes[index];
			return [
				...[name, scenario.name, `${raised.calm} of ${integer(scenario.eras.calm)}`],
				...[`${raised.outage} of ${scenario.eras.outage}`, raised.factor.toFixed(2)],
			];
		}),
	),
);

const ofSupply = table(
	['end of year', ...scenarios.flatMap(({ name }) => [`${name}: supply`, 'burned so far', 'subsidy'])],
	shown.map((year) => [
		year,
		...scenarios.flatMap((scenario) => {
			const month = atEnd(scenario, year);
			return [millions(month.issuance), millions(month.burned), percent(subsidy(month))];
		}),
	]),
);

const ofIncome = classes
	.map(({ name, cost }, index) => {
		const of = (scenario, year) => atEnd(scenario, year).classes[index];
		const rows = shown.map((year) => [
			year,
			...scenarios.flatMap((scenario) => {
				const kind = of(scenario, year);
				return [(kind.unit / cost).toFixed(2), integer(kind.weight), percent(kind.subsidyShare)];
			}),
		]);
		const head = scenarios.flatMap((scenario) => [`${scenario.name}: income / cost`, 'units', 'subsidy']);
		return `**${name}**, which costs ${volt(cost)} VOLT a unit and day:\n\n${table(['end of year', ...head], rows)}`;
	})
	.join('\n\n');

const ATTACKS = {
	Lazy: 'attests just often enough to stay out of jail, saves the electricity of the rest',
	Nightly: 'is off eight hours a day',
	Weekender: 'is off two days in seven, but for as little as keeps it out of jail',
	Shutdown: 'is off whenever a region fails, to hide in the crowd',
	Sniper: 'registers for the last four hours of an era, once a month, and leaves in the next',
	Quitter: 'registers each month, earns for six days, goes off for a day, and leaves before the slashes',
	SelfDealer: 'sells all that it has to itself, a two-hundredth of the class',
	Ring: 'three that sell all that they have to each other in a ring, a five-hundredth of the class each',
	Backer: 'leaves when the node begins to fail, and comes back (VOLT a year for each VOLT; beside a backer who stays)',
};
const inAll = (index, attack) => scenarios.map((scenario) => scenario.classes[index].attacks.find(({ name }) => name === attack));
const highest = (found, part) => found.reduce((a, b) => (b[part] > a[part] ? b : a));
const ofAttacks = table(
	['attack', 'what it does', ...classes.map(({ name }) => name)],
	Object.entries(ATTACKS).map(([attack, what]) => [
		...[attack, what],
		...classes.map((_, index) => {
			const best = highest(inAll(index, attack), 'difference');
			return `${volt(best.difference)}${best.ruined === null ? '' : `, ruined on day ${integer(best.ruined)}`}`;
		}),
	]),
);
const ofProfits = table(
	['attack', ...classes.flatMap(({ name }) => [name, 'without it'])],
	Object.keys(ATTACKS).map((attack) => [
		attack,
		...classes.flatMap((_, index) => {
			const { profit, honest } = highest(inAll(index, attack), 'profit');
			return [volt(profit), volt(honest)];
		}),
	]),
);

// --- A network that begins with few nodes ---

const ofFew = table(
	['class', 'units at first', 'asked for more than its least, days', 'asked for at most, times its least', 'of what was due in the first 90 days, stayed', 'after', 'never miss: nodes', 'mornings with a deadline', 'suspended', 'miss at times: nodes', 'mornings with a deadline', 'suspended'],
	few.classes.map(({ name, asked, kept, steady, others }, index) => [
		...[name, integer(few.months[0].classes[index].weight), integer(asked.eras), asked.most.toFixed(1), ...kept.map((part) => percent(part, 2))],
		...[steady, others].flatMap(({ nodes, warned, suspended }) => [nodes, integer(warned), integer(suspended)]),
	]),
);
const ofTokens = table(
	['class', "backers' part of all tokens", 'a token of a backer earned a year', "one of the owner's", 'after hardware and electricity'],
	few.classes.map(({ name, tokens }) => [name, percent(tokens.backed), ...[tokens.backers, tokens.owners, tokens.afterCosts].map(volt)]),
);
const ofFewBreakEven = table(
	['class', 'by chance: first 90 days', 'after', 'by whole days: first 90 days', 'after'],
	few.classes.map(({ name, early, late }) => [name, ...[early[0], late[0], early[1], late[1]].map((value) => percent(value))]),
);
const askedElsewhere = scenarios.flatMap(({ classes: kinds }) => kinds.map(({ asked }) => asked));
const elsewhere = {
	days: Math.max(...askedElsewhere.map(({ eras }) => eras)),
	most: Math.max(...askedElsewhere.map(({ most }) => most)),
};

const dust = run.scenarios.flatMap(({ classes: kinds, backersDust }) => [backersDust, ...kinds.map((kind) => kind.dust)].map(Number));
const ofDust = table(
	['', ...run.scenarios.map(({ name }) => name)],
	[
		...classes.map(({ name }, index) => [`stream of ${name}`, ...run.scenarios.map((scenario) => integer(Number(scenario.classes[index].dust)))]),
		["backers' pot", ...run.scenarios.map(({ backersDust }) => integer(Number(backersDust)))],
	],
);

const short = Math.max(...scenarios.flatMap(({ months }) => months.flatMap(({ classes: kinds }) => kinds.map(({ unmet }) => unmet))));

// --- Plots ---

const year = { label: 'year' };
const overTime = (of) => scenarios.map((scenario) => ({ name: scenario.name, points: scenario.months.slice(1).map((month) => [month.day / DAYS, of(month)]) }));
const lines = (file, title, label, of) => plot(file, { title, x: year, y: { label }, lines: overTime(of), dots: false });
lines('simulation-supply.svg', 'Supply', 'million VOLT', ({ issuance }) => issuance / 1e6);
lines('simulation-subsidy.svg', "The subsidy's part of operators' income", '%', (month) => 100 * subsidy(month));
const [, gpu] = classes;
lines('simulation-income.svg', 'What a gpu earns, in parts of what it costs', 'income / cost', (month) => month.classes[1].unit / gpu.cost);
lines('simulation-units.svg', 'GPUs at work', 'units', (month) => month.classes[1].weight);
plot('simulation-asked.svg', {
	title: 'What a class asks for, in a network that begins with few nodes',
	x: { label: 'month' },
	y: { label: 'times its least' },
	lines: classes.map(({ name }, index) => ({ name, points: few.months.map((month, number) => [number, month.classes[index].asked]) })),
	dots: false,
});
plot('simulation-break-even.svg', {
	title: 'What a node gains, by its uptime, where misses are by chance',
	x: { label: 'uptime, %' },
	y: { label: 'in parts of what one gains that never misses, %' },
	lines: scenarios[0].classes.map(({ name, probes }) => ({
		name,
		bare: true,
		points: [...probes].sort((a, b) => a[0] - b[0]).map(([uptime, gain]) => [100 * uptime, 100 * gain]),
	})),
});

const worst = Math.max(...scenarios.flatMap(({ classes: kinds }) => kinds.map((kind) => Math.abs(kind.breakEven - kind.declared))));

const attacks = scenarios.flatMap(({ classes: kinds }) => kinds.flatMap((kind) => kind.attacks));
const paid = attacks.filter(({ difference }) => !(difference < 0)).length;
const withHardware = attacks.filter(({ name }) => name !== 'Backer');
const losses = withHardware.filter(({ profit }) => profit < 0).length;
const steady = run.scenarios.flatMap(({ classes: kinds }) => kinds.map((kind) => kind.steady));
const hurried = steady.reduce((sum, { warned, suspended }) => sum + warned + suspended, 0);
const daily = scenarios.flatMap(({ classes: kinds }) => kinds.map(({ dailyBreakEven }) => dailyBreakEven));
const most = Math.max(...run.scenarios.flatMap(({ months }) => months.map(({ issuance }) => issuance)));

writeFileSync(
	join(DOCS, 'simulation.md'),
	`# The economy, simulated

Written by \`scripts/simulate.sh\`: ${run.years} years on the runtime itself, three times, with demand that grows, stalls, or collapses; and ${few.years} of a network that begins
with few nodes. It took ${Math.ceil(run.seconds / 60)} minutes. No part of the mechanism is modelled: windows, settlement, forfeits, prices of misses, common failure, deferral, jail, collateral, backing,
agreements, the taper and the emission are the runtime's own code, called through its own calls and hooks from the genesis of a real
network. What is modelled is people: [\`runtime/examples/simulation\`](../runtime/examples/simulation/main.rs).

The run fails, and so does the script, if one of these is broken:

| bar | result |
|---|---|
| the measured break-even uptime is within one point of the declared one, for misses by chance, in a network of the usual size | ${worst > 0.01 ? 'broken: ' : ''}at most ${(100 * worst).toFixed(2)} points off |
| every attack brings less than no attack: the same hardware honestly run | ${attacks.length - paid} of ${attacks.length}, over all classes and scenarios; by themselves, ${losses} of ${withHardware.length} with hardware [made a loss](#attacks) |
| no honest node that never misses has to top up, or is suspended, however fast its class asks for more | ${hurried > 0 ? `broken: on ${hurried} mornings` : `none of ${integer(steady.reduce((sum, { nodes }) => sum + nodes, 0))}, over all classes and scenarios`} |
| supply under the cap, in every era | at most ${percent(most / CAP)} of it |
| all invariants of all pallets, at the end of each year | a run that breaks one ends there, and writes no page |

What the first does not say: who fails by whole days breaks even lower, [at ${percent(Math.min(...daily), 0)} to ${percent(Math.max(...daily), 0)}](#by-whole-days); and in a class with few nodes
[so does everybody](#a-network-that-begins-with-few-nodes).

The largest error of rounding is **${integer(Math.max(...dust))} base units**, of which 10¹² are one VOLT: all that had come together by then in a class's stream or in the backers' pot
and is nobody's. It is looked at [at the end of each era](#rounding), and stays in the pot.

## What is assumed

One VOLT costs $${run.price.toFixed(2)} all the time, a kilowatt-hour $0.15. Nobody speculates.

${ofClasses}

- **Honest operators**: 60 nodes of a class, up for 97, 98, 99 and 99.5 % of the time by turns, each window by chance, in five regions. Once a month they sell what they
  have earned, but for a fifth of their collateral. They have up to a quarter more hardware, or a fifth less, each month, by the root of what a unit earns over 1.15 times what it costs.
- **A regional outage** a month: eight hours, a fifth of them, in all classes at once. Nobody cancels its slashes.
- **Customers** want to pay, in parts of the class's subsidy on the first day: *growth* from 2 % to 150 % in ten years; *stall* as growth for three
  years, then no more; *collapse* as growth for five years, then a tenth within half a year; *bootstrap* as growth. They buy for a month at 1.5 times what a unit costs, at most 90 % of
  what there is, alike from all honest nodes. The tokens are those that operators sell, and those that nobody else has: 200 million VOLT at genesis.
- **Small nodes** measure: two at each uptime from 86 to 94 %, window by window, two at each from 50 to 90 %, by whole days, one that never misses, one for each attack, and one in
  the same luck as the attackers, honestly run, that they are compared to.
- **Few nodes at first**, in *bootstrap*: a fortieth of these units, of 30 honest operators of a class, of whom every third never misses and is in no region. Behind every second is a
  backer, for a commission of 10 %, who has as much there as counts and looks for more room once a week. Owners add nothing because their class asks for more; they claim
  once a month, those with backers once a week. There are no attackers, and small nodes have a fortieth of these units, one at least.

## Break-even

Gains (what is claimed, less what is slashed or pending) of all small nodes by their uptime as the chain has recorded it; where a straight line through them crosses
zero. Collateral that a slash took is topped up the next day. The bar is for misses by chance, each window for itself.

${ofBreakEven}

![what a node gains by its uptime](simulation-break-even.svg)

### By whole days

All misses of an era cost 5 % of what is asked for at most. A whole day of them is beyond that: it costs less than as many windows on days of their own. So who
is up on some days and off on others, but for the one window of each \`jail_after − 1\` that keeps it out of jail, neither gains nor loses at a lower uptime, as the table says: where the cap
is reached, at \`cap ÷ (cap + r)\`, with \`r\` for what a unit earns on a day. There is no bar for it. It does not make a day off worth more than a day on: see the *Weekender*
[below](#attacks), and [economics](economics.md#collateral-that-follows-the-reward) for what bounds it.

### Common failure

A common failure raises the price of an era when more than a tenth of a class misses the same window
([decision 19](adr/0019-the-worst-window-counts.md)). How often it did, and what for:

${ofFailures}

Days without an outage are raised by chance, where of sixty nodes seven miss the same window. With more nodes in a class that does not happen.

## Attacks

The bar is on what an attack adds: what it brought a unit and day, in VOLT, more than the same hardware honestly run, the best that it did in any scenario. Less than nothing
means that it does not pay: its owner has more without it. Who pays themselves is credited with all of the service stream that was minted for what they burned, though others
have most of it. *Ruined*: on that day, it could not top up any more, for having lost fifteen times what its class asks for at least.

${ofAttacks}

By itself, an attack can have an income: its hardware is at work for some of the time, and is paid for that. What must not pay is to attack, so the bar compares. Below is what each had at the end: income less
slashes, less what was burned by paying oneself, and less what hardware and electricity cost, a unit and day, in the scenario in which that was the most; beside what the same hardware had there
without the attack, which is little or less than nothing, as small nodes sell nothing to customers. ${losses === withHardware.length ? 'All' : losses} of ${withHardware.length} attacks with hardware
made a loss. A backer who leaves still earns, but less than one who stays.

${ofProfits}

## A network that begins with few nodes

A class with few nodes pays each of them much, and asks for more than its least: 20 eras' reward, ten times the least at most
([decision 20](adr/0020-collateral-follows-value.md)). In a network of the usual size a class does so on ${elsewhere.days} days at most, where a month's service stream comes at once, and asks for ${elsewhere.most.toFixed(2)} times its
least at most. Here, over ${few.years} years:

${ofFew}

![what a class asks for](simulation-asked.svg)

What stayed is of all that was due to honest payees when they claimed. A deadline of who misses at times comes from a slash, which took of what is asked for; the owner tops up on the
same morning. All numbers of mornings are sums over the nodes.

Where backers stand, in VOLT a year for each VOLT that was there, counting misses and slashes, and what customers paid the owner:

${ofTokens}

Over all of the time, of which the first months paid most. Once a network has its usual size, a unit earns an eighth more than it costs. A backer who has half of what is asked for then gets 45 % of
each reward for that commission, and as long as rewards are most of the income, what is left is less than the hardware costs: an owner does that for a higher commission, for fewer backers, or
where tokens are dear. What customers pay is the owner's alone.

**What it does not do.** A class starts from its least and rises by 5 % an era, so that in the first weeks it asks for less than 20 eras' reward, and beyond ten times the least it always does: then
the cap comes to less than the price of a bad day. And where it does ask for 20 eras' reward, a cap that is one era's reward is less than what chance makes of some days, the more so the
fewer windows a day has. The uptime at which a node neither gains nor loses:

${ofFewBreakEven}

Everybody still earns more the more they are up, at any uptime. What is not there is the loss that drives out who is up for less than 90 %: such a class pays so much that it takes whom it can get.

## Supply and subsidy

In millions of VOLT; the subsidy is its part of all operators' income in the month before.

${ofSupply}

![supply](simulation-supply.svg)

![the subsidy's part](simulation-subsidy.svg)

## Income against cost

What a unit that never misses earned in the month before from all sources, on average over sold and unsold ones, in parts of what it costs to run. Operators come
as long as it is above 1.15.

${ofIncome}

![income over cost](simulation-income.svg)

![units](simulation-units.svg)

Customers found less than they wanted where the class had not grown as fast: at most ${percent(short, 0)} of a month's demand was not met.

## Rounding

What was streamed to the nodes of a class and is nobody's, and what the backers' pot has that is nobody's: the most at the end of any era, when all windows are settled, in base units. It grows with
each claim and settlement, and is in the pot's favour, always. Slashes and payments of customers are divided without a rest: a part is rounded, and the other is what is left.

${ofDust}

## What is not simulated

- **Blocks in which nothing happens.** A window closes at each multiple of its period, and all pages of a class are one here, as no class has more than 512 nodes. Only
  each hundredth block is entered, and the first of each era. The time between two of them is what the chain still takes for its normal course.
- **Signatures**, but for one window of each class a month, in which every node signs and the runtime checks. Calls are dispatched as the runtime does after it has checked who signed; **fees**
  are not charged. An attestation pays none anyway.
- **Validators**: sessions, elections and payouts are not run; their part of the emission is minted and stays in the pot.
- **Blocks that are full**, halts and forks: there are tests of these ([security](security.md)).
- **Small nodes by the thousand.** A simulated node stands for many real ones: governance lets nodes of any size register on the first day. Price, reward and slash are in
  proportion to units.
- **Prices that move.** What a fall of the token's price does to a class is what the end of its customers does in *collapse*: it earns less than it costs, and hardware leaves.
- **People who think.** Attackers do one thing all the time, and none is there while a network has few nodes.
- **Backers who choose.** Those behind honest nodes stay. Who leaves, or stands behind a node that fails, is among the attacks.

## How to run it

\`scripts/simulate.sh\` builds the example, runs it and writes this page and its plots; \`scripts/simulate.sh 1\` looks at one year. Each scenario has a thread of its own. The numbers are
the same in each run.
`,
);
