// Accounts that belong to no person.

import { stringToU8a, u8aConcat } from '@polkadot/util';
import { encodeAddress } from '@polkadot/util-crypto';

/** The account of a pallet's identifier. */
const account = (id) => encodeAddress(u8aConcat(stringToU8a('modl'), id, new Uint8Array(32)).subarray(0, 32));
