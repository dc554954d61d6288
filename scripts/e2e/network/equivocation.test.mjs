// Two nodes with the keys of one validator: both make blocks in its slots, which is the worst that a validator can do.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { account } from '../lib/chain.mjs';
import { Network, until } from '../lib/network.mjs';
import { lengths, Watch } from '../lib/watch.mjs';
import { offence } from '../../ops/lib/checks.mjs';

/** How long a slash may be deferred for this test to wait for it, in slots. */
const PATIENCE = 1_000;

describe('two nodes with the same keys', () => {
	const dave = account('Dave');
	const isDave = (who) => who.eq(dave.address);
	let network, api, watch, stake;

	before(async () => {
		network = await Network.start({ place: (index) => ({ metrics: index === 0 }) });
		await network.meets(3);
		const alice = network.get('alice');
		api = await alice.connect();
		await alice.finalizes(2, 15);
		stake = (await api.query.staking.ledger(dave.address)).unwrap();
		watch = await Watch.fromNow(alice, api);
		await network.join({ name: 'twin', args: ['--dave', '--validator'] });
	});

	after(async () => {
		await api?.disconnect();
		await network?.end();
	});

	test('are reported by the others', async () => {
		// The two must both have a slot to themselves, and one of the others a block to put the report into.
		const { data } = await watch.event('offences.Offence', 60);
		assert.match(data.kind.toUtf8(), /equivocatio/);
	});

	test('are told so by the doctor, with what it means and what to do', async () => {
		const { wrong, mend } = await until('the doctor sees it', 60, async () => {
			const finding = await offence({ api, account: dave.address });
			return /disabled/.test(finding?.wrong) && finding;
		});
		assert.match(wrong, /is disabled for an offence: until the era ends it makes no blocks.*; it is slashed with era \d+/);
		assert.match(mend, /stop every other node that has its keys/);
		assert.equal(await offence({ api, account: account('Alice').address }), null);
	});

	test('are counted by the metric on which an alert is', async () => {
		// Counted from final blocks, which come later than the doctor's.
		const series = 'substation_disabled_validators{chain="substation_local"}';
		const disabled = async () => (await network.get('alice').scrape()).get(series);
		assert.equal(await until('it is counted', 60, disabled), 1);
	});

	test('have their stake slashed, once governance has had its time to object', async (t) => {
		const { data } = await watch.event('staking.SlashReported', 10, ({ validator }) => isDave(validator));
		assert.ok(data.fraction.toNumber() > 0);
		const wait = (api.consts.staking.slashDeferDuration.toNumber() + 2) * lengths(api).era;
		if (wait > PATIENCE) {
			t.skip(`the slash is taken after ${wait} slots`);
			return;
		}
		await watch.event('staking.Slashed', wait, ({ staker }) => isDave(staker));
		const { active } = (await api.query.staking.ledger(dave.address)).unwrap();
		assert.ok(active.toBigInt() < stake.active.toBigInt());
	});

	test('are not let near a block for the rest of the era', async () => {
		await watch.event('session.ValidatorDisabled', 10, ({ validator }) => isDave(validator));
	});

	test('do not stop the others', async () => {
		const { number } = await network.get('alice').best();
		await network.get('bob').finalizes(number + 2, 30);
	});
});
