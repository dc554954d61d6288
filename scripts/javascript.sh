# shellcheck shell=bash
# Sourced by the scripts that run JavaScript, in place of env.sh: installs the pinned packages, and a newer Node.js where
# the distribution's is too old (Debian 12 ships 18).
source "$(dirname "${BASH_SOURCE[0]}")/env.sh"

(
	cd "$substation_root/scripts" || exit
	# What npm writes last.
	[ node_modules/.package-lock.json -nt package-lock.json ] || npm ci --no-audit --no-fund --silent
	if [ "$(node -p 'parseInt(process.versions.node)')" -lt 20 ] && [ ! -x node_modules/node/bin/node ]; then
		npm install --no-save --no-audit --no-fund --silent node@20
	fi
)
if [ -x "$substation_root/scripts/node_modules/node/bin/node" ]; then
	PATH="$substation_root/scripts/node_modules/node/bin:$PATH"
fi
