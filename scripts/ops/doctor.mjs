// Looks at a running validator, and says what is wrong and what mends it.

import { homedir } from 'node:os';
import { join } from 'node:path';

import { connect, URL } from './lib/chain.mjs';
import { CHECKS, nodeKey } from './lib/checks.mjs';
import { main, options } from './lib/cli.mjs';
import { addressOf } from './lib/signer.mjs';

const HELP = `Usage: scripts/validator.sh doctor [OPTIONS]

Leaves with 0 if all is well, 1 if something is wrong, 2 if it could not look.

  --url URL            the validator's node; ${URL} if not given
  --base-path FOLDER   its folder, as given to the node
  --chain NAME|FILE    the chain that it should be on
  --account ADDRESS    who stakes; found by the node's keys if not given
  --address HOST:PORT  where others reach it, besides what the node says itself`;

const DESCRIBED = {
	url: { type: 'string', default: URL },
	'base-path': { type: 'string', default: join(homedir(), '.local/share/substation') },
	chain: { type: 'string' },
	account: { type: 'string' },
	address: { type: 'string' },
};

/** What a check needs to know. */
export function context(api, given) {
	return {
		api,
		basePath: given['base-path'],
		binary: given.binary ?? 'substation',
		chain: given.chain,
		account: given.account ?? null,
		address: given.address ?? null,
		now: Date.now,
	};
}

function show(name, finding) {
	const { wrong, note, mend } = finding ?? {};
	const said = wrong ?? note;
	console.log(`${wrong ? '✗' : '✓'} ${name}${said ? `: ${said}` : ''}${mend ? `\n  → ${mend}` : ''}`);
	return wrong ? 1 : 0;
}

async function run() {
	const given = options(HELP, DESCRIBED);
	given.binary = process.env.SUBSTATION ?? 'substation';
	const api = await connect(given.url);
	if (!api) {
		const wrong = `no node answers at ${given.url}`;
		show('node', { wrong, mend: 'start it, read what it says, or name its address with --url' });
		show('nodeKey', await nodeKey(context(null, given)));
		return 1;
	}
	given.account &&= addressOf(given.account, api.registry.chainSS58);
	const about = context(api, given);
	let wrong = 0;
	for (const [name, check] of Object.entries(CHECKS)) {
		wrong += show(name, await check(about));
	}
	console.log(wrong ? `${wrong} of ${Object.keys(CHECKS).length} checks failed` : 'All is well');
	return wrong ? 1 : 0;
}

if (process.argv[1] === import.meta.filename) {
	await main(run);
}
