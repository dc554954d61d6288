#!/usr/bin/env bash
# Holds the polkadot-sdk block of Cargo.toml against the umbrella crate `polkadot-sdk`, and keeps
# crates that have no place here out of Cargo.lock.
# To move to another release: change `umbrella`, run this, and copy the versions that it prints.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/env.sh"
cd "$substation_root"

umbrella=2609.2.0

# `cargo info` downloads the crate and unpacks its manifest into the registry folder.
cargo info --quiet "polkadot-sdk@$umbrella" >/dev/null ||
	fail "crates.io did not give polkadot-sdk $umbrella. Check the network and the version, then run this again."
manifest="$(find "${CARGO_HOME:-$HOME/.cargo}/registry/src" -path "*/polkadot-sdk-$umbrella/Cargo.toml" | head -n 1)"
[ -n "$manifest" ] || fail "polkadot-sdk $umbrella was not unpacked into ${CARGO_HOME:-$HOME/.cargo}/registry/src."

# Prints every line of ours that differs from the umbrella; its exit code says whether any does.
awk '
	FNR == NR {
		if (match($0, /^\[dependencies\..*\]/)) name = substr($0, 15, RLENGTH - 15)
		else if (/^\[/) name = ""
		else if (name != "" && /^version = /) { split($0, part, "\""); pinned[name] = part[2]; name = "" }
		next
	}
	/^# polkadot-sdk / { inside = 1; next }
	/^# Everything else/ { inside = 0 }
	inside && /^[a-z]/ {
		match($0, /"[0-9][^"]*"/)
		version = substr($0, RSTART + 1, RLENGTH - 2)
		checked++
		if (!($1 in pinned)) { print "error: " $1 " is not in the umbrella crate"; wrong++ }
		else if (pinned[$1] != version) { print "error: " $1 " is " version ", the umbrella pins " pinned[$1]; wrong++ }
	}
	END {
		if (!checked) { print "error: no polkadot-sdk block found in Cargo.toml"; exit 1 }
		if (!wrong) print checked " SDK crates agree with polkadot-sdk '"$umbrella"'"
		exit wrong > 0
	}
' "$manifest" Cargo.toml || fail "Put the versions that the umbrella pins into Cargo.toml and run: cargo update --workspace"

unwanted="$(grep -oE '^name = "(librocksdb-sys|cumulus-[^"]*|polkadot-parachain-[^"]*)"' Cargo.lock || true)"
[ -z "$unwanted" ] || fail "Cargo.lock has crates that do not belong in a solo chain on ParityDB: ${unwanted//$'\n'/, }. Find who asks for them with: cargo tree --invert <crate>"
