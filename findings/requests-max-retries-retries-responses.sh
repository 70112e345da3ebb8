#!/usr/bin/env bash
# `requests`: `max_retries` is documented to retry connections only, but it retries responses that say `Retry-After`.
#
# Expected: `HTTPAdapter(max_retries=3)` repeats failed lookups and connections, "never ... requests where data has
#   made it to the server", as the docstring says. A 429 comes back after one request.
# Seen: a GET that gets 413, 429 or 503 with a `Retry-After` header is sent four times, and the last response is
#   returned as if it were the only one. Without the header, or for POST, one request is sent.
# Why it matters: a mock that adds `Retry-After` changes how many requests it counts. Tests of rate limits, of call
#   counts and of "the first call fails" scenarios see three extra requests that no line of the client asks for.
#
# Exit codes: 0 the behaviour is as described, 1 it changed, 2 the packages could not be installed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

python3 -m venv venv && venv/bin/pip install --quiet requests==2.34.2 urllib3==2.8.0 || exit 2

cat > check.py <<'PY'
import http.server
import sys
import threading
from importlib.metadata import version

import requests
from requests.adapters import HTTPAdapter


class Refusing(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.server.requests += 1
        self.send_response(self.server.status)
        if self.server.retry_after is not None:
            self.send_header("Retry-After", self.server.retry_after)
        self.send_header("Content-Length", "0")
        self.end_headers()

    do_POST = do_GET

    def log_message(self, *arguments):
        pass


def count(method, status, retry_after):
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Refusing)
    server.requests, server.status, server.retry_after = 0, status, retry_after
    threading.Thread(target=server.serve_forever, daemon=True).start()
    session = requests.Session()
    session.mount("http://", HTTPAdapter(max_retries=3))
    response = session.request(method, f"http://127.0.0.1:{server.server_port}/orders")
    server.shutdown()
    assert response.status_code == status
    return server.requests


documented = "never to requests where data has made it to" in " ".join(HTTPAdapter.__doc__.split())
print(f"PyPI requests {version('requests')} on urllib3 {version('urllib3')}; docstring says never: {documented}")
changed = not documented
for method, status, retry_after, expected in (
    ("GET", 429, "0", 4),
    ("GET", 503, "0", 4),
    ("GET", 413, "0", 4),
    ("GET", 500, "0", 1),
    ("GET", 429, None, 1),
    ("POST", 429, "0", 1),
):
    seen = count(method, status, retry_after)
    print(f"{method} {status}, Retry-After {retry_after}: {seen} sent")
    changed |= seen != expected
sys.exit(1 if changed else 0)
PY
venv/bin/python check.py
