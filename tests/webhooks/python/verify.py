"""PyPI's svix and standardwebhooks verify what the sandbox has sent, and refuse what they must refuse."""

import json
import sys

import standardwebhooks
import svix.webhooks

with open(sys.argv[1], encoding="utf-8") as file:
    kept = json.load(file)

secret = kept["secret"].removeprefix("whsec_").replace("-", "+").replace("_", "/")
refused = (svix.webhooks.WebhookVerificationError, standardwebhooks.webhooks.WebhookVerificationError)


def is_refused(verify, *arguments):
    try:
        verify(*arguments)
    except refused:
        return True
    return False


names = set()
for row in kept["rows"]:
    headers, body = row["headers"], row["body"]
    name = json.loads(body)["type"]
    names.add(name)
    webhook = svix.webhooks.Webhook(secret)
    webhook.verify(body, headers)
    assert is_refused(webhook.verify, body + " ", headers), "a changed byte"
    old = {**headers, "svix-timestamp": str(int(headers["svix-timestamp"]) - 400)}
    assert is_refused(webhook.verify, body, old), "an old delivery"
    assert is_refused(svix.webhooks.Webhook("whsec_" + "A" * 32).verify, body, headers), "a wrong secret"
    standard = {f"webhook-{part}": headers[f"svix-{part}"] for part in ("id", "timestamp", "signature")}
    assert standardwebhooks.Webhook(secret).verify(body, standard)["type"] == name
assert len(names) == len(kept["rows"]) == 13, names
print(f"PyPI's svix and standardwebhooks verify {len(names)} events")
