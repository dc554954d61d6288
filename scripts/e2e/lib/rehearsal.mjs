// What the upgrade to rehearse with does to the nodes' records: it adds the block that migrated them.
// See runtime/src/rehearsal.rs.

import { hexToU8a, u8aToNumber } from '@polkadot/util';
import assert from 'node:assert/strict';

/** Bytes that each record gets more. */
export const LONGER = 4;

/** What is stored of nodes, in hexadecimal. */
export async function records(node, api, ids) {
	const keys = ids.map((id) => api.query.nodes.nodes.key(id));
	const [{ changes }] = await node.rpc('state_queryStorageAt', [keys]);
	const values = new Map(changes);
	return keys.map((key) => values.get(key));
}

/** The block that migrated a record, of which it must have left the rest as it was. */
export function migratedIn(before, after) {
	assert.ok(after.startsWith(before), `${before} became ${after}`);
	const field = hexToU8a(`0x${after.slice(before.length)}`);
	assert.equal(field.length, LONGER);
	return u8aToNumber(field);
}
