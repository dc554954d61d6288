#!/usr/bin/env bash
# Attestations beside what one would use instead, in one run: writes docs/throughput.md. How many a second go through a node,
# alone and in batches, beside transfers and beside what checking their signatures takes; how long full blocks take beside what
# they declare; and what attestations cost beside the heartbeats of the SDK. Fails where a block takes longer than it declares by
# more than a quarter.
set -euo pipefail
cd "$(dirname "$0")/.."
bash scripts/setup.sh
# shellcheck source=scripts/javascript.sh
source scripts/javascript.sh

say "Building"
cargo build --release --locked --workspace --bins --examples

say "Measuring a node"
through_a_node=$(node scripts/e2e/scale/throughput.mjs)
echo "$through_a_node"
say "Filling blocks"
full_blocks=$(node scripts/e2e/scale/full-blocks.mjs) || late=1
[ -n "$full_blocks" ] || fail "The blocks could not be filled: see above"
echo "$full_blocks"
say "Measuring heartbeats"
heartbeats=$("$CARGO_TARGET_DIR/release/examples/heartbeats")
echo "$heartbeats"

cat >docs/throughput.md <<END
# Side by side

Measured by \`scripts/throughput.sh\`, all in one run on one machine of $(nproc) cores. Figures are of that machine, under the load that it had;
their ratios carry over.

## Through a node

4,096 nodes attest over RPC on one development node, beside as many transfers: by themselves, and by relayers in batches. What is signed
was signed before. Each kind is handed in by the same client over one connection, and then put into blocks: both count. The limit is the
rate at which one core checks sr25519 signatures, the dearest of the three kinds of device keys, which a chain cannot do without.

$through_a_node

The targets: a single attestation no slower than a transfer, one in a batch five times faster and within twice the limit.

Where the time goes in a block that is full of single attestations, executed natively (\`scripts/flamegraph.sh\`; open the picture by itself to
look closer): two thirds is the check of their signatures.

![a block full of attestations](attestations.svg)

## Full blocks

As much of one kind as a block has room for, on the same node: what the block declares, and how long it takes to make it and to put it into the
database. What takes most of its time is what does nothing but compute: a relayer's attestations, each forged, so that all are checked and
none counts. *Bytes* are those of a block's body. Each call and hook by itself, at the bounds of its arguments and in its worst state: \`scripts/bench.sh --verify\`.

$full_blocks

The target: no block takes longer than it declares, but for a margin of a quarter.

## Beside \`pallet-im-online\`

The SDK's heartbeats do less: they say that a validator was there in a session, and pay and price nothing. Natively, both in one process: to
check and note one message, and to close a window (all of its 600 blocks) or a session in which everybody was there.

$heartbeats
END
[[ -z ${late:-} ]] || fail "Blocks take longer than they declare: see above, and docs/throughput.md"
say "Done. See docs/throughput.md"
