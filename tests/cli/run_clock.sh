#!/bin/sh
# Runs while the wall clock is set, forward and back by an hour (clock_jump.c): none hangs, nothing lasts an hour or less
# than nothing, what the vendor asks for is waited for, and no reply is asked for twice.
# usage: tests/cli/run_clock.sh PROGRAM CLOCK_JUMP
set -u
program=$(readlink -f "$1")
shim=$(readlink -f "$2")
command -v sqlite3 >/dev/null || { echo "skipped: sqlite3 is not installed"; exit 77; }
scratch=$(mktemp -d)
vendor=
trap 'if [ -n "$vendor" ]; then kill $vendor; fi; rm -rf "$scratch"' EXIT
cd "$scratch" || exit 1
unset CI GITHUB_ACTIONS
export NO_COLOR=1 CLOCK_KEY=sk-test no_proxy='*' NO_PROXY='*'
export ASAN_OPTIONS="${ASAN_OPTIONS-}:verify_asan_link_order=0"

cat >script.jsonl <<'SCRIPT'
{"simulator": 1, "latency_ms": 200}
{"match": "w25 ", "faults": [{"kind": "429", "retry_after_s": 1, "retry_after_form": "date", "attempts": 1}], "answers": [{"text": "fine"}]}
{"answers": [{"text": "fine"}]}
SCRIPT
echo 'Say {{word}} .' >a.prompt.md
cp a.prompt.md b.prompt.md # the same request: b's reply is a's

begin() { # a vendor that has not failed yet, and the suite for it
  rm -f address record
  "$program" simulate --quiet --script script.jsonl --record record >address 2>simulate.err &
  vendor=$!
  while ! grep -q listening address 2>/dev/null && kill -0 "$vendor" 2>/dev/null; do sleep 0.02; done
  {
    cat <<YAML
noworse: 1
suite: clock
model: {id: m, model: openai/m, base_url: "$(sed -n 's/^listening on //p' address)/v1", key_env: CLOCK_KEY, limits: {requests_per_minute: 3000}}
prompts: [a.prompt.md, b.prompt.md]
graders: [{contains: fine}]
gate: {pass_rate: 0.5}
budget: {minutes: 5}
concurrency: 4
cache: refresh
cases:
YAML
    seq 40 | sed 's/.*/  - {id: c&, word: w&}/'
  } >s.suite.yaml
}

failed=0
is() { # what, wanted, found
  [ "$2" = "$3" ] && return
  failed=$((failed + 1))
  echo "clock set by $jump s: $1: want $2, got $3"
}

for jump in 3600 -3600; do
  begin
  rm -rf state run.nwrun
  timeout 60 env CLOCK_JUMP=$jump CLOCK_JUMP_AFTER_MS=700 LD_PRELOAD="$shim" "$program" run -q --progress none \
    --state state --events events --run-file run.nwrun s.suite.yaml >out 2>&1
  is "exit code" 0 $?
  is "requests" 41 "$(wc -l <record)"
  is "samples" 80 "$(sqlite3 run.nwrun 'SELECT count(*) FROM samples')"
  is "times that cannot be" 0 "$(sqlite3 run.nwrun "
    SELECT (SELECT count(*) FROM samples WHERE ended_ms - started_ms NOT BETWEEN 0 AND 60000 OR queued_ms NOT BETWEEN 0 AND 60000) +
           (SELECT count(*) FROM calls WHERE ended_ms - sent_ms NOT BETWEEN 0 AND 60000) +
           (SELECT count(*) FROM run WHERE ended_ms - started_ms NOT BETWEEN 0 AND 60000)")"
  is "the date was waited for" 1 "$(sqlite3 run.nwrun "SELECT count(*) FROM calls WHERE wait_ms BETWEEN 1 AND 1000")"
  is "events in their order" "" "$(sed 's/.*"time":"\([^"]*\)".*/\1/' events | LC_ALL=C sort -c 2>&1)"
  [ $failed = 0 ] || cat out
  kill $vendor && wait $vendor 2>/dev/null
  vendor=
done
[ $failed = 0 ] && echo passed
