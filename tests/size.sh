#!/bin/sh
# Functions of a screen (60 lines, complexity 15), files of 600 lines. No exceptions so far.
set -eu
cd "$(dirname "$0")/.."
rc=0
sources=$(git ls-files '*.c' '*.h')
long=$(wc -l $sources | awk '$2 != "total" && $1 > 600 {print $2": "$1" lines"}')
[ -z "$long" ] || { echo "$long"; rc=1; }
# An awk filter: pmccabe prints complexity, …, lines of the function, file, name.
big=$(pmccabe $(git ls-files '*.c') | awk '$1 > 15 || $5 > 60 {print $6" "$7": "$5" lines, complexity "$1}')
[ -z "$big" ] || { echo "$big"; rc=1; }
exit $rc
