#!/usr/bin/env bash
# How many attestations a second go through a node, alone and in batches, beside transfers and beside what checking their
# signatures takes: prints a table. Its last results stand in docs/scale.md.
set -euo pipefail
cd "$(dirname "$0")/.."
bash scripts/setup.sh
# shellcheck source=scripts/javascript.sh
source scripts/javascript.sh

say "Building"
cargo build --release --locked --workspace
cargo build --release --locked --workspace --examples

say "Measuring"
node scripts/e2e/scale/throughput.mjs
