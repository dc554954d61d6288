#!/usr/bin/env bash
# The economy's story on the built node, through the agent and through @polkadot/api. `scripts/test.sh` runs it too.
#   scripts/e2e.sh [FILE …]   only these files of scripts/e2e
set -euo pipefail
cd "$(dirname "$0")/e2e"
# shellcheck source=scripts/javascript.sh
source ../javascript.sh
for binary in substation substation-agent; do
	[ -x "$CARGO_TARGET_DIR/release/$binary" ] ||
		fail "$binary is not built: cargo build --release --locked --workspace"
done
[ $# -gt 0 ] || set -- tests/*.test.mjs
exec node --test --test-concurrency=1 "$@"
