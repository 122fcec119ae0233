#!/bin/sh
# Runs that are killed at random moments and gone on with, against a simulated vendor. Of each:
# no sample is missing, none is there twice; the vendor saw no call that the journal does not have,
# and the journal has no ended call that the vendor did not see; the report is that of a run that
# nobody killed, but for times, ids and tries.
# usage: tests/cli/kill_test.sh PROGRAM [RUNS [SEED]]
set -u
program=$(readlink -f "$1")
runs=${2:-10}
seed=${3:-1}
scratch=$(mktemp -d)
vendor=
trap '[ -n "$vendor" ] && kill "$vendor"; rm -rf "$scratch"' EXIT
cd "$scratch" || exit 1
unset CI GITHUB_ACTIONS
export OPENAI_API_KEY=none NO_COLOR=1

cases=60 repeats=2
printf 'v1 {{case.id}} {{repeat}}: {{word}}\n' >v1.txt
printf 'v2 {{case.id}} {{repeat}}: {{word}}\n' >v2.txt
seq $cases | sed 's/.*/{"id": "w&", "word": "the word &"}/' >cases.jsonl
cat >kill.suite.yaml <<'SUITE'
noworse: 1
suite: kill
model: {id: sim, model: openai/sim-1, base_url: "${VENDOR}", limits: {concurrency: 16}}
prompts: [v1.txt, v2.txt]
cohorts: {words: {cases: cases.jsonl}}
graders: [contains: fine]
repeats: 2
gate: {pass_rate: 0.5}
SUITE
cat >script.jsonl <<'SCRIPT'
{"simulator": 1, "latency_ms": {"median": 10, "sigma": 0.5, "max": 60}}
{"match": {"pattern": "v2 w[0-9]*0 "}, "answers": [{"text": "wrong"}]}
{"match": "w", "answers": [{"share": 0.9, "text": "fine"}, {"text": "no"}], "faults": [{"share": 0.05, "kind": "429", "retry_after_s": 0.02, "attempts": 1}, {"share": 0.05, "kind": "500", "retry_after_s": 0.05, "attempts": 1}]}
SCRIPT

vendor_start() {
  rm -f record address
  "$program" simulate --quiet --script script.jsonl --record record >address 2>/dev/null &
  vendor=$!
  while [ ! -s address ] && kill -0 "$vendor" 2>/dev/null; do sleep 0.02; done
  VENDOR=$(sed -n 's/^listening on //p' address)/v1
  export VENDOR
}

vendor_end() {
  kill "$vendor" && wait "$vendor" 2>/dev/null
  vendor=
}

# A reply may be in the cache and not yet in the run file: that would be found again, and told as cached.
run="$program run kill.suite.yaml --cache off --progress none -o report.json"

# What must be the same: all but times, ids, tries, what all tries cost, and what is known to be uncertain.
plain() {
  sed -E -e 's/"(id|started|ended)": "[0-9][0-9A-Z:TZ-]{19,25}"/"\1": 0/g' \
    -e 's/"[a-z_]*(_ms|latency_p95_ms|attempts)": [0-9.e+-]+/"\1": 0/g' \
    -e 's/"(request_id|found|sentence|digest|uncertain|cost)": ("[^"]*"|[0-9.]+|\{[^}]*\})/"\1": 0/g' report.json
}

ask() { sqlite3 "$1" "$2" 2>/dev/null; }
finished() { # the run file that is
  for file in .noworse/runs/*.nwrun; do
    [ "$(ask "$file" "SELECT status FROM run")" = finished ] && echo "$file" && return 0
  done
  return 1
}

fail() {
  echo "run $number (seed $seed): $*"
  cat err
  failed=$((failed + 1))
}

# The vendor's log beside the journal: rows of what each saw otherwise than the other.
beside() {
  sed -n 's/.*"content":"\(v[12]\) \(w[0-9]*\) \([0-9]*\):.*/\1 \2 \3/p' record >arrivals
  sqlite3 :memory: "ATTACH '$1' AS r" "CREATE TABLE arrivals (what TEXT)" ".import arrivals arrivals" \
    "WITH j AS (SELECT 'v' || (variant + 1) || ' ' || cases.id || ' ' || repeat AS what,
       count(*) AS sent, count(status) AS answered
       FROM r.calls JOIN r.cases ON cases.number = calls.\"case\" GROUP BY 1),
     v AS (SELECT what, count(*) AS seen FROM arrivals GROUP BY 1)
     SELECT what, sent, answered, seen FROM v LEFT JOIN j USING (what)
     WHERE sent IS NULL OR seen > sent OR seen < answered
     UNION ALL SELECT what, sent, answered, 0 FROM j
     WHERE answered > 0 AND what NOT IN (SELECT what FROM v)"
}

run_check() { # file
  samples=$((cases * repeats * 2))
  [ "$(ask "$1" "SELECT count(*) FROM samples")" = $samples ] || fail "samples are missing"
  [ "$(ask "$1" "SELECT count(*) FROM (SELECT DISTINCT \"case\", variant, repeat FROM samples)")" = $samples ] ||
    fail "samples are there twice"
  [ "$(ask "$1" "SELECT count(*) FROM calls WHERE failure IS NULL")" = $samples ] ||
    fail "an answer that had arrived was asked for again"
  [ "$(ask "$1" "PRAGMA integrity_check")" = ok ] || fail "the run file is damaged"
  [ -z "$(beside "$1")" ] || fail "vendor and journal disagree: $(beside "$1" | head -5)"
  plain >plain
  cmp -s whole plain || fail "the report differs: $(diff whole plain | head -5)"
  calls=$((calls + $(ask "$1" "SELECT count(*) FROM calls")))
  arrived=$((arrived + $(wc -l <arrivals)))
  uncertain=$((uncertain + $(ask "$1" "SELECT count(*) FROM calls WHERE failure = 'uncertain'")))
}

killed_run() {
  rm -rf .noworse
  vendor_start
  for pause in $(awk -v seed="$seed$number" -v most="$most" 'BEGIN {
      srand(seed); kills = 1 + int(rand() * 4)
      for (i = 0; i < kills; i++) printf "%.3f\n", rand() * most }'); do
    $run >out 2>err &
    child=$!
    sleep "$pause"
    kill -s "$(signal_next)" $child 2>/dev/null && kills=$((kills + 1))
    wait $child
    grep -q '^continues' err && continued=$((continued + 1))
    finished >/dev/null && break
  done 2>/dev/null
  if file=$(finished); then
    "$program" report "$file" -o report.json >out 2>err
  else
    $run >out 2>err
    grep -q '^continues' err && continued=$((continued + 1))
    file=$(finished) || { fail "the run did not finish"; vendor_end; return; }
  fi
  vendor_end
  run_check "$file"
}

# Mostly the one that cannot be caught.
signal_next() {
  case $((kills % 6)) in 3) echo INT ;; 5) echo TERM ;; *) echo KILL ;; esac
}

failed=0 kills=0 continued=0 calls=0 arrived=0 uncertain=0 number=0
vendor_start
before=$(date +%s%N)
$run >out 2>err || { echo "the unbroken run does not pass:"; cat out err; exit 1; }
most=$(awk -v ns=$(($(date +%s%N) - before)) 'BEGIN { print ns / 1e9 * 1.1 }')
vendor_end
plain >whole
while [ $number -lt "$runs" ]; do
  number=$((number + 1))
  killed_run
done
echo "$runs runs, $kills kills, $continued times continued; $calls calls in the journals," \
  "$uncertain of them uncertain, $arrived requests arrived; $failed failures"
[ $failed = 0 ]
