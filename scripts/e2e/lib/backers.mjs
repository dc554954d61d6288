// What stands behind one node besides its owner's collateral, in plain integers, from pallets/backing/README.md: pools
// of shares, and what a reward and a slash do to them.

const BILLION = 10n ** 9n;
/** What a share's earnings are scaled by. */
const SCALE = 2n ** 64n;
/** Shares for each base unit that no slash takes. */
const KEPT = 2n ** 40n;

const ceilDiv = (a, b) => (a + b - 1n) / b;
const min = (a, b) => (a < b ? a : b);
const sum = (amounts) => amounts.reduce((all, amount) => all + amount, 0n);

class Pool {
	constructor(acc = 0n) {
		Object.assign(this, { tokens: 0n, shares: 0n, acc });
	}

	join(amount) {
		const shares = this.shares === 0n ? amount : (amount * this.shares) / this.tokens;
		this.tokens += amount;
		this.shares += shares;
		return shares;
	}

	worth(shares) {
		return shares === 0n ? 0n : (shares * this.tokens) / this.shares;
	}

	leave(shares) {
		const tokens = this.worth(shares);
		this.tokens -= tokens;
		this.shares -= shares;
		return tokens;
	}

	/** Each token has earned `step`. */
	earn(step) {
		if (this.shares > 0n) {
			this.acc += (step * this.tokens) / this.shares;
		}
	}
}

export class Backers {
	main = new Pool();
	/** By the era in which the tokens came. */
	young = new Map();
	/** By the era in which they left. */
	leaving = new Map();
	/** By address: shares here and there, and what they have earned. */
	positions = new Map();

	/** `commission` and the owner's first part of each slash in billionths. */
	constructor({ commission, ownerFirst = BILLION / 2n }) {
		Object.assign(this, { commission, ownerFirst });
	}

	get backed() {
		return sum([this.main, ...this.young.values()].map(({ tokens }) => tokens));
	}

	/** All tokens that are not paid out. */
	get tokens() {
		return this.backed + sum([...this.leaving.values()].map(({ tokens }) => tokens));
	}

	// --- What the node earns and loses ---

	/** The backers' part of a reward, of which the owner has `own` that earns. */
	part(reward, own) {
		const backed = this.backed;
		const rest = reward - ceilDiv(reward * this.commission, BILLION);
		return backed === 0n ? 0n : (rest * backed) / (own + backed);
	}

	/** Gives it to them. */
	divide(reward, own) {
		const [backed, part] = [this.backed, this.part(reward, own)];
		if (part === 0n) {
			return 0n;
		}
		const step = (part * SCALE) / backed;
		[this.main, ...this.young.values()].forEach((pool) => pool.earn(step));
		return part;
	}

	/** What a slash for misses of `era` takes of them, where the owner has `held`. */
	slash(era, amount, held) {
		const answering = [
			this.main,
			...[...this.young].filter(([came]) => came < era).map(([, pool]) => pool),
			...[...this.leaving].filter(([left]) => left >= era).map(([, pool]) => pool),
		].filter(({ tokens }) => tokens > 0n);
		const stood = sum(answering.map(({ tokens }) => tokens));
		const first = min(ceilDiv(amount * this.ownerFirst, BILLION), held);
		const all = held - first + stood;
		const due = all === 0n ? 0n : (min(amount - first, all) * stood) / all;
		let [before, taken] = [0n, 0n];
		for (const pool of answering) {
			const upto = before + pool.tokens;
			const part = (due * upto) / stood - (due * before) / stood;
			before = upto;
			const most = pool.tokens - ceilDiv(pool.shares, KEPT);
			pool.tokens -= min(part, most);
			taken += min(part, most);
		}
		return taken;
	}

	// --- What backers do, after the node was paid; `pending` is the oldest era with a slash to come ---

	/** What came in an era from which and before which no slash is to come any more joins the main pool. */
	#merge(now, pending) {
		for (const [era, pool] of this.young) {
			if (era >= now || (pending !== undefined && pending <= era)) {
				continue;
			}
			this.young.delete(era);
			const came = [...this.positions.values()].filter(({ young }) => young?.era === era);
			if (this.main.shares === 0n) {
				this.main = pool;
				came.forEach(({ young }) => (young.old = true));
				continue;
			}
			const terms = { old: pool.shares, into: this.main.join(pool.tokens) };
			for (const position of came) {
				const { shares, entry } = position.young;
				position.accrued += (shares * (pool.acc - entry)) / SCALE;
				const into = (shares * terms.into) / terms.old;
				terms.old -= shares;
				terms.into -= into;
				position.young = { era, shares: into, entry: this.main.acc, pool: this.main, old: true };
			}
		}
	}

	/** Counts what its shares have earned, each kind by itself. */
	#accrue(position) {
		const { young, shares, entry } = position;
		position.accrued += (shares * (this.main.acc - entry)) / SCALE;
		position.entry = this.main.acc;
		if (young) {
			position.accrued += (young.shares * (young.pool.acc - young.entry)) / SCALE;
			young.entry = young.pool.acc;
		}
	}

	/** The position, with all that is old in the main pool. */
	#touched(who, now, pending) {
		this.#merge(now, pending);
		const position = this.positions.get(who) ?? {
			...{ shares: 0n, entry: this.main.acc, young: undefined, leaving: new Map(), accrued: 0n },
		};
		this.#accrue(position);
		if (position.young?.old) {
			position.shares += position.young.shares;
			position.young = undefined;
		}
		return position;
	}

	back(who, amount, now, pending) {
		const position = this.#touched(who, now, pending);
		const pool = this.young.get(now) ?? new Pool(this.main.acc);
		this.young.set(now, pool);
		const shares = pool.join(amount) + (position.young?.shares ?? 0n);
		position.young = { era: now, shares, entry: pool.acc, pool, old: false };
		this.positions.set(who, position);
	}

	/** All that is old leaves. Returns what it is worth. */
	unback(who, now, pending) {
		const position = this.#touched(who, now, pending);
		const tokens = this.main.leave(position.shares);
		position.shares = 0n;
		const pool = this.leaving.get(now) ?? new Pool();
		this.leaving.set(now, pool);
		position.leaving.set(now, pool.join(tokens));
		return tokens;
	}

	/** What `claim` would pay. */
	claimable(who) {
		const position = { ...this.positions.get(who) };
		position.young &&= { ...position.young };
		this.#accrue(position);
		return position.accrued;
	}

	claim(who) {
		const position = this.positions.get(who);
		this.#accrue(position);
		const amount = position.accrued;
		position.accrued = 0n;
		return amount;
	}

	/** What has left in `era` is paid. With nothing left, what was earned as well. */
	withdraw(who, era) {
		const position = this.positions.get(who);
		const tokens = this.leaving.get(era).leave(position.leaving.get(era));
		position.leaving.delete(era);
		return { tokens, earned: this.#end(who) };
	}

	/** The node is gone: all is paid. */
	end(who, now) {
		const position = this.#touched(who, now);
		const tokens = this.main.leave(position.shares);
		position.shares = 0n;
		return { tokens, earned: this.#end(who) };
	}

	#end(who) {
		const { shares, young, leaving, accrued } = this.positions.get(who);
		if (shares > 0n || young || leaving.size > 0) {
			return 0n;
		}
		this.positions.delete(who);
		return accrued;
	}
}
