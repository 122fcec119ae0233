#!/bin/sh
# The cases that run.sh and instructions.sh ask, their suite and what the simulator answers.
# usage: bench/suite.sh FOLDER CASES
set -eu
mkdir -p "$1"
cd "$1"
awk -v n="$2" 'BEGIN { for (i = 0; i < n; i++)
  printf "{\"id\": \"c%06d\", \"vars\": {\"rma\": %d, \"text\": \"The quick brown fox number %d jumps over the lazy dog and does so again.\"}}\n", i, i, i }' >cases.jsonl
cat >bench.suite.yaml <<'YAML'
noworse: 1
suite: bench
model: {id: sim, model: openai/sim-1, base_url: "${NOWORSE_DEMO_URL}", params: {temperature: 0, max_tokens: 300}}
prompt:
  - system: "You answer for ACME support, in one JSON object."
  - user: "{{text}} What is the number of RMA {{rma}}?"
cases: cases.jsonl
graders:
  - json_schema: {schema: {type: object, properties: {rma: {type: string}, reply: {type: string}}, required: [rma, reply], additionalProperties: false}}
  - regex: '"RMA-\d{6}"'
  - contains: RMA
gate: {pass_rate: 0.99}
YAML
cat >script.jsonl <<'JSON'
{"match": [{"pattern": "RMA (?<n>\\d+)"}], "answers": [{"text": "{\"rma\": \"RMA-004417\", \"reply\": \"The refund reaches your account within five working days, number {{n}}.\"}"}]}
JSON
