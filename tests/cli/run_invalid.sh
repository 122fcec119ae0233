#!/bin/sh
# Every bad suite of tests/suites/invalid through `noworse run`: the exact text of `error`, exit code 2, no run
# file left behind, and not one network connection tried (strace; skipped, aloud, where that is not to be had).
# usage: tests/cli/run_invalid.sh PROGRAM
set -u
program=$(readlink -f "$1")
here=$(cd "$(dirname "$0")" && pwd)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
# A key is there, so that each mistake is the only one.
export OPENAI_API_KEY=unused-by-any-of-these NO_COLOR=1
unset CI CLICOLOR_FORCE FORCE_COLOR 2>/dev/null
trace="strace -f -qq -o $scratch/calls -e trace=connect,sendto,sendmsg"
# Nor can the leak checker of a sanitized program work under it.
if ! $trace "$program" --version >/dev/null 2>&1; then
  echo "strace cannot be used here: that nothing was sent is not proved by it"
  trace=
fi
passed=0 failed=0
for folder in "$here"/../suites/invalid/*/; do
  name=$(basename "$folder")
  rm -rf "$scratch/case" "$scratch/calls" && cp -r "$folder" "$scratch/case"
  (cd "$scratch/case" && $trace "$program" run --root . suite.yaml >"$scratch/stdout" 2>"$scratch/stderr" </dev/null)
  code=$?
  count=$(grep -c '^error\[' "$folder/error")
  more=$(sed -n 's/^ *and \([0-9]*\) more.*$/\1/p' "$folder/error" | paste -sd+ - | sed 's/^$/0/')
  first=$(sed -n '1s/^error\[\(N[0-9]*\)\].*/\1/p' "$folder/error")
  total=$((count + more))
  { cat "$folder/error"; echo; } | sed -e :a -e '/^\n*$/{$d;N;ba' -e '}' >"$scratch/want"
  printf '\n%d error%s. Nothing was sent.   (noworse explain %s)\n' "$total" "$([ $total = 1 ] || echo s)" "$first" >>"$scratch/want"
  why=
  diff -u "$scratch/want" "$scratch/stderr" || why="another text"
  [ $code = 2 ] || why="exit code $code"
  [ -s "$scratch/stdout" ] && why="something on standard output"
  [ -z "$(find "$scratch/case" -name '*.nwrun*')" ] || why="a run file was left behind"
  if [ -n "$trace" ] && grep -qE 'AF_INET|sendto|sendmsg' "$scratch/calls"; then why="something was sent"; fi
  if [ -z "$why" ]; then passed=$((passed + 1)); else failed=$((failed + 1)); echo "^ $name: $why"; fi
done
[ "$passed" -ge 60 ] || { echo "fewer than 60 bad suites"; failed=$((failed + 1)); }
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
