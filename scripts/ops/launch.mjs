// The first state of a real network: the keys of its first validators, and the specification that all start with.

import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { main, Mistake, parse } from './lib/cli.mjs';
import { addressOf } from './lib/signer.mjs';

const FILE = join(import.meta.dirname, '../../runtime/src/live.json');

const HELP = `Usage: scripts/launch.sh keys --base-path FOLDER --stash ADDRESS --bond VOLT --host HOST[:PORT] >validator.json
       scripts/launch.sh collect [--into FILE] VALIDATOR.json …
       scripts/launch.sh spec --output CHAIN.json VALIDATOR.json …

keys      makes the node's key and its session keys in FOLDER, and prints what all others have to know: nothing secret
collect   makes those the validators of runtime/src/live.json, which is built into the node
spec      writes the chain's specification, with the validators' nodes as boot nodes, and prints its hash

  --stash ADDRESS   the account that stakes; its secret stays where it is
  --bond VOLT       what it stakes, of what live.json gives it
  --host HOST:PORT  where others reach the node, an IPv6 address in brackets; port 30333 if not given
  --chain NAME|FILE another chain than live, to rehearse`;

const DESCRIBED = {
	'base-path': { type: 'string' },
	stash: { type: 'string' },
	bond: { type: 'string' },
	host: { type: 'string' },
	into: { type: 'string', default: FILE },
	output: { type: 'string' },
	chain: { type: 'string', default: 'live' },
};

/** The session keys, as live.json names them: how each is signed with, and what the keystore calls it. */
const KEYS = { babe: ['sr25519', 'babe'], grandpa: ['ed25519', 'gran'], authorityDiscovery: ['sr25519', 'audi'] };

const PORT = 30333;

/** A host name: labels of letters, digits and hyphens, the last of them no number. */
const NAME = /^(?=.{1,253}$)([a-z\d]([a-z\d-]{0,61}[a-z\d])?\.)*(?!\d+$)[a-z\d]([a-z\d-]{0,61}[a-z\d])?$/i;

function substation(...args) {
	try {
		return execFileSync(process.env.SUBSTATION ?? 'substation', args, { stdio: ['ignore', 'pipe', 'pipe'], maxBuffer: 2 ** 26 }).toString();
	} catch (error) {
		throw new Mistake(`substation ${args[0]} ${args[1]}: ${error.stderr ?? error.message}`);
	}
}

function wanted(given, ...names) {
	const missing = names.filter((name) => given[name] === undefined);
	if (missing.length > 0) {
		throw new Mistake(`${missing.map((name) => `--${name}`).join(', ')} must be given\n${HELP}`);
	}
}

/** Makes a session key in the keystore; gives its public half. The secret is on the disk alone, never on a command line. */
function sessionKey(place, [scheme, type], folder) {
	const { secretPhrase, ss58PublicKey } = JSON.parse(substation('key', 'generate', '--scheme', scheme, '--output-type', 'json'));
	const file = join(folder, type);
	writeFileSync(file, secretPhrase, { mode: 0o600 });
	substation('key', 'insert', ...place, '--scheme', scheme, '--key-type', type, '--suri', file);
	return ss58PublicKey;
}

/** Where others reach a node, as nodes write it. */
function multiaddress(text, peer) {
	const [, six, other, port = PORT] = /^(?:\[([^%]+)\]|([^:/]+))(?::(\d+))?$/.exec(text) ?? [];
	const host = six ?? other;
	const version = isIP(host ?? '');
	const isHost = six ? version === 6 : version === 4 || NAME.test(host ?? '');
	if (!isHost || Number(port) < 1 || Number(port) > 65_535) {
		throw new Mistake(`${text} is no address: write HOST or HOST:PORT, and an IPv6 address as [ADDRESS] or [ADDRESS]:PORT`);
	}
	return `/${version ? `ip${version}` : 'dns'}/${host}/tcp/${port}/p2p/${peer}`;
}

function keys(given) {
	wanted(given, 'base-path', 'stash', 'bond', 'host');
	process.umask(0o077);
	const place = ['--base-path', given['base-path'], '--chain', given.chain];
	const stash = addressOf(given.stash);
	if (!/^[1-9]\d*$/.test(given.bond)) {
		throw new Mistake(`${given.bond} is no stake: whole VOLT`);
	}
	const { id } = JSON.parse(substation('export-chain-spec', '--chain', given.chain));
	const chain = join(given['base-path'], 'chains', id);
	if (existsSync(join(chain, 'keystore'))) {
		throw new Mistake(`${chain} has keys already: two validators never share a folder, and nobody's keys are made twice`);
	}
	const nodeKey = join(chain, 'network/secret_ed25519');
	if (!existsSync(nodeKey)) {
		substation('key', 'generate-node-key', ...place);
	}
	const node = multiaddress(given.host, substation('key', 'inspect-node-key', '--file', nodeKey).trim());
	const folder = mkdtempSync(join(tmpdir(), 'substation-launch-'));
	try {
		const made = Object.entries(KEYS).map(([name, kind]) => [name, sessionKey(place, kind, folder)]);
		console.log(JSON.stringify({ stash, bond: Number(given.bond), ...Object.fromEntries(made), node }, null, '\t'));
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}

/** What a file says. */
function parsed(file) {
	try {
		return JSON.parse(readFileSync(file, 'utf8')) ?? {};
	} catch (error) {
		throw new Mistake(`${file} cannot be read, or is no JSON: ${error.message}`);
	}
}

function read(files) {
	if (files.length === 0) {
		throw new Mistake(`name the files that the validators have sent\n${HELP}`);
	}
	return files.map((file) => {
		const entry = parsed(file);
		const missing = ['stash', 'bond', ...Object.keys(KEYS), 'node'].filter((name) => !entry[name]);
		if (missing.length > 0) {
			throw new Mistake(`${file} is not what scripts/launch.sh keys has printed: there is no ${missing.join(', ')}`);
		}
		return entry;
	});
}

/** As the file is written by hand: an account and its tokens on one line. */
const written = (launch) => `${JSON.stringify(launch, null, '\t').replace(/\[\s+("\w+"),\s+(\d+)\s+\]/g, '[$1, $2]')}\n`;

function collect({ into }, files) {
	const launch = parsed(into);
	const all = read(files);
	const named = all.flatMap(({ stash, bond, node, ...keys }) => [stash, node, ...Object.values(keys)]);
	const twice = named.find((name, index) => named.indexOf(name) !== index);
	if (twice) {
		throw new Mistake(`${twice} is there twice`);
	}
	const has = new Map(launch.accounts);
	const poor = all.find(({ stash, bond }) => !(has.get(stash) > bond));
	if (poor) {
		throw new Mistake(
			`${poor.stash} stakes ${poor.bond} VOLT and has ${has.get(poor.stash) ?? 'nothing'} among the accounts of ${into}: ` +
				'give it that and a little more for fees',
		);
	}
	launch.validators = all.map(({ node, ...validator }) => validator);
	writeFileSync(into, written(launch));
	console.log(`${all.length} validators in ${into}`);
}

function spec(given, files) {
	wanted(given, 'output');
	const all = read(files);
	const plain = substation('export-chain-spec', '--chain', given.chain);
	const stranger = all.find((entry) => Object.keys(KEYS).some((name) => !plain.includes(`"${entry[name]}"`)));
	if (stranger) {
		throw new Mistake(`this node knows no keys of ${stranger.stash}: build it from the committed live.json, with scripts/release.sh`);
	}
	// The same for all, in whichever order they name the files.
	const bootNodes = all.map(({ node }) => node).sort();
	const chain = JSON.parse(substation('export-chain-spec', '--chain', given.chain, '--raw'));
	const text = `${JSON.stringify({ ...chain, bootNodes }, null, 2)}\n`;
	writeFileSync(given.output, text);
	console.log(`${createHash('sha256').update(text).digest('hex')}  ${given.output}`);
}

const JOBS = { keys, collect, spec };

const job = process.argv.splice(2, 1)[0];
await main(() => {
	const { values, positionals } = parse(HELP, DESCRIBED, { allowPositionals: true });
	JOBS[job](values, positionals);
});
