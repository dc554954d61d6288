#!/usr/bin/env bash
# Builds the runtime to which a chain of tests is upgraded: these sources under a higher version, with a migration.
# `scripts/soak.sh` and `scripts/scale.sh` run it.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=scripts/env.sh
source scripts/env.sh
# shellcheck source=scripts/wasm.sh
source scripts/wasm.sh

folder="$CARGO_TARGET_DIR/rehearsal"
say "Building the runtime to upgrade to"
build_wasm "$folder" upgrade-rehearsal
# As a release is compressed: these eight bytes, then zstd.
{
	printf '\x52\xbc\x53\x76\x46\xdb\x8e\x05'
	zstd --quiet --stdout -15 "$(wasm_in "$folder")"
} >"$folder/runtime.compressed.wasm"
