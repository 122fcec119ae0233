#!/bin/sh
# Runs that may stop early, against a simulated vendor: a planted regression ends one soon, and so
# does "no change" in a large suite; a run that was killed goes on in the same order and decides as
# one that nobody killed; the verdict worked out again from the run file is the same.
# usage: tests/cli/early_stop.sh PROGRAM
set -u
program=$(readlink -f "$1")
scratch=$(mktemp -d)
vendor=
trap '[ -n "$vendor" ] && kill "$vendor"; rm -rf "$scratch"' EXIT
cd "$scratch" || exit 1
unset CI GITHUB_ACTIONS
export OPENAI_API_KEY=none NO_COLOR=1
passed=0 failed=0

printf 'v1 {{case.id}} {{repeat}}: {{word}}\n' >v1.txt
printf 'v2 {{case.id}} {{repeat}}: {{word}}\n' >v2.txt
seq 800 | sed 's/.*/{"id": "w&", "word": "the word &"}/' >cases.jsonl
seq 800 | sed 's/.*/&/' | while read -r i; do
  printf '{"id": "w%s", "word": "the word %s", "group": "g%s"}\n' "$i" "$i" $((i % 400))
done >grouped.jsonl
suite() { # NAME CASES
  cat >"$1.suite.yaml" <<SUITE
noworse: 1
suite: $1
model: {id: sim, model: openai/sim-1, base_url: "\${VENDOR}", price: {input: 1, output: 2}, limits: {concurrency: 16}}
prompts: [v2.txt]
baseline: {prompt: v1.txt}
cohorts: {words: {cases: $2}}
graders: [contains: fine]
repeats: 2
stop_early: true
SUITE
}
suite alone cases.jsonl
suite grouped grouped.jsonl

vendor_start() { # script on standard input
  [ -n "$vendor" ] && kill "$vendor" && wait "$vendor" 2>/dev/null
  rm -f address record
  cat >script.jsonl
  "$program" simulate --quiet --script script.jsonl --record record >address 2>/dev/null &
  vendor=$!
  while [ ! -s address ] && kill -0 "$vendor" 2>/dev/null; do sleep 0.02; done
  VENDOR=$(sed -n 's/^listening on //p' address)/v1
  export VENDOR
}

ask() { sqlite3 "$(ls -t .noworse/runs/*.nwrun | head -1)" "$1"; }
check() { # WHAT CONDITION…
  what=$1
  shift
  if "$@"; then
    passed=$((passed + 1))
  else
    failed=$((failed + 1))
    echo "not so: $what ($*)"
  fi
}

# The interval of the whole, as gate tells it, and as diff does.
gate_interval() { sed -n '/^  all /s/.*\(([^)]* … [^)]*)\).*/\1/p' again; }
diff_head() { "$program" diff latest --no-pager | head -1; }

# Every sample of each case that was begun but for the last ones, which were not asked any more.
whole_cases() { ask "SELECT count(*) FROM (SELECT 1 FROM samples GROUP BY \"case\" HAVING count(*) = 4)"; }
begun_cases() { ask 'SELECT count(DISTINCT "case") FROM samples'; }

run="$program run --cache off --progress none"
worse='{"simulator": 1, "latency_ms": {"median": 40, "sigma": 0.8, "max": 300}}
{"match": {"pattern": "v2 w[0-9]*[05] "}, "answers": [{"text": "wrong"}]}
{"match": "w", "answers": [{"share": 0.97, "text": "fine"}, {"text": "no"}]}'

vendor_start <<SCRIPT
$worse
SCRIPT
for name in alone grouped; do
  rm -rf .noworse
  $run $name.suite.yaml >out 2>err
  check "$name: a planted regression fails" [ $? -eq 1 ]
  check "$name: it decided" [ "$(ask 'SELECT status FROM run')" = decided ]
  check "$name: the rest was not asked" [ "$(ask 'SELECT count(*) FROM samples')" -lt 1600 ]
  check "$name: what is saved is told" ask 'SELECT reason FROM run' >reason
  check "$name: calls and dollars" grep -Eq '^[0-9]+ of 800 cases had decided; [0-9,]+ of 3,200 calls were not sent, which saved about \$[0-9.]+$' reason
  # concurrency 16: no more than 16 samples were under way when it decided, each of another case
  check "$name: what was under way was finished" [ $(($(begun_cases) - $(whole_cases))) -le 16 ]
  check "$name: nothing is in flight" [ "$(ask 'SELECT count(*) FROM calls WHERE ended_ms IS NULL')" = 0 ]
  $program gate latest >again 2>&1
  check "$name: judged again it fails" [ $? -eq 1 ]
  check "$name: by the same sentence" [ "$(head -1 out)" = "$(head -1 again)" ]
  diff_head >head
  check "$name: diff has the gate's interval" grep -qF " $(gate_interval): REGRESSION" head
  ask 'SELECT "case", variant, repeat, verdict FROM samples ' | LC_ALL=C sort >"$name.whole"
  ask 'SELECT reason FROM run' | sed 's/;.*//' >"$name.decided"
done

# Against results that were kept: only the candidate is asked, and what is saved is counted so.
sed -e 's/^suite: alone/suite: kept/' -e 's!{prompt: v1.txt}!baselines/kept.json!' alone.suite.yaml >kept.suite.yaml
sed -e 's/v2.txt/v1.txt/' -e '/^stop_early/d' kept.suite.yaml >then.suite.yaml
rm -rf .noworse
$run then.suite.yaml --baseline none --advisory -q -j 64 >out 2>err
$program baseline set latest >out 2>err
check "kept: there is a baseline" [ $(grep -c '"entry": 0' baselines/kept.json) -eq 800 ]
rm -rf .noworse
$run kept.suite.yaml >out 2>err
check "kept: a planted regression fails" [ $? -eq 1 ]
check "kept: it decided" [ "$(ask 'SELECT status FROM run')" = decided ]
ask 'SELECT reason FROM run' >reason
check "kept: calls of the candidate alone" grep -Eq '^[0-9]+ of 800 cases had decided; [0-9,]+ of 1,600 calls were not sent' reason
check "kept: no more than a third was asked" [ "$(ask 'SELECT count(*) FROM samples')" -lt 530 ]
$program gate latest >again 2>&1
check "kept: judged again it fails, by the same sentence" [ "$? $(head -1 out)" = "1 $(head -1 again)" ]
check "kept: a run that stopped early is no baseline" sh -c '! "$0" baseline set latest 2>err && grep -q N0972 err' "$program"

# Killed in the middle, twice, and gone on with. Until then it is slow, so that it has not ended before it is killed.
rm -rf .noworse
cp alone.suite.yaml full.suite.yaml
sed -i 's/concurrency: 16/concurrency: 16, requests_per_minute: 1200/' alone.suite.yaml
for n in 20 60; do
  $run alone.suite.yaml >out 2>err &
  pid=$!
  for _ in $(seq 3000); do
    [ -n "$(ls .noworse/runs 2>/dev/null)" ] && [ "$(ask 'SELECT count(*) FROM samples' 2>/dev/null || echo 0)" -ge $n ] && break
    sleep 0.01
  done
  kill -9 $pid 2>/dev/null
  wait $pid 2>/dev/null
done
mv full.suite.yaml alone.suite.yaml
check "killed runs are one run" [ "$(ls .noworse/runs/*.nwrun | wc -l)" -eq 1 ]
check "it had not ended" [ "$(ask 'SELECT status FROM run')" = running ]
$run alone.suite.yaml >out 2>err
check "gone on with, it fails too" [ $? -eq 1 ]
check "it goes on" grep -q '^continues run' err
ask 'SELECT reason FROM run' | sed 's/;.*//' >killed.decided
check "after as many cases as without a kill" cmp -s killed.decided alone.decided
ask 'SELECT "case", variant, repeat, verdict FROM samples ' | LC_ALL=C sort >killed.whole
# What both asked is most of either: the same cases, but for those that were under way.
common=$(LC_ALL=C comm -12 alone.whole killed.whole | wc -l)
check "in the same order" [ "$common" -ge $(($(wc -l <alone.whole) - 64)) ]

vendor_start <<'SCRIPT'
{"simulator": 1, "latency_ms": {"median": 2, "sigma": 0.5, "max": 40}}
{"match": "w", "answers": [{"share": 0.99, "text": "fine"}, {"text": "no"}]}
SCRIPT
rm -rf .noworse
$run alone.suite.yaml >out 2>err
check "without a change a large suite passes" [ $? -eq 0 ]
check "and early" [ "$(ask 'SELECT status FROM run')" = decided ]
$program gate latest >again 2>&1
check "judged again it passes" [ $? -eq 0 ]
diff_head >head
check "diff has the gate's interval, and its verdict" grep -qF " $(gate_interval): no worse" head
$run alone.suite.yaml >out 2>err
check "a decided run is not gone on with" [ "$(ls .noworse/runs/*.nwrun | wc -l)" -eq 2 ]

# A judge that is slower than the answers: those that were begun are judged to the end.
cat >judged.suite.yaml <<SUITE
noworse: 1
suite: judged
models:
  - {id: sim, model: openai/sim-1, base_url: "\${VENDOR}", limits: {concurrency: 16}}
  - {id: judge, model: openai/judge-1, base_url: "\${VENDOR}", role: judge, limits: {concurrency: 4}}
prompts: [v2.txt]
baseline: {prompt: v1.txt}
cohorts: {words: {cases: cases.jsonl}}
graders:
  - contains: fine
  - {judge: "Is it fine?", required: false, when: always}
stop_early: true
SUITE
vendor_start <<SCRIPT
{"model": "judge-1", "latency_ms": 10, "answers": [{"json": {"reason": "It is.", "verdict": "yes"}}]}
{"match": {"pattern": "v2 w[0-9]*[05] "}, "answers": [{"text": "wrong"}]}
{"match": "w", "answers": [{"share": 0.97, "text": "fine"}, {"text": "no"}]}
SCRIPT
rm -rf .noworse
$run judged.suite.yaml >out 2>err
check "judged: a planted regression fails" [ $? -eq 1 ]
check "judged: it decided" [ "$(ask 'SELECT status FROM run')" = decided ]
check "judged: what was begun is judged" [ "$(ask "SELECT count(*) FROM grades WHERE verdict = 'open'")" = 0 ]
check "judged: by the judge" [ "$(ask "SELECT count(*) FROM grades WHERE grader = 1 AND verdict = 'pass'")" = "$(ask 'SELECT count(*) FROM samples')" ]

echo "$passed passed, $failed failed"
[ $failed -eq 0 ]
