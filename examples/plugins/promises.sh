#!/bin/sh
# A grader for noworse: an answer that has one of the phrases of a file (one a line) fails.
# Reads a JSON object a line, which begins {"id":1,"answer":"…"; writes one a line.
phrases=$1
while IFS= read -r line; do
  id=$(printf '%s\n' "$line" | sed 's/^{"id":\([0-9]*\),.*/\1/')
  answer=$(printf '%s\n' "$line" | sed -E 's/^\{"id":[0-9]+,"answer":"(([^"\\]|\\.)*)".*/\1/')
  if found=$(printf '%s\n' "$answer" | grep -i -m 1 -o -F -f "$phrases"); then
    printf '{"id": %s, "pass": false, "reason": "it says: %s"}\n' "$id" "$found"
  else
    printf '{"id": %s, "pass": true}\n' "$id"
  fi
done
