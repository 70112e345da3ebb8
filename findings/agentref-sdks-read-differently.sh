#!/usr/bin/env bash
# The two agentref SDKs, both 5.1.2: an HTML page with status 200 is an error in Node and an empty list in Python.
#
# Expected: one version, one contract: what fails in one language fails in the other.
# Seen: PyPI's SDK turns a body that is not a JSON object into {} and a missing `data` into []. So a sign-in page or a
#   truncated body with status 200 becomes "there are no webhooks". npm's SDK throws a SyntaxError. With a conversion
#   status that is new to the SDK it is the other way round: Python refuses the whole page (pydantic Literal), Node
#   returns it.
# Why it matters: a fault that a sandbox injects (HTML, a cut body, an unknown value) shows in one client and is
#   invisible in the other. Nightly jobs in Python sync "nothing" during an outage.
#
# Exit codes: 0 the behaviour is as described, 1 it changed, 2 the packages could not be installed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

npm install --silent --no-audit --no-fund --ignore-scripts agentref@5.1.2 || exit 2
python3 -m venv venv && venv/bin/pip install --quiet agentref==5.1.2 httpx==0.28.1 pydantic==2.12.5 || exit 2

cat > conversions.json <<'JSON'
{
  "data": [
    {
      "id": "conv_1", "affiliateId": "aff_1", "programId": "prog_1", "amount": 10, "commission": 1,
      "status": "disputed", "method": "cookie", "createdAt": "2026-01-01T00:00:00Z"
    }
  ],
  "meta": { "total": 1, "page": 1, "pageSize": 20, "hasMore": false, "requestId": "req_1" }
}
JSON
cat > check.mjs <<'JS'
import { createServer } from 'node:http';
import { readFileSync } from 'node:fs';
import { AgentRef } from 'agentref';

const server = createServer((request, response) => {
  const page = request.url.startsWith('/webhooks');
  response.writeHead(200, { 'content-type': page ? 'text/html' : 'application/json' });
  response.end(page ? '<p>Please sign in</p>' : readFileSync('conversions.json'));
});
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const client = new AgentRef({ apiKey: 'ak_test', baseUrl: `http://127.0.0.1:${server.address().port}` });
const outcome = (call) => call.then((value) => `read ${value.length ?? value.data.length}`, (error) => error.name);
const [html, status] = [await outcome(client.webhooks.list()), await outcome(client.conversions.list())];
console.log(`npm: HTML ${html}, new status ${status}`);
server.closeAllConnections();
server.close();
JS
cat > check.py <<'PY'
import http.server
import threading

import agentref


class Sandbox(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        page = self.path.startswith("/webhooks")
        body = b"<p>Please sign in</p>" if page else open("conversions.json", "rb").read()
        self.send_response(200)
        self.send_header("Content-Type", "text/html" if page else "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments):
        pass


def outcome(call):
    try:
        value = call()
        return f"read {len(value if isinstance(value, list) else value.data)}"
    except Exception as error:
        return type(error).__name__


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Sandbox)
threading.Thread(target=server.serve_forever, daemon=True).start()
client = agentref.AgentRef(api_key="ak_test", base_url=f"http://127.0.0.1:{server.server_port}")
print(f"PyPI: HTML {outcome(client.webhooks.list)}, new status {outcome(client.conversions.list)}")
PY
cat > expected.txt <<'TXT'
npm: HTML SyntaxError, new status read 1
PyPI: HTML read 0, new status ValidationError
TXT
echo "npm agentref $(node -p 'JSON.parse(require("fs").readFileSync("node_modules/agentref/package.json")).version')"
echo "PyPI $(venv/bin/pip list --format=freeze | grep agentref)"
{ node check.mjs && venv/bin/python check.py; } | tee seen.txt
diff -u expected.txt seen.txt
