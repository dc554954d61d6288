// The chain that a network on one machine runs: the preset `local`, with as many validators as are wanted.

import { Keyring } from '@polkadot/api';
import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { run } from './node.mjs';

/** The people whose keys the node knows (`--alice`), and who have tokens. */
export const PEOPLE = ['alice', 'bob', 'charlie', 'dave', 'eve', 'ferdie'];
/** How many of them the preset makes validators. */
const PRESET = 4;

const rings = { sr25519: new Keyring({ type: 'sr25519' }), ed25519: new Keyring({ type: 'ed25519' }) };
const key = (scheme, person) =>
	rings[scheme].addFromUri(`//${person[0].toUpperCase()}${person.slice(1)}`).address;

/** Runs the node to its end, which must be a good one. */
export async function substation(...args) {
	const { code, stdout, stderr } = await run('substation', args);
	assert.equal(code, 0, `substation ${args.join(' ')}: ${stderr}`);
	return { stdout, stderr };
}

/** What the preset has for a validator, for another one. */
function sessionKeys([, , keys], person) {
	const account = key('sr25519', person);
	const schemes = Object.keys(keys).map((name) => [name, name === 'grandpa' ? 'ed25519' : 'sr25519']);
	return [account, account, Object.fromEntries(schemes.map(([name, scheme]) => [name, key(scheme, person)]))];
}

function staker([, , amount, role], person) {
	const account = key('sr25519', person);
	return [account, account, amount, role];
}

function withValidators(plain, count) {
	const { session, staking } = plain.genesis.runtimeGenesis.patch;
	const people = PEOPLE.slice(0, count);
	session.keys = people.map((person) => sessionKeys(session.keys[0], person));
	if (staking) {
		staking.stakers = people.map((person) => staker(staking.stakers[0], person));
	}
	return plain;
}

/** Writes the specification of a chain with the first so many of `PEOPLE` as validators, if the folder has none; returns its path. */
export async function writeSpec(folder, validators = PRESET) {
	const file = join(folder, 'chain.json');
	if (existsSync(file)) {
		return file;
	}
	let chain = 'local';
	if (validators !== PRESET) {
		chain = join(folder, 'plain.json');
		await substation('export-chain-spec', '--chain', 'local', '--output', chain);
		const plain = JSON.parse(readFileSync(chain));
		writeFileSync(chain, JSON.stringify(withValidators(plain, validators)));
	}
	await substation('export-chain-spec', '--chain', chain, '--raw', '--output', file);
	return file;
}

/** Names the nodes at which a newcomer to the chain asks for others. */
export function setBootNodes(file, bootNodes) {
	writeFileSync(file, JSON.stringify({ ...JSON.parse(readFileSync(file)), bootNodes }));
}

/** Makes a node's key if it has none; returns the name by which others know the node. */
export async function nodeKey(folder, chain) {
	const { id } = JSON.parse(readFileSync(chain));
	const file = join(folder, 'chains', id, 'network/secret_ed25519');
	if (existsSync(file)) {
		return (await substation('key', 'inspect-node-key', '--file', file)).stdout.trim();
	}
	const { stderr } = await substation('key', 'generate-node-key', '--base-path', folder, '--chain', chain);
	return stderr.trim().split('\n').at(-1);
}
