#!/bin/sh
# Nothing in our libraries can be written to but what a caller holds: no writable globals, so that threads need no lock.
# usage: tests/globals.sh LIBRARY…
set -u
passed=0 failed=0
for library in "$@"; do
  symbols=$(objdump -t "$library") || exit 1
  case $symbols in
  *__asan_* | *__ubsan_* | *__gcov_* | *__sancov_*) echo "$library is instrumented: not looked at"; continue ;;
  esac
  found=$(echo "$symbols" | grep -E ' (\.t?(data|bss)|\*COM\*)' | grep -vE ' d  \.|\.data\.rel\.ro' | awk '{ print $NF }')
  if [ -z "$found" ]; then passed=$((passed + 1)); else failed=$((failed + 1)); echo "$library:" $found; fi
done
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
