"""Failures come as the SDK's own errors, and what it repeats works in the end."""

import re
import time
from collections.abc import Callable
from typing import Any

from agentref import (
    AgentRefError,
    AuthError,
    ConflictError,
    ForbiddenError,
    NotFoundError,
    RateLimitError,
    ServerError,
    ValidationError,
)

from sandbox import control, faults, sent

NOWHERE = "3c90c3cc-0d44-4b50-8888-8dd25736052a"
TERMS = {"name": "Retried", "commission_type": "one_time", "commission_percent": 10}


def fails(call: Callable[[], Any], kind: type[AgentRefError], status: int, code: str) -> Any:
    """Expects an error of this class, with what it says."""
    try:
        call()
    except AgentRefError as error:
        assert (type(error), error.status, error.code) == (kind, status, code), repr(error)
        assert re.fullmatch(r"req_\w+", error.request_id), error.request_id
        return error
    raise AssertionError(f"no {kind.__name__}")


def errors(merchant: Any, affiliate: Any, onboarding: Any, client: Any) -> None:
    """One error of each class."""
    fails(client("ak_live_wrong").programs.list, AuthError, 401, "UNAUTHORIZED")
    fails(affiliate.programs.list, ForbiddenError, 403, "FORBIDDEN")
    fails(client("ak_live_narrow").programs.list, ForbiddenError, 403, "INSUFFICIENT_SCOPE")
    fails(onboarding.programs.list, ForbiddenError, 403, "INSUFFICIENT_SCOPE")
    fails(lambda: merchant.programs.get(NOWHERE), NotFoundError, 404, "NOT_FOUND")
    malformed = fails(lambda: merchant.programs.get("nonsense"), ValidationError, 400, "BAD_REQUEST")
    assert malformed.details == {}
    merchant.programs.create(**TERMS, idempotency_key="conflict")
    other = {**TERMS, "name": "Other"}
    reused = lambda: merchant.programs.create(**other, idempotency_key="conflict")  # noqa: E731
    fails(reused, ConflictError, 409, "IDEMPOTENCY_KEY_REUSED")
    merchant.programs.create(**TERMS, portal_slug="taken")
    fails(lambda: merchant.programs.create(**TERMS, portal_slug="taken"), ConflictError, 409, "CONFLICT")

    # The documentation has 422 for a body that fails validation, the SDK has 400: a scenario decides.
    invalid = lambda: merchant.programs.create(**{**TERMS, "commission_percent": 101})  # noqa: E731
    fails(invalid, ServerError, 422, "VALIDATION_ERROR")
    control("PUT", "/scenario", {"readings": {"agentref": ["validation-is-400"]}})
    fails(invalid, ValidationError, 400, "VALIDATION_ERROR")
    control("PUT", "/scenario", {})
    fails(invalid, ServerError, 422, "VALIDATION_ERROR")

    impatient = client("ak_live_sandbox", max_retries=0)
    with faults({"error_status": 429, "retry_after": "7s"}):
        assert fails(impatient.programs.list, RateLimitError, 429, "RATE_LIMITED").retry_after == 7
    # Without the header the SDK waits a minute, so no 429 may lack it.
    with faults({"error_status": 429}):
        sent()
        fails(impatient.programs.list, RateLimitError, 429, "RATE_LIMITED")
        assert re.fullmatch(r"\d+", sent()[0].headers["retry-after"])
    with faults({"error_status": 500}):
        fails(impatient.programs.list, ServerError, 500, "INTERNAL_ERROR")


def retries(merchant: Any, **_: Any) -> None:
    """What is repeated, and after how long."""

    def create(key: str | None) -> Callable[[], Any]:
        return lambda: merchant.programs.create(**TERMS, idempotency_key=key)

    limited = {"error_status": 429, "retry_after": "1s"}
    for fault, call, outcome, statuses, least in [
        ({**limited, "times": 1}, merchant.programs.list, "works", [429, 200], 1.0),
        ({"error_status": 500, "times": 1}, merchant.programs.list, "works", [500, 200], 0.5),
        ({"error_status": 503, "times": 1}, create("retried"), "works", [503, 201], 0.5),
        ({**limited, "times": 1}, create("limited"), "works", [429, 201], 1.0),
        # Nobody knows whether it was done: without a key it is not repeated.
        ({"error_status": 500, "times": 1}, create(None), "ServerError", [500], 0.0),
        (limited, merchant.programs.list, "RateLimitError", [429, 429, 429], 2.0),
    ]:
        with faults(fault):
            sent()
            started, found = time.perf_counter(), "works"
            try:
                call()
            except AgentRefError as error:
                found = type(error).__name__
            took = time.perf_counter() - started
            answered = [response.status_code for response in sent()]
        assert (found, answered) == (outcome, statuses), (fault, found, answered)
        assert least <= took < least + 0.9, f"{fault} took {took} s"
    listed = merchant.programs.list(limit=100).data
    assert [program.name for program in listed].count(TERMS["name"]) == 4, "what was repeated was done once"
