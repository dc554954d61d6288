// Places for nodes that can be cut off from each other: network namespaces, two switches, and one cable between them.

import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const ip = (...args) => execFileSync('ip', args, { stdio: ['ignore', 'pipe', 'pipe'] });

/** Why there can be no sites here; `null` if there can. */
export function whyNoSites() {
	if (process.getuid() !== 0) {
		return 'network namespaces need root';
	}
	const found = process.env.PATH.split(':').some((folder) => existsSync(`${folder}/ip`));
	return found ? null : 'the command `ip` is missing: install iproute2';
}

/** Half of the sites hang on the left switch, half on the right one. */
export class Sites {
	constructor(count) {
		// A namespace's name is seen by all of the machine, an interface's has 15 letters at most.
		this.prefix = `sub${process.pid}`;
		this.hub = `${this.prefix}hub`;
		this.names = [this.hub];
		process.once('exit', () => this.remove());
		this.#makeHub();
		this.all = Array.from({ length: count }, (_, index) => this.#make(index, index < count / 2 ? 'left' : 'right'));
	}

	#makeHub() {
		ip('netns', 'add', this.hub);
		ip('-n', this.hub, 'link', 'add', 'cable', 'type', 'veth', 'peer', 'name', 'elbac');
		for (const [side, end] of [['left', 'cable'], ['right', 'elbac']]) {
			ip('-n', this.hub, 'link', 'add', side, 'type', 'bridge');
			ip('-n', this.hub, 'link', 'set', end, 'master', side);
			ip('-n', this.hub, 'link', 'set', side, 'up');
			ip('-n', this.hub, 'link', 'set', end, 'up');
		}
	}

	#make(index, side) {
		const name = `${this.prefix}n${index}`;
		ip('netns', 'add', name);
		this.names.push(name);
		// The nodes' network.
		const address = `10.77.0.${index + 1}`;
		ip('-n', this.hub, 'link', 'add', `port${index}`, 'type', 'veth', 'peer', 'name', 'net', 'netns', name);
		ip('-n', this.hub, 'link', 'set', `port${index}`, 'master', side, 'up');
		ip('-n', name, 'address', 'add', `${address}/24`, 'dev', 'net');
		// A line of its own for the test, which must reach each side of a partition.
		const line = `${this.prefix}c${index}`;
		const host = `10.78.${index}.2`;
		ip('link', 'add', line, 'type', 'veth', 'peer', 'name', 'line', 'netns', name);
		ip('address', 'add', `10.78.${index}.1/30`, 'dev', line);
		ip('link', 'set', line, 'up');
		ip('-n', name, 'address', 'add', `${host}/30`, 'dev', 'line');
		for (const device of ['lo', 'net', 'line']) {
			ip('-n', name, 'link', 'set', device, 'up');
		}
		return { address, host, side, within: ['ip', 'netns', 'exec', name] };
	}

	/** Pulls the cable between the two switches. */
	split() {
		ip('-n', this.hub, 'link', 'set', 'cable', 'down');
	}

	/** Plugs it in again. */
	heal() {
		ip('-n', this.hub, 'link', 'set', 'cable', 'up');
	}

	/** Interfaces go with their namespaces. */
	remove() {
		for (const name of this.names.splice(0)) {
			try {
				ip('netns', 'delete', name);
			} catch {
				// Somebody was faster.
			}
		}
	}
}
