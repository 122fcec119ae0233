#!/bin/sh
# Figures, not tests: start-up, check, a large run against the simulator, beside the ideal.
# usage: bench/run.sh PROGRAM [CASES [LATENCY_MS [CONCURRENCY]]]
set -eu
program=$(readlink -f "$1")
here=$(dirname "$(readlink -f "$0")")
cases=${2:-10000}
latency=${3:-50}
concurrency=${4:-64}
scratch=$(mktemp -d)
vendor=
trap '[ -z "$vendor" ] || kill $vendor 2>/dev/null; rm -rf "$scratch"' EXIT
cd "$scratch"

"$here/suite.sh" . "$cases"
head -1000 cases.jsonl >cases1000.jsonl
sed 's/cases.jsonl/cases1000.jsonl/' bench.suite.yaml >check.suite.yaml
"$program" simulate --quiet --script script.jsonl --latency "$latency" >address &
vendor=$!
while [ ! -s address ]; do sleep 0.05; done
NOWORSE_DEMO_URL=$(sed 's/^listening on //' address)/v1
export NOWORSE_DEMO_URL

best() { # the least wall time of ten, in ms
  for _ in 1 2 3 4 5 6 7 8 9 10; do
    begun=$(date +%s%N)
    "$@" >/dev/null 2>&1 || true
    echo $((($(date +%s%N) - begun) / 1000))
  done | sort -n | head -1 | awk '{printf "%.1f ms", $1 / 1000}'
}
echo "--version               $(best "$program" --version)"
echo "check, 1,000 cases      $(best "$program" check check.suite.yaml)"
cp "$program" stripped && strip stripped
echo "stripped program        $(stat -c %s stripped | awk '{printf "%.2f MB", $1 / 1e6}')"
ideal=$(awk -v n="$cases" -v l="$latency" -v c="$concurrency" 'BEGIN {printf "%.2f", n * l / 1000 / c}')
if [ -x /usr/bin/time ]; then
  /usr/bin/time -f '%e %U %S %M' -o time "$program" run bench.suite.yaml -q --progress none -j "$concurrency" --run-file run.nwrun
  awk -v n="$cases" -v ideal="$ideal" '{printf "wall %.2f s (ideal %s s), CPU %.1f µs a case, peak memory %.1f MB\n", $1, ideal, ($2 + $3) * 1e6 / n, $4 / 1024}' time
else
  echo "GNU time is not installed: no CPU and memory"
  "$program" run bench.suite.yaml -q --progress none -j "$concurrency" --run-file run.nwrun
fi
stat -c %s run.nwrun | awk -v n="$cases" '{printf "run file                %.0f bytes a case\n", $1 / n}'
