#!/bin/sh
# judged.sh PROGRAM, in the folder of run.sh while its server runs: judges of that server.
set -u
program=$1
told() {
    sqlite3 -separator ' | ' "$1" "
      SELECT c.id, s.variant, json_extract(plan, '\$.graders[' || g.grader || '].name'), g.verdict, g.score, g.reason
      FROM grades g JOIN samples s ON s.number = g.sample JOIN cases c ON c.number = s.\"case\", run
      ORDER BY c.number, s.variant, g.grader"
}
calls() { sqlite3 -separator ' | ' "$1" "SELECT ifnull(purpose, 'answer'), count(*), printf('%.2f', sum(cost_usd)) FROM calls GROUP BY 1 ORDER BY 1"; }
rm -rf .noworse judged*.nwrun
run() { "$program" run "$@" --root . -q --progress none >console 2>&1; }

run judged.suite.yaml --max-cost 1 --run-file judged.nwrun
echo "the budget is met while judges are asked: exit $?"
grep -o 'the budget of .1.00 was reached' console
run judged.suite.yaml --run-file judged.nwrun
echo "score, pair, panel, votes, repair: exit $?"
told judged.nwrun
calls judged.nwrun
told judged.nwrun >first
run judged.suite.yaml --run-file judged2.nwrun
echo "all is in the cache: exit $?"
told judged2.nwrun | cmp -s - first && echo "the same grades"
calls judged2.nwrun
run down.suite.yaml --run-file judged3.nwrun
echo "a judge that is down: exit $?"
told judged3.nwrun
sqlite3 judged3.nwrun "SELECT count(*), sum(answer IS NOT NULL) FROM samples"
