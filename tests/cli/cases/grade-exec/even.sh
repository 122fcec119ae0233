#!/bin/sh
echo started >>started
while read -r line; do
  id=$(printf '%s' "$line" | sed 's/.*"id":\([0-9]*\).*/\1/')
  answer=$(printf '%s' "$line" | sed 's/.*"answer":"\([^"]*\)".*/\1/')
  case $answer in
  die) echo "cannot go on" >&2; exit 3 ;;
  *x) echo "{\"id\": $id, \"pass\": \"perhaps\"}" ;;
  *[02468]) echo "{\"id\": $id, \"pass\": true}" ;;
  *) echo "{\"id\": $id, \"pass\": false, \"reason\": \"odd\"}" ;;
  esac
done
