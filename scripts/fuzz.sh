#!/usr/bin/env bash
# Lives of the whole runtime that a fuzzer leads: libFuzzer throws the dice, and goes on from what reached code that was
# not reached before. The test leads the same lives from seeds (runtime/tests/economy/fuzz).
#
#   scripts/fuzz.sh [SECONDS]   looks for a life that breaks something, for so long or until it is stopped
#   scripts/fuzz.sh FILE        leads one again that has
#
# What reached something is kept in $CARGO_TARGET_DIR/fuzz/corpus, what has failed beside it. Builds cargo-fuzz first where
# it is missing, and the runtime with counters in it.
set -euo pipefail
again=
[[ ! -f ${1:-} ]] || again=$(realpath "$1")
cd "$(dirname "$0")/.."
# shellcheck source=scripts/env.sh
source scripts/env.sh
[[ -n $again || ${1:-0} =~ ^[0-9]+$ ]] || fail "$1 is neither a file nor a number of seconds"
bash scripts/setup.sh
# shellcheck source=scripts/tools.sh
source scripts/tools.sh

need_tool cargo-fuzz 0.13.2
# The chain's versions; cargo adds libFuzzer.
cp Cargo.lock runtime/fuzz/
# Counters are in what is ours, and the code is what is shipped: nothing of it asks for `cfg(fuzzing)`.
RUSTC_WRAPPER="$substation_root/scripts/fuzz-rustc.sh" \
	cargo fuzz build --fuzz-dir runtime/fuzz --sanitizer none --no-cfg-fuzzing lives

lives=$CARGO_TARGET_DIR/$(rustc -vV | sed -n 's/^host: //p')/release/lives
[[ -z $again ]] || exec "$lives" "$again"

corpus=$CARGO_TARGET_DIR/fuzz/corpus
life=$CARGO_TARGET_DIR/fuzz/failed-$(date +%Y%m%d-%H%M%S)
mkdir -p "$corpus"
# Something to begin with: lives of chance.
for number in {1..8}; do
	[[ -e $corpus/chance-$number ]] || head -c 4096 /dev/urandom >"$corpus/chance-$number"
done
"$lives" -max_total_time="${1:-0}" -max_len=8192 -report_slow_units=3600 -print_final_stats=1 \
	-exact_artifact_path="$life" "$corpus" || {
	[[ ! -e $life ]] || fail "A life broke something. Lead it again with: scripts/fuzz.sh $life"
	exit 1
}
