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

/** What the errors mean that are about an account's tokens, and what mends them. */
const TOKENS = {
	FundsUnavailable: 'the account has too little that is free: send it some VOLT, or ask for less',
	OnlyProvider: 'the account would be left with too little to exist: leave a little VOLT on it',
	NotExpendable: 'the account would be left with too little to exist: leave a little VOLT on it',
	BelowMinimum: 'that is too little for an account to exist: send it more',
	CannotCreate: 'that account does not exist: send it some VOLT first',
	CannotCreateHold: 'that account does not exist: send it some VOLT first',
	Frozen: 'the tokens are locked, by a vote for instance: unlock them (convictionVoting.unlock), or use others',
};

/** A dispatch error in words. */
export function explain(api, error) {
	if (error.isToken) {
		const { type } = error.asToken;
		return TOKENS[type] ? `${TOKENS[type]} (${type})` : `the tokens cannot be used like this (${type})`;
	}
	if (error.isBadOrigin) {
		return 'this account may not do that: sign with another one (BadOrigin)';
	}
	if (!error.isModule) {
		return error.toString();
	}
	const { section, name, docs } = api.registry.findMetaError(error.asModule);
	return `${section}.${name}: ${docs.join(' ')}`;
}

/** Why the node does not take a transaction, in words. */
function refusal({ message }) {
	if (/Inability to pay some fees/.test(message)) {
		return 'the account cannot pay the fee: send it some VOLT';
	}
	if (/^1014|Priority is too low|outdated/.test(message)) {
		return 'another transaction of this account is on its way: wait a minute, then run this again';
	}
	return message;
}

/** Signs and sends a call, waits until it is final, and gives its events. `options`: what else is signed. */
export function submit(api, call, signer, options = {}) {
	return new Promise((resolve, reject) => {
		call
			.signAndSend(signer, options, ({ status, dispatchError, events }) => {
				if (dispatchError) {
					reject(new Mistake(explain(api, dispatchError)));
				} else if (status.isFinalized) {
					resolve(events);
				} else if (status.isInvalid || status.isDropped || status.isUsurped) {
					reject(new Mistake(`the node did not take the transaction: ${status.type}. Run this again`));
				}
			})
			.catch((error) => reject(new Mistake(refusal(error))));
	});
}

/** Whether a value is stored for these keys, be it the default or not. */
export const isStored = async (entry, ...keys) => !(await entry.size(...keys)).isZero();

/** Whether `account` is a validator of this session, and of the next. */
export async function work(api, account) {
	const [sitting, queued] = await Promise.all([api.query.session.validators(), api.query.session.queuedKeys()]);
	return { now: sitting.some((member) => member.eq(account)), next: queued.some(([member]) => member.eq(account)) };
}

/** Whether the node at hand has the key with which `account` makes this session's blocks: another node may still have it. */
export async function makesBlocks(api, account) {
	const [validators, authorities] = await Promise.all([api.query.session.validators(), api.query.babe.authorities()]);
	const key = authorities[validators.findIndex((validator) => validator.eq(account))]?.[0];
	return key !== undefined && (await api.rpc.author.hasKey(key.toHex(), 'babe')).isTrue;
}
