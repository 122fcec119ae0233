#!/bin/sh
# A run against an endpoint whose latency has a heavy tail (lognormal: half of the answers within
# 0.2 s, 99% within 8 s), beside the schedule that nothing can beat for the same latencies in the
# same order: each call goes as soon as one of the slots is free.
# usage: bench/heavy_tail.sh BUILD [CASES [CONCURRENCY]]
set -eu
build=$(cd "$1" && pwd)
cases=${2:-10000}
concurrency=${3:-256}
here=$(cd "$(dirname "$0")" && pwd)
scratch=$(mktemp -d)
vendor=
trap '[ -z "$vendor" ] || kill $vendor 2>/dev/null; rm -rf "$scratch"' EXIT
cp "$here"/set_a/* "$scratch"
cd "$scratch"
awk -v n="$cases" -v form=jsonl -f cases.awk >cases.jsonl
{
  echo '{"simulator": 1, "latency_ms": {"median": 200, "sigma": 1.586, "max": 30000}}'
  cat script.jsonl
} >slow.jsonl
"$build/cli/noworse" simulate --quiet --script slow.jsonl --record record >address &
vendor=$!
while [ ! -s address ]; do sleep 0.05; done
BENCH_URL=$(sed 's/^listening on //' address)/v1
export BENCH_URL
"$build/bench/measure" "$build/cli/noworse" run noworse.suite.yaml -q --progress none --cache off -j "$concurrency" --run-file run.nwrun >took
kill "$vendor" && wait "$vendor" 2>/dev/null || true
vendor=
# The slot that is free first is at the top of a binary heap.
sed 's/.*"latency_ms":\([0-9.]*\).*/\1/' record | awk -v slots="$concurrency" '
  function down(i, k, t) {
    while ((k = 2 * i) <= slots) {
      if (k < slots && heap[k + 1] < heap[k]) k++
      if (heap[i] <= heap[k]) return
      t = heap[i]; heap[i] = heap[k]; heap[k] = t; i = k
    }
  }
  BEGIN { for (i = 1; i <= slots; i++) heap[i] = 0 }
  { heap[1] += $1 / 1000; if (heap[1] > end) end = heap[1]; sum += $1 / 1000; down(1) }
  END { print end, sum, NR }' >ideal
paste took ideal | awk '{ printf "wall %.1f s; ideal schedule %.1f s, ratio %.3f; %d requests, mean latency %.2f s; CPU %.1f µs a case, peak memory %.1f MB\n",
  $1, $5, $5 / $1, $7, $6 / $7, $2 * 1e6 / $7, $3 / 1024 }'
