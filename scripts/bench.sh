#!/usr/bin/env bash
# Measures what the chain's calls and hooks weigh: writes pallets/*/src/weights.rs and docs/costs.md.
#
#   scripts/bench.sh [STEPS [REPEATS [SECONDS]]]
#   scripts/bench.sh --verify [STEPS [REPEATS [SECONDS]]]
#   scripts/bench.sh --check
#
# With --verify nothing is written: each call and hook is measured at the bounds of its arguments and in its worst state, and
# must take no more than its weight declares.
# With --check nothing is measured: each pallet's benchmarks run once, on its mock, and what they assert must hold.
# Apart from scripts/test.sh, as it compiles all that the pallets need a second time, with other features.
#
# STEPS points for each variable of a benchmark, each measured REPEATS times, each benchmark for at least
# SECONDS; 50, 20 and 10 unless given. Close everything else on the machine before.
set -euo pipefail
cd "$(dirname "$0")/.."
bash scripts/setup.sh
# shellcheck source=scripts/env.sh
source scripts/env.sh
# shellcheck source=scripts/wasm.sh
source scripts/wasm.sh
# shellcheck source=scripts/weights.sh
source scripts/weights.sh

# By how much time may be over what is declared before it counts: what it differs by from run to run.
margin=0.25
pallets=(nodes collateral attestation slashing rewards emission services backing)

# Runs each benchmark of the pallets as a test.
check() {
	local pallet selected=() features=()
	for pallet in "${pallets[@]}"; do
		selected+=(--package "pallet-$pallet")
		features+=("pallet-$pallet/runtime-benchmarks")
	done
	cargo test --release --locked --lib "${selected[@]}" --features "$(IFS=, && echo "${features[*]}")" benchmarking
}

if [ "${1:-}" = --check ]; then
	check
	exit
fi

verify=false
if [ "${1:-}" = --verify ]; then
	verify=true
	shift
fi
steps=${1:-50} repeats=${2:-20} seconds=${3:-10}
results="$CARGO_TARGET_DIR/bench"
wasm="$(wasm_in "$results")"

# One of the bencher's dependencies would build a wasm that nobody needs.
build_bencher() {
	SKIP_WASM_BUILD=1 cargo build --release --locked --manifest-path scripts/bencher/Cargo.toml
}

bencher() { "$CARGO_TARGET_DIR/release/substation-bencher" "$@"; }

# Measures the benchmarks of a pallet, and notes what the table of costs is made from.
measure() {
	local pallet=$1 benchmarks=$2
	bencher pallet --runtime "$wasm" --genesis-builder none --pallet "$pallet" --extrinsic "$benchmarks" \
		--steps "$steps" --repeat "$repeats" --min-duration "$seconds" --disable-proof-recording --quiet \
		--json-file "$results/$pallet.json"
	from_results "$pallet" scripts/bencher/costs.hbs "$results/$pallet.txt"
}

# Makes of a pallet's measurements what a template says.
from_results() {
	local pallet=$1 template=$2 output=$3
	bencher pallet --runtime "$wasm" --genesis-builder none --pallet "$pallet" --extrinsic '*' \
		--steps "$steps" --repeat "$repeats" --quiet \
		--json-input "$results/$pallet.json" --template "$template" --output "$output"
}

say "Building the tool"
build_bencher
say "Building the runtime with its benchmarks"
build_wasm "$results" runtime-benchmarks

say "Measuring a transfer"
measure pallet_balances transfer_allow_death
for pallet in "${pallets[@]}"; do
	say "Measuring $pallet"
	measure "pallet_$pallet" '*'
done

# What was measured of the pallet with these weights.
measured() { cat "$results/$(cut -d/ -f2 <<<"$1").rs"; }

if $verify; then
	for pallet in "${pallets[@]}"; do
		from_results "pallet_$pallet" scripts/weights.hbs "$results/$pallet.rs"
	done
	excess=$(undeclared "$margin" <(all_weights measured) <(all_weights cat))
	[ -z "$excess" ] || fail "$excess"
	say "No call or hook takes more than it declares, but for a margin of $margin"
	exit
fi

say "Writing weights and docs/costs.md"
for pallet in "${pallets[@]}"; do
	weights="pallets/$pallet/src/weights.rs"
	from_results "pallet_$pallet" scripts/weights.hbs "$weights"
	rustfmt --edition 2021 --config-path rustfmt.toml "$weights"
done
bencher costs "$results"/pallet_*.txt >docs/costs.md
say "Done. See docs/costs.md"
