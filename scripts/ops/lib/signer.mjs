// Who signs: a secret in a file, one on the command line of a development chain, or a wallet somewhere else.

import { Keyring } from '@polkadot/api';
import { decodeAddress, encodeAddress } from '@polkadot/util-crypto';
import { readFileSync, statSync } from 'node:fs';

import { Mistake } from './cli.mjs';

export const WHO = `  --key-file FILE     its secret phrase in a file: signs and sends
  --suri //Eve        the same on the command line, for development chains
  --account ADDRESS   signs nothing: prints the transaction for a wallet`;

export const WHO_DESCRIBED = {
	'key-file': { type: 'string' },
	suri: { type: 'string' },
	account: { type: 'string' },
};

function readSecret(file) {
	const stat = statSync(file, { throwIfNoEntry: false });
	if (!stat?.isFile()) {
		throw new Mistake(`there is no file ${file}`);
	}
	if (stat.mode & 0o077) {
		throw new Mistake(`others can read ${file}: chmod 600 ${file}`);
	}
	return readFileSync(file, 'utf8').trim();
}

/** An address as a chain writes it, of what people write. */
export function addressOf(text, format) {
	try {
		return encodeAddress(decodeAddress(text), format);
	} catch {
		throw new Mistake(`${text} is no address: copy it whole from your wallet, as 5GrwvaEF…utQY`);
	}
}

/** Who stakes or pays: an address, and the pair of keys if it is to sign here. */
export async function signer(api, given, help) {
	const secrets = [given['key-file'] && readSecret(given['key-file']), given.suri].filter(Boolean);
	if (secrets.length + (given.account ? 1 : 0) !== 1) {
		throw new Mistake(`say who signs, with one of --key-file, --suri and --account\n${help}`);
	}
	if (given.account) {
		return { address: addressOf(given.account, api.registry.chainSS58), pair: null };
	}
	if (given.suri && (await api.rpc.system.chainType()).isLive) {
		throw new Mistake('everyone on this machine can see a command line: put the phrase into a file for --key-file');
	}
	try {
		const ring = new Keyring({ type: 'sr25519', ss58Format: api.registry.chainSS58 });
		const pair = ring.addFromUri(secrets[0]);
		return { address: pair.address, pair };
	} catch {
		throw new Mistake('that is no secret phrase, and no path as //Eve');
	}
}

/** Where polkadot.js Apps shows the transaction and lets a wallet sign it. */
export function link(url, call) {
	return `https://polkadot.js.org/apps/?rpc=${encodeURIComponent(url)}#/extrinsics/decode/${call.method.toHex()}`;
}
