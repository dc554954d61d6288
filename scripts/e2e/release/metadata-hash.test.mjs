// What a hardware wallet asks of a release: it shows what it signs by the runtime's metadata, signs their hash too, and the
// runtime refuses what was shown by other metadata. `scripts/release.sh --check` runs it with RUNTIME, the release's wasm.

import { merkleizeMetadata } from '@polkadot-api/merkleize-metadata';
import { u8aToHex } from '@polkadot/util';
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';

import { submit } from '../../ops/lib/chain.mjs';
import { account } from '../lib/chain.mjs';
import { Network } from '../lib/network.mjs';
import { temporaryFolder } from '../lib/node.mjs';
import { writeSpec } from '../lib/spec.mjs';

/** The key of a state under which a chain's runtime is. */
const CODE = '0x3a636f6465';

describe('a transaction that is signed with the hash of the metadata', () => {
	const bob = account('Bob');
	let network, api, digest;

	const send = (metadataHash) => submit(api, api.tx.system.remarkWithEvent('0x01'), bob, { mode: 1, metadataHash });

	before(async () => {
		const chain = await writeSpec(temporaryFolder(), 1);
		const spec = JSON.parse(readFileSync(chain));
		spec.genesis.raw.top[CODE] = u8aToHex(readFileSync(process.env.RUNTIME));
		writeFileSync(chain, JSON.stringify(spec));
		network = new Network(chain);
		const alice = await network.join({ name: 'alice', args: ['--alice', '--validator'] });
		api = await alice.connect();
		const metadata = (await api.call.metadata.metadataAtVersion(15)).unwrap().toU8a(true);
		const [decimals, tokenSymbol] = [api.registry.chainDecimals[0], api.registry.chainTokens[0]];
		digest = u8aToHex(merkleizeMetadata(metadata, { decimals, tokenSymbol }).digest());
	});

	after(async () => {
		await api?.disconnect();
		await network?.end();
	});

	test('is taken, where the wallet finds the hash by itself', async () => {
		const events = await send(digest);
		assert.ok(events.some(({ event }) => api.events.system.Remarked.is(event)));
	});

	test('is refused, where the wallet was shown other metadata', async () => {
		const other = `${digest.slice(0, -2)}${digest.endsWith('00') ? '01' : '00'}`;
		await assert.rejects(send(other), /bad signature/);
	});
});
