// A wrong call gets its documented error, and nothing is lost by it but the fee.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { PALLETS, VOLT } from '../lib/chain.mjs';
import { attestationMessage, generalTransaction } from '../lib/device.mjs';
import { nobody, PATIENT, people, POOR, STRICT, TERMS, World } from '../lib/world.mjs';

const { alice, bob, charlie, dave, eve, ferdie } = people;
const NOBODY = 4_000_000_000;
const LAST_AGREEMENT = '0xffffffff';

// What no transaction can bring about: answers to other pallets, and ends that nobody reaches.
const OUT_OF_REACH = {
	'nodes.AlreadyActive': 'answers attestation and collateral, which look first',
	'nodes.NotActive': 'answers attestation, which jails members only',
	'nodes.NotJailed': 'answers attestation, which evicts the jailed only',
	'collateral.ClassNotFound': 'classes stay for good',
	'collateral.AlreadyLocked': 'answers the registry, which numbers nodes once',
	'collateral.TooManyChunks': 'chunks merge before there are too many',
	'attestation.ClassNotFound': 'classes stay for good',
	'attestation.AlreadyActive': 'answers the registry, which looks first',
	'attestation.NotActive': 'answers the registry, which looks first',
	'attestation.StillJailed': 'answers the registry, which looks first',
	'attestation.SettlementBehind': 'needs an outage of thousands of nodes',
	'attestation.AttestationRefused': 'the pool keeps such a transaction out',
	'attestation.TooManyPages': 'needs 2³² pages',
	'attestation.TooManyClasses': 'as many as the registry allows',
	'slashing.ClassNotFound': 'classes stay for good',
	'slashing.TooManyEntries': 'what is due is applied before there are too many',
	'slashing.AppealTooLate': 'the sweep has applied the slash by then',
	'slashing.AppealLapsed': 'the sweep has closed the appeal by then',
	'services.SettlementBehind': 'needs an outage of thousands of nodes',
	'backing.TooManyTranches': 'there is a place for each era',
};

describe('a wrong call', () => {
	const seen = new Set();
	let world, chain, tx;

	function enter(another) {
		world = another;
		({ chain, tx } = world);
	}

	before(async () => enter(await World.create()));

	after(() => world?.end());

	/** Sends what must be refused as `name`, and compares everyone's balances before and after. */
	async function refuse(name, signer, call) {
		const before = await world.balances();
		const { error, fee } = await chain.send(call, signer);
		assert.equal(error?.name, name);
		assert.ok(!name.includes('.') || error.docs.length > 10, 'the error says what to do');
		const after = await world.balances();
		for (const [address, { held, total }] of before) {
			const paid = address === signer.address ? fee : 0n;
			const received = address === alice.address ? fee : 0n;
			assert.equal(after.get(address).held, held, 'what is held');
			assert.equal(after.get(address).total, total - paid + received, 'what is owned');
		}
		seen.add(name);
	}

	/** A test for each line of `[error, signer, call]`. */
	function refusals(lines) {
		for (const [name, signer, call] of lines) {
			const what = call.toString().match(/tx\.(\w+\.\w+)|world\.(\w+)/);
			test(`${what?.[1] ?? what?.[2] ?? 'call'} → ${name}`, async () => refuse(name, signer, await call()));
		}
	}

	const byDecree = (call) => tx.sudo.sudo(call);
	const withTerms = (terms) => byDecree(tx.nodes.createClass({ ...TERMS, ...terms }));

	// Two nodes have missed two windows that cost, the last of them in era 1, and it jailed them. One leaves for good.
	describe('of slashing', () => {
		before(async () => {
			await chain.advanceTo(25);
			await chain.ok(tx.nodes.retire(world.leaving), charlie);
		});

		const ofNode = (node, era) => ({ Node: { node, era } });
		const ofClass = (kind, era) => ({ Class: { class: kind, era } });
		const answer = (node, era) => byDecree(tx.slashing.resolveAppeal(node, era, true));
		const cancel = (target) => byDecree(tx.slashing.cancel(target));

		refusals([
			['attestation.CoolDownNotOver', bob, () => tx.attestation.unjail(world.failing)],
			['slashing.EraNotOver', bob, () => tx.slashing.appeal(world.failing, 1)],
			['slashing.NodeNotFound', bob, () => tx.slashing.appeal(NOBODY, 0)],
			['slashing.NotOwner', eve, () => tx.slashing.appeal(world.failing, 0)],
			['slashing.SlashNotFound', bob, () => tx.slashing.appeal(world.failing, 5)],
			['slashing.SlashNotFound', bob, () => tx.slashing.appeal(world.active, 0)],
			['slashing.AppealNotFound', alice, () => answer(world.failing, 0)],
			['slashing.SlashNotFound', alice, () => cancel(ofNode(world.active, 0))],
			['slashing.SlashNotFound', alice, () => cancel(ofClass(PATIENT, 0))],
			['BadOrigin', bob, () => tx.slashing.cancel(ofNode(world.failing, 0))],
			['BadOrigin', bob, () => tx.slashing.resolveAppeal(world.failing, 0, true)],
		]);

		test('a second appeal → slashing.AlreadyAppealed', async () => {
			await chain.ok(tx.slashing.appeal(world.failing, 0), bob);
			await refuse('slashing.AlreadyAppealed', bob, tx.slashing.appeal(world.failing, 0));
		});

		test('a second cancellation → slashing.AlreadyCancelled', async () => {
			await chain.sudo(tx.slashing.cancel(ofClass(STRICT, 0)));
			await refuse('slashing.AlreadyCancelled', alice, cancel(ofClass(STRICT, 0)));
		});
	});

	describe('of emission', () => refusals([
		['BadOrigin', bob, () => tx.emission.setDecay(0)],
		['emission.ClassNotFound', alice, () => byDecree(tx.emission.setShares(new Map([[99, 1]])))],
		['emission.NoShares', alice, () => byDecree(tx.emission.setShares(new Map([[0, 0]])))],
		['emission.SplitTooLarge', alice, () =>
			byDecree(tx.emission.setSplit({ validators: 600_000_000, treasury: 500_000_000 }))],
		['emission.ServiceTooLarge', alice, () => byDecree(tx.emission.setDemand({ service: 1_000_000_000, floor: 0 }))],
	]));

	describe('of classes', () => refusals([
		['BadOrigin', bob, () => tx.nodes.createClass(TERMS)],
		['nodes.NameInvalid', alice, () => withTerms({ name: '' })],
		['nodes.NameInvalid', alice, () => withTerms({ name: '0xff' })],
		['nodes.PeriodOutOfRange', alice, () => withTerms({ period: 0 })],
		['nodes.PeriodOutOfRange', alice, () => withTerms({ period: 1_000_000 })],
		['nodes.UnitRangeInvalid', alice, () => withTerms({ minUnits: 0 })],
		['nodes.UnitRangeInvalid', alice, () => withTerms({ minUnits: 11 })],
		['nodes.UnitCollateralZero', alice, () => withTerms({ collateralPerUnit: 0 })],
		['nodes.UnitCollateralTooLarge', alice, () => withTerms({ maxCollateralPerUnit: 2n ** 127n })],
		['nodes.UnitCollateralRangeInvalid', alice, () => withTerms({ collateralPerUnit: 2n * VOLT })],
		['nodes.BreakEvenTooLarge', alice, () => withTerms({ breakEven: 1_000_000_000 })],
		['nodes.PenaltyFloorTooLarge', alice, () => withTerms({ penaltyFloor: 60_000_000 })],
		['nodes.JailAfterZero', alice, () => withTerms({ jailAfter: 0 })],
		['nodes.ClassNotFound', alice, () => byDecree(tx.nodes.updateClass(99, TERMS))],
		['nodes.PeriodFixed', alice, () => byDecree(tx.nodes.updateClass(STRICT, { ...TERMS, period: 6 }))],
	]));

	describe('of registration', () => {
		const register = (given, kind = PATIENT) => world.registration(bob, kind, given);
		refusals([
			['nodes.ClassNotFound', bob, () => world.registration(bob, 99)],
			['nodes.UnitsOutOfRange', bob, () => register({ units: 11 })],
			['nodes.CollateralTooSmall', bob, () => register({ units: 6 })],
			['nodes.DeviceKeyUnsupported', bob, () => register({ key: { Eth: `0x02${'11'.repeat(32)}` } })],
			['nodes.DeviceKeyTaken', bob, () => register({ device: world.deviceOf(world.other) })],
			['nodes.ProofExpired', bob, () => register({ expires: (now) => now })],
			['nodes.ProofTooLong', bob, () => register({ expires: (now) => now + 10_000 })],
			['nodes.ProofInvalid', bob, () => register({ signedFor: charlie })],
			['nodes.LocationInvalid', bob, () => register({ location: 1n })],
			['{"token":"FundsUnavailable"}', bob, () => register({ collateral: 10n ** 9n * VOLT })],
		]);
	});

	describe('of ownership', () => refusals([
		['nodes.NodeNotFound', bob, () => tx.nodes.retire(NOBODY)],
		['nodes.NotOwner', charlie, () => tx.nodes.retire(world.active)],
		['nodes.NotOwner', dave, () => tx.nodes.update(world.active, 2, null, null)],
		['nodes.NotOwner', dave, () => tx.nodes.setOperator(world.active, null)],
		['nodes.NotOwner', dave, () => tx.nodes.setPayee(world.active, dave.address)],
		['nodes.NotOwner', dave, () => tx.nodes.transfer(world.active, dave.address)],
		['nodes.NotAuthorized', eve, () => tx.nodes.update(world.active, null, 'mine', null)],
		['nodes.NothingToUpdate', bob, () => tx.nodes.update(world.active, null, null, null)],
		['nodes.UnitsOutOfRange', bob, () => tx.nodes.update(world.active, 11, null, null)],
		['nodes.CollateralTooSmall', bob, () => tx.nodes.update(world.active, 6, null, null)],
		['nodes.AlreadyOwner', bob, () => tx.nodes.transfer(world.active, bob.address)],
		['nodes.AlreadyRetiring', bob, () => tx.nodes.retire(world.retiring)],
		['nodes.AlreadyRetiring', bob, () => tx.nodes.transfer(world.retiring, eve.address)],
		['nodes.NotRetiring', eve, () => tx.nodes.reap(world.active)],
		['nodes.ProofStillValid', eve, () => tx.nodes.reap(world.retiring)],
	]));

	describe('of collateral', () => refusals([
		['collateral.NodeNotFound', bob, () => tx.collateral.deposit(NOBODY, VOLT)],
		['collateral.NotOwner', eve, () => tx.collateral.deposit(world.active, VOLT)],
		['collateral.NotOwner', dave, () => tx.collateral.withdraw(world.active)],
		['collateral.ZeroAmount', bob, () => tx.collateral.deposit(world.active, 0)],
		['collateral.ZeroAmount', bob, () => tx.collateral.requestWithdrawal(world.active, 0)],
		['collateral.NodeRetiring', bob, () => tx.collateral.deposit(world.retiring, VOLT)],
		['{"token":"FundsUnavailable"}', bob, () => tx.collateral.deposit(world.active, 10n ** 9n * VOLT)],
		['collateral.NotEnoughLocked', bob, () => tx.collateral.requestWithdrawal(world.active, 6n * VOLT)],
		['collateral.CollateralRequired', bob, () => tx.collateral.requestWithdrawal(world.active, 5n * VOLT)],
		['collateral.NothingUnlocked', bob, () => tx.collateral.withdraw(world.active)],
	]));

	describe('of rewards and attestation', () => refusals([
		['rewards.NodeNotFound', bob, () => tx.rewards.claim(NOBODY)],
		['rewards.NothingToClaim', bob, () => tx.rewards.claim(world.active)],
		['attestation.NodeNotFound', bob, () => tx.attestation.unjail(NOBODY)],
		['attestation.NotAuthorized', eve, () => tx.attestation.unjail(world.active)],
		['attestation.NotJailed', bob, () => tx.attestation.unjail(world.active)],
		['attestation.EmptyBatch', bob, () => tx.attestation.attestBatch(PATIENT, [])],
	]));

	describe('of a device', () => {
		let device, good;

		/** Hands in a payload with some of it changed; the device signs what it is given. */
		async function attest(changes = {}, signer = device) {
			const payload = { ...good, ...changes };
			const signature = signer.sign(attestationMessage(payload));
			const bytes = generalTransaction(chain.api, tx.attestation.attest(payload, signature));
			return chain.node.rpc('author_submitExtrinsic', [bytes]);
		}

		before(async () => {
			device = world.deviceOf(world.active);
			good = device.payload(chain.genesis, await world.duty(world.active));
		});

		const elsewhere = (change) => ({ address: { ...good.address, ...change } });
		const wrong = [
			['1: another version', () => attest({ version: 2 })],
			['2: another chain', () => attest({ genesis: new Uint8Array(32) })],
			['3: no such page', () => attest(elsewhere({ page: 7 }))],
			['5: another window', () => attest({ window: good.window + 1 })],
			['6: another challenge', () => attest({ challenge: new Uint8Array(32) })],
			['7: an empty slot', () => attest(elsewhere({ slot: 500 }))],
			['9: another device', () => attest({}, world.deviceOf(world.other))],
			['9: another node', () => attest(elsewhere({ slot: 1 }))],
		];
		for (const [what, attempt] of wrong) {
			test(`is kept out of the pool with number ${what}`, async () => {
				const before = await world.balances();
				await assert.rejects(attempt, new RegExp(`Custom error: ${what[0]}`));
				assert.deepEqual(await world.balances(), before);
			});
		}

		test('counts once: the second is number 8', async () => {
			await attest();
			await chain.advance(1);
			await assert.rejects(() => attest(), /Custom error: 8/);
		});

		test('is nobody else’s to send: signed by an account it is refused, and that account pays', async () => {
			const signature = device.sign(attestationMessage(good));
			await refuse('BadOrigin', eve, tx.attestation.attest(good, signature));
		});
	});

	// On a chain of its own: agreements of a node with two units and short windows (0 and 2), and of one whose payee has no
	// account (1).
	describe('of services', () => {
		const RICH = { price: VOLT, sla: { uptime: 900_000_000, guarantee: 200_000_000 }, arbiter: { Account: ferdie.address } };
		const CHEAP = { ...RICH, price: 10, arbiter: 'Nobody' };
		let outside, serving;

		const buy = (node, units, windows, wants = RICH) => tx.services.open({ Node: node }, units, windows, wants);

		before(async () => {
			outside = world;
			enter(await World.create());
			serving = await world.register(bob, POOR, { units: 2, operator: dave.address });
			await chain.ok(tx.services.offer(serving, 2, RICH), dave);
			await chain.ok(tx.services.offer(world.failing, 1, RICH), bob);
			await chain.ok(tx.services.offer(world.poor, 1, CHEAP), bob);
			await chain.ok(buy(serving, 1, 5), charlie);
			await chain.ok(buy(world.poor, 1, 5, CHEAP), charlie);
			await chain.advanceTo(31);
		});

		after(async () => {
			await world.end();
			enter(outside);
		});

		refusals([
			['services.NodeNotFound', bob, () => tx.services.offer(NOBODY, 1, RICH)],
			['services.NotAuthorized', eve, () => tx.services.offer(serving, 1, RICH)],
			['services.NodeRetiring', bob, () => tx.services.offer(world.retiring, 1, RICH)],
			['services.UnitsOutOfRange', bob, () => tx.services.offer(serving, 3, RICH)],
			['services.UnitsOutOfRange', bob, () => tx.services.offer(serving, 0, RICH)],
			['services.PriceZero', bob, () => tx.services.offer(serving, 1, { ...RICH, price: 0 })],
			['services.OfferNotFound', bob, () => tx.services.withdrawOffer(world.other)],
			['services.NotAuthorized', eve, () => tx.services.withdrawOffer(serving)],
			['services.NodeNotFound', charlie, () => buy(NOBODY, 1, 1)],
			['services.OfferNotFound', charlie, () => buy(world.other, 1, 1)],
			['services.NodeNotActive', charlie, () => buy(world.failing, 1, 1)],
			['services.PriceTooHigh', charlie, () => buy(serving, 1, 1, { ...RICH, price: VOLT - 1n })],
			['services.TermsNotOffered', charlie, () => buy(serving, 1, 1, { ...RICH, arbiter: 'Committee' })],
			['services.NotEnoughUnits', charlie, () => buy(serving, 2, 1)],
			['services.NotEnoughUnits', charlie, () =>
				tx.services.open({ Class: { class: POOR, nodes: [world.other, serving, serving] } }, 2, 1, RICH)],
			['services.NothingToBuy', charlie, () => buy(serving, 0, 1)],
			['services.NothingToBuy', charlie, () => tx.services.topUp(0, 0)],
			['services.TooFarAhead', charlie, () => buy(serving, 1, 86_401)],
			['services.TooFarAhead', charlie, () => tx.services.topUp(0, 86_400)],
			['services.AgreementNotFound', eve, () => tx.services.settle(NOBODY)],
			['services.NotCustomer', eve, () => tx.services.topUp(0, 1)],
			['services.NotCustomer', eve, () => tx.services.dispute(0)],
			['services.NotAuthorized', eve, () => tx.services.close(0)],
			['services.NothingToSettle', eve, () => tx.services.settle(0)],
			['services.NothingToCollect', eve, () => tx.services.collect(0)],
			['services.NothingToDispute', charlie, () => tx.services.dispute(0)],
			['services.NoArbiter', charlie, () => tx.services.dispute(1)],
			['services.NoArbiter', ferdie, () => tx.services.resolveDispute(1, 0)],
			['services.NotArbiter', eve, () => tx.services.resolveDispute(0, 0)],
			['services.NotUnderDispute', ferdie, () => tx.services.resolveDispute(0, 0)],
		]);

		test('a payment that is less than an account may hold → services.AmountTooSmall', async () => {
			const { closes } = await world.duty(world.poor);
			await chain.advanceTo(closes.toNumber());
			await world.attest(world.poor);
			await world.attest(serving);
			await chain.advance(5);
			await refuse('services.AmountTooSmall', eve, tx.services.collect(1));
			assert.equal((await chain.balance(nobody.address)).total, 0n);
		});

		test('capacity that is sold stays → nodes.CapacitySold', async () => {
			await chain.ok(buy(serving, 1, 1), eve);
			await refuse('nodes.CapacitySold', bob, tx.nodes.update(serving, 1, null, null));
		});

		test('an agreement under dispute waits for its arbiter → services.UnderDispute', async () => {
			await chain.ok(tx.services.dispute(0), charlie);
			for (const call of ['settle', 'collect', 'close', 'dispute']) {
				await refuse('services.UnderDispute', charlie, tx.services[call](0));
			}
			await refuse('services.UnderDispute', charlie, tx.services.topUp(0, 1));
		});

		test('a suspended one waits for its customer → services.GraceNotOver', async () => {
			const { closes } = await world.duty(serving);
			await chain.advanceTo(closes.toNumber());
			await world.attest(serving);
			await chain.advance(5);
			await chain.ok(tx.services.settle(2), dave);
			await refuse('services.GraceNotOver', dave, tx.services.settle(2));
			await refuse('services.GraceNotOver', bob, tx.services.close(2));
		});

		test('a node is kept while there are agreements → nodes.AgreementsOpen', async () => {
			await chain.ok(tx.nodes.retire(world.poor), bob);
			await refuse('nodes.AgreementsOpen', eve, tx.nodes.reap(world.poor));
		});

		test('when all numbers of agreements are used → services.AgreementIdsExhausted', async () => {
			const key = chain.api.query.services.nextAgreement.key();
			await chain.sudo(tx.system.setStorage([[key, LAST_AGREEMENT]]));
			await refuse('services.AgreementIdsExhausted', charlie, buy(serving, 1, 1));
		});

		test('after the deadline the record counts → services.DeadlineOver', async () => {
			const { status } = (await chain.api.call.depinApi.agreement(0)).unwrap();
			// In the middle of an era, when no slash is taken.
			const { number } = await chain.advanceTo(status.asDisputed.toNumber() + 1);
			await chain.advance((30 - (number % 20)) % 20);
			await refuse('services.DeadlineOver', ferdie, tx.services.resolveDispute(0, 0));
			await chain.ok(tx.services.settle(0), eve);
		});
	});

	// On a chain of its own: a node whose windows outlast the test, with backers, and one that loses everything.
	describe('of backing', () => {
		const TENTH = 100_000_000;
		const LEAST = 5n * VOLT;
		let outside, solid, doomed;

		const back = (node, amount, atMost = TENTH) => tx.backing.back(node, amount, atMost);

		before(async () => {
			outside = world;
			enter(await World.create());
			const kinds = [
				{ ...TERMS, period: 1200, collateralPerUnit: 10n * VOLT, maxCollateralPerUnit: 10n * VOLT },
				{ ...TERMS, penaltyFloor: 1_000_000_000, penaltyCap: 1_000_000_000, jailAfter: 1000 },
			];
			await chain.sudo(tx.utility.batchAll(kinds.map((terms) => tx.nodes.createClass(terms))));
			solid = await world.register(bob, POOR + 1, { units: 10, collateral: 100n * VOLT });
			doomed = await world.register(bob, POOR + 2, { units: 10, collateral: 10n * VOLT });
			await chain.ok(tx.backing.openToBackers(doomed, TENTH), bob);
			await chain.ok(back(doomed, LEAST), charlie);
			await chain.ok(tx.backing.openToBackers(solid, TENTH), bob);
			await chain.ok(back(solid, 30n * VOLT), dave);
		});

		after(async () => {
			await world.end();
			enter(outside);
		});

		refusals([
			['backing.StillYoung', dave, () => tx.backing.unback(solid, null)],
			['backing.NodeNotFound', bob, () => tx.backing.openToBackers(NOBODY, 0)],
			['backing.NodeNotFound', eve, () => back(NOBODY, LEAST)],
			['backing.NodeNotFound', eve, () => tx.backing.unback(NOBODY, null)],
			['backing.NotOwner', eve, () => tx.backing.openToBackers(world.active, 0)],
			['backing.NotOwner', dave, () => tx.backing.setCommission(solid, 0)],
			['backing.NotOwner', eve, () => tx.backing.closeToBackers(solid)],
			['backing.NodeRetiring', bob, () => tx.backing.openToBackers(world.retiring, 0)],
			['backing.NodeRetiring', eve, () => back(world.retiring, LEAST)],
			['backing.AlreadyOpen', bob, () => tx.backing.openToBackers(solid, 0)],
			['backing.NotOpen', bob, () => tx.backing.setCommission(world.active, 0)],
			['backing.NotOpen', bob, () => tx.backing.closeToBackers(world.active)],
			['backing.NotOpen', eve, () => back(world.active, LEAST)],
			['backing.CommissionTooHigh', bob, () => tx.backing.openToBackers(world.active, 500_000_001)],
			['backing.CommissionTooHigh', bob, () => tx.backing.setCommission(solid, 500_000_001)],
			['backing.CommissionTooFast', bob, () => tx.backing.setCommission(solid, TENTH + 20_000_001)],
			['backing.CommissionAboveLimit', eve, () => back(solid, LEAST, TENTH - 1)],
			['backing.AmountTooSmall', eve, () => back(solid, LEAST - 1n)],
			['backing.AmountTooSmall', dave, () => tx.backing.unback(solid, 0)],
			['backing.NoRoom', eve, () => back(solid, 20n * VOLT + 1n)],
			['backing.NotBacking', eve, () => tx.backing.unback(solid, null)],
			['backing.NotBacking', eve, () => tx.backing.withdraw(solid)],
			['backing.NotBacking', eve, () => tx.backing.claim(solid)],
			['backing.NothingToClaim', dave, () => tx.backing.claim(solid)],
			['backing.NothingUnlocked', dave, () => tx.backing.withdraw(solid)],
		]);

		test('more than there is, or nearly all → backing.NotEnough, backing.TooLittleLeft', async () => {
			await world.reachEra(3);
			await refuse('backing.NotEnough', dave, tx.backing.unback(solid, 30n * VOLT + 1n));
			await refuse('backing.TooLittleLeft', dave, tx.backing.unback(solid, 25n * VOLT + 1n));
		});

		test('some of it in each of fifteen eras, and in one more → backing.WithdrawFirst', async () => {
			for (let era = 4; era < 19; era += 1) {
				await world.reachEra(era);
				await chain.ok(tx.backing.unback(solid, VOLT), dave);
			}
			await world.reachEra(19);
			await refuse('backing.WithdrawFirst', dave, tx.backing.unback(solid, VOLT));
			await chain.ok(tx.backing.withdraw(solid), dave);
			await chain.ok(tx.backing.unback(solid, VOLT), dave);
		});

		test('a node behind which all was slashed takes nobody in → backing.Ruined', async () => {
			const { backed } = (await chain.api.call.depinApi.backing(doomed)).unwrap();
			assert.ok(backed.toBigInt() > 0n && backed.toBigInt() < 100n, `${backed} base units are left`);
			await refuse('backing.Ruined', eve, back(doomed, LEAST));
			await chain.ok(tx.backing.unback(doomed, null), charlie);
		});
	});

	describe('in its time', () => {
		test('a claim that is less than an account may hold → rewards.AmountTooSmall', async () => {
			await world.attest(world.poor);
			const { closes } = await world.duty(world.poor);
			await chain.advanceTo(closes.toNumber());
			await refuse('rewards.AmountTooSmall', eve, tx.rewards.claim(world.poor));
		});

		test('a node that has yet to attest keeps its capacity → attestation.NotAttested', async () => {
			await refuse('attestation.NotAttested', bob, tx.nodes.update(world.poor, 2, null, null));
		});

		test('a node with a slash pending cannot be reaped → nodes.SlashesPending', async () => {
			await refuse('nodes.SlashesPending', eve, tx.nodes.reap(world.leaving));
		});

		test('when all node numbers are used → nodes.NodeIdsExhausted', async () => {
			const key = chain.api.query.nodes.nextNode.key();
			const next = await chain.api.rpc.state.getStorage(key);
			await chain.sudo(tx.system.setStorage([[key, '0xffffffff']]));
			await refuse('nodes.NodeIdsExhausted', bob, await world.registration(bob, PATIENT));
			await chain.sudo(tx.system.setStorage([[key, next.toHex()]]));
		});

		test('when there are as many classes as there can be → nodes.TooManyClasses', async () => {
			const left = chain.api.consts.nodes.maxClasses.toNumber() - (POOR + 1);
			const creations = Array.from({ length: left }, () => tx.nodes.createClass(TERMS));
			await chain.sudo(tx.utility.batchAll(creations));
			await refuse('nodes.TooManyClasses', alice, withTerms({}));
		});

		test('a slash that is due cannot be cancelled → slashing.AlreadyDue', async () => {
			await world.reachEra(8);
			await chain.ok(tx.slashing.appeal(world.leaving, 1), charlie);
			await world.reachEra(9);
			const target = { Class: { class: STRICT, era: 1 } };
			await refuse('slashing.AlreadyDue', alice, byDecree(tx.slashing.cancel(target)));
		});

		test('a slashed node is not unjailed without its collateral → nodes.CollateralTooSmall', async () => {
			await refuse('nodes.CollateralTooSmall', bob, tx.attestation.unjail(world.failing));
		});

		test('nor one whose collateral is unbonding → collateral.StillUnbonding', async () => {
			await world.reachEra(12);
			await refuse('collateral.StillUnbonding', eve, tx.nodes.reap(world.retiring));
		});

		test('what an open appeal is about is held back → collateral.HeldBack', async () => {
			await world.reachEra(15);
			await refuse('collateral.HeldBack', charlie, tx.collateral.withdraw(world.leaving));
		});
	});

	test('every error of our pallets was met, but for those that no transaction can cause', () => {
		const known = PALLETS.flatMap((pallet) =>
			Object.keys(chain.api.errors[pallet]).map((name) => `${pallet}.${name}`),
		);
		const out = Object.keys(OUT_OF_REACH);
		assert.deepEqual(out.filter((name) => seen.has(name) || !known.includes(name)), []);
		assert.deepEqual(known.filter((name) => !seen.has(name) && !out.includes(name)), []);
	});
});
