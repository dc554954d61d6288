// Makes the node at hand a validator, or no longer one.

import { Keyring } from '@polkadot/api';
import { readFileSync, statSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

import { fromVolt, lengths, mustConnect, submit, URL, volt } from './lib/chain.mjs';
import { main, Mistake, options } from './lib/cli.mjs';
import { joining, leaving, staked, withdrawing } from './lib/staking.mjs';

const HELP = `Usage: scripts/validator.sh setup    --bond VOLT [--commission PERCENT] WHO [--wait]
       scripts/validator.sh leave    WHO
       scripts/validator.sh withdraw WHO

setup     makes session keys in the node, and bonds, registers the keys and declares the account a validator, in one
          transaction. Run again, it does only what is missing: on another node it moves the validator there.
leave     stops validating with the next era, and starts to unbond the whole stake
withdraw  takes what has unbonded, and forgets the session keys

WHO is the account that stakes, one of
  --key-file FILE     its secret phrase in a file: signs and sends
  --suri //Eve        the same on the command line, for development chains
  --account ADDRESS   signs nothing: prints the transaction for a wallet

  --url URL           the validator's node; ${URL} if not given
  --wait              until the account has made a block`;

const DESCRIBED = {
	url: { type: 'string', default: URL },
	bond: { type: 'string' },
	commission: { type: 'string' },
	'key-file': { type: 'string' },
	suri: { type: 'string' },
	account: { type: 'string' },
	wait: { type: 'boolean' },
};

function readSecret(file) {
	const { mode } = statSync(file, { throwIfNoEntry: false }) ?? {};
	if (mode === undefined) {
		throw new Mistake(`there is no file ${file}`);
	}
	if (mode & 0o077) {
		throw new Mistake(`others can read ${file}: chmod 600 ${file}`);
	}
	return readFileSync(file, 'utf8').trim();
}

function percent(text) {
	const number = Number(text);
	if (!(number >= 0 && number <= 100)) {
		throw new Mistake(`${text} is no commission: a number from 0 to 100`);
	}
	return number;
}

/** Who stakes: an address, and the pair of keys if it is to sign here. */
async function who(api, given) {
	const ring = new Keyring({ type: 'sr25519', ss58Format: api.registry.chainSS58 });
	const secrets = [given['key-file'] && readSecret(given['key-file']), given.suri].filter(Boolean);
	if (secrets.length + (given.account ? 1 : 0) !== 1) {
		throw new Mistake(`say who stakes, with one of --key-file, --suri and --account\n${HELP}`);
	}
	if (given.account) {
		return { address: given.account, pair: null };
	}
	if (given.suri && (await api.rpc.system.chainType()).isLive) {
		throw new Mistake('everyone on this machine can see a command line: put the phrase into a file for --key-file');
	}
	try {
		const pair = ring.addFromUri(secrets[0]);
		return { address: pair.address, pair };
	} catch {
		throw new Mistake('that is no secret phrase, and no path as //Eve');
	}
}

/** Where polkadot.js Apps shows the transaction and lets a wallet sign it. */
function link(url, call) {
	return `https://polkadot.js.org/apps/?rpc=${encodeURIComponent(url)}#/extrinsics/decode/${call.method.toHex()}`;
}

const describe = (call) => `${call.method.section}.${call.method.method}`;

async function wait(api, address) {
	const { era } = lengths(api);
	for (const started = Date.now(); ; ) {
		const validators = await api.query.session.validators();
		if (validators.some((validator) => validator.eq(address))) {
			break;
		}
		if (Date.now() - started > 4 * era) {
			throw new Mistake('four eras have passed, and it is not elected: stake more with --bond');
		}
		await sleep(1_000);
	}
	console.log('Elected: it validates in this session');
	await new Promise((resolve) => {
		api.derive.chain.subscribeNewHeads(({ author, number }) => {
			if (author?.eq(address)) {
				console.log(`It has made block ${number}`);
				resolve();
			}
		});
	});
}

const JOBS = {
	setup: (api, address, given) =>
		joining(api, address, {
			bond: given.bond && fromVolt(given.bond),
			commission: given.commission && percent(given.commission),
		}),
	leave: leaving,
	withdraw: withdrawing,
};

async function run([job]) {
	const given = options(HELP, DESCRIBED);
	const api = await mustConnect(given.url);
	const { address, pair } = await who(api, given);
	const calls = await JOBS[job](api, address, given);
	if (calls.length > 0) {
		const call = calls.length === 1 ? calls[0] : api.tx.utility.batchAll(calls);
		const names = calls.map(describe).join(', ');
		if (!pair) {
			console.log(`${address} has to sign: ${names}\n${link(given.url, call)}`);
			return;
		}
		await submit(api, call, pair);
		console.log(`Done, and final: ${names}`);
	} else {
		console.log('Nothing is left to do');
	}
	if (job === 'setup') {
		const { era } = lengths(api);
		console.log(`${volt(await staked(api, address))} at stake. Elections are once an era, every ${Math.round(era / 60_000)} minutes`);
		if (given.wait) {
			await wait(api, address);
		}
	}
}

const job = process.argv.splice(2, 1);
await main(() => run(job));
