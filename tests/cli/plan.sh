#!/bin/sh
# noworse plan: what it writes fits its schema, is what the run then does, and nothing is sent (strace; skipped,
# aloud, where that is not to be had).
# usage: tests/cli/plan.sh PROGRAM
set -u
program=$(readlink -f "$1")
root=$(cd "$(dirname "$0")/../.." && pwd)
scratch=$(mktemp -d)
vendor=
trap '[ -n "$vendor" ] && kill "$vendor"; rm -rf "$scratch"' EXIT
cd "$scratch" || exit 1
unset CI GITHUB_ACTIONS
export OPENAI_API_KEY=none NO_COLOR=1 VENDOR=http://127.0.0.1:9/v1
trace="strace -f -qq -o $scratch/calls -e trace=connect,sendto,sendmsg"
if ! $trace "$program" --version >/dev/null 2>&1; then
  echo "strace cannot be used here: that nothing was sent is not proved by it"
  trace=
fi
passed=0 failed=0
check() { # WHAT COMMAND…
  what=$1
  shift
  if "$@" >trouble 2>&1; then
    passed=$((passed + 1))
  else
    failed=$((failed + 1))
    echo "not so: $what ($*)"
    cat trouble
  fi
}
says() { grep -Eq -- "$1" out; }

printf 'v1 {{case.id}} {{repeat}}: {{word}}\n' >v1.txt
printf 'v2 {{case.id}} {{repeat}}: {{word}}\n' >v2.txt
seq 200 | sed 's/.*/{"id": "w&", "word": "the word &"}/' >cases.jsonl
head -30 cases.jsonl >few.jsonl
seq 200 | while read -r i; do
  printf '{"id": "w%s", "word": "the word %s", "group": "g%s"}\n' "$i" "$i" $((i % 50))
done >grouped.jsonl
suite() { # NAME MORE-LINES on standard input
  cat >"$1.suite.yaml" <<SUITE
noworse: 1
suite: $1
baseline: {prompt: v1.txt}
graders: [contains: fine]
SUITE
  cat >>"$1.suite.yaml"
}
model='model: {id: sim, model: openai/sim-1, base_url: "${VENDOR}", price: {input: 1, output: 2}, params: {max_tokens: 100}, limits: {concurrency: 8'
suite one <<SUITE
$model, requests_per_minute: 100}}
prompts: [v2.txt]
cohorts: {words: {cases: cases.jsonl}}
budget: {cost_usd: 5}
SUITE
suite several <<SUITE
$model}}
prompts: [v2.txt]
cohorts: {words: {cases: cases.jsonl}, few: {cases: few.jsonl}, own: {cases: few.jsonl, gate: {max_drop: 0.2}}, shown: {cases: few.jsonl, watch: false}}
SUITE
suite few <<SUITE
$model}}
prompts: [v2.txt]
cohorts: {words: {cases: few.jsonl}}
SUITE
suite grouped <<SUITE
$model}}
prompts: [v2.txt]
cohorts: {words: {cases: grouped.jsonl}}
repeats: 3
SUITE
sed -e 's/^suite: .*/suite: many/' -e 's/^prompts:.*/prompts: [p1.txt, p2.txt, p3.txt, p4.txt, p5.txt]/' one.suite.yaml >many.suite.yaml
for i in 1 2 3 4 5; do sed "s/^v2/p$i/" v2.txt >p$i.txt; done
grep -v '^baseline' few.suite.yaml | sed 's/^suite: .*/suite: alone/' >alone.suite.yaml

"$program" schema print plan >plan.schema.json
for name in one several few grouped many alone; do
  $trace "$program" plan --json "$name.suite.yaml" >"$name.json" 2>err
  check "$name: no mistake" [ $? -eq 0 ]
  check "$name: the JSON fits its schema" "$program" schema validate plan.schema.json "$name.json"
  [ -z "$trace" ] || check "$name: nothing is sent" sh -c '! grep -E "AF_INET|sendto|sendmsg" calls'
done
check "nothing was made" [ ! -e .noworse ]

"$program" plan one.suite.yaml >out 2>err
check "calls and model" says '^one: 400 calls to sim-1$'
check "money is bounded, a guess, and capped" says '^  money    \$0\.[0-9]+ at most, \$0\.[0-9]+ likely \(a guess: no earlier run tells\); cap \$5\.00$'
check "minutes by the suite's limit" says '^  time     about 4 min at 100 requests/min$'
check "an empty cache" says '^  cache    0 of 400 replies are here already$'
# 200 cases, v0 0.06, margin 5: statistics/paired_power.h says 6.7 points and a PASS in 74 %.
check "the smallest drop, and what would settle the margin" says '^  sees     all: a drop of 6\.8 points or more \(too few cases for the 5 allowed: 2[0-9] more, or repeats 2\)$'
check "the chance of PASS" says '^  passes   about 7 times in 10 when nothing has changed, at the margin of 5 points$'
check "what two points take" says '^  2 points 1,[0-9]+ cases, about \$[0-9.]+; or [0-9]+ repeats, about \$[0-9.]+$|no number of repeats up to 10'
check "noise that nobody knows is assumed" says '^  noise    0\.06 assumed: '

"$program" plan several.suite.yaml >out
check "each watched cohort" says '^           few: a drop of [0-9.]+ points or more'
check "a cohort that is not watched is no part of it" sh -c '! grep -q shown out'
check "a required cohort has its price" says 'with the 1 required cohort '
"$program" plan few.suite.yaml >out
check "too few cases ever to pass" says '^  passes   never when nothing has changed: all takes 73 cases at a margin of 5 points$'
"$program" plan grouped.suite.yaml >out
check "groups are counted, not cases" says '^  passes   never when nothing has changed: all takes 60 groups of cases'
"$program" plan many.suite.yaml >out
check "five candidates have five chances" says '^  alarm    5 candidates: up to 12% that one of them fails though nothing has changed$'
"$program" plan alone.suite.yaml >out
check "nothing compared" says '^  sees     no drop: that takes a baseline'

"$program" plan one.suite.yaml --case nobody >out 2>err
check "no case is exit code 4 or 2" [ $? -eq 4 ]
echo 'suite: [' >broken.suite.yaml
"$program" plan --json broken.suite.yaml >broken.json 2>err
check "a broken suite is exit code 2" [ $? -eq 2 ]
check "and JSON that fits" "$program" schema validate plan.schema.json broken.json

# After a run: usage, latency, replies that are here, noise of its repeats.
cat >script.jsonl <<'SCRIPT'
{"simulator": 1, "latency_ms": {"median": 3, "sigma": 0.2, "max": 10}}
{"match": {"pattern": "v2 w[0-9]* 1: "}, "answers": [{"share": 0.5, "text": "fine"}, {"text": "no"}]}
{"match": "v1 gain", "answers": [{"text": "no"}]}
{"match": "w", "answers": [{"text": "fine"}]}
SCRIPT
"$program" simulate --quiet --script script.jsonl >address 2>/dev/null &
vendor=$!
while [ ! -s address ] && kill -0 "$vendor" 2>/dev/null; do sleep 0.02; done
VENDOR=$(sed -n 's/^listening on //p' address)/v1
"$program" run few.suite.yaml --repeats 2 --progress none >out 2>err
check "a run that passes only by being better is told so" grep -q '^few can PASS only by being better: 30 cases, and a margin of 5 points takes 60 if nothing changes (noworse plan)$' err
"$program" plan few.suite.yaml --repeats 2 >out
check "all replies are here" says '^  cache    120 of 120 replies are here already$'
"$program" plan few.suite.yaml --repeats 3 >out
check "and some, of more repeats" says '^  cache    120 of 180 replies are here already$'
check "usage of the last run" says '^  money    \$0\.[0-9]+ at most, \$0\.[0-9]+ likely \(as the last run\)'
check "its latency" says "^  time     less than a minute at 8 calls at a time, with the last run's latency$"
check "its noise" says "^  noise    0\.[0-9]+ from the last run's repeats$"

# Too few cases to show that nothing changed are enough for one that is better.
seq 15 | sed 's/.*/{"id": "gain&", "word": "the word &"}/' | cat - few.jsonl >gains.jsonl
sed -e 's/^suite: .*/suite: gains/' -e 's/few.jsonl/gains.jsonl/' few.suite.yaml >gains.suite.yaml
"$program" run gains.suite.yaml --filter 'id~gain' --progress none >out 2>err
check "few and better is a PASS" [ $? -eq 0 ]
check "and nothing said that it never could be" grep -q '^gains can PASS only by being better: 15 cases, ' err
"$program" run gains.suite.yaml --case gain1 --progress none >out 2>err
check "one case is told as one" grep -q '^gains can PASS only by being better: 1 case, ' err

# Of a suite that never ran, compared with results that are kept.
sed -e 's/^suite: .*/suite: kept/' -e 's!{prompt: v1.txt}!baselines/kept.json!' few.suite.yaml >kept.suite.yaml
"$program" run kept.suite.yaml --baseline none --advisory --repeats 3 --progress none -q >out 2>err
"$program" baseline set latest >out 2>err
"$program" plan --state never kept.suite.yaml >out
check "one variant is asked" says '^kept: 30 calls to sim-1$'
check "usage of the baseline" says '^  money    \$0\.[0-9]+ at most, \$0\.[0-9]+ likely \(as the baseline\)'
check "the baseline's noise" says "^  noise    0\.[0-9]+ from the baseline's repeats$"
check "and what it lets the comparison see" says '^  sees     all: a drop of [0-9.]+ points or more'
"$program" plan --state never --baseline gone.json kept.suite.yaml >out 2>err
check "a baseline that is not there is told" [ $? -eq 2 ]

echo "$passed passed, $failed failed"
[ $failed -eq 0 ]
