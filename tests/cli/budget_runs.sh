#!/bin/sh
# Runs with random budgets, concurrencies and faults against a simulated vendor. Of each: the
# budget is not passed; every call costs its tokens, or what was reserved for it, to the
# picodollar; the report adds up the same; the vendor saw the calls of the journal and no other;
# the exit code is 6 where the budget was met, and only there; and one that met it is finished by
# the same command with a larger one.
# usage: tests/cli/budget_runs.sh PROGRAM [RUNS [SEED]]
set -u
program=$(readlink -f "$1")
runs=${2:-8}
seed=${3:-1}
scratch=$(mktemp -d)
vendor=
trap '[ -n "$vendor" ] && kill "$vendor"; rm -rf "$scratch"' EXIT
cd "$scratch" || exit 1
unset CI GITHUB_ACTIONS
export OPENAI_API_KEY=none NO_COLOR=1

cases=150
seq $cases | sed 's/.*/{"id": "q&", "q": "the question &", "reference": "fine"}/' >cases.jsonl
cat >money.suite.yaml <<'SUITE'
noworse: 1
suite: money
models:
  - {id: mini, model: openai/gpt-4.1-mini, base_url: "${VENDOR}", params: {max_tokens: 60}}
  - {id: own, model: openai/own-model, base_url: "${VENDOR}", params: {max_tokens: 40}, price: {input: 0.3, output: 2.4}}
prompt: "case {{case.id}}: {{q}}"
cases: cases.jsonl
graders: [exact]
gate: {pass_rate: 0.01, unscored: 1}
budget: {cost_usd: 100}
SUITE

draw() { # below: a number from 0, the same for the same seed
  seed=$(((seed * 1103515245 + 12345) % 2147483648))
  drawn=$((seed / 65536 % $1))
}

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

ask() { sqlite3 run.nwrun "$1"; }
failed=0
wrong() {
  echo "run $run (cap $cap, at once $at_once): $*"
  failed=$((failed + 1))
}

# Prices of one token in picodollars, by variant: the suite's models in order.
expected="CASE variant WHEN 0 THEN input_tokens * 400000 + output_tokens * 1600000 ELSE input_tokens * 300000 + output_tokens * 2400000 END"
pico="CAST(round(cost_usd * 1e12) AS INTEGER)"

check() { # exit code, cap in picodollars
  [ "$(ask 'SELECT count(*) FROM calls WHERE cost_usd IS NULL OR ended_ms IS NULL')" = 0 ] ||
    wrong "calls without a cost"
  total=$(ask "SELECT sum($pico) FROM calls")
  [ "${total:-0}" -le "$2" ] || wrong "the budget is passed: $total of $2"
  odd=$(ask "SELECT count(*) FROM calls WHERE cost_source IN ('table', 'price') AND $pico <> $expected
    OR cost_source = 'reserved' AND cost_usd <> reserved_usd OR cost_usd > reserved_usd")
  [ "$odd" = 0 ] || wrong "$odd calls cost something else"
  [ "$(ask "SELECT count(*) FROM samples s WHERE cost_usd IS NOT NULL AND NOT EXISTS (SELECT 1 FROM calls c
    WHERE c.\"case\" = s.\"case\" AND c.variant = s.variant AND c.repeat = s.repeat AND c.cost_usd = s.cost_usd)")" = 0 ] ||
    wrong "samples that cost something else than their call"
  told=$(sed -n 's/.*"cost": {"usd": \([0-9.e-]*\),.*/\1/p' report.json)
  same=$(ask "SELECT CAST(round($told * 1e12) AS INTEGER) = ${total:-0}")
  [ "$same" = 1 ] || wrong "the report says $told, the calls $total"
  status=$(ask 'SELECT status FROM run')
  case "$1$status" in
  0finished | 6budget) ;;
  *) wrong "exit code $1, status $status" ;;
  esac
}

met=0
run=0
while [ $run -lt "$runs" ]; do
  run=$((run + 1))
  draw 64 && at_once=$((drawn + 1))
  draw 9000 && cap=$(printf '0.%06d' $((drawn + 20)))
  draw 4 && share=0.0$((drawn * 2))
  printf '{"simulator": 1, "latency_ms": {"min": 0, "max": 8}, "faults": [{"share": %s, "kind": "429", "retry_after_s": 0.01}, {"share": %s, "kind": "500", "retry_after_s": 0.01}, {"share": 0.01, "kind": "reset"}, {"share": 0.01, "kind": "truncated"}]}\n' $share $share >script.jsonl
  echo '{"answers": [{"share": 0.8, "text": "fine"}, {"share": 0.1, "text": "a much longer answer that says nothing of use to anybody who reads it"}, {"text": "untold", "usage": null}]}' >>script.jsonl
  rm -f run.nwrun report.json
  vendor_start
  "$program" run money.suite.yaml --run-file run.nwrun --progress none -o report.json -j $at_once \
    --max-cost "$cap" >out 2>&1
  code=$?
  check $code "$(ask "SELECT CAST(round($cap * 1e12) AS INTEGER)")"
  [ "$(wc -l <record)" = "$(ask 'SELECT count(*) FROM calls')" ] || wrong "the vendor saw other calls"
  if [ $code = 6 ]; then
    met=$((met + 1))
    grep -q 'the budget of .* was reached after' out || wrong "the sentence: $(head -1 out)"
    "$program" run money.suite.yaml --run-file run.nwrun --progress none -o report.json -j $at_once >out 2>&1
    check $? 100000000000000
    [ "$(ask 'SELECT count(*) FROM samples')" = $((2 * cases)) ] || wrong "samples are missing"
    [ "$(wc -l <record)" = "$(ask 'SELECT count(*) FROM calls')" ] || wrong "the vendor saw other calls"
  fi
  vendor_end
done
[ $met -gt 0 ] || { echo "no run met its budget"; failed=1; }
echo "$runs runs, $met met their budget, $failed mistakes"
[ $failed = 0 ]
