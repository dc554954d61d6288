#!/usr/bin/env bash
# Random lives of the whole runtime, each from a new seed: `fuzz.sh SECONDS`, or until stopped.
# `FUZZ_SEED=N fuzz.sh` runs one again that has failed.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=scripts/env.sh
source scripts/env.sh

export FUZZ_SECONDS=${1:-4000000000}
exec cargo test --release --locked --workspace --test economy -- --nocapture --exact \
	fuzz::random_lives_should_break_no_invariant
