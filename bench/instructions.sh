#!/bin/sh
# Instructions a case under callgrind, by function: a run of many cases less one of few.
# usage: bench/instructions.sh PROGRAM [CASES [CONCURRENCY [CACHE]]]
set -eu
program=$(readlink -f "$1")
here=$(dirname "$(readlink -f "$0")")
many=${2:-2000}
concurrency=${3:-64}
cache=${4:-off}
few=100
scratch=$(mktemp -d)
vendor=
trap '[ -z "$vendor" ] || kill $vendor 2>/dev/null; rm -rf "$scratch"' EXIT
cd "$scratch"

"$here/suite.sh" few $few
"$here/suite.sh" many $((few + many))
"$program" simulate --quiet --script few/script.jsonl --latency 0 >address &
vendor=$!
while [ ! -s address ]; do sleep 0.05; done
NOWORSE_DEMO_URL=$(sed 's/^listening on //' address)/v1
export NOWORSE_DEMO_URL

counted() { # NAME ARGUMENT…: what the command takes for few and for many
  name=$1
  shift
  for size in few many; do
    (cd $size && valgrind --tool=callgrind --callgrind-out-file="$scratch/$name.$size" \
      "$program" "$@" >/dev/null 2>>"$scratch/told") || { cat told >&2; exit 1; }
    callgrind_annotate --inclusive=yes --threshold=100 "$name.$size" |
      sed -nE "s/^ *([0-9,]+) \([^)]*\) +[^:]*:([A-Za-z_0-9]+)(\.[a-z.0-9]*)? \[.*/\1 \2/p" | tr -d , >"$name.$size.txt"
  done
  awk -v n="$many" 'FNR == NR { few[$2] += $1; next } { sum[$2] += $1 }
    END { for (f in sum) if (sum[f] - few[f] > 1000 * n) printf "%9d  %s\n", (sum[f] - few[f]) / n, f }' \
    "$name.few.txt" "$name.many.txt" | sort -rn
}
echo "check: instructions a case, with what a function calls"
counted check check bench.suite.yaml | sed -n 1,12p
echo "run"
counted run run bench.suite.yaml --cache "$cache" -q --progress none -j "$concurrency" --run-file bench.nwrun
