// A node's chain through @polkadot/api: making blocks, sending transactions, reading what became of them.

import { ApiPromise, Keyring, WsProvider } from '@polkadot/api';
import { hexToNumber } from '@polkadot/util';
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';

export const VOLT = 10n ** 12n;

const POLL = 100;

const keyring = new Keyring({ type: 'sr25519' });

/** A well-known development account: `account('Bob')`, `account('Bob//stash')`. */
export const account = (path) => keyring.addFromUri(`//${path}`);

/** One of our pallets, as the metadata names them. */
export const PALLETS = ['nodes', 'collateral', 'attestation', 'slashing', 'rewards', 'emission', 'services', 'backing'];

/** A chain whose blocks are made on demand. */
export class Chain {
	constructor(node, api) {
		Object.assign(this, { node, api });
		this.genesis = api.genesisHash.toU8a();
	}

	static async connect(node) {
		const api = await ApiPromise.create({ provider: new WsProvider(node.url) });
		return new Chain(node, api);
	}

	disconnect() {
		return this.api.disconnect();
	}

	/** Number and hash of the best block. */
	async head() {
		const hash = await this.node.rpc('chain_getBlockHash');
		const { number } = await this.node.rpc('chain_getHeader', [hash]);
		return { hash, number: hexToNumber(number) };
	}

	async #seal() {
		const { hash } = await this.node.rpc('engine_createBlock', [true, true]);
		return hash;
	}

	/** Makes so many blocks. */
	async advance(blocks) {
		for (let made = 0; made < blocks; made += 1) {
			await this.#seal();
		}
		return this.head();
	}

	/** Makes blocks until the best one has this number. */
	async advanceTo(number) {
		const { number: now } = await this.head();
		assert.ok(now <= number, `block ${number} has passed: it is ${now}`);
		return this.advance(number - now);
	}

	/** Waits until a chain that makes blocks by itself has reached this number. */
	async reaches(number) {
		while ((await this.head()).number < number) {
			await sleep(POLL);
		}
	}

	/** Waits until the client has found its node again. */
	async reconnected() {
		while (!this.api.isConnected) {
			await sleep(POLL);
		}
	}

	/** All events of a block, decoded, with the extrinsic they belong to. */
	async events(hash) {
		const at = await this.api.at(hash);
		const records = await at.query.system.events();
		return records.map(({ phase, event }) => ({
			extrinsic: phase.isApplyExtrinsic ? phase.asApplyExtrinsic.toNumber() : null,
			name: `${event.section}.${event.method}`,
			data: event.data,
			docs: event.meta.docs.join(' '),
		}));
	}

	/** Signs, puts into a block of its own, and tells what became of it. */
	async send(call, signer) {
		const signed = await call.signAsync(signer);
		return this.sendRaw(signed.toHex());
	}

	/** Puts a transaction, as bytes, into a block of its own, and tells what became of it. */
	async sendRaw(bytes) {
		await this.node.rpc('author_submitExtrinsic', [bytes]);
		const hash = await this.#seal();
		return this.outcome(hash, bytes);
	}

	/** What became of a transaction in a block. */
	async outcome(hash, bytes) {
		const { block } = await this.node.rpc('chain_getBlock', [hash]);
		const index = block.extrinsics.indexOf(bytes);
		assert.ok(index >= 0, 'the transaction is not in the block');
		const all = await this.events(hash);
		const events = all.filter(({ extrinsic }) => extrinsic === index);
		return {
			number: hexToNumber(block.header.number),
			hash,
			events,
			hooks: all.filter(({ extrinsic }) => extrinsic === null),
			fee: fee(events),
			error: this.#failure(events),
		};
	}

	/** As `send`; the call must succeed. */
	async ok(call, signer) {
		const outcome = await this.send(call, signer);
		assert.equal(outcome.error, null, `${describe(call)}: ${outcome.error?.name}`);
		return outcome;
	}

	/** As `send`, by sudo; the call must succeed. */
	async sudo(call) {
		return this.ok(this.api.tx.sudo.sudo(call), account('Alice'));
	}

	/** Why a transaction, or what it wrapped for sudo, failed; `null` if it did not. */
	#failure(events) {
		for (const { name, data } of events) {
			if (name === 'system.ExtrinsicFailed') {
				return this.error(data.dispatchError);
			}
			if (name === 'sudo.Sudid' && data.sudoResult.isErr) {
				return this.error(data.sudoResult.asErr);
			}
		}
		return null;
	}

	/** A dispatch error as `pallet.Name` with its documentation. */
	error(dispatchError) {
		if (!dispatchError.isModule) {
			return { name: dispatchError.toString(), docs: '' };
		}
		const { section, name, docs } = this.api.registry.findMetaError(dispatchError.asModule);
		return { name: `${section}.${name}`, docs: docs.join(' ') };
	}

	/** Free, held and total base units of an account. */
	async balance(address) {
		const { data } = await this.api.query.system.account(address);
		const [free, held] = [data.free.toBigInt(), data.reserved.toBigInt()];
		return { free, held, total: free + held };
	}
}

/** What a transaction paid. */
export function fee(events) {
	const paid = events.find(({ name }) => name === 'transactionPayment.TransactionFeePaid');
	return paid ? paid.data.actualFee.toBigInt() : 0n;
}

/** A call as `pallet.call`. */
export const describe = (call) => `${call.method.section}.${call.method.method}`;
