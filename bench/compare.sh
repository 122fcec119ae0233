#!/bin/sh
# One table: ours, what libcurl alone takes, and promptfoo (where it is installed), on the same
# cases against the same simulator, in turns. See bench/README.md.
# usage: bench/compare.sh BUILD [CASES [LATENCIES [CONCURRENCIES [ROUNDS]]]]
#   BUILD: a build folder with cli/noworse, bench/measure and bench/curl_floor
#   CASES "1000 10000", LATENCIES "0 50" in ms, CONCURRENCIES "4 64 256 1000"; ROUNDS 1: of more
#   the one with the least wall time counts
#   PROMPTFOO=FILE: its program; PROMPTFOO_CASES: more cases than these are not given to it (1000)
#   LONGEST: combinations that take longer than so many seconds at best are left out (60)
set -eu
build=$(cd "$1" && pwd)
case_counts=${2:-1000 10000}
latencies=${3:-0 50}
concurrencies=${4:-4 64 256 1000}
rounds=${5:-1}
longest=${LONGEST:-60}
here=$(cd "$(dirname "$0")" && pwd)
scratch=$(mktemp -d)
vendor=
trap '[ -z "$vendor" ] || kill $vendor 2>/dev/null; rm -rf "$scratch"' EXIT
cp "$here"/set_a/* "$scratch"
cd "$scratch"
export HOME="$scratch" PROMPTFOO_DISABLE_TELEMETRY=1 PROMPTFOO_DISABLE_UPDATE=1 \
  PROMPTFOO_DISABLE_SHARING=1 PROMPTFOO_DISABLE_REMOTE_GENERATION=true

simulate() { # latency in ms
  [ -z "$vendor" ] || { kill "$vendor" && wait "$vendor" 2>/dev/null || true; }
  rm -f address
  "$build/cli/noworse" simulate --quiet --script script.jsonl --latency "$1" >address &
  vendor=$!
  while [ ! -s address ]; do sleep 0.05; done
  BENCH_URL=$(sed 's/^listening on //' address)/v1
  export BENCH_URL
}

ours() {
  rm -rf .noworse
  "$build/bench/measure" "$build/cli/noworse" run noworse.suite.yaml -q --progress none --cache off -j "$concurrency" --run-file run.nwrun 2>errors
  rm -f run.nwrun
}

floor() { "$build/bench/measure" "$build/bench/curl_floor" "$BENCH_URL/chat/completions" "$cases" "$concurrency" 2>errors; }

promptfoo() {
  "$build/bench/measure" "$PROMPTFOO" eval -c promptfoo.yaml --no-cache --no-table --no-progress-bar -j "$concurrency" -o out.json 2>errors
}

row() { # tool
  : >rounds
  for _ in $(seq "$rounds"); do "$1" >>rounds; done
  sort -n rounds | head -1 | awk -v tool="$1" -v n="$cases" -v l="$latency" -v c="$concurrency" '{
    ideal = n * l / 1000 / c
    printf "%5s %6s %5s  %-9s %8.2f s %8s %10.0f %9.1f µs %7.1f MB%s\n", l, n, c, tool, $1,
      ideal ? sprintf("%.2f", ideal / $1) : "-", n / $1, $2 * 1e6 / n, $3 / 1024,
      $4 == 0 ? "" : "  exit " $4 }'
}

echo "   ms  cases in flight  tool       wall    of ideal    cases/s   CPU a case    memory"
for latency in $latencies; do
  simulate "$latency"
  for cases in $case_counts; do
    awk -v n="$cases" -v form=jsonl -f cases.awk >cases.jsonl
    awk -v n="$cases" -v form=yaml -f cases.awk >tests.yaml
    for concurrency in $concurrencies; do
      if [ $((cases * latency / 1000 / concurrency)) -gt "$longest" ]; then
        echo "$latency $cases $concurrency: left out, it takes $((cases * latency / 1000 / concurrency)) s at best"
        continue
      fi
      row floor
      row ours
      [ -z "${PROMPTFOO:-}" ] || [ "$cases" -gt "${PROMPTFOO_CASES:-1000}" ] || row promptfoo
    done
  done
done
