// Pays a validator and its nominators what they have earned.

import { explain, mustConnect, submit, URL, volt } from './lib/chain.mjs';
import { mustBeInSync } from './lib/checks.mjs';
import { main, Mistake, options } from './lib/cli.mjs';
import { paid, payouts, unpaid } from './lib/payouts.mjs';
import { addressOf, link, signer, WHO, WHO_DESCRIBED } from './lib/signer.mjs';

const HELP = `Usage: scripts/validator.sh payout [--validator ADDRESS] WHO

Pays all eras that are over and not paid yet. Nobody is paid by himself: an era that nobody has paid out for as long as
the chain keeps it is lost.

  --validator ADDRESS the validator's account; that of WHO if not given

WHO pays the fees, and is anybody, one of
${WHO}

  --url URL           a node of the network; ${URL} if not given`;

const DESCRIBED = {
	url: { type: 'string', default: URL },
	validator: { type: 'string' },
	...WHO_DESCRIBED,
};

function show(api, events, validator) {
	for (const [era, { total, own, stakers }] of paid(events, validator)) {
		const whom = stakers === 1 && own === total ? 'the validator' : `${stakers} accounts, ${volt(own)} of it to the validator`;
		console.log(`Era ${era}: ${volt(total)} to ${whom}`);
	}
	for (const { event } of events.filter(({ event }) => api.events.utility.ItemFailed.is(event))) {
		console.log(`Not paid: ${explain(api, event.data.error)}`);
	}
}

async function run() {
	const given = options(HELP, DESCRIBED);
	const api = await mustConnect(given.url);
	const { address, pair } = await signer(api, given, HELP);
	const validator = given.validator ? addressOf(given.validator, api.registry.chainSS58) : address;
	await mustBeInSync(api);
	const calls = await payouts(api, validator, address);
	if (calls.length === 0) {
		console.log(`Nothing is to be paid: ${validator} has no era that is over and not paid`);
		return;
	}
	for (const call of calls) {
		if (pair) {
			show(api, await submit(api, call, pair), validator);
		} else {
			console.log(`${address} has to sign:\n${link(given.url, call)}`);
		}
	}
	const left = pair ? await unpaid(api, validator) : [];
	if (left.length > 0) {
		throw new Mistake(`of ${left.length} eras something is still to be paid: run this again`);
	}
}

await main(run);
