#!/usr/bin/env bash
# Prints which weights differ from another commit's, before (-) and after (+): time, reads and writes of the database.
#
#   scripts/weight-diff.sh [COMMIT]     the commit before this one unless given
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=scripts/weights.sh
source scripts/weights.sh

base=${1:-HEAD~1}
if ! git rev-parse --quiet --verify "$base^{commit}" >/dev/null; then
	echo "There is no commit $base to compare with"
	exit
fi

committed() { git show "$base:$1" 2>/dev/null || true; }

readable() {
	awk -F '\t' '{
		each = $2 == "-" ? "" : " for each " $2
		printf "%s%s: %.2f µs, %d reads, %d writes\n", $1, each, $4 / 1e6, $5, $6
	}'
}

if diff --unchanged-line-format= --old-line-format='- %L' --new-line-format='+ %L' \
	<(all_weights committed | readable) <(all_weights cat | readable); then
	echo "No weight has changed since $(git rev-parse --short "$base")"
fi
