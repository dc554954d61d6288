// A new runtime with a migration, put in place by governance on a running network, while devices attest.

import { u8aToHex } from '@polkadot/util';
import { blake2AsHex } from '@polkadot/util-crypto';
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { submit } from '../../ops/lib/chain.mjs';
import { account, VOLT } from '../lib/chain.mjs';
import { Network, until } from '../lib/network.mjs';
import { Program, upgrade } from '../lib/node.mjs';
import { migratedIn, records } from '../lib/rehearsal.mjs';
import { Watch } from '../lib/watch.mjs';

const DEVICES = 12;
/** Of a class whose windows, of 20 blocks, are much longer than the upgrade takes, as on a real network. */
const CLASS = 'storage';
const WINDOW = 20;
/** Windows that must pass after the upgrade. */
const MORE = 2;
const NODES = Array.from({ length: DEVICES }, (_, id) => id);
/** More than the committee's call weighs. */
const BOUND = { refTime: 10_000_000_000, proofSize: 1_000_000 };

describe('an upgrade through governance', () => {
	let network, alice, api, watch, fleet, code, first, stored;

	/** Where every node stands in one block in which all closed windows are settled. */
	async function standings() {
		// By a client of its own: one that has lived through an upgrade does not know the new runtime's APIs.
		const client = await alice.connect();
		const look = async () => {
			const { call } = await client.at((await alice.finalized()).hash);
			const { settlementLag } = await call.depinApi.network();
			const nodes = NODES.map(async (id) => {
				const { counters, duty } = (await call.depinApi.node(id)).unwrap();
				const { window } = duty.unwrap();
				return { window: window.toNumber(), counted: counters.windows.toNumber(), missed: counters.missed.toNumber() };
			});
			return settlementLag.isZero() && Promise.all(nodes);
		};
		return until('all windows are settled', 10, look).finally(() => client.disconnect());
	}

	const versions = () =>
		Promise.all(network.running.map(async (peer) => (await peer.rpc('state_getRuntimeVersion')).specVersion));
	/** What the fleet has said of windows that are over. */
	const windows = () => [...fleet.output.stdout.matchAll(/page 0 window (\d+): (.*)/g)];

	before(async () => {
		code = u8aToHex(upgrade());
		network = await Network.start();
		await network.meets(3);
		alice = network.get('alice');
		api = await alice.connect();
		await alice.finalizes(2, 15);
		watch = await Watch.fromNow(alice, api);
		fleet = new Program('substation-agent', ['fleet', DEVICES, '--class', CLASS, '--url', alice.url]);
		await fleet.says(/All \d+ devices are registered/g);
		// The window in which they came does not count for them: it must be over in the final state, too.
		await until('the devices have had a window', 2 * WINDOW, () => windows().length > 0);
		await alice.finalizes((await alice.best()).number, 10);
		first = await standings();
	});

	after(async () => {
		await fleet?.stop();
		await api?.disconnect();
		await network?.end();
	});

	test('is decided by a referendum that the committee vouches for', async () => {
		const { technicalCommittee: committee, referenda, convictionVoting, system, utility, whitelist } = api.tx;
		const authorize = system.authorizeUpgrade(blake2AsHex(code));
		const vouch = whitelist.whitelistCall(authorize.method.hash);
		const length = vouch.method.encodedLength;
		const motion = await api.query.technicalCommittee.proposalCount();
		const aye = committee.vote(vouch.method.hash, motion, true);
		await submit(api, utility.batchAll([committee.propose(2, vouch, length), aye]), account('Alice'));
		const close = committee.close(vouch.method.hash, motion, BOUND, length);
		await submit(api, utility.batchAll([aye, close]), account('Bob'));

		const proposal = { Inline: whitelist.dispatchWhitelistedCallWithPreimage(authorize).method.toHex() };
		const index = await api.query.referenda.referendumCount();
		const propose = referenda.submit({ Origins: 'Whitelisted' }, proposal, { After: 0 });
		await submit(api, utility.batchAll([propose, referenda.placeDecisionDeposit(index)]), account('Dave'));
		const vote = { Standard: { vote: { aye: true, conviction: 'Locked1x' }, balance: 800_000n * VOLT } };
		const voters = ['Bob', 'Charlie', 'Dave', 'Eve', 'Ferdie'].map(account);
		await Promise.all(voters.map((voter) => submit(api, convictionVoting.vote(index, vote), voter)));
		const authorized = await until('the upgrade is authorized', 20, async () => {
			return (await api.query.system.authorizedUpgrade()).unwrapOr(null);
		});
		assert.equal(authorized.codeHash.toHex(), blake2AsHex(code));
	});

	test('is put in place by anybody who has the code, and runs on every validator', async () => {
		const [version] = new Set(await versions());
		stored = await records(alice, api, NODES);
		// Neither signed nor paid for.
		await network.get('dave').rpc('author_submitExtrinsic', [api.tx.system.applyAuthorizedUpgrade(code).toHex()]);
		await watch.event('system.CodeUpdated', 15);
		await until('all validators run the same, newer one', 5, async () => {
			const [now, ...others] = new Set(await versions());
			return others.length === 0 && now > version;
		});
	});

	test('migrates the state over several blocks', async () => {
		const started = await watch.event('multiBlockMigrations.UpgradeStarted', 10);
		const completed = await watch.event('multiBlockMigrations.UpgradeCompleted', 20);
		assert.ok(completed.block > started.block + 1, `blocks ${started.block} to ${completed.block}`);
		for (const [node, record] of (await records(alice, api, NODES)).entries()) {
			const block = migratedIn(stored[node], record);
			assert.ok(block >= started.block && block <= completed.block, `node ${node}: block ${block}`);
		}
		assert.equal((await api.query.multiBlockMigrations.historic.keys()).length, 1);
		assert.ok((await api.query.multiBlockMigrations.cursor()).isNone);
	});

	test('leaves all validators on one chain, on which finality goes on', async () => {
		const { number } = await alice.best();
		for (const peer of network.running) {
			await peer.finalizes(number + 2, 20);
		}
		const { hashes } = await network.agreed();
		assert.equal(hashes.size, 1);
	});

	test('loses no window of any device', async () => {
		const over = windows().length;
		await until('windows pass', (MORE + 2) * WINDOW, () => windows().length >= over + MORE);
		const last = await standings();
		for (const [node, { window, counted, missed }] of last.entries()) {
			assert.equal(missed, 0, `node ${node} missed a window`);
			assert.ok(window >= first[node].window + MORE);
			assert.equal(counted - first[node].counted, window - first[node].window, `windows of node ${node}`);
		}
		// In the first one the devices were still to be registered.
		const [[, from], ...rest] = windows();
		rest.forEach(([, window, said], index) => {
			assert.equal(Number(window), Number(from) + index + 1, 'windows without a gap');
			assert.equal(said, `${DEVICES} of ${DEVICES} attested, 0 dead, 0 skipped, 0 late`);
		});
		await watch.read();
		const bad = ['attestation.Missed', 'attestation.WindowExcused', 'attestation.Jailed'];
		assert.deepEqual(watch.seen.filter(({ name }) => bad.includes(name)), []);
	});
});
