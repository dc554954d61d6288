#!/usr/bin/env bash
# Looks into a full block of attestations while it is made, natively: writes docs/attestations.svg. Where the time goes is the
# width. Needs Linux's `perf` (Debian: linux-perf), and builds inferno first where it is missing: a minute.
set -euo pipefail
cd "$(dirname "$0")/.."
bash scripts/setup.sh
# shellcheck source=scripts/env.sh
source scripts/env.sh
# shellcheck source=scripts/tools.sh
source scripts/tools.sh

command -v perf >/dev/null || fail "perf is missing (Debian: apt-get install linux-perf)"
need_tool inferno 0.12.8
say "Building"
cargo build --release --locked --workspace --bins --examples

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
say "Sampling"
# A processor's own counters are not to be had in every machine; its clock is.
perf record --quiet --event cpu-clock --freq 997 --call-graph dwarf,16384 --output "$work/samples" \
	"$CARGO_TARGET_DIR/release/examples/full_block" 10
say "Drawing"
perf script --input "$work/samples" 2>/dev/null | inferno-collapse-perf >"$work/stacks" 2>/dev/null
# Making the state and signing are not what is looked into.
grep 'full_block::make' "$work/stacks" | sed -E 's/^.*;(full_block::make;)/\1/' |
	inferno-flamegraph --title "A block full of attestations" --minwidth 0.3 >docs/attestations.svg
say "Done. See docs/attestations.svg"
