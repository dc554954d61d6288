// A chain that begins with many nodes, in a folder of its own: its first state is in the database, so that the node need not
// keep it in memory as part of the specification.

import { execFileSync, spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { binary, Node, run } from '../lib/node.mjs';

/** What is left of the specification when the state is in the database. */
const LIGHT = {
	...{ name: 'Substation at scale', id: 'substation_scale', chainType: 'Development', bootNodes: [] },
	...{ protocolId: 'substation', genesis: { raw: { top: {}, childrenDefault: {} } } },
};

/** A node of such a chain. States that nobody needs any more are dropped, as on a validator. */
class PopulatedNode extends Node {
	get place() {
		return ['--chain', join(this.folder, 'light.json'), '--base-path', this.folder];
	}

	get archive() {
		return [];
	}
}

export class Population {
	/** `first` and `second`: how many in a thousand have not attested in the first and in the second window. */
	static async create(nodes, { first = 0, second = 0, streak = 1 } = {}) {
		const population = new Population();
		population.folder = mkdtempSync(join(tmpdir(), 'substation-scale-'));
		process.once('exit', () => population.remove());
		const heavy = join(population.folder, 'heavy.json');
		const out = openSync(heavy, 'w');
		const stdio = ['ignore', out, 'inherit'];
		const { status } = spawnSync(binary('examples/population'), [nodes, first, second, streak], { stdio });
		closeSync(out);
		if (status !== 0) {
			throw new Error('the population was not made');
		}
		const place = ['--chain', heavy, '--base-path', population.folder];
		const nothing = ['--from', 0, '--to', 0, join(population.folder, 'nothing')];
		const { code, stderr } = await run('substation', ['export-blocks', ...place, ...nothing]);
		if (code !== 0) {
			throw new Error(stderr);
		}
		rmSync(heavy);
		writeFileSync(join(population.folder, 'light.json'), JSON.stringify(LIGHT));
		return population;
	}

	start(args = []) {
		return PopulatedNode.start({ sealing: 'manual', folder: this.folder, args });
	}

	/** Kilobytes of the database. */
	get size() {
		const line = execFileSync('du', ['-sk', join(this.folder, 'chains')], { encoding: 'utf8' });
		return Number(line.split('\t')[0]);
	}

	remove() {
		rmSync(this.folder, { recursive: true, force: true });
	}
}
