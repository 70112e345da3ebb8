import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from test_sandbox import TEXT, wait_until_gone

import pytest_trackside

ORIGINS = """
import os, pathlib, pytest
@pytest.mark.parametrize("number", range(4))
def test_sandbox(trackside, number):
    assert trackside.control.events()["total"] == 0
    trackside.control.cause("sale")
    pathlib.Path("origins").mkdir(exist_ok=True)
    pathlib.Path("origins", str(number)).write_text(trackside.origin)
"""

HANGING = """
import pathlib, time, pytest
@pytest.fixture
def order(trackside):
    yield
    # The sandbox is still there when fixtures are torn down.
    pathlib.Path("at-the-end").write_text(trackside.control.health()["status"])

def test_hangs(trackside, order):
    pathlib.Path("origin").write_text(trackside.origin)
    print("hanging", flush=True)
    time.sleep(60)
"""


def test_each_worker_has_a_sandbox_of_its_own(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(ORIGINS)
    pytester.runpytest_subprocess("-n", "2").assert_outcomes(passed=4)
    origins = {path.read_text(encoding="utf-8") for path in pytester.path.glob("origins/*")}
    assert len(origins) == 2
    for origin in origins:
        wait_until_gone(origin)


WORLDS = """
import pytest
@pytest.mark.parametrize("number", range(8))
def test_world(trackside, number):
    assert trackside.control.events()["total"] == 0
    trackside.control.cause("test_click")
    # Not even the request of this test is of another world.
    assert trackside.control.events()["total"] == 1
    assert trackside.name.startswith("gw"), trackside.origin
"""


def test_workers_share_a_running_sandbox_and_have_a_world_each(
    pytester: pytest.Pytester, trackside_sandbox: pytest_trackside.Sandbox
) -> None:
    pytester.makepyfile(WORLDS)
    before = trackside_sandbox.control.events()["total"]
    result = pytester.runpytest_subprocess("-n", "2", "--trackside-url", trackside_sandbox.origin)
    result.assert_outcomes(passed=8)
    assert trackside_sandbox.control.events()["total"] == before
    assert [world for world in trackside_sandbox.control.worlds() if world["name"].startswith("gw")] == []


def test_a_session_has_one_sandbox(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(ORIGINS)
    pytester.runpytest_subprocess("-p", "no:xdist").assert_outcomes(passed=4)
    (origin,) = {path.read_text(encoding="utf-8") for path in pytester.path.glob("origins/*")}
    wait_until_gone(origin)


# A shell may have told its background jobs to ignore interrupts.
INTERRUPTIBLE = """
import signal, sys, pytest
signal.signal(signal.SIGINT, signal.default_int_handler)
sys.exit(pytest.main(["-s"]))
"""


def hanging(pytester: pytest.Pytester) -> "subprocess.Popen[str]":
    pytester.makepyfile(HANGING)
    child = subprocess.Popen(
        [sys.executable, "-c", INTERRUPTIBLE],
        cwd=pytester.path,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert child.stdout is not None
    assert any("hanging" in line for line in child.stdout)
    return child


@pytest.mark.skipif(os.name != "posix", reason="signals")
def test_an_interrupt_stops_the_sandbox_after_the_fixtures(pytester: pytest.Pytester) -> None:
    with hanging(pytester) as child:
        # The whole group, as on a terminal.
        os.killpg(child.pid, signal.SIGINT)
        output, _ = child.communicate(timeout=60)
    assert child.returncode == pytest.ExitCode.INTERRUPTED
    assert "KeyboardInterrupt" in output
    assert (pytester.path / "at-the-end").read_text(encoding="utf-8") == "ok"
    wait_until_gone((pytester.path / "origin").read_text(encoding="utf-8"))


@pytest.mark.skipif(os.name != "posix", reason="signals")
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM], ids=["SIGKILL", "SIGTERM"])
def test_no_sandbox_is_left_behind_when_pytest_gets(number: signal.Signals, pytester: pytest.Pytester) -> None:
    with hanging(pytester) as child:
        os.killpg(child.pid, number)
        child.communicate(timeout=60)
    assert child.returncode == -number
    wait_until_gone((pytester.path / "origin").read_text(encoding="utf-8"))


NAMES = """
def test_programs(trackside):
    assert [program["name"] for program in trackside.control.world()["programs"]] == ["Acme Coffee"]
"""


def test_the_world_file_of_the_settings_is_relative_to_them(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(**{"tests/test_names": NAMES})
    pytester.makefile(".yaml", world=TEXT)
    pytester.makeini("[pytest]\ntrackside_world = world.yaml\n")
    os.chdir(pytester.path / "tests")
    pytester.runpytest_inprocess().assert_outcomes(passed=1)


def test_the_world_file_of_the_command_line_comes_first(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytester.makepyfile(NAMES)
    pytester.makefile(".yaml", world=TEXT, another=TEXT.replace("Acme", "Another"))
    pytester.makeini("[pytest]\ntrackside_world = another.yaml\n")
    pytester.runpytest_inprocess("--trackside-world", "world.yaml").assert_outcomes(passed=1)
    pytester.runpytest_inprocess().assert_outcomes(failed=1)
    monkeypatch.setenv("PYTEST_ADDOPTS", "--trackside-world=world.yaml")
    pytester.runpytest_inprocess().assert_outcomes(passed=1)


def test_a_sandbox_that_does_not_start_says_why(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(NAMES)
    pytester.makefile(".yaml", world=TEXT + "nonsense: 1\n")
    result = pytester.runpytest_inprocess("--trackside-world", "world.yaml")
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(
        ["*the sandbox ended before it was ready, with exit code 2", "*world.yaml:4:1:*nonsense*"]
    )
    result.stdout.no_fnmatch_line("*Traceback*")
    result.stdout.no_fnmatch_line("*During handling*")


def test_the_options_are_shown(pytester: pytest.Pytester) -> None:
    result = pytester.runpytest_inprocess("--help")
    result.stdout.fnmatch_lines(["trackside:", "*--trackside-world=FILE*", "*trackside_world (string):*"])
    fixtures = pytester.runpytest_inprocess("--fixtures")
    fixtures.stdout.fnmatch_lines(["*trackside_options*scope*", "*trackside --*", "*as it was when it started*"])


def test_the_package_is_installed_and_not_read_from_its_sources() -> None:
    assert "site-packages" in Path(pytest_trackside.__file__).parts
