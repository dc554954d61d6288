// Tells the model what a chain's blocks say that happened.

import assert from 'node:assert/strict';

import { account, fee } from './chain.mjs';

const key = ({ class: kind, page, slot }) => `${kind}/${page}/${slot}`;

/** What a call does to the model, given its arguments and the events that it left. */
const EFFECTS = {
	'nodes.register': (replay, { class: kind, units, collateral, payee, metadata }, { signer, events }) => {
		const { node, address } = events.find(({ name }) => name === 'nodes.Registered').data;
		replay.slots.set(key(address), node.toNumber());
		replay.model.register(node.toNumber(), {
			...{ kind: kind.toNumber(), units: units.toNumber(), collateral: collateral.toBigInt() },
			...{ owner: signer, payee: payee.unwrapOr(signer).toString(), metadata: metadata.length },
		});
	},
	'attestation.attest': (replay, { payload }) => {
		replay.model.attest(replay.slots.get(key(payload.address)));
	},
	'rewards.claim': (replay, { node }) => replay.model.claim(node.toNumber()),
};

class Replay {
	constructor(chain, model) {
		Object.assign(this, { chain, model, slots: new Map() });
	}

	async block(number) {
		const hash = await this.chain.node.rpc('chain_getBlockHash', [number]);
		const { block } = await this.chain.api.rpc.chain.getBlock(hash);
		const events = await this.chain.events(hash);
		this.model.advanceTo(number);
		block.extrinsics.forEach((extrinsic, index) =>
			this.#apply(
				extrinsic,
				events.filter((event) => event.extrinsic === index),
			),
		);
	}

	#apply(extrinsic, events) {
		const { isSigned, method } = extrinsic;
		const name = `${method.section}.${method.method}`;
		assert.ok(!events.some(({ name }) => name === 'system.ExtrinsicFailed'), name);
		// A general transaction has no signer to ask for.
		const signer = isSigned ? extrinsic.signer.toString() : null;
		if (isSigned) {
			this.model.pay(signer, -fee(events));
			this.model.pay(account('Alice').address, fee(events));
		}
		const names = method.meta.args.map(({ name }) => name.toString());
		const args = Object.fromEntries(names.map((name, index) => [name, method.args[index]]));
		EFFECTS[name]?.(this, args, { signer, events });
	}
}

/** Takes the model through all blocks up to the best one, in which every transaction must have succeeded. */
export async function replay(chain, model) {
	const { number: last } = await chain.head();
	const run = new Replay(chain, model);
	for (let number = 1; number <= last; number += 1) {
		await run.block(number);
	}
}
