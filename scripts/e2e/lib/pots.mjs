// Accounts that belong to no person, from docs/dapps.md.

import { stringToU8a, u8aConcat } from '@polkadot/util';
import { encodeAddress } from '@polkadot/util-crypto';

const account = (id) => encodeAddress(u8aConcat(stringToU8a(`modl${id}`), new Uint8Array(20)));

export const POTS = {
	/** What the class pools have not paid out yet. */
	pot: [account('sb/rewrd')],
	/** The validators' part of the emission, before and after it is set aside for the stakers. */
	validators: [account('sb/valid'), account('sb/stake')],
	treasury: [account('py/trsry')],
	/** What customers' agreements hold. */
	services: [account('sb/servc')],
	/** What backers have behind nodes, and what they have earned. */
	backing: [account('sb/backs')],
};
