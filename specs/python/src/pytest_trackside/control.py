"""A client for the sandbox's control API."""

from collections.abc import Mapping
from datetime import datetime
from types import TracebackType
from typing import Any, Self, Unpack, cast
from urllib.parse import quote

import httpx2

from pytest_trackside.generated import control as types
from pytest_trackside.providers import NO_AUTHORITIES


class ControlError(Exception):
    """A request that the control API refused, in its words."""

    def __init__(self, status: int, error: str, message: str) -> None:
        """Make an error of a response."""
        super().__init__(f"{message} ({status} {error})")
        self.status = status
        """The status of the response."""
        self.error = error
        """What kind of error it is."""
        self.message = message
        """What is wrong, and what is allowed."""


class Control:
    """A client for the control API: the clock, events, faults, overrides, scenarios, the journal and the catalogue.

    Each method raises `ControlError` if the sandbox refuses the request. docs/control-api.md describes the calls.
    """

    def __init__(self, base_url: str, token: str | None = None) -> None:
        """Make a client for `http://…/_mock`. The token is what the sandbox printed, if it asks for one."""
        headers = {} if token is None else {"authorization": f"Bearer {token}"}
        self._client = httpx2.Client(
            base_url=base_url, headers=headers, timeout=60, trust_env=False, verify=NO_AUTHORITIES
        )

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def __enter__(self) -> Self:
        """Return the client."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Close the connections."""
        self.close()

    def health(self) -> types.Health:
        """Say that the sandbox runs, and with which seed, orders and clock."""
        return cast("types.Health", self._send("GET", "/health"))

    def world(self) -> types.Catalogue:
        """List programs, their ids at each provider, credentials and more."""
        return cast("types.Catalogue", self._send("GET", "/world"))

    def export_world(self, *, all: bool = False) -> types.ExportedWorld:  # noqa: A002 - The document's name.
        """Return what happened as a world file; with `all`, the simulated things as well."""
        return cast("types.ExportedWorld", self._send("GET", "/world/export", query={"all": all or None}))

    def operations(self, provider: str | None = None) -> list[types.ListedOperation]:
        """List the operations of all providers or one, each with a request that works."""
        response = cast("types.OperationList", self._send("GET", "/operations", query={"provider": provider}))
        return response["operations"]

    def clock(self) -> types.Clock:
        """Read the clock."""
        return cast("types.Clock", self._send("GET", "/clock"))

    def set_clock(
        self, now: str | datetime | None = None, *, advance: str | None = None, ticking: bool | None = None
    ) -> types.Clock:
        """Move the clock to a time, or on (`advance="3d"`); `ticking` says whether it runs from there."""
        body = {"now": written(now), "advance": advance, "ticking": ticking}
        return cast("types.Clock", self._send("POST", "/clock", body=present(body)))

    def events(
        self,
        event: types.EventKind | None = None,
        *,
        request_id: str | None = None,
        before: int | None = None,
        limit: int | None = None,
    ) -> types.EventList:
        """List what happened beside the simulation, newest first."""
        query = {"event": event, "request_id": request_id, "before": before, "limit": limit}
        return cast("types.EventList", self._send("GET", "/events", query=query))

    def cause(self, event: types.EventKind, **fields: Unpack[types.EventFields]) -> types.CausedEvents:
        """Make something happen. Every provider that shows it shows it at once."""
        return cast("types.CausedEvents", self._send("POST", "/events", body={"event": event, **fields}))

    def undo(self, *ids: int) -> list[types.LedgerEvent]:
        """Undo events, with all that builds upon them. Return what was undone."""
        response = cast("types.UndoneEvents", self._send("POST", "/events/undo", body={"ids": ids}))
        return response["events"]

    def faults(self) -> list[types.Fault]:
        """List the faults."""
        return cast("types.FaultList", self._send("GET", "/faults"))["faults"]

    def set_faults(self, *faults: types.Fault) -> list[types.Fault]:
        """Replace all faults; without any, switch them off."""
        return cast("types.FaultList", self._send("PUT", "/faults", body={"faults": faults}))["faults"]

    def overrides(self) -> list[types.Override]:
        """List the overrides."""
        return cast("types.OverrideList", self._send("GET", "/overrides"))["overrides"]

    def set_overrides(self, *overrides: types.Override) -> list[types.Override]:
        """Replace all overrides; without any, remove them."""
        response = cast("types.OverrideList", self._send("PUT", "/overrides", body={"overrides": overrides}))
        return response["overrides"]

    def scenario(self) -> types.Scenario:
        """Read clock, faults and overrides in one."""
        return cast("types.Scenario", self._send("GET", "/scenario"))

    def set_scenario(self, scenario: types.Scenario) -> types.Scenario:
        """Replace clock, faults and overrides in one."""
        return cast("types.Scenario", self._send("PUT", "/scenario", body=scenario))

    def reset(self) -> types.ResetReport:
        """Go back to how the sandbox was started. The journal stays."""
        return cast("types.ResetReport", self._send("POST", "/reset", body={}))

    def checkpoints(self) -> list[types.Checkpoint]:
        """List the checkpoints."""
        return cast("types.CheckpointList", self._send("GET", "/checkpoints"))["checkpoints"]

    def create_checkpoint(self, name: str) -> types.Checkpoint:
        """Keep the state under a name. A checkpoint with this name is replaced."""
        return cast("types.Checkpoint", self._send("POST", "/checkpoints", body={"name": name}))

    def restore_checkpoint(self, name: str) -> types.RestoredCheckpoint:
        """Go back to a checkpoint. The journal stays, and so does the checkpoint."""
        path = f"/checkpoints/{quote(name, safe='')}/restore"
        return cast("types.RestoredCheckpoint", self._send("POST", path, body={}))

    def delete_checkpoint(self, name: str) -> None:
        """Forget a checkpoint. The state does not change."""
        self._send("DELETE", f"/checkpoints/{quote(name, safe='')}")

    def worlds(self) -> list[types.ListedWorld]:
        """List the named worlds."""
        return cast("types.WorldList", self._send("GET", "/worlds"))["worlds"]

    def create_world(
        self,
        name: str,
        *,
        seed: int | None = None,
        orders: int | None = None,
        world: Mapping[str, Any] | None = None,
        now: str | datetime | None = None,
    ) -> types.ListedWorld:
        """Create a named world; with `seed`, `orders` or a world file's content, it has a simulation of its own."""
        body = {"name": name, "seed": seed, "orders": orders, "world": world, "now": written(now)}
        return cast("types.ListedWorld", self._send("POST", "/worlds", body=present(body)))

    def delete_world(self, name: str) -> None:
        """Delete a named world with all that was written to it."""
        self._send("DELETE", f"/worlds/{quote(name, safe='')}")

    def webhooks(self) -> types.WebhookReceiverList:
        """Return who receives webhook events, with the secrets, and what was sent."""
        return cast("types.WebhookReceiverList", self._send("GET", "/webhooks"))

    def deliveries(  # noqa: PLR0913 - As many as the document declares.
        self,
        *,
        provider: str | None = None,
        event: str | None = None,
        state: str | None = None,
        entry: int | None = None,
        before: int | None = None,
        limit: int | None = None,
    ) -> list[types.WebhookDelivery]:
        """List deliveries of webhook events, the newest first."""
        query = {
            "provider": provider,
            "event": event,
            "state": state,
            "entry": entry,
            "before": before,
            "limit": limit,
        }
        listed = self._send("GET", "/webhooks/deliveries", query=query)
        return cast("types.DeliveryList", listed)["deliveries"]

    def delivery(self, number: int) -> types.DeliveryInFull:
        """Return a delivery with its payload and all attempts."""
        return cast("types.DeliveryInFull", self._send("GET", f"/webhooks/deliveries/{number}"))

    def resend_delivery(self, number: int) -> types.WebhookDelivery:
        """Send a delivery again, as a new one with the same id and payload."""
        return cast("types.WebhookDelivery", self._send("POST", f"/webhooks/deliveries/{number}/resend"))

    def trigger_webhook(
        self, event: str, *, provider: str | None = None, program: str | None = None, test: bool | None = None
    ) -> types.TriggeredWebhook:
        """Make a webhook event happen; with `test`, only send it."""
        body = {"event": event, "provider": provider, "program": program, "test": test}
        return cast("types.TriggeredWebhook", self._send("POST", "/webhooks/trigger", body=present(body)))

    def journal(  # noqa: PLR0913 - As many as the document declares.
        self,
        *,
        world: str | None = None,
        provider: str | None = None,
        operation: str | None = None,
        status: str | int | None = None,
        text: str | None = None,
        before: int | None = None,
        limit: int | None = None,
    ) -> list[types.JournalEntry]:
        """List the requests of clients, newest first. `status` is one such as 404, or a class such as "4xx"."""
        query = {
            "world": world,
            "provider": provider,
            "operation": operation,
            "status": status,
            "text": text,
            "before": before,
            "limit": limit,
        }
        return cast("types.JournalList", self._send("GET", "/journal", query=query))["entries"]

    def exchange(self, id: int) -> types.JournalExchange:  # noqa: A002 - The document's name.
        """Return one request and its response in full."""
        return cast("types.JournalExchange", self._send("GET", f"/journal/{id}"))

    def clear_journal(self) -> types.JournalCounts:
        """Empty the journal."""
        return cast("types.JournalCounts", self._send("POST", "/journal/clear", body={}))

    def specs(self) -> list[types.ListedSpec]:
        """List the OpenAPI documents."""
        return cast("types.SpecList", self._send("GET", "/specs"))["specs"]

    def spec(self, name: str) -> types.Spec:
        """Return an OpenAPI document, with this sandbox as its server."""
        return cast("types.Spec", self._send("GET", f"/specs/{quote(name, safe='')}"))

    def _send(self, method: str, path: str, *, query: Mapping[str, Any] | None = None, body: object = None) -> object:
        response = self._client.request(
            method, path, params=present(query or {}), json=body if method != "GET" else None
        )
        if response.is_success:
            return response.json() if response.content else None
        try:
            failure = response.json()
            error, message = str(failure["error"]), str(failure["message"])
        except (ValueError, KeyError, TypeError):
            error, message = response.reason_phrase, response.text[:300]
        raise ControlError(response.status_code, error, message)


def present(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields that have a value."""
    return {name: value for name, value in fields.items() if value is not None}


def written(time: str | datetime | None) -> str | None:
    """Return a time as the sandbox reads it. Raises `ValueError` if it has no time zone."""
    if not isinstance(time, datetime):
        return time
    if time.tzinfo is None:
        message = f"{time!r} has no time zone; give one, such as datetime(…, tzinfo=UTC)"
        raise ValueError(message)
    return time.isoformat()
