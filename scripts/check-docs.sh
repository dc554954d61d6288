#!/usr/bin/env bash
# What the documentation names exists: files that it links to, scripts, and the tests of docs/security.md and docs/validators.md.
set -euo pipefail
cd "$(dirname "$0")/.."

failed=0
complain() {
	echo "$1" >&2
	failed=1
}

# [text](path) → page, path and text, which is empty where it is code; addresses of the web, places within a page and code are left out.
links() {
	git ls-files '*.md' | while IFS= read -r page; do
		# shellcheck disable=SC2016
		sed -E '/^```/,/^```/d; s/`[^`]*`//g' "$page" | grep -oE '\[[^]]*\]\([^)# ]+' |
			grep -v '](https\?:' | sed -E "s#^\[(.*)\]\((.*)#$page\t\2\t\1#" || true
	done
}

# How many tests a page names at least: with fewer, this script has not found them.
declare -A least=([docs/security.md]=50 [docs/validators.md]=40) named=()
while IFS=$'\t' read -r page path text; do
	file=$(dirname "$page")/$path
	if [[ ! -e $file ]]; then
		complain "$page: there is no $path"
		continue
	fi
	# A whole file, not one test of it, is named as code: no text is left to check.
	[[ -n ${least[$page]:-} && -n $text ]] || continue
	case $path in
	*.rs)
		[[ $text == *\ * ]] && continue
		named[$page]=$((${named[$page]:-0} + 1))
		grep -qE "^\s*fn $text\(" "$file" || complain "$page: there is no test $text in $path"
		;;
	*.test.mjs)
		named[$page]=$((${named[$page]:-0} + 1))
		grep -qF "test('$text'" "$file" || complain "$page: there is no test '$text' in $path"
		;;
	esac
done < <(links)

for page in "${!least[@]}"; do
	count=${named[$page]:-0}
	[[ $count -gt ${least[$page]} ]] || complain "$page: only $count tests are named"
done
# Scripts that a page tells people to run.
while IFS=: read -r page script; do
	[[ -e $script ]] || complain "$page: there is no $script"
done < <(git ls-files '*.md' | xargs grep -oHE '\bscripts/[a-z0-9/-]+\.sh\b' | sort -u)
# Each row of a table of threats ends in what shows it.
while IFS= read -r row; do
	complain "docs/security.md: nothing shows: $row"
done < <(sed -n '/^| threat/,/^$/p' docs/security.md | grep -vE '^\| threat|^\|---|^$|\]\(\.\./|not there yet')

exit "$failed"
