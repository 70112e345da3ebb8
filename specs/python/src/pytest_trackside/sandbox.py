"""A sandbox for tests."""

import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from types import TracebackType
from typing import Any, Final, Self

import httpx2

from pytest_trackside.binary import find_program
from pytest_trackside.control import Control, ControlError, written
from pytest_trackside.errors import SandboxError
from pytest_trackside.generated.names import PROVIDERS, ProviderName
from pytest_trackside.process import SandboxProcess
from pytest_trackside.providers import NO_AUTHORITIES, example, headers
from pytest_trackside.world_file import World, sets_clock, world_file

__all__ = ["NOW", "NamedWorld", "Sandbox", "SandboxOptions", "World", "connect_sandbox", "start_sandbox"]

NOW: Final = "2026-06-08T12:00:00Z"
"""The time at which the clock stands, unless another is given."""


@dataclass(frozen=True, kw_only=True)
class SandboxOptions:
    """How a sandbox is started."""

    world: World | None = None
    """What it has at the start, as a world file: the path of one, its text, or its content as a mapping."""

    now: str | datetime | None = NOW
    """The time at which its clock stands. None is for a clock that follows real time.

    A `now` in the world file comes before the default, and after any other value.
    """

    seed: int = 1
    """The seed of the simulated data."""

    orders: int = 10_000
    """The number of simulated orders in 24 months, within two per cent: 0 to 10,000,000."""

    args: Sequence[str] = ()
    """Further arguments, such as `["--rate-limit", "documented"]`."""

    binary: str | os.PathLike[str] | None = None
    """The program; without it, that of `TRACKSIDE_MOCK`, of the npm package `trackside-mock` or on the PATH."""

    timeout: float = 60.0
    """How long it may take to get ready, in seconds."""


class Sandbox:
    """A sandbox that runs until it is stopped, or this process ends."""

    def __init__(self, origin: str, token: str | None = None, process: SandboxProcess | None = None) -> None:
        """Make a handle for the sandbox at an origin, and for its process if that ends with the handle."""
        self._process = process
        self._clients: list[httpx2.Client] = []
        self._stopped = False
        self.origin: Final = origin.rstrip("/")
        """What its addresses begin with, such as `http://localhost:41234`."""
        self.port: Final = httpx2.URL(origin).port or 80
        """The port."""
        self.token: Final = token
        """The token of the control API, or None if it asks for none."""
        self.base_urls: Final[Mapping[ProviderName, str]] = {name: f"{self.origin}/{name}" for name in PROVIDERS}
        """The base URLs of the providers."""
        self.control: Final = Control(f"{self.origin}/_mock", self.token)
        """A client for the control API."""

    def world(self, name: str) -> "NamedWorld":
        """Return the world with this name, which is created when it is first used. Raises `ValueError` for other names.

        It is as the sandbox was when it started, and sees nothing of other worlds. A name has 1 to 63 characters from
        `a` to `z`, digits and hyphens.
        """
        return NamedWorld(self, name)

    def credential(self, provider: ProviderName, operation: str | None = None) -> tuple[str, ...]:
        """Return a credential that works, for the operation if it is given: its secrets, which is one for most.

        Raises `LookupError` if the provider has no such operation.
        """
        return tuple(example(self.control.operations(provider), operation)["credential"])

    def headers(
        self, provider: ProviderName, operation: str | None = None, *, credential: Sequence[str] | None = None
    ) -> dict[str, str]:
        """Return the headers that carry a credential: one that works, or the one given.

        Raises `LookupError` if the provider has no such operation, and `ValueError` if the credential has another
        number of secrets.
        """
        return headers(example(self.control.operations(provider), operation), credential)

    def client(
        self, provider: ProviderName, operation: str | None = None, *, credential: Sequence[str] | None = None
    ) -> httpx2.Client:
        """Return a client with the provider's base URL that sends a credential, as `headers` does.

        The fixture `trackside` closes it after the test. Raises as `headers` does.
        """
        settings = self._settings(provider, operation, credential)
        client = httpx2.Client(**settings)
        self._clients.append(client)
        return client

    def async_client(
        self, provider: ProviderName, operation: str | None = None, *, credential: Sequence[str] | None = None
    ) -> httpx2.AsyncClient:
        """Return a client as `client` does, for asynchronous code. Close it yourself, with `async with`."""
        return httpx2.AsyncClient(**self._settings(provider, operation, credential))

    def set_clock(self, now: str | datetime | None = None, *, advance: str | None = None) -> str:
        """Move the clock to a time, or on (`advance="3d"`). Return the time that it shows.

        Raises `ControlError` if the world does not reach so far.
        """
        return self.control.set_clock(now, advance=advance)["now"]

    def reset(self) -> None:
        """Go back to how it was started, and empty the journal.

        What clients created is gone; clock, faults and overrides are as at first. Raises `SandboxError` if the sandbox
        has ended.
        """
        how = self._process.ended() if self._process is not None else None
        if how is not None:
            message = f"the sandbox has ended before its time, with {how}"
            raise SandboxError(message)
        self.control.reset()
        self.control.clear_journal()

    def close_clients(self) -> None:
        """Close the clients that were handed out."""
        while self._clients:
            self._clients.pop().close()

    def stop(self) -> None:
        """End it, and wait until it has ended. A second call does nothing."""
        if not self._stopped:
            self._stopped = True
            self.close_clients()
            self._end()
            self.control.close()

    def _end(self) -> None:
        """End what the handle stands for."""
        if self._process is not None:
            self._process.end()

    def __enter__(self) -> Self:
        """Return the sandbox."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Stop it."""
        self.stop()

    def _settings(
        self, provider: ProviderName, operation: str | None, credential: Sequence[str] | None
    ) -> dict[str, Any]:
        return {
            "base_url": self.base_urls[provider],
            "headers": self.headers(provider, operation, credential=credential),
            # A proxy of the surroundings must not get between.
            "trust_env": False,
            "verify": NO_AUTHORITIES,
        }


class NamedWorld(Sandbox):
    """A named world of a sandbox. It has the methods of a sandbox; `stop` deletes it."""

    def __init__(self, sandbox: Sandbox, name: str) -> None:
        """Make a handle for a world. Raises `ValueError` if it cannot have the name."""
        if not re.fullmatch(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?", name):
            message = f"{name!r} cannot name a world; use 1 to 63 characters from a to z, digits and hyphens"
            raise ValueError(message)
        super().__init__(f"{sandbox.origin}/_world/{name}", sandbox.token)
        self.name: Final = name
        """Its name."""
        self.header: Final = {"X-Mock-World": name}
        """The header that selects it, for requests to the usual addresses of the sandbox."""

    def _end(self) -> None:
        try:
            self.control.delete_world(self.name)
        except ControlError as error:
            if error.status != HTTPStatus.NOT_FOUND:
                raise
        except httpx2.TransportError:
            # The sandbox has ended, and the world with it.
            pass


def connect_sandbox(origin: str, token: str | None = None) -> Sandbox:
    """Return a handle for a sandbox that runs already. Its `stop` leaves the sandbox alone."""
    return Sandbox(origin, token)


def start_sandbox(options: SandboxOptions | None = None) -> Sandbox:
    """Start a sandbox on a free port, with a pinned seed and clock: each start gives the same responses.

    Many can run side by side. Its `TRACKSIDE_…` variables are not read. Raises `SandboxError` if the program is
    missing, ends, or does not get ready.
    """
    options = options or SandboxOptions()
    command = find_program(options.binary)
    arguments = ["--ready-json", "--port", "0", "--seed", str(options.seed), "--orders", str(options.orders)]
    with world_file(options.world) as path:
        now = written(options.now)
        if path is not None:
            arguments += ["--world", str(path)]
            if now == NOW and sets_clock(path):
                now = None
        if now is not None:
            arguments += ["--now", now]
        process = SandboxProcess([*command, *arguments, *options.args], options.timeout)
        return Sandbox(process.ready.origin, process.ready.token, process)
