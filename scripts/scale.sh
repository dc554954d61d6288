#!/usr/bin/env bash
# Measures what the chain costs with 100 to 1,000,000 nodes, of which none, 1 %, 10 % or all miss a window, and what a
# migration of the last of these chains takes: writes docs/scale.md.
#
#   scripts/scale.sh                10^2, 10^4, 10^5 and 10^6 nodes
#   scripts/scale.sh NODES …        so many, and prints what it would write
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
sizes=("$@")
[ $# -gt 0 ] || sizes=(100 10000 100000 1000000)
# Of these all are jailed in the second hour: they have missed as many windows in a row before as `wireless` puts up with.
jailed=${1:-100000}
streak=23
for nodes in "${sizes[@]}"; do
	for missing in 10 100 1000; do
		say "$nodes nodes, $missing in a thousand missing"
		node scripts/e2e/scale/measure.mjs "$nodes" "$missing" | tee -a "$results"
	done
done
say "$jailed nodes, of which all are jailed"
node scripts/e2e/scale/measure.mjs "$jailed" 1000 "$streak" | tee -a "$results"
say "A migration of $nodes nodes"
NODES=$nodes RESULTS=$results bash scripts/e2e.sh scale/upgrade.test.mjs
if [ $# -gt 0 ]; then
	node scripts/e2e/scale/report.mjs --print <"$results"
	exit
fi
node scripts/e2e/scale/report.mjs <"$results"
say "Done. See docs/scale.md"
