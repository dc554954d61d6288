// What happens on a chain that makes blocks by itself.

import { until } from './network.mjs';

/** Reads final blocks one after the other, each once. */
export class Watch {
	constructor(peer, api) {
		Object.assign(this, { peer, api, next: 1, seen: [] });
	}

	/** From the block after the last final one on. */
	static async fromNow(peer, api) {
		const watch = new Watch(peer, api);
		watch.next = (await peer.finalized()).number + 1;
		return watch;
	}

	/** Reads what has become final since the last time. */
	async read() {
		const { number: last } = await this.peer.finalized();
		for (; this.next <= last; this.next += 1) {
			const at = await this.api.at(await this.peer.hashAt(this.next));
			for (const { event } of await at.query.system.events()) {
				this.seen.push({ name: `${event.section}.${event.method}`, data: event.data, block: this.next });
			}
		}
	}

	/** Waits until an event of that name has been in a final block, whenever; `matches` is given its fields. */
	async event(name, slots, matches = () => true) {
		return until(`the event ${name}`, slots, async () => {
			await this.read();
			return this.seen.find((event) => event.name === name && matches(event.data));
		});
	}
}

/** Slots in a session and in an era. */
export function lengths(api) {
	const session = api.consts.babe.epochDuration.toNumber();
	return { session, era: session * api.consts.staking.sessionsPerEra.toNumber() };
}
