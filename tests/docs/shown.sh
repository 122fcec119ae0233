#!/bin/sh
# What the manual shows is what is there.
#
# A block behind `<!-- file: path -->` is the text of that file, one behind `<!-- part: path -->` some lines of it. A block behind `<!-- console: folder -->` is run in a
# copy of tests/docs/folder: lines that begin with "$ " are commands of one shell, the others what they say. $EXAMPLES
# is the folder of the compiled examples, on the PATH as `noworse` is.
# usage: tests/docs/shown.sh PROGRAM EXAMPLES
set -u
program=$(readlink -f "$1")
examples=$(readlink -f "$2")
here=$(cd "$(dirname "$0")" && pwd)
cd "$here/../.."
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
passed=0 failed=0
unset CI GITHUB_ACTIONS # the manual speaks to a person at a desk: CI sets no baseline
mkdir "$scratch/bin"
ln -s "$program" "$scratch/bin/noworse"
PATH=$scratch/bin:$examples:$PATH NO_COLOR=1
export PATH NO_COLOR

# Each block to $scratch/N.want, with what its mark says in $scratch/N.mark.
awk -v out="$scratch" '
  /^<!-- (file|part|console): / { mark = $2 " " $3; next }
  /^```/ { if (inside) { close(path); inside = 0 }
           else if (mark != "") { print mark " " FILENAME ":" FNR > (out "/" ++count ".mark"); close(out "/" count ".mark")
                                  path = out "/" count ".want"; printf "" > path; inside = 1; mark = "" }
           next }
  inside { print > path; next }
  /[^ ]/ { mark = "" }
' README.md docs/*.md

said() { # folder, block: what its commands say
  rm -rf "$scratch/work" && cp -r "$here/$1" "$scratch/work"
  sed -n 's/^\$ //p' "$2" | while IFS= read -r line; do
    printf "rc=\$?\ncat <<'END_OF_COMMAND'\n\$ %s\nEND_OF_COMMAND\n(exit \$rc)\n%s\n" "$line" "$line"
  done >"$scratch/commands"
  (cd "$scratch/work" && sh "$scratch/commands" 2>&1 </dev/null)
}

part() { # file, block: the block where the file has it, else the whole file
  awk 'FNR == NR { want[++lines] = $0; next } { all[++count] = $0 }
    END { for (at = 0; at <= count; at++) {
            for (i = 1; i <= lines && all[at + i] == want[i]; i++) { }
            if (i > lines) { for (i = 1; i <= lines; i++) print want[i]; exit }
          }
          for (i = 1; i <= count; i++) print all[i] }' "$2" "$1"
}

for mark in "$scratch"/*.mark; do
  read -r kind what place <"$mark"
  want=${mark%.mark}.want
  case $kind in
  file:) cp "$what" "$scratch/got" ;;
  part:) part "$what" "$want" >"$scratch/got" ;;
  console:) said "$what" "$want" >"$scratch/got" ;;
  esac
  if diff -u --label "$place" "$want" --label "$what" "$scratch/got"; then passed=$((passed + 1)); else failed=$((failed + 1)); fi
done
echo "$passed passed, $failed failed"
[ "$failed" = 0 ] && [ "$passed" -gt 0 ]
