// What can be wrong with a running validator. Each check gives `null`, or what is wrong and what mends it, or a note.

import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { connect as connectTo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { isStored, lengths, makesBlocks, volt, work } from './chain.mjs';
import { Mistake } from './cli.mjs';
import { unpaid } from './payouts.mjs';

const NODE_KEY = 'network/secret_ed25519';
/** Blocks that a node may lack before it is behind. */
const BEHIND = 10;
/** Blocks that may wait for finality. */
const UNFINAL = 20;
/** Milliseconds that a clock may be wrong by: a part of a slot. */
const SKEW = 2_000;
/** How many blocks of others tell whether a clock is right, and how many slots they may take to come. */
const SAMPLES = 2;
const WATCH = 8;
/** A validator must be able to pay so many transactions. */
const RESERVE = 20n;
const PORT_PATIENCE = 3_000;
/** The part of the time for which pay is kept in which it should have been fetched. */
const HURRY = 1 / 4;

/** Runs the node's binary. */
function substation({ binary }, ...args) {
	try {
		return execFileSync(binary, args, { stdio: ['ignore', 'pipe', 'pipe'], maxBuffer: 2 ** 26 });
	} catch (error) {
		throw new Mistake(`${binary} ${args.join(' ')}: ${error.stderr ?? error.message}`);
	}
}

/** The files that hold a node key under a base path, one for each chain. */
function nodeKeys(basePath) {
	const chains = join(basePath, 'chains');
	const ids = existsSync(chains) ? readdirSync(chains) : [];
	return ids.map((id) => join(chains, id, NODE_KEY)).filter((file) => existsSync(file));
}

/** Whether the node has a key that stays, that nobody else can read, and that it uses. */
export async function nodeKey({ api, basePath, binary }) {
	const files = nodeKeys(basePath);
	if (files.length === 0) {
		return {
			wrong: `no node key under ${basePath}: others know the node by it, and a validator does not start without`,
			mend: `substation key generate-node-key --base-path ${basePath} --chain CHAIN, or name the node's folder with --base-path`,
		};
	}
	const open = files.find((file) => statSync(file).mode & 0o077);
	if (open) {
		return { wrong: `others on this machine can read the node key ${open}`, mend: `chmod 600 ${open}` };
	}
	if (!api) {
		return null;
	}
	const inUse = (await api.rpc.system.localPeerId()).toString();
	const kept = files.map((file) => substation({ binary }, 'key', 'inspect-node-key', '--file', file).toString().trim());
	return kept.includes(inUse)
		? null
		: {
				wrong: `the node is known as ${inUse}, but the key under ${basePath} belongs to ${kept.join(', ')}`,
				mend: 'start it with that --base-path and without --node-key, or name its folder with --base-path',
			};
}

/** The genesis hash of a chain, by name or by file. */
function genesisOf(api, binary, chain) {
	const folder = mkdtempSync(join(tmpdir(), 'substation-doctor-'));
	try {
		const place = ['--chain', chain, '--base-path', folder];
		// The node writes the genesis into an empty database, and gives it back.
		const { block } = JSON.parse(substation({ binary }, 'export-blocks', ...place, '--from', '0', '--to', '0'));
		return api.createType('Header', block.header).hash.toHex();
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}

/** Whether the node is on the chain that it should be on. */
export async function chain({ api, chain: wanted, binary }) {
	if (!wanted) {
		return null;
	}
	const [theirs, ours] = [genesisOf(api, binary, wanted), api.genesisHash.toHex()];
	const name = (await api.rpc.system.chain()).toString();
	return theirs === ours
		? null
		: {
				wrong: `the node is on "${name}", genesis ${ours}; ${wanted} has ${theirs}`,
				mend: `start it with --chain ${wanted}`,
			};
}

/** Whether the node would author at all. */
export async function role({ api }) {
	const roles = await api.rpc.system.nodeRoles();
	return roles.some(({ isAuthority }) => isAuthority)
		? null
		: { wrong: 'the node does not run as a validator', mend: 'start it with --validator' };
}

/** Whether the node knows others. */
export async function peers({ api }) {
	const { peers, shouldHavePeers } = await api.rpc.system.health();
	return peers.toNumber() > 0 || shouldHavePeers.isFalse
		? null
		: {
				wrong: 'the node has no peers',
				mend:
					'see that the chain specification names boot nodes (or give --bootnodes), that its port is open to the ' +
					'outside, and that outgoing connections are allowed',
			};
}

/** Host and port of a multiaddress; `null` for what is not TCP. */
function endpoint(address) {
	const [, , host, port] = /^\/(ip4|ip6|dns|dns4|dns6)\/([^/]+)\/tcp\/(\d+)/.exec(address) ?? [];
	if (!port) {
		return null;
	}
	return { host: host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host, port: Number(port) };
}

function hostAndPort(text) {
	const [, host, port] = /^\[?(.+?)\]?:(\d+)$/.exec(text) ?? [];
	if (!port) {
		throw new Mistake(`${text} is no address: write HOST:PORT`);
	}
	return { host, port: Number(port) };
}

function answers({ host, port }) {
	return new Promise((resolve) => {
		const socket = connectTo({ host, port, timeout: PORT_PATIENCE });
		const done = (result) => () => {
			socket.destroy();
			resolve(result);
		};
		socket.once('connect', done(true)).once('error', done(false)).once('timeout', done(false));
	});
}

/** Whether the ports on which others reach the node are open. */
export async function port({ api, address }) {
	const own = (await api.rpc.system.localListenAddresses()).map((text) => endpoint(text.toString()));
	const given = address ? [hostAndPort(address)] : [];
	for (const place of [...given, ...own].filter(Boolean)) {
		if (!(await answers(place))) {
			return {
				wrong: `nothing answers on ${place.host}:${place.port}, where others should reach the node`,
				mend: `open TCP port ${place.port} in the firewall and forward it to the node; --port, --listen-addr and --public-addr say which it is`,
			};
		}
	}
	return null;
}

/** Whether this node has made a block: its time is then that of its own clock. */
async function isOwn(api, at, header) {
	const claim = header.digest.logs.find((log) => log.isPreRuntime)?.asPreRuntime[1].toU8a(true) ?? new Uint8Array(5);
	// A byte says how the slot was won, then comes the author's place among the authorities.
	const author = (await at.query.babe.authorities())[Buffer.from(claim).readUInt32LE(1)]?.[0];
	return author && (await api.rpc.author.hasKey(author.toHex(), 'babe')).isTrue;
}

/** Looks at others' blocks as they come: how late each is by this machine's clock, in milliseconds. */
async function lateness(api, now, limit) {
	const late = [];
	let first = true;
	const unsubscribe = await api.rpc.chain.subscribeNewHeads(async (header) => {
		const arrived = now();
		// The first is the best block as it stands, which is as old as it is.
		if (first) {
			first = false;
			return;
		}
		const at = await api.at(header.hash);
		if (!(await isOwn(api, at, header))) {
			late.push(arrived - (await at.query.timestamp.now()).toNumber());
		}
	});
	for (const end = Date.now() + limit; late.length < SAMPLES && Date.now() < end; ) {
		await sleep(100);
	}
	unsubscribe();
	return late;
}

/** Whether this machine's clock is that of the others. */
export async function clock({ api, now }) {
	const { slot } = lengths(api);
	const late = await lateness(api, now, WATCH * slot);
	if (late.length === 0) {
		return null;
	}
	const least = Math.min(...late);
	if (-SKEW <= least && least <= slot) {
		return null;
	}
	const seconds = (Math.abs(least) / 1000).toFixed(1);
	return {
		wrong: `blocks come ${seconds} seconds ${least < 0 ? 'before' : 'after'} their time: this machine's clock is ${least < 0 ? 'slow' : 'fast'}`,
		mend: 'timedatectl set-ntp true, or run chrony; timedatectl shows whether the clock is kept',
	};
}

/** Whether the node has the blocks that others have, and blocks come at all. */
export async function behind({ api, now }) {
	const { slot } = lengths(api);
	const [sync, health] = await Promise.all([api.rpc.system.syncState(), api.rpc.system.health()]);
	const lacks = Number(sync.highestBlock.toString()) - sync.currentBlock.toNumber();
	if (lacks > BEHIND || health.isSyncing.isTrue) {
		return {
			wrong: `the node lacks ${lacks} blocks`,
			mend: 'wait, if the number shrinks; if not, look at disk, memory and peers; --sync warp on an empty database is the fast way',
		};
	}
	const time = (await api.query.timestamp.now()).toNumber();
	if (time === 0) {
		return {
			wrong: 'the node has no block yet',
			mend: 'wait until it has found others and caught up; if no block comes, look at its peers and at what it says',
		};
	}
	const age = now() - time;
	return age <= BEHIND * slot
		? null
		: {
				wrong: `the last block is ${Math.round(age / 1000)} seconds old`,
				mend: 'if other nodes have newer ones, this one is cut off: look at its peers; if not, the chain halts: docs/runbooks/halted-chain.md',
			};
}

/** Whether blocks become final. */
export async function finality({ api, mayWait = UNFINAL }) {
	const [best, final] = await Promise.all([
		api.rpc.chain.getHeader(),
		api.rpc.chain.getFinalizedHead().then((hash) => api.rpc.chain.getHeader(hash)),
	]);
	const waiting = best.number.toNumber() - final.number.toNumber();
	return waiting <= mayWait
		? null
		: {
				wrong: `${waiting} blocks wait for finality`,
				mend: 'more than a third of the validators are away or cut off: docs/runbooks/halted-chain.md',
			};
}

/** The account whose keys the node has, if the chain knows them. */
async function findAccount(api) {
	for (const [key, keys] of await api.query.session.nextKeys.entries()) {
		if ((await api.rpc.author.hasSessionKeys(keys.unwrap().toHex())).isTrue) {
			return key.args[0].toString();
		}
	}
	return null;
}

/** Whether the chain knows session keys of the account. */
export async function keysOnChain(context) {
	const { api } = context;
	context.account ??= await findAccount(api);
	if (!context.account) {
		return {
			wrong: 'the chain knows none of the keys that the node has',
			mend: 'scripts/validator.sh setup; if they are set, name the account with --account',
		};
	}
	return (await api.query.session.nextKeys(context.account)).isSome
		? null
		: { wrong: `${context.account} has no session keys on chain`, mend: 'scripts/validator.sh setup' };
}

/** Whether the node has the keys that the chain knows. */
export async function keystore({ api, account }) {
	const keys = account && (await api.query.session.nextKeys(account));
	if (!keys || keys.isNone || (await api.rpc.author.hasSessionKeys(keys.unwrap().toHex())).isTrue) {
		return null;
	}
	return {
		wrong: `the keys that the chain knows of ${account} are not in the node's keystore`,
		mend:
			'scripts/validator.sh setup makes new ones and registers them; the old ones work until the session after the ' +
			'next, so keep the node that has them running until then',
	};
}

/** Whether one who wants to validate does. */
async function elected(api, account, { now, next }) {
	if (!now) {
		return next
			? { note: `${account} is elected, and validates from the next session on` }
			: {
					note: `${account} is a candidate, and not elected yet`,
					mend: 'elections are once an era, and the largest stakes win: scripts/validator.sh setup --bond VOLT stakes more',
				};
	}
	return (await makesBlocks(api, account))
		? { note: `${account} validates in this session` }
		: {
				note: `${account} validates in this session, with keys that this node does not have`,
				mend: 'leave the node that has them running until this no longer says so, unless it is a thief\'s',
			};
}

/** What is still asked of one who left with `validator.sh leave`. */
function left(account, { now, next }) {
	return now || next
		? { note: `${account} has left, and is still a validator for now`, mend: 'leave the node running until this no longer says so' }
		: {
				note: `${account} has left, and is no validator any more: the node may stop`,
				mend: 'when the stake has unbonded: scripts/validator.sh withdraw',
			};
}

/** Whether the account has a stake, wants to validate, and does. */
export async function stake({ api, account }) {
	if (!account) {
		return null;
	}
	const mend = 'scripts/validator.sh setup --bond VOLT';
	const ledger = (await api.query.staking.ledger(account)).unwrapOr(null);
	if (!ledger) {
		return { wrong: `${account} has nothing at stake`, mend };
	}
	const at = await work(api, account);
	if (await isStored(api.query.staking.validators, account)) {
		return elected(api, account, at);
	}
	if (ledger.active.toBigInt() === 0n) {
		return left(account, at);
	}
	const still = at.now || at.next ? ' It is still a validator for now' : '';
	return { wrong: `${account} has a stake and does not want to validate: it left, or was chilled after an offence.${still}`, mend };
}

/** When a slash of the account will be taken; `null` if none waits. */
async function slashedFrom(api, account) {
	for (const [key, slashes] of await api.query.staking.unappliedSlashes.entries()) {
		if (slashes.some(({ validator }) => validator.eq(account))) {
			return key.args[0].toNumber();
		}
	}
	return null;
}

/** Whether the validator is kept from its work, or about to lose stake, for an offence. */
export async function offence({ api, account }) {
	if (!account) {
		return null;
	}
	const validators = await api.query.session.validators();
	const index = validators.findIndex((validator) => validator.eq(account));
	const disabled = (await api.query.session.disabledValidators()).some((entry) => Number(entry[0] ?? entry) === index);
	const era = await slashedFrom(api, account);
	if (!disabled && era === null) {
		return null;
	}
	const idle = `is disabled for an offence: until the era ends it makes no blocks, and is not paid for any`;
	const slash = `is slashed with era ${era} for an offence, unless governance cancels that (staking.cancelDeferredSlash)`;
	const keys = 'docs/runbooks/key-compromise.md';
	return {
		wrong: `${account} ${[disabled && idle, era !== null && slash].filter(Boolean).join('; it ')}`,
		mend: disabled
			? `stop every other node that has its keys, then make new ones: ${keys}`
			: `where its keys are new since then, nothing but to wait for it, or to ask governance; otherwise make new ones: ${keys}`,
	};
}

/** Whether what was earned is paid out in time. */
export async function payout({ api, account, hurry = HURRY }) {
	const open = account ? await unpaid(api, account) : [];
	if (open.length === 0) {
		return null;
	}
	const eras = (count) => (count === 1 ? '1 era' : `${count} eras`);
	const sum = open.reduce((sum, { amount }) => sum + amount, 0n);
	const what = `${eras(open.length)}, about ${volt(sum)} with the nominators' part, not paid out`;
	const mend = `scripts/validator.sh payout --validator ${account} --key-file FILE`;
	const urgent = open.filter(({ left }) => left <= api.consts.staking.historyDepth.toNumber() * hurry);
	return urgent.length === 0
		? { note: what, mend }
		: { wrong: `${what}; ${eras(urgent.length)} of that will be lost, the first in ${eras(urgent[0].left)}`, mend };
}

/** Whether the account can pay for what a validator has to send. */
export async function balance({ api, account }) {
	if (!account) {
		return null;
	}
	const { data } = await api.query.system.account(account);
	const { partialFee } = await api.tx.staking.chill().paymentInfo(account);
	const wanted = api.consts.balances.existentialDeposit.toBigInt() + RESERVE * partialFee.toBigInt();
	const free = data.free.toBigInt() - data.frozen.toBigInt();
	return free >= wanted
		? null
		: {
				wrong: `${account} has ${volt(free > 0n ? free : 0n)} to pay with, less than ${RESERVE} transactions cost (${volt(wanted)})`,
				mend: `send it some VOLT`,
			};
}

/** Refuses to go on with a node in which a check finds something wrong. */
export async function must(check, context) {
	const { wrong, mend } = (await check(context)) ?? {};
	if (wrong) {
		throw new Mistake(`${wrong}: ${mend}`);
	}
}

/** Refuses a node that does not see the chain as it is: what it says is out of date, and what it is sent gets nowhere. */
export async function mustBeInSync(api) {
	// A development chain has no other nodes, and may make its blocks on demand.
	if (!(await api.rpc.system.chainType()).isDevelopment) {
		await must(behind, { api, now: Date.now });
	}
}

/** All checks that need a node that answers, in the order in which they help. */
export const CHECKS = { nodeKey, chain, role, peers, port, behind, finality, clock, keysOnChain, keystore, stake, offence, payout, balance };
