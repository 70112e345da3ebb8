#!/usr/bin/env bash
# schemathesis 4: `--checks all` switches back on what the configuration file switches off for one operation.
#
# Expected: every check is on by default, so `--checks all` on the command line says what holds anyway, and an exception
#   that the file makes for one operation still counts.
# Seen: `--checks all` counts as naming every check on the command line, and the command line wins over the file. The
#   exception is gone without a word. `--checks` with a single name does the same for that check.
# Why it matters: deleting that archives, or an operation that depends on data, needs such an exception. The run in CI
#   then fails, or passes by luck, depending on what the stateful phase happens to try.
#
# Exit codes: 0 the behaviour is as described, 1 it changed, 2 the packages could not be installed.
set -euo pipefail
folder=$(mktemp -d)
server=
trap '[[ -z $server ]] || kill "$server" 2>/dev/null; rm -rf "$folder"' EXIT
cd "$folder"

python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check schemathesis==4.32.5 || exit 2
cat > document.json <<'JSON'
{
  "openapi": "3.0.3",
  "info": { "title": "Orders", "version": "1" },
  "paths": { "/order": { "get": { "operationId": "getOrder", "responses": { "200": { "description": "An order" } } } } }
}
JSON
# A response that the document does not know: the check `status_code_conformance` finds it.
cat > server.py <<'PY'
from http.server import BaseHTTPRequestHandler, HTTPServer


class Accepts(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(202)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


server = HTTPServer(("127.0.0.1", 0), Accepts)
print(server.server_port, flush=True)
server.serve_forever()
PY
cat > exception.toml <<'TOML'
[[operations]]
include-operation-id = "getOrder"
checks.status_code_conformance.enabled = false
TOML
: > nothing.toml
python3 server.py > port &
server=$!
for _ in $(seq 100); do [ -s port ] && break; sleep 0.1; done

run() {
    local file=$1 result=passed
    shift
    venv/bin/schemathesis --config-file "$file" run document.json --url "http://127.0.0.1:$(cat port)" \
        --phases fuzzing --max-examples 3 --seed 1 --no-color "$@" > run.log 2>&1 || result=failed
    if grep -q "Undocumented status code" run.log; then result="$result: undocumented status"; fi
    echo "$result"
}
{
    echo "no exception: $(run nothing.toml)"
    echo "exception in the file: $(run exception.toml)"
    echo "exception in the file, --checks all: $(run exception.toml --checks all)"
    echo "exception in the file, --checks status_code_conformance: $(run exception.toml --checks status_code_conformance)"
} > seen.txt
cat > expected.txt <<'TXT'
no exception: failed: undocumented status
exception in the file: passed
exception in the file, --checks all: failed: undocumented status
exception in the file, --checks status_code_conformance: failed: undocumented status
TXT
venv/bin/schemathesis --version
cat seen.txt
diff -u expected.txt seen.txt
