#!/bin/sh
# Whole runs against a simulated vendor that fails as tests/cli/faults.txt says, each with exact
# counts: what the server saw, and what the run file tells.
# usage: tests/cli/run_faults.sh PROGRAM [NAME…]: those whose names begin so
set -u
program=$(readlink -f "$1")
shift
here=$(cd "$(dirname "$0")" && pwd)
command -v sqlite3 >/dev/null || { echo "skipped: sqlite3 is not installed"; exit 77; }
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cd "$scratch" || exit 1
export NO_COLOR=1 FAULTS_KEY=sk-test no_proxy='*' NO_PROXY='*'
tab=$(printf '\t')

simulate() { # settings, rule
  rm -f record address
  { [ -z "$1" ] || echo "{\"simulator\": 1, $1}"; echo "{${2:-\"answers\": [{\"text\": \"fine\"\}]}}"; } >script.jsonl
  "$program" simulate --quiet --script script.jsonl --record record >address 2>simulate.err &
  vendor=$!
  while [ ! -s address ] && kill -0 "$vendor" 2>/dev/null; do sleep 0.02; done
  address=$(sed -n 's/^listening on //p' address)
}

url_of() { # where
  case $1 in
  sim) echo "$address/v1" ;;
  tls) echo "https${address#http}/v1" ;;
  dns) echo "https://nobody.invalid/v1" ;;
  refused) echo "http://127.0.0.1:1/v1" ;; # a port that only root could listen on
  esac
}

suite() { # url, limits, samples
  cat <<YAML
noworse: 1
suite: faults
model: {id: sim, model: openai/sim-1, base_url: "$1", key_env: FAULTS_KEY, limits: {$2}}
prompt: "Say {{word}}."
graders: [{contains: fine}]
cases:
YAML
  for i in $(seq "$3"); do echo "  - {id: c$i, word: w$i}"; done
}

# What came, in the form of the table's last column.
got() {
  sqlite3 -separator ' ' run.nwrun "
    SELECT (SELECT count(*) FROM samples),
           $(wc -l <record),
           (SELECT sum(attempts) FROM samples),
           coalesce(max(failure), '-'), coalesce(max(status), '-') FROM samples"
}

# Three who count must agree; a failure leaves the sample unscored, an answer passes.
agree() { # tries, failure
  sqlite3 run.nwrun "
    SELECT 'the journal has ' || n || ' calls' FROM (SELECT count(*) n FROM calls) WHERE n != $1;
    SELECT 'a call without an end' FROM calls WHERE ended_ms IS NULL;
    SELECT 'the verdict is ' || verdict || ', failure ' || coalesce(failure, 'none')
      FROM samples WHERE verdict != iif(failure IS NULL, 'pass', 'unscored');
    SELECT 'failures differ' FROM samples WHERE coalesce(failure, '-') !=
      (SELECT coalesce(max(failure), '-') FROM samples)"
}

one() ( # name, where, limits, settings, rule, wanted
  vendor=
  trap '[ -z "$vendor" ] || kill $vendor 2>/dev/null' EXIT
  numbers=$(echo "$6" | cut -d' ' -f1-5)
  words=$(echo "$6" | cut -s -d' ' -f6-)
  simulate "$4" "$5"
  suite "$(url_of "$2")" "$3" "${6%% *}" >s.suite.yaml
  rm -f run.nwrun
  timeout 60 "$program" run -q --progress none --run-file run.nwrun s.suite.yaml >out 2>&1
  code=$?
  kill "$vendor" && wait "$vendor" 2>/dev/null
  vendor=
  [ -e run.nwrun ] || { cat out; return 1; }
  message=$(sqlite3 run.nwrun "SELECT coalesce(max(message), '') FROM samples")
  came=$(got) wrong=$(agree "$(echo "$6" | cut -d' ' -f3)")
  [ "$came" = "$numbers" ] || wrong="$wrong; wanted $numbers, got $came"
  case $message in *"$words"*) ;; *) wrong="$wrong; the message is: $message" ;; esac
  case $numbers in
  *" - 200") [ $code = 0 ] || wrong="$wrong; exit code $code" ;;
  *) [ $code = 3 ] || wrong="$wrong; exit code $code" ;;
  esac
  [ -z "$wrong" ] && return 0
  printf '%s: %s\n' "$1" "$wrong"
  return 1
)

# In a folder of its own. Where another try must come within so many seconds, a machine that stood still for as long
# has no time for it: such a row may be tried again.
row() { # number, and as one()
  mkdir "$1" && cd "$1" || return 1
  shift
  case $3 in *retry_for_s*) tries='1 2 3 4 5' ;; *) tries=1 ;; esac
  for _ in $tries; do
    one "$@" >told && : >passed && return
  done
  cat told
}

rows=0
# The name ends where two spaces, or the word of where, begin.
grep -v '^#' "$here/faults.txt" | grep . |
  sed -E "s/ +(sim|refused|dns|tls) \| */$tab\1$tab/; s/ *\| */$tab/g" >table
while IFS= read -r row; do
  field() { printf '%s\n' "$row" | cut -f"$1"; }
  name=$(field 1)
  if [ $# -gt 0 ]; then
    chosen=
    for wanted in "$@"; do case $name in "$wanted"*) chosen=1 ;; esac; done
    [ -n "$chosen" ] || continue
  fi
  rows=$((rows + 1))
  (row $rows "$name" "$(field 2)" "$(field 3)" "$(field 4)" "$(field 5)" "$(field 6)") &
  [ $((rows % 4)) != 0 ] || wait # they mostly wait themselves
done <table
wait
passed=$(find . -name passed | wc -l)
echo "$passed passed, $((rows - passed)) failed"
[ "$passed" = "$rows" ] && [ "$rows" -gt 0 ]
