// What a validator and its nominators have earned, and nobody has paid out yet.

import { Mistake } from './cli.mjs';

/** The pages of an era in which stakers are paid together; one, if the validator stakes alone. */
function pages(overview) {
	return overview.isSome ? Math.max(1, overview.unwrap().pageCount.toNumber()) : 0;
}

/** What an era gave to the validator and its nominators together. */
function share(reward, { total, individual }, validator) {
	const points = [...individual].find(([who]) => who.eq(validator))?.[1].toBigInt() ?? 0n;
	return points && (reward.unwrapOr(null)?.toBigInt() ?? 0n) * points / total.toBigInt();
}

/**
 * The eras that are over and for which `validator` is not paid: about how much that is in base units, the pages that are
 * not paid, and in how many eras it is too late.
 */
export async function unpaid(api, validator) {
	const { staking } = api.query;
	const current = (await staking.currentEra()).unwrap().toNumber();
	const active = (await staking.activeEra()).unwrap().index.toNumber();
	const depth = api.consts.staking.historyDepth.toNumber();
	const oldest = Math.max(0, current - depth);
	const eras = Array.from({ length: Math.max(0, active - oldest) }, (_, index) => oldest + index);
	const keys = eras.map((era) => [era, validator]);
	const [rewards, points, overviews, claimed] = await Promise.all([
		staking.erasValidatorReward.multi(eras),
		staking.erasRewardPoints.multi(eras),
		staking.erasStakersOverview.multi(keys),
		staking.claimedRewards.multi(keys),
	]);
	const open = eras.map((era, index) => {
		const done = claimed[index].map((page) => page.toNumber());
		return {
			era,
			left: era + depth - current + 1,
			amount: share(rewards[index], points[index], validator),
			pages: Array.from({ length: pages(overviews[index]) }, (_, page) => page).filter((page) => !done.includes(page)),
		};
	});
	return open.filter((era) => era.amount > 0n && era.pages.length > 0);
}

/** The calls that pay all of it, as many in one transaction as half of what a transaction may weigh has room for. */
export async function payouts(api, validator, payer) {
	const open = await unpaid(api, validator);
	if (open.length > 0 && (await api.query.staking.bonded(validator)).isNone) {
		throw new Mistake(`${validator} has withdrawn its stake: what it has not been paid by then is not paid any more`);
	}
	const calls = open.flatMap(({ era, pages }) =>
		pages.map((page) => api.tx.staking.payoutStakersByPage(validator, era, page)),
	);
	if (calls.length < 2) {
		return calls;
	}
	const { weight } = await calls[0].paymentInfo(payer);
	const most = api.consts.system.blockWeights.perClass.normal.maxExtrinsic.unwrap();
	const fit = Math.max(1, Number(most.refTime.toBigInt() / 2n / weight.refTime.toBigInt()));
	const parts = Array.from({ length: Math.ceil(calls.length / fit) }, (_, part) => calls.slice(part * fit, (part + 1) * fit));
	// Anybody may pay, at the same time: what another one has paid must not keep back the rest.
	return parts.map((part) => (part.length > 1 ? api.tx.utility.forceBatch(part) : part[0]));
}

/** What the events of payouts say: for each era, what was paid, to how many, and what of it to the validator. */
export function paid(events, validator) {
	const eras = new Map();
	let era;
	for (const { event: { section, method, data } } of events) {
		if (section === 'staking' && method === 'PayoutStarted') {
			const number = data.eraIndex.toNumber();
			era = eras.get(number) ?? { total: 0n, own: 0n, stakers: 0 };
			eras.set(number, era);
		} else if (section === 'staking' && method === 'Rewarded') {
			const amount = data.amount.toBigInt();
			era.total += amount;
			era.own += data.stash.eq(validator) ? amount : 0n;
			era.stakers += 1;
		}
	}
	return eras;
}
