#!/bin/sh
# Functions that have no place in this code, and names that say nothing.
set -eu
cd "$(dirname "$0")/.."
rc=0
sources=$(git ls-files '*.[ch]' | grep -vE '^(tests|bench|examples)/')

refuse() { # what pattern files…
  what=$1 pattern=$2
  shift 2
  if grep -nE "$pattern" "$@"; then echo "^ $what"; rc=1; fi
}
refuse 'banned function' \
  '(^|[^a-zA-Z0-9_])(strcpy|strcat|sprintf|vsprintf|strtok|atoi|atol|atof|gets|localtime|gmtime|setlocale|system|popen)[[:space:]]*\(' $sources
refuse 'memory comes from base/mem.h' \
  '(^|[^a-zA-Z0-9_])(malloc|calloc|realloc|reallocarray|strdup|strndup|asprintf|vasprintf)[[:space:]]*\(' \
  $(echo "$sources" | grep -v '^base/mem\.c$')
refuse 'an unfinished thing needs an issue, not a comment' '(TODO|FIXME|(^|[^X])XXX([^X]|$))' $sources
for file in $sources; do
  case $(basename "$file") in
  *util*|*helper*|*common*|*misc*|*manager*|*handler*) echo "$file: a name that says nothing"; rc=1 ;;
  esac
done
exit $rc
