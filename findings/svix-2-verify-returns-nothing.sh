#!/usr/bin/env bash
# `svix` 2 verifies a delivery and returns nothing; `svix` 1 and `standardwebhooks` return the parsed body.
#
# Expected: `event = webhook.verify(body, headers)` gives the parsed JSON, as the well-known two-line receiver has it.
# Seen: PyPI `svix` 2 returns None and npm `svix` 2 returns undefined for a genuine delivery. `verify` itself does not
#   fail; the receiver fails a line later. npm under Node 20 still installs 1.99 by default, so the same package file
#   gives one behaviour on Node 20 and the other on Node 22.
# Why it matters: a test that asserts only "genuine is accepted, changed is refused" stays green over the upgrade.
#   Only a test that reads a field of the event notices.
#
# Exit codes: 0 the behaviour is as described, 1 it changed, 2 the packages could not be installed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

python3 -m venv venv && venv/bin/pip install --quiet svix==2.9.1 standardwebhooks==1.1.0 || exit 2
venv/bin/pip install --quiet --no-deps --target svix1 svix==1.96.1 || exit 2
npm install --silent --no-audit --no-fund --ignore-scripts \
  svix1@npm:svix@1.99.1 svix2@npm:svix@2.5.0 standardwebhooks@1.1.1 || exit 2

cat > check.mjs <<'JS'
import { readFileSync } from 'node:fs';

const body = '{"type":"conversion.created"}';
const now = new Date();
let changed = false;
for (const [folder, parsed] of [['svix1', true], ['svix2', false], ['standardwebhooks', true]]) {
  const { Webhook } = await import(folder);
  const { name, version, engines } = JSON.parse(readFileSync(`node_modules/${folder}/package.json`));
  const webhook = new Webhook(`whsec_${Buffer.alloc(32, 'k').toString('base64')}`);
  const headers = {
    'webhook-id': 'msg_1',
    'webhook-timestamp': String(Math.floor(now / 1000)),
    'webhook-signature': webhook.sign('msg_1', now, body),
  };
  const event = webhook.verify(body, headers);
  console.log(`npm ${name} ${version} (Node ${engines?.node ?? 'any'}): verify returned`, event);
  changed ||= parsed ? event?.type !== 'conversion.created' : event !== undefined;
}
process.exit(changed ? 1 : 0);
JS

cat > check.py <<'PY'
import base64
import datetime
import sys

webhooks = __import__(sys.argv[1], fromlist=["Webhook"])
body = '{"type":"conversion.created"}'
now = datetime.datetime.now(datetime.timezone.utc)
webhook = webhooks.Webhook("whsec_" + base64.b64encode(b"k" * 32).decode())
headers = {
    "webhook-id": "msg_1",
    "webhook-timestamp": str(int(now.timestamp())),
    "webhook-signature": webhook.sign("msg_1", now, body),
}
event = webhook.verify(body, headers)
print(f"PyPI {sys.argv[3]}: verify returned {event!r}")
expected = None if sys.argv[2] == "nothing" else {"type": "conversion.created"}
sys.exit(0 if event == expected else 1)
PY

status=0
node --version
node check.mjs || status=1
venv/bin/python --version
PYTHONPATH=svix1 venv/bin/python check.py svix.webhooks parsed "svix 1.96.1" || status=1
venv/bin/python check.py svix.webhooks nothing "svix 2.9.1" || status=1
venv/bin/python check.py standardwebhooks parsed "standardwebhooks 1.1.0" || status=1
exit "$status"
