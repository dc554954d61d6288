// A customer's story through @polkadot/api: what is paid follows from the node's record, and every base unit of it is
// accounted for.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { account, VOLT } from '../lib/chain.mjs';
import { Device } from '../lib/device.mjs';
import { POTS } from '../lib/pots.mjs';
import { Story } from '../lib/story.mjs';

const GPU = 1;
const UNITS = 2n;
const DEPOSIT = VOLT;
const DISPUTE = 10n * VOLT;
// Nothing divides it: each part is rounded.
const PRICE = 7_000_000_000_003n;
const RATE = UNITS * PRICE;

const [bob, charlie, dave, eve, ferdie] = ['Bob', 'Charlie', 'Dave', 'Eve', 'Ferdie'].map(account);
const [POT] = POTS.services;

const ceil = (amount, part, whole) => (amount * part + whole - 1n) / whole;

/** Where a payment goes: a fifth is burned, a twentieth the treasury's, a fifth of the rest stays at stake. */
function divide(due) {
	const burned = ceil(due, 20n, 100n);
	const treasury = (due * 5n) / 100n;
	const rest = due - burned - treasury;
	const atStake = ceil(rest, 20n, 100n);
	return { burned, treasury, atStake, earned: rest - atStake };
}

describe('a customer and an operator', () => {
	const terms = {
		price: PRICE,
		sla: { uptime: 700_000_000, guarantee: 200_000_000 },
		arbiter: { Account: dave.address },
	};
	/** What the pot must hold more than at the start. */
	let held = 0n;
	/** What customers of the era have paid for the fire and for the treasury. */
	let book = { burned: 0n, treasury: 0n };
	let story, tx, start, node;

	const agreement = async (id) => (await story.api.call.depinApi.agreement(id)).unwrap();
	const named = ({ events }, name) => events.find((event) => event.name === `services.${name}`)?.data;
	const people = [bob, charlie, dave, eve, ferdie];

	/** Moves money between a person and the pot, in the books of the test. */
	const pays = (who, amount) => (model) => {
		model.pay(who.address, -amount);
		held += amount;
	};

	/** Books a payment. */
	function paid(due) {
		const parts = divide(due);
		book = { burned: book.burned + parts.burned, treasury: book.treasury + parts.treasury };
		return parts;
	}

	/** Everybody's balance, and the pot's, as this test has them. */
	async function compare() {
		for (const { address } of people) {
			const { total } = await story.chain.balance(address);
			assert.equal(total, start.get(address) + story.model.gain(address), address);
		}
		assert.equal((await story.chain.balance(POT)).total, start.get(POT) + held, 'the pot');
	}

	before(async () => {
		story = await Story.begin();
		tx = story.api.tx.services;
		start = new Map();
		for (const address of [...people.map(({ address }) => address), POT]) {
			start.set(address, (await story.chain.balance(address)).total);
		}
		node = await story.register(bob, new Device('//gpu'), {
			...{ kind: GPU, units: 2, collateral: 2000n * VOLT, payee: eve.address },
		});
	});

	after(() => story?.end());

	test('an operator offers capacity', async () => {
		await story.do(tx.offer(node, 2, terms), bob, pays(bob, DEPOSIT));
		assert.equal((await story.api.call.depinApi.forSale(node)).toNumber(), 2);
		await compare();
	});

	test('a customer pays ten windows in advance', async () => {
		const open = tx.open({ Node: node }, 2, 10, terms);
		const opened = named(await story.do(open, charlie, pays(charlie, 10n * RATE + DEPOSIT)), 'Opened');
		assert.equal(opened.rate.toBigInt(), RATE);
		assert.equal(opened.escrow.toBigInt(), 10n * RATE);
		assert.equal((await story.api.call.depinApi.forSale(node)).toNumber(), 0);
		await compare();
	});

	let stake = 0n;

	test('is charged for the windows that the node attested in, and for no other', async () => {
		await story.live(20, [node]);
		await story.live(26, []);
		await story.live(41, [node]);
		const report = await agreement(0);
		const { missed } = (await story.api.call.depinApi.node(node)).unwrap().counters;
		assert.equal(missed.toNumber(), 1);
		assert.equal(report.down.toNumber(), 1);
		const windows = report.payable.toBigInt();
		assert.ok(windows >= 5n, `${windows} windows`);

		const due = windows * RATE;
		const { burned, treasury, atStake, earned } = paid(due);
		const settled = named(await story.do(tx.settle(0), dave), 'Settled');
		assert.deepEqual([settled.amount.toBigInt(), settled.burned.toBigInt()], [due, burned]);
		const after = await agreement(0);
		assert.deepEqual([after.earned.toBigInt(), after.atStake.toBigInt()], [earned, atStake]);
		assert.equal(after.funded.toBigInt(), 10n - windows);
		const stored = await story.api.query.services.books(GPU);
		assert.deepEqual([stored.burned.toBigInt(), stored.treasury.toBigInt()], [burned, treasury]);
		stake = atStake;
		await compare();

		const collected = named(await story.do(tx.collect(0), dave, pays(eve, -earned)), 'Collected');
		assert.equal(collected.payee.toString(), eve.address);
		await compare();
	});

	test('when the era ends, what is to be burned burns, and half of it streams to the class', async () => {
		const before = (await story.api.query.balances.totalIssuance()).toBigInt();
		await story.live(60, [node]);
		assert.equal((await story.api.query.balances.totalIssuance()).toBigInt(), before, 'nothing yet');
		const { hash } = await story.chain.advance(1);
		const events = await story.chain.events(hash);
		const { data } = events.find(({ name }) => name === 'emission.EraStarted');
		const minted = [data.classes, data.validators, data.treasury].map((part) => part.toBigInt());
		const service = data.service.toBigInt();
		assert.equal(service, book.burned / 2n);
		assert.ok(data.withheld.toBigInt() > 0n, 'the subsidy fades');
		const issuance = (await story.api.query.balances.totalIssuance()).toBigInt();
		assert.equal(issuance, before + minted.reduce((sum, part) => sum + part, service) - book.burned);
		held -= book.burned + book.treasury;
		book = { burned: 0n, treasury: 0n };
		story.model.advanceTo(61);
		await compare();

		const history = await story.api.call.depinApi.history(GPU);
		const last = history.at(-1);
		assert.equal(last.totals.service.toBigInt(), service);
		const { subsidyShare } = (await story.api.call.depinApi.income(node)).unwrap();
		assert.ok(subsidyShare.toNumber() < 1_000_000, `${subsidyShare}`);
	});

	test('the escrow used up, the agreement is suspended, and goes on when it is topped up', async () => {
		await story.live(81, [node]);
		const { payable, funded } = await agreement(0);
		assert.equal(funded.toNumber(), 0);
		stake += paid(payable.toBigInt() * RATE).atStake;
		const outcome = await story.do(tx.settle(0), ferdie);
		assert.equal(named(outcome, 'Suspended').broken.isFalse, true);
		assert.equal((await story.api.call.depinApi.forSale(node)).toNumber(), 2);
		const topUp = story.do(tx.topUp(0, 4), charlie, pays(charlie, 4n * RATE));
		assert.equal(named(await topUp, 'ToppedUp').escrow.toBigInt(), 4n * RATE);
		assert.ok((await agreement(0)).status.isRunning);
		assert.equal((await story.api.call.depinApi.forSale(node)).toNumber(), 0);
	});

	test('the customer leaves, and has back what was not served', async () => {
		const { earned: before } = await agreement(0);
		await story.live(84, [node]);
		const { attested } = (await story.api.call.depinApi.duty(node)).unwrap();
		assert.ok(attested.isTrue, 'the open window is paid as well');
		const outcome = await story.do(tx.close(0), charlie);
		assert.equal(named(outcome, 'Settled').windows.toNumber(), 1);
		const { atStake, earned } = paid(RATE);
		stake += atStake;
		const closed = named(outcome, 'Closed');
		assert.ok(closed.kept.isTrue);
		const refund = 3n * RATE + DEPOSIT;
		const income = before.toBigInt() + earned + stake;
		assert.deepEqual([closed.refunded.toBigInt(), closed.paid.toBigInt()], [refund, income]);
		pays(charlie, -refund)(story.model);
		pays(eve, -income)(story.model);
		await compare();
	});

	test('a dispute is decided by the arbiter that was agreed on', async () => {
		await story.do(tx.open({ Class: { class: GPU, nodes: [node] } }, 2, 5, terms), ferdie, pays(ferdie, 5n * RATE + DEPOSIT));
		await story.live(96, [node]);
		const { payable } = await agreement(1);
		const { attested } = (await story.api.call.depinApi.duty(node)).unwrap();
		const windows = payable.toBigInt() + (attested.isTrue ? 1n : 0n);
		const { atStake, earned } = paid(windows * RATE);
		const contested = atStake + earned;
		const rest = (5n - windows) * RATE;
		const disputed = named(await story.do(tx.dispute(1), ferdie, pays(ferdie, DISPUTE - rest)), 'Disputed');
		assert.equal(disputed.contested.toBigInt(), contested);
		await compare();
		const share = ceil(contested, 1n, 3n);
		const third = 333_333_334;
		const back = ceil(contested, BigInt(third), 1_000_000_000n);
		assert.ok(back >= share);
		const resolved = named(
			await story.do(tx.resolveDispute(1, third), dave, (model) => {
				pays(ferdie, -(back + DISPUTE + DEPOSIT))(model);
				pays(eve, -(contested - back))(model);
			}),
			'DisputeResolved',
		);
		assert.equal(resolved.refunded.toBigInt(), back);
		await compare();
	});

	test('an offer is withdrawn, and the pot holds nothing but what the era’s end will take', async () => {
		await story.do(tx.withdrawOffer(node), bob, pays(bob, -DEPOSIT));
		await compare();
		assert.equal(held, book.burned + book.treasury);
		await story.live(101, [node]);
		held = 0n;
		await compare();
	});
});
