import socket
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import httpx2
import pytest

from pytest_trackside import (
    PROVIDERS,
    Control,
    ControlError,
    Sandbox,
    SandboxError,
    SandboxOptions,
    World,
    start_sandbox,
)
from pytest_trackside.providers import NO_AUTHORITIES

WORLD = {
    "simulate": False,
    "programs": [{"name": "Acme Coffee", "orders": [{"transaction_id": "order-1001", "amount_cents": 4990}]}],
}
TEXT = "simulate: false\nprograms:\n  - name: Acme Coffee\n"


def wait_until_gone(origin: str) -> None:
    end = time.monotonic() + 30
    while time.monotonic() < end:
        try:
            socket.create_connection(("localhost", int(origin.rsplit(":", 1)[1]))).close()
        except ConnectionRefusedError:
            return
        time.sleep(0.02)
    pytest.fail(f"the sandbox at {origin} still runs")


def test_two_sandboxes_run_side_by_side_alike_and_apart() -> None:
    with start_sandbox() as one, start_sandbox() as two:
        assert one.port != two.port
        assert one.control.world()["programs"][0]["name"] == two.control.world()["programs"][0]["name"]
        assert one.set_clock(advance="3d") == "2026-06-11T12:00:00Z"
        assert two.control.clock()["now"] == "2026-06-08T12:00:00Z"


def test_a_reset_brings_back_the_start(trackside_sandbox: Sandbox) -> None:
    control = trackside_sandbox.control
    trackside_sandbox.reset()
    before = control.world()
    control.cause("program_created", name="Acme Coffee")
    control.set_faults({"provider": "partnero", "rate_limited": True})
    trackside_sandbox.set_clock(datetime(2026, 7, 1, tzinfo=UTC))
    assert trackside_sandbox.client("partnero").get("/v1/program").status_code == 429
    assert control.journal(provider="partnero", status=429)
    trackside_sandbox.reset()
    assert control.world() == before
    assert control.journal(provider="partnero") == []


def test_a_sandbox_is_started_as_it_is_told() -> None:
    now = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
    with start_sandbox(SandboxOptions(now=now, seed=7, orders=100, args=["--error-rate", "1"])) as sandbox:
        health = sandbox.control.health()
        assert (health["seed"], health["orders"], health["now"]) == (7, 100, "2026-01-02T03:04:05Z")
        assert sandbox.client("partnero").get("/v1/program").status_code == 500
        with pytest.raises(ControlError, match="422") as refused:
            sandbox.set_clock("2099-01-01T00:00:00Z")
        assert refused.value.status == 422
        with pytest.raises(ValueError, match="has no time zone"):
            sandbox.set_clock(datetime(2026, 7, 1))  # noqa: DTZ001 - This is what is refused.


def test_without_a_time_the_clock_ticks() -> None:
    with start_sandbox(SandboxOptions(now=None, orders=0)) as sandbox:
        assert sandbox.control.clock()["ticking"]


def test_the_token_of_the_control_api_is_handed_on() -> None:
    with start_sandbox(SandboxOptions(orders=0, args=["--token", "open-sesame"])) as sandbox:
        assert sandbox.token == "open-sesame"
        sandbox.reset()
        with Control(f"{sandbox.origin}/_mock") as stranger, pytest.raises(ControlError, match="401"):
            stranger.clock()


def test_variables_of_the_surroundings_do_not_change_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRACKSIDE_ERROR_RATE", "1")
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    with start_sandbox(SandboxOptions(orders=100)) as sandbox:
        assert sandbox.client("partnero").get("/v1/program").status_code == 200


def test_what_was_stopped_is_gone_and_can_be_stopped_again() -> None:
    sandbox = start_sandbox(SandboxOptions(orders=0))
    sandbox.stop()
    wait_until_gone(sandbox.origin)
    sandbox.stop()


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("form", ["path", "relative path", "text", "mapping"])
def test_a_world_file_can_be_given_as(form: str, folder: Path) -> None:
    (folder / "world.yaml").write_text(TEXT, encoding="utf-8")
    worlds: dict[str, World] = {
        "path": folder / "world.yaml",
        "relative path": "world.yaml",
        "text": TEXT,
        "mapping": WORLD,
    }
    with start_sandbox(SandboxOptions(world=worlds[form])) as sandbox:
        sandbox.control.cause("program_created", name="Another")
        sandbox.reset()
        assert [program["name"] for program in sandbox.control.world()["programs"]] == ["Acme Coffee"]


@pytest.mark.parametrize(
    ("world", "now", "expected"),
    [
        (TEXT, None, "2026-06-08T12:00:00Z"),
        (TEXT + "now: 2026-11-02T09:00:00Z\n", None, "2026-11-02T09:00:00Z"),
        (TEXT + "'now': 2026-11-02T09:00:00Z\n", None, "2026-11-02T09:00:00Z"),
        (TEXT + "# now: 2026-11-02T09:00:00Z\n", None, "2026-06-08T12:00:00Z"),
        (TEXT + "now: 2026-11-02T09:00:00Z\n", "2026-11-03T09:00:00Z", "2026-11-03T09:00:00Z"),
        ({"now": "2026-11-02T09:00:00Z", **WORLD}, None, "2026-11-02T09:00:00Z"),
        (WORLD, None, "2026-06-08T12:00:00Z"),
    ],
)
def test_the_clock_stands_where_the_world_file_says(
    world: str | dict[str, object], now: str | None, expected: str
) -> None:
    options = SandboxOptions(world=world) if now is None else SandboxOptions(world=world, now=now)
    with start_sandbox(options) as sandbox:
        clock = sandbox.control.clock()
        assert (clock["now"], clock["ticking"]) == (expected, False)


def test_what_is_wrong_with_a_world_file_is_said() -> None:
    with pytest.raises(SandboxError, match="exit code 2") as error:
        start_sandbox(SandboxOptions(world=TEXT + "nonsense: true\n"))
    assert "world.yaml:4:1" in str(error.value)
    with pytest.raises(SandboxError, match="cannot read the world file"):
        start_sandbox(SandboxOptions(world="missing.yaml"))


@pytest.mark.parametrize("provider", PROVIDERS)
def test_every_provider_has_a_client_with_a_credential(trackside: Sandbox, provider: str) -> None:
    (name,) = [name for name in PROVIDERS if name == provider]
    listed = next(entry for entry in trackside.control.operations(name) if entry["credential"])
    path = listed["path"].removeprefix(f"/{name}")
    with httpx2.Client(base_url=trackside.base_urls[name], verify=NO_AUTHORITIES) as stranger:
        arguments = {"params": [(pair["name"], pair["value"]) for pair in listed["query"]], "json": listed["body"]}
        assert stranger.request(listed["method"], path, **arguments).status_code == 401
        assert trackside.client(name).request(listed["method"], path, **arguments).status_code == listed["success"]


def test_the_providers_are_those_of_the_sandbox(trackside: Sandbox) -> None:
    assert sorted(PROVIDERS) == sorted(provider["name"] for provider in trackside.control.world()["providers"])


def test_a_credential_of_ones_own_is_sent(trackside: Sandbox) -> None:
    key, secret = trackside.credential("fullwhere")
    assert trackside.headers("fullwhere", credential=["one", "two"]) == {"X-API-KEY": "one", "X-API-SECRET": "two"}
    assert trackside.headers("fullwhere") == {"X-API-KEY": key, "X-API-SECRET": secret}
    assert trackside.credential("affitor", "trackSale") != trackside.credential("affitor")
    with pytest.raises(ValueError, match="has 2 secrets, and 1 are given"):
        trackside.client("fullwhere", credential=["one"])
    with pytest.raises(LookupError, match="no operation `nonsense`; it has getTrackingStatus"):
        trackside.client("agentref", "nonsense")


PARENT = """
import os, signal, sys, time
from pytest_trackside import SandboxOptions, start_sandbox
sandbox = start_sandbox(SandboxOptions(orders=0))
print(sandbox.origin, flush=True)
if sys.argv[1] == "throws":
    raise RuntimeError("a test went wrong")
if sys.argv[1] == "leaves at once":
    os._exit(3)
if sys.argv[1] == "is killed":
    os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.parametrize("how", ["ends", "throws", "leaves at once", "is killed"])
def test_it_ends_when_the_process_that_started_it(how: str) -> None:
    parent = subprocess.run(
        [sys.executable, "-c", PARENT, how], capture_output=True, text=True, check=False, timeout=60
    )
    origin = parent.stdout.strip()
    assert origin.startswith("http://localhost:"), parent.stderr
    wait_until_gone(origin)


def test_a_sandbox_that_has_ended_is_reported() -> None:
    with start_sandbox(SandboxOptions(orders=0)) as sandbox:
        process = sandbox._process  # noqa: SLF001 - Nobody else may end it.
        assert process is not None
        process._process.kill()  # noqa: SLF001
        process._process.wait()  # noqa: SLF001
        with pytest.raises(SandboxError, match="the sandbox has ended before its time, with exit code -9"):
            sandbox.reset()
    wait_until_gone(sandbox.origin)


def test_named_worlds_are_apart(trackside: Sandbox) -> None:
    with trackside.world("one") as one, trackside.world("two") as two:
        one.control.cause("test_click")
        one.set_clock(advance="3d")
        assert [world.control.events()["total"] for world in (one, two, trackside)] == [1, 0, 0]
        assert two.control.clock()["now"] == "2026-06-08T12:00:00Z"
        # The base URL of a client names the world, so that it needs no header.
        response = one.client("partnero").get("/v1/program")
        assert (response.status_code, response.headers["x-mock-world"]) == (200, "one")
        with httpx2.Client(headers=two.header, trust_env=False) as client:
            events = client.get(f"{trackside.origin}/_mock/events")
        assert (events.json()["total"], events.headers["x-mock-world"]) == (0, "two")
        one.reset()
        assert (one.control.events()["total"], one.control.journal()) == (0, [])
    assert [world["name"] for world in trackside.control.worlds() if world["name"] in ("one", "two")] == []
    with pytest.raises(ValueError, match="cannot name a world"):
        trackside.world("Two words")
