#!/usr/bin/env bash
# A genuinely signed body that is not JSON: `standardwebhooks` throws its JSON parser's error from `verify`.
#
# Expected: `verify` is about the signature. A genuine delivery passes whatever its body is, and all that `verify`
#   throws is a `WebhookVerificationError`, which receivers catch to answer 400 or 401.
# Seen: for a form-encoded body with a correct signature, npm `standardwebhooks` throws SyntaxError and PyPI's
#   `standardwebhooks` json.JSONDecodeError, past that `except`. npm `svix` 1 does the same; PyPI `svix` 2 accepts.
# Why it matters: affiliate networks post back forms and plain text. The receiver answers 500, so the sender retries a
#   delivery that was genuine, and a test that expects "refused with 401" never sees its branch run.
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

const body = 'order_id=A-1001&commission=12.50';
const now = new Date();
let changed = false;
for (const name of ['svix', 'standardwebhooks']) {
  const { Webhook, WebhookVerificationError } = await import(name);
  const { version } = JSON.parse(readFileSync(`node_modules/${name}/package.json`));
  const webhook = new Webhook(`whsec_${Buffer.alloc(32, 'k').toString('base64')}`);
  const verify = (content) => {
    const headers = {
      'webhook-id': 'msg_1',
      'webhook-timestamp': String(Math.floor(now / 1000)),
      'webhook-signature': webhook.sign('msg_1', now, body),
    };
    try {
      webhook.verify(content, headers);
      return 'verified';
    } catch (error) {
      return error instanceof WebhookVerificationError ? 'WebhookVerificationError' : error.name;
    }
  };
  const [genuine, altered] = [verify(body), verify(`${body}0`)];
  console.log(`npm ${name} ${version}: genuine form: ${genuine}; altered form: ${altered}`);
  changed ||= genuine !== 'SyntaxError' || altered !== 'WebhookVerificationError';
}
process.exit(changed ? 1 : 0);
JS

cat > check.py <<'PY'
import base64
import datetime
import sys
from importlib.metadata import version

import standardwebhooks
import svix.webhooks

body = "order_id=A-1001&commission=12.50"
now = datetime.datetime.now(datetime.timezone.utc)


def verify(webhook, content):
    headers = {
        "webhook-id": "msg_1",
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": webhook.sign("msg_1", now, body),
    }
    try:
        webhook.verify(content, headers)
        return "verified"
    except Exception as error:
        return type(error).__name__


changed = False
for name, webhook_class, expected in (
    ("svix", svix.webhooks.Webhook, "verified"),
    ("standardwebhooks", standardwebhooks.Webhook, "JSONDecodeError"),
):
    webhook = webhook_class("whsec_" + base64.b64encode(b"k" * 32).decode())
    genuine, altered = verify(webhook, body), verify(webhook, body + "0")
    print(f"PyPI {name} {version(name)}: genuine form: {genuine}; altered form: {altered}")
    changed |= genuine != expected or altered != "WebhookVerificationError"
sys.exit(1 if changed else 0)
PY

status=0
node --version
node check.mjs || status=1
venv/bin/python --version
venv/bin/python check.py || status=1
exit "$status"
