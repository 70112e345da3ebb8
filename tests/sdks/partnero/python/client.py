"""A client of the SDK, unmodified, whose calls are noted."""

import inspect
from collections.abc import Callable
from typing import Any

import requests
from partnero import PartneroClient
from partnero.base_api import BaseAPI

from sandbox import BASE_URL

#: The methods that were called and gave a result, as `partner.list_partners`.
called: set[str] = set()

#: The responses so far.
responses: list[requests.Response] = []


def methods(client: PartneroClient) -> set[str]:
    """The public methods of the client's resources, without those that all of them inherit."""
    return {
        f"{name}.{method}"
        for name, resource in vars(client).items()
        for method, _ in inspect.getmembers(resource, callable)
        if not method.startswith("_") and not hasattr(BaseAPI, method)
    }


class Resource:
    """A resource of a client."""

    def __init__(self, name: str, real: BaseAPI) -> None:
        self._name, self._real = name, real

    def __getattr__(self, method: str) -> Callable[..., Any]:
        member = getattr(self._real, method)

        def call(*given: Any, **named: Any) -> Any:
            returned = member(*given, **named)
            assert returned["status"] == 1, f"{method}: {returned}"
            called.add(f"{self._name}.{method}")
            return returned

        return call


class Client:
    """A client. Its key becomes that of every client of the process: the SDK keeps one for all."""

    def __init__(self, api_key: str, base_url: str = BASE_URL) -> None:
        self.real = PartneroClient(api_key)
        for name, resource in vars(self.real).items():
            # The SDK has no parameter for the address, but its resources have it as an attribute.
            resource.base_url = base_url
            resource.session.hooks["response"].append(lambda response, **_: responses.append(response))
            setattr(self, name, Resource(name, resource))
