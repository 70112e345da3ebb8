"""Verifies the signatures of webhooks of the providers that sign them.

A signature covers the bytes that were sent, so pass the raw body, and not what a framework has parsed.
"""

import base64
import binascii
import hashlib
import hmac
import json
import re
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, Literal, cast

from pytest_trackside.generated.agentref_events import Event as AgentRefEvent
from pytest_trackside.generated.partnero_events import Event as PartneroEvent

__all__ = [
    "AgentRefEvent",
    "PartneroEvent",
    "SignatureError",
    "SignatureErrorCode",
    "verify_agentref",
    "verify_partnero",
]

SignatureErrorCode = Literal[
    "missing-header",
    "malformed-header",
    "malformed-secret",
    "empty-body",
    "rewritten-body",
    "wrong-secret",
    "too-old",
    "too-early",
    "not-json",
]
"""Why a webhook is refused."""

TOLERANCE: Final = 300
"""How far the time of a delivery may be from the clock, in seconds."""

LONGEST: Final = 1 << 20
"""Longer bodies are not read again to find out what is wrong with them: no event of a provider is that long."""


class SignatureError(Exception):
    """A webhook that is refused.

    `code` tells the usual mistakes apart: a parsed body in place of the raw one (`rewritten-body`, `empty-body`),
    another secret (`wrong-secret`), and an old delivery (`too-old`).
    """

    def __init__(self, message: str, code: SignatureErrorCode) -> None:
        """Make an error of what to tell the developer, and a code."""
        super().__init__(message)
        self.code: SignatureErrorCode = code


def verify_agentref(
    body: bytes | str,
    headers: Mapping[str, str],
    secrets: str | Sequence[str],
    *,
    now: float | None = None,
) -> AgentRefEvent:
    """Return the event in a request of AgentRef, after its signature is verified.

    AgentRef signs as Svix does, but writes the key of the secret in base64url, which Svix's own libraries do not read.
    `secrets` is the secret of the endpoint (`whsec_…`); while it is rotated, the old and the new one. `now` is the time
    of the clock in seconds since 1970, for tests.

    Raises `SignatureError` if a header is missing or cannot be read, if no signature fits, or if it is too old.
    """
    raw = _bytes_of(body)
    message_id, timestamp, signature = (
        _header(headers, name) for name in ("svix-id", "svix-timestamp", "svix-signature")
    )
    if not re.fullmatch(r"[0-9]{1,15}", timestamp):
        raise _malformed(name="svix-timestamp", expected="seconds of UNIX time, such as 1774276200")
    codes = [code for one in signature.split() if (code := _code_of(one)) is not None]
    if not codes:
        raise _malformed(name="svix-signature", expected="`v1,` and base64, or several of them separated by blanks")
    keys = [_key_of(secret) for secret in _listed(secrets)]

    def is_signed(signed: bytes) -> bool:
        return _fits(keys, codes, f"{message_id}.{timestamp}.".encode() + signed)

    if not is_signed(raw):
        raise _refusal(raw, is_signed)
    age = int(time.time() if now is None else now) - int(timestamp)
    if age > TOLERANCE:
        text = (
            f"the signature is right, but it is {age} seconds old, and at most {TOLERANCE} are accepted: check the "
            "clock of this machine; somebody may also have sent a recorded request again"
        )
        raise SignatureError(text, "too-old")
    if age < -TOLERANCE:
        text = (
            f"the signature is right, but its time is {-age} seconds ahead, and at most {TOLERANCE} are accepted: "
            "check the clock of this machine"
        )
        raise SignatureError(text, "too-early")
    return cast("AgentRefEvent", _payload(raw))


def verify_partnero(body: bytes | str, headers: Mapping[str, str], secrets: str | Sequence[str]) -> PartneroEvent:
    """Return the event in a request of Partnero, after its signature is verified.

    `secrets` is the `signature` of the webhook; if it may be one of several, all of them.

    Raises `SignatureError` if the header is missing or cannot be read, or if it does not fit.
    """
    raw = _bytes_of(body)
    signature = _header(headers, "Signature")
    if not re.fullmatch(r"[0-9A-Fa-f]{64}", signature):
        raise _malformed(name="Signature", expected="64 hexadecimal digits")
    keys = [secret.encode() for secret in _listed(secrets)]
    if not all(keys):
        text = "the secret cannot be read: it must be text that is not empty; copy it as the provider shows it"
        raise SignatureError(text, "malformed-secret")

    def is_signed(signed: bytes) -> bool:
        return _fits(keys, [bytes.fromhex(signature)], signed)

    if not is_signed(raw):
        raise _refusal(raw, is_signed)
    return cast("PartneroEvent", _payload(raw))


def _bytes_of(body: object) -> bytes:
    """Return the bytes of a body, if it is no object that was made of it."""
    if isinstance(body, str):
        return body.encode()
    if isinstance(body, bytes | bytearray | memoryview):
        return bytes(body)
    text = (
        "the body is an object that was parsed: pass the raw body, such as `request.get_data()` (Flask), "
        "`request.body` (Django) or `await request.body()` (FastAPI)"
    )
    raise SignatureError(text, "rewritten-body")


def _header(headers: Mapping[str, str], name: str) -> str:
    """Return the value of a header, whatever its case."""
    for key, value in headers.items():
        if key.lower() == name.lower():
            return value.strip()
    text = (
        f"the header `{name}` is missing: the request does not come from the provider, or a proxy has removed the "
        "header"
    )
    raise SignatureError(text, "missing-header")


def _malformed(*, name: str, expected: str) -> SignatureError:
    return SignatureError(f"the header `{name}` cannot be read: it must be {expected}", "malformed-header")


def _listed(secrets: str | Sequence[str]) -> Sequence[str]:
    return [secrets] if isinstance(secrets, str) else secrets


def _code_of(signature: str) -> bytes | None:
    """Return the code of one signature of a header; `None` if it is of another version, or cannot be read."""
    version, _, code = signature.partition(",")
    try:
        return base64.b64decode(code, validate=True) if version == "v1" else None
    except (binascii.Error, ValueError):
        return None


def _key_of(secret: str) -> bytes:
    """Return the key in a secret, with or without `whsec_`, in base64url or base64."""
    text = secret.strip().removeprefix("whsec_").translate(str.maketrans("-_", "+/")).rstrip("=")
    try:
        key = base64.b64decode(text + "=" * (-len(text) % 4), validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if not key:
        text = "the secret cannot be read: it must be `whsec_` and a key in base64url; copy it as the provider shows it"
        raise SignatureError(text, "malformed-secret")
    return key


def _fits(keys: Sequence[bytes], codes: Sequence[bytes], data: bytes) -> bool:
    """Return whether one of the codes is the HMAC-SHA256 of the data with one of the keys, in constant time."""
    digests = [hmac.digest(key, data, hashlib.sha256) for key in keys]
    return any(hmac.compare_digest(digest, code) for digest in digests for code in codes)


def _refusal(body: bytes, is_signed: Callable[[bytes], bool]) -> SignatureError:
    """Return the error for a body that no signature fits.

    As the order of fields survives when a body is parsed and written again, what was sent can often be found: compact,
    as JavaScript and PHP write it.
    """
    if not body:
        text = (
            "the body is empty: something has read it before, such as a body parser; verify the raw bytes of the "
            "request"
        )
        return SignatureError(text, "empty-body")
    if body == b"[object Object]" or any(is_signed(original) for original in _originals(body)):
        text = "the secret is right, but the body was parsed and written again: verify the raw bytes of the request"
        return SignatureError(text, "rewritten-body")
    text = (
        "the signature was made with another secret, or of another body: use the secret of this webhook, which changes "
        "when it is rotated, and the raw bytes of the request"
    )
    return SignatureError(text, "wrong-secret")


def _originals(body: bytes) -> list[bytes]:
    """Return what may have been sent, if the body was made of it."""
    if len(body) > LONGEST:
        return []
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        return []
    compact = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    php = json.dumps(value, separators=(",", ":")).replace("/", "\\/")
    return [compact.encode(errors="replace"), php.encode()]


def _payload(body: bytes) -> dict[str, Any]:
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        value = None
    if not isinstance(value, dict):
        text = "the signature is right, but the body is not a JSON object"
        raise SignatureError(text, "not-json")
    return value
