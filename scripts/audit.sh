#!/usr/bin/env bash
# Licences, sources and bans of everything in Cargo.lock, by deny.toml. Builds cargo-deny first where it is missing: three
# minutes, once. `scripts/test.sh` runs it.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=scripts/env.sh
source scripts/env.sh
version=0.20.2

tools=$CARGO_TARGET_DIR/tools
if [[ $("$tools/bin/cargo-deny" --version 2>/dev/null) != "cargo-deny $version" ]]; then
	say "Building cargo-deny $version"
	cargo install --quiet --locked --root "$tools" --target-dir "$tools/build" --version "$version" cargo-deny
fi
"$tools/bin/cargo-deny" --log-level error --locked check bans licenses sources
