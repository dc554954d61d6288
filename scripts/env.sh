# shellcheck shell=bash
# Sourced by every script: where builds go and what the build must know.
# `source scripts/env.sh` in your own shell makes plain cargo commands share the scripts' build.

substation_root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
substation_cache="${XDG_CACHE_HOME:-$HOME/.cache}/substation"
substation_wasm_toolchain="substation-wasm"

# One target folder for every clone: dependencies are built once.
# The wasm builder needs a path component named `target`, and to be told where the workspace is.
export CARGO_TARGET_DIR="${CARGO_TARGET_DIR:-$substation_cache/target}"
export WASM_BUILD_WORKSPACE_HINT="$substation_root"

# Link the system's OpenSSL instead of compiling it.
export OPENSSL_NO_VENDOR=1

# clang++ compiles wasm-opt, the largest single part of the build, almost twice as fast as g++.
if [ -z "${CXX:-}" ] && command -v clang++ >/dev/null; then
	export CXX=clang++
fi

# Made by setup.sh where rustup may not download the wasm target.
if [ -z "${WASM_BUILD_TOOLCHAIN:-}" ] && [ -x "$substation_cache/wasm-toolchain/bin/rustc" ]; then
	export WASM_BUILD_TOOLCHAIN="$substation_wasm_toolchain"
fi

say() { printf '\033[1m==> %s\033[0m\n' "$*"; }
fail() {
	printf 'error: %s\n' "$*" >&2
	exit 1
}
