// The economy's story through @polkadot/api: one device earns, another fails; every base unit is accounted for.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { account, VOLT } from '../lib/chain.mjs';
import { Device } from '../lib/device.mjs';
import { POTS } from '../lib/pots.mjs';
import { Story } from '../lib/story.mjs';

// A class whose stream is small beside its collateral, so that the price of a miss is not just its cap.
const BEACON = {
	name: 'beacon',
	period: 6,
	minUnits: 1,
	maxUnits: 100,
	collateralPerUnit: 50n * VOLT,
	maxCollateralPerUnit: 50n * VOLT,
	minFirmware: 0,
	breakEven: 900_000_000,
	penaltyFloor: 100_000,
	penaltyCap: 400_000_000,
	jailAfter: 3,
	coolDown: 6,
};
const KIND = 4;
const SHARES = [30, 40, 20, 10, 20];
const DECAY = 100_000_000_000n;

const [bob, charlie, dave, eve] = ['Bob', 'Charlie', 'Dave', 'Eve'].map(account);
const stranger = account('somebody who had no account');

describe('two devices, one of which fails', () => {
	let story, start, steady, failing;

	const status = async (node) => (await story.api.call.depinApi.node(node)).unwrap();
	const people = [account('Alice'), bob, charlie, dave, eve, account('Ferdie'), stranger];

	before(async () => {
		story = await Story.begin();
		start = new Map();
		for (const address of [...people.map(({ address }) => address), ...Object.values(POTS).flat()]) {
			start.set(address, (await story.chain.balance(address)).total);
		}
	});

	after(() => story?.end());

	test('governance makes a class and gives it a share of a smaller emission', async () => {
		const { tx } = story.api;
		const shares = new Map(SHARES.map((share, kind) => [kind, share]));
		const decrees = [tx.nodes.createClass(BEACON), tx.emission.setShares(shares), tx.emission.setDecay(DECAY)];
		await story.decree(tx.utility.batchAll(decrees), (model) => {
			model.terms.decay = DECAY;
			model.addClass({
				...{ period: 6, coolDown: 6, jailAfter: 3, perUnit: 50n * VOLT },
				...{ breakEven: 900_000_000n, floor: 100_000n, cap: 400_000_000n },
			});
			model.setShares(SHARES.map(BigInt));
		});
		const report = (await story.api.call.depinApi.class(KIND)).unwrap();
		assert.equal(report.class.name.toUtf8(), 'beacon');
	});

	test('a device is live after one call', async () => {
		steady = await story.register(bob, new Device('//steady', 'ed25519'), {
			...{ kind: KIND, units: 5, collateral: 250n * VOLT },
		});
		const report = await status(steady);
		assert.equal(report.info.status.toString(), 'Active');
		assert.equal((await story.chain.balance(bob.address)).held, 251n * VOLT);
	});

	test('another has an operator, a payee, a place and a description', async () => {
		failing = await story.register(charlie, new Device('//failing', 'ecdsa'), {
			...{ kind: KIND, units: 3, collateral: 150n * VOLT },
			...{ operator: dave.address, payee: stranger.address },
			...{ location: 0x8928308280fffffn, metadata: 'a roof' },
		});
		assert.equal((await story.chain.balance(charlie.address)).held, 151_060n * (VOLT / 1000n));
	});

	test('both attest, by a relayer and by themselves, and earn', async () => {
		await story.live(30, [steady, failing]);
		await story.attestAlone(steady);
		await story.attestAlone(failing);
		await story.live(37, [steady, failing]);
		await story.compare();
		assert.ok(story.model.claimable(steady) > 0n);
	});

	test('anyone can send a payee what a node has earned', async () => {
		const paid = story.model.claimable(failing);
		await story.do(story.api.tx.rewards.claim(failing), eve, (model) => model.claim(failing));
		assert.equal((await story.chain.balance(stranger.address)).total, paid);
		await story.compare();
	});

	test('the one that stops misses, pays for it, and is jailed', async () => {
		await story.live(59, [steady]);
		assert.equal((await status(failing)).info.status.toString(), 'Active');
		await story.live(60, [steady]);
		const report = await status(failing);
		assert.equal(report.info.status.toString(), 'Jailed');
		assert.equal(report.counters.missed.toNumber(), 3);
		assert.equal(report.reason.asJailedUntil.toNumber(), 66);
		assert.equal(report.pendingSlashes.length, 1);
		await story.compare();
	});

	test('its operator brings it back after the cool-down', async () => {
		await story.live(67, [steady]);
		await story.do(story.api.tx.attestation.unjail(failing), dave, (model) => model.unjail(failing));
		assert.equal((await status(failing)).info.status.toString(), 'Active');
	});

	test('nothing is taken before the deferral is over', async () => {
		await story.live(200, [steady, failing]);
		await story.compare();
		assert.equal((await status(failing)).collateral.toBigInt(), 150n * VOLT);
		assert.equal(story.model.slashed ?? 0n, 0n);
	});

	test('then the slash is, to the last base unit', async () => {
		const [{ amount }] = (await status(failing)).pendingSlashes;
		await story.live(202, [steady, failing]);
		const report = await status(failing);
		assert.ok(story.model.slashed > 20n * VOLT, 'more than the floor');
		assert.ok(story.model.slashed < 60n * VOLT, 'less than the cap');
		assert.equal(amount.toBigInt(), story.model.slashed, 'announced');
		const { locked, vesting } = story.model.nodes.get(failing);
		assert.equal(vesting.total, 0n, 'what vested first');
		assert.equal(report.collateral.toBigInt(), locked, 'taken');
		assert.ok(locked > 150n * VOLT - story.model.slashed);
		assert.ok(report.reason.isTopUpDue);
		await story.compare();
	});

	test('its owner tops up and it lives on', async () => {
		const missing = 150n * VOLT - story.model.nodes.get(failing).locked;
		await story.do(story.api.tx.collateral.deposit(failing, missing), charlie, (model) =>
			model.deposit(failing, missing),
		);
		await story.live(217, [steady, failing]);
		assert.equal((await status(failing)).info.status.toString(), 'Active');
		await story.compare();
	});

	test('one call claims for many nodes', async () => {
		await story.do(story.api.tx.rewards.claimMany([steady, failing]), eve, (model) => {
			model.claim(steady);
			model.claim(failing);
		});
		await story.compare();
	});

	test('both retire with their window attested', async () => {
		await story.do(story.api.tx.nodes.retire(steady), bob, (model) => model.retire(steady));
		await story.do(story.api.tx.nodes.retire(failing), charlie, (model) => model.retire(failing));
		await story.compare();
	});

	test('their collateral is free after unbonding, and they are gone', async () => {
		const { unlocks } = (await status(failing)).unbonding[0];
		await story.live(1 + unlocks.toNumber() * 20, []);
		const { tx } = story.api;
		await story.do(tx.collateral.withdraw(steady), bob, (model) => model.withdraw(steady));
		await story.do(tx.nodes.reap(steady), eve, (model) => model.reap(steady));
		await story.do(tx.nodes.reap(failing), eve, (model) => model.reap(failing));
		assert.ok((await story.api.call.depinApi.node(failing)).isNone);
	});

	test('every balance is what the model says', async () => {
		await story.compare();
		const { model, chain } = story;
		for (const { address } of people) {
			const { total, held } = await chain.balance(address);
			assert.equal(total, start.get(address) + model.gain(address), address);
			// What a validator has staked is no business of this story.
			const { total: stake } = (await chain.api.query.staking.ledger(address)).unwrapOr({ total: 0n });
			assert.equal(held, BigInt(stake), address);
		}
		for (const [name, addresses] of Object.entries(POTS)) {
			const gained = addresses.map(async (pot) => (await chain.balance(pot)).total - start.get(pot));
			const all = (await Promise.all(gained)).reduce((sum, part) => sum + part, 0n);
			assert.equal(all, model[name], name);
		}
	});
});
