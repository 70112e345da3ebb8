#!/usr/bin/env bash
# What stripe-python returns for a verified webhook is no dictionary any more: `.get()` and `json.dumps`, which worked for
#   years, raise.
#
# Expected: `event["data"]["object"].get("metadata", {})` reads an optional field, `json.dumps(event)` writes the event to
#   a log, and `dict(object)` copies it, as with stripe 14.
# Seen: with stripe 16, `event["data"]["object"]` still works, so the first lines of a handler run. `.get` and `.items`
#   raise AttributeError, `json.dumps` and `dict()` TypeError. `.to_dict()` and `.metadata` work.
# Why it matters: handlers read optional metadata, such as the affiliate's click id, with `.get`. A test that posts a JSON
#   body to the handler's inner function, as a dictionary, stays green; only a signed webhook through `construct_event`
#   shows it, and it shows as a 500 that Stripe retries for days.
#
# Exit codes: 0 the behaviour is as described, 1 it changed, 2 the packages could not be installed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

python3 -m venv venv || exit 2
venv/bin/pip install --quiet --target stripe14 stripe==14.4.2 || exit 2
venv/bin/pip install --quiet --target stripe16 stripe==16.1.0 || exit 2

cat > check.py <<'PY'
import hashlib
import hmac
import json
import sys
import time

import stripe

is_dictionary = sys.argv[1] == "dictionary"
body = json.dumps({
    "id": "evt_1", "object": "event", "type": "invoice.paid",
    "data": {"object": {"id": "in_1", "object": "invoice", "amount_paid": 4900, "metadata": {"click": "c1"}}},
})
now = int(time.time())
signature = hmac.new(b"whsec_test", f"{now}.{body}".encode(), hashlib.sha256).hexdigest()
event = stripe.Webhook.construct_event(body, f"t={now},v1={signature}", "whsec_test")
invoice = event["data"]["object"]


def outcome(read):
    try:
        return repr(read())[:60]
    except Exception as error:
        return type(error).__name__


found = {
    '["amount_paid"]': outcome(lambda: invoice["amount_paid"]),
    '.get("metadata")': outcome(lambda: dict(invoice.get("metadata"))),
    ".items()": outcome(lambda: len(invoice.items()) > 0),
    "json.dumps": outcome(lambda: json.loads(json.dumps(invoice))["id"]),
    "dict()": outcome(lambda: dict(invoice)["id"]),
    "metadata.click": outcome(lambda: invoice.metadata.click),
}
for name, result in found.items():
    print(f"stripe {stripe.VERSION if hasattr(stripe, 'VERSION') else stripe._version.VERSION}: {name:18} {result}")
expected = {
    '["amount_paid"]': "4900",
    '.get("metadata")': "{'click': 'c1'}" if is_dictionary else "AttributeError",
    ".items()": "True" if is_dictionary else "AttributeError",
    "json.dumps": "'in_1'" if is_dictionary else "TypeError",
    "dict()": "'in_1'" if is_dictionary else "TypeError",
    "metadata.click": "'c1'",
}
sys.exit(0 if found == expected else 1)
PY

status=0
venv/bin/python --version
PYTHONPATH=stripe14 venv/bin/python check.py dictionary || status=1
PYTHONPATH=stripe16 venv/bin/python check.py object || status=1
exit "$status"
