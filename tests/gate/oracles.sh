#!/bin/sh
# Test vectors of statistics, all of them. usage: oracles.sh ORACLE_RUNNER FILE
set -u
if [ ! -f "$2" ]; then
  echo "skipped: no test vectors at '$2' (cmake -DNOWORSE_ORACLES=FILE)"
  exit 77
fi
exec "$1" "$2"
