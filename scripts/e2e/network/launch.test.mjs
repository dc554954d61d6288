// A real network from nothing, as docs/runbooks/launch.md says: keys, the committed file, the specification, four nodes.

import { encodeAddress, randomAsU8a } from '@polkadot/util-crypto';
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { copyFileSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';

import { Peer } from '../lib/network.mjs';
import { freePort, temporaryFolder } from '../lib/node.mjs';
import { runScript, Script } from '../lib/script.mjs';
import { substation } from '../lib/spec.mjs';

const NAMES = ['north', 'east', 'south', 'west'];
const BOND = 1_000_000;

const json = (file) => JSON.parse(readFileSync(file, 'utf8'));

/** The specification that a node would have into which `launch` is built. */
function built(spec, { validators, accounts }) {
	const { balances, session, staking } = spec.genesis.runtimeGenesis.patch;
	const example = staking.stakers.map(([stash]) => stash);
	const ours = new Set(validators.map(({ stash }) => stash));
	balances.balances = balances.balances
		.filter(([who]) => !example.includes(who))
		.concat(accounts.filter(([who]) => ours.has(who)).map(([who, amount]) => [who, amount * 1e12]));
	session.keys = validators.map(({ stash, babe, grandpa, authorityDiscovery }) => [
		stash,
		stash,
		{ babe, grandpa, authority_discovery: authorityDiscovery },
	]);
	staking.stakers = validators.map(({ stash, bond }) => [stash, stash, bond * 1e12, 'Validator']);
	return spec;
}

describe('the launch of a real network', () => {
	const folder = temporaryFolder();
	const at = (...names) => join(folder, ...names);
	const launch = at('live.json');
	const files = NAMES.map((name) => at(`${name}.json`));
	const running = [];
	let validators;

	const ok = async (name, ...args) => {
		const { code, stdout, said } = await runScript(name, ...args);
		assert.equal(code, 0, said);
		return stdout;
	};

	before(async () => {
		copyFileSync(join(import.meta.dirname, '../../../runtime/src/live.json'), launch);
		validators = await Promise.all(
			NAMES.map(async (name) => ({ name, port: await freePort(), stash: encodeAddress(randomAsU8a()) })),
		);
	});

	after(() => Promise.all(running.map((script) => (script.interrupt(), script.exited))));

	test('begins with keys that stay on the validators', async () => {
		for (const [index, { name, port, stash }] of validators.entries()) {
			const place = ['--base-path', at(name), '--stash', stash, '--bond', BOND, '--host', `127.0.0.1:${port}`];
			const printed = await ok('launch.sh', 'keys', ...place);
			writeFileSync(files[index], printed);
			const keystore = at(name, 'chains/substation_live/keystore');
			const secrets = readdirSync(keystore).map((file) => join(keystore, file));
			assert.equal(secrets.length, 3);
			for (const file of secrets) {
				assert.equal(statSync(file).mode & 0o077, 0, 'nobody else reads it');
				assert.ok(!printed.includes(json(file)), 'no secret is printed');
			}
		}
		const again = await runScript('launch.sh', 'keys', '--base-path', at('north'), '--stash', validators[0].stash, '--bond', BOND, '--host', 'x');
		assert.match(again.said, /has keys already/);
	});

	test('takes an address of any kind under which others reach a node, and nothing else', async () => {
		const keys = (host) => {
			const place = ['--base-path', join(temporaryFolder(), 'node'), '--stash', validators[0].stash];
			return runScript('launch.sh', 'keys', ...place, '--bond', BOND, '--host', host);
		};
		const good = [
			['[2001:db8::7]', '/ip6/2001:db8::7/tcp/30333/p2p/'],
			['[2001:db8::7]:1234', '/ip6/2001:db8::7/tcp/1234/p2p/'],
			['192.0.2.7', '/ip4/192.0.2.7/tcp/30333/p2p/'],
			['node-1.example.org:443', '/dns/node-1.example.org/tcp/443/p2p/'],
		];
		for (const [host, address] of good) {
			const { code, stdout, said } = await keys(host);
			assert.equal(code, 0, said);
			assert.ok(JSON.parse(stdout).node.startsWith(address), stdout);
		}
		const names = ['example.org:0', 'foo bar', 'foo_bar', 'foo-', 'foo..bar', `${'x'.repeat(64)}.org`];
		for (const host of ['2001:db8::7', '[192.0.2.7]', '192.0.2.700', 'example.org:65536', 'https://example.org', '[fe80::1%eth0]', '', ...names]) {
			const { code, said } = await keys(host);
			assert.equal(code, 2, said);
			assert.match(said, /is no address: write HOST or HOST:PORT/);
		}
	});

	test('says which file is none of those that keys has printed', async () => {
		const bad = at('bad.json');
		const saying = [['', /bad\.json cannot be read, or is no JSON: /], ['{"stash":', /is no JSON/], ['null', /there is no stash, bond, /]];
		for (const [text, pattern] of saying) {
			writeFileSync(bad, text);
			const { code, said } = await runScript('launch.sh', 'collect', '--into', launch, bad);
			assert.equal(code, 2, said);
			assert.match(said, pattern);
			assert.doesNotMatch(said, /\n {4}at /, 'no stack');
		}
		const { said } = await runScript('launch.sh', 'collect', '--into', launch, at('nowhere.json'));
		assert.match(said, /nowhere\.json cannot be read, or is no JSON: ENOENT/);
	});

	test('goes on with a file of them, in which who stakes must have the stake', async () => {
		const poor = await runScript('launch.sh', 'collect', '--into', launch, ...files);
		assert.equal(poor.code, 2);
		assert.match(poor.said, /stakes 1000000 VOLT and has nothing among the accounts/);
		const edited = json(launch);
		validators.forEach(({ stash }, index) => (edited.accounts[index][0] = stash));
		writeFileSync(launch, JSON.stringify(edited));
		const twice = await runScript('launch.sh', 'collect', '--into', launch, ...files, files[0]);
		assert.match(twice.said, /is there twice/);
		await ok('launch.sh', 'collect', '--into', launch, ...files);
		assert.deepEqual(json(launch).validators.map(({ stash }) => stash), validators.map(({ stash }) => stash));
		assert.deepEqual(json(launch).committee, edited.committee);
	});

	test('has one specification, with the validators as boot nodes', async () => {
		const early = await runScript('launch.sh', 'spec', '--output', at('early.json'), ...files);
		assert.match(early.said, /this node knows no keys of \w+: build it from the committed live\.json/);
		const plain = at('plain.json');
		await substation('export-chain-spec', '--chain', 'live', '--output', plain);
		writeFileSync(plain, JSON.stringify(built(json(plain), json(launch))));
		const chain = at('chain.json');
		const [hash] = (await ok('launch.sh', 'spec', '--chain', plain, '--output', chain, ...files)).split(' ');
		assert.equal(hash, createHash('sha256').update(readFileSync(chain)).digest('hex'));
		assert.equal(json(chain).bootNodes.length, NAMES.length);
		assert.equal(json(chain).chainType, 'Live');
	});

	test('ends with blocks that are final, and nodes of which the doctor says that all is well', async () => {
		for (const validator of validators) {
			validator.rpcPort = await freePort();
			const { name, port, rpcPort } = validator;
			const ports = ['--listen-addr', `/ip4/127.0.0.1/tcp/${port}`, '--rpc-port', rpcPort, '--no-prometheus'];
			const place = ['--chain', at('chain.json'), '--base-path', at(name)];
			running.push(new Script('validator.sh', 'start', ...place, '--', ...ports, '--no-telemetry', '--discover-local'));
		}
		for (const [index, { name, rpcPort }] of validators.entries()) {
			await running[index].says(/Running JSON-RPC server/, 10);
			const peer = new Peer({ name, ports: { rpcPort } });
			await peer.finalizes(3, 40);
		}
		const [{ name, rpcPort }] = validators;
		const place = ['--chain', at('chain.json'), '--base-path', at(name)];
		assert.match(await ok('validator.sh', 'doctor', '--url', `ws://127.0.0.1:${rpcPort}`, ...place), /All is well/);
	});
});
