#!/usr/bin/env bash
# PyPI's partnero 0.4.0: a body with errors by field becomes "An unknown error occurred"; one that is a list, AttributeError.
#
# Expected: the documented body of a failed validation, {"status":0,"errors":{"email":["…"]}}, reaches the caller, and every
#   response that is not a success becomes the SDK's PartneroAPIException.
# Seen: the exception has the status and the member `message` of the body, and nothing else: neither `errors` nor the
#   response. So of a 422 the caller learns only that it is one. A body of plain text is kept whole. One that is JSON and
#   not an object, such as the "Bad Gateway" in quotes of a gateway, raises AttributeError, which `except
#   PartneroAPIException` does not catch.
# Why it matters: whoever tests how the front end shows what is wrong with a form needs a mock that sends the documented
#   422, and not only a status or a `message` of its own. With `message` in its 422 a mock makes the SDK look better than
#   it is.
#
# Exit codes: 0 the behaviour is as described, 1 it changed, 2 the packages could not be installed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

python3 -m venv venv && venv/bin/pip install --quiet partnero==0.4.0 requests==2.34.2 || exit 2

cat > check.py <<'PY'
import http.server
import threading

from partnero import PartneroClient
from partnero.base_api import PartneroAPIException


class Failing(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        status, body = self.server.failure
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, *arguments):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Failing)
threading.Thread(target=server.serve_forever, daemon=True).start()
client = PartneroClient(api_key="key")
client.partner.base_url = f"http://127.0.0.1:{server.server_port}/v1/"
for failure in [
    (404, '{"message":"Partner not found."}'),
    (422, '{"status":0,"errors":{"limit":["The limit may not be greater than 250."]}}'),
    (422, '{"message":"The given data was invalid.","errors":{"limit":["Too large."]}}'),
    (502, "<h1>Bad Gateway</h1>"),
    (502, '"Bad Gateway"'),
    (502, '[{"message":"Bad Gateway"}]'),
]:
    server.failure = failure
    try:
        client.partner.list_partners(limit=251)
    except PartneroAPIException as error:
        print(*failure, "->", vars(error))
    except Exception as error:
        print(*failure, "->", repr(error))
PY
cat > expected.txt <<'TXT'
404 {"message":"Partner not found."} -> {'status_code': 404, 'message': 'Partner not found.'}
422 {"status":0,"errors":{"limit":["The limit may not be greater than 250."]}} -> {'status_code': 422, 'message': 'An unknown error occurred'}
422 {"message":"The given data was invalid.","errors":{"limit":["Too large."]}} -> {'status_code': 422, 'message': 'The given data was invalid.'}
502 <h1>Bad Gateway</h1> -> {'status_code': 502, 'message': '<h1>Bad Gateway</h1>'}
502 "Bad Gateway" -> AttributeError("'str' object has no attribute 'get'")
502 [{"message":"Bad Gateway"}] -> AttributeError("'list' object has no attribute 'get'")
TXT
echo "PyPI $(venv/bin/pip list --format=freeze | grep -E '^(partnero|requests)=' | paste -sd' ')"
venv/bin/python check.py | tee seen.txt
diff -u expected.txt seen.txt
