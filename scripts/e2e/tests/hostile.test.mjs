// What comes over RPC from people who mean no good: the node stays up, keeps its memory, and honest transactions still get in.

import { compactToU8a, hexToU8a, u8aConcat, u8aToHex } from '@polkadot/util';
import assert from 'node:assert/strict';
import { randomBytes, randomInt } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

import { account, Chain, VOLT } from '../lib/chain.mjs';
import { Device, encodePayload, generalTransaction } from '../lib/device.mjs';
import { Node, run, temporaryFolder } from '../lib/node.mjs';
import { dial, Socket } from '../lib/socket.mjs';
import { Story } from '../lib/story.mjs';

const SENSOR = 3;
const ROUNDS = 400;
/** What is measured is measured so often: the least is the measure, as noise only adds. */
const MEASURES = 3;
/** Transactions that are refused for one measure: enough for a clock that ticks a hundred times a second. */
const REFUSED = 4_000;
/** What refusing takes at most, against a bad transfer: of a forged signature the page and the key are read before. */
const MOST = { forged: 1.25, stale: 1, nobody: 1 };
const SIGNATURE = 64;
/** In a signed transaction, from the signer's key to the signature. */
const AFTER_SIGNER = 33;
/** Where they stand in an attestation's payload. */
const PAGE = 35;
const WINDOW = 41;
/** Requests in one body. */
const BODY = 200;
/** What the node allows by itself: `substation --help`. */
const CONNECTIONS = 100;
const SUBSCRIPTIONS = 1_024;
/** Places in the pool that is flooded: a quarter of the default, so that it is filled faster than blocks empty it. */
const POOL = 2_048;
const FUTURE = Math.floor(POOL / 10);
/** What the SDK allows, without an option: `chainHead_v1_follow` on a connection, and blocks that are pinned. */
const FOLLOWS = 4;
const PINNED = 512;
/** In so many blocks what is honest must be. While it is sent, one is made already. */
const NEXT = 3;
/** Transactions that come while the pool is full. */
const WAVE = 2_000;
const POLL = 100;
/** Bytes in a request: more than the node takes. */
const HUGE = 40_000_000;
/** For what measures the node's process. */
const LINUX = { skip: !existsSync('/proc/self/stat') && 'what a process uses is read from /proc, which only Linux has' };

const device = new Device('//honest');

/** What is held after the last round, against after the first. */
const bounded = (memory) => assert.ok(memory.at(-1) < 1.5 * memory[0], `${memory} KiB`);

/** Hands in transactions, many in one request; the errors of those that are not taken. */
const submit = async (node, transactions) => {
	const errors = [];
	for (let at = 0; at < transactions.length; at += BODY) {
		const part = transactions.slice(at, at + BODY);
		const requests = part.map((bytes) => ({ jsonrpc: '2.0', id: 1, method: 'author_submitExtrinsic', params: [bytes] }));
		const response = await node.post(JSON.stringify(requests));
		errors.push(...(await response.json()).map(({ error }) => error).filter(Boolean));
	}
	return errors;
};

/** Signed without asking the node for anything. */
const sign = (api, call, signer, nonce, tip = 0) => {
	const { genesisHash, runtimeVersion, registry } = api;
	const signing = { genesisHash, blockHash: genesisHash, runtimeVersion, signedExtensions: registry.signedExtensions };
	return api.tx(call).sign(signer, { ...signing, nonce, tip }).toHex();
};

describe('a node that is spoken to by an adversary', () => {
	let story, node, id;

	before(async () => {
		story = await Story.begin();
		node = story.chain.node;
		const terms = { kind: SENSOR, units: 1, collateral: 1000n * VOLT };
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

	/** Other bytes in one place, each time. */
	const thrown = (transaction, at, length) => () => {
		const bytes = Buffer.from(transaction);
		randomBytes(length).copy(bytes, at);
		return u8aToHex(bytes);
	};

	/** Microseconds of computing that the node takes to refuse a transaction of a kind. */
	const refusing = async (make) => {
		const all = Array.from({ length: REFUSED }, make);
		const start = node.program.computed;
		const errors = await submit(node, all);
		assert.equal(errors.length, REFUSED, 'none of them is taken');
		return ((node.program.computed - start) * 1_000) / REFUSED;
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

	/** So many blocks and more, in which the device does its duty. */
	const lives = async (blocks) => {
		const { number } = await story.chain.head();
		while ((await story.chain.head()).number <= number + blocks) {
			await serves();
		}
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
		// Some are read, and nobody stands for them; more are not read. A trap in the runtime is the end of the call, not of the node.
		const reasons = { 5: /did not authorize/, 300: /call is not expected/, 3_000: /Verification Error/, 300_000: /Verification Error/ };
		for (const [depth, reason] of Object.entries(reasons)) {
			await assert.rejects(node.rpc('author_submitExtrinsic', [nested(Number(depth))]), reason);
		}
		const limit = story.api.consts.system.blockLength.max.normal.toNumber();
		const huge = await system.remark(`0x${'00'.repeat(limit)}`).signAsync(account('Charlie'));
		await assert.rejects(node.rpc('author_submitExtrinsic', [huge.toHex()]), /exhaust the block limits/);
		await serves();
	});

	test('answers malformed requests with errors', async () => {
		const post = (body) => node.post(body).then((response) => response.text(), () => '');
		const request = (method, params) => JSON.stringify({ jsonrpc: '2.0', id: 1, method, params });
		const bodies = [
			...['', '{', 'null', '[]', '\u0000', '"'.repeat(1_000), '['.repeat(100_000), '{"a":'.repeat(100_000)],
			...[request('x'.repeat(1_000_000)), request('state_call', ['DepinApi_node', '0x']), request('state_getStorage', {})],
			...[request('state_call', ['Core_execute_block', `0x${'ff'.repeat(1_000)}`]), request('chain_getBlockHash', [[['0x']]])],
		];
		for (const body of bodies) {
			assert.match(await post(body), /"error":/, body.slice(0, 60));
		}
		// Whether the answer is seen depends on who closes the connection first.
		assert.match(await post(' '.repeat(HUGE)), /^$|Request is too big/);
		const many = 20_000;
		const answer = await post(`[${Array.from({ length: many }, () => request('system_health', [])).join()}]`);
		assert.equal(JSON.parse(answer).length, many);
		await serves();
	});

	test('refuses attestations that do not count, for hardly more than it takes to refuse a transfer', LINUX, async (context) => {
		// In a window that is attested the signature is not looked at.
		await story.chain.advanceTo((await duty()).closes.toNumber());
		const payload = device.payload(story.chain.genesis, await duty());
		const attestation = hexToU8a(device.transaction(story.api, payload));
		const transfer = await signed();
		const said = Buffer.from(attestation).indexOf(encodePayload(payload));
		// The second half of a signature is a number, and its first bytes may be any.
		const forged = attestation.length - SIGNATURE / 2;
		const bent = Buffer.from(transfer).indexOf(account('Charlie').publicKey) + AFTER_SIGNER + SIGNATURE / 2;
		const kinds = {
			transfer: thrown(transfer, bent, 8),
			forged: thrown(attestation, forged, 8),
			stale: thrown(attestation, said + WINDOW, 4),
			nobody: thrown(attestation, said + PAGE, 4),
		};
		const least = {};
		for (let measure = 0; measure < MEASURES; measure++) {
			for (const [name, make] of Object.entries(kinds)) {
				least[name] = Math.min(await refusing(make), least[name] ?? Infinity);
			}
		}
		for (const [name, time] of Object.entries(least)) {
			context.diagnostic(`a ${name} is refused in ${time.toFixed()} µs of the node's computing`);
		}
		for (const [name, most] of Object.entries(MOST)) {
			assert.ok(least[name] < most * least.transfer, JSON.stringify(least));
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
		bounded([await floods(5), await floods(5), await floods(5)]);
		await serves();
	});

	/** Transactions that wait for others, none like another. */
	const ferdie = account('Ferdie');
	let ahead = 1_000_000;
	const waiting = (call) => sign(story.api, call, ferdie, (ahead += 1));

	/** A connection with so many subscriptions of each kind, of which it reads nothing. */
	const subscriber = async (each) => {
		const { query, tx } = story.api;
		const [key, call] = [query.system.number.key(), tx.system.remark('0x')];
		const kinds = {
			chain_subscribeAllHeads: () => [],
			state_subscribeStorage: () => [[key]],
			author_submitAndWatchExtrinsic: () => [waiting(call)],
		};
		const socket = await Socket.open(node);
		for (let round = 0; round < each; round++) {
			Object.entries(kinds).forEach(([method, params]) => socket.request(method, params()));
		}
		await socket.answered(each * Object.keys(kinds).length);
		socket.deafen();
		return socket;
	};

	test('serves others beside thousands of subscriptions that nobody reads or ends', LINUX, async () => {
		const memory = [];
		for (let round = 0; round < 3; round++) {
			const greedy = await subscriber(SUBSCRIPTIONS / 2);
			assert.equal(greedy.result, SUBSCRIPTIONS);
			const others = await Promise.all(Array.from({ length: 60 }, () => subscriber(20)));
			await serves();
			memory.push(node.program.resident);
			[greedy, ...others].forEach((socket) => socket.drop());
		}
		bounded(memory);
		await serves();
	});

	test('leaves followers behind that let go of no block', LINUX, async () => {
		const follower = async () => {
			const socket = await Socket.open(node);
			for (let request = 0; request <= FOLLOWS; request++) {
				socket.request('chainHead_v1_follow', [true]);
			}
			await socket.answered(FOLLOWS + 1);
			assert.equal(socket.result, FOLLOWS);
			return socket;
		};
		const memory = [];
		for (let round = 0; round < 2; round++) {
			const followers = await Promise.all(Array.from({ length: 10 }, follower));
			await lives(PINNED);
			memory.push(node.program.resident);
			for (const socket of followers) {
				assert.equal(socket.stop, FOLLOWS);
				socket.drop();
			}
		}
		bounded(memory);
		(await follower()).drop();
	});

	test('serves who is connected when all connections are taken, and everybody again when they are gone', async () => {
		const silent = await Promise.all(Array.from({ length: 20 * CONNECTIONS }, () => dial(node)));
		await serves();
		const sockets = await Promise.all(Array.from({ length: 3 * CONNECTIONS }, () => Socket.open(node)));
		const admitted = sockets.filter(({ status }) => status === 101);
		assert.equal(admitted.length, CONNECTIONS - 1, 'one is ours');
		await assert.rejects(node.rpc('system_health'));
		await story.api.rpc.system.health();
		[...silent, ...sockets.map(({ socket }) => socket)].forEach((socket) => socket.destroy());
		while (!(await node.rpc('system_health').then(() => true, () => false))) {
			await sleep(POLL);
		}
		await serves();
	});
});

describe('a node whose pool is flooded', () => {
	const crowd = Array.from({ length: 200 }, (_, number) => account(`crowd/${number}`));
	const devices = Array.from({ length: 4 }, (_, number) => new Device(`//sensor/${number}`));
	const [payer, owner, honest] = ['Charlie', 'Bob', 'Dave'].map(account);
	let node, chain, pay, nonce = 0;

	before(async () => {
		// Blocks as on a real network: with --sealing the node has another pool.
		node = await Node.start({ metrics: true, args: ['--pool-limit', POOL] });
		chain = await Chain.connect(node);
		const { balances, nodes, utility } = chain.api.tx;
		pay = balances.transferKeepAlive(account('Eve').address, VOLT);
		const fund = crowd.map(({ address }) => balances.transferKeepAlive(address, 1000n * VOLT));
		const register = devices.map((device) =>
			nodes.register(
				...[SENSOR, 1, device.key, device.possession(chain.genesis, owner.publicKey, 50)],
				...[1000n * VOLT, null, null, null, ''],
			),
		);
		await lands([
			sign(chain.api, utility.batchAll(fund), payer, 0),
			sign(chain.api, utility.batchAll(register), owner, 0),
		]);
	});

	after(async () => {
		await chain?.disconnect();
		await node?.stop();
	});

	const duty = async (id) => (await chain.api.call.depinApi.duty(id)).unwrap();

	/** Sends transactions, which must be in the next blocks. */
	const lands = async (transactions) => {
		const { number } = await chain.head();
		assert.deepEqual(await submit(node, transactions), []);
		const missing = new Set(transactions);
		for (let next = number + 1; next <= number + NEXT && missing.size > 0; next++) {
			await chain.reaches(next);
			const { block } = await node.rpc('chain_getBlock', [await node.rpc('chain_getBlockHash', [next])]);
			block.extrinsics.forEach((extrinsic) => missing.delete(extrinsic));
		}
		assert.equal(missing.size, 0, `after block ${number}`);
	};

	/** The attestation of a device that has made none yet. */
	const attestation = async (id) => {
		const { closes } = await duty(id);
		const { number } = await chain.head();
		if (closes.toNumber() <= number + NEXT) {
			await chain.reaches(closes.toNumber());
		}
		return devices[id].transaction(chain.api, devices[id].payload(chain.genesis, await duty(id)));
	};

	/** An honest transfer and an honest attestation get into the next blocks. */
	const serves = async (id, tip) =>
		lands([sign(chain.api, pay, honest, nonce++, tip), await attestation(id)]);

	/** Transactions that the pool has, ready or not, as of the last block. */
	const held = async () => {
		const series = [...(await node.scrape())].find(([name]) => name.startsWith('substrate_sub_txpool_unwatched_txs'));
		return series[1];
	};

	/** Those that are ready. */
	const pending = async () => (await node.rpc('author_pendingExtrinsics')).length;

	test('keeps its memory and has room for others when transactions wait for what never comes', LINUX, async () => {
		const waiting = (signer, number) => sign(chain.api, pay, signer, 1_000_000 + number);
		const [one, ...many] = crowd;
		const flood = (round) => [
			...Array.from({ length: FUTURE }, (_, number) => waiting(one, round * FUTURE + number)),
			...many.flatMap((signer) => [0, 1, 2, 3, 4, 5, 6, 7, 8, 9].map((number) => waiting(signer, 10 * round + number))),
		];
		const memory = [];
		for (let round = 0; round < 3; round++) {
			await submit(node, flood(round));
			memory.push(node.program.resident);
		}
		bounded(memory);
		await serves(0);
		// What one block's view of the pool drops is let go of with the next.
		while ((await held()) > 1.1 * FUTURE) {
			assert.ok((await held()) <= POOL + FUTURE);
			await chain.reaches((await chain.head()).number + 1);
		}
	});

	test('takes who offers more, and attestations, when it is full of transactions with the least tip', LINUX, async () => {
		const each = Math.ceil((POOL + 4 * WAVE) / crowd.length);
		const flood = crowd.flatMap((signer) => Array.from({ length: each }, (_, number) => sign(chain.api, pay, signer, number, 1)));
		// Until it is full: a block may have taken some meanwhile.
		while ((await pending()) < 0.9 * POOL) {
			assert.ok(flood.length > 0);
			await submit(node, flood.splice(0, WAVE));
		}
		const memory = [];
		for (const id of [1, 2]) {
			await Promise.all([submit(node, flood.splice(0, WAVE)), serves(id, 2)]);
			assert.ok((await pending()) <= POOL);
			memory.push(node.program.resident);
		}
		bounded(memory);
		while ((await held()) > POOL / 2) {
			await chain.reaches((await chain.head()).number + 1);
		}
		await serves(3);
	});
});

test('a chain with a genesis that cannot be is refused, and said why', async () => {
	const folder = temporaryFolder();
	const original = join(folder, 'dev.json');
	await run('substation', ['export-chain-spec', '--chain', 'dev', '--output', original]);
	const text = readFileSync(original, 'utf8');
	const broken = {
		period: [(genesis) => (genesis.nodes.classes[0].period = 0), /PeriodOutOfRange/],
		dust: [(genesis) => (genesis.balances.balances[0][1] = 1), /at least the existential deposit/],
		nonsense: [(genesis) => (genesis.nodes = 'nonsense'), /invalid type: string "nonsense"/],
	};
	for (const [name, [change, reason]] of Object.entries(broken)) {
		const spec = JSON.parse(text);
		change(spec.genesis.runtimeGenesis.patch);
		const file = join(folder, `${name}.json`);
		writeFileSync(file, JSON.stringify(spec));
		const { code, stderr } = await run('substation', ['--chain', file, '--tmp', '--no-prometheus']);
		assert.notEqual(code, 0, name);
		assert.match(stderr.split('\n').filter(Boolean).at(-1), /^error: the chain cannot be opened/, name);
		assert.match(stderr, reason, name);
	}
});
