// A chain and the model beside it: whatever is done to one is done to the other, and then they are compared.

import assert from 'node:assert/strict';

import { account, Chain } from './chain.mjs';
import { Model } from './model.mjs';
import { Node } from './node.mjs';

/** Blocks for which the proofs of possession count: few, so that nodes can be reaped early. */
const PROOF_LIFE = 50;

export class Story {
	constructor(chain, model) {
		Object.assign(this, { chain, model, devices: new Map(), relayer: account('Ferdie') });
	}

	/** A fresh chain that makes blocks only when the story goes on. */
	static async begin() {
		const chain = await Chain.connect(await Node.start({ sealing: 'manual' }));
		const issuance = await chain.api.query.balances.totalIssuance();
		return new Story(chain, new Model({ issuance: issuance.toBigInt() }));
	}

	async end() {
		await this.chain.disconnect();
		await this.chain.node.stop();
	}

	get api() {
		return this.chain.api;
	}

	/** Sends a call, which must succeed, and tells the model what it should have done. */
	async do(call, signer, effect = () => {}) {
		const outcome = await this.chain.ok(call, signer);
		this.model.advanceTo(outcome.number);
		this.#paid(signer, outcome);
		effect(this.model);
		return outcome;
	}

	/** The same by sudo. */
	async decree(call, effect) {
		const outcome = await this.chain.sudo(call);
		this.model.advanceTo(outcome.number);
		this.#paid(account('Alice'), outcome);
		effect(this.model);
		return outcome;
	}

	/** Fees go to the author of the block, who is Alice. */
	#paid(signer, { fee }) {
		this.model.pay(signer.address, -fee);
		this.model.pay(account('Alice').address, fee);
	}

	/** Registers a node with its device; returns its number. */
	async register(owner, device, { kind, units, collateral, operator, payee, location, metadata = '' }) {
		const { number } = await this.chain.head();
		const possession = device.possession(this.chain.genesis, owner.publicKey, number + PROOF_LIFE);
		const call = this.api.tx.nodes.register(
			...[kind, units, device.key, possession, collateral],
			...[operator ?? null, payee ?? null, location ?? null, metadata],
		);
		const node = (await this.api.query.nodes.nextNode()).toNumber();
		this.devices.set(node, device);
		await this.do(call, owner, (model) =>
			model.register(node, {
				...{ kind, units, collateral, payee, metadata: metadata.length },
				owner: owner.address,
			}),
		);
		return node;
	}

	/** What a node has to do now. */
	async duty(node) {
		return (await this.api.call.depinApi.duty(node)).unwrapOr(null);
	}

	/** A batch of one class, sent by a relayer who gets the fee back. */
	async attest(nodes) {
		const duties = await Promise.all(nodes.map((node) => this.duty(node)));
		const items = nodes.map((node, index) => {
			const device = this.devices.get(node);
			return device.item(device.payload(this.chain.genesis, duties[index]));
		});
		const kind = duties[0].address.class;
		const outcome = await this.do(
			this.api.tx.attestation.attestBatch(kind, items),
			this.relayer,
			(model) => nodes.forEach((node) => model.attest(node)),
		);
		assert.equal(outcome.fee, 0n, 'a batch of which every item counts is free');
		return outcome;
	}

	/** The device's own way in: a general transaction, for which nobody pays. */
	async attestAlone(node) {
		const device = this.devices.get(node);
		const payload = device.payload(this.chain.genesis, await this.duty(node));
		const outcome = await this.chain.sendRaw(device.transaction(this.api, payload));
		assert.equal(outcome.error, null);
		assert.equal(outcome.fee, 0n);
		this.model.advanceTo(outcome.number);
		this.model.attest(node);
		return outcome;
	}

	/** Goes on to block `number`; the nodes attest once in each of their windows. */
	async live(number, nodes) {
		for (;;) {
			const { number: now } = await this.chain.head();
			const duty = nodes.length > 0 ? await this.duty(nodes[0]) : null;
			const closes = duty?.closes.toNumber() ?? number;
			if (now >= number) {
				this.model.advanceTo(now);
				return;
			}
			if (duty?.attested.isFalse) {
				await this.attest(nodes);
			} else {
				await this.chain.advanceTo(Math.min(closes, number));
			}
		}
	}

	/** The nodes' claims, the supply and the class pools' pot, as both have it. */
	async compare() {
		const { number } = await this.chain.head();
		this.model.advanceTo(number);
		for (const node of this.model.nodes.keys()) {
			const claimable = await this.api.call.depinApi.claimable(node);
			assert.equal(claimable.unwrap().toBigInt(), this.model.claimable(node), `claimable of ${node}`);
		}
		const issuance = await this.api.query.balances.totalIssuance();
		assert.equal(issuance.toBigInt(), this.model.issuance, 'issuance');
	}
}
