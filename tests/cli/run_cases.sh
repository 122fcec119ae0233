#!/bin/sh
# The command line, case by case: each folder under tests/cli/cases holds `cmd` (run by sh in a
# scratch copy of the folder; $NOWORSE is the program) and, where not empty, `stdout`, `stderr`
# and `exit`. `script.jsonl`: what a simulated vendor answers, at $NOWORSE_DEMO_URL, and each request
# is a line of $NOWORSE_DEMO_RECORD when it comes; then `requests` holds how many it must have seen, where there is such a
# file: a new case gets one, to be removed where the number is as it comes. A file `slow` keeps a case from valgrind
# in CI and says why.
# usage: tests/cli/run_cases.sh PROGRAM [CASE…]
#   NOWORSE_UPDATE=1 rewrites the expectations: review the difference like code.
#   NOWORSE_WRAP runs the program under a tool (valgrind).
set -u
program=$(readlink -f "$1")
shift
here=$(cd "$(dirname "$0")" && pwd)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
wrap=${NOWORSE_WRAP:-}
# By its whole path: a case may set PATH.
[ -z "$wrap" ] || wrap="$(command -v "${wrap%% *}") ${wrap#* }"
printf '#!/bin/sh\nexec %s "%s" "$@"\n' "$wrap" "$program" >"$scratch/noworse"
chmod +x "$scratch/noworse"
export NOWORSE="$scratch/noworse" NO_COLOR=1 TERM=dumb LC_ALL="${LC_ALL:-C.UTF-8}"
unset OPENAI_API_KEY CI GITHUB_ACTIONS 2>/dev/null
unset $(git rev-parse --local-env-vars 2>/dev/null) # in a hook they name a repository that is no case's
export PROJECT="$(cd "$here/../.." && pwd)"

# What differs from run to run: times (a longer one cuts a line sooner), ids, ports, paths of
# the scratch folder.
plain() {
  sed -E -e "s|$scratch/work|WORK|g" \
    -e 's/[0-9]+(\.[0-9]+)? (ms|s)([^a-z]|$)/N \2\3/g' \
    -e 's/[0-9]+(\.[0-9]+)?\/s([^a-z]|$)/N\/s\2/g' \
    -e 's/[0-7][0-9A-HJKMNP-TV-Z]{25}/RUNID/g' -e 's/(report|diff|set) [0-7][0-9A-HJKMNP-TV-Z]{9}/\1 RUNID/g' \
    -e 's/\([0-7][0-9A-HJKMNP-TV-Z]{9}\)/(RUNID)/g' -e 's/(95th percentile:) .*/\1 TIMES/' \
    -e "s/(after N ms: Couldn't connect).*/\1/" \
    -e 's/up to [0-9]+ minutes? old/under a minute old/' \
    -e 's/127\.0\.0\.1:[0-9]+/127.0.0.1:PORT/g' "$1"
}

compare() { # case, name: what came is in $scratch/NAME
  plain "$scratch/$2" >"$scratch/$2.plain"
  if [ -n "${NOWORSE_UPDATE:-}" ]; then
    if [ -s "$scratch/$2.plain" ]; then cp "$scratch/$2.plain" "$1/$2"; else rm -f "$1/$2"; fi
    return 0
  fi
  want=$1/$2
  [ -e "$want" ] || want=/dev/null
  diff -u --label "$2 wanted" "$want" --label "$2 got" "$scratch/$2.plain"
}

simulate() { # case
  rm -f "$scratch/record" "$scratch/address"
  "$program" simulate --quiet --script "$1/script.jsonl" --record "$scratch/record" >"$scratch/address" 2>"$scratch/simulate.err" &
  vendor=$!
  while [ ! -s "$scratch/address" ] && kill -0 "$vendor" 2>/dev/null; do sleep 0.05; done
  NOWORSE_DEMO_URL=$(sed -n 's/^listening on //p' "$scratch/address")/v1 NOWORSE_DEMO_RECORD=$scratch/record
  export NOWORSE_DEMO_URL NOWORSE_DEMO_RECORD
}

is_new() { # case: nothing is expected of it yet
  [ ! -e "$1/stdout" ] && [ ! -e "$1/stderr" ] && [ ! -e "$1/exit" ]
}

one() { # case
  vendor=
  rm -rf "$scratch/work" && cp -r "$1" "$scratch/work"
  [ -e "$1/script.jsonl" ] && simulate "$1"
  (cd "$scratch/work" && sh ./cmd >"$scratch/stdout" 2>"$scratch/stderr" </dev/null)
  echo $? >"$scratch/exit"
  [ "$(cat "$scratch/exit")" = 0 ] && : >"$scratch/exit"
  rc=0
  if [ -n "$vendor" ]; then
    kill "$vendor" && wait "$vendor" 2>/dev/null
    if [ -e "$1/requests" ] || { [ -n "${NOWORSE_UPDATE:-}" ] && is_new "$1"; }; then
      wc -l <"$scratch/record" | tr -d ' ' >"$scratch/requests"
      compare "$1" requests || rc=1
    fi
  fi
  for part in stdout stderr exit; do compare "$1" "$part" || rc=1; done
  return $rc
}

passed=0 failed=0
for cmd in "$here"/cases/*/cmd; do
  case_folder=$(dirname "$cmd")
  name=$(basename "$case_folder")
  if [ $# -gt 0 ]; then case " $* " in *" $name "*) ;; *) continue ;; esac; fi
  if one "$case_folder"; then passed=$((passed + 1)); else failed=$((failed + 1)); echo "^ tests/cli/cases/$name"; fi
done
echo "$passed passed, $failed failed"
[ "$failed" = 0 ] && [ "$passed" -gt 0 ]
