#!/bin/sh
# Figures, not tests: 10,000 samples through one Python process of `exec`, beside the same run
# without it, the same process alone with the lines in a file, a shared object, and a slow program.
# usage: bench/plugin.sh PROGRAM [CASES [CONCURRENCY]]
set -eu
program=$(readlink -f "$1")
here=$(dirname "$(readlink -f "$0")")
cases=${2:-10000}
concurrency=${3:-64}
scratch=$(mktemp -d)
vendor=
trap '[ -z "$vendor" ] || kill $vendor 2>/dev/null; rm -rf "$scratch"' EXIT
cd "$scratch"

"$here/suite.sh" . "$cases"
cat >grade.py <<'PY'
import json, os, sys
with open("started", "a") as started:
    print(os.getpid(), file=started)
for line in sys.stdin:
    sample = json.loads(line)
    words = len(sample["answer"].split())
    print(json.dumps({"id": sample["id"], "pass": words < 50, "score": 1 / words}), flush=True)
PY
sed 's/def_ms/0.005/' >slow.py <<'PY'
import json, sys, time
for line in sys.stdin:
    time.sleep(def_ms)
    print(json.dumps({"id": json.loads(line)["id"], "pass": True}), flush=True)
PY
variant() { # name, graders
  sed -e '/^graders:/,/^gate:/{/^  - /d}' -e "s|^graders:|graders: [$2]|" bench.suite.yaml >"$1.suite.yaml"
}
variant plain 'contains: RMA'
variant python 'exec: {command: [python3, grade.py]}'
variant slow 'exec: {command: [python3, slow.py]}'
variant shared 'acme.words: {most: 50}'
${CC:-cc} -O2 -shared -fPIC -I "$here/../graders" -o acme.so "$here/../examples/plugins/acme.c"

"$program" simulate --quiet --script script.jsonl --latency 0 >address &
vendor=$!
for _ in $(seq 100); do [ -s address ] && break; sleep 0.05; done
NOWORSE_DEMO_URL=$(sed 's/^listening on //' address)/v1
export NOWORSE_DEMO_URL

row() { # what, samples, command…
  what=$1 samples=$2
  shift 2
  begun=$(date +%s%N)
  "$@" >row.out
  awk -v what="$what" -v n="$samples" -v ns=$(($(date +%s%N) - begun)) \
    'BEGIN {printf "%-44s %7.2f s %9.0f samples/s %8.0f µs each\n", what, ns / 1e9, n / (ns / 1e9), ns / 1e3 / n}'
}
run() {
  name=$1
  shift
  "$program" run "$name.suite.yaml" -q --progress none --cache off -j "$concurrency" --allow-exec --plugins . "$@"
}
row "without a plug-in" "$cases" run plain --run-file plain.nwrun
row "a shared object" "$cases" run shared --run-file shared.nwrun
row "one Python process" "$cases" run python --run-file python.nwrun
[ "$(wc -l <started)" = 1 ] || { echo "grade.py was started $(wc -l <started) times"; exit 1; }
awk -v n="$cases" 'BEGIN { for (i = 1; i <= n; i++)
  printf "{\"id\": %d, \"answer\": \"{\\\"rma\\\": \\\"RMA-004417\\\", \\\"reply\\\": \\\"The refund reaches your account within five working days, number %d.\\\"}\", \"vars\": {\"rma\": %d}, \"finish\": \"stop\"}\n", i, i, i }' >lines
alone() { python3 grade.py <lines; }
row "the same process alone, lines from a file" "$cases" alone
some=$((cases < 1000 ? cases : 1000))
row "one that takes 5 ms for each" "$some" run slow --sample "$some" --run-file slow.nwrun
