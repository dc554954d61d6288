#!/usr/bin/env bash
# Sets the machine up, builds the node, and runs a local chain with one validator, Alice.
#
#   scripts/dev.sh                    the chain alone
#   scripts/dev.sh --fleet 20         and 20 simulated devices at work beside it
#   scripts/dev.sh -- --sealing 500   what follows `--` goes to the node
#
# The chain lives in a temporary folder and ends with Ctrl-C. To keep it: -- --base-path FOLDER
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/env.sh"
cd "$substation_root"

usage="Usage: scripts/dev.sh [--fleet NUMBER] [-- NODE OPTIONS]"
fleet=0
while [ $# -gt 0 ]; do
	case "$1" in
	--fleet)
		[[ "${2:-}" =~ ^[1-9][0-9]*$ ]] || fail "--fleet needs the number of devices. $usage"
		fleet="$2"
		shift 2
		;;
	--)
		shift
		break
		;;
	-h | --help)
		echo "$usage"
		exit 0
		;;
	*) fail "Unknown option $1. $usage" ;;
	esac
done

scripts/setup.sh
# What setup.sh may just have made.
source scripts/env.sh

# Always the whole workspace: another selection changes features, and builds everything anew.
say "Building"
cargo build --release --locked --workspace
binaries="$CARGO_TARGET_DIR/release"

port="$(printf '%s\n' "$@" | sed -nE '/^--rpc-port$/{n;p}; s/^--rpc-port=//p' | tail -n 1)"
port="${port:-9944}"
answers() { (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; }
! answers || fail "Port $port is taken, perhaps by another chain. End that, or choose a port: scripts/dev.sh -- --rpc-port NUMBER"

say "Starting the chain: ws://127.0.0.1:$port. Ctrl-C ends it."
if [ "$fleet" = 0 ]; then
	exec "$binaries/substation" --dev "$@"
fi

"$binaries/substation" --dev "$@" &
node=$!
trap 'kill "$node" 2>/dev/null || true; wait "$node" || true' EXIT

for _ in $(seq 60); do
	kill -0 "$node" 2>/dev/null || fail "The node ended before the devices could start; its message stands above."
	answers && break
	sleep 1
done
dead=$(((fleet + 9) / 10))
say "Starting $fleet devices: $dead never attest, the others miss one window in ten"
"$binaries/substation-agent" fleet "$fleet" --miss-rate 0.1 --dead "$dead" --url "ws://127.0.0.1:$port"
