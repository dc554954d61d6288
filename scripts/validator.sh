#!/usr/bin/env bash
# What the person behind a validator runs.
#
#   scripts/validator.sh start --chain NAME|FILE [--base-path FOLDER] [-- NODE OPTIONS]
#       makes the node's key if it has none, and runs the node as a validator
#   scripts/validator.sh setup …     makes session keys, bonds, registers them, declares the account a validator
#   scripts/validator.sh payout …    pays it and its nominators what they have earned
#   scripts/validator.sh leave …     stops validating and starts to unbond
#   scripts/validator.sh withdraw …  takes what has unbonded
#   scripts/validator.sh doctor …    says what is wrong with a running validator, and what mends it
#
# `scripts/validator.sh setup --help`, `… payout --help` and `… doctor --help` have the options. The node is the `substation` in PATH, or else
# the one that was built here.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/env.sh"

usage="Usage: scripts/validator.sh start|setup|payout|leave|withdraw|doctor [OPTIONS]"
SUBSTATION="$(command -v substation || true)"
[ -n "$SUBSTATION" ] || SUBSTATION="$CARGO_TARGET_DIR/release/substation"
export SUBSTATION

# Makes the key by which others know the node on this chain, if there is none. The node does not write over one that is there.
node_key() {
	local said
	said="$("$SUBSTATION" key generate-node-key "$@" 2>&1)" || [[ $said == *"key already exists"* ]] || fail "$said"
}

start() {
	local place=() chain='' folder="$HOME/.local/share/substation"
	while [ $# -gt 0 ]; do
		case "$1" in
		--chain) chain="${2:-}" ;;
		--base-path) folder="${2:-}" ;;
		--)
			shift
			break
			;;
		*) fail "Unknown option $1: what is for the node goes behind --. $usage" ;;
		esac
		shift 2 || fail "$1 needs a value. $usage"
	done
	[ -n "$chain" ] || fail "Say which chain with --chain: a name, or the file that the network's people have published."
	[ -x "$SUBSTATION" ] || fail "substation is neither in PATH nor built: cargo build --release --locked --workspace"
	place=(--chain "$chain" --base-path "$folder")
	# Files that nobody else reads: the node's key, the keystore.
	umask 077
	node_key "${place[@]}"
	exec "$SUBSTATION" "${place[@]}" --validator "$@"
}

job="${1:-}"
[ $# -eq 0 ] || shift
case "$job" in
start) start "$@" ;;
setup | leave | withdraw | payout | doctor)
	# shellcheck source=scripts/javascript.sh
	source "$substation_root/scripts/javascript.sh"
	case "$job" in
	payout | doctor) tool=("$job.mjs") ;;
	*) tool=(setup.mjs "$job") ;;
	esac
	exec node "$substation_root/scripts/ops/${tool[0]}" "${tool[@]:1}" "$@"
	;;
-h | --help | '') sed -n '2,/^set/s/^# \{0,1\}//p' "$0" ;;
*) fail "Unknown command $job. $usage" ;;
esac
