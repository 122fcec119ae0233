#!/bin/sh
# suite_runner on a suite of its own: it must count what passes, fails and is skipped, find the
# remotes, and end with the right code.
# usage: tests/schemas/suite_runner.sh SUITE_RUNNER
set -u
runner=$1
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
passed=0 failed=0

folder() { # folder, value of "valid" for a string
  mkdir -p "$1"
  printf '[{"description": "numbers", "schema": {"$ref": "http://localhost:1234/number.json"}, "tests": [
    {"description": "a number", "data": 1, "valid": true},
    {"description": "a string", "data": "1", "valid": %s}]}]' "$2" >"$1/ref.json"
}

expect() { # exit code, last line, arguments
  want=$1 line=$2
  shift 2
  "$runner" "$@" >"$scratch/out" 2>&1
  got=$?
  if [ "$got" = "$want" ] && [ "$(tail -1 "$scratch/out")" = "$line" ]; then
    passed=$((passed + 1))
  else
    failed=$((failed + 1))
    echo "suite_runner $*: exit $got, wanted $want and the line: $line"
    cat "$scratch/out"
  fi
}

mkdir "$scratch/remotes"
echo '{"type": "number"}' >"$scratch/remotes/number.json"
folder "$scratch/good/draft2020-12" false
folder "$scratch/good/draft2020-12/optional" true
folder "$scratch/wrong/draft2020-12/optional" true
folder "$scratch/good/draft3" false
mkdir "$scratch/empty"

remotes="--remotes $scratch/remotes"
expect 0 "2 passed, 0 failed, 0 skipped" "$scratch/good/draft2020-12" $remotes
expect 1 "0 passed, 2 failed, 0 skipped" "$scratch/good/draft2020-12"
expect 1 "3 passed, 1 failed, 0 skipped" $remotes "$scratch/good/draft2020-12" --format assert \
  "$scratch/wrong/draft2020-12/optional"
expect 0 "0 passed, 0 failed, 2 skipped" "$scratch/good/draft3" $remotes
expect 2 "$scratch/empty holds no .json file" "$scratch/empty"
expect 2 "usage: suite_runner [DIR…] [--remotes DIR] [--format annotate|assert]" "$scratch/good" --format no

# Without folders: the whole official suite, or a word on why not.
"$runner" >"$scratch/out"
case $?:$(tail -1 "$scratch/out") in
"0:4942 passed, 0 failed, 0 skipped" | "0:4568 passed, 0 failed, 0 skipped") passed=$((passed + 1)) ;;
2:skipped:*) tail -1 "$scratch/out" ;;
*) failed=$((failed + 1)); echo "suite_runner without folders:"; tail -3 "$scratch/out" ;;
esac

"$runner" $remotes "$scratch/wrong/draft2020-12/optional" >"$scratch/out"
grep -q "ref.json | numbers | a string: invalid" "$scratch/out" ||
  { failed=$((failed + 1)); echo "the failed test is not named:"; cat "$scratch/out"; }

echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
