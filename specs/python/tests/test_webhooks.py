import json
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

import pytest
from standardwebhooks import Webhook as StandardWebhook
from svix.webhooks import Webhook, WebhookVerificationError

from pytest_trackside.webhooks import AgentRefEvent, SignatureError, verify_agentref, verify_partnero

# Made with Python's hmac, and read by the clients of all languages.
VECTORS: list[dict[str, Any]] = json.loads(
    (Path(__file__).resolve().parents[3] / "crates/signature/tests/vectors.json").read_text(encoding="utf-8")
)

BODY = '{"id":"msg_1","type":"conversion.created","data":{"note":"Café"}}'
SECRET = "whsec_-Jv9_kQ0bX2mT5hLw8RzAe4dYpNcx-7Q"
# The secret as the official libraries read it.
TRANSLATED = "whsec_" + SECRET.removeprefix("whsec_").replace("-", "+").replace("_", "/")


def outcome(vector: dict[str, Any]) -> str:
    try:
        if vector["scheme"] == "svix":
            verify_agentref(vector["body"], vector["headers"], vector["secrets"], now=vector["now"])
        else:
            verify_partnero(vector["body"].encode(), vector["headers"], vector["secrets"])
    except SignatureError as error:
        return error.code
    return "ok"


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: f"{vector['scheme']} {vector['name']}")
def test_every_delivery_is_judged_as_it_should_be(vector: dict[str, Any]) -> None:
    assert outcome(vector) == vector["expected"]


def signed(at: float, body: str = BODY) -> dict[str, str]:
    when = datetime.fromtimestamp(int(at), UTC)
    signature = Webhook(TRANSLATED).sign("msg_1", when, body)
    assert StandardWebhook(TRANSLATED).sign("msg_1", when, body) == signature
    return {"svix-id": "msg_1", "svix-timestamp": str(int(at)), "svix-signature": signature}


def test_what_the_official_libraries_sign_is_verified() -> None:
    headers = signed(time.time())
    event = verify_agentref(BODY, headers, SECRET)
    assert event == json.loads(BODY)
    # It raises an error if it refuses.
    Webhook(TRANSLATED).verify(BODY, headers)


def test_what_we_refuse_the_official_library_refuses() -> None:
    now = time.time()
    for code, body, headers, secret in (
        ("wrong-secret", BODY, signed(now), "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"),
        ("wrong-secret", BODY.replace("msg_1", "msg_2"), signed(now), SECRET),
        ("rewritten-body", json.dumps(json.loads(BODY)), signed(now), SECRET),
        ("too-old", BODY, signed(now - 302), SECRET),
    ):
        with pytest.raises(SignatureError) as refused:
            verify_agentref(body, headers, secret)
        assert refused.value.code == code
        official = TRANSLATED if secret == SECRET else secret
        with pytest.raises(WebhookVerificationError):
            Webhook(official).verify(body, headers)


def test_a_parsed_body_is_told() -> None:
    parsed = cast("str", json.loads(BODY))
    for call in (
        lambda: verify_agentref(parsed, signed(time.time()), SECRET),
        lambda: verify_partnero(parsed, {"Signature": "0" * 64}, "secret"),
    ):
        with pytest.raises(SignatureError, match="raw body") as refused:
            call()
        assert refused.value.code == "rewritten-body"


def test_a_signature_that_is_right_does_not_make_a_body_json() -> None:
    for body in ("id=1", "[1]"):
        with pytest.raises(SignatureError, match="JSON") as refused:
            verify_agentref(body, signed(time.time(), body), SECRET)
        assert refused.value.code == "not-json"


def test_events_are_told_apart_by_their_names() -> None:
    def commission(event: AgentRefEvent) -> int:
        if event["type"] == "conversion.created":
            return event["data"]["commission"]
        return 0

    path = Path(__file__).resolve().parents[3] / "crates/contract/tests/events/agentref.json"
    events: dict[str, AgentRefEvent] = json.loads(path.read_text(encoding="utf-8"))
    assert [commission(event) for event in events.values()].count(0) == len(events) - 1
