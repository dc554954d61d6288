#!/usr/bin/env bash
# Builds what is handed out: the node, the agent, and the runtime with its metadata hash, against which hardware wallets
# check what they sign. The same commit gives the same runtime, wherever it is built with the same compiler.
#
#   scripts/release.sh FOLDER     builds the commit that is checked out, and puts the files and their hashes into FOLDER
#   scripts/release.sh --check    builds its runtime twice, from clones in two places, and compares
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/env.sh"
cd "$substation_root"

usage="Usage: scripts/release.sh FOLDER | --check"
# Apart from the everyday build: the flags below would build that anew.
release_target="$CARGO_TARGET_DIR/handout/target"
wasm=substation_runtime.compact.compressed.wasm

# Names in panic messages must not depend on where the source and the registry lie.
reproducibly() {
	local source=$1
	shift
	(
		cd "$source"
		export CARGO_TARGET_DIR="$release_target" WASM_BUILD_WORKSPACE_HINT="$source"
		export WASM_BUILD_RUSTFLAGS="--remap-path-prefix=$source=/substation \
--remap-path-prefix=$release_target=/target --remap-path-prefix=${CARGO_HOME:-$HOME/.cargo}=/cargo"
		unset WASM_BUILD_CARGO_ARGS WASM_BUILD_TYPE
		"$@"
	)
}

# Builds the runtime of the commit from a clone, anew, and prints where it is.
build_clone() {
	local clone=$1
	git clone --quiet --no-hardlinks . "$clone"
	rm -rf "$release_target/production/wbuild"
	reproducibly "$clone" cargo build --profile production --locked --package substation-runtime \
		--features metadata-hash 1>&2
	cp "$release_target/production/wbuild/substation-runtime/$wasm" "$clone.wasm"
}

check() {
	local work
	work="$(mktemp -d)"
	# shellcheck disable=SC2064 # The folder's name is wanted as it is now.
	trap "rm -rf '$work'" EXIT
	local clones=("$work/one" "$work/quite/another/place")
	mkdir -p "$work/quite/another"
	for clone in "${clones[@]}"; do
		say "Building the runtime of $(git rev-parse --short HEAD) in $clone"
		build_clone "$clone"
	done
	sha256sum "${clones[@]/%/.wasm}"
	cmp "${clones[@]/%/.wasm}" || fail "the same commit gave two runtimes: compare them with wasm2wat, and see which path or date is in one of them"
	say "The same commit gave the same runtime twice"
}

release() {
	local folder=$1
	[ -z "$(git status --porcelain)" ] || fail "There are changes that no commit has. A release is a commit: commit or stash them."
	mkdir -p "$folder"
	say "Building $(git rev-parse --short HEAD)"
	reproducibly "$substation_root" cargo build --profile production --locked --workspace \
		--features substation-runtime/metadata-hash
	cp "$release_target/production/"{substation,substation-agent} "$folder"
	cp "$release_target/production/wbuild/substation-runtime/$wasm" "$folder"
	git rev-parse HEAD >"$folder/COMMIT"
	(cd "$folder" && sha256sum substation substation-agent "$wasm" >SHA256SUMS && cat SHA256SUMS)
	say "In $folder"
}

case "${1:-}" in
--check) check ;;
'' | -*) fail "$usage" ;;
*) release "$1" ;;
esac
