#!/usr/bin/env bash
# PyPI `standardwebhooks` and `svix`: `sign` replaces the zone of the time it is given, instead of converting it.
#
# Expected: `sign(id, time, body)` signs the moment that an aware `datetime` names, whatever zone it is written in,
#   and for a naive one the moment that `datetime.timestamp()` gives.
# Seen: `sign` puts UTC in place of the zone. 12:00 in Berlin is signed as 12:00 UTC, an hour or two off, and a naive
#   local time as if it were UTC. `verify` then reports "No matching signature found". Only UTC times sign correctly.
# Why it matters: `sign` is what tests use to make deliveries. They pass on a CI machine in UTC and fail on a laptop,
#   with an error that points to the secret. The npm packages take a `Date`, which has no zone to lose.
#
# Exit codes: 0 the behaviour is as described, 1 it changed, 2 the packages could not be installed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

python3 -m venv venv && venv/bin/pip install --quiet svix==2.9.1 standardwebhooks==1.1.0 tzdata==2025.2 || exit 2

cat > check.py <<'PY'
import base64
import datetime
import sys
import zoneinfo
from importlib.metadata import version

import standardwebhooks
import svix.webhooks

secret = "whsec_" + base64.b64encode(b"k" * 32).decode()
now = datetime.datetime.now(datetime.timezone.utc)
times = {
    "aware, UTC": now,
    "aware, Berlin": now.astimezone(zoneinfo.ZoneInfo("Europe/Berlin")),
    "naive, local time of New York": datetime.datetime.now(),
}


def outcome(webhook, time):
    headers = {
        "webhook-id": "msg_1",
        "webhook-timestamp": str(int(time.timestamp())),
        "webhook-signature": webhook.sign("msg_1", time, "{}"),
    }
    try:
        webhook.verify("{}", headers)
        return "verified"
    except Exception as error:
        return str(error)


changed = False
for name, webhook_class in (("svix", svix.webhooks.Webhook), ("standardwebhooks", standardwebhooks.Webhook)):
    for label, time in times.items():
        seen = outcome(webhook_class(secret), time)
        print(f"PyPI {name} {version(name)}, {label}: {seen}")
        changed |= seen != ("verified" if label == "aware, UTC" else "No matching signature found")
sys.exit(1 if changed else 0)
PY
TZ=America/New_York venv/bin/python check.py
