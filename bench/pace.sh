#!/bin/sh
# How well a rate limit is kept: a server that refuses above N requests a minute, a suite that says so (or a vendor that
# tells it by headers), and what the server saw. usage: bench/pace.sh PROGRAM [A_MINUTE [SECONDS]]
#   rate used: answers / (allowed by the server in the time from the first to the last request, its burst included)
set -eu
program=$(readlink -f "$1") a_minute=${2:-1200} seconds=${3:-20}
cases=$((a_minute * seconds / 60))
work=$(mktemp -d)
trap 'kill $server 2>/dev/null || :; rm -rf "$work"' EXIT
cd "$work"

one() { # name, burst_s, tells, latency in ms, limits of the model
  printf '{"simulator": 1, "latency_ms": %s, "rate_limit": {"requests_per_minute": %s, "burst_s": %s, "tells": "%s"}}\n' \
    "$4" "$a_minute" "$2" "$3" >script.jsonl
  echo '{"answers": [{"text": "x"}]}' >>script.jsonl
  "$program" simulate --quiet --script script.jsonl --record record >address 2>/dev/null &
  server=$!
  while ! [ -s address ]; do sleep 0.05; done
  seq "$cases" | sed 's/.*/{"id": "c&", "n": &, "reference": "x"}/' >cases.jsonl
  cat >s.suite.yaml <<Y
noworse: 1
suite: pace
model: {id: sim, model: openai/sim, base_url: "$(sed -n 's/^listening on //p' address)/v1", limits: {$5}}
prompt: "case {{n}}"
cohorts: {all: {cases: cases.jsonl}}
graders: [exact]
gate: {pass_rate: 1}
Y
  begin=$(date +%s%N)
  "$program" run -q s.suite.yaml >out 2>&1 || :
  end=$(date +%s%N)
  kill $server && wait $server 2>/dev/null || :
  refused=$(grep -c '"status":429' record || :)
  ms=$(((end - begin) / 1000000))
  awk -v name="$1" -v n="$cases" -v refused="$refused" -v ms="$ms" -v rate="$a_minute" -v burst="$2" 'BEGIN {
    allowed = rate * ms / 60000 + rate * burst / 60
    printf "%-34s %6d cases %8.1f s %6d refused %6.2f %% %8.1f %% of the allowed rate\n", name, n, ms / 1000, refused, 100 * refused / (n + refused), 100 * n / allowed }'
  tail -1 out | cut -c1-110
  rm -f record address
}

one "the suite says it" 0.5 nothing 50 "requests_per_minute: $a_minute, concurrency: 64"
one "headers say it" 1 all 50 ""
one "headers say it, 64 are asked for" 1 all 50 "concurrency: 64"
one "Retry-After says it" 1 retry_after 50 "concurrency: 64"
one "nothing says it" 1 nothing 50 "concurrency: 64"
