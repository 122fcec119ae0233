#!/bin/sh
# Installs what building, testing and checking need and this machine lacks.
# usage: scripts/deps.sh build [test] [check]
# Debian and Ubuntu: with apt-get, as root or through sudo. Elsewhere: says what is missing.
set -eu

build='gcc cmake ninja-build pkg-config libcurl4-openssl-dev libuv1-dev libjansson-dev
  libyaml-dev libpcre2-dev libsqlite3-dev libunistring-dev libssl-dev
  libidn2-dev zlib1g-dev libevent-dev libxml2-dev'
test='libcriterion-dev libxml2-utils sqlite3 strace git python3'
check='clang clang-format clang-tidy cppcheck valgrind libclang-rt-14-dev pmccabe gcovr locales'

wanted=
for group in "$@"; do
  case $group in
  build) wanted="$wanted $build" ;;
  test) wanted="$wanted $test" ;;
  check) wanted="$wanted $check" ;;
  *) echo "usage: scripts/deps.sh build [test] [check]" >&2 && exit 2 ;;
  esac
done

if ! command -v dpkg-query >/dev/null 2>&1; then
  # Not Debian: the build itself finds out what is missing.
  echo "not a Debian system; needed, by their Debian names:" $wanted >&2
  exit 0
fi

missing=
for package in $wanted; do
  state=$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null || true)
  [ "$state" = installed ] || missing="$missing $package"
done
[ -n "$missing" ] || exit 0

if ! command -v apt-get >/dev/null 2>&1; then
  echo "missing:$missing" >&2
  exit 1
fi
as_root=
if [ "$(id -u)" != 0 ]; then
  command -v sudo >/dev/null 2>&1 || { echo "as root: apt-get install$missing" >&2; exit 1; }
  as_root=sudo
fi
echo "installing:$missing"
export DEBIAN_FRONTEND=noninteractive
log=$(mktemp)
install() {
  $as_root apt-get install -y --no-install-recommends $missing >"$log" 2>&1 </dev/null
}
if ! install; then
  $as_root apt-get update >"$log" 2>&1 </dev/null && install || { cat "$log" >&2; exit 1; }
fi
rm -f "$log"
