# shellcheck shell=bash
# Sourced, after env.sh, by scripts that need a subcommand of cargo that does not come with it.

# need_tool NAME VERSION: builds it where it is missing, below the target folder, and makes it known to cargo.
need_tool() {
	local name=$1 version=$2 folder=$CARGO_TARGET_DIR/tools
	PATH="$folder/bin:$PATH"
	[[ $("$folder/bin/$name" --version 2>/dev/null) != "$name $version" ]] || return 0
	say "Building $name $version"
	cargo install --quiet --locked --root "$folder" --target-dir "$folder/build" --version "$version" "$name"
}
