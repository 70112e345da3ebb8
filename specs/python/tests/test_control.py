import inspect
import time
from collections.abc import Callable
from typing import Any

import pytest

from pytest_trackside import Control, ControlError, Sandbox

# The methods that call each operation of the document. `streamJournal` and the HAR file are not in the document.
CALLS: dict[str, Callable[[Control], bool]] = {
    "getHealth": lambda control: control.health()["status"] == "ok",
    "getWorld": lambda control: control.world()["programs"][0]["name"] == "Lowe Lighting",
    "exportWorld": lambda control: "programs" in control.export_world(all=True)["file"],
    "listOperations": lambda control: (
        {entry["provider"] for entry in control.operations("wecantrack")} == {"wecantrack"}
    ),
    "getClock": lambda control: control.clock()["ticking"] is False,
    "setClock": lambda control: control.set_clock(ticking=True)["ticking"],
    "getFaults": lambda control: control.faults() == [],
    "setFaults": lambda control: control.set_faults({"latency": "1ms"}) == control.faults() == [{"latency": "1ms"}],
    "getOverrides": lambda control: control.overrides() == [],
    "setOverrides": lambda control: (
        control.set_overrides(
            {
                "provider": "wecantrack",
                "operation": "listTransactions",
                "patch": {"data": [], "total": 0},
                "force": True,
            }
        )
        == control.overrides()
        != []
    ),
    "getScenario": lambda control: control.scenario()["now"] == "2026-06-08T12:00:00Z",
    "setScenario": lambda control: control.set_scenario({"name": "quiet"})["name"] == "quiet",
    "listJournal": lambda control: control.journal(provider="wecantrack", limit=1) == [],
    "clearJournal": lambda control: control.clear_journal()["kept"] == 0,
    "listEvents": lambda control: control.events("sale", limit=1) == {"total": 0, "events": []},
    "causeEvent": lambda control: control.cause("sale", amount_cents=12300)["events"][-1]["amount_cents"] == 12300,
    "undoEvents": lambda control: (
        [event["event"] for event in control.undo(control.cause("test_click")["events"][0]["id"])] == ["test_click"]
    ),
    "reset": lambda control: control.reset()["removed_records"] == 0,
    "listCheckpoints": lambda control: isinstance(control.checkpoints(), list),
    "createCheckpoint": lambda control: control.create_checkpoint("seeded") in control.checkpoints(),
    "restoreCheckpoint": lambda control: (
        control.create_checkpoint("seeded")["name"] == control.restore_checkpoint("seeded")["name"]
    ),
    "deleteCheckpoint": lambda control: (
        control.create_checkpoint("gone")["name"] == "gone" and "gone" not in names_without(control, "gone")
    ),
    "listWorlds": lambda control: isinstance(control.worlds(), list),
    "createWorld": lambda control: control.create_world("made", orders=100, now="2026-06-08")["shared"] is False,
    "deleteWorld": lambda control: (
        control.create_world("short")["name"] == "short" and "short" not in worlds_without(control, "short")
    ),
    "listWebhookReceivers": lambda control: isinstance(control.webhooks()["receivers"], list),
    "listDeliveries": lambda control: isinstance(control.deliveries(limit=1), list),
    "triggerWebhook": lambda control: (
        "sale" in control.trigger_webhook("conversion.created", provider="agentref")["caused"]
    ),
    "listSpecs": lambda control: "control" in [spec["name"] for spec in control.specs()],
    "getSpec": lambda control: control.spec("control")["openapi"] == "3.0.3",
}


def worlds_without(control: Control, name: str) -> list[str]:
    """Delete a world. Return the names of the others."""
    control.delete_world(name)
    return [world["name"] for world in control.worlds()]


def names_without(control: Control, name: str) -> list[str]:
    """Delete a checkpoint. Return the names of the others."""
    control.delete_checkpoint(name)
    return [checkpoint["name"] for checkpoint in control.checkpoints()]


@pytest.mark.parametrize("operation", CALLS)
def test_a_call(operation: str, trackside_control: Control) -> None:
    assert CALLS[operation](trackside_control)


def test_an_exchange_is_read_in_full(trackside: Sandbox) -> None:
    trackside.client("wecantrack").get("/api/v1/websites")
    (entry,) = trackside.control.journal(provider="wecantrack", operation="listWebsites", status="2xx")
    exchange = trackside.control.exchange(entry["id"])
    assert exchange["entry"] == entry
    assert exchange["response"]["body"]


def test_a_delivery_is_sent_again(trackside: Sandbox) -> None:
    body = {"name": "Mine", "url": "http://localhost:9/hooks", "subscribedEvents": ["conversion.created"]}
    trackside.client("agentref").post("/webhooks", json=body)
    trackside.control.trigger_webhook("conversion.created", provider="agentref")
    for _ in range(100):
        if listed := trackside.control.deliveries(event="conversion.created"):
            break
        time.sleep(0.05)
    again = trackside.control.resend_delivery(listed[0]["number"])
    assert trackside.control.delivery(again["number"])["delivery"]["repeats"] == listed[0]["number"]


def test_every_operation_of_the_document_has_a_call(trackside_control: Control) -> None:
    paths: dict[str, dict[str, dict[str, Any]]] = trackside_control.spec("control")["paths"]
    declared = {operation["operationId"] for methods in paths.values() for operation in methods.values()}
    assert declared == {*CALLS, "getExchange", "getDelivery", "resendDelivery"}
    public = [name for name, _ in inspect.getmembers(Control, inspect.isfunction) if not name.startswith("_")]
    assert len(public) == len(declared) + len(["close"])


@pytest.mark.parametrize(
    ("status", "call"),
    [
        (404, lambda control: control.spec("no/such?document")),
        (404, lambda control: control.operations("nobody")),
        (422, lambda control: control.set_clock("2099-01-01T00:00:00Z")),
        (422, lambda control: control.set_clock("2026-06-08T12:00:00Z", advance="1d")),
        (422, lambda control: control.set_faults({"provider": "nobody"})),
        (404, lambda control: control.undo(4)),
    ],
)
def test_a_refusal_is_in_the_words_of_the_sandbox(
    status: int, call: Callable[[Control], object], trackside_control: Control
) -> None:
    with pytest.raises(ControlError) as refused:
        call(trackside_control)
    assert refused.value.status == status
    assert refused.value.message in str(refused.value)
    assert refused.value.error
