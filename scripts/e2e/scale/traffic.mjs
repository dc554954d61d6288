// What the people and the devices of a population send: signed ahead, and handed in as fast as the node takes it.

import { Keyring } from '@polkadot/api';
import { bnToU8a, compactAddLength, hexToU8a, stringToU8a, u8aConcat } from '@polkadot/util';
import { blake2AsU8a } from '@polkadot/util-crypto';
import { performance } from 'node:perf_hooks';

import { Device } from '../lib/device.mjs';

/** The class of all nodes of a population. */
export const CLASS = 0;
/** The most attestations of a batch. */
export const BATCH = 512;
const PAGE = 512;
const NODES_OF_AN_OWNER = 10;
/** Blocks in which everything that is handed in at a time has room. */
const ENOUGH = 30;
/** Requests that wait for an answer at a time. */
const IN_FLIGHT = 128;

const keyring = new Keyring({ type: 'sr25519' });

export const numbers = (count) => Array.from({ length: count }, (_, index) => index);

/** The seed of a key of runtime/examples/population. */
export function seed(word, index) {
	const number = bnToU8a(index, { bitLength: 32, isLe: true });
	return blake2AsU8a(u8aConcat(compactAddLength(stringToU8a(word)), number));
}

export const owner = (index) => keyring.addFromSeed(seed('owner', index));
export const ownerOf = (node) => owner(Math.floor(node / NODES_OF_AN_OWNER));
export const owners = (nodes) => Math.ceil(nodes / NODES_OF_AN_OWNER);
export const device = (index) => new Device(seed('device', index));

/** The duty of each page's first node. */
async function pageDuties(chain, nodes) {
	const firsts = numbers(Math.ceil(nodes / PAGE)).map((page) => chain.api.call.depinApi.duty(page * PAGE));
	return (await Promise.all(firsts)).map((duty) => duty.unwrap());
}

/** Makes blocks until no window ends before all is done. */
export async function calm(chain, nodes) {
	const ends = async () => Math.min(...(await pageDuties(chain, nodes)).map(({ closes }) => closes.toNumber()));
	let { number } = await chain.advance(1);
	while ((await ends()) <= number + ENOUGH) {
		({ number } = await chain.advance(1));
	}
}

/** The payloads of all nodes in the window that is open. */
export async function payloads(chain, nodes) {
	const duties = await pageDuties(chain, nodes);
	return numbers(nodes).map((node) => {
		const payload = device(node).payload(chain.genesis, duties[Math.floor(node / PAGE)]);
		return { ...payload, address: { ...payload.address, slot: node % PAGE } };
	});
}

/** Bytes of a transaction in a block's body. */
export const size = (transaction) => hexToU8a(transaction).length;

/** Signed for good: whatever the client knows of the last block. */
export const sign = async (call, signer, nonce) => (await call.signAsync(signer, { nonce, era: 0 })).toHex();

/** Bytes of a block's body for one attestation: by itself, and in a batch that is full. */
export async function bodies(chain) {
	const [payload] = await payloads(chain, 1);
	const items = Array(BATCH).fill(device(0).item(payload));
	const batch = await sign(chain.api.tx.attestation.attestBatch(CLASS, items), owner(0), 0);
	return { alone: size(device(0).transaction(chain.api, payload)), batched: size(batch) / BATCH };
}

/** Hands all transactions in, so many at a time. */
export async function submit(chain, transactions) {
	const waiting = transactions.values();
	const worker = async () => {
		for (const transaction of waiting) {
			await chain.api._rpcCore.provider.send('author_submitExtrinsic', [transaction]);
		}
	};
	await Promise.all(numbers(IN_FLIGHT).map(worker));
}

/**
 * Makes a block. All that is in it must have done what it should. Says how many transactions that are, the milliseconds that
 * it took, and its events.
 */
export async function make(chain) {
	const start = performance.now();
	const { hash } = await chain.node.rpc('engine_createBlock', [true, true]);
	const took = performance.now() - start;
	const events = await chain.events(hash);
	const count = (name) => events.filter((event) => event.name === `system.Extrinsic${name}`).length;
	if (count('Failed') > 0) {
		throw new Error(`${count('Failed')} transactions of a block failed`);
	}
	// All but the inherent.
	return { hash, took, events, count: count('Success') - 1 };
}
