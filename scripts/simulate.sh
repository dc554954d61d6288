#!/usr/bin/env bash
# Simulates the economy on the real runtime, with demand that grows, stalls or collapses: writes docs/simulation.md.
#
#   scripts/simulate.sh [YEARS]     10 unless given
#
# Fails if an attack pays, or a node breaks even more than one point from where its class says.
set -euo pipefail
cd "$(dirname "$0")/.."
bash scripts/setup.sh
# shellcheck source=scripts/javascript.sh
source scripts/javascript.sh

say "Building"
cargo build --release --locked --workspace --examples

results="$CARGO_TARGET_DIR/simulation.json"
say "Simulating ${1:-10} years"
"$CARGO_TARGET_DIR/release/examples/simulation" "${1:-10}" >"$results" || failed=1
node scripts/e2e/simulation/report.mjs <"$results"
if [[ -n ${failed:-} ]]; then
	say "A bar is broken. See above, and docs/simulation.md"
	exit 1
fi
say "Done. See docs/simulation.md"
