// The economy once more, in plain integers, to hold the chain against. Written from docs/economics.md,
// docs/architecture.md and the pallets' READMEs, not from their code: it loops over nodes where the chain
// does not. Every class has one page here, page 0, which closes its windows at the multiples of the period.

const BILLION = 10n ** 9n;
const QUINTILLION = 10n ** 18n;

/** What a position in a stream is scaled by. */
const SCALE = 2n ** 48n;

/** Windows without a miss after which the next one is free. */
const CLEAN_SPELL = 64;

const ceilDiv = (a, b) => (a + b - 1n) / b;
const min = (a, b) => (a < b ? a : b);
const max = (a, b) => (a > b ? a : b);

/** The parts that all networks share, from the tables of docs/economics.md. Parts are in billionths. */
export const TERMS = {
	cap: 1_000_000_000n * 10n ** 12n,
	decay: 474_320_862_749_585n,
	validators: 250_000_000n,
	treasury: 150_000_000n,
	unbonding: 14,
	topUp: 2,
	slashDeferral: 7,
	vestingPart: 250_000_000n,
	vestingEras: 14,
	threshold: 100_000_000n,
	slope: 2n,
	burned: 500_000_000n,
	nodeDeposit: 10n ** 12n,
	byteDeposit: 10n ** 10n,
	eraBlocks: 20,
};

/** What the four classes of the docs have in common. */
const CLASS = { breakEven: 900_000_000n, floor: 100_000n, cap: 50_000_000n, jailAfter: 3 };

/** The classes of the `dev` chain. */
export const DEV_CLASSES = [
	{ ...CLASS, period: 10, coolDown: 10, perUnit: 100n * 10n ** 12n, share: 30n },
	{ ...CLASS, period: 5, coolDown: 5, perUnit: 1_000n * 10n ** 12n, share: 40n },
	{ ...CLASS, period: 20, coolDown: 20, perUnit: 20n * 10n ** 12n, share: 20n },
	{ ...CLASS, period: 20, coolDown: 20, perUnit: 10n * 10n ** 12n, share: 10n },
];

/** A class's stream: tokens flow block by block to all units of weight. */
class Stream {
	position = 0n;
	weight = 0n;
	rate = 0n;
	reserve = 0n;
	from = 0;
	ends = 0;

	/** Lets it flow until `block`. Without weight nothing leaves the reserve. */
	flow(block) {
		const blocks = BigInt(Math.max(0, Math.min(block, this.ends) - this.from));
		this.from = block;
		if (this.weight === 0n) {
			return;
		}
		const step = (min(this.rate * blocks, this.reserve) * SCALE) / this.weight;
		this.position += step;
		this.reserve -= ceilDiv(step * this.weight, SCALE);
	}

	fund(amount, block, ends) {
		this.flow(block);
		this.reserve += amount;
		this.rate = this.reserve / BigInt(ends - block);
		this.ends = ends;
	}
}

/** What `units` of weight earn between two positions. */
const share = (units, from, to) => (to > from ? (units * (to - from)) / SCALE : 0n);

/** What of a node's rewards was not released: a round's is, evenly; what comes during one waits for the next. */
class Vesting {
	running = 0n;
	waiting = 0n;
	since = 0;
	until = 0;

	constructor(blocks) {
		this.blocks = blocks;
	}

	get total() {
		return this.running + this.waiting;
	}

	#flow(block) {
		const [gone, left] = [Math.max(0, block - this.since), Math.max(0, this.until - this.since)];
		const released = gone >= left ? this.running : (this.running * BigInt(gone)) / BigInt(left);
		this.running -= released;
		this.since = Math.max(this.since, Math.min(block, this.until));
		return released;
	}

	release(block) {
		const released = this.#flow(block);
		if (block < this.until || this.waiting === 0n) {
			return released;
		}
		[this.running, this.waiting] = [this.waiting, 0n];
		[this.since, this.until] = [this.until, this.until + this.blocks];
		return released + this.#flow(block);
	}

	add(amount, block) {
		if (amount > 0n && this.total === 0n) {
			Object.assign(this, { running: amount, since: block, until: block + this.blocks });
		} else {
			this.waiting += amount;
		}
	}

	/** What came last goes first. Returns what was taken. */
	take(amount) {
		const taken = min(amount, this.total);
		const ofWaiting = min(taken, this.waiting);
		this.waiting -= ofWaiting;
		this.running -= taken - ofWaiting;
		return taken;
	}

	copy() {
		return Object.assign(new Vesting(this.blocks), this);
	}
}

export class Model {
	constructor({ issuance, terms = TERMS, classes = DEV_CLASSES }) {
		this.terms = { ...terms };
		this.classes = [];
		classes.forEach((terms) => this.addClass(terms));
		this.number = 0;
		this.era = { index: 0, ends: terms.eraBlocks };
		this.genesis = issuance;
		this.minted = 0n;
		this.burned = 0n;
		this.treasury = 0n;
		this.services = 0n;
		this.backing = 0n;
		this.validators = 0n;
		this.pot = 0n;
		this.nodes = new Map();
		this.accounts = new Map();
	}

	get issuance() {
		return this.genesis + this.minted - this.burned;
	}

	/** What has been added to, or taken from, an account since the model began. */
	gain(account) {
		return this.accounts.get(account) ?? 0n;
	}

	pay(account, amount) {
		this.accounts.set(account, this.gain(account) + amount);
	}

	// --- Blocks ---

	/** Runs the hooks of all blocks up to `number`. */
	advanceTo(number) {
		while (this.number < number) {
			this.number += 1;
			this.#clock();
			this.classes.forEach((kind) => this.number % kind.period === 0 && this.#settle(kind));
			this.#endTopUps();
			this.#applySlashes();
		}
	}

	/** The start of an era mints and funds. Era 0 starts with the first block. */
	#clock() {
		if (this.number === 1) {
			this.era = { index: 0, ends: 1 + this.terms.eraBlocks };
		} else if (this.number === this.era.ends) {
			this.era = { index: this.era.index + 1, ends: this.number + this.terms.eraBlocks };
		} else {
			return;
		}
		const { cap, decay, validators, treasury } = this.terms;
		const total = ((cap - this.genesis - this.minted) * decay) / QUINTILLION;
		const toValidators = (total * validators) / BILLION;
		const toTreasury = (total * treasury) / BILLION;
		// A class without a share is left out; one with a share of nothing still streams what it has.
		const funded = this.classes.filter(({ share }) => share !== undefined);
		const weights = funded.reduce((sum, kind) => sum + kind.share, 0n);
		this.validators += toValidators;
		this.treasury += toTreasury;
		this.minted += toValidators + toTreasury;
		for (const kind of funded) {
			const amount = ((total - toValidators - toTreasury) * kind.share) / weights;
			kind.stream.fund(amount, this.number, this.era.ends);
			this.pot += amount;
			this.minted += amount;
		}
	}

	/** Closes the window that ends with the last block. Who was not seen forfeits it; who had to be there missed it. */
	#settle(kind) {
		kind.stream.flow(this.number);
		const until = kind.stream.position;
		const window = this.number / kind.period;
		const absent = [...kind.nodes].filter((node) => !node.seen);
		for (const node of absent.sort((a, b) => a.slot - b.slot)) {
			const forfeited = this.#forfeit(kind, node, until);
			if (!node.fresh) {
				this.#miss(kind, node, window, forfeited);
			}
			if (!node.fresh && node.streak >= kind.jailAfter) {
				this.#leave(kind, node, until);
				Object.assign(node, { status: 'Jailed', jailed: this.number });
			}
		}
		kind.settled = until;
		for (const node of kind.nodes) {
			Object.assign(node, { seen: false, fresh: false });
		}
	}

	/** What the stream brought the node in this window goes back to the reserve. */
	#forfeit(kind, node, until) {
		kind.stream.flow(this.number);
		const from = max(kind.settled, node.entry);
		const amount = share(node.units, from, until);
		node.entry += until - from;
		kind.stream.reserve += amount;
		return amount;
	}

	#miss(kind, node, window, forfeited) {
		const free = !node.missed.some((other) => window - other <= CLEAN_SPELL);
		node.streak = node.missed.at(-1) === window - 1 ? node.streak + 1 : 1;
		node.missed.push(window);

		const { index } = this.era;
		const windows = kind.eras.get(index) ?? new Map();
		kind.eras.set(index, windows);
		const failure = windows.get(window) ?? { missed: 0n, total: 0n };
		windows.set(window, failure);
		failure.total = max(failure.total, kind.stream.weight);
		failure.missed += node.units;
		if (!free) {
			const collateral = kind.perUnit * node.units;
			const penalty = ceilDiv(forfeited * kind.breakEven, BILLION - kind.breakEven);
			const floor = ceilDiv(collateral * kind.floor, BILLION);
			const slash = node.slashes.get(index) ?? { base: 0n, cap: 0n };
			slash.base += max(penalty, floor);
			slash.cap = max(slash.cap, ceilDiv(collateral * kind.cap, BILLION));
			node.slashes.set(index, slash);
		}
	}

	/** By how much a slash is multiplied, in quintillionths: by the worst window of the era. */
	#correlation(windows) {
		const { threshold, slope } = this.terms;
		const raises = [...windows.values()].map(({ missed, total }) => {
			const excess = max(min(missed, total) * BILLION - total * threshold, 0n);
			return ceilDiv(slope * QUINTILLION * excess, total * (BILLION - threshold));
		});
		return QUINTILLION + raises.reduce(max, 0n);
	}

	/** Takes what has been deferred long enough. */
	#applySlashes() {
		for (const node of this.nodes.values()) {
			for (const [era, { base, cap }] of node.slashes) {
				if (this.era.index > era + this.terms.slashDeferral) {
					const factor = this.#correlation(node.kind.eras.get(era));
					node.slashes.delete(era);
					this.#slash(node, era, min(ceilDiv(base * factor, QUINTILLION), cap));
				}
			}
		}
	}

	#slash(node, era, amount) {
		const held = node.locked + node.unbonding.reduce((sum, part) => sum + part.amount, 0n);
		const vested = node.vesting.take(amount);
		const theirs = node.backers?.slash(era, amount - vested, held) ?? 0n;
		let left = min(amount - vested - theirs, held);
		const taken = vested + theirs + left;
		this.pot -= vested;
		const burned = (taken * this.terms.burned) / BILLION;
		this.burned += burned;
		this.treasury += taken - burned;
		this.pay(node.owner, -left);
		this.slashed = (this.slashed ?? 0n) + taken;

		const fromLocked = min(left, node.locked);
		node.locked -= fromLocked;
		left -= fromLocked;
		for (const part of node.unbonding.toReversed()) {
			const taken = min(left, part.amount);
			part.amount -= taken;
			left -= taken;
		}
		const onDuty = node.status === 'Active' || node.status === 'Jailed';
		if (onDuty && !this.#isCovered(node)) {
			node.topUpBy ??= this.era.index + this.terms.topUp;
		}
	}

	#endTopUps() {
		for (const [id, node] of this.nodes) {
			if (node.topUpBy !== undefined && this.era.index > node.topUpBy) {
				// What it has earned stays, as far as it is missing.
				if (this.earned(id) > 0n) {
					this.#divide(id, 'missing');
				}
				node.topUpBy = undefined;
				if (node.status === 'Active' && !this.#isCovered(node)) {
					this.#depart(node);
					node.status = 'Suspended';
				}
			}
		}
	}

	// --- What governance does, in the present block ---

	addClass(terms) {
		const stream = new Stream();
		this.classes.push({ ...terms, stream, settled: 0n, nodes: new Set(), eras: new Map() });
	}

	setShares(shares) {
		shares.forEach((share, kind) => (this.classes[kind].share = share));
	}

	// --- What people and devices do, in the present block ---

	required(node) {
		return node.kind.perUnit * node.units;
	}

	/** What others have behind it, as far as it counts. */
	#counted(node) {
		return min(this.required(node) / 2n, node.backers?.backed ?? 0n);
	}

	#missing(node) {
		return max(0n, this.required(node) - node.locked - node.vesting.total - this.#counted(node));
	}

	#isCovered(node) {
		return this.#missing(node) === 0n;
	}

	/** The oldest era of which a slash is to come. */
	pending(id) {
		const eras = [...this.nodes.get(id).slashes.keys()];
		return eras.length > 0 ? Math.min(...eras) : undefined;
	}

	register(id, { kind, owner, payee = owner, units, collateral, metadata = 0 }) {
		const { nodeDeposit, byteDeposit } = this.terms;
		const node = {
			kind: this.classes[kind],
			owner,
			payee,
			units: BigInt(units),
			locked: collateral,
			deposit: nodeDeposit + byteDeposit * BigInt(metadata),
			unbonding: [],
			accrued: 0n,
			vesting: new Vesting(this.terms.vestingEras * this.terms.eraBlocks),
			missed: [],
			streak: 0,
			slashes: new Map(),
		};
		this.nodes.set(id, node);
		this.#join(node);
	}

	#join(node) {
		const { stream, nodes } = node.kind;
		stream.flow(this.number);
		stream.weight += node.units;
		const taken = new Set([...nodes].map(({ slot }) => slot));
		let slot = 0;
		while (taken.has(slot)) {
			slot += 1;
		}
		Object.assign(node, { entry: stream.position, status: 'Active', fresh: true, seen: false, slot });
		nodes.add(node);
	}

	/** Off the page, with what was earned up to `until`; the rest goes back. */
	#leave(kind, node, until) {
		kind.stream.flow(this.number);
		node.accrued += share(node.units, node.entry, until);
		kind.stream.reserve += share(node.units, max(node.entry, until), kind.stream.position);
		kind.stream.weight -= node.units;
		kind.nodes.delete(node);
	}

	/** Leaving in an open window: it is earned only if it was attested, and a miss if it had to be and was not. */
	#depart(node) {
		const { kind } = node;
		kind.stream.flow(this.number);
		if (node.seen) {
			this.#leave(kind, node, kind.stream.position);
			return;
		}
		const forfeited = share(node.units, max(node.entry, kind.settled), kind.stream.position);
		if (!node.fresh) {
			this.#miss(kind, node, Math.floor(this.number / kind.period) + 1, forfeited);
		}
		this.#leave(kind, node, max(node.entry, kind.settled));
	}

	attest(id) {
		this.nodes.get(id).seen = true;
	}

	/** What the payee would be paid now. */
	claimable(id) {
		const node = this.nodes.get(id);
		const own = this.earned(id) - (node.backers?.part(this.earned(id), this.#own(node)) ?? 0n);
		return own - ceilDiv(own * this.terms.vestingPart, BILLION) + node.vesting.copy().release(this.number);
	}

	/** What it has earned in settled windows, and nobody claimed. */
	earned(id) {
		const node = this.nodes.get(id);
		const running = node.status === 'Active' ? share(node.units, node.entry, node.kind.settled) : 0n;
		return node.accrued + running;
	}

	/** What of the owner's earns beside backers'. */
	#own(node) {
		return min(node.locked, this.required(node) - this.#counted(node));
	}

	claim(id) {
		return this.#divide(id);
	}

	/** A part of the payee's vests first, and `stay` says what else stays: what is missing, or nothing at all. */
	#divide(id, stay = 'vesting') {
		const node = this.nodes.get(id);
		const amount = this.earned(id);
		if (node.status === 'Active') {
			node.entry = max(node.entry, node.kind.settled);
		}
		node.accrued = 0n;
		const shared = node.backers?.divide(amount, this.#own(node)) ?? 0n;
		const own = amount - shared;
		let paid = own;
		if (stay === 'nothing') {
			paid += node.vesting.take(node.vesting.total);
		} else {
			paid += node.vesting.release(this.number);
			const part = ceilDiv(own * this.terms.vestingPart, BILLION);
			node.vesting.add(part, this.number);
			paid -= part;
		}
		if (stay === 'missing') {
			const kept = min(paid, this.#missing(node));
			node.vesting.add(kept, this.number);
			paid -= kept;
		}
		this.pot -= shared + paid;
		this.pay(node.payee, paid);
		return { amount, shared, paid };
	}

	unjail(id) {
		const node = this.nodes.get(id);
		node.streak = 0;
		this.#join(node);
	}

	deposit(id, amount) {
		const node = this.nodes.get(id);
		node.locked += amount;
		if (this.#isCovered(node)) {
			node.topUpBy = undefined;
			if (node.status === 'Suspended') {
				this.#join(node);
			}
		}
	}

	retire(id) {
		const node = this.nodes.get(id);
		if (node.status === 'Active') {
			this.#depart(node);
		}
		node.status = 'Retiring';
		const { shared } = node.backers?.backed > 0n ? this.claim(id) : { shared: 0n };
		this.requestWithdrawal(id, node.locked);
		node.topUpBy = undefined;
		return shared;
	}

	requestWithdrawal(id, amount) {
		const node = this.nodes.get(id);
		node.locked -= amount;
		node.unbonding.push({ amount, unlocks: this.era.index + this.terms.unbonding });
	}

	/** Pays what has unbonded; nothing is held back here, for the stories end with no slash pending. */
	withdraw(id) {
		const node = this.nodes.get(id);
		node.unbonding = node.unbonding.filter(({ unlocks }) => unlocks > this.era.index);
	}

	/** All is paid, for no slash can come any more. */
	reap(id) {
		this.#divide(id, 'nothing');
		this.nodes.delete(id);
	}

	/** What is held on an account for its nodes. */
	held(account) {
		return [...this.nodes.values()]
			.filter(({ owner }) => owner === account)
			.map((node) => node.unbonding.reduce((sum, part) => sum + part.amount, node.locked + node.deposit))
			.reduce((sum, amount) => sum + amount, 0n);
	}
}
