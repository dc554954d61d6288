# shellcheck shell=bash
# Sourced, after env.sh, by scripts that need a runtime with other features than the node's. Builds the wasm alone, and
# apart from that of the node, which must not get these features.

wasm_target=wasm32v1-none

# build_wasm FOLDER FEATURES: puts the runtime's wasm where `wasm_in FOLDER` says.
# The settings are those of substrate-wasm-builder.
build_wasm() {
	local folder=$1 features=$2 cargo=(cargo)
	if [ -n "${WASM_BUILD_TOOLCHAIN:-}" ]; then
		cargo=(rustup run "$WASM_BUILD_TOOLCHAIN" cargo)
	fi
	CARGO_TARGET_DIR="$folder" RUSTFLAGS="-C link-arg=--export-table --cfg substrate_runtime" \
		"${cargo[@]}" rustc --release --locked --package substation-runtime --lib --crate-type cdylib \
		--target "$wasm_target" --no-default-features --features "$features" \
		--config 'profile.release.lto="thin"' --config 'profile.release.panic="abort"' \
		--config 'profile.release.opt-level=3' --config 'profile.release.incremental=false'
}

wasm_in() { echo "$1/$wasm_target/release/substation_runtime.wasm"; }
