// The doctor, before a validator that is well and before each illness.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';

import { account } from '../lib/chain.mjs';
import { Network, until } from '../lib/network.mjs';
import { binary, temporaryFolder } from '../lib/node.mjs';
import { submit } from '../../ops/lib/chain.mjs';
import * as checks from '../../ops/lib/checks.mjs';
import { unpaid } from '../../ops/lib/payouts.mjs';
import { context } from '../../ops/doctor.mjs';

const TOOL = join(import.meta.dirname, '../../ops/doctor.mjs');

/** Runs the tool; gives its exit code and what it says. */
function doctor(...args) {
	const env = { ...process.env, SUBSTATION: binary('substation') };
	return new Promise((resolve) => {
		execFile(process.execPath, [TOOL, ...args], { env }, (error, stdout, stderr) =>
			resolve({ code: error?.code ?? 0, stdout, stderr }),
		);
	});
}

describe('the doctor', () => {
	let network, alice, api;
	const nobody = account('nobody who has ever had a token').address;
	const keyOf = ({ folder }) => join(folder, 'chains/substation_local/network/secret_ed25519');
	const folders = () => ['--base-path', alice.folder, '--chain', network.chain];
	const about = (given = {}) =>
		({ ...context(api, { 'base-path': alice.folder, binary: binary('substation'), ...given }), ...given });
	const finds = async (check, given, pattern) => {
		const finding = await checks[check](about(given));
		assert.match(`${finding?.wrong}`, pattern);
		assert.ok(finding.mend);
	};

	before(async () => {
		// Of three, all are needed for finality; and one that is killed leaves two that still have a peer.
		network = await Network.start({ validators: 3 });
		alice = network.get('alice');
		api = await alice.connect();
		await network.meets(2);
		await alice.finalizes(2, 20);
		network.running.forEach((peer) => chmodSync(keyOf(peer), 0o600));
	});

	after(async () => {
		await api?.disconnect();
		await network?.end();
	});

	test('finds nothing where all is well, and leaves with 0', async () => {
		const { code, stdout, stderr } = await doctor('--url', alice.url, ...folders());
		assert.equal(code, 0, stdout + stderr);
		assert.match(stdout, /All is well/);
	});

	test('leaves with 1 where something is wrong', async () => {
		const { code, stdout } = await doctor('--url', alice.url, ...folders(), '--account', nobody);
		assert.equal(code, 1);
		assert.match(stdout, /✗ keysOnChain: .* has no session keys on chain\n {2}→ scripts\/validator\.sh setup/);
		assert.match(stdout, /✗ balance/);
		assert.match(stdout, /✓ peers/);
	});

	test('leaves with 2 where it is not understood', async () => {
		assert.equal((await doctor('--no-such-option')).code, 2);
	});

	test('sees that no node answers, and that there is no node key', async () => {
		const { code, stdout } = await doctor('--url', 'ws://127.0.0.1:1', '--base-path', temporaryFolder());
		assert.equal(code, 1);
		assert.match(stdout, /no node answers/);
		assert.match(stdout, /no node key under .*\n {2}→ substation key generate-node-key/);
	});

	test('sees a node key that others can read', async () => {
		chmodSync(keyOf(alice), 0o644);
		await finds('nodeKey', {}, /others on this machine can read the node key/);
		chmodSync(keyOf(alice), 0o600);
	});

	test('sees a node that uses another key than the one that is kept', async () => {
		await finds('nodeKey', { basePath: network.get('bob').folder }, /the node is known as .*, but the key under .* belongs to/);
	});

	test('sees a wrong chain', async () => {
		await finds('chain', { chain: 'dev' }, /the node is on "Substation Local", genesis .*; dev has/);
	});

	test('sees a port on which nothing answers', async () => {
		await finds('port', { address: '127.0.0.1:1' }, /nothing answers on 127\.0\.0\.1:1,/);
	});

	test('sees a clock that is slow, and one that is fast', async () => {
		await finds('clock', { now: () => Date.now() - 60_000 }, /before their time: this machine's clock is slow/);
		await finds('clock', { now: () => Date.now() + 60_000 }, /after their time: this machine's clock is fast/);
	});

	test('sees an account without stake', async () => {
		await finds('stake', { account: nobody }, /has nothing at stake/);
	});

	test('sees an account that cannot pay', async () => {
		await finds('balance', { account: nobody }, /has 0 VOLT to pay with/);
	});

	test('sees an account whose keys are not set', async () => {
		await finds('keysOnChain', { account: nobody }, /has no session keys on chain/);
	});

	test('sees keys that are not in the keystore', async () => {
		await finds('keystore', { account: account('Bob').address }, /are not in the node's keystore/);
	});

	test('sees a node that does not validate, has none of the keys, and has no peers', async () => {
		const stranger = await network.add({ name: 'stranger' });
		stranger.args = ['--reserved-only'];
		await stranger.start();
		const api = await stranger.connect();
		const stands = { ...about(), api };
		assert.match((await checks.role(stands)).wrong, /does not run as a validator/);
		assert.match((await checks.keysOnChain(stands)).wrong, /knows none of the keys/);
		assert.match((await checks.peers(stands)).wrong, /no peers/);
		await api.disconnect();
		await stranger.stop();
	});

	test('sees a node to which no blocks come', async () => {
		await finds('behind', { now: () => Date.now() + 3_600_000 }, /the last block is 3[56]\d\d seconds old/);
	});

	test('sees that finality stands still', async () => {
		await network.get('bob').kill();
		const { number } = await alice.finalized();
		await alice.reaches(number + 4, 60);
		await finds('finality', { mayWait: 2 }, /blocks wait for finality/);
		await network.get('bob').start();
	});

	test('says what was earned and nobody has paid out, and that it is wrong when it will soon be lost', async () => {
		const who = account('Alice').address;
		await until('an era is over', 40, async () => (await unpaid(api, who)).length > 0);
		const finding = await checks.payout(about({ account: who }));
		assert.match(finding.note, /^\d+ eras?, about [\d,.]+ VOLT with the nominators' part, not paid out$/);
		assert.match(finding.mend, new RegExp(`validator\\.sh payout --validator ${who}`));
		// Early enough that all of it is urgent.
		await finds('payout', { account: who, hurry: 2 }, /of that will be lost, the first in 8\d eras/);
		const { stdout } = await doctor('--url', alice.url, ...folders());
		assert.match(stdout, /✓ payout: .*\n {2}→ scripts/);
	});

	test('says in one line that an address is none', async () => {
		const { code, stderr } = await doctor('--url', alice.url, '--account', 'nonsense');
		assert.equal(code, 2);
		assert.match(stderr, /^error: nonsense is no address: .*\n$/);
	});

	test('sees a validator that has left', async () => {
		await submit(api, api.tx.staking.chill(), account('Alice'));
		await finds('stake', { account: account('Alice').address }, /does not want to validate/);
	});
});
