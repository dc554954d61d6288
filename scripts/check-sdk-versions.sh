#!/usr/bin/env bash
# Holds the SDK crates of Cargo.toml, of the fuzzer and of the bencher against the umbrella crate `polkadot-sdk`, and
# keeps crates that have no place here out of Cargo.lock.
#
#   scripts/check-sdk-versions.sh           says what differs
#   scripts/check-sdk-versions.sh --write   writes the umbrella's versions and updates the lock files
#
# To move to another release: change `umbrella`, and run it with --write.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/env.sh"
cd "$substation_root"

umbrella=2609.2.0

# `cargo info` downloads the crate and unpacks its manifest into the registry folder.
cargo info --quiet "polkadot-sdk@$umbrella" >/dev/null ||
	fail "crates.io did not give polkadot-sdk $umbrella. Check the network and the version, then run this again."
manifest="$(find "${CARGO_HOME:-$HOME/.cargo}/registry/src" -path "*/polkadot-sdk-$umbrella/Cargo.toml" | head -n 1)"
[ -n "$manifest" ] || fail "polkadot-sdk $umbrella was not unpacked into ${CARGO_HOME:-$HOME/.cargo}/registry/src."

# What the umbrella pins: a crate and its version a line.
pins="$(awk '
	match($0, /^\[dependencies\..*\]/) { name = substr($0, 15, RLENGTH - 15); next }
	/^\[/ { name = "" }
	name != "" && /^version = / { split($0, part, "\""); print name, part[2]; name = "" }
' "$manifest")"

# Prints a manifest of ours with these versions.
pinned() {
	awk '
		FNR == NR { pinned[$1] = $2; next }
		$1 in pinned { sub(/"[0-9][^"]*"/, "\"" pinned[$1] "\"") }
		/^# polkadot-sdk / { sub(/`polkadot-sdk` [0-9.]*[0-9]/, "`polkadot-sdk` '"$umbrella"'") }
		{ print }
	' <(echo "$pins") "$1"
}

for ours in Cargo.toml runtime/fuzz/Cargo.toml scripts/bencher/Cargo.toml; do
	if [ "${1:-}" = --write ]; then
		pinned "$ours" >"$ours.new" && mv "$ours.new" "$ours"
		cargo update --quiet --workspace --manifest-path "$ours"
	else
		diff --unified=0 "$ours" <(pinned "$ours") ||
			fail "$ours differs from polkadot-sdk $umbrella. Run: scripts/check-sdk-versions.sh --write"
	fi
done

# Every crate of the block must be one that the umbrella knows.
awk '
	FNR == NR { known[$1]; next }
	/^# polkadot-sdk / { inside = 1; next }
	/^# Everything else/ { inside = 0 }
	inside && /^[a-z]/ { checked++; if (!($1 in known)) { print "error: " $1 " is not in the umbrella crate"; wrong++ } }
	END {
		if (!checked) { print "error: no polkadot-sdk block found in Cargo.toml"; wrong++ }
		if (!wrong) print checked " SDK crates agree with polkadot-sdk '"$umbrella"'"
		exit wrong > 0
	}
' <(echo "$pins") Cargo.toml || fail "Leave those crates out, or put them below the line 'Everything else'."

unwanted="$(grep -oE '^name = "(librocksdb-sys|cumulus-[^"]*|polkadot-parachain-[^"]*)"' Cargo.lock || true)"
[ -z "$unwanted" ] || fail "Cargo.lock has crates that do not belong in a solo chain on ParityDB: ${unwanted//$'\n'/, }. Find who asks for them with: cargo tree --invert <crate>"
