#!/usr/bin/env bash
# Sets the machine up, builds the node, and runs a network of validators on this machine.
#
#   scripts/localnet.sh                         four validators, Alice to Dave
#   scripts/localnet.sh 6                       so many: 1 to 6, all of them validators from the first block on
#   scripts/localnet.sh 4 --base-path FOLDER    keeps the chain in FOLDER, and goes on with it the next time
#
# Finality needs more than two thirds of them: of four, three. Without --base-path all is gone after Ctrl-C.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/env.sh"
cd "$substation_root"

usage="Usage: scripts/localnet.sh [1-6] [--base-path FOLDER]"
count=4 folder=
while [ $# -gt 0 ]; do
	case "$1" in
	[1-6]) count="$1" ;;
	--base-path)
		folder="${2:-}"
		[ -n "$folder" ] || fail "--base-path needs a folder. $usage"
		shift
		;;
	-h | --help)
		echo "$usage"
		exit 0
		;;
	[0-9]*) fail "$1 validators cannot be started: six people have keys and tokens in the preset. $usage" ;;
	*) fail "Unknown option $1. $usage" ;;
	esac
	shift
done

scripts/setup.sh
# Also for what setup.sh may just have made.
source scripts/javascript.sh

say "Building"
cargo build --release --locked --workspace

say "Starting $count validators"
exec node scripts/ops/localnet.mjs "$count" ${folder:+"$folder"}
