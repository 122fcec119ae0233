#!/bin/sh
# A large run file made for real, with a baseline that pairs with all of it, and what it takes to judge it.
# usage: bench/million.sh BUILD [CASES [COHORTS [KIND]]]
#   KIND   plain; groups: in groups of ten; score: gated by score
# Asks a simulator twice CASES times; the disk wants some 1.2 kB a case. TMPDIR says where.
set -eu
build=$(cd "$1" && pwd)
cases=${2:-1000000}
cohorts=${3:-20}
kind=${4:-plain}
program=$build/cli/noworse
scratch=$(mktemp -d)
vendor=
trap '[ -z "$vendor" ] || kill $vendor 2>/dev/null; rm -rf "$scratch"' EXIT
cd "$scratch"

awk -v n="$cases" -v c="$cohorts" -v kind="$kind" 'BEGIN {
  for (i = 0; i < n; i++)
    printf "{\"id\": \"c%07d\"%s, \"vars\": {\"n\": %d}}\n", i,
      kind == "groups" ? sprintf(", \"group\": \"g%06d\"", int(i / c / 10)) : "", i >("part" i % c ".jsonl")
}'
{
  cat <<'YAML'
noworse: 1
suite: million
model: {id: sim, model: openai/sim-1, base_url: "${BENCH_URL}", params: {max_tokens: 10}}
baseline: baselines/million.json
prompt: "Is {{n}} a number?"
graders:
  - {name: "yes", contains: "yes"}
  - {name: sure, contains: certain, weight: 2, required: false}
YAML
  [ "$kind" = score ] && echo 'gate: {measure: score, max_drop: 0.02, removed: allow}' ||
    echo 'gate: {max_drop: 0.02, removed: allow}'
  echo 'cohorts:'
  i=0
  while [ "$i" -lt "$cohorts" ]; do
    echo "  part$i: {cases: part$i.jsonl}"
    i=$((i + 1))
  done
} >million.suite.yaml

took() { # what, command…: wall, CPU, peak
  what=$1
  shift
  "$build/bench/measure" "$@" 2>errors >figures
  case $(cut -d ' ' -f 4 figures) in 0 | 1 | 5) ;; *) cat errors >&2; exit 1 ;; esac
  awk -v what="$what" -v n="$cases" '{
    printf "%-22s %8.2f s %8.2f s of CPU %7.2f µs a case %8.1f MB, exit %d\n", what, $1, $2, $2 * 1e6 / n, $3 / 1024, $4
  }' figures
}

ask() { # salt, run file, more…
  printf '{"simulator": 1, "salt": "%s"}\n{"match": "number", "answers": [{"share": 0.8, "text": "yes, certain"}, {"share": 0.15, "text": "yes"}, {"text": "no"}]}\n' "$1" >script.jsonl
  rm -f address
  "$program" simulate --quiet --script script.jsonl >address &
  vendor=$!
  while ! grep -q listening address 2>/dev/null; do sleep 0.05; done
  BENCH_URL=$(sed 's/^listening on //' address)/v1
  export BENCH_URL
  file=$2
  shift 2
  took "run" "$program" run million.suite.yaml -q --progress none --cache off -j 64 --run-file "$file" "$@"
  kill "$vendor" && wait "$vendor" 2>/dev/null || true
  vendor=
}

echo "$cases cases in $cohorts cohorts, $kind"
ask spring first.nwrun --baseline none --advisory
took "baseline set" "$program" baseline set first.nwrun
took "check" "$program" check million.suite.yaml
ask autumn second.nwrun
took "gate -q" "$program" gate second.nwrun -q
took "gate" "$program" gate second.nwrun
took "report" "$program" report second.nwrun
took "report as JUnit" "$program" report second.nwrun -o junit.xml
ls -l first.nwrun second.nwrun baselines/million.json | awk -v n="$cases" '{printf "%-22s %8.1f MB %6.0f bytes a case\n", $9, $5 / 1e6, $5 / n}'
"$program" gate second.nwrun -q || true
