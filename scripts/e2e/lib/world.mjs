// A chain with nodes in every state that a wrong call can meet.

import { account, Chain, VOLT } from './chain.mjs';
import { Device } from './device.mjs';
import { Node } from './node.mjs';

const ERA = 20;
const SHORT = 5;
const BILLION = 1_000_000_000;

/** Terms on which nodes can serve. */
export const TERMS = {
	name: 'test',
	period: SHORT,
	minUnits: 1,
	maxUnits: 10,
	collateralPerUnit: VOLT,
	maxCollateralPerUnit: VOLT,
	minFirmware: 0,
	breakEven: 0.9 * BILLION,
	penaltyFloor: 0,
	penaltyCap: 0.05 * BILLION,
	jailAfter: 3,
	coolDown: 60,
};

/** Its windows outlast the test: nobody misses one. */
export const PATIENT = 4;
/** A penalised miss costs everything. */
export const STRICT = 5;
/** Its stream is a trickle: less than an account may hold. */
export const POOR = 6;

export const people = Object.fromEntries(
	['Alice', 'Bob', 'Charlie', 'Dave', 'Eve', 'Ferdie'].map((name) => [name.toLowerCase(), account(name)]),
);
export const nobody = account('nobody who has ever had a token');

export class World {
	static async create() {
		const world = new World();
		world.chain = await Chain.connect(await Node.start({ sealing: 'manual' }));
		world.tx = world.chain.api.tx;
		await world.#classes();
		await world.#nodes();
		return world;
	}

	async end() {
		await this.chain.disconnect();
		await this.chain.node.stop();
	}

	async #classes() {
		const { emission, nodes, utility } = this.tx;
		const most = 2 ** 32 - 1;
		const shares = new Map([[0, most], [1, most], [2, most], [3, most], [STRICT, 1], [POOR, 1]]);
		const strict = { ...TERMS, penaltyFloor: BILLION, penaltyCap: BILLION };
		await this.chain.sudo(
			utility.batchAll([
				nodes.createClass({ ...TERMS, period: 1200 }),
				nodes.createClass(strict),
				nodes.createClass({ ...TERMS, jailAfter: 1000 }),
				emission.setShares(shares),
			]),
		);
	}

	async #nodes() {
		const { bob, charlie, dave } = people;
		this.active = await this.register(bob, PATIENT, { operator: dave.address });
		this.other = await this.register(charlie, PATIENT);
		this.retiring = await this.register(bob, PATIENT, { expires: (now) => now + 200 });
		this.poor = await this.register(bob, POOR, { payee: nobody.address });
		this.failing = await this.register(bob, STRICT, { collateral: VOLT });
		this.leaving = await this.register(charlie, STRICT, { collateral: VOLT });
		await this.chain.ok(this.tx.nodes.retire(this.retiring), bob);
	}

	/** The device that a node was registered with. */
	deviceOf(node) {
		return new Device(`//device//${node}`);
	}

	/** `nodes.register` with what is given, and what will do for the rest. */
	async registration(owner, kind, given = {}) {
		const { number } = await this.chain.head();
		const next = await this.chain.api.query.nodes.nextNode();
		const device = given.device ?? this.deviceOf(next);
		const expires = given.expires?.(number) ?? number + 30;
		const possession = device.possession(this.chain.genesis, (given.signedFor ?? owner).publicKey, expires);
		return this.tx.nodes.register(
			...[kind, given.units ?? 1, given.key ?? device.key, possession, given.collateral ?? 5n * VOLT],
			...[given.operator ?? null, given.payee ?? null, given.location ?? null, given.metadata ?? ''],
		);
	}

	async register(owner, kind, given) {
		const node = (await this.chain.api.query.nodes.nextNode()).toNumber();
		await this.chain.ok(await this.registration(owner, kind, given), owner);
		return node;
	}

	async duty(node) {
		return (await this.chain.api.call.depinApi.duty(node)).unwrapOr(null);
	}

	/** The node's device attests in the open window; tells what became of that. */
	async attest(node) {
		const device = this.deviceOf(node);
		// It gets into the next block, which must not be the one that closes the window.
		const { number } = await this.chain.head();
		if ((await this.duty(node)).closes.toNumber() === number + 1) {
			await this.chain.advance(1);
		}
		const payload = device.payload(this.chain.genesis, await this.duty(node));
		return this.chain.sendRaw(device.transaction(this.chain.api, payload));
	}

	async report(node) {
		return (await this.chain.api.call.depinApi.node(node)).unwrap();
	}

	/** Makes blocks up to the first one of an era. */
	async reachEra(era) {
		return this.chain.advanceTo(1 + era * ERA);
	}

	async balances() {
		const addresses = [...Object.values(people).map(({ address }) => address), nobody.address];
		const all = await Promise.all(addresses.map((address) => this.chain.balance(address)));
		return new Map(addresses.map((address, index) => [address, all[index]]));
	}
}
