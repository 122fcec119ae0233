#!/bin/sh
# Runs on a disk that is nearly full, a file system in memory of so many kilobytes: a journal may be no reason to stop
# while the run file itself has room; where it has none, the same command goes on when room was made.
# usage: tests/cli/run_disk.sh PROGRAM
set -u
if [ -z "${RUN_DISK_INSIDE-}" ]; then
  command -v sqlite3 >/dev/null || { echo "skipped: sqlite3 is not installed"; exit 77; }
  unshare -rm true 2>/dev/null || { echo "skipped: no mounts of one's own here"; exit 77; }
  RUN_DISK_INSIDE=1 exec unshare -rm "$0" "$(readlink -f "$1")"
fi
program=$1
scratch=$(mktemp -d)
vendor=
trap 'if [ -n "$vendor" ]; then kill $vendor; fi; cd / && umount "$scratch/disk" 2>/dev/null; rm -rf "$scratch"' EXIT
cd "$scratch" && mkdir disk || exit 1
unset CI GITHUB_ACTIONS
export NO_COLOR=1 DISK_KEY=sk-test no_proxy='*' NO_PROXY='*'

cases=6000
awk -v n=$cases 'BEGIN { for (i = 1; i <= n; i++) print "{\"id\": \"c" i "\", \"word\": \"w" i "\"}" }' >cases.jsonl
awk 'BEGIN { printf "{\"answers\": [{\"text\": \"fine "; for (i = 0; i < 900; i++) printf "x"; print "\"}]}" }' >script.jsonl
"$program" simulate --quiet --script script.jsonl --record record >address 2>simulate.err &
vendor=$!
while ! grep -q listening address 2>/dev/null && kill -0 "$vendor" 2>/dev/null; do sleep 0.02; done
cat >s.suite.yaml <<YAML
noworse: 1
suite: disk
model: {id: m, model: openai/m, base_url: "$(sed -n 's/^listening on //p' address)/v1", key_env: DISK_KEY, cache: off}
prompt: "Say {{word}}."
graders: [{contains: fine}]
cohorts: {all: {cases: cases.jsonl}}
concurrency: 16
YAML

ask() { # kilobytes of the disk
  mount -t tmpfs -o "$2,size=$1k" none disk || exit 1
  go_on
}
go_on() {
  : >record
  timeout 100 "$program" run -q --progress none --run-file disk/run.nwrun s.suite.yaml >out 2>&1
  code=$?
}
told() { sqlite3 disk/run.nwrun "SELECT $1"; }

failed=0
is() { # name, a test
  eval "$2" && return
  failed=$((failed + 1))
  echo "$1: want $2; exit code $code, $(wc -l <record) requests, ${kept-} samples, ${under_way-} calls without an end; $(ls -ln disk | awk '{print $5, $9}' | tr '\n' ' ')"
  cat out
}

mkdir whole && mount -t tmpfs none whole
timeout 100 "$program" run -q --progress none --run-file whole/run.nwrun s.suite.yaml >out 2>&1
kilobytes=$(($(wc -c <whole/run.nwrun) / 1024))
umount whole

ask $((kilobytes * 5 / 4)) rw
is "a disk that the run file just fits on" '[ $code = 0 ] && [ "$(told "count(*) FROM samples")" = $cases ]'
is "a disk that the run file just fits on: calls" '[ "$(wc -l <record)" = $cases ] && [ ! -e disk/run.nwrun-wal ]'
umount disk

ask $((kilobytes / 2)) rw
kept=$(told "count(*) FROM samples")
under_way=$(told "count(*) FROM calls WHERE ended_ms IS NULL")
is "a disk of half its size" '[ $code = 3 ] && grep -q "N0605.*the disk is full" out && [ $kept -gt $((cases / 4)) ]'
is "a disk of half its size: lost are a turn and what is under way" '[ $under_way -le 48 ] && [ $(wc -l <record) -le $((kept + under_way)) ]'
mount -o "remount,size=$((kilobytes * 4))k" disk || exit 1
go_on
is "when room was made" '[ $code = 0 ] && [ "$(told "count(*) FROM samples")" = $cases ]'
is "when room was made: calls" '[ "$(wc -l <record)" = $((cases - kept)) ]'

[ "$failed" = 0 ] && echo "passed"
