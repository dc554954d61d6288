#!/usr/bin/env bash
# What a network of real nodes survives: faults, newcomers, staking, equivocation, crashes, an upgrade. Takes two hours and a
# half; needs the built node, and root for the partition.
#   scripts/soak.sh [FILE …]   only these files of scripts/e2e
set -euo pipefail
cd "$(dirname "$0")/e2e"
if [ $# -eq 0 ] || [[ "$*" == *upgrade* ]]; then
	bash ../rehearsal.sh
fi
[ $# -gt 0 ] || set -- network/*.test.mjs
exec bash ../e2e.sh "$@"
