# shellcheck shell=bash
# Sourced by the scripts that compare weights.

# Makes a table of a pallet's weights.rs, which it reads: a row for what each call or hook takes at least, and one for each
# variable that it grows with. Columns: name, variable, its upper bound, picoseconds, reads, writes.
weight_table() {
	awk -v pallet="$1" '
		BEGIN { OFS = "\t" }
		/^impl<T/ { inside = 1 }
		/^}/ { inside = 0 }
		!inside { next }
		/is from .* to/ { gsub(/[`.]/, ""); most[$2] = $7 }
		/fn / { sub(/\(.*/, "", $2); name = pallet "." $2 }
		/from_parts|reads|writes/ {
			gsub(/_/, "")
			variable = match($0, /saturatingmul\([a-z]+/) ? substr($0, RSTART + 14, RLENGTH - 14) : "-"
			row = name OFS variable
			if (!(row in bound)) { bound[row] = variable == "-" ? 1 : most[variable]; rows[++count] = row }
			while (match($0, /(parts|reads|writes)\([0-9]+/)) {
				split(substr($0, RSTART, RLENGTH), part, "(")
				value[row, part[1]] = part[2]
				$0 = substr($0, RSTART + RLENGTH)
			}
		}
		END {
			for (i = 1; i <= count; i++) {
				row = rows[i]
				print row, bound[row], value[row, "parts"] + 0, value[row, "reads"] + 0, value[row, "writes"] + 0
			}
		}
	'
}

# The table of all pallets, of whose files the given command prints each.
all_weights() {
	local file
	for file in pallets/*/src/weights.rs; do
		"$@" "$file" | weight_table "$(cut -d/ -f2 <<<"$file")"
	done
}

# Holds a table of measured weights against one of declared ones, both at the upper bounds of what is declared: prints what takes
# more than it declares. Time may be over by a part (the machine's noise) and a microsecond; reads and writes may not.
undeclared() {
	awk -F '\t' -v margin="$1" '
		FILENAME == ARGV[1] { most[$1, $2] = $3 }
		FILENAME == ARGV[2] { names[$1] = 1 }
		{
			times = ($1, $2) in most ? most[$1, $2] : $3
			ps[FILENAME, $1] += times * $4
			reads[FILENAME, $1] += times * $5
			writes[FILENAME, $1] += times * $6
		}
		END {
			for (name in names) {
				d = ARGV[1] SUBSEP name
				m = ARGV[2] SUBSEP name
				if (ps[m] > ps[d] * (1 + margin) + 1e6 || reads[m] > reads[d] || writes[m] > writes[d]) {
					printf "%s takes %.1f µs, %d reads, %d writes, and declares %.1f µs, %d reads, %d writes\n", \
						name, ps[m] / 1e6, reads[m], writes[m], ps[d] / 1e6, reads[d], writes[d]
				}
			}
		}
	' "$3" "$2"
}
