import os

from pytest_trackside.webhooks import SignatureError, verify_agentref

SECRET = os.environ.get("AGENTREF_WEBHOOK_SECRET", "whsec_-Jv9_kQ0bX2mT5hLw8RzAe4dYpNcx-7Q")


def receive(body: bytes, headers: dict[str, str]) -> tuple[int, str]:
    """Handle a webhook. `body` is the raw body: `request.get_data()` in Flask, `request.body` in Django."""
    try:
        event = verify_agentref(body, headers, SECRET)
    except SignatureError as error:
        return 401, f"{error.code}: {error}"
    if event["type"] == "conversion.created":
        print(f"conversion {event['data']['id']}: {event['data']['commission']} cents")
    return 204, ""


# What a stranger sends is refused.
print(*receive(b"{}", {}))
