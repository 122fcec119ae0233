#!/bin/sh
# The JSON Schema engine beside ajv on node, in one run; bench/README.md tells how to read it.
# usage: bench/schemas/run.sh [--rounds N] [--callgrind] [--growth] BENCH_SCHEMAS [FOLDER...]
# Without --callgrind and --growth: the table. ajv comes from npm into a folder beside the
# program BENCH_SCHEMAS; without node or npm the table has our half. A FOLDER adds workloads.
set -eu
export LC_ALL=C
here=$(dirname "$(readlink -f "$0")")
rounds=5
mode=table
while [ $# -gt 0 ]; do
  case $1 in
  --rounds) rounds=$2; shift 2 ;;
  --callgrind) mode=callgrind; shift ;;
  --growth) mode=growth; shift ;;
  -*) sed -n '3,5s/^# //p' "$0" >&2; exit 2 ;;
  *) break ;;
  esac
done
[ $# -gt 0 ] || { sed -n '3,5s/^# //p' "$0" >&2; exit 2; }
program=$(readlink -f "$1")
shift
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

cp "$here"/workloads/*.json "$scratch"
for folder; do cp "$folder"/*.json "$scratch"; done
chmod u+w "$scratch"/*
awk -v records=500 -f "$here/records.awk" >"$scratch/records.valid.json"
awk -v records=500 -v wrong=1 -f "$here/records.awk" >"$scratch/records.invalid.json"

AJV_FOLDER=$(dirname "$program")/ajv
export AJV_FOLDER
ajv=
if command -v node >/dev/null && command -v npm >/dev/null; then
  mkdir -p "$AJV_FOLDER"
  [ -d "$AJV_FOLDER/node_modules/ajv-formats" ] ||
    npm install --silent --no-fund --no-audit --prefix "$AJV_FOLDER" ajv@8 ajv-formats@3 >&2 ||
    echo "ajv could not be installed: ours alone" >&2
  [ ! -d "$AJV_FOLDER/node_modules/ajv-formats" ] || ajv=yes
else
  echo "no node or npm: ours alone" >&2
fi
theirs() { [ -z "$ajv" ] || node "$here/ajv.mjs" "$@"; }

names=$(cd "$scratch" && ls ./*.schema.json | sed 's/^\.\///; s/\.schema\.json$//')

table() { # each program in turn, so that what else the machine does hits both
  round=1
  while [ "$round" -le "$rounds" ]; do
    "$program" "$scratch" >>"$scratch/ours"
    theirs "$scratch" >>"$scratch/theirs"
    for name in $names; do theirs --first "$name" "$scratch" >>"$scratch/theirs"; done
    round=$((round + 1))
  done
  touch "$scratch/theirs"
  awk -F '\t' -v rounds="$rounds" '
    function cell(measure, name,   o, t, ratio) {
      o = ours[name, measure]; t = theirs[name, measure]
      ratio = o && t ? sprintf("%.1f×", t / o) : "–"
      return sprintf(" | %s | %s | %s", figure(o), figure(t), ratio)
    }
    function figure(us) {
      return us == "" ? "–" : us < 10 ? sprintf("%.2f", us) : us < 100 ? sprintf("%.1f", us) : sprintf("%.0f", us)
    }
    {
      key = $1 SUBSEP $2
      if (FILENAME ~ /ours$/) {
        if (!($1 in seen)) { seen[$1] = 1; order[++count] = $1 }
        if (!(key in ours) || $3 < ours[key]) ours[key] = $3
      } else if (!(key in theirs) || $3 < theirs[key]) theirs[key] = $3
    }
    END {
      print "µs, the least of " rounds " rounds; the ratio is how many times as long ajv takes\n"
      print "| workload | bytes | parse + validate | ajv | ratio | validate | ajv | ratio | invalid | ajv | ratio |"
      print "|---|---|---|---|---|---|---|---|---|---|---|"
      for (i = 1; i <= count; i++) {
        name = order[i]
        print "| " name " | " ours[name, "bytes"] cell("parse+valid", name) cell("valid", name) cell("invalid", name) " |"
      }
      print "\n| workload | parse | JSON.parse | ratio | compile | ajv, warm | ratio | ajv, cold |"
      print "|---|---|---|---|---|---|---|---|"
      for (i = 1; i <= count; i++) {
        name = order[i]
        print "| " name cell("parse", name) cell("compile", name) " | " figure(theirs[name, "first compile"]) " |"
      }
    }' "$scratch/ours" "$scratch/theirs"
}

counts() { # instructions of one step in the mean of many
  echo "| workload | bytes | parse | an input byte | validate | invalid | compile |"
  echo "|---|---|---|---|---|---|---|"
  for name in $names; do
    bytes=$(wc -c <"$scratch/$name.valid.json")
    line="| $name | $bytes"
    for measure in parse valid invalid compile; do
      each=$(valgrind --tool=callgrind --toggle-collect=step --callgrind-out-file=/dev/null \
        "$program" --once "$measure" "$name" "$scratch" 2>&1 |
        awk '/Collected/ {printf "%.0f", $NF / 100}')
      line="$line | $each"
      [ "$measure" != parse ] || line="$line | $(awk -v i="$each" -v b="$bytes" 'BEGIN {printf "%.1f", i / b}')"
    done
    echo "$line |"
  done
}

growth() {
  echo "| definitions | µs to compile | each | ajv | each |"
  echo "|---|---|---|---|---|"
  "$program" --growth >"$scratch/ours"
  theirs --growth >"$scratch/theirs"
  touch "$scratch/theirs"
  awk -F '\t' 'FILENAME ~ /theirs$/ {ajv[$1] = $2; next}
    {printf "| %d | %.0f | %.2f | %s |\n", $1, $2, $2 / $1,
       $1 in ajv ? sprintf("%.0f | %.0f", ajv[$1], ajv[$1] / $1) : "– | –"}' \
    "$scratch/theirs" "$scratch/ours"
}

case $mode in
table) table ;;
callgrind) counts ;;
growth) growth ;;
esac
