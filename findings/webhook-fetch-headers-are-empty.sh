#!/usr/bin/env bash
# npm `svix` and `standardwebhooks` find no headers in a fetch `Headers` object.
#
# Expected: `webhook.verify(body, request.headers)` works in a receiver that gets a fetch `Request`: Next.js routes,
#   Hono, Remix, Workers, Deno and Bun all hand over a `Headers` object.
# Seen: "Missing required headers". The verifiers list the object's own keys, and a `Headers` object has none. With
#   `Object.fromEntries(request.headers)` the same delivery is verified.
# Why it matters: the error blames the sender. A receiver developed against a mock looks as if the mock signed
#   nothing, and the same code passes unit tests, which use plain objects.
#
# Exit codes: 0 the behaviour is as described, 1 it changed, 2 the packages could not be installed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

npm install --silent --no-audit --no-fund --ignore-scripts svix@2.5.0 standardwebhooks@1.1.1 || exit 2

cat > check.mjs <<'JS'
import { readFileSync } from 'node:fs';
import { Webhook as Svix } from 'svix';
import { Webhook as Standard } from 'standardwebhooks';

const body = '{"type":"conversion.created"}';
const now = new Date();

function outcome(webhook, headers) {
  try {
    webhook.verify(body, headers);
    return 'verified';
  } catch (error) {
    return error.message;
  }
}

let changed = false;
for (const [name, Webhook] of [['svix', Svix], ['standardwebhooks', Standard]]) {
  const { version } = JSON.parse(readFileSync(`node_modules/${name}/package.json`));
  const webhook = new Webhook(`whsec_${Buffer.alloc(32, 'k').toString('base64')}`);
  const request = new Request('http://127.0.0.1/hooks', {
    method: 'POST',
    body,
    headers: {
      'webhook-id': 'msg_1',
      'webhook-timestamp': String(Math.floor(now / 1000)),
      'webhook-signature': webhook.sign('msg_1', now, body),
    },
  });
  const direct = outcome(webhook, request.headers);
  const copied = outcome(webhook, Object.fromEntries(request.headers));
  console.log(`npm ${name} ${version}: Headers object: ${direct}; copied into an object: ${copied}`);
  changed ||= direct !== 'Missing required headers' || copied !== 'verified';
}
process.exit(changed ? 1 : 0);
JS
node --version
node check.mjs
