// Blocks with as much of one kind of transaction as there is room for, on the real node with its database: how long each takes
// beside what it declares. Prints a table; fails where one takes longer than it declares, but for a margin.

import { account, Chain, VOLT } from '../lib/chain.mjs';
import { Device } from '../lib/device.mjs';
import { integer, table } from '../lib/report.mjs';
import { Population } from './population.mjs';
import {
	BATCH, CLASS, calm, device, make, numbers, owner, ownerOf, owners, payloads, seed, sign, size, submit,
} from './traffic.mjs';

/** More than attest, or are claimed for, in a block. */
const NODES = 10_240;
const COLLATERAL = 100n * VOLT;
const CLAIMS = 64;
const METADATA = `0x${'6d'.repeat(256)}`;
/** A window, and a block for each page: for the first all are to be paid, and in the second nobody has attested. */
const SECOND = 600 + NODES / BATCH;
/** Who has something to claim: the windows of the pages before begin with the chain. */
const PAID = 2 * BATCH;
/** So many in a block tell what each weighs. */
const SAMPLE = 10;
/** How much of a block's room is used, so that hooks have some; and the bytes that a node puts into a block. */
const FILLED = 0.98;
const BYTES = 4 * 1024 * 1024;
/** By how much a block may take longer than it declares: what a machine differs by from run to run. */
const MARGIN = 0.25;

const stranger = account('Alice');

const BATCHES = `\`attest_batch\` of ${BATCH}, all forged`;
const CLAIMS_OF_MANY = `\`claim_many\` of ${CLAIMS}`;
/** How many attestations or claims are in one transaction. */
const PARTS = { [BATCHES]: BATCH, [CLAIMS_OF_MANY]: CLAIMS };

/** What blocks are filled with: more than fits, signed ahead. */
const KINDS = {
	'`transfer_keep_alive`': ({ api }) =>
		bySomebody(5_000, (index) => api.tx.balances.transferKeepAlive(owner((index + 1) % owners(NODES)).address, 1_000)),
	'`attest`': async (chain) =>
		(await payloads(chain, NODES)).map((payload, node) => device(node).transaction(chain.api, payload)),
	[BATCHES]: async (chain) => {
		const items = (await payloads(chain, BATCH)).map((payload, node) => forged(device(node).item(payload)));
		return bySomebody(150, () => chain.api.tx.attestation.attestBatch(CLASS, items));
	},
	'`register`, with all that can be said': async ({ api, genesis }) => {
		const expires = (await api.rpc.chain.getHeader()).number.toNumber() + 50;
		return byStranger(2_500, (index) => {
			const newcomer = new Device(seed('newcomer', index), 'ecdsa');
			const possession = newcomer.possession(genesis, stranger.publicKey, expires);
			const others = [owner(0).address, owner(1).address];
			return api.tx.nodes.register(CLASS, 1, newcomer.key, possession, COLLATERAL, ...others, null, METADATA);
		});
	},
	'`claim`, by a stranger': ({ api }) => byStranger(6_000, (index) => api.tx.rewards.claim(PAID + index)),
	[CLAIMS_OF_MANY]: ({ api }) =>
		byStranger((NODES - PAID) / CLAIMS, (index) =>
			api.tx.rewards.claimMany(numbers(CLAIMS).map((node) => PAID + index * CLAIMS + node)),
		),
	'`retire`': ({ api }) =>
		Promise.all(numbers(NODES).map((node) => sign(api.tx.nodes.retire(node), ownerOf(node), node % 10))),
};

const forged = (item) => ({ ...item, report: { ...item.report, uptime: item.report.uptime + 1 } });

/** Calls of all owners in turn. */
const bySomebody = (count, call) =>
	Promise.all(
		numbers(count).map((index) => {
			const nonce = Math.floor(index / owners(NODES));
			return sign(call(index), owner(index % owners(NODES)), nonce);
		}),
	);

/** Calls of one who has nothing to do with the nodes. */
const byStranger = (count, call) => Promise.all(numbers(count).map((index) => sign(call(index), stranger, index)));

/** Makes a block of these transactions, and of all of them. */
async function block(chain, transactions) {
	await submit(chain, transactions);
	const { hash, took, count } = await make(chain);
	if (count !== transactions.length) {
		throw new Error(`${count} of ${transactions.length} got in`);
	}
	const weights = await (await chain.api.at(hash)).query.system.blockWeight();
	const { normal, operational, mandatory } = JSON.parse(JSON.stringify(weights));
	const paid = normal.refTime + operational.refTime;
	return { took, paid, all: paid + mandatory.refTime };
}

/** How many of a kind a block has room for, when so many weigh so much. */
async function room(chain, sample, { paid }) {
	const { class: name } = await chain.node.rpc('payment_queryInfo', [sample[0]]);
	const { blockWeights } = chain.api.consts.system;
	const most = blockWeights.perClass[name].maxTotal.unwrap().refTime.toNumber();
	const [weight, bytes] = [paid / sample.length, size(sample[0])];
	return Math.floor(FILLED * Math.min(most / weight, BYTES / bytes));
}

async function measure(kind) {
	const population = await Population.create(NODES, { second: 1000 });
	const chain = await Chain.connect(await population.start(['--pool-limit', '20000']));
	await chain.advance(SECOND);
	await calm(chain, NODES);
	const transactions = await kind(chain);
	const sample = transactions.splice(0, SAMPLE);
	const count = await room(chain, sample, await block(chain, sample));
	if (count > transactions.length) {
		throw new Error(`${count} fit, of ${transactions.length}`);
	}
	const { took, all } = await block(chain, transactions.slice(0, count));
	await chain.disconnect();
	await chain.node.stop();
	population.remove();
	return { count, took, declared: all / 1e9, bytes: size(transactions[0]) };
}

const results = [];
for (const [name, kind] of Object.entries(KINDS)) {
	results.push({ name, ...(await measure(kind)) });
}
/** Bytes of a transaction, and of what is in it. */
const length = ({ name, bytes }) => {
	const parts = PARTS[name];
	return parts ? `${integer(bytes)}, ${(bytes / parts).toFixed(1)} for each of ${parts}` : integer(bytes);
};
const rows = results.map((result) => {
	const { name, count, declared, took } = result;
	const times = [`${declared.toFixed(0)} ms`, `${took.toFixed(0)} ms`, (took / declared).toFixed(2)];
	return [name, count, length(result), ...times];
});
console.log(table(['a block full of', 'transactions', 'bytes of one', 'declares', 'takes', 'of what it declares'], rows));
const late = results.filter(({ took, declared }) => took > (1 + MARGIN) * declared);
if (late.length > 0) {
	console.error(`Longer than declared, and more than a margin of ${MARGIN}: ${late.map(({ name }) => name).join('; ')}`);
	process.exitCode = 1;
}
