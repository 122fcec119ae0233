#!/bin/sh
# noworse diff on a terminal: through a pager, and whole where there is none or it goes away.
# usage: tests/cli/pager.sh PROGRAM
set -u
command -v script >/dev/null || exit 77 # no terminal can be made
program=$(readlink -f "$1")
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cd "$scratch" || exit 1
unset CI GITHUB_ACTIONS PAGER NOWORSE_PAGER LESS NO_COLOR FORCE_COLOR CLICOLOR_FORCE
export TERM=xterm
passed=0 failed=0
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

printf 'v7 {{q}}\n' >v7.txt
printf 'v8 {{q}}\n' >v8.txt
seq 300 | sed 's/.*/{"q": "question &"}/' >cases.jsonl
cat >s.suite.yaml <<'SUITE'
noworse: 1
suite: paged
model: {id: book, provider: exec, command: [cat]}
prompts: [v8.txt]
baseline: {prompt: v7.txt}
cohorts: {all: {cases: cases.jsonl}}
graders: [contains: v7]
gate: {pass_rate: 0.5}
SUITE
"$program" run -q --allow-exec --advisory s.suite.yaml >verdict 2>&1
"$program" diff latest --limit 0 --color never >plain
check "there is much to see" [ "$(wc -c <plain)" -gt 20000 ]

# On a terminal of its own; what comes there is in `seen`, how it ended in `code`.
terminal() { # NAME=VALUE… -- options
  script -qec "env $1 '$program' diff latest --limit 0 --color never ${2:-}" /dev/null </dev/null >raw 2>&1
  code=$?
  tr -d '\r' <raw >seen
}

terminal "NOWORSE_PAGER='cat >paged'"
check "a pager has all of it" cmp -s plain paged
check "and the terminal nothing" [ ! -s seen ]
terminal "NOWORSE_PAGER='sed s/^/:/' PAGER=false"
check "NOWORSE_PAGER goes first" [ "$(grep -vc '^:' seen)" = 0 ]
terminal "PAGER='sed s/^/+/'"
check "then PAGER" [ "$(grep -vc '^+' seen)" = 0 ]
for name in "NOWORSE_PAGER=" "PAGER=cat" "PAGER=no-such-program" "PAGER=/no/such/program" "PATH=/nowhere"; do
  terminal "$name"
  check "$name: whole, without one" cmp -s plain seen
  check "$name: no failure" [ "$code" = 0 ]
done
terminal "PAGER='sed s/^/+/'" --no-pager
check "--no-pager: whole, without one" cmp -s plain seen
for name in "PAGER='head -n 3'" "PAGER=true" "PAGER='kill -9 \$\$'"; do
  terminal "$name"
  check "$name: a pager that goes away is no failure" [ "$code" = 0 ]
  check "$name: nothing is said of it" [ "$(grep -c written seen)" = 0 ]
done
terminal "PAGER='head -n 3'" --exit-code
check "the exit code is that of the comparison" [ "$code" = 1 ]
terminal "PAGER='sed s/^/+/'" --json
check "--json has no pager" [ "$(head -c 1 seen)" = "{" ]
PAGER='sed s/^/+/' "$program" diff latest --limit 0 --color never >seen
check "without a terminal there is none" cmp -s plain seen

echo "$passed passed, $failed failed"
[ $failed -eq 0 ]
