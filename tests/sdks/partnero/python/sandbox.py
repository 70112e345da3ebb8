"""The sandbox that the tour calls: its address, its control surface, and the keys of its programs."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import requests

ORIGIN = os.environ["SANDBOX_ORIGIN"]
BASE_URL = f"{ORIGIN}/partnero/v1/"


def control(method: str, path: str, body: Any = None) -> Any:
    """A call of the control surface."""
    content = None if body is None else json.dumps(body)
    headers = {"content-type": "application/json"}
    response = requests.request(method, f"{ORIGIN}/_mock{path}", data=content, headers=headers)
    assert response.ok, f"{method} /_mock{path}: {response.status_code} {response.text}"
    return response.json()


def key(kind: str) -> str:
    """The key of a program of this kind, whose currency has cents."""
    programs = control("GET", "/world")["programs"]
    fitting = [program for program in programs if program["kind"] == kind and program["currency"] != "JPY"]
    return f"pk-{fitting[0]['at']['partnero']['id'].lower()}"


@contextmanager
def faults(*given: dict[str, Any]) -> Iterator[None]:
    """While these faults are on."""
    control("PUT", "/faults", {"faults": [{"provider": "partnero", **fault} for fault in given]})
    try:
        yield
    finally:
        control("PUT", "/faults", {"faults": []})
