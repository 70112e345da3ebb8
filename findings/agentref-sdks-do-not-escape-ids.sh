#!/usr/bin/env bash
# The two agentref SDKs, both 5.1.2, put ids into paths as they are: an invite's token can name another endpoint.
#
# Expected: an id is one segment of the path, so that `../merchant` becomes `..%2Fmerchant` and is not found, and a
#   question mark in an id is no query.
# Seen: both resolve the dots before they send: `invites.get('../merchant')` requests /merchant with the caller's key,
#   and npm's returns the merchant as an invite. `programs.get('')` is the list, typed as a program. After a question mark
#   npm's sends a query; PyPI's drops it, so that `p?status=archived` is the program p.
# Why it matters: tokens of invites come from links that others write. And a test with a wrong id shows no 404 but a
#   success of another endpoint, so that code which forgets to check an id stays green.
#
# Exit codes: 0 the behaviour is as described, 1 it changed, 2 the packages could not be installed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

npm install --silent --no-audit --no-fund --ignore-scripts agentref@5.1.2 || exit 2
python3 -m venv venv && venv/bin/pip install --quiet agentref==5.1.2 httpx==0.28.1 pydantic==2.12.5 || exit 2

cat > check.mjs <<'JS'
import { createServer } from 'node:http';
import { AgentRef } from 'agentref';

let target;
const server = createServer((request, response) => {
  target = request.url;
  response.setHeader('content-type', 'application/json').end('{"data":{}}');
});
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const client = new AgentRef({ apiKey: 'ak_test', baseUrl: `http://127.0.0.1:${server.address().port}/api/v1` });
for (const [resource, id] of [['invites', '../merchant'], ['programs', 'p?status=archived'], ['programs', ''], ['programs', 'p q']]) {
  await client[resource].get(id);
  console.log(`npm: ${resource}.get('${id}'): ${target}`);
}
server.closeAllConnections();
server.close();
JS
cat > check.py <<'PY'
import http.server
import threading

import agentref


class Recorder(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.server.target = self.path
        answer = b'{"data":{}}'
        self.send_response(200)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *arguments):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Recorder)
threading.Thread(target=server.serve_forever, daemon=True).start()
client = agentref.AgentRef(api_key="ak_test", base_url=f"http://127.0.0.1:{server.server_port}/api/v1")
for resource, id in [("invites", "../merchant"), ("programs", "p?status=archived"), ("programs", ""), ("programs", "p q")]:
    try:
        getattr(client, resource).get(id)
    except ValueError:
        pass  # The answer is no program; the request was sent.
    print(f"PyPI: {resource}.get('{id}'): {server.target}")
PY
cat > expected.txt <<'TXT'
npm: invites.get('../merchant'): /api/v1/merchant
npm: programs.get('p?status=archived'): /api/v1/programs/p?status=archived
npm: programs.get(''): /api/v1/programs/
npm: programs.get('p q'): /api/v1/programs/p%20q
PyPI: invites.get('../merchant'): /api/v1/merchant
PyPI: programs.get('p?status=archived'): /api/v1/programs/p
PyPI: programs.get(''): /api/v1/programs/
PyPI: programs.get('p q'): /api/v1/programs/p%20q
TXT
echo "npm agentref $(node -p 'JSON.parse(require("fs").readFileSync("node_modules/agentref/package.json")).version')"
echo "PyPI $(venv/bin/pip list --format=freeze | grep agentref)"
{ node check.mjs && venv/bin/python check.py; } | tee seen.txt
diff -u expected.txt seen.txt
