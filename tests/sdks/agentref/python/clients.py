"""Clients of the SDK whose calls are noted: the synchronous one, and the asynchronous one behind the same calls."""

import asyncio
import inspect
from collections.abc import Callable
from typing import Any

import agentref

from sandbox import BASE_URL, note

#: The methods that were called, as `programs.list`.
called: set[str] = set()

_loop = asyncio.new_event_loop()


def methods(client: Any) -> set[str]:
    """The public methods of the client's resources."""
    resources = {name: resource for name, resource in vars(client).items() if not name.startswith("_")}
    return {
        f"{name}.{method}"
        for name, resource in resources.items()
        for method, _ in inspect.getmembers(resource, callable)
        if not method.startswith("_")
    }


class Resource:
    """A resource of a client. Calls return results, whichever client it is."""

    def __init__(self, name: str, real: Any) -> None:
        self._name, self._real = name, real

    def __getattr__(self, method: str) -> Callable[..., Any]:
        member = getattr(self._real, method)

        def call(*given: Any, **named: Any) -> Any:
            returned = member(*given, **named)
            if inspect.isasyncgen(returned):
                returned = _loop.run_until_complete(_all(returned))
            elif inspect.isawaitable(returned):
                returned = _loop.run_until_complete(returned)
            elif inspect.isgenerator(returned):
                returned = list(returned)
            called.add(f"{self._name}.{method}")
            return returned

        return call


class Client:
    """A client with one key."""

    def __init__(self, kind: type, key: str, **options: Any) -> None:
        self.real = kind(api_key=key, base_url=BASE_URL, **options)
        inner = self.real._http._client
        is_async = kind is agentref.AsyncAgentRef
        inner.event_hooks["response"] = [_note_later if is_async else note]
        for name, resource in vars(self.real).items():
            if not name.startswith("_"):
                setattr(self, name, Resource(name, resource))


async def _note_later(response: Any) -> None:
    note(response)


async def _all(generator: Any) -> list[Any]:
    return [item async for item in generator]
