// Makes the node at hand a validator, or no longer one.

import { setTimeout as sleep } from 'node:timers/promises';

import { fromVolt, lengths, makesBlocks, mustConnect, submit, URL, volt, work } from './lib/chain.mjs';
import { mustBeInSync } from './lib/checks.mjs';
import { main, Mistake, options } from './lib/cli.mjs';
import { link, signer, WHO, WHO_DESCRIBED } from './lib/signer.mjs';
import { joining, leaving, staked, withdrawing } from './lib/staking.mjs';

const HELP = `Usage: scripts/validator.sh setup    --bond VOLT [--commission PERCENT] WHO [--wait]
       scripts/validator.sh leave    WHO
       scripts/validator.sh withdraw WHO

setup     makes session keys in the node, and bonds, registers the keys and declares the account a validator, in one
          transaction. Run again, it does only what is missing: on another node it moves the validator there, and after
          leave it puts back what is on its way out before it takes tokens that are free.
leave     stops validating with the next era, and starts to unbond the whole stake; pay that is still to come goes to the
          account, not to the stake
withdraw  takes what has unbonded, and forgets the session keys

WHO is the account that stakes, one of
${WHO}

  --url URL           the validator's node; ${URL} if not given
  --commission PERCENT
                      the validator's part of what its nominators are paid; if not given it stays, and is 0 for who does
                      not validate yet, or left
  --wait              until this node has made a block for the account`;

const DESCRIBED = {
	url: { type: 'string', default: URL },
	bond: { type: 'string' },
	commission: { type: 'string' },
	...WHO_DESCRIBED,
	wait: { type: 'boolean' },
};

function percent(text) {
	const number = Number(text);
	if (!(number >= 0 && number <= 100)) {
		throw new Mistake(`${text} is no commission: a number from 0 to 100`);
	}
	return number;
}

function describe({ method }) {
	const { section, method: name, args } = method;
	const said = section === 'staking' && name === 'validate' ? ` (commission ${args[0].commission.unwrap() / 10_000_000} %)` : '';
	return `${section}.${name}${said}`;
}

/** Waits until this node makes a block for the account: where a validator moves, the old one goes on for two sessions. */
async function wait(api, address) {
	const { era } = lengths(api);
	for (const started = Date.now(); !(await makesBlocks(api, address)); await sleep(1_000)) {
		if (Date.now() - started > 4 * era) {
			throw new Mistake('four eras have passed, and it is not elected: stake more with --bond');
		}
	}
	console.log('Elected: this node validates in this session');
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

/** Signs and sends, or says what is to be signed elsewhere. */
async function settle(api, calls, { address, pair }, url) {
	if (calls.length === 0) {
		console.log('Nothing is left to do');
		return;
	}
	const call = calls.length === 1 ? calls[0] : api.tx.utility.batchAll(calls);
	const names = calls.map(describe).join(', ');
	if (!pair) {
		console.log(`${address} has to sign: ${names}\n${link(url, call)}`);
		return;
	}
	await submit(api, call, pair);
	console.log(`Done, and final: ${names}`);
}

/** A length of time, rounded up. */
function minutes(milliseconds) {
	const count = Math.ceil(milliseconds / 60_000);
	return count === 1 ? 'a minute' : `${count} minutes`;
}

/** When a candidate makes its first block. */
async function election(api) {
	const { slot, era } = lengths(api);
	const { eraLength, eraProgress } = await api.derive.session.progress();
	const left = eraLength.sub(eraProgress).toNumber() * slot;
	return `Elections are once an era, every ${minutes(era)}: it makes blocks in ${minutes(left)} at the earliest, or an era later, if
its stake is among the largest. Leave the node running.`;
}

/** When keys that are registered now take the place of those with which another node makes the account's blocks. */
async function takeover(api) {
	const { slot, session } = lengths(api);
	const { sessionLength, sessionProgress } = await api.derive.session.progress();
	const left = sessionLength.sub(sessionProgress).toNumber() * slot + session;
	return `The account validates already, with keys that this node does not have. This node takes over with the session after the next,
in ${minutes(left)} at most. Leave it running, and the old one until then, unless that one is a thief's.`;
}

/** What becomes of one who has set all up, and when. */
async function comesNext(api, address, url) {
	const { now } = await work(api, address);
	const isHere = now && (await makesBlocks(api, address));
	const what = isHere ? 'This node validates in this session. Leave it running.' : await (now ? takeover(api) : election(api));
	const place = url === URL ? '' : ` --url ${url}`;
	return `${what}
What it still lacks, and whether it is elected:
  scripts/validator.sh doctor --account ${address}${place}`;
}

async function run([job]) {
	const given = options(HELP, DESCRIBED);
	const api = await mustConnect(given.url);
	const who = await signer(api, given, HELP);
	await mustBeInSync(api);
	await settle(api, await JOBS[job](api, who.address, given), who, given.url);
	if (job !== 'setup') {
		return;
	}
	if (who.pair) {
		console.log(`${volt(await staked(api, who.address))} at stake`);
	}
	console.log(await comesNext(api, who.address, given.url));
	if (given.wait) {
		await wait(api, who.address);
	}
}

const job = process.argv.splice(2, 1);
await main(() => run(job));
