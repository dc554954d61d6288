#!/usr/bin/env bash
# Builds what is handed out: the node, the agent, and the runtime with its metadata hash, against which hardware wallets
# check what they sign. The same commit gives the same runtime, wherever it is built with the same compiler.
#
#   scripts/release.sh FOLDER     builds the commit that is checked out, and puts the files and their hashes into FOLDER
#   scripts/release.sh --check    builds its runtime twice, compares, and signs as a hardware wallet does on a chain of it
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/env.sh"
cd "$substation_root"

usage="Usage: scripts/release.sh FOLDER | --check"
# Apart from the everyday build: the flags below would build that anew.
handout="$CARGO_TARGET_DIR/handout"
# The commit is built in a clone that lies here on every machine: the path of a crate is in the names of its functions, and
# they decide where in the wasm each function comes. Whoever builds a release makes this folder and removes it.
source_folder=/tmp/substation-release
wasm=substation_runtime.compact.compressed.wasm

clone_commit() {
	mkdir "$source_folder" 2>/dev/null || fail "$source_folder is there: another release is being built, or was broken off; then remove it"
	# shellcheck disable=SC2064 # The folder's name is wanted as it is now.
	trap "rm -rf '$source_folder'" EXIT
	git clone --quiet --no-hardlinks . "$source_folder"
}

# Names in panic messages must not depend on where the build and the registry lie.
reproducibly() {
	(
		cd "$source_folder"
		export CARGO_TARGET_DIR="$handout/target" WASM_BUILD_WORKSPACE_HINT="$source_folder"
		export WASM_BUILD_RUSTFLAGS="--remap-path-prefix=$source_folder=/substation \
--remap-path-prefix=$handout=/handout --remap-path-prefix=${CARGO_HOME:-$HOME/.cargo}=/cargo"
		unset WASM_BUILD_CARGO_ARGS WASM_BUILD_TYPE
		"$@"
	)
}

# Builds the runtime anew into FILE.
runtime_into() {
	rm -rf "$handout/target/production/wbuild"
	reproducibly cargo build --profile production --locked --package substation-runtime --features metadata-hash
	cp "$handout/target/production/wbuild/substation-runtime/$wasm" "$1"
}

# The hash by which governance authorizes an upgrade to FILE: `system.authorizeUpgrade` takes it.
authorization() { echo "0x$(b2sum --length=256 "$1" | cut -d' ' -f1)"; }

check() {
	local usual=$handout again=$handout-again compared=$handout-compared
	# A check that was broken off has left the folder where it had moved it.
	if [ -d "$again" ]; then
		rm -rf "$usual"
		mv "$again" "$usual"
	fi
	clone_commit
	rm -rf "$compared"
	mkdir -p "$compared"
	say "Building the runtime of $(git rev-parse --short HEAD)"
	runtime_into "$compared/first.wasm"
	say "Building it again in another folder"
	handout=$again
	mv "$usual" "$again"
	runtime_into "$compared/second.wasm"
	mv "$again" "$usual"
	(cd "$compared" && sha256sum first.wasm second.wasm)
	cmp "$compared/first.wasm" "$compared/second.wasm" ||
		fail "the same commit gave two runtimes: compare those in $compared, and see which path or date is in one of them"
	say "Signing as a hardware wallet does"
	cargo build --release --locked --workspace --bins
	RUNTIME="$compared/first.wasm" bash scripts/e2e.sh release/metadata-hash.test.mjs
	say "The same commit gave the same runtime twice. Governance authorizes it as $(authorization "$compared/first.wasm")"
}

release() {
	local folder
	[ -z "$(git status --porcelain)" ] || fail "There are changes that no commit has. A release is a commit: commit or stash them."
	say "Seeing that no key of the network to launch is one that everybody knows"
	bash scripts/launch.sh check
	mkdir -p "$1"
	folder="$(cd "$1" && pwd)"
	clone_commit
	say "Building $(git rev-parse --short HEAD)"
	reproducibly cargo build --profile production --locked --workspace --features substation-runtime/metadata-hash
	cp "$handout/target/production/"{substation,substation-agent} "$folder"
	cp "$handout/target/production/wbuild/substation-runtime/$wasm" "$folder"
	git rev-parse HEAD >"$folder/COMMIT"
	authorization "$folder/$wasm" >"$folder/AUTHORIZATION"
	(cd "$folder" && sha256sum substation substation-agent "$wasm" >SHA256SUMS && cat SHA256SUMS)
	say "In $folder. Governance authorizes the runtime as $(cat "$folder/AUTHORIZATION")"
}

case "${1:-}" in
--check) check ;;
'' | -*) fail "$usage" ;;
*) release "$1" ;;
esac
