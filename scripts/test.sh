#!/usr/bin/env bash
# Everything that a change has to pass. Sets up what is missing, then: format, versions, build, lints, docs,
# unit, property and runtime tests, and the story of the economy end to end on the built node.
set -euo pipefail
cd "$(dirname "$0")/.."
bash scripts/setup.sh
# shellcheck source=scripts/env.sh
source scripts/env.sh

timed() {
	local what=$1 start=$SECONDS
	shift
	say "$what"
	"$@"
	say "$what: $((SECONDS - start)) s"
}

timed "Format" cargo fmt --all --check
timed "SDK versions" bash scripts/check-sdk-versions.sh
timed "Shell scripts" shellcheck scripts/*.sh scripts/ops/*.sh
timed "What runs a node" bash scripts/ops/check.sh
timed "What the documentation names" bash scripts/check-docs.sh
timed "Weights that have changed" bash scripts/weight-diff.sh
timed "Licences and sources" bash scripts/audit.sh
timed "Build" cargo build --release --locked --workspace
# Lints need no wasm: not building it for them saves a build. They see to what other builds have as well.
SKIP_WASM_BUILD=1 timed "Lints" cargo clippy --release --locked --workspace --all-targets \
	--features substation-runtime/runtime-benchmarks,substation-runtime/try-runtime,substation-runtime/upgrade-rehearsal \
	-- -D warnings
RUSTDOCFLAGS="-D warnings" timed "Docs" cargo doc --release --locked --workspace --no-deps
timed "Tests" cargo test --release --locked --workspace
timed "End to end" bash scripts/e2e.sh
timed "Four validators" bash scripts/e2e.sh network/finality.test.mjs network/doctor.test.mjs
say "All passed in $((SECONDS / 60)) min $((SECONDS % 60)) s"
