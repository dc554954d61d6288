// What comes over RPC from people who mean no good: the node stays up, keeps its memory, and honest transactions still get in.

import { compactToU8a, u8aConcat, u8aToHex } from '@polkadot/util';
import assert from 'node:assert/strict';
import { randomBytes, randomInt } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';

import { account, VOLT } from '../lib/chain.mjs';
import { Device, generalTransaction } from '../lib/device.mjs';
import { run, temporaryFolder } from '../lib/node.mjs';
import { Story } from '../lib/story.mjs';

const GPU = 1;
const ROUNDS = 400;
/** Bytes in a request: more than the node takes. */
const HUGE = 40_000_000;
/** For what measures the node's process. */
const LINUX = { skip: !existsSync('/proc/self/stat') && 'what a process uses is read from /proc, which only Linux has' };

const device = new Device('//honest');

describe('a node that is spoken to by an adversary', () => {
	let story, node, id;

	before(async () => {
		story = await Story.begin();
		node = story.chain.node;
		const terms = { kind: GPU, units: 1, collateral: 1000n * VOLT };
		id = await story.register(account('Bob'), device, terms);
	});

	after(() => story?.end());

	/** Whether the pool took a transaction. */
	const taken = (bytes) => node.rpc('author_submitExtrinsic', [u8aToHex(bytes)]).then(() => true, () => false);

	const signed = async () => {
		const call = story.api.tx.balances.transferKeepAlive(account('Eve').address, VOLT);
		return (await call.signAsync(account('Charlie'))).toU8a();
	};

	const duty = async () => (await story.api.call.depinApi.duty(id)).unwrap();

	/** Seconds of computing that the node's process has used. */
	const computed = () => {
		const [user, system] = node.program.proc('stat').split(') ')[1].split(' ').slice(11, 13).map(Number);
		return (user + system) / 100;
	};

	/** Seconds of computing that the node takes to refuse a transaction of a kind. */
	const refusing = async (make) => {
		const all = await Promise.all(Array.from({ length: ROUNDS }, make));
		const start = computed();
		const answers = await Promise.all(all.map(taken));
		assert.ok(!answers.includes(true), 'none of them is taken');
		return (computed() - start) / ROUNDS;
	};

	/** An honest transfer and an honest attestation get into the next blocks. */
	const serves = async () => {
		await story.chain.advanceTo((await duty()).closes.toNumber());
		const { error } = await story.chain.sendRaw(u8aToHex(await signed()));
		assert.equal(error, null);
		const attestation = device.transaction(story.api, device.payload(story.chain.genesis, await duty()));
		assert.equal((await story.chain.sendRaw(attestation)).error, null);
		assert.ok((await duty()).attested.isTrue);
	};

	test('refuses what is no transaction', async () => {
		const good = await signed();
		for (let round = 0; round < ROUNDS; round++) {
			assert.ok(!(await taken(randomBytes(randomInt(300)))));
		}
		for (let length = 0; length < good.length; length++) {
			assert.ok(!(await taken(good.subarray(0, length))), `cut off after ${length} bytes`);
		}
		for (let byte = 0; byte < good.length; byte++) {
			const bent = Uint8Array.from(good);
			bent[byte] ^= 1 << randomInt(8);
			assert.ok(!(await taken(bent)), `byte ${byte} is another`);
		}
		await serves();
	});

	test('refuses calls in calls in calls, and what is larger than a block', async () => {
		const { utility, system } = story.api.tx;
		const inner = system.remark('0x').method.toU8a();
		const batch = utility.batch([]).method.toU8a().subarray(0, 2);
		const nested = (depth) => {
			const layers = Buffer.alloc(depth * 3, u8aConcat(batch, compactToU8a(1)));
			const call = u8aConcat(layers, inner);
			return generalTransaction(story.api, { method: { toU8a: () => call } });
		};
		for (const depth of [300, 3_000, 300_000]) {
			await assert.rejects(node.rpc('author_submitExtrinsic', [nested(depth)]));
		}
		const limit = story.api.consts.system.blockLength.max.normal.toNumber();
		const huge = await system.remark(`0x${'00'.repeat(limit)}`).signAsync(account('Charlie'));
		await assert.rejects(node.rpc('author_submitExtrinsic', [huge.toHex()]));
		await serves();
	});

	test('answers malformed requests with errors', async () => {
		const post = (body) => node.post(body).then((response) => response.text(), () => '');
		const request = (method, params) => JSON.stringify({ jsonrpc: '2.0', id: 1, method, params });
		const bodies = [
			...['', '{', 'null', '[]', '\u0000', '"'.repeat(1_000), '['.repeat(100_000), '{"a":'.repeat(100_000)],
			...[request('x'.repeat(1_000_000)), request('state_call', ['DepinApi_node', '0x']), request('state_getStorage', {})],
			...[request('state_call', ['Core_execute_block', `0x${'ff'.repeat(1_000)}`]), request('chain_getBlockHash', [[['0x']]])],
			' '.repeat(HUGE),
		];
		for (const body of bodies) {
			assert.doesNotMatch(await post(body), /"result":(?!null)/, body.slice(0, 60));
		}
		// Many at once are answered or refused as a whole.
		await post(`[${Array.from({ length: 20_000 }, () => request('system_health', [])).join()}]`);
		await serves();
	});

	test('refuses attestations that do not count, for no more than it takes to refuse a transfer', LINUX, async (context) => {
		const open = await duty();
		const payload = (changed = {}) => ({ ...device.payload(story.chain.genesis, open), ...changed });
		const bytes = (hex) => Buffer.from(hex.slice(2), 'hex');
		const forged = () => bytes(new Device(randomBytes(32)).transaction(story.api, payload()));
		const stale = () => bytes(device.transaction(story.api, payload({ window: randomInt(1 << 30) + 1_000 })));
		const nobody = () => {
			const address = { class: GPU, page: randomInt(1 << 30), slot: randomInt(512) };
			return bytes(device.transaction(story.api, payload({ address })));
		};
		const transfer = async () => {
			const bent = Uint8Array.from(await signed());
			bent[60] ^= 1 + randomInt(255);
			return bent;
		};
		// Once without counting: what is first of its kind is looked up for longer.
		await refusing(transfer);
		const times = {};
		for (const [name, make] of Object.entries({ transfer, forged, stale, nobody })) {
			times[name] = await refusing(make);
			context.diagnostic(`a ${name} is refused in ${(times[name] * 1e6).toFixed()} µs of the node's computing`);
		}
		for (const name of ['forged', 'stale', 'nobody']) {
			assert.ok(times[name] < 2 * times.transfer, JSON.stringify(times));
		}
		await serves();
	});

	test('keeps its memory', LINUX, async () => {
		const flood = () =>
			Promise.all(Array.from({ length: ROUNDS }, () => taken(randomBytes(60_000 + randomInt(10_000)))));
		const floods = async (rounds) => {
			for (let round = 0; round < rounds; round++) {
				await flood();
			}
			return node.program.resident;
		};
		const memory = [await floods(5), await floods(5), await floods(5)];
		assert.ok(memory[2] < 1.5 * memory[0], `${memory} KiB`);
		await serves();
	});
});

test('a chain with a genesis that cannot be is refused, and said why', async () => {
	const folder = temporaryFolder();
	const original = join(folder, 'dev.json');
	await run('substation', ['export-chain-spec', '--chain', 'dev', '--output', original]);
	const text = readFileSync(original, 'utf8');
	const broken = {
		period: (genesis) => (genesis.nodes.classes[0].period = 0),
		dust: (genesis) => (genesis.balances.balances[0][1] = 1),
		nonsense: (genesis) => (genesis.nodes = 'nonsense'),
	};
	for (const [name, change] of Object.entries(broken)) {
		const spec = JSON.parse(text);
		change(spec.genesis.runtimeGenesis.patch);
		const file = join(folder, `${name}.json`);
		writeFileSync(file, JSON.stringify(spec));
		const { code, stderr } = await run('substation', ['--chain', file, '--tmp', '--no-prometheus']);
		assert.notEqual(code, 0, name);
		assert.match(stderr.split('\n').filter(Boolean).at(-1), /^error: the chain cannot be opened/, name);
	}
});
