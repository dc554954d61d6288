// A node and its chain, as the tools see them.

import { ApiPromise, WsProvider } from '@polkadot/api';

import { Mistake } from './cli.mjs';

export const URL = 'ws://127.0.0.1:9944';

/** What the node answers and @polkadot/api does not know. */
const RPC = {
	author: {
		rotateKeysWithOwner: {
			description: 'Makes session keys, with the proof that the owner may register them',
			params: [{ name: 'owner', type: 'Bytes' }],
			type: 'Json',
		},
	},
};

/** One VOLT in base units. */
export const VOLT = 10n ** 12n;

/** How long a node may take to answer. */
const PATIENCE = 15_000;

/** Whether the provider has reached its node. */
function reached(provider) {
	return new Promise((resolve) => {
		const patience = setTimeout(resolve, PATIENCE, false);
		const decide = (result) => () => {
			clearTimeout(patience);
			resolve(result);
		};
		provider.on('connected', decide(true));
		provider.on('error', decide(false));
		provider.on('disconnected', decide(false));
		provider.connect().catch(decide(false));
	});
}

/** The API of the node at `url`; `null` if none answers there. */
export async function connect(url) {
	const provider = new WsProvider(url, false);
	if (!(await reached(provider))) {
		return null;
	}
	return ApiPromise.create({ provider, rpc: RPC, noInitWarn: true, throwOnConnect: true });
}

/** The same; without a node there is nothing to do. */
export async function mustConnect(url) {
	const api = await connect(url);
	if (!api) {
		throw new Mistake(`no node answers at ${url}: start it, or say where it is with --url`);
	}
	return api;
}

/** Base units as people write them. */
export function volt(amount) {
	const [whole, part] = [amount / VOLT, amount % VOLT];
	const decimals = part ? `.${part.toString().padStart(12, '0').replace(/0+$/, '')}` : '';
	return `${whole.toLocaleString('en')}${decimals} VOLT`;
}

/** What people write, in base units. */
export function fromVolt(text) {
	const [, whole, part = ''] = /^(\d+)(?:\.(\d{1,12}))?$/.exec(text) ?? [];
	if (whole === undefined) {
		throw new Mistake(`${text} is no amount: write VOLT as 1000 or 0.5`);
	}
	return BigInt(whole) * VOLT + BigInt(part.padEnd(12, '0'));
}

/** Milliseconds in a slot, a session and an era. */
export function lengths(api) {
	const slot = api.consts.babe.expectedBlockTime.toNumber();
	const session = slot * api.consts.babe.epochDuration.toNumber();
	return { slot, session, era: session * api.consts.staking.sessionsPerEra.toNumber() };
}

/** A dispatch error in words. */
export function explain(api, error) {
	if (!error.isModule) {
		return error.toString();
	}
	const { section, name, docs } = api.registry.findMetaError(error.asModule);
	return `${section}.${name}: ${docs.join(' ')}`;
}

/** Signs and sends a call, and waits until it is final. */
export function submit(api, call, signer) {
	return new Promise((resolve, reject) => {
		call
			.signAndSend(signer, ({ status, dispatchError }) => {
				if (dispatchError) {
					reject(new Mistake(explain(api, dispatchError)));
				} else if (status.isFinalized) {
					resolve(status.asFinalized.toHex());
				} else if (status.isInvalid || status.isDropped || status.isUsurped) {
					reject(new Mistake(`the node did not take the transaction: ${status.type}. Run this again`));
				}
			})
			.catch((error) => reject(new Mistake(error.message)));
	});
}

/** Whether a value is stored for these keys, be it the default or not. */
export const isStored = async (entry, ...keys) => !(await entry.size(...keys)).isZero();
