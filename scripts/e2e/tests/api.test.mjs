// What @polkadot/api, pinned at 16.5.6, makes of the chain when it connects with no options.

import { ApiPromise, WsProvider } from '@polkadot/api';
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { account, Chain, PALLETS, VOLT } from '../lib/chain.mjs';
import { captured } from '../lib/console.mjs';
import { Device } from '../lib/device.mjs';
import { Node } from '../lib/node.mjs';

// It encodes nothing, so that a client that does not know it signs rightly; the library says that it takes it for that.
const HARMLESS = /Unknown signed extensions AuthorizeCall found, treating them as no-effect/;

describe('@polkadot/api with no options', () => {
	let node, api, chain, printed;

	before(async () => {
		node = await Node.start({ sealing: 'manual' });
		const connected = await captured(() => ApiPromise.create({ provider: new WsProvider(node.url) }));
		api = connected.result;
		printed = connected.lines;
		chain = new Chain(node, api);
	});

	after(async () => {
		await api?.disconnect();
		await node?.stop();
	});

	test('knows every type and every transaction extension that encodes something', () => {
		const complaints = printed.filter((line) => /unknown|unable|cannot|error/i.test(line));
		assert.deepEqual(complaints.filter((line) => !HARMLESS.test(line)), []);
	});

	test('signs a transfer that is accepted, and prints nothing about it', async () => {
		const transfer = api.tx.balances.transferKeepAlive(account('Bob').address, VOLT);
		const { result, lines } = await captured(() => chain.ok(transfer, account('Alice')));
		assert.deepEqual(lines, []);
		assert.ok(result.events.some(({ name }) => name === 'balances.Transfer'));
	});

	test('shows tokens and addresses as the chain has them', () => {
		assert.deepEqual(api.registry.chainTokens, ['VOLT']);
		assert.deepEqual(api.registry.chainDecimals, [12]);
		assert.equal(api.registry.chainSS58, 42);
	});

	for (const version of [14, 15, 16]) {
		test(`metadata of version ${version} can be had`, async () => {
			const metadata = await api.call.metadata.metadataAtVersion(version);
			const [magic, found] = [metadata.unwrap().subarray(0, 4), metadata.unwrap()[4]];
			assert.equal(Buffer.from(magic).toString(), 'meta');
			assert.equal(found, version);
		});
	}

	test('has our pallets, with documentation for each call, event, error, constant and storage item', () => {
		const missing = [];
		const note = (where, docs) => docs.join('').trim() === '' && missing.push(where);
		for (const pallet of PALLETS) {
			const [tx, events, errors] = [api.tx[pallet], api.events[pallet], api.errors[pallet]];
			assert.ok(tx && events && errors, `${pallet} has calls, events and errors`);
			for (const [name, { meta }] of Object.entries({ ...tx, ...events, ...errors })) {
				note(`${pallet}.${name}`, meta.docs.map(String));
			}
			for (const [name, { meta }] of Object.entries({ ...api.consts[pallet], ...api.query[pallet] })) {
				if (name !== 'palletVersion') {
					note(`${pallet}.${name}`, meta.docs.map(String));
				}
			}
			for (const { meta } of Object.values(events)) {
				meta.fields.forEach(({ docs, name }) => note(`${pallet}.${meta.name}.${name}`, docs.map(String)));
			}
		}
		assert.deepEqual(missing, []);
	});

	test('asks DepinApi about classes, nodes and the network', async () => {
		const { depinApi } = api.call;
		const network = await depinApi.network();
		assert.equal(network.cap.toBigInt(), 1_000_000_000n * VOLT);
		const names = network.classes.map(({ id, class: terms }) => [id.toNumber(), terms.name.toUtf8()]);
		assert.deepEqual(
			names.sort(([a], [b]) => a - b),
			[[0, 'wireless'], [1, 'gpu'], [2, 'storage'], [3, 'sensor']],
		);
		const gpu = await depinApi.class(1);
		assert.equal(gpu.unwrap().class.period.toNumber(), 5);
		assert.equal(gpu.unwrap().collateralPerUnit.toBigInt(), 1000n * VOLT);
		assert.equal((await depinApi.requiredCollateral(1, 3)).unwrap().toBigInt(), 3000n * VOLT);
		for (const answer of [
			await depinApi.node(999),
			await depinApi.duty(999),
			await depinApi.claimable(999),
			await depinApi.class(999),
			await depinApi.requiredCollateral(999, 1),
			await depinApi.nodeOf(new Device('//nobody').key),
		]) {
			assert.ok(answer.isNone);
		}
	});

	test('reads a block with a general transaction in it, and every event of a node coming to life', async () => {
		const { lines } = await captured(async () => {
			const [owner, device] = [account('Bob'), new Device('//api')];
			const possession = device.possession(chain.genesis, owner.publicKey, 100);
			const { events } = await chain.ok(
				api.tx.nodes.register(1, 1, device.key, possession, 1000n * VOLT, null, null, null, ''),
				owner,
			);
			const registered = events.find(({ name }) => name === 'nodes.Registered').data;
			const duty = (await api.call.depinApi.duty(registered.node)).unwrap();
			const bytes = device.transaction(api, device.payload(chain.genesis, duty));
			const { hash, error } = await chain.sendRaw(bytes);
			assert.equal(error, null);

			const { block } = await api.rpc.chain.getBlock(hash);
			const calls = block.extrinsics.map(({ method }) => `${method.section}.${method.method}`);
			assert.deepEqual(calls, ['timestamp.set', 'attestation.attest']);
			const [payload] = block.extrinsics[1].method.args;
			assert.equal(payload.window.toNumber(), duty.window.toNumber());
			assert.ok((await api.call.depinApi.duty(registered.node)).unwrap().attested.isTrue);
		});
		assert.deepEqual(lines, []);
	});
});
