#!/bin/sh
# run.sh PROGRAM FOLDER [SCHEMAS [SEED [DRAFT...]]]: generated schemas and instances, judged by us, by
# ajv, hyperjump and cfworker. Packages go into FOLDER, which is kept. Each draft has SCHEMAS schemas
# with six instances each: 340 are more than 10,000 pairs. 77: skipped.
set -eu
program=$(readlink -f "$1")
folder=$2
shift 2
here=$(cd "$(dirname "$0")" && pwd)

for needed in node npm; do
    if ! command -v $needed >/dev/null 2>&1; then
        echo "SKIPPED: $needed is not installed, so no other validator was asked"
        exit 77
    fi
done
mkdir -p "$folder"
cp "$here"/*.mjs "$here/package.json" "$here/package-lock.json" "$folder/"
cd "$folder"
if ! cmp -s package-lock.json installed-lock.json; then
    npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
    cp package-lock.json installed-lock.json
fi
exec node compare.mjs "$program" "$@"
