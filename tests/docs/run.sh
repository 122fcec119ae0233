#!/bin/sh
# Every YAML example of the manual is run through `noworse check`.
#
# A block of ```yaml behind `<!-- example: folder/name -->` is a file of that folder; files that an example
# needs beside it stand in tests/docs/folder/ (of the lists below: in tests/docs/beside/). What check must say of folder/*.suite.yaml is in
# tests/docs/folder/expected. A block of ```yaml behind `<!-- graders -->` or `<!-- models -->` is a list that is
# put into a suite of three lines, `<!-- keys -->` is top-level keys of one, `<!-- models: -->` its key of models: these must be clean, but for
# references that the one case of that suite lacks, plug-ins, and a baseline that is not in its folder. A block without such a mark is a mistake.
# usage: tests/docs/run.sh PROGRAM
set -u
program=$(readlink -f "$1")
here=$(cd "$(dirname "$0")" && pwd)
cd "$here/../.."
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
passed=0 failed=0
pages="README.md $(ls docs/*.md)"

for folder in "$here"/*/; do cp -r "$folder" "$scratch/"; done

awk -v out="$scratch" '
  /^<!-- example: / { name = $3; kind = "file"; next }
  /^<!-- graders -->/ { kind = "graders"; next }
  /^<!-- models -->/ { kind = "models"; next }
  /^<!-- keys -->/ { kind = "keys"; next }
  /^<!-- models: -->/ { kind = "asked"; next }
  /^```yaml/ {
    if (kind == "") { print FILENAME ":" FNR ": a YAML block without a mark"; kind = "skip"; name = "unmarked-block/x" }
    if (kind == "graders" || kind == "models" || kind == "keys" || kind == "asked") name = kind "-" ++count "/" kind ".suite.yaml"
    path = out "/" name; folder = path; sub("/[^/]*$", "", folder)
    system("mkdir -p " folder); printf "" > path
    if (kind == "graders")
      printf "noworse: 1\nsuite: s\nmodels: [{model: openai/m, response_schema: {type: object}}, {id: judge, like: m, role: judge}, {model: openai/e, role: embed}]\ndefine: {models: {second: {model: openai/n, role: judge}, third: {model: openai/o, role: judge}}}\nprompt: \"{{q}}\"\ncases: [{q: a, reference: a}]\ngraders:\n" > path
    if (kind == "keys")
      printf "noworse: 1\nsuite: s\nmodel: {model: openai/m, response_schema: {type: object}}\nprompt: \"{{q}}\"\ncases: [{id: legal-1, q: a, reference: a}]\n" > path
    if (kind == "asked")
      printf "noworse: 1\nsuite: s\nprompt: \"{{q}}\"\ncases: [{q: a, question: a, options: a, reference: a}]\ngraders: [exact]\n" > path
    if (kind == "models")
      printf "noworse: 1\nsuite: s\nprompt: \"{{q}}\"\ncases: [{q: a, reference: a}]\ngraders: [exact]\nmodels:\n" > path
    inside = 1; next
  }
  /^```/ { if (inside) { close(path); inside = 0; kind = "" } next }
  inside { if (kind == "graders" || kind == "models") print "  " $0 > path; else print > path; next }
  /[^ ]/ { if (!inside && kind == "skip") kind = "" }
' $pages >"$scratch/unmarked.log"
if [ -s "$scratch/unmarked.log" ]; then cat "$scratch/unmarked.log"; failed=$((failed + 1)); fi

for suite in "$scratch"/*/*.suite.yaml; do
  folder=$(dirname "$suite")
  case $(basename "$folder") in
  graders-* | models-* | keys-* | asked-*) cp -r "$here/beside/." "$folder/" ;;
  esac
  (cd "$folder" && env -u OPENAI_API_KEY NO_COLOR=1 "$program" check --allow-exec --root . "$(basename "$suite")") >"$scratch/said" 2>&1
  code=$?
  case $(basename "$folder") in
  graders-* | models-* | keys-* | asked-*)
    grep '^error' "$scratch/said" | grep -Eqv 'N0550|N0706|N0795|N0796' && { cat "$suite" "$scratch/said"; failed=$((failed + 1)); continue; }
    ;;
  *)
    echo "exit $code" >>"$scratch/said"
    want=$here/$(basename "$folder")/expected
    if [ -n "${NOWORSE_UPDATE:-}" ]; then mkdir -p "$(dirname "$want")" && cp "$scratch/said" "$want"; fi
    diff -u "$want" "$scratch/said" || { echo "^ $suite"; failed=$((failed + 1)); continue; }
    ;;
  esac
  passed=$((passed + 1))
done
echo "$passed passed, $failed failed"
[ "$failed" = 0 ] && [ "$passed" -gt 0 ]
