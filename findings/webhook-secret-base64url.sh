#!/usr/bin/env bash
# A webhook secret in base64url is refused by npm's verifiers and silently changed by PyPI's.
#
# Expected: `svix` and `standardwebhooks` read `whsec_` + base64url, or all of them refuse it. Providers do send such
#   secrets: the URL-safe alphabet is what most random-token helpers produce.
# Seen: npm's packages throw while the verifier is built. PyPI's packages build it: Python's `b64decode` skips `-` and
#   `_`, so the key is another, shorter one, and every genuine delivery fails with "No matching signature found". With
#   `-` and `_` translated to `+` and `/`, all four accept the same delivery.
# Why it matters: about three of four 32-byte secrets hold `-` or `_`. A receiver that was tested with one lucky
#   secret fails with the next one, and in Python the error points to the signature, not to the secret.
#
# Exit codes: 0 the behaviour is as described, 1 it changed, 2 the packages could not be installed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

npm install --silent --no-audit --no-fund --ignore-scripts svix@1.99.1 standardwebhooks@1.1.1 || exit 2
python3 -m venv venv && venv/bin/pip install --quiet svix==2.9.1 standardwebhooks==1.1.0 || exit 2

cat > check.mjs <<'JS'
import { createHmac } from 'node:crypto';
import { createRequire } from 'node:module';
import { Webhook as Svix } from 'svix';
import { Webhook as Standard } from 'standardwebhooks';

const require = createRequire(import.meta.url);
const key = Buffer.from('fbefbefffefbff00112233445566778899aabbccddeeff010203040506070809', 'hex');
const body = '{"type":"conversion.created"}';
const timestamp = String(Math.floor(Date.now() / 1000));
const signature = 'v1,' + createHmac('sha256', key).update(`msg_1.${timestamp}.${body}`).digest('base64');
const headers = { 'webhook-id': 'msg_1', 'webhook-timestamp': timestamp, 'webhook-signature': signature };

function outcome(Webhook, secret) {
  let webhook;
  try {
    webhook = new Webhook(`whsec_${secret}`);
  } catch (error) {
    return `refused when built (${error.message})`;
  }
  try {
    webhook.verify(body, headers);
    return 'verified';
  } catch (error) {
    return `failed to verify (${error.message})`;
  }
}

let changed = false;
for (const [name, Webhook] of [['svix', Svix], ['standardwebhooks', Standard]]) {
  const { version } = JSON.parse(require('fs').readFileSync(`node_modules/${name}/package.json`));
  const url = outcome(Webhook, key.toString('base64url'));
  const plain = outcome(Webhook, key.toString('base64'));
  console.log(`npm ${name} ${version}: base64url ${url}; base64 ${plain}`);
  changed ||= !url.startsWith('refused when built') || plain !== 'verified';
}
process.exit(changed ? 1 : 0);
JS

cat > check.py <<'PY'
import base64
import hashlib
import hmac
import sys
import time
from importlib.metadata import version

import standardwebhooks
import svix.webhooks

key = bytes.fromhex("fbefbefffefbff00112233445566778899aabbccddeeff010203040506070809")
body = '{"type":"conversion.created"}'
timestamp = str(int(time.time()))
digest = hmac.new(key, f"msg_1.{timestamp}.{body}".encode(), hashlib.sha256).digest()
headers = {
    "webhook-id": "msg_1",
    "webhook-timestamp": timestamp,
    "webhook-signature": "v1," + base64.b64encode(digest).decode(),
}


def outcome(webhook_class, secret):
    try:
        webhook = webhook_class("whsec_" + secret)
    except Exception as error:
        return f"refused when built ({error})"
    try:
        webhook.verify(body, headers)
        return "verified"
    except Exception as error:
        return f"failed to verify ({error})"


changed = False
for name, webhook_class in (("svix", svix.webhooks.Webhook), ("standardwebhooks", standardwebhooks.Webhook)):
    url = outcome(webhook_class, base64.urlsafe_b64encode(key).decode())
    plain = outcome(webhook_class, base64.b64encode(key).decode())
    print(f"PyPI {name} {version(name)}: base64url {url}; base64 {plain}")
    changed |= url != "failed to verify (No matching signature found)" or plain != "verified"
sys.exit(1 if changed else 0)
PY

node --version
venv/bin/python --version
status=0
node check.mjs || status=1
venv/bin/python check.py || status=1
exit "$status"
