#!/usr/bin/env bash
# Looks for code that no test misses: changes the formulas, settlement, slashes and rewards one small thing at a time, and runs
# the tests of that pallet. A change that they do not notice is written down as missed, and the script fails. Tests that
# find no end have noticed it. Takes an hour and a half.
#
#   scripts/mutants.sh [PALLET …]     math, rewards, slashing and attestation's settlement unless given
#
# Builds cargo-mutants first where it is missing: two minutes, once. What is left out, and why: scripts/mutants.toml.
set -euo pipefail
cd "$(dirname "$0")/.."
bash scripts/setup.sh
# shellcheck source=scripts/env.sh
source scripts/env.sh
# shellcheck source=scripts/tools.sh
source scripts/tools.sh

need_tool cargo-mutants 27.1.0
# Fast to build and to run, both a little; a tree of its own, so that yours stays as it is.
export CARGO_PROFILE_DEV_OPT_LEVEL=1 CARGO_PROFILE_DEV_DEBUG=0 SKIP_WASM_BUILD=1
export CARGO_TARGET_DIR="$CARGO_TARGET_DIR/mutants/target"
# A change can make a loop endless, and what it fills as well.
ulimit -v 8000000
missed=()
[ $# -gt 0 ] || set -- math rewards slashing attestation
for pallet in "$@"; do
	package="pallet-$pallet" files=() status=0
	[ "$pallet" != math ] || package=substation-math
	[ "$pallet" != attestation ] || files=(--file '**/settlement.rs' --file '**/slots.rs')
	say "Changing $package"
	results="$CARGO_TARGET_DIR/$package"
	cargo mutants --config scripts/mutants.toml --package "$package" "${files[@]}" \
		--timeout 30 --colors never --output "$results" -- --lib || status=$?
	case $status in
	# Some were missed (2), or tests of some found no end (3), which is said of those that were missed beside them as well.
	0 | 2 | 3) ;;
	4) fail "the tests of $package fail before anything is changed: see above" ;;
	*) fail "cargo-mutants could not look at $package, and ended with $status: see above" ;;
	esac
	[ ! -s "$results/mutants.out/missed.txt" ] || missed+=("$results/mutants.out/missed.txt")
done
[ ${#missed[@]} = 0 ] || fail "some changes were not noticed: see ${missed[*]}"
