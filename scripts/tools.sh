# shellcheck shell=bash
# Sourced, after env.sh, by scripts that need a tool that cargo installs.

# need_tool NAME VERSION: builds it where it is missing, below the target folder, and puts it into PATH, where cargo finds its subcommands.
need_tool() {
	local name=$1 version=$2 folder=$CARGO_TARGET_DIR/tools
	PATH="$folder/bin:$PATH"
	[[ $(cargo install --list --root "$folder" 2>/dev/null) != *"$name v$version:"* ]] || return 0
	say "Building $name $version"
	cargo install --quiet --locked --root "$folder" --target-dir "$folder/build" --version "$version" "$name"
}
