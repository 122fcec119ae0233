#!/bin/sh
# What the program says of itself and what the manual says: each list compared both ways.
# usage: tests/drift.sh PROGRAM
set -u
program=$(readlink -f "$1")
cd "$(dirname "$0")/.."
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
rc=0

same() { # what; $scratch/program and $scratch/manual hold a name a line
  sort -u "$scratch/program" >"$scratch/p"
  sort -u "$scratch/manual" >"$scratch/m"
  [ -s "$scratch/p" ] || { echo "$1: the program lists nothing"; rc=1; }
  if ! diff "$scratch/p" "$scratch/m" >"$scratch/d"; then
    echo "$1: the program (<) and the manual (>) disagree"
    grep '^[<>]' "$scratch/d"
    rc=1
  fi
}

# Tables: a heading `## name` in the manual for each row.
for pair in graders:docs/graders.md providers:docs/providers.md; do
  "$program" list "${pair%%:*}" | awk '{print $1}' >"$scratch/program"
  sed -n 's/^##* `*\([a-z_0-9-]*\)`*.*/\1/p' "${pair#*:}" | grep . >"$scratch/manual"
  same "${pair%%:*} in ${pair#*:}"
done

for name in $("$program" list reports | awk '{print $1}'); do
  grep -q "^| \`$name\`" docs/reports.md || { echo "docs/reports.md has no row for $name"; rc=1; }
done
for name in $("$program" list datasets | awk '{print $1}'); do
  grep -q "\`\.$name\`" docs/suite.md || { echo "docs/suite.md does not name .$name"; rc=1; }
done

# Commands, and each option of each.
"$program" list commands | awk '{print $1}' >"$scratch/program"
sed -n 's/^| `noworse \([a-z]*\).*/\1/p' docs/cli.md >"$scratch/manual"
same "commands in docs/cli.md"
options_same() { # command, in one word or two
  "$program" $1 --help >"$scratch/help" || { echo "$1 --help fails"; rc=1; }
  sed -n 's/^  .*--\([a-z-]*\).*/\1/p' "$scratch/help" | grep -v '^help$' >"$scratch/options"
  pages=docs/cli.md
  [ "$1" = simulate ] && pages="docs/cli.md docs/simulator.md"
  while read -r option; do
    cat $pages | grep -q -e "--$option" ||
      { echo "$1 --$option stands in none of: $pages"; rc=1; }
  done <"$scratch/options"
}
for command in $(cat "$scratch/program"); do
  options_same "$command"
  # Its parts, where it has some, and each option of each.
  grep -q '^usage: .* COMMAND ' "$scratch/help" || continue
  sed -n 's/^  \([a-z]*\)  .*/\1/p' "$scratch/help" >"$scratch/parts"
  sed -n 's/^| `noworse '"$command"' \([a-z]*\).*/\1/p' docs/cli.md >"$scratch/manual"
  cp "$scratch/parts" "$scratch/program"
  same "parts of $command in docs/cli.md"
  while read -r part; do options_same "$command $part"; done <"$scratch/parts"
done

# The schemas that can be printed.
"$program" schema print no-such 2>&1 | sed -n 's/.*there are: //p' | tr -d ' ' | tr ',' '\n' >"$scratch/schemas"
cp "$scratch/schemas" "$scratch/program"
grep '^| `noworse schema print' docs/cli.md | cut -d'|' -f3 | grep -oE '`[a-z]+`' | tr -d '`' >"$scratch/manual"
same "schemas in docs/cli.md"
cp "$scratch/schemas" "$scratch/program"
"$program" schema print --help | sed -n '1s/.*files: //p' | tr -d ' ' | tr ',' '\n' >"$scratch/manual"
same "schemas in schema print --help"

# Error codes: every one that the sources use has a section, and every section is used.
grep -rhoE '"N[0-9]{4}"' base statistics values patterns metrics schemas suites providers transport graders store limits runner gate reports \
  simulator cli --include='*.c' --include='*.h' | tr -d '"' >"$scratch/program"
sed -n 's/^## \(N[0-9]*\):.*/\1/p' docs/errors.md >"$scratch/manual"
same "error codes in docs/errors.md"
first=$(head -1 "$scratch/p")
"$program" explain "$first" >/dev/null || { echo "explain $first fails"; rc=1; }

# Exit codes.
sed -n 's/^ *EXIT_CODE_[A-Z_]* = \([0-9]*\).*/\1/p' cli/exit_code.h >"$scratch/program"
sed -n 's/^| \([0-9, ]*\) |.*/\1/p' docs/exit-codes.md | tr ',' '\n' | tr -d ' ' | grep . >"$scratch/manual"
same "exit codes in docs/exit-codes.md"

# What is refused by name, in docs/suite.md.
for name in $(sed -n 's/^ *{"\([^"]*\)",.*/\1/p' suites/suite_unsupported.c | sed 's|.*/||' | grep -E '^[a-z_]+$' | sort -u); do
  grep -q "\`[^\`]*$name" docs/suite.md || { echo "docs/suite.md does not say that $name is refused"; rc=1; }
done

# Links between pages lead somewhere, and to a heading that is there.
headings() { # page: as a link names them
  awk '/^```/ { code = !code }
    !code && /^#+ / { sub(/^#+ /, ""); gsub(/\]\([^)]*\)/, ""); name = tolower($0)
                      gsub(/[^a-z0-9 _-]/, "", name); gsub(/ /, "-", name)
                      print name (seen[name]++ ? "-" seen[name] - 1 : "") }' "$1"
}
for page in README.md CONTRIBUTING.md docs/*.md; do
  folder=$(dirname "$page")
  grep -oE '\]\([a-zA-Z0-9_/.-]+\.md' "$page" | sed 's/](//' | while read -r link; do
    [ -e "$folder/$link" ] || echo "$page links to $link, which is not there"
  done
  grep -oE '\]\([a-zA-Z0-9_/.-]*#[^) ]*\)' "$page" | sed 's/^](//; s/)$//' | sort -u | while IFS='#' read -r link heading; do
    target=$page
    [ -z "$link" ] || target=$folder/$link
    headings "$target" | grep -qxF -e "$heading" || echo "$page links to $link#$heading, and there is no such heading"
  done
done >"$scratch/links"
if [ -s "$scratch/links" ]; then cat "$scratch/links"; rc=1; fi
[ $rc = 0 ] && echo "1 passed, 0 failed"
exit $rc
