// Device keys and the bytes that they sign, built by hand from pallets/primitives/README.md and docs/dapps.md.

import { Keyring } from '@polkadot/api';
import { bnToU8a, compactAddLength, compactToU8a, stringToU8a, u8aConcat, u8aToHex } from '@polkadot/util';

const PAYLOAD_VERSION = 1;

/** First byte of a general transaction: type `0b01`, format version 5. */
const GENERAL_V5 = 0b0100_0101;
/** The version of the transaction extensions that follow. */
const EXTENSION_VERSION = 0;

/** What each transaction extension encodes in a general transaction that has nothing to say. */
const EXTENSIONS = {
	AuthorizeCall: [],
	CheckNonZeroSender: [],
	CheckSpecVersion: [],
	CheckTxVersion: [],
	CheckGenesis: [],
	CheckMortality: [0],
	CheckNonce: [0],
	CheckWeight: [],
	ChargeTransactionPayment: [0],
	CheckMetadataHash: [0],
	WeightReclaim: [],
};

const u16 = (number) => bnToU8a(number, { bitLength: 16, isLe: true });
const u32 = (number) => bnToU8a(number, { bitLength: 32, isLe: true });
const bytes = (text) => compactAddLength(stringToU8a(text));

/** What a device key signs so that `owner` may register it. */
export function possessionMessage(genesis, owner, expires) {
	return u8aConcat(bytes('substation/possession'), genesis, owner, u32(expires));
}

/** What a device key signs to attest. */
export function attestationMessage(payload) {
	return u8aConcat(bytes('substation/attest'), encodePayload(payload));
}

/** The SCALE encoding of a payload. */
export function encodePayload({ version, genesis, address, window, challenge, report }) {
	return u8aConcat(
		[version],
		genesis,
		u16(address.class),
		u32(address.page),
		u16(address.slot),
		u32(window),
		challenge,
		u32(report.firmware),
		u32(report.uptime),
		u32(report.available),
	);
}

/** A call as a general transaction: no signature, no nonce, no fee payer; the call itself says who authorises it. */
export function generalTransaction(api, call) {
	const extensions = api.registry.signedExtensions.map((name) => {
		if (!(name in EXTENSIONS)) {
			throw new Error(`unknown transaction extension ${name}`);
		}
		return EXTENSIONS[name];
	});
	const body = u8aConcat([GENERAL_V5, EXTENSION_VERSION], ...extensions, call.method.toU8a());
	return u8aToHex(u8aConcat(compactToU8a(body.length), body));
}

/** The key inside a piece of hardware. */
export class Device {
	/** `secret`: a URI, or the bytes of a seed. `type`: sr25519, ed25519 or ecdsa. */
	constructor(secret, type = 'sr25519') {
		const keyring = new Keyring({ type });
		this.pair = typeof secret === 'string' ? keyring.addFromUri(secret) : keyring.addFromSeed(secret);
		this.kind = type.charAt(0).toUpperCase() + type.slice(1);
	}

	/** The key as the chain's `MultiSigner`. */
	get key() {
		return { [this.kind]: u8aToHex(this.pair.publicKey) };
	}

	/** A `MultiSignature`. */
	sign(message) {
		return { [this.kind]: u8aToHex(this.pair.sign(message)) };
	}

	/** Consent to be registered by `owner`. */
	possession(genesis, owner, expires) {
		return { expires, signature: this.sign(possessionMessage(genesis, owner, expires)) };
	}

	/** The payload of a duty, as `DepinApi` gives it. */
	payload(genesis, duty, report = { firmware: 1, uptime: 3600, available: 1 }) {
		return {
			version: PAYLOAD_VERSION,
			genesis,
			address: {
				class: duty.address.class.toNumber(),
				page: duty.address.page.toNumber(),
				slot: duty.address.slot.toNumber(),
			},
			window: duty.window.toNumber(),
			challenge: duty.challenge.toU8a(),
			report,
		};
	}

	/** An item of `attestation.attestBatch`. */
	item(payload) {
		const { address, window, report } = payload;
		const signature = this.sign(attestationMessage(payload));
		return { page: address.page, slot: address.slot, window, report, signature };
	}

	/** `attestation.attest` as the bytes of a general transaction. */
	transaction(api, payload) {
		const signature = this.sign(attestationMessage(payload));
		return generalTransaction(api, api.tx.attestation.attest(payload, signature));
	}
}
