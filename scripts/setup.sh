#!/usr/bin/env bash
# Makes this machine able to build Substation. Safe to run again: it only adds what is missing.
#
# A usual machine needs rustup, protoc, pkg-config, OpenSSL's headers, a C++ compiler, shellcheck and Node.js.
# On Debian and Ubuntu, as root, the script installs what is missing (not rustup).
# Where RUSTUP_AUTO_INSTALL=0, rustup is asked for nothing: the wasm toolchain is made from the
# distribution's packages.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/env.sh"

wasm_target=wasm32v1-none
wasm_toolchain_dir="$substation_cache/wasm-toolchain"
host="$(uname -m)-unknown-linux-gnu"
distribution_linker=/usr/bin/lld-22

is_debian() { command -v apt-get >/dev/null; }

# Installs Debian packages as root; otherwise says which command does it.
install_packages() {
	if ! is_debian; then
		fail "Missing on this machine (named as in Debian): $*. Install them with your package manager, then run this again."
	fi
	if [ "$(id -u)" != 0 ]; then
		fail "Missing packages. Run: sudo apt-get install $* — then run this again."
	fi
	say "Installing $*"
	export DEBIAN_FRONTEND=noninteractive
	apt-get install -y --no-install-recommends "$@" && return
	apt-get update
	apt-get install -y --no-install-recommends "$@" ||
		fail "apt-get could not install: $*. Mend what it says above, then run this again."
}

system_packages() {
	local missing=()
	command -v protoc >/dev/null || missing+=(protobuf-compiler)
	command -v cc >/dev/null || missing+=(gcc libc6-dev)
	command -v make >/dev/null || missing+=(make)
	command -v git >/dev/null || missing+=(git)
	# g++ brings the C++ headers that clang++ uses.
	command -v g++ >/dev/null || command -v clang++ >/dev/null || missing+=(g++)
	if is_debian && ! command -v clang++ >/dev/null; then
		missing+=(clang)
	fi
	command -v pkg-config >/dev/null || missing+=(pkg-config)
	{ command -v pkg-config >/dev/null && pkg-config --exists openssl; } || missing+=(libssl-dev)
	# Google's well-known protobuf types come apart from the compiler on Debian.
	if is_debian && [ ! -e /usr/include/google/protobuf/any.proto ]; then
		missing+=(libprotobuf-dev)
	fi
	command -v node >/dev/null || missing+=(nodejs)
	command -v npm >/dev/null || missing+=(npm)
	command -v shellcheck >/dev/null || missing+=(shellcheck)
	# For scripts/soak.sh: the runtime that it upgrades to is compressed; network namespaces.
	command -v zstd >/dev/null || missing+=(zstd)
	if is_debian && ! command -v ip >/dev/null; then
		missing+=(iproute2)
	fi
	if [ ${#missing[@]} -gt 0 ]; then
		install_packages "${missing[@]}"
	fi
}

rust_toolchain() {
	command -v rustup >/dev/null ||
		fail "rustup is missing. Install it as https://rustup.rs says, open a new shell, then run this again."
	if (cd "$substation_root" && rustc --version >/dev/null 2>&1); then
		return
	fi
	local channel
	channel="$(sed -n 's/^channel = "\(.*\)"/\1/p' "$substation_root/rust-toolchain.toml")"
	if [ "${RUSTUP_AUTO_INSTALL:-1}" = 0 ]; then
		fail "Rust $channel is missing and RUSTUP_AUTO_INSTALL=0 forbids a download. Install it with: rustup toolchain install $channel"
	fi
	say "Installing Rust $channel"
	(cd "$substation_root" && rustup toolchain install) ||
		rustup toolchain install "$channel" --profile minimal --component clippy,rustfmt,rust-src
}

host_has_wasm_target() {
	local sysroot
	sysroot="$(cd "$substation_root" && rustc --print sysroot)"
	[ -d "$sysroot/lib/rustlib/$wasm_target/lib" ]
}

wasm_toolchain() {
	if host_has_wasm_target; then
		return
	fi
	if [ "${RUSTUP_AUTO_INSTALL:-1}" != 0 ]; then
		say "Installing the target $wasm_target"
		(cd "$substation_root" && rustup target add "$wasm_target") ||
			fail "rustup could not install $wasm_target. Mend what it says above, then run this again."
		return
	fi
	distribution_wasm_toolchain
}

# A toolchain for the runtime's wasm from Debian's own compiler, whose library sources it compiles.
distribution_wasm_toolchain() {
	local missing=()
	[ -x /usr/bin/rustc ] || missing+=(rustc-web)
	[ -x /usr/bin/cargo ] || missing+=(cargo-web)
	[ -d /usr/lib/rustlib/src/rust/library ] || missing+=(rust-web-src)
	[ -x "$distribution_linker" ] || missing+=(lld-22)
	if [ ${#missing[@]} -gt 0 ]; then
		is_debian || fail "RUSTUP_AUTO_INSTALL=0 and no target $wasm_target. Run: rustup target add $wasm_target"
		install_packages "${missing[@]}"
	fi

	local version
	version="$(/usr/bin/rustc --version), linked by $distribution_linker"
	if [ "$(cat "$wasm_toolchain_dir/made-from" 2>/dev/null)" != "$version" ]; then
		make_wasm_toolchain "$version"
	fi
	# Only a link in rustup's folder: nothing is downloaded.
	rustup toolchain link "$substation_wasm_toolchain" "$wasm_toolchain_dir"
	export WASM_BUILD_TOOLCHAIN="$substation_wasm_toolchain"
}

make_wasm_toolchain() {
	say "Making the wasm toolchain from $1"
	local work
	work="$(mktemp -d)"
	# shellcheck disable=SC2064 # The folder's name is wanted as it is now.
	trap "rm -rf '$work'" EXIT
	mkdir -p "$work/empty/src"
	echo '#![no_std]' >"$work/empty/src/lib.rs"
	printf '[package]\nname = "empty"\nversion = "0.0.0"\nedition = "2021"\n[workspace]\n' >"$work/empty/Cargo.toml"
	# Bitcode, because the runtime is linked with thin LTO. No rustup variable may leak in.
	(
		cd "$work/empty"
		env -u RUSTUP_TOOLCHAIN -u CARGO_TARGET_DIR -u CARGO_BUILD_TARGET \
			RUSTC=/usr/bin/rustc RUSTC_BOOTSTRAP=1 RUSTFLAGS="-C embed-bitcode=yes" \
			/usr/bin/cargo build --release --target "$wasm_target" -Z build-std=core,alloc
	) || fail "The distribution's compiler could not build the core library for $wasm_target; its message stands above."

	local folder="$work/toolchain" library
	mkdir -p "$folder/bin" "$folder/lib/rustlib/$wasm_target/lib"
	# The compiler looks for its linker, rust-lld, on the path.
	ln -s "$distribution_linker" "$folder/bin/rust-lld"
	# shellcheck disable=SC2016 # The variables are for the wrapper itself.
	printf '#!/bin/sh\nPATH="%s/bin:$PATH" exec /usr/bin/rustc --sysroot "%s" "$@"\n' \
		"$wasm_toolchain_dir" "$wasm_toolchain_dir" >"$folder/bin/rustc"
	printf '#!/bin/sh\nRUSTC="%s/bin/rustc" exec /usr/bin/cargo "$@"\n' "$wasm_toolchain_dir" >"$folder/bin/cargo"
	chmod +x "$folder/bin/rustc" "$folder/bin/cargo"
	ln -s "/usr/lib/rustlib/$host" /usr/lib/rustlib/src /usr/lib/rustlib/etc "$folder/lib/rustlib/"
	for library in core alloc compiler_builtins; do
		cp "$work/empty/target/$wasm_target/release/deps/lib$library"-*.rlib "$folder/lib/rustlib/$wasm_target/lib/"
	done

	rm -rf "$wasm_toolchain_dir"
	mkdir -p "$(dirname "$wasm_toolchain_dir")"
	mv "$folder" "$wasm_toolchain_dir"

	# Better to learn now than after a quarter of an hour that it does not link.
	printf '#![no_std]\n#[panic_handler]\nfn panic(_: &core::panic::PanicInfo) -> ! { loop {} }\n' |
		"$wasm_toolchain_dir/bin/rustc" --target "$wasm_target" --crate-type cdylib --crate-name empty \
			-C panic=abort --out-dir "$work" - ||
		fail "The wasm toolchain in $wasm_toolchain_dir does not link; its message stands above."
	echo "$1" >"$wasm_toolchain_dir/made-from"
}

say "Checking this machine"
system_packages
rust_toolchain
wasm_toolchain
say "Ready. Builds go to $CARGO_TARGET_DIR; source scripts/env.sh to use it from your own shell."
