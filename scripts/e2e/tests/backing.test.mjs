// A backer's story through @polkadot/api: what is earned and lost follows from the windows in which the tokens stood,
// and every base unit of it is accounted for.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { Backers } from '../lib/backers.mjs';
import { account, VOLT } from '../lib/chain.mjs';
import { Device } from '../lib/device.mjs';
import { POTS } from '../lib/pots.mjs';
import { Story } from '../lib/story.mjs';

// A class like `gpu`, of a stream so small that what vests does not pay for all that a miss costs.
const KIND = 4;
const HUMBLE = {
	...{ name: 'humble', period: 5, minUnits: 1, maxUnits: 10, minFirmware: 0, jailAfter: 3, coolDown: 5 },
	...{ collateralPerUnit: 1000n * VOLT, maxCollateralPerUnit: 1000n * VOLT },
	...{ breakEven: 900_000_000, penaltyFloor: 50_000_000, penaltyCap: 50_000_000 },
};
const SHARES = [30_000_000, 40_000_000, 20_000_000, 10_000_000, 10_000];
const UNBONDING = 14;
const TENTH = 100_000_000;

const [bob, charlie, dave, eve, ferdie] = ['Bob', 'Charlie', 'Dave', 'Eve', 'Ferdie'].map(account);
const people = [bob, charlie, dave, eve, ferdie];
const [POT] = POTS.backing;

describe('a node and its backers', () => {
	const backers = new Backers({ commission: BigInt(TENTH) });
	/** What the pot has of what was earned. */
	let unclaimed = 0n;
	let story, tx, start, node;

	const era = () => story.model.era.index;
	const pending = () => story.model.pending(node);
	const position = async ({ address }) => (await story.api.call.depinApi.position(node, address)).unwrap();
	const named = ({ events }, name) => events.find((event) => event.name === name)?.data;

	/** The node is paid, in the books of the test. */
	function paid(model) {
		const divided = model.claim(node);
		unclaimed += divided.shared;
		return divided;
	}

	/** A backer puts so much behind the node, in the books. */
	const came = ({ address }, amount) => (model) => {
		paid(model);
		backers.back(address, amount, era(), pending());
		model.pay(address, -amount);
	};

	/** A backer gets what has left, and with the last of it what was earned. */
	const got = ({ address }, { tokens, earned }) => {
		story.model.pay(address, tokens + earned);
		unclaimed -= earned;
		return tokens;
	};

	/** Everybody's balance, the pot's, and what each backer can claim, as this test has them. */
	async function compare() {
		for (const { address } of people) {
			const { total } = await story.chain.balance(address);
			assert.equal(total, start.get(address) + story.model.gain(address), address);
		}
		const { total } = await story.chain.balance(POT);
		assert.equal(total, start.get(POT) + backers.tokens + unclaimed, 'the pot');
		for (const address of backers.positions.keys()) {
			const { claimable } = await position({ address });
			assert.equal(claimable.toBigInt(), backers.claimable(address), address);
		}
	}

	before(async () => {
		story = await Story.begin();
		tx = story.api.tx.backing;
		const { nodes, emission, utility } = story.api.tx;
		const shares = new Map(SHARES.map((share, kind) => [kind, share]));
		await story.decree(utility.batchAll([nodes.createClass(HUMBLE), emission.setShares(shares)]), (model) => {
			model.addClass({
				...{ period: 5, coolDown: 5, jailAfter: 3, perUnit: 1000n * VOLT },
				...{ breakEven: 900_000_000n, floor: 50_000_000n, cap: 50_000_000n },
			});
			model.setShares(SHARES.map(BigInt));
		});
		start = new Map();
		for (const address of [...people.map(({ address }) => address), POT]) {
			start.set(address, (await story.chain.balance(address)).total);
		}
		node = await story.register(bob, new Device('//gpu'), {
			...{ kind: KIND, units: 2, collateral: 2000n * VOLT, payee: eve.address },
		});
		story.model.nodes.get(node).backers = backers;
	});

	after(() => story?.end());

	test('an owner opens a node to backers, for a tenth of what it earns', async () => {
		await story.do(tx.openToBackers(node, TENTH), bob);
		const { open, room, backed } = (await story.api.call.depinApi.backing(node)).unwrap();
		assert.deepEqual([open.isTrue, room.toBigInt(), backed.toBigInt()], [true, 1000n * VOLT, 0n]);
		await compare();
	});

	test('two people stand behind it, and the owner takes out as much of the collateral', async () => {
		await story.do(tx.back(node, 600n * VOLT, TENTH), charlie, came(charlie, 600n * VOLT));
		await story.do(tx.back(node, 400n * VOLT, TENTH), dave, came(dave, 400n * VOLT));
		const { room, backed } = (await story.api.call.depinApi.backing(node)).unwrap();
		assert.deepEqual([room.toBigInt(), backed.toBigInt()], [0n, 1000n * VOLT]);
		const half = story.api.tx.collateral.requestWithdrawal(node, 1000n * VOLT);
		await story.do(half, bob, (model) => {
			paid(model);
			model.requestWithdrawal(node, 1000n * VOLT);
		});
		await compare();
	});

	test('what it earns is divided by tokens, and each backer claims', async () => {
		await story.live(41, [node]);
		let expected;
		const outcome = await story.do(story.api.tx.rewards.claim(node), ferdie, (model) => {
			expected = paid(model);
		});
		const { amount, shared, paid: own } = expected;
		assert.ok(amount > 0n);
		assert.equal(shared, (amount - (amount + 9n) / 10n) / 2n, 'half of nine tenths');
		assert.equal(named(outcome, 'backing.Shared').amount.toBigInt(), shared);
		assert.equal(named(outcome, 'rewards.Claimed').amount.toBigInt(), own);
		assert.ok(own < amount - shared, 'a part of it vests');
		await compare();

		let due;
		const claimed = await story.do(tx.claim(node), charlie, (model) => {
			due = backers.claim(charlie.address);
			model.pay(charlie.address, due);
			unclaimed -= due;
		});
		assert.equal(named(claimed, 'backing.Claimed').amount.toBigInt(), due);
		assert.ok(shared * 6n - due * 10n < 20n, 'six tenths of it');
		await compare();
	});

	test('one leaves in the era of a miss, another comes', async () => {
		await story.live(61, [node]);
		// The first miss is free, the second is not.
		await story.live(75, []);
		assert.deepEqual([era(), pending()], [3, 3]);
		let tokens;
		const outcome = await story.do(tx.unback(node, null), charlie, (model) => {
			paid(model);
			tokens = backers.unback(charlie.address, era(), pending());
		});
		const left = named(outcome, 'backing.Unbacked');
		assert.deepEqual([left.amount.toBigInt(), left.unlocks.toNumber()], [tokens, 3 + UNBONDING]);
		assert.equal(tokens, 600n * VOLT);
		assert.ok(named(outcome, 'collateral.TopUpDue'), 'the owner has time to top up');
		const joined = await story.do(tx.back(node, 600n * VOLT, TENTH), ferdie, came(ferdie, 600n * VOLT));
		assert.ok(named(joined, 'collateral.ToppedUp'), 'and others can do so as well');
		assert.equal((await position(ferdie)).young.toBigInt(), 600n * VOLT);
		await compare();
	});

	test('the slash falls on the owner first, and on those who stood then', async () => {
		await story.live(220, [node]);
		const [slash] = (await story.api.call.depinApi.node(node)).unwrap().pendingSlashes;
		assert.equal(slash.era.toNumber(), 3);
		const before = backers.tokens;
		const { vesting, locked, unbonding } = story.model.nodes.get(node);
		const [vested, held] = [vesting.total, locked + unbonding.reduce((sum, part) => sum + part.amount, 0n)];
		const { hash } = await story.chain.advance(1);
		story.model.advanceTo(221);
		const events = await story.chain.events(hash);
		const { data } = events.find(({ name }) => name === 'backing.Slashed');
		assert.deepEqual([data.era.toNumber(), data.amount.toBigInt()], [3, before - backers.tokens]);
		// What vests goes first. Of the half of the rest that is not the owner's alone, a part by tokens.
		const due = slash.amount.toBigInt() - vested;
		assert.ok(vested > 0n && due > 0n);
		const rest = due - (due + 1n) / 2n;
		const left = held - (due - rest);
		assert.equal(data.amount.toBigInt(), (rest * 1000n * VOLT) / (left + 1000n * VOLT));
		await compare();

		const [gone, stayed, later] = [await position(charlie), await position(dave), await position(ferdie)];
		const loss = 600n * VOLT - gone.unbonding[0].amount.toBigInt();
		assert.ok(loss > 0n);
		const other = 400n * VOLT - stayed.standing.toBigInt();
		// Of two parts of one sum the first is rounded down, the second up.
		assert.ok(loss * 2n - other * 3n >= 0n && loss * 2n - other * 3n < 5n, 'pro rata');
		assert.equal(later.standing.toBigInt(), 600n * VOLT);
	});

	test('the owner tops up, and who stays adds to what is left', async () => {
		const { reason } = (await story.api.call.depinApi.node(node)).unwrap();
		assert.equal(reason.asTopUpDue.toNumber(), 13);
		const { locked } = story.model.nodes.get(node);
		const missing = 2000n * VOLT - locked - backers.backed;
		const topUp = story.api.tx.collateral.deposit(node, missing);
		const outcome = await story.do(topUp, bob, (model) => {
			paid(model);
			model.deposit(node, missing);
		});
		assert.ok(named(outcome, 'collateral.ToppedUp'));
		const { room } = (await story.api.call.depinApi.backing(node)).unwrap();
		assert.ok(room.toBigInt() > 5n * VOLT, 'as much as was slashed');
		// What came after the miss is worth more than what stood then: it becomes shares at a rate.
		await story.do(tx.back(node, room, TENTH), dave, came(dave, room.toBigInt()));
		await story.live(260, [node]);
		await story.do(story.api.tx.rewards.claim(node), eve, paid);
		await compare();
	});

	test('who left is paid fourteen eras later, with what was earned', async () => {
		await story.live(341, [node]);
		assert.equal(era(), 3 + UNBONDING);
		const { withdrawable } = await position(charlie);
		let tokens;
		const outcome = await story.do(tx.withdraw(node), charlie, () => {
			tokens = got(charlie, backers.withdraw(charlie.address, 3));
		});
		assert.equal(named(outcome, 'backing.Withdrawn').amount.toBigInt(), tokens);
		assert.equal(withdrawable.toBigInt(), tokens);
		assert.equal((await story.chain.balance(charlie.address)).held, 0n);
		await compare();
	});

	test('the node leaves for good: what it has earned is divided, one backer leaves, one stays to the end', async () => {
		await story.do(story.api.tx.nodes.retire(node), bob, (model) => {
			unclaimed += model.retire(node);
		});
		await story.do(tx.unback(node, null), ferdie, (model) => {
			// What has vested since.
			paid(model);
			backers.unback(ferdie.address, era(), pending());
		});
		await compare();
		await story.live(1 + (era() + UNBONDING) * 20, []);
		await story.do(story.api.tx.nodes.reap(node), eve, (model) => model.reap(node));
		const { standing, withdrawable } = await position(dave);
		assert.ok(standing.toBigInt() > 0n);
		assert.equal(withdrawable.toBigInt(), standing.toBigInt());
		await compare();
	});

	test('everything is paid, all deposits are back, and the pot keeps what rounding left', async () => {
		const left = 17;
		await story.do(tx.withdraw(node), ferdie, () => got(ferdie, backers.withdraw(ferdie.address, left)));
		await story.do(tx.withdraw(node), dave, () => got(dave, backers.end(dave.address, era())));
		await compare();
		for (const { address } of [bob, charlie, dave, ferdie]) {
			assert.equal((await story.chain.balance(address)).held, 0n, address);
		}
		assert.ok((await story.api.query.backing.supports(node)).isNone);
		assert.equal((await story.api.query.backing.positions.entries()).length, 0);
		assert.equal(backers.tokens, 0n);
		assert.ok(unclaimed < 20n, `${unclaimed} base units`);
	});
});
