#!/bin/sh
# A run under signals, told by events, stopped by failures: real signals to real runs against
# the simulator. Each check is a sentence; ends with "N passed, N failed".
# usage: tests/cli/control.sh PROGRAM
set -u
program=$(readlink -f "$1")
scratch=$(mktemp -d)
vendor=
trap '[ -z "$vendor" ] || kill "$vendor"; rm -rf "$scratch"' EXIT
export NO_COLOR=1 TERM=dumb
unset CI OPENAI_API_KEY 2>/dev/null
cd "$scratch" || exit 1
passed=0 failed=0

ok() { # sentence, then a command that must succeed
  sentence=$1
  shift
  if "$@"; then passed=$((passed + 1)); else
    failed=$((failed + 1))
    echo "not so: $sentence"
    tail -n 30 out err 2>/dev/null
  fi
}
is() { [ "$1" = "$2" ] || { echo "  wanted $2, got $1"; return 1; }; }
has() { grep -q -e "$2" "$1"; }
has_not() { ! grep -q -e "$2" "$1"; }

serve() { # a line of script each
  [ -z "$vendor" ] || { kill "$vendor"; wait "$vendor" 2>/dev/null; }
  printf '%s\n' "$@" >script.jsonl
  rm -f address record
  "$program" simulate --quiet --script script.jsonl --record record >address 2>/dev/null &
  vendor=$!
  wait_for "[ -s address ]"
  url=$(sed -n 's/^listening on //p' address)/v1
}
wait_for() { # condition, up to a minute
  for _ in $(seq 1200); do
    if eval "$1"; then return 0; fi
    sleep 0.05
  done
  echo "  never: $1"
  return 1
}
suite() { # cases, concurrency, wrong every Nth
  seq "$1" | sed "s/.*/{\"id\": \"c&\", \"vars\": {\"n\": \"&\"}, \"reference\": \"yes\"}/" >cases.jsonl
  printf '{"id": "secret", "vars": {"n": "hidden"}, "reference": "yes"}\n' >held.jsonl
  cat >s.suite.yaml <<END
noworse: 1
suite: steered
model: {id: sim, model: openai/sim-1, base_url: "$url", limits: {concurrency: $2}}
prompt: "Number {{n}}."
cohorts:
  open: {cases: cases.jsonl}
  kept: {cases: held.jsonl, held_out: true}
graders: [exact]
gate: {pass_rate: 0.5}
END
}
start() { # options of a run that goes on in the background
  rm -rf .noworse events.jsonl out err
  "$program" run s.suite.yaml --progress none --events events.jsonl "$@" >out 2>err &
  run=$!
}
finish() {
  wait "$run"
  code=$?
}
sent() { wc -l <record; }
fits() { # every line of a file fits the schema that the program prints
  "$program" schema print events >events.schema.json
  split -l 1 -a 4 --additional-suffix=.json "$1" line- &&
    "$program" schema validate events.schema.json line-*.json >valid || { grep -v ': valid' valid; return 1; }
  rm -f line-*.json
}

# Events of a run that ends by itself.
serve '{"match": "Number 2.", "answers": [{"text": "no"}]}' \
  '{"match": "Number 3.", "answers": [{"text": "yes"}], "faults": [{"kind": "status", "status": 503, "attempts": 1}]}' \
  '{"answers": [{"text": "yes"}]}'
suite 5 4
start
finish
ok "a run with events ends as without" is "$code" 0
ok "each event fits its schema" fits events.jsonl
ok "the first event is the start" is "$(sed -n '1s/.*"type":"\([a-z.]*\)".*/\1/p' events.jsonl)" run.start
ok "the last event is the end" is "$(sed -n '$s/.*"type":"\([a-z.]*\)".*/\1/p' events.jsonl)" run.end
ok "each sample is told once" is "$(grep -c '"sample.done"' events.jsonl)" 6
ok "a call that is made again is told" is "$(grep -c '"call.retry".*"case":"c3".*"failure":"throttled"' events.jsonl)" 1
ok "rules are told with their verdict" has events.jsonl '"type":"gate".*"rule":"pass_rate","verdict":"pass"'
ok "a held-out case has no id" has_not events.jsonl secret
ok "a held-out sample has no verdict" has events.jsonl '"cohort":"kept","case":null.*"verdict":null,"score":null'
ok "no event holds an answer" has_not events.jsonl '"yes"'
"$program" run s.suite.yaml --fresh --progress none --events - >out 2>err
ok "events on standard output have nothing beside them" is "$(grep -vc '^{"type":' out)" 0
ok "the sentence is on standard error then" has err '^steered sim: passes'
"$program" run s.suite.yaml --fresh --progress none --events - 2>err | head -1 >out
ok "a reader that leaves is no error" has_not err 'error'
"$program" run s.suite.yaml --fresh --progress none --events - --json >out 2>err
ok "two things on standard output are refused" is "$?:$(grep -c N0937 err)" 2:1
"$program" run s.suite.yaml --fresh --progress none --events /dev/full >out 2>err
ok "events that cannot be written are told" is "$?:$(grep -c N0857 err)" 3:1

# A pipe that is open and that nobody reads holds nothing up for good.
suite 800 16
mkfifo stuck
sleep 1000 <stuck &
reader=$!
"$program" run s.suite.yaml --fresh --progress none --events stuck >out 2>err
ok "a run whose events nobody reads ends, and says so" is "$?" 3
ok "… by name" grep -q "N0857.*nobody read stuck for 5 s" err
ok "… with all its samples" grep -q "801 " out
kill "$reader" && wait "$reader" 2>/dev/null

# Too many failures.
serve '{"answers": [{"text": "no"}]}'
suite 200 2
start --max-failures 3
finish
ok "--max-failures ends with 1" is "$code" 1
ok "a run of failures is stopped soon" test "$(sent)" -le 6
ok "it says that nothing was compared" has out 'no comparison was made'
ok "what was sent is in the run file" has out "$(sent) of 201 samples are in the run file"
suite 1 1
start --max-failures 2
finish
ok "when the last sample is the last failure, all is compared" has_not out 'no comparison was made'

# An endpoint that is down.
url=http://127.0.0.1:9/v1
suite 40 8
start # for as long as the limit is by default
wait_for 'grep -qs circuit events.jsonl'
kill -USR1 "$run"
wait_for 'grep -q "times in a row" err'
ok "SIGUSR1 tells that it is down" has err 'model sim: .*127.0.0.1:9: no connection .* times in a row'
kill -INT "$run"
finish
sed -i 's/limits: {/limits: {retry_for_s: 3, /' s.suite.yaml
start
finish
ok "an endpoint that is down is told" has events.jsonl '"circuit".*"model":"sim","state":"open"'
ok "a run without an endpoint is incomplete" is "$code" 3
ok "it says what is in the run file" has out '0 of 41 samples are in the'
ok "these events fit the schema too" fits events.jsonl

# What is written goes to the disk each second, not by the thread that asks. A sanitized program cannot look for leaks
# under strace.
synced() { # how often the journal was, by other threads than the first
  grep -v "^$(cat first) " calls | grep -c 'fdatasync(.*r.nwrun-wal'
}
traced() { # further options of strace
  rm -rf .noworse r.nwrun*
  ASAN_OPTIONS=detect_leaks=0 UV_THREADPOOL_SIZE=1 strace -f -y -qq -o calls -e trace=fdatasync "$@" \
    sh -c 'echo $$ >first; exec "$@"' sh "$program" run s.suite.yaml --progress none --run-file r.nwrun >out 2>err
  code=$?
}
if ASAN_OPTIONS=detect_leaks=0 strace -f -y -qq -o calls -e trace=fdatasync "$program" --version >out 2>&1; then
  serve '{"answers": [{"text": "yes"}], "latency_ms": 280}'
  suite 11 1
  traced
  ok "a run of three seconds is synced each second" is "$code:$(synced | sed 's/^[2-9]$\|^[1-9][0-9]$/a few/')" "0:a few"
  suite 40 1
  traced -P "$PWD/r.nwrun-wal" -e inject=fdatasync:error=EIO:when=2+
  ok "a disk that fails ends the run" is "$code:$(synced)" 3:2
  ok "what failed is told" has out 'cannot write r.nwrun: Input/output error'
  ok "nothing more is sent then" test "$(sent)" -lt 40
  # One that is to end within a second: on a busy machine it may take some tries.
  hurried() {
    for _ in $(seq 20); do
      traced "$@"
      [ "$(synced)" = 0 ] && break
    done
  }
  serve '{"answers": [{"text": "yes"}]}'
  suite 1 1
  hurried
  ok "a run that ends within a second is not synced" is "$code:$(synced)" 0:0
  hurried -P "$PWD/r.nwrun-wal" -e inject=fdatasync:error=EIO
  ok "a disk that fails at the end fails the run" is "$code:$(synced)" 3:0
  ok "what failed there is told" has err 'N0605.*cannot write r.nwrun: disk I/O error'
else
  echo "strace cannot be used here: that a run is synced is not proved by it"
fi

# How it stands: no reply comes, until it is left.
serve '{"faults": [{"kind": "hang"}]}'
suite 40 30
start
wait_for '[ "$(sent)" -ge 30 ]' # eight, and after 0.2 s without a reply all
kill -USR1 "$run"
wait_for 'grep -q "calls under way, of" err'
ok "SIGUSR1 tells how far it is" has err '^steered: 0 of 41 samples'
ok "SIGUSR1 tells what was spent" has err 'spent: .*, 30 calls sent'
ok "SIGUSR1 names calls with their age" has err '[0-9]\.[0-9] s  open/c20 of .*sim, try 1$'
ok "SIGUSR1 names twenty calls at most" has err 'and 10 younger ones'
ok "SIGUSR1 tells each model's calls" has err 'model sim: 30 calls under way, of at most 30 now'
ok "SIGUSR1 names no held-out case" has_not err secret
kill -INT "$run"
: >err
kill -USR1 "$run" # told: the signal before it was taken, and the next one is another
wait_for 'grep -q "calls under way, of" err'
kill -INT "$run"
finish
ok "a second SIGINT waits for nothing" is "$code" 130
ok "nothing more is sent after the first" is "$(sent)" 30
ok "calls that were given up are in no sample" has out '0 of 41 samples are in the run file'
serve '{"answers": [{"text": "yes"}], "latency_ms": 100}'
suite 40 4
start
wait_for '[ "$(sent)" -ge 4 ]'
kill -USR1 "$run"
finish
ok "SIGUSR1 leaves the run as it is" is "$code:$(sent)" 0:41

# One signal waits for what is under way: all three at the same time, each in a folder of its own.
signalled() { # signal
  mkdir "$1" && cd "$1" || exit 1
  vendor=
  trap '[ -z "$vendor" ] || kill "$vendor"' EXIT
  serve '{"answers": [{"text": "yes"}], "latency_ms": 6000}'
  suite 40 4
  start
  wait_for '[ "$(sent)" -ge 4 ]'
  kill "-$1" "$run"
  finish
  echo "$code" >code
}
for signal in INT TERM HUP; do (signalled $signal) & done
wait_for '[ -s INT/code ] && [ -s TERM/code ] && [ -s HUP/code ]'
for signal in INT:130 TERM:143 HUP:143; do
  cd "$scratch/${signal%:*}" || exit 1
  code=$(cat code)
  ok "SIG${signal%:*} ends with ${signal#*:}" is "$code" "${signal#*:}"
  ok "SIG${signal%:*} sends nothing more" is "$(sent)" 4
  ok "SIG${signal%:*} waits for what is under way" has out '4 of 41 samples are in the run file'
  ok "SIG${signal%:*} is in the events" has events.jsonl '"run.end".*"status":"interrupted"'
done
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
