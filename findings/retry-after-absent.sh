#!/usr/bin/env bash
# A 429 without `Retry-After`: five clients wait 0 s, 0.3 s, 1 s, 60 s, or never retry.
#
# Expected: clients that "retry 429 with backoff" wait about a second when the server names no time.
# Seen, for GET with each client's default delay: axios-retry retries at once, ky after 0.3 s, got after 1 s, the
#   agentref SDKs (npm and PyPI) sleep 60 s before each retry, and urllib3's `retries=3` returns the 429 unretried. It
#   retries a 429 only if the header is there.
# Why it matters: a mock that leaves the header out tests something else in each client: axios-retry spends all its
#   attempts inside one rate-limit window, and a test with agentref seems to hang for two minutes.
#
# Exit codes: 0 the behaviour is as described, 1 it changed, 2 the packages could not be installed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

npm install --silent --no-audit --no-fund --ignore-scripts \
  axios@1.21.1 axios-retry@4.5.0 ky@1.14.3 got@14.6.6 agentref@5.1.2 || exit 2
python3 -m venv venv && venv/bin/pip install --quiet urllib3==2.8.0 agentref==5.1.2 || exit 2

cat > check.mjs <<'JS'
import { createServer } from 'node:http';
import { readFileSync } from 'node:fs';
import axios from 'axios';
import axiosRetry from 'axios-retry';
import ky from 'ky';
import got from 'got';
import { AgentRef } from 'agentref';

// Long waits are recorded and cut short, so that the check itself stays fast.
const longWaits = [];
const setTimeoutOriginal = globalThis.setTimeout;
globalThis.setTimeout = (callback, delay, ...rest) => {
  if (delay !== 60_000) return setTimeoutOriginal(callback, delay, ...rest);
  longWaits.push(delay);
  return setTimeoutOriginal(callback, 1, ...rest);
};

async function firstWait(call) {
  const arrivals = [];
  const server = createServer((_, response) => {
    arrivals.push(performance.now());
    response.writeHead(429, { 'content-type': 'application/json' }).end('{}');
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  await call(`http://127.0.0.1:${server.address().port}/orders`).catch(() => {});
  server.closeAllConnections();
  server.close();
  return { requests: arrivals.length, wait: arrivals[1] - arrivals[0] };
}

const retrying = axios.create();
axiosRetry(retrying, { retries: 1 });
const clients = [
  ['axios-retry', (url) => retrying.get(url), 0, 250],
  ['ky', (url) => ky.get(url, { retry: 1 }), 290, 950],
  ['got', (url) => got(url, { retry: { limit: 1 } }), 990, 3000],
];
let changed = false;
for (const [name, call, least, most] of clients) {
  const { version } = JSON.parse(readFileSync(`node_modules/${name}/package.json`));
  const { requests, wait } = await firstWait(call);
  console.log(`npm ${name} ${version}: ${requests} requests, ${Math.round(wait)} ms between them`);
  changed ||= requests !== 2 || wait < least || wait > most;
}
const { requests } = await firstWait((url) => new AgentRef({ apiKey: 'ak_test', baseUrl: url }).programs.list());
const { version } = JSON.parse(readFileSync('node_modules/agentref/package.json'));
console.log(`npm agentref ${version}: ${requests} requests, waits asked for: ${longWaits.join(' and ')} ms`);
changed ||= requests !== 3 || longWaits.join() !== '60000,60000';
process.exit(changed ? 1 : 0);
JS

cat > check.py <<'PY'
import http.server
import sys
import threading
from importlib.metadata import version

import agentref
import agentref._http
import urllib3


class Limited(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.server.requests += 1
        self.send_response(429)
        for name, value in self.server.extra.items():
            self.send_header(name, value)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"{}")

    def log_message(self, *arguments):
        pass


def count(call, extra={}):
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Limited)
    server.requests, server.extra = 0, extra
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        call(f"http://127.0.0.1:{server.server_port}")
    except Exception:
        pass
    server.shutdown()
    return server.requests


get = lambda url: urllib3.PoolManager().request("GET", url, retries=3)
without, with_header = count(get), count(get, {"Retry-After": "0"})
print(f"PyPI urllib3 {version('urllib3')}, retries=3: {without} request, {with_header} if `Retry-After: 0` is there")

waits = []
agentref._http.time.sleep = waits.append
requests = count(lambda url: agentref.AgentRef(api_key="ak_test", base_url=url).programs.list())
print(f"PyPI agentref {version('agentref')}: {requests} requests, waits asked for: {waits} s")
sys.exit(0 if (without, with_header, requests, waits) == (1, 4, 3, [60.0, 60.0]) else 1)
PY

status=0
node --version
node check.mjs || status=1
venv/bin/python --version
venv/bin/python check.py || status=1
exit "$status"
