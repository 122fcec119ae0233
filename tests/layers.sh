#!/bin/sh
# A folder includes only itself and folders to its left; the simulator stands on base and
# values alone. File names are unique in the tree. Headers compile alone. Our libraries hold
# no writable object at file level.
# usage: tests/layers.sh [BUILD_FOLDER]
set -eu
cd "$(dirname "$0")/.."
rc=0
mkdir -p build
order='base statistics values patterns metrics schemas suites providers transport graders store limits runner gate reports cli'

allowed_for() {
  case $1 in
  simulator) echo "base values simulator"; return ;;
  cli) echo "$order simulator"; return ;;
  esac
  for folder in $order; do
    printf '%s ' "$folder"
    [ "$folder" = "$1" ] && return
  done
}

for folder in $order simulator; do
  allowed=" $(allowed_for "$folder") "
  for file in $(find "$folder" -name '*.[ch]'); do
    sed -n 's/^#include "\([a-z]*\)\/.*/\1/p' "$file" | sort -u | while read -r used; do
      case $allowed in *" $used "*) ;; *) echo "$file includes $used/, which is to its right"; esac
    done
  done
done >build/layers.log
# reports and gate need the store's records, not the runner
grep -n '#include "runner/' gate/*.[ch] reports/*.[ch] >>build/layers.log || true
sources=$(find $order simulator -name '*.[ch]' | sort)
grep -n '#include "[^/]*"$' $sources >>build/layers.log || true
if [ -s build/layers.log ]; then cat build/layers.log; rc=1; fi

twice=$(echo "$sources" | sed 's|.*/||' | sort | uniq -d)
[ -z "$twice" ] || { echo "file names that stand twice: $twice"; rc=1; }

for header in $(echo "$sources" | grep '\.h$'); do
  ${CC:-cc} -std=c11 -D_GNU_SOURCE -I. $(pkg-config --cflags libuv jansson libxml-2.0) \
    -fsyntax-only -x c "$header" 2>build/header.log ||
    { echo "$header does not compile alone:"; head -5 build/header.log; rc=1; }
done

if [ $# -gt 0 ]; then
  # Tables of pointers are const but relocated: those are in .data.rel.ro.
  ls "$1"/*/libnoworse_*.a >/dev/null || rc=1
  for library in "$1"/*/libnoworse_*.a; do
    objdump -t "$library" | awk -v lib="$library" \
      '/ O / && /[ \t]\.(data|bss)[ \t.]/ && !/\.data\.rel\.ro/ {print lib": "$NF}'
  done | grep -vE '__gcov|lprof|asan|ubsan|odr' >build/writable.log || true
  if [ -s build/writable.log ]; then echo "writable objects at file level:"; cat build/writable.log; rc=1; fi
fi
exit $rc
