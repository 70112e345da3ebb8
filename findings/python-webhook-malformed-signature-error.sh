#!/usr/bin/env bash
# PyPI `svix` and `standardwebhooks`: a wrong signature raises one error class, a malformed one another.
#
# Expected: whatever is wrong with the signature header, `verify` raises `WebhookVerificationError`, as the documented
#   receiver catches it. npm's packages do so.
# Seen: 32 wrong bytes in base64 raise `WebhookVerificationError`. A value whose length is no base64 raises
#   `binascii.Error`, which is a ValueError and no relative of it: the receiver's `except` misses it and answers 500.
# Why it matters: a negative test with a made-up `v1,abcde` shows a 500 where a forged signature gives 401 (and the
#   other way round: a test with a well-formed one never finds the 500). A sandbox should offer both.
#
# Exit codes: 0 the behaviour is as described, 1 it changed, 2 the packages could not be installed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

npm install --silent --no-audit --no-fund --ignore-scripts svix@1.99.1 standardwebhooks@1.1.1 || exit 2
python3 -m venv venv && venv/bin/pip install --quiet svix==2.9.1 standardwebhooks==1.1.0 || exit 2

cat > check.mjs <<'JS'
import { readFileSync } from 'node:fs';

const signatures = { wrong: `v1,${Buffer.alloc(32).toString('base64')}`, malformed: 'v1,abcde' };
let changed = false;
for (const name of ['svix', 'standardwebhooks']) {
  const { Webhook, WebhookVerificationError } = await import(name);
  const { version } = JSON.parse(readFileSync(`node_modules/${name}/package.json`));
  const webhook = new Webhook(`whsec_${Buffer.alloc(32, 'k').toString('base64')}`);
  for (const [label, signature] of Object.entries(signatures)) {
    const timestamp = String(Math.floor(Date.now() / 1000));
    let seen = 'verified';
    try {
      webhook.verify('{}', { 'webhook-id': 'msg_1', 'webhook-timestamp': timestamp, 'webhook-signature': signature });
    } catch (error) {
      seen = error instanceof WebhookVerificationError ? 'WebhookVerificationError' : error.name;
    }
    console.log(`npm ${name} ${version}, ${label} signature: ${seen}`);
    changed ||= seen !== 'WebhookVerificationError';
  }
}
process.exit(changed ? 1 : 0);
JS

cat > check.py <<'PY'
import base64
import sys
import time
from importlib.metadata import version

import standardwebhooks
import svix.webhooks

signatures = {
    "wrong": ("v1," + base64.b64encode(bytes(32)).decode(), "webhooks.WebhookVerificationError"),
    "malformed": ("v1,abcde", "binascii.Error"),
}
changed = False
for name, webhook_class in (("svix", svix.webhooks.Webhook), ("standardwebhooks", standardwebhooks.Webhook)):
    webhook = webhook_class("whsec_" + base64.b64encode(b"k" * 32).decode())
    for label, (signature, expected) in signatures.items():
        headers = {
            "webhook-id": "msg_1",
            "webhook-timestamp": str(int(time.time())),
            "webhook-signature": signature,
        }
        seen = "verified"
        try:
            webhook.verify("{}", headers)
        except Exception as error:
            seen = f"{type(error).__module__.split('.')[-1]}.{type(error).__name__}"
        print(f"PyPI {name} {version(name)}, {label} signature: {seen}")
        changed |= seen != expected
sys.exit(1 if changed else 0)
PY

status=0
node --version
node check.mjs || status=1
venv/bin/python --version
venv/bin/python check.py || status=1
exit "$status"
