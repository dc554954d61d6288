#!/usr/bin/env bash
# For the people who launch a network: makes the keys of its first validators, collects them, and writes the specification
# that all start with. docs/runbooks/launch.md says what comes when.
#
#   scripts/launch.sh keys …       on each validator: makes the node's keys, prints the public ones
#   scripts/launch.sh collect …    puts all of them into runtime/src/live.json
#   scripts/launch.sh check        builds that, and sees that its keys are nobody's who is known and its numbers right
#   scripts/launch.sh spec …       writes the chain specification and its hash
#
# `scripts/launch.sh keys --help` has the options.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/env.sh"

usage="Usage: scripts/launch.sh keys|collect|check|spec [OPTIONS]"
SUBSTATION="$(command -v substation || true)"
[ -n "$SUBSTATION" ] || SUBSTATION="$CARGO_TARGET_DIR/release/substation"
export SUBSTATION

job="${1:-}"
case "$job" in
keys | collect | spec)
	[ -x "$SUBSTATION" ] || fail "substation is neither in PATH nor built: cargo build --release --locked --workspace"
	# shellcheck source=scripts/javascript.sh
	source "$substation_root/scripts/javascript.sh"
	exec node "$substation_root/scripts/ops/launch.mjs" "$@"
	;;
check)
	cd "$substation_root"
	exec cargo test --release --locked --workspace --test economy -- live_should every_preset_should
	;;
-h | --help | '') sed -n '2,/^set/s/^# \{0,1\}//p' "$0" ;;
*) fail "Unknown command $job. $usage" ;;
esac
