#!/bin/sh
# run.sh PROGRAM FOLDER: a suite, and judges (judged.sh), against a server that nobody here wrote. Packages go into FOLDER,
# which is kept. 77: skipped.
set -eu
program=$(readlink -f "$1")
folder=$2
here=$(cd "$(dirname "$0")" && pwd)

for needed in node npm sqlite3; do
    if ! command -v $needed >/dev/null 2>&1; then
        echo "SKIPPED: $needed is not installed, so the outside server was not tried"
        exit 77
    fi
done
mkdir -p "$folder"
cp "$here"/*.json "$here"/*.mjs "$here"/*.yaml "$here"/*.txt "$folder/"
cd "$folder"
if ! cmp -s package-lock.json installed-lock.json; then
    npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
    cp package-lock.json installed-lock.json
fi
rm -f url run.nwrun journal.json
node serve.mjs journal.json >url 2>serve-errors &
server=$!
trap 'kill $server 2>/dev/null || true' EXIT
while [ ! -s url ] && kill -0 $server 2>/dev/null; do sleep 0.05; done
[ -s url ] || { cat serve-errors; exit 1; }
OUTSIDE_URL=$(cat url)
export OUTSIDE_URL

code=0
"$program" run outside.suite.yaml --root . --run-file run.nwrun --progress none >console 2>&1 || code=$?
sh "$here/judged.sh" "$program" >got-judged
kill $server && wait $server 2>/dev/null || true
trap - EXIT

# Two of seven samples have no answer, more than the 1% allowed: incomplete.
[ "$code" = 3 ] || { cat console; echo "exit code $code, wanted 3"; exit 1; }
sqlite3 -separator ' | ' run.nwrun "
  SELECT c.id, s.verdict, s.attempts, ifnull(s.failure, '-'), ifnull(s.status, '-'), ifnull(s.finish, '-'),
         ifnull(s.model_served, '-'), ifnull(replace(s.answer, char(10), '\\n'), '-'),
         ifnull(s.tool_calls, '-'), ifnull(s.message, '-')
  FROM samples s JOIN cases c ON c.number = s.\"case\" ORDER BY c.number" >got
sqlite3 run.nwrun "SELECT input_tokens, output_tokens FROM samples WHERE \"case\" = 0" >>got
diff -u "$here/expected" got
diff -u "$here/expected-judged" got-judged
# What it saw: a body with our parameters, one request a try.
node -e '
  const seen = JSON.parse(require("fs").readFileSync("journal.json")).filter((one) => one.body.max_tokens === 50);
  const body = seen[0].body;
  const fail = (why) => { console.log(why, JSON.stringify(body)); process.exit(1); };
  if (body.temperature !== 0 || body.max_tokens !== 50) fail("the parameters did not arrive");
  if (!Number.isInteger(body.seed) || body.seed < 0) fail("the seed is no whole number");
  if (body.messages.length !== 2 || body.messages[0].role !== "system") fail("the messages are not two");
  if (seen.length !== 9) fail("it saw " + seen.length + " requests, not 9");
'
echo "2 passed, 0 failed"
