#!/usr/bin/env bash
# Licences, sources and bans of everything in Cargo.lock, by deny.toml. Builds cargo-deny first where it is missing: three
# minutes, once. `scripts/test.sh` runs it.
set -euo pipefail
cd "$(dirname "$0")/.."
bash scripts/setup.sh
# shellcheck source=scripts/env.sh
source scripts/env.sh
# shellcheck source=scripts/tools.sh
source scripts/tools.sh

need_tool cargo-deny 0.20.2
cargo deny --log-level error --locked check bans licenses sources
