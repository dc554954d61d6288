#!/usr/bin/env bash
# Measures what the chain costs with 100 to 1,000,000 nodes, of which none, 1 %, 10 % or all miss a window, and what a
# migration of the last of these chains takes: writes docs/scale.md.
#
#   scripts/scale.sh [NODES …]      10^2, 10^4, 10^5 and 10^6 unless given
#
# With a million nodes: about 5 GB of memory, 4 GB of disk and 5 minutes for each of the four runs.
set -euo pipefail
cd "$(dirname "$0")/.."
bash scripts/setup.sh
# shellcheck source=scripts/javascript.sh
source scripts/javascript.sh

say "Building"
cargo build --release --locked --workspace --bins --examples
bash scripts/rehearsal.sh

results="$CARGO_TARGET_DIR/scale.jsonl"
: >"$results"
[ $# -gt 0 ] || set -- 100 10000 100000 1000000
for nodes in "$@"; do
	for missing in 10 100 1000; do
		say "$nodes nodes, $missing in a thousand missing"
		node scripts/e2e/scale/measure.mjs "$nodes" "$missing" | tee -a "$results"
	done
done
say "A migration of $nodes nodes"
NODES=$nodes RESULTS=$results bash scripts/e2e.sh scale/upgrade.test.mjs
node scripts/e2e/scale/report.mjs <"$results"
say "Done. See docs/scale.md"
