#!/bin/sh
# Whole runs over TLS and HTTP/2 against a server of node's (http2_server.mjs): requests share
# connections, each try is counted once, failures of TLS are told and send nothing.
# usage: tests/cli/run_http2.sh PROGRAM
set -u
program=$(readlink -f "$1")
here=$(cd "$(dirname "$0")" && pwd)
for tool in node openssl sqlite3; do
  command -v $tool >/dev/null || { echo "skipped: $tool is not installed"; exit 77; }
done
scratch=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill $server 2>/dev/null; rm -rf "$scratch"' EXIT
cd "$scratch" || exit 1
export NO_COLOR=1
unset SSL_CERT_FILE SSL_CERT_DIR CURL_CA_BUNDLE

certificate() { # folder, days
  mkdir "$1"
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=localhost \
    -addext subjectAltName=DNS:localhost -keyout "$1/key.pem" -out "$1/cert.pem" 2>/dev/null
  [ "$2" -gt 0 ] && return 0
  echo subjectAltName=DNS:localhost >"$1/names" # openssl req knows no day in the past
  openssl x509 -x509toreq -in "$1/cert.pem" -signkey "$1/key.pem" -out "$1/request" 2>/dev/null
  openssl x509 -req -in "$1/request" -signkey "$1/key.pem" -days "$2" -extfile "$1/names" -out "$1/cert.pem" 2>/dev/null
}

serve() { # folder of the certificate, mode
  rm -f port counts
  node "$here/http2_server.mjs" "$1" "$2" counts >port 2>server.err &
  server=$!
  while [ ! -s port ] && kill -0 "$server" 2>/dev/null; do sleep 0.05; done
}

ask() { # host, concurrency, samples, limits
  cat >s.suite.yaml <<YAML
noworse: 1
suite: http2
model: {id: m, model: openai/m, base_url: "https://$1:$(cat port)/v1", headers: {Authorization: Bearer x}, price: {per_request: 0.01}, limits: {$4}}
prompt: "Say fine: {{word}}."
graders: [{contains: fine}]
cases:
YAML
  seq "$3" | sed 's/.*/  - {id: c&, word: a}/' >>s.suite.yaml
  rm -f run.nwrun
  timeout 100 "$program" run -q --progress none -j "$2" --run-file run.nwrun s.suite.yaml >out 2>&1
  code=$?
  kill "$server" && wait "$server" 2>/dev/null
  server=
  read -r connections requests streams <counts
  tries=$(sqlite3 run.nwrun "SELECT count(*) FROM calls")
  attempts=$(sqlite3 run.nwrun "SELECT sum(attempts) FROM samples")
  unsure=$(sqlite3 run.nwrun "SELECT count(*) FROM calls WHERE cost_source = 'reserved'") # perhaps billed
  message=$(sqlite3 run.nwrun "SELECT max(message) FROM samples")
}

passed=0 failed=0
judge() { # name, a test of the numbers, words of the message
  if eval "$2" && [ "$tries" = "$attempts" ] && case $message in *"${3-}"*) ;; *) false ;; esac; then
    passed=$((passed + 1))
  else
    failed=$((failed + 1))
    echo "$1: want $2 and \"${3-}\"; exit code $code, $connections connections, $requests requests," \
      "$streams streams, $tries tries, $attempts attempts, $unsure perhaps billed; $message"
    head -5 out server.err
  fi
}

certificate good 2
certificate old -1
export CURL_CA_BUNDLE=$scratch/good/cert.pem

serve good crowd
ask localhost 64 300 ""
judge "requests share a connection" '[ $code = 0 ] && [ $connections = 1 ] && [ $requests = 300 ] && [ $tries = 300 ] && [ $streams -gt 32 ]'
serve good http1
ask localhost 16 100 ""
judge "a server that has no HTTP/2" '[ $code = 0 ] && [ $connections -le 16 ] && [ $requests = 100 ] && [ $tries = 100 ]'
serve good streams-4
ask localhost 16 100 "retries: 5"
judge "fewer streams than calls" '[ $code = 0 ] && [ $streams -le 4 ] && [ $requests -ge 100 ] && [ $requests -le $tries ]'
serve good goaway
ask localhost 8 200 "retries: 0"
judge "GOAWAY" '[ $code = 0 ] && [ $connections -gt 1 ] && [ $requests = 200 ] && [ $tries -ge 200 ] && [ $unsure = 0 ]'
serve good goaway-part
ask localhost 32 200 "retries: 0"
judge "GOAWAY before what is under way" '[ $code = 0 ] && [ $connections -gt 1 ] && [ $tries -gt 200 ] && [ $unsure = 0 ]'
serve good reset
ask localhost 8 100 "retries: 5"
judge "a stream that is reset" '[ $code = 0 ] && [ $requests = $tries ] && [ $tries -ge 111 ] && [ $unsure = $((tries - 100)) ]'
serve good refuse
ask localhost 8 100 "retries: 0"
judge "a stream that is refused" '[ $code = 0 ] && [ $requests = $tries ] && [ $tries -ge 111 ] && [ $unsure = 0 ]'
serve good die
ask localhost 4 60 "retries: 5"
judge "a connection that dies with its streams" '[ $code = 0 ] && [ $requests -le $tries ] && [ $tries -gt 60 ] && [ $unsure -gt 0 ]'

serve good plain
ask 127.0.0.1 1 1 "retry_for_s: 0.1"
judge "the certificate of another host" '[ $code = 3 ] && [ $requests = 0 ] && [ $tries = 1 ]' "matches target host name '127.0.0.1'"
serve old plain
CURL_CA_BUNDLE=$scratch/old/cert.pem ask localhost 1 1 "retry_for_s: 0.1"
judge "an expired certificate" '[ $code = 3 ] && [ $requests = 0 ] && [ $tries = 1 ]' "certificate has expired"
serve good plain
CURL_CA_BUNDLE=$scratch/old/cert.pem ask localhost 1 1 "retry_for_s: 0.1"
judge "a certificate that nobody trusts" '[ $code = 3 ] && [ $requests = 0 ] && [ $tries = 1 ]' "self-signed certificate"
serve good plain
CURL_CA_BUNDLE='' SSL_CERT_FILE=$scratch/good/cert.pem ask localhost 1 1 ""
judge "SSL_CERT_FILE is read too" '[ $code = 0 ] && [ $requests = 1 ]'
serve good plain
CURL_CA_BUNDLE=$scratch/none.pem ask localhost 1 1 "retry_for_s: 0.1"
judge "certificates that are not there" '[ $code = 3 ] && [ $requests = 0 ]' "cannot be read"

echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
