#!/bin/sh
# run.sh SERVE FOLDER: the official OpenAI client against the simulator (SERVE is
# simulator_serve). Packages go into FOLDER, which is kept. 77: skipped.
set -eu
serve=$1
folder=$2
here=$(cd "$(dirname "$0")" && pwd)

for program in node npm; do
    if ! command -v $program >/dev/null 2>&1; then
        echo "SKIPPED: $program is not installed, so the official client was not tried"
        exit 77
    fi
done
mkdir -p "$folder"
cp "$here/package.json" "$here/package-lock.json" "$here/check.mjs" "$folder/"
cd "$folder"
if ! cmp -s package-lock.json installed-lock.json; then
    npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
    cp package-lock.json installed-lock.json
fi

rm -f url # of an earlier run
"$serve" "$here/script.jsonl" >url 2>serve-errors &
server=$!
trap 'kill $server 2>/dev/null || true' EXIT
while [ ! -s url ] && kill -0 $server 2>/dev/null; do sleep 0.05; done
if [ ! -s url ]; then
    cat serve-errors
    exit 1
fi
node check.mjs "$(cat url)/v1"
