#!/usr/bin/env bash
# `Retry-After: 0` makes ky and axios-retry retry at once; got reads it as no header and waits its own second.
#
# Expected: every client that honours `Retry-After` retries at once for 0, a valid value that means "now".
# Seen: got 14 sleeps its default backoff (about 1 s, then 2 s), exactly as it does without the header. With
#   `Retry-After: 0.2`, which is not even valid, it waits 0.2 s.
# Why it matters: `Retry-After: 0` is how a mock keeps retry tests fast. With got every such test takes seconds, and
#   the usual reading is that the mock forgot the header.
#
# Exit codes: 0 the behaviour is as described, 1 it changed, 2 the packages could not be installed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

npm install --silent --no-audit --no-fund --ignore-scripts \
  axios@1.21.1 axios-retry@4.5.0 ky@1.14.3 got@14.6.6 || exit 2

cat > check.mjs <<'JS'
import { createServer } from 'node:http';
import { readFileSync } from 'node:fs';
import axios from 'axios';
import axiosRetry from 'axios-retry';
import ky from 'ky';
import got from 'got';

async function firstWait(call, retryAfter) {
  const arrivals = [];
  const server = createServer((_, response) => {
    arrivals.push(performance.now());
    response.writeHead(arrivals.length === 1 ? 429 : 200, { 'retry-after': retryAfter }).end('{}');
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  await call(`http://127.0.0.1:${server.address().port}/orders`);
  server.closeAllConnections();
  server.close();
  return arrivals[1] - arrivals[0];
}

const retrying = axios.create();
axiosRetry(retrying, { retries: 1 });
const clients = [
  ['axios-retry', (url) => retrying.get(url), 0, 250],
  ['ky', (url) => ky.get(url, { retry: 1 }).text(), 0, 250],
  ['got', (url) => got(url, { retry: { limit: 1 } }).text(), 990, 3000],
];
let changed = false;
for (const [name, call, least, most] of clients) {
  const { version } = JSON.parse(readFileSync(`node_modules/${name}/package.json`));
  await firstWait(call, '0.01');
  const zero = await firstWait(call, '0');
  const fraction = await firstWait(call, '0.2');
  console.log(`npm ${name} ${version}: ${Math.round(zero)} ms for 0, ${Math.round(fraction)} ms for 0.2`);
  changed ||= zero < least || zero > most || fraction < 190 || fraction > 700;
}
process.exit(changed ? 1 : 0);
JS
node --version
node check.mjs
