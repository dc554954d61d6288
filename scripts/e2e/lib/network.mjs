// Nodes of one chain, each a process of its own, that find each other through the first of them.

import { ApiPromise, WsProvider } from '@polkadot/api';
import { hexToNumber } from '@polkadot/util';
import { setTimeout as sleep } from 'node:timers/promises';

import { freePort, Node, temporaryFolder } from './node.mjs';
import { nodeKey, PEOPLE, setBootNodes, writeSpec } from './spec.mjs';

/** Milliseconds in a slot: `runtime/src/constants.rs`. */
export const SLOT = 6_000;
const POLL = 250;

/** Waits until `condition` gives something, for at most so many slots. */
export async function until(what, slots, condition) {
	const end = Date.now() + slots * SLOT;
	for (;;) {
		const result = await condition();
		if (result) {
			return result;
		}
		if (Date.now() > end) {
			throw new Error(`not within ${slots} slots: ${what}`);
		}
		await sleep(POLL);
	}
}

/** A node of a network. */
export class Peer extends Node {
	/** `site`: where it runs, if not just on this machine. `log`: a file for what it says. */
	constructor({ name, chain, site = null, archive = true, log = null, ports = {}, ...options }) {
		super(options);
		Object.assign(this, { name, chain, site, log, keepsAll: archive, ...ports });
	}

	get place() {
		return ['--chain', this.chain, '--base-path', this.folder];
	}

	get archive() {
		return this.keepsAll ? super.archive : [];
	}

	get host() {
		return this.site?.host ?? super.host;
	}

	get address() {
		return this.site ? `/ip4/${this.site.address}/tcp/${this.port}` : super.address;
	}

	get options() {
		return { within: this.site?.within, log: this.log };
	}

	/** Makes its key, so that others can be told of it. */
	async prepare() {
		this.port ??= await freePort();
		this.id ??= await nodeKey(this.folder, this.chain);
		return `${this.address}/p2p/${this.id}`;
	}

	async #header(hash) {
		const { number, stateRoot } = await this.rpc('chain_getHeader', [hash]);
		return { hash, number: hexToNumber(number), stateRoot };
	}

	/** The best block. */
	async best() {
		return this.#header(await this.rpc('chain_getBlockHash'));
	}

	/** The last final block. */
	async finalized() {
		return this.#header(await this.rpc('chain_getFinalizedHead'));
	}

	/** The hash of its block of that number. */
	async hashAt(number) {
		return this.rpc('chain_getBlockHash', [number]);
	}

	/** How many nodes it is connected to. */
	async peers() {
		return (await this.rpc('system_health')).peers;
	}

	async finalizes(number, slots) {
		return until(`${this.name} finalizes block ${number}`, slots, async () => {
			const block = await this.finalized();
			return block.number >= number && block;
		});
	}

	async reaches(number, slots) {
		return until(`${this.name} has block ${number}`, slots, async () => {
			const block = await this.best();
			return block.number >= number && block;
		});
	}

	/** The chain through @polkadot/api. */
	connect() {
		return ApiPromise.create({ provider: new WsProvider(this.url), noInitWarn: true });
	}
}

/** Nodes of one chain. */
export class Network {
	constructor(chain) {
		Object.assign(this, { chain, all: new Map(), bootNode: null });
	}

	/** A network of so many validators. `place`: what else each `Peer` is given, by its index and name. */
	static async start({ validators = 4, folder = temporaryFolder(), place = () => ({}) } = {}) {
		const network = new Network(await writeSpec(folder, validators));
		for (const [index, name] of PEOPLE.slice(0, validators).entries()) {
			await network.add({ name, args: [`--${name}`, '--validator'], ...place(index, name) });
		}
		setBootNodes(network.chain, [network.bootNode]);
		await Promise.all(network.running.map((peer) => peer.start()));
		return network;
	}

	/** A node more, not started. */
	async add({ args = [], ...options }) {
		const peer = new Peer({ chain: this.chain, ...options });
		const address = await peer.prepare();
		const external = peer.site ? ['--unsafe-rpc-external', '--rpc-cors', 'all'] : [];
		// Addresses of this machine and of private networks are not told to others unless asked for.
		peer.args = [...args, ...external, '--discover-local', '--name', peer.name];
		this.bootNode ??= address;
		this.all.set(peer.name, peer);
		return peer;
	}

	/** A node more, at work. */
	async join(options) {
		const peer = await this.add(options);
		await peer.start();
		return peer;
	}

	get(name) {
		return this.all.get(name);
	}

	/** Those that are not stopped or killed. */
	get running() {
		return [...this.all.values()].filter(({ program }) => program?.running ?? true);
	}

	/** Waits until each is connected to at least so many others. */
	async meets(others = this.running.length - 1, slots = 10) {
		for (const peer of this.running) {
			await until(`${peer.name} has ${others} peers`, slots, async () => (await peer.peers()) >= others);
		}
	}

	/** The hash that all running nodes have for the last block that is final for each of them. */
	async agreed() {
		const finals = await Promise.all(this.running.map((peer) => peer.finalized()));
		const number = Math.min(...finals.map((block) => block.number));
		const hashes = await Promise.all(this.running.map((peer) => peer.hashAt(number)));
		return { number, hashes: new Set(hashes) };
	}

	async end() {
		await Promise.all([...this.all.values()].filter(({ program }) => program).map((peer) => peer.stop()));
	}
}
