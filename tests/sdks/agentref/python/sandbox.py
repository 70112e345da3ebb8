"""The sandbox that the tour calls: its address, its control surface, and how many requests reached it."""

import json
import os
from contextlib import contextmanager
from typing import Any, Iterator

import httpx

ORIGIN = os.environ["SANDBOX_ORIGIN"]
BASE_URL = f"{ORIGIN}/agentref"

#: The responses since the last call of `sent`.
_log: list[httpx.Response] = []


def note(response: httpx.Response) -> None:
    """Keeps a response."""
    _log.append(response)


def sent() -> list[httpx.Response]:
    """Forgets and gives the responses so far."""
    responses = list(_log)
    _log.clear()
    return responses


def control(method: str, path: str, body: Any = None) -> Any:
    """A call of the control surface."""
    content = None if body is None else json.dumps(body)
    headers = {"content-type": "application/json"}
    response = httpx.request(method, f"{ORIGIN}/_mock{path}", content=content, headers=headers)
    assert response.is_success, f"{method} /_mock{path}: {response.status_code} {response.text}"
    return response.json()


@contextmanager
def faults(*given: dict[str, Any]) -> Iterator[None]:
    """While these faults are on."""
    control("PUT", "/faults", {"faults": [{"provider": "agentref", **fault} for fault in given]})
    try:
        yield
    finally:
        control("PUT", "/faults", {"faults": []})
