// Every event of our pallets is met on the real node, and @polkadot/api reads it with its documentation.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { PALLETS, VOLT } from '../lib/chain.mjs';
import { Device } from '../lib/device.mjs';
import { nobody, PATIENT, people, POOR, TERMS, World } from '../lib/world.mjs';

const { alice, bob, charlie, dave, eve, ferdie } = people;
const GPU = 1;
const NOBODY = 4_000_000_000;

const OFFER = {
	price: VOLT,
	sla: { uptime: 0, guarantee: 200_000_000 },
	arbiter: { Account: dave.address },
};

describe('every event', () => {
	let world, chain, tx;
	let steady, backed, poorly, short, saved, unpaid;

	const reason = async (node) => (await world.report(node)).reason;

	/** Moves on by eras until it is so. */
	async function until(condition) {
		for (let era = (await chain.api.call.depinApi.network()).era.toNumber() + 1; !(await condition()); era += 1) {
			assert.ok(era < 40, 'it never comes');
			await world.reachEra(era);
		}
	}

	/** The node's device attests in the open window, or in the next one where that is done or all but over. */
	async function attest(node) {
		const open = await world.duty(node);
		const [closes, { number }] = [open.closes.toNumber(), await chain.head()];
		if (open.attested.isTrue || number + 1 >= closes) {
			await chain.advanceTo(closes);
		}
		assert.equal((await world.attest(node)).error, null);
	}

	/** It attests, and the window is settled. */
	async function serve(node) {
		await attest(node);
		await chain.advanceTo((await world.duty(node)).closes.toNumber());
	}

	/** A block with more than nine tenths of what it can weigh, by two calls: one alone may not weigh so much. */
	async function crowd() {
		const { maxExtrinsic } = chain.api.consts.system.blockWeights.perClass.operational;
		const most = maxExtrinsic.unwrap().refTime.toBigInt();
		const nonce = (await chain.api.rpc.system.accountNextIndex(alice.address)).toNumber();
		for (const [index, refTime] of [most - most / 100n, most / 20n].entries()) {
			const call = tx.sudo.sudoUncheckedWeight(tx.system.setStorage([]), { refTime, proofSize: 0 });
			const signed = await call.signAsync(alice, { nonce: nonce + index });
			await chain.node.rpc('author_submitExtrinsic', [signed.toHex()]);
		}
		await chain.advance(1);
	}

	async function rotate(node, owner, uri) {
		const device = new Device(uri);
		const { number } = await chain.head();
		const possession = device.possession(chain.genesis, owner.publicKey, number + 30);
		await chain.ok(tx.nodes.rotateDeviceKey(node, device.key, possession), owner);
	}

	before(async () => {
		world = await World.create();
		({ chain, tx } = world);
		steady = await world.register(charlie, GPU, { units: 3, collateral: 3000n * VOLT });
		[short, saved] = [
			await world.register(charlie, POOR, { collateral: VOLT }),
			await world.register(charlie, POOR, { collateral: VOLT }),
		];
		unpaid = await world.register(charlie, POOR, { payee: nobody.address, expires: (now) => now + 200 });
	});

	after(() => world?.end());

	test('of what governance sets', async () => {
		await chain.sudo(tx.nodes.updateClass(PATIENT, { ...TERMS, period: 1200, maxUnits: 20 }));
		// Its collateral follows what it earns from now on.
		const gpu = (await chain.api.call.depinApi.class(GPU)).unwrap().class.toJSON();
		await chain.sudo(tx.nodes.updateClass(GPU, { ...gpu, maxCollateralPerUnit: 2000n * VOLT }));
		await chain.sudo(tx.emission.setSplit({ validators: 250_000_000, treasury: 150_000_000 }));
		await chain.sudo(tx.emission.setDemand({ service: 500_000_000, floor: 200_000_000 }));
		await chain.sudo(tx.emission.setDecay(474_320_862_749_585n));
	});

	test('of agreements that are paid, topped up, closed, and decided by their arbiter', async () => {
		const buy = (windows) => tx.services.open({ Node: steady }, 1, windows, OFFER);
		await chain.ok(tx.services.offer(steady, 3, OFFER), charlie);
		await chain.ok(buy(1), eve);
		await chain.ok(buy(20), ferdie);
		await chain.ok(buy(20), bob);
		await serve(steady);
		await serve(steady);
		// The first has used its window up.
		await chain.ok(tx.services.settle(0), dave);
		await chain.ok(tx.services.topUp(0, 5), eve);
		await serve(steady);
		await chain.ok(tx.services.collect(0), dave);
		await chain.ok(tx.services.close(0), eve);
		await chain.ok(tx.services.dispute(1), ferdie);
		await chain.ok(tx.services.resolveDispute(1, 500_000_000), dave);
		// This one is never decided.
		await chain.ok(tx.services.dispute(2), bob);
		await chain.ok(tx.services.withdrawOffer(steady), charlie);
	});

	test('of backers who come, and are paid', async () => {
		const era = async () => (await chain.api.call.depinApi.network()).era.toNumber();
		backed = await world.register(dave, GPU, { collateral: 2000n * VOLT });
		// This one earns next to nothing, and never attests: its backers pay for that.
		poorly = await world.register(dave, POOR, { units: 10, collateral: 10n * VOLT });
		await chain.ok(tx.backing.openToBackers(poorly, 100_000_000), dave);
		await chain.ok(tx.backing.back(poorly, 5n * VOLT, 100_000_000), ferdie);
		await chain.ok(tx.backing.openToBackers(backed, 100_000_000), dave);
		await chain.ok(tx.backing.setCommission(backed, 50_000_000), dave);
		await chain.ok(tx.backing.back(backed, 100n * VOLT, 50_000_000), ferdie);
		await chain.ok(tx.backing.closeToBackers(backed), dave);
		for (const came = await era(); (await era()) === came; ) {
			await serve(backed);
		}
		await chain.ok(tx.rewards.claim(backed), eve);
		await chain.ok(tx.backing.claim(backed), ferdie);
	});

	test('of rewards that are paid, that cannot be claimed, and that wait for a payee', async () => {
		await chain.ok(tx.rewards.claim(steady), eve);
		await chain.ok(tx.rewards.claimMany([steady, NOBODY]), eve);
		await attest(unpaid);
		await serve(world.poor);
		await chain.ok(tx.nodes.retire(unpaid), charlie);
		const claimable = (await chain.api.call.depinApi.claimable(world.poor)).unwrap().toBigInt();
		assert.ok(claimable > 0n && claimable < VOLT / 1000n, `${claimable}`);
		await chain.ok(tx.nodes.setPayee(world.poor, ferdie.address), bob);
	});

	test('of a batch, and of an owner who manages a node', async () => {
		const device = world.deviceOf(world.other);
		const item = device.item(device.payload(chain.genesis, await world.duty(world.other)));
		await chain.ok(tx.attestation.attestBatch(PATIENT, [item, item]), dave);
		await chain.ok(tx.nodes.update(world.active, null, 'a roof', null), bob);
		await chain.ok(tx.nodes.setOperator(world.active, eve.address), bob);
		await chain.ok(tx.nodes.transfer(world.active, charlie.address), bob);
		await chain.ok(tx.collateral.deposit(world.other, VOLT), charlie);
		await rotate(world.active, charlie, '//its successor');
	});

	test('of a window in which the chain had no room', async () => {
		for (let block = 0; block < 5; block += 1) {
			await crowd();
		}
		await chain.advance(5);
	});

	test('of appeals and cancellations', async () => {
		const slashes = async (node) => (await world.report(node)).pendingSlashes.map(({ era }) => era.toNumber());
		await until(async () => (await reason(world.failing)).isJailedUntil && (await reason(world.leaving)).isJailedUntil);
		await until(async () => (await chain.api.call.depinApi.network()).era.toNumber() > (await slashes(world.failing)).at(-1));
		const [first] = await slashes(world.failing);
		await chain.ok(tx.slashing.appeal(world.failing, first), bob);
		await chain.sudo(tx.slashing.resolveAppeal(world.failing, first, true));
		for (const era of await slashes(world.failing)) {
			await chain.sudo(tx.slashing.cancel({ Node: { node: world.failing, era } }));
		}
		// Nobody answers this one.
		const [left] = await slashes(world.leaving);
		await chain.ok(tx.slashing.appeal(world.leaving, left), charlie);

		const [cancelled] = await slashes(short);
		await chain.sudo(tx.slashing.cancel({ Class: { class: POOR, era: cancelled } }));
	});

	test('of a lost key whose slashes are dropped', async () => {
		const era = (await chain.api.call.depinApi.network()).era.toNumber();
		await world.reachEra(era + 2);
		await rotate(world.poor, bob, '//found again');
	});

	test('of jail that was served', async () => {
		const { asJailedUntil: until } = await reason(world.failing);
		await chain.advanceTo(Math.max(until.toNumber(), (await chain.head()).number));
		await chain.ok(tx.attestation.unjail(world.failing), bob);
	});

	test('of collateral that falls short, is topped up, or not in time', async () => {
		await until(async () => (await reason(short)).isTopUpDue);
		await until(async () => (await reason(saved)).isTopUpDue);
		await chain.ok(tx.collateral.deposit(saved, 2n * VOLT), charlie);
		await until(async () => (await reason(short)).isCollateralShort);
		await chain.ok(tx.collateral.deposit(short, 2n * VOLT), charlie);
	});

	test('of backers who pay for misses, and leave', async () => {
		await until(async () => (await world.report(backed)).pendingSlashes.length === 0);
		const asIt = (await chain.api.call.depinApi.position(poorly, ferdie.address)).unwrap();
		assert.ok(asIt.standing.toBigInt() < 5n * VOLT);
		await chain.ok(tx.backing.unback(backed, null), ferdie);
	});

	test('of a dispute that was never decided', async () => {
		const agreement = (await chain.api.call.depinApi.agreement(2)).unwrap();
		const deadline = agreement.status.asDisputed.toNumber();
		await chain.advanceTo(Math.max(deadline + 1, (await chain.head()).number));
		await chain.ok(tx.services.settle(2), dave);
	});

	test('of a node that left', async () => {
		const { unbonding } = await world.report(world.retiring);
		await until(async () => (await chain.api.call.depinApi.network()).era.gte(unbonding[0].unlocks));
		await chain.ok(tx.collateral.withdraw(world.retiring), bob);
		await chain.ok(tx.nodes.reap(world.retiring), eve);
	});

	test('of backers whose tokens are free', async () => {
		const [{ unlocks }] = (await chain.api.call.depinApi.backing(backed)).unwrap().unbonding;
		await until(async () => (await chain.api.call.depinApi.network()).era.gte(unlocks));
		await chain.ok(tx.backing.withdraw(backed), ferdie);
	});

	test('of rewards that nobody can be paid', async () => {
		await chain.ok(tx.nodes.reap(unpaid), eve);
	});

	test('of a node that stayed in jail for too long', async () => {
		await until(async () => (await world.report(world.leaving)).info.status.isRetiring);
		await chain.advance(1);
	});

	test('was met, and says what it means', async () => {
		const known = PALLETS.flatMap((pallet) =>
			Object.keys(chain.api.events[pallet]).map((name) => `${pallet}.${name}`),
		);
		const { number } = await chain.head();
		const numbers = Array.from({ length: number }, (_, index) => index + 1);
		const met = new Set();
		for (const hash of await chain.node.rpc('chain_getBlockHash', [numbers])) {
			for (const { name, docs } of await chain.events(hash)) {
				met.add(name);
				assert.ok(!known.includes(name) || docs.length > 10, name);
			}
		}
		assert.ok(known.length > 40);
		assert.deepEqual(known.filter((name) => !met.has(name)), []);
	});
});
